//! Questions with their answers, and work that is only pointed at: "Who writes the guide? Our technical writer.", "Demo scripts. The
//! sales engineers write these.", "## Release notes" above "The writer drafts them".

use std::sync::Arc;

use super::clause::{Clauses, Statement};
use super::frame::Holder;
use super::line::Line;
use super::work::Work;
use super::write::entry;
use super::{Manner, Walk};
use crate::base::sign::{Sign, Signs};
use crate::base::source::{Span, Spanned};
use crate::read::reading::{DutyEntry, Form};
use crate::taxonomy::grammar::Class;

/// What is pointed at is looked for in so many words.
const NEAR: usize = 30;

impl Walk<'_> {
    /// Keeps what a question asks the holder of: "Who signs off on releases?".
    pub(super) fn asks(&mut self, line: &Line<'_>, (start, end): (usize, usize)) -> bool {
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let Some(statement) = clauses.who_question(start, end).or_else(|| clauses.noun_question(start, end)) else {
            return false;
        };
        let nobody = Holder { text: Arc::from(""), span: Span::new(0, 1) };
        let from = self.duties.len();
        self.write(line, &statement, &[nobody], Manner::of(Form::List, true));
        self.asked = self.duties.drain(from..).collect();
        true
    }

    /// "The product manager." behind such a question.
    pub(super) fn answers(&mut self, line: &Line<'_>, start: usize, end: usize) {
        let asked = std::mem::take(&mut self.asked);
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let Some(names) = clauses.answer(start, end).filter(|_| !asked.is_empty()) else { return };
        let holders: Vec<Holder> = names.iter().map(|index| self.framing.holder(line, *index)).collect();
        let at = line.span(line.named[names[0]].first, line.named[names[names.len() - 1]].last);
        for mut duty in asked {
            let Some(involvement) = duty.holders.first().map(|holder| holder.involvement) else { continue };
            duty.holders = holders.iter().map(|holder| entry(holder, involvement)).collect();
            duty.activity = Spanned { value: duty.activity.value.clone(), span: at };
            let understood = duty.understood.map(|mut understood| {
                understood.at = at;
                understood
            });
            self.duties.push(DutyEntry { understood, ..duty });
        }
    }

    /// The work of a verb whose object only points at what was spoken of: "drafts them", "these".
    pub(super) fn pointed_at(&self, line: &Line<'_>, statement: &Statement) -> Vec<Work> {
        let grammar = self.framing.grammar;
        let Some(verb) = statement.verb else { return Vec::new() };
        let end = statement.words.1;
        let Some((length, ..)) = grammar.verb(&line.lower[verb.min(end)..end]) else { return Vec::new() };
        let thing = verb + length;
        let next = thing + 1;
        let first = statement.words.0;
        if matches!(statement.bound, super::clause::Bound::Named(_)) && first < verb && line.is(Class::Thing, first) {
            // "Security questionnaires: these go to the security officer".
            let Some(said) = self.spoken_before(line, first) else { return Vec::new() };
            return self.done_with("", &said, (line.words[first].start, line.words[verb].end));
        }
        // "Manage one or more products".
        let counts = line.is(Class::One, thing) && next < end;
        let points = thing < end
            && !counts
            && line.is(Class::Thing, thing)
            && (next >= end || line.words[next].gap.ends_phrase() || small(self, line, next));
        if !points {
            return Vec::new();
        }
        let said = self.spoken_before(line, verb);
        let above = || self.heading.as_ref().map(|(text, _)| text.plain.clone());
        let Some(said) = said.or_else(above) else { return Vec::new() };
        self.done_with(line.lower[verb], &said, (line.words[verb].start, line.words[thing].end))
    }

    /// What the sentence or the label before a verb speaks of: all of a fragment, the subject of a clause.
    fn spoken_before(&self, line: &Line<'_>, verb: usize) -> Option<String> {
        let begins = |at: &usize| line.words[*at].gap.stop || line.words[*at].gap.colon;
        let here = (1..=verb).rev().find(begins)?;
        let from = (1..here).rev().find(begins).unwrap_or(0);
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let until = clauses.finite(from, here).filter(|until| *until > from).unwrap_or(here).min(from + NEAR);
        Some(line.text.plain[line.words[from].start..line.words[until - 1].end].to_owned())
    }

    /// The work that a verb does with what some words name.
    fn done_with(&self, verb: &str, said: &str, (start, end): (usize, usize)) -> Vec<Work> {
        let taxonomy = self.language.taxonomy;
        let whole = format!("{verb} {said}");
        let heard = taxonomy.activities.hear(taxonomy.words(), &whole);
        let apt = heard.found.iter().filter(|found| {
            let first = found.by.first().is_some_and(|by| by.start == 0);
            first
                || self.framing.grammar.is(Class::Do, verb)
                || found.telling && !found.framed && found.reach * 2 > found.before
        });
        let mut works: Vec<Work> = Vec::new();
        for found in apt {
            let id = &taxonomy.activities.all()[found.place].id;
            if works.iter().all(|work| work.activity != *id) {
                let signs = Signs::default().with(Sign::Framed, found.framed).with(Sign::Doubtful, true);
                works.push(Work { signs, ..Work::whole(id.clone(), (start, end)) });
            }
        }
        works
    }
}

/// Whether a small word stands there, behind which no object goes on.
fn small(walk: &Walk<'_>, line: &Line<'_>, at: usize) -> bool {
    let grammar = walk.framing.grammar;
    let word = line.lower[at];
    grammar.takes_object(word)
        || grammar.is_adverb(word)
        || grammar.is(Class::Join, word)
        || grammar.is(Class::But, word)
        || grammar.adjunct(line.run(at, line.lower.len())).is_some()
}
