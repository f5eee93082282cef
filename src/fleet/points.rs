//! Lines and columns of places whose text is elsewhere: a row says them, and what is shown of a finding needs no more.

use std::sync::Arc;

use super::row::Spot;
use crate::base::source::{Known, SourceFile, Span};

/// The ends of places in one file.
#[derive(Debug, Default)]
pub(super) struct Points(Vec<Known>);

impl Points {
    /// Notes a place, and answers its bytes; `None` where it is no place.
    pub(super) fn note(&mut self, spot: Spot) -> Option<Span> {
        let [line, column, byte, end_line, end_column, end_byte] = spot;
        let is_sound = line > 0 && column > 0 && end_column > 0 && (line, byte) <= (end_line, end_byte);
        if !is_sound {
            return None;
        }
        self.0.extend([[byte, line, column], [end_byte, end_line, end_column]]);
        Some(Span::new(byte as usize, end_byte as usize))
    }

    /// Takes those of another part of the same file.
    pub(super) fn join(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Them in order, each once: what is known of the file, without a word of its text.
    pub(super) fn settled(mut self) -> Arc<[Known]> {
        self.0.sort_unstable();
        self.0.dedup_by_key(|[byte, ..]| *byte);
        self.0.into()
    }
}

/// A place of a text that is here, as a row says it.
pub(super) fn spot(file: &SourceFile, span: Span) -> Spot {
    let (start, end) = file.points(span);
    // A file that is read is far smaller than four gigabytes.
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    [start.line, start.column, start.byte, end.line, end.column, end.byte].map(small)
}
