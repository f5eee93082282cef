//! Findings by whom they are about: a group a person, or a team, or what is neither. The heaviest group comes last, nearest
//! the prompt, and in each group the heaviest finding; what is core to somebody's role is said before what is too much.

use std::collections::BTreeMap;

use crate::base::diagnostic::Severity;
use crate::base::suggest::{all_of, counted};
use crate::history::report::Entry;
use crate::load::Whom;

/// Whom findings are about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About<'a> {
    Files,
    Team(&'a str),
    Person(&'a str),
}

/// Findings about one person, one team, or files.
pub(super) struct Group<'a> {
    /// What stands above them, where there is more than one group, or more than one finding about a person.
    pub(super) heading: Option<String>,
    /// The findings, the heaviest last.
    pub(super) entries: Vec<&'a Entry>,
}

/// The groups of a report, or of one commit in it.
pub(super) fn groups<'a>(entries: &[&'a Entry], whom: &Whom) -> Vec<Group<'a>> {
    let mut by: BTreeMap<About<'a>, Vec<&'a Entry>> = BTreeMap::new();
    for &entry in entries {
        by.entry(about(entry)).or_default().push(entry);
    }
    let mut all: Vec<(About<'a>, Vec<&'a Entry>)> = by.into_iter().collect();
    for (_, entries) in &mut all {
        entries.sort_by_key(|entry| entry.diagnostic.severity);
    }
    // Stable: of equal weight, files come first and people last, by name.
    all.sort_by_key(|(_, entries)| weight(entries));
    let several = all.len() > 1;
    all.into_iter()
        .map(|(about, entries)| {
            let is_worth_it = several || matches!(about, About::Person(_)) && entries.len() > 1;
            Group { heading: is_worth_it.then(|| heading(&about, &entries, whom)), entries }
        })
        .collect()
}

fn about(entry: &Entry) -> About<'_> {
    let subject = &entry.diagnostic.subject;
    match (&subject.person, &subject.team) {
        (Some(person), _) => About::Person(person),
        (None, Some(team)) => About::Team(team),
        (None, None) => About::Files,
    }
}

/// How many errors, then warnings, then advice.
fn weight(entries: &[&Entry]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Advice]
        .map(|severity| entries.iter().filter(|entry| entry.diagnostic.severity == severity).count())
}

/// "@maya, product manager · core: 6 of 6 kept · 3 findings".
fn heading(about: &About<'_>, entries: &[&Entry], whom: &Whom) -> String {
    let findings = counted(entries.len(), "finding");
    match about {
        About::Files => format!("files · {findings}"),
        About::Team(id) => format!("{} · {findings}", whom.teams.get(*id).map_or(*id, |name| name)),
        About::Person(handle) => {
            let Some(kept) = whom.people.get(*handle) else { return format!("{handle} · {findings}") };
            let roles = if kept.roles.is_empty() { String::new() } else { format!(", {}", all_of(&kept.roles)) };
            let core = match kept.core {
                0 => String::new(),
                core => format!(" · core: {} of {core} kept", kept.kept),
            };
            format!("{handle}{roles}{core} · {findings}")
        }
    }
}
