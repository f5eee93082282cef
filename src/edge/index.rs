//! The only file that knows gix-index: reads the index without hashing it, and says where it differs from a tree.
//!
//! The index remembers the trees that were made of its folders. A folder whose tree is the one of HEAD is not looked into, so
//! that this costs what was staged and not what the repository holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use gix_index::entry::{Mode, Stage};
use gix_index::extension::Tree;
use gix_index::{Entry, File, decode};

use crate::base::error::Error;
use crate::config::may_be_read;
use crate::history::ObjectId;
use crate::history::tree::{Difference, Kind, Trees};

/// Folders nest no deeper than this.
const DEEPEST: usize = 200;

/// An index as it was read.
pub struct Index {
    file: File,
}

impl Index {
    /// Reads an index; `None` where it is not there, or is of a kind that this reader does not know (a split or sparse one).
    #[must_use]
    pub fn read(path: &Path) -> Option<Self> {
        let options = decode::Options { thread_limit: Some(1), ..decode::Options::default() };
        let file = File::at(path, gix_hash::Kind::Sha1, true, options).ok()?;
        let is_whole = !file.is_sparse() && file.link().is_none();
        is_whole.then_some(Self { file })
    }

    /// Files that may be ours, with their blobs; `None` for one with a conflict that is not resolved.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Option<ObjectId>)> {
        let ours = self.file.entries().iter().filter(|entry| is_ours(entry, self.path(entry)));
        let file = |entry: &Entry| {
            let path = std::str::from_utf8(self.path(entry)).ok()?.to_owned();
            Some((path, (entry.stage() == Stage::Unconflicted).then(|| id(entry))))
        };
        ours.filter_map(file).collect()
    }

    /// Where the index differs from a tree in files that may be ours: `old` is the tree's blob, `new` the index's.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub fn differences(&self, trees: &Trees<'_>, tree: ObjectId) -> Result<Vec<Difference>, Error> {
        let mut walk = Walk { index: self, trees, found: Vec::new() };
        let all = 0..self.file.entries().len();
        walk.folder(&Folder { path: "", entries: all, made: self.file.tree(), tree: Some(tree), depth: 0 })?;
        Ok(walk.found)
    }

    fn path(&self, entry: &Entry) -> &[u8] {
        entry.path(&self.file)
    }
}

/// A walk through the index beside a tree.
struct Walk<'i, 't> {
    index: &'i Index,
    trees: &'i Trees<'t>,
    found: Vec<Difference>,
}

/// One folder of the walk.
struct Folder<'a> {
    /// Its path, with a `/` at the end.
    path: &'a str,
    /// Its entries in the index.
    entries: Range<usize>,
    /// The tree that was made of it, as the index remembers.
    made: Option<&'a Tree>,
    /// The tree that it is compared with.
    tree: Option<ObjectId>,
    depth: usize,
}

impl Folder<'_> {
    /// Whether it holds what the tree does.
    fn is_same(&self) -> bool {
        let made = self.made.filter(|made| made.num_entries.is_some()).map(|made| made.id.as_bytes());
        self.tree.is_some_and(|tree| made == Some(&tree.0[..]))
    }
}

type Theirs = BTreeMap<String, (Kind, ObjectId)>;

impl Walk<'_, '_> {
    fn folder(&mut self, folder: &Folder<'_>) -> Result<(), Error> {
        if folder.is_same() || folder.depth > DEEPEST {
            return Ok(());
        }
        let theirs = folder.tree.map(|tree| self.trees.entries(tree)).transpose()?.unwrap_or_default();
        let mut theirs: Theirs = theirs.into_iter().map(|(name, kind, id)| (name, (kind, id))).collect();
        let index = self.index;
        let entries = index.file.entries();
        let mut at = folder.entries.start;
        while at < folder.entries.end {
            let path = index.path(&entries[at]);
            let rest = &path[folder.path.len()..];
            let Some(slash) = memchr::memchr(b'/', rest) else {
                self.file(folder, &entries[at], rest, &mut theirs);
                at += 1;
                continue;
            };
            let inside = &path[..=folder.path.len() + slash];
            let length = entries[at..folder.entries.end].partition_point(|entry| index.path(entry).starts_with(inside));
            let below = at..at + length.max(1);
            at = below.end;
            // A name that is not UTF-8 is no file of ours.
            if let Ok(inside) = std::str::from_utf8(inside) {
                self.below(folder, inside, below, &mut theirs)?;
            }
        }
        self.gone(folder, theirs)
    }

    fn file(&mut self, folder: &Folder<'_>, entry: &Entry, name: &[u8], theirs: &mut Theirs) {
        let Some(name) = std::str::from_utf8(name).ok().filter(|name| is_ours(entry, name.as_bytes())) else { return };
        let is_file = |(kind, _): &&(Kind, ObjectId)| *kind == Kind::File;
        let old = theirs.get(name).filter(is_file).map(|(_, id)| *id);
        if old.is_some() {
            theirs.remove(name);
        }
        if old != Some(id(entry)) {
            self.found.push(Difference { path: format!("{}{name}", folder.path), old, new: Some(id(entry)) });
        }
    }

    fn below(
        &mut self,
        folder: &Folder<'_>,
        path: &str,
        entries: Range<usize>,
        theirs: &mut Theirs,
    ) -> Result<(), Error> {
        let name = &path[folder.path.len()..path.len() - 1];
        let is_folder = |(kind, _): &&(Kind, ObjectId)| *kind == Kind::Folder;
        let tree = theirs.get(name).filter(is_folder).map(|(_, id)| *id);
        if tree.is_some() {
            theirs.remove(name);
        }
        let children = folder.made.map_or(&[][..], |made| &made.children);
        let made = children.iter().find(|child| child.name.as_slice() == name.as_bytes());
        self.folder(&Folder { path, entries, made, tree, depth: folder.depth + 1 })
    }

    /// What the tree has and the index has not.
    fn gone(&mut self, folder: &Folder<'_>, theirs: Theirs) -> Result<(), Error> {
        for (name, (kind, id)) in theirs {
            let path = format!("{}{name}", folder.path);
            match kind {
                Kind::File if may_be_read(name.as_bytes()) => {
                    self.found.push(Difference { path, old: Some(id), new: None });
                }
                Kind::Folder => {
                    let gone = self.trees.differences(Some(id), None)?.into_iter();
                    self.found.extend(gone.map(|gone| Difference { path: format!("{path}/{}", gone.path), ..gone }));
                }
                Kind::File | Kind::Other => {}
            }
        }
        Ok(())
    }
}

fn is_ours(entry: &Entry, path: &[u8]) -> bool {
    may_be_read(path) && matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE)
}

fn id(entry: &Entry) -> ObjectId {
    let mut id = [0; 20];
    id.copy_from_slice(&entry.id.as_bytes()[..20]);
    ObjectId(id)
}
