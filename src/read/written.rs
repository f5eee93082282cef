//! A name as it is written, and what two spellings of it have in common.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::source::Spanned;

/// A name as written.
pub(crate) type Written = Spanned<Arc<str>>;

/// What two spellings of a name have in common: lower case, no `@`. Most are written so.
#[must_use]
pub(crate) fn name_key(written: &str) -> Cow<'_, str> {
    let name = written.trim().trim_start_matches('@');
    let is_plain = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_plain { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) }
}

/// A handle with its `@`.
#[must_use]
pub(crate) fn spelt(written: &str) -> Arc<str> {
    let text = written.trim();
    if text.starts_with('@') { text.into() } else { format!("@{text}").into() }
}
