//! Words that rows repeat, each kept once: of a million rows most name the same few thousand people, teams and kinds of work.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHasher;

use crate::base::quick::Marks;

/// Parts that threads seldom want at the same time.
const PARTS: usize = 64;

type Hasher = BuildHasherDefault<FxHasher>;

/// All words that were met, for any number of threads.
pub(crate) struct Words {
    parts: Vec<Mutex<HashSet<Arc<str>, Hasher>>>,
    marks: Marks,
}

impl Default for Words {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect(), marks: Marks::default() }
    }
}

impl Words {
    /// The one copy of a word.
    pub(super) fn of(&self, word: &str) -> Arc<str> {
        // The upper half: the set itself goes by the lower one.
        let part = (Hasher::default().hash_one(word) >> 32) as usize % PARTS;
        let mut known = self.parts[part].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = known.get(word) {
            return word.clone();
        }
        let word: Arc<str> = word.into();
        known.insert(word.clone());
        word
    }

    /// The mark of a whole row, by which it is known again.
    pub(super) fn mark(&self, row: &[u8]) -> u64 {
        self.marks.of(row)
    }
}
