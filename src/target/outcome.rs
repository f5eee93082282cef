//! What a target had to tell, before any format is chosen.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::source::{Location, SourceFile};
use crate::config::FILE;
use crate::fleet::Origins;
use crate::history::report::{Entry, TargetKind, Texts, label_places};
use crate::history::selection::NotShown;
use crate::history::softened::RulesChange;
use crate::history::{Commit, configured};
use crate::lint::Judgement;
use crate::lint::config_problems;
use crate::lint::coverage::Coverage;
use crate::load::{Whom, whom};
use crate::policy::Policy;
use crate::read::reading::Names;

/// What a target had to tell.
pub struct Outcome {
    /// What was judged.
    pub target: TargetKind,
    /// What judged; of a range, what judged its last commit.
    pub policy: Arc<Policy>,
    /// The revision or range as it was asked for.
    pub spec: Option<String>,
    /// What was found, in order.
    pub entries: Vec<Entry>,
    /// How many files were read.
    pub files: usize,
    /// How much of what they say was judged.
    pub coverage: Coverage,
    /// Whom the findings are about, where that was asked for.
    pub whom: Whom,
    /// How many commits were judged.
    pub commits: usize,
    /// How many findings of the base are resolved.
    pub resolved: usize,
    /// How many findings were fixed.
    pub fixed: usize,
    /// What the baseline knows.
    pub known: usize,
    /// What the baseline knows and nobody finds any more.
    pub settled: usize,
    /// What people are called in all that was read, where that was asked for.
    pub names: Names,
    /// How many findings are not selected.
    pub not_shown: NotShown,
    /// What commits do that change the rules.
    pub rules_changed: Vec<RulesChange>,
    /// What is worth knowing beside the findings.
    pub notes: Vec<String>,
    /// The repositories that were judged together, where they are several.
    pub origins: Origins,
}

impl Outcome {
    /// Nothing yet.
    pub(super) fn new(target: TargetKind, policy: Arc<Policy>) -> Self {
        Self {
            target,
            policy,
            spec: None,
            entries: Vec::new(),
            files: 0,
            coverage: Coverage::default(),
            whom: Whom::default(),
            commits: 0,
            resolved: 0,
            fixed: 0,
            known: 0,
            settled: 0,
            not_shown: NotShown::default(),
            names: Names::new(),
            rules_changed: Vec::new(),
            notes: Vec::new(),
            origins: Origins::default(),
        }
    }

    /// Calls the configuration by its name in all that is said, where it is another file than the usual one.
    pub(super) fn name_configuration(&mut self) {
        let Some((path, _)) = self.policy.config_file.clone().filter(|(path, _)| path.as_str() != FILE) else { return };
        let name = |text: &mut String| {
            if text.contains(FILE) && !text.contains(path.as_str()) {
                *text = text.replace(FILE, path.as_str());
            }
        };
        for entry in &mut self.entries {
            let found = &mut entry.diagnostic;
            let labels = std::iter::once(&mut found.primary).chain(&mut found.secondary).map(|label| &mut label.text);
            labels.chain(&mut found.help).chain([&mut found.message]).for_each(name);
        }
        self.coverage.why_none.iter_mut().for_each(name);
    }

    /// Says whom the findings are about, by what was judged last.
    pub(super) fn say_whom(&mut self, judgement: &Judgement, today: Date) {
        let found = self.entries.iter().map(|entry| &entry.diagnostic);
        self.whom = whom(judgement.policy(), judgement.org(), today, found.filter(|found| found.waiver.is_none()));
    }

    /// Whether something was found that counts.
    #[must_use]
    pub fn fails(&self, at: Severity) -> bool {
        self.entries.iter().any(|entry| entry.counts() && entry.diagnostic.severity >= at)
    }
}

/// Findings without a base, with the texts that they point into.
pub(super) fn stateless(
    found: Vec<Diagnostic>,
    commit: Option<&Arc<Commit>>,
    text: impl FnMut(&Location) -> Option<Arc<str>>,
) -> Vec<Entry> {
    let texts = Arc::new(Texts::gather(label_places(&found), text));
    let entry = |diagnostic| Entry {
        diagnostic,
        state: None,
        commit: commit.cloned(),
        introduced_by: None,
        texts: texts.clone(),
    };
    found.into_iter().map(entry).collect()
}

/// The same for findings in files of which some are elsewhere.
pub(super) fn entries_in(found: Vec<Diagnostic>, file: impl FnMut(&Location) -> Option<Arc<SourceFile>>) -> Vec<Entry> {
    let texts = Arc::new(Texts::of_files(label_places(&found), file));
    let entry = |diagnostic| Entry { diagnostic, state: None, commit: None, introduced_by: None, texts: texts.clone() };
    found.into_iter().map(entry).collect()
}

/// Adds what is wrong with a configuration that does not judge.
pub(super) fn add_config_problems(own: &Policy, commit: Option<&Arc<Commit>>, entries: &mut Vec<Entry>) {
    let known: HashSet<_> = entries.iter().map(|entry| entry.diagnostic.identity()).collect();
    let mut problems = config_problems(own);
    problems.retain(|problem| !known.contains(&problem.identity()));
    entries.extend(configured::entries(problems, None, commit, own));
}
