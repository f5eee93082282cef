//! A timeline's checkpoint: the judgement on one tree as records, so that the next run need not start at nothing.
//!
//! What was saved is exact for its tree. A run stands there first and moves on by what differs, as along any history; so a
//! checkpoint changes what a run costs, and nothing that it says.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{ObjectId, Timeline};
use crate::lint::Judgement;
use crate::policy::Policy;
use crate::store::map::StoredMap;
use crate::store::{MapId, RecordWriter, Records, only, the_only};

/// Where a checkpoint stands.
#[derive(Serialize, Deserialize)]
struct Head {
    tree: ObjectId,
    files: usize,
}

/// All that a judgement hangs on beside the files and the day: this very program, and the rules with the limits that
/// count. A checkpoint with another key
/// is none.
#[must_use]
pub(crate) fn key(policy: &Policy) -> [u8; 32] {
    let config = policy.config_file.iter().chain(policy.settings()).map(|(path, text)| (path, text));
    let own = policy.rule_files.iter().map(|(path, text)| (path, text));
    let files = config.chain(own).flat_map(|(path, text)| [path.to_string(), text.to_string()]);
    let limits = format!("{:?}", policy.config.limits);
    let parts = [env!("DRAWLINE_SOURCES").to_owned(), policy.profile.to_string(), limits];
    let mut hash = Sha256::new();
    for part in parts.into_iter().chain(files) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

impl Timeline<'_> {
    /// Stands where a checkpoint does that was made with this policy, today or before; `false` where that cannot be: it cannot be
    /// read, or its tree is no longer in the repository.
    #[must_use]
    pub(crate) fn resume(&mut self, records: &Arc<dyn Records>, policy: &Arc<Policy>) -> bool {
        let head: Option<Head> = the_only(&**records, MapId::Head);
        let Some(head) = head.filter(|head| self.store.tree(head.tree).is_ok()) else { return false };
        let Some(judgement) = Judgement::saved(policy.clone(), self.today, records) else { return false };
        self.start_anew(policy);
        self.judgement = judgement;
        (self.at, self.files) = (Some(head.tree), head.files);
        self.blobs = StoredMap::saved(records, MapId::Blobs);
        true
    }

    /// Stands at a tree after a checkpoint as if it had been read anew: what a file said in between, before it broke, does not
    /// count.
    ///
    /// # Errors
    /// An object that is not there.
    pub(crate) fn resume_to(&mut self, tree: ObjectId, policy: &Arc<Policy>) -> Result<(), crate::base::error::Error> {
        self.forgetful = true;
        let stands = self.checkout(Some(tree), policy);
        self.forgetful = false;
        stands
    }

    /// How many files the timeline has seen change since the checkpoint that it started from, and units that another day
    /// changes.
    #[must_use]
    pub(crate) fn changed_since_checkpoint(&self) -> usize {
        self.blobs.changed() + self.judgement.turned()
    }

    /// Writes what it takes for the records to hold the tree that the timeline stands at; `None` at the empty tree.
    pub(crate) fn save(&self, write: &mut RecordWriter<'_>) -> Option<()> {
        write(MapId::Head, only(&Head { tree: self.at?, files: self.files }))?;
        write(MapId::Blobs, self.blobs.changes().collect())?;
        self.judgement.save(write)
    }
}
