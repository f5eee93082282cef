//! The examples of `rules/prose.toml`, which a test reads.

use std::sync::Arc;

use super::Grammar;
use crate::base::source::Spanned;
use crate::document::table::Table;

/// A block of the data with the sentences or headings that must be read as it says.
#[derive(Clone, Debug)]
pub struct GrammarExample {
    /// `verb`, `wording`, `label` or `heading`.
    pub table: &'static str,
    /// The involvement or stance, as written.
    pub says: Arc<str>,
    /// What must be read so.
    pub text: Spanned<Arc<str>>,
}

impl Grammar {
    /// The examples of the data.
    #[must_use]
    pub fn examples(root: &Table<'_>) -> Vec<GrammarExample> {
        let mut examples = Vec::new();
        for (table, key) in [
            ("verb", "involvement"),
            ("wording", "involvement"),
            ("label", "involvement"),
            ("heading", "stance"),
            ("frame", "reads"),
        ] {
            for block in root.tables(table) {
                let says = block.text(key).map(|word| Arc::from(&*word.value)).unwrap_or_default();
                let texts = block.names("examples").into_iter();
                examples.extend(texts.map(|text| GrammarExample { table, says: Arc::clone(&says), text }));
            }
        }
        examples
    }
}
