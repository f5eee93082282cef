//! `Table`: typed access to a parsed TOML table. A getter answers `None` for a value of another type and stays silent:
//! `shape.rs` has reported it already.

use std::sync::Arc;

use super::nodes::{Kind, Node, Nodes};
use crate::base::date::Date;
use crate::base::source::{Span, Spanned};

/// A value in a document.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    whole: Whole<'a>,
    node: &'a Node,
}

/// The document that a value or a table lies in.
#[derive(Clone, Copy, Debug)]
struct Whole<'a> {
    nodes: &'a [Node],
    text: &'a str,
}

impl<'a> Whole<'a> {
    fn text(self, (from, to): (u32, u32)) -> &'a str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    fn held(self, by: &Node) -> &'a [Node] {
        self.nodes.get(by.from as usize..by.to as usize).unwrap_or_default()
    }
}

fn span((start, end): (u32, u32)) -> Span {
    Span::new(start as usize, end as usize)
}

impl<'a> Value<'a> {
    /// What it is.
    #[must_use]
    pub(crate) fn kind(self) -> Kind {
        self.node.kind
    }

    /// Where it is written: a text with its quotes, a table with its header or braces.
    #[must_use]
    pub(crate) fn span(self) -> Span {
        span(self.node.at)
    }

    /// The text that it is.
    #[must_use]
    pub(crate) fn as_text(self) -> Option<&'a str> {
        (self.node.kind == Kind::Text).then(|| self.whole.text((self.node.from, self.node.to)))
    }

    /// The text that it is, with its place.
    #[must_use]
    pub(crate) fn text(self) -> Option<Spanned<Arc<str>>> {
        Some(Spanned::new(self.as_text()?.into(), self.span()))
    }

    /// The number that it is, of either TOML type; `None` for a whole one that is too large.
    #[must_use]
    pub(crate) fn number(self) -> Option<f64> {
        let number = f64::from_bits(u64::from(self.node.from) << 32 | u64::from(self.node.to));
        match self.node.kind {
            Kind::Whole => Some(number).filter(|number| !number.is_nan()),
            Kind::Number => Some(number),
            _ => None,
        }
    }

    /// The day of the moment that it is, where it has one.
    #[must_use]
    pub(crate) fn day(self) -> Option<Date> {
        let day = Some(self.node.from).filter(|day| self.node.kind == Kind::Moment && *day > 0)?;
        let part = |part: u32| u8::try_from(part % 100).ok();
        Date::new(u16::try_from(day / 10_000).ok()?, part(day / 100)?, part(day)?)
    }

    /// The items of the list that it is; nothing for any other value.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let held = if self.node.kind == Kind::List { self.whole.held(self.node) } else { &[] };
        held.iter().map(move |node| Self { whole: self.whole, node })
    }

    /// The table that it is, under the keys that lead to it.
    #[must_use]
    pub(crate) fn table(self, path: String) -> Option<Table<'a>> {
        (self.node.kind == Kind::Table).then_some(Table { value: self, path })
    }
}

/// A table in a document, with the path of keys that leads to it.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    value: Value<'a>,
    path: String,
}

impl Default for Table<'_> {
    fn default() -> Self {
        Self::root(&[], "")
    }
}

/// The table of a document without nodes.
const EMPTY: &Node = &Node { kind: Kind::Table, key: (0, 0), key_at: (0, 0), at: (0, 0), from: 0, to: 0 };

impl<'a> Table<'a> {
    pub(super) fn root(nodes: &'a [Node], text: &'a str) -> Self {
        let value = Value { whole: Whole { nodes, text }, node: nodes.first().unwrap_or(EMPTY) };
        Self { value, path: String::new() }
    }

    /// The nodes of the whole document, with other keys at these places.
    pub(super) fn renamed(&self, renames: &[(Span, &str)]) -> Nodes {
        let place = |span: &Span| (span.start as u32, span.end as u32);
        let renames: Vec<_> = renames.iter().map(|(span, key)| (place(span), *key)).collect();
        Nodes::renamed(self.value.whole.nodes, self.value.whole.text, &renames)
    }

    /// The table's span: its header, or its braces when it is inline.
    #[must_use]
    pub(crate) fn span(&self) -> Span {
        self.value.span()
    }

    /// `duty` for a table under `[[duty]]`; `None` for the whole file.
    #[must_use]
    pub(crate) fn name(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(self.path.as_str())
    }

    /// `duty.activity` for the key `activity` of a table under `[[duty]]`.
    #[must_use]
    pub(crate) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether the key is there, of whatever type.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Keys and values in the order of the file.
    #[must_use]
    pub fn entries(&self) -> Vec<(Spanned<String>, Value<'a>)> {
        let whole = self.value.whole;
        let entry =
            |node: &'a Node| (Spanned::new(whole.text(node.key).to_owned(), span(node.key_at)), Value { whole, node });
        let mut entries: Vec<_> = whole.held(self.value.node).iter().map(entry).collect();
        entries.sort_by_key(|(key, _)| key.span);
        entries
    }

    /// The raw value of a key.
    #[must_use]
    pub(crate) fn value(&self, key: &str) -> Option<Value<'a>> {
        let whole = self.value.whole;
        let held = whole.held(self.value.node);
        let at = held.binary_search_by(|node| whole.text(node.key).cmp(key)).ok()?;
        Some(Value { whole, node: &held[at] })
    }

    /// A text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.value(key)?.text()
    }

    /// A text that is not blank.
    #[must_use]
    pub(crate) fn name_at(&self, key: &str) -> Option<Spanned<Arc<str>>> {
        self.text(key).filter(|text| !text.value.trim().is_empty())
    }

    /// One name or a list of names; blank ones are left out.
    #[must_use]
    pub fn names(&self, key: &str) -> Vec<Spanned<Arc<str>>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let found = value.text().into_iter().chain(value.items().filter_map(Value::text));
        found.filter(|name| !name.value.trim().is_empty()).collect()
    }

    /// A calendar day.
    #[must_use]
    pub(crate) fn date(&self, key: &str) -> Option<Spanned<Date>> {
        let value = self.value(key)?;
        let date = value.day().or_else(|| value.as_text().and_then(Date::parse))?;
        Some(Spanned::new(date, value.span()))
    }

    /// A number.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<Spanned<f64>> {
        let value = self.value(key)?;
        Some(Spanned::new(value.number()?, value.span()))
    }

    /// A number that is not negative.
    #[must_use]
    pub(crate) fn amount(&self, key: &str) -> Option<Spanned<f64>> {
        self.number(key).filter(|number| number.value.is_finite() && number.value >= 0.0)
    }

    /// A number from 0 to 1.
    #[must_use]
    pub(crate) fn share(&self, key: &str) -> Option<Spanned<f64>> {
        self.number(key).filter(|number| (0.0..=1.0).contains(&number.value))
    }

    /// `true` or `false`.
    #[must_use]
    pub(crate) fn flag(&self, key: &str) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        (value.kind() == Kind::Flag).then(|| Spanned::new(value.node.from == 1, value.span()))
    }

    /// A table below this one; a list of one table is that one.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<Self> {
        let value = self.value(key)?;
        let mut items = value.items();
        let only = items.next().filter(|_| items.next().is_none());
        only.unwrap_or(value).table(self.path_of(key))
    }

    /// The tables under `[[key]]`, in the order of the file; a `[key]` is the only one.
    #[must_use]
    pub fn tables(&self, key: &str) -> Vec<Self> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let only = value.table(self.path_of(key));
        only.into_iter().chain(value.items().filter_map(|item| item.table(self.path_of(key)))).collect()
    }
}
