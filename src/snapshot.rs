//! Level 3: `Snapshot`: the files that matter at one moment. Plain data, so tests build it from literals.
//!
//! `io/worktree.rs` obtains one from the disk; Git will be another way.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::path::RepoPath;
use crate::base::source::text_of;
use crate::config::Config;
use crate::read::Format;

/// One file with its bytes.
#[derive(Clone, Debug)]
pub struct SnapshotFile {
    /// Where it lies.
    pub path: RepoPath,
    /// How it is to be read.
    pub format: Format,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// The files that matter at one moment, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Those that say something, then those that only show which host the repository is kept at.
    files: Vec<SnapshotFile>,
    /// How many say something.
    saying: usize,
    /// Links that are called as files of ours are; what they lead to is not read.
    links: Vec<RepoPath>,
}

impl Snapshot {
    /// A snapshot of these files.
    #[must_use]
    pub fn new(mut files: Vec<SnapshotFile>) -> Self {
        let is_sign = |file: &SnapshotFile| !file.format.says_something();
        files.sort_by(|a, b| (is_sign(a), &a.path).cmp(&(is_sign(b), &b.path)));
        let saying = files.partition_point(|file| !is_sign(file));
        Self { files, saying, links: Vec::new() }
    }

    /// The same, beside links that are called as files of ours are.
    #[must_use]
    pub(crate) fn beside(mut self, links: Vec<RepoPath>) -> Self {
        self.links = links;
        self
    }

    /// Links that are called as files of ours are.
    #[must_use]
    pub(crate) fn links(&self) -> &[RepoPath] {
        &self.links
    }

    /// A snapshot of texts by path; those that the configuration reads count.
    #[must_use]
    pub fn of_texts<'a>(config: &Config, texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = texts.into_iter().filter_map(|(path, text)| {
            let path = RepoPath::new(path)?;
            let format = config.format_of(&path, false)?;
            Some(SnapshotFile { path, format, bytes: text.as_bytes().into() })
        });
        Self::new(files.collect())
    }

    /// The files that say something, sorted by path.
    #[must_use]
    pub(crate) fn files(&self) -> &[SnapshotFile] {
        &self.files[..self.saying]
    }

    /// All files, with those that only show which host the repository is kept at.
    #[must_use]
    pub(crate) fn all(&self) -> &[SnapshotFile] {
        &self.files
    }

    /// A file's text, with what is not UTF-8 replaced.
    #[must_use]
    pub fn text(&self, path: &RepoPath) -> Option<Arc<str>> {
        let at = self.files().binary_search_by(|file| file.path.cmp(path)).ok()?;
        Some(text_of(&self.files[at].bytes))
    }

    /// A file's text, where all of it is UTF-8.
    #[must_use]
    pub(crate) fn valid_text(&self, path: &RepoPath) -> Option<Arc<str>> {
        let at = self.files().binary_search_by(|file| file.path.cmp(path)).ok()?;
        std::str::from_utf8(&self.files[at].bytes).ok().map(Arc::from)
    }

    /// Puts texts in the place of what files hold; of those that are not here nothing is taken.
    pub(crate) fn replace(&mut self, texts: &BTreeMap<RepoPath, Arc<str>>) {
        for file in &mut self.files {
            if let Some(text) = texts.get(&file.path) {
                file.bytes = text.as_bytes().into();
            }
        }
    }
}
