//! What a step does to the configuration: what is wrong with it before and after, each by its own text.
//!
//! A configuration is looked at even where the rules come from elsewhere: a change that breaks it is told of that change, not
//! once it is merged.

use std::collections::HashSet;
use std::sync::Arc;

use super::report::{Entry, Texts, label_places};
use super::timeline::{Ruling, Timeline};
use super::{Commit, ObjectId};
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::error::Error;
use crate::lint::{Unit, config_problems};
use crate::policy::Policy;

/// The configurations of the trees that a step comes from and of the one that it leads to.
pub(crate) struct Configurations {
    /// One for each tree that it comes from.
    before: Vec<Configured>,
    /// `None` where nobody looks at it.
    after: Option<Arc<Policy>>,
    /// Whether it is another than in the first tree; what is wrong with one that stays is compared like all else.
    pub(crate) is_new: bool,
}

/// A configuration, and what is wrong with it.
struct Configured {
    policy: Arc<Policy>,
    found: Vec<Diagnostic>,
}

impl Configurations {
    /// Those of a step from some trees to one by this ruling. Where they differ the timeline is moved.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn of(timeline: &mut Timeline<'_>, before: &[ObjectId], ruling: &Ruling) -> Result<Self, Error> {
        let mut olds = Vec::new();
        for tree in before {
            let old = timeline.ruling_of(*tree)?;
            olds.extend(timeline.own_policy_by(&old, None)?.map(|policy| (*tree, policy)));
        }
        let after = timeline.own_policy_by(ruling, olds.first().map(|(_, old): &(ObjectId, Arc<Policy>)| old))?;
        let is_new = after.as_ref().is_some_and(|after| !olds.first().is_some_and(|(_, old)| Arc::ptr_eq(old, after)));
        if !is_new {
            olds.clear();
        }
        let mut before = Vec::new();
        for (tree, policy) in olds {
            // Which patterns match nothing is known where the tree is judged by them.
            if timeline.judges_by_own_rules() && !policy.config.watched().is_empty() {
                timeline.checkout(Some(tree), &policy)?;
            }
            before.push(Configured { found: found(timeline, &policy), policy });
        }
        Ok(Self { before, after, is_new })
    }

    /// What the step breaks and corrects, once the timeline stands where it leads.
    #[must_use]
    pub(crate) fn changes(self, timeline: &Timeline<'_>, commit: Option<&Arc<Commit>>) -> Vec<Entry> {
        let Some(after) = self.after.filter(|_| self.is_new) else { return Vec::new() };
        let after = Configured { found: found(timeline, &after), policy: after };
        let mut changes = Vec::new();
        let known: HashSet<_> = self.before.iter().flat_map(|old| &old.found).map(Diagnostic::identity).collect();
        changes.extend(after.entries(State::Introduced, commit, |found| !known.contains(&found.identity())));
        if let Some(old) = self.before.first() {
            let left: HashSet<_> = after.found.iter().map(Diagnostic::identity).collect();
            changes.extend(old.entries(State::Resolved, commit, |found| !left.contains(&found.identity())));
        }
        changes
    }
}

impl Configured {
    fn entries(&self, state: State, commit: Option<&Arc<Commit>>, wanted: impl Fn(&Diagnostic) -> bool) -> Vec<Entry> {
        let found: Vec<Diagnostic> = self.found.iter().filter(|found| wanted(found)).cloned().collect();
        entries(found, Some(state), commit, &self.policy)
    }
}

/// What is wrong with a configuration; as the timeline has found it where it judges by that.
fn found(timeline: &Timeline<'_>, policy: &Arc<Policy>) -> Vec<Diagnostic> {
    if !Arc::ptr_eq(timeline.judgement().policy(), policy) {
        return config_problems(policy);
    }
    timeline.judgement().found(&Unit::Config).map_or_else(Vec::new, |found| found.to_vec())
}

/// Findings about a configuration, with its text.
#[must_use]
pub(crate) fn entries(
    found: Vec<Diagnostic>,
    state: Option<State>,
    commit: Option<&Arc<Commit>>,
    policy: &Policy,
) -> Vec<Entry> {
    let texts = Arc::new(Texts::gather(label_places(&found), |place| policy.text_of(place)));
    let entry =
        |diagnostic| Entry { diagnostic, state, commit: commit.cloned(), introduced_by: None, texts: texts.clone() };
    found.into_iter().map(entry).collect()
}
