//! A page per rule and an index by pack, from the files of `rules/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use drawline::base::diagnostic::Severity;
use drawline::embedded;
use drawline::policy::Policy;
use drawline::rule::{Example, Rule};

use super::words;

/// A pack, and what it is about.
const PACKS: &[(&str, &str)] = &[
    ("scope", "Work on the wrong side of a role's line."),
    ("workload", "More than one person, team or role can carry."),
    ("coverage", "Work that nobody holds, or one person alone."),
    ("separation", "Two hands where one would check itself."),
    ("raci", "Rows of a matrix that say too much, too little or two things."),
    ("drift", "What was right once and went on too long."),
    ("waivers", "Exceptions that need a reason, an end or an owner."),
    ("hygiene", "Files that cannot be read as they were meant."),
];

pub(super) fn pages(policy: &Policy) -> Vec<(String, String)> {
    let others: Vec<Policy> = policy
        .taxonomy
        .profiles
        .keys()
        .filter(|name| **name != policy.profile)
        .map(|name| super::policy(Some(name)))
        .collect();
    let mut pages: Vec<(String, String)> =
        policy.rules.iter().map(|rule| (format!("docs/rules/{}.md", rule.name), page(policy, &others, rule))).collect();
    pages.push(("docs/rules/README.md".to_owned(), index(policy)));
    pages
}

fn index(policy: &Policy) -> String {
    let mut packs: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in &policy.rules {
        packs.entry(&rule.pack).or_default().push(rule);
    }
    let mut out = format!(
        "# The rules\n\n{} rules in {} packs. `drawline rules list` shows them with the severities of your repository, `[rules]` in \
         `drawline.toml` sets them.\n",
        policy.rules.len(),
        packs.len()
    );
    assert!(
        packs.len() == PACKS.len() && packs.keys().all(|pack| PACKS.iter().any(|(name, _)| name == pack)),
        "{:?}",
        packs.keys()
    );
    for (pack, about) in PACKS {
        let _ = writeln!(out, "\n## {pack}\n\n{about}\n\n| rule | by default | what it says |\n|---|---|---|");
        for rule in &packs[pack] {
            let (name, severity) = (&rule.name, severity(rule));
            let _ = writeln!(out, "| [{name}]({name}.md) | {severity} | {} |", shown(&rule.says()));
        }
    }
    out
}

fn severity(rule: &Rule) -> &'static str {
    rule.severity.map_or("off", Severity::name)
}

fn page(policy: &Policy, others: &[Policy], rule: &Rule) -> String {
    let (name, pack) = (&rule.name, &rule.pack);
    let mut out = format!("# {name}\n\n> {}\n\n", shown(&rule.says()));
    let _ = writeln!(
        out,
        "A rule of the pack [{pack}](README.md#{pack}), of the kind `{}`: {}.\n",
        rule.kind.name,
        severity(rule)
    );
    let _ = writeln!(out, "{}\n\n**What to do.** {}", words(&rule.why), words(&rule.fix));
    if let Some(beware) = &rule.beware {
        let _ = writeln!(out, "\n**No finding.** {}", words(beware));
    }
    out.push_str(&settings(policy, others, rule));
    for (title, is_bad) in [("What it finds", true), ("What it leaves alone", false)] {
        let examples = policy.examples(rule).expect("the examples of built-in rules are sound");
        let examples: Vec<&Example> = examples.iter().filter(|example| marked(example) == is_bad).collect();
        if !examples.is_empty() {
            let _ = writeln!(out, "\n## {title}");
        }
        examples.iter().for_each(|example| out.push_str(&example_text(example)));
    }
    let known = policy.sources();
    out.push_str("\n## Evidence\n\n");
    if rule.evidence.is_empty() {
        out.push_str("Our judgement; no source states it.\n");
    }
    for key in &rule.evidence {
        let _ = writeln!(out, "- {}", known.get(key).unwrap_or(key));
    }
    out
}

/// A message with what it fills in set apart.
fn shown(message: &str) -> String {
    message.replace(['{', '}'], "*")
}

/// The severity and the limits, in the rule's file and where profiles differ.
fn settings(policy: &Policy, others: &[Policy], rule: &Rule) -> String {
    let mut out = format!(
        "\n## Settings\n\n```toml\n[rules]\n{} = \"off\"   # or \"advice\", \"warning\", \"error\"\n```\n",
        rule.name
    );
    let file = embedded::RULES
        .iter()
        .find(|file| rule.at.path.as_str().ends_with(file.name))
        .expect("a built-in rule has a file");
    let text = |key: &str| -> String {
        let line = file
            .text
            .lines()
            .find(|line| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')));
        line.and_then(|line| line.split_once('=')).map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let root = file.document.root();
    let fields: Vec<_> = rule.kind.fields.iter().filter(|field| root.has(field.key)).collect();
    if !fields.is_empty() {
        out.push_str("\n| key | here | what it is |\n|---|---|---|\n");
    }
    for field in fields {
        let value = text(field.key);
        let value = if value.ends_with('[') || value.is_empty() {
            "a list, see the rule's file".to_owned()
        } else {
            format!("`{value}`")
        };
        let _ = writeln!(out, "| `{}` | {value} | {} |", field.key, field.doc);
    }
    let differ: Vec<String> = others
        .iter()
        .filter_map(|other| {
            other.rule(&rule.name).map(|same| (other, same)).filter(|(_, same)| same.severity != rule.severity)
        })
        .map(|(other, same)| format!("`{}` {}", other.profile, severity(same)))
        .collect();
    if !differ.is_empty() {
        let _ = writeln!(out, "\nIn the profile {}; in `{}` {}.", differ.join(", "), policy.profile, severity(rule));
    }
    out
}

fn marked(example: &Example) -> bool {
    example.files.iter().any(|(_, text)| text.contains("#~"))
}

fn example_text(example: &Example) -> String {
    let mut out = format!("\n### {}\n", capital(&example.name.value));
    if let Some(profile) = &example.profile {
        let _ = writeln!(out, "\nIn the profile `{profile}`.");
    }
    let before = example.before.iter().flatten().map(|file| ("before", file));
    for (when, (path, text)) in before.chain(example.files.iter().map(|file| ("", file))) {
        let when = match (when, example.before.is_some()) {
            ("", true) => ", after",
            ("", false) => "",
            _ => ", before",
        };
        let ending = path.rsplit_once('.').map_or("text", |(_, ending)| ending);
        let text = text.trim_matches('\n').replace("#~", "# <-");
        let _ = writeln!(out, "\n`{path}`{when}\n\n````{ending}\n{text}\n````");
    }
    out
}

fn capital(text: &str) -> String {
    drawline::base::suggest::capital(text)
}
