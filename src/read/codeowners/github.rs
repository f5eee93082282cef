//! Lines of `CODEOWNERS` as GitHub reads them: a pattern and owners, `#` begins a comment. A line with anything that GitHub
//! does not take is passed over as a whole, and told; one without owners takes a path away from the lines above.

use std::sync::LazyLock;

use regex::Regex;

use super::{instead_of, lines, pattern_end, problem, words};
use crate::base::source::{Span, Spanned};
use crate::document::{Problem, ProblemKind};
use crate::owners::Law;
use crate::owners::glob::Glob;
use crate::read::reading::{OwnEntry, Reading, Written};

/// GitHub loads no file of this size.
const TOO_LARGE: usize = 3 * 1024 * 1024;

/// `@user`, `@organisation/team`, or an address.
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    let (user, team) = ("@[A-Za-z0-9_-]+", "@[A-Za-z0-9_-]+/[A-Za-z0-9._-]+");
    let address = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}";
    Regex::new(&format!("^(?:{user}|{team}|{address})$")).expect("internal error: a sound pattern")
});

/// Braces that are meant as alternatives.
static BRACES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{[^{}]*,[^{}]*\}").expect("internal error: a sound pattern"));

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading { mapped: true, ..Reading::default() };
    if text.len() >= TOO_LARGE {
        reading.problems.push(too_large(text.len()));
        return reading;
    }
    for (at, said) in lines(text) {
        match entry(said, at, &mut reading.problems) {
            Ok(entry) => reading.owns.extend(entry),
            Err(problem) => reading.problems.push(*problem),
        }
    }
    reading
}

fn entry(said: &str, at: usize, told: &mut Vec<Problem>) -> Result<Option<OwnEntry>, Box<Problem>> {
    // The backslash that is refused in front of `#` has to be seen before it.
    let comment = said.char_indices().find(|(byte, sign)| *sign == '#' && !(*byte == 1 && said.starts_with('\\')));
    let said = comment.map_or(said, |(byte, _)| &said[..byte]).trim_end();
    let pattern = &said[..pattern_end(said)];
    let span = Span::new(at, at + pattern.len());
    let passed = "GitHub passes over this line";
    if is_owner(pattern) {
        let (message, help) = ("the line has owners and no path", format!("write `* {said}` for every file"));
        return Err(Box::new(problem(
            span,
            message.to_owned(),
            "an owner, where a path is asked for".to_owned(),
            help,
            pattern,
        )));
    }
    if let Err(fault) = Glob::read(Law::GitHub, pattern) {
        let shown = crate::base::suggest::cut(pattern, 60);
        return Err(Box::new(problem(
            span,
            format!("{shown} {}", fault.message),
            passed.to_owned(),
            fault.help,
            pattern,
        )));
    }
    let mut owners: Vec<Written> = Vec::new();
    for (word, span) in words(&said[pattern.len()..], at + pattern.len()) {
        if !is_owner(word) {
            let message = format!("\"{word}\" is no owner, and GitHub passes over the line");
            let label = "neither @user, @organisation/team nor an address".to_owned();
            return Err(Box::new(problem(span, message, label, instead_of(word), word)));
        }
        owners.push(Spanned::new(word.into(), span));
    }
    if BRACES.is_match(pattern) {
        let message = format!("the braces in {pattern} are part of the name: GitHub knows no alternatives");
        told.push(problem(
            span,
            message,
            "matches a file with braces in its name".to_owned(),
            "write a line for each",
            pattern,
        ));
    }
    let path = Spanned::new(pattern.into(), span);
    Ok((!pattern.is_empty()).then_some(OwnEntry { owners, ..OwnEntry::of(path) }))
}

pub(super) fn is_owner(word: &str) -> bool {
    OWNER.is_match(word)
}

fn too_large(bytes: usize) -> Problem {
    Problem {
        kind: ProblemKind::UnreadableFile,
        span: Span::default(),
        message: format!("the file has {:.1} MB, and GitHub loads none of 3 MB or more", bytes as f64 / 1_048_576.0),
        label: "no line of it counts".to_owned(),
        help: Some("join lines with wildcards".to_owned()),
        detail: String::new(),
        instead: None,
    }
}
