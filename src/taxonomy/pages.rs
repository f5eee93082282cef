//! What the names of files say of what is in them, by the words of `rules/pages.toml`.

use crate::base::path::RepoPath;
use crate::document::table::Table;

/// Words in the names of files.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    unnamed: Vec<String>,
    charter: Vec<String>,
    beside: Vec<String>,
}

impl Pages {
    /// Takes in what `[pages]` says.
    pub(super) fn add(&mut self, table: &Table<'_>) {
        let words = |key: &str| table.names(key).into_iter().map(|word| word.value.to_string());
        self.unnamed.extend(words("unnamed"));
        self.charter.extend(words("charter"));
        self.beside.extend(words("beside"));
    }

    /// The name that a page of prose goes by: its file's, or its folder's for a page that is named after none.
    #[must_use]
    pub(crate) fn name<'p>(&self, path: &'p RepoPath) -> &'p str {
        let name = path.file_name();
        let stem = name.split('.').next().unwrap_or(name);
        let folder = path.folder().rsplit('/').next().unwrap_or("");
        let says_nothing = self.unnamed.iter().any(|word| stem.eq_ignore_ascii_case(word));
        if says_nothing && !folder.is_empty() { folder } else { stem }
    }

    /// Whether a word in a name says that it is a charter's.
    #[must_use]
    pub(crate) fn is_charter(&self, word: &str) -> bool {
        self.charter.iter().any(|known| word.eq_ignore_ascii_case(known))
    }

    /// Whether a word in a page's name is none of the team's.
    #[must_use]
    pub(crate) fn is_beside(&self, word: &str) -> bool {
        self.beside.iter().any(|known| known == word)
    }
}
