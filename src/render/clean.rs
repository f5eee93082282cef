//! Takes the power out of text from files: escape sequences, control characters, and characters that turn the reading
//! direction around would change what a terminal shows.

use std::borrow::Cow;

/// Text for one line of a terminal: whatever could act instead of being read is shown as U+FFFD, line breaks as spaces.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| acts(c) || matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let replace = |c| match c {
        '\n' | '\r' | '\t' => ' ',
        c if acts(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(replace).collect())
}

/// A whole file for an excerpt: characters that act are replaced by as many bytes, so that every span stays where it is.
#[must_use]
pub fn excerpt(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match (acts(c), c.len_utf8()) {
            (false, _) => clean.push(c),
            (true, 1) => clean.push(' '),
            (true, 2) => clean.push('\u{b7}'),
            (true, _) => clean.push('\u{fffd}'),
        }
    }
    Cow::Owned(clean)
}

/// Text that cannot break out of a Markdown table cell, nor mention anybody.
#[must_use]
pub fn markdown_cell(text: &str) -> String {
    let mut safe = String::new();
    for c in line(text).chars() {
        match c {
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' => {
                safe.push('\\');
                safe.push(c);
            }
            '<' => safe.push_str("&lt;"),
            '@' => safe.push_str("@\u{200b}"),
            c => safe.push(c),
        }
    }
    safe
}

fn acts(c: char) -> bool {
    let direction =
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}');
    let mark = matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}');
    (c.is_control() && !matches!(c, '\n' | '\t')) || direction || mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left_and_spans_stay() {
        let hostile = "a\u{1b}[31m\u{9b}\u{202e}\r\nb";
        assert_eq!(line(hostile), "a\u{fffd}[31m\u{fffd}\u{fffd}  b");
        let excerpt = excerpt(hostile);
        assert_eq!(excerpt.len(), hostile.len());
        assert!(!excerpt.contains('\u{1b}'));
        assert_eq!(excerpt.find('b'), hostile.find('b'));
    }
}
