//! Those who stand behind a verb: "is signed off by the PM", "lies with the PM", "is the PM's job", "it is the PM who signs off".

use super::group::{Group, Kind};
use super::subject::Who;
use super::{Bound, Clause, Clauses, Said, Spoken, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Form, Frame, Turn};

/// Work between two holders is named by at most so many words.
const GAPPED: usize = 5;

/// Names that stand together behind a verb, and how they are involved.
struct Found {
    names: Vec<usize>,
    involvement: Involvement,
    denied: bool,
    /// The last word of the last name.
    last: usize,
    /// The work that they hold, where it is not what the subject names.
    work: Option<(usize, usize)>,
}

impl Clauses<'_, '_, '_> {
    /// Writes down who holds what the subject of a clause names.
    pub(super) fn holders(&self, clause: &Clause<'_>, denied: bool, said: &mut Said) {
        let group = clause.group;
        if group.kind == Kind::Undone {
            return;
        }
        if self.has_somebody(clause, denied, said)
            || self.identified(clause, denied, said)
            || clause.subject.who == Who::It && self.cleft(clause, denied, said)
        {
            return;
        }
        let found = self.behind(clause, denied);
        let agents: Vec<(usize, usize)> = found.iter().filter_map(|found| self.by_whom(found, group)).collect();
        let starts: Vec<usize> = found.iter().filter_map(|found| found.work).map(|(from, _)| from).collect();
        for Found { names, involvement, denied, work, .. } in found {
            let effect = Some(involvement).filter(|_| !denied && (!group.past || self.moves(group)));
            let names: Vec<usize> = names;
            let mut statement = self.statement(clause, Bound::Named(names), effect, denied, !group.weak);
            // "It is maintained by the PM" does not say what.
            statement.bare = matches!(clause.subject.who, Who::It | Who::Above) && group.passive;
            statement.aside.extend(agents.iter().copied());
            let names_work = matches!(group.kind, Kind::Copula | Kind::Wording | Kind::Verb(Some(Frame::Rests)));
            if clause.subject.who == Who::Other && names_work && !group.passive && clause.start < group.start {
                // "Release notes are the PM's job": the subject says all of the work.
                statement.aside.push((group.start, clause.until));
            }
            if let Some(work) = work {
                (statement.words, statement.aside, statement.verb) = (work, Vec::new(), None);
            } else if let Some(first) = starts.first() {
                statement.aside.push((*first, clause.until));
            }
            if let Some(thing) = said.thing.filter(|_| clause.subject.who == Who::It && clause.start + 1 == group.start)
            {
                // "Testing is not the PM's job, it is the job of the QA lead".
                (statement.words, statement.aside, statement.verb) = (thing, Vec::new(), None);
                statement.bare = false;
            }
            if clause.subject.who == Who::Above
                || matches!(group.kind, Kind::Verb(Some(Frame::Gives))) && !group.passive
            {
                statement.firm = false;
            }
            said.statements.push(statement);
        }
        if matches!(group.kind, Kind::Verb(Some(Frame::Consults))) && !group.passive {
            self.consulted(clause, said);
        }
        if matches!(group.kind, Kind::Verb(Some(Frame::Asks))) && !group.passive && clause.subject.who == Who::Other {
            self.asked(clause, denied, self.is(Class::Relies, group.head), said);
        }
    }

    /// "The person who signs off is the PM", "responsible for testing is the QA lead", "testing is what the QA lead does".
    fn identified(&self, clause: &Clause<'_>, denied: bool, said: &mut Said) -> bool {
        let group = clause.group;
        let thing = matches!(clause.subject.who, Who::Other | Who::It);
        if group.kind != Kind::Copula || group.past || clause.start >= group.start || !thing {
            return false;
        }
        if self.is(Class::What, group.from) {
            let Some(verb) = self.finite(group.from + 1, clause.until).filter(|verb| self.is(Class::Do, *verb)) else {
                return false;
            };
            let Who::Named(names) = self.subject(group.from + 1, verb).who else { return false };
            let effect = Some(Involvement::Responsible).filter(|_| !denied);
            let mut statement = self.statement(clause, Bound::Named(names), effect, denied, !group.weak);
            statement.aside.push((group.start, clause.until));
            if clause.subject.who == Who::It {
                // "That is what the PM does".
                let Some(last) = said.last.clone() else { return true };
                (statement.words, statement.aside, statement.verb) = (last.words, last.aside, Some(last.verb));
            }
            said.statements.push(statement);
            return true;
        }
        if clause.subject.who == Who::It {
            return false;
        }
        let Some(names) = self.only_names(group.from, clause.until) else { return false };
        let who = (clause.start..group.start).take(5).find(|at| self.is(Class::Relative, *at));
        let wording = (clause.start..group.start.min(clause.start + 5)).find_map(|at| {
            self.grammar.wording(self.at(at, group.start)).map(|(length, effect)| (at + length, effect))
        });
        let to_do = self.one_to_do(clause.start, group.start);
        let (from, effect, verb) = match (who.or(to_do.map(|at| at - 1)), wording) {
            (Some(who), _) => match self.group(who + 1, group.start) {
                Some(inner) if !(inner.denied || inner.past || inner.passive) && inner.kind != Kind::Undone => {
                    (who + 1, inner.effect, Some(inner.head))
                }
                _ => return false,
            },
            (None, Some((from, effect))) => (from, effect, None),
            (None, None) => return false,
        };
        if from >= group.start {
            return false;
        }
        let mut statement =
            self.statement(clause, Bound::Named(names), effect.filter(|_| !denied), denied, !group.weak);
        statement.words = (from, group.start);
        statement.verb = verb;
        said.statements.push(statement);
        true
    }

    /// "by the PM and the tech lead": the words that say who, and name no work.
    fn by_whom(&self, found: &Found, group: &Group) -> Option<(usize, usize)> {
        let first = self.line.named[*found.names.first()?].first;
        let by = (group.from.min(first)..first).rev().take(4).find(|at| self.is(Class::By, *at))?;
        group.passive.then_some((by, found.last + 1))
    }

    /// "has moved to": what is past is how it came to be so.
    fn moves(&self, group: &Group) -> bool {
        matches!(group.kind, Kind::Verb(Some(Frame::Rests | Frame::Gives)))
            && !self.is(Class::PastAuxiliary, group.start)
    }

    fn behind(&self, clause: &Clause<'_>, base: bool) -> Vec<Found> {
        let (group, until) = (clause.group, clause.until);
        let mut found: Vec<Found> = Vec::new();
        let (mut denied, mut at) = (base, group.start);
        while at < until {
            if self.gap(at).opens && at > group.start {
                at = self.over_brackets(at, until).max(at + 1);
                continue;
            }
            if self.gap(at).comma && denied != base {
                denied = base;
            }
            if let Some(named) = self.begins_name(at) {
                let index = self.line.named_in(named.first, until).next().unwrap_or(0);
                let joined = found.last().is_some_and(|last| self.are_joined(last.last, named.first));
                let gap = self.gapped_work(&found, named.first);
                if let (Some((from, to)), Some(last)) = (gap, found.last()) {
                    // "is with the PM, testing with the QA lead".
                    let (involvement, denied) = (last.involvement, last.denied);
                    let work = Some((from, to));
                    found.push(Found { names: vec![index], involvement, denied, last: named.last, work });
                    at = named.last + 1;
                    continue;
                }
                match self.part(group, index, clause) {
                    Some(involvement) => {
                        found.push(Found { names: vec![index], involvement, denied, last: named.last, work: None });
                    }
                    None if joined || self.goes_on(found.last(), named.first) => {
                        if let Some(last) = found.last_mut() {
                            let (involvement, same) = (last.involvement, last.denied == denied);
                            if same {
                                last.names.push(index);
                                last.last = named.last;
                            } else {
                                found.push(Found {
                                    names: vec![index],
                                    involvement,
                                    denied,
                                    last: named.last,
                                    work: None,
                                });
                            }
                        }
                    }
                    None => {}
                }
                at = named.last + 1;
                continue;
            }
            match self.turn(at, until) {
                _ if self.is(Class::But, at) && !self.line.negates(at + 1) => denied = false,
                Some((_, Turn::Exclude)) if at > group.head && at >= group.from => denied = true,
                Some((_, Turn::Under)) if at > group.from => break,
                _ if self.is(Class::Relative, at) && at > group.from && clause.subject.who != Who::It => break,
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// "belongs to the PM and *testing* to the QA lead": other work before the same preposition.
    fn gapped_work(&self, found: &[Found], first: usize) -> Option<(usize, usize)> {
        let last = found.last().filter(|last| !last.denied)?;
        let mut to = first;
        while to > last.last + 1 && self.is(Class::Determiner, to - 1) {
            to -= 1;
        }
        let governor = to.checked_sub(1).filter(|at| *at > last.last + 1 && self.is(Class::Rests, *at))?;
        let mut from = last.last + 1;
        let apart = self.gap(from).comma || self.is(Class::Join, from);
        from += usize::from(self.is(Class::Join, from));
        let noun = |at: usize| {
            !self.line.takes_object(at)
                && !self.is_finite_auxiliary(at, governor)
                && !self.line.negates(at)
                && !self.is(Class::But, at)
                && self.line.named_at(at).is_none()
        };
        (apart && from < governor && governor - from <= GAPPED && (from..governor).all(noun))
            .then_some((from, governor))
    }

    /// "not the job of the tech lead but of the PM": a preposition that takes up the one before.
    fn goes_on(&self, last: Option<&Found>, first: usize) -> bool {
        let Some(last) = last else { return false };
        let between = last.last + 1..first;
        let turned = between.clone().any(|at| self.is(Class::But, at) || self.line.negates(at));
        turned
            && between.len() < 6
            && between.clone().all(|at| {
                self.is(Class::But, at)
                    || self.is(Class::Join, at)
                    || self.is(Class::Determiner, at)
                    || self.line.negates(at)
                    || self.line.takes_object(at)
                    || self.turn(at, first).is_some()
            })
    }

    /// "the PM and the tech lead".
    pub(super) fn are_joined(&self, last: usize, first: usize) -> bool {
        let joint = (last + 1..=first).any(|at| self.gap(at).comma || self.gap(at).joint)
            || (last + 1..first).any(|at| self.is(Class::Join, at));
        joint && (last + 1..first).all(|at| self.is(Class::Join, at) || self.is(Class::Determiner, at))
    }

    /// How a name behind the verb is involved.
    fn part(&self, group: &Group, index: usize, clause: &Clause<'_>) -> Option<Involvement> {
        let named = &self.line.named[index];
        let floor = group.start;
        let behind = named.last + 1;
        if named.possessive {
            if behind >= clause.until && group.kind == Kind::Copula && named.first > floor {
                // "Release notes are the writer's".
                // "Not the writer's but the editor's".
                let but = (group.head + 1..named.first).rev().find(|at| self.is(Class::But, *at));
                let near = (but.unwrap_or(group.head) + 1..named.first)
                    .all(|at| self.is(Class::Determiner, at) || self.is_adverb(at));
                return near.then_some(Involvement::Accountable);
            }
            let job = (behind..clause.until.min(behind + 3)).find(|at| self.is(Class::Job, *at))?;
            let only = (behind..job).all(|at| !self.line.takes_object(at));
            let ends = job + 1 >= clause.until
                || self.gap(job + 1) != super::Gap::default()
                || self.is(Class::To, job + 1)
                || self.is(Class::Join, job + 1)
                || self.is(Class::But, job + 1)
                || self.line.negates(job + 1);
            return (matches!(group.kind, Kind::Copula | Kind::Wording)
                && only
                && ends
                && !self.is_outside(named.first, floor))
            .then_some(Involvement::Responsible);
        }
        // "PM team": a name that only says which.
        let goes_on = behind < clause.until
            && self.gap(behind) == super::Gap::default()
            && self.grammar.is_role_noun(self.word(behind))
            && !self.is(Class::Determiner, behind);
        if goes_on {
            return None;
        }
        let mut before = named.first;
        while before > floor && named.first - before < 4 && !self.is_governor(before - 1) && !self.gap(before).comma {
            before -= 1;
        }
        let governor = before.checked_sub(1).filter(|at| *at > floor || *at == group.head)?;
        if !self.is_governor(governor) {
            return None;
        }
        if self.is(Class::By, governor) {
            return group.effect.filter(|_| group.passive && !self.is_of_agent(group.from, governor));
        }
        if self.is(Class::Of, governor) {
            let job = governor.checked_sub(1).filter(|at| self.is(Class::Job, *at) && *at >= floor);
            let apt = matches!(group.kind, Kind::Copula | Kind::Wording)
                || matches!(group.kind, Kind::Verb(Some(Frame::Rests)));
            if let Some(job) = job
                && apt
                && !self.is_outside(job, floor)
            {
                return Some(Involvement::Responsible);
            }
        }
        let by_case = (governor + 1..named.first).any(|at| self.is(Class::ByCase, at));
        if by_case && self.is(Class::To, governor) {
            // "Is assigned to the relevant PM": one item, to whoever it concerns.
            return None;
        }
        let to_do = self.is(Class::To, behind) && self.is(Class::Do, behind + 1) && behind + 2 >= clause.until;
        let for_whom = to_do || self.is_contrast(floor, clause.until);
        self.resting(group, governor, floor, for_whom)
    }

    /// "By a committee appointed by the PM": who stands behind the second has to do with whoever does it, and not with the work.
    fn is_of_agent(&self, from: usize, by: usize) -> bool {
        let told =
            |at: usize| self.verb(at, by).is_some_and(|(length, form, _)| form == Form::Past && at + length == by);
        let agent = |at: usize| self.is(Class::By, at) && self.line.named_in(at, by).is_empty();
        by > from && !self.gap(by).comma && (from..by).any(agent) && (from + 1..by).any(told)
    }

    /// "Not for the PM but for the QA lead": whose it is, and not for whom it is made.
    fn is_contrast(&self, from: usize, until: usize) -> bool {
        let several = (from..until).filter(|at| self.is(Class::For, *at)).count() > 1;
        several && (from..until).any(|at| self.line.negates(at))
    }

    /// "outside the PM's remit", "beyond the remit of the PM".
    fn is_outside(&self, first: usize, floor: usize) -> bool {
        let mut before = first;
        while before > floor && self.is(Class::Determiner, before - 1) {
            before -= 1;
        }
        before > floor && self.is(Class::Outside, before - 1)
    }

    fn is_governor(&self, at: usize) -> bool {
        self.line.takes_object(at)
    }

    /// "Come *from*": whether a verb of two words ends with this one.
    fn is_own(&self, group: &Group, governor: usize) -> bool {
        let whole = self.grammar.frame(self.at(group.head, governor + 1)).map(|(length, ..)| length);
        self.is(Class::From, governor) && governor == group.head + 1 && whole == Some(2)
    }

    /// "is with the PM", "falls to the PM".
    fn resting(&self, group: &Group, governor: usize, floor: usize, for_whom: bool) -> Option<Involvement> {
        let run = (floor..=governor).find(|at| {
            governor - at < 5
                && matches!(self.turn(*at, governor + 1), Some((length, Turn::Holder)) if *at + length == governor + 1)
        });
        let own = self.is_own(group, governor);
        let for_whom = for_whom && self.is(Class::For, governor);
        let from = run.or_else(|| (own || for_whom || self.is(Class::Rests, governor)).then_some(governor))?;
        let run = governor + 1 - from;
        match group.kind {
            Kind::Copula => {
                let direct = (group.head + 1..from).all(|at| {
                    self.is_adverb(at) || self.line.negates(at) || self.is(Class::But, at) || self.is(Class::Filler, at)
                }) || (from > 0 && self.is(Class::But, from - 1));
                (direct && (for_whom || !self.is(Class::For, from)) && (run > 1 || !self.is(Class::To, from)))
                    .then_some(Involvement::Accountable)
            }
            Kind::Wording if governor + 1 == group.from && self.is(Class::To, governor) => {
                // "assigned to the PM".
                let frame = self.grammar.frame(self.at(group.head, governor + 1));
                frame
                    .is_some_and(|(_, _, frame)| matches!(frame, Frame::Rests | Frame::Gives))
                    .then_some(Involvement::Responsible)
            }
            Kind::Verb(Some(Frame::Rests)) if own => {
                // "Wireframes come from the designer".
                Some(Involvement::Responsible)
            }
            Kind::Verb(Some(Frame::Rests)) if !group.passive && !self.is(Class::For, from) => {
                let assigned = self.is(Class::To, governor) || self.is(Class::Upon, governor);
                let stays = !assigned;
                Some(if stays { Involvement::Accountable } else { Involvement::Responsible })
            }
            Kind::Verb(Some(Frame::Rests | Frame::Gives)) if self.is(Class::To, governor) => {
                Some(Involvement::Responsible)
            }
            _ => None,
        }
    }

    /// "It is the PM who signs off", "it is important for the PM to write", "it is the PM's job to write".
    fn cleft(&self, clause: &Clause<'_>, denied: bool, said: &mut Said) -> bool {
        let group = clause.group;
        let falls = matches!(group.kind, Kind::Verb(Some(Frame::Rests))) && !group.passive;
        if group.kind != Kind::Copula && group.kind != Kind::Wording && !falls || group.past {
            return false;
        }
        // Who: names behind "is", without those excluded.
        let who =
            (group.from..clause.until).find(|at| self.is(Class::Relative, *at) && self.verb_follows(*at, clause.until));
        if let Some(who) = who {
            // "It is not the tech lead but the PM who": what is denied is the other.
            let turned = (group.head + 1..who).any(|at| self.is(Class::But, at));
            let subject = self.subject(if turned { group.head + 1 } else { group.from.min(who) }, who);
            let Who::Named(names) = subject.who else { return false };
            let Some(inner) = self.group(who + 1, clause.until) else { return true };
            let denied = denied && !turned || inner.denied || subject.denied;
            let words = (who + 1, clause.until);
            let aside = clause.aside.clone();
            said.last =
                Some(Spoken { effect: inner.effect, words, aside, verb: inner.head, firm: !inner.weak, denied });
            let effect =
                inner.effect.filter(|_| !denied && !inner.past && inner.kind != Kind::Undone && !inner.passive);
            let below = Clause { start: who + 1, group: &inner, aside: clause.aside.clone(), ..*clause };
            said.about = Some(names.clone());
            said.statements.push(self.statement(&below, Bound::Named(names), effect, denied, !inner.weak));
            return true;
        }
        if let Some(names) = self.only_names(group.from, clause.until)
            && let Some(last) = &said.last
            && group.kind == Kind::Copula
            && clause.start + 1 == group.start
            && !(denied || group.weak)
        {
            // "It is not the QA lead who signs off, it is the PM".
            let Spoken { effect, words, aside, verb, firm, .. } = last.clone();
            let statement = self.statement(clause, Bound::Named(names), effect, false, firm);
            said.statements.push(Statement { words, aside, verb: Some(verb), ..statement });
            return true;
        }
        let holder = |turn: Turn| matches!(turn, Turn::Falls | Turn::Holder);
        let from = (group.from..clause.until).take(5).find_map(|at| {
            let (length, _) = self.turn(at, clause.until).filter(|(_, turn)| holder(*turn))?;
            Some(at + length)
        });
        let rests = (falls && self.is(Class::Rests, group.from)).then_some(group.from + 1);
        // "It is for the PM to sign off".
        let for_whom = (group.kind == Kind::Copula && self.is(Class::For, group.from)).then_some(group.from + 1);
        let Some(from) = from.or(rests).or(for_whom) else { return false };
        let to = (from..clause.until).find(|at| self.is(Class::To, *at) && self.verb(at + 1, clause.until).is_some());
        let Some(to) = to else { return false };
        let Who::Named(names) = self.subject(from, to).who else { return false };
        let Some(inner) = self.group(to + 1, clause.until) else { return false };
        let below = Clause { start: to + 1, group: &inner, aside: clause.aside.clone(), ..*clause };
        let denied = denied || inner.denied;
        let effect = inner.effect.filter(|_| !denied);
        if let Some((others, but)) = self.but_for(to, clause.until).filter(|_| denied) {
            // "Not for the QA lead to sign off but for the PM".
            let mut turned =
                self.statement(&below, Bound::Named(others), inner.effect, false, !inner.weak && !group.weak);
            turned.words.1 = but;
            said.statements.push(turned);
        }
        said.statements.push(self.statement(&below, Bound::Named(names), effect, denied, !inner.weak && !group.weak));
        true
    }

    /// "But for the PM": who, and where that begins.
    fn but_for(&self, from: usize, until: usize) -> Option<(Vec<usize>, usize)> {
        let but = (from..until).find(|at| self.is(Class::But, *at) && self.is(Class::For, at + 1))?;
        self.only_names(but + 2, until).map(|names| (names, but))
    }

    fn verb_follows(&self, at: usize, end: usize) -> bool {
        self.group(at + 1, end).is_some_and(|group| group.kind != Kind::Copula || group.head > at)
    }
}
