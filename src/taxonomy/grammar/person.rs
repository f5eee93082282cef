//! What words say of persons: whose function something is, what ends a title, what stands for somebody.

use std::sync::Arc;

use super::Grammar;

impl Grammar {
    /// The one role whose function these words are: "design".
    #[must_use]
    pub(crate) fn function(&self, words: &str) -> Option<Arc<str>> {
        self.functions.get(words).cloned()
    }

    /// What stands for somebody's title where they are the object of work.
    #[must_use]
    pub(crate) fn person(&self) -> &str {
        &self.person
    }

    /// Whether a noun is one for a person: "engineer", "sponsor", "architect".
    #[must_use]
    pub(crate) fn is_person(&self, noun: &str) -> bool {
        self.person_nouns.iter().any(|ending| noun.ends_with(ending.as_str()))
    }

    /// Abbreviations of roles that behind a number are the time of day.
    #[must_use]
    pub(crate) fn times(&self) -> &[String] {
        &self.times
    }

    /// Whether a word ends a title.
    #[must_use]
    pub(crate) fn is_role_noun(&self, word: &str) -> bool {
        self.role_nouns.contains(word)
    }
}
