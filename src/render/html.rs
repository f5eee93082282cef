//! The frame of every page for a browser: one file that loads nothing and runs nothing, and says so in a policy that a browser
//! keeps. Text from files goes through `clean.rs`.

use maud::Render;
use sha2::{Digest as _, Sha256};

use super::clean;

/// Text that is nothing but text, in an element or between quotes.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        clean::push_html(buffer, self.0);
    }
}

/// A page: its title as text, its style, and its body as HTML.
#[must_use]
pub(super) fn page(title: &str, style: &str, body: &str) -> String {
    let hash = base64(&Sha256::digest(style));
    let title = clean::html(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src \
         'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{style}</style>\n\
         </head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// The same HTML without end tags and quotes that a browser puts in by itself: a large table is a third smaller so.
#[must_use]
pub(super) fn shortened(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (bytes, mut copied) = (html.as_bytes(), 0);
    for at in memchr::memchr_iter(b'<', bytes) {
        // Tags are short: looking at each byte is quicker than looking for two.
        let (mut end, mut has_quotes) = (at, false);
        while end < bytes.len() && bytes[end] != b'>' {
            has_quotes |= bytes[end] == b'"';
            end += 1;
        }
        // Text from files has neither sign: `<` and `>` are always ours.
        let end = (end + 1).min(bytes.len());
        let tag = &html[at..end];
        let is_left_out = !has_quotes && matches!(tag, "</td>" | "</th>" | "</tr>" | "</thead>" | "</tbody>" | "</li>");
        // Most tags have nothing in quotes, and are copied with the text around them.
        if is_left_out || has_quotes {
            out.push_str(&html[copied..at]);
            copied = end;
            if !is_left_out {
                push_tag(&mut out, tag);
            }
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// A tag, with no quotes around values that are one plain word.
fn push_tag(out: &mut String, tag: &str) {
    let mut rest = tag;
    while let Some((before, behind)) = split_at_quote(rest) {
        out.push_str(before);
        let (value, behind) = split_at_quote(behind).unwrap_or((behind, ""));
        let is_plain =
            !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'#');
        let quote = if is_plain { "" } else { "\"" };
        for part in [quote, value, quote] {
            out.push_str(part);
        }
        rest = behind;
    }
    out.push_str(rest);
}

/// What stands before the next quote, and what behind it. Values are short.
fn split_at_quote(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == b'"')?;
    Some((&text[..at], &text[at + 1..]))
}

/// Bytes as a policy writes a hash.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], chunk.get(1).copied().unwrap_or(0), chunk.get(2).copied().unwrap_or(0)];
        let joined = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            let letter = (joined >> (18 - 6 * place)) & 63;
            out.push(if place <= chunk.len() { char::from(LETTERS[letter as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_standard_has_them() {
        // RFC 4648, section 10.
        for (bytes, right) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), right);
        }
    }

    #[test]
    fn the_policy_lets_the_page_style_itself_and_nothing_else() {
        let page = page("x", "p{margin:0}", "<p>x</p>");
        let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
        let hash = page.split_once("'sha256-").and_then(|(_, rest)| rest.split_once('\'')).expect("a hash").0;
        assert_eq!(base64(&Sha256::digest(style)), hash);
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe") && !page.contains("http://"));
    }

    #[test]
    fn only_what_a_browser_knows_is_left_out() {
        let html = "<table id=\"t1\"><thead><tr><th>a</th></tr></thead><tbody><tr><td class=\"a b\">b</td></tr></tbody></table>\
                    <ul><li>\"c=\"</li></ul><p title=\"\">d</p>";
        let short =
            "<table id=t1><thead><tr><th>a<tbody><tr><td class=\"a b\">b</table><ul><li>\"c=\"</ul><p title=\"\">d</p>";
        assert_eq!(shortened(html), short);
    }
}
