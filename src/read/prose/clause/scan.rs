//! Where a clause's finite verb stands: the first word behind a possible subject that can be nothing else.

use super::Clauses;
use crate::taxonomy::grammar::{Class, Form, Frame, Turn};

/// A subject is read up to so many words.
const REACH: usize = 60;

/// What is put in between two commas has at most so many words.
const APPOSITION: usize = 5;

/// How many stand before a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    One,
    Several,
    Either,
}

/// What was seen before a verb.
struct Before {
    /// Whether a noun or a name may be the subject.
    noun: bool,
    /// Whether a name stands directly before.
    name: bool,
    number: Number,
    /// A determiner or a preposition waits for its noun.
    waits: bool,
    /// Whether "and" stands before.
    joined: bool,
    /// Whether the noun at hand only says more of the one before: "of each squad".
    inside: bool,
    /// Relative clauses whose verb is still to come.
    relative: usize,
    /// Whether the verb of one has come.
    told: bool,
}

impl Clauses<'_, '_, '_> {
    /// The first word of the finite verb group of the clause that begins here.
    pub(in crate::read::prose) fn finite(&self, start: usize, end: usize) -> Option<usize> {
        let mut before = Before {
            noun: false,
            name: false,
            number: Number::Either,
            waits: false,
            joined: false,
            inside: false,
            relative: 0,
            told: false,
        };
        let end = end.min(start + REACH);
        let mut at = start;
        while at < end {
            let gap = self.gap(at);
            if at > start && (gap.stop || gap.colon) {
                return None;
            }
            if gap.opens && at > start {
                let close = self.over_brackets(at, end).max(at + 1);
                if let Some(index) = self.line.named_in(at, close).next().filter(|_| before.noun) {
                    // "Ines (SRE)": who that is says how many.
                    before.number = self.number(self.line.named[index].first);
                }
                at = close;
                continue;
            }
            if before.noun
                && at > start
                && let Some(close) = self.title_between(at, end)
            {
                before.name = true;
                at = close;
                if self.is_finite_verb_of_name(at, end, before.number) {
                    return Some(at);
                }
                continue;
            }
            if let Some(named) = self.begins_name(at) {
                let joined = before.joined || gap.joint;
                if !before.inside || joined {
                    before.number = if joined { Number::Several } else { self.number(at) };
                }
                before = Before {
                    noun: true,
                    name: named.is_person && !named.possessive,
                    waits: false,
                    joined: false,
                    ..before
                };
                at = named.last + 1;
                continue;
            }
            if before.name
                && gap.comma
                && let Some(next) = self.over_apposition(at, end)
            {
                at = next;
                if self.is_finite_verb_of_name(at, end, before.number) {
                    return Some(at);
                }
                continue;
            }
            match self.step(start, at, end, &mut before) {
                Step::Found => return Some(at),
                Step::Over(length) => at += length,
                Step::Never => return None,
            }
        }
        None
    }

    /// The finite verb of a clause with a subject that begins here: a name, a pronoun, or a noun behind a determiner.
    pub(super) fn subject_at(&self, at: usize, end: usize) -> Option<usize> {
        if at >= end || self.begins_with_verb(at, end) {
            return None;
        }
        let verb = self.finite(at, end.min(at + 30)).filter(|verb| *verb > at)?;
        // A comma in between belongs to a list, unless something is put in between two of them.
        let commas = (at + 1..verb + 1).filter(|at| self.gap(*at).comma).count();
        let joined = (at..verb).any(|at| self.is(Class::Join, at));
        (commas != 1 || joined || self.turn(at, end).is_some()).then_some(verb)
    }

    /// Whether a clause begins with a verb that has no subject: "owns the roadmap".
    pub(super) fn begins_with_verb(&self, at: usize, end: usize) -> bool {
        if self.begins_name(at).is_some() {
            return false;
        }
        let Some((length, form, _)) = self.verb(at, end) else { return false };
        if form == Form::Past || self.is_finite_auxiliary(at, end) {
            return false;
        }
        if form == Form::Gerund {
            // "Testing is signed off by" speaks of testing.
            let ensures = self.grammar.frame(self.at(at, end)).is_some_and(|(_, _, frame)| frame == Frame::Ensures);
            return ensures
                || self.finite(at, end).is_none_or(|verb| {
                    let rests =
                        self.grammar.frame(self.at(verb, end)).is_some_and(|(_, _, frame)| frame == Frame::Rests);
                    (!rests || self.is(Class::Be, verb)) && !self.is_finite_auxiliary(verb, end)
                });
        }
        if !self.line.is_noun_too(at) {
            return true;
        }
        // "Design reviews are led by": a noun, if what follows up to the verb is one noun group.
        let after = at + length;
        let certain = |verb: &usize| self.is_finite_auxiliary(*verb, end) || !self.line.is_noun_too(*verb);
        let Some(verb) = self.finite(at, end).filter(certain) else { return true };
        let broken =
            (after..=verb).any(|at| self.gap(at).comma || self.is(Class::Join, at) || self.is(Class::Determiner, at));
        broken || self.turn(after, end).is_some()
    }

    /// How many a name stands for.
    pub(super) fn number(&self, at: usize) -> Number {
        let Some(named) = self.line.named_at(at) else { return Number::Either };
        let written = &self.line.text.plain[named.start..named.end];
        let last = self.word(named.last);
        match last.strip_suffix('s') {
            _ if written.ends_with('s')
                && written.chars().filter(|c| c.is_uppercase()).count() > 1
                && !written.contains(' ') =>
            {
                Number::Several
            }
            Some(one) if self.grammar.is_person(one) => Number::Several,
            None if named.is_person => Number::One,
            _ => Number::Either,
        }
    }

    fn step(&self, start: usize, at: usize, end: usize, before: &mut Before) -> Step {
        let name = std::mem::take(&mut before.name);
        let governed = at > start && self.line.takes_object(at - 1);
        if self.is(Class::Relative, at) && before.noun && (!before.waits || governed) {
            if self.gap(at).comma {
                let comma = (at + 1..end).find(|at| self.gap(*at).comma);
                before.name = true;
                return comma.map_or(Step::Never, |comma| Step::Over(comma - at));
            }
            before.relative += 1;
            before.name = true;
            return Step::Over(1);
        }
        if name && before.noun && !before.waits && self.floats(at, end) {
            before.name = true;
            return Step::Over(1);
        }
        if let Some((length, Turn::Except)) = self.turn(at, end)
            && before.noun
            && !before.waits
            && self.leaves_out(start, at, at + length)
        {
            // "Nobody save the PM".
            before.waits = true;
            return Step::Over(length);
        }
        if let Some((_, turn)) = self.turn(at, end)
            && at > start
            && (turn == Turn::Beside || turn == Turn::Under)
            && before.relative == 0
        {
            return Step::Never;
        }
        if before.told && before.joined && self.is_told_too(at, end) {
            // "Those who do not follow *or enforce* it may leave".
            (before.joined, before.waits) = (false, true);
            return Step::Over(1);
        }
        if self.is_finite_auxiliary(at, end) {
            if !before.noun && at > start && !before.waits {
                return Step::Over(1);
            }
            return self.found(before);
        }
        if self.is(Class::To, at) {
            let verb = self.verb(at + 1, end).filter(|(_, form, _)| *form == Form::Plain);
            if let Some((length, ..)) = verb {
                before.waits = false;
                return Step::Over(1 + length);
            }
        }
        if self.is(Class::Pronoun, at)
            || self.is(Class::We, at)
            || self.is(Class::Expletive, at) && !governed
            || self.is(Class::Nobody, at)
        {
            let several = self.is(Class::Plural, at);
            let number = if several { Number::Several } else { Number::One };
            *before = Before {
                noun: true,
                name: true,
                number,
                waits: false,
                joined: false,
                inside: false,
                relative: before.relative,
                told: before.told,
            };
            return Step::Over(1);
        }
        if self.line.negates(at) && !self.is(Class::Determiner, at) {
            before.name = name;
            return Step::Over(1);
        }
        if self.is(Class::One, at) && self.is(Class::Relative, at + 1) {
            // "The one who".
            (before.noun, before.waits, before.number) = (true, false, Number::One);
            return Step::Over(1);
        }
        if self.line.takes_object(at) || self.is(Class::Determiner, at) {
            before.inside |= self.line.takes_object(at);
            before.waits = true;
            return Step::Over(1);
        }
        if self.is(Class::Join, at) || self.is(Class::But, at) {
            (before.waits, before.joined, before.inside) = (false, true, false);
            before.number = Number::Several;
            return Step::Over(1);
        }
        if before.noun && !before.waits && self.is_finite_verb(at, end, name, before.number) {
            return self.found(before);
        }
        if self.is_adverb(at) && !before.waits {
            before.name = name;
            return Step::Over(1);
        }
        let one = !self.word(at).ends_with('s') || self.word(at).ends_with("ss");
        if !before.inside && !before.joined {
            before.number = if one { Number::One } else { Number::Several };
        }
        before.noun = true;
        before.waits = false;
        Step::Over(1)
    }

    /// Whether a verb behind "and" still belongs to a relative clause, since that of the clause around it is to come.
    fn is_told_too(&self, at: usize, end: usize) -> bool {
        let ends = |at: &usize| self.gap(*at).comma || self.gap(*at).stop;
        let until = (at + 1..end).find(ends).unwrap_or(end);
        let comes = |next: usize| {
            self.is_finite_auxiliary(next, end)
                && !self.is(Class::Join, next - 1)
                && !self.is(Class::Relative, next - 1)
        };
        self.verb(at, end).is_some() && (at + 2..until).any(comes)
    }

    /// Whether somebody is taken out of all, or of nobody, who are spoken of from `start` on.
    fn leaves_out(&self, start: usize, at: usize, next: usize) -> bool {
        let first = start.min(at);
        let of = [Class::Quantifier, Class::Everyone, Class::Nobody, Class::No];
        let all = (first..at).take(3).any(|at| of.iter().any(|class| self.is(*class, at)));
        all && (self.is(Class::Determiner, next) || self.begins_name(next).is_some() || self.is(Class::For, next))
    }

    /// "The PM *both* writes and reviews", "*not only* writes".
    fn floats(&self, at: usize, end: usize) -> bool {
        let next = if self.is(Class::Not, at) { at + 1 } else { at };
        let verb = self.verb(next + 1, end).filter(|(_, form, _)| matches!(form, Form::Third | Form::Plain));
        self.is(Class::Floats, next) && verb.is_some() && self.begins_name(next + 1).is_none()
    }

    /// Where what stands between two commas behind a name ends: "our PM, Robin, signs off".
    fn over_apposition(&self, at: usize, end: usize) -> Option<usize> {
        let ends = |next: &usize| self.gap(*next).ends_phrase();
        let next = (at + 1..end.min(at + APPOSITION + 1)).find(ends).filter(|next| self.gap(*next).comma)?;
        // "The PM, not you, signs off".
        if matches!(self.turn(at, end), Some((_, Turn::Exclude)))
            && (at..next).all(|at| !self.is_finite_auxiliary(at, end))
            && self.verb(next, end).is_some_and(|(_, form, _)| matches!(form, Form::Third | Form::Plain))
        {
            return Some(next);
        }
        let plain = |at: usize| {
            self.line.named_at(at).is_none()
                && !self.is(Class::Join, at)
                && !self.is_finite_auxiliary(at, end)
                && !self.is(Class::Pronoun, at)
                && self.grammar.modal(self.at(at, end)).is_none()
                && self.turn(at, end).is_none()
        };
        let is_verb = self.is_finite_verb(at, end, true, Number::Either);
        let follows = self.verb(next, end).is_some() || self.is_finite_auxiliary(next, end) || self.is_adverb(next);
        ((at..next).all(plain) && !is_verb && follows).then_some(next)
    }

    /// Where a title between two commas ends, behind which a verb stands: "the PM, a former QA lead, signs off".
    fn title_between(&self, at: usize, end: usize) -> Option<usize> {
        if !self.gap(at).comma {
            return None;
        }
        let close =
            (at + 1..end.min(at + 9)).find(|at| self.gap(*at).ends_phrase()).filter(|at| self.gap(*at).comma)?;
        let verb = self.verb(close, end).is_some_and(|(_, form, _)| form == Form::Third)
            || self.is_finite_auxiliary(close, end);
        verb.then(|| self.title_beside(at, close)).flatten()
    }

    fn found(&self, before: &mut Before) -> Step {
        if before.relative > 0 {
            before.relative -= 1;
            before.told = true;
            before.noun = true;
            before.waits = true;
            return Step::Over(1);
        }
        Step::Found
    }

    /// The same behind an apposition and its comma.
    fn is_finite_verb_of_name(&self, at: usize, end: usize, number: Number) -> bool {
        self.is_finite_auxiliary(at, end) || self.is_finite_verb(at, end, true, number)
    }

    /// Whether a word behind a noun is a verb that agrees with it, not a noun itself.
    fn is_finite_verb(&self, at: usize, end: usize, name: bool, number: Number) -> bool {
        let Some((length, form, _)) = self.verb(at, end) else {
            let plural = !self.word(at).ends_with('s') && number == Number::Several;
            return name && self.is_unlisted(at, end) && (number == Number::One || plural);
        };
        let next = at + length;
        if self.gap(at).comma && !name {
            return false;
        }
        let agrees = match form {
            // "Positioning and messaging belongs to": two words for one kind of work.
            Form::Third => number != Number::Several || name || self.is_resting(at, end),
            // "The PM facilitate": a slip that many make.
            Form::Plain => number != Number::One || name,
            Form::Past => name && !self.is(Class::By, next),
            Form::Gerund => false,
        };
        if !agrees || (next < end && self.is_finite_auxiliary(next, end) && !self.gap(next).comma) {
            return false;
        }
        if !self.line.is_noun_too(at) {
            return true;
        }
        // "User interviews lie with": what follows is the verb.
        let then = self.verb(next, end).filter(|_| !self.line.is_noun_too(next));
        if then.is_some_and(|(_, then, _)| then == Form::Third || (then == Form::Plain && form == Form::Third)) {
            return false;
        }
        let ends = next >= end || self.gap(next).comma || self.is(Class::Join, next) || self.gap(next).joint;
        if form == Form::Third {
            name || !ends
        } else {
            self.begins_object(next, end) || (name && number == Number::Several)
        }
    }

    /// "Belongs to", "lies with".
    fn is_resting(&self, at: usize, end: usize) -> bool {
        self.grammar.frame(self.at(at, end)).is_some_and(|(_, _, frame)| frame == Frame::Rests)
            && !self.line.is_noun_too(at)
    }

    /// A verb that nobody listed: the word between a person and an object.
    pub(super) fn is_unlisted(&self, at: usize, end: usize) -> bool {
        let word = self.word(at);
        let next = at + 1;
        word.len() > 3
            && !word.ends_with("ss")
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !self.gap(at).ends_phrase()
            && next < end
            && !self.gap(next).ends_phrase()
            && self.is(Class::Determiner, next)
            && !self.is_adverb(at)
            && !self.grammar.takes_object(word)
            && self.turn(at, end).is_none()
            && !self.is(Class::Join, at)
            && !self.is(Class::Relative, at)
            && !self.is(Class::Filler, at)
    }

    /// Whether an object or an adjunct begins there for certain.
    pub(super) fn begins_object(&self, at: usize, end: usize) -> bool {
        at < end
            && (self.is(Class::Determiner, at)
                || self.begins_name(at).is_some()
                || self.line.takes_object(at) && !self.is(Class::Of, at) && !self.is(Class::To, at)
                || self.is_adverb(at))
    }
}

enum Step {
    Found,
    Over(usize),
    Never,
}
