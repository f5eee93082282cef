//! `StoredMap`: a map of which most may still lie in a checkpoint. An entry is decoded when somebody asks for it, so that a
//! state of thousands of teams costs those that a change is about.
//!
//! Where the records lie is not known here: `store/file.rs` finds them. A map without records is a plain one.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use elsa::sync::FrozenMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{FoundRecord, MapId, Record, Records, decode, encode};
use crate::base::path::RepoPath;
use crate::base::quick::HashMap;

/// What can be a key: it has a text, and can be made of it.
pub trait Key: Sized {
    /// Makes a key of its text.
    fn of(text: &str) -> Option<Self>;
}

/// What a key is asked for by.
pub trait AsKey {
    /// The key's text.
    fn text(&self) -> Cow<'_, str>;
}

impl AsKey for str {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl AsKey for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl AsKey for Arc<str> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl AsKey for RepoPath {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl Key for String {
    fn of(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Key for Arc<str> {
    fn of(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Key for RepoPath {
    fn of(text: &str) -> Option<Self> {
        Self::new(text)
    }
}

/// A map of which a part may still lie in records.
pub struct StoredMap<K, V> {
    /// What came, changed or went (`None`) since the records were written; all there is where there are none.
    changed: HashMap<K, Option<V>>,
    saved: Option<Saved<K, V>>,
}

/// What lies in records.
struct Saved<K, V> {
    records: Arc<dyn Records>,
    map: MapId,
    /// What was asked for already.
    met: FrozenMap<K, Box<Option<V>>>,
    /// Everything, once somebody wanted to see all of it.
    all: OnceLock<BTreeMap<K, V>>,
}

impl<K, V> Default for StoredMap<K, V> {
    fn default() -> Self {
        Self { changed: HashMap::default(), saved: None }
    }
}

impl<K, V> fmt::Debug for StoredMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredMap").field("changed", &self.changed.len()).field("saved", &self.saved.is_some()).finish()
    }
}

impl<K, V> StoredMap<K, V>
where
    K: Key + AsKey + Hash + Eq + Ord + Clone,
    V: Serialize + DeserializeOwned,
{
    /// The map whose entries lie in a part of these records.
    #[must_use]
    pub(crate) fn saved(records: &Arc<dyn Records>, map: MapId) -> Self {
        let saved = Saved { records: records.clone(), map, met: FrozenMap::new(), all: OnceLock::new() };
        Self { changed: HashMap::default(), saved: Some(saved) }
    }

    /// The value of a key.
    pub(crate) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        match (self.changed.get(key), &self.saved) {
            (Some(value), _) => value.as_ref(),
            (None, Some(saved)) => saved.get(key),
            (None, None) => None,
        }
    }

    /// Whether the key has a value.
    pub(crate) fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        self.get(key).is_some()
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        if !self.changed.contains_key(key)
            && let Some(saved) = &mut self.saved
        {
            let value = saved.take(key)?;
            self.changed.insert(K::of(&key.text())?, Some(value));
        }
        self.changed.get_mut(key)?.as_mut()
    }

    /// The value of a key, put there first where there is none.
    pub(crate) fn or_default(&mut self, key: &K) -> &mut V
    where
        V: Default,
    {
        let Self { changed, saved } = self;
        let value = changed.entry(key.clone()).or_insert_with(|| saved.as_mut().and_then(|saved| saved.take(key)));
        value.get_or_insert_default()
    }

    /// Puts a value in, and returns the one before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let saved = match &mut self.saved {
            Some(saved) if !self.changed.contains_key(&key) => saved.take(&key),
            _ => None,
        };
        self.changed.insert(key, Some(value)).flatten().or(saved)
    }

    /// Takes a value out.
    pub(crate) fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        let Some(saved) = &mut self.saved else { return self.changed.remove(key).flatten() };
        match self.changed.get_mut(key) {
            Some(value) => value.take(),
            None => {
                let value = saved.take(key)?;
                self.changed.insert(K::of(&key.text())?, None);
                Some(value)
            }
        }
    }

    /// All entries, sorted by key. This reads every record.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let changed = self.changed.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
        let saved = self.saved.iter().flat_map(Saved::all).filter(|(key, _)| !self.changed.contains_key(*key));
        let mut all: Vec<(&K, &V)> = changed.chain(saved).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all.into_iter()
    }

    /// All keys, sorted.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values, in the order of their keys.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// All values, in the order of their keys, without the map. This reads every record.
    pub(crate) fn into_values(self) -> impl Iterator<Item = V> {
        let Self { changed, saved } = self;
        let saved = saved.map(|mut saved| std::mem::take(saved.all_mut())).unwrap_or_default();
        let saved = saved.into_iter().filter(|(key, _)| !changed.contains_key(key)).collect::<Vec<_>>();
        let changed = changed.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let mut all: Vec<(K, V)> = changed.chain(saved).collect();
        all.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        all.into_iter().map(|(_, value)| value)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.saved {
            None => self.changed.len(),
            Some(_) => self.iter().count(),
        }
    }

    /// Whether it has no records and so many entries at most: told without a look at any.
    #[must_use]
    pub(crate) fn holds_no_more_than(&self, count: usize) -> bool {
        self.saved.is_none() && self.changed.len() <= count
    }

    /// Whether there is no entry.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads every record at once, for whoever is going to ask for most of them.
    pub(crate) fn load(&self) {
        if let Some(saved) = &self.saved {
            saved.all();
        }
    }

    /// How many entries came, changed or went since the records were written.
    #[must_use]
    pub(crate) fn changed(&self) -> usize {
        self.changed.len()
    }

    /// What has to be written so that the records say what the map does.
    pub(crate) fn changes(&self) -> impl Iterator<Item = Record> {
        self.changed.iter().map(|(key, value)| (key.text().as_bytes().to_vec(), value.as_ref().map(encode)))
    }
}

impl<K, V> Saved<K, V>
where
    K: Key + AsKey + Hash + Eq + Ord,
    V: DeserializeOwned,
{
    fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        if let Some(all) = self.all.get() {
            return all.get(key);
        }
        if let Some(met) = self.met.get(key) {
            return met.as_ref();
        }
        self.met.insert(K::of(&key.text())?, Box::new(self.find(&key.text()))).as_ref()
    }

    /// The value of a key for somebody who puts another in its place.
    fn take<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: AsKey + Hash + Ord + ?Sized,
    {
        match self.met.as_mut().remove(key) {
            Some(met) => *met,
            None => self.find(&key.text()),
        }
    }

    fn find(&self, key: &str) -> Option<V> {
        let bytes = self.records.get(self.map, key.as_bytes())?;
        self.decoded(&bytes)
    }

    fn all(&self) -> &BTreeMap<K, V> {
        self.all.get_or_init(|| {
            let records = self.records.all(self.map);
            let entry = |(key, value): FoundRecord| {
                let key = std::str::from_utf8(&key).ok().and_then(K::of);
                if key.is_none() {
                    self.records.damaged();
                }
                Some((key?, self.decoded(&value)?))
            };
            records.into_iter().filter_map(entry).collect()
        })
    }

    fn all_mut(&mut self) -> &mut BTreeMap<K, V> {
        self.all();
        self.all.get_mut().expect("internal error: it has just been filled")
    }

    fn decoded(&self, bytes: &[u8]) -> Option<V> {
        let value = decode(bytes);
        if value.is_none() {
            self.records.damaged();
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    type Place = (u8, Vec<u8>);

    /// Records in memory.
    #[derive(Default)]
    struct Memory {
        records: Mutex<BTreeMap<Place, Vec<u8>>>,
        is_damaged: AtomicBool,
    }

    impl Memory {
        fn write(&self, id: MapId, map: &StoredMap<String, Vec<RepoPath>>) {
            for (key, value) in map.changes() {
                match value {
                    Some(value) => self.records.lock().expect("unharmed").insert((id as u8, key), value),
                    None => self.records.lock().expect("unharmed").remove(&(id as u8, key)),
                };
            }
        }
    }

    impl Records for Memory {
        fn get(&self, map: MapId, key: &[u8]) -> Option<Vec<u8>> {
            self.records.lock().expect("unharmed").get(&(map as u8, key.to_vec())).cloned()
        }

        fn all(&self, map: MapId) -> Vec<FoundRecord> {
            let records = self.records.lock().expect("unharmed");
            let of_map = records.iter().filter(|((of, _), _)| *of == map as u8);
            of_map.map(|((_, key), value)| (key.clone(), value.clone())).collect()
        }

        fn damaged(&self) {
            self.is_damaged.store(true, Ordering::Relaxed);
        }
    }

    const MAP: MapId = MapId::People;

    fn paths(texts: &[&str]) -> Vec<RepoPath> {
        texts.iter().filter_map(|text| RepoPath::new(text)).collect()
    }

    fn told(map: &StoredMap<String, Vec<RepoPath>>) -> Vec<(String, Vec<RepoPath>)> {
        map.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    #[test]
    fn a_map_over_records_is_the_map_that_was_written() {
        let mut map = StoredMap::default();
        map.insert("b".to_owned(), paths(&["x/y", "x/y", "z", "x/y"]));
        map.insert("a".to_owned(), paths(&["x/y"]));
        map.insert("gone".to_owned(), paths(&[]));
        map.remove("gone");
        let memory = Arc::new(Memory::default());
        memory.write(MAP, &map);
        let records: Arc<dyn Records> = memory.clone();
        let mut lazy = StoredMap::saved(&records, MAP);
        assert_eq!(lazy.get("b"), map.get("b"));
        assert_eq!(lazy.get("gone"), None);
        assert_eq!(told(&lazy), told(&map));
        for map in [&mut lazy, &mut map] {
            assert_eq!(map.remove("a"), Some(paths(&["x/y"])));
            assert_eq!(map.remove("a"), None);
            map.or_default(&"b".to_owned()).pop();
            map.or_default(&"new".to_owned()).extend(paths(&["n"]));
            assert_eq!(map.insert("b".to_owned(), paths(&["q"])), Some(paths(&["x/y", "x/y", "z"])));
        }
        assert_eq!(told(&lazy), told(&map));
        memory.write(MAP, &lazy);
        assert_eq!(told(&StoredMap::saved(&records, MAP)), told(&map));
        assert!(!memory.is_damaged.load(Ordering::Relaxed));
    }

    #[test]
    fn a_record_that_cannot_be_read_is_noted() {
        let memory = Arc::new(Memory::default());
        memory.records.lock().expect("unharmed").insert((MAP as u8, b"a".to_vec()), vec![200]);
        let records: Arc<dyn Records> = memory.clone();
        let lazy: StoredMap<String, Vec<RepoPath>> = StoredMap::saved(&records, MAP);
        assert_eq!(lazy.get("a"), None);
        assert!(memory.is_damaged.load(Ordering::Relaxed));
    }
}
