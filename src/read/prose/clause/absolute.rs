//! Clauses that hang on another one: without a finite verb ("testing being the job of the PM"), and those that are as true at another
//! time ("after the PM signs off"). And what a clause is about that stands before it ("for pricing, the PM is responsible").

use super::group::{Group, Kind};
use super::subject::{Subject, Who};
use super::{Above, Bound, Clause, Clauses, Said};
use crate::taxonomy::grammar::{Class, Form, Frame, Turn};

/// So many clauses of time are read in one sentence.
const MOST: usize = 4;

/// What a clause is about has at most so many words.
const TOPIC: usize = 12;

/// The subject of a clause without a finite verb has at most so many words.
const REACH: usize = 16;

impl Clauses<'_, '_, '_> {
    /// Where "being" or "resting" stands in a clause without a finite verb that begins here.
    pub(super) fn absolute(&self, at: usize, end: usize) -> Option<usize> {
        let from = match self.turn(at, end) {
            Some((length, Turn::With)) => at + length,
            _ => at,
        };
        let rests = |at: usize| {
            let frame = self.grammar.frame(self.at(at, end));
            matches!(frame, Some((length, Form::Gerund, Frame::Rests)) if self.is(Class::Rests, at + length))
        };
        let ends = |at: &usize| {
            let gap = self.gap(*at);
            gap.stop || gap.colon || gap.comma && *at > from || self.is_finite_auxiliary(*at, end)
        };
        let end = end.min(from + REACH);
        let until = (from..end).find(ends).unwrap_or(end);
        let being = (from + 1..until).find(|at| self.is(Class::Being, *at) || rests(*at))?;
        let somebody = self.is(Class::Pronoun, from) || self.begins_name(from).is_some();
        (!somebody && self.finite(from, being).is_none()).then_some(being)
    }

    /// Reads a clause without a finite verb; answers where the next one begins.
    pub(super) fn read_absolute(&self, at: usize, being: usize, end: usize, said: &mut Said) -> usize {
        let until = (being + 1..end).find(|at| self.gap(*at).comma || self.gap(*at).stop).unwrap_or(end);
        let from = match self.turn(at, end) {
            Some((length, Turn::With)) => at + length,
            _ => at,
        };
        let Some(mut group) = self.group(being, until) else { return until };
        let words = self.at(being, until);
        if let Some((length, _, frame)) = self.grammar.frame(words).filter(|_| !self.is(Class::Being, being)) {
            group = Group { head: being, from: being + length, kind: Kind::Verb(Some(frame)), ..group };
        }
        let subject = Subject::of(Who::Other);
        let clause = Clause { start: from, subject: &subject, group: &group, until, aside: Vec::new(), beside: (0, 0) };
        let known = said.statements.len();
        self.holders(&clause, group.denied, said);
        for statement in &mut said.statements[known..] {
            // The work stands before, and nothing of it behind.
            statement.words.1 = statement.words.1.min(being.max(statement.words.0 + 1));
            statement.verb = None;
        }
        until
    }

    /// "After the PM signs off, the QA lead ships": both do what they do.
    pub(super) fn at_other_times(&self, start: usize, end: usize, above: Above, said: &mut Said) {
        let opens = |at: usize| {
            let (length, turn) = self.turn(at, end)?;
            let words = || self.line.lower[at..at + length].join(" ");
            (turn == Turn::Under && self.grammar.is(Class::Afterwards, &words())).then_some((at, at + length))
        };
        // Most sentences have none.
        let found: Vec<(usize, usize)> = (start..end).filter_map(opens).take(MOST).collect();
        let Some((last, _)) = found.last() else { return };
        // What is told, or only would be, is no fact at any time.
        let open = |at: usize| {
            self.is(Class::That, at)
                || self.line.words[at].quoted
                || self.line.negates(at)
                || self.grammar.undoes(self.at(at, end)).is_some()
                || self.grammar.modal(self.at(at, end)).is_some_and(|(_, weak)| weak)
        };
        let is_of_time = |at: usize| found.iter().any(|(from, behind)| (*from..*behind).contains(&at));
        if (start..*last).any(|at| !is_of_time(at) && open(at)) {
            return;
        }
        for (_, from) in found {
            self.at_other_time(from, end, above, said);
        }
    }

    fn at_other_time(&self, from: usize, end: usize, above: Above, said: &mut Said) {
        let Some(verb) = self.finite(from, end) else { return };
        let ends = |at: &usize| self.gap(*at).ends_phrase() && !self.within_brackets(from, *at);
        let until = (verb + 1..end).find(ends).unwrap_or(end);
        let subject = self.subject(from, verb);
        let Some(group) = self.group(verb, until) else { return };
        let plain = matches!(group.kind, Kind::Verb(_)) && !(group.past || group.passive || group.led || group.denied);
        if !plain || !matches!(subject.who, Who::Named(_)) || subject.denied {
            return;
        }
        let above = Above { someone: false, ..above };
        let mut inner = Said::default();
        self.chain(verb, &subject, group, until, above, &mut inner);
        inner.statements.retain(|statement| matches!(statement.bound, Bound::Named(_)) && statement.effect.is_some());
        for statement in &mut inner.statements {
            // Verbs without an object of their own say when, not what.
            statement.bare = true;
        }
        said.statements.extend(inner.statements);
    }

    /// What stands before a clause and says what it is about: "for pricing", "when it comes to pricing".
    pub(super) fn topic(&self, from: usize, clause: usize) -> Option<(usize, usize)> {
        let comma = self.gap(clause).comma || self.is(Class::We, clause) || self.is(Class::Determiner, clause);
        if clause <= from || clause - from > TOPIC || !comma {
            return None;
        }
        let length = self.grammar.about(self.at(from, clause))?;
        (from + length < clause).then_some((from + length, clause))
    }

    /// Gives what a clause says without an object the work that stands before it.
    pub(in crate::read::prose) fn with_topic(&self, (from, until): (usize, usize), known: usize, said: &mut Said) {
        for statement in &mut said.statements[known..] {
            let Some(verb) = statement.verb.filter(|verb| *verb >= until) else { continue };
            let length = self.grammar.wording(self.at(verb, statement.words.1)).map_or(1, |(length, _)| length);
            if verb + length >= statement.words.1 && statement.effect.is_some() {
                (statement.words, statement.verb) = ((from, until), None);
            }
        }
    }
}
