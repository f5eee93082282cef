//! `junit`: a test suite for each file and a test case for each finding; advice fails no test.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::clean;
use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;
use crate::history::report::Entry;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat::new("junit", "JUnit XML", |shown| render(shown.report));

/// An XML document.
///
/// # Panics
/// Never: what is written are texts without control characters.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut by_file: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in report.entries.iter().filter(|entry| entry.counts()) {
        by_file.entry(entry.diagnostic.primary.at.path.as_str()).or_default().push(entry);
    }
    let mut suites = Suites::new("drawline");
    if by_file.is_empty() {
        let mut suite = TestSuite::new("drawline");
        suite.add_test_case(TestCase::new("nobody is over the line", TestCaseStatus::success()));
        suites.add_test_suite(suite);
    }
    for (file, entries) in by_file {
        let mut suite = TestSuite::new(clean::line(file).into_owned());
        for entry in entries {
            suite.add_test_case(case(entry));
        }
        suites.add_test_suite(suite);
    }
    let text = suites.to_string().expect("internal error: cleaned text is always XML");
    // Jenkins' schema knows this attribute for a suite, but not for all of them together.
    let mut text = text.replacen(" skipped=\"0\"", "", 1);
    text.push('\n');
    text
}

fn case(entry: &Entry) -> TestCase {
    let diagnostic = &entry.diagnostic;
    let line = entry.texts.of(&diagnostic.primary.at).point(diagnostic.primary.at.span.start).line;
    let help = diagnostic.help.as_deref().unwrap_or_default();
    let details = clean::line(&format!("line {line}: {}. {help}", diagnostic.primary.text)).into_owned();
    let message = clean::line(&diagnostic.message).into_owned();
    let name = format!("{} at line {line}: {message}", diagnostic.rule);
    let status = if diagnostic.severity == Severity::Advice {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(message).set_type(diagnostic.severity.name()).set_description(details.clone());
        status
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(diagnostic.rule.to_string());
    if diagnostic.severity == Severity::Advice {
        case.set_system_out(details);
    }
    case
}
