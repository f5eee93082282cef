//! Waivers in comments that begin with a `#`: of TOML, and of files that are read line by line.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::{WaiverEntry, entry, is_marked, line_end, line_start, marked};
use crate::base::limits::WAIVERS;
use crate::base::source::Span;

/// The waivers in the comments of a TOML file, in its order.
#[must_use]
pub fn of_toml(text: &str) -> Vec<WaiverEntry> {
    if !is_marked(text) {
        return Vec::new();
    }
    let comments = Source::new(text).lex().filter(|token| token.kind() == TokenKind::Comment).map(|token| {
        let span = token.span();
        Span::new(span.start(), span.end())
    });
    comments.filter_map(|span| behind_a_hash(text, span)).take(WAIVERS.most + 1).collect()
}

/// The waivers in the comments of a file whose comments run from a `#` to the end of the line, in its order.
#[must_use]
pub fn of_lines(text: &str) -> Vec<WaiverEntry> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in if is_marked(text) { text } else { "" }.split_inclusive('\n') {
        let said = line.trim_end_matches(['\n', '\r']);
        let begins = |(start, _): &(usize, &str)| *start == 0 || said[..*start].ends_with(char::is_whitespace);
        if found.len() > WAIVERS.most {
            break;
        }
        if let Some((start, _)) = said.match_indices('#').find(begins) {
            let span = Span::new(at + start, at + said.len());
            found.extend(behind_a_hash(text, span));
        }
        at += line.len();
    }
    found
}

/// A waiver in a comment that begins with a `#`; one behind other words begins with a `#` of its own.
fn behind_a_hash(text: &str, comment: Span) -> Option<WaiverEntry> {
    let passed = |line: &str| line.starts_with('#');
    let said = text.get(comment.start..comment.end)?;
    let mut starts = said.rmatch_indices('#').map(|(at, _)| comment.start + at);
    let (span, inner) = starts.find_map(|start| {
        let inner = text.get(start + 1..comment.end)?.trim_start();
        // Several of them in a row begin one comment.
        let first = comment.start + text[comment.start..start].trim_end_matches('#').len();
        marked(inner).map(|_| (Span::new(first, comment.end), start + 1))
    })?;
    let mut waiver = entry(text, span, inner..span.end, passed)?;
    waiver.covers = Span::new(waiver.covers.start, end_of_row(text, waiver.covers.end));
    Some(waiver)
}

/// Where the row ends whose header is the last of the lines up to `end`: a waiver above `[[duty]]` is about all of that duty.
fn end_of_row(text: &str, end: usize) -> usize {
    if !text[line_start(text, end)..end].trim_start().starts_with("[[") {
        return end;
    }
    let mut last = end;
    while last < text.len() {
        let next = (last + 1).min(text.len());
        let line_end = line_end(text, next);
        let said = text[next..line_end].trim();
        // What stands above the next row belongs to that.
        if said.is_empty() || said.starts_with(['[', '#']) {
            break;
        }
        last = line_end;
    }
    last
}
