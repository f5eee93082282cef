//! Level 3: files to readings. One file per format; this one is their table.
//!
//! A reader is a pure function of the file's text. Which files are read how is decided by `config.rs`.

pub mod backstage;
pub mod charter;
pub mod codeowners;
mod looks;
pub mod map;
pub mod ownership;
pub mod people;
pub mod prose;
pub mod reading;
mod size;
pub mod waiver;

use std::borrow::Cow;

use crate::base::limits;
use crate::base::path::RepoPath;
use crate::base::source::Span;
use crate::document::{Document, Problem, ProblemKind};
use crate::owners::Host;
use map::Map;
use reading::Reading;
pub(crate) use size::cap;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `charter.toml`.
    Charter,
    /// `ownership.toml`.
    Ownership,
    /// `people.toml`.
    People,
    /// TOML of another shape, by the map with this number in the configuration.
    Mapped(usize),
    /// `CODEOWNERS`, of the host that it must be of; `None` where its place leaves that open.
    Codeowners(Option<Host>),
    /// Backstage's `catalog-info.yaml`.
    Backstage,
    /// A charter in Markdown.
    Prose,
    /// A file that only shows which host the repository is kept at; nothing in it is read.
    HostSign,
}

/// What files are read with: the configuration's maps, and the language of prose.
pub struct Reader<'a> {
    /// Maps for TOML of other shapes.
    pub maps: &'a [Map],
    /// What prose is read with; put together when the first prose is read.
    pub language: &'a dyn Fn() -> prose::Language<'a>,
}

/// The largest file that is read, in bytes. A charter has some kilobytes.
pub const LARGEST: usize = limits::FILE.most;

/// The name that a page of prose goes by: its file's, or its folder's for a page that is named after none.
#[must_use]
pub fn page_name(path: &RepoPath) -> &str {
    let name = path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let folder = path.folder().rsplit('/').next().unwrap_or("");
    let generic = ["readme", "index", "charter", "_index"].iter().any(|generic| stem.eq_ignore_ascii_case(generic));
    if generic && !folder.is_empty() { folder } else { stem }
}

/// Reads a file; `name` is the name of a page of prose, and counts for nothing else.
#[must_use]
pub fn read(format: Format, reader: &Reader<'_>, name: &str, bytes: &[u8]) -> Reading {
    looks::read_as(size::checked(read_all(format, reader, name, bytes))).with_name_keys()
}

fn read_all(format: Format, reader: &Reader<'_>, name: &str, bytes: &[u8]) -> Reading {
    if format == Format::HostSign {
        return Reading::default();
    }
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(problem) => return Reading::broken(vec![*problem]),
    };
    let text = &*without_mark(text);
    if format == Format::Prose {
        let (looks, problems) = looks::of_page(text);
        let mut reading = prose::read(&looks, name, (reader.language)());
        if !problems.is_empty() {
            looks::on_characters(&mut reading, text);
        }
        reading.problems.extend(problems);
        // Words that go on for pages are no name, and no row of work.
        reading.duties.retain(size::is_readable);
        reading.waivers = waiver::of_markdown(text);
        return reading;
    }
    let lines = match format {
        Format::Codeowners(host) => Some(codeowners::read(text, host)),
        Format::Backstage => Some(backstage::read(text)),
        _ => None,
    };
    if let Some(mut reading) = lines {
        reading.waivers = waiver::of_lines(text);
        return reading;
    }
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(problems) => return Reading::broken(problems),
    };
    let root = document.root();
    let mut reading = match format {
        Format::Charter => charter::read(&root, text),
        Format::Ownership => ownership::read(&root),
        Format::People => people::read(&root),
        Format::Prose | Format::Codeowners(_) | Format::Backstage | Format::HostSign => Reading::default(),
        Format::Mapped(number) => reader.maps.get(number).map_or_else(Reading::default, |map| map.read(&root)),
    };
    reading.waivers = waiver::of_toml(text);
    reading
}

/// A byte order mark is none of the text. Line ends take its place, so that all other places stay what they are.
fn without_mark(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("\n\n\n{rest}")),
        None => Cow::Borrowed(text),
    }
}

/// The text of a file that is small enough and UTF-8.
fn text_of(bytes: &[u8]) -> Result<&str, Box<Problem>> {
    if bytes.len() > LARGEST {
        let most = LARGEST / 1_048_576;
        let message = format!("file is larger than {most} MiB, the most that is read");
        return Err(unreadable(Span::default(), message, "split the file"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        unreadable(Span::default(), format!("byte {} is not UTF-8", error.valid_up_to()), "save the file as UTF-8")
    })
}

/// Why nothing in a file is read.
fn unreadable(span: Span, message: String, help: &str) -> Box<Problem> {
    Box::new(Problem {
        kind: ProblemKind::UnreadableFile,
        span,
        message,
        label: "nothing in this file is read".to_owned(),
        help: Some(help.to_owned()),
        detail: String::new(),
        instead: None,
    })
}
