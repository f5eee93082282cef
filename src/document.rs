//! Level 1: TOML text to a `Document` whose every key and value has its span, and checks of a document against a `Shape`.
//!
//! A document with syntax errors yields its errors and nothing else: recovered values are invented. What the keys mean is
//! the business of the readers (`read/`), the taxonomy and the rules; they declare a shape once, and from it come the
//! diagnostics for unknown keys, wrong types and missing keys. Start with `shape.rs`; `syntax.rs` tells what is no TOML.

pub(crate) mod nodes;
pub mod shape;
mod syntax;
pub mod table;

use std::borrow::Cow;

use toml::de::DeTable;

use crate::base::fix::Fix;
use crate::base::path::RepoPath;
use crate::base::source::Span;
use nodes::{Node, Nodes};
use serde::{Deserialize, Serialize};
use table::Table;

/// What is wrong with a file's form, each kind a rule of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum ProblemKind {
    /// Not TOML.
    SyntaxError,
    /// Not UTF-8, too large, or not to be read at all.
    UnreadableFile,
    /// A key that the format does not have.
    UnknownKey,
    /// A value of another type than the key takes.
    WrongType,
    /// A key that the format needs is not there.
    MissingKey,
    /// A value of the right type that cannot be meant.
    BadValue,
    /// A table whose letters are of two schemes.
    MixedScheme,
    /// A file of one of our names that is another tool's.
    ForeignFile,
    /// A heading, a column or a label of a page that looks like a role and is none that is known.
    UnreadRole,
    /// A name with letters that hide, or that look like others.
    LookAlikeLetters,
}

impl ProblemKind {
    /// The name of the rule that reports it.
    #[must_use]
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::SyntaxError => "syntax-error",
            Self::UnreadableFile => "unreadable-file",
            Self::UnknownKey => "unknown-key",
            Self::WrongType => "wrong-type",
            Self::MissingKey => "missing-key",
            Self::BadValue => "bad-value",
            Self::MixedScheme => "mixed-scheme",
            Self::ForeignFile => "foreign-file",
            Self::UnreadRole => "unread-role",
            Self::LookAlikeLetters => "look-alike-letters",
        }
    }
}

/// One thing wrong with a file's form. Without a path: the same bytes have the same problems wherever they lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which rule reports it.
    pub(crate) kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// One short sentence.
    pub(crate) message: String,
    /// What is to be seen at the place.
    pub(crate) label: String,
    /// The way out.
    pub(crate) help: Option<String>,
    /// What tells it apart from its like in the same file: the key's path.
    pub(crate) detail: String,
    /// What mends it, as the file writes it.
    pub(crate) instead: Option<Instead>,
}

/// What is written instead of something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Instead {
    /// This, at the place of the problem.
    Here(String),
    /// At each of these places what stands beside it.
    Places {
        /// What is done, as an order.
        title: String,
        /// The places.
        edits: Vec<(Span, String)>,
    },
}

impl From<String> for Instead {
    fn from(text: String) -> Self {
        Self::Here(text)
    }
}

impl Problem {
    /// How it is mended in a file.
    #[must_use]
    pub(crate) fn fix(&self, path: &RepoPath) -> Option<Fix> {
        self.instead.as_ref().map(|instead| match instead {
            Instead::Here(text) => Fix::write(path, self.span, text),
            Instead::Places { title, edits } => Fix::places(path, title, edits),
        })
    }
}

/// A parsed TOML file.
#[derive(Clone, Debug)]
pub struct Document {
    nodes: Cow<'static, [Node]>,
    text: Cow<'static, str>,
}

impl Document {
    /// Parses TOML 1.1.
    ///
    /// # Errors
    /// All syntax errors, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let first = match DeTable::parse(text) {
            Ok(root) => return Ok(Self::of(Nodes::of(root.get_ref()))),
            Err(error) => error,
        };
        // A file of nothing but errors would take hundreds of times its size.
        let end = syntax::looked_at(text, &first);
        let (_, mut errors) = DeTable::parse_recoverable(&text[..end]);
        errors.retain(|error| end == text.len() || error.span().is_none_or(|span| span.end < end));
        if errors.is_empty() {
            errors.push(first);
        }
        Err(syntax::problems(text, &errors))
    }

    fn of(Nodes { nodes, text }: Nodes) -> Self {
        Self { nodes: nodes.into(), text: text.into() }
    }

    /// A file that was parsed when drawline was built.
    #[must_use]
    pub(crate) const fn built(nodes: &'static [Node], text: &'static str) -> Self {
        Self { nodes: Cow::Borrowed(nodes), text: Cow::Borrowed(text) }
    }

    /// The top-level table.
    #[must_use]
    pub fn root(&self) -> Table<'_> {
        Table::root(&self.nodes, &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_error_is_told_in_the_order_of_the_text() {
        let problems = Document::parse("a = \nb = 1\nc = [1\n").expect_err("broken");
        assert!(problems.len() >= 2, "{problems:?}");
        assert!(problems.is_sorted_by_key(|problem| problem.span));
    }

    #[test]
    fn a_quoted_name_is_read_back_as_it_was() {
        let odd = "a \"b\" \\ \u{7} é";
        let text = format!("a = {}", crate::base::fix::quoted(odd));
        assert_eq!(&*Document::parse(&text).expect("sound").root().text("a").expect("text").value, odd);
    }

    #[test]
    fn toml_1_1_is_read() {
        assert!(Document::parse("a = {\n  b = 1,\n}\nc = \"\\e\"\n").is_ok());
    }
}
