//! Level 11: formats: how diagnostics and facts are shown. One file per format; the core knows none of them.
//!
//! Every text that comes from a file goes through `clean.rs` before it reaches a terminal or a log.

pub mod clean;
pub mod facts;
pub mod files;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod impact;
pub mod json;
pub mod junit;
pub mod line;
pub mod load;
pub mod markdown;
pub mod narrated;
pub mod outputs;
pub mod page;
pub mod patch;
mod prints;
pub mod rdjson;
pub mod rules;
pub mod sarif;
pub mod schema;
pub mod sheet;
pub mod short;
pub mod statistics;
pub mod table;
pub mod waivers;
pub mod who;

use crate::base::diagnostic::Severity;
use crate::base::limits::SHOWN;
use crate::history::report::Entry;
use crate::history::selection::NotShown;
use crate::history::softened::RulesChange;
use crate::lint::coverage::Coverage;
use crate::load::Whom;

pub use crate::history::report::TargetKind;

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
    pub fn target_has_no_base(&self) -> bool {
        matches!(self.target, TargetKind::Worktree | TargetKind::Revision)
    }

    /// The findings that people are shown, in their order, and how many are not: the lightest, where there are very many.
    #[must_use]
    pub fn shown(&self) -> (Vec<&Entry>, usize) {
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
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.counts() && entry.diagnostic.severity == severity).count()
    }
}
