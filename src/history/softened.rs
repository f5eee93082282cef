//! What a change of the rules does: how much would be told otherwise of what was there before, and what the rules before would
//! tell of what is there now and the new ones do not. A change that softens its own judge is told by that, whoever judges it.

use std::collections::HashMap;
use std::sync::Arc;

use super::timeline::{Ruling, Timeline};
use super::{Commit, ObjectId};
use crate::base::diagnostic::{Diagnostic, Identity, Severity};
use crate::base::error::Error;
use crate::lint::Unit;
use crate::policy::Policy;

/// A change of the rules.
#[derive(Clone, Debug)]
pub struct RulesChange {
    /// The commit that makes it; the one that the index comes after.
    pub(crate) commit: Arc<Commit>,
    /// Whether it is what is staged, which is no commit yet.
    pub(crate) is_staged: bool,
    /// How many findings of what was there before differ by it.
    pub(crate) differ: usize,
    /// What it lets through, sorted by place.
    pub(crate) lets_through: Vec<Diagnostic>,
}

/// The rules on both sides of a step, where they differ.
pub(crate) struct Softening {
    before: Arc<Policy>,
    after: Arc<Policy>,
    differ: usize,
}

impl Softening {
    /// What a step from a tree to one by this ruling does to the rules; `None` where it leaves them as they are, or where
    /// nobody looks at them. The timeline is moved.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn of(timeline: &mut Timeline<'_>, tree: ObjectId, ruling: &Ruling) -> Result<Option<Self>, Error> {
        let old = timeline.ruling_of(tree)?;
        let Some(before) = timeline.own_policy_by(&old, None)? else { return Ok(None) };
        let Some(after) = timeline.own_policy_by(ruling, Some(&before))? else { return Ok(None) };
        if Arc::ptr_eq(&before, &after) {
            return Ok(None);
        }
        timeline.checkout(Some(tree), &before)?;
        let old = standing(timeline);
        timeline.checkout(Some(tree), &after)?;
        let new = standing(timeline);
        let gone = old.iter().filter(|(identity, weight)| new.get(*identity) != Some(*weight)).count();
        let came = new.keys().filter(|identity| !old.contains_key(*identity)).count();
        Ok(Some(Self { before, after, differ: gone + came }))
    }

    /// What the rules before would tell of where a step leads, and the new ones do not; `stand` goes there, to be judged by a
    /// policy. The timeline is moved.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn lets_through(
        self,
        timeline: &mut Timeline<'_>,
        commit: &Arc<Commit>,
        stand: impl Fn(&mut Timeline<'_>, &Arc<Policy>) -> Result<(), Error>,
    ) -> Result<RulesChange, Error> {
        stand(timeline, &self.after)?;
        let new = standing(timeline);
        stand(timeline, &self.before)?;
        let mut found = timeline.judgement().diagnostics();
        found.retain(|old| {
            let weighs = |(severity, is_waived): &(Severity, bool)| *severity >= old.severity && !is_waived;
            old.waiver.is_none() && !new.get(&old.identity()).is_some_and(weighs)
        });
        Ok(RulesChange { commit: commit.clone(), is_staged: false, differ: self.differ, lets_through: found })
    }
}

/// All that is found where a timeline stands, the configuration's own problems left aside, each with its weight.
fn standing(timeline: &Timeline<'_>) -> HashMap<Identity, (Severity, bool)> {
    let units = timeline.judgement().units().iter().filter(|(unit, _)| **unit != Unit::Config);
    let found = units.flat_map(|(_, found)| found.iter());
    found.map(|found| (found.identity(), (found.severity, found.waiver.is_some()))).collect()
}
