//! What a token is by its form and its lists, and what stood before it.

use serde::{Deserialize, Serialize};

/// What stood between a token and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The end of a clause: `.`, `;`, `:`, a bracket, a line of its own.
    pub(crate) stop: bool,
    /// A comma.
    pub(crate) comma: bool,
    /// "and", "or", "&", "/", "+".
    pub(crate) joint: bool,
    /// A preposition such as "of" or "with".
    pub(crate) preposition: bool,
    /// Which preposition, the last where there are several.
    pub(crate) which: Preposition,
    /// "the", "our", "each": a noun group begins.
    pub(crate) determiner: bool,
    /// "is", "was", "be".
    pub(crate) auxiliary: bool,
    /// "we", "must", "will": a verb follows.
    pub(crate) subject: bool,
    /// "that", "which", "whether": a clause of its own begins.
    pub(crate) clause: bool,
}

/// The prepositions that say how a noun group hangs on what stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they say themselves what they are")]
#[repr(u8)]
pub(crate) enum Preposition {
    #[default]
    None,
    Of,
    To,
    For,
    With,
    On,
    About,
    At,
    In,
    By,
    From,
    Into,
    Across,
    Between,
    Other,
}

impl Preposition {
    /// Those that are told apart, by their keys in `[words.apart]`.
    pub(super) const NAMES: &[(&str, Self)] = &[
        ("of", Self::Of),
        ("to", Self::To),
        ("for", Self::For),
        ("with", Self::With),
        ("on", Self::On),
        ("about", Self::About),
        ("at", Self::At),
        ("in", Self::In),
        ("by", Self::By),
        ("from", Self::From),
        ("into", Self::Into),
        ("across", Self::Across),
        ("between", Self::Between),
    ];
}

/// The form of a word, by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `own`.
    Plain,
    /// `owns`, or a plural.
    Third,
    /// `owning`.
    Gerund,
    /// `owned`.
    Past,
    /// `ownership`, `management`, `documentation`: never a verb.
    Noun,
}

impl Form {
    /// The form of a word; `nouns` are endings of nouns that are made of verbs.
    pub(super) fn of(word: &str, nouns: &[String]) -> Self {
        // "Meetings", "findings": several of what a gerund names.
        let several = word.len() > 6 && word.ends_with("ings");
        let one = word.strip_suffix('s').unwrap_or(word);
        if several || nouns.iter().any(|ending| [word, one].iter().any(|word| word.ends_with(ending.as_str()))) {
            Self::Noun
        } else if word.len() > 4 && word.ends_with("ing") {
            Self::Gerund
        } else if word.len() > 3 && word.ends_with("ed") {
            Self::Past
        } else if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
            Self::Third
        } else {
            Self::Plain
        }
    }
}

/// What a word is, as bits; from the lists of `rules/words.toml`.
pub(crate) mod traits {
    /// A verb, or a word that may be one.
    pub(crate) const VERB: u16 = 1;
    /// It adds nothing to the noun before it: "testing *activities*".
    pub(crate) const LIGHT: u16 = 2;
    /// What stands behind its "of" or "for" is meant: "a *set* of tests".
    pub(crate) const TRANSPARENT: u16 = 4;
    /// It may stand before any noun and explains itself: "new", "quarterly".
    pub(crate) const NEUTRAL: u16 = 8;
    /// An aside begins: "before", "during".
    pub(crate) const BREAK: u16 = 16;
    /// It denies what follows.
    pub(crate) const DENIAL: u16 = 32;
    /// A past participle without "-ed": "led", "written".
    pub(crate) const PARTICIPLE: u16 = 64;
    /// An adverb.
    pub(crate) const ADVERB: u16 = 128;
    /// A word of any trade, which tells nothing.
    pub(crate) const ORDINARY: u16 = 256;
    /// A verb that takes in what others made: "read", "use", "understand". Its object names no work.
    pub(crate) const CONSUMES: u16 = 512;
    /// How a thing is kept, or how often: behind a noun it is no head ("keeps the plan *current*", "reviews risks *weekly*").
    pub(crate) const STATE: u16 = 1024;
    /// A word of a trade that builds no software: "crop", "patient".
    pub(crate) const FOREIGN: u16 = 2048;
}

impl Gap {
    /// Nothing but white space, hyphens and words without meaning.
    #[must_use]
    pub(crate) fn is_tight(self) -> bool {
        !(self.stop || self.comma || self.joint || self.preposition)
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.stop |= other.stop;
        self.comma |= other.comma;
        self.joint |= other.joint;
        self.preposition |= other.preposition;
        self.determiner |= other.determiner;
        self.auxiliary |= other.auxiliary;
        self.subject |= other.subject;
        self.clause |= other.clause;
        if other.which != Preposition::None {
            self.which = other.which;
        }
    }
}
