//! Level 3: charters that people wrote as prose: Markdown with headings, lists, sentences and tables.
//!
//! `page.rs` takes the file apart, `line.rs` splits its text, `frame.rs` says what headings and labels mean for what stands
//! below, `passage.rs` goes through sentences and `label.rs` through labels, `clause.rs` reads clauses, `work.rs` which work
//! their words name, `asked.rs` questions and what is only pointed at, `table.rs` reads tables, `persons.rs` who a page says that
//! somebody is, `section.rs` which team a part of a page is about, `withdrawn.rs` what is taken back, `apart.rs` what binds
//! nobody, and `write.rs` writes the duties down. This file walks the blocks. Silence is better than a wrong duty: what is not
//! understood for certain is left out, or is not explicit, so that no rule judges it.

mod apart;
mod asked;
mod clause;
mod frame;
mod label;
mod legend;
mod line;
mod meaning;
mod page;
mod passage;
mod persons;
mod section;
mod table;
mod unread;
mod withdrawn;
mod work;
mod write;

use std::borrow::Cow;

use super::format::{FileFormat, Input, MARKDOWN, Named, Sign, Usual, Words};
use super::reading::{DutyEntry, Form, Reading};
use super::{charter, looks, size};
use crate::base::source::Span;
use crate::document::{Document, Problem};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::grammar::Stance;
use crate::taxonomy::mention::Finder;
use clause::{Bound, Statement};
use frame::{Frame, Frames, Framing, Holder, Subject, below};
use line::{Line, Mentions, mentions};
use meaning::Meaning;
use page::{Block, Kind, Page, page};
use section::Section;
use withdrawn::Group;

/// A bold paragraph of at most so many words is a heading.
const LABEL: usize = 10;
/// A clause of at most so many words says little else than what it names.
const SHORT: usize = 5;
/// Rank of a bold label among the frames; headings are 1 to 6.
const LABEL_RANK: u16 = 7;
/// Rank of the first list.
const LIST_RANK: u16 = 10;

/// Charters in Markdown.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "prose",
    syntax: &MARKDOWN,
    endings: &[".md"],
    rare_endings: &[".mdx", ".markdown"],
    named: Named::Patterns(Usual {
        key: "charters",
        patterns: &["**/*charter*.md"],
        rare: &["**/*charter*.mdx", "**/*charter*.markdown"],
        former: &["**/CHARTER.md", "**/*Charter*.md", "**/*CHARTER*.md"],
        any_case: true,
    }),
    keys: &[],
    sign: Sign::Ending,
    by_host: false,
    introduces: false,
    words: Words {
        one: "a page",
        several: "charters",
        file: "Markdown (.md, .mdx, .markdown)",
        holds: "",
        counted: Some(("charter", " in Markdown")),
        is_common: false,
    },
    schema: None,
    parse: Some(|input| Ok(as_it_looks(input))),
};

/// What prose is read with.
#[derive(Clone, Copy)]
pub(crate) struct Language<'a> {
    /// Activities, roles and the words of prose.
    pub(crate) taxonomy: &'a Taxonomy,
    /// Finds roles.
    pub(crate) finder: &'a Finder,
}

/// Reads a page as it looks, and tells what in it is something else.
fn as_it_looks(input: &Input<'_, '_>) -> Reading {
    let (looks, problems) = looks::of_page(input.text);
    let mut reading = read(&looks, input.name, (input.language)());
    // Not all that looks otherwise is told.
    if matches!(looks, Cow::Owned(_)) {
        looks::on_characters(&mut reading, input.text);
    }
    reading.problems.extend(problems);
    // Words that go on for pages are no name, and no row of work.
    reading.duties.retain(size::is_readable);
    reading
}

/// Reads a Markdown file. `name` is the page's name: its file's, or its folder's for a page that is called after none.
#[must_use]
pub(super) fn read(text: &str, name: &str, language: Language<'_>) -> Reading {
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
    let front = page::title(text).map(|title| page::Text::plain(&title));
    let front_named = front.as_ref().map(|title| mentions(language.finder, &title.plain, false, &mut Vec::new()));
    let team = persons::introduces_team(language.taxonomy.grammar(), &page.blocks);
    if !team
        && named.iter().all(Vec::is_empty)
        && title_named.is_empty()
        && front_named.as_ref().is_none_or(Vec::is_empty)
    {
        return reading;
    }
    let grammar = language.taxonomy.grammar();
    legend::apply(grammar, &page.blocks, &mut named);
    let everything = || {
        let blocks = page.blocks.iter().map(|block| block.text.plain.as_str()).zip(named.iter().map(Vec::as_slice));
        blocks.chain(std::iter::once((title.plain.as_str(), title_named.as_slice())))
    };
    let meaning = Meaning::gather(grammar, &everything().collect::<Vec<_>>());
    persons::apply(language, &meaning, &page.blocks, &mut named);
    let framing = Framing { grammar, meaning: &meaning };
    let mut walk = Walk {
        language,
        framing,
        frames: Frames::default(),
        heading: None,
        under_title: false,
        duties: Vec::new(),
        problems: Vec::new(),
        unread: Vec::new(),
        asked: Vec::new(),
        item: None,
        spoken: None,
        section: Section::before(grammar, &page.blocks),
        group: Group::default(),
        before: Group::default(),
    };
    let is_called_after_someone = walk.name(&title, title_named, CalledBy::File);
    if let (Some(title), Some(named)) = (front, front_named.filter(|_| !is_called_after_someone)) {
        walk.name(&title, named, CalledBy::FrontMatter);
    }
    let mut at = 0;
    while at < page.blocks.len() {
        let table = page.blocks[at].cell.map(|cell| cell.table);
        let end = match table {
            Some(_) => at + page.blocks[at..].iter().take_while(|b| b.cell.map(|cell| cell.table) == table).count(),
            None => at + 1,
        };
        match table {
            Some(_) => walk.table(&page.blocks[at..end], &named[at..end]),
            None => {
                let below = page.blocks.get(at + 1).is_some_and(|next| {
                    next.kind == Kind::Item && next.cell.is_none() && next.depth > page.blocks[at].depth
                });
                walk.block(&page.blocks[at], named[at].clone(), below);
            }
        }
        at = end;
    }
    walk.section.own(&mut walk.duties);
    reading.members.append(&mut walk.section.members);
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
    /// Whether that is the page's title.
    under_title: bool,
    duties: Vec<DutyEntry>,
    problems: Vec<Problem>,
    /// Titles of people that no role is known by, with their places.
    unread: Vec<(String, Span)>,
    /// What the question right above asks the holder of.
    asked: Vec<DutyEntry>,
    /// The item that the ones at hand stand below: how deep it stands, and its words.
    item: Option<(u8, page::Text)>,
    /// Whom the paragraph right above was about last: "They" in the next.
    spoken: Option<Vec<Holder>>,
    /// Which team the part at hand is about.
    section: Section,
    /// The blocks that belong to the one at hand, and those before them.
    group: Group,
    before: Group,
}

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

/// What calls a page by a name.
#[derive(Clone, Copy)]
enum CalledBy {
    /// Its file, in a word or two.
    File,
    /// Its front matter, as a heading would.
    FrontMatter,
}

impl Walk<'_> {
    /// What the file's name says, "product-manager.md" is about the product manager, or its front matter; whether it is
    /// somebody whom the page is about.
    fn name(&mut self, title: &page::Text, named: Mentions, by: CalledBy) -> bool {
        let lower = title.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, title, &lower, named);
        if line.words.is_empty() {
            return false;
        }
        let mut frame = match by {
            CalledBy::File => self.framing.of_page(&line),
            CalledBy::FrontMatter => self.framing.read(&line, 0, line.words.len(), false),
        };
        if let Subject::These(holders) = &mut frame.subject {
            for holder in holders {
                holder.span = Span::default();
            }
        }
        frame.stance = None;
        let is_about_someone = matches!(frame.subject, Subject::These(_));
        if is_about_someone {
            self.frames.enter(0, frame);
        }
        is_about_someone
    }

    /// Reads a block; `below` says that a list stands below it.
    fn block(&mut self, block: &Block, named: Mentions, below: bool) {
        let list = LIST_RANK + 2 * u16::from(block.depth);
        let group = self.group.with(block, self.duties.len());
        if group.from != self.group.from || self.group.from == self.duties.len() {
            self.before = self.group;
        }
        self.group = group;
        if block.kind != Kind::Item || self.item.as_ref().is_some_and(|(depth, _)| block.depth <= *depth) {
            self.item = None;
        }
        match block.kind {
            Kind::Heading(level) => self.heading(block, named, u16::from(level)),
            Kind::Paragraph | Kind::Item if self.section.introduces(self.framing.grammar, block) => {}
            Kind::Paragraph => {
                // A quote stands below the line that leads to it.
                let rank = list + u16::from(block.quoted);
                self.frames.leave(rank);
                if below && self.denies_below(block) {
                    self.frames.enter(rank, apart::nobodys());
                    return;
                }
                self.text(block, named, rank);
            }
            Kind::Item => {
                self.frames.leave(list - 1);
                if below && named.is_empty() && self.item.is_none() {
                    self.item = Some((block.depth, block.text.clone()));
                }
                if !(below && self.opens_nested(block, &named, list - 1)) {
                    self.text(block, named, list - 1);
                }
            }
        }
    }

    fn heading(&mut self, block: &Block, named: Mentions, rank: u16) {
        self.frames.leave(rank);
        let titles = self.heading.is_none();
        self.under_title = titles && rank == 1;
        if self.section.enters(self.framing.grammar, &block.text, rank) {
            // What was spoken of above was another team's.
            (self.heading, self.spoken) = (Some((block.text.clone(), named)), None);
            self.asked.clear();
            return;
        }
        self.heading = Some((block.text.clone(), named.clone()));
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, named);
        if line.words.is_empty() {
            return;
        }
        self.note_title(&line, 0, line.words.len());
        self.asked.clear();
        self.spoken = None;
        if self.is_story(&line) {
            self.frames.enter(rank, apart::nobodys());
            return;
        }
        self.asks(&line, (0, line.words.len()));
        if self.names_company(&line) {
            self.frames.enter(rank, Frame { stance: Some(Stance::Told), ..Frame::default() });
            return;
        }
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

    /// "What falls to the SRE", above items of its own: a heading, whatever else it would say.
    fn opens_nested(&mut self, block: &Block, named: &Mentions, rank: u16) -> bool {
        if named.is_empty() || block.text.parted {
            return false;
        }
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, named.clone());
        let words = line.words.len();
        let whole = words > 0 && words <= LABEL && !line.leads && line.sentences().len() == 1;
        if !whole || !self.activities(&line, 0, words, None, &[], (0, 0)).is_empty() {
            return false;
        }
        let mut frame = self.framing.read(&line, 0, words, true);
        if !matches!(frame.subject, Subject::These(_)) {
            // "Work of the SRE" is no verb.
            frame = self.framing.read(&line, 0, words, false);
        }
        let opens = matches!(frame.subject, Subject::These(_)) && matches!(frame.stance, Some(Stance::Work(_)));
        if opens {
            frame.opens_list = true;
            self.frames.enter(rank, frame);
        }
        opens
    }

    /// A paragraph or a list item: read, and perhaps the frame of what follows.
    fn text(&mut self, block: &Block, named: Mentions, rank: u16) {
        let above = self.frames.all();
        let item = block.kind == Kind::Item;
        let speaks = matches!(above.subject, Subject::These(_)) || !named.is_empty();
        let label = block.text.bold >= block.text.plain.trim_end().trim_end_matches(':').len();
        let leads = block.text.plain.trim_end().trim_end_matches(['*', '_']).ends_with(':');
        let asks = block.text.plain.trim_end().ends_with('?');
        let goes_on = self.spoken.is_some() && !item;
        if item && self.is_item_denied(&block.text.plain) || self.is_struck(&block.text.plain) {
            return;
        }
        let may_take_back =
            named.is_empty() && self.before.from < self.duties.len() && block.text.plain.len() <= withdrawn::BYTES;
        if (!speaks && !label && !leads && !item && !asks && !goes_on && !may_take_back) || block.text.is_placeholder()
        {
            self.asked.clear();
            return;
        }
        let lower = block.text.plain.to_ascii_lowercase();
        let line = Line::new(self.framing.grammar, &block.text, &lower, named);
        if line.words.is_empty() {
            return;
        }
        if asks && self.asks(&line, (0, line.words.len())) {
            return;
        }
        if self.is_of_a_year(&line) {
            self.frames.enter(rank, apart::nobodys());
            return;
        }
        if label && !item && line.words.len() <= LABEL {
            self.note_title(&line, 0, line.words.len());
            let frame = self.framing.read(&line, 0, line.words.len(), line.leads);
            self.frames.enter(LABEL_RANK, frame);
            return;
        }
        if let Some((first, involvement)) = self.labelled_by(&line).filter(|_| !item) {
            self.topic(&line, (0, first, line.words.len()), involvement);
            return;
        }
        if let Some(frame) = self.field_of_role(&line, 0, line.words.len()) {
            self.frames.enter(if item { rank - 1 } else { LABEL_RANK }, frame);
            return;
        }
        if item && self.held_behind(&line, &above) {
            return;
        }
        let manner = Manner::of(if item { Form::List } else { Form::Sentence }, item || block.depth > 0);
        let frame = self.sentences(&line, &above, manner);
        if item || line.leads {
            self.frames.enter(rank, frame);
        }
    }
}
