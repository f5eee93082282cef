//! `Pseudonyms`: pseudonyms in the place of handles, names and addresses, the same for the same person in every run.
//!
//! A pseudonym is made from the handle, so that reports can be compared; whoever knows the handles of an organisation can
//! find out which is which. What is no handle, address or known name is left alone.

use std::borrow::Cow;
use std::collections::HashMap;
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

/// Pseudonyms for people.
#[derive(Debug)]
pub(crate) struct Pseudonyms {
    /// The handle that a name means, both without `@` and in lower case.
    people: HashMap<String, String>,
    words: Option<AhoCorasick>,
    /// What each word stands for, in the order of the automaton.
    meant: Vec<String>,
}

impl Pseudonyms {
    /// A mask that knows these people: names or other handles, each with the handle that it means.
    #[must_use]
    pub(crate) fn new(
        names: impl IntoIterator<Item = (Arc<str>, Arc<str>)>,
        is_ordinary: impl Fn(&str) -> bool,
    ) -> Self {
        let mut people = HashMap::new();
        for (name, handle) in names {
            people.insert(key(&name), key(&handle));
            people.entry(key(&handle)).or_insert_with(|| key(&handle));
        }
        let long = |name: &str| name.chars().count() >= SHORTEST;
        let mut words: Vec<(&String, &String)> =
            people.iter().filter(|(name, _)| long(name) && !is_ordinary(name)).collect();
        words.sort();
        let mut builder = AhoCorasickBuilder::new();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let automaton = builder.build(words.iter().map(|(name, _)| name.as_str())).ok();
        let meant = words.into_iter().map(|(_, handle)| handle.clone()).collect();
        Self { words: automaton, meant, people }
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
            let alone = !text[..found.start()].ends_with(inside) && !text[found.end()..].starts_with(inside);
            if !alone {
                continue;
            }
            masked.push_str(&text[from..found.start()]);
            masked.push_str(&self.pseudonym(&self.meant[found.pattern().as_usize()]));
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

fn key(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask() -> Pseudonyms {
        let names = [("Maya Ruiz", "@maya"), ("maya@example.org", "@maya"), ("qa", "@qa"), ("@zoë", "@zoë")];
        Pseudonyms::new(names.map(|(name, handle)| (name.into(), handle.into())), |name| name == "roadmap")
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
