//! What there is to know of a format of files outside of its own reader: `FileFormat`, of which each reader declares one, and
//! `Syntax`, what files with one kind of writing have in common.

use super::map::Map;
use super::prose::Language;
use super::reading::Reading;
use super::waiver::{self, WaiverEntry};
use crate::base::fix::quoted;
use crate::base::limits::Limits;
use crate::base::path::RepoPath;
use crate::document::shape::{Field, Shape};
use crate::document::table::Table;
use crate::document::{Document, Problem};
use crate::owners::Host;

/// A format of files.
#[derive(Debug)]
pub struct FileFormat {
    /// The word that it goes by in the program.
    pub name: &'static str,
    /// How it is written.
    pub syntax: &'static Syntax,
    /// How paths of such files end.
    pub endings: &'static [&'static str],
    /// Endings that mean the same, and that few repositories have.
    pub rare_endings: &'static [&'static str],
    /// Which files it is in.
    pub named: Named,
    /// The keys that it has in `drawline.toml`, unless another format declares them.
    pub keys: &'static [Field],
    /// How it shows in a file that no pattern is about.
    pub(crate) sign: Sign,
    /// Whether what it says hangs on the host that the repository is kept at.
    pub(crate) by_host: bool,
    /// Whether it is data that introduces people by their handles.
    pub(crate) introduces: bool,
    /// The words for it.
    pub words: Words,
    /// What its schema is called, and the keys of a file, for formats of our own.
    pub schema: Option<(&'static str, Shape)>,
    /// Reads a file; `Err` where nothing can be made of its text. `None` where it says all by being there.
    pub parse: Option<Parse>,
}

/// A reader.
pub(crate) type Parse = fn(&Input<'_, '_>) -> Result<Reading, Vec<Problem>>;

/// What a format is called where people read of it.
#[derive(Debug)]
pub struct Words {
    /// One file of it: "a charter".
    pub one: &'static str,
    /// What such files are called by what their names end with: "charters end in .toml".
    pub(crate) several: &'static str,
    /// What one is among all kinds of files that are read.
    pub file: &'static str,
    /// What is read in it, where a file of its syntax holds something else.
    pub(crate) holds: &'static str,
    /// How many of them there are, in a survey: what is counted, and what follows it. `None` for what no survey counts.
    pub(crate) counted: Option<(&'static str, &'static str)>,
    /// Whether other programs have files by its usual names as well.
    pub(crate) is_common: bool,
}

/// Which files a format is in.
#[derive(Debug)]
pub enum Named {
    /// Those that patterns match: the usual ones, or those under a key of `drawline.toml`.
    Patterns(Usual),
    /// Those that the patterns of a `[[map]]` match.
    Maps,
    /// Those in places that nobody chooses.
    Places(fn(&RepoPath) -> bool),
}

/// The patterns of a format in a repository that says nothing else.
#[derive(Debug)]
pub struct Usual {
    /// The key of `drawline.toml` that has others in their place.
    pub key: &'static str,
    /// The patterns.
    pub patterns: &'static [&'static str],
    /// More of them, for rare endings.
    pub(crate) rare: &'static [&'static str],
    /// Patterns that say the same, as configurations have been written.
    pub former: &'static [&'static str],
    /// Whether `charter.toml` is `Charter.toml` as well.
    pub(crate) any_case: bool,
}

/// How a format shows in a file that was named itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sign {
    /// By how its path ends.
    Ending,
    /// By one of these keys at the top of TOML.
    Keys(&'static [&'static str]),
    /// By words somewhere in its text.
    Text(&'static str),
    /// It does not.
    None,
}

/// How files are written, whatever they say.
#[derive(Debug)]
pub struct Syntax {
    /// What it is called.
    pub name: &'static str,
    /// The waivers in a text's comments, in its order.
    pub waivers: fn(&str) -> Vec<WaiverEntry>,
    /// How much of a text a parser cannot read.
    pub(crate) errors: fn(&str) -> usize,
    /// How a fix writes a name there; `None` where it must not.
    pub(crate) quote: Option<fn(&str) -> String>,
    /// Whether it is read as prose.
    pub(crate) is_prose: bool,
    /// Whether it is our own: a name in it must lead somewhere.
    pub(crate) is_ours: bool,
    /// Whether repositories are full of such files, of which few are ours to read.
    pub(crate) is_everywhere: bool,
}

/// TOML.
pub(crate) const TOML: Syntax = Syntax {
    name: "TOML",
    waivers: waiver::of_toml,
    errors: |text| Document::parse(text).map_or_else(|errors| errors.len(), |_| 0),
    quote: Some(quoted),
    is_prose: false,
    is_ours: true,
    is_everywhere: false,
};

/// Markdown.
pub(crate) const MARKDOWN: Syntax = Syntax {
    name: "Markdown",
    waivers: waiver::of_markdown,
    errors: |_| 0,
    quote: Some(str::to_owned),
    is_prose: true,
    is_ours: true,
    is_everywhere: false,
};

/// Words in lines, with comments behind a `#`.
pub(crate) const LINES: Syntax = Syntax {
    name: "lines",
    waivers: waiver::of_lines,
    errors: |_| 0,
    quote: Some(str::to_owned),
    is_prose: false,
    is_ours: false,
    is_everywhere: false,
};

/// YAML. It names people in ways of its own, which no fix knows.
pub(crate) const YAML: Syntax = Syntax {
    name: "YAML",
    waivers: waiver::of_lines,
    errors: |_| 0,
    quote: None,
    is_prose: false,
    is_ours: false,
    is_everywhere: true,
};

/// What a reader reads, and what it may have to know.
pub struct Input<'a, 'r> {
    /// The file's text.
    pub(crate) text: &'a str,
    /// The name of a page.
    pub(crate) name: &'a str,
    /// The host that it must be of, where its place or the configuration says so.
    pub(crate) host: Option<Host>,
    /// The map that it is read by.
    pub(crate) map: Option<&'a Map>,
    /// How much of it is read.
    pub(crate) limits: &'a Limits,
    /// What prose is read with; put together when the first prose is read.
    pub(crate) language: &'a (dyn Fn() -> Language<'r> + 'r),
}

impl Input<'_, '_> {
    /// Reads it as TOML.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn toml(&self, read: impl FnOnce(&Table<'_>, &str) -> Reading) -> Result<Reading, Vec<Problem>> {
        let document = Document::parse(self.text)?;
        Ok(read(&document.root(), self.text))
    }
}

impl FileFormat {
    /// Whether the path of a file ends as those of this format do.
    #[must_use]
    pub(crate) fn ends(&self, path: &str) -> bool {
        self.endings.iter().chain(self.rare_endings).any(|ending| path.ends_with(ending))
    }

    /// The patterns that it is found by, where there are such.
    #[must_use]
    pub const fn usual(&self) -> Option<&Usual> {
        if let Named::Patterns(usual) = &self.named { Some(usual) } else { None }
    }

    /// The key of `drawline.toml` with its patterns.
    #[must_use]
    pub fn key(&self) -> Option<&'static str> {
        self.usual().map(|usual| usual.key)
    }
}

impl Usual {
    /// The patterns that apply where nothing else is said.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.patterns.iter().chain(self.rare).copied()
    }
}
