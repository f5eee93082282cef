//! What a run has to tell: diagnostics with their states, the commits they belong to, and the texts that they point into.

use std::sync::Arc;

use super::Commit;
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, SourceFile, Version};

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
    /// What other repositories printed of themselves.
    Facts,
}

impl TargetKind {
    /// The word used in output.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Worktree => "worktree",
            Self::Index => "index",
            Self::Revision => "revision",
            Self::Range => "range",
            Self::Facts => "facts",
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
    pub(crate) fn counts(&self) -> bool {
        self.diagnostic.waiver.is_none() && matches!(self.state, None | Some(State::Introduced | State::Worsened))
    }
}

/// The texts of some files at one moment, with their lines, each in the versions that places lie in.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    files: HashMap<(RepoPath, Version), Arc<SourceFile>>,
}

impl Texts {
    /// The texts that these places lie in. What `find` does not know is left out.
    pub fn gather<'a>(
        places: impl IntoIterator<Item = &'a Location>,
        mut find: impl FnMut(&Location) -> Option<Arc<str>>,
    ) -> Self {
        Self::of_files(places, |place| Some(Arc::new(SourceFile::new(find(place)?))))
    }

    /// The same for files whose lines are known already.
    pub(crate) fn of_files<'a>(
        places: impl IntoIterator<Item = &'a Location>,
        mut find: impl FnMut(&Location) -> Option<Arc<SourceFile>>,
    ) -> Self {
        let mut files: HashMap<(RepoPath, Version), Arc<SourceFile>> = HashMap::default();
        for place in places {
            let key = (place.path.clone(), place.version);
            if !files.contains_key(&key)
                && let Some(file) = find(place)
            {
                files.insert(key, file);
            }
        }
        Self { files }
    }

    /// The same texts under other names.
    #[must_use]
    pub(crate) fn renamed(&self, name: impl Fn(&RepoPath) -> RepoPath) -> Self {
        Self {
            files: self.files.iter().map(|((path, version), file)| ((name(path), *version), file.clone())).collect(),
        }
    }

    /// The text that a place lies in, with its lines; an empty one where it is not known. Another version of the file will do
    /// where that one is not here: mostly they are the same.
    #[must_use]
    pub(crate) fn of(&self, place: &Location) -> Arc<SourceFile> {
        let versions = [place.version, Version::Judged, Version::There, Version::Policy];
        let known = versions.iter().find_map(|version| self.files.get(&(place.path.clone(), *version)));
        known.cloned().unwrap_or_else(|| Arc::new(SourceFile::new("".into())))
    }
}

/// The places of the labels of some diagnostics.
pub fn label_places<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> impl Iterator<Item = &'a Location> {
    diagnostics.into_iter().flat_map(|diagnostic| diagnostic.labels().map(|label| &label.at))
}
