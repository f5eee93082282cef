//! The impact table of a change, as text, Markdown and JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::{change as loads, clean, table};
use crate::base::involvement::Involvement;
use crate::history::impact::{Count, Row};
use crate::picture::change::{Change, PersonChange};
use crate::taxonomy::Taxonomy;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    duties: Vec<DutyRow<'a>>,
    holders: Vec<CountRow<'a>>,
    teams: Vec<CountRow<'a>>,
    people: &'a [PersonChange],
}

#[derive(Serialize)]
struct DutyRow<'a> {
    team: &'a str,
    activity: &'a str,
    gains: Vec<PartRow<'a>>,
    losses: Vec<PartRow<'a>>,
    unowned: bool,
}

#[derive(Serialize)]
struct PartRow<'a> {
    holder: &'a str,
    involvement: &'static str,
}

#[derive(Serialize)]
struct CountRow<'a> {
    name: &'a str,
    before: usize,
    after: usize,
}

/// One JSON object, indented.
#[must_use]
pub(crate) fn json(change: &Change) -> String {
    let impact = &change.impact;
    let output = Output {
        version: 1,
        duties: impact.rows.iter().map(duty_row).collect(),
        holders: impact.holders.iter().map(count_row).collect(),
        teams: impact.teams.iter().map(count_row).collect(),
        people: &change.people,
    };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn duty_row(row: &Row) -> DutyRow<'_> {
    DutyRow {
        team: &row.team,
        activity: &row.activity,
        gains: row.gains.iter().map(part_row).collect(),
        losses: row.losses.iter().map(part_row).collect(),
        unowned: row.unowned,
    }
}

fn part_row((holder, involvement): &(String, Involvement)) -> PartRow<'_> {
    PartRow { holder, involvement: involvement.name() }
}

fn count_row(count: &Count) -> CountRow<'_> {
    CountRow { name: &count.name, before: count.before, after: count.after }
}

/// Plain tables for a terminal.
#[must_use]
pub(crate) fn text(change: &Change, taxonomy: &Taxonomy, width: Option<u16>) -> String {
    let impact = &change.impact;
    if impact.rows.is_empty() {
        return "nobody gains or loses a duty\n".to_owned();
    }
    let mut out = table::render(
        ["TEAM", "WHAT", "GAINS", "LOSES", ""],
        impact.rows.iter().map(|row| cells(row, taxonomy)),
        width,
        &["TEAM"],
    );
    let of_teams = table::render(["TEAM", "DUTIES CARRIED"], impact.teams.iter().map(count_cells), width, &[]);
    for table in [loads::text(change, width), if impact.teams.is_empty() { String::new() } else { of_teams }] {
        if !table.is_empty() {
            out.push('\n');
            out.push_str(&table);
        }
    }
    out
}

/// The same as Markdown, for a pull request.
#[must_use]
pub(crate) fn markdown(change: &Change, taxonomy: &Taxonomy) -> String {
    let impact = &change.impact;
    if impact.rows.is_empty() {
        return "Nobody gains or loses a duty.\n".to_owned();
    }
    let mut out = String::from("| Team | What | Gains | Loses | |\n|---|---|---|---|---|\n");
    for row in &impact.rows {
        let _ = writeln!(out, "| {} |", cells(row, taxonomy).map(|cell| clean::markdown_cell(&cell)).join(" | "));
    }
    let loads = loads::markdown(change);
    if !loads.is_empty() {
        let _ = write!(out, "\n{loads}");
    }
    if !impact.teams.is_empty() {
        let _ = writeln!(out, "\n| Team | Duties carried |\n|---|---|");
        for count in &impact.teams {
            let _ = writeln!(out, "| {} |", count_cells(count).map(|cell| clean::markdown_cell(&cell)).join(" | "));
        }
    }
    out
}

fn cells(row: &Row, taxonomy: &Taxonomy) -> [String; 5] {
    let parts = |parts: &[(String, Involvement)]| {
        let shown: Vec<String> = parts.iter().map(|(holder, how)| format!("{holder} ({})", how.name())).collect();
        if shown.is_empty() { "-".to_owned() } else { shown.join(", ") }
    };
    let unowned = if row.unowned { "unowned now" } else { "" };
    let what = taxonomy.title(&row.activity).to_owned();
    [row.team.to_string(), what, parts(&row.gains), parts(&row.losses), unowned.to_owned()]
}

fn count_cells(count: &Count) -> [String; 2] {
    [count.name.clone(), format!("{} -> {}", count.before, count.after)]
}
