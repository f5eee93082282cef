//! `human`: the report for people at a terminal: whom it is about, a block per finding, the heaviest last, where the eye is; then a
//! summary.
//!
//! Who comes last is the business of `human/group.rs`, what a block looks like that of `human/block.rs`, which lines it shows
//! that of `human/excerpt.rs`.

mod block;
mod excerpt;
mod group;

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{OutputFormat, Report, TargetKind, clean, statistics};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::here::Here;
use crate::base::suggest::{all_of, counted};
use crate::history::Commit;
use crate::history::report::Entry;
use crate::history::softened::RulesChange;

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
        let commit = commit_line(&change.commit);
        let _ = writeln!(out, "{commit}\n  the rules changed in this commit: {findings} would differ");
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

/// The last lines: what is not shown, what to do next, and, where the eye is, what was read and found.
pub(super) fn summary(report: &Report<'_>) -> String {
    let not_shown = report.not_shown.line().map_or_else(String::new, |line| line + "\n");
    not_shown + &totals(report)
}

fn totals(report: &Report<'_>) -> String {
    let read = read(report);
    let found: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| counted(count, severity.name()))
        .collect();
    let read = match report.fixed {
        0 => read,
        1 => format!("{read}, 1 fix applied"),
        fixed => format!("{read}, {fixed} fixes applied"),
    };
    let mut resolved = if report.resolved > 0 { format!("; {} fixed", report.resolved) } else { String::new() };
    if !report.waived.is_empty() {
        let _ = write!(resolved, "; {} waived", report.waived.len());
    }
    if report.known > 0 {
        let _ = write!(resolved, "; {} in the baseline", report.known);
    }
    let settled = match report.settled {
        0 => String::new(),
        1 => "1 of the baseline is fixed: `drawline baseline prune` takes it out\n".to_owned(),
        settled => format!("{settled} of the baseline are fixed: `drawline baseline prune` takes them out\n"),
    };
    if found.is_empty() && report.target == TargetKind::Range && report.commits == 0 {
        return format!("{settled}no commit, so nothing was judged\n");
    }
    if found.is_empty()
        && let Some(why) = &report.coverage.why_none
    {
        return format!("{settled}{read}: {why}{resolved}\n");
    }
    if found.is_empty() {
        let no_base = report.target_has_no_base() && report.known == 0;
        let clean = if report.not_shown.total() > 0 {
            "nothing that was selected is over the line"
        } else if report.entries.iter().all(|entry| entry.state.is_none()) && no_base {
            "nobody is over the line"
        } else {
            "nothing new is over the line"
        };
        return format!("{settled}{read}: {clean}{resolved}\n");
    }
    let read = match &report.coverage.why_none {
        Some(why) => format!("{read} ({why})"),
        None => read,
    };
    let heaviest = report.entries.iter().rev().max_by_key(|entry| entry.diagnostic.severity);
    let example = heaviest.map_or("", |entry| &*entry.diagnostic.rule);
    let found = all_of(&found);
    let fixable = |entry: &&Entry| entry.counts() && entry.diagnostic.fix.as_ref().is_some_and(|fix| fix.is_safe);
    let fixable = report.entries.iter().filter(fixable).count();
    let way_out = match (fixable, report.target) {
        (1, TargetKind::Worktree) if report.entries.len() == 1 => {
            "`drawline lint --fix` fixes it, --diff shows how\n".to_owned()
        }
        (1.., TargetKind::Worktree) => format!("`drawline lint --fix` fixes {fixable} of them, --diff shows how\n"),
        _ => String::new(),
    };
    format!("{settled}{way_out}`drawline explain {example}` says what a rule is about\n{read}: {found}{resolved}\n")
}

/// `3 commits, 8 files, 118 assignments, 97 judged, 5 not understood`: how much was read, and how much of it was judged.
pub(super) fn read(report: &Report<'_>) -> String {
    let coverage = report.coverage;
    let mut parts = Vec::new();
    if report.commits > 0 {
        parts.push(counted(report.commits, "commit"));
    }
    parts.push(counted(report.files, "file"));
    if coverage.assignments == 0 {
        parts.push("no assignment".to_owned());
    } else {
        parts.push(counted(coverage.assignments, "assignment"));
        parts.push(match coverage.judged {
            0 => "none judged".to_owned(),
            judged => format!("{judged} judged"),
        });
        if coverage.not_understood > 0 {
            parts.push(format!("{} not understood", coverage.not_understood));
        }
    }
    parts.join(", ")
}
