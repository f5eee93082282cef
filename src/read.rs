//! Level 3: files to readings. One file per format; this one is their table.
//!
//! A reader is a pure function of the file's text. Which files are read how is decided by `config.rs`.

pub mod charter;
pub mod map;
pub mod ownership;
pub mod people;
pub mod reading;

use crate::base::source::Span;
use crate::document::{Document, Problem, ProblemKind};
use map::Map;
use reading::Reading;

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
}

/// The largest file that is read, in bytes. A charter has some kilobytes.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Reads a file.
#[must_use]
pub fn read(format: Format, maps: &[Map], bytes: &[u8]) -> Reading {
    let text = match text_of(bytes) {
        Ok(text) => text,
        Err(problem) => return Reading::broken(vec![*problem]),
    };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(problems) => return Reading::broken(problems),
    };
    let root = document.root();
    let reading = match format {
        Format::Charter => charter::read(&root),
        Format::Ownership => ownership::read(&root),
        Format::People => people::read(&root),
        Format::Mapped(number) => maps.get(number).map_or_else(Reading::default, |map| map.read(&root)),
    };
    reading.with_name_keys()
}

/// The text of a file that is small enough and UTF-8.
fn text_of(bytes: &[u8]) -> Result<&str, Box<Problem>> {
    let unreadable = |message: String, help: &str| {
        Box::new(Problem {
            kind: ProblemKind::UnreadableFile,
            span: Span::default(),
            message,
            label: "nothing in this file is read".to_owned(),
            help: Some(help.to_owned()),
            detail: String::new(),
        })
    };
    if bytes.len() > LARGEST {
        let (megabytes, most) = (bytes.len() / 1_048_576, LARGEST / 1_048_576);
        return Err(unreadable(format!("file has {megabytes} MiB, at most {most} are read"), "split the file"));
    }
    std::str::from_utf8(bytes)
        .map_err(|error| unreadable(format!("byte {} is not UTF-8", error.valid_up_to()), "save the file as UTF-8"))
}
