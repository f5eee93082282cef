//! Level 9: many repositories. What one of them says leaves it as rows (`leave.rs`), each of which says where it comes from; rows
//! of any number of repositories become readings again (`arrive.rs`, `take.rs`, `together.rs`), and from there on nobody knows
//! the difference.
//!
//! `row.rs` is one row as it is written and read, `columns.rs` says what each of its columns means, `titles.rs` finds the words
//! by which a name means here what it meant there, `parts.rs` puts the rows of one file together, `points.rs` keeps the lines and
//! columns of places whose text is elsewhere, `words.rs` keeps each word once, `heard.rs` counts the rows of each repository.

pub(crate) mod arrive;
pub(crate) mod columns;
mod heard;
pub(crate) mod leave;
mod parts;
mod points;
mod refusal;
pub(crate) mod row;
mod take;
mod titles;
pub(crate) mod together;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::path::RepoPath;

/// Stands between a repository and the path of a file in it: `acme/checkout:teams/pay/charter.toml`.
pub(crate) const BETWEEN: char = ':';

/// Where rows come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// The repository, as `owner/name`.
    pub(crate) repository: &'a str,
    /// The commit that was read; `None` for a working tree.
    pub(crate) commit: Option<&'a str>,
}

/// The repositories that rows came from, each with the commit that was read.
#[derive(Clone, Debug, Default)]
pub struct Origins(pub BTreeMap<Arc<str>, Option<Arc<str>>>);

impl Origins {
    /// The repository that a file lies in, and the commit that was read there; `None` for a file that lies here.
    #[must_use]
    pub(crate) fn of(&self, path: &RepoPath) -> Option<(&str, Option<&str>)> {
        let (repository, _) = path.as_str().split_once(BETWEEN)?;
        self.0.get_key_value(repository).map(|(name, commit)| (&**name, commit.as_deref()))
    }

    /// All of them by name, each with the commit that was read there.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, commit)| (&**name, commit.as_deref()))
    }
}

/// The path by which a file of another repository is known here; `None` where one of the two can be no path.
#[must_use]
pub(crate) fn path_in(repository: &str, path: &str) -> Option<RepoPath> {
    (is_repository(repository) && RepoPath::new(path).is_some())
        .then(|| RepoPath::new(&format!("{repository}{BETWEEN}{path}")))
        .flatten()
}

/// Whether a text can name a repository: parts of letters, digits, `-`, `_` and `.`, with `/` between them.
#[must_use]
pub(crate) fn is_repository(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !matches!(part, "." | "..")
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.len() <= 200 && name.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_named_by_parts_and_nothing_else() {
        for sound in ["acme/checkout", "checkout", "group/sub/check.out_2"] {
            assert!(is_repository(sound), "{sound}");
        }
        for bad in ["", "/", "acme/", "a/../b", "acme/pay:x", "acme pay", "acme/\u{202e}pay", &"a".repeat(201)] {
            assert!(!is_repository(bad), "{bad:?}");
        }
        let path = path_in("acme/pay", "teams/a/charter.toml").expect("a path");
        assert_eq!(path.as_str(), "acme/pay:teams/a/charter.toml");
        assert!(path_in("acme/pay", "../charter.toml").is_none());
    }
}
