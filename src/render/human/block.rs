//! One finding as a block, as rustc, ruff and zizmor show theirs: severity and rule, message, excerpts, what crossed which
//! line, the way out. The only file that knows annotate-snippets.
//!
//! Texts are cut to what is shown before they are handed over: a label costs the lines around it, however long its file is.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Padding, Renderer, Snippet};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Look;
use super::excerpt::{Excerpt, excerpts};
use crate::base::diagnostic::{Diagnostic, Label, Severity, State};
use crate::base::path::RepoPath;
use crate::history::Commit;
use crate::history::report::{Entry, Texts};
use crate::render::clean;

/// What stays as it is in the address of a file.
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// In the private use area.
const STAND_IN: char = '\u{e0d1}';

/// Makes blocks that look alike.
pub(super) struct Blocks<'a> {
    look: &'a Look,
    renderer: Renderer,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(look: &'a Look) -> Self {
        let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
        Self { look, renderer: renderer.term_width(look.width).hyperlink(look.links.is_some()) }
    }

    pub(super) fn render(&self, entry: &Entry) -> String {
        let diagnostic = &entry.diagnostic;
        let excerpts = excerpts(diagnostic, &entry.texts, |label| self.is_shown(label));
        let message = format!("{}{}", clean::line(&diagnostic.message), state(entry));
        let title = level(diagnostic.severity).primary_title(message).id(&*diagnostic.rule);
        let mut group = Group::with_title(title);
        if !self.is_shown(&diagnostic.primary) {
            let (path, line, column) = place(&diagnostic.primary, &entry.texts);
            group = group.element(Origin::path(path).line(line).char_column(column)).element(Padding);
        }
        let stand_ins: Vec<String> = (0..excerpts.len()).map(stand_in).collect();
        let snippets = excerpts.iter().zip(&stand_ins).map(|(excerpt, path)| excerpt.snippet(path));
        let group = group.elements(snippets);
        let gutter = excerpts.iter().map(Excerpt::gutter).max().unwrap_or(1);
        let notes = self.notes(entry, gutter);
        let block = self.renderer.render(&[group.elements(notes)]);
        let named = excerpts.iter().zip(&stand_ins);
        named.fold(block, |block, (excerpt, stand_in)| self.with_place(&block, stand_in, excerpt))
    }

    /// Whether a label is shown with the text around it: the lines of built-in rules are there for who asks for them.
    fn is_shown(&self, label: &Label) -> bool {
        if label.at.path.is_embedded() { self.look.verbose } else { self.look.excerpts }
    }

    /// What is said below the excerpts, each wrapped beside its name.
    fn notes(&self, entry: &Entry, gutter: usize) -> Vec<Message<'static>> {
        let (diagnostic, texts) = (&entry.diagnostic, &entry.texts);
        let mut notes = Vec::new();
        let mut note = |level: Level<'static>, name: usize, text: String| {
            let width = self.look.width.saturating_sub(gutter + 3 + name).max(20);
            notes.push(level.message(wrapped(&text, width)));
        };
        let hidden: Vec<&Label> = diagnostic.labels().filter(|label| !self.is_shown(label)).collect();
        for label in hidden {
            let text = clean::line(&label.text);
            let text = match label.at.path.is_embedded() {
                true => format!("{text} · `drawline explain {}`", explained_by(diagnostic, label)),
                false if *label == diagnostic.primary => text.into_owned(),
                false => {
                    let (path, line, column) = place(label, texts);
                    format!("{text}, at {path}:{line}:{column}")
                }
            };
            note(Level::NOTE.no_name(), 0, text);
        }
        if let Some(help) = &diagnostic.help {
            note(Level::HELP, "help: ".len(), clean::line(help).into_owned());
        }
        if let Some(confidence) = diagnostic.confidence {
            note(Level::NOTE.with_name("confidence"), "confidence: ".len(), confidence.word().to_owned());
        }
        if let Some(commit) = &entry.introduced_by {
            note(Level::NOTE.no_name(), 0, clean::line(&origin(commit)).into_owned());
        }
        notes
    }

    /// The block with the place of an excerpt in the file, which is not where annotate-snippets finds it in what it was given:
    /// lines may be cut. A link to the file where the terminal shows them.
    fn with_place(&self, block: &str, stand_in: &str, excerpt: &Excerpt) -> String {
        let Some((before, after)) = block.split_once(stand_in) else { return block.to_owned() };
        let after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        let shown = excerpt.place();
        let place = match &self.look.links {
            Some(root) if !excerpt.path.is_embedded() => link(root, &excerpt.path, &shown),
            _ => shown,
        };
        format!("{before}{place}{after}")
    }
}

/// Stands for the path of an excerpt until the block is laid out: no text from a file holds the character.
fn stand_in(at: usize) -> String {
    format!("{STAND_IN}{at}{STAND_IN}")
}

/// Text wrapped to a width; what is between backticks is not torn apart, it is there to be copied.
fn wrapped(text: &str, width: usize) -> String {
    let whole: Vec<String> = text
        .split('`')
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { part.replace(' ', "\u{a0}") } else { part.to_owned() })
        .collect();
    let options = textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace).break_words(false);
    textwrap::wrap(&whole.join("`"), options).join("\n").replace('\u{a0}', " ")
}

fn link(root: &Path, path: &RepoPath, shown: &str) -> String {
    let full = format!("{}/{path}", root.to_string_lossy());
    let address = utf8_percent_encode(&full, ADDRESS);
    format!("\u{1b}]8;;file://{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
}

impl Excerpt {
    fn snippet<'a>(&'a self, path: &'a str) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let marks = self.marks.iter().map(|mark| {
            let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(mark.span.clone()).label(&*mark.text)
        });
        Snippet::source(&*self.source).path(path).line_start(self.first_line).fold(false).annotations(marks)
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name(Severity::Advice.name()),
    }
}

/// What is worth saying about the state: that something is new goes without saying.
fn state(entry: &Entry) -> String {
    match entry.state {
        None | Some(State::Introduced) => String::new(),
        Some(state) => format!(" ({})", state.word()),
    }
}

/// What `drawline explain` is to be asked about a line of the built-in rules: the rule itself, or the activity whose verdict it is.
fn explained_by<'a>(diagnostic: &'a Diagnostic, label: &Label) -> &'a str {
    let file = label.at.path.as_str().rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
    match &diagnostic.subject.activity {
        Some(activity) if *file != *diagnostic.rule => activity,
        _ => &diagnostic.rule,
    }
}

fn place(label: &Label, texts: &Texts) -> (String, usize, usize) {
    let point = texts.file(&label.at.path).point(label.at.span.start);
    (clean::line(label.at.path.as_str()).into_owned(), point.line, point.column)
}

fn origin(commit: &Commit) -> String {
    format!("so since {}, by {:.10} ({})", commit.date(), commit.id.to_string(), commit.author)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::diagnostic::Subject;
    use crate::base::source::{Location, Span};

    fn look(width: usize) -> Look {
        Look { colour: false, width, quiet: false, excerpts: true, verbose: false, links: None }
    }

    fn label(path: &str, span: (usize, usize), text: &str) -> Label {
        Label {
            at: Location { path: RepoPath::new(path).expect("a path"), span: Span::new(span.0, span.1) },
            text: text.to_owned(),
        }
    }

    fn block(text: &str, primary: (usize, usize), secondary: Vec<Label>, look: &Look) -> String {
        let diagnostic = Diagnostic {
            rule: "out-of-scope".into(),
            severity: Severity::Error,
            message: "PM assigned to test sign-off".to_owned(),
            help: Some("leave it to @kim".to_owned()),
            primary: label("a.md", primary, "here"),
            secondary,
            subject: Subject { activity: Some("test-sign-off".into()), ..Subject::default() },
            value: None,
            confidence: None,
            fix: None,
            waiver: None,
        };
        let texts = Arc::new(Texts::gather([&diagnostic.primary.at.path], |_| Some(text.into())));
        let entry = Entry { diagnostic, state: None, commit: None, introduced_by: None, texts };
        Blocks::new(look).render(&entry)
    }

    #[test]
    fn severity_and_rule_stand_in_words_and_the_line_of_a_built_in_rule_is_one_line() {
        let line = label("drawline:rules/activities/quality.toml", (0, 1), "the line: a PM stays out of test sign-off");
        let block = block("one\ntwo\nthree\n", (4, 7), vec![line], &look(80));
        let expected = "error[out-of-scope]: PM assigned to test sign-off\n --> a.md:2:1\n  |\n1 | one\n2 | two\n  | ^^^ here\n\
                        3 | three\n  |\n  = the line: a PM stays out of test sign-off · `drawline explain test-sign-off`\n  \
                        = help: leave it to @kim";
        assert_eq!(block, expected);
    }

    #[test]
    fn labels_far_apart_have_excerpts_of_their_own() {
        let text: String = (1..=60).map(|line| format!("line {line:02}\n")).collect();
        let block = block(&text, (0, 4), vec![label("a.md", (50 * 8, 50 * 8 + 4), "and here")], &look(80));
        assert!(block.contains("--> a.md:1:1\n") && block.contains("::: a.md:51:1\n"), "{block}");
        assert!(!block.contains("line 30") && block.contains("line 52"), "{block}");
    }

    #[test]
    fn a_long_line_is_cut_around_its_label_and_keeps_its_column() {
        let text = format!("{}the PM signs off{}", "Über uns ".repeat(900), " und mehr".repeat(900));
        let at = text.find("PM").expect("there");
        for width in [40, 80, 120] {
            let block = block(&text, (at, at + 2), Vec::new(), &look(width));
            assert!(block.contains(&format!("a.md:1:{}\n", 900 * 9 + 5)), "{block}");
            assert!(block.contains("the PM signs") && block.contains("^^ here"), "{block}");
            assert!(block.lines().all(|line| line.chars().count() <= width.max(60)), "{block}");
        }
    }

    #[test]
    fn no_text_and_no_place_breaks_a_block() {
        let texts = [
            "",
            "\n",
            "\r\n\r\n",
            "\u{feff}a\tb\n",
            "é😀\u{202e}\u{1b}[31m\nx",
            "\u{e0d1}0\u{e0d1}",
            &"é".repeat(2_000),
        ];
        for text in texts {
            for start in 0..text.len().min(40) + 3 {
                for length in [0, 1, 2, 5, 4_000] {
                    let other = label("a.md", (start + length, start + 2 * length), "other");
                    let block = block(text, (start, start + length), vec![other], &look(40));
                    assert!(block.starts_with("error[out-of-scope]") && !block.contains('\u{1b}'), "{block}");
                }
            }
        }
    }
}
