//! Rows of one file that say of the same work that different people answer for it: in the same words, or in words that read as
//! the same where only one can decide.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::said::Said;
use crate::base::date::Date;
use crate::base::diagnostic::{Label, Severity};
use crate::base::involvement::Involvement;
use crate::org::names::kebab;
use crate::org::{Assignment, Duty, Holder, Team};
use crate::rule::CheckContext;
use crate::taxonomy::verdict::Verdict;

/// More rows than these are not held against each other, pair by pair.
const HELD_TOGETHER: usize = 1000;

/// The first row that contradicts an earlier one, for each kind of work.
pub(super) fn rows<'a>(scene: &CheckContext<'_>, team: &'a Team) -> Vec<(&'a Duty, Said)> {
    let mut by_work: BTreeMap<_, Vec<(&Duty, &Assignment)>> = BTreeMap::new();
    for (duty, only) in single_accountable(scene, team) {
        by_work.entry((&duty.at.path, work(scene, duty))).or_default().push((duty, only));
    }
    let mut said: Vec<(&Duty, Said)> = by_work.values().filter_map(|rows| contradiction(rows)).collect();
    said.sort_by(|(_, a), (_, b)| a.at.cmp(&b.at));
    said
}

/// Rows that read as one kind of work, in other words, and name different people, where the work is decided once: "Prioritise
/// features" and "Prioritise features for the sprint". Two whose own work it is may each decide a part of it, and so may rows that
/// each say for what.
pub(super) fn alike<'a>(scene: &CheckContext<'_>, team: &'a Team, decided_once: &[Arc<str>]) -> Vec<(&'a Duty, Said)> {
    let mut by_activity: BTreeMap<_, Vec<(&Duty, &Assignment)>> = BTreeMap::new();
    for (duty, only) in single_accountable(scene, team) {
        if let Some(activity) = duty.activity.as_ref().filter(|activity| decided_once.contains(activity)) {
            by_activity.entry((&duty.at.path, activity)).or_default().push((duty, only));
        }
    }
    let mut said: Vec<(&Duty, Said)> =
        by_activity.into_iter().filter_map(|((_, activity), rows)| alike_rows(scene, team, activity, &rows)).collect();
    said.sort_by(|(_, a), (_, b)| a.at.cmp(&b.at));
    said
}

fn alike_rows<'a>(
    scene: &CheckContext<'_>,
    team: &Team,
    activity: &str,
    rows: &[(&'a Duty, &'a Assignment)],
) -> Option<(&'a Duty, Said)> {
    let is_core = |assignment: &Assignment| {
        scene.verdict(team, &assignment.holder, activity, Involvement::Accountable) == Some(Verdict::Core)
    };
    let roles = |assignment: &Assignment| scene.roles_of(team, &assignment.holder).into_owned();
    let row = |(duty, held): &(&'a Duty, &'a Assignment)| Alike {
        duty,
        held,
        work: work(scene, duty),
        part: part(&duty.text),
        core: is_core(held).then(|| roles(held)),
    };
    let mut seen = HashSet::new();
    // Rows that say the same of the same holder contradict the same ones.
    let rows = rows.iter().filter(|(_, held)| is_known(&held.holder)).map(row);
    let rows: Vec<Alike<'_>> = rows.filter(|row| seen.insert(row.key())).take(HELD_TOGETHER).collect();
    let (first, second) = rows.iter().enumerate().find_map(|(at, row)| {
        let other = rows[at + 1..].iter().find(|other| row.contradicts(other))?;
        Some((row, other))
    })?;
    let (row, second, earlier) = (second.duty, second.held, first.held);
    let title = scene.taxonomy.title(activity);
    let said = Said {
        at: second.at.clone(),
        label: format!("this row reads as {title}"),
        count: 2,
        limit: None,
        help: one_decides(scene, team, activity, [first.held, second]),
        person: None,
        related: vec![Label {
            at: earlier.at.clone(),
            text: "so does this one, and it names somebody else".to_owned(),
        }],
        severity: Some(Severity::Warning),
    };
    Some((row, said))
}

/// To whom to leave what two decide: to the one whom the line does not keep from it, where it keeps the other.
fn one_decides(scene: &CheckContext<'_>, team: &Team, activity: &str, both: [&Assignment; 2]) -> String {
    let is_out =
        |held: &Assignment| scene.verdict(team, &held.holder, activity, held.involvement) == Some(Verdict::Out);
    let stays = match both.map(is_out) {
        [true, false] => Some(&both[1].holder),
        [false, true] => Some(&both[0].holder),
        _ => None,
    };
    let stays = stays.map(|holder| match holder {
        Holder::Person(name) | Holder::Group(name) | Holder::Unknown(name) => name.to_string(),
        Holder::Role(role) => format!("the {}", scene.taxonomy.role_title(role)),
    });
    match stays {
        Some(who) => {
            format!("one of them decides: leave it to {who}, or say in each row which part of the work is meant")
        }
        None => "one of them decides: leave it to one, or say in each row which part of the work is meant".to_owned(),
    }
}

/// A row that reads as a kind of work, with all that decides whether another one contradicts it.
struct Alike<'a> {
    duty: &'a Duty,
    held: &'a Assignment,
    work: Arc<str>,
    part: Option<&'a str>,
    /// The holder's roles, where the work is their own.
    core: Option<Vec<Arc<str>>>,
}

impl<'a> Alike<'a> {
    fn key(&self) -> (Arc<str>, Option<&'a str>, &'a Holder, Option<Date>, Option<Date>) {
        let until = self.duty.until.as_ref().map(|until| until.value);
        (self.work.clone(), self.part, &self.held.holder, self.duty.since, until)
    }

    fn contradicts(&self, other: &Self) -> bool {
        let apart = matches!((self.part, other.part), (Some(one), Some(other)) if one != other);
        let may_share = matches!((&self.core, &other.core), (Some(one), Some(other)) if one != other);
        // Of the same words, the rule speaks by itself.
        self.work != other.work
            && self.held.holder != other.held.holder
            && !follow(self.duty, other.duty)
            && !apart
            && !may_share
    }
}

/// Which part of its work a row says it is about: "the web", of "test sign-off for the web".
fn part(text: &str) -> Option<&str> {
    [" for ", " of ", " in ", ": ", " ("].iter().filter_map(|word| text.split_once(word)).map(|(_, part)| part).next()
}

fn is_known(holder: &Holder) -> bool {
    !matches!(holder, Holder::Unknown(_))
}

/// Whether one of two rows ends before the other begins.
fn follow(one: &Duty, other: &Duty) -> bool {
    let ends = |one: &Duty, other: &Duty| {
        one.until.as_ref().zip(other.since).is_some_and(|(until, since)| until.value < since)
    };
    ends(one, other) || ends(other, one)
}

/// Rows that count today and that one alone answers for.
fn single_accountable<'a>(scene: &CheckContext<'_>, team: &'a Team) -> Vec<(&'a Duty, &'a Assignment)> {
    let is_current = |duty: &&Duty| {
        let until = duty.until.as_ref().is_none_or(|until| !scene.today.is_past(until.value));
        duty.is_row && duty.retired.is_none() && until
    };
    let rows = team.duties.iter().filter(is_current);
    let single = rows.filter_map(|duty| {
        let mut accountable = duty.assignments.iter().filter(|a| a.involvement == Involvement::Accountable);
        // A row that names several is told by itself.
        accountable.next().filter(|_| accountable.next().is_none()).map(|only| (duty, only))
    });
    single.collect()
}

/// What a row is about: its activity, where it is called by its name; else its words. "Test sign-off for the web" is a part of
/// test sign-off.
fn work(scene: &CheckContext<'_>, duty: &Duty) -> Arc<str> {
    let activity = duty.activity.as_deref().and_then(|id| scene.taxonomy.activities.get(id));
    // Most rows call it by its id.
    if let Some(activity) = activity.filter(|activity| activity.id == duty.text) {
        return activity.id.clone();
    }
    let words = kebab(&duty.text);
    let plain = activity.filter(|activity| {
        let mut names = activity.names().map(kebab);
        names.any(|name| name == words)
    });
    plain.map_or(words, |activity| activity.id.clone())
}

fn contradiction<'a>(rows: &[(&'a Duty, &'a Assignment)]) -> Option<(&'a Duty, Said)> {
    let (first_row, first) = *rows.first()?;
    let differs = |(duty, other): &&(&Duty, &Assignment)| {
        is_known(&first.holder) && is_known(&other.holder) && other.holder != first.holder && !follow(first_row, duty)
    };
    let (row, second) = *rows.iter().find(differs)?;
    let mut all: Vec<&Holder> = rows.iter().map(|(_, assignment)| &assignment.holder).collect();
    all.sort();
    all.dedup();
    let said = Said {
        at: second.at.clone(),
        label: "this row says so".to_owned(),
        count: all.len(),
        limit: None,
        help: "both rows count: keep one accountable, or say in each row which part of the work is meant".to_owned(),
        person: None,
        related: vec![Label { at: first.at.clone(), text: "and this one names somebody else".to_owned() }],
        severity: None,
    };
    Some((row, said))
}
