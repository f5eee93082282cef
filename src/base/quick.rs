//! Maps with a quick hash. Keys come from files that somebody may have written with an eye on them: the hash is seeded anew in
//! each process, so that nobody can know which of them collide.

use foldhash::fast::RandomState;

/// A map by a quick hash with a random seed.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
/// A set by a quick hash with a random seed.
pub(crate) type HashSet<K> = std::collections::HashSet<K, RandomState>;
