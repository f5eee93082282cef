//! Frames and nouns as people write them to a [`FrameIndex`].

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{ALONE, ANY, ANY_STEM, Entry, FrameIndex};
use crate::base::source::Spanned;
use crate::taxonomy::phrase::builder::{Builder as PhraseBuilder, alternatives, check_whole};
use crate::taxonomy::phrase::{PhraseIndex, Piece};
use crate::taxonomy::tokens::{Form, Preposition, Token, Words};

/// A list has no more alternatives than this once its brackets are opened.
const MOST: usize = 2000;

/// Among the words that may stand before an activity's heads: any.
const EVERY: &str = "*";

type Stem = Arc<str>;

/// The verbs of a frame, each with the preposition that it takes.
type Class = Vec<(Stem, Preposition)>;

struct Draft {
    id: usize,
    head: Stem,
    modifiers: Vec<Stem>,
    hangs: bool,
    gerund: bool,
    verbs: u32,
}

/// Gathers frames and nouns for an index.
#[derive(Default)]
pub(crate) struct Builder {
    drafts: Vec<Draft>,
    classes: Vec<Class>,
    known: FxHashMap<Class, usize>,
    fitting: Vec<Vec<Stem>>,
}

/// How an activity is named beside its phrases.
pub(crate) struct Names<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// `verbs > nouns`.
    pub(crate) frames: &'a [Spanned<Arc<str>>],
    /// Nouns that name it by themselves.
    pub(crate) nouns: &'a [Spanned<Arc<str>>],
    /// Words that may stand before its heads.
    pub(crate) fitting: &'a [Spanned<Arc<str>>],
}

impl Builder {
    /// Adds what names an activity; `broken` hears of what cannot be used.
    pub(crate) fn add(
        &mut self,
        words: &Words,
        phrases: &mut PhraseBuilder,
        id: usize,
        names: &Names<'_>,
        mut broken: impl FnMut(&Spanned<Arc<str>>, String),
    ) {
        // A name that is no noun is known as it is written.
        for name in [names.id, names.title] {
            let name = name.replace('-', " ");
            // One of a single word names the work only where nothing else is written.
            if words.stems(&name).len() > 1 {
                let _ = self.nouns(words, phrases, id, &name, ALONE);
            }
        }
        for frame in names.frames {
            if let Err(reason) = self.frame(words, phrases, id, &frame.value) {
                broken(frame, reason);
            }
        }
        for noun in names.nouns {
            if let Err(reason) = self.nouns(words, phrases, id, &noun.value, ALONE) {
                broken(noun, reason);
            }
        }
        self.fitting.resize_with(self.fitting.len().max(id + 1), Vec::new);
        for word in names.fitting {
            if word.value.trim() == EVERY {
                self.fitting[id].push(EVERY.into());
                continue;
            }
            match alternatives(words, &word.value, MOST) {
                Ok(texts) => {
                    let stems = texts.iter().flat_map(|text| words.stems(text)).collect::<Vec<_>>();
                    stems.iter().for_each(|stem| phrases.learn(words, stem));
                    self.fitting[id].extend(stems);
                }
                Err(reason) => broken(word, reason),
            }
        }
    }

    fn frame(&mut self, words: &Words, phrases: &mut PhraseBuilder, id: usize, frame: &str) -> Result<(), String> {
        let (verbs, nouns) = frame.split_once('>').ok_or("a frame is written `verbs > nouns`")?;
        let mut class: Class = Vec::new();
        for part in verbs.split(',').filter(|part| !part.trim().is_empty()) {
            for verb in alternatives(words, part, MOST)? {
                let tokens = words.read(&verb);
                let first = tokens.first().ok_or_else(|| format!("`{verb}` is no verb"))?;
                let stem = first.stem.clone();
                let behind = verb[first.span.end..].split_whitespace().last().unwrap_or_default();
                let takes = words.preposition(behind);
                phrases.learn(words, &stem);
                class.push((stem, takes));
            }
        }
        if class.is_empty() {
            return Err("no verb stands before the `>`".to_owned());
        }
        if nouns.trim() == "*" {
            let any =
                |(stem, _)| Draft { id, head: stem, modifiers: Vec::new(), hangs: false, gerund: false, verbs: ANY };
            self.drafts.extend(class.into_iter().map(any));
            return Ok(());
        }
        class.sort_unstable();
        class.dedup();
        let next = self.classes.len();
        let number = *self.known.entry(class.clone()).or_insert(next);
        if number == next {
            self.classes.push(class);
        }
        nouns.split(',').try_for_each(|noun| self.nouns(words, phrases, id, noun, number as u32))
    }

    fn nouns(
        &mut self,
        words: &Words,
        phrases: &mut PhraseBuilder,
        id: usize,
        nouns: &str,
        verbs: u32,
    ) -> Result<(), String> {
        let choices = alternatives(words, nouns, MOST)?;
        let several = choices.len() > 1;
        for noun in choices {
            let tokens = words.read(&noun);
            match check_noun(words, &noun, &tokens) {
                // A class may have members that fit elsewhere.
                Err(_) if several => continue,
                checked => checked?,
            }
            let mut modifiers: Vec<Stem> = tokens.iter().map(|token| token.stem.clone()).collect();
            // "Fit with the market" is a fit.
            let hung = tokens.iter().skip(1).position(|token| token.gap.preposition);
            let head = modifiers.remove(hung.unwrap_or(tokens.len() - 1));
            modifiers.iter().chain([&head]).for_each(|stem| phrases.learn(words, stem));
            let gerund = tokens.len() == 1 && tokens[0].form == Form::Gerund;
            self.drafts.push(Draft { id, head, modifiers, hangs: hung.is_some(), gerund, verbs });
        }
        Ok(())
    }

    /// The index, with the numbers that the stems have among the phrases.
    #[must_use]
    pub(crate) fn finish(self, phrases: &PhraseIndex) -> FrameIndex {
        let number = |stem: &Stem| phrases.number(stem).unwrap_or(u32::MAX);
        let mut index = FrameIndex::default();
        let mut by_head: Vec<Vec<Entry>> = vec![Vec::new(); phrases.ends.len()];
        for draft in &self.drafts {
            let from = index.modifiers.len() as u32;
            index.modifiers.to_mut().extend(draft.modifiers.iter().map(number));
            let modifiers = (from, index.modifiers.len() as u32);
            by_head[number(&draft.head) as usize].push(Entry {
                id: draft.id as u32,
                modifiers,
                hangs: draft.hangs,
                gerund: draft.gerund,
                verbs: draft.verbs,
            });
        }
        for entries in by_head {
            let piece = append(index.entries.to_mut(), entries);
            index.by_head.to_mut().push(piece);
        }
        let mut by_verb: Vec<Vec<u32>> = vec![Vec::new(); phrases.ends.len()];
        for (class, verbs) in self.classes.iter().enumerate() {
            for (stem, takes) in verbs {
                by_verb[number(stem) as usize].push(class as u32 * 16 + *takes as u32);
            }
        }
        for mut classes in by_verb {
            classes.sort_unstable();
            let piece = append(index.classes.to_mut(), classes);
            index.by_verb.to_mut().push(piece);
        }
        for stems in &self.fitting {
            let number = |stem: &Stem| if **stem == *EVERY { ANY_STEM } else { number(stem) };
            let mut stems: Vec<u32> = stems.iter().map(number).collect();
            stems.sort_unstable();
            stems.dedup();
            let piece = append(index.fitting_stems.to_mut(), stems);
            index.fitting.to_mut().push(piece);
        }
        index
    }
}

fn check_noun(words: &Words, noun: &str, tokens: &[Token]) -> Result<(), String> {
    check_whole(words, noun, tokens)?;
    if tokens.iter().skip(1).any(|token| token.gap.joint) {
        return Err(format!("`{noun}` joins two nouns: write it as a phrase"));
    }
    Ok(())
}

fn append<T>(list: &mut Vec<T>, more: Vec<T>) -> Piece {
    let from = list.len() as u32;
    list.extend(more);
    (from, list.len() as u32)
}
