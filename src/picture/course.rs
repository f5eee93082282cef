//! The course of things: what somebody, a team, a role or everybody carries and what is found of it, at the end of each day,
//! week or month of a history. The judgement is moved along it, so that a step costs what it changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::unread;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::error::Error;
use crate::base::limits::STEPS;
use crate::base::path::RepoPath;
use crate::base::progress::Work;
use crate::base::source::Location;
use crate::history::Commit;
use crate::history::timeline::Timeline;
use crate::lint::{Found, Judgement, Unit};
use crate::load::{Sum, Whose, sum};
use crate::org::{Org, Team};
use crate::policy::Policy;
use crate::rule::bench::Bench;

/// How long the steps are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Every {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
}

impl Every {
    /// The word for one step.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The last day of the step that a day lies in.
    #[must_use]
    pub(crate) fn end(self, day: Date) -> Date {
        /// A Monday.
        const MONDAY: &str = "2024-01-01";
        match self {
            Self::Day => day,
            Self::Week => {
                let passed = Date::parse(MONDAY).map_or(0, |monday| day.days_since(monday)).rem_euclid(7);
                day.after(6 - passed).unwrap_or(day)
            }
            Self::Month => {
                let begin = |day: Date| Date::parse(&format!("{}01", &day.to_string()[..8]));
                let next = begin(day).and_then(|first| begin(first.after(31)?));
                next.and_then(|next| next.after(-1)).unwrap_or(day)
            }
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// Whose work.
    pub(crate) whose: Whose<'a>,
    /// How long the steps are.
    pub(crate) every: Every,
}

/// The course of things.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Course {
    /// Whose: a handle, a team's or a role's name; nothing for everybody's.
    pub(crate) whose: Option<String>,
    /// How long the steps are.
    pub(crate) every: &'static str,
    /// Where it begins, as it was asked for.
    pub(crate) since: String,
    /// A file that could not be read at one of the steps: what it said last counts there, or nothing.
    pub(crate) unread: Option<String>,
    /// The steps, the first one first.
    pub(crate) points: Vec<Point>,
}

impl Course {
    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, text: impl Fn(&str) -> String) {
        let words = self.whose.iter_mut().chain(&mut self.unread).chain([&mut self.since]);
        words.for_each(|words| *words = text(words));
    }
}

/// How things stood at the end of a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Point {
    /// The last day of the step, or the day of the last commit where the step is not over.
    pub(crate) day: String,
    /// The commit that stood there.
    pub(crate) commit: String,
    /// Rows of work that are carried.
    pub(crate) carried: usize,
    /// Those that are core to the role of whoever carries them; where several do, of whoever is farthest from it.
    pub(crate) core: usize,
    /// Those that are shared.
    pub(crate) shared: usize,
    /// Those that are fine for a while.
    pub(crate) stretch: usize,
    /// Those that belong to another role.
    pub(crate) out: usize,
    /// Those on which no line is drawn.
    pub(crate) not_judged: usize,
    /// Errors among the findings.
    pub(crate) errors: usize,
    /// Warnings.
    pub(crate) warnings: usize,
    /// Advice.
    pub(crate) advice: usize,
    /// Files that could not be read: what they said last counts, or nothing.
    pub(crate) unread: usize,
}

impl Point {
    /// All findings.
    #[must_use]
    pub(crate) fn findings(&self) -> usize {
        self.errors + self.warnings + self.advice
    }
}

/// The last commit of each step, with the day on which it is judged; `commits` are oldest first. A step without a commit has
/// that of the one before.
#[must_use]
pub(crate) fn steps(commits: &[Commit], every: Every, today: Date) -> Vec<(Date, usize)> {
    let mut ends: Vec<(Date, usize)> = Vec::new();
    let mut latest: Option<Date> = None;
    for (number, commit) in commits.iter().enumerate() {
        let Some(day) = Date::parse(&Date::of_timestamp(commit.time)) else { continue };
        // A clock may have gone back; what came later counts later.
        let day = latest.map_or(day, |latest| latest.max(day)).min(today);
        latest = Some(day);
        let end = every.end(day);
        match ends.last_mut() {
            Some(last) if last.0 == end => last.1 = number,
            _ => ends.push((end, number)),
        }
    }
    let mut filled: Vec<(Date, usize)> = Vec::new();
    for (end, number) in ends {
        while let Some((last, before)) = filled.last().copied() {
            let next = last.after(1).map(|day| every.end(day));
            match next.filter(|next| *next < end && filled.len() < STEPS.most) {
                Some(next) => filled.push((next, before)),
                None => break,
            }
        }
        filled.push((end, number));
    }
    // Until now nothing has changed any more.
    while let Some((last, before)) =
        filled.last().copied().filter(|(last, _)| *last < today && filled.len() < STEPS.most)
    {
        let Some(next) = last.after(1) else { break };
        filled.push((every.end(next), before));
    }
    filled.iter().map(|(end, number)| ((*end).min(today), *number)).collect()
}

/// Walks along commits and notes how things stand at each step.
///
/// # Errors
/// An object that is not there.
pub(crate) fn along(
    timeline: &mut Timeline<'_>,
    policy: &Arc<Policy>,
    commits: &[Commit],
    steps: &[(Date, usize)],
    asked: Asked<'_>,
) -> Result<(Vec<Point>, Option<String>), Error> {
    let mut walked = Walked::default();
    let mut points = Vec::with_capacity(steps.len());
    let progress = timeline.progress();
    progress.begin(Work::Judging, steps.len());
    for (day, number) in steps {
        progress.step(1);
        let commit = &commits[*number];
        let mut changed: BTreeMap<Unit, Option<Found>> = BTreeMap::new();
        let mut teams: BTreeSet<Arc<str>> = BTreeSet::new();
        if points.is_empty() {
            timeline.checkout(None, policy)?;
            timeline.turn_to(*day);
            let standing = timeline.judgement().units().iter().map(|(unit, _)| (unit.clone(), None)).collect();
            changed = standing;
        }
        let shift = timeline.move_to(Some(commit.tree))?;
        teams.extend(shift.touched.teams.iter().chain(shift.touched.rebuilt.keys()).cloned());
        walked.read(timeline.judgement().org(), &shift.touched.files);
        merge(&mut changed, shift.before);
        merge(&mut changed, timeline.turn_to(*day));
        walked.recount(timeline.judgement(), teams, *day, asked.whose);
        walked.note(timeline.judgement(), changed, asked.whose);
        points.push(walked.point(*day, commit));
    }
    Ok((points, walked.first_unread.map(|path| path.to_string())))
}

/// What was found before two changes, one after the other.
fn merge(first: &mut BTreeMap<Unit, Option<Found>>, second: BTreeMap<Unit, Option<Found>>) {
    for (unit, before) in second {
        first.entry(unit).or_insert(before);
    }
}

/// What tells findings apart at one moment.
type Told = (Arc<str>, Location, String);

/// How things stand where the walk is.
#[derive(Default)]
struct Walked {
    total: Sum,
    teams: BTreeMap<Arc<str>, Sum>,
    /// Teams with rows that have a last day: another day may count less.
    dated: BTreeSet<Arc<str>>,
    /// Findings, with how many units have them.
    found: HashMap<Told, usize>,
    findings: [usize; 3],
    /// Files that cannot be read, and the first one of all steps.
    unread: BTreeSet<RepoPath>,
    first_unread: Option<RepoPath>,
}

impl Walked {
    /// Notes which of the files that were touched cannot be read.
    fn read<'p>(&mut self, org: &Org, touched: impl IntoIterator<Item = &'p RepoPath>) {
        for path in touched {
            self.unread.remove(path);
            if org.files.get(path).is_some_and(unread) {
                self.unread.insert(path.clone());
                self.first_unread.get_or_insert_with(|| path.clone());
            }
        }
    }

    /// Counts anew what is carried in the teams that were touched, and in those of which another day says something else.
    fn recount(&mut self, judgement: &Judgement, mut touched: BTreeSet<Arc<str>>, day: Date, whose: Whose<'_>) {
        touched.extend(self.dated.iter().cloned());
        let (bench, org) = (Bench::default(), judgement.org());
        let scene = judgement.policy().scene(org, day, &bench);
        for id in touched {
            let before = self.teams.remove(&id).unwrap_or_default();
            self.total = self.total.minus(before);
            self.dated.remove(&id);
            let Some(team) = org.teams.get(&id) else { continue };
            let now = sum(&scene, team, whose);
            self.total = self.total.plus(now);
            if is_dated(team) {
                self.dated.insert(id.clone());
            }
            self.teams.insert(id, now);
        }
    }

    /// Notes the findings of units that changed, by what was found in them before.
    fn note(&mut self, judgement: &Judgement, changed: BTreeMap<Unit, Option<Found>>, whose: Whose<'_>) {
        for (unit, before) in changed {
            let of = |found: &Diagnostic| found.waiver.is_none() && is_about(found, whose);
            for old in before.iter().flat_map(|found| found.iter()).filter(|found| of(found)) {
                self.add(old, false);
            }
            for new in judgement.found(&unit).into_iter().flat_map(|found| found.iter()).filter(|found| of(found)) {
                self.add(new, true);
            }
        }
    }

    fn add(&mut self, found: &Diagnostic, comes: bool) {
        let severity = found.severity as usize;
        let told = (found.rule.clone(), found.primary.at.clone(), found.message.clone());
        let count = self.found.entry(told).or_default();
        let was = *count;
        *count = if comes { was + 1 } else { was.saturating_sub(1) };
        match (was, *count) {
            (0, 1) => self.findings[severity] += 1,
            (1, 0) => self.findings[severity] = self.findings[severity].saturating_sub(1),
            _ => {}
        }
    }

    fn point(&self, day: Date, commit: &Commit) -> Point {
        let [core, shared, stretch, out] = self.total.verdicts;
        let [advice, warnings, errors] = self.findings;
        Point {
            day: day.to_string(),
            commit: commit.id.to_string(),
            carried: self.total.carried,
            core,
            shared,
            stretch,
            out,
            not_judged: self.total.not_judged,
            errors,
            warnings,
            advice,
            unread: self.unread.len(),
        }
    }
}

fn is_dated(team: &Team) -> bool {
    team.duties.iter().any(|duty| duty.until.is_some())
}

fn is_about(found: &Diagnostic, whose: Whose<'_>) -> bool {
    let subject = &found.subject;
    match whose {
        Whose::Everybody => true,
        Whose::Person(handle) => subject.person.as_deref() == Some(handle),
        Whose::Team(id) => subject.team.as_deref() == Some(id),
        Whose::Role(role) => subject.role.as_deref() == Some(role),
    }
}
