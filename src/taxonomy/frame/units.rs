//! Tokens to noun groups with their head, each with the verbs that govern it.
//!
//! A group runs on while words stand tight together; its last word is its head. What hangs on it by a preposition is about it
//! ("a plan for the *launch*"), unless the head only counts or carries ("a set of *tests*"). A word that may be a verb or a noun
//! is read both ways, and the patterns decide.

use crate::taxonomy::tokens::{Form, Gap, Preposition, Token, traits};

/// A group is read to this many words before its head.
const LONGEST: usize = 10;

/// So many words that hang on a group are looked at.
const ABOUT: usize = 6;

/// How doubtful it is that what only tells of something else is the work, in percent.
const ASIDE: u8 = 25;

/// A group that may name work, or what is worked on.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit {
    /// Its tokens; the last is the head.
    pub(super) words: Vec<usize>,
    /// The verbs that govern it.
    pub(super) verbs: Vec<usize>,
    /// What stands between verb and group.
    pub(super) via: Preposition,
    /// The first word may be a verb; a pattern has to take it.
    pub(super) takes_first: bool,
    /// How doubtful the reading is, in percent.
    pub(super) doubt: u8,
    /// Whether it stands by itself or as an object, so that it may name the work.
    pub(super) top: bool,
    /// It is a verb, whatever its object.
    pub(super) act: bool,
    /// What hangs on it: the token, by what, and whether it is a head.
    pub(super) about: Vec<(usize, Preposition, bool)>,
}

/// Where in a clause the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Start,
    /// A verb waits for its object.
    Verb,
    Object,
    /// In what hangs on an object.
    Complement,
    /// Behind "before", "during".
    Aside,
}

struct Scan<'a> {
    tokens: &'a [Token],
    /// For each token, whether it may be a verb.
    may_act: &'a [bool],
    /// Whether a token may say of a noun behind it which one it is: "pricing" in "pricing strategy".
    may_tell: &'a dyn Fn(usize) -> bool,
    units: Vec<Unit>,
    verbs: Vec<usize>,
    via: Preposition,
    level: Level,
    /// The unit that what comes next may hang on, with those that it is coordinated with.
    last: Option<usize>,
    denied: bool,
    /// In "that ...", which tells of something else.
    relative: bool,
    /// Behind "by" and a gerund, which says how something else is done.
    means: bool,
    /// The aside at hand stands behind what it is about, so that its lists are its own.
    behind: bool,
}

/// The groups of a text, of whose tokens some may be verbs, and some may tell of a noun behind them.
pub(super) fn units(tokens: &[Token], may_act: &[bool], may_tell: &dyn Fn(usize) -> bool) -> Vec<Unit> {
    let mut scan = Scan {
        tokens,
        may_act,
        may_tell,
        units: Vec::new(),
        verbs: Vec::new(),
        via: Preposition::None,
        level: Level::Start,
        last: None,
        denied: false,
        relative: false,
        means: false,
        behind: false,
    };
    let mut from = 0;
    while from < tokens.len() {
        let mut to = from + 1;
        let small = traits::BREAK | traits::DENIAL;
        while !tokens[from].is(small) && to < tokens.len() && runs_on(tokens[to].gap) && !tokens[to].is(small) {
            if scan.participle_governs(to) {
                break;
            }
            to += 1;
        }
        scan.run(from, to);
        from = to;
    }
    scan.units
}

fn runs_on(gap: Gap) -> bool {
    gap.is_tight() && !(gap.determiner || gap.auxiliary || gap.subject || gap.clause)
}

impl Scan<'_> {
    fn run(&mut self, from: usize, to: usize) {
        let first = &self.tokens[from];
        let gap = first.gap;
        if gap.stop || gap.clause {
            (self.level, self.last, self.denied) = (Level::Start, None, false);
            self.verbs.clear();
            self.relative = gap.clause && !gap.stop;
            self.means = false;
        } else if gap.comma {
            self.denied = false;
        }
        if first.is(traits::DENIAL) {
            self.denied = true;
            return;
        }
        if first.is(traits::BREAK) {
            self.behind = self.level != Level::Start;
            self.level = Level::Aside;
            self.verbs.clear();
            return;
        }
        if gap.auxiliary && self.is_passive(from) {
            self.passive(from);
            return self.rest(from + 1, to, Gap::default());
        }
        let agent = |next: &Token| next.gap.which == Preposition::By;
        if first.form == Form::Past && self.may_act[from] && self.tokens.get(from + 1).is_some_and(agent) {
            // "Prioritized by the product owner".
            self.act(from);
        }
        match self.leads(from, to) {
            None => self.rest(from, to, gap),
            Some(sure) => self.verb(from, to, sure),
        }
    }

    /// "A vision *helping* to win", "a team *testing* the product": a clause begins within a run.
    fn participle_governs(&self, at: usize) -> bool {
        let governs = |next: &Token| {
            let Gap { stop, comma, joint, .. } = next.gap;
            (next.gap.determiner && !next.gap.preposition || next.gap.which == Preposition::To)
                && !(stop || comma || joint)
        };
        self.tokens[at].form == Form::Gerund && self.may_act[at] && self.tokens.get(at + 1).is_some_and(governs)
    }

    fn is_passive(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        (self.may_act[at] || token.is(traits::PARTICIPLE))
            && (token.form == Form::Past || token.is(traits::PARTICIPLE))
            && !token.is(traits::TRANSPARENT)
    }

    /// "Testing is signed off": what stood before is the object.
    fn passive(&mut self, verb: usize) {
        let mut at = self.last;
        if let Some(last) = at.take() {
            // "Pull requests are reviewed": what began with what might be a verb was a noun.
            let whole = last.checked_sub(1).filter(|before| {
                self.units[*before].takes_first && self.units[*before].words.last() == self.units[last].words.last()
            });
            for unit in whole.into_iter().chain([last]) {
                let mut copy = self.units[unit].clone();
                (copy.verbs, copy.via, copy.takes_first) = (vec![verb], Preposition::None, false);
                self.units.push(copy);
            }
        }
        self.act(verb);
        self.level = Level::Complement;
    }

    fn act(&mut self, verb: usize) {
        if !self.denied {
            let doubt = self.doubt();
            self.units.push(Unit { words: vec![verb], doubt, act: true, ..Unit::default() });
        }
    }

    /// How doubtful what stands here is, because it tells of something else or says how that is done.
    fn doubt(&self) -> u8 {
        if self.relative || self.means { ASIDE } else { 0 }
    }

    /// Whether a run begins with a verb: surely, or perhaps.
    fn leads(&self, at: usize, to: usize) -> Option<bool> {
        let (token, gap) = (&self.tokens[at], self.tokens[at].gap);
        if gap.subject && !gap.determiner && (self.may_act[at] || to - at > 1) {
            return Some(true);
        }
        if !self.may_act[at] || token.form == Form::Noun || gap.determiner {
            // A lone word before "the" is a verb, known or not: "Stewards the vision".
            let governs = to - at == 1 && self.is_followed_by_object(to);
            let place = self.level == Level::Start || gap.comma || gap.joint;
            return (governs && place && !gap.determiner && !gap.preposition).then_some(true);
        }
        if gap.preposition {
            let infinitive = gap.which == Preposition::To && token.form == Form::Plain;
            let lone = to - at == 1 && !self.is_followed_by_object(to);
            return (infinitive || token.form == Form::Gerund && !lone).then_some(infinitive || to - at == 1);
        }
        if gap.auxiliary {
            return (token.form == Form::Gerund).then_some(true);
        }
        let apart = gap.comma || gap.joint;
        let gerund = |at: usize| self.tokens[at].form == Form::Gerund;
        if apart && to - at > 1 && gerund(at) && self.verbs.last().is_some_and(|verb| gerund(*verb)) {
            return Some(true);
        }
        // "Ranks the areas, weighing the needs of users": how it is done.
        let manner = gap.comma && !gap.joint && gerund(at) && !self.verbs.is_empty();
        if manner && to - at > 1 && !(self.may_tell)(at) {
            return Some(true);
        }
        let starts = self.level == Level::Start && !apart;
        let coordinated = apart && self.may_go_on(token.form);
        (starts || coordinated || (apart && self.level == Level::Aside)).then_some(false)
    }

    /// Whether "the" or the like stands directly before this token.
    fn is_followed_by_object(&self, next: usize) -> bool {
        let gap = self.tokens.get(next).map(|next| next.gap);
        gap.is_some_and(|gap| gap.determiner && runs_on(Gap { determiner: false, ..gap }))
    }

    /// Whether a verb of this form may follow those before it: "writes docs and *reviews* code".
    fn may_go_on(&self, form: Form) -> bool {
        match self.verbs.last() {
            Some(verb) => self.tokens[*verb].form == form || (self.level == Level::Verb && form != Form::Past),
            None => true,
        }
    }

    fn verb(&mut self, at: usize, to: usize, sure: bool) {
        let gap = self.tokens[at].gap;
        // "Finds the cause by reading logs": what is done is finding.
        self.means |= gap.which == Preposition::By && self.level != Level::Start;
        self.act(at);
        let coordinated = self.level == Level::Verb && (gap.comma || gap.joint);
        if !sure && (to - at > 1 || self.may_be_noun(at)) {
            // "Test plans": perhaps no verb at all.
            let apart = gap.comma || gap.joint;
            let (verbs, via) = if apart { (self.verbs.clone(), self.via) } else { (Vec::new(), Preposition::None) };
            let doubt = if apart { 10 } else { 0 };
            self.emit(at, to, Unit { verbs, via, takes_first: to - at > 1, doubt, top: true, ..Unit::default() });
            self.sharing(gap);
        }
        if coordinated && self.verbs.len() < LONGEST {
            self.verbs.push(at);
        } else {
            self.verbs = vec![at];
        }
        self.via = Preposition::None;
        if !sure && to - at == 1 && self.may_be_noun(at) {
            // "Testing": a noun until an object follows.
            self.level = Level::Verb;
            return;
        }
        self.last = None;
        self.level = Level::Verb;
        if self.has_noun(at + 1, to) {
            self.emit(at + 1, to, Unit { verbs: self.verbs.clone(), top: true, ..Unit::default() });
            self.level = Level::Object;
        }
    }

    /// Whether a lone word that may be a verb may be a noun as well: "Recruit, interview and hire people" is none, "Hiring" is.
    fn may_be_noun(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1).map(|next| next.gap).filter(|gap| !gap.stop);
        next.is_none_or(|gap| self.tokens[at].form != Form::Plain && (gap.preposition || !gap.determiner))
            || next.is_some_and(|gap| gap.preposition)
    }

    fn has_noun(&self, from: usize, to: usize) -> bool {
        self.tokens[from.min(to)..to].iter().any(|token| !token.is(traits::ADVERB))
    }

    /// A run that no verb leads.
    fn rest(&mut self, from: usize, to: usize, gap: Gap) {
        if !self.has_noun(from, to) {
            return;
        }
        let (apart, which) = (gap.comma || gap.joint, gap.which);
        match self.level {
            Level::Start => {
                self.via = which;
                self.emit(from, to, Unit { via: which, top: true, ..Unit::default() });
                self.level = Level::Object;
            }
            Level::Verb if !apart || self.last.is_none() => {
                // "Management of incidents": the noun of a verb takes what follows its "of".
                let hung = self.last.filter(|_| gap.preposition);
                self.via = which;
                self.emit(from, to, Unit { verbs: self.verbs.clone(), via: which, top: true, ..Unit::default() });
                let own = self.last;
                self.hang(hung, from, to, which);
                self.last = own;
                self.level = Level::Object;
            }
            Level::Verb | Level::Object if !gap.preposition => {
                let unit = Unit { verbs: self.verbs.clone(), via: self.via, top: true, ..Unit::default() };
                self.emit(from, to, unit);
                if apart {
                    self.sharing(gap);
                }
                self.level = Level::Object;
            }
            // "A team of designers and developers": what is coordinated hangs there as well.
            Level::Complement if apart && !gap.preposition && !gap.determiner && !self.by_comma(gap) => {
                self.hang(self.last, from, to, Preposition::Other);
                self.nominal(self.last, from, to, Preposition::Of);
            }
            Level::Complement if apart && !gap.preposition => {
                let unit = Unit { verbs: self.verbs.clone(), via: self.via, top: true, doubt: 15, ..Unit::default() };
                let before = self.last;
                self.hang(before, from, to, Preposition::Other);
                self.emit(from, to, unit);
                let own = self.last;
                self.nominal(before, from, to, Preposition::Of);
                self.last = own;
                self.level = Level::Object;
            }
            Level::Verb | Level::Object | Level::Complement => self.complement(from, to, which),
            Level::Aside => {
                if apart && !(self.behind && gap.comma) {
                    self.emit(from, to, Unit { top: true, doubt: 15, ..Unit::default() });
                    self.level = Level::Object;
                }
            }
        }
        self.inner_verbs(from, to);
    }

    /// A comma alone ends what hangs on an object; "and" goes on with it.
    fn by_comma(&self, gap: Gap) -> bool {
        gap.comma && !gap.joint
    }

    /// A group behind a preposition: it is meant itself, or the group before it is about it.
    fn complement(&mut self, from: usize, to: usize, which: Preposition) {
        let Some(last) = self.last else { return };
        let before = self.units[last].clone();
        let head = before.words.last().map(|head| &self.tokens[*head]);
        let carries = head.is_some_and(|head| head.is(traits::TRANSPARENT | traits::LIGHT));
        let with = before.via == Preposition::With && which != Preposition::Of && which != Preposition::With;
        self.hang(Some(last), from, to, which);
        if carries && matches!(which, Preposition::Of | Preposition::For | Preposition::In | Preposition::On) {
            let Unit { verbs, via, top, doubt, .. } = before;
            self.emit(from, to, Unit { verbs, via, top, doubt, ..Unit::default() });
            return;
        }
        if with && self.level == Level::Object {
            self.emit(from, to, Unit { verbs: self.verbs.clone(), via: which, top: true, ..Unit::default() });
            return;
        }
        self.nominal(Some(last), from, to, which);
        // Only verbs that take such a preposition are read with it; "on" and "about" say what any is done about.
        let topic = !matches!(which, Preposition::Of | Preposition::With | Preposition::None);
        if topic && self.level == Level::Object && !self.verbs.is_empty() {
            // "Coaches the team on retrospectives".
            let unit = Unit { verbs: self.verbs.clone(), via: which, top: false, doubt: 10, ..Unit::default() };
            self.emit(from, to, unit);
            self.last = Some(last);
        }
        self.level = Level::Complement;
    }

    /// "The planning and execution of launches": the nouns of verbs take what hangs on them as their object.
    fn nominal(&mut self, last: Option<usize>, from: usize, to: usize, which: Preposition) {
        let Some(last) = last else { return };
        let mut verbs = Vec::new();
        for unit in self.units[..=last].iter().rev().take(3) {
            match unit.words.last() {
                Some(head) if self.may_act[*head] => verbs.push(*head),
                _ => break,
            }
        }
        if !verbs.is_empty() {
            let via = if which == Preposition::For { Preposition::Of } else { which };
            let keep = self.last;
            self.emit(from, to, Unit { verbs, via, ..Unit::default() });
            self.last = keep;
        }
    }

    fn hang(&mut self, last: Option<usize>, from: usize, to: usize, which: Preposition) {
        let Some(last) = last else { return };
        let about = &mut self.units[last].about;
        let room = ABOUT.saturating_sub(about.len());
        about.extend((from..to).rev().take(room).map(|token| (token, which, token + 1 == to)));
    }

    /// "The PM *owns* the roadmap": a verb within a run.
    fn inner_verbs(&mut self, from: usize, to: usize) {
        for at in (from + 1).max(to.saturating_sub(LONGEST))..to {
            let token = &self.tokens[at];
            if !self.may_act[at] || token.form != Form::Third {
                continue;
            }
            if self.has_noun(at + 1, to) {
                let keep = self.last;
                self.emit(at + 1, to, Unit { verbs: vec![at], top: true, doubt: 10, ..Unit::default() });
                self.last = keep;
            } else {
                self.verbs = vec![at];
                self.level = Level::Verb;
            }
        }
    }

    fn emit(&mut self, from: usize, to: usize, unit: Unit) {
        let mut words: Vec<usize> =
            (from.max(to.saturating_sub(LONGEST))..to).filter(|at| !self.tokens[*at].is(traits::ADVERB)).collect();
        while words.len() > 1 && words.last().is_some_and(|last| self.tokens[*last].is(traits::STATE)) {
            words.pop();
        }
        // "Bugs *escalated* by support": what stands behind the noun tells of it.
        while words.len() > 1 && words.last().is_some_and(|last| self.tells_of_noun(*last)) {
            words.pop();
        }
        if self.denied || words.is_empty() {
            return;
        }
        let doubt = unit.doubt.saturating_add(self.doubt());
        self.units.push(Unit { words, doubt, ..unit });
        self.last = Some(self.units.len() - 1);
    }

    fn tells_of_noun(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1).is_some_and(|next| next.gap.preposition || next.gap.stop);
        (self.tokens[at].form == Form::Past || self.tokens[at].is(traits::PARTICIPLE)) && next
    }

    /// Of two groups side by side one may lend the other its head or its first words: "market and customer research",
    /// "product vision and strategy".
    fn sharing(&mut self, gap: Gap) {
        if gap.determiner || gap.preposition {
            return;
        }
        let Some(last) = self.last.filter(|last| *last > 0) else { return };
        let (one, other) = (&self.units[last - 1], &self.units[last]);
        let next_to = one.words.last().zip(other.words.first()).is_some_and(|(one, other)| one + 1 == *other);
        if !next_to {
            return;
        }
        let shared = match (one.words.len(), other.words.len()) {
            (2.., 1) => one.words[..one.words.len() - 1].iter().chain(&other.words).copied().collect(),
            (1, 2..) => one.words.iter().chain(&other.words[other.words.len() - 1..]).copied().collect(),
            _ => return,
        };
        let unit = Unit { words: shared, doubt: other.doubt.saturating_add(5), takes_first: true, ..other.clone() };

        self.units.push(unit);
        self.units.swap(last, last + 1);
        self.last = Some(last + 1);
    }
}
