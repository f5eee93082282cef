//! One row as it is written and read: the columns of `drawline facts`, and those that a row needs beside them to be judged
//! elsewhere. `columns.rs` says what each of them means.
//!
//! Reading is lenient towards columns that a later version has added, and strict about the rest: a value of another type is told.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

/// The version of rows that this program writes, and the latest that it reads.
pub(crate) const VERSION: u32 = 1;

/// A text that is borrowed from the line that it was read from, where nothing in it is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(text.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(text.to_owned().into())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A place: first line, column and byte, then the last ones; lines and columns from 1, bytes from 0.
pub(crate) type Spot = [u32; 6];

/// A row. Columns that say nothing of its kind are `null`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Row<'a> {
    /// What it tells: `duty`, `member`, `own` as ever; `work`, `person`, `team`, `waiver`, `unread`, `repository`, `failed`.
    pub(crate) fact: Text<'a>,
    /// The file, from the root of its repository.
    pub(crate) path: Option<Text<'a>>,
    /// First line.
    pub(crate) line: Option<u32>,
    /// First column.
    pub(crate) column: Option<u32>,
    /// Last line.
    pub(crate) end_line: Option<u32>,
    /// Team id.
    pub(crate) team: Option<Text<'a>>,
    /// Handle with its `@`, or a group as written.
    pub(crate) person: Option<Text<'a>>,
    /// Role id.
    pub(crate) role: Option<Text<'a>>,
    /// Activity id.
    pub(crate) activity: Option<Text<'a>>,
    /// The work as written.
    pub(crate) activity_text: Option<Text<'a>>,
    /// How the holder is involved.
    pub(crate) involvement: Option<Text<'a>>,
    /// How it was written down.
    pub(crate) source: Option<Text<'a>>,
    /// Clear enough for rules to judge it.
    pub(crate) explicit: Option<bool>,
    /// Hours a week.
    pub(crate) hours: Option<f64>,
    /// Share of a full week.
    pub(crate) allocation: Option<f64>,
    /// The pattern of an owned path.
    pub(crate) owned_path: Option<Text<'a>>,
    /// Held since.
    pub(crate) since: Option<Text<'a>>,
    /// Held until.
    pub(crate) until: Option<Text<'a>>,
    /// The commit that was read.
    pub(crate) commit: Option<Text<'a>>,
    /// Role as written.
    pub(crate) role_text: Option<Text<'a>>,
    /// How sure the reading of prose is.
    pub(crate) confidence: Option<f64>,
    /// What speaks for the reading and against it.
    pub(crate) signs: Option<Vec<Text<'a>>>,
    /// The version of the row.
    pub(crate) version: u32,
    /// The same for the same fact in every commit, wherever it is written.
    pub(crate) id: Option<Text<'a>>,
    /// The repository.
    pub(crate) repository: Option<Text<'a>>,
    /// The area of the work.
    pub(crate) area: Option<Text<'a>>,
    /// The verdict on the holder, by the rules of the repository.
    pub(crate) verdict: Option<Text<'a>>,
    /// The holder as written, where it is neither a person nor a role.
    pub(crate) holder: Option<Text<'a>>,
    /// First byte.
    pub(crate) byte: Option<u32>,
    /// Last column.
    pub(crate) end_column: Option<u32>,
    /// One past the last byte.
    pub(crate) end_byte: Option<u32>,
    /// The number of the row of work in its file: what has the same is one row with several holders.
    pub(crate) row: Option<u32>,
    /// The file is another tool's, or read through a map.
    pub(crate) foreign: bool,
    /// What else a row of work says.
    pub(crate) work: Option<Work<'a>>,
    /// Where a member's role and share are written.
    pub(crate) part: Option<Part>,
    /// Where an owned path is written.
    pub(crate) owned_at: Option<Spot>,
    /// What a file says of its team.
    pub(crate) about: Option<About<'a>>,
    /// What a people file says of a person.
    pub(crate) who: Option<Who<'a>>,
    /// An exception.
    pub(crate) waiver: Option<Exception<'a>>,
    /// What was read of a repository.
    pub(crate) read: Option<Read<'a>>,
    /// Why a repository could not be read.
    pub(crate) error: Option<Text<'a>>,
}

/// A text with its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Said<'a> {
    /// What was written.
    pub(crate) text: Text<'a>,
    /// Where.
    pub(crate) at: Spot,
}

/// A number with its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// What was written.
    pub(crate) value: f64,
    /// Where.
    pub(crate) at: Spot,
}

/// What a row of work says beside its holder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Work<'a> {
    /// Where the work is written.
    pub(crate) at: Spot,
    /// Which of the row's holders this is, from 0.
    pub(crate) seat: u32,
    /// Where prose names the holder, where that is elsewhere than the duty is given, such as in a heading.
    pub(crate) subject: Option<Spot>,
    /// Where its last day is written.
    pub(crate) until_at: Option<Spot>,
    /// Something is written as its last day, though perhaps none that can be read.
    pub(crate) dated: bool,
    /// That nobody is accountable says nothing.
    pub(crate) silent: bool,
    /// It says all who are involved.
    pub(crate) whole: bool,
    /// Who steps in.
    pub(crate) deputy: Option<Said<'a>>,
    /// The control that makes an exception safe.
    pub(crate) compensating: Option<Said<'a>>,
    /// Why nobody holds it any more.
    pub(crate) retired: Option<Said<'a>>,
}

/// Where the parts of a member are written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Part {
    /// The role.
    pub(crate) role_at: Option<Spot>,
    /// The share of a week.
    pub(crate) allocation_at: Option<Spot>,
}

/// What a file says of the team that it describes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct About<'a> {
    /// Display name.
    pub(crate) name: Option<Text<'a>>,
    /// The team above.
    pub(crate) parent: Option<Said<'a>>,
    /// Head count of engineers.
    pub(crate) engineers: Option<Counted>,
    /// Day of the last review.
    pub(crate) reviewed: Option<Said<'a>>,
}

/// What a people file says of a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Who<'a> {
    /// Full name.
    pub(crate) name: Option<Text<'a>>,
    /// Other names.
    pub(crate) aliases: Vec<Text<'a>>,
    /// Roles: id where one is meant without doubt, and as written.
    pub(crate) roles: Vec<Titled<'a>>,
    /// Hours in a full week.
    pub(crate) hours: Option<f64>,
    /// `false` once the person has left.
    pub(crate) active: bool,
}

/// A role of a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Titled<'a> {
    /// Role id.
    pub(crate) role: Option<Text<'a>>,
    /// As written.
    pub(crate) text: Text<'a>,
}

/// An exception that a file makes for its own lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Exception<'a> {
    /// The rules that it names.
    pub(crate) rules: Vec<Text<'a>>,
    /// Why.
    pub(crate) reason: Text<'a>,
    /// Who answers for it.
    pub(crate) owner: Option<Text<'a>>,
    /// The control that makes it safe.
    pub(crate) compensating: Option<Text<'a>>,
    /// The bytes of the lines that it is about: first, and one past the last.
    pub(crate) covers: [u32; 2],
}

/// What was read of a repository.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Read<'a> {
    /// How many files.
    pub(crate) files: u32,
    /// How many rows follow: fewer mean that some were lost on their way.
    pub(crate) rows: u32,
    /// The version of drawline that read it.
    pub(crate) drawline: Text<'a>,
}
