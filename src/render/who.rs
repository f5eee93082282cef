//! The answer to `who`: a table of who holds what with its places, then what decides and what is overruled; or JSON, version 1.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use super::clean;
use super::facts::{Row, held, row};
use crate::base::here::Here;
use crate::base::source::Location;
use crate::base::suggest::{all_of, cut};
use crate::history::report::Texts;
use crate::org::facts::Fact;

/// So many lines about parts of a folder are named.
const SHOWN: usize = 8;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// As asked.
    pub(crate) asked: String,
    /// What it was taken for: `path`, `person`, `group`, `team`, `role` or `activity`.
    pub(crate) kind: &'static str,
    /// What that is called.
    pub(crate) name: String,
    /// Who holds it, or what is held.
    pub(crate) facts: Vec<Fact>,
    /// Since when, fact by fact.
    pub(crate) since: Vec<String>,
    /// For a path: `Some(None)` where no file is there, else what does.
    pub(crate) exists: Option<Option<&'static str>>,
    /// The path was found from the root, not from the current folder.
    pub(crate) from_root: bool,
    /// What decides for a path, file by file.
    pub(crate) deciding: Vec<Deciding>,
    /// Lines about parts of a folder.
    pub(crate) within: Vec<Line>,
    /// No file says who owns any path.
    pub(crate) nobody_speaks: bool,
    /// A file or folder of a similar name, for a path that is not there.
    pub(crate) near: Option<String>,
    /// What is said where nobody holds it.
    pub(crate) nobody: Option<String>,
    /// What the words can mean as well.
    pub(crate) others: Vec<Reading>,
    /// The folder that places are shown from.
    pub(crate) here: Here,
}

/// What decides for a path by one file.
#[derive(Clone, Debug)]
pub(crate) struct Deciding {
    /// The line that counts.
    pub(crate) line: Line,
    /// The host whose law it counts by.
    pub(crate) host: Option<&'static str>,
    /// The section.
    pub(crate) section: Option<Arc<str>>,
    /// It exempts the path from its section.
    pub(crate) excludes: bool,
    /// Whether it names owners.
    pub(crate) has_owners: bool,
    /// Lines that match as well.
    pub(crate) overruled: Vec<Line>,
}

impl Deciding {
    /// The files that its lines lie in.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Location> {
        std::iter::once(&self.line).chain(&self.overruled).map(|line| &line.at)
    }
}

/// A line of a file of owners.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Where the pattern stands.
    pub(crate) at: Location,
    /// The pattern.
    pub(crate) pattern: Arc<str>,
}

/// Another thing that the words can mean, and how to ask for it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Reading {
    /// What it is.
    pub(crate) kind: &'static str,
    /// What it is called.
    pub(crate) name: String,
    /// The command that asks for it.
    pub(crate) command: String,
}

/// For a terminal.
#[must_use]
pub(crate) fn table(found: &Found, texts: &Texts, width: Option<u16>) -> String {
    let mut out = String::new();
    if !found.facts.is_empty() {
        out = held(&found.facts, &found.since, texts, &found.here, width);
    }
    let mut notes = Vec::new();
    if let Some(nobody) = &found.nobody {
        notes.push(nobody.clone());
    }
    if let Some(exists) = found.exists {
        notes.extend(path_notes(found, exists, texts));
    }
    if let Some(first) = found.others.first() {
        let taken = if found.kind == "path" {
            "taken for a path".to_owned()
        } else {
            format!("taken for the {} {}", found.kind, found.name)
        };
        notes.push(format!("`{}` is {taken}; {}", found.asked, other(first)));
        notes.extend(found.others[1..].iter().map(other));
    }
    if !out.is_empty() && !notes.is_empty() {
        out.push('\n');
    }
    for note in notes {
        let _ = writeln!(out, "{}", clean::line(&note));
    }
    out
}

fn other(reading: &Reading) -> String {
    format!("for the {} {}: `{}`", reading.kind, reading.name, reading.command)
}

/// What is to be said of a path beside its owners: what decides, what is overruled, whether it is there.
fn path_notes(found: &Found, exists: Option<&'static str>, texts: &Texts) -> Vec<String> {
    let mut notes = Vec::new();
    let name = &found.name;
    if exists.is_none() {
        let near = found.near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?"));
        notes.push(format!("no such file or folder here: {name}{near}"));
    } else if found.from_root {
        notes.push(format!("{name} is not in this folder; it is taken from the root of the repository"));
    }
    for deciding in &found.deciding {
        notes.push(decision(deciding, exists.is_some(), texts, &found.here));
    }
    if found.facts.is_empty() {
        let why = match (found.deciding.is_empty(), found.nobody_speaks) {
            (true, true) => ": no file here says who owns paths",
            (true, false) => ": no line of any file of owners matches it",
            (false, _) => "",
        };
        notes.push(format!("nobody owns {name}{why}"));
    }
    if exists == Some("folder") {
        notes.extend(parts(found));
    }
    notes
}

/// `CODEOWNERS:2 decides: /apps/ (read as GitHub does); overrules * on line 1`.
fn decision(deciding: &Deciding, exists: bool, texts: &Texts, here: &Here) -> String {
    let line = &deciding.line;
    let mut by: Vec<String> = deciding.host.map(|host| format!("as {host} reads it")).into_iter().collect();
    by.extend(deciding.section.as_ref().map(|section| format!("in the section {section}")));
    let by = if by.is_empty() { String::new() } else { format!(", {}", by.join(", ")) };
    let what = match (exists, deciding.excludes, deciding.has_owners) {
        (false, ..) => "the line that would match is",
        (_, true, _) => "the path is exempt by",
        (_, _, false) => "ownership is taken away by",
        _ => "decided by",
    };
    let overruled: Vec<String> = deciding.overruled.iter().map(|other| within_file(other, line, texts, here)).collect();
    let overruled = if overruled.is_empty() { String::new() } else { format!("; it overrules {}", all_of(&overruled)) };
    format!("{what} `{}` ({}{by}){overruled}", cut(&line.pattern, 60), place(line, texts, here))
}

/// Another line, with its file where that is another one.
fn within_file(line: &Line, beside: &Line, texts: &Texts, here: &Here) -> String {
    let pattern = cut(&line.pattern, 60);
    if line.at.path == beside.at.path {
        let number = texts.of(&line.at).point(line.at.span.start).line;
        return format!("`{pattern}` on line {number}");
    }
    format!("`{pattern}` ({})", place(line, texts, here))
}

fn place(line: &Line, texts: &Texts, here: &Here) -> String {
    format!("{}:{}", here.shown(line.at.path.as_str()), texts.of(&line.at).point(line.at.span.start).line)
}

fn parts(found: &Found) -> Option<String> {
    if found.within.is_empty() {
        return None;
    }
    let patterns: Vec<String> =
        found.within.iter().take(SHOWN).map(|line| format!("`{}`", cut(&line.pattern, 60))).collect();
    let more = found.within.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    Some(format!("it is a folder: files in it may have other owners by {}{more}", patterns.join(", ")))
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    asked: &'a str,
    kind: &'static str,
    name: &'a str,
    exists: Option<&'static str>,
    holders: Vec<Holder<'a>>,
    deciding: Vec<DecidingRow<'a>>,
    within: Vec<LineRow<'a>>,
    did_you_mean: Option<&'a str>,
    nobody: Option<&'a str>,
    other_readings: &'a [Reading],
}

#[derive(Serialize)]
struct Holder<'a> {
    #[serde(flatten)]
    fact: Row<'a>,
    held_since: Option<&'a str>,
}

#[derive(Serialize)]
struct DecidingRow<'a> {
    #[serde(flatten)]
    line: LineRow<'a>,
    host: Option<&'static str>,
    section: Option<&'a str>,
    exempt: bool,
    overruled: Vec<LineRow<'a>>,
}

#[derive(Serialize)]
struct LineRow<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    pattern: &'a str,
}

impl<'a> LineRow<'a> {
    fn of(line: &'a Line, texts: &Texts) -> Self {
        let at = texts.of(&line.at).point(line.at.span.start);
        Self { path: line.at.path.as_str(), line: at.line, column: at.column, pattern: &line.pattern }
    }
}

/// For machines.
#[must_use]
pub(crate) fn json(found: &Found, texts: &Texts) -> String {
    let output = Output {
        version: 1,
        asked: &found.asked,
        kind: found.kind,
        name: &found.name,
        exists: found.exists.flatten(),
        holders: found
            .facts
            .iter()
            .zip(&found.since)
            .map(|(fact, since)| Holder {
                fact: row(fact, texts),
                held_since: (since != "-").then_some(since.as_str()),
            })
            .collect(),
        deciding: found
            .deciding
            .iter()
            .map(|deciding| DecidingRow {
                line: LineRow::of(&deciding.line, texts),
                host: deciding.host,
                section: deciding.section.as_deref(),
                exempt: deciding.excludes,
                overruled: deciding.overruled.iter().map(|other| LineRow::of(other, texts)).collect(),
            })
            .collect(),
        within: found.within.iter().map(|other| LineRow::of(other, texts)).collect(),
        did_you_mean: found.near.as_deref(),
        nobody: found.nobody.as_deref(),
        other_readings: &found.others,
    };
    serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON") + "\n"
}
