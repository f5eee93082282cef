//! `people.toml`: who there is, with roles and other names.

use super::format::{FileFormat, Named, Sign, TOML, Usual, Words};
use super::reading::{PersonEntry, Reading};
use crate::document::Document;
use crate::document::shape::{self, Field, Shape, Type};
use crate::document::table::Table;

const PERSON: Shape = &[
    Field::needed("handle", Type::Handle, "The person, as @handle.").called(&["login", "github", "user"]),
    Field::new("name", Type::Name, "Full name."),
    Field::new("role", Type::Names, "Role id, title or alias; several where the person has several.")
        .called(&["title", "position", "job", "function"]),
    Field::new("aliases", Type::Names, "Other handles and names of the same person."),
    Field::new("hours", Type::Number, "Hours in a full week."),
    Field::new("active", Type::Flag, "false once the person has left."),
];

/// The keys of `people.toml`.
pub(super) const PEOPLE: Shape = &[Field::new("person", Type::Tables(PERSON), "A person.")];

/// Files of people.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "people",
    syntax: &TOML,
    endings: &[".toml"],
    rare_endings: &[],
    named: Named::Patterns(Usual {
        key: "people",
        patterns: &["**/people.toml"],
        rare: &[],
        former: &[],
        any_case: true,
    }),
    keys: &[Field::new("people", Type::Names, "Patterns of people files, in place of the default ones.")],
    sign: Sign::Keys(&["person"]),
    by_host: false,
    introduces: true,
    words: Words {
        one: "people",
        several: "such files",
        file: "TOML",
        holds: "people ([[person]])",
        counted: Some(("people file", " (people.toml)")),
        is_common: true,
    },
    schema: Some(("people.toml: who there is", PEOPLE)),
    parse: Some(|input| input.toml(|root, _| read(root))),
};

/// Reads a people file.
#[must_use]
pub(super) fn read(root: &Table<'_>) -> Reading {
    if shape::is_foreign(root, PEOPLE) {
        let problems = vec![shape::foreign_file(root, "people files", "people")];
        return Reading { problems, ..Reading::default() };
    }
    let mut problems = Vec::new();
    let mended = shape::check_and_mend(root, PEOPLE, &mut problems);
    let root = mended.as_ref().map_or_else(|| root.clone(), Document::root);
    Reading { people: root.tables("person").iter().filter_map(person_entry).collect(), problems, ..Reading::default() }
}

fn person_entry(table: &Table<'_>) -> Option<PersonEntry> {
    Some(PersonEntry {
        handle: table.name_at("handle")?,
        name: table.name_at("name"),
        roles: table.names("role"),
        aliases: table.names("aliases"),
        hours: table.amount("hours"),
        active: table.flag("active").is_none_or(|active| active.value),
    })
}
