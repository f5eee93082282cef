//! A Markdown file as a row of blocks: headings, paragraphs, list items and table cells, each with its plain text and the way
//! back to the file's bytes.
//!
//! Tags of HTML make the same blocks as Markdown's own marks, since tables with lists in their cells can only be written so.
//! What the blocks mean is the business of the other files here.

mod seen;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Token, Tokenizer};
use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::base::source::Span;
pub(super) use seen::title;
use seen::{with_tables, without_comments, without_front};

/// Lists deeper than this are read as if they were this deep.
const DEEPEST: u8 = 32;

/// A label of a line has at most so many bytes.
const LABEL: usize = 40;
/// Lines that were broken to fit are about as long as this.
const WRAPPED: usize = 76;

/// Signs before a bold beginning have fewer bytes than this.
const SIGN: usize = 16;

/// More lines than this hardly all begin with a capital by chance.
const MANY: usize = 3;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// A paragraph, or what follows the first paragraph of a list item.
    Paragraph,
    /// The first paragraph of a list item.
    Item,
}

/// Where in a table a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Number of the table in the file.
    pub(super) table: u32,
    /// Row, from 0.
    pub(super) row: u32,
    /// Column, from 0.
    pub(super) column: u32,
    /// Whether it is one of the table's headers.
    pub(super) header: bool,
}

/// One block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: Kind,
    /// How many lists it stands in.
    pub(super) depth: u8,
    /// Whether it is quoted.
    pub(super) quoted: bool,
    /// Where in a table it stands.
    pub(super) cell: Option<Cell>,
    /// What it says.
    pub(super) text: Text,
}

impl Block {
    /// Whether it stands at the head of a table, where roles are expected.
    pub(super) fn is_title(&self) -> bool {
        self.cell.is_some_and(|cell| cell.header || cell.column == 0)
    }
}

/// Plain text with the way back to the bytes of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// Without marks. A line feed stands where a new sentence begins for certain.
    pub(super) plain: String,
    /// Where runs of it start: in the plain text, and in the file.
    marks: Vec<(u32, u32)>,
    /// How much of its beginning is bold, in bytes of the plain text.
    pub(super) bold: usize,
    /// Where lines of the file end in it, in bytes of the plain text.
    breaks: Vec<u32>,
    /// Whether each of its lines says something of its own.
    pub(super) parted: bool,
    /// Whether it is an item of a checklist.
    pub(super) task: bool,
}

impl Text {
    /// A text that stands in no file.
    pub(super) fn plain(text: &str) -> Self {
        let mut plain = Self::default();
        plain.push(text, 0);
        plain
    }

    fn push(&mut self, text: &str, at: usize) {
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        self.marks.push((short(self.plain.len()), short(at)));
        self.plain.push_str(text);
    }

    /// The bytes of the file behind a part of the plain text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let last = end.saturating_sub(1).max(start);
        Span::new(self.source(start), self.source(last) + (end - last))
    }

    /// Lines of one paragraph that each say something of their own ("Product manager: the roadmap", "QA lead: the tests") are
    /// told from text that was broken to fit: all of them begin with a capital and none ends within a sentence.
    fn part_lines(&mut self) {
        if self.breaks.is_empty() {
            return;
        }
        let mut lines: Vec<&str> = Vec::with_capacity(self.breaks.len() + 1);
        let mut from = 0;
        for end in self.breaks.iter().map(|at| *at as usize).chain([self.plain.len()]) {
            lines.push(self.plain[from..end].trim());
            from = end;
        }
        let labelled =
            |line: &&str| line.split_once(": ").is_some_and(|(label, _)| label.len() < LABEL) || line.ends_with(':');
        let own = |line: &&str| line.starts_with(|c: char| c.is_uppercase() || c == '@') && !line.ends_with([',', '-']);
        let short = lines.iter().all(|line| line.len() < WRAPPED);
        let all_labels = lines.iter().all(|line| labelled(line) && own(line));
        if all_labels || ((short || lines.len() > MANY) && lines.iter().all(own)) {
            self.parted = true;
            let mut parted = String::with_capacity(self.plain.len());
            let mut from = 0;
            for at in self.breaks.iter().map(|at| *at as usize) {
                parted.push_str(&self.plain[from..at]);
                parted.push('\n');
                from = at + 1;
            }
            parted.push_str(&self.plain[from..]);
            self.plain = parted;
        }
    }

    /// "Owner: [who decides?]": a template that nobody has filled in.
    pub(super) fn is_placeholder(&self) -> bool {
        let plain = self.plain.trim();
        let said = plain.split_once(": ").map_or(plain, |(_, said)| said.trim());
        let within = |open, close| said.starts_with(open) && said.ends_with(close) && said.matches(open).count() == 1;
        within('[', ']')
            || within('<', '>')
            || (said.starts_with("{{") && said.ends_with("}}"))
            || said.trim_matches(['_', '.']).is_empty()
    }

    /// "##Benefits": a heading that lacks its space, on a line of its own.
    fn hashed(&self) -> Option<Kind> {
        let rest = self.plain.trim_start_matches('#');
        let level = self.plain.len() - rest.len();
        let one = self.breaks.is_empty()
            && !rest.trim_end().contains('\n')
            && (2..=6).contains(&level)
            && rest.starts_with(char::is_uppercase);
        one.then(|| Kind::Heading(u8::try_from(level).unwrap_or(6)))
    }

    fn source(&self, plain: usize) -> usize {
        let next = self.marks.partition_point(|(start, _)| *start as usize <= plain);
        let Some((start, at)) = next.checked_sub(1).map(|index| self.marks[index]) else { return 0 };
        at as usize + (plain - start as usize)
    }
}

/// A file taken apart.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its blocks, in order.
    pub(super) blocks: Vec<Block>,
    /// The bytes of a `+++` front matter.
    pub(super) front: Option<Span>,
}

/// Takes a Markdown file apart.
#[must_use]
pub(super) fn page(text: &str) -> Page {
    let text = &*without_comments(text);
    let text = &*with_tables(text);
    let text = &*without_front(text);
    let mut builder = Builder { source: text, ..Builder::default() };
    let mut html = None;
    for (event, range) in Parser::new_ext(text, options(text)).into_offset_iter() {
        if let (Event::Start(Tag::HtmlBlock), None) = (&event, &html) {
            html = Some(range.start);
        } else if let Event::End(TagEnd::HtmlBlock) = &event {
            builder.html(html.take().unwrap_or(range.start), range.end);
        } else if html.is_none() {
            builder.event(&event, range.start, range.end);
        }
    }
    builder.flush();
    builder.page
}

fn options(text: &str) -> Options {
    // The parser takes such a block for data wherever it stands.
    let front = text.starts_with("+++");
    let front = if front { Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS } else { Options::empty() };
    front
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
}

#[derive(Default)]
struct Builder<'a> {
    source: &'a str,
    page: Page,
    text: Text,
    heading: Option<u8>,
    depth: u8,
    /// How many quotes are open.
    quotes: u32,
    /// Whether the next text is the first of a list item.
    fresh: bool,
    tables: Tables,
    /// What text is in that is not prose: code, style, a struck-out passage. The count of open ones.
    silence: usize,
    /// Whether bold is on.
    bold: usize,
    /// The front matter is data.
    in_front: bool,
}

/// Tables are counted, not nested: a table within a table is its own.
#[derive(Default)]
struct Tables {
    count: u32,
    open: bool,
    row: u32,
    column: u32,
    header: bool,
    in_cell: bool,
    /// The depth of lists outside of the table.
    depth: u8,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, start: usize, end: usize) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(*tag),
            Event::Text(text) if self.in_front => {
                let front = self.page.front.get_or_insert(Span::new(start, end));
                front.end = start + text.len();
            }
            Event::Text(text) => self.say(text, start),
            // The backticks are not said.
            Event::Code(text) => self.say(text, start + (end - start).saturating_sub(text.len()) / 2),
            Event::InlineHtml(_) => self.html(start, end),
            Event::SoftBreak => {
                if self.silence == 0 && !self.text.plain.is_empty() {
                    self.text.breaks.push(u32::try_from(self.text.plain.len()).unwrap_or(u32::MAX));
                }
                self.say(" ", start);
            }
            Event::TaskListMarker(_) => self.text.task = true,
            Event::HardBreak => self.say("\n", start),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.heading(*level as u8),
            Tag::Paragraph | Tag::FootnoteDefinition(_) => self.flush(),
            Tag::BlockQuote(_) => self.quote(),
            Tag::List(_) | Tag::DefinitionList => self.list(),
            Tag::Item | Tag::DefinitionListTitle => self.item(),
            Tag::DefinitionListDefinition => self.flush(),
            Tag::Table(_) => self.table(),
            Tag::TableHead => {
                self.row();
                self.tables.header = true;
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.cell(false),
            Tag::Strong => self.bold += 1,
            Tag::CodeBlock(_) | Tag::Strikethrough | Tag::Image { .. } => self.silence += 1,
            Tag::MetadataBlock(MetadataBlockKind::PlusesStyle) => self.in_front = true,
            Tag::MetadataBlock(_) => self.silence += 1,
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::BlockQuote(_) => self.quote_end(),
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition | TagEnd::FootnoteDefinition => self.flush(),
            TagEnd::List(_) | TagEnd::DefinitionList => self.list_end(),
            TagEnd::TableHead => self.tables.header = false,
            TagEnd::TableCell => self.cell_end(),
            TagEnd::Table => self.table_end(),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::CodeBlock | TagEnd::Strikethrough | TagEnd::Image => self.silence = self.silence.saturating_sub(1),
            TagEnd::MetadataBlock(MetadataBlockKind::PlusesStyle) => self.in_front = false,
            TagEnd::MetadataBlock(_) => self.silence = self.silence.saturating_sub(1),
            _ => {}
        }
    }

    /// A run of HTML, which Markdown hands on as it is.
    fn html(&mut self, start: usize, end: usize) {
        let slice = &self.source[start..end.min(self.source.len())];
        for Ok(token) in Tokenizer::new_with_emitter(slice, DefaultEmitter::<usize>::new_with_span()) {
            match token {
                Token::StartTag(tag) => self.open_html(name(&tag.name), tag.self_closing, start + tag.span.start),
                Token::EndTag(tag) => self.close_html(name(&tag.name)),
                Token::String(text) => {
                    let said = String::from_utf8_lossy(&text.value).replace(['\n', '\t'], " ");
                    self.say(&said, start + text.span.start);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
    }

    fn open_html(&mut self, tag: &str, self_closing: bool, at: usize) {
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(tag.as_bytes()[1] - b'0'),
            "p" | "div" | "dd" | "section" | "details" | "summary" => self.flush(),
            "blockquote" => self.quote(),
            "ul" | "ol" | "dl" => self.list(),
            "li" | "dt" => self.item(),
            "table" => self.table(),
            "tr" => self.row(),
            "th" => self.cell(true),
            "td" => self.cell(false),
            "br" => self.say("\n", at),
            "b" | "strong" => self.bold += 1,
            "style" | "script" | "pre" | "del" | "s" if !self_closing => self.silence += 1,
            _ => {}
        }
    }

    fn close_html(&mut self, tag: &str) {
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div" | "li" | "dt" | "dd" | "summary" => self.flush(),
            "blockquote" => self.quote_end(),
            "ul" | "ol" | "dl" => self.list_end(),
            "td" | "th" => self.cell_end(),
            "table" => self.table_end(),
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "style" | "script" | "pre" | "del" | "s" => self.silence = self.silence.saturating_sub(1),
            _ => {}
        }
    }

    fn say(&mut self, text: &str, at: usize) {
        if self.silence > 0 || self.in_front || (self.text.plain.is_empty() && text.trim().is_empty()) {
            return;
        }
        // A sign before it makes a bold beginning no less of one.
        let short = self.text.plain.len() < SIGN;
        let begins = self.text.bold == 0 && short && !self.text.plain.contains(char::is_alphanumeric);
        if self.bold > 0 && (begins || self.text.bold == self.text.plain.trim_end().len()) {
            self.text.bold = self.text.plain.len() + text.trim_end().len();
        }
        self.text.push(text, at);
    }

    fn heading(&mut self, level: u8) {
        self.flush();
        self.heading = Some(level);
    }

    fn quote(&mut self) {
        self.flush();
        self.quotes += 1;
    }

    fn quote_end(&mut self) {
        self.flush();
        self.quotes = self.quotes.saturating_sub(1);
    }

    fn list(&mut self) {
        self.flush();
        self.depth = self.depth.saturating_add(1).min(DEEPEST);
    }

    fn list_end(&mut self) {
        self.flush();
        self.depth = self.depth.saturating_sub(1);
        self.fresh = false;
    }

    fn item(&mut self) {
        self.flush();
        self.fresh = true;
    }

    fn table(&mut self) {
        self.flush();
        let count = self.tables.count + 1;
        self.tables = Tables { count, open: true, depth: self.depth, row: u32::MAX, ..Tables::default() };
    }

    fn row(&mut self) {
        self.flush();
        self.tables.row = self.tables.row.wrapping_add(1);
        self.tables.column = 0;
    }

    fn cell(&mut self, header: bool) {
        self.flush();
        self.tables.in_cell = self.tables.open;
        self.tables.header |= header;
        self.depth = 0;
    }

    fn cell_end(&mut self) {
        self.flush();
        if self.tables.in_cell {
            self.tables.column += 1;
            self.tables.in_cell = false;
        }
    }

    fn table_end(&mut self) {
        self.flush();
        self.depth = self.tables.depth;
        self.tables.open = false;
    }

    /// Ends a block.
    fn flush(&mut self) {
        let heading = self.heading.take();
        if self.text.plain.trim().is_empty() {
            self.text = Text::default();
            return;
        }
        let kind = match heading {
            Some(level) => Kind::Heading(level),
            None if std::mem::take(&mut self.fresh) => Kind::Item,
            None => Kind::Paragraph,
        };
        let tables = &self.tables;
        let cell = tables.in_cell.then_some(Cell {
            table: tables.count,
            row: tables.row,
            column: tables.column,
            header: tables.header,
        });
        let mut text = std::mem::take(&mut self.text);
        text.part_lines();
        let kind = if kind == Kind::Paragraph && cell.is_none() { text.hashed().unwrap_or(kind) } else { kind };
        self.page.blocks.push(Block { kind, depth: self.depth, quoted: self.quotes > 0, cell, text });
    }
}

fn name(tag: &HtmlString) -> &str {
    std::str::from_utf8(tag).unwrap_or_default()
}
