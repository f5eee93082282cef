//! `json`: the machine contract, version 1. Fields are only ever added; absent values are `null`, never left out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{OutputFormat, Report, statistics};
use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Label, Severity, State, Waiver};
use crate::base::fix::{Edit, Fix};
use crate::base::involvement::Involvement;
use crate::base::source::{Location, Point};
use crate::fleet::Origins;
use crate::history::report::{Entry, TargetKind, Texts};
use crate::history::softened;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    target: Target<'a>,
    diagnostics: Vec<Row<'a>>,
    summary: Summary<'a>,
    rules_changed: Vec<RulesChange<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct RulesChange<'a> {
    commit: String,
    differ: usize,
    lets_through: Vec<LetThrough<'a>>,
}

#[derive(Serialize)]
struct LetThrough<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    path: &'a str,
    team: Option<&'a str>,
    person: Option<&'a str>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Origin<'a> {
    commit: String,
    date: String,
    author: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    kind: &'static str,
    spec: Option<&'a str>,
    /// The commit of each repository whose facts were judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    repositories: Option<BTreeMap<&'a str, Option<&'a str>>>,
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    severity: &'static str,
    state: Option<&'static str>,
    commit: Option<String>,
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
    fix: Option<FixRow<'a>>,
    waiver: Option<WaiverRow<'a>>,
    fingerprint: String,
    introduced_by: Option<Origin<'a>>,
    confidence: Option<f64>,
}

#[derive(Serialize)]
struct FixRow<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<LabelRow<'a>>,
}

#[derive(Serialize)]
struct WaiverRow<'a> {
    reason: &'a str,
    owner: Option<&'a str>,
    until: Option<String>,
    path: &'a str,
    start: Place,
    end: Place,
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
struct Summary<'a> {
    error: usize,
    warning: usize,
    advice: usize,
    waived: usize,
    files: usize,
    commits: usize,
    resolved: usize,
    fixed: usize,
    known: usize,
    settled: usize,
    assignments: usize,
    judged: usize,
    why_none_judged: Option<&'a str>,
    not_shown: usize,
}

impl From<Point> for Place {
    fn from(point: Point) -> Self {
        Self { line: point.line, column: point.column, byte: point.byte }
    }
}

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    has_origins: true,
    tells_rules: true,
    counted: Some(|shown| statistics::json(shown.report)),
    ..OutputFormat::new("json", "The machine contract, version 1", |shown| render(shown.report))
};

fn target<'a>(report: &Report<'a>) -> Target<'a> {
    let repositories = (report.target == TargetKind::Facts).then(|| report.origins.all().collect());
    Target { kind: report.target.name(), spec: report.spec, repositories }
}

/// One JSON object, indented.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let output = Output {
        version: 1,
        target: target(report),
        diagnostics: report.entries.iter().chain(report.waived).map(|entry| row(entry, report.origins)).collect(),
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            advice: report.count(Severity::Advice),
            waived: report.waived.len(),
            files: report.files,
            commits: report.commits,
            resolved: report.resolved,
            fixed: report.fixed,
            known: report.known,
            settled: report.settled,
            assignments: report.coverage.assignments,
            judged: report.coverage.judged,
            why_none_judged: report.coverage.why_none.as_deref(),
            not_shown: report.not_shown.total(),
        },
        rules_changed: report.rules_changed.iter().map(rules_change).collect(),
        notes: report.notes,
    };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn rules_change(change: &softened::RulesChange) -> RulesChange<'_> {
    let let_through = change.lets_through.iter().map(|found| LetThrough {
        rule: &found.rule,
        severity: found.severity.name(),
        message: &found.message,
        path: found.primary.at.path.as_str(),
        team: found.subject.team.as_deref(),
        person: found.subject.person.as_deref(),
        fingerprint: found.fingerprint(),
    });
    RulesChange { commit: change.commit.id.to_string(), differ: change.differ, lets_through: let_through.collect() }
}

fn row<'a>(entry: &'a Entry, origins: &Origins) -> Row<'a> {
    let diagnostic = &entry.diagnostic;
    let elsewhere = || origins.of(&diagnostic.primary.at.path).and_then(|(_, commit)| commit.map(str::to_owned));
    let (start, end) = places(&diagnostic.primary.at, &entry.texts);
    let subject = &diagnostic.subject;
    Row {
        rule: &diagnostic.rule,
        severity: diagnostic.severity.name(),
        state: diagnostic.waiver.as_ref().map(|_| "waived").or(entry.state.map(State::name)),
        commit: entry.commit.as_ref().map(|commit| commit.id.to_string()).or_else(elsewhere),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        path: diagnostic.primary.at.path.as_str(),
        start,
        end,
        team: subject.team.as_deref(),
        person: subject.person.as_deref(),
        role: subject.role.as_deref(),
        activity: subject.activity.as_deref(),
        involvement: subject.involvement.map(Involvement::name),
        labels: diagnostic.labels().map(|label| label_row(label, &entry.texts)).collect(),
        fix: diagnostic.fix.as_deref().map(|fix| fix_row(fix, &entry.texts)),
        waiver: diagnostic.waiver.as_ref().map(|waiver| waiver_row(waiver, &entry.texts)),
        fingerprint: diagnostic.fingerprint(),
        introduced_by: entry.introduced_by.as_ref().map(|commit| Origin {
            commit: commit.id.to_string(),
            date: commit.date(),
            author: &commit.author,
        }),
        confidence: diagnostic.confidence.map(Confidence::share),
    }
}

fn fix_row<'a>(fix: &'a Fix, texts: &Texts) -> FixRow<'a> {
    let edit = |edit: &'a Edit| {
        let (start, end) = places(&edit.at, texts);
        LabelRow { path: edit.at.path.as_str(), start, end, text: &edit.text }
    };
    FixRow { title: &fix.title, safe: fix.is_safe, edits: fix.edits.iter().map(edit).collect() }
}

fn waiver_row<'a>(waiver: &'a Waiver, texts: &Texts) -> WaiverRow<'a> {
    let (start, end) = places(&waiver.at, texts);
    let until = waiver.until.map(|until| until.to_string());
    WaiverRow {
        reason: &waiver.reason,
        owner: waiver.owner.as_deref(),
        until,
        path: waiver.at.path.as_str(),
        start,
        end,
    }
}

fn label_row<'a>(label: &'a Label, texts: &Texts) -> LabelRow<'a> {
    let (start, end) = places(&label.at, texts);
    LabelRow { path: label.at.path.as_str(), start, end, text: &label.text }
}

fn places(at: &Location, texts: &Texts) -> (Place, Place) {
    let (start, end) = texts.of(at).points(at.span);
    (start.into(), end.into())
}
