//! `ownership.toml`: who owns which paths.

use super::format::{FileFormat, Named, Sign, TOML, Usual, Words};
use super::reading::{OwnEntry, Reading, Written};
use crate::base::suggest::cut;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;
use crate::document::{Document, Problem, ProblemKind};
use crate::owners::Law;
use crate::owners::glob::Glob;

/// What owning a path means where nothing else is said.
pub(super) const CODE_OWNERSHIP: &str = "code-ownership";

const OWN: Shape = &[
    Field::needed("path", Type::Name, "Pattern in gitignore syntax, from the root of the repository."),
    Field::new("owner", Type::Names, "The owner: a handle or a role title."),
    Field::new("owners", Type::Names, "The owners, where there are several."),
    Field::new("activity", Type::Name, "The work that owning means; code-ownership where it is left out."),
    Field::new("team", Type::Name, "The team; the nearest charter above where it is left out."),
];

/// The keys of `ownership.toml`.
pub(super) const OWNERSHIP: Shape = &[Field::new("own", Type::Tables(OWN), "Paths and their owners.")];

/// Files of owners.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "ownership",
    syntax: &TOML,
    endings: &[".toml"],
    rare_endings: &[],
    named: Named::Patterns(Usual {
        key: "ownership",
        patterns: &["**/ownership.toml", "**/*.ownership.toml"],
        rare: &[],
        former: &[],
        any_case: true,
    }),
    keys: &[Field::new("ownership", Type::Names, "Patterns of ownership files, in place of the default ones.")],
    sign: Sign::Keys(&["own"]),
    by_host: false,
    introduces: false,
    words: Words {
        one: "owners of paths",
        several: "such files",
        file: "TOML",
        holds: "owners of paths ([[own]])",
        counted: Some(("ownership file", " (ownership.toml)")),
        is_common: true,
    },
    schema: Some(("ownership.toml: who owns which paths", OWNERSHIP)),
    parse: Some(|input| input.toml(|root, _| read(root))),
};

/// Reads an ownership file.
#[must_use]
pub(super) fn read(root: &Table<'_>) -> Reading {
    if shape::is_foreign(root, OWNERSHIP) {
        let problems = vec![shape::foreign_file(root, "ownership files", "ownership")];
        return Reading { problems, ..Reading::default() };
    }
    let mut problems = Vec::new();
    let mended = shape::check_and_mend(root, OWNERSHIP, &mut problems);
    let root = mended.as_ref().map_or_else(|| root.clone(), Document::root);
    let tables = root.tables("own");
    for table in tables.iter().filter(|table| !table.has("owner") && !table.has("owners")) {
        problems.push(no_owner(table));
    }
    problems.extend(tables.iter().filter_map(|table| table.name_at("path")).filter_map(|path| no_pattern(&path)));
    Reading { owns: tables.iter().filter_map(own_entry).collect(), problems, ..Reading::default() }
}

fn own_entry(table: &Table<'_>) -> Option<OwnEntry> {
    let mut owners = table.names("owner");
    owners.extend(table.names("owners"));
    let path = table.name_at("path")?;
    let (activity, team) = (table.name_at("activity"), table.name_at("team"));
    Some(OwnEntry { owners, activity, team, ..OwnEntry::of(path) })
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

/// What is wrong with a path pattern.
pub(super) fn no_pattern(path: &Written) -> Option<Problem> {
    let fault = Glob::read(Law::Gitignore, &path.value).err()?;
    Some(Problem {
        kind: ProblemKind::BadValue,
        span: path.span,
        message: format!("\"{}\" {}", cut(&path.value, 60), fault.message),
        label: "matches nothing".to_owned(),
        help: Some(fault.help),
        detail: path.value.to_string(),
        instead: None,
    })
}
