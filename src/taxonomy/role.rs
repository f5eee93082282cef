//! Roles: what people are called, and which role a title or an abbreviation means. "PM" alone is never guessed.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::base::quick::{HashMap, HashSet};
use crate::base::source::Spanned;
use crate::base::suggest::{Near, Pool};
use crate::document::shape::{Field, Shape, Type};
use crate::document::table::Table;

/// No title is longer than this.
const LONGEST: usize = 200;
/// Names up to this length are abbreviations: a slip in one cannot be told from another one.
const SHORT: usize = 4;

/// The keys of `[[role]]`.
pub(crate) const ROLE: Shape = &[
    Field::needed("id", Type::Name, "Kebab-case name."),
    Field::needed("title", Type::Name, "The role in lower-case words, as it stands in help texts."),
    Field::needed("short", Type::Name, "The shortest name that a reader understands, as it stands in messages."),
    Field::new("titles", Type::Names, "Other titles for it."),
    Field::new("abbreviations", Type::Names, "Abbreviations; one that several roles list is ambiguous."),
    Field::new("lesser", Type::Names, "Of those titles the ones that have less say: help thinks of them last."),
    Field::needed("about", Type::Name, "What the role is there for."),
    Field::new("beware", Type::Text, "What it is easily taken for."),
    Field::new("across", Type::Flag, "Mostly serves several teams: help asks for it beyond the team that needs it."),
    Field::new("builds", Type::Flag, "Makes a product: a team that has the role is not there to serve others alone."),
    Field::needed("examples", Type::Names, "Texts that must be read as this role."),
];

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Kebab-case name.
    pub id: Arc<str>,
    /// In words, lower case.
    pub title: Arc<str>,
    /// The shortest name that a reader understands.
    pub(crate) short: Arc<str>,
    /// Other titles.
    pub titles: Vec<Spanned<Arc<str>>>,
    /// Abbreviations, perhaps shared with other roles.
    pub abbreviations: Vec<Spanned<Arc<str>>>,
    /// Titles of those who have less say.
    pub(crate) lesser: Vec<Spanned<Arc<str>>>,
    /// What the role is there for.
    pub(crate) about: Arc<str>,
    /// What it is easily taken for.
    pub(crate) beware: Option<Arc<str>>,
    /// It mostly serves several teams.
    pub(crate) across: bool,
    /// It makes a product.
    pub(crate) builds: bool,
    /// Texts that must be read as this role.
    pub examples: Vec<Spanned<Arc<str>>>,
}

impl Role {
    /// Reads one `[[role]]`; `None` when a key that it needs is missing.
    #[must_use]
    pub(crate) fn decode(table: &Table<'_>) -> Option<Self> {
        let text = |key: &str| table.name_at(key).map(|text| text.value);
        Some(Self {
            id: text("id")?,
            title: text("title")?,
            short: text("short")?,
            titles: table.names("titles"),
            abbreviations: table.names("abbreviations"),
            lesser: table.names("lesser"),
            about: text("about")?,
            beware: text("beware"),
            across: table.flag("across").is_some_and(|flag| flag.value),
            builds: table.flag("builds").is_some_and(|flag| flag.value),
            examples: table.names("examples"),
        })
    }
}

impl Role {
    /// All that it is called, the id first; abbreviations are left out.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let own = [&*self.id, &*self.title, &*self.short].into_iter();
        own.chain(self.titles.iter().map(|title| &*title.value))
    }
}

/// What a text says about a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleReading {
    /// One role.
    Known(Arc<str>),
    /// An abbreviation of several roles, sorted.
    Ambiguous(Vec<Arc<str>>),
    /// No role that the taxonomy knows.
    Unknown,
}

/// All roles, and how to find one by what people call it.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    list: Vec<Role>,
    /// By what they are called, put together when first asked for.
    names: OnceLock<HashMap<String, Vec<usize>>>,
    levels: Vec<String>,
    /// Titles that another noun before them makes another title.
    generic: HashSet<String>,
    /// Words that may stand before those.
    before: HashSet<String>,
    /// All names, for "did you mean", put together when first asked for.
    pool: OnceLock<Pool>,
}

impl Roles {
    /// Adds a role; one of the same id takes its place.
    pub(crate) fn push(&mut self, role: Role) {
        (self.names, self.pool) = (OnceLock::new(), OnceLock::new());
        match self.list.iter_mut().find(|known| known.id == role.id) {
            Some(known) => *known = role,
            None => self.list.push(role),
        }
    }

    fn names(&self) -> &HashMap<String, Vec<usize>> {
        self.names.get_or_init(|| {
            let mut names: HashMap<String, Vec<usize>> = HashMap::default();
            for (index, role) in self.list.iter().enumerate() {
                let called = [&role.id, &role.title, &role.short].into_iter();
                for name in called.chain(role.titles.iter().chain(&role.abbreviations).map(|name| &name.value)) {
                    let indexes = names.entry(plain(name)).or_default();
                    if !indexes.contains(&index) {
                        indexes.push(index);
                    }
                }
            }
            names
        })
    }

    /// Words of rank that may stand before a title: senior, staff, interim.
    pub(crate) fn set_levels(&mut self, levels: impl Iterator<Item = String>) {
        self.levels.extend(levels);
    }

    /// Titles that another noun before them makes another title, and the words that may stand there.
    pub(crate) fn set_generic(&mut self, generic: &[Spanned<Arc<str>>], before: &[Spanned<Arc<str>>]) {
        let lower = |name: &Spanned<Arc<str>>| name.value.to_lowercase();
        self.generic.extend(generic.iter().map(lower));
        self.before.extend(before.iter().map(lower));
    }

    /// Titles that another noun before them makes another title, and the words that may stand there.
    #[must_use]
    pub(crate) fn generic(&self) -> (&HashSet<String>, &HashSet<String>) {
        (&self.generic, &self.before)
    }

    /// Words of rank that may stand before a title.
    #[must_use]
    pub(crate) fn levels(&self) -> &[String] {
        &self.levels
    }

    /// All, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Role] {
        &self.list
    }

    /// By id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Role> {
        self.list.iter().find(|role| &*role.id == id)
    }

    /// Which role a title, an id or an abbreviation means.
    #[must_use]
    pub fn read(&self, text: &str) -> RoleReading {
        self.meant(text).map_or(RoleReading::Unknown, |indexes| self.reading(indexes))
    }

    /// Whether a title, an id or an abbreviation can mean several roles.
    #[must_use]
    pub(crate) fn is_ambiguous(&self, text: &str) -> bool {
        self.meant(text).is_some_and(|indexes| indexes.len() > 1)
    }

    /// The places of the roles that a title, an id or an abbreviation can mean.
    fn meant(&self, text: &str) -> Option<&[usize]> {
        let plain = plain(text);
        let mut name = plain.as_str();
        loop {
            // What is longer is no title, and would be looked up once for each of its words.
            let short = Some(name).filter(|name| name.len() <= LONGEST);
            for form in [short, short.and_then(|name| name.strip_suffix('s'))].into_iter().flatten() {
                if let Some(indexes) = self.names().get(form) {
                    return Some(indexes);
                }
            }
            let (first, rest) = name.split_once(' ')?;
            if !self.levels.iter().any(|level| level == first) {
                return None;
            }
            name = rest;
        }
    }

    fn reading(&self, indexes: &[usize]) -> RoleReading {
        let mut ids: Vec<_> = indexes.iter().map(|index| self.list[*index].id.clone()).collect();
        ids.sort();
        match ids.len() {
            1 => RoleReading::Known(ids.remove(0)),
            _ => RoleReading::Ambiguous(ids),
        }
    }

    /// The roles that a misspelt name is perhaps meant to be.
    #[must_use]
    pub(crate) fn near(&self, text: &str) -> Near {
        let pool = self.pool.get_or_init(|| {
            let one = |(name, indexes): (&String, &Vec<usize>)| {
                let [index] = indexes.as_slice() else { return None };
                Some((Arc::from(&**name), self.list[*index].id.clone()))
            };
            Pool::new(self.names().iter().filter(|(name, _)| name.len() > SHORT).filter_map(one).collect())
        });
        pool.near(&plain(text))
    }
}

/// Lower case, single spaces, no hyphens: `Product-Manager` and `product manager` are one name.
fn plain(text: &str) -> String {
    let spaced = text.to_lowercase().replace(['-', '_', '/', '.'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
