//! Persons whom a page itself gives a role: after "Robin Vale (product manager)" or "our tech lead, Robin," the name alone stands
//! for that role on the rest of the page. Nothing is guessed: a name that stands beside no role, or beside two, is nobody's.

mod functions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Language;
use super::line::{Mentions, PERSON, Who};
use super::meaning::Meaning;
use super::page::{Block, Cell};
use crate::base::quick::HashSet;
use crate::taxonomy::grammar::Class;
pub(super) use functions::introduces_team;

/// A name is looked for within so many characters of a role.
const NEAR: usize = 80;
/// A page tells of at most so many persons; what goes on beyond is a directory.
const MOST: usize = 200;

/// A word of a page and where it stands.
type Word<'p> = (usize, &'p str);

/// Who a page says that somebody is.
#[derive(Default)]
struct Told {
    /// The role by name; `None` where the page gives several.
    roles: BTreeMap<String, Option<Arc<str>>>,
    /// The role by initials.
    initials: BTreeMap<String, Option<Arc<str>>>,
    /// The blocks in which a name is told, where it adds nothing.
    places: BTreeSet<(String, usize)>,
}

/// Adds the persons whom the page gives a role wherever else they are named.
pub(super) fn apply(language: Language<'_>, meaning: &Meaning, blocks: &[Block], named: &mut [Mentions]) {
    let mut finding = Finding { language, blocks, told: Told::default(), lower: None, titled: None };
    for (at, mentions) in named.iter().enumerate() {
        for (start, end, who, is_short) in mentions {
            let Who::Roles(roles) = who else { continue };
            let plain = blocks[at].text.plain.as_str();
            let last = plain[*start..*end].to_lowercase();
            let last = last.rsplit([' ', '-']).next().unwrap_or_default().trim_end_matches('s');
            let person = *is_short || language.taxonomy.grammar().is_person(last);
            if let Some(role) = meaning.of(&plain[*start..*end], roles).filter(|_| person) {
                finding.beside(at, (*start, *end), &role);
            }
        }
    }
    finding.functions(named);
    let told = finding.told;
    if told.roles.is_empty() || told.roles.len() > MOST {
        return;
    }
    for (at, (block, mentions)) in blocks.iter().zip(named).enumerate() {
        if block.cell.is_some_and(|cell| !cell.header) && told.by_initials(&block.text.plain, mentions) {
            continue;
        }
        told.add(at, &block.text.plain, mentions);
    }
}

struct Finding<'a> {
    language: Language<'a>,
    blocks: &'a [Block],
    told: Told,
    /// The words that the page writes in lower case: no name is among them.
    lower: Option<HashSet<&'a str>>,
    /// The columns, by table, whose titles say that persons stand there.
    titled: Option<BTreeSet<(u32, u32)>>,
}

impl<'a> Finding<'a> {
    /// Looks for a name on both sides of a role.
    fn beside(&mut self, at: usize, (start, end): (usize, usize), role: &Arc<str>) {
        let blocks = self.blocks;
        let plain = blocks[at].text.plain.as_str();
        let found = self.before(&plain[..start], &plain[end..]).or_else(|| self.behind(plain, start, end));
        let found = found.map(|name| (name, at)).or_else(|| self.in_row(at, (start, end)));
        if let Some((name, place)) = found {
            self.told.note(&name, role, place);
            self.told.places.extend(name.split(' ').map(|part| (part.to_owned(), at)));
        }
    }

    /// "Robin Vale (product manager)", "Robin – product manager", "Robin Vale, product manager".
    fn before(&mut self, before: &'a str, rest: &str) -> Option<String> {
        let mut before = last_of(before).trim_end();
        while let Some((head, word)) = before.rsplit_once(' ')
            && self.language.taxonomy.grammar().is(Class::Determiner, word)
        {
            before = head.trim_end();
        }
        let (head, opens) = match before.strip_suffix('(') {
            Some(head) => (head, true),
            None => (before.strip_suffix([',', ':', '–', '—', '-'])?, false),
        };
        let ends = rest.trim_start().chars().next().is_none_or(|next| ",;.)(:\n".contains(next));
        let words = words(head.trim_end());
        let mut from = words.len();
        while from > 0 && words.len() - from < PERSON && is_capital(words[from - 1].1) {
            let (start, word) = words[from - 1];
            let gap = words.get(from).map(|(next, _)| &head[start + word.len()..*next]);
            if gap.is_some_and(|gap| gap.trim_start_matches('.').trim() != "") {
                break;
            }
            from -= 1;
        }
        let first = words.get(from)?.0;
        let alone =
            head[..first].trim_end().is_empty() || head[..first].trim_end().ends_with([',', ';', ':', '(', '\n']);
        if opens || ends && alone { self.name(&words[from..]) } else { None }
    }

    /// "Product manager: Robin Vale", "product manager (Robin)", "our product manager, Robin, …", "our product manager Robin".
    fn behind(&mut self, plain: &'a str, start: usize, end: usize) -> Option<String> {
        let rest = first_of(&plain[end..]);
        let behind = rest.trim_start_matches([' ', '(', ',', ':', '–', '—', '-']);
        let sign = rest[..rest.len() - behind.len()].trim();
        let words = words(behind);
        let mut count = words.iter().take_while(|(_, word)| is_capital(word)).count().min(PERSON);
        // A name goes on while nothing but white space stands between its words.
        let gaps = words.windows(2).take_while(|pair| behind[pair[0].0 + pair[0].1.len()..pair[1].0].trim().is_empty());
        count = count.min(gaps.count() + 1);
        let (last, word) = *words.get(count.checked_sub(1)?)?;
        let next = behind[last + word.len()..].trim_start().chars().next();
        let begins = !plain[..start].contains(char::is_alphanumeric);
        let fits = match sign {
            "(" => next.is_some_and(|next| next == ')' || next == ','),
            "," => next.is_none_or(|next| next == ',') && !begins,
            ":" | "–" | "—" | "-" => begins && next.is_none_or(|next| ",;(.\n".contains(next)),
            "" => plain[start..].starts_with(char::is_lowercase) && words[0].0 == 0 && rest.starts_with(' '),
            _ => false,
        };
        if fits && words[0].0 == 0 { self.name(&words[..count]) } else { None }
    }

    /// A row with the role in one cell and the name in another: the block of the name.
    fn in_row(&mut self, at: usize, (start, end): (usize, usize)) -> Option<(String, usize)> {
        let Cell { table, row, header: false, .. } = self.blocks[at].cell? else { return None };
        let plain = self.blocks[at].text.plain.as_str();
        if !(plain[..start].trim().is_empty() && plain[end..].trim().is_empty()) {
            return None;
        }
        let blocks = self.blocks;
        let near = at.saturating_sub(8)..blocks.len().min(at + 8);
        let in_row = near.filter(|other| {
            *other != at && blocks[*other].cell.is_some_and(|cell| cell.table == table && cell.row == row)
        });
        let found: Vec<usize> = in_row.filter(|index| self.is_titled(*index)).collect();
        found.into_iter().find_map(|index| {
            let text = blocks[index].text.plain.as_str();
            let words = words(text);
            let whole = !words.is_empty() && words.len() <= PERSON && words.iter().all(|(_, word)| is_capital(word));
            let plain = text.chars().all(|c| c.is_alphabetic() || " .-'’".contains(c));
            if whole && plain { Some((self.name(&words)?, index)) } else { None }
        })
    }

    /// Whether the title of a cell's column says that persons, or what they are, stand there.
    fn is_titled(&mut self, at: usize) -> bool {
        let (grammar, blocks) = (self.language.taxonomy.grammar(), self.blocks);
        let titled = self.titled.get_or_insert_with(|| {
            let heads =
                blocks.iter().filter_map(|block| Some((block.cell.filter(|cell| cell.row == 0)?, &block.text.plain)));
            let persons = heads.filter(|(_, title)| grammar.is(Class::RoleColumn, &title.trim().to_lowercase()));
            persons.map(|(cell, _)| (cell.table, cell.column)).collect()
        });
        blocks[at].cell.is_some_and(|cell| titled.contains(&(cell.table, cell.column)))
    }

    /// The words as one name, where a person may be called so.
    fn name(&mut self, words: &[Word<'a>]) -> Option<String> {
        let strange = words.iter().filter(|(_, word)| !self.is_known(word)).count();
        let grammar = self.language.taxonomy.grammar();
        let title = |word: &str| {
            let lower = word.to_lowercase();
            grammar.is_role_noun(&lower) || grammar.is(Class::Job, &lower) || grammar.is(Class::TitleNouns, &lower)
        };
        let fits = !words.is_empty() && strange > 0 && !words.iter().any(|(_, word)| title(word));
        fits.then(|| words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" "))
    }

    /// Whether a word is one of the language, and no name.
    fn is_known(&mut self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let taxonomy = self.language.taxonomy;
        let grammar = taxonomy.grammar();
        let blocks = self.blocks;
        let written = self.lower.get_or_insert_with(|| {
            let all = blocks.iter().flat_map(|block| words(&block.text.plain));
            all.map(|(_, word)| word).filter(|word| word.starts_with(char::is_lowercase)).collect()
        });
        let tokens = taxonomy.words().read(&lower);
        let index = taxonomy.activities.built(taxonomy.words());
        written.contains(lower.as_str())
            || lower.len() < 2
            || grammar.verb(&[lower.as_str()]).is_some()
            || grammar.cue(&[lower.as_str()]).is_some()
            || grammar.is_determiner(&lower)
            || grammar.is_adverb(&lower)
            || tokens.is_empty()
            || tokens.iter().any(|token| token.traits != 0)
            || index.phrases.numbers(&tokens).iter().any(|number| *number != u32::MAX)
    }
}

impl Told {
    /// Notes a name and the parts of it that may stand for the whole.
    fn note(&mut self, name: &str, role: &Arc<str>, place: usize) {
        if name.contains(' ') {
            settle(&mut self.initials, name.split(' ').filter_map(|part| part.chars().next()).collect(), role);
        }
        let parts = [name].into_iter().chain(name.split_once(' ').map(|(first, _)| first));
        let parts = parts.chain(name.rsplit_once(' ').map(|(_, last)| last));
        for part in parts.filter(|part| part.len() > 1) {
            self.places.insert((part.to_owned(), place));
            settle(&mut self.roles, part.to_owned(), role);
        }
    }

    /// A cell that holds nothing but initials, whatever else these letters stand for.
    fn by_initials(&self, plain: &str, mentions: &mut Mentions) -> bool {
        let words = words(plain);
        let found: Option<Mentions> = words
            .iter()
            .map(|(start, word)| {
                let role = self.initials.get(*word)?.clone()?;
                Some((*start, start + word.len(), Who::Roles(Arc::from([role])), true))
            })
            .collect();
        match found.filter(|found| !found.is_empty()) {
            Some(found) => {
                *mentions = found;
                true
            }
            None => false,
        }
    }

    /// Adds those who are named in a block, where nothing was found yet.
    fn add(&self, at: usize, plain: &str, mentions: &mut Mentions) {
        let words = words(plain);
        let mut from = 0;
        while from < words.len() {
            let whole = (1..=PERSON.min(words.len() - from)).rev().find_map(|count| {
                let (start, (last, word)) = (words[from].0, words[from + count - 1]);
                let end = last + word.len();
                let role = self.roles.get(&plain[start..end])?.clone()?;
                Some((start, end, role, count))
            });
            let Some((start, end, role, count)) = whole else {
                from += 1;
                continue;
            };
            from += count;
            let free = mentions.iter().all(|(first, past, ..)| end <= *first || *past <= start);
            if free && !self.places.contains(&(plain[start..end].to_owned(), at)) {
                mentions.push((start, end, Who::Roles(Arc::from([role])), true));
            }
        }
        mentions.sort_by_key(|(start, ..)| *start);
    }
}

/// The end of a text, long enough for a name: each role of a page is looked at.
fn last_of(text: &str) -> &str {
    let from = text.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
    &text[from..]
}

/// The beginning of a text, long enough for a name.
fn first_of(text: &str) -> &str {
    let to = text.char_indices().nth(NEAR).map_or(text.len(), |(at, _)| at);
    &text[..to]
}

/// Notes whom a name stands for; one that stands for two stands for nobody.
fn settle(names: &mut BTreeMap<String, Option<Arc<str>>>, name: String, role: &Arc<str>) {
    let known = names.entry(name).or_insert_with(|| Some(role.clone()));
    if known.as_ref() != Some(role) {
        *known = None;
    }
}

/// Whether a word is written as a name is: a capital, then a small letter, or an initial. "SIGs" is none.
fn is_capital(word: &str) -> bool {
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    begins && letters.next().is_none_or(|second| second.is_lowercase() || second == '\'' || second == '’')
}

/// The words of a text with their places, hyphens and apostrophes within them.
fn words(text: &str) -> Vec<Word<'_>> {
    let is_inner = |c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’' || c == '_' || c == '@';
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_inner(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let word = &text[from..at];
                let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
                let bare = bare.trim_end_matches(['-', '\'', '’']);
                if !bare.is_empty() {
                    found.push((from, bare));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}
