//! `json`: the machine contract, version 1. Fields are only ever added; absent values are `null`, never left out.

use serde::Serialize;

use super::{Report, Sources};
use crate::base::diagnostic::{Diagnostic, Label, Severity};
use crate::base::source::{Location, Point};

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    target: Target,
    diagnostics: Vec<Row<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Target {
    kind: &'static str,
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    severity: &'static str,
    state: Option<&'static str>,
    commit: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    path: &'a str,
    start: Place,
    end: Place,
    team: Option<&'a str>,
    person: Option<&'a str>,
    role: Option<&'a str>,
    activity: Option<&'a str>,
    involvement: Option<&'static str>,
    labels: Vec<LabelRow<'a>>,
    fix: Option<()>,
    waiver: Option<()>,
    fingerprint: String,
}

#[derive(Serialize)]
struct LabelRow<'a> {
    path: &'a str,
    start: Place,
    end: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    byte: usize,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    advice: usize,
    waived: usize,
    files: usize,
    commits: usize,
}

impl From<Point> for Place {
    fn from(point: Point) -> Self {
        Self { line: point.line, column: point.column, byte: point.byte }
    }
}

/// One JSON object, indented.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let output = Output {
        version: 1,
        target: Target { kind: report.target.name() },
        diagnostics: report.diagnostics.iter().map(|diagnostic| row(diagnostic, report.sources)).collect(),
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            advice: report.count(Severity::Advice),
            waived: 0,
            files: report.files,
            commits: report.commits,
        },
    };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn row<'a>(diagnostic: &'a Diagnostic, sources: &Sources<'_>) -> Row<'a> {
    let (start, end) = places(&diagnostic.primary.at, sources);
    let subject = &diagnostic.subject;
    Row {
        rule: &diagnostic.rule,
        severity: diagnostic.severity.name(),
        state: None,
        commit: None,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        path: diagnostic.primary.at.path.as_str(),
        start,
        end,
        team: subject.team.as_deref(),
        person: subject.person.as_deref(),
        role: subject.role.as_deref(),
        activity: subject.activity.as_deref(),
        involvement: subject.involvement.map(crate::base::diagnostic::Involvement::name),
        labels: diagnostic.labels().map(|label| label_row(label, sources)).collect(),
        fix: None,
        waiver: None,
        fingerprint: diagnostic.fingerprint(),
    }
}

fn label_row<'a>(label: &'a Label, sources: &Sources<'_>) -> LabelRow<'a> {
    let (start, end) = places(&label.at, sources);
    LabelRow { path: label.at.path.as_str(), start, end, text: &label.text }
}

fn places(at: &Location, sources: &Sources<'_>) -> (Place, Place) {
    let (start, end) = sources.file(&at.path).points(at.span);
    (start.into(), end.into())
}
