//! What a verb does with the persons behind it: asks them, helps them, gives them something, works with them, has them.

use super::group::{Group, Kind};
use super::{Bound, Clause, Clauses, Said, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Form, Frame};

/// Those with whom something is done are named in so many words.
const PARTNERS: usize = 16;

impl Clauses<'_, '_, '_> {
    /// "works with sales, marketing and design to plan": whoever it is done with names no clause; what is done stands behind "to".
    pub(super) fn behind_partners(&self, group: &Group, end: usize) -> Option<usize> {
        if !matches!(group.kind, Kind::Verb(Some(Frame::Joins))) {
            return None;
        }
        let ends = |at: &usize| {
            let gap = self.gap(*at);
            gap.stop || gap.colon || self.is_finite_auxiliary(*at, end) || self.is(Class::Pronoun, *at)
        };
        let until = (group.from..end.min(group.from + PARTNERS)).find(ends).unwrap_or(end.min(group.from + PARTNERS));
        let plain = |at: &usize| {
            self.is(Class::To, *at) && self.verb(at + 1, end).is_some_and(|(_, form, _)| form == Form::Plain)
        };
        (group.from + 1..until).find(plain).map(|to| to + 2)
    }

    /// "We have a PM who signs off", "there is a PM who signs off": the PM does.
    pub(super) fn has_somebody(&self, clause: &Clause<'_>, denied: bool, said: &mut Said) -> bool {
        let group = clause.group;
        if group.kind != Kind::Copula || denied || group.past || group.weak {
            return false;
        }
        let mut first = group.from;
        while self.is(Class::Determiner, first) && self.begins_name(first).is_none() {
            first += 1;
        }
        let Some(named) = self.begins_name(first).filter(|named| !named.possessive) else { return false };
        let near = named.last + 1..clause.until.min(named.last + 5);
        let index = self.line.named_in(first, clause.until).next().unwrap_or(0);
        let Some(who) = near.clone().find(|at| self.is(Class::Relative, *at)) else {
            // "We have one writer. She keeps the manual".
            let next = named.last + 1;
            let alone = next >= clause.until || self.gap(next).ends_phrase() || self.line.takes_object(next);
            said.about = Some(vec![index]).filter(|_| alone);
            return false;
        };
        let Some(inner) = self.group(who + 1, clause.until) else { return false };
        let effect =
            inner.effect.filter(|_| !(inner.denied || inner.past || inner.passive) && inner.kind != Kind::Undone);
        let below = Clause { start: who + 1, group: &inner, aside: clause.aside.clone(), ..*clause };
        said.about = Some(vec![index]);
        said.statements.push(self.statement(&below, Bound::Named(vec![index]), effect, inner.denied, !inner.weak));
        true
    }

    /// What becomes of a verb's effect by what stands behind it, and where its own words end.
    pub(super) fn framed(
        &self,
        clause: &Clause<'_>,
        effect: Option<Involvement>,
        said: &mut Said,
    ) -> (Option<Involvement>, usize) {
        let Clause { group, until, .. } = clause;
        let Kind::Verb(Some(frame)) = group.kind else { return (effect, *until) };
        match frame {
            Frame::Asks | Frame::Wishes | Frame::Helps => {
                let looks = self.is(Class::Looks, group.head) && !self.is(Class::Who, group.from);
                if !looks && (self.is(Class::Relative, group.from) || self.is(Class::Question, group.from)) {
                    // "asks who signs off".
                    return (None, group.from);
                }
                if frame == Frame::Helps && self.is(Class::Ours, group.from) {
                    // "You will help us define the vision": whoever writes this asks for it to be done.
                    let verb = group.from + 1 + usize::from(self.is(Class::To, group.from + 1));
                    let inner = self.verb(verb, *until).filter(|(_, form, _)| *form == Form::Plain);
                    let does = inner.and_then(|(_, _, inner)| inner.map(|inner| inner.min(Involvement::Responsible)));
                    return (effect.map(|effect| does.unwrap_or(effect)), *until);
                }
                let Some(person) = self.person_behind(group.from, *until) else { return (effect, *until) };
                let inner = self.inner_verb(person, *until);
                if frame == Frame::Asks && group.effect.is_some() || frame == Frame::Helps {
                    self.asked(clause, group.denied, false, said);
                }
                // "supports the tech lead in testing" keeps what is helped with; "asks the tech lead to test" does not.
                let cut = if frame == Frame::Helps || inner.is_none() { *until } else { person };
                let effect = if frame == Frame::Helps { effect.map(|e| e.min(Involvement::Consulted)) } else { effect };
                (effect, cut)
            }
            Frame::Joins => {
                let effect = self.with_others(group.from, *until, effect);
                (effect, *until)
            }
            Frame::Gives => {
                self.holders(clause, false, said);
                // "assigns issues" is work; "assigns the tests to the QA lead" is not one's own.
                let told = (group.from..*until).find(|at| self.is(Class::Relative, *at)).unwrap_or(*until);
                let given = (group.from..told).any(|at| {
                    self.line.takes_object(at)
                        && (at + 1..(*until).min(at + 5)).any(|at| {
                            self.line.named_at(at).is_some()
                                || self.is(Class::Others, at)
                                || self.grammar.is_role_noun(self.word(at))
                        })
                });
                (effect.filter(|_| !given), *until)
            }
            Frame::Consults => {
                self.consulted(clause, said);
                (effect, *until)
            }
            // "Says when testing is good enough": decides it.
            Frame::Says if self.is(Class::Rules, group.head) && self.is(Class::Content, group.from) => {
                (Some(Involvement::Accountable).filter(|_| !group.denied && !group.past), *until)
            }
            // "Reports progress" is done, "reports that it is late" is told.
            Frame::Says if effect.is_some() && group.from > group.head + 1 => (effect, *until),
            Frame::Says | Frame::Stops => (None, *until),
            Frame::Begins | Frame::Rests | Frame::TakesOver | Frame::Ensures => (effect, *until),
        }
    }

    /// The first person behind a verb.
    pub(super) fn person_behind(&self, from: usize, until: usize) -> Option<usize> {
        let mut at = from;
        while at < until && at < from + 5 {
            if self.begins_name(at).is_some() || self.is(Class::Others, at) || self.grammar.is_role_noun(self.word(at))
            {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// The verb behind a person who is asked: "to test", "testing", "test".
    pub(super) fn inner_verb(&self, person: usize, until: usize) -> Option<usize> {
        let behind = self.line.named_at(person).map_or(person, |named| named.last) + 1;
        (behind..until.min(behind + 6)).find(|at| {
            let plain =
                self.is(Class::To, *at) && self.verb(at + 1, until).is_some_and(|(_, form, _)| form == Form::Plain);
            plain
                || *at == behind
                    && self.verb(*at, until).is_some_and(|(length, form, _)| {
                        // "Keeps the user guide": a noun, unless an object follows.
                        let plain = form == Form::Plain
                            && at + length < until
                            && (self.line.named_at(person).is_some_and(|named| named.is_person)
                                || !self.line.is_noun_too(*at)
                                || self.begins_object(at + length, until));
                        form == Form::Gerund || plain
                    })
                || self.line.takes_object(*at)
                    && (self.is(Class::For, *at) || *at == behind)
                    && self.verb(at + 1, until).is_some_and(|(_, form, _)| form == Form::Gerund)
        })
    }

    /// "We ask the PM to write": the PM does, for certain only where it is we who ask.
    pub(super) fn asked(&self, clause: &Clause<'_>, denied: bool, firm: bool, said: &mut Said) {
        let Clause { group, until, .. } = clause;
        let Kind::Verb(Some(Frame::Asks | Frame::Helps)) = group.kind else { return };
        let Some(named) = (group.from..(*until).min(group.from + 4)).find_map(|at| self.begins_name(at)) else {
            return;
        };
        let index = self.line.named_in(named.first, *until).next().unwrap_or(0);
        if named.possessive || denied || group.past || group.weak {
            return;
        }
        let Some(to) = self.inner_verb(named.first, *until).filter(|to| *to <= named.last + 2) else { return };
        let verb = to + usize::from(self.is(Class::To, to));
        let Some((_, Form::Plain, effect)) = self.verb(verb, *until) else { return };
        said.statements.push(Statement {
            bound: Bound::Named(vec![index]),
            effect,
            denied: false,
            words: (to, *until),
            aside: clause.aside.clone(),
            beside: clause.beside,
            verb: Some(verb),
            firm: firm && matches!(group.kind, Kind::Verb(Some(Frame::Asks))),
            bare: false,
        });
    }

    /// "consults the PM on": the PM has a say.
    pub(super) fn consulted(&self, clause: &Clause<'_>, said: &mut Said) {
        let Clause { group, until, .. } = clause;
        let found = (group.from..(*until).min(group.from + 4)).find(|at| self.begins_name(*at).is_some());
        let Some(first) = found.filter(|_| !group.denied && !group.past) else { return };
        let index = self.line.named_in(first, *until).next().unwrap_or(0);
        let bound = Bound::Named(vec![index]);
        said.statements.push(self.statement(clause, bound, Some(Involvement::Consulted), false, true));
    }

    /// "works with sales to write the deck" is writing; "works with sales on the deck" is helping.
    pub(super) fn with_others(&self, start: usize, until: usize, effect: Option<Involvement>) -> Option<Involvement> {
        let inner = (start..until).find_map(|at| {
            let verb = self.is(Class::To, at).then(|| self.verb(at + 1, until)).flatten();
            verb.filter(|(_, form, _)| *form == Form::Plain)
        });
        match inner {
            Some((_, _, Some(inner))) => Some(inner.min(Involvement::Responsible)),
            // "works with sales to:": what the list says is done.
            None if effect.is_some() && until > start && self.is(Class::To, until - 1) => {
                Some(Involvement::Responsible)
            }
            _ => effect,
        }
    }
}
