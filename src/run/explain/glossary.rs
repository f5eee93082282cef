//! The words of drawline, from `rules/glossary.toml`.

#[cfg(test)]
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;
use crate::embedded;
use crate::taxonomy::GLOSSARY_FILE;

#[cfg(test)]
const TERM: Shape = &[
    Field::needed("name", Type::Name, "The word."),
    Field::new("also", Type::Names, "Other words for it."),
    Field::new("short", Type::Name, "What it means in a few words, for the table in README."),
    Field::needed("means", Type::Name, "What it means."),
    Field::new("set", Type::Name, "A line for `[rules]` in drawline.toml."),
    Field::new("set_top", Type::Name, "A line for the top of drawline.toml."),
    Field::new("see", Type::Names, "What else `drawline explain` is worth asking about."),
];
#[cfg(test)]
const GLOSSARY: Shape = &[Field::needed("term", Type::Tables(TERM), "A word.")];

/// A word of drawline.
pub(super) struct Term {
    pub(super) name: String,
    pub(super) means: String,
    pub(super) set: Option<String>,
    pub(super) set_top: Option<String>,
    pub(super) see: Vec<String>,
}

/// A word by its name, or another word for it.
pub(super) fn term(name: &str) -> Option<Term> {
    tables()
        .iter()
        .find(|table| {
            let also = table.names("also");
            let mut names = also.iter().map(|word| word.value.to_string()).chain(word(table, "name"));
            names.any(|word| word.eq_ignore_ascii_case(name))
        })
        .map(read)
}

/// Every word with what it means.
pub(super) fn all() -> Vec<Term> {
    tables().iter().map(read).collect()
}

/// The name of every word.
pub(super) fn names() -> Vec<String> {
    tables().iter().filter_map(|table| word(table, "name")).collect()
}

fn tables() -> Vec<Table<'static>> {
    embedded::file(GLOSSARY_FILE).map(|file| file.document.root().tables("term")).unwrap_or_default()
}

fn word(table: &Table<'_>, key: &str) -> Option<String> {
    table.text(key).map(|text| text.value.to_string())
}

fn read(table: &Table<'_>) -> Term {
    Term {
        name: word(table, "name").unwrap_or_default(),
        means: word(table, "means").unwrap_or_default(),
        set: word(table, "set"),
        set_top: word(table, "set_top"),
        see: table.names("see").into_iter().map(|name| name.value.to_string()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::shape;
    use crate::policy::{Choice, Policy};

    #[test]
    fn the_glossary_is_sound_and_what_it_names_is_there() {
        let file = embedded::file(GLOSSARY_FILE).expect("the file");
        let mut problems = Vec::new();
        shape::check(&file.document.root(), GLOSSARY, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let policy = Policy::load(Choice::default()).expect("sound");
        let taxonomy = &policy.taxonomy;
        for one in tables().iter().map(read) {
            for name in &one.see {
                let is_area = taxonomy.activities.all().iter().any(|activity| *activity.area == **name);
                let is_profile = taxonomy.profiles.contains_key(name.as_str());
                assert!(
                    policy.rule(name).is_some() || term(name).is_some() || is_area || is_profile,
                    "{}: {name}",
                    one.name
                );
            }
            for (line, table) in
                one.set.iter().map(|line| (line, "[rules]\n")).chain(one.set_top.iter().map(|l| (l, "")))
            {
                let path = crate::base::path::RepoPath::new("drawline.toml").expect("a path");
                let config = Some((path, format!("{table}{line}\n").into()));
                let policy = Policy::load(Choice { config, ..Choice::default() }).expect("sound");
                assert!(policy.config.problems.is_empty(), "{line}: {:?}", policy.config.problems);
            }
        }
    }
}
