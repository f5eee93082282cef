//! A page as its readers see it: without comments of site generators and front matter, and with tables that are indented.

use std::borrow::Cow;

/// Comments of site generators: Liquid, Jinja, Hugo and MDX. What opens one, and what closes it.
const COMMENTS: &[(&str, &str)] = &[
    ("{% comment %}", "{% endcomment %}"),
    ("{%- comment -%}", "{%- endcomment -%}"),
    ("{{/*", "*/}}"),
    ("{{- /*", "*/ -}}"),
    ("{{!--", "--}}"),
    ("{/*", "*/}"),
    ("{#", "#}"),
];

/// The text with what no reader of the page sees blotted out; all else keeps its place. A comment that is never closed is none.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    // All of them begin with the same sign.
    let braces = memchr::memchr_iter(b'{', text.as_bytes());
    let opens = |at: usize| COMMENTS.iter().any(|(open, _)| text[at..].starts_with(open));
    if !braces.into_iter().any(opens) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // What was looked for once to the end and is not there need not be looked for again.
    let mut unclosed = [false; COMMENTS.len()];
    while let Some(at) = rest.find('{') {
        let here = &rest[at..];
        let opened = COMMENTS.iter().enumerate().find(|(index, (open, _))| !unclosed[*index] && here.starts_with(open));
        let length = opened.and_then(|(index, (open, close))| {
            let found = here[open.len()..].find(close).map(|end| open.len() + end + close.len());
            unclosed[index] = found.is_none();
            found
        });
        let kept = at + usize::from(length.is_none());
        plain.push_str(&rest[..kept]);
        let length = length.unwrap_or(0);
        plain.extend(here[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &rest[kept + length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Rows of a table that are indented below its head: the bar goes to where Markdown looks for it, all else keeps its place.
pub(super) fn with_tables(text: &str) -> Cow<'_, str> {
    let indented = |line: &str| line.starts_with("    ") && line.trim_start_matches(' ').starts_with('|');
    if !text.lines().any(indented) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut in_table = false;
    for line in text.split_inclusive('\n') {
        let row = line.trim_start_matches(' ');
        let spaces = line.len() - row.len();
        if in_table && indented(line) {
            plain.push('|');
            plain.push_str(&line[..spaces]);
            plain.push_str(&row[1..]);
            continue;
        }
        in_table = spaces < 4 && row.starts_with('|');
        plain.push_str(line);
    }
    Cow::Owned(plain)
}

/// The key of a front matter that says what the page is called.
const TITLE: &str = "title:";

/// What a front matter in YAML calls a page that has no heading of its own, as generators of sites show it.
pub(in crate::read::prose) fn title(text: &str) -> Option<String> {
    let front = without_front(text);
    let Cow::Owned(body) = front else { return None };
    if body.lines().any(|line| line.starts_with("# ")) {
        return None;
    }
    let inside = text.lines().skip(1).take_while(|line| !matches!(line.trim_end(), "---" | "..."));
    let title = inside.filter_map(|line| line.strip_prefix(TITLE)).next()?;
    Some(title.trim().trim_matches(['"', '\'']).to_owned()).filter(|title| !title.is_empty())
}

/// The text without a front matter in YAML, which stands at its very beginning; all else keeps its place. Further down, three
/// dashes are a line that is drawn, whatever follows them.
pub(super) fn without_front(text: &str) -> Cow<'_, str> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Cow::Borrowed(text);
    }
    let mut end = first.len();
    for line in lines {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            let mut plain = String::with_capacity(text.len());
            plain.extend(text[..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            plain.push_str(&text[end..]);
            return Cow::Owned(plain);
        }
    }
    Cow::Borrowed(text)
}
