//! Joins readings to an organisation: teams across files, people across teams, every name looked up once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::names::{Lookup, Names, kebab};
use super::{
    Assignment, Dangling, Duty, FileReading, Holder, Member, MemberRole, Org, Own, Person, Placed, Reference, Team,
};
use crate::base::path::RepoPath;
use crate::base::source::{Location, Spanned};
use crate::config::Config;
use crate::read::reading::{DutyEntry, MemberEntry, OwnEntry, Reading, Written};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::role::RoleReading;

/// The activity of an ownership entry that names none.
const CODE_OWNERSHIP: &str = "code-ownership";

/// Builds the organisation from its files.
#[must_use]
pub fn join(taxonomy: &Taxonomy, config: &Config, mut files: Vec<FileReading>) -> Org {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let names = Names::gather(taxonomy, config, &files);
    let mut join = Join { names, org: Org::default(), team_of_folder: HashMap::new() };
    for file in &files {
        join.introduce(file);
    }
    for file in &files {
        join.people(file);
    }
    for file in &files {
        join.members_and_duties(file);
    }
    for file in &files {
        join.owns(file);
    }
    let mut org = join.org;
    org.files = files;
    count_load(&mut org);
    org
}

struct Join<'a> {
    names: Names<'a>,
    org: Org,
    team_of_folder: HashMap<String, Arc<str>>,
}

impl Join<'_> {
    fn introduce(&mut self, file: &FileReading) {
        let reading = &*file.reading;
        let Some(id) = own_team(reading, &file.path) else { return };
        self.team_of_folder.entry(file.path.folder().to_owned()).or_insert_with(|| id.clone());
        let team = self.org.teams.entry(id.clone()).or_insert_with(|| Team { id: id.clone(), ..Team::default() });
        let Some(entry) = &reading.team else { return };
        team.introduced.push(at(&file.path, entry.span));
        if let Some(name) = &entry.name
            && team.name.is_empty()
        {
            team.name = name.value.clone();
        }
        let placed = |written: &Written| place(&file.path, written);
        team.parent = team.parent.take().or_else(|| entry.parent.as_ref().map(placed));
        team.engineers = team.engineers.take().or_else(|| entry.engineers.as_ref().map(|n| place(&file.path, n)));
        team.reviewed = team.reviewed.take().or_else(|| entry.reviewed.as_ref().map(|d| place(&file.path, d)));
    }

    fn people(&mut self, file: &FileReading) {
        for entry in &file.reading.people {
            let (handle, _) = self.names.handle(&entry.handle.value);
            let roles: Vec<_> = entry.roles.iter().filter_map(|role| self.role(file, role, None)).collect();
            let person = self.org.people.entry(handle.clone()).or_insert_with(|| new_person(handle));
            person.name = person.name.take().or_else(|| entry.name.as_ref().map(|name| name.value.clone()));
            person.introduced.get_or_insert_with(|| at(&file.path, entry.handle.span));
            person.hours = person.hours.or(entry.hours.as_ref().map(|hours| hours.value));
            person.active = entry.active;
            person.roles.extend(roles);
        }
    }

    fn members_and_duties(&mut self, file: &FileReading) {
        let own = own_team(&file.reading, &file.path);
        for entry in &file.reading.members {
            let Some(id) = entry.team.as_ref().map(|team| kebab(&team.value)).or_else(|| own.clone()) else { continue };
            let member = self.member(file, entry, &id);
            self.team(&id).members.push(member);
        }
        for entry in &file.reading.duties {
            let Some(id) = entry.team.as_ref().map(|team| kebab(&team.value)).or_else(|| own.clone()) else { continue };
            let duty = self.duty(file, entry, &id);
            self.team(&id).duties.push(duty);
        }
    }

    fn team(&mut self, id: &Arc<str>) -> &mut Team {
        self.org.teams.entry(id.clone()).or_insert_with(|| Team { id: id.clone(), name: id.clone(), ..Team::default() })
    }

    fn member(&mut self, file: &FileReading, entry: &MemberEntry, team: &Arc<str>) -> Member {
        let place_of = at(&file.path, entry.handle.span);
        let (person, near) = self.names.handle(&entry.handle.value);
        if let Some(near) = near {
            self.dangle(Reference::Handle, &entry.handle, file, Some(team), near);
        }
        let roles = entry.roles.iter().map(|role| MemberRole {
            text: role.value.clone(),
            id: self.role(file, role, Some((&person, team))),
            at: at(&file.path, role.span),
        });
        let roles = roles.collect();
        self.org.people.entry(person.clone()).or_insert_with(|| new_person(person.clone()));
        let allocation = entry.allocation.as_ref().map(|share| place(&file.path, share));
        Member { person, roles, allocation, at: place_of }
    }

    /// The role that a member's or person's title means. An abbreviation of several roles is settled by the people file.
    fn role(&mut self, file: &FileReading, written: &Written, of: Option<(&str, &Arc<str>)>) -> Option<Arc<str>> {
        let team = of.map(|(_, team)| team);
        match self.names.role(&written.value) {
            RoleReading::Known(role) => Some(role),
            RoleReading::Ambiguous(roles) => {
                let declared = of.and_then(|(person, _)| self.declared_role(person, &roles));
                if declared.is_none() {
                    self.dangle(Reference::AmbiguousRole, written, file, team, roles);
                }
                declared
            }
            RoleReading::Unknown => {
                if !file.reading.mapped {
                    let near = self.names.near_role(&written.value);
                    self.dangle(Reference::Role, written, file, team, near);
                }
                None
            }
        }
    }

    fn declared_role(&self, person: &str, among: &[Arc<str>]) -> Option<Arc<str>> {
        let person = self.org.people.get(person)?;
        person.roles.iter().find(|role| among.contains(role)).cloned()
    }

    fn duty(&mut self, file: &FileReading, entry: &DutyEntry, team: &Arc<str>) -> Duty {
        let activity = self.activity(file, &entry.activity, team);
        let mut assignments = Vec::new();
        for holder in &entry.holders {
            let holder_is = self.holder(file, &holder.who, Some(team));
            let at = at(&file.path, holder.who.span);
            assignments.push(Assignment { holder: holder_is, involvement: holder.involvement, at });
        }
        let placed = |written: &Written| place(&file.path, written);
        Duty {
            activity,
            text: entry.activity.value.clone(),
            at: at(&file.path, entry.activity.span),
            assignments,
            hours: entry.hours.as_ref().map(|hours| hours.value),
            since: entry.since.as_ref().map(|since| since.value),
            until: entry.until.as_ref().map(|until| place(&file.path, until)),
            deputy: entry.deputy.as_ref().map(placed),
            compensating: entry.compensating.as_ref().map(placed),
            retired: entry.retired.as_ref().map(placed),
            form: entry.form,
        }
    }

    fn activity(&mut self, file: &FileReading, written: &Written, team: &Arc<str>) -> Option<Arc<str>> {
        let found = self.names.activity(&written.value);
        if found.is_none() && !file.reading.mapped {
            let near = self.names.near_activity(&written.value);
            self.dangle(Reference::Activity, written, file, Some(team), near);
        }
        found
    }

    fn holder(&mut self, file: &FileReading, written: &Written, team: Option<&Arc<str>>) -> Holder {
        let Lookup { holder, dead_end } = self.names.holder(&written.value);
        if let Some((reference, near)) = dead_end {
            // In another tool's file a name that is no handle of ours is one of its groups.
            if file.reading.mapped && reference != Reference::Handle {
                return Holder::Group(written.value.clone());
            }
            self.dangle(reference, written, file, team, near);
        }
        if let Holder::Person(handle) = &holder {
            self.org.people.entry(handle.clone()).or_insert_with(|| new_person(handle.clone()));
        }
        holder
    }

    fn owns(&mut self, file: &FileReading) {
        for entry in &file.reading.owns {
            let team = entry.team.as_ref().map(|team| kebab(&team.value)).or_else(|| self.nearest_team(&file.path));
            for owner in &entry.owners {
                let own = self.own(file, entry, owner, team.clone());
                self.org.owns.push(own);
            }
        }
    }

    fn own(&mut self, file: &FileReading, entry: &OwnEntry, owner: &Written, team: Option<Arc<str>>) -> Own {
        let default: Arc<str> = CODE_OWNERSHIP.into();
        let activity_text = entry.activity.as_ref().map_or(default, |written| written.value.clone());
        let activity = match &entry.activity {
            Some(written) => self.activity(file, written, team.as_ref().unwrap_or(&"".into())),
            None => self.names.activity(&activity_text),
        };
        Own {
            path: place(&file.path, &entry.path),
            owner: self.holder(file, owner, team.as_ref()),
            at: at(&file.path, owner.span),
            activity,
            activity_text,
            team,
        }
    }

    fn nearest_team(&self, path: &RepoPath) -> Option<Arc<str>> {
        let mut folder = path.folder();
        loop {
            if let Some(team) = self.team_of_folder.get(folder) {
                return Some(team.clone());
            }
            folder = folder.rsplit_once('/').map(|(above, _)| above).or((!folder.is_empty()).then_some(""))?;
        }
    }

    fn dangle(
        &mut self,
        reference: Reference,
        written: &Written,
        file: &FileReading,
        team: Option<&Arc<str>>,
        near: Vec<Arc<str>>,
    ) {
        let (text, at) = (written.value.clone(), at(&file.path, written.span));
        self.org.dangling.push(Dangling { reference, text, at, team: team.cloned(), near });
    }
}

/// The team that a file describes: its id, its name in kebab-case, or what its path suggests.
fn own_team(reading: &Reading, path: &RepoPath) -> Option<Arc<str>> {
    if let Some(entry) = &reading.team {
        let named = entry.id.as_ref().or(entry.name.as_ref()).map(|name| kebab(&name.value));
        if let Some(id) = named.filter(|id| !id.is_empty()) {
            return Some(id);
        }
    }
    let describes = reading.team.is_some() || !reading.members.is_empty() || !reading.duties.is_empty();
    (describes && !reading.mapped).then(|| team_by_path(path))
}

/// `teams/checkout/charter.toml` and `teams/checkout.charter.toml` are about `checkout`.
fn team_by_path(path: &RepoPath) -> Arc<str> {
    let name = path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let folder = path.folder().rsplit('/').next().unwrap_or("");
    let by_name = if stem.eq_ignore_ascii_case("charter") && !folder.is_empty() { folder } else { stem };
    kebab(by_name)
}

fn new_person(handle: Arc<str>) -> Person {
    Person { handle, active: true, ..Person::default() }
}

/// Notes for each person the teams and the number of carried duties.
fn count_load(org: &mut Org) {
    let mut teams: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    let mut carried: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for team in org.teams.values() {
        for member in &team.members {
            teams.entry(member.person.clone()).or_default().insert(team.id.clone());
        }
        for duty in &team.duties {
            let mut counted = BTreeSet::new();
            for assignment in &duty.assignments {
                let Holder::Person(handle) = &assignment.holder else { continue };
                teams.entry(handle.clone()).or_default().insert(team.id.clone());
                if assignment.involvement.carries() && counted.insert(handle.clone()) {
                    *carried.entry(handle.clone()).or_default() += 1;
                }
            }
        }
    }
    for (handle, person) in &mut org.people {
        person.teams = teams.remove(handle).unwrap_or_default().into_iter().collect();
        person.carried = carried.get(handle).copied().unwrap_or(0);
    }
}

fn at(path: &RepoPath, span: crate::base::source::Span) -> Location {
    Location { path: path.clone(), span }
}

fn place<T: Clone>(path: &RepoPath, written: &Spanned<T>) -> Placed<T> {
    Placed { value: written.value.clone(), at: at(path, written.span) }
}
