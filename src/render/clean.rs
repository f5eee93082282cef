//! Takes the power out of text from files, one function for each kind of reader: terminals and logs, excerpts, Markdown.
//!
//! Terminals obey escape sequences; logs of workflow runs obey lines such as `::error::` and, anywhere in a line,
//! `##[error]`; what is invisible or turns the reading direction around shows another text than the file has. Formats that
//! programs read (JSON and its kin) escape by their own grammar and show what the file says.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::looks::is_joiner;

/// What stays as it is in an address.
const IN_ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Text for one line of a terminal or a log: what could act instead of being read is shown as U+FFFD, line breaks as spaces,
/// and the marks of workflow commands are broken.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    let clean = shown(text);
    if has_command(&clean) { Cow::Owned(without_commands(&clean)) } else { clean }
}

/// A path for a terminal or a log. Its inside stays as it is, so that it can be opened; one that would begin as a command
/// does begins with `./`.
#[must_use]
pub fn path(path: &str) -> Cow<'_, str> {
    let clean = shown(path);
    if clean.trim_start().starts_with("::") {
        return Cow::Owned(format!("./{}", without_marks(&clean)));
    }
    if clean.contains(MARK) { Cow::Owned(without_marks(&clean)) } else { clean }
}

/// A path as a part of an address: nothing in it ends the path, the address or what stands around it.
#[must_use]
pub(crate) fn address(path: &str) -> String {
    utf8_percent_encode(path, IN_ADDRESS).to_string()
}

/// A whole file for an excerpt: characters that act are replaced by as many bytes, so that every span stays where it is.
#[must_use]
pub fn excerpt(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK) && !acting(text).any(|(_, acts)| acts) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for (c, acts) in acting(text) {
        match (acts, c.len_utf8()) {
            (false, _) => clean.push(c),
            (true, 1) => clean.push(' '),
            (true, 2) => clean.push('\u{b7}'),
            (true, 3) => clean.push('\u{fffd}'),
            (true, _) => clean.push_str("\u{fffd} "),
        }
    }
    Cow::Owned(clean.replace(MARK, "# ["))
}

/// Text that cannot break out of a Markdown table cell, nor mention anybody, link anywhere, or refer to an issue.
#[must_use]
pub fn markdown_cell(text: &str) -> String {
    let mut safe = String::new();
    let clean = line(text);
    for (at, c) in clean.char_indices() {
        match c {
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' => {
                safe.push('\\');
                safe.push(c);
            }
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '@' => safe.push_str("@\u{200b}"),
            // `#12` and `GH-12` are issues for a host, `https://` and `www.` links.
            '#' if next_is(&clean, at + 1, |c| c.is_ascii_digit()) => safe.push_str("#\u{200b}"),
            '-' if ends_with(&clean[..at], "gh") && next_is(&clean, at + 1, |c| c.is_ascii_digit()) => {
                safe.push_str("-\u{200b}");
            }
            ':' if clean[at..].starts_with("://") => safe.push_str(":\u{200b}"),
            '.' if ends_with(&clean[..at], "www") => safe.push_str("\u{200b}."),
            c => safe.push(c),
        }
    }
    safe
}

/// Text of one line that is nothing but text in HTML and SVG, also between quotes.
#[must_use]
pub(crate) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    push_html(&mut safe, text);
    safe
}

/// The same, put behind what is there.
pub(crate) fn push_html(safe: &mut String, text: &str) {
    // Nearly all of what a page says is letters, and is copied whole.
    let is_marked = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'#' | b':');
    if text.bytes().all(|byte| is_plain(byte) && !is_marked(byte)) {
        return safe.push_str(text);
    }
    for c in line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
}

/// A cell of a table for spreadsheets: what would be a formula there begins with an apostrophe, and is text.
#[must_use]
pub(crate) fn csv_cell(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let clean = line(text);
    // A spreadsheet passes blanks over that stand before a sign.
    let acts = |cell: &str| cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"').starts_with(FORMULA);
    // In some countries it ends a cell at a semicolon, whatever quotes stand around that.
    let cells = clean.split(';').map(|cell| if acts(cell) { format!("'{cell}") } else { cell.to_owned() });
    let safe = cells.collect::<Vec<_>>().join(";");
    if safe.contains(['"', ',', ';']) || safe != safe.trim() {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// A handle in Markdown as code, which mentions nobody and reads as the handle; any other name as text.
#[must_use]
pub(crate) fn markdown_name(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let is_handle = name.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain));
    if is_handle { format!("`{name}`") } else { markdown_cell(name) }
}

/// Prose of a comment that a bot writes on a host: it mentions nobody, links nowhere, and has no element of HTML in it.
#[must_use]
pub fn comment(text: &str) -> String {
    let mut safe = String::new();
    for (at, c) in text.char_indices() {
        let is_broken = match c {
            '@' => true,
            '<' => next_is(text, at + 1, |c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            ']' => next_is(text, at + 1, |c| matches!(c, '(' | '[')),
            _ => false,
        };
        safe.push(if acts(c) { '\u{fffd}' } else { c });
        if is_broken {
            safe.push('\u{200b}');
        }
    }
    safe
}

/// Text of a message of SARIF, where `[text](address)` is a link.
#[must_use]
pub fn sarif_message(text: &str) -> String {
    text.replace("](", "]\u{200b}(")
}

/// What a runner takes for a command wherever it stands.
const MARK: &str = "##[";

fn next_is(text: &str, at: usize, wanted: impl Fn(char) -> bool) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(wanted)
}

fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Whether a `::name` could begin a line once this is wrapped, or a mark is there.
fn has_command(text: &str) -> bool {
    // Most texts have neither sign twice, and looking for two words costs more than looking for that.
    let is_twice = |two: &[u8]| two[0] == two[1] && matches!(two[0], b'#' | b':');
    if !text.as_bytes().windows(2).any(is_twice) {
        return false;
    }
    text.contains(MARK) || text.match_indices("::").any(|(at, _)| begins_command(text, at))
}

fn begins_command(text: &str, at: usize) -> bool {
    next_is(text, at + 2, |c| c.is_ascii_alphabetic())
}

fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = 0;
    for (at, _) in text.match_indices("::").filter(|(at, _)| begins_command(text, *at)) {
        out.push_str(&text[rest..=at]);
        out.push(' ');
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
    without_marks(&out)
}

fn without_marks(text: &str) -> String {
    text.replace(MARK, "## [")
}

/// Whether a byte is a character of ASCII that is read, and nothing else.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// The text on one line, with nothing in it that acts or hides.
fn shown(text: &str) -> Cow<'_, str> {
    if text.bytes().all(is_plain) || !acting(text).any(|(c, acts)| acts || matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let replace = |(c, acts)| match (c, acts) {
        ('\n' | '\r' | '\t', _) => ' ',
        (_, true) => '\u{fffd}',
        (c, false) => c,
    };
    Cow::Owned(acting(text).map(replace).collect())
}

/// The characters of a text, each with whether it acts instead of being read. Joiners are letters' own in some scripts, and
/// hide something only beside others, or beside one another.
fn acting(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = ' ';
    text.chars().map(move |c| {
        let joins_nothing = is_joiner(c) && (before.is_ascii() || is_joiner(before));
        before = c;
        (c, acts(c) || joins_nothing)
    })
}

fn acts(c: char) -> bool {
    let direction =
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}');
    let mark = matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}');
    let invisible = matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    // Code points that are no characters; XML forbids some of them.
    let none = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    (c.is_control() && !matches!(c, '\n' | '\t')) || direction || mark || invisible || none
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left_and_spans_stay() {
        let hostile = "a\u{1b}[31m\u{9b}\u{202e}\r\n\u{e0041}\u{ffff}b";
        assert_eq!(line(hostile), "a\u{fffd}[31m\u{fffd}\u{fffd}  \u{fffd}\u{fffd}b");
        let excerpt = excerpt(hostile);
        assert_eq!(excerpt.len(), hostile.len());
        assert!(!excerpt.contains('\u{1b}'));
        assert_eq!(excerpt.find('b'), hostile.find('b'));
    }

    #[test]
    fn no_text_is_a_command_of_a_workflow_run_wherever_it_is_wrapped() {
        assert_eq!(line("a ::error file=x::b std::io"), "a : :error file=x: :b std: :io");
        assert_eq!(line("12::30 ::"), "12::30 ::");
        for (text, right) in [("##[error]x", "## [error]x"), ("###[debug]", "### [debug]")] {
            assert_eq!(line(text), right);
            assert!(!excerpt(text).contains("##["), "{text}");
            assert_eq!(excerpt(text).len(), text.len());
        }
        assert_eq!(path("::stop-commands::x/a.md"), "./::stop-commands::x/a.md");
        assert_eq!(path(" ::x/a##[b]"), "./ ::x/a## [b]");
        assert_eq!(path("docs/a::b.md"), "docs/a::b.md");
    }

    #[test]
    fn joiners_stay_in_the_scripts_that_write_with_them() {
        assert_eq!(line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(line("ma\u{200d}ya\u{200b}"), "ma\u{fffd}ya\u{fffd}");
        assert_eq!(line("ma\u{200d}\u{200c}ya"), "ma\u{fffd}\u{fffd}ya");
    }

    #[test]
    fn a_cell_of_markdown_links_nowhere() {
        let text = "&#64;octocat ~~x~~ https://evil.example www.evil.example #1 GH-2 <b> C#";
        let right = "&amp;#\u{200b}64;octocat \\~\\~x\\~\\~ https:\u{200b}//evil.example www\u{200b}.evil.example \
                     #\u{200b}1 GH-\u{200b}2 &lt;b> C#";
        assert_eq!(markdown_cell(text), right);
    }

    #[test]
    fn what_only_looks_like_a_link_or_an_issue_stays_as_it_is() {
        assert_eq!(markdown_cell("sprint-2, gh-pages, # 1, www, a: b"), "sprint-2, gh-pages, # 1, www, a: b");
    }

    #[test]
    fn a_cell_of_a_spreadsheet_is_no_formula_and_one_cell() {
        for (text, right) in [
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            (" @ana", "' @ana"),
            ("a,b", "\"a,b\""),
            ("a;b", "\"a;b\""),
            ("a;=1; \"@b", "\"a;'=1;' \"\"@b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("a ", "\"a \""),
        ] {
            assert_eq!(csv_cell(text), right, "{text:?}");
        }
    }

    #[test]
    fn text_is_nothing_but_text_in_html() {
        let (text, right) = ("<a href='x'>\"&\u{1b}", "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\u{fffd}");
        assert_eq!(html(text), right);
    }

    #[test]
    fn a_handle_is_code_and_any_other_name_is_text() {
        assert_eq!(markdown_name("@ana/b-c_d.e"), "`@ana/b-c_d.e`");
        assert_eq!(markdown_name("@"), "@\u{200b}");
        assert_eq!(markdown_name("@a b"), "@\u{200b}a b");
        assert_eq!(markdown_name("Ana_B"), "Ana\\_B");
    }

    #[test]
    fn a_comment_mentions_nobody_and_links_nowhere() {
        let text = "@octocat said\u{1b}: [a](https://b.example) <img src=x> 1 < 2";
        let right = "@\u{200b}octocat said\u{fffd}: [a]\u{200b}(https://b.example) <\u{200b}img src=x> 1 < 2";
        assert_eq!(comment(text), right);
        assert_eq!(sarif_message("[a](b)"), "[a]\u{200b}(b)");
    }
}
