//! Makes teams, ownerships and people from readings, every name looked up.

use std::sync::Arc;

use super::names::{Lookup, Names, kebab};
use super::{Assignment, Dangling, Duty, Holder, Member, MemberRole, Own, Person, Placed, Reasons, Reference, Team};
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;
use crate::base::source::{Location, Span, Spanned};
use crate::base::suggest::Near;
use crate::document::shape::is_handle;
use crate::read::reading::{DutyEntry, HERE, MemberEntry, OwnEntry, PersonEntry, Reading, Written};
use crate::read::{is_page, syntax_of};
use crate::store::map::StoredMap;
use crate::taxonomy::pages::Pages;
use crate::taxonomy::role::RoleReading;

/// The activity of an ownership entry that names none.
const CODE_OWNERSHIP: &str = "code-ownership";

/// Builds what one file, or the files of one team, say.
pub(super) struct Builder<'a, 'n> {
    pub(super) names: &'a mut Names<'n>,
    /// Roles that people files give to a person.
    pub(super) people: &'a StoredMap<Arc<str>, Person>,
    /// Names that lead nowhere, in the order they were met.
    pub(super) dangling: Vec<Dangling>,
}

/// A file as the builder takes it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a RepoPath,
    pub(super) reading: &'a Reading,
    /// The team that the file describes.
    pub(super) team: Option<&'a Arc<str>>,
}

/// Which entries of a file are about which team: one file may speak of tens of thousands.
#[derive(Default)]
pub(super) struct TeamEntries {
    members: HashMap<Arc<str>, Vec<usize>>,
    duties: HashMap<Arc<str>, Vec<usize>>,
}

impl TeamEntries {
    /// What a file says that describes this team itself.
    pub(super) fn of(reading: &Reading, own: Option<&Arc<str>>) -> Self {
        let team = |named: &Option<Written>| match named {
            Some(name) => Some(kebab(&name.value)),
            None => own.cloned(),
        };
        let mut entries = Self::default();
        for (at, entry) in reading.members.iter().enumerate() {
            team(&entry.team).into_iter().for_each(|id| entries.members.entry(id).or_default().push(at));
        }
        for (at, entry) in reading.duties.iter().enumerate() {
            team(&entry.team).into_iter().for_each(|id| entries.duties.entry(id).or_default().push(at));
        }
        entries
    }
}

impl Builder<'_, '_> {
    /// Builds a team from the files that say something about it, in the order of their paths.
    pub(super) fn team(&mut self, id: &Arc<str>, files: &[(Source<'_>, &TeamEntries)]) -> Team {
        let mut team = Team { id: id.clone(), ..Team::default() };
        for (file, _) in files.iter().filter(|(file, _)| file.team == Some(id)) {
            introduce(&mut team, file);
        }
        for (file, entries) in files {
            for at in entries.members.get(id).into_iter().flatten() {
                let member = self.member(file, &file.reading.members[*at], id);
                team.members.push(member);
            }
            for at in entries.duties.get(id).into_iter().flatten() {
                let entry = &file.reading.duties[*at];
                let duty = self.duty(file, entry, id);
                let clear = entry.understood.as_ref().is_none_or(|understood| understood.explicit);
                if clear { team.duties.push(duty) } else { team.hints.push(duty) }
            }
        }
        if team.name.is_empty() {
            team.name = id.clone();
        }
        team.dangling = std::mem::take(&mut self.dangling);
        // It is kept, and grew row by row to up to twice of what it holds.
        team.members.shrink_to_fit();
        team.duties.shrink_to_fit();
        team.hints.shrink_to_fit();
        team
    }

    /// Lays what a people file says about a person over what is known already.
    pub(super) fn person(&mut self, file: &Source<'_>, entry: &PersonEntry, person: &mut Person) {
        let roles: Vec<_> = entry.roles.iter().filter_map(|role| self.role(file, role, None)).collect();
        person.name = person.name.take().or_else(|| entry.name.as_ref().map(|name| name.value.clone()));
        let place = at(file.path, entry.handle.span);
        match &person.introduced {
            Some(_) if file.reading.mapped => {}
            Some(_) => person.again.push(place),
            None => person.introduced = Some(place),
        }
        person.hours = person.hours.or(entry.hours.as_ref().map(|hours| hours.value));
        person.active = entry.active;
        person.roles.extend(roles);
    }

    fn member(&mut self, file: &Source<'_>, entry: &MemberEntry, team: &Arc<str>) -> Member {
        let (person, near) = self.names.handle(&entry.handle.value);
        // What can be nobody's handle is told where it is read.
        if let Some(near) = near.filter(|_| is_handle(&entry.handle.value)) {
            self.dangle(Reference::Handle, &entry.handle, file, Some(team), near);
        }
        let mut roles = Vec::with_capacity(entry.roles.len());
        for role in &entry.roles {
            let id = self.role(file, role, Some((&person, team)));
            roles.push(MemberRole { text: role.value.clone(), id, at: at(file.path, role.span) });
        }
        let allocation = entry.allocation.as_ref().map(|share| place(file.path, share));
        let acts_as = if roles.is_empty() {
            self.people.get(&person).map_or_else(Vec::new, |person| person.roles.clone())
        } else {
            roles.iter().filter_map(|role| role.id.clone()).collect()
        };
        Member { person, roles, acts_as, allocation, at: at(file.path, entry.handle.span) }
    }

    /// The role that a member's or person's title means. An abbreviation of several roles is settled by the people file.
    fn role(&mut self, file: &Source<'_>, written: &Written, of: Option<(&str, &Arc<str>)>) -> Option<Arc<str>> {
        let team = of.map(|(_, team)| team);
        match self.names.role(&written.value) {
            RoleReading::Known(role) => Some(role),
            RoleReading::Ambiguous(roles) => {
                let declared = of.and_then(|(person, _)| self.declared_role(person, &roles));
                if declared.is_none() {
                    let near = Near { meant: roles, is_slip: false };
                    self.dangle(Reference::AmbiguousRole, written, file, team, near);
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
        self.people.get(person)?.roles.iter().find(|role| among.contains(role)).cloned()
    }

    fn duty(&mut self, file: &Source<'_>, entry: &DutyEntry, team: &Arc<str>) -> Duty {
        let activity = match &entry.understood {
            Some(understood) => understood.activity.clone(),
            None => self.activity(file, &entry.activity, Some(team)),
        };
        let is_data = !file.reading.mapped && !is_page(file.path);
        let mut assignments = Vec::with_capacity(entry.holders.len());
        for named in &entry.holders {
            let dangling = self.dangling.len();
            let holder = self.holder(file, &named.who, Some(team));
            let is_told = self.dangling.len() > dangling;
            if let (Holder::Person(handle), true, false) = (&holder, is_data && named.involvement.carries(), is_told)
                && self.names.is_nowhere(handle)
            {
                self.dangle(Reference::Nowhere, &named.who, file, Some(team), Near::default());
            }
            // Prose often names a holder far above; what counts is where the duty is given.
            let span = entry.understood.as_ref().map(|understood| understood.at).filter(|at| !at.is_empty());
            let span = span.unwrap_or(named.who.span);
            let (involvement, whole) = (named.involvement, named.whole.clone());
            assignments.push(Assignment { holder, involvement, at: at(file.path, span), whole });
        }
        let placed = |written: &Written| Box::new(place(file.path, written));
        Duty {
            activity,
            text: entry.activity.value.clone(),
            at: at(file.path, entry.activity.span),
            assignments,
            hours: entry.hours.as_ref().map(|hours| hours.value),
            since: entry.since.as_ref().map(|since| since.value),
            until: entry.until.as_ref().map(|until| Box::new(place(file.path, until))),
            is_dated: entry.is_dated,
            deputy: entry.deputy.as_deref().map(placed),
            compensating: entry.compensating.as_deref().map(placed),
            retired: entry.retired.as_deref().map(placed),
            is_silent: entry.is_silent,
            form: entry.form,
            is_row: entry.understood.as_ref().is_none_or(|understood| understood.at.is_empty() && !understood.partial),
            confidence: entry.understood.as_ref().map(|understood| understood.confidence),
            reasons: reasons(file, entry),
        }
    }

    fn activity(&mut self, file: &Source<'_>, written: &Written, team: Option<&Arc<str>>) -> Option<Arc<str>> {
        let found = self.names.activity(&written.value);
        if found.is_none() && !file.reading.mapped {
            let near = self.names.near_activity(&written.value);
            self.dangle(Reference::Activity, written, file, team, near);
        }
        found
    }

    fn holder(&mut self, file: &Source<'_>, written: &Written, team: Option<&Arc<str>>) -> Holder {
        let Lookup { holder, dead_end } = self.names.holder(&written.value);
        if let Some((reference, near)) = dead_end {
            // In another tool's file a name that is no handle of ours is one of its groups.
            if file.reading.mapped && reference != Reference::Handle {
                return Holder::Group(written.value.clone());
            }
            // Who is asked for reviews need not be in our files; a slip is told all the same.
            let is_ours = syntax_of(file.path).is_some_and(|syntax| syntax.is_ours);
            if is_ours || !near.meant.is_empty() {
                self.dangle(reference, written, file, team, near);
            }
        }
        holder
    }

    /// Builds one ownership for each owner of an entry.
    pub(super) fn owns(&mut self, file: &Source<'_>, entry: &OwnEntry, team: Option<&Arc<str>>) -> Vec<Own> {
        let default: Arc<str> = CODE_OWNERSHIP.into();
        let activity_text = entry.activity.as_ref().map_or(default, |written| written.value.clone());
        let activity = match &entry.activity {
            Some(written) => self.activity(file, written, team),
            None => self.names.activity(&activity_text),
        };
        let mut path = place(file.path, &entry.path);
        if &*path.value == HERE {
            path.value = format!("/{}/", file.path.folder()).replace("//", "/").into();
        }
        let mut owns = Vec::with_capacity(entry.owners.len());
        for owner in &entry.owners {
            owns.push(Own {
                path: path.clone(),
                owner: self.holder(file, owner, team),
                at: at(file.path, owner.span),
                activity: activity.clone(),
                activity_text: activity_text.clone(),
                team: team.cloned(),
            });
        }
        owns
    }

    fn dangle(
        &mut self,
        reference: Reference,
        written: &Written,
        file: &Source<'_>,
        team: Option<&Arc<str>>,
        near: Near,
    ) {
        let (text, at) = (written.value.clone(), at(file.path, written.span));
        self.dangling.push(Dangling { reference, text, at, team: team.cloned(), near });
    }
}

fn reasons(file: &Source<'_>, entry: &DutyEntry) -> Option<Arc<Reasons>> {
    let understood = entry.understood.as_ref()?;
    let place = |span: Span| at(file.path, span);
    Some(Arc::new(Reasons {
        subject: place(entry.holders.first().map_or(entry.span, |holder| holder.who.span)),
        wording: understood.wording.as_ref().map(|wording| Box::new(wording.map(place))),
        signs: understood.signs,
    }))
}

fn introduce(team: &mut Team, file: &Source<'_>) {
    let Some(entry) = &file.reading.team else { return };
    team.introduced.push(at(file.path, entry.span));
    if let Some(name) = &entry.name
        && team.name.is_empty()
    {
        team.name = name.value.clone();
    }
    team.parent = team.parent.take().or_else(|| entry.parent.as_ref().map(|parent| place(file.path, parent)));
    team.engineers = team.engineers.take().or_else(|| entry.engineers.as_ref().map(|count| place(file.path, count)));
    team.reviewed = team.reviewed.take().or_else(|| entry.reviewed.as_ref().map(|day| place(file.path, day)));
}

/// The team that a file describes: its id, its name in kebab-case, or what its path suggests.
pub(super) fn own_team(pages: &Pages, reading: &Reading, path: &RepoPath) -> Option<Arc<str>> {
    if let Some(entry) = &reading.team {
        let named = entry.id.as_ref().or(entry.name.as_ref()).map(|name| kebab(&name.value));
        if let Some(id) = named.filter(|id| !id.is_empty()) {
            return Some(id);
        }
    }
    let describes = reading.team.is_some()
        || reading.members.iter().any(|entry| entry.team.is_none())
        || reading.duties.iter().any(|entry| entry.team.is_none());
    (describes && !reading.mapped && !reading.remote).then(|| team_by_path(pages, path))
}

/// `teams/checkout/charter.toml` and `teams/checkout.charter.toml` are about `checkout`.
fn team_by_path(pages: &Pages, path: &RepoPath) -> Arc<str> {
    let name = path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let folder = path.folder().rsplit('/').next().unwrap_or("");
    if is_page(path) {
        return page_team(pages, stem, folder);
    }
    let by_name = if pages.is_charter(stem) && !folder.is_empty() { folder } else { stem };
    kebab(by_name)
}

/// `CHARTER.md` and `roles.md` in `teams/checkout` are about `checkout`, `checkout-charter.md` is so anywhere.
fn page_team(pages: &Pages, stem: &str, folder: &str) -> Arc<str> {
    let words = kebab(stem);
    let is_charter = words.split('-').any(|word| pages.is_charter(word));
    let own: Vec<&str> = words.split('-').filter(|word| !pages.is_beside(word)).collect();
    match (is_charter, own.as_slice(), folder) {
        (true, own @ [_, ..], _) => own.join("-").into(),
        (_, _, "") => words,
        _ => kebab(folder),
    }
}

fn at(path: &RepoPath, span: Span) -> Location {
    Location::new(path.clone(), span)
}

fn place<T: Clone>(path: &RepoPath, written: &Spanned<T>) -> Placed<T> {
    Placed { value: written.value.clone(), at: at(path, written.span) }
}
