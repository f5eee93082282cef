//! What a merge does by itself. What a side has brought since the sides met is that side's doing and told of its commits; what the
//! merge brings back although a side had taken it away, or takes away although a side had brought it, is the merge's own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::range::{changes, parent_has};
use super::softened::Softening;
use super::timeline::{Ruling, Timeline};
use super::{ObjectId, Store};
use crate::base::diagnostic::{Diagnostic, Identity, State};
use crate::base::error::Error;
use crate::lint::Delta;
use crate::policy::Policy;

/// How many sides are asked what they explain. A merge of more is made to keep others busy, and is told for its own.
const ASKED: usize = 16;

/// A commit that a merge joins with others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// Its tree.
    pub(crate) tree: ObjectId,
}

/// A merge that is judged, or one that is being made.
pub(crate) struct Merge<'a> {
    /// What it joins, the first parent first.
    pub(crate) sides: &'a [Side],
    /// What judges it.
    pub(crate) policy: &'a Arc<Policy>,
    /// Whether its configuration is another than its first parent's: what is wrong with that is compared elsewhere.
    pub(crate) is_configuration_new: bool,
    /// Moves a timeline from a side's tree to where the merge leads.
    pub(crate) result: &'a dyn Fn(&mut Timeline<'_>, Side) -> Result<Delta, Error>,
}

impl Merge<'_> {
    /// Leaves of what is new or gone against the first parent what no other side explains, and adds what is new against another
    /// side and explained by none. The timeline stands where the merge leads, and is moved.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn settle(
        &self,
        timeline: &mut Timeline<'_>,
        store: &dyn Store,
        diagnostics: &mut Vec<(State, Diagnostic)>,
    ) -> Result<(), Error> {
        let [first, others @ ..] = self.sides else { return Ok(()) };
        let mut overruled = Vec::new();
        for side in others {
            if self.overrules(timeline, store, *first, *side)? {
                overruled.push(*side);
            }
        }
        self.leave_unexplained(timeline, store, *first, diagnostics)?;
        for side in overruled {
            timeline.checkout(Some(side.tree), self.policy)?;
            let mut shift = (self.result)(timeline, side)?;
            let mut own = changes(timeline, &mut shift, self.is_configuration_new);
            let known: HashSet<Identity> = diagnostics.iter().map(|(_, found)| found.identity()).collect();
            own.retain(|(state, found)| is_new(*state) && !known.contains(&found.identity()));
            self.leave_unexplained(timeline, store, side, &mut own)?;
            diagnostics.extend(own);
        }
        Ok(())
    }

    /// Whether the merge leaves a file of ours otherwise than a side that has changed it since it met the first one.
    fn overrules(
        &self,
        timeline: &mut Timeline<'_>,
        store: &dyn Store,
        first: Side,
        side: Side,
    ) -> Result<bool, Error> {
        let Some(met) = store.meeting(first.commit, side.commit)? else { return Ok(false) };
        let met = store.commit(met)?.tree;
        let brought = timeline.trees().differences(Some(met), Some(side.tree))?;
        Ok(!timeline.holds(&brought))
    }

    /// Leaves of what is new or gone against a side what no other side has brought or resolved since the two met.
    fn leave_unexplained(
        &self,
        timeline: &mut Timeline<'_>,
        store: &dyn Store,
        side: Side,
        diagnostics: &mut Vec<(State, Diagnostic)>,
    ) -> Result<(), Error> {
        for other in self.sides.iter().filter(|other| other.commit != side.commit).take(ASKED) {
            if diagnostics.is_empty() {
                return Ok(());
            }
            let Some(met) = store.meeting(side.commit, other.commit)? else {
                // Nothing in common, or not in this clone: what the other side has may have come from there.
                timeline.checkout(Some(other.tree), self.policy)?;
                diagnostics.retain(|(state, found)| !is_new(*state) || !parent_has(timeline, found));
                continue;
            };
            timeline.checkout(Some(store.commit(met)?.tree), self.policy)?;
            let mut shift = timeline.move_to(Some(other.tree))?;
            let brought = changes(timeline, &mut shift, self.is_configuration_new);
            let brought: HashMap<Identity, (State, Diagnostic)> =
                brought.into_iter().map(|(state, found)| (found.identity(), (state, found))).collect();
            let explains = |state: State, found: &Diagnostic| {
                brought.get(&found.identity()).is_some_and(|(theirs, other)| match state {
                    State::Resolved => *theirs == State::Resolved,
                    _ => is_new(*theirs) && is_as_bad(other, found),
                })
            };
            diagnostics.retain(|(state, found)| !explains(*state, found));
        }
        Ok(())
    }
}

/// What a step by this ruling from one or more sides does to the rules: against the first, or against one whose change of the
/// rules it takes back. The timeline is moved.
///
/// # Errors
/// An object that is not there.
pub(crate) fn softening(
    timeline: &mut Timeline<'_>,
    store: &dyn Store,
    sides: &[Side],
    ruling: &Ruling,
) -> Result<Option<Softening>, Error> {
    let Some(first) = sides.first() else { return Ok(None) };
    for side in sides.iter().take(ASKED) {
        if side.commit != first.commit {
            let Some(met) = store.meeting(first.commit, side.commit)? else { continue };
            let met = store.commit(met)?.tree;
            if timeline.ruling_of(met)? == timeline.ruling_of(side.tree)? {
                continue;
            }
        }
        let found = Softening::of(timeline, side.tree, ruling)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn is_new(state: State) -> bool {
    matches!(state, State::Introduced | State::Worsened)
}

/// Whether a finding weighs as much as another one of the same.
pub(super) fn is_as_bad(one: &Diagnostic, other: &Diagnostic) -> bool {
    let weighs_as_much = one.value >= other.value && one.severity >= other.severity;
    weighs_as_much && (one.waiver.is_none() || other.waiver.is_some())
}
