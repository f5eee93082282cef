//! `people.toml`: who there is, with roles and other names.

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
pub const PEOPLE: Shape = &[Field::new("person", Type::Tables(PERSON), "A person.")];

/// Reads a people file.
#[must_use]
pub fn read(root: &Table<'_>) -> Reading {
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
