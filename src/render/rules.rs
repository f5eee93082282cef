//! The rules as JSON (version 1): what each is about, how much it matters here, and what can be set.

use serde::Serialize;

use crate::base::diagnostic::Severity;
use crate::policy::Policy;
use crate::rule::Rule;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    profile: &'a str,
    rules: Vec<RuleRow<'a>>,
}

/// A rule.
#[derive(Serialize)]
struct RuleRow<'a> {
    name: &'a str,
    pack: &'a str,
    kind: &'a str,
    /// `off` where it does not judge.
    severity: &'a str,
    message: &'a str,
    why: &'a str,
    fix: &'a str,
    beware: Option<&'a str>,
    evidence: Vec<&'a str>,
    settings: Vec<SettingRow<'a>>,
    path: &'a str,
}

/// A number that can be set, with its value here and the file that says so.
#[derive(Serialize)]
struct SettingRow<'a> {
    key: &'a str,
    value: f64,
    path: &'a str,
}

/// One JSON object, indented.
#[must_use]
pub(crate) fn json(policy: &Policy) -> String {
    let output = Output { version: 1, profile: &policy.profile, rules: policy.rules.iter().map(row).collect() };
    let mut text = serde_json::to_string_pretty(&output).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn row(rule: &Rule) -> RuleRow<'_> {
    let settings = rule.settings.iter().map(|(key, number)| SettingRow {
        key,
        value: number.value,
        path: number.at.path.as_str(),
    });
    RuleRow {
        name: &rule.name,
        pack: &rule.pack,
        kind: rule.kind.name,
        severity: rule.severity.map_or("off", Severity::name),
        message: &rule.message,
        why: rule.why.trim(),
        fix: rule.fix.trim(),
        beware: rule.beware.as_deref().map(str::trim),
        evidence: rule.evidence.iter().map(|key| &**key).collect(),
        settings: settings.collect(),
        path: rule.at.path.as_str(),
    }
}
