//! `human`: the report for people at a terminal: whom it is about, a block per finding, the heaviest last, where the eye is; then a
//! summary.
//!
//! Who comes last is the business of `human/group.rs`, what a block looks like that of `human/block.rs`, which lines it shows
//! that of `human/excerpt.rs`, what the last lines say that of `human/summary.rs`.

mod block;
mod excerpt;
mod group;
pub(super) mod summary;

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{OutputFormat, Report, clean, statistics};
use crate::base::diagnostic::Diagnostic;
use crate::base::here::Here;
use crate::base::suggest::counted;
use crate::history::Commit;
use crate::history::report::Entry;
use crate::history::softened::RulesChange;
use summary::summary;

/// How the report is to look.
#[derive(Clone, Debug)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Without the closing summary.
    pub quiet: bool,
    /// With the lines of the files that findings point into.
    pub excerpts: bool,
    /// With the lines of the built-in rules that were crossed.
    pub verbose: bool,
    /// The folder that paths start from, where the terminal shows links to files.
    pub links: Option<PathBuf>,
    /// The folder that places are shown from.
    pub here: Here,
}

/// More findings than these that a change of the rules lets through are counted.
const LET_THROUGH: usize = 20;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    is_for_people: true,
    tells_rules: true,
    counted: Some(statistics::shown),
    ..OutputFormat::new("human", "Excerpts and help, for people", |shown| render(shown.report, shown.look))
};

/// One block per finding with excerpts, then a line that counts them.
#[must_use]
pub fn render(report: &Report<'_>, look: &Look) -> String {
    let blocks = block::Blocks::new(look);
    let mut out = String::new();
    let (shown, left_out) = report.shown();
    for entries in shown.chunk_by(|a, b| commit_of(a) == commit_of(b)) {
        if let Some(commit) = &entries[0].commit {
            let _ = writeln!(out, "{}\n", commit_line(commit));
        }
        for group in group::groups(entries, report.whom) {
            if let Some(heading) = &group.heading {
                let _ = writeln!(out, "{}\n", blocks.heading(heading));
            }
            for entry in group.entries {
                out.push_str(&blocks.render(entry));
                out.push_str("\n\n");
            }
        }
    }
    if let Some(line) = left_out_line(left_out) {
        let _ = writeln!(out, "{line}\n");
    }
    for change in report.rules_changed {
        let findings = counted(change.differ, "finding");
        let (what, told) = match change.is_staged {
            true => ("what is staged".to_owned(), "the rules change with it"),
            false => (commit_line(&change.commit), "the rules changed in this commit"),
        };
        let _ = writeln!(out, "{what}\n  {told}: {findings} would differ");
        let let_through = let_through(change);
        if !let_through.is_empty() {
            let _ = writeln!(out, "  without the change these would be found:\n    {}", let_through.join("\n    "));
        }
        out.push('\n');
    }
    for note in report.notes {
        let _ = writeln!(out, "note: {}\n", clean::line(note));
    }
    if !look.quiet {
        out.push_str(&summary(report));
    }
    out
}

fn commit_of(entry: &Entry) -> Option<crate::history::ObjectId> {
    entry.commit.as_ref().map(|commit| commit.id)
}

/// Which step a change of the rules is.
pub(super) fn step_of(change: &RulesChange) -> String {
    if change.is_staged { "what is staged".to_owned() } else { format!("{:.10}", change.commit.id.to_string()) }
}

/// What changes of the rules let through, for standard error beside a format that has no place for it.
pub(crate) fn rules_note(report: &Report<'_>) -> Option<String> {
    let softer = report.rules_changed.iter().filter(|change| !change.lets_through.is_empty());
    let told = softer.map(|change| {
        let lines = let_through(change).join("; ");
        format!("the rules changed in {}: without the change these would be found: {lines}", step_of(change))
    });
    told.reduce(|all, more| format!("{all}; {more}"))
}

/// What a change of the rules lets through, a line for each.
pub(super) fn let_through(change: &RulesChange) -> Vec<String> {
    let line = |found: &Diagnostic| {
        let (path, message) = (clean::path(found.primary.at.path.as_str()), clean::line(&found.message));
        format!("{path}: {}[{}]: {message}", found.severity, found.rule)
    };
    let heaviest = || {
        let mut all: Vec<&Diagnostic> = change.lets_through.iter().collect();
        all.sort_by_key(|found| std::cmp::Reverse(found.severity));
        all
    };
    let mut lines: Vec<String> = heaviest().into_iter().take(LET_THROUGH).map(line).collect();
    if let Some(more) = change.lets_through.len().checked_sub(LET_THROUGH).filter(|more| *more > 0) {
        lines.push(format!("and {more} more: `--format json` has all"));
    }
    lines
}

/// How the findings can be seen that are not shown.
pub(super) fn left_out_line(left_out: usize) -> Option<String> {
    (left_out > 0).then(|| format!("and {left_out} more, none of them heavier: `--format json` has all"))
}

/// `1a2b3c4d5e 2026-03-01 Ana Ruiz: Hand testing over`.
pub(super) fn commit_line(commit: &Commit) -> String {
    let (author, summary) = (clean::line(&commit.author), clean::line(&commit.summary));
    let summary = if summary.is_empty() { String::new() } else { format!(": {summary}") };
    format!("{:.10} {} {author}{summary}", commit.id.to_string(), commit.date())
}
