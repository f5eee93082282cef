//! `human`: the report for people at a terminal. The only file that knows miette.

use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use super::{Report, Sources, clean};
use crate::base::diagnostic::{Diagnostic, Label, Severity};
use crate::base::path::RepoPath;

/// How the report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Without the closing summary.
    pub quiet: bool,
}

/// One block per diagnostic with excerpts, then a line that counts them.
#[must_use]
pub fn render(report: &Report<'_>, look: Look) -> String {
    let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .without_syntax_highlighting();
    let (with_context, bare) = (handler.clone().with_context_lines(1), handler.with_context_lines(0));
    let mut out = String::new();
    for diagnostic in report.diagnostics {
        for (number, block) in Block::all_of(diagnostic, report.sources).iter().enumerate() {
            let handler = if number == 0 { &with_context } else { &bare };
            // Labels lie inside their texts and writing to a `String` cannot fail; the bare message is better than nothing.
            if handler.render_report(&mut out, block).is_err() {
                let _ = writeln!(out, "{block}");
            }
        }
        out.push('\n');
    }
    if !look.quiet {
        out.push_str(&summary(report));
    }
    out
}

fn summary(report: &Report<'_>) -> String {
    let files = counted(report.files, "file");
    let found: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| match severity {
            Severity::Advice => format!("{count} advice"),
            other => counted(count, other.name()),
        })
        .collect();
    if found.is_empty() {
        return format!("{files} read: nobody is over the line\n");
    }
    let mut rules: Vec<&str> = report.diagnostics.iter().map(|diagnostic| &*diagnostic.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let example = rules.first().copied().unwrap_or_default();
    format!("{files} read: {}\n`drawline explain {example}` says what a rule is about\n", crate::base::suggest::all_of(&found))
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A diagnostic, or the part of it that lies in one file, as miette takes it.
#[derive(Debug)]
struct Block {
    message: String,
    severity: miette::Severity,
    help: Option<String>,
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
}

impl Block {
    /// The offending file with its labels, then one block for each label elsewhere; the last one carries the help.
    fn all_of(diagnostic: &Diagnostic, sources: &Sources<'_>) -> Vec<Self> {
        let path = &diagnostic.primary.at.path;
        let mut labels = vec![labelled(&diagnostic.primary, true)];
        labels.extend(diagnostic.secondary.iter().filter(|label| label.at.path == *path).map(|l| labelled(l, false)));
        let offending = Self {
            message: format!("{} [{}]", clean::line(&diagnostic.message), diagnostic.rule),
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Advice => miette::Severity::Advice,
            },
            help: None,
            source: source(path, sources),
            labels,
        };
        let elsewhere = diagnostic.secondary.iter().filter(|label| label.at.path != *path);
        let mut blocks = vec![offending];
        blocks.extend(elsewhere.map(|label| Self::elsewhere(label, sources)));
        if let Some(last) = blocks.last_mut() {
            last.help = diagnostic.help.as_deref().map(|help| clean::line(help).into_owned());
        }
        blocks
    }

    /// A label in another file, under its own text.
    fn elsewhere(label: &Label, sources: &Sources<'_>) -> Self {
        Self {
            message: clean::line(&label.text).into_owned(),
            severity: miette::Severity::Advice,
            help: None,
            source: source(&label.at.path, sources),
            labels: vec![LabeledSpan::new_primary_with_span(None, span(label))],
        }
    }
}

fn source(path: &RepoPath, sources: &Sources<'_>) -> NamedSource<String> {
    let text = clean::excerpt(sources.file(path).text()).into_owned();
    NamedSource::new(clean::line(path.as_str()), text)
}

fn labelled(label: &Label, primary: bool) -> LabeledSpan {
    let text = Some(clean::line(&label.text).into_owned());
    if primary {
        LabeledSpan::new_primary_with_span(text, span(label))
    } else {
        LabeledSpan::new_with_span(text, span(label))
    }
}

fn span(label: &Label) -> std::ops::Range<usize> {
    label.at.span.start..label.at.span.end
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Block {}

impl miette::Diagnostic for Block {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
