//! Each number of a rule has an example at it and one past it: moved a step up or down, some example of the rule comes out
//! otherwise. Numbers that no example notices are listed, and the list only shrinks.

use std::collections::BTreeSet;

use drawline::document::Document;
use drawline::example::{self, Outcome};
use drawline::policy::{Choice, Policy};
use drawline::rule::Example;

use crate::harness::{files_below, project};

/// Rules, their numbers, and the way in which a step is not noticed. Whoever adds an example takes a line out.
const UNNOTICED: &[(&str, &str, &str)] = &[
    ("bus-factor", "from", "down"),
    ("bus-factor", "max", "down"),
    ("bus-factor", "max", "up"),
    ("lasting-stretch", "max", "down"),
    ("lasting-stretch", "max", "up"),
    ("low-core-share", "from", "down"),
    ("low-core-share", "min", "down"),
    ("no-deputy", "from", "down"),
    ("unowned-activity", "from", "down"),
    ("unowned-activity", "from", "up"),
];

/// The keys that decide whether there is a finding; what decides how much it weighs is tried in `boundaries.rs`.
const DECIDING: [&str; 4] = ["max", "min", "from", "days"];

/// The next number up and down: of shares a tenth, since files of examples are short.
fn steps(number: f64) -> [(&'static str, f64); 2] {
    let step = if number.fract() == 0.0 { 1.0 } else { 0.1 };
    [("up", number + step), ("down", (number - step).max(0.0))]
}

#[test]
fn every_number_of_a_rule_has_an_example_at_it_and_one_past_it() {
    let policy = Policy::load(Choice::default()).expect("the embedded rules are sound");
    let (mut unnoticed, mut tried) = (BTreeSet::new(), 0);
    for file in files_below(&project().join("rules")) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let Ok(document) = Document::parse(&text) else { continue };
        let root = document.root();
        let Some(rule) = root.text("name").and_then(|name| policy.rule(&name.value)).filter(|_| root.has("kind"))
        else {
            continue;
        };
        let examples = policy.examples(rule).expect("sound examples");
        let beyond = if root.has("beyond-core") { ", beyond-core = true" } else { "" };
        for key in DECIDING {
            let Some(number) = root.number(key).map(|number| number.value) else { continue };
            for (way, moved) in steps(number) {
                tried += 1;
                let comes_out = |example: &Example, number: f64| {
                    let mut example = example.clone();
                    let config = format!("[rules]\n{} = {{ {key} = {number}{beyond} }}\n", rule.name);
                    example.files.push(("drawline.toml".into(), config.as_str().into()));
                    let outcomes = example::run(rule, &example, &[]).expect("an example that runs");
                    outcomes.iter().all(|outcome| matches!(outcome, Outcome::Matched { .. }))
                };
                // An example with settings of its own says nothing of the rule's.
                let plain = examples.iter().filter(|one| !one.files.iter().any(|(path, _)| &**path == "drawline.toml"));
                let mut plain = plain.filter(|example| comes_out(example, number));
                let is_noticed = plain.any(|example| !comes_out(example, moved));
                if !is_noticed {
                    unnoticed.insert((rule.name.to_string(), key.to_owned(), way.to_owned()));
                }
            }
        }
    }
    assert!(tried > 30, "only {tried} steps");
    let listed = UNNOTICED.iter().map(|(rule, key, way)| ((*rule).to_owned(), (*key).to_owned(), (*way).to_owned()));
    let listed: BTreeSet<_> = listed.collect();
    let new: Vec<_> = unnoticed.difference(&listed).collect();
    assert!(new.is_empty(), "write an example at the number and one past it: {new:#?}");
    let gone: Vec<_> = listed.difference(&unnoticed).collect();
    assert!(gone.is_empty(), "an example notices these now, take them out: {gone:#?}");
}
