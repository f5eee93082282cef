//! What people carry before and after, as rows of tables and as JSON (version 1).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{clean, table};
use crate::history::impact::Count;
use crate::picture::change::{Carried, Change, Over, PersonChange};

/// The heads of a table of loads, as Markdown writes them.
const HEADS: [&str; 7] = ["Who", "Duties carried", "Core", "Shared", "Stretch", "Out", "Over a limit"];

/// A row for each person or role of whom something changes.
fn rows(change: &Change) -> Vec<[String; 7]> {
    let mut rows: BTreeMap<&str, (Option<&Count>, Option<&PersonChange>)> = BTreeMap::new();
    for count in &change.impact.holders {
        rows.entry(&count.name).or_default().0 = Some(count);
    }
    for person in &change.people {
        rows.entry(&person.person).or_default().1 = Some(person);
    }
    rows.into_iter().map(|(name, (count, person))| row(name, count, person)).collect()
}

fn row(name: &str, count: Option<&Count>, person: Option<&PersonChange>) -> [String; 7] {
    let nothing = Carried::default();
    let (before, after) = person.map_or((&nothing, &nothing), |person| {
        (person.before.as_ref().unwrap_or(&nothing), person.after.as_ref().unwrap_or(&nothing))
    });
    let carried = match count {
        Some(count) => between(count.before, count.after),
        None => between(before.carried, after.carried),
    };
    let of = |number: fn(&Carried) -> usize| match person {
        Some(_) => between(number(before), number(after)),
        None => "-".to_owned(),
    };
    [
        name.to_owned(),
        carried,
        of(|one| one.core),
        of(|one| one.shared),
        of(|one| one.stretch),
        of(|one| one.out),
        limits(before, after),
    ]
}

/// `3 -> 4`, or the number that stays.
fn between(before: usize, after: usize) -> String {
    if before == after { after.to_string() } else { format!("{before} -> {after}") }
}

/// The limits that are crossed, and those that are crossed no more.
fn limits(before: &Carried, after: &Carried) -> String {
    let was = |rule: &str| before.over.iter().find(|over| &*over.rule == rule);
    let is = |over: &Over| match was(&over.rule) {
        None => format!("{}, new", said(over)),
        Some(old) if old.value == over.value => said(over),
        Some(old) => format!("{} {} -> {} of {}", over.rule, number(old.value), number(over.value), number(over.limit)),
    };
    let gone = before.over.iter().filter(|old| !after.over.iter().any(|over| over.rule == old.rule));
    let gone = gone.map(|old| format!("{} no more", old.rule));
    let all: Vec<String> = after.over.iter().map(is).chain(gone).collect();
    if all.is_empty() { "-".to_owned() } else { all.join("; ") }
}

fn said(over: &Over) -> String {
    format!("{} {} of {}", over.rule, number(over.value), number(over.limit))
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

/// For a terminal of a width; nothing where nobody's load changes.
#[must_use]
pub(crate) fn text(change: &Change, width: Option<u16>) -> String {
    let rows = rows(change);
    if rows.is_empty() {
        return String::new();
    }
    let heads = ["WHO", "DUTIES CARRIED", "CORE", "SHARED", "STRETCH", "OUT", "OVER A LIMIT"];
    table::render(heads, rows.into_iter(), width, &["SHARED", "CORE", "OVER A LIMIT"])
}

/// For a pull request; nothing where nobody's load changes.
#[must_use]
pub(crate) fn markdown(change: &Change) -> String {
    let rows = rows(change);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("| {} |\n|{}\n", HEADS.join(" | "), "---|".repeat(HEADS.len()));
    for row in rows {
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "| {} |", row.map(|cell| clean::markdown_cell(&cell)).join(" | "));
    }
    out
}

/// What nobody's load says.
fn nobody(since: &str) -> String {
    format!("Since {since} nobody's load has changed.\n")
}

/// The comparison alone, for a terminal.
#[must_use]
pub(crate) fn text_since(change: &Change, width: Option<u16>) -> String {
    match text(change, width) {
        rows if rows.is_empty() => clean::line(nobody(&change.since).trim_end()).into_owned() + "\n",
        rows => rows,
    }
}

/// The comparison alone, for a page.
#[must_use]
pub(crate) fn markdown_since(change: &Change) -> String {
    match markdown(change) {
        rows if rows.is_empty() => clean::markdown_cell(nobody(&change.since).trim_end()) + "\n",
        rows => rows,
    }
}

/// The comparison alone, for machines.
#[must_use]
pub(crate) fn json_since(change: &Change) -> String {
    let output = serde_json::json!({ "version": 1, "since": change.since, "people": change.people });
    format!("{output:#}\n")
}
