//! Who acts under which role, in the whole organisation: a list per role, those who carry least first, kept up to date with
//! the people that a change touches. And which roles a team has.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::update::Affected;
use super::{Holder, Org, Person, Team};
use crate::base::parallel::Threads;

/// Fewer people than these are listed on one thread; a thread takes so many at once.
const PEOPLE: (usize, usize) = (256, 64);
/// A longer text is no title that a heading has room for.
const LONGEST_TITLE: usize = 48;

/// As what somebody is listed: with how much, and under which roles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    carried: usize,
    roles: Vec<Arc<str>>,
}

impl Team {
    /// The roles that a team has: those of its members, and those that its rows name instead of people.
    pub(crate) fn roles(&self) -> impl Iterator<Item = &Arc<str>> {
        let of_members = self.members.iter().flat_map(|member| &member.acts_as);
        let holders = self.duties.iter().filter(|duty| duty.retired.is_none()).flat_map(|duty| &duty.assignments);
        let named = holders.filter_map(|assignment| match &assignment.holder {
            Holder::Role(role) => Some(role),
            _ => None,
        });
        of_members.chain(named)
    }
}

impl Org {
    /// Everybody who is there and acts under a role somewhere, those who carry least first.
    pub(crate) fn acting(&self, role: &str) -> impl Iterator<Item = &Person> {
        let listed = self.acting.get(role).into_iter().flatten();
        listed.filter_map(|(_, handle)| self.people.get(handle)).filter(|person| person.active)
    }

    /// The teams in which a person acts under a role.
    pub(crate) fn teams_as<'a>(&'a self, person: &'a Person, role: &'a str) -> impl Iterator<Item = &'a Team> {
        let teams = person.teams.keys().filter_map(|id| self.teams.get(id)).map(|team| &**team);
        teams.filter(move |team| {
            let here = team.roles_of(&person.handle);
            let roles = if here.is_empty() { &person.roles[..] } else { here };
            let is_member = team.entries_of(&person.handle).next().is_some();
            is_member && roles.iter().any(|held| **held == *role)
        })
    }

    /// What somebody is called in a team under a role, where its charter says more than the role's name: "tester".
    #[must_use]
    pub(crate) fn title_in<'a>(&self, team: &'a Team, person: &'a str, role: &str) -> Option<&'a str> {
        let plain = |text: &str| text.to_lowercase().replace(['-', '_'], " ");
        let own = team.entries_of(person).flat_map(|member| &member.roles);
        let mut called = own.filter(|held| held.id.as_deref() == Some(role)).map(|held| &*held.text);
        called.find(|text| plain(text) != plain(role) && text.chars().count() <= LONGEST_TITLE)
    }

    /// What somebody is called: titles as charters write them, "Senior Product Manager", or else by their role. `title` says what
    /// a role is called.
    #[must_use]
    pub(crate) fn titles(&self, person: &Person, title: impl Fn(&str) -> String) -> Vec<String> {
        let plain = |text: &str| text.to_lowercase().replace(['-', '_'], " ");
        let mut titles: Vec<String> = Vec::new();
        let mut said: BTreeSet<&Arc<str>> = BTreeSet::new();
        let teams = person.teams.keys().filter_map(|id| self.teams.get(id));
        let own = teams.flat_map(|team| team.entries_of(&person.handle));
        for (role, id) in own.flat_map(|member| &member.roles).filter_map(|role| Some((role, role.id.as_ref()?))) {
            let is_name = plain(&role.text) == plain(id) || role.text.chars().count() > LONGEST_TITLE;
            let called = if is_name { title(id) } else { role.text.to_string() };
            said.insert(id);
            if !titles.iter().any(|known| plain(known) == plain(&called)) {
                titles.push(called);
            }
        }
        titles.extend(person.roles.iter().filter(|role| !said.contains(role)).map(|role| title(role)));
        titles
    }

    /// Lists the people anew whom a change has touched, and notes the roles of which the lists differ by it.
    pub(super) fn list_anew(&mut self, touched: &mut Affected) {
        let handles: Vec<&Arc<str>> = touched.people.iter().collect();
        let listed = Threads::of_machine().map(&handles, PEOPLE, |handle| {
            let person = self.people.get(*handle)?;
            Some(Listed { carried: person.carried, roles: self.acts_as(person) })
        });
        for (handle, now) in touched.people.iter().zip(listed) {
            let (Some(person), Some(now)) = (self.people.get(handle), now) else { continue };
            let before = person.listed.clone();
            // That something else about the person has changed may matter to whoever thinks of asking.
            touched.roles.extend(before.roles.iter().chain(&now.roles).cloned());
            if before == now {
                continue;
            }
            self.unlist(handle, &before);
            for role in &now.roles {
                self.acting.or_default(role).insert((now.carried, handle.clone()));
            }
            if let Some(person) = self.people.get_mut(handle) {
                person.listed = now;
            }
        }
    }

    /// Takes somebody who is gone off the lists.
    pub(super) fn forget_person(&mut self, handle: &Arc<str>, touched: &mut Affected) {
        let Some(person) = self.people.remove(handle) else { return };
        touched.roles.extend(person.listed.roles.iter().cloned());
        self.unlist(handle, &person.listed);
    }

    fn unlist(&mut self, handle: &Arc<str>, listed: &Listed) {
        for role in &listed.roles {
            if let Some(people) = self.acting.get_mut(role) {
                people.remove(&(listed.carried, handle.clone()));
            }
        }
    }

    /// All roles that the people file or a charter gives somebody.
    fn acts_as(&self, person: &Person) -> Vec<Arc<str>> {
        let teams = person.teams.keys().filter_map(|id| self.teams.get(id));
        let roles: BTreeSet<Arc<str>> = teams
            .flat_map(|team| team.roles_of(&person.handle).iter().cloned())
            .chain(person.roles.iter().cloned())
            .collect();
        roles.into_iter().collect()
    }
}
