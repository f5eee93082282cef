//! Clauses without a verb of their own, which go on with the one before: "The PM owns the roadmap; the QA lead, the tests".

use super::{Bound, Clauses, Said, Statement};
use crate::taxonomy::grammar::Class;

/// Work that is named without a verb has at most so many words.
const WORK: usize = 10;

impl Clauses<'_, '_, '_> {
    /// "…; the QA lead, the tests": reads a sentence behind a semicolon that goes on with the verb before.
    pub(super) fn goes_on_without_verb(&self, start: usize, end: usize, said: &mut Said) -> bool {
        let Some(last) = said.last.clone().filter(|last| last.effect.is_some() && !last.denied) else { return false };
        let before = self.line.text.plain[..self.line.words[start].start].trim_end();
        if !before.ends_with(';') {
            return false;
        }
        let mut first = start;
        while first < end
            && (self.is(Class::Determiner, first) || self.is(Class::Join, first))
            && self.begins_name(first).is_none()
        {
            first += 1;
        }
        let Some(named) = self.begins_name(first).filter(|named| named.is_person && !named.possessive) else {
            return false;
        };
        let comma = named.last + 1;
        let from = comma + usize::from(self.grammar.takes_object(self.word(comma)));
        let short = from < end && end - from <= WORK;
        let noun = short && self.gap(comma).comma && (from..end).all(|at| self.line.named_at(at).is_none());
        if !noun || self.finite(from, end).is_some() || self.grammar.negates(self.word(comma)) {
            return false;
        }
        let Some(index) = self.line.named_in(first, end).next() else { return false };
        let work = Statement::plain(Bound::Named(vec![index]), last.effect, (from, end), false);
        said.statements.push(Statement { firm: last.firm, ..work });
        true
    }

    /// Where words end that name somebody and, tight behind, something: "owns the roadmap and *the QA lead the tests*" is none of whose
    /// verb stands before.
    pub(super) fn of_somebody_else(&self, at: usize, end: usize) -> Option<usize> {
        let first = at + usize::from(self.is(Class::Determiner, at));
        let named = self.begins_name(first).filter(|named| named.is_person && !named.possessive && first > at)?;
        let next = named.last + 1;
        let small = next >= end
            || self.gap(next).ends_phrase()
            || self.is(Class::Join, next)
            || self.grammar.takes_object(self.word(next))
            || self.is_adverb(next)
            || self.is(Class::Relative, next)
            || self.is(Class::Folk, next);
        if small || self.finite(at, end).is_some() {
            return None;
        }
        Some((next + 1..end).find(|at| self.gap(*at).comma).unwrap_or(end))
    }
}
