//! Level 4: the organisation: what all files say together, with every name looked up.
//!
//! `update.rs` keeps it up to date: a change of some files costs what those files say, so that a whole history can be
//! followed. `build.rs` makes teams and ownerships from readings, `names.rs` looks names up in the `directory.rs`, `facts.rs`
//! flattens the organisation for `drawline facts`, `confidence.rs` says how sure the reading of prose is. Rules ask this model, never a document.

pub(crate) mod acting;
mod build;
mod confidence;
mod directory;
pub(crate) mod facts;
pub(crate) mod names;
pub(crate) mod owned;
mod saved;
pub(crate) mod standing;
pub mod update;
mod within;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::base::confidence::Confidence;
use crate::base::date::Date;
use crate::base::diagnostic::Subject;
use crate::base::involvement::Involvement;
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::sign::Signs;
use crate::base::source::{Location, Span};
use crate::base::suggest::Near;
use crate::read::is_page;
use crate::read::reading::{Form, Names, OwnEntry, Reading, Wording, name_key};
use crate::store::map::StoredMap;
use crate::taxonomy::role::RoleReading;
use confidence::Places;
use directory::Directory;
use owned::{Decision, PathTable};
use serde::{Deserialize, Serialize};
use standing::Standing;
use within::Within;

/// One file: what it says, and what came of those of its entries that belong to no team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FileNode {
    /// What it says.
    pub(crate) reading: Arc<Reading>,
    /// The team that it describes.
    pub(crate) team: Option<Arc<str>>,
    /// Paths and their owners.
    pub(crate) owns: Vec<Own>,
    /// Names in it that lead nowhere.
    pub(crate) dangling: Vec<Dangling>,
    /// Whether it counts, for a file of code owners.
    pub(crate) standing: Standing,
    /// Its paths, to find the entries that count for one; put together when first asked for.
    #[serde(skip)]
    paths: Arc<OnceLock<PathTable>>,
    /// What its prose was understood to say, by place; put together when first asked for.
    #[serde(skip)]
    places: Arc<OnceLock<Places>>,
    /// Whose the paths are, by handle; put together when first asked for.
    #[serde(skip)]
    owned_by: OnceLock<HashMap<Arc<str>, Vec<usize>>>,
}

impl FileNode {
    /// A file of which nothing has been looked up yet.
    fn new(reading: Arc<Reading>, team: Option<Arc<str>>) -> Self {
        Self {
            reading,
            team,
            owns: Vec::new(),
            dangling: Vec::new(),
            standing: Standing::default(),
            paths: Arc::default(),
            places: Arc::default(),
            owned_by: OnceLock::new(),
        }
    }

    /// Whether it says who owns paths, and is another tool's.
    #[must_use]
    pub(crate) fn is_foreign(&self) -> bool {
        self.reading.mapped && !self.reading.remote && self.reading.says_owners()
    }

    /// What belongs to somebody by it.
    fn owned_of<'a>(&'a self, handle: &str) -> impl Iterator<Item = &'a Own> + use<'a> {
        let by_handle = self.owned_by.get_or_init(|| {
            let mut by_handle: HashMap<Arc<str>, Vec<usize>> = HashMap::default();
            for (at, own) in self.owns.iter().enumerate() {
                if let Holder::Person(owner) = &own.owner {
                    by_handle.entry(owner.clone()).or_default().push(at);
                }
            }
            by_handle
        });
        by_handle.get(handle).into_iter().flatten().map(|at| &self.owns[*at])
    }

    /// Its paths, to find the entries that count for one.
    pub(crate) fn paths(&self) -> &PathTable {
        self.paths.get_or_init(|| PathTable::new(self.said()))
    }

    /// An entry by its number, with the owners that it leads to.
    #[must_use]
    pub(crate) fn owned_by(&self, entry: usize) -> Option<(&OwnEntry, &[Own])> {
        Some((self.said().owns.get(entry)?, self.owns.get(self.paths().owners(entry))?))
    }

    /// Its entries with the owners that they lead to.
    pub(crate) fn owned(&self) -> impl Iterator<Item = (&OwnEntry, &[Own])> {
        (0..self.said().owns.len()).filter_map(|entry| self.owned_by(entry))
    }

    /// What decides for a path, section by section.
    #[must_use]
    pub(crate) fn deciding(&self, path: &str) -> Vec<Decision> {
        self.paths().of(path)
    }
}

/// A value that was written somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placed<T> {
    /// The value.
    pub(crate) value: T,
    /// Where it was written.
    pub(crate) at: Location,
}

/// The organisation.
#[derive(Debug, Default)]
pub struct Org {
    /// The files by path.
    pub(crate) files: StoredMap<RepoPath, FileNode>,
    /// Teams by id.
    pub(crate) teams: StoredMap<Arc<str>, Arc<Team>>,
    /// People by handle.
    pub(crate) people: StoredMap<Arc<str>, Person>,
    directory: Directory,
    /// How the handles in `people` are spelt, by their key: somebody whom no file introduces may be spelt in several ways.
    spelt: StoredMap<String, BTreeSet<Arc<str>>>,
    /// The files that say something about a team.
    team_files: StoredMap<Arc<str>, BTreeSet<RepoPath>>,
    /// The files that write a name, by its key.
    mentions: StoredMap<String, BTreeSet<RepoPath>>,
    /// The teams that the charters of a folder describe.
    folders: StoredMap<String, BTreeMap<RepoPath, Arc<str>>>,
    /// Pages of prose by folder: they are about the team whose charter lies beside them.
    pages: StoredMap<String, BTreeSet<RepoPath>>,
    /// Files that say who owns which paths.
    own_files: StoredMap<RepoPath, ()>,
    /// Those of them that other tools read.
    foreign: StoredMap<RepoPath, ()>,
    /// Files of code owners, and those that show which host the repository is kept at.
    code_files: StoredMap<RepoPath, ()>,
    /// The files in which somebody owns paths, by handle.
    owners: StoredMap<Arc<str>, BTreeSet<RepoPath>>,
    /// Who acts under a role, by its id: those who carry least first.
    acting: StoredMap<Arc<str>, BTreeSet<(usize, Arc<str>)>>,
    /// Files with names that lead to no person: who joins may be who was meant.
    unresolved: StoredMap<RepoPath, ()>,
    read: ReadTexts,
}

/// What texts have been read as; the same words come again and again.
#[derive(Debug, Default)]
struct ReadTexts {
    activities: StoredMap<Arc<str>, Option<Arc<str>>>,
    roles: StoredMap<Arc<str>, RoleReading>,
    /// What was perhaps meant by words that name no activity.
    near_activities: StoredMap<Arc<str>, Near>,
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Team {
    /// Kebab-case id.
    pub(crate) id: Arc<str>,
    /// Display name.
    pub(crate) name: Arc<str>,
    /// Id of the team above.
    pub(crate) parent: Option<Placed<Arc<str>>>,
    /// Head count of engineers.
    pub(crate) engineers: Option<Placed<f64>>,
    /// Day of the last review.
    pub(crate) reviewed: Option<Placed<Date>>,
    /// Where files introduce it.
    pub(crate) introduced: Vec<Location>,
    /// Who is in it.
    pub(crate) members: Vec<Member>,
    /// What it does.
    pub(crate) duties: Vec<Duty>,
    /// What prose seems to say as well, not clearly enough to be judged.
    pub(crate) hints: Vec<Duty>,
    /// Names in its rows that lead nowhere.
    pub(crate) dangling: Vec<Dangling>,
    /// What it says by person and by work.
    #[serde(skip)]
    within: Within,
}

/// Names of pages that nobody takes for a team: `raci-charter.md` is about no team called "raci".
const TABLES: &[&str] = &["raci", "rasci", "daci", "rapid", "matrix", "responsibility", "responsibilities", "roles"];

impl Team {
    fn name_for_people(&self) -> Cow<'_, str> {
        let places = || self.members.iter().map(|member| &member.at).chain(self.duties.iter().map(|duty| &duty.at));
        let is_charter = |at: &Location| at.path.file_name().to_lowercase().contains("charter");
        let is_table = self.id.split('-').all(|word| TABLES.contains(&word));
        let Some(first) =
            places().next().filter(|_| self.introduced.is_empty() && (is_table || !places().any(is_charter)))
        else {
            return Cow::Borrowed(&self.name);
        };
        match first.path.folder() {
            _ if !is_page(&first.path) => Cow::Borrowed(&self.name),
            _ if is_table => first.path.file_name().to_owned().into(),
            "" => first.path.file_name().to_owned().into(),
            folder => format!("{}/", folder.rsplit('/').next().unwrap_or(folder)).into(),
        }
    }
}

/// A person in a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Member {
    /// Handle.
    pub(crate) person: Arc<str>,
    /// Roles in this team, as written and as looked up.
    pub(crate) roles: Vec<MemberRole>,
    /// Ids of those roles; those of the people file where the charter names none.
    pub(crate) acts_as: Vec<Arc<str>>,
    /// Share of a full week.
    pub(crate) allocation: Option<Placed<f64>>,
    /// Where the handle stands.
    pub(crate) at: Location,
}

/// A role of a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MemberRole {
    /// As written.
    pub(crate) text: Arc<str>,
    /// Role id, where one is meant without doubt.
    pub(crate) id: Option<Arc<str>>,
    /// Where it was written.
    pub(crate) at: Location,
}

/// One row of work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Duty {
    /// Activity id; `None` where no phrase knows the words.
    pub(crate) activity: Option<Arc<str>>,
    /// The work as written.
    pub(crate) text: Arc<str>,
    /// Where the activity is written.
    pub(crate) at: Location,
    /// Who is involved how.
    pub(crate) assignments: Vec<Assignment>,
    /// Hours a week.
    pub(crate) hours: Option<f64>,
    /// Held since.
    pub(crate) since: Option<Date>,
    /// Held until and including.
    pub(crate) until: Option<Box<Placed<Date>>>,
    /// Something is written as its last day, though perhaps none that can be read.
    pub(crate) is_dated: bool,
    /// Who steps in.
    pub(crate) deputy: Option<Box<Placed<Arc<str>>>>,
    /// The control that makes an exception safe.
    pub(crate) compensating: Option<Box<Placed<Arc<str>>>>,
    /// Why nobody holds it any more.
    pub(crate) retired: Option<Box<Placed<Arc<str>>>>,
    /// Its table has no letters and no column for who is accountable: that nobody is says nothing.
    pub(crate) is_silent: bool,
    /// How it was written down.
    pub(crate) form: Form,
    /// It says all who are involved, as a row of data or of a matrix does and a sentence does not.
    pub(crate) is_row: bool,
    /// How sure the reading of prose is; `None` where data says it.
    pub(crate) confidence: Option<Confidence>,
    /// Why prose was read so; `None` where data says it.
    pub(crate) reasons: Option<Arc<Reasons>>,
}

/// Why a piece of prose was read as a duty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reasons {
    /// Where its holder is named, which may be a heading; an empty span stands for the file's name.
    pub(crate) subject: Location,
    /// Where the words stand that say so.
    pub(crate) wording: Option<Box<Wording<Location>>>,
    /// What speaks for the reading and against it.
    pub(crate) signs: Signs,
}

/// One holder of one duty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// Who.
    pub(crate) holder: Holder,
    /// How.
    pub(crate) involvement: Involvement,
    /// Where the holder is written.
    pub(crate) at: Location,
    /// What goes when the holder goes, in a list of TOML that others are in as well.
    pub(crate) whole: Option<Box<Span>>,
}

/// Who a name in a row stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Holder {
    /// A person, by handle.
    Person(Arc<str>),
    /// A role, by id.
    Role(Arc<str>),
    /// A group such as `@org/team`, as written.
    Group(Arc<str>),
    /// A name that leads nowhere, as written.
    Unknown(Arc<str>),
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Person {
    /// Handle.
    pub(crate) handle: Arc<str>,
    /// Full name.
    pub(crate) name: Option<Arc<str>>,
    /// Role ids from the people file.
    pub(crate) roles: Vec<Arc<str>>,
    /// Where the people file introduces the person.
    pub(crate) introduced: Option<Location>,
    /// Where people files introduce the person again.
    pub(crate) again: Vec<Location>,
    /// Hours in a full week.
    pub(crate) hours: Option<f64>,
    /// `false` once the person has left.
    pub(crate) active: bool,
    /// Teams in which the person is a member or holds a duty.
    pub(crate) teams: BTreeMap<Arc<str>, Part>,
    /// Rows in which the person is accountable or responsible, in all teams.
    pub(crate) carried: usize,
    /// As what the person is listed among those who act under a role.
    listed: acting::Listed,
}

/// A person's part in a team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Rows in which the person is accountable or responsible.
    pub(crate) carried: usize,
    /// Share of a full week.
    pub(crate) allocation: f64,
    /// Changes when the person's roles or rows in the team do, wherever they stand.
    pub(crate) digest: u64,
}

/// Who owns which path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Own {
    /// The pattern.
    pub(crate) path: Placed<Arc<str>>,
    /// Who.
    pub(crate) owner: Holder,
    /// Where the owner is written.
    pub(crate) at: Location,
    /// Activity id.
    pub(crate) activity: Option<Arc<str>>,
    /// Activity as written, or the default's id.
    pub(crate) activity_text: Arc<str>,
    /// Team id.
    pub(crate) team: Option<Arc<str>>,
}

/// What kind of name leads nowhere, or to several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reference {
    /// A handle.
    Handle,
    /// The handle of somebody who carries work, whom no team and no people file knows.
    Nowhere,
    /// A role.
    Role,
    /// An activity.
    Activity,
    /// A role name that could mean several roles.
    AmbiguousRole,
}

/// A name that leads nowhere, or to several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dangling {
    /// What it should have named.
    pub(crate) reference: Reference,
    /// As written.
    pub(crate) text: Arc<str>,
    /// Where.
    pub(crate) at: Location,
    /// The team whose file it stands in.
    pub(crate) team: Option<Arc<str>>,
    /// What was perhaps meant; for an ambiguous role all that it could mean.
    pub(crate) near: Near,
}

impl Org {
    /// The roles under which a person acts in a team: those of the team's charter; else those of the people file; else
    /// those the person has in other teams.
    #[must_use]
    pub(crate) fn roles_of<'a>(&'a self, team: &'a Team, handle: &str) -> Cow<'a, [Arc<str>]> {
        let here = team.roles_of(handle);
        if !here.is_empty() {
            return Cow::Borrowed(here);
        }
        let Some(person) = self.people.get(handle) else { return Cow::Borrowed(&[]) };
        if !person.roles.is_empty() {
            return Cow::Borrowed(&person.roles);
        }
        let teams = person.teams.keys().filter_map(|id| self.teams.get(id));
        let mut elsewhere: Vec<_> = teams.flat_map(|team| team.roles_of(handle)).cloned().collect();
        elsewhere.sort();
        elsewhere.dedup();
        Cow::Owned(elsewhere)
    }

    /// Files that say who owns which paths.
    pub(crate) fn ownership_files(&self) -> impl Iterator<Item = &RepoPath> {
        self.own_files.keys()
    }

    /// Pages of prose that were read.
    pub(crate) fn prose_files(&self) -> impl Iterator<Item = &RepoPath> {
        self.pages.values().flatten()
    }

    /// Files that say something about a team.
    pub(crate) fn files_of(&self, team: &str) -> impl Iterator<Item = &RepoPath> {
        self.team_files.get(team).into_iter().flatten()
    }

    /// Files that write somebody's handle.
    pub(crate) fn naming(&self, handle: &str) -> impl Iterator<Item = &RepoPath> {
        self.mentions.get(&*name_key(handle)).into_iter().flatten()
    }

    /// Files that introduce somebody, as a person or as a member.
    pub(crate) fn introducing(&self, handle: &str) -> impl Iterator<Item = &RepoPath> {
        let key = name_key(handle);
        let introduces = move |path: &&RepoPath| {
            let file = self.files.get(*path);
            file.is_some_and(|file| file.reading.introduces.iter().any(|introduced| introduced.key == key))
        };
        self.naming(handle).filter(introduces)
    }

    /// What its files say of how people are called.
    #[must_use]
    pub(crate) fn names(&self) -> Names {
        self.files.values().flat_map(|file| file.reading.names()).collect()
    }

    /// Whom a commit names as its author: by name, by address, or by the address's own name.
    #[must_use]
    pub(crate) fn person_of(&self, name: &str, email: &str) -> Option<Arc<str>> {
        let local = email.split('@').next().unwrap_or_default();
        // A hosting service that hides addresses writes a number before the name: `123+ana@users.noreply…`.
        let local =
            local.split_once('+').filter(|(id, _)| id.bytes().all(|b| b.is_ascii_digit())).map_or(local, |l| l.1);
        let keys = [name, email, local].map(name_key);
        let known = |key: &Cow<'_, str>| self.directory.handle(key).filter(|_| !key.is_empty());
        keys.iter().find_map(known).cloned()
    }

    /// Whom a name means: a handle, a full name or another name.
    #[must_use]
    pub(crate) fn person_called(&self, name: &str) -> Option<Arc<str>> {
        let key = name_key(name);
        self.directory.handle(&key).filter(|_| !key.is_empty()).cloned()
    }

    /// The files in which other tools find who owns which paths.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = (&RepoPath, &FileNode)> {
        self.foreign.keys().filter_map(|path| Some((path, self.files.get(path)?)))
    }

    /// Whether files of other tools, code owners among them, say who owns paths.
    #[must_use]
    pub(crate) fn has_foreign_owners(&self) -> bool {
        !self.foreign.is_empty() || !self.code_files.is_empty()
    }

    /// The folder of a team's charter, where it is the only team there and the folder is not the whole repository.
    #[must_use]
    pub(crate) fn folder_of<'a>(&self, team: &'a Team) -> Option<&'a str> {
        let folders = team.introduced.iter().map(|at| &at.path).filter(|path| !is_page(path)).map(RepoPath::folder);
        let alone = |folder: &&str| {
            self.folders.get(*folder).is_some_and(|teams| teams.values().all(|other| *other == team.id))
        };
        folders.filter(|folder| !folder.is_empty()).find(alone)
    }

    /// The paths that a person owns.
    pub(crate) fn paths_of<'a>(&'a self, handle: &'a str) -> impl Iterator<Item = &'a Own> {
        let files = self.owners.get(handle).into_iter().flatten().filter_map(|path| self.files.get(path));
        files.flat_map(move |node| node.owned_of(handle))
    }

    /// Whether somebody in the subject's team carries the subject's activity.
    #[must_use]
    pub(crate) fn carries(&self, subject: &Subject) -> bool {
        let team = subject.team.as_ref().and_then(|id| self.teams.get(id));
        team.zip(subject.activity.as_ref()).is_some_and(|(team, activity)| team.is_carried(activity))
    }

    /// People in a team who act under a role there, with how much each carries, least first.
    #[must_use]
    pub(crate) fn holders_of_role(&self, team: &Team, role: &str) -> Vec<&Person> {
        let mut found: Vec<&Person> = team
            .members
            .iter()
            .filter(|member| self.roles_of(team, &member.person).iter().any(|held| &**held == role))
            .filter_map(|member| self.people.get(&member.person))
            .filter(|person| person.active)
            .collect();
        found.sort_by(|a, b| (a.carried, &a.handle).cmp(&(b.carried, &b.handle)));
        found.dedup_by(|a, b| a.handle == b.handle);
        found
    }
}
