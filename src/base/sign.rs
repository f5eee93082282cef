//! `Sign`: something about a reading of prose that speaks for it or against it. What each is worth, and what people read of it,
//! is data in `rules/confidence.toml`.

use serde::{Deserialize, Serialize};

/// One sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sign {
    /// The clause names who does it.
    Named,
    /// Only the file's name says who.
    FileName,
    /// A heading, a label or a parent item says who.
    Heading,
    /// It is an item of a list or a cell.
    Listed,
    /// It is a sentence of running text.
    Sentence,
    /// A letter or a mark in a table says how.
    Letter,
    /// The title of a column or a label says how.
    Column,
    /// The heading above says that what follows is work.
    WorkHeading,
    /// The heading above speaks of skills, goals or the like.
    OtherHeading,
    /// A modal, a condition or a verb that nobody knows leaves it open.
    Open,
    /// The words only say what something else is for.
    Purpose,
    /// No verb says what is done.
    Noun,
    /// The work is a verb with its object.
    Framed,
    /// The work is a noun group of several words.
    Group,
    /// The work is one word.
    OneWord,
    /// Words of the same group are not explained.
    Unexplained,
    /// The words that name the work are most of what is said.
    Most,
    /// The words that name the work are little of what is said.
    Little,
    /// The kind of work is a broad one.
    Broad,
    /// The clause is long.
    Long,
    /// The clause names several kinds of work.
    SeveralWorks,
    /// Several hold it together.
    SeveralHolders,
    /// Others carry it as well, whom nobody here knows.
    Others,
    /// Another kind of work fits the same words nearly as well.
    Doubtful,
    /// No kind of work was found in the words.
    Nothing,
    /// Other work stands before it in the same clause.
    Later,
}

impl Sign {
    /// All, each with its key in the data.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Named, "named"),
        (Self::FileName, "file-name"),
        (Self::Heading, "heading"),
        (Self::Listed, "listed"),
        (Self::Sentence, "sentence"),
        (Self::Letter, "letter"),
        (Self::Column, "column"),
        (Self::WorkHeading, "work-heading"),
        (Self::OtherHeading, "other-heading"),
        (Self::Open, "open"),
        (Self::Purpose, "purpose"),
        (Self::Noun, "noun"),
        (Self::Framed, "framed"),
        (Self::Group, "group"),
        (Self::OneWord, "one-word"),
        (Self::Unexplained, "unexplained"),
        (Self::Most, "most"),
        (Self::Little, "little"),
        (Self::Broad, "broad"),
        (Self::Long, "long"),
        (Self::SeveralWorks, "several-works"),
        (Self::SeveralHolders, "several-holders"),
        (Self::Others, "others"),
        (Self::Doubtful, "doubtful"),
        (Self::Nothing, "nothing"),
        (Self::Later, "later"),
    ];
}

/// The signs of one reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Signs(u32);

impl Signs {
    /// With one more, where it is there.
    #[must_use]
    pub(crate) fn with(self, sign: Sign, there: bool) -> Self {
        Self(self.0 | (u32::from(there) << sign as u8))
    }

    /// With all of others.
    #[must_use]
    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether one is there.
    #[must_use]
    pub(crate) fn has(self, sign: Sign) -> bool {
        self.0 >> sign as u8 & 1 == 1
    }

    /// Those that are there, with their keys.
    pub(crate) fn keys(self) -> impl Iterator<Item = &'static str> {
        Sign::ALL.iter().filter(move |(sign, _)| self.has(*sign)).map(|(_, key)| *key)
    }
}
