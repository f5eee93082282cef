//! What is told of a name by what stands behind it: a relative clause between commas ("the PM, who owns the roadmap, …"), an infinitive
//! in a list of things to do ("Robin to write the minutes"), and who somebody is ("the PM is the one who signs off").

use super::group::{Group, Kind};
use super::subject::{Subject, Who};
use super::{Above, Bound, Clause, Clauses, Said, Spoken, Statement};
use crate::taxonomy::grammar::{Class, Form, Turn};

/// So many relative clauses of one sentence are read.
const MOST: usize = 6;

impl Said {
    /// What was said last holds for somebody else as well.
    pub(super) fn same(&mut self, name: usize) {
        let Some(last) = self.last.clone().filter(|last| last.effect.is_some()) else { return };
        let Spoken { effect, words, aside, verb, firm, .. } = last;
        let plain = Statement::plain(Bound::Named(vec![name]), effect, words, false);
        self.statements.push(Statement { aside, verb: Some(verb), firm, ..plain });
    }
}

impl Clauses<'_, '_, '_> {
    /// "The PM, who signs off, works from Lisbon": the PM does, whatever else is said.
    pub(super) fn relatives(&self, start: usize, end: usize, above: Above, said: &mut Said) {
        let names = self.line.named_in(start, end).take(MOST * 4);
        let found: Vec<(usize, usize)> = names
            .filter(|index| self.line.named[*index].is_person && !self.line.named[*index].possessive)
            .filter_map(|index| Some((index, self.relative_behind(self.line.named[index].last + 1, end)?)))
            .collect();
        for (index, verb) in found.into_iter().take(MOST) {
            let name = self.line.named[index].first;
            let excluded = (start..name).rev().take(4).any(|at| {
                self.line.negates(at) || matches!(self.turn(at, end), Some((_, Turn::Exclude | Turn::Except)))
            });
            let until = self.until_comma(verb, end);
            let Some(group) = self.group(verb, until).filter(|group| group.kind != Kind::Copula && !excluded) else {
                continue;
            };
            let above = Above { someone: false, ..above };
            let mut inner = Said::default();
            self.chain(verb, &Subject::of(Who::Named(vec![index])), group, until, above, &mut inner);
            said.statements.extend(inner.statements);
        }
    }

    /// Where the verb of "…, who signs off" or "…, whose job it is to sign off" stands.
    fn relative_behind(&self, at: usize, end: usize) -> Option<usize> {
        let at = self.over_brackets(at, end);
        if at + 1 >= end || !self.gap(at).comma {
            return None;
        }
        if self.is(Class::Who, at) {
            return Some(at + 1);
        }
        let job = self.is(Class::Whose, at) && self.is(Class::Job, at + 1);
        job.then(|| (at + 2..end.min(at + 5)).find(|at| self.is(Class::Be, *at))).flatten()
    }

    /// One past the relative clause: the comma before the verb of the clause around it.
    fn until_comma(&self, verb: usize, end: usize) -> usize {
        let ends = |at: &usize| {
            let third = self.verb(*at, end).is_some_and(|(_, form, _)| form == Form::Third);
            self.gap(*at).comma && (third || self.is_finite_auxiliary(*at, end) || self.subject_at(*at, end).is_some())
        };
        (verb + 1..end).find(ends).unwrap_or(end)
    }

    /// "…, and so does the SRE", "…, as is the SRE": who else, and where that ends.
    pub(super) fn same(&self, at: usize, end: usize) -> Option<(usize, usize)> {
        let at = at + usize::from(self.is(Class::Join, at));
        let does = self.is(Class::Same, at) && self.is_finite_auxiliary(at + 1, end);
        let mut first = at + 2;
        while first < end && self.is(Class::Determiner, first) && self.begins_name(first).is_none() {
            first += 1;
        }
        let named = self.begins_name(first).filter(|named| does && named.is_person && !named.possessive)?;
        let behind = named.last + 1;
        let index = self.line.named_in(first, end).next()?;
        (behind >= end || self.gap(behind).ends_phrase()).then_some((index, behind))
    }

    /// "Robin to write the minutes": what somebody is to do.
    pub(super) fn to_do(&self, start: usize, end: usize, above: Above, said: &mut Said) -> Option<usize> {
        let mut first = start;
        while first < end && self.is(Class::Determiner, first) && self.begins_name(first).is_none() {
            first += 1;
        }
        let named = self.begins_name(first).filter(|named| named.is_person && !named.possessive)?;
        let to = named.last + 1;
        if !self.is_infinitive(to, end) || self.gap(to).ends_phrase() {
            return None;
        }
        let index = self.line.named_in(first, end).next()?;
        let group = Group { led: true, ..self.group(to + 1, end)? };
        said.about = Some(vec![index]);
        Some(self.chain(to + 1, &Subject::of(Who::Named(vec![index])), group, end, above, said))
    }

    /// Whether an item says what is to be done, and nothing else: "To report progress", not "To qualify you must".
    pub(super) fn is_item_to_do(&self, at: usize, end: usize) -> bool {
        let somebody = |at: usize| self.is(Class::Pronoun, at) || self.is(Class::We, at) || self.gap(at).colon;
        self.is_infinitive(at, end) && !(at + 2..end).any(somebody)
    }

    /// Whether "to" and a verb in its plain form stand there.
    pub(super) fn is_infinitive(&self, at: usize, end: usize) -> bool {
        self.is(Class::To, at) && self.verb(at + 1, end).is_some_and(|(_, form, _)| form == Form::Plain)
    }

    /// "The PM is the one who signs off", "the PM is the one to sign off".
    pub(super) fn who_does(&self, clause: &Clause<'_>, bound: &Bound, denied: bool) -> Option<Statement> {
        let from = clause.group.from;
        // "Has a colleague who": somebody else.
        if clause.group.kind != Kind::Copula || clause.group.past || self.is(Class::Have, clause.group.head) {
            return None;
        }
        let who = (from..clause.until.min(from + 8)).find(|at| self.is(Class::Relative, *at));
        let (start, led) = match who {
            Some(who) if self.is_of_another(from, who) => return None,
            Some(who) => (who + 1, false),
            None => (self.one_to_do(from, clause.until)?, true),
        };
        let group = self.group(start, clause.until).filter(|group| !group.past && group.kind != Kind::Copula)?;
        let effect = group.effect.filter(|_| !denied && !group.denied && !group.passive && group.kind != Kind::Undone);
        let clause = Clause { start, group: &group, aside: clause.aside.clone(), ..*clause };
        let firm = !(group.weak || led && clause.group.weak);
        Some(self.statement(&clause, bound.clone(), effect, denied || group.denied, firm))
    }

    /// "A friend *of somebody* who": whoever is told of is not who was named first.
    fn is_of_another(&self, from: usize, who: usize) -> bool {
        let governs = |at: &usize| self.line.takes_object(*at) && !self.is(Class::In, *at);
        (from..who).rev().take(4).take_while(|at| !self.gap(*at + 1).ends_phrase()).any(|at| governs(&at))
    }

    /// "The one *to sign off*", "the one *signing off*": where what is done begins.
    pub(super) fn one_to_do(&self, from: usize, until: usize) -> Option<usize> {
        let one = (from..until.min(from + 5)).find(|at| self.is(Class::OneWho, *at))?;
        let small = |at: usize| !self.line.takes_object(at) && !self.gap(at).ends_phrase();
        let fit = (from..=one).all(|at| !self.is(Class::Unfit, at)) && (from + 1..=one).all(small);
        let next = one + 1;
        let gerund = || self.verb(next, until).is_some_and(|(_, form, _)| form == Form::Gerund);
        if !fit || next >= until || self.gap(next).ends_phrase() {
            return None;
        }
        if self.is_infinitive(next, until) { Some(next + 1) } else { Some(next).filter(|_| gerund()) }
    }
}
