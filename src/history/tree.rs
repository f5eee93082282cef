//! Compares two trees by their raw bytes: equal subtrees are never entered, whatever they hold.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{ObjectId, Store};
use crate::base::error::Error;
use crate::base::limits;
use crate::base::path::{spelt, unspelt};
use crate::config::{FILE, is_misspelt, misspelt};
use crate::read::may_be_read;

/// How many trees are kept at hand.
const KEPT: usize = 64;
/// How deep folders may nest, in trees, in the index and on disk: as deep as Git itself goes.
pub(crate) const DEEPEST: usize = limits::DEPTH.most;

/// A file that differs between two trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Its path.
    pub(crate) path: String,
    /// Its blob in the old tree.
    pub(crate) old: Option<ObjectId>,
    /// Its blob in the new tree.
    pub(crate) new: Option<ObjectId>,
}

/// Reads trees, the last ones from memory.
pub(crate) struct Trees<'s> {
    store: &'s dyn Store,
    kept: RefCell<Kept>,
    /// How much has been gone through in this comparison.
    spent: Cell<usize>,
    /// How many folders, and files that may be ours, are gone through in one comparison.
    most: usize,
}

/// Two folders that are still to be compared: folders may nest deeper than calls should.
struct Pair {
    old: Option<ObjectId>,
    new: Option<ObjectId>,
    folder: String,
    depth: usize,
}

/// The last trees that were read, and the order in which they were.
#[derive(Default)]
struct Kept {
    bytes: HashMap<ObjectId, Arc<[u8]>>,
    order: VecDeque<ObjectId>,
}

/// An entry of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// What it is.
    pub kind: Kind,
    /// Its object.
    pub id: ObjectId,
}

/// What an entry of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link or a submodule: nothing that is read.
    Other,
}

impl<'s> Trees<'s> {
    /// Trees from a store.
    #[must_use]
    pub(crate) fn new(store: &'s dyn Store) -> Self {
        Self::up_to(store, limits::TREE.most)
    }

    /// The same where another number of folders and files is gone through at most.
    #[must_use]
    pub(crate) fn up_to(store: &'s dyn Store, most: usize) -> Self {
        Self { store, kept: RefCell::default(), spent: Cell::new(0), most }
    }

    /// The files that differ between two trees, as far as they can be ours; `None` is the empty tree.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn differences(&self, old: Option<ObjectId>, new: Option<ObjectId>) -> Result<Vec<Difference>, Error> {
        self.differences_in(old, new, &|_| true)
    }

    /// The same of the folders that are to be entered, and of those above them.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn differences_in(
        &self,
        old: Option<ObjectId>,
        new: Option<ObjectId>,
        enters: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Difference>, Error> {
        let mut differences = Vec::new();
        self.spent.set(0);
        let mut pending = vec![Pair { old, new, folder: String::new(), depth: 0 }];
        while let Some(pair) = pending.pop() {
            self.compare(&pair, enters, &mut pending, &mut differences)?;
        }
        // Git's order, in which a folder sorts as if its name ended with `/`, is that of whole paths.
        differences.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(differences)
    }

    /// Shows the entries of a tree, in its order; `None` is the empty tree.
    ///
    /// # Errors
    /// A tree that is not there, or is broken, and what `look` answers.
    pub(crate) fn look_into<T>(
        &self,
        tree: Option<ObjectId>,
        look: impl FnOnce(&[Entry<'_>]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(tree) = tree else { return look(&[]) };
        let bytes = self.read(tree)?;
        let (mut entries, mut all) = (Entries { rest: &bytes }, Vec::new());
        while let Some(entry) = entries.next()? {
            all.push(entry);
        }
        look(&all)
    }

    /// The blob of a file at the top of a tree.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn top_file(&self, tree: ObjectId, name: &str) -> Result<Option<ObjectId>, Error> {
        let (bytes, wanted) = (self.read(tree)?, unspelt(name));
        let mut entries = Entries { rest: &bytes };
        while let Some(entry) = entries.next()? {
            if *entry.name == *wanted && entry.kind == Kind::File {
                return Ok(Some(entry.id));
            }
            if name == FILE && is_misspelt(entry.name) {
                return Err(misspelt(&String::from_utf8_lossy(entry.name)));
            }
            if entry.name == name.as_bytes() && name == FILE {
                return Err(Error::cannot_judge(
                    format!("{FILE} is no ordinary file in this tree, and links are not followed"),
                    "put the file itself there",
                ));
            }
        }
        Ok(None)
    }

    /// The blob of a file anywhere in a tree.
    ///
    /// # Errors
    /// A tree that is not there, or is broken.
    pub(crate) fn file(&self, mut tree: ObjectId, mut path: &str) -> Result<Option<ObjectId>, Error> {
        while let Some((folder, rest)) = path.split_once('/') {
            let Some(below) = self.folder(tree, folder)? else { return Ok(None) };
            (tree, path) = (below, rest);
        }
        self.top_file(tree, path)
    }

    fn folder(&self, tree: ObjectId, name: &str) -> Result<Option<ObjectId>, Error> {
        let (bytes, wanted) = (self.read(tree)?, unspelt(name));
        let mut entries = Entries { rest: &bytes };
        while let Some(entry) = entries.next()? {
            if *entry.name == *wanted && entry.kind == Kind::Folder {
                return Ok(Some(entry.id));
            }
        }
        Ok(None)
    }

    fn read(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        if let Some(bytes) = self.kept.borrow().bytes.get(&id) {
            return Ok(bytes.clone());
        }
        let bytes = self.store.tree(id)?;
        let mut kept = self.kept.borrow_mut();
        kept.bytes.insert(id, bytes.clone());
        kept.order.push_back(id);
        if kept.order.len() > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.bytes.remove(&oldest);
        }
        Ok(bytes)
    }

    /// Counts what is gone through. Trees can share what they hold, so that a few hundred bytes can mean more folders than
    /// anybody could go through.
    fn spend(&self, more: usize) -> Result<(), Error> {
        self.spent.set(self.spent.get() + more);
        if self.spent.get() <= self.most {
            return Ok(());
        }
        Err(Error::cannot_judge(
            format!("a tree holds more than {} folders and files that could be read", self.most),
            "judge a commit without it; trees that hold one another many times are made to keep others busy",
        ))
    }

    /// Compares a folder; what is below it is left to `pending`.
    fn compare(
        &self,
        pair: &Pair,
        enters: &dyn Fn(&str) -> bool,
        pending: &mut Vec<Pair>,
        out: &mut Vec<Difference>,
    ) -> Result<(), Error> {
        let &Pair { old, new, ref folder, depth } = pair;
        if old == new {
            return Ok(());
        }
        if depth > DEEPEST {
            return Err(too_deep(folder));
        }
        self.spend(1)?;
        let empty: Arc<[u8]> = Arc::from([]);
        let (old, new) =
            (old.map_or(Ok(empty.clone()), |id| self.read(id))?, new.map_or(Ok(empty), |id| self.read(id))?);
        let (mut olds, mut news) = (Entries { rest: &old }, Entries { rest: &new });
        let (mut left, mut right) = Entries::next_pair(&mut olds, &mut news)?;
        loop {
            let (a, b) = match (left, right) {
                (None, None) => return Ok(()),
                (Some(a), None) => (Some(a), None),
                (None, Some(b)) => (None, Some(b)),
                (Some(a), Some(b)) => match order(a, b) {
                    Ordering::Less => (Some(a), None),
                    Ordering::Greater => (None, Some(b)),
                    Ordering::Equal => (Some(a), Some(b)),
                },
            };
            let before = out.len();
            let below = compare_entries(a, b, folder, out);
            self.spend(out.len() - before)?;
            if let Some(below) = below.filter(|below| enters(&below.folder)) {
                pending.push(Pair { depth: depth + 1, ..below });
            }
            match (a.is_some(), b.is_some()) {
                (true, true) => (left, right) = Entries::next_pair(&mut olds, &mut news)?,
                (true, false) => left = olds.next()?,
                _ => right = news.next()?,
            }
        }
    }
}

/// Compares what stands by one name in two folders, and says which folders are to be compared because of it.
fn compare_entries(
    old: Option<Entry<'_>>,
    new: Option<Entry<'_>>,
    folder: &str,
    out: &mut Vec<Difference>,
) -> Option<Pair> {
    if let (Some(old), Some(new)) = (old, new)
        && old.id == new.id
        && old.kind == new.kind
    {
        return None;
    }
    let name = new.or(old).map(|entry| entry.name)?;
    let name = spelt(name);
    let id = |entry: Option<Entry<'_>>, kind| entry.filter(|entry| entry.kind == kind).map(|entry| entry.id);
    let files = (id(old, Kind::File), id(new, Kind::File));
    let folders = (id(old, Kind::Folder), id(new, Kind::Folder));
    let path = || if folder.is_empty() { name.clone().into_owned() } else { format!("{folder}/{name}") };
    // Most files of a repository can never be ours.
    if files.0 != files.1 && may_be_read(name.as_bytes()) {
        out.push(Difference { path: path(), old: files.0, new: files.1 });
    }
    (folders != (None, None)).then(|| Pair { old: folders.0, new: folders.1, folder: path(), depth: 0 })
}

fn order(a: Entry<'_>, b: Entry<'_>) -> Ordering {
    order_of((a.name, a.kind == Kind::Folder), (b.name, b.kind == Kind::Folder))
}

/// Git's order of names, in trees as in the index: a folder, which the second part says it is, sorts as if its name ended with
/// `/`.
#[must_use]
pub(crate) fn order_of(a: (&[u8], bool), b: (&[u8], bool)) -> Ordering {
    let common = a.0.len().min(b.0.len());
    a.0[..common].cmp(&b.0[..common]).then_with(|| {
        let next = |(name, is_folder): (&[u8], bool)| {
            let end = if is_folder { b'/' } else { 0 };
            name.get(common).copied().unwrap_or(end)
        };
        next(a).cmp(&next(b))
    })
}

struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// The next entries of both, past those that are the same in both: most of a folder is.
    fn next_pair(olds: &mut Self, news: &mut Self) -> Result<(Option<Entry<'a>>, Option<Entry<'a>>), Error> {
        loop {
            let before = news.rest;
            let right = news.next()?;
            let raw = &before[..before.len() - news.rest.len()];
            if right.is_none() || !olds.rest.starts_with(raw) {
                return Ok((olds.next()?, right));
            }
            olds.rest = &olds.rest[raw.len()..];
        }
    }

    fn next(&mut self) -> Result<Option<Entry<'a>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let cut = || broken("a tree object is cut short");
        let space = memchr::memchr(b' ', self.rest).ok_or_else(cut)?;
        let zero = memchr::memchr(0, self.rest).filter(|zero| *zero > space).ok_or_else(cut)?;
        let id: [u8; 20] = self.rest.get(zero + 1..zero + 21).and_then(|id| id.try_into().ok()).ok_or_else(cut)?;
        let kind = match &self.rest[..space] {
            [b'1', b'0', b'0', ..] => Kind::File,
            b"40000" | b"040000" => Kind::Folder,
            _ => Kind::Other,
        };
        let entry = Entry { name: &self.rest[space + 1..zero], kind, id: ObjectId(id) };
        self.rest = &self.rest[zero + 21..];
        Ok(Some(entry))
    }
}

fn broken(what: &str) -> Error {
    Error::cannot_judge(format!("the repository is damaged: {what}"), "run `git fsck` there")
}

/// Folders nest deeper than [`DEEPEST`].
pub(crate) fn too_deep(folder: &str) -> Error {
    let shown: String = folder.chars().take(80).collect();
    Error::cannot_judge(
        format!("folders nest deeper than {DEEPEST}: {shown}…"),
        "take them apart, or name them in .gitignore if they are nobody's",
    )
}
