//! What was made of texts, kept for when they come again: charters repeat the same rows and sentences. Bounded, and for any
//! number of threads; what is made must hang on the text alone.

use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, PoisonError};

use super::quick::{HashMap, RandomState};

/// Parts that threads seldom want at the same time.
const PARTS: usize = 16;
/// So many texts are kept in a part.
const MOST: usize = 4_096;
/// Longer texts seldom come again.
const LONGEST: usize = 160;

/// What was made of texts.
pub(crate) struct Memo<V> {
    hasher: RandomState,
    parts: Vec<Mutex<HashMap<Box<str>, Arc<V>>>>,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { hasher: RandomState::default(), parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }
}

impl<V> fmt::Debug for Memo<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<V> Memo<V> {
    /// What is known of a text, or what is made of it now.
    pub(crate) fn of(&self, text: &str, make: impl FnOnce() -> V) -> Arc<V> {
        if text.len() > LONGEST {
            return Arc::new(make());
        }
        // The upper bits: the map itself goes by the lower ones.
        let part = &self.parts[(self.hasher.hash_one(text) >> 60) as usize % PARTS];
        // What is kept is put in whole: a thread that panicked has left nothing half done.
        let kept = || part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(text) {
            return known.clone();
        }
        // Not held meanwhile: others need not wait.
        let made = Arc::new(make());
        let mut kept = kept();
        if kept.len() < MOST {
            kept.insert(text.into(), made.clone());
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_once_unless_it_is_long_and_no_more_are_kept_than_there_is_room_for() {
        let (memo, mut made) = (Memo::default(), 0);
        let mut read = |text: &str| {
            *memo.of(text, || {
                made += 1;
                text.len()
            })
        };
        assert_eq!((read("ab"), read("ab"), read("abc")), (2, 2, 3));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!((read(&long), read(&long)), (LONGEST + 1, LONGEST + 1));
        assert_eq!(made, 4);
        let memo = Memo::default();
        for number in 0..2 * PARTS * MOST {
            memo.of(&number.to_string(), || number);
        }
        assert!(memo.parts.iter().all(|part| part.lock().expect("sound").len() <= MOST));
    }
}
