//! `Reporter`: where kinds put what they find. The one place where a rule's message is filled in and its severity decided.

use std::sync::Arc;

use crate::base::confidence::Confidence;
use crate::base::diagnostic::{Diagnostic, Label, Severity, Subject};
use crate::base::fix::Fix;
use crate::base::source::Location;
use crate::document::ProblemKind;
use crate::read::is_page;

use super::Rule;

/// Takes the findings of one rule.
pub(crate) struct Reporter<'a> {
    rule: &'a Rule,
    severity: Severity,
    found: &'a mut Vec<Diagnostic>,
}

/// What a kind found; message and severity are the rule's.
pub(crate) struct Finding<'a> {
    /// What stands for the words in braces of the rule's message.
    pub(crate) words: &'a [(&'static str, &'a str)],
    /// Where the finding weighs more or less than the rule says.
    pub(crate) severity: Option<Severity>,
    /// The offending data.
    pub(crate) primary: Label,
    /// What else belongs to it.
    pub(crate) secondary: Vec<Label>,
    /// The way out.
    pub(crate) help: Option<String>,
    /// Identity.
    pub(crate) subject: Subject,
    /// How far a limit is crossed, where the rule counts.
    pub(crate) value: Option<f64>,
    /// How it is fixed.
    pub(crate) fix: Option<Fix>,
}

impl Finding<'_> {
    /// What was found at a place, with what there is to say of it. The rest is laid over it.
    pub(crate) fn at(at: Location, says: impl Into<String>) -> Self {
        Self {
            words: &[],
            severity: None,
            primary: Label { at, text: says.into() },
            secondary: Vec::new(),
            help: None,
            subject: Subject::default(),
            value: None,
            fix: None,
        }
    }
}

impl<'a> Reporter<'a> {
    /// A reporter for a rule; `None` when the rule is off.
    pub(crate) fn new(rule: &'a Rule, found: &'a mut Vec<Diagnostic>) -> Option<Self> {
        Some(Self { rule, severity: rule.severity?, found })
    }

    /// The rule's name.
    #[must_use]
    pub(crate) fn rule(&self) -> &str {
        &self.rule.name
    }

    /// What the rule says is to be done, as help is written, for findings that know nothing nearer.
    #[must_use]
    pub(crate) fn usual_help(&self) -> Option<String> {
        let fix = self.rule.fix.trim().trim_end_matches('.');
        let mut letters = fix.chars();
        let first = letters.next()?;
        // An abbreviation keeps its capitals.
        let is_word = letters.clone().next().is_none_or(char::is_lowercase);
        Some(if is_word { first.to_lowercase().chain(letters).collect() } else { fix.to_owned() })
    }

    /// What a finding at a place weighs that the rule gives this severity: what was understood of prose is never more than a
    /// warning, unless the repository itself says so.
    #[must_use]
    pub(crate) fn weighed(&self, at: &Location, severity: Severity) -> Severity {
        // That a page cannot be read, or has letters that look like others, is no matter of understanding it.
        let is_sure = [ProblemKind::UnreadableFile, ProblemKind::LookAlikeLetters].map(ProblemKind::rule);
        let capped = is_page(&at.path) && !self.rule.is_chosen && !is_sure.contains(&&*self.rule.name);
        if capped { severity.min(Severity::Warning) } else { severity }
    }

    /// The rule's own severity.
    #[must_use]
    pub(crate) fn severity(&self) -> Severity {
        self.severity
    }

    /// Takes a finding that is as sure as the places that it points at.
    pub(crate) fn report(&mut self, finding: Finding<'_>) {
        self.report_as_sure_as(finding, None);
    }

    /// Takes a finding that rests on more than it points at.
    pub(crate) fn report_as_sure_as(&mut self, finding: Finding<'_>, confidence: Option<Confidence>) {
        let severity = self.weighed(&finding.primary.at, finding.severity.unwrap_or(self.severity));
        self.found.push(Diagnostic {
            rule: self.rule.name.clone(),
            severity,
            message: fill(&self.rule.message, finding.words),
            help: finding.help,
            primary: finding.primary,
            secondary: finding.secondary,
            subject: finding.subject,
            value: finding.value,
            confidence,
            fix: finding.fix.map(Arc::new),
            waiver: None,
        });
    }
}

/// Fills `{word}` in a message, and takes of `{one|many}` what agrees with the word filled in before it. One pass: braces in
/// what is filled in are left alone.
fn fill(message: &str, words: &[(&'static str, &str)]) -> String {
    let mut filled = String::with_capacity(message.len() + 32);
    let mut rest = message;
    let mut last = "";
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, after)) = after.split_once('}') else { break };
        filled.push_str(before);
        if let Some((one, many)) = word.split_once('|') {
            filled.push_str(if last == "1" { one } else { many });
        } else {
            last = words.iter().find(|(name, _)| *name == word).map_or("", |(_, text)| text);
            filled.push_str(last);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A message before it is filled, as it reads where nothing is counted: `{word}` is left, of `{one|many}` many is taken.
#[must_use]
pub(crate) fn unfilled(message: &str) -> String {
    let mut read = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, after)) = after.split_once('}') else { break };
        read.push_str(before);
        match word.split_once('|') {
            Some((_, many)) => read.push_str(many),
            None => read.extend(["{", word, "}"]),
        }
        rest = after;
    }
    read.push_str(rest);
    read
}

#[cfg(test)]
mod tests {
    use super::{fill, unfilled};

    #[test]
    fn a_noun_agrees_with_the_number_before_it() {
        let said = |message, gained| fill(message, &[("person", "@maya"), ("gained", gained)]);
        let message = "gives {person} {gained} {duty|duties} and takes {lost} away";
        assert_eq!(said(message, "1"), "gives @maya 1 duty and takes  away");
        assert_eq!(said(message, "2"), "gives @maya 2 duties and takes  away");
        assert_eq!(said("{duty|duties}", "1"), "duties", "no number stands before it");
        assert_eq!(said("{person} {a|b", "1"), "@maya {a|b");
        assert_eq!(unfilled(message), "gives {person} {gained} duties and takes {lost} away");
    }
}
