//! Sentences of a paragraph, an item or a cell, one after the other: labels, whom the last one was about, and what they say of
//! the lines below.

use super::clause::{Above, Bound, Clauses, Spoken, Statement};
use super::frame::{Frame, Holder, Subject, below};
use super::line::{self, Line};
use super::{LABEL, Manner, SHORT, Walk};
use crate::base::involvement::Involvement;
use crate::read::reading::Form;
use crate::taxonomy::grammar::{Class, Form as VerbForm, Stance};

/// A label within a line that denies what follows has at most so many words.
const NEGATION: usize = 3;

impl Walk<'_> {
    /// Reads a line's sentences; answers what it says of what follows.
    pub(super) fn sentences(&mut self, line: &Line<'_>, above: &Frame, manner: Manner) -> Frame {
        let sentences = line.sentences();
        if !line.text.parted {
            return self.passage(line, &sentences, above, manner);
        }
        let mut frame = Frame::default();
        let mut here = above.clone();
        for part in sentences.chunk_by(|_, (start, _)| !line.words[*start].gap.line) {
            if let Some(told) = self.line_of_role(line, part) {
                // "Role: PM" above "Duties: the roadmap".
                here = below(above.clone(), &told);
                continue;
            }
            let labelled =
                part.get(1).is_some_and(|(start, _)| line.words[*start].gap.colon || line.words[*start].gap.dash);
            let form = if labelled { Form::List } else { manner.form };
            let manner = Manner::of(form, true);
            frame = self.passage(line, part, &here, manner);
        }
        frame
    }

    /// A line that only says whom the next ones are about: "Role: PM", "**PM**".
    fn line_of_role(&self, line: &Line<'_>, part: &[(usize, usize)]) -> Option<Frame> {
        let (start, end) = (part.first()?.0, part.last()?.1);
        let below = line.words.get(end).is_some_and(|next| next.gap.line);
        let bold = line.text.bold > 0 && line.words[end - 1].end <= line.text.bold;
        let colon = line.words.get(end).is_some_and(|next| next.gap.colon);
        let alone = (bold || colon) && self.is_only_named(line, start, end);
        let found = if below && alone { Some(self.framing.read(line, start, end, false)) } else { None };
        found
            .or_else(|| self.field_of_role(line, start, end))
            .filter(|frame| matches!(frame.subject, Subject::These(_)))
    }

    /// "Role: PM": a field that says whom the others are about.
    pub(super) fn field_of_role(&self, line: &Line<'_>, start: usize, end: usize) -> Option<Frame> {
        let colon = (start + 1..end).find(|at| line.words[*at].gap.colon)?;
        let title = line.lower[start..colon].join(" ");
        let field = self.framing.grammar.is(Class::RoleColumn, &title) && self.is_only_named(line, colon, end);
        field.then(|| self.framing.read(line, start, end, false)).filter(|frame| frame.stance.is_none())
    }

    /// Reads sentences that belong together.
    fn passage(&mut self, line: &Line<'_>, sentences: &[(usize, usize)], above: &Frame, manner: Manner) -> Frame {
        let mut here = above.clone();
        let mut local = Frame::default();
        let mut manner = manner;
        // Whom the last sentence was about: "They" in the next.
        let mut spoken: Option<Vec<Holder>> = self.spoken.take();
        // From the paragraph above, and for the first sentence alone.
        let mut carried = spoken.is_some();
        // Whether the label before said all of what follows.
        let mut held = false;
        let mut last_said: Option<Spoken> = None;
        let count = sentences.len();
        let known = self.duties.len();
        // Up to where lines with labels of their own were read.
        let mut past = 0;
        for (index, (start, end)) in sentences.iter().copied().enumerate() {
            if start < past || std::mem::take(&mut held) || self.asks(line, (start, end)) {
                continue;
            }
            if !line.leads && self.framing.takes_back(line, start, end) {
                self.take_back(if self.duties.len() > known { known } else { self.before.from.min(known) });
                continue;
            }
            self.answers(line, start, end);
            let last = index + 1 == count;
            let behind = line.words.get(end).filter(|next| !next.gap.line);
            let asked = behind.is_some_and(|next| line.text.plain[line.words[end - 1].end..next.start].contains('?'));
            let is_label = !asked
                && behind.is_some_and(|next| next.gap.colon || next.gap.dash || self.is_bold(line, end, next.start))
                && end - start <= LABEL;
            if last && line.leads && end == line.words.len() {
                let mut frame = self.framing.read(line, start, end, true);
                // "You will:" on a page about a role speaks to its holder, whoever was spoken of last.
                let is_told = line.is(Class::Addressee, start) && matches!(here.subject, Subject::These(_));
                if let (Subject::Inherited, Some(spoken), false) = (&frame.subject, spoken, is_told) {
                    frame.subject = Subject::These(spoken);
                }
                if let Some(Stance::Work(involvement)) = frame.stance {
                    self.lead(line, (start, end), involvement, &below(here, &frame), manner);
                }
                return below(local, &frame);
            }
            let only_named = self.is_only_named(line, start, end);
            if index > 0
                && let Some((from, involvement)) = self.lettered(line, start, end)
            {
                // "QA lead: R for the test evidence".
                here.stance = Some(Stance::Work(involvement));
                let known = self.duties.len();
                let manner = Manner::of(Form::List, true);
                self.sentence(line, (from, end), &here, manner, &mut last_said);
                if let (true, Subject::These(holders)) = (self.duties.len() == known, &here.subject) {
                    // Whatever it is, the letter says whose.
                    let holders = holders.clone();
                    let statement = Statement::plain(Bound::Above, Some(involvement), (from, end), false);
                    self.write(line, &statement, &holders, manner);
                }
                continue;
            }
            let denies = self.framing.grammar.stance(line.run(start, end)) == Some(Stance::Denied);
            if is_label && index > 0 && end - start <= NEGATION && denies {
                // "Owns: the roadmap. Not: the tests".
                here.stance = Some(Stance::Denied);
                continue;
            }
            // "Owner: the PM", and on the next line "Reviewer: the tech lead".
            if is_label
                && (index == 0 || line.words[start].gap.line)
                && let Some(involvement) = self.framing.grammar.label(&line.lower[start..end])
            {
                // Looked for behind a label alone: a paragraph of one line may have thousands of sentences.
                let until = (end..line.words.len()).find(|at| line.words[*at].gap.line).unwrap_or(line.words.len());
                if self.is_mostly_named(line, end, until) {
                    self.topic(line, (start, end, until), involvement);
                    if until == line.words.len() {
                        return local;
                    }
                    past = until;
                    continue;
                }
            }
            let label = (start, end, sentences.get(index + 1).map_or(end, |(_, until)| *until));
            let of_work = is_label && index == 0 && label.2 > end && self.is_only_named(line, end, label.2);
            if of_work && self.held_by(line, label, &here, manner) {
                // "Responsibility for testing: the QA lead".
                return local;
            }
            // "Robin — product manager. Keeps the backlog".
            let behind_name = index == 1 && only_named && line.begins_with_person(start);
            let opens_line = index == 0 || only_named && line.words[start].gap.stop || behind_name;
            if (is_label && opens_line) || ((last || behind_name) && only_named && manner.form == Form::List) {
                let mut frame = self.framing.read(line, start, end, false);
                let verb = self.framing.grammar.verb(line.run(start, end));
                let colon = behind.is_some_and(|next| next.gap.colon || self.is_bold(line, end, next.start));
                if let (Some((length, form, effect)), true) = (verb, is_label && index == 0 && colon)
                    && frame.subject == Subject::Inherited
                    && form == VerbForm::Third
                    && length == end - start
                {
                    // "Owns: the roadmap".
                    frame.stance = frame.stance.or(effect.map(Stance::Work));
                }
                let verb = verb.is_some_and(|(_, form, _)| form != VerbForm::Third);
                // "Release process: the PM" names work, and who has it.
                let told = frame.stance == Some(Stance::Told) && self.is_only_named(line, end, label.2);
                let says = frame.subject != Subject::Inherited || (frame.stance.is_some() && !verb && !told);
                if says {
                    here = below(here, &frame);
                    local = below(local, &frame);
                    manner.listed = true;
                    continue;
                }
            }
            if is_label
                && index == 0
                && (self.done_by(line, label, &here, manner) || self.held_by(line, label, &here, manner))
            {
                return local;
            }
            let goes_on = line.words.get(label.2).is_some_and(|next| next.gap.stop && !next.gap.line);
            let colon = behind.is_some_and(|next| next.gap.colon);
            if is_label && index == 0 && goes_on && colon && self.held(line, (start, end), label.2, &here, manner) {
                held = true;
                continue;
            }
            let begins = line.words[start].gap.stop && !line.words[start].gap.line;
            if is_label && index > 0 && begins && self.held(line, (start, end), label.2, &here, manner) {
                // "Roadmap: the PM. Backlog: the PO".
                held = true;
                continue;
            }
            let holds = |holders: &Vec<Holder>| Frame {
                subject: Subject::These(holders.clone()),
                stance: Some(Stance::Work(Involvement::Responsible)),
                ..here.clone()
            };
            if let Some(frame) = spoken.as_ref().map(holds).filter(|_| self.opens_list(line, (start, end), behind)) {
                // "This includes: gathering requirements".
                here = frame;
                manner.listed = true;
                continue;
            }
            let pronoun = self.is_of_speaker(line, start, end);
            if std::mem::take(&mut carried) && !pronoun {
                spoken = None;
            }
            let about = match &spoken {
                Some(holders) if pronoun => Frame { subject: Subject::These(holders.clone()), ..here.clone() },
                _ => here.clone(),
            };
            if !pronoun && self.is_about_a_party(line, start, end) {
                // "They" in the next are those.
                spoken = None;
            }
            let known = self.duties.len();
            if let Some(holders) = self.sentence(line, (start, end), &about, manner, &mut last_said) {
                spoken = Some(holders);
            } else if self.duties.len() == known
                && let Some(holders) = self.fragment(line, start, end)
            {
                // "Customer success. They run the webinar".
                spoken = Some(holders);
            }
            if self.duties.len() == known && end - start > 1 && behind.is_some_and(|next| next.gap.colon) {
                // "Knows the whole cycle: tests, releases": what is listed is no more work than what was said.
                manner.listed = false;
            }
        }
        if manner.form == Form::Sentence {
            self.spoken = spoken;
        }
        local
    }

    /// The one person whom a few words without a verb name.
    fn fragment(&self, line: &Line<'_>, start: usize, end: usize) -> Option<Vec<Holder>> {
        let mut names = line.named_in(start, end);
        let index = names.next().filter(|_| end - start <= LABEL && names.next().is_none())?;
        let first = line.named[index].first;
        let plain = (start..first).all(|at| {
            let own = line.lower[at];
            self.framing.grammar.is_determiner(own) || line.words[at + 1].start > line.words[at].end + 1
        });
        let clauses = Clauses { grammar: self.framing.grammar, line };
        (plain && clauses.finite(start, end).is_none()).then(|| vec![self.framing.holder(line, index)])
    }

    /// Whether a sentence is about whoever the last one was: "They", "now they", "their job".
    fn is_of_speaker(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let grammar = self.framing.grammar;
        let link = |at: &usize| line.is(Class::Link, *at) || line.is_adverb(*at);
        let first = (start..end).find(|at| !link(at));
        first.is_some_and(|first| {
            // "This includes holding the retrospective".
            let goes_on = line.is(Class::Expletive, first)
                && line.lower.get(first + 1).is_some_and(|next| grammar.is(Class::Contains, next));
            // "This person holds the retrospective".
            let person = line.is(Class::Expletive, first)
                && line.lower.get(first + 1).is_some_and(|next| grammar.is(Class::Post, next));
            goes_on || person || line.is(Class::Speaker, first)
        })
    }

    /// Whether "this includes:" stands there, and what follows is what the one spoken of does.
    fn opens_list(&self, line: &Line<'_>, (start, end): (usize, usize), behind: Option<&line::Word>) -> bool {
        let short = end - start <= SHORT && line.is(Class::Contains, end - 1);
        let about = line.is(Class::Expletive, start) || line.is(Class::Speaker, start);
        short && about && behind.is_some_and(|next| next.gap.colon)
    }

    fn is_bold(&self, line: &Line<'_>, end: usize, next: usize) -> bool {
        line.text.bold > 0 && line.words[end - 1].end <= line.text.bold && next >= line.text.bold
    }

    /// Whether names stand there, with a word or two that say which: "Raft PM".
    fn is_mostly_named(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let covered = |at: usize| line.named_at(at).is_some();
        let other = (start..end).filter(|at| !covered(*at) && !line.is_determiner(*at));
        !line.named_in(start, end).is_empty() && other.count() <= 2
    }

    /// Whether nothing but names and small words stands there.
    pub(super) fn is_only_named(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let (mut at, mut any) = (start, false);
        while at < end {
            let small =
                line.is_determiner(at) || line.is_adverb(at) || line.lower[at].bytes().all(|b| b.is_ascii_digit());
            match line.named_at(at) {
                Some(named) => (any, at) = (true, line.over_aside(named.last + 1).min(end)),
                None if small => at += 1,
                None => return false,
            }
        }
        any
    }

    /// Below "What others do": whether a clause with a verb names somebody else than those whom the page is about.
    fn are_others(&self, statement: &Statement, holders: &[Holder], here: &Frame) -> bool {
        let Subject::These(above) = &here.subject else { return false };
        let named = matches!(statement.bound, Bound::Named(_)) && statement.verb.is_some() && !statement.bare;
        named && holders.iter().all(|holder| above.iter().all(|known| known.text != holder.text))
    }

    /// The label right before a sentence, where it names work: "Pricing: the PM decides".
    fn label_before(&self, line: &Line<'_>, start: usize) -> Option<(usize, usize)> {
        if start == 0 || start > LABEL || !line.words[start].gap.colon {
            return None;
        }
        let alone = (1..start).all(|at| !line.words[at].gap.ends_phrase()) && line.named_in(0, start).next().is_none();
        (alone && !self.activities(line, 0, start, None, &[], (0, 0)).is_empty()).then_some((0, start))
    }

    /// Reads one sentence; answers whom it is about, where it says so itself.
    fn sentence(
        &mut self,
        line: &Line<'_>,
        (start, end): (usize, usize),
        here: &Frame,
        manner: Manner,
        last: &mut Option<Spoken>,
    ) -> Option<Vec<Holder>> {
        let someone = matches!(here.subject, Subject::These(_));
        if !someone && line.named_in(start, line.words.len()).is_empty() {
            // Nobody is spoken of, here or further on, whom it could bind.
            *last = None;
            return None;
        }
        let above = Above { someone, stance: here.stance, listed: manner.listed };
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let mut said = clauses.read(start, end, above, last.take());
        if let Some(topic) = self.label_before(line, start) {
            // "Pricing: the PM decides".
            clauses.with_topic(topic, 0, &mut said);
        }
        *last = said.last;
        if here.stance == Some(Stance::Denied) && !here.others {
            return None;
        }
        let from = self.duties.len();
        for mut statement in said.statements {
            statement.firm &= here.stance != Some(Stance::Silent);
            let holders: Vec<Holder> = match (&statement.bound, &here.subject) {
                (Bound::Named(named), _) => named.iter().map(|index| self.framing.holder(line, *index)).collect(),
                (Bound::Above, Subject::These(holders)) => holders.clone(),
                (Bound::Above, _) => continue,
            };
            if here.others && !self.are_others(&statement, &holders, here) {
                continue;
            }
            let form = match (statement.bound == Bound::Above, manner.form) {
                (true, form) => form,
                (false, Form::Table) => Form::Table,
                (false, _) => Form::Sentence,
            };
            self.write(line, &statement, &holders, Manner { form, stance: here.stance, ..manner });
        }
        self.without_repeats(from);
        said.about.map(|named| named.iter().map(|index| self.framing.holder(line, *index)).collect())
    }
}
