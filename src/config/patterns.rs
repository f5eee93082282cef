//! File patterns in gitignore syntax, which `drawline.toml` names files by.

use std::sync::{Arc, OnceLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::path::RepoPath;
use crate::base::source::Spanned;
use crate::document::{Problem, ProblemKind};

/// Patterns in gitignore syntax. What is needed for a path is put together when the first such path comes.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    lines: Vec<Line>,
    /// Whether a line takes back what others match, so that their order counts.
    is_ordered: bool,
    /// Whether `charter.toml` is `Charter.toml` as well: a file system may not know the difference, and nobody hides a file by it.
    any_case: bool,
    /// All lines together.
    whole: OnceLock<Gitignore>,
}

/// One pattern.
#[derive(Debug)]
struct Line {
    text: String,
    built: OnceLock<Gitignore>,
}

impl Line {
    /// What a part of a path must end with for the pattern to match there: all behind the last sign with a meaning.
    fn tail(&self) -> &str {
        let text = self.text.trim_end();
        let last = text.rfind(['*', '?', '[', ']', '{', '}', '!', '\\', '/', ' ']);
        last.map_or(text, |last| &text[last + 1..])
    }

    fn may_match(&self, path: &str, any_case: bool) -> bool {
        let tail = self.tail().as_bytes();
        path.split('/').any(|part| {
            // Beyond ASCII the matcher knows more letters to be the same.
            if any_case && !(tail.is_ascii() && part.is_ascii()) {
                return true;
            }
            let start = part.len().checked_sub(tail.len());
            let end = start.and_then(|start| part.as_bytes().get(start..));
            end.is_some_and(|end| if any_case { end.eq_ignore_ascii_case(tail) } else { end == tail })
        })
    }
}

impl Patterns {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let line = |pattern: &str| Line { text: pattern.to_owned(), built: OnceLock::new() };
        let lines: Vec<Line> = patterns.into_iter().map(line).collect();
        let is_ordered = lines.iter().any(|line| line.text.starts_with('!'));
        Self { lines, is_ordered, any_case: false, whole: OnceLock::new() }
    }

    /// The same, by names in any case.
    pub(super) fn in_any_case(self) -> Self {
        Self { any_case: true, ..self }
    }

    fn whole(&self) -> &Gitignore {
        self.whole.get_or_init(|| built(self.lines.iter(), self.any_case))
    }

    pub(super) fn matches(&self, path: &RepoPath) -> bool {
        let path = path.as_str();
        let mut may_match = self.lines.iter().filter(|line| line.may_match(path, self.any_case));
        let matches = |patterns: &Gitignore| patterns.matched_path_or_any_parents(path, false).is_ignore();
        if self.is_ordered {
            return may_match.next().is_some() && matches(self.whole());
        }
        may_match.any(|line| matches(line.built.get_or_init(|| built(std::iter::once(line), self.any_case))))
    }
}

fn built<'a>(lines: impl Iterator<Item = &'a Line>, any_case: bool) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    // An error would be that of a pattern, and there is none yet.
    let _ = builder.case_insensitive(any_case);
    for line in lines {
        // A pattern that cannot be read was reported by `check`.
        let _ = builder.add_line(None, &line.text);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// What is wrong with a pattern.
pub(super) fn check(pattern: &Spanned<Arc<str>>) -> Option<Problem> {
    let error = GitignoreBuilder::new("").add_line(None, &pattern.value).err()?;
    Some(Problem {
        kind: ProblemKind::BadValue,
        span: pattern.span,
        message: format!("\"{}\" is not a file pattern", pattern.value),
        label: error.to_string(),
        help: Some("write it as in .gitignore: `teams/**/charter.toml`".to_owned()),
        detail: pattern.value.to_string(),
        instead: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looking at a pattern's end first must never make a difference.
    #[test]
    fn each_path_matches_as_all_patterns_together_say() {
        let lists: &[&[&str]] = &[
            &["**/charter.toml", "**/*.charter.toml"],
            &["teams/", "!teams/old.toml"],
            &["teams/**", "/people.toml"],
            &["*.t[oa]ml", "a b.toml", "x\\ y.toml", "trail.toml  "],
            &["{a,b}.toml", "docs/*charter*.md"],
            &["charter.toml/"],
            &["# no pattern", "", "\\#odd.toml", "\\!odd.toml"],
            &["teams/*/x?.toml"],
        ];
        let paths = [
            "charter.toml",
            "teams/a/charter.toml",
            "a.charter.toml",
            "teams/old.toml",
            "teams/a/old.toml",
            "people.toml",
            "a/people.toml",
            "x.taml",
            "x.toml",
            "a b.toml",
            "x y.toml",
            "trail.toml",
            "a.toml",
            "docs/my charter 2.md",
            "charter.toml/inner.toml",
            "#odd.toml",
            "!odd.toml",
            "teams/q/x1.toml",
            "teams/q/x12.toml",
            "# no pattern",
        ];
        for list in lists {
            let patterns = Patterns::new(list.iter().copied());
            let any_case = Patterns::new(list.iter().copied()).in_any_case();
            for path in paths {
                for path in [path.to_owned(), path.to_uppercase()] {
                    let all = any_case.whole().matched_path_or_any_parents(&path, false).is_ignore();
                    assert_eq!(any_case.matches(&RepoPath::new(&path).expect("sound")), all, "{list:?} {path}");
                }
                let all = patterns.whole().matched_path_or_any_parents(path, false).is_ignore();
                let path = RepoPath::new(path).expect("sound");
                assert_eq!(patterns.matches(&path), all, "{list:?} {path}");
            }
        }
    }
}
