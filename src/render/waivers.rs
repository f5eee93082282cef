//! The list of exceptions: a table for people, JSON, and Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use super::clean::markdown_cell;
use super::table;

/// One exception.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The file that it is written in.
    pub path: String,
    /// Its line there, from 1.
    pub line: usize,
    /// The rules that it overrules.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it counts.
    pub until: Option<String>,
    /// Days until then; negative once it has run out.
    pub days_left: Option<i64>,
    /// Whether it overrules anything: it is well-formed, says why, and has not run out.
    pub counts: bool,
    /// How many findings it silences.
    pub silences: usize,
}

impl Row {
    fn cells(&self) -> [String; 6] {
        let left = match (self.days_left, &self.until) {
            (Some(days), Some(until)) if days < 0 => format!("{until} (run out)"),
            (Some(0), Some(until)) => format!("{until} (its last day)"),
            (Some(1), Some(until)) => format!("{until} (1 day left)"),
            (Some(days), Some(until)) => format!("{until} ({days} days left)"),
            _ => "-".to_owned(),
        };
        let silences = if self.counts { self.silences.to_string() } else { "does not count".to_owned() };
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let rules = self.rules.join(", ");
        [format!("{}:{}", self.path, self.line), rules, text(&self.reason), text(&self.owner), left, silences]
    }
}

const HEADER: [&str; 6] = ["where", "rule", "reason", "owner", "until", "silences"];

/// A table; `width` is the terminal's.
#[must_use]
pub fn text(rows: &[Row], width: Option<u16>) -> String {
    if rows.is_empty() {
        return "there are no waivers\n".to_owned();
    }
    table::render(HEADER, rows.iter().map(Row::cells), width)
}

/// A table for a page.
#[must_use]
pub fn markdown(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "There are no waivers.\n".to_owned();
    }
    let mut out = format!("| {} |\n|{}\n", HEADER.join(" | "), "---|".repeat(HEADER.len()));
    for row in rows {
        let cells = row.cells().map(|cell| markdown_cell(&cell).to_string());
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

/// `{"version": 1, "waivers": […]}`.
#[must_use]
pub fn json(rows: &[Row]) -> String {
    let output = serde_json::json!({ "version": 1, "waivers": rows });
    format!("{output:#}\n")
}
