//! Which lines of which files a finding shows: those of its labels with one line around where it says anything, labels that lie far apart in
//! excerpts of their own, and of a line that nobody could read the part around its labels.

use std::ops::Range;

use super::Look;
use crate::base::diagnostic::{Diagnostic, Label};
use crate::base::path::RepoPath;
use crate::base::source::{SourceFile, Span};
use crate::history::report::Texts;
use crate::render::clean;

/// Labels with more lines than this between them have excerpts of their own.
const FAR: usize = 4;
/// A label that goes on for more lines than this is shown at its first one.
const TALL: usize = 12;
/// A line that begins with more blanks than these is taken for an empty one.
const BLANK: usize = 1000;
/// Columns beside the text of a line: its number, the bar.
const MARGIN: usize = 10;

/// Some lines of a file with labels in them.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub(super) path: RepoPath,
    pub(super) shown_path: String,
    /// Where its first label is.
    pub(super) line: usize,
    pub(super) column: usize,
    /// The lines, and the number of the first of them.
    pub(super) source: String,
    pub(super) first_line: usize,
    pub(super) marks: Vec<Mark>,
}

/// A label in an excerpt.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) span: Range<usize>,
    pub(super) text: String,
    pub(super) is_primary: bool,
}

/// The excerpts of a finding, the one with its primary label first.
pub(super) fn excerpts(
    diagnostic: &Diagnostic,
    texts: &Texts,
    look: &Look,
    is_shown: impl Fn(&Label) -> bool,
) -> Vec<Excerpt> {
    let columns = look.width.saturating_sub(MARGIN).max(20);
    let mut groups: Vec<Vec<Placed<'_>>> = Vec::new();
    for label in diagnostic.labels().filter(|label| is_shown(label)) {
        let placed = Placed::new(label, &texts.of(&label.at), *label == diagnostic.primary);
        match groups.iter_mut().find(|group| group.iter().any(|other| other.is_near(&placed))) {
            Some(group) => group.push(placed),
            None => groups.push(vec![placed]),
        }
    }
    let own = &diagnostic.primary.at.path;
    let around = |group: &[Placed<'_>]| usize::from(group[0].label.at.path == *own);
    let shown = |group: &[Placed<'_>]| look.here.shown(group[0].label.at.path.as_str()).into_owned();
    groups.iter().map(|group| Excerpt::of(group, texts, columns, around(group)).named(&shown(group))).collect()
}

/// A label with its lines.
struct Placed<'a> {
    label: &'a Label,
    span: Span,
    lines: Range<usize>,
    is_primary: bool,
}

impl<'a> Placed<'a> {
    fn new(label: &'a Label, file: &SourceFile, is_primary: bool) -> Self {
        let (start, end) = file.points(label.at.span);
        if end.line - start.line > TALL {
            let end = file.line_span(start.line).end;
            let span = Span::new(start.byte, end);
            return Self { label, span, lines: start.line..start.line + 1, is_primary };
        }
        Self { label, span: Span::new(start.byte, end.byte), lines: start.line..end.line + 1, is_primary }
    }

    fn is_near(&self, other: &Self) -> bool {
        (&self.label.at.path, self.label.at.version) == (&other.label.at.path, other.label.at.version)
            && self.lines.start <= other.lines.end + FAR
            && other.lines.start <= self.lines.end + FAR
    }
}

impl Excerpt {
    fn of(labels: &[Placed<'_>], texts: &Texts, columns: usize, around: usize) -> Self {
        let path = &labels[0].label.at.path;
        let file = texts.of(&labels[0].label.at);
        let first = labels.iter().map(|label| label.lines.start).min().unwrap_or(1);
        let last = labels.iter().map(|label| label.lines.end).max().unwrap_or(2) - 1;
        let says = |line: &usize| {
            let Span { start, end } = file.line_span(*line);
            let mut letters = file.text()[start..end].chars().take(BLANK);
            (1..=file.lines()).contains(line) && !letters.all(char::is_whitespace)
        };
        let first = Some(first.saturating_sub(around)).filter(says).unwrap_or(first);
        let last = Some(last + around).filter(says).unwrap_or(last);
        let lines = Lines::cut(&file, first..last + 1, columns, labels);
        let marks = labels.iter().map(|placed| Mark {
            span: lines.place(placed.span.start)..lines.place(placed.span.end),
            text: clean::line(&placed.label.text).into_owned(),
            is_primary: placed.is_primary,
        });
        let start = file.point(labels[0].span.start);
        Self {
            path: path.clone(),
            shown_path: String::new(),
            line: start.line,
            column: start.column,
            first_line: first,
            marks: marks.collect(),
            source: lines.text,
        }
    }

    /// The same under the name by which its file is shown.
    fn named(self, name: &str) -> Self {
        Self { shown_path: clean::path(name).into_owned(), ..self }
    }

    /// `path:line:column`, as it is shown.
    pub(super) fn place(&self) -> String {
        format!("{}:{}:{}", self.shown_path, self.line, self.column)
    }
}

/// Some lines of a file, the unreadable ones cut.
struct Lines {
    text: String,
    pieces: Vec<Piece>,
}

/// What is kept of a line, and where it lies in the excerpt.
struct Piece {
    kept: Range<usize>,
    at: usize,
}

impl Lines {
    fn cut(file: &SourceFile, lines: Range<usize>, columns: usize, labels: &[Placed<'_>]) -> Self {
        let (mut text, mut pieces) = (String::new(), Vec::new());
        for line in lines {
            let whole = file.line_span(line);
            let kept = kept(file.text(), whole, columns, labels);
            if kept.start > whole.start {
                text.push('…');
            }
            pieces.push(Piece { kept: kept.clone(), at: text.len() });
            text.push_str(&clean::excerpt(&file.text()[kept.clone()]));
            if kept.end < whole.end {
                text.push('…');
            }
            text.push('\n');
        }
        Self { text, pieces }
    }

    /// Where a byte of the file lies in the excerpt, or the next one that is kept.
    fn place(&self, byte: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|piece| piece.kept.start <= byte).unwrap_or(&self.pieces[0]);
        piece.at + byte.clamp(piece.kept.start, piece.kept.end) - piece.kept.start
    }
}

/// The part of a line that is shown: all of it where it fits, else what is around its first label.
fn kept(text: &str, line: Span, columns: usize, labels: &[Placed<'_>]) -> Range<usize> {
    let whole = &text[line.start..line.end];
    if whole.len() <= columns || whole.chars().nth(columns).is_none() {
        return line.start..line.end;
    }
    let inside = labels.iter().filter(|label| label.span.start <= line.end && label.span.end >= line.start);
    let label = inside.map(|label| label.span.start.max(line.start)).min().unwrap_or(line.start) - line.start;
    let before = whole[..label].char_indices().rev().nth(columns / 4).map_or(0, |(at, _)| at);
    let after =
        whole[before..].char_indices().nth(columns.saturating_sub(2)).map_or(whole.len(), |(at, _)| before + at);
    line.start + before..line.start + after
}
