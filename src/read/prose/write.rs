//! Writes statements down as duties: one for each activity that the words name, or one without, with what speaks for the reading.

use std::sync::Arc;

use super::clause::{Bound, Statement};
use super::frame::Holder;
use super::line::Line;
use super::work::Work;
use super::{Manner, Walk};
use crate::base::confidence::Confidence;
use crate::base::involvement::Involvement;
use crate::base::sign::{Sign, Signs};
use crate::base::source::{Span, Spanned};
use crate::read::reading::{DutyEntry, Form, HolderEntry, Understood, Wording};
use crate::taxonomy::grammar::Stance;

/// Words of a duty that no phrase knows are kept up to this many.
const WORDS: usize = 12;
/// A clause of more words than this is long.
const LONG: usize = 25;

/// Words that give somebody work, or perhaps.
struct Said<'s> {
    /// The bytes of the plain text.
    words: (usize, usize),
    /// What they name, where it is known.
    work: Option<&'s Work>,
    involvement: Involvement,
    verb: Option<usize>,
    /// What speaks for the reading and against it.
    signs: Signs,
    /// Whether nothing but that it is not sure enough keeps it from being judged.
    clear: bool,
}

impl Walk<'_> {
    /// Of two verbs that give one work in one way, the clearer says it: "creates and stewards the vision".
    pub(super) fn without_repeats(&mut self, from: usize) {
        type Key = (Option<Arc<str>>, Vec<(Arc<str>, Involvement)>);
        let key = |duty: &DutyEntry| -> Key {
            let holders = duty.holders.iter().map(|holder| (holder.who.value.clone(), holder.involvement)).collect();
            (duty.understood.as_ref().and_then(|understood| understood.activity.clone()), holders)
        };
        let sure = |duty: &DutyEntry| duty.understood.as_ref().map(|read| (read.explicit, read.confidence));
        let mut kept: Vec<DutyEntry> = Vec::new();
        for duty in self.duties.drain(from..) {
            let same = |other: &&mut DutyEntry| key(other) == key(&duty);
            match kept.iter_mut().find(same).filter(|_| key(&duty).0.is_some()) {
                Some(other) if sure(other) < sure(&duty) => *other = duty,
                Some(_) => {}
                None => kept.push(duty),
            }
        }
        self.duties.append(&mut kept);
    }

    /// Writes a statement's duties down: one for each activity that its words name, or one without.
    pub(super) fn write(&mut self, line: &Line<'_>, statement: &Statement, holders: &[Holder], manner: Manner) {
        let Some(involvement) = statement.effect else { return };
        let (start, end) = statement.words;
        if start >= end || holders.is_empty() {
            return;
        }
        let mut hits = self.activities(line, start, end, statement.verb, &statement.aside, statement.beside);
        if hits.is_empty()
            && let Some(from) = self.behind_wording(line, statement, end)
        {
            // What somebody is "the DRI for" stands behind "for".
            hits = self.activities(line, from, end, None, &statement.aside, statement.beside);
        }
        if hits.is_empty() {
            hits = self.pointed_at(line, statement);
        }
        // A verb that says nothing of what is done names no work, and neither does what has to name some.
        let lone = |verb: usize| !manner.listed && !line.leads && self.is_lone(line, verb, end);
        let silent = statement.bare || statement.verb.is_some_and(lone);
        if hits.is_empty() && silent {
            return;
        }
        let clear = statement.firm && holders.iter().all(|holder| !holder.span.is_empty());
        let signs = self.signs(statement, holders, manner).with(Sign::SeveralWorks, hits.len() > 2);
        if hits.is_empty() {
            let last = (start + WORDS).min(end) - 1;
            let from = statement.verb.map_or(start, |verb| verb.max(start).min(last));
            let words = (line.words[from].start, line.words[last].end);
            let signs = signs.with(Sign::Nothing, true);
            let said = Said { words, work: None, involvement, verb: statement.verb, signs, clear: false };
            self.push(line, &said, holders, manner);
        }
        // "Gathers feedback to set priorities" says of the priorities only what the feedback is for.
        let purposes = self.purposes(line, start, end, statement.verb);
        for work in &hits {
            let soft = purposes.iter().any(|(first, last)| work.start >= *first && work.start < *last);
            let signs = signs.and(work.signs).with(Sign::Purpose, soft);
            let words = (work.start, work.end);
            let only = matches!(manner.stance, Some(Stance::Work(only)) if !only.carries());
            let involvement = if work.done && !only { involvement.max(Involvement::Responsible) } else { involvement };
            let said =
                Said { words, work: Some(work), involvement, verb: statement.verb, signs, clear: clear && !soft };
            self.push(line, &said, holders, manner);
        }
    }

    /// Where the words behind "responsible for" begin.
    fn behind_wording(&self, line: &Line<'_>, statement: &Statement, end: usize) -> Option<usize> {
        let verb = statement.verb.filter(|verb| *verb < end)?;
        let (length, _) = self.framing.grammar.wording(line.run(verb, end))?;
        Some(verb + length).filter(|from| *from < end && *from > statement.words.0)
    }

    /// Whether nothing follows a verb.
    fn is_lone(&self, line: &Line<'_>, verb: usize, end: usize) -> bool {
        let length = self.framing.grammar.verb(&line.lower[verb.min(end)..end]).map_or(1, |(length, ..)| length);
        (verb + length..end).all(|at| line.is_adverb(at))
    }

    /// What speaks for a statement and against it, whatever the work.
    fn signs(&self, statement: &Statement, holders: &[Holder], manner: Manner) -> Signs {
        let (start, end) = statement.words;
        let named = statement.bound != Bound::Above;
        let by_file = holders.iter().any(|holder| holder.span.is_empty());
        Signs::default()
            .with(Sign::Named, named)
            .with(Sign::FileName, by_file)
            .with(Sign::Heading, !named && !by_file)
            .with(Sign::Listed, manner.listed)
            .with(Sign::Sentence, !manner.listed)
            .with(Sign::WorkHeading, matches!(manner.stance, Some(Stance::Work(_))))
            .with(Sign::OtherHeading, manner.stance == Some(Stance::Silent))
            .with(Sign::Open, !statement.firm)
            .with(Sign::Noun, statement.verb.is_none())
            .with(Sign::Long, end - start > LONG)
            .with(Sign::SeveralHolders, holders.len() > 1)
    }

    /// How sure a reading with these signs is.
    pub(super) fn confidence(&self, signs: Signs) -> Confidence {
        Confidence::percent(self.framing.grammar.scale.percent(signs))
    }

    fn push(&mut self, line: &Line<'_>, said: &Said<'_>, holders: &[Holder], manner: Manner) {
        let (from, to) = said.words;
        let by = said.verb.map(|verb| line.span(verb, verb));
        let phrase = line.text.span(from, to);
        let at = by.map_or(phrase, |by| Span::new(by.start.min(phrase.start), by.end.max(phrase.end)));
        let scale = &self.framing.grammar.scale;
        let percent = scale.percent(said.signs);
        self.duties.push(DutyEntry {
            holders: holders.iter().map(|holder| entry(holder, said.involvement)).collect(),
            understood: Some(Box::new(Understood {
                activity: said.work.map(|work| work.activity.clone()),
                explicit: said.clear && scale.is_explicit(percent),
                confidence: Confidence::percent(percent),
                signs: said.signs,
                wording: Wording::of(
                    by,
                    said.work.map(|_| phrase),
                    said.work.map(|work| work.words.clone()).unwrap_or_default(),
                ),
                at,
                partial: false,
            })),
            ..blank(&line.text.plain[from..to], phrase, manner.form)
        });
    }
}

pub(super) fn entry(holder: &Holder, involvement: Involvement) -> HolderEntry {
    HolderEntry { who: Spanned { value: holder.text.clone(), span: holder.span }, involvement, whole: None }
}

/// A duty of which nothing but its words is known.
pub(super) fn blank(text: &str, span: Span, form: Form) -> DutyEntry {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    DutyEntry::of(Spanned { value: words.into(), span }, form, span)
}
