//! The baseline: findings that were there when drawline came, kept out of the way by what they are about, never by line or
//! number.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::outcome::Outcome;
use super::source::{Committed, Source as _};
use super::{Request, Target, repository, worktree};
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::{Document, Problem};
use crate::history::Store as _;
use crate::history::report::Entry;
use crate::history::selection::is_unread;
use crate::io::worktree::Worktree;

/// The file, at the root.
pub(crate) const FILE: &str = "drawline-baseline.toml";

const FINDING: Shape = &[
    Field::needed("fingerprint", Type::Name, "What the finding is about, whatever line it stands on."),
    Field::new("rule", Type::Name, "The rule, for people."),
    Field::new("message", Type::Text, "The message, for people."),
    // Below zero where less is worse.
    Field::new("value", Type::Any, "How far a limit was crossed: more than this is reported."),
    Field::new(
        "count",
        Type::Count,
        "How often it was found, where that is more than once: more than this is reported.",
    ),
];
const BASELINE: Shape = &[Field::new("finding", Type::Tables(FINDING), "A finding that is kept out of the way.")];

const HEAD: &str = "# Findings that were there when drawline came; `drawline lint` shows those that are new or worse.\n\
                    # `drawline baseline prune` takes out those that are fixed; new ones never join by themselves.\n";

/// Findings that are known.
pub(crate) struct Known {
    findings: BTreeMap<String, Finding>,
}

struct Finding {
    rule: Arc<str>,
    message: Arc<str>,
    value: Option<f64>,
    /// How often it was found.
    count: usize,
}

impl Known {
    /// What was found, as far as no waiver overrules it.
    #[must_use]
    pub(crate) fn of(found: &[Diagnostic]) -> Self {
        let mut findings: BTreeMap<String, Finding> = BTreeMap::new();
        for found in found.iter().filter(|found| found.waiver.is_none()) {
            let (rule, message) = (found.rule.clone(), found.message.as_str().into());
            let known = findings.entry(found.fingerprint()).or_insert(Finding { rule, message, value: None, count: 0 });
            known.count += 1;
            if known.value < found.value {
                known.value = found.value;
            }
        }
        Self { findings }
    }

    fn read(text: &str) -> Result<Self, Error> {
        let document = Document::parse(text).map_err(|problems| broken(text, &problems))?;
        let (root, mut problems) = (document.root(), Vec::new());
        shape::check(&root, BASELINE, &mut problems);
        if !problems.is_empty() {
            return Err(broken(text, &problems));
        }
        let findings = root.tables("finding").into_iter().filter_map(|table| {
            let word = |key: &str| table.text(key).map(|word| word.value).unwrap_or_default();
            let value = table.number("value").map(|value| value.value);
            let count = table.number("count").map_or(1, |count| count.value as usize);
            let finding = Finding { rule: word("rule"), message: word("message"), value, count };
            Some((table.name_at("fingerprint")?.value.to_string(), finding))
        });
        Ok(Self { findings: findings.collect() })
    }

    /// How many they are.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.findings.values().map(|finding| finding.count).sum()
    }

    /// The file's text; by rule and fingerprint, so that two branches rarely touch the same lines.
    #[must_use]
    pub(crate) fn text(&self) -> String {
        let mut sorted: Vec<(&String, &Finding)> = self.findings.iter().collect();
        sorted.sort_by_key(|(print, finding)| (finding.rule.clone(), (*print).clone()));
        let mut text = HEAD.to_owned();
        for (print, finding) in sorted {
            let _ = write!(
                text,
                "\n[[finding]]\nfingerprint = {}\nrule = {}\nmessage = {}\n",
                quoted(print),
                quoted(&finding.rule),
                quoted(&finding.message)
            );
            if let Some(value) = finding.value {
                let _ = writeln!(text, "value = {value}");
            }
            if finding.count > 1 {
                let _ = writeln!(text, "count = {}", finding.count);
            }
        }
        text
    }

    /// The state of a finding, the `met` ones of which were met before.
    fn state(&self, found: &Diagnostic, met: &mut BTreeMap<String, usize>) -> State {
        let print = found.fingerprint();
        let Some(known) = self.findings.get(&print) else { return State::Introduced };
        let met = met.entry(print).or_default();
        if *met == known.count {
            return State::Introduced;
        }
        *met += 1;
        if found.value > known.value { State::Worsened } else { State::Carried }
    }

    /// Keeps what is still found, as often as it is.
    fn keep(&mut self, found: &[Diagnostic]) {
        let mut prints: BTreeMap<String, usize> = BTreeMap::new();
        for found in found {
            *prints.entry(found.fingerprint()).or_default() += 1;
        }
        self.findings.retain(|print, known| {
            known.count = known.count.min(prints.get(print).copied().unwrap_or_default());
            known.count > 0
        });
    }
}

fn broken(text: &str, problems: &[Problem]) -> Error {
    let file = SourceFile::new(text.into());
    let place = |problem: &Problem| {
        let point = file.point(problem.span.start);
        format!("{FILE}:{}:{}: {}", point.line, point.column, problem.message)
    };
    let places: Vec<String> = problems.iter().map(place).collect();
    let hint = "correct it, or remove it and run `drawline baseline write`";
    Error::cannot_judge(format!("the baseline is broken\n{}", places.join("\n")), hint)
}

/// Where it lies.
#[must_use]
pub(crate) fn path() -> RepoPath {
    RepoPath::new(FILE).expect("internal error: a sound path")
}

/// Takes out of a baseline what is no longer found, and the file with the last of it; says how many went and are left.
///
/// # Errors
/// A baseline that is broken, or cannot be written.
pub(crate) fn shrink(worktree: &Worktree, before: &str, found: &[Diagnostic]) -> Result<(usize, usize), Error> {
    if let Some(unread) = found.iter().find(|found| is_unread(found)) {
        return Err(Error::cannot_judge(
            format!("{} cannot be read, so nothing in it is known to be fixed", unread.primary.at.path),
            "correct it first; `drawline lint` shows the place",
        ));
    }
    let mut known = Known::read(before)?;
    let all = known.count();
    known.keep(found);
    let left = known.count();
    if left == 0 {
        worktree.remove(&path(), before)?;
    } else if left < all {
        worktree.rewrite([(&path(), before, known.text().as_str())].into_iter())?;
    }
    Ok((all - left, left))
}

/// Takes out of the baseline of a working tree, where there is one, what is no longer found.
pub(super) fn shrink_by(worktree: &Worktree, entries: &[Entry]) -> Result<(), Error> {
    let Some(before) = worktree.required_text(&path())? else { return Ok(()) };
    let found: Vec<Diagnostic> = entries.iter().map(|entry| entry.diagnostic.clone()).collect();
    if found.iter().any(is_unread) {
        return Ok(());
    }
    shrink(worktree, &before, &found).map(|_| ())
}

/// Holds what was found against the baseline, where there is one: what is known is carried, and shown only where all is asked
/// for. A range and the index have a base of their own. Says whether there is something to compare with.
pub(super) fn apply(request: &Request, outcome: &mut Outcome) -> Result<bool, Error> {
    let is_first = request.target == Target::Index && repository()?.head()?.is_none();
    if request.target.has_base() && !is_first {
        return Ok(true);
    }
    let Some(text) = text(request)? else { return Ok(is_first) };
    let known = Known::read(&text)?;
    let mut met = BTreeMap::new();
    for entry in outcome.entries.iter_mut().filter(|entry| entry.diagnostic.waiver.is_none()) {
        entry.state = Some(known.state(&entry.diagnostic, &mut met));
    }
    let is_known = |entry: &Entry| entry.state == Some(State::Carried);
    outcome.known = outcome.entries.iter().filter(|entry| is_known(entry)).count();
    let is_all_read = !outcome.entries.iter().any(|entry| is_unread(&entry.diagnostic));
    if request.paths.is_empty() && is_all_read {
        outcome.settled = known.count() - met.values().sum::<usize>();
    }
    if !request.carried {
        outcome.entries.retain(|entry| !is_known(entry));
    }
    Ok(true)
}

/// The baseline of what is judged: the revision's own, or that of the revision which the rules come from.
fn text(request: &Request) -> Result<Option<Arc<str>>, Error> {
    let of_target = match &request.target {
        Target::Revision(revision) => Some(revision),
        _ => None,
    };
    match request.rules.revision.as_ref().or(of_target) {
        Some(revision) => Committed::at(&repository()?, revision)?.text(&path()),
        // Of a first commit, which has no base, the index holds it.
        None if request.target == Target::Index => {
            let git = repository()?;
            git.index()?.blob(FILE).map(|blob| git.policy_text(blob)).transpose()
        }
        None => worktree(&request.paths)?.required_text(&path()),
    }
}
