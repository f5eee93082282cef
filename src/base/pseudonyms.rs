//! `Pseudonyms`: pseudonyms in the place of handles, names and addresses, the same for the same person in every run.
//!
//! A pseudonym is made from the handle, so that reports can be compared; whoever knows the handles of an organisation can
//! find out which is which. What is no handle, address or name is left alone. A name is what a people file or a charter says of
//! somebody, and what stands where a holder is named, unless that is a role; in ids and paths it may be spelt with its parts joined.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::{Captures, Regex};
use sha2::{Digest, Sha256};

use super::quick::{HashMap, HashSet};

/// `@maya`, `maya@example.org`, or `@acme/payments`, which is nobody.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([A-Za-z0-9_.+-]*)@([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(/[A-Za-z0-9_./-]+)?")
        .expect("internal error: a pattern of our own")
});
const PREFIX: &str = "person-";
/// A bare word shorter than this is too easily an ordinary word.
const SHORTEST: usize = 3;
/// Names have no more words than these; longer ones are taken in pieces.
const LONGEST: usize = 8;
/// No more than these characters stand between two words of a name: "J. R. Hart".
const BETWEEN: usize = 2;

/// What a name can be taken for, beside a person.
pub(crate) trait Ordinary {
    /// Whether a whole name means something else: a role.
    fn is_other(&self, name: &str) -> bool;

    /// Whether a word is one that files are full of: the name of somebody who is called so is told from it by its capital.
    fn is_word(&self, word: &str) -> bool;
}

/// Pseudonyms for people.
#[derive(Debug)]
pub(crate) struct Pseudonyms {
    /// The handle that a name means, both without `@` and in lower case.
    people: HashMap<String, String>,
    names: Spelt,
}

/// What words stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Meant {
    /// The handle.
    handle: String,
    /// They can be ordinary words as well: only with a capital are they a name, or as part of an id or a path.
    has_capital: bool,
}

impl Pseudonyms {
    /// A mask that knows these people: names or other handles, each with the handle that it means. Who holds something and is
    /// introduced nowhere means no handle.
    #[must_use]
    pub(crate) fn new(names: impl IntoIterator<Item = (Arc<str>, Option<Arc<str>>)>, ordinary: &impl Ordinary) -> Self {
        let mut people = HashMap::default();
        let mut strangers = HashSet::default();
        for (name, handle) in names {
            match handle {
                Some(handle) => {
                    people.insert(key(&name), key(&handle));
                    people.entry(key(&handle)).or_insert_with(|| key(&handle));
                }
                None => drop(strangers.insert(name)),
            }
        }
        let mut spelt = Spelt::default();
        people.iter().for_each(|(name, handle)| spelt.person(name, handle, ordinary));
        for stranger in strangers.iter().filter(|stranger| !people.contains_key(&key(stranger))) {
            spelt.stranger(stranger, ordinary);
        }
        Self { people, names: spelt }
    }

    /// The pseudonym of a handle, with its `@`. A group keeps its name.
    #[must_use]
    pub(crate) fn handle(&self, handle: &str) -> Arc<str> {
        if handle.contains('/') || handle.trim_start_matches('@').starts_with(PREFIX) {
            return handle.into();
        }
        format!("@{}", self.pseudonym(&key(handle))).into()
    }

    /// The pseudonym of whom a commit names as its author.
    #[must_use]
    pub(crate) fn author(&self, name: &str) -> String {
        self.pseudonym(&key(name))
    }

    /// A text with everybody in it masked.
    #[must_use]
    pub(crate) fn text(&self, text: &str) -> String {
        let tokens = TOKEN.replace_all(text, |found: &Captures<'_>| {
            let (whole, before, name) = (&found[0], &found[1], &found[2]);
            match (before, found.get(3)) {
                (_, Some(_)) => whole.to_owned(),
                ("", None) if name.starts_with(PREFIX) => whole.to_owned(),
                ("", None) => format!("@{}", self.pseudonym(&key(name))),
                (local, None) => self.pseudonym(&self.known(&key(whole)).unwrap_or_else(|| key(local))),
            }
        });
        self.words_in(&tokens).into_owned()
    }

    fn words_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let words: Vec<Range<usize>> = words(text).collect();
        let (mut masked, mut from, mut at) = (String::new(), 0, 0);
        while at < words.len() {
            let Some((count, meant)) = self.names.longest(text, &words[at..]) else {
                at += 1;
                continue;
            };
            let (start, end) = (words[at].start, words[at + count - 1].end);
            masked.push_str(&text[from..start]);
            masked.push_str(&self.pseudonym(&meant.handle));
            (from, at) = (end, at + count);
        }
        if from == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(&text[from..]);
        Cow::Owned(masked)
    }

    fn known(&self, key: &str) -> Option<String> {
        self.people.get(key).cloned()
    }

    fn pseudonym(&self, key: &str) -> String {
        let handle = self.people.get(key).map_or(key, String::as_str);
        let hash = Sha256::digest(format!("drawline person {handle}"));
        let mut name = PREFIX.to_owned();
        for byte in &hash[..4] {
            // Writing to a `String` cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

/// Names of people, word by word in lower case and with a blank between two, however they are spelt: in ids and paths their words
/// are joined, and friends leave some out.
#[derive(Debug, Default)]
struct Spelt {
    names: HashMap<String, Meant>,
    /// How many words the longest name has that begins with a word.
    longest: HashMap<String, usize>,
}

impl Spelt {
    /// Somebody whom a file introduces.
    fn person(&mut self, name: &str, handle: &str, ordinary: &impl Ordinary) {
        let parts = parts(name);
        let is_phrase = parts.len() > 1 && parts.iter().all(|part| ordinary.is_word(part));
        if !ordinary.is_other(name) {
            self.add(&parts, handle, is_phrase);
        }
        self.shortened(&parts, handle, is_phrase, ordinary);
    }

    /// Somebody who only holds something. A name of small letters that are ordinary words, such as "the team", is nobody's.
    fn stranger(&mut self, name: &str, ordinary: &impl Ordinary) {
        let (handle, parts) = (key(name), parts(name));
        let is_ordinary = parts.iter().all(|part| ordinary.is_word(part));
        if name.contains('/') || ordinary.is_other(name) || is_ordinary && !name.contains(char::is_uppercase) {
            return;
        }
        self.add(&parts, &handle, is_ordinary);
        self.shortened(&parts, &handle, is_ordinary, ordinary);
    }

    /// The ways in which a name of several words is written as fewer.
    fn shortened(&mut self, parts: &[String], handle: &str, is_phrase: bool, ordinary: &impl Ordinary) {
        let [first, .., last] = parts else { return };
        let initial: String = first.chars().take(1).collect();
        self.add(&[parts.concat()], handle, is_phrase);
        self.add(&[format!("{initial}{last}")], handle, is_phrase);
        self.add(&[initial, last.clone()], handle, is_phrase);
        for part in parts.iter().filter(|part| !ordinary.is_word(part) && !ordinary.is_other(part)) {
            self.add(std::slice::from_ref(part), handle, true);
        }
    }

    /// What several people are called stands for itself. Of a very long name each piece is one.
    fn add(&mut self, parts: &[String], handle: &str, has_capital: bool) {
        for piece in parts.chunks(LONGEST) {
            let name = piece.join(" ");
            if name.chars().count() < SHORTEST {
                continue;
            }
            let longest = self.longest.entry(piece[0].clone()).or_default();
            *longest = piece.len().max(*longest);
            let meant = || Meant { handle: handle.to_owned(), has_capital };
            let known = self.names.entry(name.clone()).or_insert_with(meant);
            known.has_capital &= has_capital;
            if known.handle != handle {
                known.handle = name;
            }
        }
    }

    /// The longest name that words of a text begin with, by how many of them it has.
    fn longest(&self, text: &str, words: &[Range<usize>]) -> Option<(usize, &Meant)> {
        let word = |word: &Range<usize>| text[word.clone()].to_lowercase();
        let most = self.longest.get(&word(words.first()?)).copied()?;
        let is_joined = |pair: &[Range<usize>]| text[pair[0].end..pair[1].start].chars().count() <= BETWEEN;
        let near = 1 + words.windows(2).take_while(|pair| is_joined(pair)).take(most - 1).count();
        (1..=near).rev().find_map(|count| {
            let name = words[..count].iter().map(word).collect::<Vec<_>>().join(" ");
            let meant = self.names.get(&name)?;
            (!meant.has_capital || is_name(text, &words[..count])).then_some((count, meant))
        })
    }
}

/// Whether words that can be ordinary ones are a name: they have a capital, or are part of an id or a path.
fn is_name(text: &str, words: &[Range<usize>]) -> bool {
    let (start, end) = (words[0].start, words[words.len() - 1].end);
    let is_id = |text: &str| matches!(text, "-" | "_" | ".");
    let in_id = || text[..start].ends_with(['-', '/']) || text[end..].starts_with(['-', '/']);
    let joined = || words.windows(2).any(|pair| is_id(&text[pair[0].end..pair[1].start]));
    text[start..].starts_with(char::is_uppercase) || in_id() || joined()
}

/// The places of the words of a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        at = text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| start + end);
        Some(start..at)
    })
}

/// The words of a name, in lower case.
fn parts(name: &str) -> Vec<String> {
    words(name).map(|word| name[word].to_lowercase()).collect()
}

fn key(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words;

    impl Ordinary for Words {
        fn is_other(&self, name: &str) -> bool {
            matches!(name, "roadmap" | "product manager")
        }

        fn is_word(&self, word: &str) -> bool {
            matches!(word, "the" | "team" | "growth" | "will" | "price")
        }
    }

    fn mask() -> Pseudonyms {
        let names = [
            ("Maya Ruiz", Some("@maya")),
            ("maya@example.org", Some("@maya")),
            ("qa", Some("@qa")),
            ("@zoë", Some("@zoë")),
            ("Will Price", Some("@wp")),
            ("Kim Duarte", None),
            ("Özlem Ünal", None),
            ("product manager", None),
            ("the team", None),
            ("Growth", None),
            ("@acme/payments", None),
        ];
        let names = names.map(|(name, handle)| (name.into(), handle.map(Into::into)));
        Pseudonyms::new(names, &Words)
    }

    #[test]
    fn a_name_is_masked_however_it_is_spelt() {
        let mask = mask();
        for text in [
            "Maya Ruiz's crew",
            "maya-ruiz-crew",
            "teams/ruiz/charter.toml",
            "mruiz",
            "Ruiz, Maya",
            "KIM-DUARTE",
            "Kim",
            "m.ruiz",
            "maya_ruiz",
            "mayaruiz",
            "Kim  Duarte",
            "Özlem Ünal, ÖZLEM",
        ] {
            let masked = mask.text(text).to_lowercase();
            assert!(
                !["maya", "ruiz", "kim", "duarte", "özlem", "ünal"].iter().any(|name| masked.contains(name)),
                "{text}: {masked}"
            );
        }
        assert_eq!(mask.text("maya-ruiz"), mask.text("Maya Ruiz"));
        assert!(!mask.text("Will Price says, will-price").to_lowercase().contains("price"));
        for text in ["the product manager of the team will price growth", "ruizes", "Will the team grow?"] {
            assert_eq!(mask.text(text), text);
        }
        assert_ne!(mask.text("Growth"), "Growth", "somebody holds something as that");
    }

    #[test]
    fn everybody_has_one_pseudonym_however_they_are_called() {
        let mask = mask();
        let maya = mask.handle("@maya");
        for name in ["@Maya", "Maya Ruiz", "maya@example.org", "maya", "MAYA RUIZ"] {
            let masked = mask.text(name);
            assert_eq!(masked.trim_start_matches('@'), maya.trim_start_matches('@'), "{name}");
        }
        assert_ne!(mask.handle("@li"), maya);
        assert_eq!(mask.text(&mask.text("@maya, maya.")), mask.text("@maya, maya."), "masking twice changes nothing");
    }

    #[test]
    fn only_people_are_masked() {
        let mask = mask();
        for text in ["@acme/payments owns it", "mayas, amaya", "the QA lead", "a@", "@"] {
            assert_eq!(mask.text(text), text);
        }
        let masked = mask.text("teams/maya/charter.toml: @stranger. (x@y.org)");
        assert!(!masked.contains("maya") && !masked.contains("stranger") && !masked.contains("y.org"), "{masked}");
        assert!(masked.ends_with(')') && masked.contains(". ("), "{masked}");
    }
}
