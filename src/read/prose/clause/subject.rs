//! Whom the words before a verb name: the heads of noun groups, not those who only stand beside them.

use super::Clauses;
use crate::taxonomy::grammar::{Class, Turn};

/// A title that is put in has at most so many words.
const TITLE: usize = 8;

/// Who a subject is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Those named: indexes into `Line::named`.
    Named(Vec<usize>),
    /// "The job of the PM", "the PM's role": what these have to do.
    Job(Vec<usize>),
    /// "They", "you", "this role": whoever is spoken of.
    Above,
    /// "Your job", "the main tasks": what whoever is spoken of has to do.
    AboveJob,
    /// "We": whoever writes.
    We,
    /// "It", "there".
    It,
    /// "Nobody".
    Nobody,
    /// Somebody or something else.
    Other,
}

/// The subject of a clause.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) who: Who,
    /// "No PM", "the PM no longer".
    pub(super) denied: bool,
    /// Of these, "no PM".
    pub(super) none: bool,
    /// "Only the PM", "nobody but the PM".
    pub(super) only: bool,
    /// "As a PM, you".
    pub(super) addressed: bool,
}

impl Subject {
    pub(super) fn of(who: Who) -> Self {
        Self { who, denied: false, none: false, only: false, addressed: false }
    }
}

/// What the words at hand are part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The subject itself.
    Head,
    /// "of each squad", "with the tech lead".
    Inside,
    /// "not the tech lead".
    Excluded,
}

impl Clauses<'_, '_, '_> {
    /// Who the words from `start` up to the verb name.
    pub(super) fn subject(&self, start: usize, verb: usize) -> Subject {
        let mut names: Vec<usize> = Vec::new();
        let mut owners: Vec<usize> = Vec::new();
        let mut subject = Subject { none: self.is(Class::No, start), ..Subject::of(Who::Other) };
        let (mut part, mut nobody, mut job, mut at) = (Part::Head, false, false, start);
        let mut heads = 0;
        // "Robin (our PM)": who somebody is.
        let mut inside: Vec<usize> = Vec::new();
        // Whether a name was the last thing of the head, so that a noun behind it takes its place.
        let mut fresh = false;
        while at < verb {
            let gap = self.gap(at);
            if gap.opens && at > start {
                let close = self.over_brackets(at, verb).max(at + 1);
                if part == Part::Head && heads == 1 {
                    inside.extend(self.only_names(at, close).into_iter().flatten());
                }
                at = close;
                continue;
            }
            if let Some(close) = self.title_beside(at, verb).filter(|_| at > start) {
                // "Gwen, as service owner, opens", "the PM, a former QA lead, signs off".
                if names.is_empty() && self.is(Class::As, at) {
                    inside.extend(self.line.named_in(at, close));
                }
                at = close;
                continue;
            }
            if gap.comma || gap.joint || gap.dash {
                fresh = false;
                if gap.comma || part == Part::Excluded {
                    part = Part::Head;
                }
            }
            if let Some(named) = self.begins_name(at) {
                let index = self.line.named_in(named.first, verb).next().unwrap_or(0);
                let of_job = at > start && job && self.of_before(at, start);
                if named.possessive || (of_job && part == Part::Inside) {
                    owners.push(index);
                    fresh = false;
                } else if part == Part::Head {
                    names.push(index);
                    fresh = true;
                }
                at = named.last + 1;
                continue;
            }
            if let Some((length, turn)) = self.turn(at, verb) {
                let none = nobody || subject.none && names.is_empty();
                let all = self.is(Class::Quantifier, start) || (start..at).any(|at| self.is(Class::Everyone, at));
                match turn {
                    // "Nobody but the PM", "no role except the PM".
                    Turn::Except if none => {
                        (part, subject.only) = (Part::Head, true);
                        (subject.none, subject.denied, nobody) = (false, false, true);
                        names.clear();
                    }
                    // "Every role but the PM".
                    Turn::Except if all && names.is_empty() => part = Part::Excluded,
                    Turn::Exclude | Turn::Except if !self.is(Class::But, at) && !self.is(Class::No, at) => {
                        part = Part::Excluded;
                    }
                    // "Anyone but the PM".
                    _ if self.is(Class::But, at) && at > start && self.is(Class::Everyone, at - 1) => {
                        part = Part::Excluded;
                    }
                    Turn::With => part = Part::Inside,
                    _ if self.is(Class::But, at) => part = Part::Head,
                    _ => {
                        at += self.other(at, &mut subject, &mut nobody);
                        continue;
                    }
                }
                fresh = false;
                at += length;
                continue;
            }
            if self.is(Class::Relative, at) && heads + names.len() + owners.len() > 0 {
                // Up to the comma that ends it, or to the verb.
                let comma = gap.comma.then(|| (at + 1..verb).find(|at| self.gap(*at).comma)).flatten();
                at = comma.unwrap_or(verb);
                continue;
            }
            if self.is(Class::Join, at) || self.is(Class::But, at) {
                if part != Part::Excluded {
                    part = Part::Head;
                }
                fresh = false;
                at += 1;
                continue;
            }
            if self.line.takes_object(at) {
                (part, fresh) = (Part::Inside, false);
                at += 1;
                continue;
            }
            if self.is_small(at) {
                at += self.other(at, &mut subject, &mut nobody);
                continue;
            }
            // A noun: behind a name it is the head, and the name only says whose.
            let head = part == Part::Head;
            if head {
                job |= self.is(Class::Job, at);
                let folk = fresh && self.is(Class::Folk, at) && self.is_of_persons(at);
                if fresh && !folk && !self.is_name_of_person(at) {
                    if let Some(last) = names.pop()
                        && self.is(Class::Job, at)
                    {
                        owners.push(last);
                    }
                    fresh = false;
                }
                heads += 1;
            } else if self.is(Class::Job, at) && !owners.is_empty() {
                job = true;
            }
            at += 1;
        }
        if names.is_empty() && owners.is_empty() {
            names = inside;
        }
        subject.who = self.decide(names, owners, job, nobody, start, verb);
        if nobody && !subject.only {
            subject.who = Who::Nobody;
        }
        subject
    }

    /// Where a title ends that is put in between two commas, or before the verb, and only says what somebody is as well.
    pub(super) fn title_beside(&self, at: usize, verb: usize) -> Option<usize> {
        let opens = self.is(Class::As, at) || self.is(Class::Determiner, at) && !self.is(Class::No, at);
        if !self.gap(at).comma || !opens {
            return None;
        }
        let close = (at + 1..=verb.min(at + TITLE)).find(|at| self.gap(*at).ends_phrase())?;
        let names: Vec<usize> = self.line.named_in(at, close).collect();
        let only = (at..close).all(|at| !self.is(Class::Join, at) && !self.is(Class::Relative, at));
        let as_well = self.is(Class::As, at) || self.line.named_in(0, at).next().is_some() && names.len() == 1;
        // A list of holders has "and" before its last: "the PM, the QA lead, and the tech lead".
        let ends = close == verb || self.is_adverb(close);
        (only && self.gap(close).comma && as_well && ends && !names.is_empty()).then_some(close)
    }

    /// A small word, and what it says of the subject.
    fn other(&self, at: usize, subject: &mut Subject, nobody: &mut bool) -> usize {
        let next = self.is(Class::One, at + 1);
        *nobody |= (self.is(Class::Nobody, at) && !self.is(Class::Determiner, at)) || (self.is(Class::No, at) && next);
        subject.denied |= self.is(Class::No, at) && !next;
        subject.only |= self.is(Class::Also, at);
        1 + usize::from(self.is(Class::No, at) && next)
    }

    fn is_small(&self, at: usize) -> bool {
        self.is(Class::Determiner, at)
            || self.is(Class::Nobody, at)
            || self.is(Class::Also, at)
            || self.is_adverb(at)
            || self.line.negates(at)
            || self.is(Class::Alone, at)
    }

    /// "of the PM": whether "of" governs the name.
    fn of_before(&self, at: usize, start: usize) -> bool {
        let mut before = at;
        while before > start && !self.is(Class::Of, before - 1) && at - before < 4 {
            if self.gap(before).comma || (self.line.takes_object(before - 1) && !self.is(Class::Of, before - 1)) {
                return false;
            }
            before -= 1;
        }
        before > start && self.is(Class::Of, before - 1)
    }

    /// "The SRE team": those who have the title that stands before.
    fn is_of_persons(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.line.named_at(before)).is_some_and(|named| named.is_person)
    }

    /// "PM Maya": a name in capitals behind a title.
    fn is_name_of_person(&self, at: usize) -> bool {
        let word = self.line.words[at];
        let capital = self.line.text.plain[word.start..].starts_with(char::is_uppercase);
        capital && !self.grammar.is_role_noun(self.word(at)) && !self.is(Class::Job, at)
    }

    fn decide(&self, names: Vec<usize>, owners: Vec<usize>, job: bool, nobody: bool, start: usize, verb: usize) -> Who {
        if !names.is_empty() {
            return Who::Named(names);
        }
        if job && !owners.is_empty() {
            return Who::Job(owners);
        }
        let last = (start..verb).rev().find(|at| !self.is_adverb(*at) && !self.line.negates(*at));
        // "Your job", "this role", "the person in this role".
        let post = self.is(Class::Post, start + 1) && (self.is(Class::Determiner, start));
        let within = self.line.takes_object(start + 2) && !self.is(Class::Of, start + 2);
        // "The successful candidate".
        let quality = self.is(Class::Determiner, start) && start + 3 == verb && self.is(Class::Post, start + 2);
        let whole = post && (start + 2 == verb || within) || quality;
        let own = job && (start..verb).any(|at| self.is(Class::Own, at));
        let tasks = job && last.is_some_and(|at| self.is(Class::Job, at)) && verb <= start + 3;
        match last {
            Some(at) if nobody || self.is(Class::Nobody, at) => Who::Nobody,
            _ if own => Who::AboveJob,
            Some(_) if whole && !self.is(Class::No, start) => Who::Above,
            Some(_) if tasks => Who::AboveJob,
            Some(at) if self.is(Class::Pronoun, at) => Who::Above,
            Some(at) if self.is(Class::Addressee, at) && at == start && !self.is(Class::We, at) => Who::Above,
            Some(at) if self.is(Class::We, at) => Who::We,
            Some(at) if self.is(Class::Expletive, at) && at == start => Who::It,
            // "They and their manager".
            _ if self.is(Class::Pronoun, start) => Who::Above,
            None => Who::Above,
            _ => Who::Other,
        }
    }
}
