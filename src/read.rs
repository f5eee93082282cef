//! Level 3: files to readings. One file per format; this one is their table.
//!
//! A reader is a pure function of the file's text. Which files are read how is decided by `config.rs`. All else that is to be
//! known of a format stands in its own file, as a `FileFormat`; what has to hold for each of them follows from the table.

mod backstage;
mod charter;
mod codeowners;
pub mod format;
mod host;
pub(crate) mod looks;
mod map;
mod ownership;
mod people;
mod prose;
pub mod reading;
mod size;
pub mod waiver;
mod written;

use std::borrow::Cow;

use crate::base::limits::{self, Limits};
use crate::base::looks::as_it_looks;
use crate::base::path::RepoPath;
use crate::base::source::Span;
use crate::document::{Problem, ProblemKind};
use crate::owners::Host;
use format::{FileFormat, Input, Syntax};
pub(crate) use host::host_sign;
pub(crate) use map::{MAP, Map};
pub(crate) use prose::Language;
use reading::Reading;
pub(crate) use size::cap;

/// All formats. Their keys in `drawline.toml` stand in this order; a file that could be of several is of the last of them.
pub const FORMATS: &[&FileFormat] = &[
    &host::FORMAT,
    &charter::FORMAT,
    &ownership::FORMAT,
    &people::FORMAT,
    &prose::FORMAT,
    &codeowners::FORMAT,
    &backstage::FORMAT,
    &map::FORMAT,
];

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Format {
    /// Which of the formats it is.
    number: usize,
    /// What else decides.
    by: By,
}

/// What decides how a file is read, beside its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum By {
    /// Nothing.
    Itself,
    /// The map with this number in the configuration.
    Map(usize),
    /// The host that it must be of.
    Host(Host),
}

impl Format {
    /// All of them, in their order.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + Clone {
        (0..FORMATS.len()).map(|number| Self { number, by: By::Itself })
    }

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|format| format.of().name == name)
    }

    /// Those that a file can be of, by the end of its path.
    pub(crate) fn by_ending(path: &RepoPath) -> impl DoubleEndedIterator<Item = Self> {
        let path = as_meant(path.as_str());
        Self::all().filter(move |format| format.of().ends(&path))
    }

    /// What there is to know of it.
    #[must_use]
    pub fn of(self) -> &'static FileFormat {
        FORMATS[self.number]
    }

    /// Its place in the table.
    #[must_use]
    pub(crate) fn number(self) -> usize {
        self.number
    }

    /// The same, of the host that a file must be of, for formats whose meaning hangs on it.
    #[must_use]
    pub fn at(self, host: Option<Host>) -> Self {
        let host = host.filter(|_| self.of().by_host);
        host.map_or(self, |host| Self { by: By::Host(host), ..self })
    }

    /// The same, by a map of the configuration.
    #[must_use]
    pub fn by_map(self, number: usize) -> Self {
        Self { by: By::Map(number), ..self }
    }

    /// The number of the map that it is read by.
    #[must_use]
    pub(crate) fn map(self) -> Option<usize> {
        if let By::Map(number) = self.by { Some(number) } else { None }
    }

    /// Whether a file of it says something, beyond being there.
    #[must_use]
    pub(crate) fn says_something(self) -> bool {
        self.of().parse.is_some()
    }
}

/// The most endings that all formats have.
const MOST_ENDINGS: usize = 32;

/// How the paths of files end that can be read, each once, and how many there are: each path of a repository is held against
/// them.
const ENDINGS: ([&str; MOST_ENDINGS], usize) = {
    let (mut endings, mut count, mut format) = ([""; MOST_ENDINGS], 0, 0);
    while format < FORMATS.len() {
        let lists = [FORMATS[format].endings, FORMATS[format].rare_endings];
        let mut list = 0;
        while list < lists.len() {
            let mut at = 0;
            while at < lists[list].len() {
                let (ending, mut known) = (lists[list][at], 0);
                while known < count && !is_same(endings[known], ending) {
                    known += 1;
                }
                endings[known] = ending;
                count = if known == count { count + 1 } else { count };
                at += 1;
            }
            list += 1;
        }
        format += 1;
    }
    (endings, count)
};

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other, mut at) = (one.as_bytes(), other.as_bytes(), 0);
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Whether a file can be one that some configuration reads, by the end of its path alone.
#[must_use]
pub fn may_be_read(path: &[u8]) -> bool {
    let endings = const { ENDINGS.0.split_at(ENDINGS.1).0 };
    let ends = |path: &[u8]| endings.iter().any(|ending| path.ends_with(ending.as_bytes()));
    ends(path)
        || std::str::from_utf8(path)
            .is_ok_and(|path| matches!(as_meant(path), Cow::Owned(meant) if ends(meant.as_bytes())))
}

/// A path as it is meant: with the letters that its own look like, without blanks at its end, its ending in small letters. A name
/// that only looks like that of a file that is read would hide what the file says.
#[must_use]
pub(crate) fn as_meant(path: &str) -> Cow<'_, str> {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let ending = path[name..].rfind('.').map_or(path.len(), |dot| name + dot);
    let is_plain =
        path.is_ascii() && !path.ends_with(' ') && !path[ending..].contains(|c: char| c.is_ascii_uppercase());
    if is_plain {
        return Cow::Borrowed(path);
    }
    let looks = as_it_looks(path.trim_end());
    let ending = looks.rfind(['.', '/']).filter(|at| looks[*at..].starts_with('.')).unwrap_or(looks.len());
    let meant = format!("{}{}", &looks[..ending], looks[ending..].to_ascii_lowercase());
    if meant == path { Cow::Borrowed(path) } else { Cow::Owned(meant) }
}

/// How a file is written, by the end of its path; `None` for a file of no format.
#[must_use]
pub(crate) fn syntax_of(path: &RepoPath) -> Option<&'static Syntax> {
    let path = as_meant(path.as_str());
    FORMATS.iter().find(|format| format.ends(&path)).map(|format| format.syntax)
}

/// Whether a file is a page, which is read as prose.
#[must_use]
pub(crate) fn is_page(path: &RepoPath) -> bool {
    syntax_of(path).is_some_and(|syntax| syntax.is_prose)
}

/// What files are read with: the configuration's maps, and the language of prose.
pub(crate) struct Reader<'a> {
    /// Maps for TOML of other shapes.
    pub(crate) maps: &'a [Map],
    /// How much of a file is read.
    pub(crate) limits: &'a Limits,
    /// What prose is read with; put together when the first prose is read.
    pub(crate) language: &'a dyn Fn() -> Language<'a>,
}

/// The largest file that is read where a configuration says nothing else, in bytes. A charter has some kilobytes.
pub const LARGEST: usize = limits::FILE.most;

/// Reads a file; `name` is the name of a page of prose, and counts for nothing else.
#[must_use]
pub(crate) fn read(format: Format, reader: &Reader<'_>, name: &str, bytes: &[u8]) -> Reading {
    looks::read_as(size::checked(read_all(format, reader, name, bytes), reader.limits)).with_name_keys()
}

fn read_all(format: Format, reader: &Reader<'_>, name: &str, bytes: &[u8]) -> Reading {
    let Some(parse) = format.of().parse else { return Reading::default() };
    let text = match text_of(bytes, reader.limits) {
        Ok(text) => text,
        Err(problem) => return Reading::broken(vec![*problem]),
    };
    let text = without_mark(text);
    let map = format.map().and_then(|number| reader.maps.get(number));
    let host = if let By::Host(host) = format.by { Some(host) } else { None };
    match parse(&Input { text: &text, name, host, map, limits: reader.limits, language: reader.language }) {
        Ok(mut reading) => {
            reading.waivers = (format.of().syntax.waivers)(&text);
            reading
        }
        Err(problems) => Reading::broken(problems),
    }
}

/// A byte order mark is none of the text. Line ends take its place, so that all other places stay what they are.
fn without_mark(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("\n\n\n{rest}")),
        None => Cow::Borrowed(text),
    }
}

/// The text of a file that is small enough and UTF-8.
fn text_of<'a>(bytes: &'a [u8], limits: &Limits) -> Result<&'a str, Box<Problem>> {
    if bytes.len() > limits.file {
        let message = format!("file is larger than {}, the most that is read", in_bytes(limits.file));
        return Err(unreadable(Span::default(), message, "split the file"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        unreadable(Span::default(), format!("byte {} is not UTF-8", error.valid_up_to()), "save the file as UTF-8")
    })
}

/// So many bytes, in words.
fn in_bytes(count: usize) -> String {
    if count.is_multiple_of(1 << 20) { format!("{} MiB", count >> 20) } else { format!("{count} bytes") }
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
