//! A page of explanation: for a terminal, wrapped to its width, or as JSON (version 1).

use std::fmt::Write as _;

use serde::Serialize;

use super::clean;

/// What is explained; several where a name means several things.
#[derive(Debug, Serialize)]
pub(crate) struct Pages {
    version: u32,
    pages: Vec<Page>,
}

#[derive(Debug, Serialize)]
struct Page {
    name: String,
    about: String,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    heading: String,
    #[serde(flatten)]
    body: Body,
}

/// What stands below a heading.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Body {
    /// A paragraph.
    Text(String),
    /// Items of a list.
    Items(Vec<String>),
    /// Lines that are shown as they are.
    Lines(Vec<String>),
}

impl Default for Pages {
    fn default() -> Self {
        Self { version: 1, pages: Vec::new() }
    }
}

impl Pages {
    /// Begins a page.
    pub(crate) fn title(&mut self, name: &str, about: impl Into<String>) {
        self.pages.push(Page { name: name.to_owned(), about: about.into(), sections: Vec::new() });
    }

    /// Adds a paragraph to the last page.
    pub(crate) fn text(&mut self, heading: &str, text: &str) {
        self.section(heading, Body::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")));
    }

    /// Adds a list to the last page, or lines.
    pub(crate) fn section(&mut self, heading: &str, body: Body) {
        if let Some(page) = self.pages.last_mut() {
            page.sections.push(Section { heading: heading.to_owned(), body });
        }
    }

    /// One JSON object, indented.
    #[must_use]
    pub(crate) fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("internal error: plain data is always JSON") + "\n"
    }

    /// Text of at most this width.
    #[must_use]
    pub(crate) fn wrapped(&self, width: usize) -> String {
        let mut out = String::new();
        for page in &self.pages {
            if !out.is_empty() {
                out.push('\n');
            }
            // Writing to a `String` cannot fail.
            let _ = writeln!(out, "{}: {}", clean::line(&page.name), clean::line(&page.about));
            for section in &page.sections {
                let _ = writeln!(out, "\n{}", clean::line(&section.heading));
                match &section.body {
                    Body::Text(text) => wrap(&mut out, width, text, "  ", "  "),
                    Body::Items(items) => items.iter().for_each(|item| wrap(&mut out, width, item, "  - ", "    ")),
                    Body::Lines(lines) => lines.iter().for_each(|line| {
                        let _ = writeln!(out, "{}", format!("  {}", clean::line(line)).trim_end());
                    }),
                }
            }
        }
        out
    }
}

fn wrap(out: &mut String, width: usize, text: &str, first: &str, rest: &str) {
    let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(rest);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace).break_words(false);
    for line in textwrap::wrap(text, options) {
        // What rule files of a repository say is shown, and does nothing.
        let _ = writeln!(out, "{}", clean::line(&line));
    }
}
