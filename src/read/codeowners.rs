//! `CODEOWNERS`, by the law of the host that reads it: `codeowners/github.rs` and `codeowners/gitlab.rs`; what a pattern
//! matches stands in `owners.rs`.
//!
//! A file in `.github/` or `.gitlab/` is its host's. One at the root or in `docs/` may be either's: the configuration's
//! `codeowners-host` decides, else the text, where it has what GitLab alone knows (headings of sections, `@@roles`, groups in
//! groups, dots in names). Where the text leaves it open, it is read by both laws, and `org/standing.rs` chooses by what else
//! lies in the repository.

mod github;
mod gitlab;

use std::sync::Arc;

use super::format::{FileFormat, LINES, Named, Sign, Usual, Words};
use super::reading::{CodeLaw, Reading};
use crate::base::source::Span;
use crate::document::shape::{Field, Type};
use crate::document::{Problem, ProblemKind};
use crate::owners::Host;

/// Files of code owners, which hosts look for in this writing alone.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "codeowners",
    syntax: &LINES,
    endings: &["CODEOWNERS"],
    rare_endings: &[],
    named: Named::Patterns(Usual {
        key: "codeowners",
        patterns: &["/CODEOWNERS", "/.github/CODEOWNERS", "/docs/CODEOWNERS", "/.gitlab/CODEOWNERS"],
        rare: &[],
        former: &[],
        any_case: false,
    }),
    keys: &[
        Field::new("codeowners", Type::Names, "Patterns of CODEOWNERS files, in place of the default ones."),
        Field::new(
            "codeowners-host",
            Type::OneOf(&["github", "gitlab"]),
            "Whose rules CODEOWNERS follows, where its place and the files beside it do not show it.",
        ),
    ],
    sign: Sign::Ending,
    by_host: true,
    introduces: false,
    words: Words {
        one: "CODEOWNERS",
        several: "files of code owners",
        file: "CODEOWNERS",
        holds: "",
        counted: Some(("file", " of code owners (CODEOWNERS)")),
        is_common: false,
    },
    schema: None,
    parse: Some(|input| Ok(read(input.text, input.host))),
};

/// Reads a file of code owners; `host` is the one that it must be of, by its place or by the configuration.
#[must_use]
pub(super) fn read(text: &str, host: Option<Host>) -> Reading {
    let speaks_gitlab = gitlab::is_spoken(text);
    let by = |host: Host, as_gitlab: Option<Arc<Reading>>| {
        let mut reading = match host {
            Host::GitHub => github::read(text),
            Host::GitLab => gitlab::read(text),
        };
        reading.code = Some(Box::new(CodeLaw { host, speaks_gitlab, as_gitlab }));
        reading
    };
    match host {
        Some(host) => by(host, None),
        None if speaks_gitlab => by(Host::GitLab, None),
        None => by(Host::GitHub, Some(Arc::new(by(Host::GitLab, None)))),
    }
}

/// A line without what surrounds it, and the byte that it starts at; comments and blank lines are left out.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        let said = line.trim();
        (!said.is_empty() && !said.starts_with('#')).then_some((start, said))
    })
}

/// Words between blanks, each with the byte that it starts at.
fn words(text: &str, at: usize) -> impl Iterator<Item = (&str, Span)> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| {
        let from = at + (word.as_ptr() as usize - start);
        (word, Span::new(from, from + word.len()))
    })
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

fn problem(span: Span, message: String, label: String, help: impl Into<String>, detail: &str) -> Problem {
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message,
        label,
        help: Some(help.into()),
        detail: detail.to_owned(),
        instead: None,
    }
}

/// What to write in the place of a word that is no owner.
fn instead_of(word: &str) -> String {
    let is_name = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    match is_name {
        true => format!("write \"@{word}\""),
        false => "put a backslash before a blank that belongs to the path, and `@` before a name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::reading::OwnEntry;

    fn entries(reading: &Reading) -> Vec<String> {
        let owners = |entry: &OwnEntry| entry.owners.iter().map(|owner| &*owner.value).collect::<Vec<_>>().join(" ");
        let section = |entry: &OwnEntry| entry.section.as_deref().map_or(String::new(), |name| format!(" in {name}"));
        let sign = |entry: &OwnEntry| if entry.excludes { "!" } else { "" };
        let line =
            |entry: &OwnEntry| format!("{}{}: {}{}", sign(entry), entry.path.value, owners(entry), section(entry));
        reading.owns.iter().map(line).collect()
    }

    fn problems(reading: &Reading) -> Vec<&str> {
        reading.problems.iter().map(|problem| problem.message.as_str()).collect()
    }

    #[test]
    fn what_github_reads() {
        let text = "# all\r\n*  @acme/core\r\n/a\\ b/ @ana li@example.org # for @kim\r\n/free/\r\n/x#y @li\r\n";
        let reading = read(text, Some(Host::GitHub));
        assert_eq!(entries(&reading), ["*: @acme/core", "/a\\ b/: @ana li@example.org", "/free/: ", "/x: "]);
        assert!(reading.problems.is_empty());
    }

    #[test]
    fn github_passes_over_a_line_with_anything_that_it_does_not_know() {
        let text =
            "!/src/gen/\n[ab].rs @ana\n/x foo@bar\n/y @ana kim\n/z @a/b/c\n\\#x @li\n/a/***/b @li\n/ @li\n@acme/core\n";
        let reading = read(text, Some(Host::GitHub));
        assert_eq!(entries(&reading), [""; 0]);
        assert_eq!(reading.problems.len(), 9, "{:?}", problems(&reading));
        // Braces are letters, which is hardly what was meant; the line is read all the same.
        let reading = read("*.{js,ts} @ana\n", Some(Host::GitHub));
        assert_eq!((entries(&reading).len(), reading.problems.len()), (1, 1));
    }

    #[test]
    fn what_gitlab_reads() {
        let text = "* @all\n[Docs][2] @docs\n/doc/\n/doc/api/ @api kim\n!/doc/old/\n^[Data Base]\n/db/ @@maintainer\n[docs]\n/x @g/h/i\n";
        let reading = read(text, None);
        let wanted = [
            "*: @all",
            "/doc/: @docs in Docs",
            "/doc/api/: @api in Docs",
            "!/doc/old/:  in Docs",
            "/db/: @@maintainer in Data Base",
            "/x: @g/h/i in Docs",
        ];
        assert_eq!(entries(&reading), wanted);
        assert_eq!(problems(&reading), ["\"kim\" is no owner, and GitLab passes over it"]);
    }

    #[test]
    fn gitlab_takes_what_stands_behind_an_owner_for_more_owners() {
        let reading = read("*.rb @ana # ask @kim first\n", Some(Host::GitLab));
        assert_eq!(entries(&reading), ["*.rb: @ana @kim"]);
        assert_eq!(problems(&reading), ["GitLab knows no comment behind owners: @kim is an owner too"]);
        assert!(read("*.rb @ana # since the split\n", Some(Host::GitLab)).problems.is_empty());
    }

    #[test]
    fn headings_that_gitlab_cannot_read_are_entries() {
        let reading = read("* @a\n[Docs\n/doc/ @b\n[]\n^[X][2]\n/y @c\n[ab].rs @d\n", Some(Host::GitLab));
        assert_eq!(entries(&reading), ["*: @a", "[Docs: ", "/doc/: @b", "/y: @c in X"]);
        assert_eq!(reading.problems.len(), 4, "{:?}", problems(&reading));
    }

    #[test]
    fn the_text_shows_gitlab_where_only_gitlab_can_read_it() {
        for (text, is_spoken) in [
            ("[Docs]\n*.md @a\n", true),
            ("^[Docs][1] @b\n", true),
            ("* @@developer\n", true),
            ("* @a/b/c\n", true),
            ("* @first.last\n", true),
            ("[ab].rs @ana\n", false),
            ("!x\n", false),
            ("* @a @b/c d@example.org # [Docs] @x.y\n", false),
        ] {
            let reading = read(text, None);
            let code = reading.code.expect("a law");
            assert_eq!((code.host == Host::GitLab, code.as_gitlab.is_none()), (is_spoken, is_spoken), "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_words() {
        for host in [Host::GitHub, Host::GitLab] {
            let text = "# é\n  /é/ \t@ana\n/ü @li kim\n";
            let reading = read(text, Some(host));
            let owner = reading.owns[0].owners[0].span;
            assert_eq!(&text[owner.start..owner.end], "@ana");
            let path = reading.owns[0].path.span;
            assert_eq!(&text[path.start..path.end], "/é/");
            let problem = reading.problems[0].span;
            assert_eq!(&text[problem.start..problem.end], "kim");
        }
    }

    #[test]
    fn github_loads_no_file_of_three_megabytes() {
        let text = "/a/b/c/d/e @ana\n".repeat(3 * 1024 * 1024 / 16);
        let reading = read(&text, Some(Host::GitHub));
        assert_eq!((reading.owns.len(), reading.problems.len()), (0, 1));
        assert!(!read(&text, Some(Host::GitLab)).owns.is_empty());
    }
}
