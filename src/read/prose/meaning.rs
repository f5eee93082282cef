//! What an abbreviation such as "PM" means in one file. Never guessed: spelt out beside it, the only one of its meanings that
//! the file names in full, the one that no sibling has taken, or the one that the words around speak for; else it stays open.

use std::sync::Arc;

use super::line::Who;
use crate::base::quick::{HashMap, HashSet};
use crate::taxonomy::grammar::Grammar;
use crate::taxonomy::role::Roles;

/// How many words must speak for a meaning.
const VOICES: usize = 3;

/// What abbreviations mean in one file.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    settled: HashMap<String, Arc<str>>,
    /// Roles that the file names in full, and by no abbreviation of their own: "PM" is not the product manager beside "PdM".
    named: HashSet<Arc<str>>,
}

/// A text with who is named in it.
pub(super) type Spoken<'t> = (&'t str, &'t [(usize, usize, Who, bool)]);

impl Meaning {
    /// Settles what can be settled.
    pub(super) fn gather(grammar: &Grammar, blocks: &[Spoken<'_>]) -> Self {
        let mut open: HashMap<String, Arc<[Arc<str>]>> = HashMap::default();
        let mut named: HashSet<Arc<str>> = HashSet::default();
        let mut settled = HashMap::default();
        for (plain, mentions) in blocks {
            for (index, (start, end, who, is_short)) in mentions.iter().enumerate() {
                let Who::Roles(roles) = who else { continue };
                match &**roles {
                    [only] => {
                        named.insert(only.clone());
                        if !is_short {
                            spelt_out(grammar, plain, mentions, index, only, &mut settled);
                        }
                    }
                    _ => {
                        open.entry(plain[*start..*end].trim_end_matches('s').to_owned())
                            .or_insert_with(|| roles.clone());
                    }
                }
            }
        }
        for (short, roles) in open {
            if settled.contains_key(&short) {
                continue;
            }
            let spoken: Vec<_> = roles.iter().filter(|role| named.contains(*role)).collect();
            let found = match spoken.as_slice() {
                [only] => Some((*only).clone()).filter(|only| !has_own_short(blocks, only, &short)),
                [] => voted(grammar, blocks, &roles),
                _ => None,
            };
            if let Some(role) = found {
                settled.insert(short, role);
            }
        }
        let in_full = named.into_iter().filter(|role| !is_shortened(blocks, role)).collect();
        Self { settled, named: in_full }
    }

    /// What this says to other files, sorted: what abbreviations mean here, and, weaker (`~pm`), which of their meanings are
    /// named at all.
    pub(super) fn told(&self, roles: &Roles) -> Vec<(String, Arc<str>)> {
        let mut all: Vec<_> = self.settled.iter().map(|(short, role)| (short.to_lowercase(), role.clone())).collect();
        for role in self.named.iter().filter_map(|role| roles.get(role)) {
            let shared = role.abbreviations.iter().filter(|short| roles.is_ambiguous(&short.value));
            all.extend(shared.map(|short| (format!("~{}", short.value.to_lowercase()), role.id.clone())));
        }
        all.sort();
        all.dedup();
        all
    }

    /// The role that a name means; `None` where that is open.
    pub(super) fn of(&self, written: &str, roles: &[Arc<str>]) -> Option<Arc<str>> {
        if let Some(role) = self.settled.get(written.trim_end_matches('s')) {
            return Some(role.clone());
        }
        match roles {
            [only] => Some(only.clone()),
            _ => None,
        }
    }
}

/// "Product Manager (PM)", "PM (Product Manager)", "PM = product manager".
fn spelt_out(
    grammar: &Grammar,
    plain: &str,
    mentions: &[(usize, usize, Who, bool)],
    index: usize,
    role: &Arc<str>,
    settled: &mut HashMap<String, Arc<str>>,
) {
    let (start, end, ..) = &mentions[index];
    let mut settle = |other: &(usize, usize, Who, bool), between: &str| {
        let between = between.trim();
        let beside = matches!(between, "(" | "=" | "[" | ":" | "–" | "—" | "-") || grammar.stands_for(between);
        if let Who::Roles(roles) = &other.2
            && other.3
            && beside
            && roles.contains(role)
        {
            settled.insert(plain[other.0..other.1].trim_end_matches('s').to_owned(), role.clone());
        }
    };
    if let Some(next) = mentions.get(index + 1) {
        settle(next, plain.get(*end..next.0).unwrap_or_default());
    }
    if let Some(previous) = index.checked_sub(1).map(|index| &mentions[index]) {
        settle(previous, plain.get(previous.1..*start).unwrap_or_default());
    }
}

/// Whether a role is named by an abbreviation that means nothing else.
fn is_shortened(blocks: &[Spoken<'_>], role: &Arc<str>) -> bool {
    blocks
        .iter()
        .flat_map(|(_, mentions)| mentions.iter())
        .any(|(_, _, who, is_short)| *is_short && matches!(who, Who::Roles(roles) if **roles == [role.clone()]))
}

/// Whether a role is named by an abbreviation of its own: beside "PdM", "PM" is not the product manager.
fn has_own_short(blocks: &[Spoken<'_>], role: &Arc<str>, short: &str) -> bool {
    blocks.iter().any(|(plain, mentions)| {
        mentions.iter().any(|(start, end, who, is_short)| {
            let own = matches!(who, Who::Roles(roles) if **roles == [role.clone()]);
            own && *is_short && plain[*start..*end].trim_end_matches('s') != short
        })
    })
}

/// The meaning that the file's words speak for, two to one and three times at least.
fn voted(grammar: &Grammar, blocks: &[Spoken<'_>], roles: &[Arc<str>]) -> Option<Arc<str>> {
    let mut votes: Vec<(usize, &Arc<str>)> = roles.iter().map(|role| (0, role)).collect();
    for (plain, _) in blocks {
        let lower = plain.to_ascii_lowercase();
        for (count, role) in &mut votes {
            *count += grammar.speak_for(role).iter().filter(|word| lower.contains(word.as_str())).count();
        }
    }
    votes.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let second = votes.get(1).map_or(0, |(count, _)| *count);
    votes.first().filter(|(count, _)| *count >= VOICES && *count >= second * 2).map(|(_, role)| (*role).clone())
}
