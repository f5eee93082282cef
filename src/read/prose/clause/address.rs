//! Whom a sentence speaks to by what they are: "As a PM, you own", "In the role of PM you own", "When you are the PM, you own".

use super::subject::{Subject, Who};
use super::{Above, Clauses, Said};
use crate::taxonomy::grammar::{Class, Form};

impl Clauses<'_, '_, '_> {
    /// "As a PM, you own".
    pub(super) fn addressed(&self, at: usize, end: usize, said: &mut Said) -> Option<usize> {
        // "At Acme, as a PM you own".
        let within = at..end.min(at + 4);
        let at = match self.is(Class::As, at) {
            true => at,
            // "In the role of PM you own".
            false if self.line.takes_object(at) => within.clone().find(|at| {
                self.is(Class::As, *at)
                    || self.is(Class::Of, *at)
                        && at.checked_sub(1).is_some_and(|of| self.is(Class::Post, of) || self.is(Class::Job, of))
            })?,
            // "When you are the PM, you own".
            false
                if self.turn(at, end).is_some() && self.is(Class::Addressee, at + 1) && self.is(Class::Be, at + 2) =>
            {
                at + 2
            }
            false => return None,
        };
        let mut first = at + 1;
        while self.is(Class::Determiner, first) && self.begins_name(first).is_none() {
            first += 1;
        }
        let first = (first..end.min(first + 3)).find(|at| self.begins_name(*at).is_some())?;
        let index = self.line.named_in(first, end).next()?;
        let mut from = self.line.named[index].last + 1;
        if from < end && self.is(Class::Addressee, from) {
            from += 1;
        } else if !self.gap(from).comma || self.subject_at(from, end).is_some() {
            return None;
        }
        let group = self.group(from, end)?;
        let subject = Subject { addressed: true, ..Subject::of(Who::Named(vec![index])) };
        said.about = Some(vec![index]);
        let above = Above { someone: false, stance: None, listed: false };
        Some(self.chain(from, &subject, group, end, above, said))
    }

    /// "On a typical day you write": the pronoun that begins the clause behind a preposition and its noun.
    pub(super) fn pronoun_behind(&self, from: usize, end: usize) -> Option<usize> {
        if !self.line.takes_object(from) {
            return None;
        }
        let ends = |at: &usize| self.gap(*at).ends_phrase() || self.is(Class::Relative, *at);
        let until = (from + 1..end).find(ends).unwrap_or(end);
        let at = (from + 2..until).find(|at| self.is(Class::Pronoun, *at))?;
        let verb = self.verb(at + 1, end).is_some_and(|(_, form, _)| matches!(form, Form::Plain | Form::Third));
        (verb || self.is_finite_auxiliary(at + 1, end)).then_some(at)
    }
}
