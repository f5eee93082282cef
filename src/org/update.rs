//! Keeps the organisation up to date: files change, and what depends on them is built anew, and nothing else.
//!
//! A full lint is the change from nothing to all files, so there is one way to an organisation, however it was reached.

mod owns;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::build::{Builder, Source, TeamEntries, own_team};
use super::directory::Renamed;
use super::names::{Lexicon, Names, kebab};
use super::{FileNode, Holder, Org, Part, Person, ReadTexts, Team};
use crate::base::limits::MEANT;
use crate::base::parallel::Threads;
use crate::base::path::RepoPath;
use crate::base::quick::{HashMap, HashSet};
use crate::base::source::Location;
use crate::read::reading::{Reading, name_key};
use crate::read::{host_sign, is_page};
use crate::store::map::StoredMap;
use crate::taxonomy::pages::Pages;

/// Fewer teams than these are made on one thread; a thread takes so many at once.
const TEAMS: (usize, usize) = (64, 16);

/// A file that came, went (`None`) or says something else.
pub type Change = (RepoPath, Option<Arc<Reading>>);

/// What a change has touched.
#[derive(Debug, Default)]
pub(crate) struct Affected {
    /// Files that changed, or whose names mean somebody else.
    pub(crate) files: BTreeSet<RepoPath>,
    /// Those of them that were written anew, came or went.
    pub(crate) written: BTreeSet<RepoPath>,
    /// Teams that have to be judged anew.
    pub(crate) teams: BTreeSet<Arc<str>>,
    /// Teams whose rows changed, with what they were before.
    pub(crate) rebuilt: BTreeMap<Arc<str>, Option<Arc<Team>>>,
    /// People about whom something changed.
    pub(crate) people: BTreeSet<Arc<str>>,
    /// Roles under which somebody acts, or acted, about whom something changed.
    pub(crate) roles: BTreeSet<Arc<str>>,
    /// People whose rows moved: nothing about them changed but the places of what is said of them.
    pub(crate) moved: BTreeSet<Arc<str>>,
}

impl Org {
    /// The organisation of these files.
    #[must_use]
    pub(crate) fn of(knowledge: Lexicon<'_>, files: Vec<Change>) -> Self {
        let mut org = Self::default();
        org.apply(knowledge, files);
        org
    }

    /// Takes changed files in.
    pub(crate) fn apply(&mut self, knowledge: Lexicon<'_>, changes: Vec<Change>) -> Affected {
        let mut touched = Affected::default();
        let mut dirty: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut people: BTreeSet<String> = BTreeSet::new();
        self.directory.begin();
        let (mut charters_moved, mut foreign_changed, mut code_changed) = (false, false, false);
        // Charters in TOML first: pages beside them are about the same team.
        let (pages, data): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(|(path, _)| is_page(path));
        let changes: Vec<Change> = data.into_iter().chain(pages).collect();
        let before: Vec<Option<FileNode>> = changes.iter().map(|(path, _)| self.files.remove(path)).collect();
        let mut folders: BTreeSet<String> = BTreeSet::new();
        // Names hang on the files alone, and files on no name: both are taken in beside each other.
        let (mut directory, mut mentions) = (std::mem::take(&mut self.directory), std::mem::take(&mut self.mentions));
        let names = || {
            for ((path, reading), old) in changes.iter().zip(&before) {
                let old = old.as_ref().map(|old| &*old.reading);
                mention(&mut mentions, path, keys_of(old), keys_of(reading.as_deref()));
                directory.change(path, old, reading.as_deref());
            }
        };
        let files = || {
            for ((path, reading), old) in changes.iter().zip(&before) {
                code_changed |= self.code_files.remove(path).is_some();
                if let Some(old) = old {
                    self.forget(path, old, &mut dirty, &mut people);
                }
                if let Some(reading) = reading {
                    self.attach(&knowledge.taxonomy.pages, path, reading.clone(), &mut dirty, &mut people);
                }
                let (old, new) = (old.as_ref(), self.files.get(path));
                code_changed |= self.code_files.contains_key(path);
                foreign_changed |= old.into_iter().chain(new).any(FileNode::is_foreign);
                if old.and_then(|old| old.team.as_ref()) != new.and_then(|new| new.team.as_ref()) {
                    charters_moved = true;
                    if !is_page(path) {
                        folders.insert(path.folder().to_owned());
                    }
                }
                touched.written.insert(path.clone());
                touched.files.insert(path.clone());
            }
        };
        let threads = if changes.len() < TEAMS.0 { Threads::ONE } else { Threads::of_machine() };
        threads.both(files, names);
        (self.directory, self.mentions) = (directory, mentions);
        if code_changed {
            let moved = self.settle(knowledge.config.codeowners_host);
            foreign_changed |= !moved.is_empty();
            touched.files.extend(moved);
        }
        for folder in folders {
            self.rehome(&knowledge.taxonomy.pages, &folder, &mut dirty, &mut people, &mut touched);
        }
        let renamed = self.directory.finish();
        people.extend(renamed.names.iter().cloned());
        // Where every file is new, all are touched, and so is every team.
        let read = changes.iter().filter(|(_, reading)| reading.is_some()).count();
        let is_first = before.iter().all(Option::is_none) && self.files.holds_no_more_than(read);
        if !is_first {
            self.renamed(&renamed, &people, &mut dirty, &mut touched);
        }
        self.rebuild_people(knowledge, &people, &mut touched);
        self.teams_anew(knowledge, &dirty, &mut touched);
        self.owns_anew(knowledge, charters_moved, &mut touched);
        if foreign_changed || (charters_moved && !self.foreign.is_empty()) {
            // What other tools are told about paths is held against every charter and every file of owners.
            touched.files.extend(self.own_files.keys().cloned());
            touched.teams.extend(self.teams.keys().cloned());
        }
        for handle in &touched.people {
            let person = self.people.get(handle);
            touched.teams.extend(person.into_iter().flat_map(|person| person.teams.keys().cloned()));
        }
        self.list_anew(&mut touched);
        touched
    }

    /// The pages of a folder may be about another team than before: its charter came, went or was renamed.
    fn rehome(
        &mut self,
        pages: &Pages,
        folder: &str,
        dirty: &mut BTreeSet<Arc<str>>,
        people: &mut BTreeSet<String>,
        touched: &mut Affected,
    ) {
        for path in self.pages.get(folder).cloned().unwrap_or_default() {
            let Some(old) = self.files.remove(&path) else { continue };
            self.forget(&path, &old, dirty, people);
            self.attach(pages, &path, old.reading, dirty, people);
            touched.files.insert(path);
        }
    }

    /// The team that a file is about. A page of prose that names none is about the team whose charter lies beside it.
    fn team_of(&self, pages: &Pages, reading: &Reading, path: &RepoPath) -> Option<Arc<str>> {
        let beside = || {
            let teams = self.folders.get(path.folder())?;
            teams.iter().find(|(other, _)| !is_page(other)).map(|(_, team)| team.clone())
        };
        let names_none = is_page(path) && reading.team.is_none() && !reading.remote;
        let own = own_team(pages, reading, path);
        if names_none && own.is_some() { beside().or(own) } else { own }
    }

    fn attach(
        &mut self,
        pages: &Pages,
        path: &RepoPath,
        reading: Arc<Reading>,
        dirty: &mut BTreeSet<Arc<str>>,
        people: &mut BTreeSet<String>,
    ) {
        let team = self.team_of(pages, &reading, path);
        if is_page(path) && !reading.remote {
            self.pages.or_default(&path.folder().to_owned()).insert(path.clone());
        }
        people.extend(reading.people.iter().map(|person| name_key(&person.handle.value).into_owned()));
        for id in teams_of(&reading, team.as_ref()) {
            self.team_files.or_default(&id).insert(path.clone());
            dirty.insert(id);
        }
        if let Some(id) = team.as_ref().filter(|_| !reading.remote) {
            self.folders.or_default(&path.folder().to_owned()).insert(path.clone(), id.clone());
        }
        if reading.says_owners() {
            self.own_files.insert(path.clone(), ());
            if reading.mapped && !reading.remote {
                self.foreign.insert(path.clone(), ());
            }
        }
        if reading.code.is_some() || host_sign(path).is_some() {
            self.code_files.insert(path.clone(), ());
        }
        self.files.insert(path.clone(), FileNode::new(reading, team));
    }

    fn forget(
        &mut self,
        path: &RepoPath,
        old: &FileNode,
        dirty: &mut BTreeSet<Arc<str>>,
        people: &mut BTreeSet<String>,
    ) {
        people.extend(old.reading.people.iter().map(|person| name_key(&person.handle.value).into_owned()));
        for id in teams_of(&old.reading, old.team.as_ref()) {
            if let Some(files) = self.team_files.get_mut(&id) {
                files.remove(path);
            }
            dirty.insert(id);
        }
        if let Some(teams) = self.folders.get_mut(path.folder()) {
            teams.remove(path);
        }
        if let Some(pages) = self.pages.get_mut(path.folder()) {
            pages.remove(path);
        }
        self.own_files.remove(path);
        self.foreign.remove(path);
        for own in &old.owns {
            if let Holder::Person(handle) = &own.owner {
                if let Some(files) = self.owners.get_mut(handle) {
                    files.remove(path);
                }
                people.insert(name_key(handle).into_owned());
            }
        }
        self.unresolved.remove(path);
    }

    /// Marks what has to be looked up again because names mean somebody else, or because a person's roles may have changed.
    fn renamed(
        &mut self,
        renamed: &Renamed,
        people: &BTreeSet<String>,
        dirty: &mut BTreeSet<Arc<str>>,
        touched: &mut Affected,
    ) {
        let mut files: BTreeSet<RepoPath> = BTreeSet::new();
        if renamed.everything {
            files.extend(self.files.keys().cloned());
        }
        files.extend(people.iter().filter_map(|key| self.mentions.get(key)).flatten().cloned());
        if !renamed.names.is_empty() {
            files.extend(self.unresolved.keys().cloned());
        }
        for path in files {
            let Some(node) = self.files.get(&path) else { continue };
            dirty.extend(teams_of(&node.reading, node.team.as_ref()));
            touched.files.insert(path);
        }
    }

    /// Builds people anew from the people files that introduce them.
    fn rebuild_people(&mut self, knowledge: Lexicon<'_>, keys: &BTreeSet<String>, touched: &mut Affected) {
        let meant = |key: &String| {
            let spelt = self.spelt.get(key).into_iter().flatten();
            self.directory.handle(key).into_iter().chain(spelt).cloned().collect::<Vec<_>>()
        };
        let handles: BTreeSet<Arc<str>> = keys.iter().flat_map(meant).collect();
        let mut entries = EntriesByKey::new();
        for handle in handles {
            // A key may be an alias; the files that introduce the person write the handle itself.
            let paths = self.mentions.get(&*name_key(&handle)).into_iter().flatten().cloned().collect::<Vec<_>>();
            self.person_anew(knowledge, &handle, (&paths, &mut entries), touched);
        }
    }

    fn person_anew(
        &mut self,
        knowledge: Lexicon<'_>,
        handle: &Arc<str>,
        (paths, entries): (&[RepoPath], &mut EntriesByKey),
        touched: &mut Affected,
    ) {
        let known = self.people.get(handle);
        let (teams, carried, listed) =
            known.map_or_else(Default::default, |person| (person.teams.clone(), person.carried, person.listed.clone()));
        let mut person = Person { handle: handle.clone(), active: true, teams, carried, listed, ..Person::default() };
        let (people, mut names) = (StoredMap::default(), names(knowledge, &self.directory, &mut self.read));
        let mut builder = Builder { names: &mut names, people: &people, dangling: Vec::new() };
        // Somebody who is spelt otherwise now is another one: the people files introduce who goes by the name.
        let is_meant = self.directory.handle(&name_key(handle)).is_none_or(|meant| meant == handle);
        for path in paths.iter().filter(|_| is_meant) {
            let Some(node) = self.files.get(path) else { continue };
            let source = Source { path, reading: &node.reading, team: node.team.as_ref() };
            let by_key = entries.entry(path.clone()).or_insert_with(|| entries_by_key(&node.reading));
            for entry in by_key.get(&*name_key(handle)).into_iter().flatten() {
                builder.person(&source, &node.reading.people[*entry], &mut person);
            }
        }
        if person.introduced.is_none() && person.teams.is_empty() {
            if self.people.contains_key(handle) {
                self.forget_person(handle, touched);
                touched.people.insert(handle.clone());
            }
        } else if self.people.get(handle) != Some(&person) {
            self.spelt.or_default(&name_key(handle).into_owned()).insert(handle.clone());
            self.people.insert(handle.clone(), person);
            touched.people.insert(handle.clone());
        }
    }

    fn teams_anew(&mut self, knowledge: Lexicon<'_>, dirty: &BTreeSet<Arc<str>>, touched: &mut Affected) {
        let entries = self.entries_of(dirty);
        let ids: Vec<&Arc<str>> = dirty.iter().collect();
        // What a team is made of no other team changes: they are made beside each other, and taken in one by one.
        let mut read = std::mem::take(&mut self.read);
        let made = Threads::of_machine().map_with(&ids, TEAMS, (&mut read, ReadTexts::default), |read, id| {
            self.team_anew(knowledge, id, &entries, read)
        });
        self.read = read;
        for (id, made) in dirty.iter().zip(made) {
            if made.missed {
                for path in self.team_files.get(id).into_iter().flatten() {
                    self.unresolved.insert(path.clone(), ());
                }
            }
            touched.teams.insert(id.clone());
            if let Some(loads) = made.loads {
                self.replace_team(id, made.team, loads, touched);
            }
        }
    }

    /// Which entries of the files that speak of some teams are about which.
    fn entries_of(&self, ids: &BTreeSet<Arc<str>>) -> HashMap<RepoPath, TeamEntries> {
        let paths: HashSet<&RepoPath> = ids.iter().filter_map(|id| self.team_files.get(id)).flatten().collect();
        let nodes: Vec<(&RepoPath, &FileNode)> =
            paths.into_iter().filter_map(|path| Some((path, self.files.get(path)?))).collect();
        let entries = Threads::of_machine()
            .map(&nodes, TEAMS, |(path, node)| ((*path).clone(), TeamEntries::of(&node.reading, node.team.as_ref())));
        entries.into_iter().collect()
    }

    /// A team as its files have it now.
    fn team_anew(
        &self,
        knowledge: Lexicon<'_>,
        id: &Arc<str>,
        entries: &HashMap<RepoPath, TeamEntries>,
        read: &mut ReadTexts,
    ) -> Made {
        let paths = self.team_files.get(id).filter(|paths| !paths.is_empty());
        let mut missed = false;
        let team = paths.map(|paths| {
            let nodes = paths.iter().filter_map(|path| self.files.get(path).map(|node| (path, node)));
            let sources: Vec<_> = nodes
                .map(|(path, node)| Source { path, reading: &node.reading, team: node.team.as_ref() })
                .filter_map(|source| Some((source, entries.get(source.path)?)))
                .collect();
            let mut names = names(knowledge, &self.directory, read);
            let mut builder = Builder { names: &mut names, people: &self.people, dangling: Vec::new() };
            let team = builder.team(id, &sources);
            missed = names.missed.get();
            team.make_ready();
            Arc::new(team)
        });
        let old = self.teams.get(id);
        let load = |team: Option<&Arc<Team>>| team.map(|team| load_in(team)).unwrap_or_default();
        let loads = (old != team.as_ref()).then(|| [load(old), load(team.as_ref())]);
        Made { team, missed, loads }
    }

    fn replace_team(
        &mut self,
        id: &Arc<str>,
        new: Option<Arc<Team>>,
        [before, after]: [Loads; 2],
        touched: &mut Affected,
    ) {
        let handles: BTreeSet<&Arc<str>> = before.keys().chain(after.keys()).collect();
        for handle in handles {
            let (was, is) = (before.get(handle), after.get(handle));
            if was.map(|was| was.part) != is.map(|is| is.part) {
                self.give_part(handle, id, is.map(|is| is.part), touched);
                touched.people.insert(handle.clone());
            } else if was.map(|was| was.places) != is.map(|is| is.places) {
                touched.moved.insert(handle.clone());
            }
        }
        let old = match new {
            Some(team) => self.teams.insert(id.clone(), team),
            None => self.teams.remove(id),
        };
        touched.rebuilt.insert(id.clone(), old);
    }

    /// Notes a person's part in a team, or that there is none any more.
    fn give_part(&mut self, handle: &Arc<str>, team: &Arc<str>, part: Option<Part>, touched: &mut Affected) {
        if !self.people.contains_key(handle) {
            self.spelt.or_default(&name_key(handle).into_owned()).insert(handle.clone());
            self.people.insert(handle.clone(), Person { handle: handle.clone(), active: true, ..Person::default() });
        }
        let Some(person) = self.people.get_mut(handle) else { return };
        let carried = |part: Option<Part>| part.map_or(0, |part| part.carried);
        let before = match part {
            Some(part) => person.teams.insert(team.clone(), part),
            None => person.teams.remove(team),
        };
        person.carried = person.carried + carried(part) - carried(before);
        if person.teams.is_empty() && person.introduced.is_none() {
            self.forget_person(handle, touched);
        }
    }
}

/// Notes which names a file writes. Both lists are sorted; most names stay.
fn mention(mentions: &mut StoredMap<String, BTreeSet<RepoPath>>, path: &RepoPath, old: &[String], new: &[String]) {
    for key in old.iter().filter(|key| new.binary_search(key).is_err()) {
        let empty = mentions.get_mut(key).is_some_and(|files| {
            files.remove(path);
            files.is_empty()
        });
        if empty {
            mentions.remove(key);
        }
    }
    for key in new.iter().filter(|key| old.binary_search(key).is_err()) {
        mentions.or_default(key).insert(path.clone());
    }
}

/// The numbers of the entries of people files, by file and by the key of their handle.
type EntriesByKey = BTreeMap<RepoPath, HashMap<String, Vec<usize>>>;

fn entries_by_key(reading: &Reading) -> HashMap<String, Vec<usize>> {
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, entry) in reading.people.iter().enumerate() {
        by_key.entry(name_key(&entry.handle.value).into_owned()).or_default().push(at);
    }
    by_key
}

fn names<'a>(knowledge: Lexicon<'a>, directory: &'a super::Directory, read: &'a mut super::ReadTexts) -> Names<'a> {
    Names { knowledge, directory, missed: Cell::new(false), lookups: Cell::new(MEANT.most), read }
}

fn keys_of(reading: Option<&Reading>) -> &[String] {
    reading.map_or(&[], |reading| &reading.name_keys)
}

/// The teams that a file says something about.
fn teams_of(reading: &Reading, own: Option<&Arc<str>>) -> BTreeSet<Arc<str>> {
    let members = reading.members.iter().filter_map(|entry| entry.team.as_ref());
    let duties = reading.duties.iter().filter_map(|entry| entry.team.as_ref());
    members.chain(duties).map(|name| kebab(&name.value)).chain(own.cloned()).collect()
}

/// A team that was made anew.
struct Made {
    team: Option<Arc<Team>>,
    /// Whether a handle led nowhere in it.
    missed: bool,
    /// Who was in it and who is, where it is another one than before.
    loads: Option<[Loads; 2]>,
}

/// Who is in a team or holds a duty there, by handle.
type Loads = BTreeMap<Arc<str>, Load>;

/// A person's part in a team, and where it is written.
#[derive(Clone, Copy, Default)]
struct Load {
    part: Part,
    /// Changes when a place does where the person stands.
    places: u64,
}

/// Who is in a team or holds a duty there, with each one's part: all that limits count.
fn load_in(team: &Team) -> Loads {
    let mut load = Loads::new();
    // Which roles a team has, and how many engineers, decides what some roles should carry in it.
    let roles: BTreeSet<&Arc<str>> = team.roles().collect();
    let circumstances = digest((&roles, team.engineers.as_ref().map(|engineers| engineers.value.to_bits())));
    // Engineers are shared by those who serve the team in a role.
    let shared = team.engineers.as_ref().map(|engineers| {
        let serving: Vec<_> = team.members.iter().map(|member| (&member.person, &member.acts_as)).collect();
        digest((engineers.value.to_bits(), serving))
    });
    for member in &team.members {
        let Load { part, places } = load.entry(member.person.clone()).or_default();
        part.allocation += member.allocation.as_ref().map_or(0.0, |share| share.value);
        for role in &member.roles {
            part.digest = digest((part.digest, &role.id));
        }
        if let Some(shared) = shared {
            part.digest = digest((part.digest, shared));
        }
        *places = digest((*places, &member.at, member.allocation.as_ref().map(|share| &share.at)));
    }
    let mut paths = Paths::default();
    for duty in &team.duties {
        let mut counted = BTreeSet::new();
        // What is the same for all of the row is told apart once.
        let mut row = None;
        for assignment in &duty.assignments {
            let Holder::Person(handle) = &assignment.holder else { continue };
            let involvement = assignment.involvement;
            let carries = involvement.carries() && counted.insert(handle);
            let Load { part, places } = load.entry(handle.clone()).or_default();
            part.carried += usize::from(carries);
            let row = row.get_or_insert_with(|| {
                let until = duty.until.as_ref().map(|until| until.value);
                let hours = duty.hours.map(f64::to_bits);
                digest((&duty.activity, &duty.text, until, duty.retired.is_some(), hours))
            });
            part.digest = digest((part.digest, *row, involvement));
            let Location { path, span, version } = &assignment.at;
            *places = digest((*places, paths.digest(path), span, version));
        }
    }
    for Load { part, .. } in load.values_mut() {
        part.digest = digest((part.digest, circumstances));
    }
    load
}

/// The path that was met last, with its digest: most rows of a team stand in one file.
#[derive(Default)]
struct Paths<'a>(Option<(&'a RepoPath, u64)>);

impl<'a> Paths<'a> {
    fn digest(&mut self, path: &'a RepoPath) -> u64 {
        match self.0 {
            Some((last, digest)) if last == path => digest,
            _ => self.0.insert((path, digest(path))).1,
        }
    }
}

fn digest(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
