//! The words by which a name means here what it meant where the row comes from. What was written is kept where it means the same
//! here; else the id is taken, where it is known here; else the words again, so that what is unknown is told as it was written.

use std::collections::HashMap;
use std::sync::Arc;

use crate::policy::Policy;
use crate::taxonomy::role::RoleReading;

/// The role that a title means by a policy: its alias first, then the taxonomy.
pub(super) fn role_of(policy: &Policy, written: &str) -> RoleReading {
    let text = written.trim();
    let alias = policy.config.aliases.get(&text.to_lowercase());
    policy.taxonomy.roles.read(alias.map_or(text, |role| &role.value))
}

/// What was asked for already: the same words come again and again.
pub(super) struct Titles<'p> {
    policy: &'p Policy,
    roles: HashMap<(Arc<str>, Arc<str>), Arc<str>>,
    activities: HashMap<(Arc<str>, Arc<str>), Arc<str>>,
}

impl<'p> Titles<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self { policy, roles: HashMap::new(), activities: HashMap::new() }
    }

    /// Whether an activity is known here.
    pub(super) fn knows(&self, activity: &str) -> bool {
        self.policy.taxonomy.activities.get(activity).is_some()
    }

    /// The words for a role that was read as this one.
    pub(super) fn role(&mut self, text: &Arc<str>, id: Option<&Arc<str>>) -> Arc<str> {
        let Some(id) = id.filter(|id| *id != text) else { return text.clone() };
        let key = (text.clone(), id.clone());
        if let Some(known) = self.roles.get(&key) {
            return known.clone();
        }
        let means = |words: &str| role_of(self.policy, words) == RoleReading::Known(id.clone());
        let words = if !means(text) && means(id) { id.clone() } else { text.clone() };
        self.roles.insert(key, words.clone());
        words
    }

    /// The words for an activity that was read as this one.
    pub(super) fn activity(&mut self, text: &Arc<str>, id: Option<&Arc<str>>) -> Arc<str> {
        let Some(id) = id.filter(|id| *id != text) else { return text.clone() };
        let key = (text.clone(), id.clone());
        if let Some(known) = self.activities.get(&key) {
            return known.clone();
        }
        let taxonomy = &self.policy.taxonomy;
        let found = taxonomy.activities.read(taxonomy.words(), text);
        let is_other = found.is_none_or(|found| found.id != *id);
        let words = if is_other && self.knows(id) { id.clone() } else { text.clone() };
        self.activities.insert(key, words.clone());
        words
    }
}
