//! Maps with a quick hash. Keys come from files that somebody may have written with an eye on them: the hash is seeded anew in
//! each process, so that nobody can know which of them collide.

use std::hash::BuildHasher;

use foldhash::quality;

pub(crate) use foldhash::fast::RandomState;

/// A map by a quick hash with a random seed.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
/// A set by a quick hash with a random seed.
pub(crate) type HashSet<K> = std::collections::HashSet<K, RandomState>;

/// A seed by which texts are told apart, each kept as a number: those of one run, and of no other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(quality::RandomState);

impl Marks {
    /// The number of a text: that of another one is another, but for one chance in more than there will ever be texts.
    #[must_use]
    pub(crate) fn of(&self, text: &[u8]) -> u64 {
        self.0.hash_one(text)
    }
}
