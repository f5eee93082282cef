//! Level 9: formats: how diagnostics and facts are shown. One file per format; the core knows none of them.
//!
//! Every text that comes from a file goes through `clean.rs` before it reaches a terminal or a log.

pub mod clean;
pub mod facts;
pub mod human;
pub mod json;
pub mod short;
pub mod table;

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::policy::Policy;
use crate::snapshot::Snapshot;

/// What was judged, as the machine contract names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// The files on disk.
    Worktree,
}

impl TargetKind {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Worktree => "worktree",
        }
    }
}

/// All that a format shows.
pub struct Report<'a> {
    /// What was judged.
    pub target: TargetKind,
    /// What was found, in order.
    pub diagnostics: &'a [Diagnostic],
    /// How many files were read.
    pub files: usize,
    /// How many commits were judged.
    pub commits: usize,
    /// The texts that labels point into.
    pub sources: &'a Sources<'a>,
}

impl Report<'_> {
    /// How many diagnostics have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// The texts that labels point into, indexed when they are first asked for.
pub struct Sources<'a> {
    policy: &'a Policy,
    snapshot: &'a Snapshot,
    files: std::cell::RefCell<HashMap<RepoPath, Arc<SourceFile>>>,
}

impl<'a> Sources<'a> {
    /// The texts of a snapshot and of the policy that judged it.
    #[must_use]
    pub fn new(policy: &'a Policy, snapshot: &'a Snapshot) -> Self {
        Self { policy, snapshot, files: std::cell::RefCell::default() }
    }

    /// A file's text with its lines.
    #[must_use]
    pub fn file(&self, path: &RepoPath) -> Arc<SourceFile> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        let text = self.snapshot.text(path).or_else(|| self.policy.text(path)).unwrap_or_else(|| "".into());
        let file = Arc::new(SourceFile::new(text));
        self.files.borrow_mut().insert(path.clone(), file.clone());
        file
    }
}
