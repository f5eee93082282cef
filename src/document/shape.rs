//! The shape of a file format as data: which keys, of which type, needed or not, and what they mean.
//!
//! A format is declared once (`read/charter.rs` and its siblings); unknown keys with "did you mean", wrong types, missing
//! keys, `drawline explain` and schemas all come from that one table. `shape/check.rs` walks a file, `shape/meant.rs` says what
//! a slip is surely meant for, `shape/problem.rs` has the words.

mod check;
mod meant;
mod problem;

use super::table::{Table, Value};
use super::{Document, Problem, ProblemKind};
use crate::base::source::{Span, Spanned};
use crate::base::suggest::{nearest, one_of};
use check::Checker;

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Any text.
    Text,
    /// Text that is not blank.
    Name,
    /// A name of small letters and digits, with hyphens between them: nothing that could act where it is printed.
    Id,
    /// Whom a hosting service knows: a handle, with or without its `@`.
    Handle,
    /// One name, or a list of names.
    Names,
    /// A calendar day, as a TOML date or as text.
    Date,
    /// A number, zero or more.
    Number,
    /// A number from 0 to 1.
    Share,
    /// A whole number, zero or more.
    Count,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A table of this shape.
    Table(Shape),
    /// `[[key]]`: any number of tables of this shape.
    Tables(Shape),
    /// A table whose keys are names and whose values all have one type.
    Map(&'static Self),
    /// Checked by the reader itself.
    Any,
}

/// The keys of a table.
pub(crate) type Shape = &'static [Field];

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it takes.
    pub takes: Type,
    /// Whether the table needs it.
    pub(crate) needed: bool,
    /// What it means, one sentence for the user.
    pub doc: &'static str,
    /// What else people call it: told as a slip, and read as if it were written right.
    pub(crate) called: &'static [&'static str],
}

impl Field {
    /// A key that may be left out.
    #[must_use]
    pub(crate) const fn new(key: &'static str, takes: Type, doc: &'static str) -> Self {
        Self { key, takes, needed: false, doc, called: &[] }
    }

    /// A key that must be there.
    #[must_use]
    pub(crate) const fn needed(key: &'static str, takes: Type, doc: &'static str) -> Self {
        Self { key, takes, needed: true, doc, called: &[] }
    }
}

impl Field {
    /// The same key, with what else people call it.
    #[must_use]
    pub(crate) const fn called(self, called: &'static [&'static str]) -> Self {
        Self { called, ..self }
    }
}

impl Type {
    /// The type in a user's words.
    #[must_use]
    pub(crate) fn name(self) -> String {
        match self {
            Self::Id => "small letters and digits with hyphens between them, such as no-support-queue".to_owned(),
            Self::Text | Self::Name | Self::Handle => "text in quotes".to_owned(),
            Self::Names => "text in quotes, or a list of such texts".to_owned(),
            Self::Date => "a date such as 2026-12-31".to_owned(),
            Self::Number => "a number, zero or more".to_owned(),
            Self::Share => "a number from 0 to 1".to_owned(),
            Self::Count => "a whole number, zero or more".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::OneOf(words) => one_of(words),
            Self::Table(_) | Self::Map(_) => "a table".to_owned(),
            Self::Tables(_) => "a list of tables, each under its own [[…]]".to_owned(),
            Self::Any => "any value".to_owned(),
        }
    }
}

/// Whether a text can be somebody's handle, with or without its `@`; bots end with `[bot]`. No service takes blanks or the
/// address of an e-mail.
#[must_use]
pub(crate) fn is_handle(text: &str) -> bool {
    let name = text.trim();
    let name = name.strip_prefix('@').unwrap_or(name);
    let name = name.strip_suffix("[bot]").unwrap_or(name);
    name.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Checks a table against a shape, all the way down.
pub fn check(table: &Table<'_>, shape: &[Field], problems: &mut Vec<Problem>) {
    Checker::new(shape, problems).table(table, shape);
}

/// Whether a file of one of our names has nothing of our form, so that it must be another tool's: no key that the shape knows,
/// none that could be a slip for one, and no table with a key that the shape's own tables ask for.
#[must_use]
pub(crate) fn is_foreign(root: &Table<'_>, shape: &[Field]) -> bool {
    let inner = |field: &Field| match field.takes {
        Type::Tables(inner) | Type::Table(inner) => inner,
        _ => &[],
    };
    let asked: Vec<&str> = shape.iter().flat_map(inner).filter(|field| field.needed).map(|field| field.key).collect();
    let keys: Vec<&str> = shape.iter().map(|field| field.key).collect();
    let is_ours = |(key, value): (Spanned<String>, Value<'_>)| {
        let tables = || value.items().chain([value]).filter_map(|item| item.table(String::new()));
        nearest(&key.value, keys.iter().copied()).is_some()
            || tables().any(|table| asked.iter().any(|asked| table.has(asked)))
    };
    let entries = root.entries();
    !entries.is_empty() && !entries.into_iter().any(is_ours)
}

/// What is said of such a file: once, and of nothing in it. `kind` is what the name promises, `key` the one of `drawline.toml`.
#[must_use]
pub(crate) fn foreign_file(root: &Table<'_>, kind: &str, key: &str) -> Problem {
    let span = root.entries().into_iter().next().map_or_else(Span::default, |(key, _)| key.span);
    Problem {
        kind: ProblemKind::ForeignFile,
        span,
        message: format!("the file has nothing of drawline's {kind}, and is passed over"),
        label: "another tool's, it seems".to_owned(),
        help: Some(format!("leave it out with `{key} = []` in drawline.toml, or say there how to read it: `[[map]]`")),
        detail: kind.to_owned(),
        instead: None,
    }
}

/// Checks a file against its shape. Where a key can only be a slip for another one, it is told, and the answer is the file with
/// the key that is meant: one slip costs nothing else.
#[must_use]
pub(crate) fn check_and_mend(root: &Table<'_>, shape: &[Field], problems: &mut Vec<Problem>) -> Option<Document> {
    let mut checker = Checker::new(shape, problems);
    checker.table(root, shape);
    let renames = checker.renames;
    (!renames.is_empty()).then(|| Document::of(root.renamed(&renames)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    const INNER: Shape = &[
        Field::needed("name", Type::Name, "A name."),
        Field::new("share", Type::Share, "A share."),
        Field::new("until", Type::Date, "A day."),
    ];
    const SHAPE: Shape = &[Field::new("thing", Type::Tables(INNER), "Things."), Field::new("who", Type::Names, "Who.")];

    fn problems(text: &str) -> Vec<String> {
        let document = Document::parse(text).expect("valid TOML");
        let mut problems = Vec::new();
        check(&document.root(), SHAPE, &mut problems);
        problems.into_iter().map(|p| format!("{} @ {}", p.message, &text[p.span.start..p.span.end])).collect()
    }

    #[test]
    fn each_wrong_place_is_told_once_and_checking_goes_on() {
        let text = "who = [\"a\", 3]\nhwo = 1\n[[thing]]\nshare = 60\nuntil = 2026-13-01x\n";
        assert!(Document::parse(text).is_err());
        let text = "who = [\"a\", 3]\nhwo = 1\n[[thing]]\nshare = 60\nuntil = \"soon\"\n";
        assert_eq!(
            problems(text),
            [
                "`who` is a number, it takes text in quotes @ 3",
                "`thing.share` takes a number from 0 to 1 @ 60",
                "`thing.until` is text, it takes a date such as 2026-12-31 @ \"soon\"",
                "[thing] has no `name` @ [[thing]]",
                "unknown key `hwo` @ hwo",
            ]
        );
    }

    #[test]
    fn a_sound_document_has_no_problems() {
        assert!(problems("who = \"a\"\n[[thing]]\nname = \"x\"\nshare = 1\nuntil = 2026-12-31\n").is_empty());
    }
}
