//! Words that rows repeat, each kept once: of a million rows most name the same few thousand people, teams and kinds of work.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHasher;

/// Parts that threads seldom want at the same time.
const PARTS: usize = 64;

type Hasher = BuildHasherDefault<FxHasher>;

/// All words that were met, for any number of threads.
pub(crate) struct Words(Vec<Mutex<HashSet<Arc<str>, Hasher>>>);

impl Default for Words {
    fn default() -> Self {
        Self((0..PARTS).map(|_| Mutex::default()).collect())
    }
}

impl Words {
    /// The one copy of a word.
    pub(super) fn of(&self, word: &str) -> Arc<str> {
        // The upper half: the set itself goes by the lower one.
        let part = (Hasher::default().hash_one(word) >> 32) as usize % PARTS;
        let mut known = self.0[part].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = known.get(word) {
            return word.clone();
        }
        let word: Arc<str> = word.into();
        known.insert(word.clone());
        word
    }
}
