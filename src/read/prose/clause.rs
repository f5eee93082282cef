//! Sentences to statements: whom a clause binds, how strongly, and which of its words say what the work is.
//!
//! A sentence is read clause by clause. `scan.rs` finds the finite verb of a clause, `subject.rs` says whom the words before it
//! name, `group.rs` reads auxiliaries, modals, negation, tense and voice up to the verb that says how, `predicate.rs` finds where
//! its objects end and what goes on behind them, `others.rs` what it does with persons, `holder.rs` finds those who stand behind
//! the verb ("by the PM", "lies with the PM"), `relative.rs` what is told of a name behind it ("the PM, who owns it"),
//! `approval.rs` those who are mentioned as having done it, `address.rs` whom a sentence speaks to, `charged.rs` those whom somebody
//! else gives work, `seen.rs` what others do, `open.rs` what is not so yet, or only while somebody is away, `absolute.rs` clauses
//! that hang on others, `question.rs` questions and answers, and `bare.rs` reads what has no subject of its own. Which activity
//! the words name is decided by the taxonomy.

mod absolute;
mod address;
mod approval;
mod bare;
mod charged;
mod gapped;
mod group;
mod holder;
mod open;
mod others;
mod predicate;
mod question;
mod relative;
mod scan;
mod seen;
mod subject;

use std::borrow::Cow;

use super::line::{Gap, Line, Named};
use crate::taxonomy::grammar::{Class, Effect, Form, Grammar, Run, Stance, Turn};
use group::{Group, Kind};
use subject::{Subject, Who};

/// A sentence of more words than this is none that a person wrote, and is not read.
const LONGEST: usize = 300;

/// So many verbs may share an object.
const SHARING: usize = 6;

/// Whom a statement binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Those whom the clause names: indexes into `Line::named`.
    Named(Vec<usize>),
    /// Whoever the text above is about.
    Above,
}

/// One thing that a clause says.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) bound: Bound,
    /// How; `None` gives nobody work.
    pub(super) effect: Effect,
    /// Whether it says so by a negation.
    pub(super) denied: bool,
    /// The words in which the work is named: first, and one past the last.
    pub(super) words: (usize, usize),
    /// Of these, what is excluded ("not the backlog"), or says only under which conditions.
    pub(super) aside: Vec<(usize, usize)>,
    /// Of these, another verb that shares the object: in "owns and orders the backlog", "and orders" for "owns".
    pub(super) beside: (usize, usize),
    /// The word that says how.
    pub(super) verb: Option<usize>,
    /// Subject, verb and work stand in one clause, and nothing leaves it open.
    pub(super) firm: bool,
    /// Nothing but a noun stands there, so that it has to name a known activity to say anything.
    pub(super) bare: bool,
}

impl Statement {
    /// That somebody does what these words name, said without a verb of their own and without an exception.
    pub(super) fn plain(bound: Bound, effect: Effect, words: (usize, usize), bare: bool) -> Self {
        Self { bound, effect, denied: false, words, aside: Vec::new(), beside: (0, 0), verb: None, firm: true, bare }
    }
}

/// What is known of a sentence before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above {
    /// Whether somebody is spoken of.
    pub(super) someone: bool,
    /// What headings and labels say of the items.
    pub(super) stance: Option<Stance>,
    /// Whether the sentence stands in a list or a cell, where a bare noun can be work.
    pub(super) listed: bool,
}

/// What "does" in "the QA lead does" stands for.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    effect: Effect,
    words: (usize, usize),
    aside: Vec<(usize, usize)>,
    verb: usize,
    firm: bool,
    denied: bool,
}

/// What a sentence says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) statements: Vec<Statement>,
    /// Whom its last clause with a name for a subject is about.
    pub(super) about: Option<Vec<usize>>,
    /// "Maya is our PM": who somebody is said to be.
    pub(super) somebody: Option<Vec<usize>>,
    /// The last predicate.
    pub(super) last: Option<Spoken>,
    /// What the last clause about a thing named as its subject.
    thing: Option<(usize, usize)>,
}

/// Reads sentences with one grammar.
pub(super) struct Clauses<'g, 'l, 't> {
    pub(super) grammar: &'g Grammar,
    pub(super) line: &'l Line<'t>,
}

/// A part of a sentence with its verb.
struct Clause<'s> {
    /// Its first word.
    start: usize,
    /// Its subject.
    subject: &'s Subject,
    /// Its verb group.
    group: &'s Group,
    /// One past its last word.
    until: usize,
    /// What is excluded in it.
    aside: Vec<(usize, usize)>,
    /// Verbs that share its object.
    beside: (usize, usize),
}

impl Clauses<'_, '_, '_> {
    /// What a sentence says; `last` is the predicate of the one before it.
    pub(super) fn read(&self, start: usize, end: usize, above: Above, last: Option<Spoken>) -> Said {
        let mut said = Said { last, ..Said::default() };
        if start >= end || end - start > LONGEST || self.is_question(start, end) {
            return said;
        }
        if self.goes_on_without_verb(start, end, &mut said) {
            return said;
        }
        let mut at = start;
        while at < end {
            at = self.clause(at, end, above, &mut said).max(at + 1);
        }
        self.in_brackets(start, end, above, &mut said);
        self.relatives(start, end, above, &mut said);
        self.at_other_times(start, end, above, &mut said);
        self.approvals(start, end, &mut said);
        self.respectively(start, end, &mut said);
        if self.is_cover(start, end) {
            said.open_from(0);
        }
        said
    }

    /// "(the PM signs off)": a clause in brackets.
    fn in_brackets(&self, start: usize, end: usize, above: Above, said: &mut Said) {
        let above = Above { someone: false, ..above };
        let opening: Vec<usize> = (start + 1..end).filter(|at| self.gap(*at).opens).collect();
        // What is read in brackets is read with the brackets in it: once, and not once for each that is around it.
        let mut read_up_to = start;
        for open in opening {
            if open < read_up_to {
                continue;
            }
            let close = self.over_brackets(open, end);
            let example = self.grammar.adjunct(self.at(open, close)).is_some() || self.is(Class::Example, open);
            if !example && close > open + 2 && self.line.named_in(open, close).next().is_some() {
                let inner = self.read(open, close, above, None);
                said.statements.extend(inner.statements);
                read_up_to = close;
            }
        }
    }

    /// Reads the clause that begins here; answers where the next one does.
    fn clause(&self, from: usize, end: usize, above: Above, said: &mut Said) -> usize {
        let mut at = self.over_links(from, end);
        if at >= end {
            return end;
        }
        if let Some(being) = self.absolute(at, end) {
            return self.read_absolute(at, being, end, said);
        }
        let mut denied = false;
        if let Some(next) = self.addressed(at, end, said) {
            return next;
        }
        if let Some((name, next)) = self.same(from, end) {
            said.same(name);
            return next;
        }
        if above.listed {
            if let Some(next) = self.to_do(at, end, above, said) {
                return next;
            }
            if self.is_item_to_do(at, end) {
                // "To report progress": an item of a list of duties.
                return self.bare(at + 1, end, false, above, said);
            }
        }
        match self.turn(at, end) {
            Some((length, Turn::Beside)) => at += length,
            Some((length, Turn::Never)) => {
                denied = true;
                at += length;
            }
            Some((_, Turn::Exclude)) if self.line.negates(at) => {}
            Some((length, Turn::Under | Turn::Exclude | Turn::With)) => at = self.behind_opener(at + length, end),
            _ if self.opens(at, end) || self.grammar.about(self.at(at, end)).is_some() => {
                at = self.pronoun_behind(at, end).unwrap_or_else(|| {
                    self.behind_opener(at + self.grammar.adjunct(self.at(at, end)).unwrap_or(1), end)
                });
            }
            _ => {}
        }
        let (topic, main) = (self.topic(from, at), at);
        at = self.over_links(at, end);
        if at >= end {
            return end;
        }
        if denied && self.is_finite_auxiliary(at, end) && !self.is(Class::Pronoun, at) {
            // "At no time does the PM write": denied for whoever follows.
            return self.next_clause(at + 1, end).unwrap_or(end);
        }
        let wording = above.someone && self.grammar.wording(self.at(at, end)).is_some();
        let verb = if wording || self.begins_with_verb(at, end) { None } else { self.finite(at, end) };
        let Some(verb) = verb else { return self.bare(at, end, denied, above, said) };
        if self.line.words[verb].quoted {
            return (verb + 1..end).find(|at| !self.line.words[*at].quoted).unwrap_or(end);
        }
        let verb = self.with_adverbs(at, verb);
        let mut subject = self.subject(at, verb);
        subject.denied |= denied;
        let Some(mut group) = self.group(verb, end) else { return verb + 1 };
        group.weak |= self.is_not_yet((from, main, verb), end);
        let known = said.statements.len();
        said.thing = topic.or(said.thing);
        let next = self.chain(at, &subject, group, end, above, said);
        if self.is_elsewhere(from, verb) {
            said.open_from(known);
        }
        if let Some(topic) = topic {
            self.with_topic(topic, known, said);
            self.turned_to(topic, (&subject, &group), next, said);
        }
        next
    }

    /// A verb and those that share its subject; answers where the next clause begins.
    fn chain(
        &self,
        start: usize,
        subject: &Subject,
        mut group: Group,
        end: usize,
        above: Above,
        said: &mut Said,
    ) -> usize {
        let mut open = false;
        let mut subject = Cow::Borrowed(subject);
        // Verbs that have said nothing yet: "owns *and* orders the backlog".
        let mut waiting: Vec<Group> = Vec::new();
        loop {
            let stop = self.stop(&group, &subject, end);
            let from = match (&subject.who, group.kind) {
                // What is done begins with the verb; auxiliaries and modals name no work.
                (Who::Named(_) | Who::Above, Kind::Verb(_) | Kind::Unknown) if !group.passive => group.head,
                (Who::Named(_) | Who::Above | Who::Job(_) | Who::AboveJob, _) => group.start,
                _ => start,
            };
            let shares = matches!(stop.next, predicate::Next::Verb(next) if self.shares_object(&group, stop.at, &next));
            if shares && waiting.len() < SHARING {
                waiting.push(group);
            } else {
                for before in waiting.drain(..) {
                    let beside = (before.from, group.from);
                    let aside = stop.aside.clone();
                    let clause =
                        Clause { start: before.head, subject: &subject, group: &before, until: stop.at, aside, beside };
                    self.say(&clause, open, above, said);
                }
                let clause = Clause {
                    start: from,
                    subject: &subject,
                    group: &group,
                    until: stop.at,
                    aside: stop.aside,
                    beside: (0, 0),
                };
                self.say(&clause, open, above, said);
                open |= self.is_purpose(&group, stop.at);
                if let Some(names) = self.is_somebody(&clause) {
                    // "Maya is our PM and signs off": the PM does.
                    said.about = Some(names.clone());
                    said.somebody = Some(names.clone());
                    subject = Cow::Owned(Subject::of(Who::Named(names)));
                }
            }
            match stop.next {
                predicate::Next::Verb(next) => group = next,
                predicate::Next::Gapped(name, next) => {
                    group = next;
                    subject = Cow::Owned(Subject::of(Who::Named(vec![name])));
                }
                predicate::Next::Clause(at) => return at,
                predicate::Next::Nothing => return end,
            }
        }
    }

    /// "Maya is our PM": who somebody is, that no name of a role stands for.
    fn is_somebody(&self, clause: &Clause<'_>) -> Option<Vec<usize>> {
        let group = clause.group;
        let plain = group.kind == Kind::Copula && !(group.denied || group.past || group.weak);
        if !plain || clause.subject.who != Who::Other || clause.start + 3 < group.start {
            return None;
        }
        self.only_names(group.from, clause.until)
    }

    /// The names that some words are, with nothing but small words between them.
    fn only_names(&self, from: usize, until: usize) -> Option<Vec<usize>> {
        let small = |at: &usize| {
            self.line.named_at(*at).is_some() || self.is(Class::Determiner, *at) || self.is(Class::Join, *at)
        };
        let names: Vec<usize> = self.line.named_in(from, until).collect();
        (!names.is_empty() && (from..until).all(|at| small(&at))).then_some(names)
    }

    /// Whether a verb without an object takes the one of the next: "owns and orders the backlog".
    fn shares_object(&self, group: &Group, until: usize, next: &Group) -> bool {
        let plain = |group: &Group| matches!(group.kind, Kind::Verb(_)) && !group.passive && !group.past;
        plain(group) && plain(next) && until <= group.from && group.denied == next.denied && !self.gap(group.from).stop
    }

    /// "never writes": a verb group begins with what stands before its verb.
    fn with_adverbs(&self, start: usize, mut verb: usize) -> usize {
        while verb > start + 1
            && self.line.named_at(verb - 1).is_none()
            && !self.gap(verb).comma
            && (self.is_adverb(verb - 1) || self.line.negates(verb - 1))
            && !self.is(Class::Determiner, verb - 1)
            && !self.is(Class::Alone, verb - 1)
            && !self.is(Class::Nobody, verb - 1)
        {
            verb -= 1;
        }
        verb
    }

    /// "gathers feedback to set priorities, improve the guide": what it is for, not what is done.
    fn is_purpose(&self, group: &Group, until: usize) -> bool {
        group.form == Some(Form::Plain)
            && self.line.lower[group.from.min(until)..until].iter().any(|word| self.grammar.is(Class::To, word))
    }

    fn word(&self, at: usize) -> &str {
        self.line.lower.get(at).copied().unwrap_or_default()
    }

    fn at(&self, word: usize, end: usize) -> Run<'_> {
        self.line.run(word.min(end), end)
    }

    fn is(&self, class: Class, at: usize) -> bool {
        self.line.is(class, at)
    }

    fn gap(&self, at: usize) -> Gap {
        self.line.words.get(at).map(|word| word.gap).unwrap_or_default()
    }

    fn turn(&self, at: usize, end: usize) -> Option<(usize, Turn)> {
        self.grammar.turn(self.at(at, end))
    }

    fn verb(&self, at: usize, end: usize) -> Option<(usize, Form, Effect)> {
        let words = self.at(at, end);
        self.grammar.verb(words).or_else(|| self.grammar.frame(words).map(|(length, form, _)| (length, form, None)))
    }

    /// The name that begins with a word.
    fn begins_name(&self, at: usize) -> Option<&Named> {
        self.line.named_at(at).filter(|named| named.first == at)
    }

    fn is_question(&self, start: usize, end: usize) -> bool {
        let until = self.line.words.get(end).map_or(self.line.text.plain.len(), |next| next.start);
        let behind = &self.line.text.plain[self.line.words[end - 1].end..until];
        behind.find('?').is_some_and(|mark| !behind[mark + 1..].starts_with([')', ']']))
            || (self.is(Class::Question, start) && self.is_finite_auxiliary(start + 1, end))
    }

    /// Whether a form of "to be", "to have" or "to do", or a modal, stands there.
    fn is_finite_auxiliary(&self, at: usize, end: usize) -> bool {
        let plain = self.is(Class::Be, at) || self.is(Class::Have, at) || self.is(Class::Do, at);
        (plain && !self.is(Class::NonFinite, at) && at < end) || self.grammar.modal(self.at(at, end)).is_some()
    }

    /// Skips numbers and words that only link to what was said.
    fn over_links(&self, mut at: usize, end: usize) -> usize {
        while at < end && self.begins_name(at).is_none() {
            match self.grammar.moment(self.at(at, end)) {
                // "Each week you write".
                Some(length) if at + length < end => at += length,
                _ if self.is_link(at, end) => at += 1,
                _ => break,
            }
        }
        at
    }

    fn is_link(&self, at: usize, end: usize) -> bool {
        let word = self.word(at);
        let adverb = self.grammar.is_adverb(word)
            // "There is a PM who".
            && !(self.is(Class::Expletive, at) && self.is(Class::Be, at + 1))
            && !self.is(Class::Determiner, at)
            && self.grammar.modal(self.at(at, end)).is_none()
            && self.turn(at, end).is_none();
        word.bytes().all(|byte| byte.is_ascii_digit()) || self.is(Class::Link, at) || adverb
    }

    /// Skips a passage in brackets that begins here.
    fn over_brackets(&self, at: usize, end: usize) -> usize {
        if at >= end || !self.gap(at).opens {
            return at;
        }
        (at + 1..=end).find(|at| self.gap(*at).closes || *at == end).unwrap_or(end)
    }

    /// Whether an adjunct begins the clause: "during planning", "for each release".
    fn opens(&self, at: usize, end: usize) -> bool {
        let adjunct = self.grammar.adjunct(self.at(at, end)).is_some() || self.line.takes_object(at);
        adjunct && self.begins_name(at).is_none() && self.verb(at, end).is_none()
    }

    /// Where the main clause begins behind an opener such as "during planning" or "when it is due".
    fn behind_opener(&self, from: usize, end: usize) -> usize {
        let commas = (from + 1..end).filter(|at| self.gap(*at).comma && !self.within_brackets(from, *at));
        let mut last = None;
        for comma in commas.take(6) {
            last = Some(comma);
            let main = self.over_links(comma, end);
            let begins = self.begins_with_verb(main, end)
                || self.is(Class::Pronoun, main)
                || self.grammar.modal(self.at(main, end)).is_some()
                || self.subject_at(main, end).is_some();
            if begins {
                return comma;
            }
        }
        if let Some(comma) = last {
            return comma;
        }
        // "Until last year the PM wrote": the name that stands before the verb.
        let Some(verb) = self.finite(from, end) else { return end };
        let mut back = verb;
        while back > from && (self.is_adverb(back - 1) || self.line.words.get(back).is_some_and(|word| word.gap.closes))
        {
            back -= 1;
        }
        if back > from && (self.is(Class::Pronoun, back - 1) || self.is(Class::We, back - 1)) {
            return back - 1;
        }
        let Some(named) = back.checked_sub(1).and_then(|at| self.line.named_at(at)).filter(|n| n.first >= from) else {
            return end;
        };
        let mut first = named.first;
        while first > from && named.first - first < 4 && !self.line.takes_object(first - 1) {
            first -= 1;
            if self.is(Class::Determiner, first) {
                break;
            }
        }
        let governed = first > from && self.line.takes_object(first - 1);
        if governed || first == from { end } else { first }
    }

    fn within_brackets(&self, from: usize, at: usize) -> bool {
        let mut open = false;
        for word in from..=at {
            let gap = self.gap(word);
            open = (open && !gap.closes) || gap.opens;
        }
        open
    }

    fn is_adverb(&self, at: usize) -> bool {
        self.line.is_adverb(at)
    }
}
