//! Waivers in Markdown: in comments of HTML wherever the text is no code, over several lines as well, and behind the last bar of
//! a table's row; in those of a TOML front matter. What is written like one elsewhere (in a code block, in another kind of
//! comment) is told, since it does nothing.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Fault, Scope, WaiverEntry, entry, is_marked, marked, of_toml};
use crate::base::limits::WAIVERS;
use crate::base::source::Span;

/// What opens a comment of some kind, right before our mark.
const OPENERS: &[&str] = &["<!--", "#", "//", "/*", "%%", "--", "[//]: # (", "[comment]: # ("];

/// The waivers of a Markdown file, in its order.
#[must_use]
pub(crate) fn of_markdown(text: &str) -> Vec<WaiverEntry> {
    if !is_marked(text) {
        return Vec::new();
    }
    let front = front_matter(text);
    let code = Code::of(text);
    let comments = comments(text, &code);
    let passed = |line: &str| line.is_empty() || (line.starts_with("<!--") && line.ends_with("-->"));
    let read = comments.iter().filter_map(|(span, inner)| entry(text, *span, inner.clone(), passed));
    let mut found: Vec<WaiverEntry> = read.take(WAIVERS.most + 1).collect();
    found.extend(of_toml(&text[..front]));
    let ranges: Vec<Range<usize>> = comments.iter().map(|(span, _)| span.start..span.end).collect();
    let inside = |at: usize| at < front || holds(&ranges, at);
    for (at, _) in text.match_indices("rawline") {
        let Some(at) = at.checked_sub(1).filter(|at| text.is_char_boundary(*at) && !inside(*at)) else { continue };
        if holds(&code.spans, at) {
            continue;
        }
        if found.len() > WAIVERS.most {
            break;
        }
        let before = text[..at].trim_end_matches([' ', '\t']);
        let is_open = OPENERS.iter().any(|opener| before.ends_with(opener.trim_end()));
        if is_open && marked(&text[at..]).is_some() {
            let line = text[at..].lines().next().unwrap_or_default();
            found.push(not_read(Span::new(at, at + line.trim_end().len()), holds(&code.blocks, at)));
        }
    }
    found.sort_by_key(|waiver| waiver.span);
    found
}

fn not_read(span: Span, in_code: bool) -> WaiverEntry {
    let (text, help) = if in_code {
        ("is in a code block, where nothing is read", "move the comment out of the code block, above what it is about")
    } else {
        ("is in no comment of HTML", "write `<!-- drawline: ignore[rule-name] until=2026-12-31 the reason -->`")
    };
    WaiverEntry {
        rules: Vec::new(),
        until: None,
        reason: None,
        owner: None,
        compensating: None,
        span,
        covers: Span::new(span.start, span.start),
        whole: span,
        scope: Scope::default(),
        fault: Some(Fault { span, text: text.into(), help: help.into() }),
    }
}

/// One past the last byte of a TOML front matter.
fn front_matter(text: &str) -> usize {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !body.starts_with("+++") {
        return 0;
    }
    let start = text.len() - body.len() + 3;
    text[start..].find("\n+++").map_or(0, |end| start + end)
}

/// Where a page holds code.
#[derive(Default)]
struct Code {
    blocks: Vec<Range<usize>>,
    spans: Vec<Range<usize>>,
}

impl Code {
    fn of(text: &str) -> Self {
        let mut code = Self::default();
        let mut start = None;
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => start = Some(range.start),
                Event::End(TagEnd::CodeBlock) => {
                    code.blocks.push(start.take().unwrap_or(range.start)..range.end);
                }
                Event::Code(_) => code.spans.push(range),
                _ => {}
            }
        }
        code
    }

    fn holds(&self, at: usize) -> bool {
        holds(&self.blocks, at) || holds(&self.spans, at)
    }
}

/// Whether any of these ranges, which are sorted and apart, holds a byte.
fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    next.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| range.contains(&at))
}

/// The comments of HTML outside of code, and what is inside each. Found in the text itself: what stands behind the last bar of
/// a row is no part of any table, and a parser does not show it.
fn comments(text: &str, code: &Code) -> Vec<(Span, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|start| at + start) {
        let inner = start + 4;
        if code.holds(start) {
            at = inner;
            continue;
        }
        let Some(end) = text[inner..].find("-->").map(|end| inner + end) else { break };
        found.push((Span::new(start, end + 3), inner..end));
        at = end + 3;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<Option<String>> {
        of_markdown(text).into_iter().map(|waiver| waiver.fault.map(|fault| fault.text.into_owned())).collect()
    }

    #[test]
    fn a_comment_over_several_lines_is_about_the_line_below() {
        let text =
            "- a\n\n<!--\n  drawline: ignore[x] until=2026-12-31 our first\n  QA lead starts then\n-->\n- Signs\n- b\n";
        let [waiver] = of_markdown(text).try_into().expect("one");
        assert_eq!(waiver.reason.as_deref(), Some("our first QA lead starts then"));
        assert!(text[waiver.covers.start..waiver.covers.end].ends_with("- Signs"), "{:?}", waiver.covers);
    }

    #[test]
    fn a_comment_behind_the_last_bar_is_about_its_row() {
        let text = "| A | B |\n|---|---|\n| x | A | <!-- drawline: ignore[x] y -->\n| z | A |\n";
        let [waiver] = of_markdown(text).try_into().expect("one");
        assert_eq!((waiver.reason.as_deref(), waiver.fault), (Some("y"), None));
        assert!(text[waiver.covers.start..waiver.covers.end].starts_with("| x"));
    }

    #[test]
    fn a_front_matter_in_toml_has_comments_of_its_own() {
        let text = "+++\n# drawline: ignore[x] y\n[team]\nname = \"A\"\n+++\n\n# A\n";
        assert_eq!(faults(text), [None]);
    }

    #[test]
    fn what_is_written_where_nothing_is_read_is_told() {
        for text in [
            "```html\n<!-- drawline: ignore[x] y -->\n```\n",
            "```toml\na = 1 # drawline: ignore[x] y\n```\n",
            "[//]: # (drawline: ignore[x] y)\n",
            "{/* drawline: ignore[x] y */}\n",
            "---\n# drawline: ignore[x] y\n---\n",
            "<!-- drawline: ignore[x] y\n",
        ] {
            let found = faults(text);
            assert!(matches!(found.as_slice(), [Some(_)]), "{text:?}: {found:?}");
        }
        for text in ["Use drawline: ignore[x] where needed.\n", "# drawline\n\nA linter // drawline\n"] {
            assert_eq!(faults(text), [], "{text:?}");
        }
    }
}
