//! What has no subject of its own: verbs and nouns in the list of a role, fragments, labels.

use super::group::Kind;
use super::predicate::soften;
use super::subject::{Subject, Who};
use super::{Above, Bound, Clauses, Said, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Effect, Form, Stance, Turn};

/// A bare noun below a role has at most so many words.
const NOUN: usize = 4;

impl Clauses<'_, '_, '_> {
    /// Reads a fragment; answers where the next clause begins.
    pub(super) fn bare(&self, start: usize, end: usize, denied: bool, above: Above, said: &mut Said) -> usize {
        let words = self.at(start, end);
        if above.stance == Some(Stance::Silent) {
            return self.among_qualities(start, end, above, said);
        }
        if words.is_empty() {
            return end;
        }
        let quality = self.grammar.quality(words).is_some();
        let skipped = above.stance == Some(Stance::Denied) || quality || denied;
        let negated = self.grammar.negates(words[0]) || self.grammar.undoes(words).is_some();
        let named = self.begins_name(start).is_some();
        let verb = self.verb(start, end).filter(|(_, form, _)| !named && *form != Form::Past);
        let wording = (start..end.min(start + 3))
            .take_while(|at| self.line.named_at(*at).is_none())
            .find(|at| self.grammar.wording(self.at(*at, end)).is_some());
        let predicate = verb.is_some() || wording.is_some() || self.grammar.modal(words).is_some();
        // "Edit posts by engineers" is what is done with those.
        let acts = verb.is_some_and(|(_, form, _)| form == Form::Plain) && !self.line.is_noun_too(start);
        let apart = skipped || negated || acts && above.someone;
        if let Some((by, names)) = self.by_others(start, end).filter(|_| !apart) {
            let effect = Some(Involvement::Responsible);
            said.statements.push(Statement::plain(Bound::Named(names), effect, (start, by), above.listed));
            return end;
        }
        if wording.is_none() && self.is_left_open(start, end, verb, above) {
            return end;
        }
        if !skipped && !negated && predicate {
            let at = wording.filter(|_| verb.is_none()).unwrap_or(start);
            if let Some(group) = self.group(at, end) {
                // "Responsible for testing" on a page of one's own is as plain as an item.
                let listed = above.listed || verb.is_none() && wording == Some(start);
                let from = said.statements.len();
                let next = self.chain(start, &Subject::of(Who::Above), group, end, above, said);
                let mine = said.statements[from..].iter_mut().filter(|statement| statement.bound == Bound::Above);
                mine.for_each(|statement| statement.firm &= listed);
                return next;
            }
        }
        let known = said.statements.len();
        self.written_by(start, end, said);
        if said.statements.len() > known {
            return end;
        }
        let next = self.next_clause(start + 1, end).filter(|next| *next > start);
        let until = next.unwrap_or(end);
        let somebody = [Class::Pronoun, Class::We, Class::Expletive].iter().any(|class| self.is(*class, start));
        let bare = !skipped && !negated && !somebody;
        if bare && above.someone && above.listed && !self.has_own_verb(start, until) {
            self.noun(start, until, above, said);
        }
        until
    }

    /// Nothing but a noun: "Release notes" in the list of a role.
    fn noun(&self, start: usize, until: usize, above: Above, said: &mut Said) {
        // "Developers who deploy" tells which developers.
        if self.has_state(start, until) || (start + 1..until).any(|at| self.is(Class::Who, at)) {
            return;
        }
        let effect = match above.stance {
            Some(Stance::Work(involvement)) => involvement,
            None if self.longest_item(start, until) <= NOUN => Involvement::Responsible,
            _ => return,
        };
        let until = self.left_out(start, until).unwrap_or(until);
        said.statements.push(Statement::plain(Bound::Above, Some(effect), (start, until), above.stance.is_none()));
    }

    /// Whether what may be a verb or a noun is nobody's work as a noun: in a section about how a team works, or "Hiring: on hold".
    fn is_left_open(&self, start: usize, end: usize, verb: Option<(usize, Form, Effect)>, above: Above) -> bool {
        let Some((length, form, _)) = verb.filter(|_| above.listed) else { return false };
        let next = start + length;
        let noun = form == Form::Plain && self.line.is_noun_too(start) && !self.begins_object(next, end);
        let open = above.stance == Some(Stance::Told) || self.has_state(start, end);
        (noun || form == Form::Gerund) && open
    }

    /// "Test sign-off by the QA lead" is that one's, in whosever list; what is approved or written by somebody is another matter.
    fn by_others(&self, start: usize, end: usize) -> Option<(usize, Vec<usize>)> {
        let by = (start + 1..end.min(start + 1 + NOUN)).find(|at| self.is(Class::By, *at))?;
        let is_past = self.verb(by - 1, by).is_some_and(|(_, form, _)| form == Form::Past);
        let names = self.only_names(by + 1, end).filter(|_| !is_past)?;
        Some((by, names))
    }

    /// Where a noun goes on with what is no part of it: "the roadmap, never the tests", "everything except pricing".
    fn left_out(&self, start: usize, until: usize) -> Option<usize> {
        (start + 1..until).find(|at| {
            let gap = self.gap(*at);
            let apart = gap.comma || gap.opens || gap.dash;
            let denies = [Class::Not, Class::No, Class::Never].iter().any(|class| self.is(*class, *at));
            apart && denies || matches!(self.turn(*at, until), Some((_, Turn::Exclude | Turn::Except)))
        })
    }

    /// How many words the longest item of "the roadmap, release notes and pricing" has.
    fn longest_item(&self, start: usize, until: usize) -> usize {
        let (mut longest, mut from) = (0, start);
        for at in start..until {
            let gap = self.gap(at);
            if gap.opens && at > from {
                // What stands in brackets is no part of the name.
                longest = longest.max(at - from);
                from = until;
            }
            if at > from && self.line.takes_object(at) {
                // "Monthly report to the board": what hangs on it makes it no longer.
                longest = longest.max(at - from);
                from = until;
            }
            if from == until {
                if gap.closes || gap.comma {
                    from = at;
                }
                continue;
            }
            if at > from && (gap.comma || gap.joint || self.is(Class::Join, at)) {
                longest = longest.max(at - from);
                from = at + usize::from(self.is(Class::Join, at));
            }
        }
        longest.max(until.saturating_sub(from))
    }

    /// Ladders list work among skills: what begins with a verb and names a known activity is read, though not firmly.
    fn among_qualities(&self, start: usize, end: usize, above: Above, said: &mut Said) -> usize {
        let verb = self.verb(start, end);
        // "Release notes" is no sentence, though "release" is a verb.
        let sentence = end - start >= NOUN && self.grammar.quality(self.at(start, end)).is_none();
        // "Owning a roadmap" among what somebody brings along is experience.
        let works =
            verb.is_some_and(|(_, form, effect)| !matches!(form, Form::Past | Form::Gerund) && effect.is_some());
        if !above.listed || !sentence || !works {
            return end;
        }
        let Some(group) = self.group(start, end) else { return end };
        let from = said.statements.len();
        self.chain(start, &Subject::of(Who::Above), group, end, above, said);
        soften(&mut said.statements[from..], above.stance);
        for statement in &mut said.statements[from..] {
            (statement.bare, statement.firm) = (true, false);
        }
        end
    }

    /// Whether a noun is followed by a verb of its own: "The team decides".
    fn has_own_verb(&self, start: usize, until: usize) -> bool {
        (start + 1..until).take(6).any(|at| {
            self.is_finite_auxiliary(at, until) && self.group(at, until).is_some_and(|group| group.kind != Kind::Elided)
        })
    }
}
