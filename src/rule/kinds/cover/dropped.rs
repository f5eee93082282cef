//! A change that takes a duty off its holder and gives it to nobody.

use std::collections::BTreeMap;

use crate::base::diagnostic::Subject;
use crate::base::source::Location;
use crate::base::suggest::{one_of, with_article};
use crate::org::update::Affected;
use crate::org::{Assignment, Duty, Holder, Team};
use crate::read::is_page;
use crate::read::reading::Form;
use crate::rule::bench::{Handing, Heir, Pledges};
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};
use crate::taxonomy::grammar::Class;

/// More roles that should own the work are not named.
const NAMED: usize = 3;

/// Judges a change.
pub(super) struct Dropped;

impl Check for Dropped {
    fn judges(&self) -> Judges {
        Judges { changes: true, ..Judges::default() }
    }

    fn change(&self, scene: &CheckContext<'_>, touched: &Affected, reporter: &mut Reporter<'_>) {
        let moved = gained(scene, touched);
        for (id, old) in &touched.rebuilt {
            let Some(old) = old else { continue };
            let new = scene.org.teams.get(id).map(|team| &**team);
            for (activity, duty, holder) in carried_by(old) {
                let was_known = is_known(scene, &holder.holder) || is_member(old, &holder.holder);
                let from = was_known.then_some(&holder.holder);
                if !is_settled(scene, new, activity, from) && !moved.contains(&activity) {
                    report(scene, old, new, duty, holder, reporter);
                }
            }
        }
    }
}

/// For each activity that a team carries, its row and the holder who carries it most.
fn carried_by(team: &Team) -> Vec<(&str, &Duty, &Assignment)> {
    let mut carried: BTreeMap<&str, (&Duty, &Assignment)> = BTreeMap::new();
    // Prose may be reworded so that it is no longer understood; that drops nothing.
    let rows = team.duties.iter().filter(|duty| duty.is_row);
    for duty in rows.filter(|duty| duty.retired.is_none()) {
        let Some(activity) = duty.activity.as_deref() else { continue };
        for assignment in duty.assignments.iter().filter(|assignment| assignment.involvement.carries()) {
            let known = carried.entry(activity).or_insert((duty, assignment));
            if assignment.involvement > known.1.involvement {
                *known = (duty, assignment);
            }
        }
    }
    carried.into_iter().map(|(activity, (duty, assignment))| (activity, duty, assignment)).collect()
}

/// Whether a team carries an activity, or says why nobody does. Given from somebody who is known to a name that nobody knows, it
/// is given to nobody.
fn is_settled(scene: &CheckContext<'_>, team: Option<&Team>, activity: &str, from: Option<&Holder>) -> bool {
    let mut rows = team
        .into_iter()
        .flat_map(|team| team.duties.iter().chain(&team.hints))
        .filter(|duty| duty.activity.as_deref() == Some(activity));
    // In a table that names others as well, whom nobody here knows, it may be theirs.
    let may_be_others = |duty: &Duty| duty.form == Form::Table && !duty.is_row;
    let takes = |held: &Assignment| {
        held.involvement.carries()
            && !is_vacant(scene, &held.holder)
            && from.is_none_or(|from| is_known(scene, &held.holder) || *from == held.holder)
    };
    rows.any(|duty| duty.retired.is_some() || may_be_others(duty) || duty.assignments.iter().any(takes))
}

/// Whether files introduce who a holder is: a people file or a team that has them as a member, or a role that is known.
fn is_known(scene: &CheckContext<'_>, holder: &Holder) -> bool {
    match holder {
        Holder::Role(_) | Holder::Group(_) => true,
        Holder::Unknown(_) => false,
        Holder::Person(handle) => scene.org.people.get(handle).is_some_and(|person| {
            let mut teams = person.teams.keys().filter_map(|id| scene.org.teams.get(id));
            person.introduced.is_some() || teams.any(|team| is_member(team, holder))
        }),
    }
}

fn is_member(team: &Team, holder: &Holder) -> bool {
    matches!(holder, Holder::Person(handle) if team.entries_of(handle).next().is_some())
}

/// Whether a name says that there is nobody.
fn is_vacant(scene: &CheckContext<'_>, holder: &Holder) -> bool {
    match holder {
        Holder::Person(name) | Holder::Unknown(name) | Holder::Group(name) => {
            scene.taxonomy.grammar().is(Class::Vacant, name.trim_start_matches('@').trim().to_lowercase().as_str())
        }
        Holder::Role(_) => false,
    }
}

/// Activities that a team carries now and did not before: where a dropped duty may have moved to.
fn gained<'a>(scene: &CheckContext<'a>, touched: &Affected) -> Vec<&'a str> {
    let org = scene.org;
    let teams = touched.rebuilt.iter().filter_map(|(id, old)| Some((old, org.teams.get(id)?)));
    teams
        .flat_map(|(old, new)| {
            carried_by(new)
                .into_iter()
                .map(|(activity, ..)| activity)
                .filter(move |a| !is_settled(scene, old.as_deref(), a, None))
        })
        .collect()
}

fn report(
    scene: &CheckContext<'_>,
    old: &Team,
    new: Option<&Team>,
    duty: &Duty,
    held: &Assignment,
    reporter: &mut Reporter<'_>,
) {
    let activity = duty.activity.as_deref().unwrap_or_default();
    let (person, role, shown) = match &held.holder {
        Holder::Person(handle) => (Some(handle.clone()), None, handle.to_string()),
        Holder::Role(role) => (None, Some(role.clone()), format!("the {}", scene.taxonomy.role_title(role))),
        Holder::Group(text) | Holder::Unknown(text) => (None, None, text.to_string()),
    };
    let title = scene.taxonomy.title(activity);
    let place = place(new, duty, activity);
    let was = format!("{shown} was {} for {title}", held.involvement);
    let since = duty.since.map_or_else(String::new, |since| format!(", since {since}"));
    reporter.report(Finding {
        words: &[("activity", title), ("team", old.shown_name())],
        help: Some(candidates(scene, new.unwrap_or(old), activity) + retired(&place)),
        subject: Subject {
            team: Some(old.id.clone()),
            person,
            role,
            activity: duty.activity.clone(),
            involvement: Some(held.involvement),
            detail: None,
        },
        ..Finding::at(place.clone(), format!("{was}{since}"))
    });
}

/// The row that lost its holders; else the team; else, where the team is gone, where the duty stood.
fn place(new: Option<&Team>, old: &Duty, activity: &str) -> Location {
    let row = new.into_iter().flat_map(|team| &team.duties).find(|duty| duty.activity.as_deref() == Some(activity));
    let introduced = new.and_then(|team| team.introduced.first());
    row.map(|row| &row.at).or(introduced).unwrap_or(&old.at).clone()
}

/// How to say at a place that nobody does it any more, where that can be said.
pub(super) fn retired(at: &Location) -> &'static str {
    if is_page(&at.path) { "" } else { "; or say why nobody does: `retired = \"…\"`" }
}

/// Who should take work on that nobody carries: those of the team with room, best first; else somebody of another team.
pub(super) fn candidates(scene: &CheckContext<'_>, team: &Team, activity: &str) -> String {
    let Some(activity) = scene.taxonomy.activities.get(activity) else { return "give it to somebody".to_owned() };
    let handing = Handing { activity, duty: None, from: None, without: None };
    let with_room = |role: &str| scene.first_with_room(team, role, activity);
    let filled: Vec<String> = handing
        .owners()
        .filter_map(|role| Some((role, with_room(role)?)))
        .map(|(role, person)| {
            let (title, then) = (scene.called(team, &person.handle, role), person.carried + 1);
            format!("{} ({title}: {} carried now, {then} with it)", person.handle, person.carried)
        })
        .collect();
    if !filled.is_empty() {
        return format!("give it to {}", filled.join(", then "));
    }
    let titles: Vec<&str> = handing.owners().map(|role| scene.taxonomy.role_title(role)).take(NAMED).collect();
    let titles = with_article(&one_of(&titles));
    match scene.heir(team, &handing) {
        Heir::Elsewhere { able, role } => format!("give it to {}", able.with_load(scene.taxonomy.role_title(role))),
        Heir::Full { person, .. } => {
            format!("give it to {titles}; {} in {} has no room for it", person.handle, team.name)
        }
        Heir::Here { .. } | Heir::Nobody => match scene.second(team, &handing, &Pledges::new()) {
            Some((person, role)) if !activity.hard => {
                let called = scene.called(team, &person.handle, role);
                format!("give it to {titles}; until then {} ({called}) could do it", person.handle)
            }
            _ => format!("give it to {titles}"),
        },
    }
}
