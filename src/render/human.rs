//! `human`: the report for people at a terminal. The only file that knows miette.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, NamedSource, SourceCode,
    SourceSpan, SpanContents,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Report, TargetKind, clean};
use crate::base::diagnostic::{Label, Severity, State};
use crate::base::path::RepoPath;
use crate::base::suggest::{all_of, counted};
use crate::history::Commit;
use crate::history::report::{Entry, Texts};

/// What stays as it is in the address of a file.
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// How the report is to look.
#[derive(Clone, Debug)]
pub struct Look {
    /// With colours.
    pub colour: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Without the closing summary.
    pub quiet: bool,
    /// With the lines of the files that findings point into.
    pub excerpts: bool,
    /// The folder that paths start from, where the terminal shows links to files.
    pub links: Option<PathBuf>,
}

/// One block per diagnostic with excerpts, then a line that counts them.
#[must_use]
pub fn render(report: &Report<'_>, look: &Look) -> String {
    let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut out = String::new();
    let mut last: Option<&Arc<Commit>> = None;
    for entry in report.entries {
        if let Some(commit) = &entry.commit
            && last.is_none_or(|last| last.id != commit.id)
        {
            let _ = writeln!(out, "{}\n", commit_line(commit));
            last = Some(commit);
        }
        for block in &Block::all_of(entry, look) {
            // Labels lie inside their texts and writing to a `String` cannot fail; the bare message is better than nothing.
            if handler.render_report(&mut out, block).is_err() {
                let _ = writeln!(out, "{block}");
            }
        }
        out.push('\n');
    }
    for (commit, differ) in report.rules_changed {
        let findings = counted(*differ, "finding");
        let _ = writeln!(out, "{}\n  the rules changed in this commit: {findings} would differ\n", commit_line(commit));
    }
    if !look.quiet {
        out.push_str(&summary(report));
    }
    out
}

/// `1a2b3c4d5e 2026-03-01 Ana Ruiz: Hand testing over`.
pub(super) fn commit_line(commit: &Commit) -> String {
    let (author, summary) = (clean::line(&commit.author), clean::line(&commit.summary));
    let summary = if summary.is_empty() { String::new() } else { format!(": {summary}") };
    format!("{:.10} {} {author}{summary}", commit.id.to_string(), commit.date())
}

pub(super) fn summary(report: &Report<'_>) -> String {
    let read = match report.commits {
        0 => format!("{} read", counted(report.files, "file")),
        commits => format!("{} judged", counted(commits, "commit")),
    };
    let found: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| counted(count, severity.name()))
        .collect();
    let read = if report.fixed > 0 { format!("{read}, {} mended", report.fixed) } else { read };
    let mut resolved = if report.resolved > 0 { format!("; {} resolved", report.resolved) } else { String::new() };
    if !report.waived.is_empty() {
        let _ = write!(resolved, "; {} waived", report.waived.len());
    }
    if report.known > 0 {
        let _ = write!(resolved, "; {} in the baseline", report.known);
    }
    let settled = match report.settled {
        0 => String::new(),
        1 => "1 of the baseline is settled: `drawline baseline prune` takes it out\n".to_owned(),
        settled => format!("{settled} of the baseline are settled: `drawline baseline prune` takes them out\n"),
    };
    if found.is_empty() {
        let no_base = report.target_has_no_base() && report.known == 0;
        let clean = if report.entries.iter().all(|entry| entry.state.is_none()) && no_base {
            "nobody is over the line"
        } else {
            "nothing new is over the line"
        };
        return format!("{read}: {clean}{resolved}\n{settled}");
    }
    let mut rules: Vec<&str> = report.entries.iter().map(|entry| &*entry.diagnostic.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let example = rules.first().copied().unwrap_or_default();
    let found = all_of(&found);
    let fixable = |entry: &&Entry| entry.counts() && entry.diagnostic.fix.as_ref().is_some_and(|fix| fix.is_safe);
    let fixable = report.entries.iter().filter(fixable).count();
    let way_out = match (fixable, report.target) {
        (1.., TargetKind::Worktree) => format!("`drawline lint --fix` mends {fixable} of them, --diff shows how\n"),
        _ => String::new(),
    };
    format!("{read}: {found}{resolved}\n{settled}{way_out}`drawline explain {example}` says what a rule is about\n")
}

/// What is worth saying about the state: that something is new goes without saying.
fn state(entry: &Entry) -> String {
    match entry.state {
        None | Some(State::Introduced) => String::new(),
        Some(state) => format!(" ({})", state.name()),
    }
}

fn origin(commit: &Commit) -> String {
    format!("so since {}, by {:.10} ({})", commit.date(), commit.id.to_string(), commit.author)
}

/// A diagnostic, or the part of it that lies in one file, as miette takes it.
#[derive(Debug)]
struct Block {
    message: String,
    severity: miette::Severity,
    help: Option<String>,
    source: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl Block {
    /// The offending file with its labels, then one block for each label elsewhere; the last one carries the help.
    fn all_of(entry: &Entry, look: &Look) -> Vec<Self> {
        let (diagnostic, texts) = (&entry.diagnostic, &*entry.texts);
        let path = &diagnostic.primary.at.path;
        let mut labels = vec![labelled(&diagnostic.primary, true)];
        labels.extend(diagnostic.secondary.iter().filter(|label| label.at.path == *path).map(|l| labelled(l, false)));
        let offending = Self {
            message: format!("{} [{}]{}", clean::line(&diagnostic.message), diagnostic.rule, state(entry)),
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
                Severity::Advice => miette::Severity::Advice,
            },
            help: None,
            source: Excerpt::new(path, texts, look, false),
            labels,
        };
        let elsewhere = diagnostic.secondary.iter().filter(|label| label.at.path != *path);
        let mut blocks = vec![offending];
        blocks.extend(elsewhere.map(|label| Self::elsewhere(label, texts, look)));
        for (block, label) in blocks.iter_mut().zip(diagnostic.labels()) {
            block.drop_lines(label, texts, look.excerpts);
        }
        if let Some(last) = blocks.last_mut() {
            let help = diagnostic.help.iter().cloned().chain(entry.introduced_by.as_deref().map(origin));
            let help = help.map(|text| clean::line(&text).into_owned()).collect::<Vec<_>>().join("\n");
            last.help = (!help.is_empty()).then_some(help);
        }
        blocks
    }

    /// Says the place in words where excerpts are not wanted, or its line is too long for one.
    fn drop_lines(&mut self, label: &Label, texts: &Texts, excerpts: bool) {
        let file = texts.file(&label.at.path);
        if !excerpts && !label.at.path.is_embedded() || !can_be_shown(file.text(), span(label)) {
            let point = file.point(label.at.span.start);
            let place = format!("{}:{}:{}", label.at.path, point.line, point.column);
            self.message = format!("{} ({}: {})", self.message, clean::line(&place), clean::line(&label.text));
            self.labels.clear();
        }
    }

    /// A label in another file, under its own text.
    fn elsewhere(label: &Label, texts: &Texts, look: &Look) -> Self {
        Self {
            message: clean::line(&label.text).into_owned(),
            severity: miette::Severity::Advice,
            help: None,
            source: Excerpt::new(&label.at.path, texts, look, true),
            labels: vec![LabeledSpan::new_primary_with_span(None, span(label))],
        }
    }
}

/// Lines longer than this have no excerpt: nobody could read it, and miette cannot lay it out.
const LONGEST_LINE: usize = 2_000;

/// Whether the lines around a span are short enough to be shown.
fn can_be_shown(text: &str, span: std::ops::Range<usize>) -> bool {
    let before = text[..span.start].rsplit('\n').take(2).map(str::len);
    let after = text[span.start..].split_inclusive('\n').take(2 + text[span].matches('\n').count()).map(str::len);
    before.chain(after).all(|length| length <= LONGEST_LINE)
}

/// A file's text as miette reads it.
#[derive(Debug)]
struct Excerpt {
    text: NamedSource<String>,
    /// Show the line of the label and no other: the rules around a crossed line are beside the point.
    one_line: bool,
}

impl Excerpt {
    fn new(path: &RepoPath, texts: &Texts, look: &Look, one_line: bool) -> Self {
        let text = clean::excerpt(texts.file(path).text()).into_owned();
        let shown = clean::line(path.as_str());
        let name = match &look.links {
            Some(root) if !path.is_embedded() => linked(root, path, &shown),
            _ => shown.into_owned(),
        };
        Self { text: NamedSource::new(name, text), one_line }
    }
}

/// A path as a terminal takes a link to a file: OSC 8.
fn linked(root: &Path, path: &RepoPath, shown: &str) -> String {
    let full = format!("{}/{path}", root.to_string_lossy());
    let address = utf8_percent_encode(&full, ADDRESS);
    format!("\u{1b}]8;;file://{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if !self.one_line || before == 0 {
            return self.text.read_span(span, before, after);
        }
        let text = self.text.inner();
        let start = text[..span.offset()].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.offset()..].find('\n').map_or(text.len(), |at| span.offset() + at);
        let line = text[..start].matches('\n').count();
        let whole = SourceSpan::from(start..end);
        let name = self.text.name().to_owned();
        Ok(Box::new(MietteSpanContents::new_named(name, &text.as_bytes()[start..end], whole, line, 0, 1)))
    }
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
        (!self.labels.is_empty()).then_some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
