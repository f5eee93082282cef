//! `narrated`: the report in words alone, for those who listen to it. No marks, no lines that are drawn, no colours; what
//! matters comes first, and each thing is said once.

use std::fmt::Write as _;

use super::human::{Look, commit_line, summary};
use super::{Report, clean};
use crate::base::diagnostic::{Label, State};
use crate::base::suggest::capital;
use crate::history::report::{Entry, Texts};

/// One paragraph per diagnostic, then a line that counts them.
#[must_use]
pub fn render(report: &Report<'_>, look: &Look) -> String {
    let mut out = String::new();
    let count = report.entries.len();
    // Heard from the top: what weighs most comes first. Without a commit to go by, that is; a history is told in its order.
    let mut entries: Vec<&Entry> = report.entries.iter().collect();
    entries.sort_by_key(|entry| entry.commit.is_none().then_some(std::cmp::Reverse(entry.diagnostic.severity)));
    for (at, entry) in entries.into_iter().enumerate() {
        let _ = writeln!(out, "{} of {count}. {}", at + 1, paragraph(entry, look));
    }
    for (commit, differ) in report.rules_changed {
        let _ = writeln!(out, "The rules changed in commit {}: {differ} findings would differ.\n", commit_line(commit));
    }
    for note in report.notes {
        let _ = writeln!(out, "Note: {}.\n", clean::line(note));
    }
    if !look.quiet {
        out.push_str(&summary(report));
    }
    out
}

fn paragraph(entry: &Entry, look: &Look) -> String {
    let (diagnostic, texts) = (&entry.diagnostic, &*entry.texts);
    let mut text = format!("{}: {}.\n", capital(diagnostic.severity.name()), clean::line(&diagnostic.message));
    if let Some(state) = entry.state.filter(|state| *state != State::Introduced) {
        let _ = writeln!(text, "State: {}.", state.word());
    }
    let _ = writeln!(text, "Where: {}.", place(&diagnostic.primary, texts, look));
    if look.excerpts {
        let file = texts.of(&diagnostic.primary.at);
        let line = file.point(diagnostic.primary.at.span.start).line;
        let said = file.text().lines().nth(line - 1).unwrap_or_default().trim();
        let _ = writeln!(text, "The line says: {}", clean::line(said));
    }
    let _ = writeln!(text, "Why: {}.", clean::line(&diagnostic.primary.text));
    for label in &diagnostic.secondary {
        let _ = writeln!(text, "See also: {}, {}.", clean::line(&label.text), place(label, texts, look));
    }
    if let Some(confidence) = diagnostic.confidence {
        let _ = writeln!(text, "Confidence: {confidence}.");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "What to do: {}.", clean::line(help));
    }
    if let Some(commit) = &entry.commit {
        let _ = writeln!(text, "Commit: {}.", commit_line(commit));
    }
    if let Some(commit) = &entry.introduced_by {
        let _ = writeln!(text, "Since: {}.", commit_line(commit));
    }
    let _ = writeln!(text, "Rule: {}.", diagnostic.rule);
    text
}

fn place(label: &Label, texts: &Texts, look: &Look) -> String {
    let line = texts.of(&label.at).point(label.at.span.start).line;
    format!("{} line {line}", clean::path(&look.here.shown(label.at.path.as_str())))
}
