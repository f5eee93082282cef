//! What is followed back through history, and which files decide about it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Identity, Subject};
use crate::base::path::RepoPath;
use crate::lint::{Delta, Found, Judgement, Unit};
use crate::org::{Assignment, Duty, Holder, Org, Team};
use crate::read::is_page;

/// Something that stands in an organisation, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Somebody's part in a duty.
    Part(Subject),
    /// A finding that is about no assignment.
    Finding(Identity),
}

/// What is followed back through history.
#[derive(Clone, Debug)]
pub struct Trace {
    key: Key,
    /// Where a finding may be.
    units: Vec<Unit>,
    /// The rule of a finding.
    rule: Option<Arc<str>>,
}

impl Trace {
    /// What to follow for a diagnostic.
    #[must_use]
    pub fn of(diagnostic: &Diagnostic) -> Self {
        let subject = &diagnostic.subject;
        if subject.team.is_some() && subject.activity.is_some() && subject.involvement.is_some() {
            return Self::of_part(subject);
        }
        let file = Unit::File(diagnostic.primary.at.path.clone());
        let team = subject.team.clone().map(Unit::Team);
        let person = subject.person.clone().map(Unit::Person);
        let units = team.into_iter().chain(person).chain([file]).collect();
        Self { key: Key::Finding(diagnostic.identity()), units, rule: Some(diagnostic.rule.clone()) }
    }

    /// What to follow for somebody's part in a duty.
    #[must_use]
    pub(crate) fn of_part(subject: &Subject) -> Self {
        let subject = Subject { detail: None, ..subject.clone() };
        let role = subject.role.clone().filter(|_| subject.person.is_none());
        Self { key: Key::Part(Subject { role, ..subject }), units: Vec::new(), rule: None }
    }

    /// What tells it from others.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Whether it stands in what was judged.
    #[must_use]
    pub fn is_in(&self, judgement: &Judgement) -> bool {
        self.stands(judgement.org().teams.get(self.team()).map(|team| &**team), |unit| judgement.found(unit))
    }

    /// Whether it stood in what was judged before a step.
    #[must_use]
    pub(crate) fn was_in(&self, judgement: &Judgement, shift: &Delta) -> bool {
        let team = match shift.touched.rebuilt.get(self.team()) {
            Some(before) => before.as_deref(),
            None => judgement.org().teams.get(self.team()).map(|team| &**team),
        };
        self.stands(team, |unit| match shift.before.get(unit) {
            Some(before) => before.as_ref(),
            None => judgement.found(unit),
        })
    }

    fn team(&self) -> &str {
        match &self.key {
            Key::Part(subject) => subject.team.as_deref().unwrap_or_default(),
            Key::Finding(_) => "",
        }
    }

    fn stands<'a>(&self, team: Option<&Team>, found: impl Fn(&Unit) -> Option<&'a Found>) -> bool {
        match &self.key {
            Key::Part(subject) => team.is_some_and(|team| holds(team, subject)),
            Key::Finding(identity) => {
                let found = self.units.iter().filter_map(found);
                found.flat_map(|found| found.iter()).any(|diagnostic| diagnostic.identity() == *identity)
            }
        }
    }

    /// The files that decide whether it stands where it does now; `None` where any file may, because it is about a name that
    /// leads nowhere.
    #[must_use]
    pub(crate) fn footprint(&self, judgement: &Judgement, introducing: &mut Introducing) -> Option<Footprint> {
        let org = judgement.org();
        let mut footprint = Footprint::default();
        match &self.key {
            Key::Part(subject) => {
                footprint.add_team(org, subject.team.as_deref()?);
                if let Some(handle) = &subject.person {
                    footprint.introducing = introducing.of(org, handle);
                }
            }
            Key::Finding(identity) => {
                let rule = self.rule.as_ref().and_then(|rule| judgement.policy().rule(rule))?;
                // A name that leads nowhere hangs on what no file says, and a file of owners on all others.
                if rule.kind.name == "refer" || rule.kind.name == "form" && org.has_foreign_owners() {
                    return None;
                }
                for unit in &self.units {
                    footprint.add_unit(org, unit);
                    let found = judgement.found(unit).into_iter().flat_map(|found| found.iter());
                    let same = found.filter(|found| found.identity() == *identity);
                    let places = same.flat_map(|found| found.labels().map(|label| &label.at));
                    footprint.files.extend(places.filter(|at| !at.is_embedded()).map(|at| at.path.clone()));
                }
            }
        }
        Some(footprint)
    }
}

/// Whether somebody's part in a duty stands in a team.
fn holds(team: &Team, subject: &Subject) -> bool {
    let rows = team.duties.iter().filter(|duty| duty.activity == subject.activity);
    rows.flat_map(|duty| &duty.assignments).any(|assignment| {
        let same = match &assignment.holder {
            Holder::Person(handle) => subject.person.as_ref() == Some(handle),
            Holder::Role(role) => subject.person.is_none() && subject.role.as_ref() == Some(role),
            Holder::Group(_) | Holder::Unknown(_) => false,
        };
        same && Some(assignment.involvement) == subject.involvement
    })
}

/// The parts in a team's duties that it did not have before.
pub(crate) fn new_parts<'a>(before: Option<&'a Team>, now: Option<&'a Team>) -> impl Iterator<Item = Key> + 'a {
    let subjects = now.into_iter().flat_map(|team| team.duties.iter().flat_map(move |duty| parts(team, duty)));
    subjects.filter(move |subject| !before.is_some_and(|team| holds(team, subject))).map(Key::Part)
}

fn parts<'a>(team: &'a Team, duty: &'a Duty) -> impl Iterator<Item = Subject> + 'a {
    let known = duty.activity.iter().flat_map(|_| &duty.assignments);
    known.filter_map(|assignment: &Assignment| {
        let (person, role) = match &assignment.holder {
            Holder::Person(handle) => (Some(handle.clone()), None),
            Holder::Role(role) => (None, Some(role.clone())),
            Holder::Group(_) | Holder::Unknown(_) => return None,
        };
        let (team, activity) = (Some(team.id.clone()), duty.activity.clone());
        Some(Subject { team, person, role, activity, involvement: Some(assignment.involvement), detail: None })
    })
}

/// The files that introduce people, where the timeline stands: looked up once for all that somebody holds.
#[derive(Debug, Default)]
pub(crate) struct Introducing {
    known: HashMap<Arc<str>, Arc<BTreeSet<RepoPath>>>,
    fresh: Vec<Arc<BTreeSet<RepoPath>>>,
}

impl Introducing {
    /// What was looked up since this was asked last.
    pub(crate) fn take_fresh(&mut self) -> Vec<Arc<BTreeSet<RepoPath>>> {
        std::mem::take(&mut self.fresh)
    }

    fn of(&mut self, org: &Org, handle: &Arc<str>) -> Arc<BTreeSet<RepoPath>> {
        if let Some(known) = self.known.get(handle) {
            return known.clone();
        }
        let files: Arc<BTreeSet<RepoPath>> = Arc::new(org.introducing(handle).cloned().collect());
        self.fresh.push(files.clone());
        self.known.insert(handle.clone(), files.clone());
        files
    }
}

/// The files that decide about something. Whoever is introduced, or written in another way, in a file that is not among them
/// and is gone now is taken for the same person all along.
#[derive(Clone, Debug, Default)]
pub(crate) struct Footprint {
    /// Files.
    pub(crate) files: BTreeSet<RepoPath>,
    /// Files that introduce the person. Somebody may be a member of hundreds of teams and hold as many duties, which share them.
    pub(crate) introducing: Arc<BTreeSet<RepoPath>>,
    /// Folders of which each file counts: what a page is about hangs on what lies beside it.
    pub(crate) folders: BTreeSet<String>,
}

impl Footprint {
    fn add_team(&mut self, org: &Org, team: &str) {
        for path in org.files_of(team) {
            if is_page(path) {
                self.folders.insert(path.folder().to_owned());
            }
            self.files.insert(path.clone());
        }
    }

    fn add_unit(&mut self, org: &Org, unit: &Unit) {
        match unit {
            Unit::Config => {}
            Unit::File(path) | Unit::Waivers(path) => {
                self.files.insert(path.clone());
            }
            Unit::Team(id) => self.add_team(org, id),
            Unit::Person(handle) => {
                self.files.extend(org.naming(handle).cloned());
                let teams = org.people.get(handle).into_iter().flat_map(|person| person.teams.keys());
                teams.for_each(|team| self.add_team(org, team));
            }
        }
    }

    /// The folders that they lie in, those of [`Self::introducing`] left out.
    pub(crate) fn all_folders(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(RepoPath::folder).chain(self.folders.iter().map(String::as_str))
    }

    /// Whether one of these files is among those that decide.
    #[must_use]
    pub(crate) fn is_touched(&self, changed: &BTreeSet<RepoPath>) -> bool {
        changed.iter().any(|path| {
            self.files.contains(path) || self.introducing.contains(path) || self.folders.contains(path.folder())
        })
    }
}
