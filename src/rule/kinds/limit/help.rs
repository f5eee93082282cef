//! What to do where a limit is crossed: what to hand over first, and to whom.

use std::sync::Arc;

use super::{Count, Limit, Row, carried};
use crate::base::suggest::{all_of, with_article};
use crate::org::{Person, Team};
use crate::rule::CheckContext;
use crate::rule::bench::{Handing, Heir};
use crate::taxonomy::activity::Activity;

/// The work of whoever leads people.
pub(super) const LINE: &str = "performance-management";
/// More rows than these are not named.
const NAMED: usize = 3;
/// For more rows than these nobody is looked for who could take one: the farthest from a role come first.
const TRIED: usize = 64;

impl Limit {
    /// What to do about a limit that somebody has crossed.
    pub(super) fn help(&self, scene: &CheckContext<'_>, person: &Person) -> Option<String> {
        match self.count {
            Count::Duties | Count::Accountabilities | Count::StretchDuties | Count::CoreShare | Count::Areas => {
                first_to_go(scene, person, self.counted_rows(scene, person))
            }
            Count::Hours => {
                let mut rows: Vec<_> = carried(scene, person).filter(|row| self.is_about(row.duty)).collect();
                rows.sort_by(|a, b| b.duty.hours.unwrap_or(0.0).total_cmp(&a.duty.hours.unwrap_or(0.0)));
                rows.truncate(1);
                first_to_go(scene, person, rows)
            }
            Count::Teams => self.team_to_go(scene, person),
            Count::Engineers => {
                let (team, _) = least_carried(scene, person, self.role.as_ref())?;
                let title = self.role.as_ref().map_or("colleague", |role| scene.taxonomy.role_title(role));
                let who = self.role.as_ref().map_or_else(String::new, |role| with_room(scene, person, role));
                Some(format!("the first team to get {} of its own: {}{who}", with_article(title), team.shown_name()))
            }
            Count::Reports => self.reports_to_go(scene, person),
            Count::Allocation => {
                let (team, is_least) = least_carried(scene, person, None)?;
                let why = if is_least { ": least is carried there" } else { "" };
                let role = team.roles_of(&person.handle).first().cloned();
                let who = role.map_or_else(String::new, |role| with_room(scene, person, &role));
                Some(format!("cut a share, that of {} first{why}{who}", team.shown_name()))
            }
            Count::Paths | Count::ShareOfTeam => None,
        }
    }

    /// Who could lead some of those whom somebody leads.
    fn reports_to_go(&self, scene: &CheckContext<'_>, person: &Person) -> Option<String> {
        let activity = scene.taxonomy.activities.get(LINE)?;
        let role = &activity.owners.first()?.value;
        let title = scene.taxonomy.role_title(role);
        let answer = scene.elsewhere(role);
        Some(match answer.able.iter().find(|able| able.person != person.handle) {
            Some(able) => format!("let {} lead some of them", able.shown(title)),
            None => format!("no {title} has room to lead some of them: a second one is missing"),
        })
    }

    /// Which team to give away first, and to whom, where the limit is about one role.
    fn team_to_go(&self, scene: &CheckContext<'_>, person: &Person) -> Option<String> {
        let (team, is_least) = least_carried(scene, person, self.role.as_ref())?;
        let why = if is_least { ", where least is carried" } else { "" };
        let first = format!("{} first{why}", team.shown_name());
        // A place in a team is held for what somebody knows of its work; only under one role it can be another's.
        let Some(role) = &self.role else {
            return Some(match is_least {
                true => format!("give a place away, that in {first}, to somebody who has fewer"),
                // Which of them matters least, no row says.
                false => {
                    format!("give places away to people who have fewer; which ones is for {} to say", person.handle)
                }
            });
        };
        let title = scene.taxonomy.role_title(role);
        let most = self.max.as_ref().map_or(f64::MAX, |max| max.value);
        let answer = scene.elsewhere(role);
        let able = answer.able.iter().find(|able| able.person != person.handle && (able.teams as f64) < most);
        Some(match able {
            Some(able) => {
                let teams = format!("{} of {most} teams", able.teams);
                format!("give a team away, {first}: {}, {title}, has {teams}", able.person)
            }
            None => format!("give a team away, {first}: no {title} has room, so one is missing"),
        })
    }
}

/// Who has room under a role: "; @fin, product manager in Data, has room".
fn with_room(scene: &CheckContext<'_>, person: &Person, role: &str) -> String {
    let title = scene.taxonomy.role_title(role);
    match scene.elsewhere(role).able.iter().find(|able| able.person != person.handle) {
        Some(able) => format!("; {} has room", able.shown(title)),
        None => format!("; no other {title} has room, so one is missing"),
    }
}

/// The team in which somebody carries least, and whether more is carried in others.
fn least_carried<'a>(
    scene: &'a CheckContext<'_>,
    person: &Person,
    role: Option<&Arc<str>>,
) -> Option<(&'a Team, bool)> {
    let counts = |team: &&Team| {
        let mut own = team.entries_of(&person.handle);
        own.any(|member| role.is_none_or(|role| member.acts_as.contains(role)))
    };
    let teams = person.teams.iter().filter_map(|(id, part)| Some((part.carried, &**scene.org.teams.get(id)?)));
    let teams: Vec<_> = teams.filter(|(_, team)| counts(team)).collect();
    let most = teams.iter().map(|(carried, _)| *carried).max()?;
    let (least, team) = teams.into_iter().min_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)))?;
    Some((team, least < most))
}

/// What to hand over first: what is farthest from the role, and what somebody has room for.
pub(super) fn first_to_go(scene: &CheckContext<'_>, person: &Person, mut rows: Vec<Row<'_>>) -> Option<String> {
    // The farthest first; what no verdict judges last. Stable: rows of the same weight stay in the order of the files.
    rows.sort_by_cached_key(|row| std::cmp::Reverse(row.verdict(scene)));
    rows.truncate(TRIED);
    let known: Vec<(&Row<'_>, &Activity)> = rows
        .iter()
        .filter_map(|row| Some((row, scene.taxonomy.activities.get(row.duty.activity.as_deref()?)?)))
        .collect();
    let title = |role| scene.taxonomy.role_title(role);
    for (row, activity) in &known {
        let handing = Handing { activity, duty: Some(row.duty), from: Some(&row.assignment.holder), without: None };
        let (work, team) = (&activity.title, row.team);
        match scene.heir(team, &handing) {
            Heir::Here { person, role, already: Some(involvement) } => {
                let (handle, role) = (&person.handle, scene.called(team, &person.handle, role));
                return Some(format!(
                    "leave {work} first: to {handle}, {role} in {}, {involvement} already",
                    team.shown_name()
                ));
            }
            Heir::Here { person, role, already: None } => {
                let heir = scene.with_load(team, person, role);
                return Some(format!("hand over {work} first: to {heir}"));
            }
            Heir::Elsewhere { able, role } => {
                return Some(format!("hand over {work} first: to {}", able.with_load(title(role))));
            }
            Heir::Full { .. } | Heir::Nobody => {}
        }
    }
    let titles: Vec<&str> = known.iter().map(|(_, activity)| &*activity.title).take(NAMED).collect();
    let (row, activity) = known.first()?;
    let own = scene.org.roles_of(row.team, &person.handle);
    let missing: Vec<&str> = activity.owners.iter().map(|owner| &*owner.value).collect();
    let missing = missing.into_iter().find(|role| !own.iter().any(|own| **own == **role)).map(title);
    let hire = missing.map(|role| format!("{} is missing", with_article(role)));
    // What protects others does not stop for want of time.
    let stop =
        (!known.iter().take(NAMED).all(|(_, activity)| activity.hard)).then(|| "some of it has to stop".to_owned());
    let ways: Vec<String> = hire.into_iter().chain(stop).collect();
    Some(format!("nobody has room for {}: {}", all_of(&titles), ways.join(", or ")))
}
