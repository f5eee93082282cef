//! What two rules say of the same is said once.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Location;
use crate::policy::Policy;

/// A rule gives way where another one says the same better.
pub(super) fn give_way(policy: &Policy, found: &mut Vec<Diagnostic>) {
    let gives_way = |one: &Diagnostic| policy.rule(&one.rule).is_some_and(|rule| !rule.yields_to.is_empty());
    if found.len() < 2 || !found.iter().any(gives_way) {
        return;
    }
    let said = Said::of(found);
    let stays: Vec<bool> = found
        .iter()
        .map(|own| {
            let better = policy.rule(&own.rule).map_or(&[][..], |rule| &rule.yields_to);
            !better.iter().any(|rule| said.by(rule, own))
        })
        .collect();
    let mut stays = stays.into_iter();
    found.retain(|_| stays.next().unwrap_or(true));
}

/// Which rules speak of which places and of whose load, so that no finding is held against each other one.
struct Said {
    /// At the place that a finding is about.
    about: HashSet<(Arc<str>, Location)>,
    /// At any of its places.
    at: HashSet<(Arc<str>, Location)>,
    /// Of what somebody carries in all.
    load: HashSet<(Arc<str>, Arc<str>)>,
}

impl Said {
    fn of(found: &[Diagnostic]) -> Self {
        let mut said = Self { about: HashSet::new(), at: HashSet::new(), load: HashSet::new() };
        for one in found {
            said.about.insert((one.rule.clone(), one.primary.at.clone()));
            said.at.extend(one.labels().map(|label| (one.rule.clone(), label.at.clone())));
            if let (None, Some(person)) = (&one.subject.activity, &one.subject.person) {
                said.load.insert((one.rule.clone(), person.clone()));
            }
        }
        said
    }

    /// Whether a rule says of the same place, or of the same person's load, what a finding says.
    fn by(&self, rule: &Arc<str>, own: &Diagnostic) -> bool {
        let key = |at: &Location| (rule.clone(), at.clone());
        let subject = &own.subject;
        let same_load = || {
            let person = subject.person.as_ref().filter(|_| subject.activity.is_none());
            person.is_some_and(|person| self.load.contains(&(rule.clone(), person.clone())))
        };
        own.labels().any(|label| self.about.contains(&key(&label.at)))
            || self.at.contains(&key(&own.primary.at))
            || same_load()
    }
}

/// Words that a phrase rule has explained need not be called unknown as well.
pub(super) fn say_once(policy: &Policy, found: &mut Vec<Diagnostic>) {
    let kind = |diagnostic: &Diagnostic| policy.rule(&diagnostic.rule).map(|rule| rule.kind.name);
    let explained: HashSet<Location> =
        found.iter().filter(|diagnostic| kind(diagnostic) == Some("phrase")).map(|d| d.primary.at.clone()).collect();
    if !explained.is_empty() {
        found.retain(|diagnostic| kind(diagnostic) != Some("refer") || !explained.contains(&diagnostic.primary.at));
    }
}
