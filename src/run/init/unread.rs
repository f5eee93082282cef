//! What seems to say who does what in a format that drawline cannot read: it is named, so that nobody takes silence for "there
//! is nothing".

use std::collections::BTreeMap;

use super::names::{Names, words};
use crate::base::error::Error;
use crate::base::path::RepoPath;
use crate::base::suggest::counted;
use crate::config::Config;
use crate::io::worktree::Worktree;
use crate::taxonomy::role::Roles;

/// Files of people and owners that go by their name alone.
const PLAIN: &[&str] = &["OWNERS", "OWNERS_ALIASES", "MAINTAINERS", "MAINTAINERS.txt", "MAINTAINERS.rst"];
/// Formats of pages and sheets, by ending.
const TEXTS: &[(&str, &str)] = &[
    ("rst", "reStructuredText"),
    ("adoc", "AsciiDoc"),
    ("asciidoc", "AsciiDoc"),
    ("org", "Org"),
    ("textile", "Textile"),
    ("html", "HTML"),
    ("docx", "Word"),
    ("odt", "OpenDocument"),
    ("pdf", "PDF"),
    ("xlsx", "a spreadsheet"),
    ("csv", "a table in CSV"),
];
/// Formats of data, by ending.
const DATA: &[(&str, &str)] = &[("yaml", "YAML"), ("yml", "YAML"), ("json", "JSON")];
/// Files of data that are looked into.
const MOST: usize = 500;
/// Bytes of a file of data that are looked at.
const HEAD: usize = 64 << 10;
/// Files of one kind that are named; the rest is counted.
const NAMED: usize = 3;

/// A line per format, such as "1 file in reStructuredText about responsibilities: docs/chair.rst".
pub(super) fn lines(
    worktree: &Worktree,
    config: &Config,
    names: &Names,
    roles: &Roles,
    files: &[RepoPath],
) -> Result<Vec<String>, Error> {
    let mut found: BTreeMap<(u8, String), Vec<&RepoPath>> = BTreeMap::new();
    let mut looked_into = 0;
    for path in files.iter().filter(|path| config.format_of(path, false).is_none()) {
        if PLAIN.contains(&path.file_name()) {
            found.entry((2, format!("called {}", path.file_name()))).or_default().push(path);
            continue;
        }
        let Some(ending) = path.as_str().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()) else {
            continue;
        };
        let format = |list: &[(&str, &'static str)]| list.iter().find(|(end, _)| *end == ending).map(|(_, name)| *name);
        let is_passed = || is_tooling(path) || names.is_passed_over(path);
        if let Some(format) = format(TEXTS) {
            let about = names
                .work_in(path)
                .or_else(|| names.is_role(&words(super::names::stem(path)), roles).then_some("a role"));
            if let Some(about) = about.filter(|_| !is_passed()) {
                found.entry((1, format!("in {format} about {about}"))).or_default().push(path);
            }
        } else if let Some(format) = format(DATA)
            && looked_into < MOST
            && !is_passed()
        {
            looked_into += 1;
            let text = worktree.text(path)?.unwrap_or_default();
            if names.is_role(&words(super::names::stem(path)), roles) || is_about_people(names, &text) {
                found.entry((0, format!("in {format} about people or teams"))).or_default().push(path);
            }
        }
    }
    Ok(found.iter().map(|((_, what), paths)| line(what, paths)).collect())
}

fn line(what: &str, paths: &[&RepoPath]) -> String {
    let mut named: Vec<&str> = paths.iter().take(NAMED).map(|path| path.as_str()).collect();
    if paths.len() > NAMED {
        named.push("…");
    }
    let is = if paths.len() == 1 { "is" } else { "are" };
    format!(
        "There {is} also {} {what}, which drawline does not read: {}",
        counted(paths.len(), "file"),
        named.join(", ")
    )
}

/// Whether data speaks of people: a key of those who lead or keep something, and another one that goes with it.
fn is_about_people(names: &Names, text: &str) -> bool {
    let end = (0..=HEAD.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (mut people, mut others) = (0, 0);
    let mut known: Vec<String> = Vec::new();
    for line in text[..end].lines() {
        let key = line.trim_start_matches([' ', '-', '\t', '{']).split(':').next().unwrap_or_default();
        if !line.contains(':') || key.len() > 40 {
            continue;
        }
        let key = words(key.trim_matches('"'));
        if !known.contains(&key) && known.len() < 64 {
            people += usize::from(names.people_keys.contains(&key));
            others += usize::from(names.person_keys.contains(&key));
            known.push(key);
        }
    }
    people > 1 || people == 1 && others > 0
}

/// Data for tools, which name reviewers or members of other things.
fn is_tooling(path: &RepoPath) -> bool {
    let hidden = path.as_str().split('/').any(|part| part.starts_with('.'));
    let names = [
        "package",
        "package-lock",
        "composer",
        "tsconfig",
        "openapi",
        "swagger",
        "docker-compose",
        "mkdocs",
        "_config",
    ];
    hidden || names.contains(&super::names::stem(path))
}
