//! Level 8: how an organisation changes: commits, trees, and a judgement that is moved along them.
//!
//! What Git holds is asked through the [`Store`] trait, so that nothing here knows a library. `tree.rs` compares two trees,
//! `timeline.rs` moves a judgement from tree to tree, `range.rs` says what each commit introduces, `merge.rs` what a merge does by itself, `renamed.rs`
//! which teams go by another id, `configured.rs` what it
//! does to the configuration, `brought.rs` what each step of a walk brought, `blame.rs` finds where an
//! assignment came into being, `trace.rs` says what is followed, `waivers.rs` since when a waiver stands and who wrote it, `impact.rs` says who gains and loses what, `report.rs` is what a run has to tell,
//! `selection.rs` which of it is asked for.

pub mod blame;
pub(crate) mod brought;
pub(crate) mod configured;
pub(crate) mod impact;
pub(crate) mod merge;
pub mod range;
pub(crate) mod renamed;
pub mod report;
pub mod selection;
pub(crate) mod softened;
pub mod timeline;
pub mod trace;
pub(crate) mod tree;
pub(crate) mod waivers;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::date::Date;
use crate::base::error::Error;
use crate::read::LARGEST;

/// The name of a Git object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectId(pub [u8; 20]);

impl ObjectId {
    /// The name as it is written in full, in lower case.
    #[must_use]
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let pairs: &[[u8; 2]; 20] = name.as_bytes().as_chunks().0.try_into().ok().filter(|_| name.len() == 40)?;
        let mut id = [0; 20];
        for (byte, [high, low]) in id.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(id))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A commit, as far as drawline needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// Its parents, the first one first.
    pub parents: Vec<ObjectId>,
    /// Its tree.
    pub tree: ObjectId,
    /// Who wrote it.
    pub author: String,
    /// The author's address.
    pub email: String,
    /// Seconds since 1970 when it was written, by the author's own clock.
    pub authored: i64,
    /// Seconds since 1970 when it was committed.
    pub time: i64,
    /// The first line of its message.
    pub summary: String,
    /// A shallow clone ends here: the commit has parents that are not there.
    pub is_boundary: bool,
}

impl Commit {
    /// The day it was written, in the author's own time zone.
    #[must_use]
    pub(crate) fn date(&self) -> String {
        Date::of_timestamp(self.authored)
    }
}

/// Where objects come from.
pub trait Store {
    /// The raw bytes of a tree object.
    ///
    /// # Errors
    /// An object that is not there.
    fn tree(&self, id: ObjectId) -> Result<Arc<[u8]>, Error>;

    /// The bytes of a blob.
    ///
    /// # Errors
    /// An object that is not there.
    fn blob(&self, id: ObjectId) -> Result<Arc<[u8]>, Error>;

    /// The text of a blob that a policy is made of: a configuration, a rule file, a baseline.
    ///
    /// # Errors
    /// An object that is not there, or more than is read of one: what is left out of a policy would change what it says.
    fn policy_text(&self, id: ObjectId) -> Result<Arc<str>, Error> {
        let bytes = self.blob(id)?;
        if bytes.len() > LARGEST {
            return Err(Error::cannot_judge(
                format!("{id}, a file that the rules are made of, is larger than {} MiB", LARGEST >> 20),
                "split it, or take out what is no setting",
            ));
        }
        Ok(String::from_utf8_lossy(&bytes).into())
    }

    /// A commit.
    ///
    /// # Errors
    /// An object that is not there.
    fn commit(&self, id: ObjectId) -> Result<Commit, Error>;

    /// The commit where two histories meet; `None` where they do not, as far as is known here.
    ///
    /// # Errors
    /// An object that is not there.
    fn meeting(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, Error>;
}
