//! `rdjson`: reviewdog's diagnostic format. Its columns count bytes, and the end is exclusive.

use serde::Serialize;

use super::clean::comment;
use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;
use crate::base::source::{Location, Point};
use crate::history::report::{Entry, Texts};

#[derive(Serialize)]
struct Output<'a> {
    source: Source,
    diagnostics: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Row<'a> {
    message: String,
    location: Place<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

/// The format.
pub(super) const FORMAT: OutputFormat =
    OutputFormat::new("rdjson", "reviewdog's diagnostic format", |shown| render(shown.report));

/// One JSON object.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let counting = report.entries.iter().filter(|entry| entry.counts());
    let diagnostics = counting.map(|entry| {
        let diagnostic = &entry.diagnostic;
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
        Row {
            message: comment(&format!("{}: {}{help}", diagnostic.message, diagnostic.primary.text)),
            location: Place {
                path: diagnostic.primary.at.path.as_str(),
                range: range(&diagnostic.primary.at, &entry.texts),
            },
            severity: match diagnostic.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Advice => "INFO",
            },
            code: Code { value: &diagnostic.rule },
            suggestions: suggestions(entry),
        }
    });
    let source = Source { name: "drawline", url: "https://github.com/drawline/drawline" };
    let output = Output { source, diagnostics: diagnostics.collect() };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

/// Fixes that only change the writing; the others want a second thought.
fn suggestions(entry: &Entry) -> Vec<Suggestion<'_>> {
    let fix = entry.diagnostic.fix.iter().filter(|fix| fix.is_safe);
    fix.flat_map(|fix| &fix.edits)
        .map(|edit| Suggestion { range: range(&edit.at, &entry.texts), text: &edit.text })
        .collect()
}

fn range(at: &Location, texts: &Texts) -> Range {
    let file = texts.of(at);
    let (start, end) = file.points(at.span);
    let position = |point: Point| {
        let before = file.text().get(..point.byte).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position { line: point.line, column: point.byte - line_start.min(point.byte) + 1 }
    };
    Range { start: position(start), end: position(end) }
}
