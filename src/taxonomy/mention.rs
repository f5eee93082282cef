//! Roles named in running text: titles in any case, abbreviations as they are written.
//!
//! Which of several roles an abbreviation means is decided per file, by `read/prose/`.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::role::Roles;

/// A role named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The roles that it can mean, sorted.
    pub roles: Arc<[Arc<str>]>,
    /// Whether it is an abbreviation.
    pub is_short: bool,
    /// Whether it is a plain noun such as "support", which names a role only where roles are expected.
    pub is_loose: bool,
}

#[derive(Debug)]
struct Name {
    /// As it must be written; `None` for a title, which may be in any case.
    exact: Option<String>,
    roles: Arc<[Arc<str>]>,
    loose: bool,
}

/// Finds roles in text.
#[derive(Debug)]
pub struct Finder {
    automaton: AhoCorasick,
    names: Vec<Name>,
    levels: Vec<String>,
}

impl Finder {
    /// A finder for these roles, and for what a repository calls them: alias in lower case to role id.
    #[must_use]
    pub fn new<'a>(roles: &Roles, aliases: impl Iterator<Item = (&'a str, Arc<str>)>) -> Self {
        // By pattern in lower case and whether it has to be in capitals.
        let mut names: BTreeMap<(String, Option<String>), Vec<Arc<str>>> = BTreeMap::new();
        let mut add = |text: &str, id: &Arc<str>| {
            let exact = is_abbreviation(text).then(|| text.to_owned());
            for form in [text.to_lowercase(), text.to_lowercase().replace(' ', "-")] {
                let ids = names.entry((form, exact.clone())).or_default();
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        };
        for role in roles.all() {
            let written = [&role.id, &role.title, &role.short].into_iter();
            for name in written.chain(role.titles.iter().chain(&role.abbreviations).map(|name| &name.value)) {
                add(name, &role.id);
            }
        }
        for (alias, role) in aliases {
            let short = alias.len() <= 5 && !alias.contains(' ');
            let exact = short.then(|| alias.to_uppercase());
            names.insert((alias.to_owned(), exact), vec![role]);
        }
        let patterns: Vec<&str> = names.keys().map(|(pattern, _)| pattern.as_str()).collect();
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .expect("internal error: names of roles are short");
        let names = names.into_iter().map(|((name, exact), mut roles)| {
            roles.sort();
            let loose = exact.is_none() && !name.contains([' ', '-']) && !is_person(&name);
            Name { exact, roles: roles.into(), loose }
        });
        Self { names: names.collect(), automaton, levels: roles.levels().to_vec() }
    }

    /// The roles that a text names, in its order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for hit in self.automaton.find_iter(text) {
            let name = &self.names[hit.pattern().as_usize()];
            let (mut start, mut end) = (hit.start(), hit.end());
            if !ends_word(text[..start].chars().next_back()) {
                continue;
            }
            let rest = &text[end..];
            if rest.starts_with('s') && ends_word(rest[1..].chars().next()) {
                end += 1;
            } else if !ends_word(rest.chars().next()) {
                continue;
            }
            let written = &text[hit.start()..hit.end()];
            if name.exact.as_ref().is_some_and(|exact| exact != written) || is_time(text, start, written) {
                continue;
            }
            if name.exact.is_none() {
                start = self.with_levels(text, start);
            }
            found.push(Mention {
                start,
                end,
                roles: name.roles.clone(),
                is_short: name.exact.is_some(),
                is_loose: name.loose,
            });
        }
        found
    }

    /// Takes in words of rank before a title.
    fn with_levels(&self, text: &str, mut start: usize) -> usize {
        loop {
            let before = text[..start].trim_end();
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let is_level = before.len() + 1 == start
                && word.len() > 3
                && self.levels.iter().any(|level| level.eq_ignore_ascii_case(word));
            if !is_level {
                return start;
            }
            start = before.len() - word.len();
        }
    }
}

/// `PM`, `ProdOps`, `PM-T`: two capitals and no space.
fn is_abbreviation(name: &str) -> bool {
    !name.contains(' ') && name.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// Whether a noun is one for a person: "engineer", "sponsor", "architect".
#[must_use]
pub fn is_person(noun: &str) -> bool {
    ["er", "or", "ect", "ist", "ian", "lead"].iter().any(|ending| noun.ends_with(ending))
}

fn ends_word(next: Option<char>) -> bool {
    next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
}

/// "5 PM" is no role.
fn is_time(text: &str, start: usize, written: &str) -> bool {
    written == "PM" && text[..start].trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '-' || c == '–')
}
