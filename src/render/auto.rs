//! `auto`: for people, and in a GitHub workflow run what its log and its summary show as well.

use super::{OutputFormat, Shown, github, human, markdown};

/// The format.
pub(super) const FORMAT: OutputFormat = OutputFormat {
    name: "auto",
    about: "In a GitHub workflow run: human, with annotations and the summary of the run; elsewhere human",
    render,
    in_summary: Some(|shown| markdown::render(shown.report)),
    ..human::FORMAT
};

fn render(shown: &Shown<'_>) -> String {
    let text = human::render(shown.report, shown.look);
    if shown.in_workflow { text + &github::render(shown.report) } else { text }
}
