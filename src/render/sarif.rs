//! `sarif`: SARIF 2.1.0, as GitHub code scanning and other viewers take it in.
//!
//! Columns are counted in Unicode code points and the end is exclusive, as everywhere in drawline. Labels inside the binary's
//! own rule files are no locations of the repository and are left out.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix as Mended, Location, Message, MultiformatMessageString,
    PhysicalLocation, PropertyBag, Region, Replacement, ReportingConfiguration, ReportingDescriptor, Result as Finding,
    ResultLevel, Run, RunAutomationDetails, Sarif, Suppression, Tool, ToolComponent,
};

use super::clean::{address, sarif_message};
use super::prints::Prints;
use super::{OutputFormat, Report};
use crate::base::diagnostic::{Label, Severity, State};
use crate::base::fix::{Edit, Fix};
use crate::base::path::RepoPath;
use crate::base::source::Point;
use crate::base::suggest::capital;
use crate::history::report::{Entry, Texts};
use crate::rule::{Rule, page};

/// GitHub takes descriptions of at most this many characters.
const LONGEST: usize = 1024;
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = "https://github.com/drawline/drawline";

/// The format.
pub(super) const FORMAT: OutputFormat =
    OutputFormat::new("sarif", "SARIF 2.1.0, for code scanning", |shown| render(shown.report, shown.rules));

/// One log with one run.
#[must_use]
pub fn render(report: &Report<'_>, rules: &[Rule]) -> String {
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (&*rule.name, at)).collect();
    let standing = report.entries.iter().filter(|entry| entry.state != Some(State::Resolved));
    let mut prints = Prints::default();
    let results: Vec<Finding> =
        standing.chain(report.waived).map(|entry| finding(entry, &index, prints.of(&entry.diagnostic))).collect();
    let driver = ToolComponent::builder()
        .name("drawline")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .version(env!("CARGO_PKG_VERSION"))
        .information_uri(HOME)
        .rules(rules.iter().map(descriptor).collect::<Vec<_>>())
        .build();
    let details = RunAutomationDetails::builder().id(format!("drawline/{}/", report.target.name())).build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(details)
        .column_kind("unicodeCodePoints")
        .results(results)
        .build();
    let log = Sarif::builder().schema(SCHEMA).version("2.1.0").runs(vec![run]).build();
    let mut text = serde_json::to_string_pretty(&log).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (why, fix) = (words(&rule.why), words(&rule.fix));
    let short = rule.name.replace('-', " ");
    let help = format!("{why}\n\nWhat to do: {fix}");
    let markdown = format!("{why}\n\n**What to do:** {fix}\n\n`drawline explain {}`", rule.name);
    let level = level(rule.severity.unwrap_or(Severity::Advice)).to_string();
    ReportingDescriptor::builder()
        .id(rule.name.to_string())
        .name(pascal(&rule.name))
        .short_description(said(&format!("{}.", capital(&short))))
        .full_description(said(&shortened(&why)))
        .help(MultiformatMessageString::builder().text(help).markdown(markdown).build())
        .help_uri(page(&rule.name).unwrap_or_else(|| HOME.to_owned()))
        .default_configuration(ReportingConfiguration::builder().level(level.to_lowercase()).build())
        .build()
}

fn finding(entry: &Entry, index: &BTreeMap<&str, usize>, print: String) -> Finding {
    let diagnostic = &entry.diagnostic;
    let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!(" Help: {help}."));
    let text = format!("{}. {}.{help}", capital(&diagnostic.message), capital(&diagnostic.primary.text));
    let related: Vec<Location> = diagnostic
        .labels()
        .skip(1)
        .filter(|label| !label.at.is_embedded())
        .enumerate()
        .map(|(id, label)| Location { id: i64::try_from(id).ok(), ..location(label, &entry.texts) })
        .collect();
    let mut finding = Finding::builder()
        .rule_id(diagnostic.rule.to_string())
        .level(level(diagnostic.severity))
        .message(Message::builder().text(sarif_message(&text)).build())
        .locations(vec![Location { message: None, ..location(&diagnostic.primary, &entry.texts) }])
        .fingerprints(BTreeMap::from([("drawline/v1".to_owned(), print.clone())]))
        // `primaryLocationLineHash` is left to the host, which computes it from the lines that it shows.
        .partial_fingerprints(BTreeMap::from([("drawline/v1".to_owned(), print)]))
        .build();
    finding.rule_index = index.get(&*diagnostic.rule).and_then(|at| i64::try_from(*at).ok());
    finding.related_locations = (!related.is_empty()).then_some(related);
    finding.suppressions = diagnostic.waiver.as_ref().map(|waiver| {
        let suppression = Suppression::builder()
            .kind(if diagnostic.is_waived_in_place() { "inSource" } else { "external" })
            .status("accepted");
        vec![suppression.justification(waiver.reason.to_string()).build()]
    });
    finding.properties = diagnostic.confidence.map(|confidence| {
        let share = ("confidence".to_owned(), serde_json::Value::from(confidence.share()));
        PropertyBag::builder().additional_properties(BTreeMap::from([share])).build()
    });
    finding.fixes = diagnostic.fix.as_deref().map(|fix| vec![mended(fix, &entry.texts)]);
    finding.baseline_state = entry.state.map(|state| {
        let word = match state {
            State::Introduced => "new",
            State::Worsened => "updated",
            State::Carried | State::Resolved => "unchanged",
        };
        serde_json::Value::from(word)
    });
    finding
}

/// A fix, each edit as a replacement in its file.
fn mended(fix: &Fix, texts: &Texts) -> Mended {
    let change = |edit: &Edit| {
        let (start, end) = texts.of(&edit.at).points(edit.at.span);
        let inserted = ArtifactContent::builder().text(edit.text.clone()).build();
        let replacement = Replacement::builder().deleted_region(region(start, end)).inserted_content(inserted).build();
        ArtifactChange::builder().artifact_location(artifact(&edit.at.path)).replacements(vec![replacement]).build()
    };
    Mended::builder()
        .description(Message::builder().text(sarif_message(&fix.title)).build())
        .artifact_changes(fix.edits.iter().map(change).collect::<Vec<_>>())
        .build()
}

fn artifact(path: &RepoPath) -> ArtifactLocation {
    let uri = address(path.as_str());
    ArtifactLocation::builder().uri(uri).uri_base_id("%SRCROOT%").build()
}

fn region(start: Point, end: Point) -> Region {
    let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    Region::builder()
        .start_line(number(start.line))
        .start_column(number(start.column))
        .end_line(number(end.line))
        .end_column(number(end.column))
        .build()
}

fn location(label: &Label, texts: &Texts) -> Location {
    let (start, mut end) = texts.of(&label.at).points(label.at.span);
    // Viewers have nothing to point at in an empty region.
    end.column = end.column.max(if end.line == start.line { start.column + 1 } else { 1 });
    let place = PhysicalLocation::builder().artifact_location(artifact(&label.at.path)).region(region(start, end));
    let place = place.build();
    Location::builder()
        .physical_location(place)
        .message(Message::builder().text(sarif_message(&label.text)).build())
        .build()
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Advice => ResultLevel::Note,
    }
}

fn said(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text.to_owned()).build()
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn pascal(name: &str) -> String {
    name.split('-').map(capital).collect()
}
