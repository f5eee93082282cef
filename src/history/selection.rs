//! Which findings a run is about: by rule, by severity, by confidence. What is not selected is not shown and does not count
//! for the exit code; how much that is, is said.
//!
//! Two things nobody can select away by naming others: a file that could not be read, and a configuration with a fault in it.
//! They are about what the run could judge at all, and a run that judged nothing must not look clean.

use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::suggest::{all_of, counted, nearest};
use crate::history::report::Entry;

/// Rules about files that could not be read; `--only` keeps them.
const UNREAD: [&str; 2] = ["syntax-error", "unreadable-file"];

/// Whether a finding says that a file could not be read at all: then nobody knows what a change of that file does.
#[must_use]
pub(crate) fn is_unread(found: &Diagnostic) -> bool {
    UNREAD.contains(&&*found.rule)
}

/// Which findings a run is about.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The rules; all where none is named.
    pub only: Vec<String>,
    /// Rules that are left out.
    pub ignore: Vec<String>,
    /// The least severity.
    pub severity: Severity,
    /// The least confidence of what was read in prose; what data says is always sure enough.
    pub confidence: Confidence,
}

impl Default for Selection {
    fn default() -> Self {
        Self { only: Vec::new(), ignore: Vec::new(), severity: Severity::Advice, confidence: Confidence::MEDIUM }
    }
}

/// How many findings are not shown, by why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotShown {
    /// Of other rules.
    pub(crate) other: usize,
    /// Less severe.
    pub(crate) lighter: usize,
    /// Less sure.
    pub(crate) unsure: usize,
}

impl NotShown {
    /// All of them.
    #[must_use]
    pub(crate) fn total(self) -> usize {
        self.other + self.lighter + self.unsure
    }

    /// What a report says of it last; nothing where everything is shown.
    #[must_use]
    pub(crate) fn line(self) -> Option<String> {
        let parts = [
            (self.other, "of other rules"),
            (self.lighter, "below --min-severity"),
            (self.unsure, "below --min-confidence"),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let (findings, are) = (counted(self.total(), "finding"), if self.total() == 1 { "is" } else { "are" });
        let way_out = match self.unsure {
            0 => "",
            1 => ": `--min-confidence low` shows it",
            _ => ": `--min-confidence low` shows them",
        };
        match said.as_slice() {
            [] => None,
            [_] => {
                let what = parts.iter().find(|(count, _)| *count > 0).map_or("", |(_, what)| what);
                Some(format!("{findings} {what} {are} not shown{way_out}"))
            }
            _ => Some(format!("{findings} are not shown: {}{way_out}", all_of(&said))),
        }
    }
}

enum Why {
    Other,
    Lighter,
    Unsure,
}

impl Selection {
    /// Refuses names that no rule has.
    ///
    /// # Errors
    /// The first such name, with the rule that was perhaps meant.
    pub(crate) fn check<'a>(&self, rules: impl Iterator<Item = &'a str> + Clone) -> Result<(), Error> {
        for (flag, name) in
            self.only.iter().map(|name| ("--only", name)).chain(self.ignore.iter().map(|n| ("--ignore", n)))
        {
            if rules.clone().any(|rule| rule == name) {
                continue;
            }
            if name.is_empty() {
                let hint = "in CI this is a variable that is not set; `drawline rules list` names the rules";
                return Err(Error::cannot_judge(format!("{flag} names no rule"), hint));
            }
            let hint = nearest(name, rules).map_or_else(
                || "`drawline rules list` names the rules".to_owned(),
                |near| format!("did you mean `{near}`? `drawline rules list` names the rules"),
            );
            return Err(Error::cannot_judge(format!("{flag}: no rule is called `{name}`"), hint));
        }
        match self.only.iter().find(|name| self.ignore.contains(name)) {
            Some(both) => {
                Err(Error::cannot_judge(format!("`{both}` is named by --only and by --ignore"), "name it once"))
            }
            None => Ok(()),
        }
    }

    /// Whether a finding is selected; `config` is the configuration that was used.
    #[must_use]
    pub(crate) fn selects(&self, found: &Diagnostic, config: Option<&RepoPath>) -> bool {
        self.why_not(found, config).is_none()
    }

    /// Leaves out what is not selected, and says how much that is. What is waived or unchanged is left out all the same, but is
    /// nothing that the run would have shown.
    pub(crate) fn apply(&self, entries: &mut Vec<Entry>, config: Option<&RepoPath>) -> NotShown {
        let mut not_shown = NotShown::default();
        entries.retain(|entry| {
            let why = self.why_not(&entry.diagnostic, config);
            match why {
                None => return true,
                Some(_) if !entry.counts() => {}
                Some(Why::Other) => not_shown.other += 1,
                Some(Why::Lighter) => not_shown.lighter += 1,
                Some(Why::Unsure) => not_shown.unsure += 1,
            }
            false
        });
        not_shown
    }

    fn why_not(&self, found: &Diagnostic, config: Option<&RepoPath>) -> Option<Why> {
        let named = |names: &[String]| names.iter().any(|name| *name == *found.rule);
        if config == Some(&found.primary.at.path) && found.severity == Severity::Error {
            return None;
        }
        let is_kept = UNREAD.contains(&&*found.rule);
        if named(&self.ignore) || (!self.only.is_empty() && !named(&self.only) && !is_kept) {
            return Some(Why::Other);
        }
        if found.severity < self.severity {
            return Some(Why::Lighter);
        }
        found.confidence.is_some_and(|confidence| confidence < self.confidence).then_some(Why::Unsure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> impl Iterator<Item = &'static str> + Clone {
        ["out-of-scope", "stretch-duty"].into_iter()
    }

    #[test]
    fn names_that_no_rule_has_are_refused_with_the_nearest() {
        let of = |only: &[&str], ignore: &[&str]| Selection {
            only: only.iter().map(|name| (*name).to_owned()).collect(),
            ignore: ignore.iter().map(|name| (*name).to_owned()).collect(),
            ..Selection::default()
        };
        assert!(of(&["out-of-scope"], &["stretch-duty"]).check(names()).is_ok());
        let error = of(&[], &["strech-duty"]).check(names()).expect_err("refused");
        assert_eq!(error.message, "--ignore: no rule is called `strech-duty`");
        assert!(error.hint.starts_with("did you mean `stretch-duty`?"), "{}", error.hint);
        assert!(of(&["everything"], &[]).check(names()).is_err());
        assert!(of(&["out-of-scope"], &["out-of-scope"]).check(names()).is_err());
    }

    #[test]
    fn what_is_not_shown_is_said_in_one_line() {
        let line = |other, lighter, unsure| NotShown { other, lighter, unsure }.line();
        assert_eq!(line(0, 0, 0), None);
        assert_eq!(line(12, 0, 0).as_deref(), Some("12 findings of other rules are not shown"));
        assert_eq!(line(0, 1, 0).as_deref(), Some("1 finding below --min-severity is not shown"));
        let both = line(2, 3, 0);
        assert_eq!(both.as_deref(), Some("5 findings are not shown: 2 of other rules and 3 below --min-severity"));
        assert!(line(0, 0, 1).is_some_and(|line| line.contains("--min-confidence low")));
    }
}
