//! A block's text as words, with what stands between them and with the roles and handles that it names.

use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::page::Text;
use crate::base::source::Span;
use crate::taxonomy::grammar::{Class, Grammar, Known, Run};
use crate::taxonomy::mention::{Finder, Mention};

/// `@maya` or `@acme/payments`, and no address of a mailbox.
static HANDLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u)@[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*").expect("internal error: a pattern of our own")
});

/// A person's name has at most so many words.
pub(super) const PERSON: usize = 3;
/// A name before a dash has at most so many words.
const NAME: usize = 5;

/// What stands in brackets behind a name has at most so many words.
const ASIDE: usize = 4;

/// A quotation has at most so many characters.
const QUOTED: usize = 400;

/// What stands before a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// A sentence ends: `.`, `;`, `!`, `?`, a line of its own.
    pub(super) stop: bool,
    /// Of these, a line of its own.
    pub(super) line: bool,
    /// A colon.
    pub(super) colon: bool,
    /// A comma.
    pub(super) comma: bool,
    /// A bracket opens.
    pub(super) opens: bool,
    /// A bracket closes.
    pub(super) closes: bool,
    /// A dash.
    pub(super) dash: bool,
    /// An arrow.
    pub(super) arrow: bool,
    /// `/`, `&` or `+`.
    pub(super) joint: bool,
}

impl Gap {
    /// Whether what stands behind it is another phrase.
    pub(super) fn ends_phrase(self) -> bool {
        self != Self::default()
    }
}

/// A word's place in the plain text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands before it.
    pub(super) gap: Gap,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

/// Who is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A role, perhaps one of several that an abbreviation can mean.
    Roles(Arc<[Arc<str>]>),
    /// A handle or a group.
    Handle,
}

/// Somebody named, by the words that do it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) who: Who,
    /// First word.
    pub(super) first: usize,
    /// Last word.
    pub(super) last: usize,
    /// Bytes of the plain text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// "the PM's".
    pub(super) possessive: bool,
    /// Whether the name is one for a person, not for a field of work: "QA lead", not "product marketing".
    pub(super) is_person: bool,
}

/// A block's words.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// The text.
    pub(super) text: &'t Text,
    /// The words' places.
    pub(super) words: Vec<Word>,
    /// The words in lower case, without a possessive ending.
    pub(super) lower: Vec<&'t str>,
    /// What is known of each.
    pub(super) known: Vec<Rc<Known>>,
    /// Who is named.
    pub(super) named: Vec<Named>,
    /// Whether the text ends with a colon.
    pub(super) leads: bool,
}

/// Who a text names: first byte, one past the last, who, and whether by an abbreviation.
pub(super) type Mentions = Vec<(usize, usize, Who, bool)>;

/// Who a text names, in its order.
/// `expected` says that roles are expected there, so that plain nouns such as "support" are taken for them; `parts` gathers names
/// that are only part of another title.
pub(super) fn mentions(finder: &Finder, plain: &str, expected: bool, parts: &mut Vec<String>) -> Mentions {
    let role = |mention: Mention| (mention.start, mention.end, Who::Roles(mention.roles), mention.is_short);
    let roles = finder.find_and_parts(plain, parts).into_iter().filter(|mention| expected || !mention.is_loose);
    let mut found: Mentions = roles.map(role).collect();
    if memchr::memchr(b'@', plain.as_bytes()).is_some() {
        let is_free = |start: usize| !plain[..start].ends_with(|c: char| c.is_alphanumeric() || "._@/-".contains(c));
        let handles: Vec<_> = HANDLE.find_iter(plain).filter(|handle| is_free(handle.start())).collect();
        // "@qa-lead" is somebody's handle, and no role.
        let within = |start: usize, end: usize| {
            let at = handles.partition_point(|handle| handle.end() < end);
            handles.get(at).is_some_and(|handle| handle.start() <= start)
        };
        found.retain(|(start, end, ..)| !within(*start, *end));
        found.extend(handles.iter().map(|handle| (handle.start(), handle.end(), Who::Handle, false)));
        found.sort_by_key(|(start, ..)| *start);
    }
    found
}

impl<'t> Line<'t> {
    /// Splits a text; `lower` is its plain text in lower case.
    pub(super) fn new(
        grammar: &'t Grammar,
        text: &'t Text,
        lower: &'t str,
        mentions: Vec<(usize, usize, Who, bool)>,
    ) -> Self {
        let (words, plain, known) = told_apart(grammar, split(grammar, &text.plain, text.bold), lower);
        let mut named = Vec::with_capacity(mentions.len());
        for (start, end, who, is_short) in mentions {
            let first = words.partition_point(|word| word.end <= start);
            let last = words.partition_point(|word| word.start < end);
            let Some(last) = last.checked_sub(1).filter(|last| *last >= first) else { continue };
            // A part of what hyphens join is no verb; asking of each part would read the whole word as often as it has parts.
            let is_word = words[first].start == start && words[last].end == end;
            if first == last && is_word && !is_short && is_verb_here(grammar, &plain, &words, first) {
                continue;
            }
            let is_person = is_short || who == Who::Handle || grammar.is_person(plain[last].trim_end_matches('s'));
            let possessive = text.plain[end..].starts_with(['\'', '’']);
            named.push(Named { who, first, last, start, end, possessive, is_person });
        }
        let end = text.plain.trim_end().trim_end_matches(['*', '_']);
        let dangles = end.ends_with(char::is_alphanumeric)
            && plain.last().is_some_and(|last| plain.len() > 1 && grammar.is(Class::Dangles, last));
        let leads = end.ends_with(':') || dangles;
        Self { text, words, lower: plain, known, named, leads }
    }

    /// Some words, with what is known of them.
    pub(super) fn run(&self, start: usize, end: usize) -> Run<'_> {
        Run::new(&self.lower[start..end], &self.known[start..end])
    }

    /// Whether a word belongs to a closed class.
    pub(super) fn is(&self, class: Class, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.classes().has(class))
    }

    /// Whether a word denies.
    pub(super) fn negates(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.negates())
    }

    /// Whether a name after a word is no subject.
    pub(super) fn takes_object(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.takes_object())
    }

    /// Whether a word may stand before a subject.
    pub(super) fn is_determiner(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.is_determiner())
    }

    /// Whether a word may stand before a verb.
    pub(super) fn is_adverb(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.is_adverb())
    }

    /// Whether a verb that a word is a form of is a noun as well.
    pub(super) fn is_noun_too(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| known.is_noun_too())
    }

    /// Who is named by a word, with others or alone.
    pub(super) fn named_at(&self, word: usize) -> Option<&Named> {
        let next = self.named.partition_point(|named| named.first <= word);
        next.checked_sub(1).map(|index| &self.named[index]).filter(|named| word <= named.last)
    }

    /// The names that stand within some words, by their numbers.
    pub(super) fn named_in(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let from = self.named.partition_point(|named| named.first < start);
        let to = self.named.partition_point(|named| named.last < end);
        from..to.max(from)
    }

    /// Whether a line or a sentence begins with these words, and they are a name and little else: "QA lead — the tests".
    fn is_name(&self, start: usize, end: usize) -> bool {
        let mut names = self.named_in(start, end);
        let Some(last) = names.next_back().map(|index| &self.named[index]) else { return false };
        self.over_aside(last.last + 1) == end && last.last + 1 - start <= NAME
    }

    /// Whether a line begins with a person's name and a dash, and goes on with a role: "Robin Vale — product manager".
    pub(super) fn begins_with_person(&self, next: usize) -> bool {
        let capital = |word: &Word| self.text.plain[word.start..].starts_with(char::is_uppercase);
        let is_person = |index: usize| self.named[index].is_person;
        let dash = self.words.get(next).is_some_and(|word| word.gap.dash);
        dash && (1..=PERSON).contains(&next)
            && self.words[..next].iter().all(capital)
            && self.named_in(0, next).all(is_person)
            && self.named_at(next).is_some_and(|named| named.is_person)
    }

    /// Behind what stands in brackets behind a name and only says who that is, or which: "product manager (Robin)", "tester (shared)".
    pub(super) fn over_aside(&self, at: usize) -> usize {
        let Some(true) = self.words.get(at).map(|word| word.gap.opens) else { return at };
        let close = (at + 1..self.words.len()).find(|at| self.words[*at].gap.closes).unwrap_or(self.words.len());
        let plain = (at + 1..close).all(|at| !self.words[at].gap.stop && !self.words[at].gap.colon);
        if close <= at + ASIDE && plain && self.named_in(at, close).next().is_none() { close } else { at }
    }

    /// The bytes of the file behind some words.
    pub(super) fn span(&self, first: usize, last: usize) -> Span {
        self.text.span(self.words[first].start, self.words[last].end)
    }

    /// The sentences, as ranges of words.
    pub(super) fn sentences(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut start = 0;
        for at in 1..self.words.len() {
            let gap = self.words[at].gap;
            if gap.stop || gap.colon || (gap.dash && (self.is_name(start, at) || self.begins_with_person(at))) {
                found.push((start, at));
                start = at;
            }
        }
        if start < self.words.len() {
            found.push((start, self.words.len()));
        }
        found
    }
}

/// The words in lower case: "you'll" is two, "as well as" is one.
fn told_apart<'t>(grammar: &'t Grammar, split: Vec<Word>, lower: &'t str) -> (Vec<Word>, Vec<&'t str>, Vec<Rc<Known>>) {
    // Most texts have no apostrophe, and nothing to contract; the curly one begins with this byte.
    let (mut words, mut plain) = match memchr::memchr2(b'\'', 0xe2, lower.as_bytes()) {
        Some(_) => uncontracted(grammar, split, lower),
        None => {
            let plain = split.iter().map(|word| &lower[word.start..word.end]).collect();
            (split, plain)
        }
    };
    // Each word is asked for many times, and looked up once.
    let mut known: Vec<Rc<Known>> = plain.iter().map(|word| grammar.known(word)).collect();
    let mut at = 0;
    while at < plain.len() {
        if known[at].merges()
            && let Some(length) = grammar.merged(&plain[at..])
            && words[at + 1..at + length].iter().all(|word| word.gap == Gap::default())
            // "In addition to" is a preposition.
            && !plain.get(at + length).is_some_and(|next| grammar.is(Class::To, next) || grammar.is(Class::Of, next))
        {
            words[at].end = words[at + length - 1].end;
            plain[at] = &lower[words[at].start..words[at].end];
            words.drain(at + 1..at + length);
            plain.drain(at + 1..at + length);
            known[at] = grammar.known(plain[at]);
            known.drain(at + 1..at + length);
        }
        at += 1;
    }
    (words, plain, known)
}

fn uncontracted<'t>(grammar: &'t Grammar, split: Vec<Word>, lower: &'t str) -> (Vec<Word>, Vec<&'t str>) {
    let mut words = Vec::with_capacity(split.len());
    let mut plain: Vec<&str> = Vec::with_capacity(split.len());
    for word in split {
        let written = &lower[word.start..word.end];
        match grammar.contraction(written) {
            Some((cut, meant)) => {
                words.push(Word { end: word.start + cut, ..word });
                words.push(Word { start: word.start + cut, gap: Gap::default(), ..word });
                plain.extend([&written[..cut], meant]);
            }
            None => {
                words.push(word);
                plain.push(bare(written));
            }
        }
    }
    (words, plain)
}

/// "The PM leads the response": a title of one word that is a verb where it stands.
fn is_verb_here(grammar: &Grammar, plain: &[&str], words: &[Word], at: usize) -> bool {
    let is_verb = |at: usize| plain.get(at).is_some_and(|word| grammar.verb(&[*word]).is_some());
    if !is_verb(at) {
        return false;
    }
    let before = at.checked_sub(1).filter(|_| !words[at].gap.ends_phrase()).map(|at| plain[at]);
    if before.is_some_and(|word| grammar.is(Class::Determiner, word)) {
        return false;
    }
    let Some(next) = words.get(at + 1).filter(|word| word.gap == Gap::default()).map(|_| plain[at + 1]) else {
        return before.is_some_and(|word| grammar.is(Class::Pronoun, word) || grammar.is(Class::To, word));
    };
    let governs = grammar.is(Class::Be, next)
        || grammar.is(Class::Have, next)
        || grammar.is(Class::Do, next)
        || grammar.modal(&[next]).is_some()
        || (grammar.is(Class::Join, next) && !(is_verb(at + 2) && before.is_none()))
        || grammar.takes_object(next)
        || (is_verb(at + 1) && !grammar.is_noun_too(next));
    !governs || before.is_some_and(|word| !grammar.is(Class::Join, word) && !grammar.takes_object(word))
}

/// Without the ending of a possessive.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

fn split(grammar: &Grammar, plain: &str, bold: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(plain.len() / 6 + 1);
    let mut gap = Gap::default();
    let mut at = 0;
    let mut quotes = Quotes::default();
    while let Some(c) = char_at(plain, at) {
        if c == ' ' {
            at += 1;
            continue;
        }
        if !c.is_alphanumeric() {
            quotes.take(c, plain, at);
            let is_short = |word: &Word| grammar.is(Class::Shortened, &plain[word.start..word.end]);
            let shortened = c == '.' && words.last().is_some_and(is_short);
            note(&mut gap, c, plain, at, shortened);
            at += c.len_utf8();
            continue;
        }
        let start = at;
        while let Some(c) = char_at(plain, at) {
            let inside = matches!(c, '\'' | '’' | '-' | '_')
                && char_at(plain, at + c.len_utf8()).is_some_and(char::is_alphanumeric);
            if !c.is_alphanumeric() && !inside {
                break;
            }
            at += c.len_utf8();
        }
        // A bold beginning is a label, unless the sentence goes on.
        let after_label = bold > 0 && start >= bold && words.last().is_some_and(|word: &Word| word.end <= bold);
        gap.stop |= after_label && plain[start..].starts_with(char::is_uppercase);
        words.push(Word { start, end: at, gap: std::mem::take(&mut gap), quoted: quotes.open.is_some() });
    }
    words
}

/// Which quotation mark is open.
#[derive(Default)]
struct Quotes {
    open: Option<char>,
}

impl Quotes {
    /// Opens only what is closed further on, so that a lost mark silences nothing.
    fn take(&mut self, c: char, plain: &str, at: usize) {
        let rest = plain.get(at + c.len_utf8()..).unwrap_or_default();
        let rest = rest.char_indices().nth(QUOTED).map_or(rest, |(end, _)| &rest[..end]);
        self.open = match (self.open, c) {
            (Some(open), _) if open == c => None,
            (None, '"') if rest.contains('"') => Some('"'),
            (None, '“') if rest.contains('”') => Some('”'),
            (None, '«') if rest.contains('»') => Some('»'),
            (open, _) => open,
        };
    }
}

/// The character at a byte; most are ASCII.
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        Some(_) => text[at..].chars().next(),
        None => None,
    }
}

fn note(gap: &mut Gap, c: char, plain: &str, at: usize, shortened: bool) {
    let next_is_space = plain[at + c.len_utf8()..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    match c {
        '.' if next_is_space && !shortened => gap.stop = true,
        '\n' => (gap.stop, gap.line) = (true, true),
        ';' | '!' | '?' | '|' | '•' => gap.stop = true,
        '→' | '➜' | '➔' | '⇒' => (gap.stop, gap.arrow) = (true, true),
        ':' if next_is_space => gap.colon = true,
        ',' => gap.comma = true,
        '(' | '[' => gap.opens = true,
        ')' | ']' => gap.closes = true,
        '—' | '–' => gap.dash = true,
        '=' if next_is_space => gap.dash = true,
        '-' if next_is_space => gap.dash = true,
        '/' | '&' | '+' => gap.joint = true,
        _ => {}
    }
}
