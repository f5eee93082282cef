//! `lint --statistics`: how many findings there are, by rule, by whom they are about and by team, as tables and as JSON. The
//! numbers count findings, so that somebody sees where to begin; they are no score of anybody.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Report, Shown, clean, human, table};
use crate::base::diagnostic::Severity;
use crate::history::report::Entry;

#[derive(Serialize)]
struct Output {
    version: u32,
    target: &'static str,
    rules: Vec<Row>,
    people: Vec<Row>,
    teams: Vec<Row>,
    error: usize,
    warning: usize,
    advice: usize,
    not_shown: usize,
}

/// A name with its findings.
#[derive(Serialize)]
struct Row {
    /// Rule, handle, role, or team; `null` for what is about nobody.
    name: Option<String>,
    error: usize,
    warning: usize,
    advice: usize,
    total: usize,
}

/// For a terminal of some width.
pub(super) fn shown(shown: &Shown<'_>) -> String {
    text(shown.report, u16::try_from(shown.look.width).ok(), shown.look.quiet)
}

/// Tables for a terminal.
#[must_use]
pub(crate) fn text(report: &Report<'_>, width: Option<u16>, quiet: bool) -> String {
    let mut out = String::new();
    let nobody = ["-", "nobody by name", "no team"];
    for ((heading, rows), nobody) in counted(report).into_iter().zip(nobody) {
        let cells = rows.into_iter().map(|row| {
            let name = row.name.unwrap_or_else(|| nobody.to_owned());
            let [error, warning, advice] =
                [row.error, row.warning, row.advice].map(|n| if n == 0 { "-".to_owned() } else { n.to_string() });
            [row.total.to_string(), clean::line(&name).into_owned(), error, warning, advice]
        });
        let header = ["FINDINGS", heading, "ERROR", "WARNING", "ADVICE"];
        out.push_str(&table::render(header, cells, width, &["ADVICE", "WARNING", "ERROR"]));
        out.push('\n');
    }
    if report.entries.is_empty() {
        out.clear();
    }
    if !quiet {
        out.push_str(&human::summary::summary(report));
    }
    out
}

/// One JSON object, indented.
#[must_use]
pub(crate) fn json(report: &Report<'_>) -> String {
    let [(_, rules), (_, people), (_, teams)] = counted(report);
    let output = Output {
        version: 1,
        target: report.target.name(),
        rules,
        people,
        teams,
        error: report.count(Severity::Error),
        warning: report.count(Severity::Warning),
        advice: report.count(Severity::Advice),
        not_shown: report.not_shown.total(),
    };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

/// The findings that the run is about, by each of the three, most first.
fn counted(report: &Report<'_>) -> [(&'static str, Vec<Row>); 3] {
    let by = |name: fn(&Entry) -> Option<String>| {
        let mut counts: BTreeMap<Option<String>, [usize; 3]> = BTreeMap::new();
        for entry in report.entries.iter().filter(|entry| entry.counts()) {
            counts.entry(name(entry)).or_default()[entry.diagnostic.severity as usize] += 1;
        }
        let row = |(name, [advice, warning, error]): (Option<String>, [usize; 3])| Row {
            name,
            error,
            warning,
            advice,
            total: error + warning + advice,
        };
        let mut rows: Vec<Row> = counts.into_iter().map(row).collect();
        rows.sort_by(|a, b| {
            (b.error, b.total, a.name.is_none(), &a.name).cmp(&(a.error, a.total, b.name.is_none(), &b.name))
        });
        rows
    };
    let rule = |entry: &Entry| Some(entry.diagnostic.rule.to_string());
    let team = |entry: &Entry| entry.diagnostic.subject.team.as_deref().map(str::to_owned);
    [("RULE", by(rule)), ("WHO", by(who)), ("TEAM", by(team))]
}

/// The person; the role where prose names no person.
fn who(entry: &Entry) -> Option<String> {
    let subject = &entry.diagnostic.subject;
    let role = || subject.role.as_ref().map(|role| format!("the {}", role.replace('-', " ")));
    subject.person.as_deref().map(str::to_owned).or_else(role)
}
