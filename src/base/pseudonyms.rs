//! `Pseudonyms`: pseudonyms in the place of handles, names and addresses, the same for the same person in every run.
//!
//! A pseudonym is made from the handle, so that reports can be compared; whoever knows the handles of an organisation can
//! find out which is which. What is no handle, address or name is left alone. A name is what a people file or a charter says of
//! somebody, and what stands where a holder is named, unless that is a role; in ids and paths it may be spelt with its parts joined.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::{Captures, Regex};
use sha2::{Digest, Sha256};

/// `@maya`, `maya@example.org`, or `@acme/payments`, which is nobody.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([A-Za-z0-9_.+-]*)@([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(/[A-Za-z0-9_./-]+)?")
        .expect("internal error: a pattern of our own")
});
const PREFIX: &str = "person-";
/// A bare word shorter than this is too easily an ordinary word.
const SHORTEST: usize = 3;

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
    words: Option<AhoCorasick>,
    /// What each word stands for, in the order of the automaton.
    meant: Vec<Meant>,
}

/// What a word stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Meant {
    /// The handle.
    handle: String,
    /// It can be an ordinary word as well: only one with a capital is a name, or one that is part of an id or a path.
    has_capital: bool,
}

impl Pseudonyms {
    /// A mask that knows these people: names or other handles, each with the handle that it means. Who holds something and is
    /// introduced nowhere means no handle.
    #[must_use]
    pub(crate) fn new(names: impl IntoIterator<Item = (Arc<str>, Option<Arc<str>>)>, ordinary: &impl Ordinary) -> Self {
        let mut people = HashMap::new();
        let mut strangers = Vec::new();
        for (name, handle) in names {
            match handle {
                Some(handle) => {
                    people.insert(key(&name), key(&handle));
                    people.entry(key(&handle)).or_insert_with(|| key(&handle));
                }
                None => strangers.push(name),
            }
        }
        let mut words = Spelt { ordinary, words: BTreeMap::new() };
        people.iter().for_each(|(name, handle)| words.person(name, handle));
        for stranger in strangers.iter().filter(|stranger| !people.contains_key(&key(stranger))) {
            words.stranger(stranger);
        }
        let mut builder = AhoCorasickBuilder::new();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let automaton = builder.build(words.words.keys()).ok();
        Self { words: automaton, meant: words.words.into_values().collect(), people }
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
        let Some(words) = &self.words else { return Cow::Borrowed(text) };
        let (mut masked, mut from) = (String::new(), 0);
        for found in words.find_iter(text) {
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            let alone = !before.ends_with(inside) && !after.starts_with(inside);
            let meant = &self.meant[found.pattern().as_usize()];
            let in_id = || before.ends_with(['-', '/']) || after.starts_with(['-', '/']);
            let is_name = || !meant.has_capital || in_id() || text[found.start()..].starts_with(char::is_uppercase);
            if !alone || !is_name() {
                continue;
            }
            masked.push_str(&text[from..found.start()]);
            masked.push_str(&self.pseudonym(&meant.handle));
            from = found.end();
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

/// Words that stand for people, however names are spelt: in ids and paths their parts are joined, and friends leave some out.
struct Spelt<'o, O> {
    ordinary: &'o O,
    words: BTreeMap<String, Meant>,
}

impl<O: Ordinary> Spelt<'_, O> {
    /// Somebody whom a file introduces.
    fn person(&mut self, name: &str, handle: &str) {
        let parts = parts(name);
        let is_phrase = parts.len() > 1 && parts.iter().all(|part| self.ordinary.is_word(part));
        if !self.ordinary.is_other(name) {
            self.add(name, handle, is_phrase);
        }
        self.parts(name, handle);
    }

    /// Somebody who only holds something. A name of small letters that are ordinary words, such as "the team", is nobody's.
    fn stranger(&mut self, name: &str) {
        let handle = key(name);
        let is_ordinary = parts(&handle).iter().all(|part| self.ordinary.is_word(part));
        if name.contains('/') || self.ordinary.is_other(name) || is_ordinary && !name.contains(char::is_uppercase) {
            return;
        }
        self.add(&handle, &handle, is_ordinary);
        self.parts(&handle, &handle);
    }

    fn parts(&mut self, name: &str, handle: &str) {
        let parts = parts(name);
        let [first, .., last] = parts.as_slice() else { return };
        let initial: String = first.chars().take(1).collect();
        let is_phrase = parts.iter().all(|part| self.ordinary.is_word(part));
        for joint in [" ", "-", "_", ".", ""] {
            let has_capital = is_phrase && matches!(joint, " " | "");
            self.add(&parts.join(joint), handle, has_capital);
            self.add(&format!("{initial}{joint}{last}"), handle, has_capital);
        }
        for part in parts.iter().filter(|part| !self.ordinary.is_word(part) && !self.ordinary.is_other(part)) {
            self.add(part, handle, true);
        }
    }

    /// What several people are called stands for itself.
    fn add(&mut self, word: &str, handle: &str, has_capital: bool) {
        if word.chars().count() < SHORTEST {
            return;
        }
        let meant = || Meant { handle: handle.to_owned(), has_capital };
        let known = self.words.entry(word.to_owned()).or_insert_with(meant);
        known.has_capital &= has_capital;
        if known.handle != handle {
            word.clone_into(&mut known.handle);
        }
    }
}

/// The words of a name.
fn parts(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|part| !part.is_empty()).collect()
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
        ] {
            let masked = mask.text(text).to_lowercase();
            assert!(!["maya", "ruiz", "kim", "duarte"].iter().any(|name| masked.contains(name)), "{text}: {masked}");
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
