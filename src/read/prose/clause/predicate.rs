//! Where the objects of a verb end, what goes on behind them, and what a predicate says of its subject.

use super::group::{Group, Kind};
use super::subject::{Subject, Who};
use super::{Above, Bound, Clause, Clauses, Said, Spoken, Statement};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Class, Form, Frame, Stance, Turn};

/// What is told stands so many words behind the verb, behind whom it is told.
const CONTENT: usize = 3;

/// Where a predicate ends.
pub(super) struct Stop {
    /// One past its last word.
    pub(super) at: usize,
    /// What goes on.
    pub(super) next: Next,
    /// Parts of it that are excluded, or say only when.
    pub(super) aside: Vec<(usize, usize)>,
}

/// What goes on behind a predicate.
pub(super) enum Next {
    /// A verb with the same subject.
    Verb(Group),
    /// The same, of somebody else: "is responsible for the roadmap and the QA lead for the tests".
    Gapped(usize, Group),
    /// A clause, from this word on.
    Clause(usize),
    /// Nothing.
    Nothing,
}

impl Clauses<'_, '_, '_> {
    /// Finds the end of a predicate.
    pub(super) fn stop(&self, group: &Group, subject: &Subject, end: usize) -> Stop {
        let mut aside: Vec<(usize, usize)> = Vec::new();
        // From where on words belong to an excluded part or to a clause below this one.
        let mut opened: Option<(usize, bool)> = None;
        let mut at = self.behind_partners(group, end).unwrap_or(group.from.max(group.start + 1));
        let ensures = matches!(group.kind, Kind::Verb(Some(Frame::Ensures)));
        while at < end {
            let gap = self.gap(at);
            if gap.opens && at > group.from {
                // "(code, docs)": an example, or an aside.
                let close = self.over_brackets(at, end).max(at + 1);
                aside.push((at, close));
                at = close;
                continue;
            }
            let joined = gap.comma
                || gap.joint
                || gap.dash
                || at > 0 && (self.is(Class::Join, at - 1) || self.is(Class::But, at - 1));
            let below = opened.is_some_and(|(_, clause)| clause);
            if at > group.from && (gap.comma || self.is(Class::Join, at)) && self.same(at, end).is_some() {
                aside.extend(opened.map(|(from, _)| (from, at)));
                return Stop { at, next: Next::Clause(at), aside };
            }
            if joined && (!below || gap.comma || self.is(Class::But, at.saturating_sub(1))) && !self.is(Class::Join, at)
            {
                if gap.comma
                    && let Some((from, _)) = opened.take()
                {
                    aside.push((from, at));
                }
                let cut = self.cut(at, group.from);
                if let Some(next) = self.joined_verb(at, end, group, subject) {
                    aside.extend(opened.map(|(from, _)| (from, cut)));
                    return Stop { at: cut, next: Next::Verb(next), aside };
                }
                if let Some((name, next)) = self.gapped(at, end, group) {
                    aside.extend(opened.map(|(from, _)| (from, cut)));
                    return Stop { at: cut, next: Next::Gapped(name, next), aside };
                }
                if let Some(close) = self.of_somebody_else(at, end).filter(|_| opened.is_none() && !ensures) {
                    aside.push((at, close));
                    at = close;
                    continue;
                }
                if gap.comma && self.absolute(at, end).is_some() {
                    aside.extend(opened.map(|(from, _)| (from, cut)));
                    return Stop { at: cut, next: Next::Clause(at), aside };
                }
                let main = self.over_links(at, end);
                let relative = self.is(Class::Relative, main) && gap.comma;
                if !ensures && !relative && self.subject_at(main, end).is_some() {
                    aside.extend(opened.map(|(from, _)| (from, cut)));
                    return Stop { at: cut, next: Next::Clause(main), aside };
                }
            }
            match self.turn(at, end) {
                Some((length, Turn::Beside)) if self.finite(at + length, end).is_some() => {
                    aside.extend(opened.map(|(from, _)| (from, at)));
                    return Stop { at, next: Next::Clause(at + length), aside };
                }
                Some((length, Turn::Under))
                    if opened.is_none()
                        && at > group.from
                        && !self.is_content(group.from, at)
                        && self.finite(at + length, end).is_some() =>
                {
                    opened = Some((at, true));
                }
                Some((_, Turn::Exclude)) if opened.is_none() && !self.is_not_only(at, end) => {
                    opened = Some((at, false));
                }
                // "It is the PM and not the tech lead who signs off".
                _ if self.is(Class::Relative, at)
                    && subject.who == Who::It
                    && opened.is_some_and(|(_, clause)| !clause) =>
                {
                    aside.extend(opened.take().map(|(from, _)| (from, at)));
                }
                _ if self.is(Class::But, at) && opened.is_some_and(|(_, clause)| !clause) => {
                    aside.extend(opened.take().map(|(from, _)| (from, at)));
                }
                _ if self.is(Class::That, at)
                    && opened.is_none()
                    && !ensures
                    && self.subject_at(at + 1, end).is_some() =>
                {
                    opened = Some((at, true));
                }
                _ => {}
            }
            at = self.begins_name(at).map_or(at + 1, |named| named.last.max(at) + 1);
        }
        aside.extend(opened.map(|(from, _)| (from, end)));
        Stop { at: end, next: Next::Nothing, aside }
    }

    /// "Tells customers *when* it is ready", "has the last word on *whether* it ships": what is told or decided, and no condition.
    fn is_content(&self, from: usize, at: usize) -> bool {
        let small = |at: usize| {
            self.line.takes_object(at)
                || self.is(Class::Determiner, at)
                || self.is(Class::Others, at)
                || self.grammar.is_role_noun(self.word(at))
        };
        self.is(Class::Content, at) && at <= from + CONTENT && (from..at).all(small)
    }

    /// "and the QA lead for the tests": the wording goes on with somebody else, without its verb.
    fn gapped(&self, at: usize, end: usize, group: &Group) -> Option<(usize, Group)> {
        if let Some((index, from)) = self.gapped_tight(at, end, group) {
            return Some((index, Group { start: from, head: from, from, ..*group }));
        }
        let mut first = at;
        while self.is(Class::Determiner, first) && self.begins_name(first).is_none() {
            first += 1;
        }
        let named = self.begins_name(first).filter(|named| !named.possessive)?;
        let from = named.last + 2;
        let verb = matches!(group.kind, Kind::Verb(_)) && group.from > group.head + 1 && !group.passive;
        let wording = (group.kind == Kind::Wording || verb) && !group.denied && from < end;
        let same = self.word(named.last + 1) == self.word(group.from - 1) && !self.gap(named.last + 1).comma;
        let index = self.line.named_in(first, end).next()?;
        let next = Group { start: from, head: from - 1, from, ..*group };
        (wording && same && self.line.takes_object(from - 1)).then_some((index, next))
    }

    /// Without the "and" before what goes on.
    fn cut(&self, at: usize, from: usize) -> usize {
        let mut cut = at;
        while cut > from && (self.is(Class::Join, cut - 1) || self.is(Class::But, cut - 1)) {
            cut -= 1;
        }
        cut
    }

    /// The next clause with a subject of its own behind a comma or "and".
    pub(super) fn next_clause(&self, from: usize, end: usize) -> Option<usize> {
        (from..end).find(|at| {
            let joined =
                self.gap(*at).comma || *at > 0 && (self.is(Class::Join, *at - 1) || self.is(Class::But, *at - 1));
            joined && self.subject_at(self.over_links(*at, end), end).is_some()
        })
    }

    /// A verb that shares the subject, behind a comma or "and".
    fn joined_verb(&self, at: usize, end: usize, group: &Group, subject: &Subject) -> Option<Group> {
        let mut first = at;
        while first < end
            && (self.is(Class::Join, first) || self.is(Class::But, first) || self.is_adverb(first))
            && self.begins_name(first).is_none()
        {
            if self.grammar.modal(self.at(first, end)).is_some() || self.line.negates(first) {
                break;
            }
            first += 1;
        }
        // "To write and to review", but not "reads a lot, to improve".
        let plain = group.led
            || group.form == Some(Form::Plain)
                && first.checked_sub(1).is_some_and(|before| self.is(Class::Join, before));
        if self.is(Class::To, first) && plain && self.verb(first + 1, end).is_some() {
            // "has to write and to review".
            first += 1;
        }
        if first >= end || self.begins_name(first).is_some() {
            return None;
        }
        let contrast = (at.saturating_sub(1)..first).any(|at| self.is(Class::But, at));
        let negated = self.line.negates(first);
        let verb = self.verb(if negated { first + 1 } else { first }, end);
        let auxiliary = self.is_finite_auxiliary(first, end) || self.grammar.undoes(self.at(first, end)).is_some();
        if auxiliary {
            let found = self.group(first, end)?;
            return Some(Group { start: at, ..found });
        }
        if verb.is_none() && group.form == Some(Form::Third) && !negated && self.is_unlisted(first, end) {
            let found = self.group(first, end)?;
            return Some(Group { start: at, form: Some(Form::Third), ..found });
        }
        let (length, form, _) = verb?;
        let several = !matches!(&subject.who, Who::Named(names) if names.len() == 1);
        let agrees = match (group.form, group.kind) {
            (_, Kind::Elided | Kind::Copula | Kind::Wording) | (None, _) if !group.led => form == Form::Third,
            (Some(known), _) if known == form => true,
            (_, Kind::Wording | Kind::Copula | Kind::Elided) => {
                form == Form::Third || (form == Form::Plain && several && negated)
            }
            // "should not write, but leads": a verb that stands by itself again.
            _ => form == Form::Third && group.led && !self.line.is_noun_too(first),
        };
        if !agrees || (negated && !self.is(Class::Never, first) && form == Form::Third) {
            return None;
        }
        let next = first + usize::from(negated) + length;
        let listed = next >= end || self.gap(next).comma || self.gap(next).joint || self.is(Class::Join, next);
        if form == Form::Third && listed && self.line.is_noun_too(first) {
            return None;
        }
        let plain = form == Form::Plain && !group.led && self.line.is_noun_too(first);
        if plain && !self.begins_object(next, end) && !(self.is_next_to(group, first) && self.begins_noun(next, end)) {
            return None;
        }
        let mut found = self.group(first, end)?;
        found.start = at;
        if Some(form) == group.form && group.led {
            // One modal, or one "not", over several.
            found.denied |= group.denied && !contrast;
            found.weak |= group.weak;
            found.past |= group.past;
            found.led = true;
            if group.passive && form == Form::Past {
                (found.passive, found.past) = (true, group.past);
            }
        }
        Some(found)
    }

    /// Whether nothing but "and" stands between two verbs, so that they share what follows: "review and merge patches".
    fn is_next_to(&self, group: &Group, verb: usize) -> bool {
        (group.from..verb).all(|at| self.is(Class::Join, at) || self.is_adverb(at))
    }

    /// Whether a noun follows in the same breath, and no other verb.
    fn begins_noun(&self, at: usize, end: usize) -> bool {
        let gerund = self.verb(at, end).is_some_and(|(_, form, _)| form == Form::Gerund);
        at < end && !self.gap(at).ends_phrase() && !self.is(Class::Join, at) && !gerund
    }

    /// What a predicate says.
    pub(super) fn say(&self, clause: &Clause<'_>, open: bool, above: Above, said: &mut Said) {
        let Clause { subject, group, .. } = clause;
        if let Who::Named(names) = &subject.who
            && !(subject.denied && subject.none)
        {
            said.about = Some(names.clone());
        }
        let done = Group { past: false, ..**group };
        // An item of a checklist says what has to be so: "[ ] The PM has approved".
        let group = if self.line.text.task && group.past && !self.is_was(group) { &done } else { *group };
        let clause = &Clause { group, aside: clause.aside.clone(), ..*clause };
        let denied = subject.denied != group.denied || (subject.denied && group.denied);
        let weak = group.weak && !subject.only;
        if group.kind == Kind::Elided || self.does_this(clause, said) {
            return self.elided(clause, denied, weak, said);
        }
        // "Carries no responsibility for", "owns neither".
        let denied = denied || matches!(group.kind, Kind::Verb(_)) && self.is(Class::No, group.from);
        let firm = !(weak || open || group.past);
        let effect = group.effect.filter(|_| !denied && !group.past && group.kind != Kind::Undone);
        let words = (clause.start, clause.until);
        if matches!(group.kind, Kind::Verb(_) | Kind::Wording | Kind::Unknown) {
            let firm = !(group.weak || open);
            said.last = Some(Spoken {
                effect: group.effect,
                words,
                aside: clause.aside.clone(),
                verb: group.head,
                firm,
                denied,
            });
        }
        if self.charged(clause, denied, said) || self.settled(clause, above, said) {
            return;
        }
        let bound = match &subject.who {
            Who::Named(names) => Bound::Named(names.clone()),
            Who::Above => Bound::Above,
            Who::Job(names) => return self.job(clause, &Bound::Named(names.clone()), denied, said),
            Who::AboveJob if self.tells_job(group) => return self.job(clause, &Bound::Above, denied, said),
            Who::AboveJob => return self.holders(clause, denied, said),
            Who::We if matches!(group.kind, Kind::Verb(Some(Frame::Consults))) => return self.consulted(clause, said),
            Who::We if self.has_somebody(clause, denied, said) => return,
            Who::We => return self.asked(clause, denied, true, said),
            Who::Nobody => return,
            Who::It if self.is_containing(group.head) && !group.passive => {
                return self.job(clause, &Bound::Above, denied, said);
            }
            Who::It => return self.holders(clause, denied, said),
            Who::Other => {
                self.holders(clause, denied, said);
                said.thing = Some((clause.start, group.start)).filter(|(from, until)| from < until);
                return;
            }
        };
        if group.passive || group.kind == Kind::Copula {
            self.holders(clause, denied, said);
            if let Some(more) = self.who_does(clause, &bound, denied) {
                if let (Some(verb), Some(effect)) = (more.verb, self.verb_effect(&more)) {
                    let (words, aside) = (more.words, more.aside.clone());
                    said.last = Some(Spoken { effect: Some(effect), words, aside, verb, firm: true, denied });
                }
                said.statements.push(more);
            } else if group.kind == Kind::Copula || denied {
                said.statements.push(self.statement(clause, bound, None, denied, false));
            }
            return;
        }
        let from = said.statements.len();
        let others = self.left_to_others(clause, above, said);
        let (effect, until) = self.framed(clause, effect, said);
        let until = others.map_or(until, |others| until.min(others));
        let slip = group.form == Some(Form::Plain) && !group.led && !subject.addressed && self.is_one(&subject.who);
        // "Decides whether to roll back" does not say who rolls back.
        let asked = self.is(Class::Whether, group.from) && self.is(Class::To, group.from + 1);
        // "Previously, the PM set the price".
        let unchanged = slip && self.grammar.is_unchanged(self.word(group.head));
        let mut statement =
            self.statement(clause, bound, effect.filter(|_| !unchanged), denied, firm && !slip && !asked);
        statement.words.1 = until;
        let ensured = group.kind == Kind::Verb(Some(Frame::Ensures)) && self.is(Class::That, group.from);
        if ensured && group.from + 1 < until && others.is_none() {
            // What is made sure of is a clause of its own.
            statement.words.0 = group.from + 1;
        }
        if let Some(to) = self.behind_partners(group, until) {
            // "works with sales to write": with whom is no work of its own.
            statement.aside.push((group.head + 1, to - 1));
        }
        // A verb that nobody listed says what is done all the same, where its object follows at once.
        statement.firm &= group.kind != Kind::Unknown || self.is(Class::Determiner, group.from);
        statement.bare |= group.kind == Kind::Unknown;
        said.statements.push(statement);
        if above.stance.is_some() && subject.who == Who::Above {
            soften(&mut said.statements[from..], above.stance);
        }
    }

    /// Whether a verb group begins with "was" or "had".
    fn is_was(&self, group: &Group) -> bool {
        self.is(Class::PastAuxiliary, group.start)
    }

    /// What the verb of a statement does, whether it is denied or not.
    fn verb_effect(&self, statement: &Statement) -> Option<Involvement> {
        self.verb(statement.verb?, statement.words.1).and_then(|(_, _, effect)| effect)
    }

    fn is_one(&self, who: &Who) -> bool {
        matches!(who, Who::Named(names) if names.len() == 1
            && self.number(self.line.named[names[0]].first) == super::scan::Number::One)
    }

    pub(super) fn statement(
        &self,
        clause: &Clause<'_>,
        bound: Bound,
        effect: Option<Involvement>,
        denied: bool,
        firm: bool,
    ) -> Statement {
        Statement {
            bound,
            effect,
            denied,
            words: (clause.start, clause.until),
            aside: clause.aside.clone(),
            beside: clause.beside,
            verb: Some(clause.group.head),
            firm,
            bare: false,
        }
    }

    /// "The tests are run every week. The QA lead does this."
    fn does_this(&self, clause: &Clause<'_>, said: &Said) -> bool {
        let Clause { group, until, .. } = clause;
        said.last.is_some()
            && self.is(Class::Do, group.head)
            && self.is(Class::Thing, group.from)
            && (group.from + 1 >= *until || self.gap(group.from + 1).ends_phrase())
    }

    /// "The QA lead does not; the PM does."
    fn elided(&self, clause: &Clause<'_>, denied: bool, weak: bool, said: &mut Said) {
        let bound = match &clause.subject.who {
            Who::Named(names) => Bound::Named(names.clone()),
            Who::Above => Bound::Above,
            _ => return,
        };
        if denied || weak || clause.group.past {
            said.statements.push(self.statement(clause, bound, None, denied, false));
            return;
        }
        let Some(last) = &said.last else { return };
        said.statements.push(Statement {
            bound,
            effect: last.effect,
            denied: false,
            words: last.words,
            aside: last.aside.clone(),
            beside: (0, 0),
            verb: Some(last.verb),
            firm: last.firm,
            bare: false,
        });
    }

    /// Whether a job is told by a verb group: "is", "includes", "will be to".
    fn tells_job(&self, group: &Group) -> bool {
        matches!(group.kind, Kind::Copula | Kind::Wording | Kind::Unknown)
            || matches!(group.kind, Kind::Verb(_))
                && !group.passive
                && group.kind != Kind::Verb(Some(Frame::Rests))
                && (group.effect.is_none() || group.led || self.is_containing(group.head))
    }

    /// "The job of the PM is to write", "the PM's duties include writing".
    fn job(&self, clause: &Clause<'_>, bound: &Bound, denied: bool, said: &mut Said) {
        let group = clause.group;
        let says = matches!(group.kind, Kind::Copula | Kind::Wording | Kind::Unknown)
            || matches!(group.kind, Kind::Verb(_))
                && (group.effect.is_none() || group.led || self.is_containing(group.head));
        if !says || group.past || group.kind == Kind::Undone {
            return;
        }
        let to = group.from + usize::from(self.is(Class::To, group.from));
        let inner = self.verb(to, clause.until).filter(|(_, form, _)| matches!(form, Form::Plain | Form::Gerund));
        let effect = inner.map_or(Some(Involvement::Responsible), |(_, _, effect)| effect);
        let effect = if group.led && matches!(group.kind, Kind::Verb(_)) { group.effect } else { effect };
        let mut statement = self.statement(clause, bound.clone(), effect.filter(|_| !denied), denied, !group.weak);
        let from = if matches!(group.kind, Kind::Verb(_)) && group.led { group.head } else { group.from };
        statement.words.0 = from.min(clause.until.saturating_sub(1)).max(clause.start);
        if inner.is_some() {
            statement.verb = Some(to);
        } else {
            // "The PM's role is fluid" says of the role how it is, unless it names work.
            statement.bare = true;
        }
        said.statements.push(statement);
    }

    fn is_containing(&self, head: usize) -> bool {
        self.is(Class::Contains, head)
    }
}

/// Under "Consulted on" nobody is more than consulted.
pub(super) fn soften(found: &mut [Statement], stance: Option<Stance>) {
    let Some(Stance::Work(involvement)) = stance else { return };
    for statement in found {
        statement.effect = statement.effect.map(|effect| match involvement {
            Involvement::Responsible => effect,
            Involvement::Accountable if effect == Involvement::Responsible => Involvement::Accountable,
            Involvement::Accountable => effect,
            weaker => effect.min(weaker),
        });
    }
}
