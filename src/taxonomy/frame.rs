//! Which work a text names, by grammar: a verb with an object whose head fits, or a noun group whose head names it.
//!
//! `{approve} > test result, testing` is a frame: any verb of the class with any of the nouns as its object, however it is
//! put ("approves the test results", "approval of testing", "test results are approved", "test approval"). A noun (`test plan`)
//! names work by itself: its last word is the head, those before it must stand before the head or hang on it ("plan for the
//! test"). A word of the head's group that nothing explains counts against the match.
//!
//! `frame/builder.rs` makes the index of what is written, `frame/units.rs` takes a text apart. Wordings that are no frame are
//! phrases, in `phrase.rs`.

pub(crate) mod builder;
mod units;

use std::borrow::Cow;

use super::phrase::Piece;
use super::tokens::{Form, Preposition, Token, traits};
use units::Unit;

/// How well a reading fits at least, in percent, to be one.
pub(crate) const FITS: u8 = 60;

/// A noun with its modifiers, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The activity.
    pub id: u32,
    /// Stems that must stand before the head or hang on it.
    pub modifiers: Piece,
    /// Whether they must hang on it: "order of work" is no "work order".
    pub hangs: bool,
    /// Whether the head must be a gerund: "hiring" is no "hire", "conduct testing" is no "conduct tests".
    pub gerund: bool,
    /// The verbs that it must be the object of; [`ALONE`] where it names the work itself.
    pub verbs: u32,
}

/// The verbs of a noun that names work by itself.
pub(crate) const ALONE: u32 = u32::MAX;

/// The verbs of a verb that names work whatever its object.
pub(crate) const ANY: u32 = u32::MAX - 1;

/// Among the stems that may stand before a head: any.
pub(crate) const ANY_STEM: u32 = u32::MAX;

/// All frames and nouns of a taxonomy, by the numbers that the stems have in the index of its phrases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrameIndex {
    /// The entries of each stem as a head.
    pub(crate) by_head: Cow<'static, [Piece]>,
    /// Entries.
    pub(crate) entries: Cow<'static, [Entry]>,
    /// Stems of modifiers.
    pub(crate) modifiers: Cow<'static, [u32]>,
    /// The classes that each stem is a verb of, in `classes`.
    pub(crate) by_verb: Cow<'static, [Piece]>,
    /// Number of a class times 16 and the preposition that its verb takes there.
    pub(crate) classes: Cow<'static, [u32]>,
    /// For each activity the stems that may stand before its heads, in `fitting_stems`.
    pub(crate) fitting: Cow<'static, [Piece]>,
    /// Stems.
    pub(crate) fitting_stems: Cow<'static, [u32]>,
}

/// One reading of some words of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The activity.
    pub(crate) id: usize,
    /// The head.
    pub(crate) head: usize,
    /// The tokens that the pattern took, in order; the verb among them.
    pub(crate) taken: Vec<usize>,
    /// The verb, where it is a frame.
    pub(crate) verb: Option<usize>,
    /// Words of the head's group that nothing explains.
    pub(crate) unexplained: Vec<usize>,
    /// How well it fits, in percent.
    pub(crate) fit: u8,
}

fn piece<T>(of: &[T], (from, to): Piece) -> &[T] {
    of.get(from as usize..to as usize).unwrap_or_default()
}

/// Readings, and room for the words that the one at hand takes: most come to nothing.
#[derive(Default)]
struct Readings {
    all: Vec<Reading>,
    taken: Vec<usize>,
}

/// The parts that one text is read with.
struct Matching<'a> {
    index: &'a FrameIndex,
    tokens: &'a [Token],
    ids: &'a [u32],
}

impl FrameIndex {
    /// Every reading of a text's tokens that fits, best first for none: rivals are sorted out by whoever asks. `ids` are the numbers
    /// that the tokens' stems have in the index of phrases.
    #[must_use]
    pub(crate) fn readings(&self, tokens: &[Token], ids: &[u32]) -> Vec<Reading> {
        let acts = |id: &u32| self.by_verb.get(*id as usize).is_some_and(|(from, to)| from < to);
        let may_act: Vec<bool> = tokens.iter().zip(ids).map(|(token, id)| token.is(traits::VERB) || acts(id)).collect();
        let matching = Matching { index: self, tokens, ids };
        let mut found = Readings::default();
        let may_tell = |at: usize| self.may_tell(ids[at]);
        for unit in units::units(tokens, &may_act, &may_tell) {
            matching.unit(&unit, &mut found);
        }
        found.all
    }

    /// Whether a stem stands before some head.
    fn may_tell(&self, stem: u32) -> bool {
        stem != u32::MAX && (self.modifiers.contains(&stem) || self.fitting_stems.contains(&stem))
    }

    fn in_class(&self, verb: u32, class: u32, via: Preposition) -> bool {
        let classes = piece(&self.classes, self.by_verb.get(verb as usize).copied().unwrap_or_default());
        let from = classes.partition_point(|known| known / 16 < class);
        classes[from..].iter().take_while(|known| **known / 16 == class).any(|known| {
            let wanted = known % 16;
            wanted == via as u32
                || wanted == Preposition::None as u32
                    && matches!(via, Preposition::None | Preposition::Of | Preposition::On | Preposition::About)
        })
    }
}

impl Matching<'_> {
    fn unit(&self, unit: &Unit, found: &mut Readings) {
        let mut at = unit.words.len();
        while at > 0 {
            at -= 1;
            self.head(unit, at, found);
            if !self.tokens[unit.words[at]].is(traits::LIGHT) {
                break;
            }
        }
    }

    /// Reads a unit with the word at this place as its head.
    fn head(&self, unit: &Unit, at: usize, found: &mut Readings) {
        let head = unit.words[at];
        // "Studies the roadmap", "observes bug triage": what is looked at is no work of one's own.
        let taken_in = unit.verbs.last().is_some_and(|verb| self.tokens[*verb].is(traits::CONSUMES));
        for entry in self.entries(head) {
            if unit.act || entry.verbs == ANY {
                if unit.act && entry.verbs == ANY {
                    self.push(unit, entry, at, None, found);
                }
            } else if entry.verbs == ALONE {
                if unit.top && !taken_in {
                    self.push(unit, entry, at, None, found);
                }
            } else {
                let verbs = unit.verbs.iter();
                let fits = |verb: &&usize| self.index.in_class(self.ids[**verb], entry.verbs, unit.via);
                if let Some(verb) = verbs.rev().find(fits) {
                    self.push(unit, entry, at, Some(*verb), found);
                }
            }
        }
        // "Incident management": the noun of a verb behind its object.
        if at > 0 && unit.top && !taken_in && self.tokens[head].form != Form::Third {
            for entry in self.entries(unit.words[at - 1]).iter().filter(|entry| entry.verbs < ANY) {
                if self.index.in_class(self.ids[head], entry.verbs, Preposition::None) {
                    self.push(unit, entry, at - 1, Some(head), found);
                }
            }
        }
    }

    fn entries(&self, head: usize) -> &[Entry] {
        let of = self.index.by_head.get(self.ids[head] as usize).copied().unwrap_or_default();
        piece(&self.index.entries, of)
    }

    fn push(&self, unit: &Unit, entry: &Entry, at: usize, verb: Option<usize>, found: &mut Readings) {
        let head = unit.words[at];
        if entry.gerund && !matches!(self.tokens[head].form, Form::Gerund | Form::Noun) {
            return;
        }
        let Readings { all, taken } = found;
        taken.clear();
        for modifier in piece(&self.index.modifiers, entry.modifiers) {
            let before = unit.words[..if entry.hangs { 0 } else { at }].iter().rev().copied();
            let about = unit.about.iter().map(|(token, ..)| *token);
            let place = before.chain(about).find(|token| self.ids[*token] == *modifier && !taken.contains(token));
            let Some(place) = place else { return };
            taken.push(place);
        }
        // Of what hangs on it the head must be meant, or all that leads to it.
        let lost = |(token, _, is_head): &(usize, Preposition, bool)| {
            taken.contains(token) && !is_head && !taken.contains(&(token + 1))
        };
        if unit.about.iter().any(lost) {
            return;
        }
        let alone = verb.is_none() && taken.is_empty();
        taken.push(head);
        if unit.takes_first && !taken.contains(&unit.words[0]) {
            return;
        }
        taken.extend(verb);
        taken.sort_unstable();
        let unexplained: Vec<usize> = unit.words[..at]
            .iter()
            .chain(unit.words[at + 1..].iter().filter(|token| !self.tokens[**token].is(traits::LIGHT)))
            .copied()
            .filter(|token| !taken.contains(token) && !self.is_explained(entry.id, *token))
            .collect();
        let fit = self.fit(unit, taken, &unexplained, (verb.is_some(), alone));
        if fit >= FITS {
            all.push(Reading { id: entry.id as usize, head, taken: taken.clone(), verb, unexplained, fit });
        }
    }

    /// Whether a word may stand before a head of this activity.
    fn is_explained(&self, id: u32, token: usize) -> bool {
        let word = &self.tokens[token];
        let fitting = self.index.fitting.get(id as usize).copied().unwrap_or_default();
        let is_name = word.capital && token > 0 && !word.gap.stop;
        word.is(traits::NEUTRAL | traits::ADVERB)
            || is_name
            || word.stem.bytes().all(|byte| byte.is_ascii_digit())
            || piece(&self.index.fitting_stems, fitting).binary_search(&self.ids[token]).is_ok()
            || piece(&self.index.fitting_stems, fitting).last() == Some(&ANY_STEM)
    }

    fn fit(&self, unit: &Unit, taken: &[usize], unexplained: &[usize], (framed, alone): (bool, bool)) -> u8 {
        let base: u8 = match (framed, alone) {
            (true, _) => 100,
            (_, false) => 95,
            (_, true) => 85,
        };
        let each: u8 = if taken.len() - usize::from(framed) >= 2 { 22 } else { 41 };
        let strange = |(token, ..): &&(usize, Preposition, bool)| {
            let word = &self.tokens[*token];
            let known = self.ids[*token] != u32::MAX || word.is(traits::NEUTRAL | traits::ADVERB | traits::LIGHT);
            // Names are blotted out.
            let named = word.stem.bytes().all(|byte| byte == b'x');
            !known && !named && !word.capital && !taken.contains(token)
        };
        let about: u8 = unit
            .about
            .iter()
            .filter(strange)
            .map(|(_, which, _)| if *which == Preposition::Of { 25_u8 } else { 10 })
            .fold(0, u8::saturating_add);
        base.saturating_sub(each.saturating_mul(u8::try_from(unexplained.len()).unwrap_or(u8::MAX)))
            .saturating_sub(about.min(45))
            .saturating_sub(unit.doubt)
    }
}
