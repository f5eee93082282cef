//! What a target had to tell, before any format is chosen.

use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::RepoPath;
use crate::history::Commit;
use crate::history::report::{Entry, Texts, label_paths};
use crate::policy::Policy;
use crate::read::reading::Names;
use crate::render::TargetKind;

/// What a target had to tell.
pub(super) struct Told {
    pub(super) target: TargetKind,
    /// What judged; of a range, what judged its last commit.
    pub(super) policy: Arc<Policy>,
    pub(super) spec: Option<String>,
    pub(super) entries: Vec<Entry>,
    pub(super) files: usize,
    pub(super) commits: usize,
    pub(super) resolved: usize,
    pub(super) fixed: usize,
    /// What the baseline knows.
    pub(super) known: usize,
    /// What the baseline knows and nobody finds any more.
    pub(super) settled: usize,
    /// What people are called in all that was read, where that was asked for.
    pub(super) names: Names,
    pub(super) rules_changed: Vec<(Arc<Commit>, usize)>,
}

impl Told {
    /// Nothing yet.
    pub(super) fn new(target: TargetKind, policy: Arc<Policy>) -> Self {
        let (entries, rules_changed) = (Vec::new(), Vec::new());
        Self {
            target,
            policy,
            spec: None,
            entries,
            files: 0,
            commits: 0,
            resolved: 0,
            fixed: 0,
            known: 0,
            settled: 0,
            rules_changed,
            names: Names::new(),
        }
    }

    /// Findings without a base, with the texts that they point into.
    pub(super) fn stateless(
        target: TargetKind,
        policy: Arc<Policy>,
        found: Vec<Diagnostic>,
        files: usize,
        commit: Option<&Arc<Commit>>,
        text: impl FnMut(&RepoPath) -> Option<Arc<str>>,
    ) -> Self {
        let texts = Arc::new(Texts::gather(label_paths(&found), text));
        let entry = |diagnostic| Entry {
            diagnostic,
            state: None,
            commit: commit.cloned(),
            introduced_by: None,
            texts: texts.clone(),
        };
        Self { entries: found.into_iter().map(entry).collect(), files, ..Self::new(target, policy) }
    }

    /// Findings in the working tree.
    pub(super) fn of_working_tree(
        policy: Arc<Policy>,
        found: Vec<Diagnostic>,
        files: usize,
        text: impl FnMut(&RepoPath) -> Option<Arc<str>>,
    ) -> Self {
        Self::stateless(TargetKind::Worktree, policy, found, files, None, text)
    }
}
