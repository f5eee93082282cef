//! Questions for whoever holds some work, and the short answers that name them.

use super::{Bound, Clauses, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::Class;

/// A noun with a question mark has at most so many words.
const SHORT: usize = 5;

impl Clauses<'_, '_, '_> {
    /// "Who writes the guide": a question for whoever holds work, as a statement about them.
    pub(in crate::read::prose) fn who_question(&self, start: usize, end: usize) -> Option<Statement> {
        if !self.is_question(start, end) {
            return None;
        }
        let at = self.over_links(start, end);
        let group = self.group(at + 1, end).filter(|_| at + 2 < end && self.is(Class::Who, at))?;
        let open = group.denied || group.past || group.weak || group.passive;
        let work = group.effect.filter(|effect| !open && effect.carries())?;
        let from = if self.grammar.wording(self.at(group.head, end)).is_some() { group.from } else { group.head };
        let mut statement = Statement::plain(Bound::Above, Some(work), (from.min(end - 1), end), true);
        statement.verb = (from == group.head).then_some(from);
        Some(statement)
    }

    /// "User stories?": a noun, for whose holder is asked.
    pub(in crate::read::prose) fn noun_question(&self, start: usize, end: usize) -> Option<Statement> {
        let short = end - start <= SHORT && self.line.named_in(start, end).next().is_none();
        let plain = short && self.is_question(start, end) && self.finite(start, end).is_none();
        let somebody = (start..end).any(|at| self.is(Class::Question, at) || self.is(Class::Pronoun, at));
        (plain && !somebody).then(|| Statement::plain(Bound::Above, Some(Involvement::Responsible), (start, end), true))
    }

    /// Who a short answer names: "Our technical writer, Edda;", "The PM is.", "That would be the PM".
    pub(in crate::read::prose) fn answer(&self, start: usize, end: usize) -> Option<Vec<usize>> {
        let mut at = self.over_links(start, end);
        while at < end
            && self.begins_name(at).is_none()
            && (self.is(Class::Expletive, at) || self.is_finite_auxiliary(at, end) || self.is(Class::Be, at))
        {
            at += 1;
        }
        let mut names = Vec::new();
        while at < end {
            while self.is(Class::Determiner, at) && self.begins_name(at).is_none() || self.is(Class::Join, at) {
                at += 1;
            }
            let Some(named) = self.begins_name(at).filter(|named| named.is_person && !named.possessive) else { break };
            names.extend(self.line.named_in(at, end).next());
            at = named.last + 1;
            let goes_on = self.is(Class::Join, at) || self.gap(at).joint;
            if !goes_on {
                break;
            }
        }
        let at = self.over_brackets(at, end);
        let stands = at >= end
            || self.gap(at).comma
            || self.gap(at).dash
            || (self.is(Class::Be, at) || self.is(Class::Do, at)) && (at + 1 >= end || self.gap(at + 1).ends_phrase());
        (stands && !names.is_empty()).then_some(names)
    }
}
