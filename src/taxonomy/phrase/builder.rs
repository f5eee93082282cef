//! Phrases as people write them to a [`PhraseIndex`].

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Phrase, PhraseIndex, Piece, Slot};
use crate::base::source::Spanned;
use crate::taxonomy::tokens::{Token, Words};

/// Runs of stems, any of which fills a slot.
type Alternatives = Vec<Vec<u32>>;

/// A slot on its way into an index.
#[derive(Debug)]
struct Draft {
    alternatives: Alternatives,
    loose: bool,
    after_preposition: bool,
    behind_object: bool,
    joined: bool,
}

impl Draft {
    fn new(alternatives: Alternatives, loose: bool, joined: bool) -> Self {
        Self { alternatives, loose, after_preposition: false, behind_object: false, joined }
    }
}

/// All that an activity is called.
pub(crate) struct Names<'a> {
    /// Phrases that name it.
    pub(crate) phrases: &'a [Spanned<Arc<str>>],
    /// Phrases that sound alike.
    pub(crate) near_misses: &'a [Spanned<Arc<str>>],
}

/// Gathers phrases for an index.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    /// Stems by the order in which they came.
    stems: FxHashMap<Arc<str>, u32>,
    /// For each stem, whether words may stand between it and its object.
    verbs: Vec<bool>,
    phrases: Vec<(usize, bool, Vec<Draft>)>,
}

impl Builder {
    /// Adds a phrase that stands for `id`; with `vetoes` it is a near-miss: a hit of `id` that shares a word with it, and is
    /// no longer, is none.
    ///
    /// # Errors
    /// What is wrong with the phrase: an unknown class, an open bracket, no words.
    pub(crate) fn add(&mut self, words: &Words, phrase: &str, id: usize, vetoes: bool) -> Result<(), String> {
        let slots = self.compile(words, phrase)?;
        if let Some(turned) = self.turned_around(&slots) {
            self.phrases.push((id, vetoes, turned));
        }
        self.phrases.push((id, vetoes, slots));
        Ok(())
    }

    /// Adds all that an activity is called; `broken` is told of phrases that cannot be used.
    pub(crate) fn add_activity(
        &mut self,
        words: &Words,
        number: usize,
        names: &Names<'_>,
        mut broken: impl FnMut(&Spanned<Arc<str>>, String),
    ) {
        let phrases = names.phrases.iter().map(|phrase| (phrase, false));
        for (phrase, vetoes) in phrases.chain(names.near_misses.iter().map(|phrase| (phrase, true))) {
            if let Err(reason) = self.add(words, &phrase.value, number, vetoes) {
                broken(phrase, reason);
            }
        }
    }

    /// The index of all that was added.
    #[must_use]
    pub(crate) fn finish(self) -> PhraseIndex {
        let mut sorted: Vec<(Arc<str>, u32)> = self.stems.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        let mut index = PhraseIndex::default();
        for (number, (stem, came)) in sorted.iter().enumerate() {
            numbers[*came as usize] = number as u32;
            index.stems.to_mut().push_str(stem);
            index.ends.to_mut().push(index.stems.len() as u32);
        }
        let mut by_first: Vec<Vec<u32>> = vec![Vec::new(); sorted.len()];
        let mut known: FxHashMap<Alternatives, Piece> = FxHashMap::default();
        for (number, (id, vetoes, drafts)) in self.phrases.into_iter().enumerate() {
            let from = index.slots.len() as u32;
            for (place, draft) in drafts.into_iter().enumerate() {
                let renumbered = |run: Vec<u32>| run.into_iter().map(|stem| numbers[stem as usize]).collect();
                let mut runs: Alternatives = draft.alternatives.into_iter().map(renumbered).collect();
                runs.sort_by_key(|run: &Vec<u32>| (run[0], Reverse(run.len())));
                if place == 0 {
                    let same = runs.chunk_by(|a, b| a[0] == b[0]);
                    same.for_each(|same| by_first[same[0][0] as usize].push(number as u32));
                }
                let runs = match known.get(&runs) {
                    Some(known) => *known,
                    None => {
                        let piece = index.keep(&runs);
                        known.insert(runs, piece);
                        piece
                    }
                };
                let Draft { loose, after_preposition, behind_object, joined, .. } = draft;
                index.slots.to_mut().push(Slot { runs, loose, after_preposition, behind_object, joined });
            }
            let slots = (from, index.slots.len() as u32);
            index.phrases.to_mut().push(Phrase { id: id as u32, vetoes, slots });
        }
        for phrases in by_first {
            let from = index.firsts.len() as u32;
            index.firsts.to_mut().extend(phrases);
            index.by_first.to_mut().push((from, index.firsts.len() as u32));
        }
        index
    }

    /// Gives a stem a number, so that other patterns can name it.
    pub(in crate::taxonomy) fn learn(&mut self, words: &Words, stem: &str) {
        self.stem_id(words, stem);
    }

    fn stem_id(&mut self, words: &Words, stem: &str) -> u32 {
        if let Some(id) = self.stems.get(stem) {
            return *id;
        }
        let id = u32::try_from(self.verbs.len()).unwrap_or(u32::MAX - 1);
        self.stems.insert(stem.into(), id);
        self.verbs.push(words.is_verb(stem));
        id
    }

    fn compile(&mut self, words: &Words, phrase: &str) -> Result<Vec<Draft>, String> {
        let mut slots: Vec<Draft> = Vec::new();
        let mut gap_marked = false;
        for part in parts(phrase)? {
            if part == "..." {
                gap_marked = true;
                continue;
            }
            for (alternatives, joined) in self.slots_of(words, &part)? {
                let after_verb = slots.len() == 1 && self.starts_with_verb(&slots[0]);
                let loose = std::mem::take(&mut gap_marked) || after_verb;
                slots.push(Draft::new(alternatives, loose, joined));
            }
        }
        match slots.len() {
            0 => Err("no word in it has a meaning of its own".to_owned()),
            1 if !phrase.contains(['(', '{']) => check_whole(words, phrase, &words.read(phrase)).map(|()| slots),
            _ => Ok(slots),
        }
    }

    /// A bracket is one slot with its alternatives; a plain word is a slot, or none when it has no meaning of its own.
    fn slots_of(&mut self, words: &Words, part: &str) -> Result<Vec<(Alternatives, bool)>, String> {
        if !part.starts_with(['(', '{']) {
            let tokens = words.read(part);
            let slot = |token: &Token| (vec![vec![self.stem_id(words, &token.stem)]], token.gap.joint);
            return Ok(tokens.iter().map(slot).collect());
        }
        let expanded = expand(words, part)?;
        let mut runs: Alternatives = Vec::new();
        for choice in expanded.split('|') {
            runs.push(words.read(choice).iter().map(|token| self.stem_id(words, &token.stem)).collect());
        }
        runs.retain(|run| !run.is_empty());
        if runs.is_empty() {
            Err(format!("`{part}` has no word with a meaning of its own"))
        } else {
            Ok(vec![(runs, false)])
        }
    }

    fn starts_with_verb(&self, slot: &Draft) -> bool {
        slot.alternatives.iter().any(|run| self.verbs[run[0] as usize])
    }

    /// The other word order of a phrase of two: a compound behind a preposition, or a verb behind its object.
    fn turned_around(&self, slots: &[Draft]) -> Option<Vec<Draft>> {
        let [first, second] = slots else { return None };
        let slot = |from: &Draft, after_preposition, behind_object| Draft {
            after_preposition,
            behind_object,
            ..Draft::new(from.alternatives.clone(), false, false)
        };
        let verb = self.starts_with_verb(first);
        Some(vec![slot(second, false, false), slot(first, !verb, verb)])
    }
}

impl PhraseIndex {
    fn keep(&mut self, runs: &Alternatives) -> Piece {
        let from = self.runs.len() as u32;
        for run in runs {
            let start = self.run_stems.len() as u32;
            self.run_stems.to_mut().extend(run);
            self.runs.to_mut().push((start, self.run_stems.len() as u32));
        }
        (from, self.runs.len() as u32)
    }
}

/// Splits a phrase into brackets, gaps (`...`) and runs of plain words.
fn parts(phrase: &str) -> Result<Vec<String>, String> {
    let mut parts: Vec<String> = Vec::new();
    let mut in_bracket = false;
    let mut plain = String::new();
    for c in phrase.chars() {
        match c {
            '(' | '{' if in_bracket && c == '(' => return Err("a bracket stands in a bracket".to_owned()),
            '(' | '{' if !in_bracket => {
                parts.push(std::mem::take(&mut plain));
                plain.push(c);
                in_bracket = c == '(';
            }
            ')' => {
                plain.push(c);
                parts.push(std::mem::take(&mut plain));
                in_bracket = false;
            }
            '}' if !in_bracket => {
                plain.push(c);
                parts.push(std::mem::take(&mut plain));
            }
            _ => plain.push(c),
        }
    }
    if in_bracket {
        return Err("a bracket is not closed".to_owned());
    }
    parts.push(plain);
    let split_gaps = parts.iter().flat_map(|part| gaps_apart(part));
    Ok(split_gaps.filter(|part| !part.is_empty()).collect())
}

/// `a ... b` to `a`, `...`, `b`.
fn gaps_apart(part: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for (at, piece) in part.split("...").enumerate() {
        if at > 0 {
            pieces.push("...".to_owned());
        }
        pieces.push(piece.trim().to_owned());
    }
    pieces
}

/// What is written with several words must not be found by one of them because the others are passed over.
///
/// # Errors
/// Which word is left.
pub(in crate::taxonomy) fn check_whole(words: &Words, written: &str, tokens: &[Token]) -> Result<(), String> {
    let [only] = tokens else {
        return if tokens.is_empty() {
            Err(format!("`{written}` has no word with a meaning of its own"))
        } else {
            Ok(())
        };
    };
    let whole = only.span.end - only.span.start >= written.trim().len();
    let count = written.split_whitespace().filter(|word| !words.is_article(word)).count();
    if whole || count == 1 { Ok(()) } else { Err(format!("of `{written}` only `{}` is left", only.stem)) }
}

/// The alternatives of one part as `a|b|c`.
fn expand(words: &Words, part: &str) -> Result<String, String> {
    if let Some(inner) = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let choices: Result<Vec<String>, String> =
            inner.split('|').map(|choice| expand(words, choice.trim())).collect();
        return Ok(choices?.join("|"));
    }
    if let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return words.class(name).map(str::to_owned).ok_or_else(|| format!("no class of words is called `{name}`"));
    }
    Ok(part.to_owned())
}

/// The texts that a piece of a pattern may be: its classes and brackets opened.
///
/// # Errors
/// An unknown class, an open bracket, or more texts than `most`.
pub(in crate::taxonomy) fn alternatives(words: &Words, text: &str, most: usize) -> Result<Vec<String>, String> {
    let mut texts = vec![String::new()];
    for part in parts(text)? {
        let choices = expand(words, &part)?;
        let choices: Vec<&str> =
            if part.starts_with(['(', '{']) { choices.split('|').collect() } else { vec![&choices] };
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(move |choice| format!("{text} {}", choice.trim())))
            .collect();
        if texts.len() > most {
            return Err(format!("it stands for more than {most} texts"));
        }
    }
    Ok(texts.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect())
}
