//! Looks names up: handles, roles and activities as people write them, to the ones that are meant.
//!
//! Answers what a name leads to; whether a dead end is worth a diagnostic is decided by the `refer` rules.

use std::cell::Cell;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::directory::Directory;
use super::{Holder, ReadTexts, Reference};
use crate::base::suggest::Near;
use crate::config::Config;
use crate::document::shape::is_handle;
use crate::read::reading::{name_key, spelt};
use crate::taxonomy::Taxonomy;
use crate::taxonomy::role::RoleReading;

/// `@maya`: what hosting services take as a user's name.
static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^@[A-Za-z0-9_][A-Za-z0-9_.-]*$"));
/// `@acme/payments`: a team of an organisation, perhaps nested.
static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^@[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+$"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("internal error: a pattern of our own")
}

/// What names are looked up in, beside the directory.
#[derive(Clone, Copy)]
pub(crate) struct Lexicon<'a> {
    /// Activities and roles.
    pub(crate) taxonomy: &'a Taxonomy,
    /// Aliases.
    pub(crate) config: &'a Config,
}

/// Looks names up in one state of the repository.
pub(super) struct Names<'a> {
    pub(super) knowledge: Lexicon<'a>,
    pub(super) directory: &'a Directory,
    /// Whether a handle led nowhere, told or not: who joins later may be who was meant.
    pub(super) missed: Cell<bool>,
    /// How many names "did you mean" may still be looked up for.
    pub(super) lookups: Cell<usize>,
    /// What texts have been read as.
    pub(super) read: &'a mut ReadTexts,
}

/// What a holder's name leads to.
pub(super) struct Lookup {
    /// Who is meant.
    pub(super) holder: Holder,
    /// Where it leads nowhere: what kind of name it was, and what was perhaps meant.
    pub(super) dead_end: Option<(Reference, Near)>,
}

impl Names<'_> {
    /// Whether one name more may be held against all that are known: the first few hundred of a team or a file are enough to
    /// see what is wrong with it.
    fn may_look_up(&self) -> bool {
        let left = self.lookups.get();
        self.lookups.set(left.saturating_sub(1));
        left > 0
    }

    /// The handle that is meant, and what was perhaps meant where nobody goes by that name.
    pub(super) fn handle(&self, written: &str) -> (Arc<str>, Option<Near>) {
        if let Some(known) = self.directory.handle(&name_key(written)) {
            return (known.clone(), None);
        }
        self.missed.set(true);
        let handle = spelt(written);
        let near = if self.may_look_up() { self.directory.near(&handle) } else { Near::default() };
        // Without a people file nobody says who there is; only a slip of the keyboard can be told then.
        let dead_end = self.directory.is_declared() || !near.meant.is_empty();
        (handle, dead_end.then_some(near))
    }

    /// Whether no team and no people file knows a handle, and every file could be read.
    pub(super) fn is_nowhere(&self, handle: &str) -> bool {
        self.directory.is_complete() && self.directory.handle(&name_key(handle)).is_none()
    }

    /// Who a holder's name stands for: `@handle`, `@org/group`, a role, or a person's name.
    pub(super) fn holder(&mut self, written: &str) -> Lookup {
        let text = written.trim();
        let found = |holder| Lookup { holder, dead_end: None };
        if text.starts_with('@')
            && let Some(handle) = self.directory.handle(&name_key(text))
        {
            return found(Holder::Person(handle.clone()));
        }
        if GROUP.is_match(text) {
            return found(Holder::Group(text.into()));
        }
        if HANDLE.is_match(text) {
            let (handle, near) = self.handle(text);
            return Lookup { holder: Holder::Person(handle), dead_end: near.map(|near| (Reference::Handle, near)) };
        }
        let unknown =
            |reference, near| Lookup { holder: Holder::Unknown(text.into()), dead_end: Some((reference, near)) };
        match self.role(text) {
            RoleReading::Known(role) => return found(Holder::Role(role)),
            RoleReading::Ambiguous(roles) => {
                let meant = self.directory.meaning(&name_key(text)).filter(|meant| roles.contains(meant));
                return match meant {
                    Some(role) => found(Holder::Role(role.clone())),
                    None => unknown(Reference::AmbiguousRole, Near { meant: roles, is_slip: false }),
                };
            }
            RoleReading::Unknown => {}
        }
        match self.directory.handle(&name_key(text)) {
            // A bare handle is a slip; a full name or an alias is not.
            Some(handle) if name_key(handle) == name_key(text) && is_handle(text) => {
                unknown(Reference::Handle, Near { meant: vec![handle.clone()], is_slip: true })
            }
            Some(handle) => found(Holder::Person(handle.clone())),
            None => {
                self.missed.set(true);
                unknown(Reference::Role, self.near_role(text))
            }
        }
    }

    /// The role that a title means: the repository's alias first, then the taxonomy.
    pub(super) fn role(&mut self, written: &str) -> RoleReading {
        if let Some(known) = self.read.roles.get(written) {
            return known.clone();
        }
        let text = written.trim();
        let alias = self.knowledge.config.aliases.get(&text.to_lowercase());
        let found = self.knowledge.taxonomy.roles.read(alias.map_or(text, |role| &role.value));
        self.read.roles.insert(written.into(), found.clone());
        found
    }

    /// Roles that are near to a misspelt one.
    pub(super) fn near_role(&self, written: &str) -> Near {
        if !self.may_look_up() {
            return Near::default();
        }
        self.knowledge.taxonomy.roles.near(written)
    }

    /// The activity that a text names.
    pub(super) fn activity(&mut self, written: &Arc<str>) -> Option<Arc<str>> {
        if let Some(known) = self.read.activities.get(written) {
            return known.clone();
        }
        let taxonomy = self.knowledge.taxonomy;
        let found = taxonomy.activities.read(taxonomy.words(), written).map(|activity| activity.id.clone());
        self.read.activities.insert(written.clone(), found.clone());
        found
    }

    /// Activities that are near to a misspelt id.
    pub(super) fn near_activity(&mut self, written: &Arc<str>) -> Near {
        if !self.may_look_up() {
            return Near::default();
        }
        if let Some(known) = self.read.near_activities.get(written) {
            return known.clone();
        }
        let near = self.knowledge.taxonomy.activities.near(written);
        self.read.near_activities.insert(written.clone(), near.clone());
        near
    }
}

/// `Checkout & Pay` to `checkout-pay`.
#[must_use]
pub(crate) fn kebab(name: &str) -> Arc<str> {
    if is_kebab(name) {
        return name.into();
    }
    let lower = name.to_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").into()
}

/// Whether a name is in kebab-case already, as most ids are.
fn is_kebab(name: &str) -> bool {
    let mut before = b'-';
    let fits = name.bytes().all(|byte| {
        let fits = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' && before != b'-';
        before = byte;
        fits
    });
    fits && before != b'-'
}
