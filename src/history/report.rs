//! What a run has to tell: diagnostics with their states, the commits they belong to, and the texts that they point into.

use std::collections::HashMap;
use std::sync::Arc;

use super::Commit;
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;

/// What was judged, as the machine contract names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// The files on disk.
    Worktree,
    /// What the next commit would hold.
    Index,
    /// One commit.
    Revision,
    /// Every commit of a range.
    Range,
}

impl TargetKind {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Worktree => "worktree",
            Self::Index => "index",
            Self::Revision => "revision",
            Self::Range => "range",
        }
    }
}

/// A diagnostic as a run tells it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Against the base; `None` where there is none.
    pub state: Option<State>,
    /// The commit that it belongs to.
    pub commit: Option<Arc<Commit>>,
    /// The commit by which the assignment came into being, where that was asked for and is known.
    pub introduced_by: Option<Arc<Commit>>,
    /// The texts that its labels point into.
    pub texts: Arc<Texts>,
}

impl Entry {
    /// Whether the run is about it: what is not waived; of that everything where there is no base, what is new or worse where there is one.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.diagnostic.waiver.is_none() && matches!(self.state, None | Some(State::Introduced | State::Worsened))
    }
}

/// The texts of some files at one moment, with their lines.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    files: HashMap<RepoPath, Arc<SourceFile>>,
}

impl Texts {
    /// The texts of these files. What `find` does not know is left out.
    pub fn gather<'a>(
        paths: impl IntoIterator<Item = &'a RepoPath>,
        mut find: impl FnMut(&RepoPath) -> Option<Arc<str>>,
    ) -> Self {
        let mut files: HashMap<RepoPath, Arc<SourceFile>> = HashMap::new();
        for path in paths {
            if !files.contains_key(path)
                && let Some(text) = find(path)
            {
                files.insert(path.clone(), Arc::new(SourceFile::new(text)));
            }
        }
        Self { files }
    }

    /// The same texts under other names.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&RepoPath) -> RepoPath) -> Self {
        Self { files: self.files.iter().map(|(path, file)| (name(path), file.clone())).collect() }
    }

    /// A file's text with its lines; an empty one where it is not known.
    #[must_use]
    pub fn file(&self, path: &RepoPath) -> Arc<SourceFile> {
        self.files.get(path).cloned().unwrap_or_else(|| Arc::new(SourceFile::new("".into())))
    }
}

/// The files that the labels of some diagnostics lie in.
pub fn label_paths<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> impl Iterator<Item = &'a RepoPath> {
    diagnostics.into_iter().flat_map(|diagnostic| diagnostic.labels().map(|label| &label.at.path))
}
