//! `Directory`: which names mean whom, kept up to date file by file, so that a change of one file costs what that file says.
//!
//! Several files may introduce the same person; the people files come first, then paths in their order.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::base::path::RepoPath;
use crate::base::suggest::{Near, Pool};
use crate::read::reading::{Reading, name_key, spelt};

/// How a name was introduced; the lower goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Rank {
    /// As a handle in a people file.
    Handle,
    /// As an alias or a full name in a people file.
    Alias,
    /// As a member in a charter.
    Member,
}

type Introductions = BTreeMap<(Rank, RepoPath), Arc<str>>;

/// Which names mean whom.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// By name in lower case, without the `@`: the handle it means.
    names: HashMap<String, Introductions>,
    /// By abbreviation in lower case: the roles that files say it means, and which files.
    meanings: HashMap<String, BTreeMap<Arc<str>, BTreeSet<RepoPath>>>,
    /// What an abbreviation meant before the change that is going on.
    meanings_before: HashMap<String, Option<Arc<str>>>,
    /// How many people the people files introduce.
    declared: usize,
    /// What a name meant before the change that is going on.
    before: HashMap<String, Option<Arc<str>>>,
    declared_before: bool,
    /// All handles, for "did you mean", put together when first asked for.
    pool: OnceCell<Pool>,
}

/// What a change of files has done to the directory.
pub(super) struct Renamed {
    /// Names that mean somebody else now, or nobody, or somebody for the first time.
    pub(super) names: HashSet<String>,
    /// Whether everything has to be looked up again.
    pub(super) everything: bool,
}

impl Directory {
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
            let roles = self.meanings.entry(short.clone()).or_default();
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
        let handles = self.names.keys().filter_map(|key| self.handle(key));
        let all = || handles.map(|handle| (handle.clone(), handle.clone())).collect();
        self.pool.get_or_init(|| Pool::new(all())).near(handle)
    }

    /// Opens a change.
    pub(super) fn begin(&mut self) {
        self.before.clear();
        self.meanings_before.clear();
        self.pool = OnceCell::new();
        self.declared_before = self.is_declared();
    }

    /// Takes a file's names in.
    pub(super) fn add(&mut self, path: &RepoPath, reading: &Reading) {
        self.each(path, reading, |names, key, place, handle| {
            names.entry(key).or_default().entry(place).or_insert(handle);
        });
        self.mean(path, reading, true);
        self.declared += reading.people.len();
    }

    /// Takes a file's names out.
    pub(super) fn remove(&mut self, path: &RepoPath, reading: &Reading) {
        self.each(path, reading, |names, key, place, _| {
            if let Some(known) = names.get_mut(&key) {
                known.remove(&place);
                if known.is_empty() {
                    names.remove(&key);
                }
            }
        });
        self.mean(path, reading, false);
        self.declared -= reading.people.len();
    }

    /// Closes a change.
    pub(super) fn finish(&mut self) -> Renamed {
        let before = std::mem::take(&mut self.before);
        let moved = before.into_iter().filter(|(key, meant)| self.handle(key) != meant.as_ref());
        let mut names: HashSet<String> = moved.map(|(key, _)| key).collect();
        let meanings = std::mem::take(&mut self.meanings_before);
        let moved = meanings.into_iter().filter(|(key, meant)| self.meaning(key) != meant.as_ref());
        names.extend(moved.map(|(key, _)| key));
        Renamed { names, everything: self.declared_before != self.is_declared() }
    }

    fn each(
        &mut self,
        path: &RepoPath,
        reading: &Reading,
        mut act: impl FnMut(&mut HashMap<String, Introductions>, String, (Rank, RepoPath), Arc<str>),
    ) {
        let people = reading.people.iter().flat_map(|person| {
            let handle = spelt(&person.handle.value);
            let own = (name_key(&handle), Rank::Handle, handle.clone());
            let others = person.aliases.iter().chain(&person.name);
            let others = others.map(move |name| (name_key(&name.value), Rank::Alias, handle.clone()));
            std::iter::once(own).chain(others)
        });
        let members = reading.members.iter().map(|member| {
            let handle = spelt(&member.handle.value);
            (name_key(&handle), Rank::Member, handle)
        });
        for (key, rank, handle) in people.chain(members) {
            if !self.before.contains_key(&key) {
                let meant = self.handle(&key).cloned();
                self.before.insert(key.clone(), meant);
            }
            act(&mut self.names, key, (rank, path.clone()), handle);
        }
    }
}
