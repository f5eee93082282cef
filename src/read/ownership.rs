//! `ownership.toml`: who owns which paths.

use super::reading::{OwnEntry, Reading};
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Problem, ProblemKind};

const OWN: Shape = &[
    Field::needed("path", Type::Name, "Pattern in gitignore syntax, from the root of the repository."),
    Field::new("owner", Type::Name, "The owner: a handle or a role title."),
    Field::new("owners", Type::Names, "The owners, where there are several."),
    Field::new("activity", Type::Name, "The work that owning means; code-ownership where it is left out."),
    Field::new("team", Type::Name, "The team; the nearest charter above where it is left out."),
];

/// The keys of `ownership.toml`.
pub const OWNERSHIP: Shape = &[Field::new("own", Type::Tables(OWN), "Paths and their owners.")];

/// Reads an ownership file.
#[must_use]
pub fn read(root: &Table<'_>) -> Reading {
    let mut problems = Vec::new();
    shape::check(root, OWNERSHIP, &mut problems);
    let tables = root.tables("own");
    for table in tables.iter().filter(|table| !table.has("owner") && !table.has("owners")) {
        problems.push(no_owner(table));
    }
    Reading { owns: tables.iter().filter_map(own_entry).collect(), problems, ..Reading::default() }
}

fn own_entry(table: &Table<'_>) -> Option<OwnEntry> {
    let mut owners = table.names("owner");
    owners.extend(table.names("owners"));
    Some(OwnEntry {
        path: table.name_at("path")?,
        owners,
        activity: table.name_at("activity"),
        team: table.name_at("team"),
        section: None,
    })
}

fn no_owner(table: &Table<'_>) -> Problem {
    let path = table.name_at("path").map_or_else(|| "this path".to_owned(), |path| path.value.to_string());
    Problem {
        kind: ProblemKind::MissingKey,
        span: table.span(),
        message: "[own] has no `owner`".to_owned(),
        label: "needs `owner` or `owners`".to_owned(),
        help: Some(format!("name who owns {path}")),
        detail: format!("own.owner {path}"),
        instead: None,
    }
}
