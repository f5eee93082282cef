//! The shape of a file format as data: which keys, of which type, needed or not, and what they mean.
//!
//! A format is declared once (`read/charter.rs` and its siblings); unknown keys with "did you mean", wrong types, missing
//! keys, `drawline explain` and schemas all come from that one table.

use super::nodes::Kind;
use super::table::{Table, Value};
use super::{Problem, ProblemKind};
use crate::base::date::Date;
use crate::base::fix::quoted;
use crate::base::source::{Span, Spanned};
use crate::base::suggest::{is_slip, nearest, one_of};

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Any text.
    Text,
    /// Text that is not blank.
    Name,
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
pub type Shape = &'static [Field];

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it takes.
    pub takes: Type,
    /// Whether the table needs it.
    pub needed: bool,
    /// What it means, one sentence for the user.
    pub doc: &'static str,
}

impl Field {
    /// A key that may be left out.
    #[must_use]
    pub const fn new(key: &'static str, takes: Type, doc: &'static str) -> Self {
        Self { key, takes, needed: false, doc }
    }

    /// A key that must be there.
    #[must_use]
    pub const fn needed(key: &'static str, takes: Type, doc: &'static str) -> Self {
        Self { key, takes, needed: true, doc }
    }
}

impl Type {
    /// The type in a user's words.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Text | Self::Name => "text in quotes".to_owned(),
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

/// Checks a table against a shape, all the way down.
pub fn check(table: &Table<'_>, shape: &[Field], problems: &mut Vec<Problem>) {
    for (key, value) in table.entries() {
        match shape.iter().find(|field| field.key == key.value) {
            Some(field) => check_value(table, &key.value, value, field.takes, problems),
            // Editors may find the schema of a file there.
            None if key.value == "$schema" && table.name().is_none() => {}
            None => problems.push(unknown_key(table, &key.value, key.span, shape)),
        }
    }
    for field in shape.iter().filter(|field| field.needed && !table.has(field.key)) {
        problems.push(missing_key(table, field));
    }
}

/// Whether a file of one of our names has nothing of our form, so that it must be another tool's: no key that the shape knows,
/// none that could be a slip for one, and no table with a key that the shape's own tables ask for.
#[must_use]
pub fn is_foreign(root: &Table<'_>, shape: &[Field]) -> bool {
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
pub fn foreign_file(root: &Table<'_>, kind: &str, key: &str) -> Problem {
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

fn check_value(table: &Table<'_>, key: &str, value: Value<'_>, takes: Type, problems: &mut Vec<Problem>) {
    // The path is needed for problems and inner tables only; most values are neither.
    let path = || table.path_of(key);
    let (span, text) = (value.span(), value.as_text().unwrap_or_default());
    match (takes, value.kind()) {
        (Type::Any, _) | (Type::Text, Kind::Text) | (Type::Flag, Kind::Flag) => {}
        (Type::Name | Type::Names, Kind::Text) => check_name(path, text, span, problems),
        (Type::Names, Kind::List) => {
            value.items().for_each(|item| check_value(table, key, item, Type::Name, problems));
        }
        (Type::Date, Kind::Moment) if value.day().is_some() => {}
        (Type::Date, Kind::Text) if Date::parse(text).is_some() => {}
        (Type::Number | Type::Share | Type::Count, Kind::Whole | Kind::Number) => {
            check_number(path, value, takes, problems);
        }
        (Type::OneOf(words), Kind::Text) => {
            if !words.contains(&text) {
                problems.push(unknown_word(&path(), text, span, words));
            }
        }
        (Type::Table(shape), Kind::Table) => {
            value.table(path()).iter().for_each(|inner| check(inner, shape, problems));
        }
        (Type::Tables(shape), Kind::List) => {
            for item in value.items() {
                match item.table(path()) {
                    Some(inner) => check(&inner, shape, problems),
                    None => problems.push(wrong_type(&path(), item, "a table")),
                }
            }
        }
        (Type::Map(inner), Kind::Table) => {
            let Some(map) = value.table(path()) else { return };
            for (key, value) in map.entries() {
                check_value(&map, &key.value, value, *inner, problems);
            }
        }
        _ => problems.push(wrong_type(&path(), value, &takes.name())),
    }
}

fn check_name(path: impl Fn() -> String, text: &str, span: Span, problems: &mut Vec<Problem>) {
    if text.trim().is_empty() {
        let path = path();
        problems.push(Problem {
            kind: ProblemKind::BadValue,
            span,
            message: format!("`{path}` is empty"),
            label: "nothing is named here".to_owned(),
            help: Some("name it, or leave the key out".to_owned()),
            detail: path,
            instead: None,
        });
    }
}

fn check_number(path: impl Fn() -> String, value: Value<'_>, takes: Type, problems: &mut Vec<Problem>) {
    let number = value.number();
    let whole = value.kind() == Kind::Whole;
    let sound = number.is_some_and(|number| match takes {
        Type::Share => (0.0..=1.0).contains(&number),
        Type::Count => whole && number >= 0.0,
        _ => number.is_finite() && number >= 0.0,
    });
    if sound {
        return;
    }
    let path = path();
    let percent = matches!(takes, Type::Share) && number.is_some_and(|number| (1.0..=100.0).contains(&number));
    problems.push(Problem {
        kind: ProblemKind::BadValue,
        span: value.span(),
        message: format!("`{path}` takes {}", takes.name()),
        label: "out of range".to_owned(),
        help: percent.then(|| "write a share, such as 0.6 for 60 %".to_owned()),
        detail: path,
        instead: None,
    });
}

fn unknown_word(path: &str, text: &str, span: Span, words: &[&str]) -> Problem {
    let near = nearest(text, words.iter().copied());
    Problem {
        kind: ProblemKind::BadValue,
        span,
        message: format!("`{path}` cannot be \"{text}\""),
        label: format!("takes {}", one_of(words)),
        help: near.map(|word| format!("did you mean \"{word}\"?")),
        detail: path.to_owned(),
        instead: near.filter(|word| is_slip(text, word)).map(quoted),
    }
}

fn wrong_type(path: &str, value: Value<'_>, wanted: &str) -> Problem {
    let found = match value.kind() {
        Kind::Text => "text",
        Kind::Whole | Kind::Number => "a number",
        Kind::Flag => "a flag",
        Kind::Moment => "a date",
        Kind::List => "a list",
        Kind::Table => "a table",
    };
    Problem {
        kind: ProblemKind::WrongType,
        span: value.span(),
        message: format!("`{path}` is {found}, it takes {wanted}"),
        label: format!("{found} here"),
        help: Some(format!("write {wanted}")),
        detail: path.to_owned(),
        instead: None,
    }
}

fn unknown_key(table: &Table<'_>, key: &str, span: Span, shape: &[Field]) -> Problem {
    let keys: Vec<&str> = shape.iter().map(|field| field.key).collect();
    let near = nearest(key, keys.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", keys.join(", ")),
    };
    let place = table.name().map_or_else(String::new, |name| format!(" in [{name}]"));
    Problem {
        kind: ProblemKind::UnknownKey,
        span,
        message: format!("unknown key `{key}`{place}"),
        label: "drawline does not know this key".to_owned(),
        help: Some(help),
        detail: table.path_of(key),
        // A table has a key once.
        instead: near.filter(|near| is_slip(key, near) && !table.has(near)).map(str::to_owned),
    }
}

fn missing_key(table: &Table<'_>, field: &Field) -> Problem {
    let place = table.name().map_or_else(|| "the file".to_owned(), |name| format!("[{name}]"));
    Problem {
        kind: ProblemKind::MissingKey,
        span: table.span(),
        message: format!("{place} has no `{}`", field.key),
        label: format!("needs `{}`", field.key),
        help: Some(format!("{} = {}: {}", field.key, field.takes.name(), field.doc)),
        detail: table.path_of(field.key),
        instead: None,
    }
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
                "unknown key `hwo` @ hwo",
                "`thing.share` takes a number from 0 to 1 @ 60",
                "`thing.until` is text, it takes a date such as 2026-12-31 @ \"soon\"",
                "[thing] has no `name` @ [[thing]]",
            ]
        );
    }

    #[test]
    fn a_sound_document_has_no_problems() {
        assert!(problems("who = \"a\"\n[[thing]]\nname = \"x\"\nshare = 1\nuntil = 2026-12-31\n").is_empty());
    }
}
