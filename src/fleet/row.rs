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
pub const VERSION: u32 = 1;

/// A text that is borrowed from the line that it was read from, where nothing in it is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Text<'a>(pub Cow<'a, str>);

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
pub type Spot = [u32; 6];

/// A row. Columns that say nothing of its kind are `null`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Row<'a> {
    /// What it tells: `duty`, `member`, `own` as ever; `work`, `person`, `team`, `waiver`, `unread`, `repository`, `failed`.
    pub fact: Text<'a>,
    /// The file, from the root of its repository.
    pub path: Option<Text<'a>>,
    /// First line.
    pub line: Option<u32>,
    /// First column.
    pub column: Option<u32>,
    /// Last line.
    pub end_line: Option<u32>,
    /// Team id.
    pub team: Option<Text<'a>>,
    /// Handle with its `@`, or a group as written.
    pub person: Option<Text<'a>>,
    /// Role id.
    pub role: Option<Text<'a>>,
    /// Activity id.
    pub activity: Option<Text<'a>>,
    /// The work as written.
    pub activity_text: Option<Text<'a>>,
    /// How the holder is involved.
    pub involvement: Option<Text<'a>>,
    /// How it was written down.
    pub source: Option<Text<'a>>,
    /// Clear enough for rules to judge it.
    pub explicit: Option<bool>,
    /// Hours a week.
    pub hours: Option<f64>,
    /// Share of a full week.
    pub allocation: Option<f64>,
    /// The pattern of an owned path.
    pub owned_path: Option<Text<'a>>,
    /// Held since.
    pub since: Option<Text<'a>>,
    /// Held until.
    pub until: Option<Text<'a>>,
    /// The commit that was read.
    pub commit: Option<Text<'a>>,
    /// Role as written.
    pub role_text: Option<Text<'a>>,
    /// How sure the reading of prose is.
    pub confidence: Option<f64>,
    /// What speaks for the reading and against it.
    pub signs: Option<Vec<Text<'a>>>,
    /// The version of the row.
    pub version: u32,
    /// The same for the same fact in every commit, wherever it is written.
    pub id: Option<Text<'a>>,
    /// The repository.
    pub repository: Option<Text<'a>>,
    /// The area of the work.
    pub area: Option<Text<'a>>,
    /// The verdict on the holder, by the rules of the repository.
    pub verdict: Option<Text<'a>>,
    /// The holder as written, where it is neither a person nor a role.
    pub holder: Option<Text<'a>>,
    /// First byte.
    pub byte: Option<u32>,
    /// Last column.
    pub end_column: Option<u32>,
    /// One past the last byte.
    pub end_byte: Option<u32>,
    /// The number of the row of work in its file: what has the same is one row with several holders.
    pub row: Option<u32>,
    /// The file is another tool's, or read through a map.
    pub foreign: bool,
    /// What else a row of work says.
    pub work: Option<Work<'a>>,
    /// Where a member's role and share are written.
    pub part: Option<Part>,
    /// Where an owned path is written.
    pub owned_at: Option<Spot>,
    /// What a file says of its team.
    pub about: Option<About<'a>>,
    /// What a people file says of a person.
    pub who: Option<Who<'a>>,
    /// An exception.
    pub waiver: Option<Exception<'a>>,
    /// What was read of a repository.
    pub read: Option<Read<'a>>,
    /// Why a repository could not be read.
    pub error: Option<Text<'a>>,
}

/// A text with its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Said<'a> {
    /// What was written.
    pub text: Text<'a>,
    /// Where.
    pub at: Spot,
}

/// A number with its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Counted {
    /// What was written.
    pub value: f64,
    /// Where.
    pub at: Spot,
}

/// What a row of work says beside its holder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Work<'a> {
    /// Where the work is written.
    pub at: Spot,
    /// Which of the row's holders this is, from 0.
    pub seat: u32,
    /// Where prose names the holder, where that is elsewhere than the duty is given, such as in a heading.
    pub subject: Option<Spot>,
    /// Where its last day is written.
    pub until_at: Option<Spot>,
    /// Something is written as its last day, though perhaps none that can be read.
    pub dated: bool,
    /// That nobody is accountable says nothing.
    pub silent: bool,
    /// It says all who are involved.
    pub whole: bool,
    /// Who steps in.
    pub deputy: Option<Said<'a>>,
    /// The control that makes an exception safe.
    pub compensating: Option<Said<'a>>,
    /// Why nobody holds it any more.
    pub retired: Option<Said<'a>>,
}

/// Where the parts of a member are written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Part {
    /// The role.
    pub role_at: Option<Spot>,
    /// The share of a week.
    pub allocation_at: Option<Spot>,
}

/// What a file says of the team that it describes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct About<'a> {
    /// Display name.
    pub name: Option<Text<'a>>,
    /// The team above.
    pub parent: Option<Said<'a>>,
    /// Head count of engineers.
    pub engineers: Option<Counted>,
    /// Day of the last review.
    pub reviewed: Option<Said<'a>>,
}

/// What a people file says of a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Who<'a> {
    /// Full name.
    pub name: Option<Text<'a>>,
    /// Other names.
    pub aliases: Vec<Text<'a>>,
    /// Roles: id where one is meant without doubt, and as written.
    pub roles: Vec<Titled<'a>>,
    /// Hours in a full week.
    pub hours: Option<f64>,
    /// `false` once the person has left.
    pub active: bool,
}

/// A role of a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Titled<'a> {
    /// Role id.
    pub role: Option<Text<'a>>,
    /// As written.
    pub text: Text<'a>,
}

/// An exception that a file makes for its own lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Exception<'a> {
    /// The rules that it names.
    pub rules: Vec<Text<'a>>,
    /// Why.
    pub reason: Text<'a>,
    /// Who answers for it.
    pub owner: Option<Text<'a>>,
    /// The control that makes it safe.
    pub compensating: Option<Text<'a>>,
    /// The bytes of the lines that it is about: first, and one past the last.
    pub covers: [u32; 2],
}

/// What was read of a repository.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Read<'a> {
    /// How many files.
    pub files: u32,
    /// How many rows follow: fewer mean that some were lost on their way.
    pub rows: u32,
    /// The version of drawline that read it.
    pub drawline: Text<'a>,
}
