//! `outputs`: how much was found, as a step of a GitHub workflow says it: `name=value`, one a line.

use super::Report;
use crate::base::diagnostic::Severity;

/// Numbers alone: nothing that a file says can set a value.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let count = |severity| report.count(severity);
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    format!("errors={errors}\nwarnings={warnings}\nadvice={advice}\n")
}
