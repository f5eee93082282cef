//! How things stand, in five sentences. Each leads to the part of the report that has the lines behind it.

use std::sync::Arc;

use super::Report;
use crate::base::suggest::{all_of, capital, counted};
use crate::picture::Mark;
use crate::picture::change::PersonChange;

/// A sentence, and where the lines behind it are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// The sentence.
    pub(crate) text: String,
    /// The part of the report.
    pub(crate) to: Where,
}

/// A part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    /// What people and teams carry.
    Load,
    /// Who holds which work.
    Matrix,
    /// What changed.
    Change,
    /// What was agreed.
    Exceptions,
    /// What was found.
    Findings,
}

/// More names than these are counted.
const NAMED: usize = 4;

/// Five sentences about all that a report shows.
#[must_use]
pub(crate) fn opening(report: &Report) -> Vec<Sentence> {
    let sentence = |to, text: String| Sentence { text, to };
    vec![
        sentence(Where::Matrix, what(report)),
        sentence(Where::Load, limits(report)),
        sentence(Where::Findings, line(report)),
        sentence(Where::Matrix, unheld(report)),
        match &report.change {
            Some(_) => sentence(Where::Change, changed(report)),
            None => sentence(Where::Exceptions, agreed(report)),
        },
    ]
}

fn what(report: &Report) -> String {
    let rows: usize = report.grids.iter().map(|grid| grid.rows.len()).sum();
    let (teams, people) = (counted(report.teams.len(), "team"), people(report.people.len()));
    let coverage = &report.coverage;
    format!(
        "The files speak of {teams}, {people} and {}; {} of {} were judged, by the profile {}.",
        counted(rows, "row") + " of work",
        coverage.judged,
        counted(coverage.assignments, "assignment"),
        report.profile
    )
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn limits(report: &Report) -> String {
    let over: Vec<&Arc<str>> =
        report.people.iter().filter(|person| person.is_over()).map(|person| &person.name).collect();
    match over.len() {
        0 => "Nobody carries more than a limit allows.".to_owned(),
        1 => format!("1 person of {} carries more than a limit allows: {}.", report.people.len(), over[0]),
        count => {
            format!("{count} people of {} carry more than a limit allows: {}.", report.people.len(), named(&over))
        }
    }
}

fn named(names: &[&Arc<str>]) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => all_of(&names.iter().map(|name| &***name).collect::<Vec<_>>()),
        Some(more) => {
            let first: Vec<&str> = names[..NAMED].iter().map(|name| &***name).collect();
            format!("{} and {more} more", first.join(", "))
        }
    }
}

fn line(report: &Report) -> String {
    let cells = report.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
    let (mut out, mut stretch) = (0, 0);
    for cell in cells {
        out += usize::from(cell.mark == Mark::Out);
        stretch += usize::from(cell.mark == Mark::Stretch);
    }
    let part = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 part of somebody's work {one}")),
        count => Some(format!("{count} parts of their work {more}")),
    };
    let said = [
        part(out, "belongs to another role", "belong to another role"),
        part(stretch, "is meant for a while only", "are meant for a while only"),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { "Nothing is over the line.".to_owned() } else { format!("{}.", capital(&said.join("; "))) }
}

fn unheld(report: &Report) -> String {
    let rows = report.grids.iter().flat_map(|grid| grid.rows.iter().map(move |row| (grid, row)));
    let rows: Vec<String> = rows
        .filter(|(_, row)| row.unheld.is_some())
        .map(|(grid, row)| format!("{} in {}", row.work, grid.title))
        .collect();
    match rows.len() {
        0 => "All work that the files name is held by somebody.".to_owned(),
        1 => format!("1 row of work is held by nobody: {}.", rows[0]),
        count if count <= NAMED => format!("{count} rows of work are held by nobody: {}.", all_of(&rows)),
        count => {
            format!("{count} rows of work are held by nobody: {} and {} more.", rows[..NAMED].join(", "), count - NAMED)
        }
    }
}

fn changed(report: &Report) -> String {
    let Some(change) = &report.change else { return String::new() };
    let carried = |change: &PersonChange| {
        let count = |carried: &Option<crate::picture::change::Carried>| carried.as_ref().map_or(0, |one| one.carried);
        (count(&change.before), count(&change.after))
    };
    let more = change.people.iter().filter(|one| carried(one).0 < carried(one).1).count();
    let less = change.people.iter().filter(|one| carried(one).0 > carried(one).1).count();
    let unowned = change.impact.rows.iter().filter(|row| row.unowned).count();
    let exceptions = report.exceptions.iter().filter(|exception| exception.counts).count();
    let carry = |count: usize| match count {
        0 => "nobody carries".to_owned(),
        1 => "1 person carries".to_owned(),
        count => format!("{count} people carry"),
    };
    let unowned = match unowned {
        0 => "no duty is left without a holder".to_owned(),
        1 => "1 duty is left without a holder".to_owned(),
        count => format!("{count} duties are left without a holder"),
    };
    let exceptions = match exceptions {
        0 => "no exception is".to_owned(),
        1 => "1 exception is".to_owned(),
        count => format!("{count} exceptions are"),
    };
    let (more, less, since) = (carry(more), carry(less), &change.since);
    format!("Since {since}, {more} more and {less} less; {unowned}, and {exceptions} in force.")
}

fn agreed(report: &Report) -> String {
    let counting: Vec<_> = report.exceptions.iter().filter(|exception| exception.counts).collect();
    let next = counting.iter().filter_map(|exception| exception.until).min();
    let until = next.map_or(String::new(), |day| format!("; the next one ends on {day}"));
    match counting.len() {
        0 => "No exception is in force.".to_owned(),
        1 => format!("1 exception is in force{until}."),
        count => format!("{count} exceptions are in force{until}."),
    }
}
