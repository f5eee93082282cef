//! What others do, where somebody sees to it or tells of it: "makes sure that the QA lead signs off", "explains how the PM plans"; and
//! what is so elsewhere: "in Scrum, the PO orders the backlog". Neither binds whoever says so.

use super::group::{Group, Kind};
use super::subject::{Subject, Who};
use super::{Above, Clause, Clauses, Said};
use crate::taxonomy::grammar::{Class, Frame};

/// Who does something stands so many words behind "by".
const NEAR: usize = 4;

/// A place has at most so many words before its noun.
const PLACE: usize = 3;

impl Said {
    /// Leaves open what was said from some statement on.
    pub(super) fn open_from(&mut self, known: usize) {
        self.statements[known..].iter_mut().for_each(|statement| statement.firm = false);
        if let Some(last) = &mut self.last {
            last.firm = false;
        }
    }
}

impl Clauses<'_, '_, '_> {
    /// Reads the clause about others that somebody sees to or tells of; answers where the words of whoever does so end.
    pub(super) fn left_to_others(&self, clause: &Clause<'_>, above: Above, said: &mut Said) -> Option<usize> {
        let (from, ensures) = self.behind_seeing(clause.group, clause.until)?;
        let classes = [Class::That, Class::Content, Class::Question];
        let linked = classes.iter().any(|class| self.is(*class, from));
        if linked && self.is(Class::Recounts, clause.group.head) {
            // "Documents how releases are cut": what is documented is not done by it.
            return Some(from);
        }
        let start = from + usize::from(linked);
        if !(ensures || linked) || start >= clause.until {
            return None;
        }
        let verb = self.finite(start, clause.until).filter(|verb| *verb > start)?;
        let subject = self.subject(start, verb);
        let inner = self.group(verb, clause.until)?;
        if !self.are_others(&subject, verb, &inner, clause.until) {
            return None;
        }
        let mut told = Said::default();
        self.chain(start, &subject, inner, clause.until, Above { someone: false, ..above }, &mut told);
        for mut statement in told.statements {
            statement.firm &= ensures && !clause.group.weak;
            said.statements.push(statement);
        }
        Some(from)
    }

    /// "We agreed that the PM signs off": what was settled holds, whoever settled it.
    pub(super) fn settled(&self, clause: &Clause<'_>, above: Above, said: &mut Said) -> bool {
        let group = clause.group;
        let that = [group.from, group.from.saturating_sub(1)].into_iter().find(|at| self.is(Class::That, *at));
        let (Some(that), true) = (that, self.is(Class::Settles, group.head)) else { return false };
        if group.denied || group.weak || !matches!(clause.subject.who, Who::We | Who::It) {
            return false;
        }
        let start = that + 1;
        let Some(verb) = self.finite(start, clause.until).filter(|verb| *verb > start) else { return false };
        let subject = self.subject(start, verb);
        let Some(inner) = self.group(verb, clause.until).filter(|_| matches!(subject.who, Who::Named(_))) else {
            return false;
        };
        self.chain(start, &subject, inner, clause.until, Above { someone: false, ..above }, said);
        true
    }

    /// Where the words behind a verb begin that sees to something or tells of it, and whether it sees to it.
    fn behind_seeing(&self, group: &Group, until: usize) -> Option<(usize, bool)> {
        match group.kind {
            _ if group.passive => None,
            Kind::Verb(frame) => Some((group.from, frame == Some(Frame::Ensures))),
            Kind::Unknown => Some((group.from, false)),
            // "Is responsible for ensuring that".
            Kind::Wording => {
                let (length, ..) = self.verb(group.from, until)?;
                let frame = self.grammar.frame(self.at(group.from, until));
                let length = frame.map_or(length, |(whole, ..)| whole.max(length));
                Some((group.from + length, frame.is_some_and(|(_, _, frame)| frame == Frame::Ensures)))
            }
            _ => None,
        }
    }

    /// Whether a clause is about people who are named: as its subject, or as those by whom it is done.
    fn are_others(&self, subject: &Subject, verb: usize, group: &Group, until: usize) -> bool {
        let by = (group.from..until).take(NEAR).find(|at| self.is(Class::By, *at));
        let agent = by.filter(|_| group.passive || group.kind == Kind::Wording).is_some_and(|by| {
            (by + 1..until.min(by + NEAR)).any(|at| self.line.named_at(at).is_some() || self.is_of_people(at))
        });
        let last = (0..verb).rev().find(|at| !self.is(Class::Also, *at) && !self.grammar.is_adverb(self.word(*at)));
        // What a team does as a whole may be what whoever leads it sees to; and "engineers are hired" tells of them, not what they do.
        let acts = !group.passive && group.effect.is_some() && last.is_some_and(|last| !self.is(Class::Folk, last));
        match &subject.who {
            Who::Named(_) => agent || acts,
            Who::Other | Who::We => agent || acts && last.is_some_and(|last| self.is_of_people(last)),
            _ => agent,
        }
    }

    fn is_of_people(&self, at: usize) -> bool {
        let classes = [Class::TitleNouns, Class::Folk, Class::Others, Class::Everyone];
        classes.iter().any(|class| self.is(*class, at))
    }

    /// Whether the words before a verb say that it is so elsewhere: "in Scrum", "in many companies", "other teams".
    pub(super) fn is_elsewhere(&self, from: usize, verb: usize) -> bool {
        (from..verb).any(|at| {
            let noun = self.is(Class::Outsiders, at) || self.is(Class::Places, at);
            noun && self.is_place_of_others(from, at, verb)
        })
    }

    /// Whether the noun group that ends here is a place that is not ours.
    fn is_place_of_others(&self, from: usize, at: usize, verb: usize) -> bool {
        let mut first = at;
        while first > from
            && at - first < PLACE
            && !self.line.takes_object(first - 1)
            && !self.gap(first).ends_phrase()
            && self.line.named_at(first - 1).is_none()
        {
            first -= 1;
        }
        let governed = first > from && self.line.takes_object(first - 1);
        let within = governed && self.is(Class::In, first - 1) || first == from;
        let next = at + 1;
        let ends = next >= verb
            || self.gap(next).ends_phrase()
            || self.begins_name(next).is_some()
            || self.is(Class::Determiner, next);
        let any = |class: Class| (first..at).any(|at| self.is(class, at));
        let outside = self.is(Class::Outsiders, at) && (governed || first == from);
        let other = self.is(Class::Places, at) && within && any(Class::NotOurs);
        ends && !any(Class::OursHere) && (outside || other)
    }

    /// Whether what stands behind a noun only says how it stands with it: "moved to Thursday", "(done by engineers)", ": on hold".
    pub(super) fn has_state(&self, start: usize, until: usize) -> bool {
        (start + 1..=until.min(self.line.words.len().saturating_sub(1))).any(|at| {
            let gap = self.gap(at);
            let closes =
                || self.over_brackets(at, until) >= until || self.gap(self.over_brackets(at, until)).ends_phrase();
            let apart = gap.opens && closes() || at == until && (gap.colon || gap.dash);
            apart && self.begins_state(at) || at < until && !gap.ends_phrase() && self.is_state(at, until)
        })
    }

    /// "Moved to Thursday", not "automated tests".
    fn is_state(&self, at: usize, until: usize) -> bool {
        let next = at + 1;
        let ends = next >= until || self.gap(next).ends_phrase();
        self.is(Class::State, at) && (ends || self.line.takes_object(next) || self.is_adverb(next))
    }

    fn begins_state(&self, at: usize) -> bool {
        let next = at + 1;
        let past = self.line.lower.get(at..).and_then(|words| self.grammar.verb(words));
        let past = past.is_some_and(|(_, form, _)| form == crate::taxonomy::grammar::Form::Past);
        self.is(Class::State, at)
            || self.is(Class::Nobody, at)
            || self.is(Class::Upon, at) && self.is(Class::OnHold, next)
            || past && (self.is(Class::By, next) || self.is(Class::DoneElsewhere, next))
    }
}
