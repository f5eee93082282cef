//! The working tree, judged from where an earlier run stood: what HEAD holds comes from a checkpoint, and only what differs from
//! it is read. The answer is the one of a run that reads everything.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Request;
use super::files::{Unread, links_told};
use super::outcome::{Outcome, stateless};
use super::resume::Start;
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::source::Location;
use crate::edge::git::Git;
use crate::edge::index::Index;
use crate::history::report::TargetKind;
use crate::history::timeline::Rules;
use crate::history::tree::{Difference, Trees};
use crate::history::{Commit, ObjectId, Store};

/// Fewer files of ours than these in the index are read before a checkpoint is opened.
const FEW: usize = 64;

/// What a repository holds, and what lies in its working tree beside that.
struct Beside<'g> {
    git: &'g Git,
    read: RefCell<HashMap<ObjectId, Arc<[u8]>>>,
}

impl Store for Beside<'_> {
    fn tree(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        self.git.tree(id)
    }

    fn blob(&self, id: ObjectId) -> Result<Arc<[u8]>, Error> {
        match self.read.borrow().get(&id) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.git.blob(id),
        }
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, Error> {
        self.git.commit(id)
    }
}

/// Judges the working tree; `None` where there is nothing to start from, or where reading everything costs no more.
pub(super) fn judge(request: &Request, unread: &Unread) -> Result<Option<Outcome>, Error> {
    if !request.checkpoint || request.names || !request.paths.is_empty() {
        return Ok(None);
    }
    let Unread { worktree, policy, .. } = unread;
    let Some(git) = worktree.repository() else { return Ok(None) };
    let Some(head) = git.head()?.map(|head| git.commit(head)).transpose()? else { return Ok(None) };
    let place = git.checkpoint();
    if !request.first_checkpoint && !place.exists() {
        return Ok(None);
    }
    let index = git.index()?;
    let ours = |path: &String| RepoPath::new(path).is_some_and(|path| policy.config.format_of(&path, false).is_some());
    // Asked of the index, so that a working tree with few files of ours is not walked twice.
    if index.paths().iter().filter(|path| ours(path)).take(FEW).count() < FEW {
        return Ok(None);
    }
    let mut start = Start::at(Some(place), request);
    // What cannot be read here is told by the run that reads everything.
    let outcome = from(&mut start, request, unread, git, &index, head.tree);
    if start.is_damaged() {
        start.discard();
        return Ok(None);
    }
    Ok(outcome.ok().filter(|outcome| outcome.files > 0))
}

fn from(
    start: &mut Start,
    request: &Request,
    unread: &Unread,
    git: &Git,
    index: &Index,
    head: ObjectId,
) -> Result<Outcome, Error> {
    let Unread { worktree, policy, .. } = unread;
    let here = worktree.blobs(&policy.config, git, index)?;
    let store = Beside { git, read: RefCell::new(here.read) };
    let before = index.files_before(&index.differences(&Trees::new(git), Some(head))?);
    let differences = differences(&before, &here.files);
    let mut timeline = request.timeline(&store, Rules::Fixed(policy.clone()));
    start.stand_at(&mut timeline, head, policy, || before)?;
    timeline.read_over(differences)?;
    let found = timeline.judgement().diagnostics();
    let entries = stateless(found, None, |place: &Location| timeline.text_of(place).ok().flatten());
    let mut outcome = Outcome {
        entries,
        files: timeline.files(),
        coverage: timeline.judgement().coverage(),
        notes: links_told(here.links.iter()).into_iter().collect(),
        ..Outcome::new(TargetKind::Worktree, policy.clone())
    };
    if request.whom {
        outcome.say_whom(timeline.judgement(), request.today);
    }
    Ok(outcome)
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
