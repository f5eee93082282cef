//! `outputs`: how much was found, as a step of a GitHub workflow says it: `name=value`, one a line.

use super::{OutputFormat, Report};
use crate::base::diagnostic::Severity;

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    is_hidden: true,
    ..OutputFormat::new("outputs", "How much was found, as `name=value` for a step of a GitHub workflow", |shown| {
        render(shown.report)
    })
};

/// Numbers alone: nothing that a file says can set a value.
#[must_use]
pub(crate) fn render(report: &Report<'_>) -> String {
    let count = |severity| report.count(severity);
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    format!("errors={errors}\nwarnings={warnings}\nadvice={advice}\n")
}
