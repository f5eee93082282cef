//! File patterns in gitignore syntax, which `drawline.toml`, ownership files and CODEOWNERS share.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::path::RepoPath;
use crate::base::source::Spanned;
use crate::document::{Problem, ProblemKind};
use crate::read::reading::OwnEntry;

/// Patterns in gitignore syntax.
#[derive(Debug)]
pub(super) struct Patterns(Gitignore);

impl Patterns {
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            // A pattern that cannot be read was reported by `check`.
            let _ = builder.add_line(None, pattern);
        }
        Self(builder.build().unwrap_or_else(|_| Gitignore::empty()))
    }

    pub(super) fn matches(&self, path: &RepoPath) -> bool {
        !self.0.is_empty() && self.0.matched_path_or_any_parents(path.as_str(), false).is_ignore()
    }

    /// The last pattern that matches, as it is written.
    fn last(&self, path: &str) -> Option<&str> {
        self.0.matched_path_or_any_parents(path, false).inner().map(|glob| glob.original())
    }
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
