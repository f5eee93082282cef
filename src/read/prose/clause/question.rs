//! Questions for whoever holds some work, and the short answers that name them.

use super::{Bound, Clauses, Statement};
use crate::taxonomy::grammar::Class;

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
