//! The rows that somebody carries, each with the side of the line that it is on; the limits that are crossed, what has a last
//! day, and the exceptions that were agreed.
//!
//! What rules found goes first: a page must not say other things than `lint` does. Where they are silent, verdicts count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Agreed, Area, Around, Ending, Page, Row};
use crate::base::diagnostic::Diagnostic;
use crate::base::involvement::Involvement;
use crate::base::source::Location;
use crate::base::suggest::{all_of, with_article};
use crate::org::{Duty, Holder, Person, Team};
use crate::rule::bench::Bench;
use crate::taxonomy::verdict::Verdict;

/// The rules that say of a row on which side it is.
const OUT: &str = "out-of-scope";
const STRETCH: &str = "stretch-duty";

/// On which side of the line a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Keep,
    Share,
    HandOver,
    /// For a while, and it is written until when.
    ForAWhile,
    /// Over the line, as agreed.
    Agreed,
    NotJudged,
    NotUnderstood,
}

/// A row that somebody carries.
pub(super) struct Part<'a> {
    pub(super) team: &'a Team,
    pub(super) duty: &'a Duty,
    pub(super) holder: &'a Holder,
    pub(super) involvement: Involvement,
    pub(super) at: &'a Location,
    pub(super) verdict: Option<Verdict>,
    pub(super) side: Side,
}

impl Part<'_> {
    /// The row as a page shows it.
    pub(super) fn row(&self, around: &Around<'_>) -> Row {
        let taxonomy = &around.policy.taxonomy;
        let who = match self.holder {
            Holder::Person(handle) => handle.clone(),
            Holder::Role(role) => format!("the {}", taxonomy.role_title(role)).into(),
            Holder::Group(name) | Holder::Unknown(name) => name.clone(),
        };
        let title = self.duty.activity.as_deref().map(|activity| taxonomy.title(activity));
        Row {
            who,
            work: title.map_or_else(|| self.duty.text.clone(), Arc::from),
            activity: self.duty.activity.clone(),
            team: self.team.shown_name().to_owned(),
            involvement: self.involvement.name(),
            verdict: self.verdict.map(Verdict::name),
            with: Vec::new(),
            to: None,
            note: None,
            path: self.at.path.to_string(),
            line: (around.line_of)(self.at),
        }
    }
}

/// What a person carries in all teams.
pub(super) fn of_person<'a>(around: &Around<'a>, person: &'a Person) -> Vec<Part<'a>> {
    let teams = person.teams.keys().filter_map(|id| around.org.teams.get(id)).map(|team| &**team);
    let is_own = |holder: &Holder| matches!(holder, Holder::Person(handle) if *handle == person.handle);
    teams.flat_map(|team| carried(around, team, &is_own)).collect()
}

/// What is carried in a team.
pub(super) fn of_team<'a>(around: &Around<'a>, team: &'a Team) -> Vec<Part<'a>> {
    carried(around, team, &|holder| matches!(holder, Holder::Person(_) | Holder::Role(_)))
}

/// One part for each holder and activity: that of the strongest involvement.
fn carried<'a>(around: &Around<'a>, team: &'a Team, wanted: &dyn Fn(&Holder) -> bool) -> Vec<Part<'a>> {
    let mut told: BTreeSet<(&Holder, &str)> = BTreeSet::new();
    let mut parts = Vec::new();
    for duty in team.duties.iter().filter(|duty| duty.retired.is_none()) {
        let mut own: Vec<_> =
            duty.assignments.iter().filter(|a| a.involvement.carries() && wanted(&a.holder)).collect();
        own.sort_by_key(|assignment| std::cmp::Reverse(assignment.involvement));
        for assignment in own {
            let work = duty.activity.as_deref().unwrap_or(&duty.text);
            if told.insert((&assignment.holder, work)) {
                let (holder, involvement, at) = (&assignment.holder, assignment.involvement, &assignment.at);
                let part = Part { team, duty, holder, involvement, at, verdict: None, side: Side::NotUnderstood };
                parts.push(judged(around, part));
            }
        }
    }
    parts
}

/// What tells one duty from another: the team, and the work.
fn work<'a>(part: &Part<'a>) -> (&'a str, &'a str) {
    (&part.team.id, part.duty.activity.as_deref().unwrap_or(&part.duty.text))
}

/// How many duties these are parts of, and how many of them are core to all who carry them. As a load counts them: what is over
/// counts no more.
pub(super) fn counts(around: &Around<'_>, parts: &[Part<'_>]) -> (usize, usize) {
    let is_over = |part: &&Part<'_>| part.duty.until.as_ref().is_some_and(|until| until.value < around.today);
    let mut duties: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for part in parts.iter().filter(|part| !is_over(part)) {
        *duties.entry(work(part)).or_insert(true) &= part.side == Side::Keep;
    }
    (duties.len(), duties.values().filter(|is_core| **is_core).count())
}

fn judged<'a>(around: &Around<'a>, part: Part<'a>) -> Part<'a> {
    let Some(activity) = part.duty.activity.as_deref() else { return part };
    let bench = Bench::default();
    let scene = around.policy.scene(around.org, around.today, &bench);
    let found = around.found.iter().find(|found| is_about(&part, found));
    let verdict = match found.map(|found| &*found.rule) {
        Some(OUT) => Some(Verdict::Out),
        Some(_) => Some(Verdict::Stretch),
        None => scene.verdict(part.team, part.holder, activity, part.involvement),
    };
    let is_dated = part.duty.until.is_some();
    let side = match verdict {
        _ if found.is_some_and(|found| found.waiver.is_some()) => Side::Agreed,
        None => Side::NotJudged,
        Some(Verdict::Core) => Side::Keep,
        Some(Verdict::Shared) => Side::Share,
        Some(Verdict::Stretch) if is_dated => Side::ForAWhile,
        Some(Verdict::Stretch) if scene.helps(part.team, part.duty, (part.holder, part.involvement)) => Side::Share,
        Some(Verdict::Stretch | Verdict::Out) => Side::HandOver,
    };
    Part { verdict, side, ..part }
}

/// Whether a finding says of a part that it is over the line.
fn is_about(part: &Part<'_>, found: &Diagnostic) -> bool {
    let subject = &found.subject;
    let holder = match part.holder {
        Holder::Person(handle) => subject.person.as_ref() == Some(handle),
        Holder::Role(role) => subject.person.is_none() && subject.role.as_ref() == Some(role),
        _ => false,
    };
    matches!(&*found.rule, OUT | STRETCH)
        && holder
        && subject.involvement.is_some_and(Involvement::carries)
        && subject.team.as_ref() == Some(&part.team.id)
        && subject.activity == part.duty.activity
}

/// The findings that a page is about.
fn found<'a>(around: &Around<'a>, page: &Page) -> Vec<&'a Diagnostic> {
    let is_person = page.kind == "person";
    let name = Some(&page.name);
    let all = around.found.iter();
    all.filter(
        |found| if is_person { found.subject.person.as_ref() == name } else { found.subject.team.as_ref() == name },
    )
    .collect()
}

/// How many of the rows lie in each area of work, the most first.
pub(super) fn areas(around: &Around<'_>, parts: &[Part<'_>]) -> Vec<Area> {
    let mut areas: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for part in parts.iter().filter(|part| told.insert(work(part))) {
        let activity = part.duty.activity.as_deref().and_then(|id| around.policy.taxonomy.activities.get(id));
        if let Some(activity) = activity {
            *areas.entry(activity.area.clone()).or_default() += 1;
        }
    }
    let mut areas: Vec<Area> = areas.into_iter().map(|(area, duties)| Area { area, duties }).collect();
    areas.sort_by_key(|area| std::cmp::Reverse(area.duties));
    areas
}

/// The limits that somebody is over, in the words of their findings.
pub(super) fn over(around: &Around<'_>, page: &Page) -> Vec<String> {
    let is_limit = |found: &&&Diagnostic| {
        let rule = around.policy.rule(&found.rule);
        found.waiver.is_none() && rule.is_some_and(|rule| rule.kind.name == "limit")
    };
    let said = |found: &&Diagnostic| match &found.help {
        // What to hand over first is what this page is about.
        Some(help)
            if around.policy.rule(&found.rule).is_some_and(|rule| rule.pack.as_ref() == "workload")
                && says_more(help) =>
        {
            format!("{}: {help}", found.message)
        }
        _ => found.message.clone(),
    };
    found(around, page).iter().filter(is_limit).map(said).collect()
}

/// What else was found of who does what: duties that may not be one hand's, work that one alone can do, rows with two
/// answers. What files are written like is no matter of this page.
pub(super) fn said(around: &Around<'_>, page: &Page) -> Vec<String> {
    let is_about_work = |found: &&&Diagnostic| {
        let kind = around.policy.rule(&found.rule).map(|rule| rule.kind.name);
        found.waiver.is_none() && matches!(kind, Some("separate" | "cover" | "form" | "drift"))
    };
    let said = |found: &&Diagnostic| match &found.help {
        Some(help) => format!("{}: {help}", found.message),
        None => found.message.clone(),
    };
    found(around, page).iter().filter(is_about_work).map(said).collect()
}

/// Work that the role has because nobody is there in another one: of one person, told once for all of it.
pub(super) fn for_others(around: &Around<'_>, page: &Page, parts: &[Part<'_>]) -> Vec<String> {
    let mut by_role: BTreeMap<(&Arc<str>, &str), Vec<&str>> = BTreeMap::new();
    let fine = parts.iter().filter(|part| matches!(part.side, Side::Keep | Side::Share) && page.kind == "person");
    for part in fine {
        let missing = part.duty.activity.as_deref().and_then(|activity| missing_beside(around, page, part, activity));
        if let (Some(role), Some(activity)) = (missing, &part.duty.activity) {
            let title = around.policy.taxonomy.title(activity);
            by_role.entry((role, part.team.shown_name())).or_default().push(title);
        }
    }
    let several = by_role.into_iter().filter(|(_, work)| work.len() > 1);
    let said = several.map(|((role, team), work)| {
        let title = with_article(around.policy.taxonomy.role_title(role));
        format!("{} are {title}'s work elsewhere, and nobody in {team} is one: carried here instead", all_of(&work))
    });
    said.collect()
}

/// The role beside which the line would be another one, where nobody in the team is there in it.
fn missing_beside<'a>(around: &Around<'a>, page: &Page, part: &Part<'_>, activity: &str) -> Option<&'a Arc<str>> {
    let own = around.org.roles_of(part.team, &page.name);
    own.iter().find_map(|role| {
        let condition = around.policy.verdicts.of(role, activity)?.condition.as_ref()?;
        let none = !condition.beside.iter().any(|role| part.team.has_role(role));
        condition.beside.first().filter(|_| none)
    })
}

/// Whether help says something that a list of what to hand over does not.
fn says_more(help: &str) -> bool {
    !["hand over", "leave", "nobody has room"].iter().any(|begin| help.starts_with(begin))
}

/// The exceptions.
pub(super) fn agreed(around: &Around<'_>, page: &Page) -> Vec<Agreed> {
    let waived = found(around, page).into_iter().filter_map(|found| Some((found, found.waiver.as_ref()?)));
    let agreed = waived.map(|(found, waiver)| Agreed {
        what: found.message.clone(),
        rule: found.rule.clone(),
        reason: waiver.reason.to_string(),
        owner: waiver.owner.as_ref().map(ToString::to_string),
        until: waiver.until.map(|until| until.to_string()),
    });
    agreed.collect()
}

/// What has a last day, the next one first.
pub(super) fn endings(around: &Around<'_>, parts: &[Part<'_>], agreed: &[Agreed]) -> Vec<Ending> {
    let of_duties = parts.iter().filter_map(|part| {
        let until = part.duty.until.as_ref()?.value;
        let row = part.row(around);
        let what = format!("{} in {}, held by {}", row.work, row.team, row.who);
        Some((
            until,
            if until < around.today {
                format!("{what}: its last day is over, so it goes back or gets a new one")
            } else {
                what
            },
        ))
    });
    let parse = |day: &String| crate::base::date::Date::parse(day);
    let of_waivers = agreed.iter().filter_map(|agreed| {
        Some((agreed.until.as_ref().and_then(parse)?, format!("the exception for {}", with_words(&agreed.what))))
    });
    let mut all: Vec<_> = of_duties.chain(of_waivers).collect();
    all.sort();
    all.into_iter()
        .map(|(day, what)| Ending { day: day.to_string(), days_left: day.days_since(around.today), what })
        .collect()
}

/// A message within a sentence.
fn with_words(message: &str) -> String {
    format!("\"{message}\"")
}
