//! What each step of a walk along commits brought, and so did not stand before it: who looks for the commit by which something
//! came into being need not go back there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ObjectId;
use super::trace::{Key, Trace, new_parts};
use crate::base::diagnostic::{Diagnostic, Identity};
use crate::lint::{Delta, Judgement};
use crate::policy::Policy;

/// What the steps of a walk brought, by commit.
#[derive(Default)]
pub(crate) struct Brought {
    steps: HashMap<ObjectId, Step>,
}

/// What a commit brought, held against its first parent.
struct Step {
    /// What judged both.
    policy: Arc<Policy>,
    new: HashSet<Key>,
    /// What was asked about and stands there.
    here: HashSet<Key>,
    /// What was asked about and stood in its first parent.
    before: HashSet<Key>,
}

impl Brought {
    /// Notes what a commit brought, which the judgement has just been moved to, and what of these stands there and before it.
    pub(crate) fn note(&mut self, commit: ObjectId, judgement: &Judgement, shift: &Delta, asked: &[Trace]) {
        let (policy, org) = (judgement.policy().clone(), judgement.org());
        let old: HashSet<Identity> =
            shift.before.values().flatten().flat_map(|found| found.iter()).map(Diagnostic::identity).collect();
        let found = shift.before.keys().filter_map(|unit| judgement.found(unit)).flat_map(|found| found.iter());
        // What is said of one unit now may have been said of another one before, which the step has left alone.
        let found = found.filter(|found| !old.contains(&found.identity())).map(Trace::of);
        let found = found.filter(|trace| !trace.was_in(judgement, shift)).map(|trace| trace.key().clone());
        let rebuilt = shift.touched.rebuilt.iter();
        let parts =
            rebuilt.flat_map(|(id, before)| new_parts(before.as_deref(), org.teams.get(id).map(|team| &**team)));
        let new = found.chain(parts).collect();
        let key = |trace: &Trace| trace.key().clone();
        let here = asked.iter().filter(|trace| trace.is_in(judgement)).map(key).collect();
        let before = asked.iter().filter(|trace| trace.was_in(judgement, shift)).map(key).collect();
        self.steps.insert(commit, Step { policy, new, here, before });
    }

    /// Whether a commit brought something that stands there; `None` where nobody went that way by these rules.
    pub(super) fn is_new(&self, commit: ObjectId, policy: &Arc<Policy>, key: &Key) -> Option<bool> {
        Some(self.by(commit, policy)?.new.contains(key))
    }

    /// Whether something stands in a commit that asked about it; `None` where nobody went that way by these rules.
    #[must_use]
    pub(crate) fn is_here(&self, commit: ObjectId, policy: &Arc<Policy>, key: &Key) -> Option<bool> {
        Some(self.by(commit, policy)?.here.contains(key))
    }

    /// Whether something stood in the first parent of a commit that asked about it.
    #[must_use]
    pub(crate) fn was_before(&self, commit: ObjectId, policy: &Arc<Policy>, key: &Key) -> Option<bool> {
        Some(self.by(commit, policy)?.before.contains(key))
    }

    fn by(&self, commit: ObjectId, policy: &Arc<Policy>) -> Option<&Step> {
        self.steps.get(&commit).filter(|step| Arc::ptr_eq(&step.policy, policy))
    }
}
