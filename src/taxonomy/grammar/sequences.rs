//! Sequences of words by their first word, with what each stands for.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The sequences that begin with one word: their other words, longest first, and what they stand for.
pub(super) type List<V> = Vec<(Vec<String>, V)>;

/// Sequences of words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sequences<V> {
    places: FxHashMap<String, u16>,
    lists: Vec<List<V>>,
}

impl<V> Default for Sequences<V> {
    fn default() -> Self {
        Self { places: FxHashMap::default(), lists: Vec::new() }
    }
}

impl<V: Copy> Sequences<V> {
    /// Adds a sequence, with either apostrophe: pages have the curly one.
    pub(super) fn add(&mut self, words: &str, value: V) {
        self.add_as_written(words, value);
        if words.contains('\'') {
            self.add_as_written(&words.replace('\'', "\u{2019}"), value);
        }
    }

    fn add_as_written(&mut self, words: &str, value: V) {
        let mut words = words.split_whitespace().map(str::to_owned);
        let Some(first) = words.next() else { return };
        let list = self.list(first);
        list.push((words.collect(), value));
        list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// Lets what begins with one word begin with another as well.
    pub(super) fn spell(&mut self, other: &str, known: &str) {
        let list = self.place(known).map(|place| self.at(place).clone());
        if let Some(list) = list {
            *self.list(other.to_owned()) = list;
        }
    }

    fn list(&mut self, first: String) -> &mut List<V> {
        let next = u16::try_from(self.lists.len()).expect("internal error: more first words than a list of ours has");
        let place = *self.places.entry(first).or_insert(next);
        if place == next {
            self.lists.push(List::new());
        }
        &mut self.lists[usize::from(place)]
    }

    /// Where the sequences that begin with a word stand.
    pub(super) fn place(&self, first: &str) -> Option<u16> {
        self.places.get(first).copied()
    }

    /// Whether any begins with a word.
    pub(super) fn has(&self, first: &str) -> bool {
        self.places.contains_key(first)
    }

    /// The sequences that stand at a place.
    pub(super) fn at(&self, place: u16) -> &List<V> {
        &self.lists[usize::from(place)]
    }

    /// The longest sequence that begins with `first` and whose other words stand at `words[1..]`: how many words it has, and what
    /// it stands for.
    pub(super) fn longest(&self, first: &str, words: &[&str]) -> Option<(usize, V)> {
        longest(self.at(self.place(first)?), words)
    }
}

/// The longest of some sequences whose other words stand at `words[1..]`.
pub(super) fn longest<V: Copy>(of: &List<V>, words: &[&str]) -> Option<(usize, V)> {
    let fits = |rest: &[String]| rest.len() < words.len() && rest.iter().zip(&words[1..]).all(|(a, b)| a == b);
    of.iter().find(|(rest, _)| fits(rest)).map(|(rest, value)| (rest.len() + 1, *value))
}
