//! The words that prose hangs on, from `rules/prose.toml`: which verb or wording involves somebody how, what a heading says of
//! the items below it, and the small words of a sentence.
//!
//! How a sentence is taken apart with them is the business of `read/prose/`.

mod class;
pub mod example;
mod form;
mod known;
mod person;
mod sequences;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::scale::Scale;
use crate::base::involvement::Involvement;
use crate::document::table::Table;
pub(crate) use class::{CLASSES, Class, FRAMES, Frame, TURNS, Turn};
pub(crate) use form::Form;
use form::endings;
pub(crate) use known::{Known, Run};
use known::{Lemma, Starts, serial};
use sequences::{Sequences, longest};

/// What a verb or wording does to its subject: involves it, or `None`, gives it nothing.
pub(crate) type Effect = Option<Involvement>;

/// What a heading, a label or the line before a list says of what stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stance {
    /// Work, and how the role is involved in it.
    Work(Involvement),
    /// Work that is expressly not the role's.
    Denied,
    /// No work that somebody is given.
    Silent,
    /// How a team works: sentences say what they say, and a list of nouns is no list of somebody's work.
    Told,
}

/// The closed classes that one word belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes([u64; 2]);

impl Classes {
    /// Whether it belongs to this one.
    #[must_use]
    pub(crate) fn has(self, class: Class) -> bool {
        self.0[class as usize / 64] & (1 << (class as usize % 64)) != 0
    }
}

/// The words that prose hangs on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Grammar {
    /// Tells it from others.
    #[serde(skip, default = "serial")]
    serial: u64,
    verbs: Sequences<Effect>,
    wordings: Sequences<Effect>,
    headings: Sequences<Stance>,
    modals: Sequences<()>,
    weak: Sequences<()>,
    negations: FxHashSet<String>,
    past: Sequences<()>,
    wishes: Sequences<()>,
    handed_over: Sequences<()>,
    adjuncts: Sequences<()>,
    /// What says nothing but when, before a clause.
    moments: Sequences<()>,
    /// What takes back what stands before it, and whether only where it is denied as well.
    withdraws: Sequences<bool>,
    /// Before what a clause is about: "when it comes to".
    about: Sequences<()>,
    takes_object: FxHashSet<String>,
    determiners: FxHashSet<String>,
    adverbs: FxHashSet<String>,
    role_nouns: FxHashSet<String>,
    qualities: Sequences<()>,
    meanings: FxHashMap<String, Vec<String>>,
    /// The one role whose function a word is.
    functions: FxHashMap<String, Arc<str>>,
    labels: FxHashMap<String, (Involvement, Option<Arc<str>>)>,
    /// Endings that are words of their own: "'ll" is "will".
    contractions: Vec<(String, String)>,
    /// Words that are read as one: "as well as".
    merged: Sequences<()>,
    /// The closed classes that a word belongs to, a bit for each.
    classes: FxHashMap<String, [u64; 2]>,
    /// Runs of words with a place of their own in a clause.
    turns: Sequences<Turn>,
    /// Verbs with an object or a complement of their own.
    frames: Sequences<Frame>,
    /// Participles that no ending gives away, with their verbs.
    irregular: FxHashMap<String, String>,
    /// Words in "-ly" that are no adverbs.
    no_adverbs: FxHashSet<String>,
    /// What stands between a role in full and an abbreviation of it.
    stands_for: Vec<String>,
    /// What stands for somebody's title where they are the object of work.
    person: String,
    /// Endings of nouns for a person.
    person_nouns: Vec<String>,
    /// Abbreviations that behind a number are the time of day.
    times: Vec<String>,
    /// What speaks for and against a reading.
    pub scale: Scale,
}

impl Grammar {
    /// Reads the tables of `rules/prose.toml`.
    #[must_use]
    pub fn decode(root: &Table<'_>) -> Self {
        let mut grammar = Self { serial: serial(), ..Self::default() };
        for (key, into) in [("verb", &mut grammar.verbs), ("wording", &mut grammar.wordings)] {
            for table in root.tables(key) {
                let effect = table.text("involvement").and_then(|word| Involvement::parse(&word.value));
                for words in table.names("words") {
                    into.add(&words.value, effect);
                }
            }
        }
        for table in root.tables("heading") {
            let Some(stance) = table.text("stance").and_then(|word| stance(&word.value)) else { continue };
            for words in table.names("words") {
                grammar.headings.add(&words.value, stance);
            }
        }
        for table in root.tables("label") {
            let Some(involvement) = table.text("involvement").and_then(|word| Involvement::parse(&word.value)) else {
                continue;
            };
            let verb = table.name_at("verb").map(|verb| verb.value);
            for words in table.names("words") {
                for words in [words.value.to_string(), words.value.replace('\'', "\u{2019}")] {
                    grammar.labels.insert(words, (involvement, verb.clone()));
                }
            }
        }
        if let Some(table) = root.table("grammar") {
            grammar.small_words(&table);
        }
        grammar.classes(root);
        if let Some(table) = root.table("grammar") {
            grammar.spellings(&table);
        }
        if let Some(table) = root.table("functions") {
            for (role, _) in table.entries() {
                let words = table.names(&role.value).into_iter().map(|word| word.value.to_string());
                grammar.functions.extend(words.map(|word| (word, Arc::from(&*role.value))));
            }
        }
        if let Some(table) = root.table("meanings") {
            for (role, _) in table.entries() {
                let words = table.names(&role.value).into_iter().map(|word| word.value.to_string()).collect();
                grammar.meanings.insert(role.value, words);
            }
        }
        grammar
    }

    /// The closed classes, the turns and the frames.
    fn classes(&mut self, root: &Table<'_>) {
        if let Some(table) = root.table("class") {
            for (bit, key) in CLASSES.iter().enumerate() {
                for word in table.names(key) {
                    self.classes.entry(word.value.to_string()).or_default()[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        if let Some(table) = root.table("turn") {
            for (key, turn) in TURNS {
                for words in table.names(key) {
                    self.turns.add(&words.value, *turn);
                }
            }
        }
        for table in root.tables("frame") {
            let kind = table.text("kind").and_then(|kind| FRAMES.iter().find(|(name, _)| *name == &*kind.value));
            for words in table.names("words") {
                if let Some((_, frame)) = kind {
                    self.frames.add(&words.value, *frame);
                }
            }
        }
    }

    /// Verbs in another spelling do what they do in the one that the lists have.
    fn spellings(&mut self, table: &Table<'_>) {
        let pairs = table.names("spellings");
        for (other, known) in pairs.iter().filter_map(|pair| pair.value.split_once(' ')) {
            self.verbs.spell(other, known);
            self.frames.spell(other, known);
        }
    }

    fn small_words(&mut self, table: &Table<'_>) {
        let set = |key: &str| table.names(key).into_iter().map(|word| word.value.to_string()).collect::<FxHashSet<_>>();
        let sequences = |key: &str| {
            let mut into = Sequences::default();
            for words in table.names(key) {
                into.add(&words.value, ());
            }
            into
        };
        self.modals = sequences("modals");
        self.weak = sequences("weak");
        self.negations = set("negations");
        self.past = sequences("past");
        self.wishes = sequences("wishes");
        self.handed_over = sequences("handed-over");
        self.adjuncts = sequences("adjuncts");
        self.moments = sequences("moments");
        self.about = sequences("about");
        for (key, denied) in [("withdraws", false), ("ends-it", true)] {
            for words in table.names(key) {
                self.withdraws.add(&words.value, denied);
            }
        }
        self.takes_object = set("takes-object");
        self.determiners = set("determiners");
        self.adverbs = set("adverbs");
        self.role_nouns = set("role-nouns");
        self.qualities = sequences("qualities");
        let list = |key: &str| table.names(key).into_iter().map(|word| word.value.to_string()).collect::<Vec<_>>();
        let pairs = |key: &str| {
            let pair = |pair: String| pair.split_once(' ').map(|(one, other)| (one.to_owned(), other.to_owned()));
            list(key).into_iter().filter_map(pair).collect::<Vec<_>>()
        };
        self.irregular = pairs("irregular").into_iter().collect();
        self.contractions = pairs("contractions");
        self.no_adverbs = set("no-adverbs");
        self.stands_for = list("stands-for");
        self.person = list("person").concat();
        self.person_nouns = list("person-nouns");
        self.times = list("times");
        self.merged = sequences("merged");
    }

    /// The verb that starts here: how many words it takes, its form, and what it does.
    #[must_use]
    pub(crate) fn verb<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, Form, Effect)> {
        let words = words.into();
        self.verb_of(words, Starts::VERB, |lemma| longest(self.verbs.at(lemma.verb?), &words))
    }

    /// The first verb that the first of some words may be a form of, and that stands there whole.
    fn verb_of<V>(
        &self,
        words: Run<'_>,
        what: Starts,
        find: impl Fn(&Lemma) -> Option<(usize, V)>,
    ) -> Option<(usize, Form, V)> {
        let looked_up;
        let known = match words.first_known() {
            Some(known) => known,
            None => {
                looked_up = self.known(words.first_word()?);
                &looked_up
            }
        };
        if !known.starts.has(what) {
            return None;
        }
        let listed = known.lemmas.iter().flatten();
        listed.into_iter().find_map(|lemma| find(lemma).map(|(length, value)| (length, lemma.form, value)))
    }

    /// What a word may be the form of.
    fn lemmas<'w>(&'w self, word: &'w str) -> impl Iterator<Item = (Cow<'w, str>, Form)> {
        let past = self.irregular.get(word).filter(|plain| *plain != word);
        past.map(|plain| (Cow::Borrowed(plain.as_str()), Form::Past)).into_iter().chain(endings(word))
    }

    /// The frame of the verb that starts here, with how many words it takes and its form.
    #[must_use]
    pub(crate) fn frame<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, Form, Frame)> {
        let words = words.into();
        self.verb_of(words, Starts::FRAME, |lemma| longest(self.frames.at(lemma.frame?), &words))
    }

    /// The longest of some sequences that starts here.
    fn starting<'w, V: Copy>(&self, of: &Sequences<V>, what: Starts, words: impl Into<Run<'w>>) -> Option<(usize, V)> {
        let words = words.into();
        if words.may_start(what) { of.longest(words.first_word()?, &words) } else { None }
    }

    /// Whether a verb's past is written as its plain form is: "set", "put".
    #[must_use]
    pub(crate) fn is_unchanged(&self, word: &str) -> bool {
        self.irregular.get(word).is_some_and(|plain| plain == word)
    }

    /// Whether a verb that has this form is a noun as well: "plans", "reviews".
    #[must_use]
    pub(crate) fn is_noun_too(&self, word: &str) -> bool {
        self.lemmas(word).any(|(lemma, _)| self.is(Class::NounToo, &lemma))
    }

    /// Where a word ends in another, and what that is: "you'll" is "you" and "will".
    #[must_use]
    pub(crate) fn contraction(&self, word: &str) -> Option<(usize, &str)> {
        let at = word.find(['\'', '\u{2019}'])?;
        let (stem, ending) = word.split_at(at);
        let ending = ending.trim_start_matches(['\'', '\u{2019}']);
        let (_, meant) = self.contractions.iter().find(|(known, _)| known == ending)?;
        let apt = !self.is(Class::Be, meant) || ending.len() > 1 || self.is(Class::ContractedBe, stem);
        (apt && at > 0).then_some((at, meant.as_str()))
    }

    /// How many words starting here are read as one.
    #[must_use]
    pub(crate) fn merged(&self, words: &[&str]) -> Option<usize> {
        self.merged.longest(words.first()?, words).map(|(length, ())| length)
    }

    /// Whether a word belongs to a closed class.
    #[must_use]
    pub(crate) fn is(&self, class: Class, word: &str) -> bool {
        self.classes_of(word).has(class)
    }

    /// The closed classes that a word belongs to.
    #[must_use]
    pub(crate) fn classes_of(&self, word: &str) -> Classes {
        // Nearly every word is plain, and a look for the other apostrophe would cost more than the answer.
        let bits = match word.is_ascii() || !word.contains('\u{2019}') {
            true => self.classes.get(word),
            false => self.classes.get(word.replace('\u{2019}', "'").as_str()),
        };
        Classes(bits.copied().unwrap_or_default())
    }

    /// What the words starting here open, with how many they are.
    #[must_use]
    pub(crate) fn turn<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, Turn)> {
        self.starting(&self.turns, Starts::TURN, words)
    }

    /// The wording that starts here, such as "responsible for".
    #[must_use]
    pub(crate) fn wording<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, Effect)> {
        self.starting(&self.wordings, Starts::WORDING, words)
    }

    /// What a heading's words say; denial goes before all, silence before work.
    #[must_use]
    pub(crate) fn stance<'w>(&self, words: impl Into<Run<'w>>) -> Option<Stance> {
        let words = words.into();
        let mut found: Option<(u8, Stance)> = None;
        let mut at = 0;
        while at < words.len() {
            let Some((length, stance)) = self.starting(&self.headings, Starts::HEADING, words.from(at..)) else {
                at += 1;
                continue;
            };
            let rank = match stance {
                Stance::Denied => 4,
                Stance::Work(involvement) if involvement != Involvement::Responsible => 3,
                Stance::Silent => 2,
                Stance::Work(_) => 1,
                Stance::Told => 0,
            };
            if found.is_none_or(|(best, _)| rank > best) {
                found = Some((rank, stance));
            }
            at += length;
        }
        found.map(|(_, stance)| stance)
    }

    /// What the people behind a label or below a column title are.
    #[must_use]
    pub(crate) fn label(&self, words: &[&str]) -> Option<Involvement> {
        self.labels.get(words.join(" ").as_str()).map(|(involvement, _)| *involvement)
    }

    /// What the people behind a label do with what the heading names: "facilitate".
    #[must_use]
    pub(crate) fn label_verb(&self, words: &[&str]) -> Option<Arc<str>> {
        self.labels.get(words.join(" ").as_str())?.1.clone()
    }

    /// The words that speak for a role where an abbreviation could mean several.
    #[must_use]
    pub(crate) fn speak_for(&self, role: &str) -> &[String] {
        self.meanings.get(role).map_or(&[], Vec::as_slice)
    }

    /// How many words of a heading starting here are a cue.
    #[must_use]
    pub(crate) fn cue<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        self.starting(&self.headings, Starts::HEADING, words).map(|(length, _)| length)
    }

    /// How many words starting here are a modal, and whether it leaves the duty open.
    #[must_use]
    pub(crate) fn modal<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, bool)> {
        let words = words.into();
        let (length, ()) = self.starting(&self.modals, Starts::MODAL, words)?;
        let weak = self.weak.longest(words.first_word()?, &words);
        Some((length, weak.is_some_and(|(weak, ())| weak == length)))
    }

    /// Whether a word denies.
    #[must_use]
    pub(crate) fn negates(&self, word: &str) -> bool {
        self.negations.contains(word) || word.ends_with("n't") || word.ends_with("n\u{2019}t")
    }

    /// How many words starting here put it in the past, wish for it, or give it away.
    #[must_use]
    pub(crate) fn undoes<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        let words = words.into();
        [&self.past, &self.wishes, &self.handed_over]
            .into_iter()
            .find_map(|of| self.starting(of, Starts::UNDOING, words).map(|(length, ())| length))
    }

    /// How many words starting here say nothing but when, before a clause: "each week".
    #[must_use]
    pub(crate) fn moment<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        self.starting(&self.moments, Starts::MOMENT, words).map(|(length, ())| length)
    }

    /// How many words starting here take back what stands before them, and whether only where it is denied as well: "no longer
    /// holds", "any more".
    #[must_use]
    pub(crate) fn withdraws<'w>(&self, words: impl Into<Run<'w>>) -> Option<(usize, bool)> {
        self.starting(&self.withdraws, Starts::WITHDRAWAL, words)
    }

    /// How many words starting here say that a clause is about what follows: "when it comes to".
    #[must_use]
    pub(crate) fn about<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        self.starting(&self.about, Starts::ABOUT, words).map(|(length, ())| length)
    }

    /// How many words starting here begin an adjunct.
    #[must_use]
    pub(crate) fn adjunct<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        self.starting(&self.adjuncts, Starts::ADJUNCT, words).map(|(length, ())| length)
    }

    /// How many words starting here tell of a person's quality.
    #[must_use]
    pub(crate) fn quality<'w>(&self, words: impl Into<Run<'w>>) -> Option<usize> {
        self.starting(&self.qualities, Starts::QUALITY, words).map(|(length, ())| length)
    }

    /// Whether a name after this word is no subject.
    #[must_use]
    pub(crate) fn takes_object(&self, word: &str) -> bool {
        self.takes_object.contains(word)
    }

    /// Whether a word may stand before a subject.
    #[must_use]
    pub(crate) fn is_determiner(&self, word: &str) -> bool {
        self.determiners.contains(word)
    }

    /// Whether a word may stand before a verb.
    #[must_use]
    pub(crate) fn is_adverb(&self, word: &str) -> bool {
        self.adverbs.contains(word) || (word.len() > 4 && word.ends_with("ly") && !self.no_adverbs.contains(word))
    }

    /// Whether words between a role in full and an abbreviation say that the one stands for the other.
    #[must_use]
    pub(crate) fn stands_for(&self, between: &str) -> bool {
        self.stands_for.iter().any(|words| words == between)
    }
}

fn stance(word: &str) -> Option<Stance> {
    match word {
        "denied" => Some(Stance::Denied),
        "silent" => Some(Stance::Silent),
        "told" => Some(Stance::Told),
        _ => Involvement::parse(word).map(Stance::Work),
    }
}
