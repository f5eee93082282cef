//! `gitlab`: a code quality report.

use std::collections::HashMap;

use serde::Serialize;

use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The format.
pub(super) const FORMAT: OutputFormat =
    OutputFormat::new("gitlab", "A code quality report of GitLab", |shown| render(shown.report));

/// A JSON array.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    // GitLab wants every fingerprint once; a range may tell of one finding in several commits.
    let mut seen: HashMap<String, usize> = HashMap::new();
    let counting = report.entries.iter().filter(|entry| entry.counts());
    let issues: Vec<Issue<'_>> = counting
        .map(|entry| {
            let diagnostic = &entry.diagnostic;
            let (start, end) = entry.texts.of(&diagnostic.primary.at).points(diagnostic.primary.at.span);
            let print = diagnostic.fingerprint();
            let count = seen.entry(print.clone()).or_default();
            *count += 1;
            Issue {
                description: format!("{}: {}", diagnostic.message, diagnostic.primary.text),
                check_name: &diagnostic.rule,
                fingerprint: if *count == 1 { print } else { format!("{print}-{count}") },
                severity: match diagnostic.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Advice => "info",
                },
                location: Place {
                    path: diagnostic.primary.at.path.as_str(),
                    lines: Lines { begin: start.line, end: end.line },
                },
            }
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&issues).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}
