//! Level 3: charters that people wrote as prose: Markdown with headings, lists, sentences and tables.
//!
//! `page.rs` takes the file apart, `line.rs` splits its text, `frame.rs` says what headings and labels mean for what stands
//! below, `clause.rs` reads clauses, `work.rs` which work their words name, and `table.rs` tables. This file walks the blocks and writes down the duties. Silence is
//! better than a wrong duty: what is not understood for certain is left out, or is not explicit, so that no rule judges it.

mod clause;
mod frame;
mod legend;
mod line;
mod meaning;
mod page;
mod table;
mod unread;
mod work;

use std::sync::Arc;

use super::charter;
use super::reading::{DutyEntry, Form, HolderEntry, Reading, Understood};
use crate::base::confidence::Confidence;
use crate::base::involvement::Involvement;
use crate::base::sign::{Sign, Signs};
use crate::base::source::{Span, Spanned};
use crate::document::{Document, Problem};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::grammar::{Class, Form as VerbForm, Stance};
use crate::taxonomy::mention::Finder;
use clause::{Above, Bound, Clauses, Spoken, Statement};
use frame::{Frame, Frames, Framing, Holder, Subject, below};
use line::{Line, Mentions, mentions};
use meaning::Meaning;
use page::{Block, Kind, Page, page};
use work::Work;

/// A bold paragraph of at most so many words is a heading.
const LABEL: usize = 10;
/// A clause of at most so many words says little else than what it names.
const SHORT: usize = 5;
/// Words of a duty that no phrase knows are kept up to this many.
const WORDS: usize = 12;
/// A clause of more words than this is long.
const LONG: usize = 25;
/// Rank of a bold label among the frames; headings are 1 to 6.
const LABEL_RANK: u16 = 7;
/// Rank of the first list.
const LIST_RANK: u16 = 10;

/// What prose is read with.
#[derive(Clone, Copy)]
pub struct Language<'a> {
    /// Activities, roles and the words of prose.
    pub taxonomy: &'a Taxonomy,
    /// Finds roles.
    pub finder: &'a Finder,
}

/// Reads a Markdown file. `name` is the page's name: its file's, or its folder's for a page that is called after none.
#[must_use]
pub fn read(text: &str, name: &str, language: Language<'_>) -> Reading {
    let page = page(text);
    let mut reading = front_matter(text, &page);
    let mut parts = Vec::new();
    let mut named: Vec<_> = page
        .blocks
        .iter()
        .map(|block| mentions(language.finder, &block.text.plain, block.is_title(), &mut parts))
        .collect();
    without_parts(&page, &mut named, &parts);
    let title = page::Text::plain(&name.replace(['-', '_', '.'], " "));
    let title_named = mentions(language.finder, &title.plain, false, &mut Vec::new());
    if named.iter().all(Vec::is_empty) && title_named.is_empty() {
        return reading;
    }
    let grammar = language.taxonomy.grammar();
    legend::apply(grammar, &page.blocks, &mut named);
    let everything = || {
        let blocks = page.blocks.iter().map(|block| block.text.plain.as_str()).zip(named.iter().map(Vec::as_slice));
        blocks.chain(std::iter::once((title.plain.as_str(), title_named.as_slice())))
    };
    let meaning = Meaning::gather(grammar, &everything().collect::<Vec<_>>());
    let framing = Framing { grammar, meaning: &meaning };
    let mut walk = Walk {
        language,
        framing,
        frames: Frames::default(),
        heading: None,
        duties: Vec::new(),
        problems: Vec::new(),
        unread: Vec::new(),
    };
    walk.name(&title, title_named);
    let mut at = 0;
    while at < page.blocks.len() {
        let table = page.blocks[at].cell.map(|cell| cell.table);
        let end = match table {
            Some(_) => at + page.blocks[at..].iter().take_while(|b| b.cell.map(|cell| cell.table) == table).count(),
            None => at + 1,
        };
        match table {
            Some(_) => walk.table(&page.blocks[at..end], &named[at..end]),
            None => walk.block(&page.blocks[at], named[at].clone()),
        }
        at = end;
    }
    reading.duties.append(&mut walk.duties);
    reading.problems.append(&mut walk.problems);
    reading.problems.extend(unread::told(&walk.unread));
    reading.meanings = meaning.told(&language.taxonomy.roles);
    reading
}

/// On a page with a "TC sponsor", "the sponsor" is that one.
fn without_parts(page: &Page, named: &mut [Mentions], parts: &[String]) {
    if parts.is_empty() {
        return;
    }
    for (block, named) in page.blocks.iter().zip(named) {
        let is_part = |name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name.trim_end_matches('s')));
        named.retain(|(start, end, ..)| !is_part(&block.text.plain[*start..*end]));
    }
}

/// A front matter in TOML is data, with the keys of a charter.
fn front_matter(text: &str, page: &Page) -> Reading {
    let Some(front) = page.front else { return Reading::default() };
    // Spaces in place of what stands before keep the places right.
    let padded = " ".repeat(front.start) + &text[front.start..front.end.min(text.len())];
    match Document::parse(&padded) {
        Ok(document) => charter::read_front(&document.root(), &padded),
        Err(problems) => Reading { problems, ..Reading::default() },
    }
}

/// Walks the blocks of a file.
struct Walk<'a> {
    language: Language<'a>,
    framing: Framing<'a>,
    frames: Frames,
    /// The last heading: the work that "Owner: the PM" speaks of.
    heading: Option<(page::Text, Mentions)>,
    duties: Vec<DutyEntry>,
    problems: Vec<Problem>,
    /// Titles of people that no role is known by, with their places.
    unread: Vec<(String, Span)>,
}

/// An activity, where a phrase knows it, and the bytes of the plain text that name it.
type Meant = (Option<Arc<str>>, (usize, usize));

/// How a block is written down.
#[derive(Clone, Copy)]
struct Manner {
    form: Form,
    /// Whether it stands in a list or a cell.
    listed: bool,
    /// What the headings above say of it.
    stance: Option<Stance>,
}

impl Manner {
    const fn of(form: Form, listed: bool) -> Self {
        Self { form, listed, stance: None }
    }
}

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
    /// What the file's name says: "product-manager.md" is about the product manager.
    fn name(&mut self, title: &page::Text, named: Mentions) {
        let lower = title.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, title, &lower, named);
        if line.words.is_empty() {
            return;
        }
        let mut frame = self.framing.read(&line, 0, line.words.len(), false);
        if let Subject::These(holders) = &mut frame.subject {
            for holder in holders {
                holder.span = Span::default();
            }
        }
        frame.stance = None;
        if matches!(frame.subject, Subject::These(_)) {
            self.frames.enter(0, frame);
        }
    }

    fn block(&mut self, block: &Block, named: Mentions) {
        let list = LIST_RANK + 2 * u16::from(block.depth);
        match block.kind {
            Kind::Heading(level) => self.heading(block, named, u16::from(level)),
            Kind::Paragraph => {
                self.frames.leave(list);
                self.text(block, named, list);
            }
            Kind::Item => {
                self.frames.leave(list - 1);
                self.text(block, named, list - 1);
            }
        }
    }

    fn heading(&mut self, block: &Block, named: Mentions, rank: u16) {
        self.frames.leave(rank);
        let titles = self.heading.is_none();
        self.heading = Some((block.text.clone(), named.clone()));
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, named);
        if line.words.is_empty() {
            return;
        }
        self.note_title(&line, 0, line.words.len());
        let opens = line.leads || line.lower.last().is_some_and(|word| self.framing.grammar.takes_object(word));
        let above = self.frames.all();
        let mut frame = self.framing.read(&line, 0, line.words.len(), opens);
        if rank == 1 && titles && frame.stance == Some(Stance::Silent) && !matches!(frame.subject, Subject::These(_)) {
            // A page called "Definitions" may still say who does what.
            frame.stance = None;
        }
        let grammar = self.framing.grammar;
        let person =
            line.named.iter().any(|named| grammar.is_role_noun(line.lower[named.last]) && named.last > named.first);
        if above.opens_list && !person && frame.stance != Some(Stance::Denied) && !opens {
            // "Product managers are accountable for:" with a heading for each area.
            if let (Subject::These(holders), Some(Stance::Work(involvement))) = (&above.subject, above.stance) {
                let statement = Statement {
                    bound: Bound::Above,
                    effect: Some(involvement),
                    denied: false,
                    words: (0, line.words.len()),
                    aside: Vec::new(),
                    beside: (0, 0),
                    verb: None,
                    firm: false,
                    bare: false,
                };
                self.write(&line, &statement, holders, Manner::of(Form::List, true));
            }
            self.frames.enter(rank, Frame { opens_list: true, ..Frame::default() });
            return;
        }
        if let Some(Stance::Work(involvement)) = frame.stance.filter(|_| opens) {
            let manner = Manner::of(Form::List, true);
            self.lead(&line, (0, line.words.len()), involvement, &below(above, &frame), manner);
        }
        self.frames.enter(rank, frame);
    }

    /// A paragraph or a list item: read, and perhaps the frame of what follows.
    fn text(&mut self, block: &Block, named: Mentions, rank: u16) {
        let above = self.frames.all();
        let item = block.kind == Kind::Item;
        let speaks = matches!(above.subject, Subject::These(_)) || !named.is_empty();
        let label = block.text.bold >= block.text.plain.trim_end().trim_end_matches(':').len();
        let leads = block.text.plain.trim_end().trim_end_matches(['*', '_']).ends_with(':');
        if (!speaks && !label && !leads && !item) || block.text.is_placeholder() {
            return;
        }
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, named);
        if line.words.is_empty() {
            return;
        }
        if label && !item && line.words.len() <= LABEL {
            self.note_title(&line, 0, line.words.len());
            let frame = self.framing.read(&line, 0, line.words.len(), line.leads);
            self.frames.enter(LABEL_RANK, frame);
            return;
        }
        if let Some((first, involvement)) = self.labelled_by(&line).filter(|_| !item) {
            self.topic(&line, first, involvement);
            return;
        }
        let manner = Manner::of(if item { Form::List } else { Form::Sentence }, item);
        let frame = self.sentences(&line, &above, manner);
        if item || line.leads {
            self.frames.enter(rank, frame);
        }
    }

    /// Reads a line's sentences; answers what it says of what follows.
    fn sentences(&mut self, line: &Line<'_>, above: &Frame, manner: Manner) -> Frame {
        let sentences = line.sentences();
        if !line.text.parted {
            return self.passage(line, &sentences, above, manner);
        }
        let mut frame = Frame::default();
        for part in sentences.chunk_by(|_, (start, _)| !line.words[*start].gap.line) {
            let labelled =
                part.get(1).is_some_and(|(start, _)| line.words[*start].gap.colon || line.words[*start].gap.dash);
            let form = if labelled { Form::List } else { manner.form };
            let manner = Manner::of(form, true);
            frame = self.passage(line, part, above, manner);
        }
        frame
    }

    /// Reads sentences that belong together.
    fn passage(&mut self, line: &Line<'_>, sentences: &[(usize, usize)], above: &Frame, manner: Manner) -> Frame {
        let mut here = above.clone();
        let mut local = Frame::default();
        let mut manner = manner;
        // Whom the last sentence was about: "They" in the next.
        let mut spoken: Option<Vec<Holder>> = None;
        let mut last_said: Option<Spoken> = None;
        let count = sentences.len();
        for (index, (start, end)) in sentences.iter().copied().enumerate() {
            let last = index + 1 == count;
            let behind = line.words.get(end).filter(|next| !next.gap.line);
            let is_label = behind
                .is_some_and(|next| next.gap.colon || next.gap.dash || self.is_bold(line, end, next.start))
                && end - start <= LABEL;
            if last && line.leads && end == line.words.len() {
                let mut frame = self.framing.read(line, start, end, true);
                if let (Subject::Inherited, Some(spoken)) = (&frame.subject, spoken) {
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
                self.sentence(line, (from, end), &here, Manner::of(Form::List, true), &mut last_said);
                continue;
            }
            if is_label
                && index == 0
                && let Some(involvement) = self.framing.grammar.label(&line.lower[start..end])
                && self.is_mostly_named(line, end)
            {
                self.topic(line, end, involvement);
                return local;
            }
            if (is_label && index == 0) || (only_named && last && manner.form == Form::List) {
                let mut frame = self.framing.read(line, start, end, false);
                let verb = self.framing.grammar.verb(&line.lower[start..end]);
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
                let says = frame.subject != Subject::Inherited || (frame.stance.is_some() && !verb);
                if says {
                    here = below(here, &frame);
                    local = below(local, &frame);
                    manner.listed = true;
                    continue;
                }
            }
            if is_label && index == 0 && self.done_by(line, (start, end), &here, manner) {
                return local;
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
            let pronoun = self.framing.grammar.is(Class::Speaker, line.lower[start]);
            let about = match &spoken {
                Some(holders) if pronoun => Frame { subject: Subject::These(holders.clone()), ..here.clone() },
                _ => here.clone(),
            };
            if let Some(holders) = self.sentence(line, (start, end), &about, manner, &mut last_said) {
                spoken = Some(holders);
            }
        }
        local
    }

    /// Whether "this includes:" stands there, and what follows is what the one spoken of does.
    fn opens_list(&self, line: &Line<'_>, (start, end): (usize, usize), behind: Option<&line::Word>) -> bool {
        let grammar = self.framing.grammar;
        let short = end - start <= SHORT && grammar.is(Class::Contains, line.lower[end - 1]);
        let about = grammar.is(Class::Expletive, line.lower[start]) || grammar.is(Class::Speaker, line.lower[start]);
        short && about && behind.is_some_and(|next| next.gap.colon)
    }

    /// "Feasibility study: written by the tech lead": a label that names the work, and who does it.
    fn done_by(&mut self, line: &Line<'_>, (start, end): (usize, usize), here: &Frame, manner: Manner) -> bool {
        let clauses = Clauses { grammar: self.framing.grammar, line };
        let until = line.sentences().into_iter().find(|(first, _)| *first == end).map_or(end, |(_, last)| last);
        let Some((names, effect)) = clauses.agents(end, until) else { return false };
        let holders: Vec<Holder> = names.iter().map(|index| self.framing.holder(line, *index)).collect();
        let statement = Statement::plain(Bound::Named(names), effect, (start, end), false);
        if here.stance != Some(Stance::Denied) {
            self.write(line, &statement, &holders, Manner { form: Form::List, listed: true, ..manner });
        }
        true
    }

    /// "Completed by the product manager" under a heading that names the work: where the name begins, and how.
    fn labelled_by(&self, line: &Line<'_>) -> Option<(usize, Involvement)> {
        let grammar = self.framing.grammar;
        let mut first = line.named.first()?.first;
        let mut until = first;
        while until > 0 && grammar.is_determiner(line.lower[until - 1]) {
            until -= 1;
        }
        first = first.min(until.max(1));
        let involvement = grammar.label(&line.lower[..until])?;
        grammar.is(Class::By, line.lower[until.checked_sub(1)?]).then_some((first, involvement))
    }

    /// Letters of a matrix before the work, and where that begins: "A/R for the go-live".
    fn lettered(&self, line: &Line<'_>, start: usize, end: usize) -> Option<(usize, Involvement)> {
        let grammar = self.framing.grammar;
        let capital = |at: usize| {
            let word = line.words[at];
            word.end - word.start == 1 && line.text.plain[word.start..].starts_with(char::is_uppercase)
        };
        let letters = (start..end).take_while(|at| capital(*at) && (*at == start || line.words[*at].gap.joint)).count();
        let from = start + letters;
        if letters == 0 || from >= end {
            return None;
        }
        let linked = grammar.is(Class::For, line.lower[from]) || line.words[from].gap.dash;
        let of_letter = |at: usize| table::of_raci(line.lower[at]);
        let strongest = (start..from).map(of_letter).collect::<Option<Vec<_>>>()?.into_iter().max()?;
        let from = from + usize::from(grammar.is(Class::For, line.lower[from]));
        (linked && from < end).then_some((from, strongest))
    }

    /// "Facilitator: the PM" under a heading that names the work.
    fn topic(&mut self, line: &Line<'_>, start: usize, involvement: Involvement) {
        let Some((text, named)) = self.heading.clone() else { return };
        let lower = text.plain.to_ascii_lowercase();
        let about = Line::new(self.framing.grammar, &text, &lower, named);
        if about.words.is_empty() {
            return;
        }
        let behind = line.named_in(start, line.words.len());
        let holders: Vec<Holder> = behind.map(|index| self.framing.holder(line, index)).collect();
        let taxonomy = self.language.taxonomy;
        // With a verb of the label's own, what is done is not what the heading says: facilitating a review is no review.
        let done = self.framing.grammar.label_verb(&line.lower[..start]).map(|verb| format!("{verb} {}", text.plain));
        let whole = (0, text.plain.trim_end().len());
        let mut found: Vec<(Meant, Signs)> = match &done {
            Some(done) => {
                let all = taxonomy.activities.find(taxonomy.words(), done);
                let by_verb = all.iter().find(|found| found.before == 0).map(|found| found.activity);
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
        let at = line.span(start, line.words.len() - 1);
        for ((activity, (from, to)), signs) in found {
            let signs = signs.with(Sign::Column, true).with(Sign::SeveralHolders, holders.len() > 1);
            let signs = signs.with(Sign::Nothing, activity.is_none());
            let phrase = about.text.span(from, to);
            self.duties.push(DutyEntry {
                holders: holders.iter().map(|holder| entry(holder, involvement)).collect(),
                understood: Some(Box::new(Understood {
                    phrase: activity.is_some().then_some(phrase),
                    explicit: activity.is_some(),
                    confidence: self.confidence(signs),
                    signs,
                    words: (Vec::new(), Vec::new()),
                    activity,
                    at,
                    partial: false,
                    by: Some(line.span(0, start - 1)),
                })),
                ..blank(&about.text.plain[from..to], phrase, Form::List)
            });
        }
    }

    /// "You will own an area and:" gives a duty itself, before the list does.
    fn lead(
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
        if self.framing.grammar.is(Class::To, line.lower[end - 1]) {
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

    fn is_bold(&self, line: &Line<'_>, end: usize, next: usize) -> bool {
        line.text.bold > 0 && line.words[end - 1].end <= line.text.bold && next >= line.text.bold
    }

    /// Whether names stand there, with a word or two that say which: "Raft PM".
    fn is_mostly_named(&self, line: &Line<'_>, start: usize) -> bool {
        let covered = |at: usize| line.named_at(at).is_some();
        let other = (start..line.words.len())
            .filter(|at| !covered(*at) && !self.framing.grammar.is_determiner(line.lower[*at]));
        !line.named.is_empty() && other.count() <= 2
    }

    /// Whether nothing but names and small words stands there.
    fn is_only_named(&self, line: &Line<'_>, start: usize, end: usize) -> bool {
        let covered = |at: usize| line.named_at(at).is_some();
        let grammar = self.framing.grammar;
        (start..end).any(covered)
            && (start..end).all(|at| {
                covered(at)
                    || grammar.is_determiner(line.lower[at])
                    || line.lower[at].bytes().all(|b| b.is_ascii_digit())
            })
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
        let above = Above { someone, stance: here.stance, listed: manner.listed };
        let said = Clauses { grammar: self.framing.grammar, line }.read(start, end, above, last.take());
        *last = said.last;
        if here.stance == Some(Stance::Denied) {
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

    /// Of two verbs that give one work in one way, the clearer says it: "creates and stewards the vision".
    fn without_repeats(&mut self, from: usize) {
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
    fn write(&mut self, line: &Line<'_>, statement: &Statement, holders: &[Holder], manner: Manner) {
        let Some(involvement) = statement.effect else { return };
        let (start, end) = statement.words;
        if start >= end || holders.is_empty() {
            return;
        }
        let hits = self.activities(line, start, end, statement.verb, &statement.aside, statement.beside);
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
            let said =
                Said { words, work: Some(work), involvement, verb: statement.verb, signs, clear: clear && !soft };
            self.push(line, &said, holders, manner);
        }
    }

    /// Whether nothing follows a verb.
    fn is_lone(&self, line: &Line<'_>, verb: usize, end: usize) -> bool {
        let length = self.framing.grammar.verb(&line.lower[verb.min(end)..end]).map_or(1, |(length, ..)| length);
        (verb + length..end).all(|at| self.framing.grammar.is_adverb(line.lower[at]))
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
    fn confidence(&self, signs: Signs) -> Confidence {
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
                phrase: said.work.map(|_| phrase),
                activity: said.work.map(|work| work.activity.clone()),
                explicit: said.clear && scale.is_explicit(percent),
                confidence: Confidence::percent(percent),
                signs: said.signs,
                words: said.work.map(|work| work.words.clone()).unwrap_or_default(),
                at,
                partial: false,
                by,
            })),
            ..blank(&line.text.plain[from..to], phrase, manner.form)
        });
    }
}

fn entry(holder: &Holder, involvement: Involvement) -> HolderEntry {
    HolderEntry { who: Spanned { value: holder.text.clone(), span: holder.span }, involvement, whole: None }
}

/// A duty of which nothing but its words is known.
fn blank(text: &str, span: Span, form: Form) -> DutyEntry {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    DutyEntry::of(Spanned { value: words.into(), span }, form, span)
}
