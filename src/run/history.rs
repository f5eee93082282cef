//! `drawline lint` on what Git holds: the index, a revision, every commit of a range.

use std::path::Path;
use std::sync::Arc;

use super::staged::Staged;
use super::start::Start;
use super::told::Told;
use super::{granted, named, policy, worktree};
use crate::base::date::Date;
use crate::base::diagnostic::{Diagnostic, State, Subject};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::cli::{Lint, LintFormat, TargetArgs};
use crate::config::{FILE, RuleFiles};
use crate::edge::git::Git;
use crate::edge::worktree::Worktree;
use crate::history::blame::{Trace, origins};
use crate::history::range::{self, Wanted};
use crate::history::report::Entry;
use crate::history::timeline::{Rules, Timeline};
use crate::history::tree::Trees;
use crate::history::{ObjectId, Store, waivers};
use crate::lint::Judgement;
use crate::policy::{Choice, Policy, RuleText};
use crate::render::TargetKind;

/// What is about to be pushed, as pre-commit and prek say it in the environment: a range; one commit where the remote has
/// nothing of it yet; HEAD where they say nothing.
pub(super) fn resolve_pushed(target: &TargetArgs) -> TargetArgs {
    if !target.pushed {
        return target.clone();
    }
    let variable = |name: &str| std::env::var(name).ok().filter(|value| value.contains(|c: char| c != '0'));
    match (variable("PRE_COMMIT_FROM_REF"), variable("PRE_COMMIT_TO_REF")) {
        (Some(from), Some(to)) => TargetArgs { range: Some(format!("{from}..{to}")), ..target.clone() },
        (_, to) => TargetArgs { rev: Some(to.unwrap_or_else(|| "HEAD".to_owned())), ..target.clone() },
    }
}

/// Judges what Git holds. A checkpoint that turns out to be damaged counts for nothing: the run starts anew without it.
pub(super) fn judge(args: &Lint, target: &TargetArgs, today: Date) -> Result<Told, Error> {
    let git = open(true)?;
    // What a checkpoint's files say of how people are called was not gathered by this run.
    let place = (target.staged && !args.no_cache && !args.anonymous).then(|| git.checkpoint());
    let mut start = Start::at(place.clone());
    let told = judge_from(&git, &mut start, args, target, today);
    if !start.is_damaged() {
        return told;
    }
    start.discard();
    judge_from(&git, &mut Start::at(place), args, target, today)
}

fn judge_from(git: &Git, from: &mut Start, args: &Lint, target: &TargetArgs, today: Date) -> Result<Told, Error> {
    let mut timeline = Timeline::new(git, rules(git, args)?, today);
    if args.anonymous {
        timeline.gather_names();
    }
    let wanted = Wanted { all: target.all };
    let spec = target.range.clone().or_else(|| target.since.as_ref().map(|since| format!("{since}..HEAD")));
    let (mut told, start) = if target.staged {
        let staged = Staged::of(git, timeline.trees())?;
        (staged.judge(&mut timeline, wanted, from)?, staged.head())
    } else if let Some(revision) = &target.rev {
        let commit = git.resolve(revision)?;
        (one(git, &mut timeline, commit, revision)?, Some(commit))
    } else if let Some(spec) = spec {
        // Both ends are enough for one change; every commit asks for all of the history between.
        let range = if target.net { git.range_as_one(&spec)? } else { git.range(&spec)? };
        let tip = range.tip;
        let told = if target.net {
            net(&mut timeline, git, &range, wanted)?
        } else {
            each(&mut timeline, git, &range, wanted)?
        };
        (Told { spec: Some(spec), ..told }, Some(tip))
    } else {
        (working_tree(git, &mut timeline, args)?, git.head()?)
    };
    keep_named(&mut told, args)?;
    if let Some(revision) = &args.target.rules_from {
        granted::keep(git, revision, &mut told.entries)?;
    }
    since_when(git, &mut timeline, &mut told)?;
    let in_range = told.target == TargetKind::Range && matches!(args.format, LintFormat::Json);
    if target.blame || in_range {
        blame(git, &mut timeline, start, &mut told.entries)?;
    }
    told.names.extend(timeline.take_names());
    // The process ends soon: giving back every reading of a history one by one would cost a twentieth of the run.
    std::mem::forget(timeline);
    Ok(told)
}

/// Opens the repository; in a hook the environment names it, and the index that is being committed.
pub(super) fn open(environment: bool) -> Result<Git, Error> {
    Git::discover(Path::new("."), environment)?.ok_or_else(|| {
        Error::cannot_judge(
            "there is no Git repository here",
            "run drawline inside one, or `drawline lint` without revisions",
        )
    })
}

/// One policy for all where it was asked for; else each tree's own.
fn rules(git: &Git, args: &Lint) -> Result<Rules, Error> {
    let profile = args.policy.profile.as_deref();
    let fixed = |policy| Ok(Rules::Fixed(Arc::new(policy)));
    if let Some(revision) = &args.target.rules_from {
        return fixed(policy_at(git, revision, profile)?);
    }
    if args.policy.config.is_some() {
        return fixed(policy(&Worktree::of(git)?, &args.policy)?);
    }
    Rules::own(args.policy.profile.clone())
}

/// The policy of a commit.
fn policy_at(git: &Git, revision: &str, profile: Option<&str>) -> Result<Policy, Error> {
    let tree = git.commit(git.resolve(revision)?)?.tree;
    let trees = Trees::new(git);
    let text = |blob| Ok::<Arc<str>, Error>(String::from_utf8_lossy(&git.blob(blob)?).into());
    let config = trees.top_file(tree, FILE)?.map(text).transpose()?;
    let source = |named: &RuleFiles| -> Result<Vec<RuleText>, Error> {
        let all = trees.differences(None, Some(tree))?.into_iter();
        let files = all.filter_map(|file| Some((RepoPath::new(&file.path)?, file.new?)));
        files.filter(|(path, _)| named.matches(path)).map(|(path, blob)| Ok((path, text(blob)?))).collect()
    };
    let config = config.and_then(|text| Some((RepoPath::new(FILE)?, text)));
    Policy::load(Choice { config, profile, rule_files: Some(&source) })
}

/// Everything in one commit.
fn one(git: &Git, timeline: &mut Timeline<'_>, commit: ObjectId, spec: &str) -> Result<Told, Error> {
    let commit = git.commit(commit)?;
    let policy = timeline.policy_of(commit.tree)?;
    timeline.stand_at(Some(commit.tree), &policy)?;
    let files = timeline.files();
    let found = timeline.judgement().diagnostics();
    if files == 0 && found.is_empty() {
        return Err(nothing(&format!("in {spec}")));
    }
    let commit = Arc::new(commit);
    let text = |path: &RepoPath| timeline.text(path).ok().flatten().or_else(|| policy.text(path));
    let told = Told::stateless(TargetKind::Revision, policy.clone(), found, files, Some(&commit), text);
    Ok(Told { spec: Some(spec.to_owned()), commits: 1, ..told })
}

/// Every commit of a range.
fn each(
    timeline: &mut Timeline<'_>,
    git: &Git,
    range: &crate::edge::git::Range,
    wanted: Wanted,
) -> Result<Told, Error> {
    let reports = range::judge(timeline, git, &range.commits, wanted)?;
    let tip = git.commit(range.tip)?;
    let policy = timeline.policy_of(tip.tree)?;
    timeline.stand_at(Some(tip.tree), &policy)?;
    let mut told = Told { files: timeline.files(), ..of_range(range, policy) };
    for report in reports {
        told.resolved += report.resolved;
        told.entries.extend(report.entries);
        told.rules_changed.extend(report.rules_changed.map(|differ| (report.commit, differ)));
    }
    Ok(told)
}

/// A range as one change, from where its ends met.
fn net(timeline: &mut Timeline<'_>, git: &Git, range: &crate::edge::git::Range, wanted: Wanted) -> Result<Told, Error> {
    let tip = Arc::new(git.commit(range.tip)?);
    let base = range.base.map(|base| git.commit(base)).transpose()?.map(|base| base.tree);
    let mut rules_changed = Vec::new();
    if let Some(base) = base {
        let ruling = timeline.ruling_of(tip.tree)?;
        rules_changed.extend(timeline.differ_by_rules(base, &ruling)?.map(|differ| (tip.clone(), differ)));
    }
    let before = base.map(|base| timeline.policy_of(base)).transpose()?;
    let policy = timeline.policy_of(tip.tree)?;
    timeline.stand_at(base, &policy)?;
    let shift = timeline.move_to(Some(tip.tree))?;
    let diagnostics = range::changes(timeline, &shift, before.as_deref());
    let resolved = diagnostics.iter().filter(|(state, _)| *state == State::Resolved).count();
    let entries = range::entries(timeline, base, diagnostics, wanted, Some(&tip))?;
    Ok(Told { entries, files: timeline.files(), resolved, rules_changed, ..of_range(range, policy) })
}

fn of_range(range: &crate::edge::git::Range, policy: Arc<Policy>) -> Told {
    Told { commits: range.commits.len(), ..Told::new(TargetKind::Range, policy) }
}

/// The working tree, judged by the rules of a commit, or with the origin of each finding.
fn working_tree(git: &Git, timeline: &mut Timeline<'_>, args: &Lint) -> Result<Told, Error> {
    let worktree = worktree(&args.paths)?;
    let policy = Arc::new(match &args.target.rules_from {
        Some(revision) => policy_at(git, revision, args.policy.profile.as_deref())?,
        None => policy(&worktree, &args.policy)?,
    });
    let snapshot = worktree.snapshot(&policy.config, &named(&worktree, &args.paths)?)?;
    if snapshot.files().is_empty() {
        return Err(super::nothing_to_judge(&args.paths));
    }
    let judgement = Judgement::of(&policy, &snapshot, timeline.today());
    let mut found = judgement.diagnostics();
    if let Some(head) = git.head()?.filter(|_| args.target.blame) {
        found.extend(past(git, timeline, head, &judgement)?);
        found.extend(waivers::of_history(&judgement, git, head)?);
    }
    let files = snapshot.files().len();
    let told =
        Told::of_working_tree(policy.clone(), found, files, |path| snapshot.text(path).or_else(|| policy.text(path)));
    Ok(Told { names: judgement.org().names(), ..told })
}

/// What is to be said of duties that history dates where no file does.
fn past(
    git: &Git,
    timeline: &mut Timeline<'_>,
    head: ObjectId,
    judgement: &Judgement,
) -> Result<Vec<Diagnostic>, Error> {
    let asked = std::cell::RefCell::new(Vec::new());
    let _ = judgement.judge_past(&|subject: &Subject| {
        asked.borrow_mut().push(subject.clone());
        None
    });
    let asked = asked.into_inner();
    let traces: Vec<Trace> = asked.iter().cloned().map(Trace::Assignment).collect();
    let dates: Vec<Option<Date>> = origins(timeline, git, head, &traces)?
        .into_iter()
        .map(|origin| Date::parse(&Date::of_timestamp(origin?.authored)))
        .collect();
    let dated: std::collections::HashMap<Subject, Option<Date>> = asked.into_iter().zip(dates).collect();
    let since = |subject: &Subject| dated.get(subject).copied().flatten();
    Ok(judgement.judge_past(&since))
}

/// Keeps what lies under the paths of the command line.
fn keep_named(told: &mut Told, args: &Lint) -> Result<(), Error> {
    if args.paths.is_empty() {
        return Ok(());
    }
    let worktree = worktree(&args.paths)?;
    let named = named(&worktree, &args.paths)?;
    told.entries.retain(|entry| named.iter().any(|folder| entry.diagnostic.primary.at.path.is_under(folder)));
    Ok(())
}

/// Says of dropped duties since when they were held.
fn since_when(git: &Git, timeline: &mut Timeline<'_>, told: &mut Told) -> Result<(), Error> {
    let head = git.head()?;
    for entry in &mut told.entries {
        let diagnostic = &mut entry.diagnostic;
        if !timeline.judgement().is_about_change(diagnostic) || diagnostic.primary.text.contains(", since ") {
            continue;
        }
        let before = match &entry.commit {
            Some(commit) => commit.parents.first().copied(),
            None => head,
        };
        let Some(before) = before else { continue };
        if let Some(origin) = origins(timeline, git, before, &[Trace::of(diagnostic)])?.into_iter().flatten().next() {
            let commit = format!("{:.10}", origin.id.to_string());
            diagnostic.primary.text.push_str(&format!(", since {} ({commit})", origin.date()));
        }
    }
    Ok(())
}

/// Names the commit by which each assignment came into being.
fn blame(git: &Git, timeline: &mut Timeline<'_>, start: Option<ObjectId>, entries: &mut [Entry]) -> Result<(), Error> {
    let Some(start) = start else { return Ok(()) };
    let standing = |entry: &Entry| !matches!(entry.state, Some(State::Resolved));
    // In a range each finding is followed back from its own commit; most come into being right there.
    let mut by_start: std::collections::BTreeMap<ObjectId, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| standing(entry)) {
        by_start.entry(entry.commit.as_ref().map_or(start, |commit| commit.id)).or_default().push(at);
    }
    for (start, wanted) in by_start {
        let traces: Vec<Trace> = wanted.iter().map(|at| Trace::of(&entries[*at].diagnostic)).collect();
        for (at, origin) in wanted.into_iter().zip(origins(timeline, git, start, &traces)?) {
            entries[at].introduced_by = origin.map(Arc::new);
        }
    }
    Ok(())
}

pub(super) fn nothing(place: &str) -> Error {
    Error::nothing_to_judge(
        format!("nothing to judge {place}: no charter, ownership or people file"),
        "commit a charter.toml, or say in drawline.toml which files are charters",
    )
}
