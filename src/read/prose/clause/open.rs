//! What leaves open whether a clause is so: a hedge, a time to come, and those who only stand in for somebody.

use super::Clauses;
use crate::taxonomy::grammar::{Class, Turn};

impl Clauses<'_, '_, '_> {
    /// Whether the words up to a verb leave open whether it is so; the clause itself begins at `main`.
    pub(super) fn is_not_yet(&self, (from, main, verb): (usize, usize, usize), end: usize) -> bool {
        (from..verb).any(|at| self.is(Class::Hedge, at))
            || self.is_planned(from, verb, end)
            || self.is_lacking(from, main, verb)
            || self.is_of_party(from, verb)
    }

    /// "Soon the PM writes", "in Q3 the PM will write": not yet.
    fn is_planned(&self, from: usize, verb: usize, end: usize) -> bool {
        let will = self.grammar.modal(self.at(verb, end)).is_some();
        let soon = |at: usize| {
            // "As soon as", "next quarter's goals".
            let within = at > from && self.is(Class::As, at - 1);
            let word = &self.line.words[at];
            self.is(Class::Later, at) && !within && !self.line.text.plain[word.start..word.end].contains(['\'', '’'])
        };
        (from..verb)
            .any(|at| soon(at) || will && at > from && self.is(Class::Quarter, at) && self.is(Class::In, at - 1))
    }

    /// "Without a QA lead, the PM signs off": only where that one is missing.
    fn is_lacking(&self, from: usize, main: usize, verb: usize) -> bool {
        self.line.named_in(from, verb).any(|index| {
            let (first, next) = (self.line.named[index].first, self.line.named[index].last + 1);
            if next > main && !self.gap(next).comma {
                return false;
            }
            let mut before = (from..first).rev();
            let governor = before.find(|at| self.is(Class::Lacking, *at) || !self.line.is_determiner(*at));
            governor.is_some_and(|at| self.is(Class::Lacking, at))
        })
    }

    /// "The vendor's product manager signs off": somebody else's.
    fn is_of_party(&self, from: usize, verb: usize) -> bool {
        self.line.named_in(from, verb).any(|index| {
            let whose =
                self.line.named[index].first.checked_sub(1).filter(|at| *at >= from && self.is(Class::Party, *at));
            whose.is_some_and(|at| {
                let word = &self.line.words[at];
                self.line.text.plain[word.start..word.end].contains(['\'', '’'])
            })
        })
    }

    /// "While the SRE is on leave, the PM deploys", "in an emergency": whoever only stands in.
    pub(super) fn is_cover(&self, start: usize, end: usize) -> bool {
        let behind = |class: Class, at: usize| at > start && self.is(class, at - 1);
        let missing = |at: usize| {
            let mut noun = at;
            while noun > start && (self.line.is_determiner(noun - 1) || self.is(Class::NotOurs, noun - 1)) {
                noun -= 1;
            }
            behind(Class::Be, at)
                || behind(Class::Upon, at) && at > start + 1 && self.is(Class::Be, at - 2)
                || behind(Class::In, noun) && !self.is(Class::Upon, noun - 1)
                || noun < at && behind(Class::As, noun)
        };
        // "The PM signs off when the QA lead is away" is the PM's work, told in passing.
        let hangs = matches!(self.turn(start, end), Some((_, Turn::Under | Turn::Beside)))
            || [Class::In, Class::As].iter().any(|class| self.is(*class, start))
            || self.grammar.modal(self.at(start, end)).is_some();
        let comma = (start + 1..end).find(|at| self.gap(*at).comma);
        hangs && (start..comma.unwrap_or(end)).any(|at| self.is(Class::Absent, at) && missing(at))
    }
}
