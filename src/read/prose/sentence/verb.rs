//! The verbs of a clause: what follows a subject, verbs that share one ("plans and owns"), what is done by whom ("is signed off
//! by the PM").

use super::{Bound, Group, Segment, Sentences, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Effect, Form};

impl Sentences<'_, '_, '_> {
    /// What follows a subject.
    pub(super) fn predicate(&self, bound: &Bound, start: usize, until: usize, firm: bool, found: &mut Vec<Statement>) {
        for segment in self.segments(start, until) {
            found.push(Statement {
                bound: bound.clone(),
                effect: segment.effect,
                words: (segment.from, segment.to),
                verb: Some(segment.verb),
                firm: firm && !segment.open,
                bare: false,
            });
        }
    }

    /// A chain of verbs: "owns the roadmap, writes release notes and supports sales".
    pub(super) fn segments(&self, start: usize, until: usize) -> Vec<Segment> {
        let Some((first, form)) = self.chain(start, until) else { return Vec::new() };
        let mut segments = vec![first];
        let mut at = segments[0].verb + 1;
        while at < until {
            let words = self.at(at, until);
            let joined = self.line.words[at].gap.comma
                || self.line.words[at].gap.joint
                || (at > 0 && matches!(self.line.lower[at - 1], "and" | "or" | "but" | "then"));
            let next = joined.then(|| self.joined_verb(at, until, form)).flatten();
            if let Some(mut segment) = next {
                let last = segments.last_mut().expect("internal error: there is a first one");
                last.to = at;
                // "gathers feedback to set priorities, improve the guide": what it is for, not what is done.
                let purpose = form == Some(Form::Plain) && self.line.lower[last.verb + 1..at].contains(&"to");
                segment.open |= last.open || purpose;
                at = segment.verb + 1;
                segments.push(segment);
            } else {
                at += words.len().min(1);
            }
        }
        segments
    }

    /// A verb of the same form as the first, behind a comma or "and".
    pub(super) fn joined_verb(&self, at: usize, until: usize, form: Option<Form>) -> Option<Segment> {
        let words = self.at(at, until);
        let skip = words
            .iter()
            .take_while(|word| self.grammar.is_adverb(word) || matches!(**word, "and" | "or" | "but"))
            .count();
        let words = self.at(at + skip, until);
        let first = words.first()?;
        let direct = matches!(*first, "is" | "are" | "has" | "does")
            || self.grammar.negates(first)
            || self.grammar.modal(words).is_some()
            || self.grammar.undoes(words).is_some();
        if direct {
            let (segment, _) = self.chain(at + skip, until)?;
            return Some(Segment { from: at, ..segment });
        }
        let (_, found, _) = self.grammar.verb(words)?;
        let same = form.is_none_or(|form| form == found);
        let (segment, _) = same.then(|| self.chain(at + skip, until)).flatten()?;
        Some(Segment { from: at, ..segment })
    }

    /// Modals, adverbs and helping verbs up to the verb that says how.
    pub(super) fn chain(&self, start: usize, until: usize) -> Option<(Segment, Option<Form>)> {
        let mut at = self.over_brackets(start, until);
        let (mut open, mut obliged) = (false, false);
        let segment = |verb: usize, effect, open| Segment { from: start, to: until, effect, verb, open };
        for _ in 0..10 {
            let words = self.at(at, until);
            let first = *words.first()?;
            if first == "not" && words.get(1) == Some(&"only") {
                at += 2;
                continue;
            }
            if self.grammar.negates(first) || self.grammar.undoes(words).is_some() {
                return Some((segment(at, None, open), None));
            }
            if let Some((length, weak)) = self.grammar.modal(words) {
                open |= weak;
                obliged |= !weak;
                at += length;
                continue;
            }
            if matches!(
                first,
                "is" | "are" | "be" | "being" | "am" | "has" | "have" | "having" | "who" | "play" | "plays"
            ) {
                if let Some((verb, effect)) = self.copula(at + 1, until) {
                    return Some((segment(verb, effect, open), None));
                }
                if first == "who" {
                    at += 1;
                    continue;
                }
                return Some((segment(at, None, open), None));
            }
            if let Some((_, effect)) = self.grammar.wording(words) {
                return Some((segment(at, effect, open), None));
            }
            if let Some((length, form, effect)) = self.grammar.verb(words) {
                if form == Form::Past {
                    return Some((segment(at, None, open), None));
                }
                let effect = self.with_others(at + length, until, first, effect);
                return Some((segment(at, effect, open), Some(form)));
            }
            let small = matches!(
                first,
                "first" | "primary" | "main" | "single" | "sole" | "the" | "a" | "an" | "to" | "and" | "or" | "team"
            );
            if small || self.grammar.is_adverb(first) {
                at += 1;
                continue;
            }
            // "must dig": a verb that nobody listed, but something that has to be done.
            return obliged.then(|| (segment(at, Some(Involvement::Responsible), true), None));
        }
        None
    }

    /// "is (heavily) responsible for", "has the primary responsibility for".
    pub(super) fn copula(&self, start: usize, until: usize) -> Option<(usize, Effect)> {
        let mut denied = false;
        for at in start..until.min(start + 7) {
            let words = self.at(at, until);
            denied |= self.grammar.negates(words[0]);
            if self.line.words[at].gap.comma && at > start {
                break;
            }
            if let Some((_, effect)) = self.grammar.wording(words) {
                return Some((at, effect.filter(|_| !denied)));
            }
            if words[0] == "role" && words.get(1) == Some(&"in") {
                return Some((at, Some(Involvement::Responsible).filter(|_| !denied)));
            }
        }
        denied.then_some((start, None))
    }

    /// "works with sales to write the deck" is writing; "works with sales on the deck" is helping.
    pub(super) fn with_others(&self, start: usize, until: usize, verb: &str, effect: Effect) -> Effect {
        let together = ["work", "collaborat", "partner", "cooperat", "team"].iter().any(|stem| verb.starts_with(stem));
        if effect != Some(Involvement::Consulted) || !together {
            return effect;
        }
        let inner = (start..until).find_map(|at| {
            let words = self.at(at, until);
            (words[0] == "to").then(|| self.grammar.verb(&words[1..])).flatten()
        });
        match inner {
            Some((_, Form::Plain, Some(inner))) => Some(inner.min(Involvement::Responsible)),
            _ => effect,
        }
    }

    /// "is signed off by the PM".
    pub(super) fn passive(&self, group: &Group, start: usize, until: usize, found: &mut Vec<Statement>) {
        let floor = group.first.saturating_sub(7).max(start);
        let known = (floor..group.first).rev().find_map(|at| {
            let (_, form, effect) = self.grammar.verb(self.at(at, group.first))?;
            (form == Form::Past).then_some((at, effect))
        });
        // A verb that nobody listed: "is marked as ready by the PM".
        let unknown = || {
            let is =
                |at: usize| at > start && matches!(self.line.lower[at - 1], "is" | "are" | "be" | "been" | "being");
            let at = (floor..group.first).rev().find(|at| self.line.lower[*at].ends_with("ed") && is(*at))?;
            Some((at, Some(Involvement::Responsible)))
        };
        let Some((at, effect)) = known.or_else(unknown) else { return };
        // "the role played by" gives no work.
        if self.line.lower[at] == "played" {
            return;
        }
        // "Improved by" names no duty: "is improved by" may.
        let floor = floor.min(at);
        let is = |word: &&str| matches!(*word, "is" | "are" | "be" | "been" | "being" | "must" | "gets");
        let finite = self.line.lower[at.saturating_sub(4).max(start)..at].iter().any(is);
        let denied = self.line.lower[floor..at].iter().any(|word| self.grammar.negates(word));
        found.push(Statement {
            bound: Bound::Named(group.named.clone()),
            effect: effect.filter(|_| !denied),
            words: (start, until),
            verb: Some(at),
            firm: finite,
            bare: false,
        });
    }
}
