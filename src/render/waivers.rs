//! The list of exceptions: a table for people, JSON, and Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use super::clean::markdown_cell;
use super::table;

/// One exception.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// The file that it is written in.
    pub(crate) path: String,
    /// Its line there, from 1.
    pub(crate) line: usize,
    /// The rules that it overrules.
    pub(crate) rules: Vec<String>,
    /// Why.
    pub(crate) reason: Option<String>,
    /// Who answers for it.
    pub(crate) owner: Option<String>,
    /// The last day on which it counts.
    pub(crate) until: Option<String>,
    /// Days until then; negative once it has run out.
    pub(crate) days_left: Option<i64>,
    /// Whether it overrules anything: it is well-formed, says why, and has not run out.
    pub(crate) counts: bool,
    /// The control that makes it safe.
    pub(crate) compensating: Option<String>,
    /// How many findings it silences.
    pub(crate) silences: usize,
    /// What these findings say.
    pub(crate) silenced: Vec<String>,
    /// What history knows of it; nothing where it is not committed.
    pub(crate) past: Option<Age>,
    /// Whether history ends before what it would know.
    #[serde(skip)]
    pub(crate) is_shallow: bool,
}

/// What history knows of an exception.
#[derive(Debug, Serialize)]
pub(crate) struct Age {
    /// The day of the commit that brought it.
    pub(crate) since: String,
    /// Days since then.
    pub(crate) days: i64,
    /// That commit.
    pub(crate) commit: String,
    /// Who wrote it as it stands now.
    pub(crate) author: String,
    /// How often its last day was moved to a later one.
    pub(crate) prolonged: usize,
}

impl Row {
    /// Puts other names in the place of those of people.
    pub(crate) fn rename(&mut self, text: impl Fn(&str) -> String, author: impl Fn(&str) -> String) {
        let own = std::iter::once(&mut self.path).chain(&mut self.silenced);
        let all = own.chain([&mut self.reason, &mut self.owner, &mut self.compensating].into_iter().flatten());
        all.for_each(|words| *words = text(words));
        if let Some(past) = &mut self.past {
            past.author = author(&past.author);
        }
    }

    fn cells(&self) -> [String; 7] {
        let left = match (self.days_left, &self.until) {
            (Some(days), Some(until)) if days < 0 => format!("{until} (run out)"),
            (Some(0), Some(until)) => format!("{until} (its last day)"),
            (Some(1), Some(until)) => format!("{until} (1 day left)"),
            (Some(days), Some(until)) => format!("{until} ({days} days left)"),
            _ => "-".to_owned(),
        };
        let silences = match self.silences {
            _ if !self.counts => "does not count".to_owned(),
            0 => "nothing".to_owned(),
            _ => self.silenced.join("; "),
        };
        let since = self.past.as_ref().map_or_else(
            || if self.is_shallow { "not known" } else { "not committed" }.to_owned(),
            |past| {
                let prolonged = match past.prolonged {
                    0 => String::new(),
                    1 => ", prolonged once".to_owned(),
                    times => format!(", prolonged {times} times"),
                };
                format!("{} by {}{prolonged}", past.since, past.author)
            },
        );
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let rules = self.rules.join(", ");
        [format!("{}:{}", self.path, self.line), rules, text(&self.reason), text(&self.owner), since, left, silences]
    }
}

const HEADER: [&str; 7] = ["where", "rule", "reason", "owner", "since", "until", "silences"];

/// A table; `width` is the terminal's.
#[must_use]
pub(crate) fn text(rows: &[Row], width: Option<u16>) -> String {
    if rows.is_empty() {
        return "there are no waivers\n".to_owned();
    }
    table::render(HEADER, rows.iter().map(Row::cells), width, &["since", "silences", "owner", "where"])
}

/// A table for a page.
#[must_use]
pub(crate) fn markdown(rows: &[Row]) -> String {
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
pub(crate) fn json(rows: &[Row]) -> String {
    let output = serde_json::json!({ "version": 1, "waivers": rows });
    format!("{output:#}\n")
}
