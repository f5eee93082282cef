//! The words of what is wrong with a file's form, each with the way out, and with a fix where it can be no other.

use super::{Field, Type, meant};
use crate::base::fix::quoted;
use crate::base::source::{Span, Spanned};
use crate::base::suggest::{is_slip, nearest, one_of};
use crate::document::nodes::Kind;
use crate::document::table::{Table, Value};
use crate::document::{Instead, Problem, ProblemKind};

/// Where in a file a key belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) key: &'static str,
    /// Whether it is one of several tables, each under its own header.
    pub(super) is_list: bool,
    /// Whether the key is that table's own name.
    pub(super) itself: bool,
}

impl Home {
    fn header(self) -> String {
        if self.is_list { format!("[[{}]]", self.key) } else { format!("[{}]", self.key) }
    }
}

fn problem(kind: ProblemKind, span: Span, message: String, label: &str, path: &str) -> Problem {
    Problem { kind, span, message, label: label.to_owned(), help: None, detail: path.to_owned(), instead: None }
}

fn place(table: &Table<'_>) -> String {
    table.name().map_or_else(String::new, |name| format!(" in [{name}]"))
}

fn unknown(table: &Table<'_>, key: &Spanned<String>, help: String) -> Problem {
    let message = format!("unknown key `{}`{}", key.value, place(table));
    let label = "drawline does not know this key";
    let told = problem(ProblemKind::UnknownKey, key.span, message, label, &table.path_of(&key.value));
    Problem { help: Some(help), ..told }
}

/// A key that is meant to be a known one.
pub(super) fn slip(
    table: &Table<'_>,
    key: &Spanned<String>,
    value: Value<'_>,
    field: &Field,
    is_sure: bool,
) -> Problem {
    let header = match field.takes {
        Type::Tables(_) => format!("[[{}]]", table.path_of(field.key)),
        Type::Table(_) => format!("[{}]", table.path_of(field.key)),
        _ => field.key.to_owned(),
    };
    let is_table = matches!(field.takes, Type::Tables(_) | Type::Table(_));
    if !is_sure {
        let help = match table.has(field.key) {
            true if is_table => format!("write {header} here as well"),
            true => format!("did you mean `{}`? That is there as well: keep one", field.key),
            false => format!("did you mean `{}`?", field.key),
        };
        let (edits, _) = renamed(key, value, field.key);
        let many = matches!(field.takes, Type::Tables(_)) && table.has(field.key);
        let instead = many.then(|| Instead::Places { title: format!("write {header}"), edits });
        return Problem { instead, ..unknown(table, key, help) };
    }
    let (edits, label) = renamed(key, value, field.key);
    let help = if is_table {
        format!("write {header}; it is read that way already")
    } else {
        format!("write `{}`; it is read that way already", field.key)
    };
    let instead = Instead::Places { title: format!("write {header}"), edits };
    Problem { instead: Some(instead), label: label.to_owned(), ..unknown(table, key, help) }
}

/// The edits that write another key, in all the headers of a list of tables.
fn renamed(key: &Spanned<String>, value: Value<'_>, name: &str) -> (Vec<(Span, String)>, &'static str) {
    let label = "drawline does not know this key";
    let inside = |outer: Span| outer.start < key.span.start && key.span.end < outer.end;
    let is_header = value.items().next().is_some_and(|first| inside(first.span()));
    if value.kind() != Kind::List || !is_header {
        return (vec![(key.span, name.to_owned())], label);
    }
    let before = value.items().next().map_or(0, |first| key.span.start - first.span().start);
    let length = key.span.end - key.span.start;
    // All headers are written alike; one that is not would be found broken by whoever applies the fix.
    let at = |item: Value<'_>| Span::new(item.span().start + before, item.span().start + before + length);
    (value.items().map(|item| (at(item), name.to_owned())).collect(), label)
}

/// The one unknown key of a table, where one that it needs is missing.
pub(super) fn instead_of_missing(table: &Table<'_>, key: &Spanned<String>, field: &Field) -> Problem {
    let name = table.name().map_or_else(|| "the file".to_owned(), |name| format!("[{name}]"));
    unknown(table, key, format!("{name} needs `{}`, which is missing: is this meant to be it?", field.key))
}

/// Keys that stand above the header that they belong under.
pub(super) fn without_header(table: &Table<'_>, key: &Spanned<String>, home: &Home) -> Problem {
    let header = home.header();
    let edits = vec![(Span::new(key.span.start, key.span.start), format!("{header}\n"))];
    let instead = Instead::Places { title: format!("write {header} above it"), edits };
    let told = unknown(table, key, format!("it belongs under {header}: write that header above it"));
    Problem { instead: Some(instead), label: format!("needs {header} above it"), ..told }
}

/// A key that resembles none of its table.
pub(super) fn unknown_key(table: &Table<'_>, key: &Spanned<String>, shape: &[Field], home: Option<Home>) -> Problem {
    let keys: Vec<&str> = shape.iter().map(|field| field.key).collect();
    let help = match home {
        Some(home) if home.itself => format!("each {} goes under its own {}, below", home.key, home.header()),
        Some(home) => format!("`{}` belongs under {}; a key counts for the header above it", key.value, home.header()),
        None => format!("known here: {}", keys.join(", ")),
    };
    unknown(table, key, help)
}

pub(super) fn missing_key(table: &Table<'_>, field: &Field) -> Problem {
    let place = table.name().map_or_else(|| "the file".to_owned(), |name| format!("[{name}]"));
    let message = format!("{place} has no `{}`", field.key);
    let label = format!("needs `{}`", field.key);
    let told = problem(ProblemKind::MissingKey, table.span(), message, &label, &table.path_of(field.key));
    let written = match field.takes {
        Type::Table(_) => format!("write [{}]", field.key),
        Type::Tables(_) => format!("write [[{}]]", field.key),
        _ => format!("{} = {}", field.key, field.takes.name()),
    };
    Problem { help: Some(format!("{written}: {}", field.doc)), ..told }
}

pub(super) fn empty(path: &str, span: Span) -> Problem {
    let told = problem(ProblemKind::BadValue, span, format!("`{path}` is empty"), "nothing is named here", path);
    Problem { help: Some("name it, or leave the key out".to_owned()), ..told }
}

pub(super) fn no_id(path: &str, span: Span) -> Problem {
    let takes = Type::Id.name();
    problem(ProblemKind::BadValue, span, format!("`{path}` takes {takes}"), "this has other characters in it", path)
}

/// What stands where a handle should, and can be nobody's.
pub(super) fn no_handle(path: &str, text: &str, span: Span) -> Problem {
    let message = format!("`{path}` cannot be \"{text}\"");
    let name = text.trim_start_matches('@');
    let help = match name.split_once('@') {
        Some((account, host)) if !account.is_empty() && host.contains('.') => {
            "write the handle of their account, such as \"@maya\", not the address of an e-mail".to_owned()
        }
        _ if name.contains('/') => "name a person here, such as \"@maya\", not a group".to_owned(),
        _ if name.trim().is_empty() => "write the name of their account behind the @, such as \"@maya\"".to_owned(),
        _ => {
            "write the handle of their account, such as \"@maya\"; a full name goes to `name` in people.toml".to_owned()
        }
    };
    let told = problem(ProblemKind::BadValue, span, message, "no account is called so", path);
    Problem { help: Some(help), ..told }
}

pub(super) fn number(path: &str, value: Value<'_>, takes: Type) -> Option<Problem> {
    let number = value.number();
    let whole = value.kind() == Kind::Whole;
    let sound = number.is_some_and(|number| match takes {
        Type::Share => (0.0..=1.0).contains(&number),
        Type::Count => whole && number >= 0.0,
        _ => number.is_finite() && number >= 0.0,
    });
    if sound {
        return None;
    }
    let message = format!("`{path}` takes {}", takes.name());
    let told = problem(ProblemKind::BadValue, value.span(), message, "out of range", path);
    let percent = number.filter(|number| matches!(takes, Type::Share) && *number > 1.0);
    let Some(percent) = percent else { return Some(told) };
    let share = meant::share_of(percent);
    let help = match &share {
        Some(share) => format!("{percent} looks like a percentage: write {share} for {percent} % of a week"),
        None if percent > 100.0 => {
            format!("{percent} looks like a percentage, and more than a whole week: 1 is all of it")
        }
        None => "write a share of a week, such as 0.6 for three days of five".to_owned(),
    };
    Some(Problem { help: Some(help), instead: share.map(Into::into), ..told })
}

pub(super) fn unknown_word(path: &str, text: &str, span: Span, words: &[&str]) -> Problem {
    let near = nearest(text, words.iter().copied());
    let label = format!("takes {}", one_of(words));
    let told = problem(ProblemKind::BadValue, span, format!("`{path}` cannot be \"{text}\""), &label, path);
    Problem {
        help: near.map(|word| format!("did you mean \"{word}\"?")),
        instead: near.filter(|word| is_slip(text, word)).map(|word| quoted(word).into()),
        ..told
    }
}

/// A value of another type than the key takes.
pub(super) fn wrong_type(path: &str, value: Value<'_>, takes: Type) -> Problem {
    let (found, wanted) = (found(value), takes.name());
    let message = format!("`{path}` is {found}, it takes {wanted}");
    let told = problem(ProblemKind::WrongType, value.span(), message, &format!("{found} here"), path);
    let text = value.as_text();
    let meant = match (takes, text) {
        (Type::Date, Some(text)) => meant::day(text).map(|day| day.to_string()),
        (Type::Number | Type::Share | Type::Count, Some(text)) => meant::number(text, takes),
        (Type::Flag, _) => meant::flag(value).map(|flag| flag.to_string()),
        (Type::Table(shape), Some(text)) if shape.iter().any(|field| field.key == "name") => {
            Some(format!("{{ name = {} }}", quoted(text)))
        }
        _ => None,
    };
    if let Some(text) = text.filter(|text| matches!(takes, Type::Date) && meant::is_no_day(text)) {
        let message = format!("`{path}` is {text}, and the calendar has no such day");
        let (label, help) = ("no such day".to_owned(), Some("write a day that exists".to_owned()));
        return Problem { kind: ProblemKind::BadValue, message, label, help, ..told };
    }
    let help = match (&meant, takes) {
        (Some(meant), _) => format!("write {meant}"),
        (None, Type::Name | Type::Id | Type::Handle | Type::OneOf(_)) if value.kind() == Kind::List => {
            format!("write one; what is about several goes into {} of its own for each", table_of(path))
        }
        (None, _) => format!("write {wanted}"),
    };
    Problem { help: Some(help), instead: meant.map(Into::into), ..told }
}

/// "a [[duty]]" for the path of a key in it.
fn table_of(path: &str) -> String {
    path.rsplit_once('.').map_or_else(|| "a table".to_owned(), |(table, _)| format!("a [[{table}]]"))
}

/// `[[team]]` where there is one only.
pub(super) fn list_of_one(path: &str, value: Value<'_>) -> Problem {
    let span = value.items().next().map_or(value.span(), Value::span);
    let told = problem(
        ProblemKind::WrongType,
        span,
        format!("`{path}` is a list, it takes a table"),
        "a list of one here",
        path,
    );
    let header = format!("[{path}]");
    let is_header = span.end - span.start == path.len() + 4;
    Problem {
        help: Some(format!("write {header}: there is one only; it is read that way already")),
        instead: is_header.then(|| header.into()),
        ..told
    }
}

/// `[duty]` where each goes under its own `[[duty]]`; by name: `[person.maya]`.
pub(super) fn not_in_a_list(path: &str, key: &Spanned<String>, value: Value<'_>, by_name: bool) -> Problem {
    let (span, header) = (value.span(), format!("[[{path}]]"));
    let told = problem(
        ProblemKind::WrongType,
        span,
        format!("`{path}` is a table, it takes a list of tables, each under its own {header}"),
        "a single table here",
        path,
    );
    if by_name {
        return Problem {
            span: key.span,
            label: "names where a list is expected".to_owned(),
            help: Some(format!("write {header} for each, with its name as a value below")),
            ..told
        };
    }
    let is_header = span.start < key.span.start && key.span.end < span.end;
    let edits = if is_header {
        vec![(span, header.clone())]
    } else {
        let (start, end) = (Span::new(span.start, span.start), Span::new(span.end, span.end));
        vec![(start, "[".to_owned()), (end, "]".to_owned())]
    };
    // The table of dotted keys has no place of its own.
    let is_braced = !is_header && span.start >= key.span.end;
    let instead = Instead::Places { title: format!("write {header}"), edits };
    Problem {
        help: Some(format!("write {header}; it is read that way already")),
        instead: (is_header || is_braced).then_some(instead),
        ..told
    }
}

/// Something else than tables where any number of them may stand.
pub(super) fn no_tables(path: &str, value: Value<'_>) -> Problem {
    let (found, header) = (found(value), format!("[[{path}]]"));
    let message = format!("`{path}` is {found}, it takes tables, each under its own {header}");
    let told = problem(ProblemKind::WrongType, value.span(), message, &format!("{found} here"), path);
    Problem { help: Some(format!("write {header} for each, with its keys below")), ..told }
}

fn found(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Text => "text",
        Kind::Whole | Kind::Number => "a number",
        Kind::Flag => "a flag",
        Kind::Moment => "a date",
        Kind::List => "a list",
        Kind::Table => "a table",
    }
}
