//! Why a row is refused, and how it is said.

use crate::document::ProblemKind;

/// The longest part of what a row says that is repeated in a message.
const QUOTED: usize = 160;

/// Why a row is refused.
pub(super) type Refused = (ProblemKind, String);

pub(super) fn bad<T>(message: impl Into<String>) -> Result<T, Refused> {
    Err((ProblemKind::BadValue, message.into()))
}

/// A stranger's text in a message.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
