//! The working tree, judged from where an earlier run stood: what HEAD holds comes from a checkpoint, and only what differs from
//! it is read. The answer is the one of a run that reads everything.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Request;
use super::files::{Unread, links_told};
use super::outcome::{Outcome, stateless};
use super::resume::{Leaves, Start};
use crate::base::date::Date;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::progress::Watcher;
use crate::base::source::Location;
use crate::history::report::TargetKind;
use crate::history::timeline::{Rules, Timeline};
use crate::history::tree::{Difference, Trees};
use crate::history::{Commit, ObjectId, Store};
use crate::io::git::Git;
use crate::io::index::Index;
use crate::io::worktree::Worktree;
use crate::lint::Judgement;
use crate::policy::Policy;

/// Fewer files of ours than these in the index are read before a checkpoint is opened.
const FEW: usize = 64;

/// What a repository holds, and what lies in its working tree beside that.
struct Beside<'w> {
    git: &'w Git,
    worktree: &'w Worktree,
    index: &'w Index,
    /// What was read of the working tree, since the index does not know it.
    read: HashMap<ObjectId, Arc<[u8]>>,
    /// Where the other blobs lie in it: to read a file costs less than to unpack what it holds.
    places: HashMap<ObjectId, String>,
    /// How much of a file is read.
    most: usize,
}

impl Store for Beside<'_> {
    fn tree(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        self.git.tree(id)
    }

    fn blob(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        let there = || self.worktree.bytes_of(self.index, self.places.get(&id)?, id, self.most);
        self.read.get(&id).cloned().or_else(there).map_or_else(|| self.git.blob(id), Ok)
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, Error> {
        self.git.commit(id)
    }

    fn meeting(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Error> {
        self.git.meeting(one, other)
    }
}

/// What a start needs where an earlier run stood.
struct Footing<'w> {
    worktree: &'w Worktree,
    policy: &'w Arc<Policy>,
    git: &'w Git,
    index: Index,
    /// HEAD's tree.
    head: ObjectId,
}

impl<'w> Footing<'w> {
    /// `None` where there is nothing to start from, or where reading everything costs no more.
    fn of(worktree: &'w Worktree, policy: &'w Arc<Policy>, is_first: bool) -> Result<Option<Self>, Error> {
        let Some(git) = worktree.repository() else { return Ok(None) };
        let Some(head) = git.head()?.map(|head| git.commit(head)).transpose()? else { return Ok(None) };
        if !is_first && !git.checkpoint().exists() {
            return Ok(None);
        }
        git.read_up_to(policy.config.limits.file);
        let index = git.index()?;
        let ours =
            |path: &String| RepoPath::new(path).is_some_and(|path| policy.config.format_of(&path, false).is_some());
        // Asked of the index, so that a working tree with few files of ours is not walked twice.
        let is_worth_it = index.paths().iter().filter(|path| ours(path)).take(FEW).count() == FEW;
        Ok(is_worth_it.then_some(Self { worktree, policy, git, index, head: head.tree }))
    }

    /// Goes from where an earlier run stood to what lies in the working tree, and ends there; `None` where there is no such place
    /// and `start` must have one.
    fn go<T>(
        self,
        start: &mut Start,
        (today, progress): (Date, Watcher),
        end: impl FnOnce(Timeline<'_>, Vec<RepoPath>) -> T,
    ) -> Result<Option<T>, Error> {
        let Self { worktree, policy, git, index, head } = self;
        let here = worktree.blobs(&policy.config, git, &index)?;
        let before = index.files_before(&index.differences(&Trees::up_to(git, policy.config.limits.tree), Some(head))?);
        let differences = differences(&before, &here.files);
        let places = here.files.into_iter().filter(|(_, blob)| !here.read.contains_key(blob));
        let places = places.map(|(path, blob)| (blob, path)).collect();
        let most = policy.config.limits.file;
        let store = Beside { git, worktree, index: &index, read: here.read, places, most };
        let mut timeline = Timeline::new(&store, Rules::Fixed(policy.clone()), today).watched_by(progress);
        if !start.checkout_if_known(&mut timeline, head, policy, || before)? {
            return Ok(None);
        }
        timeline.read_over(differences)?;
        Ok(Some(end(timeline, here.links)))
    }
}

/// Judges the working tree; `None` where there is nothing to start from, or where reading everything costs no more.
pub(super) fn judge(request: &Request, unread: &Unread) -> Result<Option<Outcome>, Error> {
    if !request.checkpoint || request.names || !request.paths.is_empty() {
        return Ok(None);
    }
    let Unread { worktree, policy, .. } = unread;
    let Some(footing) = Footing::of(worktree, policy, request.first_checkpoint)? else { return Ok(None) };
    let mut start = Start::at(Some(footing.git.checkpoint()), Leaves::of(request));
    // What cannot be read here is told by the run that reads everything.
    let outcome = footing.go(&mut start, (request.today, request.progress), |timeline, links| {
        let outcome = outcome(request, policy, &timeline, &links);
        timeline.end();
        outcome
    });
    if start.is_damaged() {
        start.discard();
        return Ok(None);
    }
    Ok(outcome.ok().flatten().filter(|outcome| outcome.files > 0))
}

/// The judgement on the whole working tree from where an earlier run stood, all of it in memory; `None` where reading everything
/// is the way. Leaves what the earlier run left as it is.
pub(super) fn judgement(
    worktree: &Worktree,
    policy: &Arc<Policy>,
    today: Date,
    progress: Watcher,
) -> Option<Judgement> {
    let footing = Footing::of(worktree, policy, false).ok()??;
    let mut start = Start::at(Some(footing.git.checkpoint()), Leaves::Nothing);
    // Asked first, so that a working tree is not walked twice because of one that counts for other rules.
    if !start.is_known(policy) {
        return None;
    }
    let judgement = footing.go(&mut start, (today, progress), |timeline, _| timeline.into_judgement());
    let judgement = judgement.ok().flatten()?;
    // What is damaged must show before anybody looks at it.
    judgement.load();
    if start.is_damaged() {
        start.discard();
        return None;
    }
    Some(judgement)
}

fn outcome(request: &Request, policy: &Arc<Policy>, timeline: &Timeline<'_>, links: &[RepoPath]) -> Outcome {
    let found = timeline.judgement().diagnostics();
    let entries = stateless(found, None, |place: &Location| timeline.text_of(place).ok().flatten());
    let mut outcome = Outcome {
        entries,
        files: timeline.files(),
        coverage: timeline.judgement().coverage(),
        notes: links_told(links.iter()).into_iter().collect(),
        ..Outcome::new(TargetKind::Worktree, policy.clone())
    };
    if request.whom {
        outcome.say_whom(timeline.judgement(), request.today);
    }
    outcome
}

/// Where files differ that lie somewhere now from those that lay there before.
fn differences(before: &BTreeMap<String, ObjectId>, now: &BTreeMap<String, ObjectId>) -> Vec<Difference> {
    let gone = before.iter().filter(|(path, _)| !now.contains_key(*path));
    let gone = gone.map(|(path, old)| Difference { path: path.clone(), old: Some(*old), new: None });
    let came = now.iter().map(|(path, new)| Difference {
        path: path.clone(),
        old: before.get(path).copied(),
        new: Some(*new),
    });
    gone.chain(came.filter(|file| file.old != file.new)).collect()
}
