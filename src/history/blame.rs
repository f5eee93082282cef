//! In which commit an assignment came into being: the newest commit that has it while none of its parents does. Lines may
//! move, files may be renamed and formats change in between: what counts is who holds what in which team.
//!
//! History is gone through once for all that is asked. What the steps of a range brought is known; before it only commits are
//! looked at that touch the files that decide.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::timeline::Timeline;
use super::trace::{Footprint, Introducing, Key, Trace};
use super::{Commit, ObjectId, Store};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::quick::{HashMap, HashSet};
use crate::policy::Policy;

/// A trace that is followed back from a commit, and the commit by which it came into being.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Where to start.
    pub start: ObjectId,
    /// What to follow.
    pub trace: Trace,
    /// Whether it stands there, where that is known.
    pub is_here: Option<bool>,
}

/// For each trace, the commit in which it came into being, going back from its start. `None` where that commit does not have
/// it, or where a shallow clone ends before its origin.
///
/// # Errors
/// An object that is not there.
pub fn origins(
    timeline: &mut Timeline<'_>,
    store: &dyn Store,
    asked: &[Asked],
) -> Result<Vec<Option<Arc<Commit>>>, Error> {
    let mut origins = vec![None; asked.len()];
    let keys = numbered(asked);
    let mut starts: HashMap<ObjectId, (Arc<Commit>, Arc<Policy>)> = HashMap::default();
    let mut walks: Vec<(Arc<Policy>, Waiting)> = Vec::new();
    for (at, one) in asked.iter().enumerate() {
        if one.is_here == Some(false) {
            continue;
        }
        let (commit, policy) = match starts.entry(one.start) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let commit = store.commit(one.start)?;
                let policy = timeline.policy_of(commit.tree)?;
                new.insert((Arc::new(commit), policy))
            }
        };
        let walk = walks.iter().position(|(known, _)| Arc::ptr_eq(known, policy)).unwrap_or_else(|| {
            walks.push((policy.clone(), Waiting::new()));
            walks.len() - 1
        });
        wait_at(&mut walks[walk].1, commit).starting.push(at);
    }
    // Who holds what is said by the files; nothing has to be judged for it.
    let is_quiet = asked.iter().all(|one| matches!(one.trace.key(), Key::Part(_)));
    for (policy, waiting) in walks {
        let (footprints, folders, introducing) = (HashMap::default(), HashSet::default(), Introducing::default());
        let keys = &*keys;
        let mut walk = Walk { timeline, store, policy, asked, keys, is_quiet, footprints, folders, introducing };
        walk.go(waiting, &mut origins)?;
        timeline.catch_up();
    }
    Ok(origins)
}

/// For each that is asked, the first that asks for the same: a number is looked up at every commit, which a key with its names
/// would make dear.
fn numbered(asked: &[Asked]) -> Vec<usize> {
    let mut first: HashMap<&Key, usize> = HashMap::default();
    asked.iter().enumerate().map(|(at, one)| *first.entry(one.trace.key()).or_insert(at)).collect()
}

/// What is followed at a commit: by the number of its key, the places in `asked` that it stands for.
type Followed = HashMap<usize, Vec<usize>>;

/// Commits that are still to be looked at, the newest last, so that one is looked at once, with all that its children handed on.
type Waiting = BTreeMap<(i64, ObjectId), Here>;

struct Here {
    commit: Arc<Commit>,
    /// What stands there.
    followed: Followed,
    /// What is to be followed from there.
    starting: Vec<usize>,
}

fn wait_at<'w>(waiting: &'w mut Waiting, commit: &Arc<Commit>) -> &'w mut Here {
    let here = || Here { commit: commit.clone(), followed: HashMap::default(), starting: Vec::new() };
    waiting.entry((commit.time, commit.id)).or_insert_with(here)
}

/// One walk, judged by one policy.
struct Walk<'w, 's, 'a> {
    timeline: &'w mut Timeline<'s>,
    store: &'w dyn Store,
    policy: Arc<Policy>,
    asked: &'a [Asked],
    /// The numbers of their keys.
    keys: &'a [usize],
    /// Whether no finding is followed, so that no state is judged.
    is_quiet: bool,
    /// The files that decide, where it was looked last.
    footprints: HashMap<usize, Option<Footprint>>,
    /// The folders of those files, and the ones above them.
    folders: HashSet<String>,
    /// The files that introduce people where the timeline stands.
    introducing: Introducing,
}

impl Walk<'_, '_, '_> {
    fn go(&mut self, mut waiting: Waiting, origins: &mut [Option<Arc<Commit>>]) -> Result<(), Error> {
        while let Some((_, Here { commit, mut followed, starting })) = waiting.pop_last() {
            self.start(&commit, &starting, &mut followed)?;
            if commit.is_boundary {
                continue;
            }
            for (at, parent) in commit.parents.iter().enumerate() {
                if followed.is_empty() {
                    break;
                }
                let parent = Arc::new(self.store.commit(*parent)?);
                let stand = self.standing(&commit, &parent, at == 0, &followed)?;
                let (theirs, ours): (Followed, _) = followed.into_iter().partition(|(key, _)| stand.contains(key));
                followed = ours;
                if !theirs.is_empty() {
                    let there = wait_at(&mut waiting, &parent);
                    theirs.into_iter().for_each(|(key, all)| there.followed.entry(key).or_default().extend(all));
                }
            }
            for at in followed.into_values().flatten() {
                origins[at] = Some(commit.clone());
            }
        }
        Ok(())
    }

    /// Adds what is to be followed from a commit, as far as it stands there.
    fn start(&mut self, commit: &Commit, starting: &[usize], followed: &mut Followed) -> Result<(), Error> {
        for at in starting {
            let Asked { trace, is_here, .. } = &self.asked[*at];
            let key = trace.key();
            let known = is_here.or_else(|| self.timeline.brought.is_here(commit.id, &self.policy, key));
            let is_here = match known {
                Some(known) => known,
                None => {
                    self.checkout(commit)?;
                    let is_here = trace.is_in(self.timeline.judgement());
                    if is_here {
                        self.mark(*at);
                    }
                    is_here
                }
            };
            if is_here {
                followed.entry(self.keys[*at]).or_default().push(*at);
            }
        }
        Ok(())
    }

    /// Notes which files decide about a trace where the timeline stands.
    fn mark(&mut self, at: usize) {
        let trace = &self.asked[at].trace;
        let footprint = trace.footprint(self.timeline.judgement(), &mut self.introducing);
        let fresh = self.introducing.take_fresh();
        let introducing = fresh.iter().flat_map(|files| files.iter()).map(RepoPath::folder);
        for mut folder in footprint.iter().flat_map(Footprint::all_folders).chain(introducing) {
            while !self.folders.contains(folder) && self.folders.insert(folder.to_owned()) {
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        self.footprints.insert(self.keys[at], footprint);
    }

    /// Which of what stands in a commit stands in one of its parents as well.
    fn standing(
        &mut self,
        commit: &Commit,
        parent: &Commit,
        is_first: bool,
        followed: &Followed,
    ) -> Result<HashSet<usize>, Error> {
        let mut stand = HashSet::default();
        // A finding may have been said of another file before, so that of equal keys one is asked that leads here.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (key, all) in followed.iter().map(|(key, all)| (*key, all)) {
            let trace = self.asked[key].trace.key();
            let known = is_first.then(|| self.timeline.brought.is_new(commit.id, &self.policy, trace)).flatten();
            match known {
                _ if commit.tree == parent.tree => drop(stand.insert(key)),
                Some(true) => {}
                Some(false) => drop(stand.insert(key)),
                None => open.push((key, all[0])),
            }
        }
        if open.iter().any(|(key, _)| self.bounded(*key).is_some()) {
            let enters = |folder: &str| self.folders.contains(folder);
            let changed = self.timeline.trees().differences_in(Some(commit.tree), Some(parent.tree), &enters)?;
            let changed: BTreeSet<RepoPath> = changed.iter().filter_map(|file| RepoPath::new(&file.path)).collect();
            open.retain(|(key, _)| {
                let is_open = self.bounded(*key).is_none_or(|footprint| footprint.is_touched(&changed));
                is_open || !stand.insert(*key)
            });
        }
        if !open.is_empty() {
            self.checkout(parent)?;
        }
        for (key, at) in open {
            if self.asked[at].trace.is_in(self.timeline.judgement()) {
                stand.insert(key);
                self.mark(at);
            }
        }
        Ok(stand)
    }

    fn checkout(&mut self, commit: &Commit) -> Result<(), Error> {
        self.introducing = Introducing::default();
        if self.is_quiet {
            self.timeline.postpone();
        }
        self.timeline.checkout(Some(commit.tree), &self.policy)
    }

    /// The files that decide about something, where not any file may.
    fn bounded(&self, key: usize) -> Option<&Footprint> {
        self.footprints.get(&key)?.as_ref()
    }
}
