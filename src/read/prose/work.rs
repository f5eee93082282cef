//! Which work the words of a clause name: the activities that the taxonomy finds in them, without what only says when, why or
//! how ("before the release", "to support sales").

use std::borrow::Cow;
use std::sync::Arc;

use super::line::{Line, Named};
use super::{SHORT, Walk};
use crate::base::involvement::Involvement;
use crate::base::sign::{Sign, Signs};
use crate::base::source::Span;
use crate::taxonomy::activity::Activity;
use crate::taxonomy::grammar::{self, Class, Form};
use crate::taxonomy::tokens::{Preposition, Token};

/// A wording of so many words names even work that has many names.
const SEVERAL: usize = 3;

/// A reading that fits less than this, in percent, may be another kind of work.
const DOUBTFUL: u8 = 85;

/// Work that some words name.
pub(super) struct Work {
    /// The activity.
    pub(super) activity: Arc<str>,
    /// The bytes of the plain text that name it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the verb of the clause is the work itself, whatever it says elsewhere: "reviews" in "reviews patches".
    pub(super) done: bool,
    /// What speaks for it and against it.
    pub(super) signs: Signs,
    /// The words that name it, and those of the same group that nothing explains.
    pub(super) words: (Vec<Span>, Vec<Span>),
}

impl Work {
    /// What a text names as a whole.
    pub(super) fn whole(activity: Arc<str>, (start, end): (usize, usize)) -> Self {
        Self { activity, start, end, done: false, signs: Signs::default(), words: (Vec::new(), Vec::new()) }
    }
}

impl Walk<'_> {
    /// The activities that some words name, each once, leaving out what only says when, why or how, and what a single word
    /// might stand for but does not have to.
    pub(super) fn activities(
        &self,
        line: &Line<'_>,
        start: usize,
        end: usize,
        verb: Option<usize>,
        excluded: &[(usize, usize)],
        beside: (usize, usize),
    ) -> Vec<Work> {
        let (from, to) = (line.words[start].start, line.words[end - 1].end);
        let taxonomy = self.language.taxonomy;
        let mut aside = self.adjuncts(line, start, end, verb);
        let within = excluded.iter().filter(|(first, last)| first < last && *last <= line.words.len());
        let within: Vec<_> =
            within.map(|(first, last)| (line.words[*first].start, line.words[*last - 1].end)).collect();
        let mut text = self.without_names(line, from, to);
        for (first, last) in within.iter().filter(|(first, last)| *first >= from && *last <= to) {
            // A sign that ends the clause, so that nothing is read across what is left out.
            text.to_mut().replace_range(first - from..last - from, &format!(";{}", " ".repeat(last - first - 1)));
        }
        if beside.0 < beside.1 && beside.0 >= start && beside.1 <= end {
            let (first, last) = (line.words[beside.0].start, line.words[beside.1 - 1].end);
            text.to_mut().replace_range(first - from..last - from, &" ".repeat(last - first));
        }
        for (first, last) in self.moments(line, start + 1, end) {
            text.to_mut().replace_range(first - from..last - from, &format!(";{}", " ".repeat(last - first - 1)));
        }
        let text = &text;
        aside.extend(within);
        let heard = taxonomy.activities.hear(taxonomy.words(), text);
        let (tokens, all) = (&heard.tokens, &heard.found);
        let mut found: Vec<Work> = Vec::new();
        let said = tokens.len();
        let short = end - start <= SHORT;
        let plain = line.words[start..end].iter().skip(1).all(|word| !word.gap.opens);
        for (index, hit) in all.iter().enumerate() {
            let of = &taxonomy.activities.all()[hit.place];
            let start = from + hit.span.start;
            // A name counts whole, whatever stands for it.
            let stop = from + hit.span.end;
            let last = line.named.partition_point(|named| named.start < stop);
            let end = last.checked_sub(1).map(|last| &line.named[last]).filter(|named| named.end > stop);
            let end = end.map_or(stop, |named| named.end);
            let is_aside = aside.iter().any(|(first, last)| start >= *first && start < *last);
            let next = all.get(index + 1).filter(|next| hit.describes && next.before == hit.before + hit.reach);
            let is_verb = verb.is_some_and(|verb| line.words[verb].start == start);
            let vague = hit.weight == 1 && !hit.telling && (hit.describes || is_verb || !(short || hit.before <= 1));
            let whole = (verb.is_none() || is_verb) && all.len() == 1 && hit.reach == said;
            let begins = verb.is_none() && hit.telling && hit.before == 0;
            let alone = hit.telling && self.stands_alone(text, hit.span.start, hit.span.end);
            let several = !hit.telling && hit.weight >= SEVERAL;
            let crowded = of.broad && !(whole || hit.framed || begins || alone || several);
            let known = found.iter().any(|known| known.activity == of.id);
            if !(is_aside || next.is_some() || vague || crowded || known) {
                let place = |spans: &[Span]| {
                    spans.iter().map(|span| line.text.span(from + span.start, from + span.end)).collect::<Vec<Span>>()
                };
                // "Risk management" is no less sure than work of one name, nor is "hiring" that stands by itself.
                let named_in_full = hit.unexplained.is_empty() && (alone || hit.weight > 1 + usize::from(hit.framed));
                let signs = Signs::default()
                    .with(Sign::Framed, hit.framed)
                    .with(Sign::Group, !hit.framed && hit.weight > 1)
                    .with(Sign::OneWord, !hit.framed && hit.weight == 1)
                    .with(Sign::Unexplained, !hit.unexplained.is_empty())
                    .with(Sign::Most, hit.reach * 2 > said)
                    .with(Sign::Little, hit.reach * 4 < said)
                    .with(Sign::Broad, of.broad && hit.reach < said && !named_in_full)
                    .with(Sign::Later, !found.is_empty())
                    .with(Sign::Doubtful, hit.fit < DOUBTFUL);
                let (by, unexplained) = (place(&hit.by), place(&hit.unexplained));
                let activity = of.id.clone();
                let goes_on =
                    |next: &Token| matches!(next.gap.which, Preposition::In | Preposition::With | Preposition::To);
                let is_in = |next: &&Token| next.gap.which == Preposition::In;
                let next = tokens.get(hit.before + hit.reach);
                let ends = !next.is_some_and(goes_on) || next.filter(is_in).is_some() && self.says_where(line, stop);
                let is_verb = |by: &&Span| verb.is_some_and(|verb| line.words[verb].start == from + by.start);
                let done = match hit.by.iter().find(is_verb) {
                    // "Reviews patches" is the work; "supports users in testing" is what it says then.
                    Some(verb) if hit.framed => ends && self.is_doing(of, &text[verb.start..verb.end]),
                    // "Support escalation" is a noun, though "support" is a verb.
                    Some(_) => plain && (hit.reach == said || hit.weight > 1 && !hit.framed),
                    None => false,
                };
                found.push(Work { activity, start, end, done, signs, words: (by, unexplained) });
            }
        }
        found
    }

    /// Where words only say when or how often, in bytes: "keeps the plan *all year round*".
    fn moments(&self, line: &Line<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
        let grammar = self.framing.grammar;
        let length = |at: usize| grammar.moment(line.run(at, end)).map(|length| (at, at + length));
        let found = (start..end).filter_map(length);
        found.map(|(first, last)| (line.words[first].start, line.words[last - 1].end)).collect()
    }

    /// Whether the small word behind some words says where their work is done, and not what else is: "*in their area*".
    fn says_where(&self, line: &Line<'_>, behind: usize) -> bool {
        let grammar = self.framing.grammar;
        let at = line.words.partition_point(|word| word.start < behind);
        let Some([_, whose, what]) = line.lower.get(at..at + 3) else { return false };
        let is_deed = matches!(grammar.verb(&[*what]), Some((_, Form::Gerund, _)));
        grammar.is(Class::Own, whose) && !is_deed
    }

    /// Whether a verb that elsewhere only takes part does this work.
    fn is_doing(&self, activity: &Activity, verb: &str) -> bool {
        let words = self.language.taxonomy.words();
        let stem = words.stems(verb);
        activity.said().doing.iter().any(|known| words.stems(&known.value).first() == stem.first())
    }

    /// A text with those blotted out whom it binds: what a "QA lead" is called is not what is done.
    pub(super) fn without_names<'l>(&self, line: &'l Line<'_>, from: usize, to: usize) -> Cow<'l, str> {
        let mut text = Cow::Borrowed(&line.text.plain[from..to]);
        // A paragraph may name thousands, and is read clause by clause.
        let first = line.named.partition_point(|named| named.start < from);
        let here = line.named[first..].iter().take_while(|named| named.start < to);
        let binds = |named: &&Named| named.is_person && named.end <= to && !self.says_which(line, named, to);
        for named in here.filter(binds) {
            let length = named.end - named.start;
            // Somebody who is hired or coached is a person, by whatever title.
            let person = self.framing.grammar.person();
            let blot = match length.checked_sub(person.len()) {
                Some(more) if self.is_object(line, named) => format!("{person}{}", " ".repeat(more)),
                _ => "x".repeat(length),
            };
            text.to_mut().replace_range(named.start - from..named.end - from, &blot);
        }
        text
    }

    /// Whether words are an item of a row of their own, or all that is spoken of: "pricing, *hiring* and coaching", "responsible for
    /// *hiring*", "*hiring* is done by".
    fn stands_alone(&self, text: &str, start: usize, end: usize) -> bool {
        let grammar = self.framing.grammar;
        let before = text[..start].trim_end();
        let behind = text[end..].trim_start();
        let last = before.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
        let opens = before.is_empty()
            || before.ends_with([',', ';', ':', '/', '&'])
            || grammar.is(Class::Join, &last)
            || grammar.is(Class::For, &last)
            || grammar.is(Class::Of, &last);
        let next = behind.split(' ').next().unwrap_or_default();
        let follows = grammar.is(Class::Join, next)
            || grammar.is(Class::Be, next)
            || grammar.frame(&[next]).is_some_and(|(_, _, frame)| frame == grammar::Frame::Rests);
        opens && (behind.is_empty() || behind.starts_with([',', ';', '.', '/', '&']) || follows)
    }

    /// Whether a name stands by itself, not before a noun that it only says more of.
    fn is_object(&self, line: &Line<'_>, named: &Named) -> bool {
        let next = named.last + 1;
        let grammar = self.framing.grammar;
        let small = |word: &str| {
            grammar.takes_object(word)
                || [Class::Join, Class::Determiner, Class::Be, Class::Have, Class::Do]
                    .iter()
                    .any(|of| grammar.is(*of, word))
        };
        let ends = line.words.get(next).is_none_or(|word| word.gap.ends_phrase() || small(line.lower[next]));
        ends && !named.possessive
    }

    /// Whether a name of one word only says which noun is meant: "*developer* documentation", "*UX* design".
    fn says_which(&self, line: &Line<'_>, named: &Named, to: usize) -> bool {
        let (next, grammar) = (named.last + 1, self.framing.grammar);
        let Some(noun) = line.words.get(next).filter(|word| word.end <= to && !word.gap.ends_phrase()) else {
            return false;
        };
        let ends = line.words.get(next + 1).is_none_or(|word| word.start >= to || word.gap.ends_phrase());
        let is_verb = grammar.verb(line.run(next, line.lower.len())).is_some();
        let fits = !is_verb || line.is_noun_too(next) && ends;
        named.first == named.last && noun.start == named.end + 1 && fits && !self.is_object(line, named)
    }

    /// The parts of a predicate that say when, why or how, in bytes.
    pub(super) fn adjuncts(
        &self,
        line: &Line<'_>,
        start: usize,
        end: usize,
        verb: Option<usize>,
    ) -> Vec<(usize, usize)> {
        let grammar = self.framing.grammar;
        let mut found = Vec::new();
        // "Looks after the build": a verb of several words.
        let length = |verb: usize| {
            let words = line.run(verb, end);
            let wording = grammar.wording(words).map(|(length, _)| length);
            wording.or(grammar.verb(words).map(|(length, ..)| length)).unwrap_or(1)
        };
        let first = verb.filter(|verb| (start..end).contains(verb)).map_or(start + 1, |verb| verb + length(verb));
        let mut at = first;
        while at < end {
            let words = line.run(at, end);
            let purpose = at > first + 1
                && grammar.is(Class::To, words[0])
                && grammar.verb(words.from(1..)).is_some_and(|(_, form, effect)| {
                    // "uses feedback to set priorities" sets them; "to help" is only what it is for.
                    let done = verb.is_some() && effect.is_some_and(Involvement::carries);
                    form == grammar::Form::Plain && !done
                })
                && !self.takes_infinitive(line, first, at);
            // "decides which goals come first": what is decided.
            let decides = at > start && grammar.verb(line.run(at - 1, end)).is_some() && !line.is_noun_too(at - 1);
            // "In which order": no clause about the word before.
            let governed = line.takes_object(at - 1);
            let relative = grammar.is(Class::Tells, words[0]) && at > first && !decides && !governed;
            let means = grammar.is(Class::By, words[0]) && words.get(1).is_some_and(|next| next.ends_with("ing"));
            // "selects tools for removing rust": what the tools are for.
            let for_what = at > first
                && verb.is_some()
                && grammar.is(Class::For, words[0])
                && grammar.verb(words.from(1..)).is_some_and(|(_, form, _)| form == grammar::Form::Gerund)
                && !line.is(Class::TakesInfinitive, at - 1)
                // "For drawing as well as for testing".
                && !line.is(Class::Join, at - 1)
                && grammar.wording(line.run(at - 1, end)).is_none();
            // "decides when it is ready": what is decided.
            let next = at == first || at == first + 1 && line.takes_object(first);
            let content = next && grammar.is(Class::Content, words[0]);
            if means || content || (!purpose && !relative && !for_what && grammar.adjunct(words).is_none()) {
                at += 1;
                continue;
            }
            let ends = |at: &usize| line.words[*at].gap.stop || (!purpose && line.words[*at].gap.comma);
            let stop = (at + 1..end).find(ends).unwrap_or(end);
            found.push((line.words[at].start, line.words[stop - 1].end));
            at = stop;
        }
        found
    }

    /// The parts of a predicate from "to" and a verb on, in bytes.
    pub(super) fn purposes(
        &self,
        line: &Line<'_>,
        start: usize,
        end: usize,
        verb: Option<usize>,
    ) -> Vec<(usize, usize)> {
        let Some(verb) = verb else { return Vec::new() };
        let first = verb.max(start) + 1;
        let is_purpose = |at: &usize| {
            *at > first + 1
                && line.is(Class::To, *at)
                && self
                    .framing
                    .grammar
                    .verb(&line.lower[at + 1..end])
                    .is_some_and(|(_, form, _)| form == grammar::Form::Plain)
                && !self.takes_infinitive(line, first, *at)
        };
        let found = (first..end).find(is_purpose);
        found.map(|at| (line.words[at].start, line.words[end - 1].end)).into_iter().collect()
    }

    /// Whether "to" and a verb say what is done: "works with sales to write", "has the authority to decide".
    fn takes_infinitive(&self, line: &Line<'_>, first: usize, to: usize) -> bool {
        let takes = |at: usize| line.is(Class::TakesInfinitive, at);
        takes(first - 1) || takes(to - 1)
    }
}
