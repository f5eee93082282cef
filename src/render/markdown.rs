//! `markdown`: a table of findings, for a page or the summary of a workflow run.

use std::fmt::Write as _;

use super::clean::markdown_cell;
use super::human::summary::read;
use super::human::{let_through, step_of};
use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;
use crate::history::report::Entry;

/// A summary of a run has a limited size; more findings than these are counted.
const ROWS: usize = 500;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    tells_rules: true,
    ..OutputFormat::new("markdown", "A table, for a page or a summary", |shown| render(shown.report))
};

/// A heading, a table, and what was left out.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let counting: Vec<_> = report.entries.iter().filter(|entry| entry.counts()).collect();
    let mut out = String::from("## drawline\n\n");
    // Writing to a `String` cannot fail.
    if counting.is_empty() {
        let who = if report.not_shown.total() > 0 { "Nothing that was selected" } else { "Nobody" };
        let _ = match &report.coverage.why_none {
            Some(why) => writeln!(out, "{}: {}.", read(report), markdown_cell(why)),
            None => writeln!(out, "{who} is over the line: {}.", read(report)),
        };
    } else {
        table(report, &counting, &mut out);
    }
    for change in report.rules_changed.iter().filter(|change| !change.lets_through.is_empty()) {
        let step = step_of(change);
        let _ = writeln!(out, "\nThe rules changed in {step}. Without the change these would be found:\n");
        let_through(change).iter().for_each(|line| {
            let _ = writeln!(out, "- {}", markdown_cell(line));
        });
    }
    if let Some(line) = report.not_shown.line() {
        let _ = writeln!(out, "\n{line}.");
    }
    out
}

fn table(report: &Report<'_>, counting: &[&Entry], out: &mut String) {
    let count = |severity| report.count(severity);
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    let counted = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
    let _ = writeln!(out, "{errors}, {warnings} and {advice} advice in {}.\n", read(report));
    let _ = writeln!(out, "| | finding | where | rule | what to do |\n|---|---|---|---|---|");
    for entry in counting.iter().take(ROWS) {
        let diagnostic = &entry.diagnostic;
        let at = &diagnostic.primary.at;
        let line = entry.texts.of(at).point(at.span.start).line;
        let _ = writeln!(
            out,
            "| {} | {} | {}:{line} | {} | {} |",
            diagnostic.severity,
            markdown_cell(&diagnostic.message),
            markdown_cell(at.path.as_str()),
            diagnostic.rule,
            markdown_cell(diagnostic.help.as_deref().unwrap_or_default()),
        );
    }
    if counting.len() > ROWS {
        let _ = writeln!(out, "\n{} more are in the log.", counting.len() - ROWS);
    }
}
