//! The baseline: findings that were there when drawline came, kept out of the way by what they are about, never by line or
//! number. `drawline baseline write` and `prune`; `drawline lint` holds what it finds against it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::told::Told;
use super::{Answer, nothing_to_judge, policy, refuse_broken_config, worktree};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::source::SourceFile;
use crate::base::suggest::counted;
use crate::cli::{Baseline as Command, BaselineArgs, Lint};
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::{Document, Problem};
use crate::edge::git::Git;
use crate::edge::worktree::Worktree;
use crate::edge::worktree::write::write_new;
use crate::history::Store;
use crate::history::report::Entry;
use crate::history::tree::Trees;
use crate::lint;
use crate::render::TargetKind;

/// The file, at the root.
const FILE: &str = "drawline-baseline.toml";

const FINDING: Shape = &[
    Field::needed("fingerprint", Type::Name, "What the finding is about, whatever line it stands on."),
    Field::new("rule", Type::Name, "The rule, for people."),
    Field::new("message", Type::Text, "The message, for people."),
    // Below zero where less is worse.
    Field::new("value", Type::Any, "How far a limit was crossed: more than this is told."),
];
const BASELINE: Shape = &[Field::new("finding", Type::Tables(FINDING), "A finding that is kept out of the way.")];

const HEAD: &str = "# Findings that were there when drawline came; `drawline lint` tells those that are new, or worse.\n\
                    # `drawline baseline prune` takes the settled ones out; new ones never join by themselves.\n";

/// Findings that are known.
struct Known {
    findings: BTreeMap<String, Finding>,
}

struct Finding {
    rule: Arc<str>,
    message: Arc<str>,
    value: Option<f64>,
}

impl Known {
    fn of(found: &[Diagnostic]) -> Self {
        let finding = |found: &Diagnostic| {
            let finding =
                Finding { rule: found.rule.clone(), message: found.message.as_str().into(), value: found.value };
            (found.fingerprint(), finding)
        };
        Self { findings: found.iter().filter(|found| found.waiver.is_none()).map(finding).collect() }
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
            let finding = Finding { rule: word("rule"), message: word("message"), value };
            Some((table.name_at("fingerprint")?.value.to_string(), finding))
        });
        Ok(Self { findings: findings.collect() })
    }

    /// The file's text; by rule and fingerprint, so that two branches rarely touch the same lines.
    fn text(&self) -> String {
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
        }
        text
    }

    fn state(&self, found: &Diagnostic) -> State {
        match self.findings.get(&found.fingerprint()) {
            None => State::Introduced,
            Some(known) if found.value > known.value => State::Worsened,
            Some(_) => State::Carried,
        }
    }

    /// Keeps what is still found.
    fn keep(&mut self, found: &[Diagnostic]) {
        let prints: std::collections::BTreeSet<String> = found.iter().map(Diagnostic::fingerprint).collect();
        self.findings.retain(|print, _| prints.contains(print));
    }
}

fn broken(text: &str, problems: &[Problem]) -> Error {
    let file = SourceFile::new(text.into());
    let place = |problem: &Problem| {
        let point = file.point(problem.span.start);
        format!("{FILE}:{}:{}: {}", point.line, point.column, problem.message)
    };
    let places: Vec<String> = problems.iter().map(place).collect();
    let hint = "mend it, or remove it and run `drawline baseline write`";
    Error::cannot_judge(format!("the baseline is broken\n{}", places.join("\n")), hint)
}

fn path() -> RepoPath {
    RepoPath::new(FILE).expect("internal error: a sound path")
}

pub(super) fn run(command: &Command) -> Result<Answer, Error> {
    let text = match command {
        Command::Write(args) => write(args)?,
        Command::Prune(args) => prune(args)?,
    };
    Ok(Answer { text, code: 0 })
}

fn found(worktree: &Worktree, args: &BaselineArgs) -> Result<Vec<Diagnostic>, Error> {
    let policy = Arc::new(policy(worktree, &args.policy)?);
    refuse_broken_config(&policy)?;
    let snapshot = worktree.snapshot(&policy.config, &[])?;
    if snapshot.files().is_empty() {
        return Err(nothing_to_judge(&[]));
    }
    Ok(lint::lint(&policy, &snapshot, args.today.unwrap_or_else(Date::today)))
}

fn write(args: &BaselineArgs) -> Result<String, Error> {
    let worktree = worktree(&[])?;
    if worktree.text(&path())?.is_some() {
        return Err(Error::cannot_judge(
            format!("{FILE} is there already"),
            "`drawline baseline prune` takes settled findings out; to start anew, remove the file first",
        ));
    }
    let known = Known::of(&found(&worktree, args)?);
    if known.findings.is_empty() {
        return Ok("nothing is found: no baseline is needed\n".to_owned());
    }
    write_new(&worktree, FILE, &known.text())?;
    Ok(format!("wrote {FILE}: {}; `drawline lint` tells what is new\n", counted(known.findings.len(), "finding")))
}

fn prune(args: &BaselineArgs) -> Result<String, Error> {
    let worktree = worktree(&[])?;
    let Some(before) = worktree.text(&path())? else {
        return Err(Error::cannot_judge(format!("there is no {FILE}"), "`drawline baseline write` writes one"));
    };
    let found = found(&worktree, args)?;
    let (settled, left) = shrink(&worktree, &before, &found)?;
    Ok(match (settled, left) {
        (0, left) => format!("nothing is settled: {} in the baseline\n", counted(left, "finding")),
        (settled, 0) => format!("removed {FILE}: {} settled, and none is left\n", counted(settled, "finding")),
        (settled, left) => format!("{} settled and taken out, {left} left\n", counted(settled, "finding")),
    })
}

/// Takes out what is no longer found, and the file with the last of it; says how many went and are left.
fn shrink(worktree: &Worktree, before: &str, found: &[Diagnostic]) -> Result<(usize, usize), Error> {
    let mut known = Known::read(before)?;
    let all = known.findings.len();
    known.keep(found);
    let left = known.findings.len();
    if left == 0 {
        worktree.remove(&path(), before)?;
    } else if left < all {
        worktree.rewrite([(&path(), before, known.text().as_str())].into_iter())?;
    }
    Ok((all - left, left))
}

/// Holds what was found against the baseline, where there is one: what is known is carried, and shown only where all is asked
/// for. A range and the index have a base of their own. Says whether there is a baseline.
pub(super) fn apply(args: &Lint, told: &mut Told) -> Result<bool, Error> {
    if !matches!(told.target, TargetKind::Worktree | TargetKind::Revision) {
        return Ok(false);
    }
    let Some(text) = text(args)? else { return Ok(false) };
    let known = Known::read(&text)?;
    let mends = (args.fix || args.unsafe_fixes) && !args.diff;
    if mends {
        let found: Vec<Diagnostic> = told.entries.iter().map(|entry| entry.diagnostic.clone()).collect();
        // What is mended goes out at once; with paths, other findings were not looked at.
        if args.paths.is_empty() {
            shrink(&worktree(&[])?, &text, &found)?;
        }
    }
    let mut met = std::collections::BTreeSet::new();
    for entry in told.entries.iter_mut().filter(|entry| entry.diagnostic.waiver.is_none()) {
        let state = known.state(&entry.diagnostic);
        entry.state = Some(state);
        if state != State::Introduced {
            met.insert(entry.diagnostic.fingerprint());
        }
    }
    let is_known = |entry: &Entry| entry.state == Some(State::Carried);
    told.known = told.entries.iter().filter(|entry| is_known(entry)).count();
    if args.paths.is_empty() && !mends {
        told.settled = known.findings.len() - met.len();
    }
    if !args.target.all {
        told.entries.retain(|entry| !is_known(entry));
    }
    Ok(true)
}

/// The baseline of what is judged: the revision's own, or that of the revision which the rules come from.
fn text(args: &Lint) -> Result<Option<String>, Error> {
    let Some(revision) = args.target.rules_from.as_ref().or(args.target.rev.as_ref()) else {
        return worktree(&args.paths)?.text(&path());
    };
    let Some(git) = Git::discover(Path::new("."), true)? else { return Ok(None) };
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let blob = Trees::new(&git).top_file(tree, FILE)?;
    blob.map(|blob| Ok(String::from_utf8_lossy(&git.blob(blob)?).into_owned())).transpose()
}
