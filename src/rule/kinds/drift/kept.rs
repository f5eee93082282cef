//! A change by which a finding goes away though nothing is handed over: another role beside the same work, `retired` beside those
//! who still hold it, a last day that is moved, a share of a week that is written lower.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Subject};
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::base::suggest::all_of;
use crate::org::update::Affected;
use crate::org::{Assignment, Duty, Holder, Member, Team};
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Gone, Judges, Settled};
use crate::taxonomy::verdict::Verdict;

/// Judges a change.
pub(super) struct Kept;

/// Somebody's part in a kind of work that stands before a change and after it.
struct Part<'a> {
    activity: &'a Arc<str>,
    before: (&'a Duty, &'a Assignment),
    after: (&'a Duty, &'a Assignment),
}

impl Check for Kept {
    fn judges(&self) -> Judges {
        Judges { changes: true, ..Judges::default() }
    }

    fn change(&self, scene: &CheckContext<'_>, touched: &Affected, reporter: &mut Reporter<'_>) {
        for (id, old) in &touched.rebuilt {
            let (Some(old), Some(new)) = (old, scene.org.teams.get(id)) else { continue };
            let people: BTreeSet<&Arc<str>> =
                old.duties.iter().flat_map(|duty| &duty.assignments).filter_map(person).collect();
            for person in people {
                for part in parts(old, new, person) {
                    if let Some((how, at)) = prolonged(scene, old, person, &part) {
                        report(scene, new, person, part.activity, &how, at, reporter);
                    }
                }
            }
            for member in &new.members {
                self.share(scene, old, member, reporter);
            }
        }
    }

    fn gone(&self, scene: &CheckContext<'_>, touched: &Affected, gone: &[Gone], reporter: &mut Reporter<'_>) {
        for gone in gone {
            still_there(scene, touched, gone, reporter);
        }
    }
}

/// Tells of a finding that is gone while all that it was about is still the same person's.
fn still_there(scene: &CheckContext<'_>, touched: &Affected, gone: &Gone, reporter: &mut Reporter<'_>) {
    let found = &gone.found;
    let Some(handle) = found.subject.person.as_ref() else { return };
    if scene.org.people.get(handle).is_some_and(|person| !person.active) {
        return;
    }
    let row = match (gone.settled, &found.subject.activity) {
        (Settled::ByHandingOver, Some(activity)) => named(scene, touched, found, handle, activity)
            .or_else(|| meant_otherwise(scene, touched, found, handle, activity)),
        (Settled::ByCarryingLess, _) if !carries_less(scene, touched, handle) => {
            let at = |team: &Arc<str>| (scene.org.teams.get(team)?.entries_of(handle).next()).map(|member| &member.at);
            let team = found.subject.team.as_ref().or_else(|| scene.org.people.get(handle)?.teams.keys().next());
            let how = hidden(scene, touched, handle).or_else(|| {
                let at = team.and_then(at).or_else(|| scene.org.people.get(handle)?.introduced.as_ref())?;
                Some((roles_now(scene, team?, handle)?, at.clone()))
            });
            how.zip(team.cloned()).map(|((how, at), team)| (team, how, at))
        }
        _ => None,
    };
    let Some((team, how, at)) = row else { return };
    let activity = found.subject.activity.as_ref().filter(|_| gone.settled == Settled::ByHandingOver);
    let work = activity.map_or("the same work", |activity| scene.taxonomy.title(activity));
    report_of(scene, (handle, work), (&team, activity), &how, at, reporter);
}

/// Where somebody is named for work as before, and by what a finding about that is gone.
fn named(
    scene: &CheckContext<'_>,
    touched: &Affected,
    found: &Diagnostic,
    handle: &Arc<str>,
    activity: &Arc<str>,
) -> Option<(Arc<str>, String, Location)> {
    let before = found.subject.involvement.unwrap_or(Involvement::Responsible);
    let own = found.subject.team.as_ref();
    let (team, row, held) = row_of(scene, touched, own, handle, activity, before)?;
    let told = |how: String, at: &Location| Some((team.id.clone(), how, at.clone()));
    if let Some(retired) = &row.retired {
        return told(STILL_NAMED.to_owned(), &retired.at);
    }
    if own.is_some_and(|own| *own != team.id) {
        return told(format!("the row is in {} now", team.shown_name()), &held.at);
    }
    let now = scene.verdict(team, &held.holder, activity, held.involvement);
    let roles = scene.org.roles_of(team, handle);
    let old = touched.rebuilt.get(&team.id).and_then(|old| old.as_ref());
    let has_other_roles = old.is_some_and(|old| scene.org.roles_of(old, handle) != roles)
        || found.subject.role.as_ref().is_some_and(|role| !roles.contains(role))
        || !matches!(now, Some(Verdict::Out | Verdict::Stretch));
    let at = team.entries_of(handle).next().map_or(&held.at, |member| &member.at);
    has_other_roles.then(|| told(roles_now(scene, &team.id, handle)?, at)).flatten()
}

const STILL_NAMED: &str = "the row is called retired, and still names them";

/// What somebody's roles are in a team now.
fn roles_now(scene: &CheckContext<'_>, team: &Arc<str>, handle: &str) -> Option<String> {
    let named = scene.org.roles_of(scene.org.teams.get(team)?, handle);
    let titles: Vec<&str> = named.iter().map(|role| scene.taxonomy.role_title(role)).collect();
    Some(match titles.as_slice() {
        [] => "no role is named any more".to_owned(),
        titles => format!("the role is {} now", all_of(titles)),
    })
}

/// A row that names somebody for work at least as before: in the same team, or in one where it has come.
fn row_of<'a>(
    scene: &CheckContext<'a>,
    touched: &Affected,
    team: Option<&Arc<str>>,
    handle: &'a str,
    activity: &Arc<str>,
    before: Involvement,
) -> Option<(&'a Team, &'a Duty, &'a Assignment)> {
    let within = |team: &'a Arc<Team>| {
        let rows = team.rows_of(handle).filter(|row| row.activity.as_ref() == Some(activity));
        rows.filter_map(|row| Some((&**team, row, strongest(row, handle)?)))
            .find(|(_, _, held)| held.involvement >= before)
    };
    let carried = |team: &Team| team.rows_of(handle).any(|row| row.activity.as_ref() == Some(activity));
    let came = touched.rebuilt.iter().filter(|(_, old)| !old.as_ref().is_some_and(|old| carried(old)));
    let same = team.and_then(|team| scene.org.teams.get(team)).and_then(within);
    same.or_else(|| came.filter_map(|(id, _)| scene.org.teams.get(id)).find_map(within))
}

/// The same words in a file that nobody wrote anew, which mean somebody else now.
fn meant_otherwise(
    scene: &CheckContext<'_>,
    touched: &Affected,
    found: &Diagnostic,
    handle: &str,
    activity: &Arc<str>,
) -> Option<(Arc<str>, String, Location)> {
    let id = found.subject.team.as_ref()?;
    let (old, new) = (touched.rebuilt.get(id)?.as_ref()?, scene.org.teams.get(id)?);
    let places: Vec<&Location> = old
        .rows_of(handle)
        .filter(|row| row.activity.as_ref() == Some(activity))
        .filter_map(|row| Some(&strongest(row, handle)?.at))
        .filter(|at| !touched.written.contains(&at.path))
        .collect();
    let rows = new.duties.iter().filter(|row| row.activity.as_ref() == Some(activity));
    let other = rows.flat_map(|row| &row.assignments).find(|held| places.contains(&&held.at))?;
    let now = person(other).filter(|now| ***now != *handle)?;
    Some((id.clone(), format!("the same row means {now} now"), other.at.clone()))
}

/// Whether somebody is in fewer teams, or named for less, than before a change.
fn carries_less(scene: &CheckContext<'_>, touched: &Affected, handle: &Arc<str>) -> bool {
    let is_member = |team: &Team| team.entries_of(handle).next().is_some();
    let came = || {
        let new = touched.rebuilt.iter().filter(|(_, old)| old.is_none());
        new.filter_map(|(id, _)| scene.org.teams.get(id)).any(|team| is_member(team))
    };
    touched.rebuilt.iter().filter_map(|(id, old)| Some((id, old.as_ref()?))).any(|(id, old)| {
        let stays = match scene.org.teams.get(id) {
            Some(team) => is_member(team),
            None => came(),
        };
        let held = old.rows_of(handle).filter(|row| row.retired.is_none());
        let mut held = held.filter_map(|row| Some((row.activity.as_ref()?, strongest(row, handle)?.involvement)));
        (is_member(old) && !stays)
            || held.any(|(activity, involvement)| {
                row_of(scene, touched, Some(id), handle, activity, involvement).is_none()
            })
    })
}

/// A row that a change calls retired while it still names somebody.
fn hidden(scene: &CheckContext<'_>, touched: &Affected, handle: &str) -> Option<(String, Location)> {
    let teams = touched.rebuilt.keys().filter_map(|id| scene.org.teams.get(id));
    let mut rows = teams.flat_map(|team| team.rows_of(handle));
    rows.find_map(|row| Some((STILL_NAMED.to_owned(), row.retired.as_ref()?.at.clone())))
}

fn person(assignment: &Assignment) -> Option<&Arc<str>> {
    match &assignment.holder {
        Holder::Person(handle) => Some(handle),
        _ => None,
    }
}

/// The strongest part of somebody in a row of each kind of work, where both sides have one.
fn parts<'a>(old: &'a Team, new: &'a Team, handle: &'a str) -> Vec<Part<'a>> {
    let mut told = BTreeSet::new();
    let mut parts = Vec::new();
    for duty in old.rows_of(handle).filter(|duty| duty.retired.is_none()) {
        let Some(activity) = duty.activity.as_ref().filter(|activity| told.insert(*activity)) else { continue };
        let same = new.rows_of(handle).find(|row| row.activity.as_ref() == Some(activity));
        let sides = strongest(duty, handle).zip(same.and_then(|row| Some((row, strongest(row, handle)?))));
        let Some((before, (row, after))) = sides.filter(|(before, (_, after))| after.involvement >= before.involvement)
        else {
            continue;
        };
        parts.push(Part { activity, before: (duty, before), after: (row, after) });
    }
    parts
}

fn strongest<'a>(duty: &'a Duty, handle: &str) -> Option<&'a Assignment> {
    let own = duty.assignments.iter().filter(|held| person(held).is_some_and(|person| **person == *handle));
    own.filter(|held| held.involvement.carries()).max_by_key(|held| held.involvement)
}

/// How the last day of cover that was over is moved, and where that is written.
fn prolonged(scene: &CheckContext<'_>, old: &Team, person: &Arc<str>, part: &Part<'_>) -> Option<(String, Location)> {
    let holder = Holder::Person(person.clone());
    let before = scene.verdict(old, &holder, part.activity, part.before.1.involvement);
    let (last, moved) = (part.before.0.until.as_ref()?, part.after.0.until.as_ref()?);
    let is_moved =
        scene.today.is_past(last.value) && !scene.today.is_past(moved.value) && before != Some(Verdict::Core);
    is_moved.then(|| (format!("its last day was {} and is {} now", last.value, moved.value), moved.at.clone()))
}

impl Kept {
    /// A share of a week that is written lower, by which somebody is no longer given away more than once.
    fn share(&self, scene: &CheckContext<'_>, old: &Team, member: &Member, reporter: &mut Reporter<'_>) {
        let Some(share) = &member.allocation else { return };
        let before: f64 = shares(old, &member.person);
        let Some(now) = scene.org.people.get(&member.person).filter(|_| before > share.value) else { return };
        let all: f64 = now.teams.values().map(|part| part.allocation).sum();
        let here = now.teams.get(&old.id).map_or(0.0, |part| part.allocation);
        let carries_as_much = now.teams.get(&old.id).is_some_and(|part| {
            part.carried > 0
                && part.carried
                    >= old.rows_of(&member.person).filter(|duty| strongest(duty, &member.person).is_some()).count()
        });
        if carries_as_much && all <= WHOLE && all - here + before > WHOLE {
            let how = format!("{:.0} % of a week were {:.0} %", here * 100.0, before * 100.0);
            report_of(scene, (&member.person, "the same work"), (&old.id, None), &how, share.at.clone(), reporter);
        }
    }
}

/// All of somebody's week, with a little for shares that are sums of tenths.
const WHOLE: f64 = 1.0 + 1e-6;

fn shares(team: &Team, person: &str) -> f64 {
    team.entries_of(person).filter_map(|member| member.allocation.as_ref()).map(|share| share.value).sum()
}

fn report(
    scene: &CheckContext<'_>,
    team: &Team,
    person: &Arc<str>,
    activity: &Arc<str>,
    how: &str,
    at: Location,
    reporter: &mut Reporter<'_>,
) {
    report_of(scene, (person, scene.taxonomy.title(activity)), (&team.id, Some(activity)), how, at, reporter);
}

fn report_of(
    scene: &CheckContext<'_>,
    (person, work): (&Arc<str>, &str),
    (team, activity): (&Arc<str>, Option<&Arc<str>>),
    how: &str,
    at: Location,
    reporter: &mut Reporter<'_>,
) {
    let role = scene.org.people.get(person).and_then(|person| person.roles.first().cloned());
    reporter.report(Finding {
        words: &[("person", person), ("activity", work)],
        help: reporter.usual_help(),
        subject: Subject {
            person: Some(person.clone()),
            role,
            activity: activity.cloned(),
            involvement: activity.map(|_| Involvement::Accountable),
            // A merge of what a parent says already tells nothing: no team is named that could carry it.
            detail: Some(format!("{team}: {how}").into()),
            ..Subject::default()
        },
        ..Finding::at(at, how.to_owned())
    });
}
