//! The words in which help hands something over: to whom, with what that does to their load; or what is missing.

use super::{Able, Handing, Heir};
use crate::base::suggest::{one_of, with_article};
use crate::org::{Person, Team};
use crate::rule::CheckContext;

/// More roles that should own the work are not named.
const NAMED: usize = 3;

impl<'a> CheckContext<'a> {
    /// "hand it to @kim, QA lead in Checkout: 3 carried now, 4 duties with it", or what is missing.
    #[must_use]
    pub(crate) fn hand_over(&self, team: &'a Team, handing: &Handing<'a>) -> String {
        let title = |role| self.taxonomy.role_title(role);
        let called = |person: &'a Person, role| self.called(team, &person.handle, role);
        match self.heir(team, handing) {
            Heir::Here { person, role, already: Some(involvement) } => {
                let load = duties(person.carried);
                format!(
                    "leave it to {}, {} in {}, who is {involvement} already: {load} before and after",
                    person.handle,
                    called(person, role),
                    team.shown_name()
                )
            }
            Heir::Here { person, role, already: None } => {
                format!("hand it to {}", self.with_load(team, person, role))
            }
            Heir::Elsewhere { able, role } => format!("hand it to {}", able.with_load(title(role))),
            Heir::Full { person, role } => format!(
                "{}, {} in {}, who should have it, is at a limit: name {}{}",
                person.handle,
                called(person, role),
                team.shown_name(),
                with_article(&format!("second {}", title(role))),
                // What protects others does not stop for want of time.
                if handing.activity.hard { "" } else { ", or some of the work has to stop" }
            ),
            Heir::Nobody if let Some((role, involvement)) = handing.already_of_role(team) => {
                format!("leave it to the {}, who is {involvement} already", title(role))
            }
            Heir::Nobody if let Some((role, how)) = handing.among_rows(team) => match how {
                Some(how) => format!("hand it to the {}, who is {how} in the same row", title(role)),
                None => format!("hand it to the {}, who stands in other rows of {}", title(role), team.shown_name()),
            },
            Heir::Nobody => {
                let titles: Vec<_> = handing.owners().map(title).take(NAMED).collect();
                format!("hand it to {}; nobody in {} is one yet", with_article(&one_of(&titles)), team.shown_name())
            }
        }
    }
}

impl<'a> CheckContext<'a> {
    /// What somebody is called in a team under a role: as its charter says, else as the role is.
    #[must_use]
    pub(crate) fn called<'t>(&self, team: &'t Team, person: &'t str, role: &'t str) -> &'t str
    where
        'a: 't,
    {
        self.org.title_in(team, person, role).unwrap_or_else(|| self.taxonomy.role_title(role))
    }

    /// "@kim, QA lead in Checkout: 3 carried now, 4 duties with it".
    #[must_use]
    pub(crate) fn with_load(&self, team: &Team, person: &Person, role: &str) -> String {
        with_load(&person.handle, self.called(team, &person.handle, role), team.shown_name(), person.carried)
    }
}

impl Able {
    /// "@pia, product marketing manager in Go to market".
    #[must_use]
    pub(crate) fn shown(&self, title: &str) -> String {
        let place = self.team.as_ref().map_or("no team", |(_, name)| name);
        format!("{}, {title} in {place}", self.person)
    }

    /// "@pia, product marketing manager in Go to market: 5 carried now, 6 duties with it".
    #[must_use]
    pub(crate) fn with_load(&self, title: &str) -> String {
        let place = self.team.as_ref().map_or("no team", |(_, name)| name);
        with_load(&self.person, title, place, self.carried)
    }
}

fn with_load(person: &str, title: &str, team: &str, carried: usize) -> String {
    format!("{person}, {title} in {team}: {carried} carried now, {} with it", duties(carried + 1))
}

fn duties(count: usize) -> String {
    format!("{count} {}", if count == 1 { "duty" } else { "duties" })
}
