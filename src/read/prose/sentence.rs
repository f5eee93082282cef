//! Sentences to statements: whom a clause binds, how strongly, and which of its words say what the work is.
//!
//! Subject and verb ("the PM owns"), agent ("is signed off by the PM"), noun ("it is the PM's responsibility to") and, where
//! a heading or a list says who is spoken of, a bare verb ("Writes release notes"). Which activity the words name is decided
//! by the taxonomy.

mod verb;

use super::line::{Line, Named};
use crate::base::involvement::Involvement;
use crate::taxonomy::grammar::{Effect, Form, Grammar, Stance};

/// A sentence of more words than this is none that a person wrote, and is not read.
const LONGEST: usize = 300;

/// A bare noun below a role has at most so many words.
const NOUN: usize = 4;

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
    /// The words in which the work is named: first, and one past the last.
    pub(super) words: (usize, usize),
    /// The word that says how.
    pub(super) verb: Option<usize>,
    /// Subject, verb and work stand in one clause, and nothing leaves it open.
    pub(super) firm: bool,
    /// Nothing but a noun stands there, so that it has to name a known activity to say anything.
    pub(super) bare: bool,
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

/// How a name stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Subject,
    /// "by the PM".
    Agent,
    /// "the PM's responsibility", "up to the PM".
    Noun(Involvement),
    /// "helps the PM decide".
    Helped,
    /// "As a PM, you".
    Addressed,
    Other,
}

struct Group {
    named: Vec<usize>,
    first: usize,
    last: usize,
    part: Part,
}

/// Reads sentences with one grammar.
pub(super) struct Sentences<'g, 'l, 't> {
    pub(super) grammar: &'g Grammar,
    pub(super) line: &'l Line<'t>,
}

/// A verb with what it does and the words it governs.
struct Segment {
    from: usize,
    to: usize,
    effect: Effect,
    verb: usize,
    open: bool,
}

impl Sentences<'_, '_, '_> {
    fn at(&self, word: usize, end: usize) -> &[&str] {
        &self.line.lower[word.min(end)..end]
    }

    /// What a sentence says.
    pub(super) fn read(&self, start: usize, end: usize, above: Above) -> Vec<Statement> {
        if end - start > LONGEST {
            return Vec::new();
        }
        let groups = self.groups(start, end);
        let mut found = Vec::new();
        let addressed = groups.iter().find(|group| group.part == Part::Addressed);
        let main = self.main_clause(start, end);
        let first_subject = groups.iter().find(|group| group.part == Part::Subject && group.first >= main);
        let own_begin = first_subject.is_some_and(|group| self.begins_with(main, group.first));
        if !own_begin {
            let until = first_subject.map_or(end, |group| self.before_subject(group.first, main));
            match addressed {
                Some(group) => self.addressed(group, until, &mut found),
                None if above.someone => self.bare(main, until, above, &mut found),
                None => {}
            }
        }
        for (index, group) in groups.iter().enumerate() {
            let next = groups[index + 1..].iter().find(|other| other.part == Part::Subject);
            let until = next.map_or(end, |other| self.before_subject(other.first, group.last + 1));
            match group.part {
                Part::Subject => {
                    let firm = group.first >= main;
                    let from = self.over_others(group.last + 1, until);
                    self.predicate(&Bound::Named(group.named.clone()), from, until, firm, &mut found);
                }
                Part::Agent => self.passive(group, start, until, &mut found),
                Part::Noun(involvement) => {
                    let bound = Bound::Named(group.named.clone());
                    let effect = Some(involvement);
                    found.push(Statement { bound, effect, words: (start, end), verb: None, firm: true, bare: false });
                }
                Part::Helped if found.is_empty() && !above.someone => {
                    self.predicate(&Bound::Named(group.named.clone()), group.last + 1, until, false, &mut found);
                }
                _ => {}
            }
        }
        found
    }

    /// Names that stand together: "the PM and the tech lead".
    fn groups(&self, start: usize, end: usize) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for index in self.line.named_in(start, end) {
            let named = &self.line.named[index];
            if let Some(group) = groups.last_mut()
                && self.are_joined(group.last, named.first)
            {
                group.named.push(index);
                group.last = named.last;
                continue;
            }
            groups.push(Group { named: vec![index], first: named.first, last: named.last, part: Part::Other });
        }
        for group in &mut groups {
            group.part = self.part(group, start, end);
        }
        groups
    }

    fn are_joined(&self, last: usize, first: usize) -> bool {
        if first <= last {
            return true;
        }
        let between = &self.line.lower[last + 1..first];
        let joint =
            self.line.words[last + 1..=first].iter().any(|word| word.gap.joint || word.gap.comma || word.gap.opens)
                || between.iter().any(|word| matches!(*word, "and" | "or"));
        let stop = self.line.words[last + 1..=first].iter().any(|word| word.gap.stop || word.gap.colon);
        let filler = |word: &&str| matches!(*word, "and" | "or" | "the" | "a" | "an" | "our" | "your" | "also");
        // "the PO and ACF Tech Lead": a word that says which.
        joint
            && !stop
            && between.iter().filter(|word| !filler(word)).count()
                <= usize::from(filler(&between.first().copied().unwrap_or("")))
    }

    fn part(&self, group: &Group, start: usize, end: usize) -> Part {
        let words = &self.line.lower;
        let mut before = group.first;
        while before > start && !self.line.words[before].gap.comma && self.steps_back(words[before - 1]) {
            before -= 1;
        }
        let broken = before > start && breaks(self.line, before);
        let prev = (before > start && !broken).then(|| words[before - 1]);
        let last = &self.line.named[group.named[group.named.len() - 1]];
        if let Some(part) = self.noun_part(group, last, prev, before, start, end) {
            return part;
        }
        match prev {
            Some("by") => return Part::Agent,
            Some("as") if before - 1 == start => return Part::Addressed,
            Some("consult" | "consults" | "consulting") => return Part::Noun(Involvement::Consulted),
            Some("whether" | "if" | "unless" | "how" | "why") => return Part::Other,
            // Who is still to be found holds nothing yet.
            Some(
                "hire" | "hires" | "hiring" | "hired" | "recruit" | "recruiting" | "find" | "need" | "needs" | "want"
                | "lack",
            ) => {
                return Part::Other;
            }
            Some(word) if self.grammar.takes_object(word) => return Part::Other,
            _ => {}
        }
        if last.possessive {
            return Part::Other;
        }
        // "makes sure that the sales team understands": what the others do is the duty of whoever makes sure.
        let floor = before.saturating_sub(4).max(start);
        let ensured = (floor..before)
            .any(|at| matches!(words[at], "ensure" | "ensures" | "ensuring") || (words[at] == "sure" && at > 0));
        if ensured {
            return Part::Other;
        }
        let enabled = prev
            .is_some_and(|word| ["help", "allow", "enabl", "ask", "lets"].iter().any(|stem| word.starts_with(stem)));
        if enabled
            && self.line.lower.get(group.last + 1) == Some(&"to")
            && self.grammar.verb(self.at(group.last + 2, end)).is_some()
        {
            return Part::Helped;
        }
        if !self.may_be_subject(self.over_others(group.last + 1, end), end) {
            return Part::Other;
        }
        // "helps the PM decide": the name is the object of a verb before it.
        let helped = prev.is_some_and(|_| {
            self.grammar.verb(&words[before - 1..before]).is_some_and(|(_, _, effect)| effect.is_some())
        });
        if helped { Part::Helped } else { Part::Subject }
    }

    fn steps_back(&self, word: &str) -> bool {
        self.grammar.is_determiner(word) && !matches!(word, "and" | "or" | "but" | "so" | "that" | "because" | "as")
    }

    /// "the responsibility of the PM", "the PM's job", "up to the PM", "PM sign-off".
    fn noun_part(
        &self,
        group: &Group,
        last: &Named,
        prev: Option<&str>,
        before: usize,
        start: usize,
        end: usize,
    ) -> Option<Part> {
        let words = &self.line.lower;
        let noun =
            |word: &str| matches!(word, "responsibility" | "responsibilities" | "job" | "duty" | "task" | "role");
        let earlier = before.checked_sub(2).filter(|at| *at >= start).map(|at| words[at]);
        let next = words[..end].get(group.last + 1).copied();
        let apart = self.line.words.get(group.last + 1).is_none_or(|word| word.gap != super::line::Gap::default());
        match (earlier, prev) {
            (Some("responsibility" | "job" | "duty" | "task" | "remit"), Some("of")) => {
                Some(Part::Noun(Involvement::Responsible))
            }
            (Some("off" | "approval" | "sign-off" | "acceptance" | "approved"), Some("from" | "of")) => {
                Some(Part::Noun(Involvement::Accountable))
            }
            (Some("up"), Some("to"))
            | (Some("rests" | "lies" | "sits" | "resides" | "remains" | "stays"), Some("with")) => {
                Some(Part::Noun(Involvement::Accountable))
            }
            (Some("falls" | "assigned" | "belongs" | "allocated" | "fall"), Some("to" | "on" | "upon")) => {
                Some(Part::Noun(Involvement::Responsible))
            }
            (_, Some("to")) if self.is_assigned(before - 1, start) => Some(Part::Noun(Involvement::Responsible)),
            _ if last.possessive && next.is_some_and(noun) => {
                let then = words[..end].get(group.last + 2).copied();
                matches!(then, Some("to" | "is") | None).then_some(Part::Noun(Involvement::Responsible))
            }
            _ if !apart && matches!(next, Some("sign-off" | "signoff" | "approval" | "acceptance")) => {
                Some(Part::Noun(Involvement::Accountable))
            }
            _ => None,
        }
    }

    /// "assign it to the PM".
    fn is_assigned(&self, to: usize, start: usize) -> bool {
        let from = to.saturating_sub(4).max(start);
        self.line.lower[from..to]
            .iter()
            .any(|word| matches!(*word, "assign" | "assigned" | "assigns" | "delegate" | "delegated"))
    }

    /// Whether a verb, a modal or "is" follows.
    fn may_be_subject(&self, mut at: usize, end: usize) -> bool {
        at = self.over_brackets(at, end);
        while at < end && self.grammar.is_adverb(self.line.lower[at]) {
            at += 1;
        }
        let words = self.at(at, end);
        let Some(first) = words.first() else { return false };
        if self.line.words[at].gap.joint {
            return false;
        }
        let verb = || self.grammar.verb(words).is_some_and(|(_, form, _)| matches!(form, Form::Plain | Form::Third));
        matches!(*first, "is" | "are" | "has" | "have" | "who")
            || self.grammar.modal(words).is_some()
            || self.grammar.negates(first)
            || self.grammar.undoes(words).is_some()
            || verb()
    }

    /// "and work leads" behind a name: others whom the taxonomy does not know.
    fn over_others(&self, at: usize, end: usize) -> usize {
        let joint = at < end && (matches!(self.line.lower[at], "and" | "or") || self.line.words[at].gap.joint);
        if !joint {
            return at;
        }
        let found = (at..end.min(at + 5)).rev().find(|at| self.grammar.is_role_noun(self.line.lower[*at]));
        found.map_or(at, |last| last + 1)
    }

    /// "(PM)" between a subject and its verb.
    fn over_brackets(&self, mut at: usize, end: usize) -> usize {
        let mut steps = 0;
        if self.line.words.get(at).is_some_and(|word| word.gap.opens) {
            while at < end && steps < 8 {
                at += 1;
                steps += 1;
                if self.line.words.get(at).is_none_or(|word| word.gap.closes) {
                    break;
                }
            }
        }
        at
    }

    /// Where the main clause begins: behind "During planning, ".
    fn main_clause(&self, start: usize, end: usize) -> usize {
        let opens = self.grammar.adjunct(self.at(start, end)).is_some()
            || matches!(self.line.lower[start], "as" | "with" | "to" | "for" | "in" | "on" | "at" | "once");
        if !opens || self.grammar.verb(self.at(start, end)).is_some() {
            return start;
        }
        let comma = (start + 1..end).find(|at| self.line.words[*at].gap.comma);
        comma.unwrap_or(start)
    }

    /// Whether nothing but small words stands between.
    fn begins_with(&self, start: usize, first: usize) -> bool {
        self.line.lower[start..first]
            .iter()
            .all(|word| self.grammar.is_determiner(word) || self.grammar.is_adverb(word) || is_number(word))
    }

    /// The end of what comes before another subject.
    fn before_subject(&self, first: usize, floor: usize) -> usize {
        let mut at = first;
        while at > floor
            && (self.grammar.is_determiner(self.line.lower[at - 1])
                || matches!(self.line.lower[at - 1], "while" | "whereas"))
        {
            at -= 1;
        }
        at
    }

    fn addressed(&self, group: &Group, until: usize, found: &mut Vec<Statement>) {
        let mut at = group.last + 1;
        if at < until && self.grammar.is_pronoun(self.line.lower[at]) {
            at += 1;
        }
        // "As a PM, your are responsible": a slip that many make.
        if at < until && matches!(self.line.lower[at], "your" | "we") {
            at += 1;
        }
        self.predicate(&Bound::Named(group.named.clone()), at, until, true, found);
    }

    /// A sentence without a subject of its own, where somebody is spoken of.
    fn bare(&self, start: usize, until: usize, above: Above, found: &mut Vec<Statement>) {
        let mut at = start;
        while at < until && (is_number(self.line.lower[at]) || self.grammar.is_adverb(self.line.lower[at])) {
            at += 1;
        }
        let words = self.at(at, until);
        let Some(first) = words.first() else { return };
        if above.stance == Some(Stance::Denied) || self.grammar.quality(words).is_some() {
            return;
        }
        if above.stance == Some(Stance::Silent) {
            return self.among_qualities(at, until, above, found);
        }
        if self.grammar.is_pronoun(first) {
            self.predicate(&Bound::Above, at + 1, until, true, found);
            return;
        }
        if self.grammar.negates(first) || self.grammar.undoes(words).is_some() {
            return;
        }
        let verb = self.grammar.verb(words).filter(|(_, form, _)| *form != Form::Past);
        let wording = (at..until.min(at + 3)).find_map(|at| self.grammar.wording(self.at(at, until)));
        if verb.is_some() || wording.is_some() || self.grammar.modal(words).is_some() {
            let from = found.len();
            self.predicate(&Bound::Above, at, until, above.listed, found);
            self.soften(&mut found[from..], above.stance);
            return;
        }
        if !above.listed || self.has_own_verb(at, until) {
            return;
        }
        let effect = match above.stance {
            Some(Stance::Work(involvement)) => involvement,
            None if until - at <= NOUN => Involvement::Responsible,
            _ => return,
        };
        let (bound, bare) = (Bound::Above, above.stance.is_none());
        found.push(Statement { bound, effect: Some(effect), words: (at, until), verb: None, firm: true, bare });
    }

    /// Ladders list work among skills: what begins with a verb and names a known activity is read, though not firmly.
    fn among_qualities(&self, at: usize, until: usize, above: Above, found: &mut Vec<Statement>) {
        let verb = self.grammar.verb(self.at(at, until));
        // "Release notes" is no sentence, though "release" is a verb.
        let sentence = until - at >= NOUN;
        if !above.listed || !sentence || !verb.is_some_and(|(_, form, effect)| form != Form::Past && effect.is_some()) {
            return;
        }
        let from = found.len();
        self.predicate(&Bound::Above, at, until, false, found);
        for statement in &mut found[from..] {
            statement.bare = true;
        }
    }

    /// Under "Consulted on" nobody is more than consulted.
    fn soften(&self, found: &mut [Statement], stance: Option<Stance>) {
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

    /// Whether a noun is followed by a verb of its own: "The team decides".
    fn has_own_verb(&self, start: usize, until: usize) -> bool {
        (start + 1..until).take(6).any(|at| {
            let words = self.at(at, until);
            matches!(words[0], "is" | "are" | "was" | "were" | "has" | "have" | "does")
                || self.grammar.modal(words).is_some()
        })
    }
}

fn breaks(line: &Line<'_>, at: usize) -> bool {
    let gap = line.words[at].gap;
    gap.stop || gap.colon || gap.comma || gap.dash || gap.opens
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
