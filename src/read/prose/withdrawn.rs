//! What takes back what stands before it: "> The PM signs off" above "This no longer holds", "The PM used to sign off. Not any more".

use super::line::Line;
use super::page::{Block, Kind};
use super::{Framing, Walk};
use crate::taxonomy::grammar::Class;

/// A sentence that takes something back has at most so many words.
const LONGEST: usize = 12;
/// A block of one has at most so many bytes.
pub(super) const BYTES: usize = 120;
/// Of these words, so many tell since when.
const SINCE: usize = 5;

/// Blocks that belong together, so that what is said of "this" behind them is said of all: a quote, a list and the line above it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// How many duties stood before it.
    pub(super) from: usize,
    quoted: bool,
    listed: bool,
    /// Whether its last line leads on to a list.
    leads: bool,
}

impl Group {
    /// The group of the next block, before which so many duties stand.
    pub(super) fn with(self, block: &Block, duties: usize) -> Self {
        let listed = block.kind == Kind::Item || block.depth > 0;
        let heading = matches!(block.kind, Kind::Heading(_));
        let goes_on =
            self.quoted && block.quoted || listed && (self.listed || self.leads) && self.quoted == block.quoted;
        let from = if goes_on && !heading { self.from } else { duties };
        Self { from, quoted: block.quoted, listed, leads: block.text.plain.trim_end().ends_with(':') }
    }
}

impl Framing<'_> {
    /// Whether a sentence takes back what stands before it.
    pub(super) fn takes_back(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let grammar = self.grammar;
        if start >= end || end - start > LONGEST || line.named_in(start, end).next().is_some() {
            return false;
        }
        let words = &line.lower[start..end];
        let is = |class: Class, at: usize| words.get(at).is_some_and(|word| grammar.is(class, word));
        let Some((at, length, denied)) = (0..words.len()).find_map(|at| {
            let (length, denied) = grammar.withdraws(&words[at..])?;
            Some((at, length, denied))
        }) else {
            return false;
        };
        let negated = words[..at].iter().chain(&words[at + length..]).any(|word| grammar.negates(word));
        let all = is(Class::Nobody, 0) || is(Class::Thing, 0) && !is(Class::Passage, 1);
        let passage = (0..at).any(|at| is(Class::Passage, at)) && !is(Class::Pronoun, 0);
        let fragment = at == 0 || denied && words[..at].iter().all(|word| grammar.negates(word));
        let since = |at: usize| {
            grammar.is_adverb(words[at])
                || grammar.takes_object(words[at]) && !(is(Class::To, at) || is(Class::For, at) || is(Class::With, at))
                || grammar.adjunct(&words[at..]).is_some()
        };
        // "Does not apply any more".
        let more = words.get(at + length..).and_then(|rest| grammar.withdraws(rest)).map_or(0, |(length, _)| length);
        let ends = at + length + more;
        let only_since = ends >= words.len() || since(ends) && words.len() - ends <= SINCE;
        only_since && negated == denied && (all || passage || fragment)
    }
}

impl Walk<'_> {
    /// Takes back what was written down from a place on.
    pub(super) fn take_back(&mut self, from: usize) {
        self.duties.truncate(from);
        self.asked.clear();
    }
}
