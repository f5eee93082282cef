//! Clauses without a verb of their own, which go on with the one before: "The PM owns the roadmap; the QA lead, the tests".

use super::group::{Group, Kind};
use super::{Bound, Clauses, Said, Statement};
use crate::base::involvement::Involvement;
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
        let from = comma + usize::from(self.line.takes_object(comma));
        let short = from < end && end - from <= WORK;
        let noun = short && self.gap(comma).comma && (from..end).all(|at| self.line.named_at(at).is_none());
        if !noun || self.finite(from, end).is_some() || self.line.negates(comma) {
            return false;
        }
        let Some(index) = self.line.named_in(first, end).next() else { return false };
        let work = Statement::plain(Bound::Named(vec![index]), last.effect, (from, end), false);
        said.statements.push(Statement { firm: last.firm, ..work });
        true
    }

    /// "The PM owns the roadmap, *the QA lead the tests*": who, and where the work begins.
    pub(super) fn gapped_tight(&self, at: usize, end: usize, group: &Group) -> Option<(usize, usize)> {
        let plain = matches!(group.kind, Kind::Verb(None)) && !(group.passive || group.denied || group.past);
        let carries = group.effect.is_some_and(Involvement::carries);
        if !plain || !carries || at <= group.from {
            return None;
        }
        let until = self.of_somebody_else(at, end)?;
        let index = self.line.named_in(at, until).next()?;
        let from = self.line.named[index].last + 1;
        (until - from <= WORK && self.line.named_in(from, until).next().is_none()).then_some((index, from))
    }

    /// "The PM and the QA lead own the roadmap and the tests, respectively": one each, in their order.
    pub(super) fn respectively(&self, start: usize, end: usize, said: &mut Said) {
        if !(start..end).any(|at| self.is(Class::Respectively, at)) {
            return;
        }
        let several = |statement: &Statement| match &statement.bound {
            Bound::Named(names) if names.len() > 1 => Some(names.clone()),
            _ => None,
        };
        let all: Vec<Vec<usize>> = said.statements.iter().filter_map(several).collect();
        let Some(names) = all.first().cloned().filter(|names| all.iter().all(|other| other == names)) else { return };
        let mut turn = 0;
        let mut told = Vec::with_capacity(said.statements.len());
        for mut statement in said.statements.drain(..) {
            if several(&statement).is_none() {
                told.push(statement);
                continue;
            }
            let parts = self.parts_of(&statement);
            if all.len() == names.len() {
                statement.bound = Bound::Named(vec![names[turn]]);
                turn += 1;
                told.push(statement);
            } else if all.len() == 1 && parts.len() == names.len() {
                for (name, words) in names.iter().zip(parts) {
                    let bound = Bound::Named(vec![*name]);
                    let plain = Statement::plain(bound, statement.effect, words, statement.bare);
                    told.push(Statement { firm: statement.firm, denied: statement.denied, ..plain });
                }
            } else {
                statement.firm = false;
                told.push(statement);
            }
        }
        said.statements = told;
    }

    /// The items of a statement's work, without what is left out of it and without the word that says that they are told apart.
    fn parts_of(&self, statement: &Statement) -> Vec<(usize, usize)> {
        let (mut parts, mut from) = (Vec::new(), None);
        for at in statement.words.0..statement.words.1 {
            let out = statement.aside.iter().any(|(first, last)| (*first..*last).contains(&at))
                || self.is(Class::Join, at)
                || self.is(Class::Respectively, at);
            if (out || self.gap(at).comma || self.gap(at).joint)
                && let Some(from) = from.take()
            {
                parts.push((from, at));
            }
            if !out {
                from = from.or(Some(at));
            }
        }
        parts.extend(from.map(|from| (from, statement.words.1)));
        parts
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
            || self.line.takes_object(next)
            || self.is_adverb(next)
            || self.is(Class::Relative, next)
            || self.is(Class::Folk, next);
        if small || self.finite(at, end).is_some() {
            return None;
        }
        Some((next + 1..end).find(|at| self.gap(*at).comma).unwrap_or(end))
    }
}
