//! Which activities a text names: phrases with alternatives, words in between, either word order, near-misses that veto,
//! longest match.
//!
//! A phrase is written as a person would say it (`sign off on testing`), with `(a|b)` for alternatives, `{class}` for a
//! class of `rules/words.toml`, and `...` where up to three words may stand in between; after a verb of the verb list that
//! is always so. Two words also match the other way round: `market analysis` reads "analysis of the market", `triage
//! bugs` reads "bug triage".
//!
//! `phrase/builder.rs` makes the index of what is written; that of the embedded activities is made when drawline is built.

pub(crate) mod builder;

use std::borrow::Cow;

use super::tokens::{Gap, Token};
use crate::base::source::Span;

/// So few slots are tried again rather than remembered.
const TRIED_AGAIN: usize = 3;
/// How many words may stand between a verb and its object.
const REACH: usize = 3;

/// One place in a text that a phrase fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What the phrase stands for, as given to [`builder::Builder::add`].
    pub(crate) id: usize,
    /// First and last token.
    pub(crate) tokens: (usize, usize),
    /// The bytes from the first to the last word.
    pub(crate) span: Span,
    /// Words of the phrase; more is better.
    pub(crate) weight: usize,
    /// Which tokens from the first on the phrase takes, a bit for each; those in between are not its own.
    mask: u64,
}

impl Hit {
    /// The tokens that the phrase takes.
    pub(crate) fn taken(&self) -> impl Iterator<Item = usize> {
        (0..64).filter(|bit| self.mask >> bit & 1 == 1).map(|bit| self.tokens.0 + bit)
    }

    /// Whether both want the same words. Two objects of one verb, or two things that share what stands before them, do not:
    /// "own the roadmap and the backlog", "product vision and strategy".
    fn rivals(&self, other: &Self) -> bool {
        let (first, second) = if self.tokens.0 <= other.tokens.0 { (self, other) } else { (other, self) };
        let apart = second.tokens.0 - first.tokens.0;
        if apart > 63 {
            return false;
        }
        let shared = first.mask & (second.mask << apart);
        let both_go_on = first.mask.count_ones() > 1 && second.mask.count_ones() > 1;
        if apart == 0 && both_go_on { shared & !1 != 0 } else { shared != 0 }
    }
}

/// A piece of one of the lists of a [`PhraseIndex`].
pub(crate) type Piece = (u32, u32);

/// One place of a phrase, which any of several runs of stems fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    /// Its runs: sorted by their first stem, those of one stem longest first.
    pub(crate) runs: Piece,
    /// Whether words may stand before this slot.
    pub(crate) loose: bool,
    /// Whether a preposition must stand before this slot.
    pub(crate) after_preposition: bool,
    /// Whether none may: a verb behind its object.
    pub(crate) behind_object: bool,
    /// Whether the phrase itself joins this slot to the one before it: "goals and metrics".
    pub(crate) joined: bool,
}

/// A phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// What it stands for.
    pub(crate) id: u32,
    /// Whether it is a near-miss.
    pub(crate) vetoes: bool,
    /// Its slots.
    pub(crate) slots: Piece,
}

/// All phrases of a taxonomy, ready to be found in text: lists without pointers, so that one can lie in the binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PhraseIndex {
    /// The stems, sorted, one after the other; a stem's number is its place among them.
    pub(crate) stems: Cow<'static, str>,
    /// Where each stem ends.
    pub(crate) ends: Cow<'static, [u32]>,
    /// The phrases that start with each stem, in `firsts`.
    pub(crate) by_first: Cow<'static, [Piece]>,
    /// Numbers of phrases.
    pub(crate) firsts: Cow<'static, [u32]>,
    /// The phrases.
    pub(crate) phrases: Cow<'static, [Phrase]>,
    /// The slots of phrases.
    pub(crate) slots: Cow<'static, [Slot]>,
    /// The runs of slots, in `run_stems`.
    pub(crate) runs: Cow<'static, [Piece]>,
    /// Numbers of stems.
    pub(crate) run_stems: Cow<'static, [u32]>,
}

/// A piece of a list.
fn piece<T>(of: &[T], (from, to): Piece) -> &[T] {
    of.get(from as usize..to as usize).unwrap_or_default()
}

impl PhraseIndex {
    /// The best hits in a text's tokens, in order: near-misses veto, whichever phrase they speak of, then the longest of those that share a
    /// word.
    #[must_use]
    pub(crate) fn hits_but_near_misses(&self, tokens: &[Token]) -> Vec<Hit> {
        let (mut hits, vetoes) = self.hits_and_vetoes(tokens, &self.numbers(tokens));
        hits.retain(|hit| !vetoes.iter().any(|veto| veto.weight >= hit.weight && overlap(veto, hit)));
        longest(hits, tokens)
    }

    /// Every hit that no near-miss vetoes, and the near-misses, of tokens whose stems have these numbers.
    #[must_use]
    pub(crate) fn hits_and_vetoes(&self, tokens: &[Token], ids: &[u32]) -> (Vec<Hit>, Vec<Hit>) {
        let (mut hits, mut vetoes) = (Vec::new(), Vec::new());
        for at in 0..tokens.len() {
            let Some(firsts) = self.by_first.get(ids[at] as usize) else { continue };
            for phrase in piece(&self.firsts, *firsts).iter().map(|number| &self.phrases[*number as usize]) {
                if let Some((last, weight, mask)) = self.fits(phrase, ids, tokens, at) {
                    let span = Span::new(tokens[at].span.start, tokens[last].span.end);
                    let hit = Hit { id: phrase.id as usize, tokens: (at, last), span, weight, mask };
                    if phrase.vetoes { vetoes.push(hit) } else { hits.push(hit) }
                }
            }
        }
        hits.retain(|hit| {
            !vetoes.iter().any(|veto| veto.id == hit.id && veto.weight >= hit.weight && overlap(veto, hit))
        });
        (hits, vetoes)
    }

    /// The numbers of the tokens' stems; `u32::MAX` for one that no phrase has.
    #[must_use]
    pub(crate) fn numbers(&self, tokens: &[Token]) -> Vec<u32> {
        tokens.iter().map(|token| self.number(&token.stem).unwrap_or(u32::MAX)).collect()
    }

    /// The number of a stem that some phrase has.
    pub(super) fn number(&self, stem: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let start = middle.checked_sub(1).map_or(0, |before| self.ends[before]);
            match self.stems[start as usize..self.ends[middle] as usize].cmp(stem) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    fn run(&self, run: Piece) -> &[u32] {
        piece(&self.run_stems, run)
    }

    /// Last token, weight and tokens taken when a phrase starts at token `at`.
    fn fits(&self, phrase: &Phrase, ids: &[u32], tokens: &[Token], at: usize) -> Option<(usize, usize, u64)> {
        let slots = piece(&self.slots, phrase.slots);
        let mut trial = Trial { ids, tokens, from: at, mask: 0, failed: Vec::new() };
        self.fits_from(slots, at, &mut trial).map(|(end, weight)| (end - 1, weight, trial.mask))
    }

    /// Matches the first slot at token `at`, then the rest; answers one past the last token.
    fn fits_from(&self, slots: &[Slot], at: usize, trial: &mut Trial<'_>) -> Option<(usize, usize)> {
        let (ids, tokens, from) = (trial.ids, trial.tokens, trial.from);
        // What a phrase of many words with gaps has tried in vain from here it need not try again.
        if slots.len() > TRIED_AGAIN && trial.failed.contains(&(slots.len(), at)) {
            return None;
        }
        let ((first, rest), id) = (slots.split_first()?, *ids.get(at)?);
        let all = piece(&self.runs, first.runs);
        let from_here = &all[all.partition_point(|run| self.run_stems[run.0 as usize] < id)..];
        let same = from_here.iter().map(|run| self.run(*run)).take_while(|run| run[0] == id);
        for run in same.filter(|run| run_at(ids, tokens, run, at)) {
            let end = at + run.len();
            // A phrase never spans 64 tokens: it has a handful of slots and at most three words between two of them.
            let own = (at..end)
                .map(|token| 1_u64.checked_shl(u32::try_from(token - from).unwrap_or(64)).unwrap_or(0))
                .sum::<u64>();
            let Some(next) = rest.first() else {
                trial.mask |= own;
                return Some((end, run.len()));
            };
            let (places, count) = reachable(tokens, next, end);
            for next in places[..count].iter().copied() {
                if let Some((last, weight)) = self.fits_from(rest, next, trial) {
                    trial.mask |= own;
                    return Some((last, weight + run.len()));
                }
            }
        }
        if slots.len() > TRIED_AGAIN {
            trial.failed.push((slots.len(), at));
        }
        None
    }
}

/// A phrase that is held against a text from one token on.
struct Trial<'a> {
    ids: &'a [u32],
    tokens: &'a [Token],
    from: usize,
    /// The tokens that it takes, a bit for each.
    mask: u64,
    /// How many slots could not be matched from which token on.
    failed: Vec<(usize, usize)>,
}

/// The tokens at which a slot may start, when the one before it ended at `end`.
fn reachable(tokens: &[Token], slot: &Slot, end: usize) -> ([usize; REACH + 1], usize) {
    let (mut places, mut count) = ([0; REACH + 1], 0);
    let mut gap = Gap::default();
    for (skipped, token) in tokens[end.min(tokens.len())..].iter().enumerate().take(REACH + 1) {
        if token.gap.stop {
            break;
        }
        gap.preposition |= token.gap.preposition;
        let here = if slot.after_preposition {
            gap.preposition && !token.gap.comma && !token.gap.joint
        } else if slot.loose {
            skipped > 0 || slot.joined || !token.gap.joint
        } else if slot.behind_object && gap.preposition {
            false
        } else {
            // A compound, or one of several that share their head: "market, customer and user research".
            let shared = skipped > 0 && tokens[end..end + skipped].iter().all(|t| t.gap.joint || t.gap.comma);
            // Or several that share what stands before: "product vision and strategy".
            let apart = |token: &Token| token.gap.joint || token.gap.comma;
            let sharing = skipped > 0
                && tokens[end].gap.is_tight()
                && tokens[end + 1..=end + skipped].iter().all(|token| apart(token) && !token.gap.preposition);
            (skipped == 0 && !token.gap.comma && (slot.joined || !token.gap.joint))
                || (shared && token.gap.is_tight())
                || sharing
        };
        if here {
            places[count] = end + skipped;
            count += 1;
        }
    }
    (places, count)
}

fn run_at(ids: &[u32], tokens: &[Token], run: &[u32], at: usize) -> bool {
    run.len() == 1
        || ids.len() >= at + run.len()
            && ids[at..at + run.len()] == *run
            && tokens[at..at + run.len()].iter().skip(1).all(|token| !token.gap.stop && !token.gap.comma)
}

fn overlap(a: &Hit, b: &Hit) -> bool {
    a.tokens.0 <= b.tokens.1 && b.tokens.0 <= a.tokens.1
}

/// Of hits that share a word the one with most words stays; between equals the tighter, then the earlier.
fn longest(mut hits: Vec<Hit>, tokens: &[Token]) -> Vec<Hit> {
    let spread = |hit: &Hit| hit.tokens.1 - hit.tokens.0;
    // "supports user research": what goes on in the same breath only describes.
    let goes_on = |hit: &Hit| tokens.get(hit.tokens.1 + 1).is_some_and(|next| next.gap.is_tight());
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.weight), goes_on(hit), spread(hit), hit.tokens.0, hit.id));
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        if !kept.iter().any(|winner| winner.rivals(&hit)) {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| hit.tokens);
    kept
}
