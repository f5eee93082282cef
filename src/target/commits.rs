//! What Git holds: the index, a revision, every commit of a range, or a range as one change; and the working tree, where its
//! history is asked for.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::files::{Files, idle_patterns, nothing_found, place};
use super::origins::{Start, blame, past, since_when};
use super::outcome::{Outcome, add_config_problems, stateless};
use super::resume::Leaves;
use super::source::{Committed, policy, policy_of_worktree};
use super::staged::Staged;
use super::{Joined, Request, Shown, Target, repository, resume, trusted, worktree};
use crate::base::diagnostic::{Diagnostic, State};
use crate::base::error::{Error, ErrorKind};
use crate::base::limits::Limits;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::base::suggest::counted;
use crate::config::FILE;
use crate::config::limits::of_text;
use crate::history::configured::{self, Configurations};
use crate::history::range::{self, Step, Wanted};
use crate::history::report::{Entry, TargetKind};
use crate::history::softened::Softening;
use crate::history::timeline::{Rules, Timeline};
use crate::history::tree::Trees;
use crate::history::{ObjectId, Store, waivers};
use crate::io::git::{Git, Range};
use crate::io::worktree::Worktree;
use crate::lint::config_problems;
use crate::policy::Policy;
use crate::read::is_page;

/// What was judged.
pub(super) struct Judged {
    /// What there is to tell.
    pub(super) outcome: Outcome,
    /// Files of ours that changes have touched.
    pub(super) touched: BTreeSet<RepoPath>,
    /// What the configuration there means, whatever judged; `None` where nobody looks at it.
    pub(super) configured: Option<Arc<Policy>>,
}

/// Judges what Git holds. A checkpoint that turns out to be damaged counts for nothing: the run starts anew without it.
pub(super) fn judge(request: &Request) -> Result<Outcome, Error> {
    let git = repository()?;
    // What a checkpoint's files say of how people are called was not gathered by this run.
    let place = (request.checkpoint && !request.names).then(|| git.checkpoint());
    let mut start = resume::Start::at(place.clone(), Leaves::of(request));
    let outcome = judge_from(&git, &mut start, request);
    if !start.is_damaged() {
        return outcome;
    }
    start.discard();
    judge_from(&git, &mut resume::Start::at(place, Leaves::of(request)), request)
}

fn judge_from(git: &Git, from: &mut resume::Start, request: &Request) -> Result<Outcome, Error> {
    let mut timeline = request.timeline(git, rules(git, request)?);
    if request.names {
        timeline.gather_names();
    }
    let (mut outcome, start) = match &request.target {
        Target::Worktree => (working_tree(git, &mut timeline, request)?, git.head()?),
        _ => committed(git, &mut timeline, from, request)?,
    };
    if let Some(revision) = &request.rules.revision {
        trusted::keep(git, revision, request, &mut outcome.entries)?;
    }
    since_when(git, &mut timeline, &mut outcome)?;
    if request.origins {
        blame(git, &mut timeline, start, &mut outcome.entries)?;
    }
    outcome.names.extend(timeline.take_names());
    timeline.end();
    Ok(outcome)
}

/// One policy for all where it was asked for; else each tree's own.
pub(super) fn rules(git: &Git, request: &Request) -> Result<Rules, Error> {
    let choice = &request.rules;
    if let Some(revision) = &choice.revision {
        let trusted = policy(&Committed::at(git, revision)?, choice.profile.as_deref())?;
        git.read_up_to(trusted.config.limits.file);
        return Rules::trusted(trusted, choice.profile.clone());
    }
    if choice.config.is_some() {
        let policy = policy_of_worktree(&Worktree::of(git)?, choice)?;
        git.read_up_to(policy.config.limits.file);
        return Ok(Rules::Fixed(Arc::new(policy)));
    }
    let limits = limits_before(git, &request.target)?;
    git.read_up_to(limits.file);
    Rules::own(choice.profile.clone(), limits)
}

/// How much is read of what a target holds: as much as the configuration says that it comes after, so that no change raises
/// what holds for itself. A revision is no change, and its own configuration counts.
fn limits_before(git: &Git, target: &Target) -> Result<Limits, Error> {
    let before = match target {
        Target::Revision(revision) => Some(git.resolve(revision)?),
        Target::Range { spec, .. } => Some(git.start_of(spec)?),
        Target::Index | Target::Worktree | Target::Facts(_) => git.head()?,
    };
    let Some(before) = before else { return Ok(Limits::default()) };
    let config = Trees::new(git).top_file(git.commit(before)?.tree, FILE)?;
    let text = config.map(|blob| git.policy_text(blob)).transpose()?;
    Ok(text.map_or_else(Limits::default, |text| of_text(&text)))
}

/// What commits and the index hold, with the commit that it is held against or comes from.
fn committed(
    git: &Git,
    timeline: &mut Timeline<'_>,
    from: &mut resume::Start,
    request: &Request,
) -> Result<(Outcome, Start), Error> {
    let wanted = Wanted { all: request.carried };
    let (judged, at, start) = match &request.target {
        Target::Range { spec, joined: how } => {
            // Both ends are enough for one change; every commit asks for all of the history between.
            let range = match how {
                Joined::No => git.range(spec)?,
                Joined::FromMeeting => git.range_as_one(spec)?,
                Joined::FromLeft => git.range_from_left(spec)?,
            };
            let before = || range.commits.first().and_then(|first| first.parents.first().copied());
            if let Some(base) = range.base.or_else(before) {
                let tree = git.commit(base)?.tree;
                let policy = timeline.policy_of(tree)?;
                from.resume_at(timeline, tree, &policy);
            }
            let judged = if *how == Joined::No {
                each(timeline, git, &range, wanted)?
            } else {
                joined(timeline, git, &range, wanted)?
            };
            let mut outcome = Outcome { spec: Some(spec.clone()), commits: range.commits.len(), ..judged.outcome };
            if range.base.map_or(range.commits.is_empty(), |base| base == range.tip) {
                let note = format!("{spec} holds no commit: its left side has all that its right side has");
                outcome.notes.push(note);
            }
            (Judged { outcome, ..judged }, format!("in {spec}"), Some(range.tip))
        }
        Target::Revision(revision) => {
            let commit = git.resolve(revision)?;
            let outcome = one(git, timeline, from, commit)?;
            let outcome = Outcome { spec: Some(revision.clone()), commits: 1, ..outcome };
            let tree = git.commit(commit)?.tree;
            let configured = own_policy(timeline, tree)?;
            (Judged { outcome, touched: BTreeSet::new(), configured }, format!("in {revision}"), Some(commit))
        }
        Target::Index | Target::Worktree | Target::Facts(_) => {
            let staged = Staged::of(git, timeline.trees())?;
            (staged.judge(timeline, wanted, from)?, "in the index".to_owned(), staged.head())
        }
    };
    let outcome = narrowed(git, timeline, request, judged, &at);
    if let Err(error) = &outcome
        && error.kind == ErrorKind::NothingToJudge
    {
        refuse_to_stop_reading(git, timeline, request)?;
    }
    Ok((outcome?, start))
}

/// Refuses a change after which nothing is read, where something was read before it: nothing would be judged from then on, and
/// nobody be told.
fn refuse_to_stop_reading(git: &Git, timeline: &mut Timeline<'_>, request: &Request) -> Result<(), Error> {
    let before = match &request.target {
        Target::Index => git.head()?,
        Target::Range { spec, .. } => Some(git.start_of(spec)?),
        Target::Revision(_) | Target::Worktree | Target::Facts(_) => None,
    };
    let Some(before) = before.filter(|_| request.paths.is_empty()) else { return Ok(()) };
    let tree = git.commit(before)?.tree;
    let policy = timeline.policy_of(tree)?;
    timeline.checkout(Some(tree), &policy)?;
    match timeline.files() {
        0 => Ok(()),
        files => Err(Error::cannot_judge(
            format!("the change leaves nothing that is read: {} before it", counted(files, "file")),
            format!(
                "`charters` and `exclude` of {FILE} say what is read; --rules-from judges a change by the rules before it"
            ),
        )),
    }
}

/// What lies under the paths that were asked for, with the problems of a configuration that leaves nothing else to judge.
fn narrowed(git: &Git, timeline: &Timeline<'_>, request: &Request, judged: Judged, at: &str) -> Result<Outcome, Error> {
    let Judged { mut outcome, touched, configured } = judged;
    outcome.notes.extend(left_out(git, request, configured.as_deref())?);
    let shown = match request.paths.as_slice() {
        [] => Shown::all(),
        paths => Shown::of(&worktree(paths)?, paths)?,
    };
    let config = outcome.policy.config_file.as_ref().or(configured.as_ref().and_then(|own| own.config_file.as_ref()));
    let config = config.map(|(path, _)| path.clone());
    outcome.entries.retain(|entry| shown.has_finding(&entry.diagnostic, config.as_ref()));
    if shown.is_all() {
        outcome.files = timeline.files();
        outcome.coverage = timeline.judgement().coverage();
    } else {
        outcome.files = timeline.paths().filter(|path| shown.has(path)).count();
        outcome.coverage = timeline.judgement().coverage_of(&|path| shown.has(path));
    }
    if request.whom {
        outcome.say_whom(timeline.judgement(), request.today);
    }
    let is_nothing = outcome.files == 0 && !touched.iter().any(|path| shown.has(path));
    let rule = |entry: &Entry| outcome.policy.rule(&entry.diagnostic.rule);
    let says_why = |entry: &Entry| rule(entry).is_some_and(|rule| rule.judges().patterns);
    if is_nothing && outcome.entries.iter().all(says_why) {
        let problems = configured.as_deref().map_or_else(Vec::new, config_problems);
        if problems.is_empty() {
            let left_out = outcome.notes.first().cloned().or_else(|| unnamed_page(shown.folders()));
            return Err(nothing(&place(&request.paths, at), &outcome.policy, left_out.as_deref()));
        }
        // There is nothing that they could be held against.
        outcome.entries = configured::entries(problems, None, None, configured.as_deref().unwrap_or(&outcome.policy));
        return Ok(outcome);
    }
    if let Some(own) = configured.as_deref() {
        keep_telling_of_configuration(own, &mut outcome.entries);
    }
    Ok(outcome)
}

/// Adds what is wrong with a configuration, new or not: it does not judge as it is meant to, and nothing passes because of it.
fn keep_telling_of_configuration(own: &Policy, entries: &mut Vec<Entry>) {
    let told: HashSet<_> =
        entries.iter().filter(|entry| entry.counts()).map(|entry| entry.diagnostic.identity()).collect();
    let mut problems = config_problems(own);
    problems.retain(|found| !told.contains(&found.identity()));
    let again: HashSet<_> = problems.iter().map(Diagnostic::identity).collect();
    entries.retain(|entry| !again.contains(&entry.diagnostic.identity()) || entry.state == Some(State::Resolved));
    entries.extend(configured::entries(problems, None, None, own));
}

/// The policy that a tree's own configuration means.
fn own_policy(timeline: &mut Timeline<'_>, tree: ObjectId) -> Result<Option<Arc<Policy>>, Error> {
    let ruling = timeline.ruling_of(tree)?;
    timeline.own_policy_by(&ruling, None)
}

/// Everything in one commit.
fn one(git: &Git, timeline: &mut Timeline<'_>, from: &mut resume::Start, commit: ObjectId) -> Result<Outcome, Error> {
    let commit = Arc::new(git.commit(commit)?);
    let policy = timeline.policy_of(commit.tree)?;
    from.resume_at(timeline, commit.tree, &policy);
    timeline.checkout(Some(commit.tree), &policy)?;
    let found = timeline.judgement().diagnostics();
    let text = |place: &Location| timeline.text_of(place).ok().flatten();
    let mut entries = stateless(found, Some(&commit), text);
    if let Some(own) = own_policy(timeline, commit.tree)?.filter(|own| !Arc::ptr_eq(own, &policy)) {
        add_config_problems(&own, Some(&commit), &mut entries);
    }
    Ok(Outcome { entries, ..outcome(TargetKind::Revision, policy) })
}

/// Every commit of a range.
fn each(timeline: &mut Timeline<'_>, git: &Git, range: &Range, wanted: Wanted) -> Result<Judged, Error> {
    let reports = range::judge(timeline, git, &range.commits, wanted)?;
    let tip = git.commit(range.tip)?;
    let policy = timeline.policy_of(tip.tree)?;
    let configured = own_policy(timeline, tip.tree)?;
    timeline.checkout(Some(tip.tree), &policy)?;
    let mut judged = Judged { outcome: outcome(TargetKind::Range, policy), touched: BTreeSet::new(), configured };
    for report in reports {
        judged.outcome.resolved += report.resolved;
        judged.outcome.entries.extend(report.entries);
        judged.outcome.rules_changed.extend(report.rules_changed);
        judged.touched.extend(report.touched);
    }
    Ok(judged)
}

/// A range as one change, from where its ends met.
fn joined(timeline: &mut Timeline<'_>, git: &Git, range: &Range, wanted: Wanted) -> Result<Judged, Error> {
    let tip = Arc::new(git.commit(range.tip)?);
    let (base, _) = net_ends(git, range)?;
    let ruling = timeline.ruling_of(tip.tree)?;
    let configurations = Configurations::of(timeline, base.as_slice(), &ruling)?;
    let softening = base.map(|base| Softening::of(timeline, base, &ruling)).transpose()?.flatten();
    let policy = timeline.policy_of(tip.tree)?;
    timeline.checkout(base, &policy)?;
    let mut shift = timeline.move_to(Some(tip.tree))?;
    let diagnostics = range::changes(timeline, &mut shift, configurations.is_new);
    let step = Step { base, configured: configurations.changes(timeline, Some(&tip)), commit: Some(tip.clone()) };
    let (entries, resolved) = range::entries(timeline, step, diagnostics, wanted)?;
    let at_tip = |timeline: &mut Timeline<'_>, policy: &Arc<Policy>| timeline.checkout(Some(tip.tree), policy);
    let rules_changed = softening.map(|softening| softening.lets_through(timeline, &tip, at_tip)).transpose()?;
    at_tip(timeline, &policy)?;
    let rules_changed = rules_changed.into_iter().collect();
    let outcome = Outcome { entries, resolved, rules_changed, ..outcome(TargetKind::Range, policy) };
    let configured = timeline.own_policy_by(&ruling, None)?;
    Ok(Judged { outcome, touched: shift.touched.files, configured })
}

/// The trees at both ends of a range that is one change.
///
/// # Errors
/// An object that is not there.
pub(super) fn net_ends(git: &Git, range: &Range) -> Result<(Option<ObjectId>, ObjectId), Error> {
    let base = range.base.map(|base| git.commit(base)).transpose()?.map(|base| base.tree);
    Ok((base, git.commit(range.tip)?.tree))
}

/// Nothing yet of a target.
pub(super) fn outcome(target: TargetKind, policy: Arc<Policy>) -> Outcome {
    Outcome::new(target, policy)
}

/// The working tree, judged by the rules of a commit, or with the origin of each finding.
fn working_tree(git: &Git, timeline: &mut Timeline<'_>, request: &Request) -> Result<Outcome, Error> {
    let files = Files::open(&request.paths, &request.rules)?.watched_by(request.progress);
    let judgement = files.judged(request.today);
    let mut found = judgement.diagnostics();
    if let Some(head) = git.head()?.filter(|_| request.origins) {
        found.extend(past(git, timeline, head, &judgement)?);
        found.extend(waivers::of_history(&judgement, git, head)?);
    }
    Ok(files.outcome(request, &judgement, found))
}

/// How a page is read in commits that was named, and that no pattern is about.
fn unnamed_page(named: &[String]) -> Option<String> {
    let [page] = named else { return None };
    let is_one = RepoPath::new(page).is_some_and(|path| is_page(&path));
    is_one.then(|| {
        format!(
            "of commits, pages are read that {FILE} names: add \"{page}\" to `charters` there and commit it; `drawline lint {page}` \
             reads the page as it is here"
        )
    })
}

/// Nothing to read is never a clean answer.
pub(super) fn nothing(place: &str, policy: &Policy, left_out: Option<&str>) -> Error {
    let hint = left_out.map(str::to_owned).or_else(|| idle_patterns(policy)).unwrap_or_else(|| {
        "commit a charter.toml; `drawline init` looks at what is here and proposes what to read".to_owned()
    });
    Error::nothing_to_judge(nothing_found(place), hint)
}

/// Says that the configuration lies in the working tree, and not in what is judged, where that is so and can be changed: a
/// commit that is older than the configuration is judged as it is.
pub(super) fn left_out(git: &Git, request: &Request, configured: Option<&Policy>) -> Result<Option<String>, Error> {
    let has_own = configured.is_none_or(|own| own.config_file.is_some());
    let is_elsewhere = request.rules.revision.is_some() || request.rules.config.is_some();
    if has_own || is_elsewhere || git.root().is_none() || Worktree::of(git)?.config(None)?.is_none() {
        return Ok(None);
    }
    let is_staged = git.index()?.blob(FILE).is_some();
    let head = git.head()?.map(|head| git.commit(head)).transpose()?;
    let is_committed = head.map(|head| Trees::new(git).top_file(head.tree, FILE)).transpose()?.flatten().is_some();
    let way_out = match (&request.target, is_staged) {
        (Target::Index, _) => format!("`git add {FILE}`"),
        _ if is_committed => return Ok(None),
        (_, true) => "commit it".to_owned(),
        (_, false) => format!("`git add {FILE}` and commit it"),
    };
    Ok(Some(format!("{FILE} is here but not in what is judged: {way_out}")))
}
