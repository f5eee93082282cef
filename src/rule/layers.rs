//! `Layers`: a rule's fields, from the rule file, the profile and `drawline.toml`, the later over the earlier, each with
//! its place.

use std::sync::Arc;

use crate::base::diagnostic::Severity;
use crate::base::path::RepoPath;
use crate::base::source::{Location, Span, Spanned};
use crate::document::table::Table;
use crate::org::Placed;

/// The fields of one rule.
pub(crate) struct Layers<'a> {
    root: Table<'a>,
    path: RepoPath,
    over: Vec<Layer<'a>>,
}

/// What a profile or a repository says about a rule.
#[derive(Clone)]
pub(crate) struct Layer<'a> {
    /// The file that says so.
    pub(crate) path: RepoPath,
    /// `name = "off"`, or a table of fields.
    pub(crate) says: Says<'a>,
}

/// A rule's setting.
#[derive(Clone)]
pub(crate) enum Says<'a> {
    /// A severity or "off".
    Severity(Spanned<Arc<str>>),
    /// Fields, `severity` among them.
    Fields(Table<'a>),
}

impl<'a> Layers<'a> {
    /// The rule file with what is laid over it.
    #[must_use]
    pub(crate) fn new(root: Table<'a>, path: RepoPath, over: Vec<Layer<'a>>) -> Self {
        Self { root, path, over }
    }

    /// The rule file's own table.
    #[must_use]
    pub(crate) fn root(&self) -> &Table<'a> {
        &self.root
    }

    /// How much the rule matters; `None` when it is off.
    #[must_use]
    pub(crate) fn severity(&self) -> Option<Severity> {
        self.severity_at("severity")
    }

    /// A field that is a severity or "off".
    #[must_use]
    pub(crate) fn severity_at(&self, key: &str) -> Option<Severity> {
        let over = self.over.iter().rev().find_map(|layer| match &layer.says {
            Says::Severity(word) => (key == "severity").then(|| word.value.clone()),
            Says::Fields(table) => table.text(key).map(|word| word.value),
        });
        over.or_else(|| self.root.text(key).map(|word| word.value)).and_then(|word| Severity::parse(&word))
    }

    /// Whether a profile or the repository sets the rule's severity itself.
    #[must_use]
    pub(crate) fn severity_is_set(&self) -> bool {
        self.over.iter().any(|layer| match &layer.says {
            Says::Severity(_) => true,
            Says::Fields(table) => table.has("severity"),
        })
    }

    /// Whether the repository sets the rule's severity itself.
    #[must_use]
    pub(crate) fn severity_is_chosen(&self) -> bool {
        self.over.iter().filter(|layer| !layer.path.is_embedded()).any(|layer| match &layer.says {
            Says::Severity(_) => true,
            Says::Fields(table) => table.has("severity"),
        })
    }

    /// A text.
    #[must_use]
    pub(crate) fn text(&self, key: &str) -> Option<Placed<Arc<str>>> {
        self.find(key, |table| table.name_at(key).map(|text| (text.value, text.span)))
    }

    /// A list of texts.
    #[must_use]
    pub(crate) fn names(&self, key: &str) -> Vec<Placed<Arc<str>>> {
        let found = self.find(key, |table| Some((table.names(key), Span::default())));
        let Some(Placed { value, at }) = found else { return Vec::new() };
        let place = |span| Location::of_policy(at.path.clone(), span);
        value.into_iter().map(|name| Placed { value: name.value, at: place(name.span) }).collect()
    }

    /// A number.
    #[must_use]
    pub(crate) fn number(&self, key: &str) -> Option<Placed<f64>> {
        self.find(key, |table| table.number(key).map(|number| (number.value, number.span)))
    }

    /// `true` or `false`; false where it is left out.
    #[must_use]
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.find(key, |table| table.flag(key).map(|flag| (flag.value, flag.span))).is_some_and(|flag| flag.value)
    }

    /// The same, where the repository itself or its own rule file says so.
    #[must_use]
    pub(crate) fn own_flag(&self, key: &str) -> bool {
        let said = self.find(key, |table| table.flag(key).map(|flag| (flag.value, flag.span)));
        said.is_some_and(|flag| flag.value && !flag.at.path.is_embedded())
    }

    /// Where the rule is defined.
    #[must_use]
    pub(crate) fn place(&self) -> Location {
        let span = self.root.name_at("name").map(|name| name.span).unwrap_or_default();
        Location::of_policy(self.path.clone(), span)
    }

    fn find<T>(&self, key: &str, read: impl Fn(&Table<'_>) -> Option<(T, Span)>) -> Option<Placed<T>> {
        let over = self.over.iter().rev().filter_map(|layer| match &layer.says {
            Says::Fields(table) => Some((table, &layer.path)),
            Says::Severity(_) => None,
        });
        let (table, path) = over.chain([(&self.root, &self.path)]).find(|(table, _)| table.has(key))?;
        let (value, span) = read(table)?;
        Some(Placed { value, at: Location::of_policy(path.clone(), span) })
    }
}
