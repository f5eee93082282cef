//! A name as it is written, and what two spellings of it have in common.

use std::sync::Arc;

use crate::base::source::Spanned;

/// A name as written.
pub(crate) type Written = Spanned<Arc<str>>;

/// What two spellings of a name have in common: lower case, no `@`.
#[must_use]
pub(crate) fn name_key(written: &str) -> String {
    written.trim().trim_start_matches('@').to_lowercase()
}

/// A handle with its `@`.
#[must_use]
pub(crate) fn spelt(written: &str) -> Arc<str> {
    let text = written.trim();
    if text.starts_with('@') { text.into() } else { format!("@{text}").into() }
}
