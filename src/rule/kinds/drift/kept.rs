//! A change by which a finding goes away though nothing is handed over: another role beside the same work, `retired` beside those
//! who still hold it, a last day that is moved, a share of a week that is written lower.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::diagnostic::Subject;
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::base::suggest::all_of;
use crate::org::update::Affected;
use crate::org::{Assignment, Duty, Holder, Member, Team};
use crate::rule::reporter::{Finding, Reporter};
use crate::rule::{Check, CheckContext, Judges};
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
                    if let Some((how, at)) = settled(scene, old, new, person, &part) {
                        report(scene, new, person, part.activity, &how, at, reporter);
                    }
                }
            }
            for member in &new.members {
                self.share(scene, old, member, reporter);
            }
        }
    }
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

/// How what was found of somebody's work went away while the work stays, and where that is written.
fn settled(
    scene: &CheckContext<'_>,
    old: &Team,
    new: &Team,
    person: &str,
    part: &Part<'_>,
) -> Option<(String, Location)> {
    let verdict = |team: &Team, held: &Assignment| scene.verdict(team, &held.holder, part.activity, held.involvement);
    let (before, after) = (verdict(old, part.before.1), verdict(new, part.after.1));
    let was_out = before == Some(Verdict::Out);
    if let Some(retired) = part.after.0.retired.as_ref().filter(|_| was_out) {
        return Some(("the row is called retired, and still names them".to_owned(), retired.at.clone()));
    }
    let roles = |team: &Team| scene.org.roles_of(team, person);
    if was_out && after != Some(Verdict::Out) && roles(old) != roles(new) {
        let named = new.roles_of(person);
        let titles: Vec<&str> = named.iter().map(|role| scene.taxonomy.role_title(role)).collect();
        let how = match titles.as_slice() {
            [] => "no role is named any more".to_owned(),
            titles => format!("the role is {} now", all_of(titles)),
        };
        let at = new.entries_of(person).next().map_or(&part.after.1.at, |member| &member.at);
        return Some((how, at.clone()));
    }
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
