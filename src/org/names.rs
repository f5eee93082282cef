//! Looks names up: handles, roles and activities as people write them, to the ones that are meant.
//!
//! Answers what a name leads to; whether a dead end is worth a diagnostic is decided by `join.rs` and the `refer` rules.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::{FileReading, Holder};
use crate::base::suggest::nearest;
use crate::config::Config;
use crate::taxonomy::Taxonomy;
use crate::taxonomy::role::RoleReading;

/// `@maya`: what hosting services take as a user's name.
static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^@[A-Za-z0-9_][A-Za-z0-9_.-]*$"));
/// `@acme/payments`: a team of an organisation, perhaps nested.
static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^@[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+$"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("internal error: a pattern of our own")
}

/// Looks names up in one state of the repository.
pub struct Names<'a> {
    taxonomy: &'a Taxonomy,
    config: &'a Config,
    /// Handle as it is spelt where the person is introduced, by its lower-case form.
    handles: HashMap<String, Arc<str>>,
    /// Handle by full name or alias, lower case.
    called: HashMap<String, Arc<str>>,
    /// Whether a people file says who there is.
    people_declared: bool,
    activities: RefCell<HashMap<Arc<str>, Option<Arc<str>>>>,
}

/// What a holder's name leads to.
pub struct Lookup {
    /// Who is meant.
    pub holder: Holder,
    /// Where it leads nowhere: what kind of name it was, and what was perhaps meant.
    pub dead_end: Option<(super::Reference, Vec<Arc<str>>)>,
}

impl<'a> Names<'a> {
    /// Gathers who is introduced in these files.
    #[must_use]
    pub fn gather(taxonomy: &'a Taxonomy, config: &'a Config, files: &[FileReading]) -> Self {
        let mut names = Self {
            taxonomy,
            config,
            handles: HashMap::new(),
            called: HashMap::new(),
            people_declared: false,
            activities: RefCell::default(),
        };
        for person in files.iter().flat_map(|file| &file.reading.people) {
            names.people_declared = true;
            let handle = spelt(&person.handle.value);
            names.handles.entry(handle.to_lowercase()).or_insert_with(|| handle.clone());
            for name in person.aliases.iter().chain(&person.name) {
                names.called.entry(name.value.trim().to_lowercase()).or_insert_with(|| handle.clone());
            }
        }
        for member in files.iter().flat_map(|file| &file.reading.members) {
            if !names.people_declared {
                let handle = spelt(&member.handle.value);
                names.handles.entry(handle.to_lowercase()).or_insert(handle);
            }
        }
        names
    }

    /// The handle that is meant, and what was perhaps meant where nobody goes by that name.
    #[must_use]
    pub fn handle(&self, written: &str) -> (Arc<str>, Option<Vec<Arc<str>>>) {
        let handle = spelt(written);
        let key = handle.to_lowercase();
        if let Some(known) = self.handles.get(&key).or_else(|| self.called.get(&key)) {
            return (known.clone(), None);
        }
        let mut known: Vec<&str> = self.handles.values().map(|handle| &**handle).collect();
        known.sort_unstable();
        let near: Vec<Arc<str>> = nearest(&handle, known).map(Arc::from).into_iter().collect();
        // Without a people file nobody says who there is; only a slip of the keyboard can be told then.
        let dead_end = self.people_declared || !near.is_empty();
        (handle, dead_end.then_some(near))
    }

    /// Who a holder's name stands for: `@handle`, `@org/group`, a role, or a person's name.
    #[must_use]
    pub fn holder(&self, written: &str) -> Lookup {
        use super::Reference;
        let text = written.trim();
        let found = |holder| Lookup { holder, dead_end: None };
        if GROUP.is_match(text) {
            return found(Holder::Group(text.into()));
        }
        if HANDLE.is_match(text) {
            let (handle, near) = self.handle(text);
            return Lookup { holder: Holder::Person(handle), dead_end: near.map(|near| (Reference::Handle, near)) };
        }
        match self.role(text) {
            RoleReading::Known(role) => return found(Holder::Role(role)),
            RoleReading::Ambiguous(roles) => {
                let dead_end = Some((Reference::AmbiguousRole, roles));
                return Lookup { holder: Holder::Unknown(text.into()), dead_end };
            }
            RoleReading::Unknown => {}
        }
        if let Some(handle) = self.called.get(&text.to_lowercase()) {
            return found(Holder::Person(handle.clone()));
        }
        let unknown = Holder::Unknown(text.into());
        if let Some(handle) = self.handles.get(&format!("@{}", text.to_lowercase())) {
            return Lookup { holder: unknown, dead_end: Some((Reference::Handle, vec![handle.clone()])) };
        }
        let near = self.taxonomy.roles.nearest(text).map(Arc::from).into_iter().collect();
        Lookup { holder: unknown, dead_end: Some((Reference::Role, near)) }
    }

    /// The role that a title means: the repository's alias first, then the taxonomy.
    #[must_use]
    pub fn role(&self, written: &str) -> RoleReading {
        let text = written.trim();
        let alias = self.config.aliases.get(&text.to_lowercase());
        self.taxonomy.roles.read(alias.map_or(text, |role| &role.value))
    }

    /// Roles that are near to a misspelt one.
    #[must_use]
    pub fn near_role(&self, written: &str) -> Vec<Arc<str>> {
        self.taxonomy.roles.nearest(written).map(Arc::from).into_iter().collect()
    }

    /// The activity that a text names.
    #[must_use]
    pub fn activity(&self, written: &Arc<str>) -> Option<Arc<str>> {
        if let Some(known) = self.activities.borrow().get(written) {
            return known.clone();
        }
        let found = self.taxonomy.activities.read(&self.taxonomy.words, written).map(|activity| activity.id.clone());
        self.activities.borrow_mut().insert(written.clone(), found.clone());
        found
    }

    /// Activities that are near to a misspelt id.
    #[must_use]
    pub fn near_activity(&self, written: &str) -> Vec<Arc<str>> {
        self.taxonomy.activities.nearest(written).map(Arc::from).into_iter().collect()
    }
}

/// A handle with its `@`.
fn spelt(written: &str) -> Arc<str> {
    let text = written.trim();
    if text.starts_with('@') { text.into() } else { format!("@{text}").into() }
}

/// `Checkout & Pay` to `checkout-pay`.
#[must_use]
pub fn kebab(name: &str) -> Arc<str> {
    let lower = name.to_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").into()
}
