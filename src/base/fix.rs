//! `Fix`: how a finding is mended: edits of bytes, so that comments, order and everything else in a file stay as they are.
//!
//! Who may apply which, and when, is the business of `run/mend.rs`; putting edits into a text is done here, once.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::path::RepoPath;
use super::source::{Location, Span};

/// A piece of a file, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// What is taken out.
    pub(crate) at: Location,
    /// What is put in.
    pub(crate) text: String,
}

/// How a finding is mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What is done, as an order: "write \"@maya\"".
    pub(crate) title: String,
    /// Whether nothing but the writing changes: a slip is mended, or what has no effect is taken out.
    pub(crate) is_safe: bool,
    /// All of them, or none.
    pub(crate) edits: Vec<Edit>,
}

impl Fix {
    /// The fix of a slip: `word` in the place of what is written there.
    #[must_use]
    pub(crate) fn write(path: &RepoPath, span: Span, word: &str) -> Self {
        Self { title: format!("write {word}"), is_safe: true, edits: vec![edit(path, span, word)] }
    }

    /// The fix of a slip in one or several places of a file: each with what stands there instead.
    #[must_use]
    pub(crate) fn places(path: &RepoPath, title: &str, edits: &[(Span, String)]) -> Self {
        let edits = edits.iter().map(|(span, text)| edit(path, *span, text)).collect();
        Self { title: title.to_owned(), is_safe: true, edits }
    }

    /// The fix that takes something out which has no effect.
    #[must_use]
    pub(crate) fn remove(path: &RepoPath, span: Span, what: &str) -> Self {
        Self { title: format!("take {what} out"), is_safe: true, edits: vec![edit(path, span, "")] }
    }
}

fn edit(path: &RepoPath, span: Span, text: &str) -> Edit {
    Edit { at: Location::new(path.clone(), span), text: text.to_owned() }
}

/// A text as TOML writes it.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    use toml_writer::ToTomlValue as _;
    text.to_toml_value()
}

/// A text with edits put in; `None` where they overlap or do not lie on its characters.
#[must_use]
pub(crate) fn apply(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut edits = edits.to_vec();
    edits.sort();
    edits.dedup();
    let (mut mended, mut from) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let span = edit.at.span;
        mended.push_str(text.get(from..span.start)?);
        mended.push_str(&as_quoted_there(text.get(span.start..span.end)?, &edit.text));
        from = span.end;
    }
    mended.push_str(text.get(from..)?);
    Some(mended)
}

/// A text in the quotes of the one whose place it takes.
fn as_quoted_there<'a>(there: &str, text: &'a str) -> Cow<'a, str> {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match inside {
        Some(inside) if there.starts_with('\'') && !inside.contains(['\'', '\\', '"']) => {
            Cow::Owned(format!("'{inside}'"))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize, text: &str) -> Edit {
        let path = RepoPath::new("a.toml").expect("sound");
        edit(&path, Span::new(start, end), text)
    }

    #[test]
    fn edits_go_in_whatever_their_order_and_never_half() {
        let (first, second) = (at(0, 1, "xyz"), at(4, 5, ""));
        assert_eq!(apply("a = b", &[&second, &first, &first]).as_deref(), Some("xyz = "));
        assert_eq!(apply("a = b", &[&at(0, 3, "x"), &at(2, 4, "y")]), None, "they overlap");
        assert_eq!(apply("é", &[&at(1, 2, "x")]), None, "inside a character");
        assert_eq!(apply("a", &[&at(1, 9, "x")]), None, "past the end");
        assert_eq!(apply("'a'", &[&at(0, 3, "\"b\"")]).as_deref(), Some("'b'"), "quotes stay what they are");
    }
}
