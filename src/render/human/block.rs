//! One finding as a block: severity and rule in words, message, excerpts, what crossed which line, the way out. The only file that
//! knows miette, which draws the excerpts.
//!
//! Texts are cut to what is shown before they are handed over: a label costs the lines around it, however long its file is.

use std::fmt;
use std::path::Path;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use super::Look;
use super::excerpt::{Excerpt, excerpts};
use crate::base::diagnostic::{Diagnostic, Label, Severity, State};
use crate::base::path::RepoPath;
use crate::history::Commit;
use crate::history::report::{Entry, Texts};
use crate::render::clean;
use crate::rule::page;

/// Lines around a label that miette asks for: any number that is not 0, the excerpt decides.
const CONTEXT: usize = 1;

/// Makes blocks that look alike.
pub(super) struct Blocks<'a> {
    look: &'a Look,
    theme: GraphicalTheme,
    handler: GraphicalReportHandler,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(look: &'a Look) -> Self {
        let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme.clone()).with_links(false).with_context_lines(CONTEXT);
        Self { look, theme, handler }
    }

    pub(super) fn render(&self, entry: &Entry) -> String {
        let diagnostic = &entry.diagnostic;
        let mut lines = vec![self.title(entry)];
        if !self.is_shown(&diagnostic.primary) {
            lines.push(format!("  at {}", self.place(&diagnostic.primary, &entry.texts)));
        }
        let excerpts = excerpts(diagnostic, &entry.texts, self.look, |label| self.is_shown(label));
        lines.extend(excerpts.into_iter().map(|excerpt| self.drawn(excerpt)));
        lines.extend(self.notes(entry));
        lines.join("\n")
    }

    /// Whom the blocks below it are about.
    pub(super) fn heading(&self, heading: &str) -> String {
        let line = format!("{0}{0} {1}", self.theme.characters.hbar, clean::line(heading));
        self.theme.styles.linum.style(line).to_string()
    }

    /// `error[out-of-scope]: PM assigned to test sign-off`.
    fn title(&self, entry: &Entry) -> String {
        let diagnostic = &entry.diagnostic;
        let styles = &self.theme.styles;
        let style = match diagnostic.severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Advice => styles.advice,
        };
        let kind = format!("{}[{}]", diagnostic.severity.name(), clean::line(&diagnostic.rule));
        let kind = style.style(kind).to_string();
        let page = self.look.links.as_ref().and_then(|_| page(&diagnostic.rule));
        let kind = page.map_or_else(|| kind.clone(), |page| linked(&page, &kind));
        format!("{kind}: {}{}", clean::line(&diagnostic.message), state(entry))
    }

    /// An excerpt as miette draws it, without the title that it would give it.
    fn drawn(&self, excerpt: Excerpt) -> String {
        let shown = excerpt.place();
        let name = match &self.look.links {
            Some(root) if !excerpt.path.is_embedded() => link(root, &excerpt.path, &excerpt.shown_path),
            _ => excerpt.shown_path.clone(),
        };
        let mut drawn = String::new();
        let drawing = Drawing { excerpt, name };
        if self.handler.render_report(&mut drawn, &drawing).is_err() {
            return format!("  at {shown}");
        }
        let lines = drawn.lines().skip_while(|line| !line.contains(self.theme.characters.ltop));
        lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// Whether a label is shown with the text around it: the lines of built-in rules are there for who asks for them.
    fn is_shown(&self, label: &Label) -> bool {
        if label.at.is_embedded() { self.look.verbose } else { self.look.excerpts }
    }

    /// What is said below the excerpts, each wrapped beside its name.
    fn notes(&self, entry: &Entry) -> Vec<String> {
        let (diagnostic, texts) = (&entry.diagnostic, &entry.texts);
        let mut notes = Vec::new();
        let mut note = |name: &str, text: &str| notes.push(self.note(name, text));
        for label in diagnostic.labels().filter(|label| !self.is_shown(label)) {
            let text = clean::line(&label.text);
            let text = match label.at.is_embedded() {
                true => format!("{text} · `drawline explain {}`", explained_by(diagnostic, label)),
                false if *label == diagnostic.primary => text.into_owned(),
                false => format!("{text}, at {}", self.place(label, texts)),
            };
            note("", &text);
        }
        if let Some(help) = &diagnostic.help {
            note("help: ", &clean::line(help));
        }
        if let Some(confidence) = diagnostic.confidence {
            note("confidence: ", confidence.word());
        }
        if let Some(commit) = &entry.introduced_by {
            note("", &clean::line(&origin(commit)));
        }
        notes
    }

    /// `path:line:column`, from where somebody stands.
    fn place(&self, label: &Label, texts: &Texts) -> String {
        let point = texts.of(&label.at).point(label.at.span.start);
        let path = self.look.here.shown(label.at.path.as_str());
        format!("{}:{}:{}", clean::path(&path), point.line, point.column)
    }

    fn note(&self, name: &str, text: &str) -> String {
        let lead = 4 + name.len();
        let text = wrapped(text, self.look.width.saturating_sub(lead).max(20));
        let text = text.replace('\n', &format!("\n{}", " ".repeat(lead)));
        format!("  = {}{text}", self.theme.styles.help.style(name))
    }
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

/// A path as a link to the file.
fn link(root: &Path, path: &RepoPath, shown: &str) -> String {
    let full = format!("{}/{path}", root.to_string_lossy());
    let address = clean::address(&full);
    linked(&format!("file://{address}"), shown)
}

/// Text as a terminal takes a link: OSC 8.
fn linked(address: &str, shown: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
}

/// An excerpt as miette takes it.
#[derive(Debug)]
struct Drawing {
    excerpt: Excerpt,
    /// The file's name, as it is shown.
    name: String,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks.iter().map(|mark| {
            let (text, span) = (Some(mark.text.clone()), mark.span.clone());
            if mark.is_primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Drawing {
    /// All lines of the excerpt, whatever part of them is asked for; without lines around it, only where the first label is.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let excerpt = &self.excerpt;
        let (line, column) = match before {
            0 => (excerpt.line.saturating_sub(1), excerpt.column.saturating_sub(1)),
            _ => (excerpt.first_line.saturating_sub(1), 0),
        };
        let text = excerpt.source.as_bytes();
        let (whole, lines) = (SourceSpan::from(0..text.len()), excerpt.source.lines().count());
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), text, whole, line, column, lines)))
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

fn origin(commit: &Commit) -> String {
    format!("since {}, by {:.10} ({})", commit.date(), commit.id.to_string(), commit.author)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::diagnostic::Subject;
    use crate::base::here::Here;
    use crate::base::source::{Location, Span};

    fn look(width: usize) -> Look {
        Look { colour: false, width, quiet: false, excerpts: true, verbose: false, links: None, here: Here::default() }
    }

    fn label(path: &str, span: (usize, usize), text: &str) -> Label {
        let (path, span) = (RepoPath::new(path).expect("a path"), Span::new(span.0, span.1));
        let at = if path.is_embedded() { Location::of_policy(path, span) } else { Location::new(path, span) };
        Label { at, text: text.to_owned() }
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
        let texts = Arc::new(Texts::gather([&diagnostic.primary.at], |_| Some(text.into())));
        let entry = Entry { diagnostic, state: None, commit: None, introduced_by: None, texts };
        Blocks::new(look).render(&entry)
    }

    #[test]
    fn the_rule_links_to_its_page_where_the_terminal_shows_links() {
        let shown =
            block("PMs sign off tests.\n", (0, 3), Vec::new(), &Look { links: Some("/repo".into()), ..look(80) });
        let page = page("out-of-scope").expect("a built-in rule");
        assert!(shown.starts_with(&format!("\u{1b}]8;;{page}\u{1b}\\error[out-of-scope]\u{1b}]8;;")), "{shown}");
        assert!(!block("PMs sign off tests.\n", (0, 3), Vec::new(), &look(80)).contains('\u{1b}'));
    }

    #[test]
    fn severity_and_rule_stand_in_words_and_the_line_of_a_built_in_rule_is_one_line() {
        let line = label("drawline:rules/activities/quality.toml", (0, 1), "the line: a PM stays out of test sign-off");
        let block = block("one\ntwo\nthree\n", (4, 7), vec![line], &look(80));
        let expected = "error[out-of-scope]: PM assigned to test sign-off\n   ╭─[a.md:2:1]\n 1 │ one\n 2 │ two\n   · ─┬─\n   ·  ╰── here\n \
                        3 │ three\n   ╰────\n  = the line: a PM stays out of test sign-off · `drawline explain test-sign-off`\n  \
                        = help: leave it to @kim";
        assert_eq!(block, expected);
    }

    #[test]
    fn labels_far_apart_have_excerpts_of_their_own() {
        let text: String = (1..=60).map(|line| format!("line {line:02}\n")).collect();
        let block = block(&text, (0, 4), vec![label("a.md", (50 * 8, 50 * 8 + 4), "and here")], &look(80));
        assert!(block.contains("[a.md:1:1]\n") && block.contains("[a.md:51:1]\n"), "{block}");
        assert!(!block.contains("line 30") && block.contains("line 52"), "{block}");
    }

    #[test]
    fn a_long_line_is_cut_around_its_label_and_keeps_its_column() {
        let text = format!("{}the PM signs off{}", "Über uns ".repeat(900), " und mehr".repeat(900));
        let at = text.find("PM").expect("there");
        for width in [40, 80, 120] {
            let block = block(&text, (at, at + 2), Vec::new(), &look(width));
            assert!(block.contains(&format!("[a.md:1:{}]\n", 900 * 9 + 5)), "{block}");
            assert!(block.contains("the PM signs") && block.contains("╰── here"), "{block}");
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
