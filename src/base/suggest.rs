//! "Did you mean": the known word nearest to an unknown one.

use std::borrow::Cow;
use std::sync::Arc;

use rapidfuzz::distance::osa::{self, Args, BatchComparator};
use serde::{Deserialize, Serialize};

/// The candidate nearest to `word`, if one is near enough to be a slip of the keyboard. Case does not count. A tie goes to
/// the first candidate, so callers pass sorted lists.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(word, candidates.into_iter().map(|candidate| (candidate, candidate))).into_iter().next()
}

/// What the names nearest to `word` stand for, if they are near enough; several where they are equally near.
fn near<'a, T: PartialEq>(word: &str, candidates: impl IntoIterator<Item = (&'a str, T)>) -> Vec<T> {
    let word = lower(word);
    let compared = BatchComparator::new(word.chars());
    let (mut least, mut found) = (reach(&word), Vec::new());
    for (candidate, meant) in candidates {
        // Letters outside of ASCII have several bytes.
        let bytes = if candidate.is_ascii() && word.is_ascii() { 1 } else { 4 };
        if candidate.len().abs_diff(word.len()) > least * bytes {
            continue;
        }
        let cutoff = Args::default().score_cutoff(least);
        let Some(distance) = compared.distance_with_args(lower(candidate).chars(), &cutoff) else { continue };
        if distance < least {
            found.clear();
            least = distance;
        }
        found.push(meant);
    }
    found.dedup();
    found
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_low = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_low { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// How many letters are missed, doubled, changed or swapped between two words.
#[must_use]
pub(crate) fn distance(one: &str, other: &str) -> usize {
    osa::distance(one.chars(), other.chars())
}

/// "a product manager", "an engineering manager".
#[must_use]
pub(crate) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    // Abbreviations that are spelt out loud: "an SRE", but "a UX designer".
    let spelt = noun.starts_with("SRE") || noun.starts_with("FP&A");
    format!("{} {noun}", if vowel || spelt { "an" } else { "a" })
}

/// How many slips are forgiven.
fn reach(word: &str) -> usize {
    (word.chars().count() / 3).clamp(1, 3)
}

/// Whether `word` can only be `meant` with a key missed, doubled or swapped, so that it may be mended unasked. Short words are
/// too easily others: `@kim` is not `@tim`, and "sales planning" is not "sales training".
#[must_use]
pub(crate) fn is_slip(word: &str, meant: &str) -> bool {
    let (word, meant) = (word.trim().to_lowercase(), meant.trim().to_lowercase());
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (ours, theirs) = (words(&word), words(&meant));
    let forgiven = |word: &str| match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let near = |(ours, theirs): (&String, &String)| distance(ours, theirs) <= forgiven(theirs);
    let word_by_word = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(near);
    word_by_word || (meant.chars().count() > 5 && distance(&ours.concat(), &theirs.concat()) <= 1)
}

/// Many names with what they stand for, prepared so that most are ruled out by the letters they are made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    letters: Vec<u64>,
    names: Vec<(Arc<str>, Arc<str>)>,
}

/// Nobody means to type a name that is longer than this, in bytes.
const LONGEST: usize = 200;
/// More names of the same letters are not held against a word.
const COMPARED: usize = 5_000;
/// More names that are equally near are not proposed.
const PROPOSED: usize = 8;

impl Pool {
    /// A pool of these names, each with what it stands for.
    #[must_use]
    pub(crate) fn new(mut names: Vec<(Arc<str>, Arc<str>)>) -> Self {
        names.sort_unstable();
        names.dedup();
        Self { letters: names.iter().map(|(name, _)| letters(name)).collect(), names }
    }

    /// As [`nearest`]; several where they are equally near.
    #[must_use]
    pub(crate) fn near(&self, word: &str) -> Near {
        if word.len() > LONGEST {
            return Near::default();
        }
        let (mine, reach) = (letters(word), reach(word));
        // A slip changes at most two of the letters that a word is made of.
        let alike = |at: &usize| (self.letters[*at] ^ mine).count_ones() as usize <= reach * 2;
        let names = (0..self.names.len()).filter(alike).take(COMPARED).map(|at| &self.names[at]);
        let found = near(word, names.map(|(name, meant)| (&**name, (name, meant))));
        let mut meant: Vec<Arc<str>> = found.iter().map(|(_, meant)| (*meant).clone()).collect();
        meant.sort_unstable();
        meant.dedup();
        let is_slip = meant.len() == 1 && found.iter().any(|(name, _)| is_slip(word, name));
        meant.truncate(PROPOSED);
        Near { is_slip, meant }
    }
}

/// What was perhaps meant by a word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Near {
    /// What the nearest names stand for; several where they are equally near.
    pub(crate) meant: Vec<Arc<str>>,
    /// Whether it is one, and can only be that one.
    pub(crate) is_slip: bool,
}

/// Which letters a word is made of, a bit for each.
fn letters(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(0, |bits, c| bits | 1 << (u32::from(c) % 64))
}

/// A list for a person: `a`, `a or b`, `a, b or c`.
#[must_use]
pub(crate) fn one_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "or")
}

/// A list for a person: `a`, `a and b`, `a, b and c`.
#[must_use]
pub(crate) fn all_of<S: AsRef<str>>(words: &[S]) -> String {
    listed(words, "and")
}

/// `1 file`, `2 files`, `2 advice`.
#[must_use]
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 || noun == "advice" { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A word or sentence with a capital letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text of at most so many signs, with `…` where it was cut.
#[must_use]
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
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
        let mut sorted = ["@ana", "@Anna-Berg", "@li", "@lisa", "@zoe", "@mäx", "@kim-duarte"];
        let pool = Pool::new(sorted.iter().map(|name| (Arc::from(*name), Arc::from(*name))).collect());
        sorted.sort_unstable();
        for word in ["@anna", "@anna-brg", "@lsia", "@max", "@kim-durate", "@nobody-at-all", "", "@"] {
            assert_eq!(pool.near(word).meant.first().map(|near| &**near), nearest(word, sorted), "{word}");
        }
    }

    #[test]
    fn a_tie_is_no_answer_for_a_fix() {
        let pool = Pool::new(["@anna", "@hanna"].map(|name| (Arc::from(name), Arc::from(name))).into());
        assert_eq!(pool.near("@nanna").meant.len(), 2);
        assert!(!pool.near("@nanna").is_slip && pool.near("@annna").is_slip);
    }

    #[test]
    fn only_what_can_mean_nothing_else_is_a_slip() {
        for (word, meant) in [
            ("@maay", "@maya"),
            ("acountable", "accountable"),
            ("tset sign-off", "test-sign-off"),
            ("product manger", "product-manager"),
            ("on call", "on-call"),
            ("rule_files", "rule-files"),
        ] {
            assert!(is_slip(word, meant), "{word}");
        }
        for (word, meant) in [("@kim", "@tim"), ("sales planning", "sales-training"), ("@li", "@lisa")] {
            assert!(!is_slip(word, meant), "{word}");
        }
    }
}
