//! The verb group of a clause: modals, auxiliaries, negation, tense and voice, up to the verb or wording that says how.

use super::Clauses;
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Effect, Form, Frame};

/// A wording stands at most so many words behind "is": "is the person who is ultimately responsible for".
const WORDING: usize = 7;

/// What a verb group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A verb that is known.
    Verb(Option<Frame>),
    /// "responsible for".
    Wording,
    /// "is", with something that is no wording.
    Copula,
    /// "does", with nothing behind it.
    Elided,
    /// Past, wished for, or handed over.
    Undone,
    /// A verb that nobody listed, behind a modal.
    Unknown,
}

/// The verb group of a clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Its first word.
    pub(super) start: usize,
    /// The word that says how.
    pub(super) head: usize,
    /// The first word behind it.
    pub(super) from: usize,
    pub(super) kind: Kind,
    pub(super) effect: Effect,
    pub(super) denied: bool,
    /// A modal leaves it open.
    pub(super) weak: bool,
    /// "is written".
    pub(super) passive: bool,
    /// What was, and is no longer.
    pub(super) past: bool,
    /// Behind a modal or an auxiliary.
    pub(super) led: bool,
    /// The form that verbs sharing its subject have.
    pub(super) form: Option<Form>,
}

impl Clauses<'_, '_, '_> {
    /// Reads a verb group.
    pub(super) fn group(&self, start: usize, end: usize) -> Option<Group> {
        let mut group = Group {
            start,
            head: start,
            from: start,
            kind: Kind::Elided,
            effect: None,
            denied: false,
            weak: false,
            passive: false,
            past: false,
            led: false,
            form: None,
        };
        let (mut at, mut be, mut have, mut obliged) = (start, false, false, false);
        for _ in 0..14 {
            let inside = self.over_brackets(at, end);
            if inside > at && at > start {
                at = inside;
                continue;
            }
            if at >= end {
                break;
            }
            if at > start && self.gap(at).comma && group.led {
                // "should, with the tech lead, own".
                let close = (at + 1..end).find(|at| self.gap(*at).comma);
                match close.filter(|_| !self.is(Class::Join, at)) {
                    Some(close)
                        if self.turn(at, end).is_some()
                            || self.line.takes_object(at)
                            || self.grammar.adjunct(self.at(at, end)).is_some() =>
                    {
                        at = close;
                        if self.verb(at, end).is_none() {
                            break;
                        }
                    }
                    _ => break,
                }
            }
            let words = self.at(at, end);
            if self.is_not_only(at, end) {
                at += 2;
                continue;
            }
            if let Some(length) = self
                .grammar
                .undoes(words)
                .filter(|_| !self.is(Class::Be, at) && !self.is(Class::Have, at) && !self.is_relied(at, end))
            {
                group.from = at + length;
                return Some(Group { head: at, kind: Kind::Undone, ..group });
            }
            group.denied |= self.grammar.negates(words[0]);
            if let Some((length, weak)) = self.grammar.modal(words) {
                (group.weak, group.led) = (group.weak || weak, true);
                obliged |= !weak;
                at += length;
                continue;
            }
            if self.is(Class::Be, at) || self.is(Class::Have, at) {
                (be, have) = (self.is(Class::Be, at), self.is(Class::Have, at));
                group.past |= self.is(Class::PastAuxiliary, at);
                group.led = true;
                if let Some(found) = self.wording(at + 1, end, &group) {
                    return Some(found);
                }
                group.head = at;
                at += 1;
                continue;
            }
            if self.is(Class::Do, at) && (group.denied || !be) && self.do_helps(at, end) {
                group.past |= self.is(Class::PastAuxiliary, at);
                group.led = true;
                group.head = at;
                at += 1;
                continue;
            }
            if let Some((length, effect)) = self.grammar.wording(words) {
                group.from = at + length;
                return Some(Group { head: at, kind: Kind::Wording, effect, ..group });
            }
            if self.is(Class::To, at) && be {
                (obliged, be) = (true, false);
                at += 1;
                continue;
            }
            if let Some((length, form, effect)) = self.verb(at, end) {
                return Some(self.headed(group, (at, length, form, effect), (be, have), end));
            }
            let skipped = self.is(Class::Filler, at) || self.is_adverb(at) || self.grammar.negates(words[0]);
            if skipped && !(be && self.is(Class::Determiner, at)) {
                at += 1;
                continue;
            }
            let participle = words[0].ends_with("ed") || self.grammar.is_unchanged(words[0]);
            if be && participle && self.passive_follows(at, end) {
                // "is marked as ready by the PM".
                let effect = Some(Involvement::Responsible);
                return Some(Group { head: at, from: at + 1, kind: Kind::Verb(None), effect, passive: true, ..group });
            }
            if be || have {
                group.from = at;
                return Some(Group { kind: Kind::Copula, ..group });
            }
            // "must dig": a verb that nobody listed, but something that has to be done.
            let unknown =
                Group { head: at, from: at + 1, kind: Kind::Unknown, effect: Some(Involvement::Responsible), ..group };
            return (obliged || (at == start && self.is_unlisted(at, end))).then_some(unknown);
        }
        if be || have {
            // "The PM is": whatever was said before.
            group.kind = if be && at >= end && group.head + 1 >= end { Kind::Elided } else { Kind::Copula };
        }
        group.from = at.min(end);
        (group.led || group.denied).then_some(group)
    }

    /// Whether somebody is relied on there: what they do is theirs.
    fn is_relied(&self, at: usize, end: usize) -> bool {
        self.is(Class::Relies, at)
            && matches!(self.grammar.frame(self.at(at, end)), Some((_, form, Frame::Asks)) if form != Form::Past)
    }

    /// A group with its verb.
    fn headed(
        &self,
        group: Group,
        (at, length, form, effect): (usize, usize, Form, Effect),
        (be, have): (bool, bool),
        end: usize,
    ) -> Group {
        let words = self.at(at, end);
        let framed = self.grammar.frame(words);
        let frame = framed.map(|(_, _, frame)| frame);
        // "Turns to", "counts on": a verb of several words.
        let length = framed.filter(|_| frame == Some(Frame::Asks)).map_or(length, |(whole, ..)| whole.max(length));
        let participle = form == Form::Past || self.grammar.is_unchanged(words[0]);
        let mut found = Group { head: at, from: at + length, kind: Kind::Verb(frame), effect, ..group };
        found.form = Some(form);
        if be && participle {
            found.passive = true;
            found.form = Some(Form::Past);
            found.past |= have;
        } else if have && self.grammar.is_unchanged(words[0]) {
            // "You have run experiments".
            found.past = true;
        } else if (be || have) && form != Form::Gerund && !participle {
            // "is design": a noun behind "is".
            found.kind = Kind::Copula;
            found.from = at;
            found.head = group.head;
            found.effect = None;
        } else if form == Form::Past {
            found.past = !(have && frame == Some(Frame::TakesOver) && !found.past);
            if frame == Some(Frame::TakesOver) && have {
                found.effect = Some(Involvement::Responsible);
            }
        } else if frame == Some(Frame::Stops) {
            found.denied = true;
        }
        if matches!(frame, Some(Frame::Begins)) && !found.passive {
            return self.begun(found, end);
        }
        found
    }

    /// "begins to plan", "continues owning": what follows says what is done.
    fn begun(&self, group: Group, end: usize) -> Group {
        let inner = group.from + usize::from(self.is(Class::To, group.from));
        match self.verb(inner, end) {
            Some((length, form, effect)) if inner > group.from || form == Form::Gerund => {
                let frame = self.grammar.frame(self.at(inner, end)).map(|(_, _, frame)| frame);
                Group { head: inner, from: inner + length, effect, kind: Kind::Verb(frame), ..group }
            }
            _ => group,
        }
    }

    /// "is (heavily) responsible for", "has the primary responsibility for".
    fn wording(&self, start: usize, end: usize, group: &Group) -> Option<Group> {
        let (mut denied, mut told) = (group.denied, false);
        for at in start..end.min(start + WORDING) {
            let words = self.at(at, end);
            let gap = self.gap(at);
            told |= self.is(Class::Relative, at);
            let other = self.is_finite_auxiliary(at, end) && !told && !self.is(Class::Join, at - 1);
            if at > start && other && self.grammar.wording(words).is_none() {
                // "Tests are run and the report is assigned to the PM": a clause of its own.
                return None;
            }
            if at > start && (gap.comma || gap.stop || gap.colon) && !self.is(Class::Relative, at) {
                return None;
            }
            if at > start
                && self.turn(at, end).is_some_and(|(_, turn)| turn != crate::taxonomy::grammar::Turn::Exclude)
                && self.verb(at, end).is_none()
                && !self.is(Class::But, at)
                && !self.is(Class::To, at)
            {
                return None;
            }
            if self.is_not_only(at, end) {
                continue;
            }
            if self.is(Class::Have, start - 1) && self.begins_name(at).is_some_and(|named| !named.possessive) {
                // "Has put the PM in charge of": the PM is.
                return None;
            }
            denied |= self.grammar.negates(words[0]);
            if let Some((length, effect)) = self.grammar.wording(words) {
                let from = at + length;
                let mut found = Group { head: at, from, kind: Kind::Wording, effect, form: None, denied, ..*group };
                if self.is(Class::To, from - 1) {
                    found = self.expected(found, end);
                }
                return Some(found);
            }
            let ends = self
                .verb(at, end)
                .is_some_and(|(_, form, _)| form != Form::Plain && !self.grammar.is_noun_too(words[0]));
            if ends {
                return None;
            }
        }
        None
    }

    /// "is expected to approve": how much is expected.
    fn expected(&self, group: Group, end: usize) -> Group {
        let mut at = group.from;
        let mut denied = group.denied;
        while at < end && (self.is_adverb(at) || self.line.negates(at)) {
            denied ^= self.line.negates(at);
            at += 1;
        }
        let verb = self.verb(at, end).filter(|(_, form, _)| *form == Form::Plain);
        let effect = match (group.effect, verb) {
            (Some(Involvement::Responsible), Some((_, _, inner))) => inner,
            (effect, _) => effect,
        };
        Group { effect, denied, form: Some(Form::Plain), led: true, ..group }
    }

    pub(super) fn is_not_only(&self, at: usize, end: usize) -> bool {
        at + 1 < end && self.is(Class::Not, at) && self.is(Class::Also, at + 1)
    }

    /// Whether "do" only helps another verb, or stands for one.
    fn do_helps(&self, at: usize, end: usize) -> bool {
        let mut next = at + 1;
        while next < end && !self.gap(next).comma && (self.line.negates(next) || self.is_adverb(next)) {
            next += 1;
        }
        next >= end
            || self.gap(next).comma
            || self.is(Class::Join, next)
            || self.verb(next, end).is_some_and(|(_, form, _)| form == Form::Plain)
            || self.line.negates(at)
            || next > at + 1
    }

    fn passive_follows(&self, at: usize, end: usize) -> bool {
        (at + 1..end.min(at + 8)).any(|at| self.is(Class::By, at))
    }
}
