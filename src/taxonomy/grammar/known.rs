//! What is known of a word as written, whatever stands beside it: its closed classes, which runs of words may start with it, and
//! of which listed verbs it may be a form. Each word of a text is looked up once; most words then answer most questions with no.

use std::cell::RefCell;
use std::ops::{Deref, RangeFrom};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Classes, Form, Grammar};
use crate::base::quick::HashMap;

/// So many words are remembered by a thread.
const REMEMBERED: usize = 50_000;
/// A word has at most so many forms that are listed.
const FORMS: usize = 5;

/// What a word may be the start of, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Starts(u32);

impl Starts {
    pub(super) const WORDING: Self = Self(1);
    pub(super) const HEADING: Self = Self(1 << 1);
    pub(super) const MODAL: Self = Self(1 << 2);
    pub(super) const UNDOING: Self = Self(1 << 3);
    pub(super) const ADJUNCT: Self = Self(1 << 4);
    pub(super) const MOMENT: Self = Self(1 << 5);
    pub(super) const WITHDRAWAL: Self = Self(1 << 6);
    pub(super) const ABOUT: Self = Self(1 << 7);
    pub(super) const QUALITY: Self = Self(1 << 8);
    pub(super) const MERGED: Self = Self(1 << 9);
    pub(super) const TURN: Self = Self(1 << 10);
    pub(super) const VERB: Self = Self(1 << 11);
    pub(super) const FRAME: Self = Self(1 << 12);
    const NEGATION: Self = Self(1 << 13);
    const OBJECT: Self = Self(1 << 14);
    const DETERMINER: Self = Self(1 << 15);
    const ADVERB: Self = Self(1 << 16);
    const NOUN_TOO: Self = Self(1 << 17);

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self, is: bool) {
        if is {
            self.0 |= other.0;
        }
    }
}

/// A listed verb that a word may be a form of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lemma {
    /// Where the verb stands among those that say how somebody is involved.
    pub(super) verb: Option<u16>,
    /// Where it stands among those with a frame.
    pub(super) frame: Option<u16>,
    pub(super) form: Form,
}

/// What is known of a word.
#[derive(Debug, Default)]
pub(crate) struct Known {
    classes: Classes,
    pub(super) starts: Starts,
    pub(super) lemmas: [Option<Lemma>; FORMS],
}

impl Known {
    /// The closed classes that it belongs to.
    #[must_use]
    pub(crate) fn classes(&self) -> Classes {
        self.classes
    }

    /// Whether it may be the first of words that are read as one.
    #[must_use]
    pub(crate) fn merges(&self) -> bool {
        self.starts.has(Starts::MERGED)
    }

    /// Whether it denies.
    #[must_use]
    pub(crate) fn negates(&self) -> bool {
        self.starts.has(Starts::NEGATION)
    }

    /// Whether a name after it is no subject.
    #[must_use]
    pub(crate) fn takes_object(&self) -> bool {
        self.starts.has(Starts::OBJECT)
    }

    /// Whether it may stand before a subject.
    #[must_use]
    pub(crate) fn is_determiner(&self) -> bool {
        self.starts.has(Starts::DETERMINER)
    }

    /// Whether it may stand before a verb.
    #[must_use]
    pub(crate) fn is_adverb(&self) -> bool {
        self.starts.has(Starts::ADVERB)
    }

    /// Whether a verb that has this form is a noun as well.
    #[must_use]
    pub(crate) fn is_noun_too(&self) -> bool {
        self.starts.has(Starts::NOUN_TOO)
    }
}

/// Words that follow each other, with what is known of each; of words that nobody looked up nothing is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'w> {
    words: &'w [&'w str],
    known: &'w [Rc<Known>],
}

impl<'w> Run<'w> {
    /// Words, with what is known of them.
    #[must_use]
    pub(crate) fn new(words: &'w [&'w str], known: &'w [Rc<Known>]) -> Self {
        Self { words, known }
    }

    /// The words from one on.
    #[must_use]
    pub(crate) fn from(self, range: RangeFrom<usize>) -> Self {
        Self { words: &self.words[range.clone()], known: self.known.get(range).unwrap_or_default() }
    }

    /// Its first word.
    pub(super) fn first_word(self) -> Option<&'w str> {
        self.words.first().copied()
    }

    /// What is known of the first word.
    pub(super) fn first_known(self) -> Option<&'w Known> {
        self.known.first().map(Rc::as_ref)
    }

    /// Whether it may start something; whatever nobody looked up may.
    pub(super) fn may_start(self, what: Starts) -> bool {
        self.known.first().is_none_or(|known| known.starts.has(what))
    }
}

impl<'w> Deref for Run<'w> {
    type Target = [&'w str];

    fn deref(&self) -> &Self::Target {
        self.words
    }
}

impl<'w> From<&'w [&'w str]> for Run<'w> {
    fn from(words: &'w [&'w str]) -> Self {
        Self { words, known: &[] }
    }
}

impl<'w> From<&'w Vec<&'w str>> for Run<'w> {
    fn from(words: &'w Vec<&'w str>) -> Self {
        Self { words, known: &[] }
    }
}

impl<'w, const N: usize> From<&'w [&'w str; N]> for Run<'w> {
    fn from(words: &'w [&'w str; N]) -> Self {
        Self { words, known: &[] }
    }
}

/// What a thread has looked up, with one grammar.
#[derive(Default)]
struct Memory {
    serial: u64,
    known: HashMap<Box<str>, Rc<Known>>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// Tells one grammar from another.
pub(super) fn serial() -> u64 {
    SERIAL.fetch_add(1, Ordering::Relaxed)
}

impl Grammar {
    /// What is known of a word in lower case.
    #[must_use]
    pub(crate) fn known(&self, word: &str) -> Rc<Known> {
        MEMORY.with_borrow_mut(|memory| {
            if memory.serial != self.serial || memory.known.len() > REMEMBERED {
                memory.known.clear();
                memory.serial = self.serial;
            }
            if let Some(known) = memory.known.get(word) {
                return known.clone();
            }
            let known = Rc::new(self.look_up(word));
            memory.known.insert(word.into(), known.clone());
            known
        })
    }

    fn look_up(&self, word: &str) -> Known {
        let mut known = Known { classes: self.classes_of(word), ..Known::default() };
        let undoing = [&self.past, &self.wishes, &self.handed_over];
        for (what, is) in [
            (Starts::WORDING, self.wordings.has(word)),
            (Starts::HEADING, self.headings.has(word)),
            (Starts::MODAL, self.modals.has(word)),
            (Starts::UNDOING, undoing.iter().any(|of| of.has(word))),
            (Starts::ADJUNCT, self.adjuncts.has(word)),
            (Starts::MOMENT, self.moments.has(word)),
            (Starts::WITHDRAWAL, self.withdraws.has(word)),
            (Starts::ABOUT, self.about.has(word)),
            (Starts::QUALITY, self.qualities.has(word)),
            (Starts::MERGED, self.merged.has(word)),
            (Starts::TURN, self.turns.has(word)),
            (Starts::NEGATION, self.negates(word)),
            (Starts::OBJECT, self.takes_object(word)),
            (Starts::DETERMINER, self.is_determiner(word)),
            (Starts::ADVERB, self.is_adverb(word)),
            (Starts::NOUN_TOO, self.is_noun_too(word)),
        ] {
            known.starts.add(what, is);
        }
        let listed = self.lemmas(word).filter_map(|(lemma, form)| {
            let verb = self.verbs.place(&lemma).filter(|_| word.len() > 1);
            let frame = self.frames.place(&lemma);
            (verb.is_some() || frame.is_some()).then_some(Lemma { verb, frame, form })
        });
        for (slot, lemma) in known.lemmas.iter_mut().zip(listed) {
            known.starts.add(Starts::VERB, lemma.verb.is_some());
            known.starts.add(Starts::FRAME, lemma.frame.is_some());
            *slot = Some(lemma);
        }
        known
    }
}
