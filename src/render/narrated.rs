//! `narrated`: the report in words alone, for those who listen to it. No marks, no lines that are drawn, no colours; what
//! matters comes first, and each thing is said once.

use std::fmt::Write as _;
use std::ops::Range;

use super::human::summary::summary;
use super::human::{Look, commit_line, left_out_line, let_through};
use super::{OutputFormat, Report, clean};
use crate::base::diagnostic::{Label, State};
use crate::base::source::{SourceFile, Span};
use crate::base::suggest::capital;
use crate::history::report::{Entry, Texts};

/// Of a line that is longer than this only a part is read out.
const LISTENED_TO: usize = 1000;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    tells_rules: true,
    ..OutputFormat::new("narrated", "In words alone, for screen readers", |shown| render(shown.report, shown.look))
};

/// One paragraph per diagnostic, then a line that counts them.
#[must_use]
pub fn render(report: &Report<'_>, look: &Look) -> String {
    let mut out = String::new();
    let count = report.entries.len();
    // Heard from the top: what weighs most comes first. Without a commit to go by, that is; a history is told in its order.
    let (mut entries, left_out) = report.shown();
    entries.sort_by_key(|entry| entry.commit.is_none().then_some(std::cmp::Reverse(entry.diagnostic.severity)));
    for (at, entry) in entries.into_iter().enumerate() {
        let _ = writeln!(out, "{} of {count}. {}", at + 1, paragraph(entry, look));
    }
    if let Some(line) = left_out_line(left_out) {
        let _ = writeln!(out, "{}.\n", capital(&line));
    }
    for change in report.rules_changed {
        let step = match change.is_staged {
            true => "what is staged".to_owned(),
            false => format!("commit {}", commit_line(&change.commit)),
        };
        let _ = writeln!(out, "The rules changed in {step}: {} findings would differ.", change.differ);
        for line in let_through(change) {
            let _ = writeln!(out, "Without the change this would be found: {line}.");
        }
        out.push('\n');
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
        let said = file.text().get(read_out(&file, line, diagnostic.primary.at.span.start)).unwrap_or_default().trim();
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

/// What is read out of a line: all of it, unless nobody would listen to the end; then what stands around a place in it.
fn read_out(file: &SourceFile, line: usize, at: usize) -> Range<usize> {
    let Span { start, end } = file.line_span(line);
    if end - start <= LISTENED_TO {
        return start..end;
    }
    let at = at.clamp(start, end);
    let whole = |mut at: usize| {
        while !file.text().is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    whole(at.saturating_sub(LISTENED_TO / 4).max(start))..whole((at + LISTENED_TO).min(end))
}

fn place(label: &Label, texts: &Texts, look: &Look) -> String {
    let line = texts.of(&label.at).point(label.at.span.start).line;
    format!("{} line {line}", clean::path(&look.here.shown(label.at.path.as_str())))
}
