//! `github`: workflow commands that GitHub shows as annotations. It shows ten of each level in a step; the rest is counted.

use std::fmt::Write as _;

use super::clean;
use super::human::let_through;
use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;
use crate::history::report::Entry;

/// How many annotations of a level GitHub shows for one step.
const SHOWN: usize = 10;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    tells_rules: true,
    ..OutputFormat::new("github", "Annotations of a GitHub workflow run", |shown| render(shown.report))
};

/// One command a line.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for (severity, command) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Advice, "notice")]
    {
        let of_level: Vec<&Entry> =
            report.entries.iter().filter(|entry| entry.counts() && entry.diagnostic.severity == severity).collect();
        // The last one shown says how many more there are.
        let room = if of_level.len() > SHOWN { SHOWN - 1 } else { SHOWN };
        for entry in of_level.iter().take(room) {
            annotation(&mut out, command, entry);
        }
        if of_level.len() > room {
            let _ = writeln!(out, "::{command} title=drawline::{} more are in the log", of_level.len() - room);
        }
    }
    for change in report.rules_changed.iter().filter(|change| !change.lets_through.is_empty()) {
        let text = format!("without the change these would be found:\n{}", let_through(change).join("\n"));
        let _ = writeln!(out, "::warning title=drawline%3A the rules changed::{}", message(&text));
    }
    out
}

fn annotation(out: &mut String, command: &str, entry: &Entry) {
    let diagnostic = &entry.diagnostic;
    let at = &diagnostic.primary.at;
    let (start, end) = entry.texts.of(at).points(at.span);
    let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    let text = format!("{}\n{}{help}", diagnostic.message, diagnostic.primary.text);
    let columns =
        if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        out,
        "::{command} file={},line={},endLine={}{columns},title={}::{}",
        property(at.path.as_str()),
        start.line,
        end.line,
        property(&diagnostic.rule),
        message(&text)
    );
}

/// A message: what would end the line is written as GitHub wants it.
fn message(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(clean::line).collect();
    encoded(&lines.join("\n"))
}

/// A property: what would end it as well. A path stays what it is, or the annotation would have no place.
fn property(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r')).collect();
    encoded(&plain).replace(':', "%3A").replace(',', "%2C")
}

fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
