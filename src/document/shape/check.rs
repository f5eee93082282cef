//! Walks a file along its shape and gathers what is wrong: one problem for one slip, at its place.
//!
//! A key that can only be a slip for another one is noted with the one that is meant, so that the file can be read as if it
//! were written right; then neither is a needed key missing nor a value lost.

use super::meant::{self, Meant};
use super::problem::{self, Home};
use super::{Field, Type, is_handle};
use crate::base::date::Date;
use crate::base::limits::PROBLEMS;
use crate::base::source::{Span, Spanned};
use crate::document::Problem;
use crate::document::nodes::Kind;
use crate::document::table::{Table, Value};

/// A key as written, with its value.
type Entry<'a> = (Spanned<String>, Value<'a>);

/// Gathers problems.
pub(super) struct Checker<'s, 'p> {
    /// The shape of the whole file: a key may belong elsewhere in it.
    whole: &'s [Field],
    problems: &'p mut Vec<Problem>,
    /// Keys, by their places, that are surely meant to be others.
    pub(super) renames: Vec<(Span, &'static str)>,
}

impl<'s, 'p> Checker<'s, 'p> {
    pub(super) fn new(whole: &'s [Field], problems: &'p mut Vec<Problem>) -> Self {
        Self { whole, problems, renames: Vec::new() }
    }

    /// Checks a table, all the way down.
    pub(super) fn table(&mut self, table: &Table<'_>, shape: &[Field]) {
        if self.is_enough() {
            return;
        }
        let mut unknown: Vec<Entry<'_>> = Vec::new();
        for (key, value) in table.entries() {
            match shape.iter().find(|field| field.key == key.value) {
                Some(field) => self.value(table, &key, value, field.takes),
                // Editors may find the schema of a file there.
                None if key.value == "$schema" && table.name().is_none() => {}
                None => unknown.push((key, value)),
            }
        }
        let mut missing: Vec<&Field> = shape.iter().filter(|field| field.needed && !table.has(field.key)).collect();
        let strangers = self.slips(table, shape, unknown, &mut missing);
        self.strangers(table, shape, &strangers, &mut missing);
        self.problems.extend(missing.into_iter().map(|field| problem::missing_key(table, field)));
    }

    /// Whether no more is told of the file.
    fn is_enough(&self) -> bool {
        self.problems.len() > PROBLEMS.most
    }

    /// Tells the unknown keys that are meant to be known ones; the others are left.
    fn slips<'a>(
        &mut self,
        table: &Table<'_>,
        shape: &[Field],
        unknown: Vec<Entry<'a>>,
        missing: &mut Vec<&Field>,
    ) -> Vec<Entry<'a>> {
        let (mut taken, mut strangers): (Vec<&str>, Vec<Entry<'a>>) = (Vec::new(), Vec::new());
        for (key, value) in unknown {
            if self.is_enough() {
                break;
            }
            let Some(Meant { field, is_sure }) = meant::field(&key.value, shape) else {
                strangers.push((key, value));
                continue;
            };
            // A table has a key once.
            let is_sure = is_sure && !table.has(field.key) && !taken.contains(&field.key);
            self.problems.push(problem::slip(table, &key, value, field, is_sure));
            missing.retain(|other| other.key != field.key);
            taken.push(field.key);
            if is_sure {
                self.renames.push((key.span, field.key));
                let meant = Spanned::new(field.key.to_owned(), key.span);
                self.value(table, &meant, value, field.takes);
            }
        }
        strangers
    }

    /// Tells the keys that resemble none: with the key that is missing, where it can be that one; with where they belong.
    fn strangers(&mut self, table: &Table<'_>, shape: &[Field], strangers: &[Entry<'_>], missing: &mut Vec<&Field>) {
        if let ([(key, value)], [field]) = (strangers, missing.as_slice())
            && meant::fits(*value, field.takes)
        {
            self.problems.push(problem::instead_of_missing(table, key, field));
            missing.clear();
            return;
        }
        let strangers = &strangers[..strangers.len().min(PROBLEMS.most + 1)];
        let homes: Vec<Option<Home>> = strangers.iter().map(|(key, _)| self.home(table, &key.value)).collect();
        // `name = "Checkout"` at the top of a file without [team]: one header is missing, not all that belongs below it.
        if let (Some(Some(home)), Some((key, _))) = (homes.first(), strangers.first())
            && homes.iter().all(|other| other.as_ref() == Some(home))
            && let Some(at) = missing.iter().position(|field| field.key == home.key)
        {
            self.problems.push(problem::without_header(table, key, home));
            missing.remove(at);
            return;
        }
        for ((key, _), home) in strangers.iter().zip(homes) {
            self.problems.push(problem::unknown_key(table, key, shape, home));
        }
    }

    /// Where else in the file a key belongs.
    fn home(&self, table: &Table<'_>, key: &str) -> Option<Home> {
        let apart = |field: &&Field| table.name() != Some(field.key);
        if table.name().is_some()
            && let Some(Meant { field, is_sure: true }) = meant::field(key, self.whole)
        {
            return Some(Home { key: field.key, is_list: matches!(field.takes, Type::Tables(_)), itself: true });
        }
        let mut homes = self.whole.iter().filter(apart).filter_map(|field| match field.takes {
            Type::Table(shape) | Type::Tables(shape) if shape.iter().any(|inner| inner.key == key) => {
                Some(Home { key: field.key, is_list: matches!(field.takes, Type::Tables(_)), itself: false })
            }
            _ => None,
        });
        homes.next().filter(|_| homes.next().is_none())
    }

    fn value(&mut self, table: &Table<'_>, key: &Spanned<String>, value: Value<'_>, takes: Type) {
        // The path is needed for problems and inner tables only; most values are neither.
        let path = || table.path_of(&key.value);
        let (span, text) = (value.span(), value.as_text().unwrap_or_default());
        if self.is_enough() {
            return;
        }
        match (takes, value.kind()) {
            (Type::Any, _) | (Type::Text, Kind::Text) | (Type::Flag, Kind::Flag) => {}
            (Type::Name | Type::Names | Type::Handle, Kind::Text) if text.trim().is_empty() => {
                self.problems.push(problem::empty(&path(), span));
            }
            (Type::Id, Kind::Text) if is_id(text) => {}
            (Type::Id, Kind::Text) => self.problems.push(problem::no_id(&path(), span)),
            (Type::Handle, Kind::Text) if !is_handle(text) => {
                self.problems.push(problem::no_handle(&path(), text, span));
            }
            (Type::Name | Type::Names | Type::Handle, Kind::Text) => {}
            (Type::Names, Kind::List) => {
                value.items().for_each(|item| self.value(table, key, item, Type::Name));
            }
            (Type::Date, Kind::Moment) if value.day().is_some() => {}
            (Type::Date, Kind::Text) if Date::parse(text).is_some() => {}
            (Type::Number | Type::Share | Type::Count, Kind::Whole | Kind::Number) => {
                self.problems.extend(problem::number(&path(), value, takes));
            }
            (Type::OneOf(words), Kind::Text) if words.contains(&text) => {}
            (Type::OneOf(words), Kind::Text) => {
                self.problems.push(problem::unknown_word(&path(), text, span, words));
            }
            (Type::Table(shape), Kind::Table) => {
                value.table(path()).iter().for_each(|inner| self.table(inner, shape));
            }
            (Type::Table(shape), Kind::List) if table.table(&key.value).is_some() => {
                self.problems.push(problem::list_of_one(&path(), value));
                table.table(&key.value).iter().for_each(|inner| self.table(inner, shape));
            }
            (Type::Tables(shape), _) => self.tables(table, key, value, shape),
            (Type::Map(inner), Kind::Table) => {
                let Some(map) = value.table(path()) else { return };
                for (key, value) in map.entries() {
                    self.value(&map, &key, value, *inner);
                }
            }
            _ => self.problems.push(problem::wrong_type(&path(), value, takes)),
        }
    }

    /// What stands where any number of tables may: a list of tables; one that is not in a list is taken for the only one.
    fn tables(&mut self, table: &Table<'_>, key: &Spanned<String>, value: Value<'_>, shape: &[Field]) {
        let path = table.path_of(&key.value);
        let only = value.table(path.clone());
        if let Some(only) = &only {
            let by_name = only.entries().iter().all(|(_, value)| value.kind() == Kind::Table);
            self.problems.push(problem::not_in_a_list(&path, key, value, by_name));
            if by_name {
                return;
            }
        }
        let is_table = |item: &Value<'_>| item.kind() == Kind::Table;
        if only.is_none() && (value.kind() != Kind::List || !value.items().all(|item| is_table(&item))) {
            self.problems.push(problem::no_tables(&path, value));
        }
        for inner in only.into_iter().chain(value.items().filter_map(|item| item.table(path.clone()))) {
            self.table(&inner, shape);
        }
    }
}

/// Whether a text is a name in small letters and digits, with single hyphens between them.
fn is_id(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(is_part)
}
