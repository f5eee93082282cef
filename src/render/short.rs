//! `short`: one line per diagnostic, as editors and `grep` like it.

use std::fmt::Write as _;

use super::Report;
use super::clean;

/// `path:line:column: severity: message [rule]`.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for diagnostic in report.diagnostics {
        let at = &diagnostic.primary.at;
        let point = report.sources.file(&at.path).point(at.span.start);
        let path = clean::line(at.path.as_str());
        let message = clean::line(&diagnostic.message);
        let (severity, rule) = (diagnostic.severity, &diagnostic.rule);
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "{path}:{}:{}: {severity}: {message} [{rule}]", point.line, point.column);
    }
    out
}
