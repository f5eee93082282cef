//! Those whom somebody else gives work: "put the PM in charge of the release", "turns to the PM for pricing".

use super::group::{Group, Kind};
use super::subject::{Subject, Who};
use super::{Bound, Clause, Clauses, Said, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Frame};

/// A person behind a verb begins within so many words.
const NEAR: usize = 5;

/// Somebody behind a verb who has work, and where that stands.
struct Charged {
    /// All who are named there.
    names: Vec<usize>,
    involvement: Involvement,
    /// Where the work begins.
    from: usize,
}

impl Clauses<'_, '_, '_> {
    /// "Has put the PM in charge of P", "turns to the PM for P": the PM has P; answers whether a clause says so.
    pub(super) fn charged(&self, clause: &Clause<'_>, denied: bool, said: &mut Said) -> bool {
        let group = clause.group;
        let aims = matches!(group.kind, Kind::Verb(_) | Kind::Undone) && !group.passive;
        if !aims || clause.subject.who == Who::Nobody {
            return false;
        }
        let Some(found) = self.in_charge(group, clause.until).or_else(|| self.relied_on(group, clause.until)) else {
            return false;
        };
        let gives = [Class::Puts, Class::Entrusts, Class::Relies].iter().any(|class| self.is(*class, group.head));
        let undone = group.kind == Kind::Undone && !gives;
        let open = denied || group.weak || undone || self.is(Class::PastAuxiliary, group.start);
        if found.from >= clause.until || open {
            return true;
        }
        let puts = self.is(Class::Puts, group.head) || self.is(Class::Entrusts, group.head);
        let asked = !puts && matches!(group.kind, Kind::Verb(Some(Frame::Asks)));
        let outside = matches!(clause.subject.who, Who::We | Who::Other);
        said.statements.push(Statement {
            firm: outside || !asked,
            aside: clause.aside.clone(),
            ..Statement::plain(Bound::Named(found.names), Some(found.involvement), (found.from, clause.until), false)
        });
        true
    }

    /// The persons right behind a verb, and the word behind them.
    fn persons_behind(&self, group: &Group, until: usize) -> Option<(Vec<usize>, usize)> {
        let mut at = group.from;
        while at < until && at < group.from + NEAR && self.begins_name(at).is_none() {
            if !(self.is(Class::Determiner, at) || self.is_adverb(at)) {
                return None;
            }
            at += 1;
        }
        let (mut names, mut at) = (Vec::new(), at);
        loop {
            while self.is(Class::Determiner, at) && self.begins_name(at).is_none() {
                at += 1;
            }
            let Some(named) = self.begins_name(at).filter(|named| named.is_person && !named.possessive) else { break };
            names.extend(self.line.named_in(at, until).next());
            at = self.over_brackets(named.last + 1, until);
            if at < until && (self.is(Class::Join, at) || self.gap(at).joint) {
                at += usize::from(self.is(Class::Join, at));
            } else {
                break;
            }
        }
        (!names.is_empty() && at < until).then_some((names, at))
    }

    /// "The PM in charge of P", "the PM as the owner of P", "entrusts the PM with P" behind a verb that gives it.
    fn in_charge(&self, group: &Group, until: usize) -> Option<Charged> {
        let (names, behind) = self.persons_behind(group, until)?;
        if self.gap(behind).ends_phrase() {
            return None;
        }
        if self.is(Class::Entrusts, group.head) && self.is(Class::With, behind) {
            return Some(Charged { names, involvement: Involvement::Responsible, from: behind + 1 });
        }
        if !self.is(Class::Puts, group.head) {
            return None;
        }
        let small = |at: &usize| self.is(Class::As, *at) || self.is(Class::Determiner, *at) || self.is_adverb(*at);
        let mut at = behind;
        while at < until && small(&at) {
            at += 1;
        }
        let (length, effect) = self.grammar.wording(self.at(at, until))?;
        let involvement = effect.filter(|effect| effect.carries())?;
        Some(Charged { names, involvement, from: at + length })
    }

    /// "For P we turn to the PM".
    pub(super) fn turned_to(
        &self,
        topic: (usize, usize),
        (subject, group): (&Subject, &Group),
        end: usize,
        said: &mut Said,
    ) {
        let relies =
            self.is(Class::Relies, group.head) && matches!(group.kind, Kind::Verb(Some(Frame::Asks)) | Kind::Undone);
        let plain = !(group.denied || group.past || group.weak || group.passive);
        if !relies || !plain || !matches!(subject.who, Who::We | Who::Other) {
            return;
        }
        if let Some(names) = self.only_names(group.from, end) {
            said.statements.push(Statement::plain(Bound::Named(names), Some(Involvement::Responsible), topic, false));
        }
    }

    /// "Turns to the PM for P", "relies on the PM for P".
    fn relied_on(&self, group: &Group, until: usize) -> Option<Charged> {
        if !matches!(group.kind, Kind::Verb(Some(Frame::Asks))) && group.kind != Kind::Undone {
            return None;
        }
        let (names, behind) = self.persons_behind(group, until)?;
        let for_work = self.is(Class::For, behind) && !self.gap(behind).ends_phrase();
        for_work.then_some(Charged { names, involvement: Involvement::Responsible, from: behind + 1 })
    }
}
