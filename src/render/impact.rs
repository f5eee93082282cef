//! The impact table of a change, as text, Markdown and JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::{clean, table};
use crate::base::involvement::Involvement;
use crate::history::impact::{Count, Impact, Row};
use crate::taxonomy::Taxonomy;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    duties: Vec<DutyRow<'a>>,
    holders: Vec<CountRow<'a>>,
    teams: Vec<CountRow<'a>>,
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
pub fn json(impact: &Impact) -> String {
    let output = Output {
        version: 1,
        duties: impact.rows.iter().map(duty_row).collect(),
        holders: impact.holders.iter().map(count_row).collect(),
        teams: impact.teams.iter().map(count_row).collect(),
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
pub fn text(impact: &Impact, taxonomy: &Taxonomy, width: Option<u16>) -> String {
    if impact.rows.is_empty() {
        return "nobody gains or loses a duty\n".to_owned();
    }
    let mut out = table::render(
        ["TEAM", "WHAT", "GAINS", "LOSES", ""],
        impact.rows.iter().map(|row| cells(row, taxonomy)),
        width,
        &["TEAM"],
    );
    for (heading, counts) in [("WHO", &impact.holders), ("TEAM", &impact.teams)] {
        if !counts.is_empty() {
            out.push('\n');
            out.push_str(&table::render([heading, "DUTIES CARRIED"], counts.iter().map(count_cells), width, &[]));
        }
    }
    out
}

/// The same as Markdown, for a pull request.
#[must_use]
pub fn markdown(impact: &Impact, taxonomy: &Taxonomy) -> String {
    if impact.rows.is_empty() {
        return "Nobody gains or loses a duty.\n".to_owned();
    }
    let mut out = String::from("| Team | What | Gains | Loses | |\n|---|---|---|---|---|\n");
    for row in &impact.rows {
        let _ = writeln!(out, "| {} |", cells(row, taxonomy).map(|cell| clean::markdown_cell(&cell)).join(" | "));
    }
    for (heading, counts) in [("Who", &impact.holders), ("Team", &impact.teams)] {
        if !counts.is_empty() {
            let _ = writeln!(out, "\n| {heading} | Duties carried |\n|---|---|");
            for count in counts {
                let _ = writeln!(out, "| {} |", count_cells(count).map(|cell| clean::markdown_cell(&cell)).join(" | "));
            }
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
