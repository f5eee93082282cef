//! The last lines of a report for people: what is not shown, what to do next, and what was read and found.

use std::fmt::Write as _;

use crate::base::diagnostic::Severity;
use crate::base::suggest::{all_of, counted};
use crate::history::report::Entry;
use crate::render::{Report, TargetKind};

/// The last lines: what is not shown, what to do next, and, where the eye is, what was read and found.
pub(in crate::render) fn summary(report: &Report<'_>) -> String {
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
pub(in crate::render) fn read(report: &Report<'_>) -> String {
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
