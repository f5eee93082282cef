//! What is no TOML, in words of whoever writes it by hand for the first time: one problem for one slip.
//!
//! The parser goes on behind an error and stumbles over what follows from it; only the first of a run of lines is told.

use super::{Instead, Problem, ProblemKind};
use crate::base::source::Span;

/// More errors of one file are not looked at: most of them follow from the first.
const LOOKED_AT: usize = 10_000;
/// Nobody writes by hand what is in a line longer than this.
const LONGEST_LINE: usize = 1_000;

/// How far a file is looked at for more errors: so many bytes behind the first one, to the end of a line.
const BEHIND: usize = 64 << 10;

/// Where the part of a file ends in which errors are looked for.
pub(super) fn looked_at(text: &str, first: &toml::de::Error) -> usize {
    let from = first.span().map_or(0, |span| span.start) + BEHIND;
    let behind = text.as_bytes().get(from..).and_then(|rest| memchr::memchr(b'\n', rest));
    behind.map_or(text.len(), |end| from + end + 1)
}

/// What is wrong, in the order of the text.
pub(super) fn problems(text: &str, errors: &[toml::de::Error]) -> Vec<Problem> {
    let start = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let mut errors: Vec<&toml::de::Error> = errors.iter().collect();
    errors.sort_by_key(|error| start(error));
    // Of what follows from what is told nobody needs to know; a file of nothing else need not be gone through.
    let mut problems: Vec<Problem> = errors.into_iter().take(LOOKED_AT).map(|error| problem(text, error)).collect();
    problems.sort_by_key(|problem| problem.span);
    let mut last: Option<(usize, Trail)> = None;
    let (mut line, mut counted) = (0, 0);
    problems.retain(|problem| {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..problem.span.start]).count();
        counted = problem.span.start;
        let follows = last.as_ref().is_some_and(|(before, trail)| match trail {
            Trail::ToTheEnd => true,
            Trail::Lines => line <= before + 1,
        });
        let trail = match &last {
            Some((_, Trail::ToTheEnd)) => Trail::ToTheEnd,
            _ if problem.label.contains("array") || problem.label == CONFLICT => Trail::ToTheEnd,
            _ => Trail::Lines,
        };
        // A run of lines goes on from its last one.
        last = Some((line, trail));
        !follows
    });
    problems
}

/// What Git leaves where two versions differ.
const CONFLICT: &str = "a merge left both versions here";

/// How far an error reaches.
enum Trail {
    /// What follows line by line follows from it.
    Lines,
    /// An open bracket swallows the rest of the file.
    ToTheEnd,
}

fn problem(text: &str, error: &toml::de::Error) -> Problem {
    let span = on_characters(text, error.span().map_or_else(Span::default, Span::from));
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let line = Line::of(text, span);
    let Slip { label, help, instead } = line.slip(&message).unwrap_or_else(|| Slip {
        label: message.clone(),
        help: "correct this place; until then nothing in this file is read".to_owned(),
        instead: None,
    });
    Problem {
        kind: ProblemKind::SyntaxError,
        span,
        message: "file is not valid TOML".to_owned(),
        label,
        help: Some(help),
        detail: message,
        instead,
    }
}

/// A common slip, in plain words.
struct Slip {
    label: String,
    help: String,
    instead: Option<Instead>,
}

impl Slip {
    fn new(label: &str, help: impl std::fmt::Display) -> Self {
        Self {
            label: label.to_owned(),
            help: format!("{help}; until then nothing in this file is read"),
            instead: None,
        }
    }

    fn with(self, title: String, edits: Vec<(Span, String)>) -> Self {
        Self { instead: Some(Instead::Places { title, edits }), ..self }
    }
}

/// The line of an error.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// What of it goes before the error.
    before: usize,
}

impl<'a> Line<'a> {
    fn of(text: &'a str, span: Span) -> Self {
        // Of a longer line nothing is said that would need all of it.
        let near = on_characters(text, Span::new(span.start.saturating_sub(LONGEST_LINE), span.start + LONGEST_LINE));
        let start = text[near.start..span.start].rfind('\n').map_or(near.start, |at| near.start + at + 1);
        let end = text[span.start..near.end].find('\n').map_or(near.end, |at| span.start + at);
        Self { text: text[start..end].trim_end(), start, before: span.start.min(end) - start }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.start + from, self.start + to)
    }

    fn slip(&self, message: &str) -> Option<Slip> {
        if self.text.len() > LONGEST_LINE {
            return None;
        }
        let trimmed = self.text.trim_start();
        let indent = self.text.len() - trimmed.len();
        if self.text.contains(['“', '”', '„', '‘', '’']) {
            return Some(self.curly());
        }
        if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| self.text.starts_with(mark)) {
            return Some(Slip::new(
                CONFLICT,
                "keep one of the two, and take out the lines with <<<<<<<, ======= and >>>>>>>",
            ));
        }
        if trimmed.starts_with("//") {
            let title = "write # instead of //".to_owned();
            let slip = Slip::new("a comment begins with # here", "write # instead of //".to_owned());
            return Some(slip.with(title, vec![(self.span(indent, indent + 2), "#".to_owned())]));
        }
        if trimmed.starts_with('[') {
            return self.header(message, trimmed, indent);
        }
        if message.contains("duplicate key") {
            return Some(Slip::new("this key is there already", "keep one of the two".to_owned()));
        }
        let is_key = |key: &str| {
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if let Some((key, value)) = trimmed.split_once('=').filter(|(key, _)| is_key(key.trim())) {
            let from = self.text.len() - value.trim_start().len();
            return self.value(key.trim(), value.trim(), from, message);
        }
        let (key, value) = trimmed.split_once(':').filter(|(key, value)| is_key(key) && !value.trim().is_empty())?;
        let at = indent + key.len();
        let slip = Slip::new("a key and its value are joined by =", format!("write `{key} = {}`", value.trim()));
        Some(slip.with("write = instead of :".to_owned(), vec![(self.span(at, at + 1), " =".to_owned())]))
    }

    /// `[[duty` and `[duty]` twice.
    fn header(&self, message: &str, trimmed: &str, indent: usize) -> Option<Slip> {
        let name = trimmed.trim_matches(['[', ']']).trim();
        let is_plain =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if !is_plain {
            return None;
        }
        if message.contains("duplicate key") && !trimmed.starts_with("[[") {
            let help = format!("keep one of the two; where it is a list, write [[{name}]] for each");
            return Some(Slip::new("a table of this name is there already", help));
        }
        if message.contains("unclosed") {
            let header = if trimmed.starts_with("[[") { format!("[[{name}]]") } else { format!("[{name}]") };
            let slip = Slip::new("the brackets are not closed", format!("write {header}"));
            return Some(slip.with(format!("write {header}"), vec![(self.span(indent, self.text.len()), header)]));
        }
        None
    }

    /// A value without its quotes, and a day that is none.
    fn value(&self, key: &str, value: &str, from: usize, message: &str) -> Option<Slip> {
        let said = value.split('#').next().unwrap_or(value).trim_end();
        let dashed = said.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        if dashed && said.split('-').count() == 3 {
            let parts: Vec<&str> = said.split('-').collect();
            let padded = format!("{}-{:0>2}-{:0>2}", parts[0], parts[1], parts[2]);
            let day = crate::base::date::Date::parse(&padded).filter(|_| parts[0].len() == 4);
            return Some(match day {
                Some(day) => Slip::new("month and day have two digits", format!("write {key} = {day}"))
                    .with(format!("write {day}"), vec![(self.span(from, from + said.len()), day.to_string())]),
                None => {
                    Slip::new("the calendar has no such day", "write a day that exists, such as 2026-12-31".to_owned())
                }
            });
        }
        let bare = said.starts_with(|c: char| c.is_alphabetic() || c == '@' || c.is_ascii_digit())
            && !said.contains(['"', '\'']);
        let is_date = said.split(['.', '/']).count() == 3 && said.starts_with(|c: char| c.is_ascii_digit());
        if is_date {
            return Some(Slip::new("no date as TOML writes them", format!("write the date as {key} = 2026-12-31")));
        }
        if bare && self.before >= from.min(self.text.len()) {
            let lower = said.to_ascii_lowercase();
            if matches!(lower.as_str(), "yes" | "no" | "on" | "off")
                || matches!(said, "True" | "False" | "TRUE" | "FALSE")
            {
                let flag = matches!(lower.as_str(), "yes" | "on" | "true").to_string();
                let slip = Slip::new("a flag is true or false", format!("write {key} = {flag}"));
                return Some(slip.with(format!("write {flag}"), vec![(self.span(from, from + said.len()), flag)]));
            }
            if said.ends_with('%') {
                return Some(Slip::new("a share is a number from 0 to 1", format!("write {key} = 0.6 for 60 %")));
            }
            let text = crate::base::fix::quoted(said);
            let slip = Slip::new("text goes in quotes", format!("write {key} = {text}"));
            return Some(slip.with(format!("write {text}"), vec![(self.span(from, from + said.len()), text)]));
        }
        let open = said.matches('"').count() % 2 == 1;
        if open && !said.contains('[') {
            let closed = format!("{said}\"");
            return Some(Slip::new("the quotes are not closed", format!("write {key} = {closed}")));
        }
        if message.contains("missing comma") && self.before >= from {
            return Some(Slip::new(
                "a comma is missing before this",
                "separate the items of a list with commas".to_owned(),
            ));
        }
        None
    }

    /// Quotes as a word processor writes them.
    fn curly(&self) -> Slip {
        let curly = |c: &char| matches!(c, '“' | '”' | '„' | '‘' | '’');
        let edits = self.text.char_indices().filter(|(_, c)| curly(c)).map(|(at, c)| {
            let straight = if matches!(c, '‘' | '’') { "'" } else { "\"" };
            (self.span(at, at + c.len_utf8()), straight.to_owned())
        });
        let slip = Slip::new("these quotes are not those of TOML", "write straight quotes, \"…\"".to_owned());
        slip.with("write straight quotes".to_owned(), edits.collect())
    }
}

/// Widens a span to whole characters inside the text.
fn on_characters(text: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start.min(text.len()), span.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end.max(start))
}
