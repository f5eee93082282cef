//! Text to tokens: stems with their place and with what stood before them (comma, "and", preposition, end of a clause).
//!
//! Which words carry no meaning, which belong together (`sign off`) and which are of one family comes from
//! `rules/words.toml`. What a sequence of tokens means is the business of `phrase.rs`.

mod marks;

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::stem::stem;
use crate::base::quick::HashMap;
use crate::base::source::Span;
use crate::document::table::Table;

pub(crate) use marks::{Form, Gap, Preposition, traits};

/// One meaningful word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its stem, or the joined stems of words that belong together.
    pub stem: Arc<str>,
    /// What kind of word it is.
    sort: Sort,
    /// What it is, as [`traits`].
    pub(crate) traits: u16,
    /// Its form.
    pub(crate) form: Form,
    /// Whether it is written with a capital.
    pub(crate) capital: bool,
    /// Its bytes in the text.
    pub(crate) span: Span,
    /// What stood before it.
    pub(crate) gap: Gap,
}

impl Token {
    /// Whether it is one of these [`traits`].
    #[must_use]
    pub(crate) fn is(&self, traits: u16) -> bool {
        self.traits & traits != 0
    }
}

/// What kind of word a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// One with a meaning of its own.
    Full,
    /// One without.
    Empty,
    Determiner,
    Auxiliary,
    /// A pronoun or a modal, before a verb.
    Subject,
    /// It begins a clause.
    Clause,
    Preposition(Preposition),
    Joint,
}

impl Sort {
    /// What a word that is passed over leaves behind.
    fn mark(self, gap: &mut Gap) {
        match self {
            Self::Full | Self::Empty => {}
            Self::Determiner => gap.determiner = true,
            Self::Auxiliary => gap.auxiliary = true,
            Self::Subject => gap.subject = true,
            Self::Clause => gap.clause = true,
            Self::Joint => gap.joint = true,
            Self::Preposition(which) => {
                gap.preposition = true;
                gap.which = which;
            }
        }
    }
}

/// What is known of a word as written.
#[derive(Clone, Debug)]
struct Known {
    stem: Arc<str>,
    sort: Sort,
    traits: u16,
    form: Form,
}

/// Words that are one: `sign off` is `signoff`.
#[derive(Debug, Serialize, Deserialize)]
struct Joined {
    parts: Vec<Arc<str>>,
    whole: Arc<str>,
}

/// How many words a thread remembers the stems of; beyond that it begins anew.
const REMEMBERED: usize = 50_000;

/// What a thread has read words as, with one set of words.
struct Memory {
    serial: u64,
    known: HashMap<Box<str>, Known>,
    /// The word at hand in lower case.
    lower: String,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::new(Memory { serial: 0, known: HashMap::default(), lower: String::new() });
}

static SERIAL: AtomicU64 = AtomicU64::new(1);

fn serial() -> u64 {
    SERIAL.fetch_add(1, Ordering::Relaxed)
}

/// Lists of words that are passed over.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Small {
    Empty,
    Determiner,
    Auxiliary,
    Subject,
    Clause,
    Preposition(Preposition),
    Joint,
}

/// The words that text is read with, from `rules/words.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Words {
    /// Tells these words from others.
    #[serde(skip, default = "serial")]
    serial: u64,
    /// Words that are passed over.
    small: FxHashMap<String, Small>,
    verbs: Vec<Arc<str>>,
    /// By stem.
    traits: FxHashMap<String, u16>,
    /// By word.
    word_traits: FxHashMap<String, u16>,
    kept: Vec<String>,
    /// Determiners without which a phrase is the same.
    articles: Vec<String>,
    /// Endings of nouns that are made of verbs.
    noun_endings: Vec<String>,
    /// Words in "-ly" that are no adverbs.
    no_adverbs: Vec<String>,
    families: FxHashMap<String, String>,
    joined: FxHashMap<Arc<str>, Vec<Joined>>,
    classes: FxHashMap<String, String>,
}

impl Words {
    /// Reads the tables of `rules/words.toml`.
    #[must_use]
    pub fn decode(table: &Table<'_>) -> Self {
        let list = |key: &str| table.names(key).into_iter().map(|name| name.value.to_string()).collect::<Vec<_>>();
        let mut words = Self { serial: serial(), kept: list("kept"), ..Self::default() };
        for (key, small) in [
            ("empty", Small::Empty),
            ("clauses", Small::Clause),
            ("subjects", Small::Subject),
            ("auxiliaries", Small::Auxiliary),
            ("determiners", Small::Determiner),
            ("prepositions", Small::Preposition(Preposition::Other)),
            ("joints", Small::Joint),
        ] {
            words.small.extend(list(key).into_iter().map(|word| (word, small)));
        }
        if let Some(table) = table.table("apart") {
            for (name, preposition) in Preposition::NAMES {
                let known = table.names(name).into_iter();
                words.small.extend(known.map(|word| (word.value.to_string(), Small::Preposition(*preposition))));
            }
        }
        words.articles = list("articles");
        words.noun_endings = list("noun-endings");
        for family in list("families") {
            let mut members = family.split_whitespace().map(stem);
            let Some(head) = members.next() else { continue };
            words.families.extend(members.map(|member| (member, head.clone())));
        }
        for group in list("joined") {
            let parts: Vec<Arc<str>> = group.split_whitespace().map(|word| words.family(word).into()).collect();
            let whole = words.family(&group.split_whitespace().collect::<String>()).into();
            let Some(first) = parts.first().cloned() else { continue };
            words.joined.entry(first).or_default().push(Joined { parts, whole });
        }
        for groups in words.joined.values_mut() {
            groups.sort_by_key(|group| std::cmp::Reverse(group.parts.len()));
        }
        for verb in list("verbs") {
            let stems = words.read(&verb).into_iter().map(|token| token.stem);
            words.verbs.extend(stems.take(1));
        }
        for (key, bit) in [
            ("verbs", traits::VERB),
            ("light", traits::LIGHT),
            ("transparent", traits::TRANSPARENT),
            ("neutral", traits::NEUTRAL),
            ("ordinary", traits::ORDINARY),
            ("consuming", traits::CONSUMES),
            ("states", traits::STATE),
            ("foreign", traits::FOREIGN),
        ] {
            for word in list(key) {
                for stem in words.stems(&word).into_iter().take(1) {
                    *words.traits.entry(stem.to_string()).or_default() |= bit;
                }
            }
        }
        for (key, bit) in [
            ("breaks", traits::BREAK),
            ("denials", traits::DENIAL),
            ("participles", traits::PARTICIPLE),
            ("adverbs", traits::ADVERB),
        ] {
            for word in list(key) {
                *words.word_traits.entry(word).or_default() |= bit;
            }
        }
        let adverbs: Vec<String> = list("no-adverbs");
        words.no_adverbs.extend(adverbs);
        words.serial = serial();
        if let Some(classes) = table.table("classes") {
            for (name, _) in classes.entries() {
                let members: Vec<_> = classes.names(&name.value).into_iter().map(|m| m.value.to_string()).collect();
                words.classes.insert(name.value, members.join("|"));
            }
        }
        words
    }

    /// Whether words may stand between this one and its object.
    #[must_use]
    pub fn is_verb(&self, stem: &str) -> bool {
        self.verbs.iter().any(|verb| **verb == *stem)
    }

    /// Which preposition a word is; `None` for a word that is none.
    #[must_use]
    pub(crate) fn preposition(&self, word: &str) -> Preposition {
        match self.small.get(word) {
            Some(Small::Preposition(which)) => *which,
            _ => Preposition::None,
        }
    }

    /// Whether a phrase is the same without this word.
    #[must_use]
    pub(crate) fn is_article(&self, word: &str) -> bool {
        self.articles.iter().any(|article| article == word)
    }

    /// The words of a `{class}` in a phrase, as `a|b|c`.
    #[must_use]
    pub(crate) fn class(&self, name: &str) -> Option<&str> {
        self.classes.get(name).map(String::as_str)
    }

    /// Splits text into tokens.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Token> {
        self.join(&self.split(text))
    }

    /// The stems of a text's meaningful words.
    #[must_use]
    pub(crate) fn stems(&self, text: &str) -> Vec<Arc<str>> {
        self.read(text).into_iter().map(|token| token.stem).collect()
    }

    fn family(&self, word: &str) -> String {
        let one = word.strip_suffix('s').unwrap_or(word);
        if let Some(kept) = self.kept.iter().find(|kept| *kept == word || *kept == one) {
            return kept.clone();
        }
        let stem = stem(word);
        self.families.get(&stem).cloned().unwrap_or(stem)
    }

    fn split(&self, text: &str) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut gap = Gap::default();
        let mut rest = 0;
        while rest < text.len() {
            let tail = &text[rest..];
            let length = tail.find(|c: char| !is_word(c)).unwrap_or(tail.len());
            if length == 0 {
                let mut next = tail.chars();
                let c = next.next().unwrap_or(' ');
                // "1:1" and "v1.2" are words; a clause ends where white space follows.
                let follows = next.next();
                let inside = matches!(c, ':' | '.') && follows.is_some_and(is_word) && gap == Gap::default();
                // A dash between spaces is no hyphen.
                let dash = c == '-' && follows == Some(' ') && text[..rest].ends_with(' ');
                gap.stop |= dash;
                if !inside {
                    gap.absorb(gap_of(c));
                }
                rest += c.len_utf8();
                continue;
            }
            let span = Span::new(rest, rest + length);
            rest += length;
            if let Some(Known { stem, sort, traits, form }) = self.recall(&tail[..length]) {
                let capital = tail.starts_with(char::is_uppercase);
                tokens.push(Token { stem, sort, traits, form, capital, span, gap: std::mem::take(&mut gap) });
            }
        }
        tokens
    }

    /// The stem and the kind of a word as written; `None` where nothing of it is left.
    fn recall(&self, written: &str) -> Option<Known> {
        MEMORY.with_borrow_mut(|memory| {
            if memory.serial != self.serial || memory.known.len() > REMEMBERED {
                memory.known.clear();
                memory.serial = self.serial;
            }
            memory.lower.clear();
            if written.is_ascii() {
                memory.lower.extend(written.chars().map(|c| c.to_ascii_lowercase()));
            } else {
                memory.lower.push_str(&written.to_lowercase());
            }
            let word = memory.lower.trim_matches(['\'', '’']);
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            if word.is_empty() {
                return None;
            }
            if let Some(known) = memory.known.get(word) {
                return Some(known.clone());
            }
            let sort = self.sort(word);
            let stem: Arc<str> = if sort == Sort::Full { self.family(word).into() } else { word.into() };
            let traits = self.traits_of(word, &stem);
            let known = Known { stem, sort, traits, form: Form::of(word, &self.noun_endings) };
            memory.known.insert(word.into(), known.clone());
            Some(known)
        })
    }

    fn sort(&self, word: &str) -> Sort {
        match self.small.get(word) {
            Some(Small::Joint) => Sort::Joint,
            Some(Small::Preposition(which)) => Sort::Preposition(*which),
            Some(Small::Determiner) => Sort::Determiner,
            Some(Small::Auxiliary) => Sort::Auxiliary,
            Some(Small::Subject) => Sort::Subject,
            Some(Small::Clause) => Sort::Clause,
            Some(Small::Empty) => Sort::Empty,
            None => Sort::Full,
        }
    }

    fn traits_of(&self, word: &str, stem: &str) -> u16 {
        let of = |known: &FxHashMap<String, u16>, key: &str| known.get(key).copied().unwrap_or_default();
        let adverb = word.len() > 4 && word.ends_with("ly") && !self.no_adverbs.iter().any(|noun| noun == word);
        of(&self.traits, stem) | of(&self.word_traits, word) | if adverb { traits::ADVERB } else { 0 }
    }

    /// Joins words that belong together and drops those without meaning, noting what they were.
    fn join(&self, split: &[Token]) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut gap = Gap::default();
        let mut at = 0;
        while at < split.len() {
            let joined = self.joined_at(&split[at..]);
            let length = joined.map_or(1, |joined| joined.parts.len());
            let mut token = split[at].clone();
            gap.absorb(token.gap);
            if let Some(joined) = joined {
                token.stem = joined.whole.clone();
                token.sort = Sort::Full;
                token.traits = self.traits.get(&*token.stem).copied().unwrap_or_default();
                token.span.end = split[at + length - 1].span.end;
            }
            at += length;
            if token.sort == Sort::Full {
                token.gap = std::mem::take(&mut gap);
                tokens.push(token);
            } else {
                token.sort.mark(&mut gap);
            }
        }
        tokens
    }

    fn joined_at(&self, tokens: &[Token]) -> Option<&Joined> {
        let fits = |joined: &&Joined| {
            let length = joined.parts.len();
            length <= tokens.len()
                && joined.parts.iter().zip(tokens).all(|(stem, token)| *stem == token.stem)
                && tokens[1..length].iter().all(|token| !token.gap.stop && !token.gap.comma)
        };
        self.joined.get(&tokens[0].stem)?.iter().find(fits)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

fn gap_of(c: char) -> Gap {
    let mut gap = Gap::default();
    match c {
        '.' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '—' | '–' | '|' => {
            gap.stop = true;
        }
        ',' => gap.comma = true,
        '&' | '/' | '+' => gap.joint = true,
        _ => {}
    }
    gap
}
