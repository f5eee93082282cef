//! What each commit of a range introduces, worsens and resolves.
//!
//! A commit is compared with its first parent; what a merge introduces is what none of its parents has. Commits are
//! visited along first parents, side branches first, so that the judgement moves a little at a time; the answer is in the
//! order that was asked for.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::configured::Configurations;
use super::merge::{self, Merge, Side, is_as_bad};
use super::renamed::Renamed;
use super::report::{Entry, Texts, label_places};
use super::selection::is_unread;
use super::softened::RulesChange;
use super::timeline::Timeline;
use super::trace::Trace;
use super::{Commit, ObjectId, Store, waivers};
use crate::base::diagnostic::{Diagnostic, Identity, State};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::progress::Work;
use crate::base::source::Location;
use crate::lint::{Delta, Unit};
use crate::policy::Policy;

/// What one commit does.
#[derive(Debug)]
pub struct CommitReport {
    /// Diagnostics with their states, sorted by place; carried ones where they were asked for.
    pub entries: Vec<Entry>,
    /// How many diagnostics it resolves.
    pub(crate) resolved: usize,
    /// What the commit does to the rules, where it changes them.
    pub(crate) rules_changed: Option<RulesChange>,
    /// The files of ours that it touches.
    pub(crate) touched: BTreeSet<RepoPath>,
}

/// What is wanted of a range.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Carried and resolved diagnostics as well.
    pub all: bool,
}

/// Judges every commit of a range; `commits` are oldest first.
///
/// # Errors
/// An object that is not there.
pub fn judge(
    timeline: &mut Timeline<'_>,
    store: &dyn Store,
    commits: &[Commit],
    wanted: Wanted,
) -> Result<Vec<CommitReport>, Error> {
    let index: HashMap<ObjectId, usize> = commits.iter().enumerate().map(|(at, commit)| (commit.id, at)).collect();
    let mut reports: Vec<Option<CommitReport>> = commits.iter().map(|_| None).collect();
    let progress = timeline.progress();
    progress.begin(Work::Judging, commits.len());
    for at in visiting_order(commits, &index) {
        progress.step(1);
        let commit = &commits[at];
        let known = |id: &ObjectId| index.get(id).map(|at| commits[*at].tree);
        let tree = |id: &ObjectId| known(id).map_or_else(|| store.commit(*id).map(|commit| commit.tree), Ok);
        let side = |id: &ObjectId| Ok(Side { commit: *id, tree: tree(id)? });
        let parents: Vec<Side> = commit.parents.iter().map(side).collect::<Result<_, Error>>()?;
        reports[at] = Some(judge_commit(timeline, store, commit, &parents, wanted)?);
    }
    Ok(reports.into_iter().flatten().collect())
}

/// Along first parents, depth first; of several children the one with the longest line of descent goes last, so that the
/// way back is short.
fn visiting_order(commits: &[Commit], index: &HashMap<ObjectId, usize>) -> Vec<usize> {
    let parent = |at: usize| commits[at].parents.first().and_then(|parent| index.get(parent)).copied();
    let mut size = vec![1usize; commits.len()];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); commits.len()];
    let mut roots = Vec::new();
    for at in (0..commits.len()).rev() {
        match parent(at) {
            Some(above) => {
                size[above] += size[at];
                children[above].push(at);
            }
            None => roots.push(at),
        }
    }
    let mut order = Vec::with_capacity(commits.len());
    roots.sort_unstable_by_key(|root| std::cmp::Reverse(*root));
    let mut stack = roots;
    while let Some(at) = stack.pop() {
        order.push(at);
        children[at].sort_unstable_by_key(|child| std::cmp::Reverse((size[*child], *child)));
        stack.append(&mut children[at]);
    }
    order
}

fn judge_commit(
    timeline: &mut Timeline<'_>,
    store: &dyn Store,
    commit: &Commit,
    sides: &[Side],
    wanted: Wanted,
) -> Result<CommitReport, Error> {
    let parents: Vec<ObjectId> = sides.iter().map(|side| side.tree).collect();
    let base = parents.first().copied();
    let ruling = timeline.ruling_of(commit.tree)?;
    let rules_before = base.map(|base| timeline.policy_of(base)).transpose()?;
    let configurations = Configurations::of(timeline, &parents, &ruling)?;
    let softening = merge::softening(timeline, store, sides, &ruling)?;
    let policy = timeline.policy_of(commit.tree)?;
    timeline.checkout(base, &policy)?;
    let mut shift = timeline.move_to(Some(commit.tree))?;
    let mut diagnostics = changes(timeline, &mut shift, configurations.is_new);
    if sides.len() > 1 {
        let result = |timeline: &mut Timeline<'_>, _| timeline.move_to(Some(commit.tree));
        let is_configuration_new = configurations.is_new;
        let merge = Merge { sides, policy: &policy, is_configuration_new, result: &result };
        merge.settle(timeline, store, &mut diagnostics)?;
        timeline.checkout(Some(commit.tree), &policy)?;
    }
    let author = || Some((commit.author.clone(), commit.email.clone()));
    // Most commits leave the configuration, and the waivers in it, as they are.
    let config = policy.config_file.as_ref().filter(|_| !rules_before.is_some_and(|old| Arc::ptr_eq(&old, &policy)));
    let files = shift.touched.files.iter().chain(config.map(|(path, _)| path));
    let by_author = waivers::of_step(timeline, store, &parents, author, files)?;
    diagnostics.extend(by_author.into_iter().map(|diagnostic| (State::Introduced, diagnostic)));
    let commit = Arc::new(commit.clone());
    let configured = configurations.changes(timeline, Some(&commit));
    let step = Step { base, configured, commit: Some(commit.clone()) };
    let (entries, resolved) = entries(timeline, step, diagnostics, wanted)?;
    let standing = entries.iter().filter(|entry| entry.state != Some(State::Resolved));
    let asked: Vec<Trace> = standing.map(|entry| Trace::of(&entry.diagnostic)).collect();
    timeline.note_step(commit.id, &shift, &asked);
    let at = |timeline: &mut Timeline<'_>, policy: &Arc<Policy>| timeline.checkout(Some(commit.tree), policy);
    let rules_changed = softening.map(|softening| softening.lets_through(timeline, &commit, at)).transpose()?;
    Ok(CommitReport { entries, resolved, rules_changed, touched: shift.touched.files })
}

/// What a step does beside its configuration: states of diagnostics, and what the rules that judge changes say. Where the
/// configuration is another, what is wrong with it is compared elsewhere.
#[must_use]
pub(crate) fn changes(
    timeline: &Timeline<'_>,
    shift: &mut Delta,
    is_configuration_new: bool,
) -> Vec<(State, Diagnostic)> {
    if is_configuration_new {
        shift.before.remove(&Unit::Config);
    }
    let mut diagnostics = compare(timeline, shift);
    let of_change = timeline.judgement().judge_change(shift);
    diagnostics.extend(of_change.into_iter().map(|diagnostic| (State::Introduced, diagnostic)));
    diagnostics
}

/// A step from a tree to where the timeline stands.
pub(crate) struct Step {
    /// The tree.
    pub(crate) base: Option<ObjectId>,
    /// What it does to the configuration.
    pub(crate) configured: Vec<Entry>,
    /// The commit that does it.
    pub(crate) commit: Option<Arc<Commit>>,
}

/// Diagnostics with the texts that they point into: those of the tree before where a file is gone or a finding resolved.
///
/// With them, how many are resolved, shown or not.
///
/// # Errors
/// An object that is not there.
pub(crate) fn entries(
    timeline: &Timeline<'_>,
    step: Step,
    mut diagnostics: Vec<(State, Diagnostic)>,
    wanted: Wanted,
) -> Result<(Vec<Entry>, usize), Error> {
    let Step { base, configured: mut all, commit } = step;
    let states = diagnostics.iter().map(|(state, _)| Some(*state)).chain(all.iter().map(|entry| entry.state));
    let resolved = states.filter(|state| *state == Some(State::Resolved)).count();
    if wanted.all {
        let known: HashSet<Identity> = all.iter().map(|entry| entry.diagnostic.identity()).collect();
        add_carried(timeline, &known, &mut diagnostics);
    } else {
        diagnostics.retain(|(state, _)| *state != State::Resolved);
        all.retain(|entry| entry.state != Some(State::Resolved));
    }
    sort(&mut diagnostics);
    if diagnostics.is_empty() {
        return Ok((all, resolved));
    }
    let policy = timeline.judgement().policy().clone();
    let is_old = |state: State, found: &Diagnostic| {
        let path = &found.primary.at.path;
        let is_gone = !found.primary.at.is_embedded() && !timeline.has(path) && policy.text(path).is_none();
        state == State::Resolved || is_gone
    };
    let mut failed = None;
    let mut texts = |wanted: bool| {
        let found = diagnostics.iter().filter(|(state, found)| is_old(*state, found) == wanted).map(|(_, found)| found);
        Arc::new(Texts::gather(label_places(found), |place| {
            let text = if wanted { timeline.text_before(base, place) } else { timeline.text_of(place) };
            text.map_err(|error| failed = Some(error)).ok().flatten()
        }))
    };
    let (old_texts, new_texts) = (texts(true), texts(false));
    if let Some(error) = failed {
        return Err(error);
    }
    let entry = |(state, diagnostic): (State, Diagnostic)| {
        let texts = if is_old(state, &diagnostic) { old_texts.clone() } else { new_texts.clone() };
        Entry { diagnostic, state: Some(state), commit: commit.clone(), introduced_by: None, texts }
    };
    all.extend(diagnostics.into_iter().map(entry));
    all.sort_by(|a, b| {
        let (a, b) = (&a.diagnostic, &b.diagnostic);
        (&a.primary.at, &a.rule, &a.message).cmp(&(&b.primary.at, &b.rule, &b.message))
    });
    Ok((all, resolved))
}

/// What a step introduced, worsened and resolved.
#[must_use]
pub(crate) fn compare(timeline: &Timeline<'_>, shift: &Delta) -> Vec<(State, Diagnostic)> {
    let mut old: HashMap<Identity, Vec<&Diagnostic>> = HashMap::new();
    for diagnostic in shift.before.values().flatten().flat_map(|found| found.iter()) {
        old.entry(diagnostic.identity()).or_default().push(diagnostic);
    }
    let renamed = Renamed::of(timeline, shift);
    let mut states = Vec::new();
    let now = shift.before.keys().filter_map(|unit| timeline.judgement().found(unit)).flat_map(|found| found.iter());
    for diagnostic in now {
        // What is found more often than before is new as often as that, whatever it is about.
        let before =
            old.get_mut(&identity_before(timeline, &renamed, diagnostic)).and_then(|all| take_alike(all, diagnostic));
        match before {
            None => states.push((State::Introduced, diagnostic.clone())),
            Some(before) if before.waiver.is_some() && diagnostic.waiver.is_none() => {
                states.push((State::Introduced, diagnostic.clone()));
            }
            Some(before) if diagnostic.value > before.value || diagnostic.severity > before.severity => {
                states.push((State::Worsened, diagnostic.clone()));
            }
            // Whatever a step writes into a file that cannot be read goes unjudged: that is not as it was before.
            Some(_) if is_unread(diagnostic) && is_rewritten(timeline, shift, diagnostic) => {
                states.push((State::Introduced, diagnostic.clone()));
            }
            Some(_) => {}
        }
    }
    // What is said of a file stays the same where it could not be read and cannot be.
    let same = shift.touched.files.iter().map(|path| Unit::File(path.clone()));
    let same =
        same.filter(|unit| !shift.before.contains_key(unit)).filter_map(|unit| timeline.judgement().found(&unit));
    let unread =
        same.flat_map(|found| found.iter()).filter(|found| is_unread(found) && is_rewritten(timeline, shift, found));
    states.extend(unread.map(|found| (State::Introduced, found.clone())));
    let gone = old.into_values().flatten();
    states.extend(gone.map(|diagnostic| (State::Resolved, diagnostic.clone())));
    states
}

/// Takes one of those of one identity: the one that says the same, where there is one.
fn take_alike<'a>(all: &mut Vec<&'a Diagnostic>, found: &Diagnostic) -> Option<&'a Diagnostic> {
    let says_the_same = |old: &&Diagnostic| {
        old.message == found.message && old.primary.text == found.primary.text && old.value == found.value
    };
    let at = all.iter().position(says_the_same).unwrap_or_default();
    (!all.is_empty()).then(|| all.remove(at))
}

/// Whether a step writes the file of a finding anew, and does not only move it.
fn is_rewritten(timeline: &Timeline<'_>, shift: &Delta, found: &Diagnostic) -> bool {
    let path = &found.primary.at.path;
    shift.touched.files.contains(path) && timeline.moved_from(path).is_none()
}

/// The identity that a diagnostic had before the step, where its file was moved or its team renamed.
fn identity_before(timeline: &Timeline<'_>, renamed: &Renamed, diagnostic: &Diagnostic) -> Identity {
    let path = &diagnostic.primary.at.path;
    let team = diagnostic.subject.team.as_deref().map(|team| renamed.before(team));
    diagnostic.identity_at(timeline.moved_from(path).unwrap_or(path).as_str(), team)
}

/// Whether a finding stands where a timeline stands, or the work that it is about is carried no more there.
#[must_use]
pub(super) fn parent_has(timeline: &Timeline<'_>, diagnostic: &Diagnostic) -> bool {
    let judgement = timeline.judgement();
    if judgement.is_about_change(diagnostic) {
        return !judgement.org().carries(&diagnostic.subject);
    }
    let file = Unit::File(diagnostic.primary.at.path.clone());
    let team = diagnostic.subject.team.clone().map(Unit::Team);
    let person = diagnostic.subject.person.clone().map(Unit::Person);
    let waivers = Unit::Waivers(diagnostic.primary.at.path.clone());
    let units = [Some(file), team, person, Some(Unit::Config), Some(waivers)];
    let identity = diagnostic.identity();
    let found = units.iter().flatten().filter_map(|unit| judgement.found(unit)).flat_map(|found| found.iter());
    found.into_iter().any(|theirs| theirs.identity() == identity && is_as_bad(theirs, diagnostic))
}

fn add_carried(timeline: &Timeline<'_>, known: &HashSet<Identity>, diagnostics: &mut Vec<(State, Diagnostic)>) {
    let stands = diagnostics.iter().filter(|(state, _)| *state != State::Resolved);
    let told: HashSet<(Identity, Location)> =
        stands.map(|(_, diagnostic)| (diagnostic.identity(), diagnostic.primary.at.clone())).collect();
    let is_told = |found: &Diagnostic| {
        let identity = found.identity();
        known.contains(&identity) || told.contains(&(identity, found.primary.at.clone()))
    };
    let all = timeline.judgement().diagnostics();
    diagnostics.extend(all.into_iter().filter(|found| !is_told(found)).map(|found| (State::Carried, found)));
}

/// Sorts diagnostics with states by place, rule and message.
fn sort(diagnostics: &mut Vec<(State, Diagnostic)>) {
    diagnostics
        .sort_by(|(_, a), (_, b)| (&a.primary.at, &a.rule, &a.message).cmp(&(&b.primary.at, &b.rule, &b.message)));
    diagnostics.dedup();
}
