//! Which activities a text names: phrases with alternatives, words in between, either word order, near-misses that veto,
//! longest match.
//!
//! A phrase is written as a person would say it (`sign off on testing`), with `(a|b)` for alternatives, `{class}` for a
//! class of `rules/words.toml`, and `...` where up to three words may stand in between; after a verb of the verb list that
//! is always so. Two words also match the other way round: `market analysis` reads "analysis of the market", `triage
//! bugs` reads "bug triage".

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::tokens::{Gap, Token, Words};
use crate::base::source::Span;

/// How many words may stand between a verb and its object.
const REACH: usize = 3;

/// One place in a text that a phrase fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What the phrase stands for, as given to [`PhraseIndex::add`].
    pub id: usize,
    /// First and last token.
    pub tokens: (usize, usize),
    /// The bytes from the first to the last word.
    pub span: Span,
    /// Words of the phrase; more is better.
    pub weight: usize,
    /// Which tokens from the first on the phrase takes, a bit for each; those in between are not its own.
    mask: u64,
}

impl Hit {
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

/// Runs of stems, any of which fills a slot.
type Alternatives = Vec<Vec<u32>>;

#[derive(Debug)]
struct Slot {
    /// Sorted by their first stem, those of one stem longest first.
    alternatives: Alternatives,
    /// Whether words may stand before this slot.
    loose: bool,
    /// Whether a preposition must stand before this slot.
    after_preposition: bool,
    /// Whether none may: a verb behind its object.
    behind_object: bool,
    /// Whether the phrase itself joins this slot to the one before it: "goals and metrics".
    joined: bool,
}

#[derive(Debug)]
struct Phrase {
    id: usize,
    vetoes: bool,
    slots: Vec<Slot>,
}

impl Slot {
    fn new(mut alternatives: Alternatives, loose: bool, joined: bool) -> Self {
        alternatives.sort_by_key(|run| (run[0], std::cmp::Reverse(run.len())));
        Self { alternatives, loose, after_preposition: false, behind_object: false, joined }
    }
}

/// All phrases of a taxonomy, ready to be found in text.
#[derive(Debug, Default)]
pub struct PhraseIndex {
    stems: FxHashMap<Arc<str>, u32>,
    /// For each stem, whether words may stand between it and its object.
    verbs: Vec<bool>,
    phrases: Vec<Phrase>,
    /// The phrases that start with a stem, by its number.
    by_first: Vec<Vec<usize>>,
}

impl PhraseIndex {
    /// Adds a phrase that stands for `id`; with `vetoes` it is a near-miss: a hit of `id` that shares a word with it, and is
    /// no longer, is none.
    ///
    /// # Errors
    /// What is wrong with the phrase: an unknown class, an open bracket, no words.
    pub fn add(&mut self, words: &Words, phrase: &str, id: usize, vetoes: bool) -> Result<(), String> {
        let slots = self.compile(words, phrase)?;
        if let Some(turned) = self.turned_around(&slots) {
            self.push(Phrase { id, vetoes, slots: turned });
        }
        self.push(Phrase { id, vetoes, slots });
        Ok(())
    }

    /// The best hits in a text's tokens, in order: near-misses veto, then the longest of those that share a word.
    #[must_use]
    pub fn hits(&self, tokens: &[Token]) -> Vec<Hit> {
        let ids: Vec<u32> =
            tokens.iter().map(|token| self.stems.get(&token.stem).copied().unwrap_or(u32::MAX)).collect();
        let (mut hits, mut vetoes) = (Vec::new(), Vec::new());
        for at in 0..tokens.len() {
            for phrase in self.by_first.get(ids[at] as usize).into_iter().flatten().map(|index| &self.phrases[*index]) {
                if let Some((last, weight, mask)) = phrase.fits(&ids, tokens, at) {
                    let span = Span::new(tokens[at].span.start, tokens[last].span.end);
                    let hit = Hit { id: phrase.id, tokens: (at, last), span, weight, mask };
                    if phrase.vetoes { vetoes.push(hit) } else { hits.push(hit) }
                }
            }
        }
        hits.retain(|hit| {
            !vetoes.iter().any(|veto| veto.id == hit.id && veto.weight >= hit.weight && overlap(veto, hit))
        });
        longest(hits, tokens)
    }

    fn push(&mut self, phrase: Phrase) {
        let index = self.phrases.len();
        for same in phrase.slots[0].alternatives.chunk_by(|a, b| a[0] == b[0]) {
            self.by_first[same[0][0] as usize].push(index);
        }
        self.phrases.push(phrase);
    }

    fn stem_id(&mut self, words: &Words, stem: &str) -> u32 {
        if let Some(id) = self.stems.get(stem) {
            return *id;
        }
        let id = u32::try_from(self.verbs.len()).unwrap_or(u32::MAX - 1);
        self.stems.insert(stem.into(), id);
        self.by_first.push(Vec::new());
        self.verbs.push(words.is_verb(stem));
        id
    }

    fn compile(&mut self, words: &Words, phrase: &str) -> Result<Vec<Slot>, String> {
        let mut slots: Vec<Slot> = Vec::new();
        let mut gap_marked = false;
        for part in parts(phrase)? {
            if part == "..." {
                gap_marked = true;
                continue;
            }
            for (alternatives, joined) in self.slots_of(words, &part)? {
                let after_verb = slots.len() == 1 && self.starts_with_verb(&slots[0]);
                let loose = std::mem::take(&mut gap_marked) || after_verb;
                slots.push(Slot::new(alternatives, loose, joined));
            }
        }
        if slots.is_empty() { Err("no word in it has a meaning of its own".to_owned()) } else { Ok(slots) }
    }

    /// A bracket is one slot with its alternatives; a plain word is a slot, or none when it has no meaning of its own.
    fn slots_of(&mut self, words: &Words, part: &str) -> Result<Vec<(Alternatives, bool)>, String> {
        if !part.starts_with(['(', '{']) {
            let tokens = words.read(part);
            let slot = |token: &Token| (vec![vec![self.stem_id(words, &token.stem)]], token.gap.joint);
            return Ok(tokens.iter().map(slot).collect());
        }
        let expanded = expand(words, part)?;
        let mut runs: Alternatives = Vec::new();
        for choice in expanded.split('|') {
            runs.push(words.read(choice).iter().map(|token| self.stem_id(words, &token.stem)).collect());
        }
        runs.retain(|run| !run.is_empty());
        if runs.is_empty() {
            Err(format!("`{part}` has no word with a meaning of its own"))
        } else {
            Ok(vec![(runs, false)])
        }
    }

    fn starts_with_verb(&self, slot: &Slot) -> bool {
        slot.alternatives.iter().any(|run| self.verbs[run[0] as usize])
    }

    /// The other word order of a phrase of two: a compound behind a preposition, or a verb behind its object.
    fn turned_around(&self, slots: &[Slot]) -> Option<Vec<Slot>> {
        let [first, second] = slots else { return None };
        let slot = |from: &Slot, after_preposition, behind_object| Slot {
            after_preposition,
            behind_object,
            ..Slot::new(from.alternatives.clone(), false, false)
        };
        let verb = self.starts_with_verb(first);
        Some(vec![slot(second, false, false), slot(first, !verb, verb)])
    }
}

impl Phrase {
    /// Last token, weight and tokens taken when the phrase starts at token `at`.
    fn fits(&self, ids: &[u32], tokens: &[Token], at: usize) -> Option<(usize, usize, u64)> {
        let mut mask = 0;
        self.fits_from(ids, tokens, 0, at, at, &mut mask).map(|(end, weight)| (end - 1, weight, mask))
    }

    /// Matches slot `slot` at token `at`, then the rest; answers one past the last token.
    fn fits_from(
        &self,
        ids: &[u32],
        tokens: &[Token],
        slot: usize,
        at: usize,
        from: usize,
        mask: &mut u64,
    ) -> Option<(usize, usize)> {
        let (id, all) = (*ids.get(at)?, &self.slots[slot].alternatives);
        let from_here = &all[all.partition_point(|run| run[0] < id)..];
        let same = from_here.iter().take_while(|run| run[0] == id);
        for run in same.filter(|run| run_at(ids, tokens, run, at)) {
            let end = at + run.len();
            // A phrase never spans 64 tokens: it has a handful of slots and at most three words between two of them.
            let own = (at..end)
                .map(|token| 1_u64.checked_shl(u32::try_from(token - from).unwrap_or(64)).unwrap_or(0))
                .sum::<u64>();
            if slot + 1 == self.slots.len() {
                *mask |= own;
                return Some((end, run.len()));
            }
            let (places, count) = self.reachable(tokens, slot + 1, end);
            for next in places[..count].iter().copied() {
                if let Some((last, weight)) = self.fits_from(ids, tokens, slot + 1, next, from, mask) {
                    *mask |= own;
                    return Some((last, weight + run.len()));
                }
            }
        }
        None
    }

    /// The tokens at which a slot may start, when the one before it ended at `end`.
    fn reachable(&self, tokens: &[Token], slot: usize, end: usize) -> ([usize; REACH + 1], usize) {
        let slot = &self.slots[slot];
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
}

fn run_at(ids: &[u32], tokens: &[Token], run: &[u32], at: usize) -> bool {
    run.len() == 1
        || ids.len() >= at + run.len()
            && ids[at..at + run.len()] == *run
            && tokens[at..at + run.len()].iter().skip(1).all(|token| !token.gap.stop && !token.gap.comma)
}

/// Splits a phrase into brackets, gaps (`...`) and runs of plain words.
fn parts(phrase: &str) -> Result<Vec<String>, String> {
    let mut parts: Vec<String> = Vec::new();
    let mut in_bracket = false;
    let mut plain = String::new();
    for c in phrase.chars() {
        match c {
            '(' | '{' if in_bracket && c == '(' => return Err("a bracket stands in a bracket".to_owned()),
            '(' | '{' if !in_bracket => {
                parts.push(std::mem::take(&mut plain));
                plain.push(c);
                in_bracket = c == '(';
            }
            ')' => {
                plain.push(c);
                parts.push(std::mem::take(&mut plain));
                in_bracket = false;
            }
            '}' if !in_bracket => {
                plain.push(c);
                parts.push(std::mem::take(&mut plain));
            }
            _ => plain.push(c),
        }
    }
    if in_bracket {
        return Err("a bracket is not closed".to_owned());
    }
    parts.push(plain);
    let split_gaps = parts.iter().flat_map(|part| gaps_apart(part));
    Ok(split_gaps.filter(|part| !part.is_empty()).collect())
}

/// `a ... b` to `a`, `...`, `b`.
fn gaps_apart(part: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for (at, piece) in part.split("...").enumerate() {
        if at > 0 {
            pieces.push("...".to_owned());
        }
        pieces.push(piece.trim().to_owned());
    }
    pieces
}

/// The alternatives of one part as `a|b|c`.
fn expand(words: &Words, part: &str) -> Result<String, String> {
    if let Some(inner) = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let choices: Result<Vec<String>, String> =
            inner.split('|').map(|choice| expand(words, choice.trim())).collect();
        return Ok(choices?.join("|"));
    }
    if let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return words.class(name).map(str::to_owned).ok_or_else(|| format!("no class of words is called `{name}`"));
    }
    Ok(part.to_owned())
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
