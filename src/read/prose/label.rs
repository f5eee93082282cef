//! Labels that say who does what stands beside them or above: "Owner: the PM" under a heading that names the work, "Feasibility
//! study: written by the tech lead", letters of a matrix before the work, and the line before a list that gives work itself.

use std::sync::Arc;

use super::clause::{Above, Bound, Clauses, Statement};
use super::frame::{Frame, Holder, Subject};
use super::line::Line;
use super::write::{blank, entry};
use super::{Manner, Walk, table};
use crate::base::involvement::Involvement;
use crate::base::sign::{Sign, Signs};
use crate::base::source::Span;
use crate::read::reading::{DutyEntry, Form, Understood, Wording};
use crate::taxonomy::grammar::{Class, Stance};

/// Work before a name that holds it has at most so many words.
const WORK: usize = 14;

/// An activity, where a phrase knows it, and the bytes of the plain text that name it.
type Meant = (Option<Arc<str>>, (usize, usize));

impl Walk<'_> {
    /// "Feasibility study: written by the tech lead": a label that names the work, and who does it.
    pub(super) fn done_by(
        &mut self,
        line: &Line<'_>,
        (start, end, until): (usize, usize, usize),
        here: &Frame,
        manner: Manner,
    ) -> bool {
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let Some((names, effect)) = clauses.agents(end, until) else { return false };
        let holders: Vec<Holder> = names.iter().map(|index| self.framing.holder(line, *index)).collect();
        let statement = Statement::plain(Bound::Named(names), effect, (start, end), false);
        if here.stance != Some(Stance::Denied) {
            self.write(line, &statement, &holders, Manner { form: Form::List, listed: true, ..manner });
        }
        true
    }

    /// "Release notes: the PM": a label that names the work, and nothing else than who.
    pub(super) fn held_by(
        &mut self,
        line: &Line<'_>,
        (start, end, until): (usize, usize, usize),
        here: &Frame,
        manner: Manner,
    ) -> bool {
        let last = line.words.get(until).is_none_or(|next| next.gap.line);
        last && self.held(line, (start, end), until, here, manner)
    }

    /// "Release notes (PM)", "Release notes — PM".
    pub(super) fn held_behind(&mut self, line: &Line<'_>, here: &Frame) -> bool {
        let Some(first) = line.named.first() else { return false };
        let mut end = first.first;
        while end > 0 && !line.words[end].gap.ends_phrase() && line.is_determiner(end - 1) {
            end -= 1;
        }
        let gap = line.words[end].gap;
        let one = line.named.len() == 1;
        let apart = end > 0 && (gap.dash || gap.arrow || gap.opens && one);
        if !apart {
            return false;
        }
        // "Release notes — PM — 4 June", "Pricing → the PM, with your numbers".
        let goes_on = |at: &usize| {
            let gap = line.words[*at].gap;
            let small = |at: &usize| line.is_determiner(*at);
            let next = (*at..line.words.len()).find(|at| !small(at));
            (gap.stop || gap.dash || gap.comma) && next.is_none_or(|next| line.named_at(next).is_none())
        };
        let until = (end + 1..line.words.len()).find(goes_on).unwrap_or(line.words.len());
        self.held(line, (0, end), until, here, Manner::of(Form::List, true))
    }

    /// Work, and behind it nothing but names.
    pub(super) fn held(
        &mut self,
        line: &Line<'_>,
        (start, end): (usize, usize),
        until: usize,
        here: &Frame,
        manner: Manner,
    ) -> bool {
        let names: Vec<usize> = line.named_in(end, until).collect();
        let persons = names.iter().all(|index| line.named[*index].is_person);
        let short = end > start && end - start <= WORK && line.named_in(start, end).next().is_none();
        // Below "What the PM does not own" others are named who do.
        let others = |above: &[Holder]| {
            let who = |index: &usize| self.framing.holder(line, *index).text;
            names.iter().all(|index| above.iter().all(|holder| holder.text != who(index)))
        };
        let work = match (&here.stance, &here.subject) {
            (None | Some(Stance::Work(_) | Stance::Told), _) => true,
            (Some(Stance::Denied), Subject::These(above)) => here.others && others(above),
            // "Things that are no paths": nobody is meant of whom it could be denied.
            (Some(Stance::Denied), _) => true,
            (Some(_), _) => false,
        };
        if !short || !persons || !work || names.is_empty() || !self.is_only_named(line, end, until) {
            return false;
        }
        if self.activities(line, start, end, None, &[], (0, 0)).is_empty() {
            return false;
        }
        let holders: Vec<Holder> = names.iter().map(|index| self.framing.holder(line, *index)).collect();
        let statement = Statement::plain(Bound::Named(names), Some(Involvement::Responsible), (start, end), true);
        self.write(line, &statement, &holders, Manner { form: Form::List, listed: true, ..manner });
        true
    }

    /// "Completed by the product manager" under a heading that names the work: where the name begins, and how.
    pub(super) fn labelled_by(&self, line: &Line<'_>) -> Option<(usize, Involvement)> {
        let grammar = self.framing.grammar;
        let mut first = line.named.first()?.first;
        let mut until = first;
        while until > 0 && line.is_determiner(until - 1) {
            until -= 1;
        }
        first = first.min(until.max(1));
        let involvement = grammar.label(&line.lower[..until])?;
        line.is(Class::By, until.checked_sub(1)?).then_some((first, involvement))
    }

    /// Letters of a matrix before the work, and where that begins: "A/R for the go-live".
    pub(super) fn lettered(&self, line: &Line<'_>, start: usize, end: usize) -> Option<(usize, Involvement)> {
        let capital = |at: usize| {
            let word = line.words[at];
            word.end - word.start == 1 && line.text.plain[word.start..].starts_with(char::is_uppercase)
        };
        let letters = (start..end).take_while(|at| capital(*at) && (*at == start || line.words[*at].gap.joint)).count();
        let from = start + letters;
        if letters == 0 || from >= end {
            return None;
        }
        let linked = line.is(Class::For, from) || line.words[from].gap.dash;
        let of_letter = |at: usize| table::of_raci(line.lower[at]);
        let strongest = (start..from).map(of_letter).collect::<Option<Vec<_>>>()?.into_iter().max()?;
        let from = from + usize::from(line.is(Class::For, from));
        (linked && from < end).then_some((from, strongest))
    }

    /// "Facilitator: the PM" under a heading that names the work.
    pub(super) fn topic(
        &mut self,
        line: &Line<'_>,
        (label, start, end): (usize, usize, usize),
        involvement: Involvement,
    ) {
        let (behind, _) = self.named_as_holders(line, (start, end));
        let holders: Vec<Holder> = behind.iter().map(|(index, _)| self.framing.holder(line, *index)).collect();
        if holders.is_empty() {
            // "Owner: not the PM".
            return;
        }
        let (at, by) = (line.span(start, end - 1), line.span(label, start - 1));
        self.held_as_label_says(&line.lower[label..start], &holders, involvement, (at, by));
    }

    /// What the heading names is held by these, as a label says; `at` and `by` are where they stand, and the label.
    pub(super) fn held_as_label_says(
        &mut self,
        label: &[&str],
        holders: &[Holder],
        involvement: Involvement,
        (at, by): (Span, Span),
    ) {
        let item = self.item.as_ref().map(|(_, text)| (text.clone(), Vec::new()));
        if item.is_none() && self.under_title && self.framing.grammar.is(Class::PageAuthor, &label.join(" ")) {
            // Who wrote the page, not who does what it is about.
            return;
        }
        let Some((text, named)) = item.or_else(|| self.heading.clone()) else { return };
        let lower = text.plain.to_ascii_lowercase();
        let about = Line::new(self.framing.grammar, &text, &lower, named);
        if about.words.is_empty() {
            return;
        }
        let taxonomy = self.language.taxonomy;
        // With a verb of the label's own, what is done is not what the heading says: facilitating a review is no review.
        let done = self.framing.grammar.label_verb(label).map(|verb| format!("{verb} {}", text.plain));
        let whole = (0, text.plain.trim_end().len());
        let mut found: Vec<(Meant, Signs)> = match &done {
            Some(done) => {
                let heard = taxonomy.activities.hear(taxonomy.words(), done);
                let by_verb = heard.found.iter().find(|found| found.before == 0);
                let by_verb = by_verb.map(|found| &taxonomy.activities.all()[found.place]);
                let read = by_verb.or_else(|| taxonomy.activities.read(taxonomy.words(), done));
                let id = read.filter(|activity| !activity.broad).map(|activity| activity.id.clone());
                vec![((id, whole), Signs::default().with(Sign::Framed, true).with(Sign::Most, true))]
            }
            None => {
                let all = self.activities(&about, 0, about.words.len(), None, &[], (0, 0)).into_iter();
                all.map(|work| ((Some(work.activity), (work.start, work.end)), work.signs)).collect()
            }
        };
        if found.is_empty() {
            found.push(((None, whole), Signs::default()));
        }
        for ((activity, (from, to)), signs) in found {
            let signs = signs.with(Sign::Column, true).with(Sign::SeveralHolders, holders.len() > 1);
            let signs = signs.with(Sign::Nothing, activity.is_none());
            let phrase = about.text.span(from, to);
            self.duties.push(DutyEntry {
                holders: holders.iter().map(|holder| entry(holder, involvement)).collect(),
                understood: Some(Box::new(Understood {
                    wording: Wording::of(Some(by), activity.is_some().then_some(phrase), Default::default()),
                    explicit: activity.is_some(),
                    confidence: self.confidence(signs),
                    signs,
                    activity,
                    at,
                    partial: false,
                })),
                ..blank(&about.text.plain[from..to], phrase, Form::List)
            });
        }
    }

    /// "You will own an area and:" gives a duty itself, before the list does.
    pub(super) fn lead(
        &mut self,
        line: &Line<'_>,
        (start, end): (usize, usize),
        involvement: Involvement,
        here: &Frame,
        manner: Manner,
    ) {
        let Subject::These(holders) = &here.subject else { return };
        let above = Above { someone: true, stance: None, listed: true };
        let said = Clauses { grammar: self.framing.grammar, line }.read(start, end, above, None).statements;
        let Some(verb) =
            said.last().filter(|statement| statement.effect.is_some()).and_then(|statement| statement.verb)
        else {
            return;
        };
        // "works with the delivery team to:" says nothing itself.
        if line.is(Class::To, end - 1) {
            return;
        }
        let statement = Statement {
            bound: Bound::Above,
            effect: Some(involvement),
            denied: false,
            words: (start, end),
            aside: Vec::new(),
            beside: (0, 0),
            verb: Some(verb),
            firm: false,
            bare: false,
        };
        self.write(line, &statement, holders, manner);
    }
}
