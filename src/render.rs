//! Level 11: formats: how diagnostics and facts are shown. One file per format; the core knows none of them. This file is the
//! table of those that findings are shown in.
//!
//! Every text that comes from a file goes through `clean.rs` before it reaches a terminal or a log.

mod auto;
pub(crate) mod change;
pub mod clean;
pub(crate) mod facts;
pub(crate) mod files;
pub mod github;
pub mod gitlab;
pub(crate) mod history;
mod html;
pub mod human;
pub(crate) mod impact;
pub mod json;
pub mod junit;
pub mod line;
pub(crate) mod load;
pub(crate) mod map;
pub mod markdown;
pub(crate) mod matrix;
pub mod narrated;
pub(crate) mod outputs;
pub(crate) mod page;
pub(crate) mod patch;
mod prints;
pub mod rdjson;
pub(crate) mod report;
pub(crate) mod rules;
pub mod sarif;
pub(crate) mod schema;
pub mod sheet;
pub mod short;
pub(crate) mod spark;
pub(crate) mod statistics;
pub(crate) mod table;
pub(crate) mod waivers;
pub(crate) mod who;

use crate::base::diagnostic::Severity;
use crate::base::limits::SHOWN;
use crate::fleet::Origins;
use crate::history::report::Entry;
use crate::history::selection::NotShown;
use crate::history::softened::RulesChange;
use crate::lint::coverage::Coverage;
use crate::load::Whom;
use crate::rule::Rule;

pub use crate::history::report::TargetKind;

/// All formats of findings, in the order in which they are listed.
pub const FORMATS: &[&OutputFormat] = &[
    &human::FORMAT,
    &narrated::FORMAT,
    &short::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &junit::FORMAT,
    &rdjson::FORMAT,
    &markdown::FORMAT,
    &outputs::FORMAT,
    &auto::FORMAT,
];

/// How findings are shown. They and the exit code are the same in each format.
#[derive(Debug)]
pub struct OutputFormat {
    /// The word that it is asked for by.
    pub name: &'static str,
    /// What it is, a few words for the list of them.
    pub about: &'static str,
    /// Whether no list names it.
    pub is_hidden: bool,
    /// Whether people read it on a terminal: it says whom findings are about, and may look as they like it.
    pub(crate) is_for_people: bool,
    /// Whether it has a place for changes of the rules.
    pub(crate) tells_rules: bool,
    /// Whether it says of a range where each assignment came into being.
    pub(crate) has_origins: bool,
    /// Shows findings.
    pub(crate) render: fn(&Shown<'_>) -> String,
    /// Shows counts in the place of findings, where it can.
    pub(crate) counted: Option<fn(&Shown<'_>) -> String>,
    /// What goes into the summary of a workflow run.
    pub(crate) in_summary: Option<fn(&Shown<'_>) -> String>,
}

impl OutputFormat {
    /// A format of findings for machines.
    const fn new(name: &'static str, about: &'static str, render: fn(&Shown<'_>) -> String) -> Self {
        Self {
            name,
            about,
            is_hidden: false,
            is_for_people: false,
            tells_rules: false,
            has_origins: false,
            render,
            counted: None,
            in_summary: None,
        }
    }

    /// The format of a name.
    #[must_use]
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().copied().find(|format| format.name.eq_ignore_ascii_case(name))
    }
}

/// What a format is given.
pub(crate) struct Shown<'a> {
    /// What was found.
    pub(crate) report: &'a Report<'a>,
    /// The rules that judged.
    pub(crate) rules: &'a [Rule],
    /// How it is to look, for people.
    pub(crate) look: &'a human::Look,
    /// Whether this is a step of a GitHub workflow run.
    pub(crate) in_workflow: bool,
}

/// All that a format shows.
pub struct Report<'a> {
    /// What was judged.
    pub target: TargetKind,
    /// The revision or range as it was asked for.
    pub spec: Option<&'a str>,
    /// What was found, in order.
    pub entries: &'a [Entry],
    /// What waivers silence, for formats that show it.
    pub waived: &'a [Entry],
    /// How many files were read.
    pub files: usize,
    /// How much of what they say was judged.
    pub coverage: &'a Coverage,
    /// Whom the findings are about.
    pub whom: &'a Whom,
    /// The repositories that were judged together, where they are several.
    pub origins: &'a Origins,
    /// What is worth knowing beside the findings.
    pub notes: &'a [String],
    /// How many commits were judged.
    pub commits: usize,
    /// How many diagnostics of the base are resolved.
    pub resolved: usize,
    /// How many diagnostics were mended and are gone.
    pub fixed: usize,
    /// How many diagnostics the baseline knows.
    pub known: usize,
    /// How many that the baseline knows are found no more.
    pub settled: usize,
    /// How many findings are not selected.
    pub not_shown: NotShown,
    /// What commits do that change the rules.
    pub rules_changed: &'a [RulesChange],
}

impl Report<'_> {
    /// Whether everything counts, since there is nothing to compare with.
    #[must_use]
    pub(crate) fn target_has_no_base(&self) -> bool {
        matches!(self.target, TargetKind::Worktree | TargetKind::Revision | TargetKind::Facts)
    }

    /// The findings that people are shown, in their order, and how many are not: the lightest, where there are very many.
    #[must_use]
    pub(crate) fn shown(&self) -> (Vec<&Entry>, usize) {
        let mut numbers: Vec<usize> = (0..self.entries.len()).collect();
        if let Some(left_out) = numbers.len().checked_sub(SHOWN.most) {
            numbers.sort_by_key(|at| std::cmp::Reverse(self.entries[*at].diagnostic.severity));
            numbers.truncate(SHOWN.most);
            numbers.sort_unstable();
            return (numbers.into_iter().map(|at| &self.entries[at]).collect(), left_out);
        }
        (self.entries.iter().collect(), 0)
    }

    /// How many diagnostics that the run is about have a severity.
    #[must_use]
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.counts() && entry.diagnostic.severity == severity).count()
    }
}
