//! The only file that knows gix-index: reads the index without hashing it, and says where it differs from a tree.
//!
//! The index remembers the trees that were made of its folders. A folder whose tree is the one of HEAD is not looked into, so
//! that this costs what was staged and not what the repository holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use gix_index::entry::{Flags, Mode, Stage};
use gix_index::entry::{Stat, stat};
use gix_index::extension::Tree;
use gix_index::fs::Metadata;
use gix_index::{Entry, File, decode};

use crate::base::error::Error;
use crate::base::path::spelt;
use crate::history::ObjectId;
use crate::history::tree::{DEEPEST, Difference, Entry as TreeEntry, Kind, Trees, order_of, too_deep};
use crate::read::may_be_read;

/// What says how Git writes files into the working tree.
pub(crate) const ATTRIBUTES: &str = ".gitattributes";

/// An index as it was read.
pub(crate) enum Index {
    /// By this reader, which does not hash.
    Plain(Box<File>),
    /// Of another kind, a split or a sparse one.
    Listed(Listed),
}

/// An index whose files were listed one by one.
#[derive(Default)]
pub(crate) struct Listed {
    /// Files that may be ours, with their blobs; `None` for one with a conflict that is not resolved.
    pub(crate) files: Vec<(String, Option<ObjectId>)>,
    /// Those of them that a sparse checkout leaves out of the working tree.
    pub(crate) left_out: Vec<String>,
}

/// What lists the files of a tree that may be ours, for a folder that a sparse index holds as a whole.
type Below<'a> = &'a dyn Fn(ObjectId) -> Result<Vec<Difference>, Error>;

impl Index {
    /// Reads an index; `None` where it is not there, or is of a kind that this reader does not know.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn read(path: &Path, below: Below<'_>) -> Result<Option<Self>, Error> {
        let options = decode::Options { thread_limit: Some(1), ..decode::Options::default() };
        let Ok(file) = File::at(path, gix_hash::Kind::Sha1, true, options) else { return Ok(None) };
        if file.link().is_some() {
            return Ok(None);
        }
        if file.is_sparse() { Self::sparse(&file, below).map(Some) } else { Ok(Some(Self::Plain(Box::new(file)))) }
    }

    /// An index that holds folders which are not checked out as one entry each.
    fn sparse(file: &File, below: Below<'_>) -> Result<Self, Error> {
        let mut listed = Listed::default();
        for entry in file.entries() {
            let path: &[u8] = entry.path(file);
            if entry.mode == Mode::DIR {
                let folder = spelt(path);
                for file in below(id(entry))? {
                    let path = format!("{folder}{}", file.path);
                    listed.left_out.push(path.clone());
                    listed.files.push((path, file.new));
                }
            } else if is_ours(entry, path) {
                let path = spelt(path).into_owned();
                if entry.flags.contains(Flags::SKIP_WORKTREE) {
                    listed.left_out.push(path.clone());
                }
                listed.files.push((path, (entry.stage() == Stage::Unconflicted).then(|| id(entry))));
            }
        }
        Ok(Self::Listed(listed))
    }

    /// Files that may be ours and that a sparse checkout leaves out of the working tree.
    #[must_use]
    pub(crate) fn left_out(&self) -> Vec<String> {
        match self {
            Self::Plain(file) => {
                let entries = file.entries().iter().map(|entry| (entry, &**entry.path(file)));
                let left =
                    entries.filter(|(entry, path)| entry.flags.contains(Flags::SKIP_WORKTREE) && is_ours(entry, path));
                left.map(|(_, path)| spelt(path).into_owned()).collect()
            }
            Self::Listed(listed) => listed.left_out.clone(),
        }
    }

    /// Files that may be ours, with their blobs.
    #[must_use]
    pub(crate) fn files(&self) -> Vec<(String, ObjectId)> {
        let settled = |(path, blob): (String, Option<ObjectId>)| Some((path, blob?));
        self.entries(|_| true).into_iter().filter_map(settled).collect()
    }

    /// Paths of files that may be ours. What is tracked counts even where `.gitignore` names it.
    #[must_use]
    pub(crate) fn paths(&self) -> Vec<String> {
        self.entries(|_| true).into_iter().map(|(path, _)| path).collect()
    }

    /// Files that may be ours with a conflict that is not resolved.
    #[must_use]
    pub(crate) fn conflicts(&self) -> Vec<String> {
        let open = self.entries(|entry| entry.stage() != Stage::Unconflicted).into_iter();
        open.filter(|(_, blob)| blob.is_none()).map(|(path, _)| path).collect()
    }

    /// The blob of a file that may be ours.
    #[must_use]
    pub(crate) fn blob(&self, path: &str) -> Option<ObjectId> {
        match self {
            Self::Plain(file) => {
                file.entry_by_path(path.into()).filter(|entry| is_ours(entry, path.as_bytes())).map(id)
            }
            Self::Listed(listed) => listed.files.iter().find(|(known, _)| known == path).and_then(|(_, blob)| *blob),
        }
    }

    /// The blob that a file holds which lies at a place, where what the index remembers of that place says so beyond doubt: it
    /// was looked at well after the file was last written, and nothing about the file has changed since.
    #[must_use]
    pub(crate) fn unchanged(&self, path: &str, place: &Path) -> Option<ObjectId> {
        let Self::Plain(file) = self else { return None };
        let entry = file.entry_by_path(path.into()).filter(|entry| is_ours(entry, path.as_bytes()))?;
        if entry.stage() != Stage::Unconflicted || entry.flags.contains(Flags::ASSUME_VALID) {
            return None;
        }
        let options = stat::Options { trust_ctime: true, check_stat: true, use_nsec: true, use_stdev: false };
        let now = Metadata::from_path_no_follow(place).ok().filter(Metadata::is_file)?;
        let now = Stat::from_fs(&now).ok()?;
        let is_same = entry.stat.matches(&now, options) && !entry.stat.is_racy(file.timestamp(), options);
        is_same.then(|| id(entry))
    }

    /// Whether a file says for some paths what Git writes into the working tree in the place of their blobs.
    #[must_use]
    pub(crate) fn has_attributes(&self) -> bool {
        match self {
            Self::Plain(file) => file.entries().iter().any(|entry| {
                let path: &[u8] = entry.path(file);
                path.strip_suffix(ATTRIBUTES.as_bytes())
                    .is_some_and(|folder| folder.is_empty() || folder.ends_with(b"/"))
            }),
            // It is asked of no file whether it is unchanged.
            Self::Listed(_) => true,
        }
    }

    /// Files that may be ours, with their blobs, in the tree that the index differs from so.
    #[must_use]
    pub(crate) fn files_before(&self, differences: &[Difference]) -> BTreeMap<String, ObjectId> {
        let mut files: BTreeMap<String, ObjectId> = self.files().into_iter().collect();
        for difference in differences {
            match difference.old {
                Some(blob) => files.insert(difference.path.clone(), blob),
                None => files.remove(&difference.path),
            };
        }
        files
    }

    /// Whether there is something by this name that is no ordinary file, such as a link.
    #[must_use]
    pub(crate) fn has_other(&self, path: &str) -> bool {
        match self {
            Self::Plain(file) => file
                .entry_by_path(path.into())
                .is_some_and(|entry| !matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE)),
            Self::Listed(_) => false,
        }
    }

    /// Where the index differs from a tree in files that may be ours: `old` is the tree's blob, `new` the index's. `None` is
    /// the empty tree.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn differences(&self, trees: &Trees<'_>, tree: Option<ObjectId>) -> Result<Vec<Difference>, Error> {
        match self {
            Self::Plain(index) => {
                let all = 0..index.entries().len();
                let whole = Folder { path: b"", entries: all, made: index.tree(), tree, depth: 0 };
                Walk { index, trees, pending: vec![whole], found: Vec::new() }.run()
            }
            Self::Listed(_) => {
                let theirs = trees.differences(None, tree)?.into_iter();
                let mut theirs: BTreeMap<String, ObjectId> =
                    theirs.filter_map(|file| Some((file.path, file.new?))).collect();
                let ours = self.files().into_iter().map(|(path, new)| {
                    let old = theirs.remove(&path);
                    Difference { path, old, new: Some(new) }
                });
                let mut found: Vec<Difference> = ours.filter(|file| file.old != file.new).collect();
                found.extend(theirs.into_iter().map(|(path, old)| Difference { path, old: Some(old), new: None }));
                Ok(found)
            }
        }
    }

    fn entries(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<(String, Option<ObjectId>)> {
        match self {
            Self::Plain(index) => {
                let ours = index.entries().iter().filter(|entry| wanted(entry) && is_ours(entry, entry.path(index)));
                let file = |entry: &Entry| {
                    let path = spelt(entry.path(index)).into_owned();
                    (path, (entry.stage() == Stage::Unconflicted).then(|| id(entry)))
                };
                ours.map(file).collect()
            }
            Self::Listed(listed) => listed.files.clone(),
        }
    }
}

/// A walk through the index beside a tree.
struct Walk<'i, 't> {
    index: &'i File,
    trees: &'i Trees<'t>,
    /// Folders that are still to be compared: they may nest deeper than calls should.
    pending: Vec<Folder<'i>>,
    found: Vec<Difference>,
}

/// One folder of the walk.
struct Folder<'a> {
    /// Its path, with a `/` at the end.
    path: &'a [u8],
    /// Its entries in the index.
    entries: Range<usize>,
    /// The tree that was made of it, as the index remembers.
    made: Option<&'a Tree>,
    /// The tree that it is compared with.
    tree: Option<ObjectId>,
    depth: usize,
}

impl Folder<'_> {
    /// The path of what lies in it.
    fn join(&self, name: &[u8]) -> String {
        spelt(&[self.path, name].concat()).into_owned()
    }

    /// Whether it holds what the tree does.
    fn is_same(&self) -> bool {
        let made = self.made.filter(|made| made.num_entries.is_some()).map(|made| made.id.as_bytes());
        self.tree.is_some_and(|tree| made == Some(&tree.0[..]))
    }
}

impl<'i> Walk<'i, '_> {
    fn run(mut self) -> Result<Vec<Difference>, Error> {
        while let Some(folder) = self.pending.pop() {
            self.folder(&folder)?;
        }
        self.found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(self.found)
    }

    /// Goes through a folder and its tree side by side: both are in the same order.
    fn folder(&mut self, folder: &Folder<'i>) -> Result<(), Error> {
        if folder.is_same() {
            return Ok(());
        }
        if folder.depth > DEEPEST {
            return Err(too_deep(&spelt(folder.path)));
        }
        let trees = self.trees;
        trees.look_into(folder.tree, |theirs| {
            let (index, mut theirs) = (self.index, theirs.iter().peekable());
            let entries = index.entries();
            let mut at = folder.entries.start;
            while at < folder.entries.end {
                let path: &'i [u8] = entries[at].path(index);
                let rest = &path[folder.path.len()..];
                let slash = memchr::memchr(b'/', rest);
                let name = (&rest[..slash.unwrap_or(rest.len())], slash.is_some());
                let order = |entry: &TreeEntry<'_>| order_of((entry.name, entry.kind == Kind::Folder), name);
                while let Some(gone) = theirs.next_if(|entry| order(entry).is_lt()) {
                    self.gone(folder, gone)?;
                }
                let same = theirs.next_if(|entry| order(entry).is_eq());
                let Some(slash) = slash else {
                    self.file(folder, &entries[at], name.0, same);
                    at += 1;
                    continue;
                };
                let inside = &path[..=folder.path.len() + slash];
                let length =
                    entries[at..folder.entries.end].partition_point(|entry| entry.path(index).starts_with(inside));
                let below = at..at + length.max(1);
                at = below.end;
                self.below(folder, inside, below, same);
            }
            theirs.try_for_each(|gone| self.gone(folder, gone))
        })
    }

    fn file(&mut self, folder: &Folder<'_>, entry: &Entry, name: &[u8], theirs: Option<&TreeEntry<'_>>) {
        if !is_ours(entry, name) {
            return;
        }
        let old = theirs.filter(|theirs| theirs.kind == Kind::File).map(|theirs| theirs.id);
        if old != Some(id(entry)) {
            self.found.push(Difference { path: folder.join(name), old, new: Some(id(entry)) });
        }
    }

    fn below(&mut self, folder: &Folder<'i>, path: &'i [u8], entries: Range<usize>, theirs: Option<&TreeEntry<'_>>) {
        let name = &path[folder.path.len()..path.len() - 1];
        let tree = theirs.map(|theirs| theirs.id);
        let children = folder.made.map_or(&[][..], |made| &made.children);
        let made = children.iter().find(|child| child.name.as_slice() == name);
        self.pending.push(Folder { path, entries, made, tree, depth: folder.depth + 1 });
    }

    /// What the tree has and the index has not.
    fn gone(&mut self, folder: &Folder<'_>, gone: &TreeEntry<'_>) -> Result<(), Error> {
        let path = folder.join(gone.name);
        match gone.kind {
            Kind::File if may_be_read(gone.name) => {
                self.found.push(Difference { path, old: Some(gone.id), new: None });
            }
            Kind::Folder => {
                let gone = self.trees.differences(Some(gone.id), None)?.into_iter();
                self.found.extend(gone.map(|gone| Difference { path: format!("{path}/{}", gone.path), ..gone }));
            }
            Kind::File | Kind::Other => {}
        }
        Ok(())
    }
}

/// What `git add --intent-to-add` promises is not there yet: the next commit does not hold it.
fn is_ours(entry: &Entry, path: &[u8]) -> bool {
    let is_promise = entry.flags.contains(Flags::INTENT_TO_ADD);
    may_be_read(path) && matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE) && !is_promise
}

fn id(entry: &Entry) -> ObjectId {
    let mut id = [0; 20];
    id.copy_from_slice(&entry.id.as_bytes()[..20]);
    ObjectId(id)
}
