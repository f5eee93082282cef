//! Where a run starts: at the checkpoint that an earlier run left in the Git directory, or at nothing.
//!
//! A checkpoint only saves time: with another program or other rules there is none, and where it cannot be
//! written or believed the run starts at nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Request;
use crate::base::error::Error;
use crate::history::ObjectId;
use crate::history::timeline::{Timeline, checkpoint_key};
use crate::io::worktree::write::{remove_checkpoint, write_checkpoint};
use crate::policy::Policy;
use crate::store::Records;
use crate::store::file::{Checkpoint, Draft};

/// A checkpoint is written anew when so many files have changed since, and at least one in so many.
const MANY: usize = 32;
const SHARE: usize = 16;

/// What a run leaves for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    /// Nothing: it only starts where another one stood.
    Nothing,
    /// A checkpoint in the place of one that has aged.
    Renewed,
    /// A checkpoint, also where there is none.
    First,
}

impl Leaves {
    pub(super) fn of(request: &Request) -> Self {
        if request.first_checkpoint { Self::First } else { Self::Renewed }
    }
}

/// Where a run starts.
pub(super) struct Start {
    place: Option<PathBuf>,
    leaves: Leaves,
    used: Option<Arc<Checkpoint>>,
}

impl Start {
    /// A start at the checkpoint that lies at a place, where there is one.
    pub(super) fn at(place: Option<PathBuf>, leaves: Leaves) -> Self {
        Self { place, leaves, used: None }
    }

    /// Whether the run made use of a checkpoint that cannot be believed.
    pub(super) fn is_damaged(&self) -> bool {
        self.used.as_ref().is_some_and(|used| used.is_damaged())
    }

    /// Whether a checkpoint lies there that was made with this policy.
    pub(super) fn is_known(&self, policy: &Policy) -> bool {
        self.place.as_ref().is_some_and(|place| Checkpoint::open(place, &checkpoint_key(policy)).is_some())
    }

    /// Takes the checkpoint away.
    pub(super) fn discard(&self) {
        if let Some(place) = &self.place {
            remove_checkpoint(place);
        }
    }

    /// Stands at a tree; `files` says which of its files may be ours, for a start at nothing.
    pub(super) fn checkout(
        &mut self,
        timeline: &mut Timeline<'_>,
        tree: ObjectId,
        policy: &Arc<Policy>,
        files: impl FnOnce() -> BTreeMap<String, ObjectId>,
    ) -> Result<(), Error> {
        let Some(place) = &self.place else { return timeline.checkout_files(tree, files(), policy) };
        let place = place.clone();
        self.resume_at(timeline, tree, policy);
        if self.used.is_none() {
            timeline.checkout_files(tree, files(), policy)?;
        }
        let is_due = match &self.used {
            None => self.leaves == Leaves::First && timeline.files() > 0,
            Some(_) => timeline.changed_since_checkpoint() > MANY.max(timeline.files() / SHARE),
        };
        if is_due && !self.is_damaged() {
            self.keep(timeline, &place, checkpoint_key(policy));
        }
        Ok(())
    }

    /// The same, where a start that leaves nothing must have a checkpoint: without one it stands nowhere, and says `false`.
    pub(super) fn checkout_if_known(
        &mut self,
        timeline: &mut Timeline<'_>,
        tree: ObjectId,
        policy: &Arc<Policy>,
        files: impl FnOnce() -> BTreeMap<String, ObjectId>,
    ) -> Result<bool, Error> {
        if self.leaves != Leaves::Nothing {
            return self.checkout(timeline, tree, policy, files).map(|()| true);
        }
        self.resume_at(timeline, tree, policy);
        Ok(self.used.is_some())
    }

    /// Stands at a tree if there is a checkpoint to go there from; leaves the checkpoint as it is.
    pub(super) fn resume_at(&mut self, timeline: &mut Timeline<'_>, tree: ObjectId, policy: &Arc<Policy>) {
        let Some(place) = &self.place else { return };
        self.used = Checkpoint::open(place, &checkpoint_key(policy)).map(Arc::new).filter(|saved| {
            let records: Arc<dyn Records> = saved.clone();
            timeline.resume(&records, policy) && timeline.resume_to(tree, policy).is_ok()
        });
        if self.used.is_none() {
            timeline.start_anew(policy);
        }
    }

    /// Writes a checkpoint of where the timeline stands. Nobody has to be able to write there: without it the next run starts
    /// where this one did.
    fn keep(&self, timeline: &Timeline<'_>, place: &Path, key: [u8; 32]) {
        let mut draft = Draft::new(key, self.used.as_deref());
        let written = timeline.save(&mut |part, changes| draft.write(part, changes));
        if let (Some(()), Some(bytes)) = (written, draft.finish()) {
            let _ = write_checkpoint(place, &bytes);
        }
    }
}
