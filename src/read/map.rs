//! `[[map]]`: reads TOML of any other shape, so that nobody has to rewrite the files they have.
//!
//! A map names files by pattern and says by key paths where things are. `each` leads to the elements (`people.leads[]`,
//! `assign.owners.*`); the other values are picked from each element: `.` is the element itself, `@key` the key it stands
//! under, `a.b` a key inside it, `x[]` every item of a list, a list of paths the first that is there, and
//! `{ is = "…" }` a word of the map's own.

use std::cell::Cell;
use std::sync::Arc;

use super::format::{FileFormat, Named, Sign, TOML, Words};
use super::reading::{DutyEntry, Form, HolderEntry, MemberEntry, OwnEntry, PersonEntry, Reading, TeamEntry, Written};
use super::unreadable;
use crate::base::involvement::Involvement;
use crate::base::limits::{Limits, MAPPED};
use crate::base::source::{Span, Spanned};
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::{Table, Value};

const TEAM: Shape = &[
    Field::new("name", Type::Any, "Display name."),
    Field::new("id", Type::Any, "Id, where it is not the name in kebab-case."),
    Field::new("parent", Type::Any, "Id of the team above."),
];

const MEMBER: Shape = &[
    Field::needed("each", Type::Name, "Key path to the elements."),
    Field::needed("handle", Type::Any, "The person's handle, with or without @."),
    Field::new("role", Type::Any, "Role titles."),
    Field::new("team", Type::Any, "The team, where it is not the file's own."),
];

const DUTY: Shape = &[
    Field::needed("each", Type::Name, "Key path to the elements."),
    Field::needed("activity", Type::Any, "The work."),
    Field::new("accountable", Type::Any, "Who answers for it."),
    Field::new("responsible", Type::Any, "Who does it."),
    Field::new("consulted", Type::Any, "Who is asked before."),
    Field::new("informed", Type::Any, "Who is told afterwards."),
    Field::new("team", Type::Any, "The team, where it is not the file's own."),
];

const OWN: Shape = &[
    Field::needed("each", Type::Name, "Key path to the elements."),
    Field::needed("path", Type::Any, "The path pattern."),
    Field::needed("owner", Type::Any, "The owners."),
    Field::new("activity", Type::Any, "The work that owning means."),
    Field::new("team", Type::Any, "The team, where it is not the nearest charter's."),
];

const PERSON: Shape = &[
    Field::needed("each", Type::Name, "Key path to the elements; `.` is the whole file."),
    Field::needed("handle", Type::Any, "The person's handle, with or without @."),
    Field::new("name", Type::Any, "Full name."),
    Field::new("role", Type::Any, "Role titles."),
    Field::new("aliases", Type::Any, "Other handles and names."),
];

/// The keys of `[[map]]` in `drawline.toml`.
pub(crate) const MAP: Shape = &[
    Field::needed("files", Type::Names, "Patterns of the files that this map reads."),
    Field::new("team", Type::Table(TEAM), "Where the team's own data is."),
    Field::new("member", Type::Tables(MEMBER), "Where members are."),
    Field::new("duty", Type::Tables(DUTY), "Where duties and their holders are."),
    Field::new("own", Type::Tables(OWN), "Where paths and their owners are."),
    Field::new("person", Type::Tables(PERSON), "Where people are."),
];

/// Files of other shapes.
pub(super) const FORMAT: FileFormat = FileFormat {
    name: "map",
    syntax: &TOML,
    endings: &[".toml"],
    rare_endings: &[],
    named: Named::Maps,
    keys: &[],
    sign: Sign::None,
    by_host: false,
    introduces: true,
    words: Words {
        one: "TOML by [[map]]",
        several: "such files",
        file: "TOML",
        holds: "any other shape by a [[map]] in drawline.toml",
        counted: None,
        is_common: false,
    },
    schema: None,
    parse: Some(|input| {
        input.toml(|root, _| input.map.map_or_else(Reading::default, |map| map.read(root, input.limits)))
    }),
};

/// Where a value is, seen from an element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pick {
    /// The first of these paths that is there.
    Paths(Vec<Vec<Step>>),
    /// A word of the map's own.
    Is(Arc<str>),
    /// Nothing.
    None,
}

/// One step along a key path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Into a table, by key.
    Key(String),
    /// Every item of a list.
    Items,
    /// Every value of a table.
    Values,
    /// The key that the element stands under.
    OwnKey,
}

/// A map, ready to read files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Map {
    /// Patterns of the files that it reads.
    pub(crate) files: Vec<Written>,
    team: Option<[Pick; 3]>,
    rows: Vec<Row>,
}

/// What to make of the elements at one key path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    each: Vec<Step>,
    team: Pick,
    fills: Fills,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fills {
    Member { handle: Pick, role: Pick },
    Duty { activity: Pick, holders: [Pick; 4] },
    Own { path: Pick, owner: Pick, activity: Pick },
    Person { handle: Pick, name: Pick, role: Pick, aliases: Pick },
}

/// An element found by `each`: its value and the key it stands under.
#[derive(Clone)]
struct Element<'a> {
    value: Found<'a>,
    key: Option<Written>,
    /// How many steps may still be taken in the file.
    left: &'a Cell<usize>,
}

#[derive(Clone)]
enum Found<'a> {
    Root(Table<'a>),
    Value(Value<'a>),
}

impl Map {
    /// Reads a `[[map]]` whose shape was checked.
    #[must_use]
    pub(crate) fn decode(table: &Table<'_>) -> Self {
        let mut rows = Vec::new();
        let tables = |key| table.tables(key);
        for row in tables("member") {
            rows.push(Row::new(&row, Fills::Member { handle: pick(&row, "handle"), role: pick(&row, "role") }));
        }
        for row in tables("duty") {
            let holders = Involvement::ALL.map(|involvement| pick(&row, involvement.name()));
            rows.push(Row::new(&row, Fills::Duty { activity: pick(&row, "activity"), holders }));
        }
        for row in tables("own") {
            let (path, owner, activity) = (pick(&row, "path"), pick(&row, "owner"), pick(&row, "activity"));
            rows.push(Row::new(&row, Fills::Own { path, owner, activity }));
        }
        for row in tables("person") {
            let [handle, name, role, aliases] = ["handle", "name", "role", "aliases"].map(|key| pick(&row, key));
            rows.push(Row::new(&row, Fills::Person { handle, name, role, aliases }));
        }
        let team = table.table("team").map(|team| ["name", "id", "parent"].map(|key| pick(&team, key)));
        Self { files: table.names("files"), team, rows }
    }

    /// Reads a file of the mapped shape. A place that holds something else than the map expects is passed over: the file
    /// belongs to another tool, which knows its own form.
    #[must_use]
    pub(crate) fn read(&self, root: &Table<'_>, limits: &Limits) -> Reading {
        let mut reading = Reading { mapped: true, ..Reading::default() };
        let left = Cell::new(MAPPED.most);
        let whole = Element { value: Found::Root(root.clone()), key: None, left: &left };
        if let Some([name, id, parent]) = &self.team {
            let (name, id) = (whole.one(name), whole.one(id));
            if let Some(introduced) = name.as_ref().or(id.as_ref()) {
                let (span, parent) = (introduced.span, whole.one(parent));
                reading.team = Some(TeamEntry { name, id, parent, engineers: None, reviewed: None, span });
            }
        }
        for row in &self.rows {
            for element in whole.elements(&row.each) {
                row.fill(&element, &mut reading);
                left.set(left.get().saturating_sub(1));
            }
            if is_full(&reading, limits) {
                break;
            }
        }
        if left.get() == 0 && !is_full(&reading, limits) {
            let message = format!("its map finds more than the {} things that are looked at", MAPPED.most);
            return Reading::broken(vec![*unreadable(Span::default(), message, "name fewer places in the map")]);
        }
        reading
    }
}

impl Row {
    fn new(table: &Table<'_>, fills: Fills) -> Self {
        let each = table.name_at("each").map(|path| steps(&path.value)).unwrap_or_default();
        Self { each, team: pick(table, "team"), fills }
    }

    fn fill(&self, element: &Element<'_>, reading: &mut Reading) {
        let team = element.one(&self.team);
        match &self.fills {
            Fills::Member { handle, role } => {
                for handle in element.many(handle).into_iter().map(handle_of) {
                    let roles = element.many(role);
                    reading.members.push(MemberEntry { team: team.clone(), handle, roles, allocation: None });
                }
            }
            Fills::Duty { activity, holders } => {
                let Some(activity) = element.one(activity) else { return };
                let holders = Involvement::ALL.into_iter().zip(holders).flat_map(|(involvement, pick)| {
                    element.many(pick).into_iter().map(move |who| HolderEntry { who, involvement, whole: None })
                });
                reading.duties.push(mapped_duty(team, activity, holders.collect(), element.span()));
            }
            Fills::Own { path, owner, activity } => {
                let (owners, activity) = (element.many(owner), element.one(activity));
                reading.owns.extend(element.many(path).into_iter().map(|path| OwnEntry {
                    owners: owners.clone(),
                    activity: activity.clone(),
                    team: team.clone(),
                    ..OwnEntry::of(path)
                }));
            }
            Fills::Person { handle, name, role, aliases } => {
                let Some(handle) = element.one(handle).map(handle_of) else { return };
                let (name, roles, aliases) = (element.one(name), element.many(role), element.many(aliases));
                reading.people.push(PersonEntry { handle, name, roles, aliases, hours: None, active: true });
            }
        }
    }
}

/// Whether a reading says more of one kind already than is read.
fn is_full(reading: &Reading, limits: &Limits) -> bool {
    let kinds = [reading.members.len(), reading.duties.len(), reading.owns.len(), reading.people.len()];
    kinds.into_iter().any(|count| count > limits.entries)
}

fn mapped_duty(team: Option<Written>, activity: Written, holders: Vec<HolderEntry>, span: Span) -> DutyEntry {
    DutyEntry { team, holders, ..DutyEntry::of(activity, Form::Toml, span) }
}

/// Files of other tools often name people without the `@`.
fn handle_of(written: Written) -> Written {
    if written.value.starts_with('@') {
        return written;
    }
    Spanned::new(format!("@{}", written.value).into(), written.span)
}

impl<'a> Element<'a> {
    fn span(&self) -> Span {
        match &self.value {
            Found::Root(table) => table.span(),
            Found::Value(value) => value.span(),
        }
    }

    /// The elements at a key path below this one.
    fn elements(&self, path: &[Step]) -> Vec<Self> {
        let mut elements = vec![self.clone()];
        for step in path {
            if self.left.get() == 0 {
                return Vec::new();
            }
            elements = elements.iter().flat_map(|element| element.step(step)).collect();
            self.left.set(self.left.get().saturating_sub(elements.len()));
        }
        elements
    }

    fn step(&self, step: &Step) -> Vec<Self> {
        let left = self.left;
        let inside = |value: Value<'a>, key: Option<Written>| Element { value: Found::Value(value), key, left };
        match (step, &self.value) {
            (Step::Key(key), Found::Root(table)) => {
                table.value(key).map(|value| inside(value, self.key.clone())).into_iter().collect()
            }
            (Step::Values, Found::Root(table)) => table
                .entries()
                .into_iter()
                .map(|(key, value)| inside(value, Some(Spanned::new(key.value.into(), key.span))))
                .collect(),
            (Step::Key(_) | Step::Values, Found::Value(value)) => {
                value.table(String::new()).map_or_else(Vec::new, |table| {
                    Element { value: Found::Root(table), key: self.key.clone(), left }.step(step)
                })
            }
            (Step::Items, Found::Value(value)) => value.items().map(|item| inside(item, self.key.clone())).collect(),
            _ => Vec::new(),
        }
    }

    fn one(&self, pick: &Pick) -> Option<Written> {
        self.many(pick).into_iter().next()
    }

    fn many(&self, pick: &Pick) -> Vec<Written> {
        match pick {
            Pick::None => Vec::new(),
            Pick::Is(word) => vec![Spanned::new(word.clone(), self.span())],
            Pick::Paths(paths) => paths.iter().map(|path| self.texts(path)).find(|t| !t.is_empty()).unwrap_or_default(),
        }
    }

    fn texts(&self, path: &[Step]) -> Vec<Written> {
        if path == [Step::OwnKey] {
            return self.key.clone().into_iter().collect();
        }
        let values = self.elements(path).into_iter().filter_map(|element| match element.value {
            Found::Value(value) => value.text(),
            Found::Root(_) => None,
        });
        values.filter(|text| !text.value.trim().is_empty()).collect()
    }
}

fn pick(table: &Table<'_>, key: &str) -> Pick {
    if let Some(is) = table.table(key).and_then(|fixed| fixed.name_at("is")) {
        return Pick::Is(is.value);
    }
    let paths: Vec<_> = table.names(key).iter().map(|path| steps(&path.value)).collect();
    if paths.is_empty() { Pick::None } else { Pick::Paths(paths) }
}

fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (name, items) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        match name {
            "" => {}
            "*" => steps.push(Step::Values),
            "@key" => steps.push(Step::OwnKey),
            key => steps.push(Step::Key(key.to_owned())),
        }
        if items {
            steps.push(Step::Items);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn map(text: &str) -> Map {
        let document = Document::parse(text).expect("valid TOML");
        Map::decode(&document.root().tables("map")[0])
    }

    fn read(map: &Map, text: &str) -> Reading {
        map.read(&Document::parse(text).expect("valid TOML").root(), &Limits::default())
    }

    #[test]
    fn elements_may_be_texts_or_tables() {
        let map = map("[[map]]\nfiles = [\"t/*.toml\"]\n[map.team]\nid = \"name\"\n\
             [[map.member]]\neach = \"people.all[]\"\nhandle = [\".\", \"login\"]\nrole = [\"titles[]\", \"title\"]\n");
        let text =
            "name = \"core\"\n[people]\nall = [\"ana\", { login = \"li\", titles = [\"qa lead\", \"dev\"] }, 3]\n";
        let reading = read(&map, text);
        assert_eq!(&*reading.team.expect("a team").id.expect("an id").value, "core");
        let members: Vec<_> = reading.members.iter().map(|m| (&*m.handle.value, m.roles.len())).collect();
        assert_eq!(members, [("@ana", 0), ("@li", 2)]);
        let at = reading.members[1].handle.span;
        assert_eq!(&text[at.start..at.end], "\"li\"");
    }

    #[test]
    fn keys_of_a_table_may_be_data() {
        let map = map(
            "[[map]]\nfiles = [\"bot.toml\"]\n[[map.own]]\neach = \"assign.owners.*\"\npath = \"@key\"\nowner = \"[]\"\n\
             [[map.member]]\neach = \"groups.*[]\"\nteam = \"@key\"\nhandle = \".\"\nrole = { is = \"maintainer\" }\n",
        );
        let reading = read(&map, "[assign.owners]\n\"/src\" = [\"@a\", \"b\"]\n[groups]\ncore = [\"c\"]\n");
        let own = &reading.owns[0];
        assert_eq!((&*own.path.value, own.owners.len()), ("/src", 2));
        let member = &reading.members[0];
        assert_eq!(member.team.as_ref().map(|t| &*t.value), Some("core"));
        assert_eq!((&*member.handle.value, &*member.roles[0].value), ("@c", "maintainer"));
    }
}
