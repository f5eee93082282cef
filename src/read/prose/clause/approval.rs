//! Those whom a clause only mentions as having done or approved something: "with sign-off from the PM", "written by the PM".

use super::{Bound, Clauses, Said, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Effect, Form};

impl Clauses<'_, '_, '_> {
    /// "with sign-off from the PM", "needs PM approval".
    pub(super) fn approvals(&self, start: usize, end: usize, said: &mut Said) {
        for index in self.line.named_in(start, end) {
            let named = &self.line.named[index];
            let bound = |known: &&Statement| matches!(&known.bound, Bound::Named(names) if names.contains(&index));
            if said.statements.iter().any(|known| bound(&known)) {
                continue;
            }
            let mut before = named.first;
            while before > start && self.is(Class::Determiner, before - 1) {
                before -= 1;
            }
            let from = before >= start + 2
                && self.is(Class::Approval, before - 2)
                && self.is(Class::From, before - 1)
                && !self.gap(before).comma;
            let next = named.last + 1;
            let own = next < end && self.is(Class::Approval, next) && self.gap(next) == super::Gap::default() && {
                // "Business analyst acceptance criteria" are no acceptance.
                let behind = (next..end).find(|at| !self.is(Class::Approval, *at)).unwrap_or(end);
                let small = self.line.takes_object(behind) || self.is(Class::Join, behind);
                behind >= end || small || self.gap(behind).ends_phrase() || self.is_finite_auxiliary(behind, end)
            };
            let participle = before >= start + 2
                && self.is(Class::By, before - 1)
                && self.verb(before - 2, end).is_some_and(|(_, form, _)| form == Form::Past);
            if participle
                && !said.statements.iter().any(|known| known.words.0 <= before && before < known.words.1 && known.firm)
            {
                self.written_by(before - 2, end, said);
                continue;
            }
            let negated = self.line.lower[start..named.first].iter().any(|word| self.grammar.negates(word));
            if (from || own) && !negated {
                said.statements.push(Statement::plain(
                    Bound::Named(vec![index]),
                    Some(Involvement::Accountable),
                    (start, end),
                    false,
                ));
            }
        }
    }

    /// "Written by the PM": who did it, and how that involves them.
    pub(crate) fn agents(&self, start: usize, end: usize) -> Option<(Vec<usize>, Effect)> {
        let mut said = Said::default();
        let near = (start + 1..end.min(start + 4)).any(|at| self.is(Class::By, at));
        if !near {
            return None;
        }
        self.written_by(start, end, &mut said);
        let Statement { bound: Bound::Named(names), effect, .. } = said.statements.pop()? else { return None };
        effect.is_some().then_some((names, effect))
    }

    /// "Written by the PM": a participle and who did it, without a clause.
    pub(super) fn written_by(&self, start: usize, end: usize, said: &mut Said) {
        let Some(by) = (start + 1..end).find(|at| self.is(Class::By, *at)) else { return };
        let participle = (start..by).rev().take(6).find(|at| {
            self.verb(*at, end).is_some_and(|(_, form, _)| form == Form::Past)
                || self.grammar.is_unchanged(self.word(*at))
        });
        let Some(verb) = participle else { return };
        let Some((_, _, effect)) = self.verb(verb, end) else { return };
        let mut names: Vec<usize> = Vec::new();
        for index in self.line.named_in(by, end) {
            let named = &self.line.named[index];
            let near = match names.last() {
                None => named.first <= by + 3 && !named.possessive,
                Some(last) => self.are_joined(self.line.named[*last].last, named.first),
            };
            if !near {
                break;
            }
            names.push(index);
        }
        if names.is_empty() || self.line.lower[start..by].iter().any(|word| self.grammar.negates(word)) {
            return;
        }
        said.statements.push(Statement {
            bound: Bound::Named(names),
            effect,
            denied: false,
            words: (start, end),
            aside: Vec::new(),
            beside: (0, 0),
            verb: Some(verb),
            firm: false,
            bare: true,
        });
    }
}
