//! Roles named in running text: titles in any case, abbreviations as they are written.
//!
//! Which of several roles an abbreviation means is decided per file, by `read/prose/`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::grammar::Grammar;
use super::role::Roles;
use crate::base::quick::HashSet;

/// No word is longer than this.
const LONGEST_WORD: usize = 100;

/// A role named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    /// First byte in the text.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// The roles that it can mean, sorted.
    pub(crate) roles: Arc<[Arc<str>]>,
    /// Whether it is an abbreviation.
    pub(crate) is_short: bool,
    /// Whether it is a plain noun such as "support", which names a role only where roles are expected.
    pub(crate) is_loose: bool,
}

#[derive(Debug)]
struct Name {
    /// In lower case.
    text: String,
    /// As it must be written; `None` for a title, which may be in any case.
    exact: Option<String>,
    roles: Arc<[Arc<str>]>,
    loose: bool,
    /// Another noun before it makes another title of it.
    generic: bool,
}

/// Finds roles in text.
#[derive(Debug)]
pub(crate) struct Finder {
    /// The names by their first words, those of one first word longest first.
    names: FxHashMap<String, Vec<Name>>,
    /// How these first words begin: most words of a text begin otherwise.
    beginnings: Beginnings,
    levels: Vec<String>,
    before: HashSet<String>,
    /// Abbreviations that behind a number are the time of day.
    times: Vec<String>,
}

impl Finder {
    /// A finder for these roles, and for what a repository calls them: alias in lower case to role id.
    #[must_use]
    pub(crate) fn new<'a>(all: &Roles, grammar: &Grammar, aliases: impl Iterator<Item = (&'a str, Arc<str>)>) -> Self {
        // By name in lower case and whether it has to be in capitals.
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
        for role in all.all() {
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
        let (generic, before) = all.generic();
        let before = before.clone();
        let mut by_first: FxHashMap<String, Vec<Name>> = FxHashMap::default();
        for ((text, exact), mut roles) in names {
            roles.sort();
            let loose = exact.is_none() && !text.contains([' ', '-']) && !grammar.is_person(&text);
            let first = first_word(&text).to_owned();
            let generic = exact.is_none() && generic.contains(&text);
            by_first.entry(first).or_default().push(Name { text, exact, roles: roles.into(), loose, generic });
        }
        for names in by_first.values_mut() {
            // Stable: of one name that may be in any case and in capitals only, the former goes first.
            names.sort_by_key(|name| std::cmp::Reverse(name.text.len()));
        }
        let beginnings = Beginnings::of(by_first.keys());
        Self { names: by_first, beginnings, levels: all.levels().to_vec(), before, times: grammar.times().to_vec() }
    }

    /// The roles that a text names, in its order; and the names that are only part of another title there, such as "sponsor" in "TC sponsor".
    pub(crate) fn find_and_parts(&self, text: &str, parts: &mut Vec<String>) -> Vec<Mention> {
        let (mut found, mut at, mut lower) = (Vec::new(), 0, String::new());
        while let Some((start, end)) = next_word(text, at) {
            let word = &text[start..end];
            at = end;
            if !self.beginnings.may_have(word) {
                continue;
            }
            lower.clear();
            lower.extend(word.chars().map(|c| c.to_ascii_lowercase()));
            let fits = |name: &&Name| {
                let written = text.as_bytes().get(start..start + name.text.len());
                written.is_some_and(|written| written.eq_ignore_ascii_case(name.text.as_bytes()))
            };
            // Several of them: "PMs".
            let (whole, one) = (self.names.get(&lower), lower.strip_suffix('s').and_then(|one| self.names.get(one)));
            let Some(name) = whole.into_iter().chain(one).flatten().find(fits) else { continue };
            at = at.max(start + name.text.len());
            if name.generic && self.is_part_of_short(text, start) && !parts.contains(&name.text) {
                parts.push(name.text.clone());
            }
            if let Some(mut mention) = self.mention(text, start, name) {
                // "Lead QA tester" is one title; in "the tech lead leads" the rank belongs to the first.
                while found.last().is_some_and(|last: &Mention| last.start >= mention.start) {
                    found.pop();
                }
                if found.last().is_some_and(|last| last.end > mention.start) {
                    mention.start = start;
                }
                found.push(mention);
            }
        }
        found
    }

    /// The mention of a name that stands at `start`, where it is one.
    fn mention(&self, text: &str, mut start: usize, name: &Name) -> Option<Mention> {
        let mut end = start + name.text.len();
        let (written, rest) = (&text[start..end], &text[end..]);
        if rest.starts_with('s') && ends_word(rest[1..].chars().next()) {
            end += 1;
        } else if !ends_word(rest.chars().next()) {
            return None;
        }
        if name.exact.as_ref().is_some_and(|exact| exact != written) || self.is_time(text, start, written) {
            return None;
        }
        if name.exact.is_none() {
            if name.generic && self.is_part(text, start) {
                return None;
            }
            start = self.with_levels(text, start);
        }
        let (is_short, is_loose) = (name.exact.is_some(), name.loose);
        Some(Mention { start, end, roles: name.roles.clone(), is_short, is_loose })
    }

    /// "5 PM" is no role.
    fn is_time(&self, text: &str, start: usize, written: &str) -> bool {
        self.times.iter().any(|time| time == written)
            && text[..start].trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '-' || c == '–')
    }

    /// Whether a noun stands before a title that it makes another one of: "business development team".
    fn is_part(&self, text: &str, start: usize) -> bool {
        let Some(before) = text[..start].strip_suffix([' ', '-']) else { return false };
        let word = last_word(before, |c| c.is_alphanumeric() || c == '-');
        let lower = word.to_lowercase();
        let known = self.before.contains(&lower) || self.levels.contains(&lower) || word.ends_with("ly");
        word.starts_with(char::is_alphabetic) && !known
    }

    /// Whether an abbreviation that is no role stands before it: "TC sponsor".
    fn is_part_of_short(&self, text: &str, start: usize) -> bool {
        let Some(before) = text[..start].strip_suffix([' ', '-']) else { return false };
        let word = last_word(before, |c| c.is_alphanumeric() || c == '-');
        is_abbreviation(word) && self.is_part(text, start)
    }

    /// Takes in words of rank before a title.
    fn with_levels(&self, text: &str, mut start: usize) -> usize {
        loop {
            let before = text[..start].trim_end();
            let word = last_word(before, char::is_alphanumeric);
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

/// How some words begin: a set of three bytes each, and of shorter words whole, that may hold more than was put in.
#[derive(Debug)]
struct Beginnings([u64; 64]);

impl Beginnings {
    fn of<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let mut set = Self([0; 64]);
        for (at, bit) in words.map(|word| Self::place(word.as_bytes())) {
            set.0[at] |= bit;
        }
        set
    }

    /// Where what a word begins with stands in the set, in whatever case.
    fn place(word: &[u8]) -> (usize, u64) {
        let beginning = word.iter().take(3).map(|byte| usize::from(byte.to_ascii_lowercase()));
        let hash = beginning.fold(0, |hash, byte| hash * 31 + byte);
        (hash / 64 % 64, 1 << (hash % 64))
    }

    /// Whether a word may be one of them, or several of one: "PMs" is one byte longer.
    fn may_have(&self, word: &str) -> bool {
        let has = |word: &[u8]| {
            let (at, bit) = Self::place(word);
            self.0[at] & bit != 0
        };
        has(word.as_bytes())
            || word.len() <= 3 && word.split_at_checked(word.len() - 1).is_some_and(|(one, _)| has(one.as_bytes()))
    }
}

/// The word that a text ends with; no word is longer than a hundred letters, and a chain of thousands is none.
fn last_word(text: &str, is_of_word: impl Fn(char) -> bool) -> &str {
    let mut letters = text.char_indices().rev().take(LONGEST_WORD);
    match letters.find(|(_, c)| !is_of_word(*c)) {
        Some((at, c)) => &text[at + c.len_utf8()..],
        None if text.len() < LONGEST_WORD => text,
        None => "",
    }
}

/// `PM`, `ProdOps`, `PM-T`: two capitals and no space.
fn is_abbreviation(name: &str) -> bool {
    !name.contains(' ') && name.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_word(next: Option<char>) -> bool {
    next.is_none_or(|c| !is_of_word(c))
}

/// Where the next word from a byte on stands; most letters are ASCII.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let length = |at: usize| match bytes.get(at) {
        Some(byte) if byte.is_ascii() => Some((1, is_of_word(char::from(*byte)))),
        Some(_) => text[at..].chars().next().map(|c| (c.len_utf8(), is_of_word(c))),
        None => None,
    };
    let mut start = from;
    while let Some((length, false)) = length(start) {
        start += length;
    }
    let mut end = start;
    while let Some((length, true)) = length(end) {
        end += length;
    }
    (end > start).then_some((start, end))
}

/// The letters and digits that a text begins with; all of it where it begins with another sign.
fn first_word(text: &str) -> &str {
    match text.find(|c| !is_of_word(c)) {
        Some(0) | None => text,
        Some(end) => &text[..end],
    }
}
