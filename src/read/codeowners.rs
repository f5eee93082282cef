//! `CODEOWNERS`, as GitHub and GitLab read it: patterns with their owners, sections with owners of their own.
//!
//! An entry without owners says that nobody owns the path, or in a section that the section's owners do. What neither of
//! the two understands is passed over, as they do; an owner that they would pass over silently is told.

use std::sync::Arc;

use super::reading::{OwnEntry, Reading, Written};
use crate::base::source::{Span, Spanned};
use crate::document::{Problem, ProblemKind};

/// Reads a file of code owners.
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut reading = Reading { mapped: true, ..Reading::default() };
    let (mut section, mut at) = (None, 0);
    for line in text.split_inclusive('\n') {
        read_line(line.trim_end_matches(['\n', '\r']), at, &mut section, &mut reading);
        at += line.len();
    }
    reading
}

/// A section of GitLab's, with the owners of its entries that name none.
struct Section {
    name: Arc<str>,
    owners: Vec<Written>,
}

fn read_line(line: &str, at: usize, section: &mut Option<Section>, reading: &mut Reading) {
    let start = line.len() - line.trim_start().len();
    let said = &line[start..];
    if said.is_empty() || said.starts_with('#') {
        return;
    }
    if let Some((name, rest)) = section_head(said) {
        let owners = owners(rest, at + start + (said.len() - rest.len()), reading);
        *section = Some(Section { name: name.to_lowercase().into(), owners });
        return;
    }
    let end = pattern_end(said);
    // What GitLab excludes belongs to nobody by this section, and may belong to another.
    if said.starts_with('!') {
        return;
    }
    let path = Spanned::new(Arc::from(&said[..end]), Span::new(at + start, at + start + end));
    let mut owners = owners(&said[end..], at + start + end, reading);
    if let Some(section) = section.as_ref().filter(|_| owners.is_empty()) {
        owners.clone_from(&section.owners);
    }
    let section = section.as_ref().map(|section| section.name.clone());
    reading.owns.push(OwnEntry { path, owners, activity: None, team: None, section });
}

/// `[Name]`, `^[Name]` for a section that is optional, `[Name][2]` for one with several approvals: the name, and what follows.
fn section_head(said: &str) -> Option<(&str, &str)> {
    let (name, rest) = said.trim_start_matches('^').strip_prefix('[')?.split_once(']')?;
    let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((number, after)) if number.bytes().all(|b| b.is_ascii_digit()) => after,
        _ => rest,
    };
    // `[abc].rs @ana` is a pattern.
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some((name.trim(), rest))
}

/// Where a pattern ends: at the first blank that no backslash stands before.
fn pattern_end(said: &str) -> usize {
    let mut escaped = false;
    for (at, c) in said.char_indices() {
        if c.is_whitespace() && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    said.len()
}

/// The owners in the rest of a line, which begins at byte `at` of the file; a `#` begins a comment.
fn owners(rest: &str, at: usize, reading: &mut Reading) -> Vec<Written> {
    let mut owners = Vec::new();
    let mut from = 0;
    for word in rest.split(char::is_whitespace) {
        let span = Span::new(at + from, at + from + word.len());
        from += word.len() + rest[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        if word.starts_with('#') {
            break;
        }
        match word {
            "" => {}
            owner if owner.contains('@') => owners.push(Spanned::new(owner.into(), span)),
            other => reading.problems.push(no_owner(other, span)),
        }
    }
    owners
}

fn no_owner(word: &str, span: Span) -> Problem {
    let is_name = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let help = match is_name {
        true => format!("write \"@{word}\""),
        false => "put a backslash before a blank that belongs to the path".to_owned(),
    };
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message: format!("\"{word}\" is no owner, and is passed over"),
        label: "neither @user, @organisation/team nor an address".to_owned(),
        help: Some(help),
        detail: word.to_owned(),
        instead: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<String> {
        let owners = |entry: &OwnEntry| entry.owners.iter().map(|owner| &*owner.value).collect::<Vec<_>>().join(" ");
        let section = |entry: &OwnEntry| entry.section.as_deref().map_or(String::new(), |name| format!(" in {name}"));
        read(text)
            .owns
            .iter()
            .map(|entry| format!("{}: {}{}", entry.path.value, owners(entry), section(entry)))
            .collect()
    }

    #[test]
    fn what_github_reads() {
        let text = "# all\r\n*  @acme/core\r\n/a\\ b/ @ana li@example.org # for now\r\n/free/\r\n";
        assert_eq!(entries(text), ["*: @acme/core", "/a\\ b/: @ana li@example.org", "/free/: "]);
    }

    #[test]
    fn what_gitlab_reads() {
        let text = "[Docs][2] @docs\n/doc/\n/doc/api/ @api\n!/doc/old/\n^[Data Base]\n/db/ @@maintainer\n[a-z].rs @x\n";
        let wanted = [
            "/doc/: @docs in docs",
            "/doc/api/: @api in docs",
            "/db/: @@maintainer in data base",
            "[a-z].rs: @x in data base",
        ];
        assert_eq!(entries(text), wanted);
    }

    #[test]
    fn places_are_those_of_the_words() {
        let text = "# é\n  /é/ \t@ana kim\n";
        let reading = read(text);
        let owner = reading.owns[0].owners[0].span;
        assert_eq!(&text[owner.start..owner.end], "@ana");
        let path = reading.owns[0].path.span;
        assert_eq!(&text[path.start..path.end], "/é/");
        let problem = reading.problems[0].span;
        assert_eq!(&text[problem.start..problem.end], "kim");
    }
}
