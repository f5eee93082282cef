//! `short`: one line per diagnostic, as editors and `grep` like it.

use std::fmt::Write as _;

use super::clean;
use super::{OutputFormat, Report};
use crate::base::diagnostic::State;
use crate::base::here::Here;

/// The format.
pub(super) const FORMAT: OutputFormat =
    OutputFormat::new("short", "One line per finding", |shown| render(shown.report, &shown.look.here));

/// `path:line:column: severity: message [rule]`, with the commit in front where there is one.
#[must_use]
pub fn render(report: &Report<'_>, here: &Here) -> String {
    let mut out = String::new();
    for entry in report.entries {
        let diagnostic = &entry.diagnostic;
        let at = &diagnostic.primary.at;
        let point = entry.texts.of(at).point(at.span.start);
        let path = here.shown(at.path.as_str());
        let path = clean::path(&path);
        let message = clean::line(&diagnostic.message);
        let (severity, rule) = (diagnostic.severity, &diagnostic.rule);
        let commit = entry.commit.as_ref().map_or_else(String::new, |commit| format!("{:.10} ", commit.id.to_string()));
        let state = match entry.state {
            None | Some(State::Introduced) => String::new(),
            Some(state) => format!(" ({})", state.name()),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "{commit}{path}:{}:{}: {severity}: {message} [{rule}]{state}", point.line, point.column);
    }
    out
}
