//! File patterns in gitignore syntax, which `drawline.toml`, ownership files and CODEOWNERS share.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::path::RepoPath;
use crate::base::source::Spanned;
use crate::document::{Problem, ProblemKind};
use crate::read::reading::OwnEntry;

/// Patterns in gitignore syntax. What is needed for a path is put together when the first such path comes.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    lines: Vec<Line>,
    /// Whether a line takes back what others match, so that their order counts.
    is_ordered: bool,
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

    fn may_match(&self, path: &str) -> bool {
        let tail = self.tail();
        path.split('/').any(|part| part.ends_with(tail))
    }
}

impl Patterns {
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let line = |pattern: &str| Line { text: pattern.to_owned(), built: OnceLock::new() };
        let lines: Vec<Line> = patterns.into_iter().map(line).collect();
        let is_ordered = lines.iter().any(|line| line.text.starts_with('!'));
        Self { lines, is_ordered, whole: OnceLock::new() }
    }

    fn whole(&self) -> &Gitignore {
        self.whole.get_or_init(|| built(self.lines.iter()))
    }

    pub(super) fn matches(&self, path: &RepoPath) -> bool {
        let path = path.as_str();
        let mut may_match = self.lines.iter().filter(|line| line.may_match(path));
        let matches = |patterns: &Gitignore| patterns.matched_path_or_any_parents(path, false).is_ignore();
        if self.is_ordered {
            return may_match.next().is_some() && matches(self.whole());
        }
        may_match.any(|line| matches(line.built.get_or_init(|| built(std::iter::once(line)))))
    }

    /// The last pattern that matches, as it is written.
    fn last(&self, path: &str) -> Option<&str> {
        self.whole().matched_path_or_any_parents(path, false).inner().map(|glob| glob.original())
    }
}

fn built<'a>(lines: impl Iterator<Item = &'a Line>) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in lines {
        // A pattern that cannot be read was reported by `check`.
        let _ = builder.add_line(None, &line.text);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Of patterns the last one that matches a path, as gitignore and CODEOWNERS have it.
pub fn last_match<'a>(patterns: impl IntoIterator<Item = &'a str>, path: &str) -> Option<String> {
    let path = RepoPath::new(path.trim_start_matches("./"))?;
    Patterns::new(patterns).last(path.as_str()).map(str::to_owned)
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

/// The paths of one file of owners, to find the entries that count for a path.
#[derive(Debug)]
pub struct PathTable {
    /// One for each section; the last entry that matches counts in each.
    sections: Vec<(Patterns, HashMap<Arc<str>, usize>)>,
    /// How many owners stand before those of each entry, and in all.
    owners: Vec<usize>,
}

impl PathTable {
    /// A table of these entries. Those that are about every path are defaults, and left out.
    #[must_use]
    pub fn new(entries: &[OwnEntry]) -> Self {
        let mut sections: HashMap<Option<&str>, Vec<(usize, &Arc<str>)>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let path = &entry.path.value;
            if path.chars().any(|c| !matches!(c, '*' | '/' | '.')) {
                sections.entry(entry.section.as_deref()).or_default().push((at, path));
            }
        }
        let section = |entries: Vec<(usize, &Arc<str>)>| {
            let patterns = Patterns::new(entries.iter().map(|(_, path)| &***path));
            (patterns, entries.into_iter().map(|(at, path)| (path.clone(), at)).collect())
        };
        let before = |sum: &mut usize, entry: &OwnEntry| {
            *sum += entry.owners.len();
            Some(*sum)
        };
        let owners = std::iter::once(0).chain(entries.iter().scan(0, before)).collect();
        Self { sections: sections.into_values().map(section).collect(), owners }
    }

    /// Where the owners of an entry stand among all owners of the file.
    #[must_use]
    pub fn owners(&self, entry: usize) -> Range<usize> {
        let at = |entry: usize| self.owners.get(entry).copied().unwrap_or_default();
        at(entry)..at(entry + 1)
    }

    /// The entries that count for a path, by their numbers, sorted.
    #[must_use]
    pub fn of(&self, path: &str) -> Vec<usize> {
        let last = |(patterns, entries): &(Patterns, HashMap<Arc<str>, usize>)| {
            patterns.last(path).and_then(|pattern| entries.get(pattern).copied())
        };
        let mut found: Vec<usize> = self.sections.iter().filter_map(last).collect();
        found.sort_unstable();
        found
    }
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
            for path in paths {
                let all = patterns.whole().matched_path_or_any_parents(path, false).is_ignore();
                let path = RepoPath::new(path).expect("sound");
                assert_eq!(patterns.matches(&path), all, "{list:?} {path}");
            }
        }
    }
}
