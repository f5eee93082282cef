//! `Table`: typed access to a parsed TOML table. A getter answers `None` for a value of another type and stays silent:
//! `shape.rs` has reported it already.

use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::base::date::Date;
use crate::base::source::{Span, Spanned};

/// A value as the TOML parser hands it out, with its span.
pub type Value<'a> = TomlSpanned<DeValue<'a>>;

/// A table in a document, with the path of keys that leads to it.
#[derive(Clone)]
pub struct Table<'a> {
    map: &'a DeTable<'a>,
    span: Span,
    path: String,
}

impl<'a> Table<'a> {
    pub(super) fn new(map: &'a DeTable<'_>, span: Span, path: String) -> Self {
        // `DeTable` is covariant in its lifetime; the shorter one is all that is needed.
        Self { map, span, path }
    }

    /// The table's span: its header, or its braces when it is inline.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// `duty` for a table under `[[duty]]`; `None` for the whole file.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(self.path.as_str())
    }

    /// `duty.activity` for the key `activity` of a table under `[[duty]]`.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether the key is there, of whatever type.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Keys and values in the order of the file.
    #[must_use]
    pub fn entries(&self) -> Vec<(Spanned<String>, &'a Value<'a>)> {
        let mut entries: Vec<_> = self
            .map
            .iter()
            .map(|(key, value)| (Spanned::new(key.get_ref().to_string(), key.span().into()), value))
            .collect();
        entries.sort_by_key(|(key, _)| key.span);
        entries
    }

    /// The raw value of a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value<'a>> {
        self.map.get(key)
    }

    /// A text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.value(key).and_then(text)
    }

    /// A text that is not blank.
    #[must_use]
    pub fn name_at(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.text(key).filter(|text| !text.value.trim().is_empty())
    }

    /// One name or a list of names; blank ones are left out.
    #[must_use]
    pub fn names(&self, key: &str) -> Vec<Spanned<Arc<str>>> {
        let found: Vec<_> = match self.value(key).map(|value| (value, value.get_ref())) {
            Some((value, DeValue::String(_))) => text(value).into_iter().collect(),
            Some((_, DeValue::Array(list))) => list.iter().filter_map(text).collect(),
            _ => Vec::new(),
        };
        found.into_iter().filter(|name| !name.value.trim().is_empty()).collect()
    }

    /// A calendar day.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Spanned<Date>> {
        let value = self.value(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(moment) => moment.date.and_then(|date| Date::new(date.year, date.month, date.day)),
            DeValue::String(text) => Date::parse(text),
            _ => None,
        }?;
        Some(Spanned::new(date, value.span().into()))
    }

    /// A number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<Spanned<f64>> {
        let value = self.value(key)?;
        Some(Spanned::new(number(value.get_ref())?, value.span().into()))
    }

    /// `true` or `false`.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Spanned::new(*flag, value.span().into())),
            _ => None,
        }
    }

    /// A table below this one.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<Self> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(map) => Some(Self::new(map, value.span().into(), self.path_of(key))),
            _ => None,
        }
    }

    /// The tables under `[[key]]`, in the order of the file.
    #[must_use]
    pub fn tables(&self, key: &str) -> Vec<Self> {
        let Some(DeValue::Array(list)) = self.value(key).map(TomlSpanned::get_ref) else { return Vec::new() };
        list.iter()
            .filter_map(|item| match item.get_ref() {
                DeValue::Table(map) => Some(Self::new(map, item.span().into(), self.path_of(key))),
                _ => None,
            })
            .collect()
    }
}

/// A text value with its span, quotes included.
#[must_use]
pub fn text(value: &Value<'_>) -> Option<Spanned<Arc<str>>> {
    match value.get_ref() {
        DeValue::String(text) => Some(Spanned::new(Arc::from(&**text), value.span().into())),
        _ => None,
    }
}

/// A number of either TOML type.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number as f64)
        }
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => None,
    }
}

/// The table that a value is, for walks by key path.
#[must_use]
pub fn below<'a>(value: &'a Value<'_>) -> Option<Table<'a>> {
    match value.get_ref() {
        DeValue::Table(map) => Some(Table::new(map, value.span().into(), String::new())),
        _ => None,
    }
}
