//! Rows of any number of repositories arrive. What is wrong with a row is told at its line, and the next one is read: a row from
//! elsewhere is a stranger's text, and nothing in it can do more harm than be refused.
//!
//! `take.rs` takes one row into the parts of its file, `together.rs` puts together what all files of rows say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::heard::{Heard, two_commits};
use super::parts::Parts;
use super::refusal::{Refused, bad, quoted};
use super::row::{Row, Text, VERSION};
use super::take::Taker;
use super::titles::Titles;
use super::words::Words;
use super::{is_repository, path_in};
use crate::base::limits::{FACT, NAME, PROBLEMS};
use crate::base::path::RepoPath;
use crate::base::source::{Known, Span};
use crate::document::{Problem, ProblemKind};
use crate::policy::Policy;

/// One line of rows, by its place in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// Its first byte.
    pub(crate) byte: usize,
    /// How many bytes it has.
    pub(crate) length: usize,
}

/// What one file of rows says.
pub(crate) struct Delivery<'p> {
    titles: Titles<'p>,
    words: &'p Words,
    /// How many entries of a kind are read of a file, by the configuration that judges.
    entries: usize,
    /// What the file is called.
    pub(super) name: RepoPath,
    pub(super) files: BTreeMap<RepoPath, Parts>,
    pub(super) repositories: BTreeMap<Arc<str>, Heard>,
    pub(super) problems: Vec<Problem>,
    pub(super) points: Vec<Known>,
    /// The row before was about this file: most rows are about the same one.
    last: Option<(String, RepoPath)>,
    /// There is a row, whatever it says.
    pub(super) says_something: bool,
}

impl<'p> Delivery<'p> {
    /// A file of rows of which none was read yet, for a policy that is to judge them.
    #[must_use]
    pub(crate) fn new(policy: &'p Policy, words: &'p Words, name: RepoPath) -> Self {
        Self {
            titles: Titles::new(policy),
            words,
            entries: policy.config.limits.entries,
            name,
            files: BTreeMap::new(),
            repositories: BTreeMap::new(),
            problems: Vec::new(),
            points: Vec::new(),
            last: None,
            says_something: false,
        }
    }

    /// Takes a line; of one that is longer than a row may be, `None`.
    pub(crate) fn line(&mut self, at: Line, bytes: Option<&[u8]>) {
        let bytes = bytes.map(<[u8]>::trim_ascii);
        self.says_something |= bytes.is_none_or(|bytes| !bytes.is_empty());
        let Some(bytes) = bytes else {
            let message = format!("row has more than {} bytes", FACT.most);
            return self.refuse(at, (ProblemKind::UnreadableFile, message));
        };
        if bytes.is_empty() {
            return;
        }
        if let Err(refused) = self.row(at, bytes) {
            self.refuse(at, refused);
        }
    }

    /// Ends the file. One without a row is what is left where printing rows failed, and no repository that says nothing: that
    /// prints a row all the same.
    pub(crate) fn end(&mut self) {
        if !self.says_something {
            let at = Line { number: 1, byte: 0, length: 0 };
            self.refuse(at, (ProblemKind::UnreadableFile, "file holds no row".to_owned()));
        }
    }

    pub(super) fn refuse(&mut self, at: Line, (kind, message): Refused) {
        // The first thousand are enough to see what is wrong.
        if self.problems.len() > PROBLEMS.most {
            return;
        }
        let problem = problem(at, kind, message);
        self.note(at, &problem);
        self.problems.push(problem);
    }

    /// Tells what is wrong, however much was told already.
    pub(super) fn lose(&mut self, problem: Problem, at: Line) {
        self.note(at, &problem);
        self.problems.push(problem);
    }

    fn note(&mut self, at: Line, problem: &Problem) {
        // Beyond four gigabytes of rows the last place that can be said is told.
        let point = |byte, column| [byte, at.number, column].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        self.points.extend([point(problem.span.start, 1), point(problem.span.end, at.length + 1)]);
    }

    fn row(&mut self, at: Line, bytes: &[u8]) -> Result<(), Refused> {
        let text = std::str::from_utf8(bytes).map_err(|_| (ProblemKind::SyntaxError, "row is not UTF-8".to_owned()))?;
        // A list of values would be taken for columns without their names.
        if !text.starts_with('{') {
            return Err((ProblemKind::WrongType, "row is no object".to_owned()));
        }
        let row: Row<'_> = serde_json::from_str(text).map_err(|error| no_row(&error))?;
        check(&row)?;
        let repository = self.words.of(row.repository.as_deref().unwrap_or_default());
        let commit = row.commit.as_deref().map(|commit| self.words.of(commit));
        let heard = self.repositories.entry(repository.clone()).or_insert_with(|| Heard::of(commit.clone(), at));
        if heard.commit != commit {
            return bad(two_commits(&repository, heard.commit.as_deref(), commit.as_deref()));
        }
        match &*row.fact {
            "repository" => {
                let Some(read) = &row.read else { return bad("a repository has no `read`") };
                return heard.announce(&repository, read.rows as usize, at);
            }
            "failed" => {
                heard.fail();
                let why = row.error.as_deref().unwrap_or("nobody says why");
                let message = format!("{repository} could not be read: {}", quoted(why));
                return Err((ProblemKind::UnreadableFile, message));
            }
            _ => heard.row(self.words.mark(bytes)),
        }
        let path = self.path(&repository, row.path.as_deref().unwrap_or_default())?;
        let parts = self.files.entry(path).or_default();
        if parts.most() >= self.entries {
            return bad(format!("file has more entries of a kind than the {} that are read", self.entries));
        }
        let mut taker = Taker { titles: &mut self.titles, words: self.words, parts };
        taker.take(&row)
    }

    fn path(&mut self, repository: &str, path: &str) -> Result<RepoPath, Refused> {
        let is_last = |(text, _): &&(String, RepoPath)| {
            text.strip_prefix(repository).and_then(|rest| rest.strip_prefix(super::BETWEEN)) == Some(path)
        };
        if let Some((_, known)) = self.last.as_ref().filter(is_last) {
            return Ok(known.clone());
        }
        let Some(found) = path_in(repository, path) else {
            return bad(format!("{} is no path from the root of a repository", quoted(path)));
        };
        let found = RepoPath::new(&self.words.of(found.as_str())).unwrap_or(found);
        self.last = Some((found.as_str().to_owned(), found.clone()));
        Ok(found)
    }
}

/// What every row has to have, whatever it tells.
fn check(row: &Row<'_>) -> Result<(), Refused> {
    match row.version {
        0 => return bad("row says no `version`: print rows for elsewhere by `drawline facts --repository`"),
        version if version > VERSION => {
            return bad(format!("row is of version {version}, this drawline reads up to {VERSION}: update it"));
        }
        _ => {}
    }
    match row.repository.as_deref() {
        None => return bad("row says no `repository`"),
        Some(name) if !is_repository(name) => return bad(format!("{} names no repository", quoted(name))),
        Some(_) => {}
    }
    let is_long = |text: &Option<Text<'_>>| text.as_ref().is_some_and(|text| text.len() > NAME.most);
    let names = [
        &row.path,
        &row.team,
        &row.person,
        &row.role,
        &row.activity,
        &row.activity_text,
        &row.owned_path,
        &row.commit,
        &row.role_text,
        &row.holder,
    ];
    if names.into_iter().any(is_long) {
        return bad(format!("a name has more than {} bytes", NAME.most));
    }
    let is_amount = |number: Option<f64>| number.is_none_or(|number| number.is_finite() && number >= 0.0);
    if !is_amount(row.hours) || !is_amount(row.allocation) || !is_amount(row.confidence) {
        return bad("a number is below zero");
    }
    Ok(())
}

/// What is wrong with a line that is no row.
fn no_row(error: &serde_json::Error) -> Refused {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or(&text);
    let kind = if error.is_data() { ProblemKind::WrongType } else { ProblemKind::SyntaxError };
    let column = error.column();
    (kind, format!("row is no fact: {} (column {column})", quoted(said)))
}

pub(super) fn problem(at: Line, kind: ProblemKind, message: String) -> Problem {
    let help = match kind {
        ProblemKind::UnreadableFile => {
            "read the repository again: `drawline facts --rev HEAD --repository NAME --format ndjson`"
        }
        _ => "`drawline schema facts` says what a row holds",
    };
    Problem {
        kind,
        span: Span::new(at.byte, at.byte + at.length),
        label: "this row says nothing here".to_owned(),
        help: Some(help.to_owned()),
        detail: message.clone(),
        message,
        instead: None,
    }
}
