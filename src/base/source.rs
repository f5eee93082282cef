//! Places in text: `Span`, `Spanned`, `Location`, and the only code that counts lines and columns.
//!
//! Everything above works with byte spans; lines and columns come into being when something is shown.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::path::RepoPath;

/// A range of bytes in one file, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from two byte offsets.
    #[must_use]
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether it holds no byte.
    #[must_use]
    pub(crate) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A value together with where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its span.
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Which text of a file the bytes of a place are counted in: a file may be judged by what it said before it broke, and a rule
/// lies in the text that the judge was made of, whatever has become of it since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    /// The one that was judged.
    #[default]
    Judged,
    /// The one that is there, though it cannot be read.
    There,
    /// The one that the policy was made of.
    Policy,
}

/// A span in a named file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file.
    pub path: RepoPath,
    /// The bytes in it.
    pub span: Span,
    /// In which of its texts.
    pub version: Version,
}

impl Location {
    /// A place in what is judged.
    #[must_use]
    pub(crate) fn new(path: RepoPath, span: Span) -> Self {
        Self { path, span, version: Version::Judged }
    }

    /// A place in a file as it is there, to say what is wrong with its form.
    #[must_use]
    pub(crate) fn there(path: RepoPath, span: Span) -> Self {
        Self { path, span, version: Version::There }
    }

    /// A place in what the policy is made of.
    #[must_use]
    pub(crate) fn of_policy(path: RepoPath, span: Span) -> Self {
        Self { path, span, version: Version::Policy }
    }

    /// Whether it lies in a file that is embedded in the binary. A folder of a repository may be called alike.
    #[must_use]
    pub(crate) fn is_embedded(&self) -> bool {
        self.version == Version::Policy && self.path.is_embedded()
    }
}

/// A point as people count: line and column from 1, columns in Unicode scalar values; `byte` counts from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in Unicode scalar values, from 1.
    pub(crate) column: usize,
    /// Byte offset in the file, from 0.
    pub(crate) byte: usize,
}

/// The text that bytes are, with what is not UTF-8 replaced; that takes far longer where it has to be looked for.
#[must_use]
pub(crate) fn text_of(bytes: &[u8]) -> Arc<str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into(), Arc::from)
}

/// A file's text with the start of each line, to turn byte offsets into points.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    text: Arc<str>,
    line_starts: Vec<usize>,
    /// How many characters stand before each [`STRIDE`] of bytes; counted when first asked for in a long line.
    counted: OnceLock<Vec<usize>>,
    /// Points of a text that is elsewhere, sorted by their bytes.
    known: Arc<[Known]>,
}

/// A point of a text that is elsewhere: its byte, line and column.
pub(crate) type Known = [u32; 3];

/// So many bytes are counted for a column at most.
const STRIDE: usize = 512;

/// Where lines start: eight bytes are looked at together, as most of them are no line break.
fn line_starts(text: &[u8]) -> Vec<usize> {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    const BREAKS: u64 = u64::from_ne_bytes([b'\n'; 8]);
    let mut starts = vec![0];
    let (chunks, rest) = text.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let other = u64::from_le_bytes(*chunk) ^ BREAKS;
        // The highest bit of each byte that is none of the others.
        let mut breaks = !(((other & LOW) + LOW) | other | LOW);
        while breaks != 0 {
            starts.push(number * 8 + breaks.trailing_zeros() as usize / 8 + 1);
            breaks &= breaks - 1;
        }
    }
    let before = text.len() - rest.len();
    starts.extend(rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| before + at + 1));
    starts
}

impl SourceFile {
    /// Indexes the lines of `text`. A line ends with `\n`; a `\r` before it belongs to the line.
    #[must_use]
    pub(crate) fn new(text: Arc<str>) -> Self {
        let line_starts = line_starts(text.as_bytes());
        Self { text, line_starts, counted: OnceLock::new(), known: [].into() }
    }

    /// A file whose text is elsewhere, of which some points are known, sorted by their bytes. Between them it answers the last
    /// one before.
    #[must_use]
    pub(crate) fn known(points: Arc<[Known]>) -> Self {
        Self { known: points, ..Self::new("".into()) }
    }

    /// The whole text.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The point at a byte offset; an offset past the end or inside a character is moved back to a sound one.
    #[must_use]
    pub(crate) fn point(&self, byte: usize) -> Point {
        if let Some(first) = self.known.first() {
            let after = self.known.partition_point(|[at, ..]| *at as usize <= byte);
            let [byte, line, column] = *after.checked_sub(1).and_then(|last| self.known.get(last)).unwrap_or(first);
            return Point { byte: byte as usize, line: line as usize, column: column as usize };
        }
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        let before = &self.text[start..byte];
        // A byte order mark takes no column: editors do not show it.
        let marks = if line == 1 { before.len() - before.trim_start_matches('\u{feff}').len() } else { 0 };
        let column = if before.len() > STRIDE {
            self.characters_before(byte) - self.characters_before(start + marks)
        } else {
            before[marks..].chars().count()
        };
        Point { line, column: column + 1, byte }
    }

    /// The line of a byte offset, from 1: that of its [`Self::point`], whose column nobody asks for.
    #[must_use]
    pub(crate) fn line(&self, byte: usize) -> usize {
        if self.known.is_empty() {
            self.line_starts.partition_point(|start| *start <= byte.min(self.text.len()))
        } else {
            self.point(byte).line
        }
    }

    /// How many characters begin before a byte. A line of many megabytes is counted once, and not for each place in it.
    fn characters_before(&self, byte: usize) -> usize {
        let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
        let counted = self.counted.get_or_init(|| {
            let strides = self.text.as_bytes().chunks(STRIDE).map(|chunk| chunk.iter().filter(begins).count());
            let before = |sum: &mut usize, count: usize| {
                *sum += count;
                Some(*sum)
            };
            std::iter::once(0).chain(strides.scan(0, before)).collect()
        });
        let stride = byte / STRIDE;
        counted[stride] + self.text.as_bytes()[stride * STRIDE..byte].iter().filter(begins).count()
    }

    /// How many lines there are: what follows the last line break counts, though it be empty.
    #[must_use]
    pub(crate) fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// The bytes of a line, counted from 1, without its line break.
    #[must_use]
    pub(crate) fn line_span(&self, line: usize) -> Span {
        let line = line.clamp(1, self.line_starts.len());
        let start = self.line_starts[line - 1];
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        Span::new(start, end)
    }

    /// First and last point of a span.
    #[must_use]
    pub(crate) fn points(&self, span: Span) -> (Point, Point) {
        (self.point(span.start), self.point(span.end.max(span.start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let file = SourceFile::new("a = \"é😀\"\r\nb = 2\n".into());
        let at = |text: &str| file.point(file.text().find(text).expect("there"));
        assert_eq!((at("é").line, at("é").column), (1, 6));
        assert_eq!((at("\"\r").line, at("\"\r").column), (1, 8));
        assert_eq!((at("b").line, at("b").column), (2, 1));
        assert_eq!(file.point(9999).line, 3);
        assert_eq!(file.point(6).byte, 5, "inside a character");
    }

    #[test]
    fn a_line_starts_behind_each_break_wherever_it_lies() {
        let mut text = vec![b'a'; 40];
        for at in 0..text.len() {
            for byte in [b'\n', 0x0b, 0x09, 0x8a, 0xff, 0] {
                text[at] = byte;
                let breaks = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
                let counted: Vec<usize> = std::iter::once(0).chain(breaks).collect();
                assert_eq!(line_starts(&text), counted);
                assert_eq!(line_starts(&text[..=at]).len(), counted.iter().filter(|start| **start <= at + 1).count());
            }
            text[at] = if at % 3 == 0 { b'\n' } else { b'b' };
        }
    }

    #[test]
    fn columns_of_long_lines_are_what_counting_says() {
        let text = format!("\u{feff}x\n{}\n{}", "aé😀".repeat(700), "b".repeat(2 * STRIDE));
        let file = SourceFile::new(text.as_str().into());
        for byte in (0..text.len()).filter(|byte| text.is_char_boundary(*byte)) {
            let line = text[..byte].rfind('\n').map_or(0, |at| at + 1);
            let counted = text[line..byte].chars().filter(|c| *c != '\u{feff}').count() + 1;
            assert_eq!(file.point(byte).column, counted, "{byte}");
        }
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let file = SourceFile::new("\u{feff}key = 1".into());
        assert_eq!(file.point(3).column, 1);
    }
}
