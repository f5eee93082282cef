//! The workload as a table with bars, as JSON (version 1) and as Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use super::{clean, table};
use crate::base::here::Here;
use crate::history::report::Texts;
use crate::load::{LimitState, Load, Workload};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::verdict::Verdict;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    people: Vec<PersonRow<'a>>,
    teams: Vec<GroupRow<'a>>,
    roles: Vec<GroupRow<'a>>,
}

#[derive(Serialize)]
struct PersonRow<'a> {
    person: &'a str,
    roles: Vec<&'a str>,
    teams: Vec<&'a str>,
    accountable: usize,
    responsible: usize,
    consulted: usize,
    informed: usize,
    core: usize,
    shared: usize,
    stretch: usize,
    out: usize,
    not_judged: usize,
    carried: usize,
    hours: f64,
    allocation: f64,
    limits: Vec<LimitRow<'a>>,
}

#[derive(Serialize)]
struct LimitRow<'a> {
    rule: &'a str,
    value: f64,
    limit: f64,
    crossed: bool,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    name: &'a str,
    carried: usize,
    hours: f64,
}

/// Every person with the rows behind the numbers.
#[must_use]
pub(crate) fn explained(
    workload: &Workload,
    taxonomy: &Taxonomy,
    texts: &Texts,
    here: &Here,
    width: Option<u16>,
) -> String {
    let mut text = String::new();
    for load in &workload.people {
        let _ = writeln!(text, "{}: {} carried", clean::line(&load.name), load.carried);
        let rows = load.rows.iter().map(|row| {
            let line = texts.of(&row.at).point(row.at.span.start).line;
            let hours = if row.hours > 0.0 { format!("{:.1} h", row.hours) } else { String::new() };
            [
                format!("  {}:{line}", here.shown(row.at.path.as_str())),
                row.involvement.name().to_owned(),
                taxonomy.title(&row.activity).to_owned(),
                row.verdict.map_or("", Verdict::name).to_owned(),
                hours,
            ]
        });
        text.push_str(&table::render(
            ["  PLACE", "HOW", "WHAT", "VERDICT", "HOURS"],
            rows,
            width,
            &["HOURS", "  PLACE"],
        ));
        text.push('\n');
    }
    text
}

/// One JSON object, indented.
#[must_use]
pub(crate) fn json(workload: &Workload) -> String {
    let output = Output {
        version: 1,
        people: workload.people.iter().map(person_row).collect(),
        teams: workload.teams.iter().map(group_row).collect(),
        roles: workload.roles.iter().map(group_row).collect(),
    };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn person_row(load: &Load) -> PersonRow<'_> {
    let [accountable, responsible, consulted, informed] = load.involved;
    let [core, shared, stretch, out] = load.verdicts;
    PersonRow {
        person: &load.name,
        roles: load.roles.iter().map(|role| &**role).collect(),
        teams: load.teams.iter().map(|team| &**team).collect(),
        accountable,
        responsible,
        consulted,
        informed,
        core,
        shared,
        stretch,
        out,
        not_judged: load.not_judged,
        carried: load.carried,
        hours: load.hours,
        allocation: load.allocation,
        limits: load.limits.iter().map(limit_row).collect(),
    }
}

fn group_row(load: &Load) -> GroupRow<'_> {
    GroupRow { name: &load.name, carried: load.carried, hours: load.hours }
}

fn limit_row(limit: &LimitState) -> LimitRow<'_> {
    LimitRow { rule: &limit.rule, value: limit.value, limit: limit.limit, crossed: limit.crossed }
}

const HEADER: [&str; 10] = ["WHO", "TEAMS", "CARRIED", "", "CORE", "SHARED", "STRETCH", "OUT", "NOT JUDGED", "LIMITS"];

/// What is left out first where the terminal is narrow.
const SPARE: &[&str] = &["", "TEAMS", "NOT JUDGED", "SHARED", "CORE", "LIMITS"];

/// Tables with bars for a terminal.
#[must_use]
pub(crate) fn text(workload: &Workload, width: Option<u16>) -> String {
    let most = workload.people.iter().map(|load| load.carried).max().unwrap_or(0);
    let mut out = table::render(HEADER, workload.people.iter().map(|load| person_cells(load, most)), width, SPARE);
    let notes = not_judged(workload);
    if !notes.is_empty() {
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "{}", clean::line(&note));
    }
    for (heading, loads) in [("TEAM", &workload.teams), ("ROLE", &workload.roles)] {
        let most = loads.iter().map(|load| load.carried).max().unwrap_or(0);
        let rows = loads.iter().map(|load| [load.name.to_string(), load.carried.to_string(), bar(load.carried, most)]);
        out.push('\n');
        out.push_str(&table::render([heading, "CARRIED", ""], rows, width, &[""]));
    }
    out
}

/// "@ines: 9 carried, 9 not judged: founder has no line here".
fn not_judged(workload: &Workload) -> Vec<String> {
    let people = workload.people.iter();
    let said = people.filter_map(|load| {
        let why = load.why_none.as_ref()?;
        Some(format!("{}: {} carried, {} not judged: {why}", load.name, load.carried, load.not_judged))
    });
    said.collect()
}

fn person_cells(load: &Load, most: usize) -> [String; 10] {
    let [core, shared, stretch, out] = load.verdicts.map(|count| count.to_string());
    let (name, teams) = (load.name.to_string(), load.teams.len().to_string());
    let (bar, not_judged) = (bar(load.carried, most), load.not_judged.to_string());
    [name, teams, load.carried.to_string(), bar, core, shared, stretch, out, not_judged, limits(load)]
}

/// The limits that are crossed, with what was counted.
fn limits(load: &Load) -> String {
    let crossed = load.limits.iter().filter(|limit| limit.crossed);
    let shown: Vec<String> =
        crossed.map(|limit| format!("{} {} of {}", limit.rule, number(limit.value), number(limit.limit))).collect();
    shown.join(", ")
}

/// Whole numbers plainly, others with two digits.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

/// A bar of at most twenty cells, in proportion to the longest.
fn bar(count: usize, most: usize) -> String {
    const CELLS: usize = 20;
    "█".repeat(if most == 0 { 0 } else { (count * CELLS).div_ceil(most.max(CELLS)) })
}

/// The table of people as Markdown.
#[must_use]
pub(crate) fn markdown(workload: &Workload) -> String {
    let mut out = String::from(
        "| Who | Teams | Carried | Core | Shared | Stretch | Out | Not judged | Limits |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for load in &workload.people {
        let [name, teams, carried, _, core, shared, stretch, beyond, not_judged, limits] = person_cells(load, 0);
        let cells = [name, teams, carried, core, shared, stretch, beyond, not_judged, limits];
        let cells = cells.map(|cell| clean::markdown_cell(&cell));
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    let notes = not_judged(workload);
    if !notes.is_empty() {
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "- {}", clean::markdown_cell(&note));
    }
    out
}
