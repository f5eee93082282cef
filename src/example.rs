//! Level 9: runs the examples inside rule files, without touching disk or Git. Behind the test suite and `drawline rules test`.
//!
//! A trailing `#~ rule-name` on a line of an example expects a primary label of that rule starting there. Only the rule's
//! own findings count: an example need not be perfect in every other respect.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::RepoPath;
use crate::base::progress::Unwatched;
use crate::base::source::SourceFile;
use crate::config::{FILE, RuleFiles};
use crate::lint::{self, Judgement};
use crate::org::update::Change;
use crate::policy::{Choice, Policy, RuleText};
use crate::rule::{Example, Rule};
use crate::snapshot::Snapshot;

/// How an example came out, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Expected and found.
    Matched {
        /// The place, as `path:line`.
        at: String,
    },
    /// Expected and not found.
    Missing {
        /// The place, as `path:line`.
        at: String,
    },
    /// Found and not expected.
    Noisy {
        /// The place, as `path:line`.
        at: String,
        /// What was said.
        message: String,
    },
    /// Expected on one line and found on another of the same file.
    WrongLine {
        /// Where it was expected.
        expected: String,
        /// Where it was found.
        found: String,
    },
}

/// The day examples are judged on, unless they say otherwise.
fn example_day() -> Date {
    Date::new(2026, 6, 1).expect("internal error: a day of the calendar")
}

/// Runs one example of a rule, with the rule files of the repository it belongs to.
///
/// # Errors
/// Why it could not be run: a profile that does not exist, a configuration that is not TOML.
pub fn run(rule: &Rule, example: &Example, own: &[RuleText]) -> Result<Vec<Outcome>, String> {
    let config = example.files.iter().find(|(path, _)| &**path == FILE);
    let mut config = config.and_then(|(path, text)| Some((RepoPath::new(path)?, text.clone())));
    if config.is_none() && !own.is_empty() {
        config = RepoPath::new(FILE).map(|path| (path, "rule-files = [\"*.toml\"]\n".into()));
    }
    let source = |_: &RuleFiles| Ok(own.to_vec());
    let profile = example.profile.as_deref();
    let policy = Policy::load(Choice { config, profile, rule_files: Some(&source) });
    let policy = Arc::new(policy.map_err(|error| format!("{error} ({})", error.hint))?);
    let found = judge(&policy, example);
    let mut places: BTreeMap<(String, usize), String> = BTreeMap::new();
    for diagnostic in found.into_iter().filter(|diagnostic| diagnostic.rule == rule.name) {
        let at = &diagnostic.primary.at;
        let text = example.files.iter().find(|(path, _)| **path == *at.path.as_str()).map(|(_, text)| text.clone());
        let line = text.map_or(1, |text| SourceFile::new(text).point(at.span.start).line);
        places.insert((at.path.to_string(), line), diagnostic.message);
    }
    Ok(compare(expected(rule, example), places))
}

/// Judges the files; where the example has a state before, the change to them as well.
fn judge(policy: &Arc<Policy>, example: &Example) -> Vec<Diagnostic> {
    let read = |files: &[(Arc<str>, Arc<str>)]| {
        let texts = files.iter().map(|(path, text)| (&**path, &**text));
        lint::read_files(policy, &Snapshot::of_texts(&policy.config, texts), &Unwatched)
    };
    let mut judgement = Judgement::new(policy.clone(), example.today.unwrap_or_else(example_day));
    let before = example.before.as_deref().map(read);
    let mut changes: Vec<Change> = Vec::new();
    if let Some(before) = before {
        changes.extend(before.iter().map(|(path, _)| (path.clone(), None)));
        judgement.apply(before);
    }
    let after = read(&example.files);
    changes.retain(|(path, _)| after.iter().all(|(kept, _)| kept != path));
    changes.extend(after);
    let shift = judgement.apply(changes);
    let mut found = judgement.diagnostics();
    if example.before.is_some() {
        found.extend(judgement.judge_change(&shift));
    }
    if let Some(author) = example.author.as_ref().and_then(|name| judgement.org().person_of(name, "")) {
        let files = judgement.org().files.keys();
        found.extend(files.flat_map(|path| judgement.judge_written(path, &|_| Some(author.clone()))));
    }
    found
}

fn expected(rule: &Rule, example: &Example) -> Vec<(String, usize)> {
    let mut places = Vec::new();
    for (path, text) in &example.files {
        for (number, line) in text.lines().enumerate() {
            let marked = line.split_once("#~").map(|(_, names)| names.trim());
            if marked.is_some_and(|names| names.split([',', ' ']).any(|name| name == &*rule.name)) {
                places.push((path.to_string(), number + 1));
            }
        }
    }
    places
}

fn compare(expected: Vec<(String, usize)>, mut found: BTreeMap<(String, usize), String>) -> Vec<Outcome> {
    let show = |(path, line): &(String, usize)| format!("{path}:{line}");
    let (met, unmet): (Vec<_>, Vec<_>) = expected.into_iter().partition(|place| found.remove(place).is_some());
    let mut outcomes: Vec<Outcome> = met.iter().map(|place| Outcome::Matched { at: show(place) }).collect();
    for place in unmet {
        let elsewhere = found.keys().find(|(path, _)| *path == place.0).cloned();
        match elsewhere {
            Some(other) => {
                found.remove(&other);
                outcomes.push(Outcome::WrongLine { expected: show(&place), found: show(&other) });
            }
            None => outcomes.push(Outcome::Missing { at: show(&place) }),
        }
    }
    outcomes.extend(found.into_iter().map(|(place, message)| Outcome::Noisy { at: show(&place), message }));
    outcomes
}
