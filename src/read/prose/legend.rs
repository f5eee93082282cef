//! What a page says of its own names: "Steering Committee (SC)" makes "SC" something that no role is, and a list such as
//! "Writer: technical writer", "Eng: software engineer" makes "Writer" and "Eng" names of roles in the cells of its tables.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{Mentions, Who};
use super::page::{Block, Kind};
use crate::taxonomy::grammar::{Form, Grammar};

/// A name in a legend has at most so many bytes.
const NAME: usize = 24;
/// What it means is said in at most so many words.
const MEANT: usize = 8;

/// Takes out the abbreviations that mean something else here, and adds the names that the page explains.
pub(super) fn apply(grammar: &Grammar, blocks: &[Block], named: &mut [Mentions]) {
    let foreign = foreign(blocks, named);
    if !foreign.is_empty() {
        for (block, mentions) in blocks.iter().zip(named.iter_mut()) {
            let is_foreign =
                |start: usize, end: usize| foreign.contains(block.text.plain[start..end].trim_end_matches('s'));
            mentions.retain(|(start, end, _, is_short)| !(*is_short && is_foreign(*start, *end)));
        }
    }
    let names = explained(grammar, blocks, named);
    // One line of that form is a label: "Owner: the PM".
    if names.len() > 1 {
        for (block, mentions) in blocks.iter().zip(named.iter_mut()).filter(|(block, _)| block.cell.is_some()) {
            add(&names, &block.text.plain, mentions);
        }
    }
}

/// Abbreviations that stand in brackets behind words that begin with their letters and name no role that they could mean.
fn foreign(blocks: &[Block], named: &[Mentions]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (block, mentions) in blocks.iter().zip(named) {
        let plain = block.text.plain.as_str();
        for (index, (start, end, who, is_short)) in mentions.iter().enumerate() {
            let (Who::Roles(roles), true) = (who, is_short) else { continue };
            let Some(before) = plain[..*start].strip_suffix('(').map(str::trim_end) else { continue };
            if !plain[*end..].starts_with(')') {
                continue;
            }
            let letters: Vec<char> = plain[*start..*end].chars().filter(|c| c.is_uppercase()).collect();
            let words: Vec<&str> = before.split([' ', '-']).rev().take(letters.len()).collect();
            let spells = words.len() == letters.len()
                && words.iter().rev().zip(&letters).all(|(word, letter)| word.starts_with(*letter));
            let role_before =
                index.checked_sub(1).map(|previous| &mentions[previous]).is_some_and(|(_, last, who, _)| {
                    let same = matches!(who, Who::Roles(named) if named.iter().any(|role| roles.contains(role)));
                    *last == before.len() && same
                });
            if spells && !role_before {
                found.insert(plain[*start..*end].trim_end_matches('s').to_owned());
            }
        }
    }
    found
}

/// The names that lines of the form "Writer: technical writer" explain, with the roles that they mean.
fn explained(grammar: &Grammar, blocks: &[Block], named: &[Mentions]) -> BTreeMap<String, Who> {
    let mut names = BTreeMap::new();
    for (block, mentions) in
        blocks.iter().zip(named).filter(|(block, _)| block.kind == Kind::Item && block.cell.is_none())
    {
        let plain = block.text.plain.trim();
        let offset = block.text.plain.len() - block.text.plain.trim_start().len();
        let Some((name, meant)) = [": ", " = ", " – ", " — "].iter().find_map(|sign| plain.split_once(sign)) else {
            continue;
        };
        let at = offset + plain.len() - meant.len();
        let lower = name.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let cue = grammar.label(&words).is_some()
            || grammar.stance(&words).is_some()
            || grammar.verb(&words).is_some_and(|(length, form, _)| length == words.len() && form != Form::Gerund);
        let first = mentions.iter().find(|(start, ..)| *start >= at);
        let Some((start, _, who @ Who::Roles(_), _)) = first else { continue };
        let opens = *start <= at + 4 && meant.split_whitespace().count() <= MEANT;
        if name.len() <= NAME && words.len() <= 2 && !cue && opens && name.starts_with(char::is_uppercase) {
            names.insert(name.to_owned(), who.clone());
        }
    }
    names
}

/// Adds the names that stand in a text as they were explained, where nothing was found yet.
fn add(names: &BTreeMap<String, Who>, plain: &str, mentions: &mut Mentions) {
    for (name, who) in names {
        for (start, _) in plain.match_indices(name.as_str()) {
            let end = start + name.len();
            let whole =
                !plain[..start].ends_with(char::is_alphanumeric) && !plain[end..].starts_with(char::is_alphanumeric);
            let free = mentions.iter().all(|(from, to, ..)| end <= *from || *to <= start);
            if whole && free {
                mentions.push((start, end, who.clone(), true));
            }
        }
    }
    mentions.sort_by_key(|(start, ..)| *start);
}
