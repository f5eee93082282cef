//! "Did you mean": the known word nearest to an unknown one.

use std::sync::Arc;

/// The candidate nearest to `word`, if one is near enough to be a slip of the keyboard. Case does not count. A tie goes to
/// the first candidate, so callers pass sorted lists.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let reach = reach(&word);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= reach * 2)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many slips are forgiven.
fn reach(word: &str) -> usize {
    (word.chars().count() / 3).clamp(1, 3)
}

/// Many candidates, prepared so that most are ruled out by the letters they are made of.
#[derive(Debug, Default)]
pub struct Pool {
    candidates: Vec<(u64, Arc<str>)>,
}

impl Pool {
    /// A pool of these candidates, sorted.
    #[must_use]
    pub fn new(mut candidates: Vec<Arc<str>>) -> Self {
        candidates.sort_unstable();
        candidates.dedup();
        Self { candidates: candidates.into_iter().map(|candidate| (letters(&candidate), candidate)).collect() }
    }

    /// As [`nearest`].
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let (mine, reach) = (letters(word), reach(word));
        // A slip changes at most two of the letters that a word is made of.
        let alike = |(theirs, _): &&(u64, Arc<str>)| (theirs ^ mine).count_ones() as usize <= reach * 2;
        nearest(word, self.candidates.iter().filter(alike).map(|(_, candidate)| &**candidate))
    }
}

/// Which letters a word is made of, a bit for each.
fn letters(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

/// A list for a person: `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn one_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "or")
}

/// A list for a person: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn all_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "and")
}

fn listed<S: AsRef<str>>(words: &[S], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [many @ .., last] => {
            let many: Vec<&str> = many.iter().map(AsRef::as_ref).collect();
            format!("{} {joint} {}", many.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slips_are_suggested() {
        let known = ["accountable", "activity", "responsible"];
        assert_eq!(nearest("acountable", known), Some("accountable"));
        assert_eq!(nearest("Activty", known), Some("activity"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("@anna", ["@ana", "@li"]), Some("@ana"));
    }

    #[test]
    fn a_pool_answers_as_the_plain_search_does() {
        let known = ["@ana", "@Anna-Berg", "@li", "@lisa", "@zoe", "@mäx", "@kim-duarte"];
        let pool = Pool::new(known.iter().map(|name| Arc::from(*name)).collect());
        let mut sorted = known;
        sorted.sort_unstable();
        for word in ["@anna", "@anna-brg", "@lsia", "@max", "@kim-durate", "@nobody-at-all", "", "@"] {
            assert_eq!(pool.nearest(word), nearest(word, sorted), "{word}");
        }
    }
}
