//! What somebody asks `who` for: a path, a person or group, a role, a team, or a kind of work. All that the words can mean is
//! gathered; the first counts, and the others are named.
//!
//! What lies here as a file or folder is a path, whatever else it reads as. After that come names that files give: people and
//! groups, teams, roles; then work; last a path that is not there.

use std::sync::Arc;

use crate::cli::WhoKind;
use crate::io::worktree::{Place, Worktree};
use crate::org::Org;
use crate::org::facts::{Fact, FactKind};
use crate::org::names::kebab;
use crate::policy::Policy;
use crate::taxonomy::role::RoleReading;

/// One thing that the words can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::run) enum Meaning {
    /// A file or folder, perhaps one that is not there.
    Path(Place),
    /// A person, by handle.
    Person(Arc<str>),
    /// Groups, as files write them.
    Group(Vec<Arc<str>>),
    /// A team, by id.
    Team(Arc<str>),
    /// A role, by id.
    Role(Arc<str>),
    /// Work, by id.
    Activity(Arc<str>),
}

impl Meaning {
    /// Which kind of thing it is.
    pub(in crate::run) fn kind(&self) -> WhoKind {
        match self {
            Self::Path(_) => WhoKind::Path,
            Self::Person(_) | Self::Group(_) => WhoKind::Person,
            Self::Team(_) => WhoKind::Team,
            Self::Role(_) => WhoKind::Role,
            Self::Activity(_) => WhoKind::Activity,
        }
    }

    /// The word for that kind.
    pub(in crate::run) fn word(&self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Person(_) => "person",
            Self::Group(_) => "group",
            Self::Team(_) => "team",
            Self::Role(_) => "role",
            Self::Activity(_) => "activity",
        }
    }

    /// What it is called in an answer.
    pub(in crate::run) fn name(&self) -> String {
        match self {
            Self::Path(place) if place.path.is_empty() => ".".to_owned(),
            Self::Path(place) => place.path.clone(),
            Self::Group(names) => names.first().map(ToString::to_string).unwrap_or_default(),
            Self::Person(name) | Self::Team(name) | Self::Role(name) | Self::Activity(name) => name.to_string(),
        }
    }

    /// Whether a fact is about it.
    pub(in crate::run) fn is_about(&self, fact: &Fact) -> bool {
        let is = |field: &Option<Arc<str>>, name: &Arc<str>| field.as_ref() == Some(name);
        match self {
            // The engine says who owns a path.
            Self::Path(_) => false,
            Self::Person(handle) => fact.person.as_ref().is_some_and(|person| person.eq_ignore_ascii_case(handle)),
            Self::Group(names) => fact.person.as_ref().is_some_and(|person| names.contains(person)),
            Self::Team(id) => is(&fact.team, id),
            Self::Role(id) => is(&fact.role, id),
            Self::Activity(id) => is(&fact.activity, id),
        }
    }
}

/// What is known here, to read words by.
pub(in crate::run) struct Known<'a> {
    pub(in crate::run) policy: &'a Policy,
    pub(in crate::run) org: &'a Org,
    /// Where paths are looked for; nowhere where a commit is looked at.
    pub(in crate::run) worktree: Option<&'a Worktree>,
    pub(in crate::run) facts: &'a [Fact],
}

impl Known<'_> {
    /// All that the words can mean, the likeliest first.
    pub(in crate::run) fn meanings(&self, asked: &str, kind: Option<WhoKind>) -> Vec<Meaning> {
        let named = asked.starts_with('@');
        let path = (!named || kind == Some(WhoKind::Path)).then(|| self.worktree?.place(asked)).flatten();
        let (there, not_there): (Vec<Place>, Vec<Place>) =
            path.into_iter().partition(|place| place.kind.is_some() && (named || !asked.is_empty()));
        let mut meanings: Vec<Meaning> = there.into_iter().map(Meaning::Path).collect();
        meanings.extend(self.person(asked));
        if named {
            meanings.extend(self.group(asked));
        } else {
            // A group that goes by a team's name is shown with the team.
            let team = self.team(asked);
            let group = team.is_none() || kind == Some(WhoKind::Person);
            meanings.extend(team);
            meanings.extend(self.roles(asked).into_iter().map(Meaning::Role));
            meanings.extend(group.then(|| self.group(asked)).flatten());
            meanings.extend(self.activity(asked).filter(|_| !self.only_a_path(asked, &not_there)));
        }
        let could_be = |place: &Place| kind == Some(WhoKind::Path) || looks_like_path(asked) || self.is_owned(place);
        meanings.extend(not_there.into_iter().filter(could_be).map(Meaning::Path));
        // What is there and can only be a path is nothing else.
        if kind.is_none() && looks_like_path(asked) && matches!(meanings.first(), Some(Meaning::Path(_))) {
            meanings.truncate(1);
        }
        meanings.retain(|meaning| kind.is_none_or(|kind| meaning.kind() == kind));
        meanings
    }

    fn person(&self, asked: &str) -> Option<Meaning> {
        if let Some(handle) = self.org.person_called(asked) {
            return Some(Meaning::Person(handle));
        }
        let bare = asked.trim_start_matches('@');
        let is_same = |person: &&Arc<str>| {
            person.strip_prefix('@').is_some_and(|name| !name.contains('/') && name.eq_ignore_ascii_case(bare))
        };
        self.facts.iter().filter_map(|fact| fact.person.as_ref()).find(is_same).cloned().map(Meaning::Person)
    }

    /// A group of a host, or a catalog's: by its whole name, or by the last part of it.
    fn group(&self, asked: &str) -> Option<Meaning> {
        let whole = asked.trim_start_matches('@').to_lowercase();
        let is_group =
            |person: &&Arc<str>| !person.starts_with('@') || person.contains('/') || person.starts_with("@@");
        let is_same = |person: &&Arc<str>| {
            let name = person.trim_start_matches('@').to_lowercase();
            name == whole || (!whole.contains('/') && name.rsplit('/').next() == Some(whole.as_str()))
        };
        let owners =
            self.facts.iter().filter(|fact| fact.kind == FactKind::Own).filter_map(|fact| fact.person.as_ref());
        let mut names: Vec<Arc<str>> = owners.filter(is_group).filter(is_same).cloned().collect();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then_some(Meaning::Group(names))
    }

    fn team(&self, asked: &str) -> Option<Meaning> {
        let id = kebab(asked.trim_end_matches(" team"));
        let whole = kebab(asked);
        let by_id = [whole, id].into_iter().find(|id| self.org.teams.contains_key(id));
        let by_name =
            || self.org.teams.values().find(|team| team.name.eq_ignore_ascii_case(asked)).map(|t| t.id.clone());
        by_id.or_else(by_name).map(Meaning::Team)
    }

    /// The role that a title means; all of them for an abbreviation that several share.
    fn roles(&self, asked: &str) -> Vec<Arc<str>> {
        match self.policy.taxonomy.roles.read(asked) {
            RoleReading::Known(role) => vec![role],
            RoleReading::Ambiguous(roles) => match self.policy.config.aliases.get(&asked.to_lowercase()) {
                Some(alias) => vec![alias.value.clone()],
                None => roles,
            },
            RoleReading::Unknown => {
                let alias = self.policy.config.aliases.get(&asked.to_lowercase());
                alias.map(|alias| alias.value.clone()).into_iter().collect()
            }
        }
    }

    fn activity(&self, asked: &str) -> Option<Meaning> {
        let taxonomy = &self.policy.taxonomy;
        taxonomy.activities.read(taxonomy.words(), asked).map(|activity| Meaning::Activity(activity.id.clone()))
    }

    /// Words with slashes, such as "go/no-go", are work unless a line of owners speaks of just this path.
    fn only_a_path(&self, asked: &str, places: &[Place]) -> bool {
        asked.contains('/')
            && (asked.ends_with('/') || asked.starts_with('.') || places.iter().any(|p| self.is_owned(p)))
    }

    /// Whether a line that is not about every path speaks of this one.
    fn is_owned(&self, place: &Place) -> bool {
        let probes = [place.path.clone(), format!("{}/-", place.path)];
        let entries =
            probes.iter().flat_map(|probe| self.org.owners_of(probe)).map(|owning| owning.entry.path.value.clone());
        entries.into_iter().any(|pattern| pattern.contains(|c: char| !matches!(c, '*' | '/' | '.')))
    }
}

/// Whether words can only be a path: a slash, a dot in front, or one word with the ending of a file.
pub(in crate::run) fn looks_like_path(asked: &str) -> bool {
    let is_ending = |ending: &str| (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let has_ending = || asked.rsplit_once('.').is_some_and(|(name, ending)| !name.is_empty() && is_ending(ending));
    asked.contains('/') || asked.starts_with('.') || (!asked.contains(char::is_whitespace) && has_ending())
}
