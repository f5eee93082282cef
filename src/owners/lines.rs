//! Many patterns at once: which of them match a path, without trying each. A line is looked up by the first name that it asks
//! for: the folders that it starts with, a name at any depth, or an ending. What asks for none of these is tried.

use std::collections::HashMap;

use super::glob::Glob;
use super::part::Part;

/// The patterns of a file, in its order; one that cannot be read matches nothing.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    globs: Vec<Option<Glob>>,
    /// By the folders that they start with, and the name at the end where that is plain as well.
    rooted: HashMap<String, Vec<usize>>,
    /// By a name that they ask for at any depth.
    named: HashMap<String, Vec<usize>>,
    /// By the ending, from its last dot on, that a name must have at any depth.
    endings: HashMap<String, Vec<usize>>,
    /// The others.
    rest: Vec<usize>,
}

impl Lines {
    /// Prepares patterns.
    #[must_use]
    pub(crate) fn new(globs: Vec<Option<Glob>>) -> Self {
        let mut lines = Self::default();
        for (at, glob) in globs.iter().enumerate() {
            if let Some(glob) = glob {
                lines.put(at, glob.parts());
            }
        }
        Self { globs, ..lines }
    }

    fn put(&mut self, at: usize, parts: &[Part]) {
        let first = |map: &mut HashMap<String, Vec<usize>>, key: &str| map.entry(key.to_owned()).or_default().push(at);
        match parts {
            [Part::Folders, Part::Name(name), ..] => first(&mut self.named, name),
            [Part::Folders, Part::Ending(ending), ..] if ending.contains('.') => {
                first(&mut self.endings, dotted(ending));
            }
            [Part::Name(_), ..] => {
                let names = parts.iter().map_while(|part| match part {
                    Part::Name(name) => Some(name.as_str()),
                    _ => None,
                });
                first(&mut self.rooted, &names.collect::<Vec<_>>().join("/"));
            }
            _ => self.rest.push(at),
        }
    }

    /// A line's pattern.
    #[must_use]
    pub(crate) fn glob(&self, line: usize) -> Option<&Glob> {
        self.globs.get(line)?.as_ref()
    }

    /// The lines that match a path, in their order.
    #[must_use]
    pub(crate) fn matching(&self, path: &str) -> Vec<usize> {
        let parts: Vec<&str> = path.split('/').collect();
        let mut found: Vec<usize> = Vec::new();
        let mut look = |map: &HashMap<String, Vec<usize>>, key: &str| {
            found.extend(map.get(key).into_iter().flatten());
        };
        if !self.rooted.is_empty() {
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            ends.for_each(|end| look(&self.rooted, &path[..end]));
        }
        for part in &parts {
            look(&self.named, part);
            if part.contains('.') {
                look(&self.endings, dotted(part));
            }
        }
        found.extend(&self.rest);
        found.sort_unstable();
        // A name may come twice in a path.
        found.dedup();
        found.retain(|line| self.glob(*line).is_some_and(|glob| glob.matches_parts(&parts)));
        found
    }
}

/// From the last dot on.
fn dotted(name: &str) -> &str {
    name.rfind('.').map_or(name, |dot| &name[dot..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::owners::Law;

    fn lines(law: Law, patterns: &[&str]) -> Lines {
        Lines::new(patterns.iter().map(|pattern| Glob::read(law, pattern).ok()).collect())
    }

    #[test]
    fn looking_up_finds_what_trying_each_finds() {
        let patterns = [
            "*", "/*", "docs", "docs/", "/docs/", "docs/*", "/docs/**", "*.md", "*.tar.gz", "**/a/b", "a/**/b",
            "/a/*/c", "f?o", "*a*", "/a/b", "a.b/", "*.", ".x",
        ];
        let paths = [
            "a",
            "docs",
            "docs/a.md",
            "docs/x/a.md",
            "x/docs/y",
            "a/b",
            "a/x/b/c",
            "a/x/c",
            "foo",
            "x.tar.gz",
            "x.gz/y",
            "a.b/c",
            "x/a.b/c",
            "x.",
            ".x",
            "a/a/a",
            "docs/docs/docs",
        ];
        for law in [Law::GitHub, Law::GitLab, Law::Gitignore] {
            let lines = lines(law, &patterns);
            for path in paths {
                let each: Vec<usize> =
                    (0..patterns.len()).filter(|at| lines.glob(*at).is_some_and(|glob| glob.matches(path))).collect();
                assert_eq!(lines.matching(path), each, "{law:?} {path}");
            }
        }
    }
}
