//! `Directory`: which names mean whom, kept up to date file by file, so that a change of one file costs what that file says.
//!
//! Several files may introduce the same person; the people files come first, then paths in their order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::path::RepoPath;
use crate::base::quick::{HashMap, HashSet};
use crate::base::suggest::{Near, Pool};
use crate::read::reading::{Introduced, Rank, Reading};
use crate::store::map::StoredMap;
use crate::store::{MapId, RecordWriter, Records};

type Introductions = BTreeMap<(Rank, RepoPath), Arc<str>>;

/// Which names mean whom.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// By name in lower case, without the `@`: the handle it means.
    names: StoredMap<String, Introductions>,
    /// By abbreviation in lower case: the roles that files say it means, and which files.
    meanings: StoredMap<String, BTreeMap<Arc<str>, BTreeSet<RepoPath>>>,
    /// What an abbreviation meant before the change that is going on.
    meanings_before: HashMap<String, Option<Arc<str>>>,
    /// How many people the people files introduce.
    declared: usize,
    /// How many files could not be read: who is known nowhere may stand in one of them.
    broken: usize,
    /// What a name meant before the change that is going on.
    before: HashMap<String, Option<Arc<str>>>,
    declared_before: bool,
    complete_before: bool,
    /// All handles, for "did you mean", put together when first asked for.
    pool: OnceLock<Pool>,
    /// What was perhaps meant by the names that were asked about: somebody whom no file introduces is named in many places.
    asked: Mutex<HashMap<String, Near>>,
}

/// What a change of files has done to the directory.
pub(super) struct Renamed {
    /// Names that mean somebody else now, or nobody, or somebody for the first time.
    pub(super) names: HashSet<String>,
    /// Whether everything has to be looked up again.
    pub(super) everything: bool,
}

impl Directory {
    /// The directory that records hold.
    pub(super) fn saved(records: &Arc<dyn Records>, (declared, broken): (usize, usize)) -> Self {
        let (names, meanings) = (StoredMap::saved(records, MapId::Names), StoredMap::saved(records, MapId::Meanings));
        Self { names, meanings, declared, broken, ..Self::default() }
    }

    /// Reads all that lies in records at once.
    pub(super) fn load(&self) {
        self.names.load();
        self.meanings.load();
    }

    /// Writes what it takes for the records to say what the directory does.
    pub(super) fn save(&self, write: &mut RecordWriter<'_>) -> Option<()> {
        write(MapId::Names, self.names.changes().collect())?;
        write(MapId::Meanings, self.meanings.changes().collect())
    }

    /// How many people the people files introduce, and how many files could not be read.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.declared, self.broken)
    }

    /// Whether all files could be read, so that who is introduced by none is known nowhere.
    pub(super) fn is_complete(&self) -> bool {
        self.broken == 0
    }

    /// Whether a people file says who there is.
    pub(super) fn is_declared(&self) -> bool {
        self.declared > 0
    }

    /// The handle that a name means, by its key.
    pub(super) fn handle(&self, key: &str) -> Option<&Arc<str>> {
        let (known, declared) = (self.names.get(key)?, self.is_declared());
        known.iter().find(|((rank, _), _)| !declared || *rank != Rank::Member).map(|(_, handle)| handle)
    }

    /// The one role that the files say an abbreviation means.
    pub(super) fn meaning(&self, key: &str) -> Option<&Arc<str>> {
        let one = |key: &str| {
            let mut roles = self.meanings.get(key)?.keys();
            roles.next().filter(|_| roles.next().is_none())
        };
        if self.meanings.get(key).is_some_and(|roles| !roles.is_empty()) { one(key) } else { one(&format!("~{key}")) }
    }

    /// Notes or forgets what a file says about abbreviations.
    fn mean(&mut self, path: &RepoPath, reading: &Reading, says: bool) {
        for (short, role) in &reading.meanings {
            let key = short.trim_start_matches('~');
            if !self.meanings_before.contains_key(key) {
                let meant = self.meaning(key).cloned();
                self.meanings_before.insert(key.to_owned(), meant);
            }
            let roles = self.meanings.or_default(short);
            let files = roles.entry(role.clone()).or_default();
            if says {
                files.insert(path.clone())
            } else {
                files.remove(path)
            };
            if files.is_empty() {
                roles.remove(role);
            }
        }
    }

    /// The handle nearest to one that nobody bears; several where they are equally near.
    pub(super) fn near(&self, handle: &str) -> Near {
        let all = || {
            let handles = self.names.keys().filter_map(|key| self.handle(key));
            Pool::new(handles.map(|handle| (handle.clone(), handle.clone())).collect())
        };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = asked.get(handle) {
            return known.clone();
        }
        let near = self.pool.get_or_init(all).near(handle);
        asked.insert(handle.to_owned(), near.clone());
        near
    }

    /// Opens a change.
    pub(super) fn begin(&mut self) {
        self.before.clear();
        self.meanings_before.clear();
        self.pool = OnceLock::new();
        self.asked = Mutex::default();
        self.declared_before = self.is_declared();
        self.complete_before = self.is_complete();
    }

    /// Takes in what a file says now, in the place of what it said before. Most of its names stay.
    pub(super) fn change(&mut self, path: &RepoPath, old: Option<&Reading>, new: Option<&Reading>) {
        let (before, after) = (old.map_or(&[][..], |old| &old.introduces), new.map_or(&[][..], |new| &new.introduces));
        let is_gone = |name: &&Introduced| after.binary_search(name).is_err();
        let is_new = |name: &&Introduced| before.binary_search(name).is_err();
        for name in before.iter().filter(is_gone) {
            self.note(&name.key);
            if let Some(known) = self.names.get_mut(&name.key) {
                known.remove(&(name.rank, path.clone()));
                if known.is_empty() {
                    self.names.remove(&name.key);
                }
            }
        }
        for name in after.iter().filter(is_new) {
            self.note(&name.key);
            let known = self.names.or_default(&name.key);
            known.insert((name.rank, path.clone()), name.handle.clone());
        }
        for (reading, says) in old.map(|old| (old, false)).into_iter().chain(new.map(|new| (new, true))) {
            self.mean(path, reading, says);
            let people = reading.people.len();
            self.declared = if says { self.declared + people } else { self.declared - people };
            let broken = usize::from(reading.broken);
            self.broken = if says { self.broken + broken } else { self.broken - broken };
        }
    }

    /// Notes what a name means before it may mean something else.
    fn note(&mut self, key: &str) {
        if !self.before.contains_key(key) {
            let meant = self.handle(key).cloned();
            self.before.insert(key.to_owned(), meant);
        }
    }

    /// Closes a change.
    pub(super) fn finish(&mut self) -> Renamed {
        let before = std::mem::take(&mut self.before);
        let moved = before.into_iter().filter(|(key, meant)| self.handle(key) != meant.as_ref());
        let mut names: HashSet<String> = moved.map(|(key, _)| key).collect();
        let meanings = std::mem::take(&mut self.meanings_before);
        let moved = meanings.into_iter().filter(|(key, meant)| self.meaning(key) != meant.as_ref());
        names.extend(moved.map(|(key, _)| key));
        Renamed {
            names,
            everything: self.declared_before != self.is_declared() || self.complete_before != self.is_complete(),
        }
    }
}
