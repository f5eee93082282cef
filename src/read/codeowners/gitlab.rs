//! Lines of `CODEOWNERS` as GitLab reads them: sections with owners of their own, `!` in front of what a section leaves out, and
//! no comments behind owners. What is no owner is passed over, and the rest of the line counts.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::{github, instead_of, lines, pattern_end, problem, words};
use crate::base::source::{Span, Spanned};
use crate::document::Problem;
use crate::owners::Law;
use crate::owners::glob::Glob;
use crate::read::reading::{OwnEntry, Reading, Written};

/// `[Name]`, `^[Name]`, `[Name][2]`, and what follows.
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\^)?\[(.*?)\](?:\[([0-9]*)\])?(.*)$").expect("internal error: a sound pattern"));

/// `@user`, `@group/subgroup`.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^@[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*$").expect("internal error: a sound pattern"));

/// An address, as loosely as GitLab takes it.
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[^@]{1,100}@[^@]{1,255}$").expect("internal error: a sound pattern"));

/// `@@role`, one or many.
fn is_role(word: &str) -> bool {
    let role = word.strip_prefix("@@").map(str::to_lowercase).unwrap_or_default();
    ["developer", "maintainer", "owner"].contains(&role.strip_suffix('s').unwrap_or(&role))
}

/// A section, with the owners of its entries that name none.
struct Section {
    name: Arc<str>,
    owners: Vec<Written>,
}

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading { mapped: true, ..Reading::default() };
    let mut section: Option<Section> = None;
    // Sections of one name are one, however it is written; the first way counts.
    let mut names: HashMap<String, Arc<str>> = HashMap::new();
    for (at, said) in lines(text) {
        if let Some(heading) = HEADING.captures(said) {
            let Section { name, owners } = head(&heading, said, at, &mut reading.problems);
            let name = names.entry(name.to_lowercase()).or_insert(name).clone();
            section = Some(Section { name, owners });
        } else {
            reading.owns.extend(entry(said, at, section.as_ref(), &mut reading.problems));
        }
    }
    reading
}

/// Whether a text has what GitLab alone can read.
pub(super) fn is_spoken(text: &str) -> bool {
    lines(text).any(|(_, said)| {
        let said = said.split_once(" #").map_or(said, |(before, _)| before);
        let is_heading = HEADING.captures(said).is_some_and(|heading| {
            let (name, rest) = (&heading[2], &heading[4]);
            !name.trim().is_empty() && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        });
        let mut owners = words(&said[pattern_end(said)..], 0).map(|(word, _)| word);
        is_heading || owners.any(|word| is_role(word) || (NAME.is_match(word) && !github::is_owner(word)))
    })
}

fn head(heading: &regex::Captures<'_>, said: &str, at: usize, told: &mut Vec<Problem>) -> Section {
    let (name, approvals, rest) = (heading[2].trim(), heading.get(3), &heading[4]);
    let end = said.len() - rest.len();
    let span = Span::new(at, at + end);
    if name.is_empty() {
        told.push(problem(
            span,
            "the section has no name".to_owned(),
            "GitLab asks for one".to_owned(),
            "write `[Name]`",
            said,
        ));
    }
    let counts = approvals.is_some_and(|number| number.as_str().parse::<u32>().is_ok_and(|number| number > 0));
    if heading.get(1).is_some() && counts {
        let message = format!("the section {name} is optional and asks for approvals");
        told.push(problem(span, message, "one rules the other out".to_owned(), "take out `^` or the number", said));
    }
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        let span = Span::new(at + end, at + said.len());
        let message =
            format!("GitLab reads [{}] as the heading of a section, and passes over what follows", &heading[2]);
        let help = "begin a pattern that starts with a bracket with `**/`";
        told.push(problem(span, message, "not read".to_owned(), help, said));
        return Section { name: name.into(), owners: Vec::new() };
    }
    Section { name: name.into(), owners: owners(rest, at + end, told) }
}

fn entry(said: &str, at: usize, section: Option<&Section>, told: &mut Vec<Problem>) -> Option<OwnEntry> {
    let end = pattern_end(said);
    let (excludes, pattern) = said[..end].strip_prefix('!').map_or((false, &said[..end]), |pattern| (true, pattern));
    let span = Span::new(at + end - pattern.len(), at + end);
    if said.trim_start_matches('^').starts_with('[') {
        let help = "write `[Name]`";
        told.push(problem(
            span,
            "the heading of the section is not closed".to_owned(),
            "GitLab takes this for a path".to_owned(),
            help,
            said,
        ));
    } else if NAME.is_match(pattern) || is_role(pattern) {
        let (message, label) = ("the line has owners and no path", "an owner, where a path is asked for");
        told.push(problem(
            span,
            message.to_owned(),
            label.to_owned(),
            format!("write `* {said}` for every file"),
            pattern,
        ));
        return None;
    }
    if let Err(fault) = Glob::read(Law::GitLab, pattern) {
        let shown = crate::base::suggest::cut(pattern, 60);
        told.push(problem(
            span,
            format!("{shown} {}", fault.message),
            "matches nothing".to_owned(),
            fault.help,
            pattern,
        ));
        return None;
    }
    let is_heading = said.starts_with('[') || said.starts_with("^[");
    let rest = &said[end..];
    let mut owners = match (excludes, is_heading) {
        (true, _) => Vec::new(),
        (_, true) => owners(rest, at + end, &mut Vec::new()),
        _ => owners(rest, at + end, told),
    };
    if let Some(section) = section.filter(|_| rest.trim().is_empty() && !excludes) {
        owners.clone_from(&section.owners);
    }
    let path = Spanned::new(pattern.into(), span);
    let section = section.map(|section| section.name.clone());
    Some(OwnEntry { owners, section, excludes, ..OwnEntry::of(path) })
}

/// The owners in the rest of a line, which begins at byte `at` of the file.
fn owners(rest: &str, at: usize, told: &mut Vec<Problem>) -> Vec<Written> {
    let mut owners = Vec::new();
    let mut in_comment = false;
    for (word, span) in words(rest, at) {
        in_comment |= word.starts_with('#');
        let name = word.trim_start_matches('#').trim_end_matches([',', ';', '.', ':', ')']);
        let is_role = is_role(name);
        if is_role || NAME.is_match(name) || (!name.starts_with('@') && ADDRESS.is_match(name)) {
            if in_comment {
                let message = format!("GitLab knows no comment behind owners: {name} is an owner too");
                let help = "put the comment on a line of its own";
                told.push(problem(span, message, "counts as an owner".to_owned(), help, name));
            }
            let start = span.start + (word.len() - word.trim_start_matches('#').len());
            owners.push(Spanned::new(name.into(), Span::new(start, start + name.len())));
        } else if !in_comment {
            told.push(no_owner(word, span));
        }
    }
    owners
}

fn no_owner(word: &str, span: Span) -> Problem {
    let message = format!("\"{word}\" is no owner, and GitLab passes over it");
    if word.starts_with("@@") {
        let (label, help) = ("no role that GitLab takes", "write @@developer, @@maintainer or @@owner");
        return problem(span, message, label.to_owned(), help, word);
    }
    problem(span, message, "neither @user, @group, @@role nor an address".to_owned(), instead_of(word), word)
}
