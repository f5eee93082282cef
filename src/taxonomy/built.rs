//! What was made of the embedded activities and words when drawline was built.

use std::borrow::Cow;

use super::frame::{Entry, FrameIndex};
use super::phrase::{Phrase, PhraseIndex, Slot};

/// The phrases of the embedded activities, by their places in the order of the files.
pub(super) const PHRASES: PhraseIndex = include!(concat!(env!("OUT_DIR"), "/phrases.rs"));

/// The frames and nouns of the embedded activities.
pub(super) const FRAMES: FrameIndex = include!(concat!(env!("OUT_DIR"), "/frames.rs"));

/// The words that text is read with, as they are saved in a checkpoint.
pub(super) const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words"));

/// The words that prose hangs on, saved likewise.
pub(super) const GRAMMAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/grammar"));

const fn phrase(id: u32, vetoes: u8, from: u32, to: u32) -> Phrase {
    Phrase { id, vetoes: vetoes == 1, slots: (from, to) }
}

const fn entry(id: u32, from: u32, to: u32, is: [u8; 2], verbs: u32) -> Entry {
    let [hangs, gerund] = is;
    Entry { id, modifiers: (from, to), hangs: hangs == 1, gerund: gerund == 1, verbs }
}

/// A slot with its runs, and whether it is loose, comes after a preposition, stands behind its object, or is joined.
const fn slot(from: u32, to: u32, is: [u8; 4]) -> Slot {
    let [loose, after, behind, joined] = is;
    Slot {
        runs: (from, to),
        loose: loose == 1,
        after_preposition: after == 1,
        behind_object: behind == 1,
        joined: joined == 1,
    }
}
