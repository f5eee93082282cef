//! Exceptions with their last days, and findings with their lines, the line of the policy, and who could take the work.

use maud::{Markup, html};

use super::{Text, at, heading, wide};
use crate::picture::report::{Exception, Finding, Report};
use crate::rule::page;

pub(super) fn exceptions(report: &Report) -> Markup {
    html! {
        section aria-labelledby="exceptions" {
            (heading("exceptions"))
            @if report.exceptions.is_empty() { p { "No exception is written down." } } @else {
                (wide("Exceptions with their last days", &table(report)))
            }
        }
    }
}

fn table(report: &Report) -> Markup {
    html! {
        table {
            caption { "What was agreed to stay over the line, the next to end first" }
            thead { tr {
                th scope="col" { "Last day" } th scope="col" { "Why" } th scope="col" { "Answers for it" } th scope="col" { "What it overrules" }
                th scope="col" { "Where" }
            } }
            tbody { @for exception in &report.exceptions {
                tr {
                    th scope="row" { (last_day(exception)) }
                    td { @match &exception.reason { Some(reason) => { (Text(reason)) } None => { "no reason is written" } } }
                    td { @if let Some(owner) = &exception.owner { (Text(owner)) } }
                    td {
                        @if !exception.counts { "nothing: it does not count" }
                        @else if exception.silenced.is_empty() { "nothing" }
                        @else { (Text(&exception.silenced.join("; "))) }
                        small { (Text(&exception.rules.join(", "))) }
                    }
                    td { (at(&exception.at, report)) }
                }
            } }
        }
    }
}

fn last_day(exception: &Exception) -> String {
    match (exception.until, exception.days_left) {
        (Some(day), Some(left)) if left < 0 => format!("{day}, which is over"),
        (Some(day), Some(0)) => format!("{day}, today"),
        (Some(day), Some(1)) => format!("{day}, 1 day left"),
        (Some(day), Some(left)) => format!("{day}, {left} days left"),
        _ => "none".to_owned(),
    }
}

pub(super) fn findings(report: &Report) -> Markup {
    html! {
        section aria-labelledby="findings" {
            (heading("findings"))
            @if report.findings.is_empty() { p { "Nothing was found." } } @else {
                (wide("Findings by rule", &by_rule(report)))
                @if report.found() > report.findings.len() {
                    p {
                        "The " (report.findings.len()) " heaviest of " (report.found()) " findings; " code { "drawline lint" } " lists all of them."
                    }
                }
                ul.found { @for (number, finding) in report.findings.iter().enumerate() { (item(number, finding, report)) } }
            }
        }
    }
}

fn by_rule(report: &Report) -> Markup {
    html! {
        table {
            caption { "Findings by rule" }
            thead { tr { th scope="col" { "Rule" } th scope="col" { "Severity" } th.n scope="col" { "Findings" } } }
            tbody { @for (rule, severity, count) in &report.by_rule {
                tr {
                    th scope="row" { @match page(rule) { Some(page) => { a href=(page) { (Text(rule)) } } None => { (Text(rule)) } } }
                    td { (severity.name()) }
                    td.n { @match first(report, rule) { Some(at) => { a href={ "#f" (at) } { (count) } } None => { (count) } } }
                }
            } }
        }
    }
}

/// The first finding of a rule that is shown.
fn first(report: &Report, rule: &str) -> Option<usize> {
    report.findings.iter().position(|finding| &*finding.rule == rule)
}

fn item(number: usize, finding: &Finding, report: &Report) -> Markup {
    html! {
        li id={ "f" (number) } class=(finding.severity.name()) {
            p { b { (finding.severity.name()) ": " (Text(&finding.message)) } " (" (Text(&finding.rule)) ")" }
            ul { @for (said, place) in &finding.labels { li { (Text(said)) " " (at(place, report)) } } }
            @if let Some(help) = &finding.help { p { "What can be done: " (Text(help)) } }
        }
    }
}
