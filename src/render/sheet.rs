//! A sheet: a page of headings and lists, as text for a terminal, as Markdown, and as one HTML file that loads nothing and runs
//! nothing. What a sheet says may come from files: each form takes the power out of it.

use std::fmt::Write as _;

use super::clean;

/// A page of headings and lists.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What it is about.
    pub(crate) title: String,
    /// One line below the title.
    pub(crate) about: String,
    /// Sentences to begin with, each a paragraph.
    pub(crate) lead: Vec<String>,
    /// The rest, heading by heading.
    pub(crate) sections: Vec<Section>,
    /// The last line.
    pub(crate) foot: String,
}

/// A heading with a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// Its heading.
    pub(crate) heading: String,
    /// What the list is.
    pub(crate) about: String,
    /// Its items.
    pub(crate) items: Vec<Item>,
}

/// An item: what it is about, and what is said of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// What it is about.
    pub(crate) head: String,
    /// What is said of it, behind the head.
    pub(crate) said: String,
    /// More, each on a line of its own.
    pub(crate) more: Vec<String>,
}

impl Sheet {
    /// Adds a list, unless it is empty.
    pub(crate) fn list(&mut self, heading: &str, about: &str, items: Vec<Item>) {
        if !items.is_empty() {
            self.sections.push(Section { heading: heading.to_owned(), about: about.to_owned(), items });
        }
    }
}

/// For a terminal of a width.
#[must_use]
pub(crate) fn text(sheet: &Sheet, width: usize) -> String {
    let mut out = String::new();
    wrap(&mut out, width, &sheet.title, "", "");
    wrap(&mut out, width, &sheet.about, "", "");
    for sentence in &sheet.lead {
        wrap(&mut out, width, sentence, "\n  ", "  ");
    }
    for section in &sheet.sections {
        let about = if section.about.is_empty() { String::new() } else { format!(": {}", section.about) };
        wrap(&mut out, width, &format!("{}{about}", section.heading), "\n", "  ");
        for item in &section.items {
            wrap(&mut out, width, &joined(&item.head, &item.said), "  - ", "    ");
            item.more.iter().for_each(|line| wrap(&mut out, width, line, "    ", "    "));
        }
    }
    wrap(&mut out, width, &sheet.foot, "\n", "");
    out
}

fn joined(head: &str, said: &str) -> String {
    if said.is_empty() { head.to_owned() } else { format!("{head}: {said}") }
}

fn wrap(out: &mut String, width: usize, text: &str, first: &str, rest: &str) {
    if text.is_empty() {
        return;
    }
    let (breaks, first) = (first.matches('\n').count(), first.trim_start_matches('\n'));
    out.push_str(&"\n".repeat(breaks));
    let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(rest);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace).break_words(false);
    for line in textwrap::wrap(&clean::line(text), options) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "{line}");
    }
}

/// For a page: mentions nobody and links nowhere.
#[must_use]
pub fn markdown(sheet: &Sheet) -> String {
    let cell = clean::markdown_cell;
    let mut out = format!("# {}\n", cell(&sheet.title));
    for paragraph in std::iter::once(&sheet.about).chain(&sheet.lead).filter(|text| !text.is_empty()) {
        let _ = writeln!(out, "\n{}", cell(paragraph));
    }
    for section in &sheet.sections {
        let _ = writeln!(out, "\n## {}\n", cell(&section.heading));
        if !section.about.is_empty() {
            let _ = writeln!(out, "{}\n", cell(&section.about));
        }
        for item in &section.items {
            let said = if item.said.is_empty() { String::new() } else { format!(": {}", cell(&item.said)) };
            let _ = writeln!(out, "- **{}**{said}", cell(&item.head));
            for line in &item.more {
                let _ = writeln!(out, "  <br>{}", cell(line));
            }
        }
    }
    if !sheet.foot.is_empty() {
        let _ = writeln!(out, "\n{}", cell(&sheet.foot));
    }
    out
}

/// How a page looks: in the colours of the reader's system, and on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid;padding-bottom:.2rem}\
.about,.foot{font-size:.9rem;opacity:.8}.lead{font-size:1.05rem}li{margin:.4rem 0}small{display:block;opacity:.85}\
@media print{body{margin:0;max-width:none}h2{break-after:avoid}li{break-inside:avoid}}";

/// One file for a browser: no script, nothing that is loaded, and a policy by which a browser would not either.
#[must_use]
pub(crate) fn html(sheet: &Sheet) -> String {
    let mut out = format!("<main>\n<h1>{}</h1>\n", clean::html(&sheet.title));
    if !sheet.about.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", clean::html(&sheet.about));
    }
    for sentence in &sheet.lead {
        let _ = writeln!(out, "<p class=\"lead\">{}</p>", clean::html(sentence));
    }
    for section in &sheet.sections {
        let _ = writeln!(out, "<section>\n<h2>{}</h2>", clean::html(&section.heading));
        if !section.about.is_empty() {
            let _ = writeln!(out, "<p class=\"about\">{}</p>", clean::html(&section.about));
        }
        out.push_str("<ul>\n");
        for item in &section.items {
            let said = if item.said.is_empty() { String::new() } else { format!(": {}", clean::html(&item.said)) };
            let _ = write!(out, "<li><strong>{}</strong>{said}", clean::html(&item.head));
            for line in &item.more {
                let _ = write!(out, "<small>{}</small>", clean::html(line));
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n</section>\n");
    }
    if !sheet.foot.is_empty() {
        let _ = writeln!(out, "<p class=\"foot\">{}</p>", clean::html(&sheet.foot));
    }
    out.push_str("</main>\n");
    super::html::page(&sheet.title, STYLE, &out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        let item = Item { head: text.to_owned(), said: text.to_owned(), more: vec![text.to_owned()] };
        let mut sheet = Sheet {
            title: text.to_owned(),
            about: text.to_owned(),
            lead: vec![text.to_owned()],
            foot: text.to_owned(),
            ..Sheet::default()
        };
        sheet.list(text, text, vec![item]);
        sheet
    }

    #[test]
    fn no_text_becomes_more_than_text() {
        let hostile = "<script>alert(1)</script>\"' onload=x \u{1b}[31m\n# [a](b) @maya | `x`";
        let page = html(&sheet(hostile));
        assert!(!page.contains("<script") && !page.contains("alert(1)</s") && !page.contains('\u{1b}'), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"), "{page}");
        let elements = page.matches('<').count();
        assert_eq!(elements, html(&sheet("x")).matches('<').count(), "{page}");
        let page = markdown(&sheet(hostile));
        assert!(!page.contains("<script") && !page.contains("[a](b)") && !page.contains("@maya"), "{page}");
        let page = text(&sheet(hostile), 80);
        assert!(!page.contains('\u{1b}') && page.lines().all(|line| line.len() <= 110), "{page}");
    }
}
