//! What must hold for every file in `rules/`: examples come out as marked, phrases are read, names lead somewhere.

use std::collections::{BTreeSet, HashMap};

use drawline::example::{self, Outcome};
use drawline::policy::{Choice, Policy};
use drawline::taxonomy::grammar::Grammar;
use drawline::taxonomy::role::RoleReading;
use drawline::taxonomy::scale::Scale;
use drawline::taxonomy::tokens::Words;

use crate::harness::{drawline, files_below, project, stderr, stdout, write};

fn policy() -> Policy {
    Policy::load(Choice::default()).expect("the embedded rules are sound")
}

fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_example_of_every_rule_comes_out_as_marked() {
    let mut failures = Vec::new();
    let mut ran = 0;
    let policy = policy();
    for rule in &policy.rules {
        for example in &policy.examples(rule).expect("sound examples") {
            let outcomes = example::run(rule, example, &[]).expect("an example that runs");
            ran += 1;
            let wrong = outcomes.iter().filter(|outcome| !matches!(outcome, Outcome::Matched { .. }));
            failures.extend(wrong.map(|outcome| format!("{}: {}: {outcome:?}", rule.name, example.name.value)));
        }
    }
    report(&failures);
    assert!(ran > 30, "only {ran} examples ran");
}

#[test]
fn every_rule_has_a_bad_and_a_good_example_and_is_named_as_its_file() {
    let mut failures = Vec::new();
    let policy = policy();
    for rule in &policy.rules {
        let examples = policy.examples(rule).expect("sound examples");
        let bad = |example: &&example_files::Example| example.files.iter().any(|(_, text)| text.contains("#~"));
        let clean = examples.iter().filter(|example| !bad(example)).count();
        let marked = examples.len() - clean;
        // A file that is not UTF-8 cannot stand in a TOML text; `robust` has that case.
        if (marked == 0 && &*rule.name != "unreadable-file") || examples.len() < 2 && marked == 0 && clean == 0 {
            failures.push(format!("{}: needs a marked example", rule.name));
        }
        let has_clean_lines = clean > 0 || examples.iter().any(|e| e.files.iter().any(|(_, t)| t.contains("[[duty]]")));
        if !has_clean_lines {
            failures.push(format!("{}: needs an example without a finding", rule.name));
        }
        if !rule.at.path.as_str().ends_with(&format!("/{}.toml", rule.name)) {
            failures.push(format!("{} is defined in {}", rule.name, rule.at.path));
        }
    }
    report(&failures);
}

mod example_files {
    pub(super) use drawline::rule::Example;
}

/// A value whose lists are sorted, since a set of words has an order of its own.
fn same_words(mut value: serde_json::Value) -> serde_json::Value {
    if let Some(list) = value.as_array_mut() {
        list.sort_by_key(ToString::to_string);
    }
    for (_, inner) in value.as_object_mut().into_iter().flatten() {
        *inner = same_words(inner.take());
    }
    value
}

#[test]
fn every_phrase_and_every_example_reads_as_its_activity() {
    let policy = policy();
    let (activities, words) = (&policy.taxonomy.activities, policy.taxonomy.words());
    let mut failures = Vec::new();
    let (index, broken) = activities.index(words);
    assert!(index == *activities.built(words), "the index that was built in is another one");
    let file = drawline::embedded::file(drawline::taxonomy::WORDS_FILE).expect("a file");
    let read = Words::decode(&file.document.root().table("words").expect("a table"));
    // As values, since the order of a map is its own.
    let value = |words: &Words| serde_json::to_value(words).expect("a value");
    assert!(value(&read) == value(words), "the words that were built in are others");
    let file = drawline::embedded::file(drawline::taxonomy::PROSE_FILE).expect("a file");
    let scale = drawline::embedded::file(drawline::taxonomy::CONFIDENCE_FILE).expect("a file");
    let (mut read, built) = (Grammar::decode(&file.document.root()), policy.taxonomy.grammar());
    read.scale = Scale::decode(&scale.document.root());
    let value = |grammar: &Grammar| serde_json::to_value(grammar).expect("a value");
    assert!(same_words(value(&read)) == same_words(value(built)), "the grammar that was built in is another one");
    failures.extend(broken.iter().map(|(at, why)| format!("{at:?}: {why}")));
    for activity in activities.all() {
        let said = activity.said();
        let phrases = said.nouns.iter().chain(&said.phrases).filter(|phrase| !phrase.value.contains(['(', '{', '.']));
        for text in phrases.chain(&activity.said().examples) {
            let read = activities.read(words, &text.value).map_or("nothing", |found| &found.id);
            if read != &*activity.id {
                failures.push(format!("{}: \"{}\" reads as {read}", activity.id, text.value));
            }
        }
    }
    report(&failures);
}

#[test]
fn the_words_have_the_shape_that_is_declared() {
    let text = drawline::embedded::file(drawline::taxonomy::WORDS_FILE).expect("a file").text;
    let document = drawline::document::Document::parse(text).expect("valid TOML");
    let mut problems = Vec::new();
    drawline::document::shape::check(&document.root(), drawline::taxonomy::TAXONOMY_FILE, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(policy().taxonomy.words().is_verb(&policy().taxonomy.words().read("manage")[0].stem));
}

#[test]
fn no_near_miss_reads_as_its_activity() {
    let policy = policy();
    let (activities, words) = (&policy.taxonomy.activities, policy.taxonomy.words());
    let mut failures = Vec::new();
    for activity in activities.all() {
        for text in activity.said().near_misses.iter().filter(|text| !text.value.contains(['(', '{', '.'])) {
            if activities.read(words, &text.value).is_some_and(|found| found.id == activity.id) {
                failures.push(format!("{}: \"{}\"", activity.id, text.value));
            }
        }
    }
    report(&failures);
}

#[test]
fn no_plain_phrase_stands_under_two_activities() {
    let policy = policy();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut failures = Vec::new();
    for activity in policy.taxonomy.activities.all() {
        for phrase in &activity.said().phrases {
            if let Some(other) = seen.insert(&phrase.value, &activity.id) {
                failures.push(format!("\"{}\" stands under {other} and {}", phrase.value, activity.id));
            }
        }
        let examples = activity
            .said()
            .examples
            .iter()
            .filter(|text| activity.said().phrases.iter().any(|p| p.value == text.value));
        failures
            .extend(examples.map(|text| format!("{}: \"{}\" is a phrase, not an example", activity.id, text.value)));
    }
    report(&failures);
}

#[test]
fn every_name_in_the_taxonomy_leads_somewhere() {
    let policy = policy();
    let (taxonomy, sources) = (&policy.taxonomy, policy.sources());
    let mut failures = Vec::new();
    for activity in taxonomy.activities.all() {
        for owner in activity.owners.iter().filter(|owner| taxonomy.roles.get(&owner.value).is_none()) {
            failures.push(format!("{}: owner {}", activity.id, owner.value));
        }
        for key in activity.said().evidence.iter().filter(|key| !sources.contains_key(&key.value)) {
            failures.push(format!("{}: source {}", activity.id, key.value));
        }
    }
    for rule in &policy.rules {
        for key in rule.evidence.iter().filter(|key| !sources.contains_key(*key)) {
            failures.push(format!("{}: source {key}", rule.name));
        }
    }
    for role in policy.verdicts.roles().iter().filter(|role| taxonomy.roles.get(role).is_none()) {
        failures.push(format!("a verdict names the role {role}"));
    }
    report(&failures);
}

#[test]
fn every_title_and_example_of_a_role_reads_as_the_role_and_abbreviations_are_never_guessed() {
    let policy = policy();
    let roles = &policy.taxonomy.roles;
    let mut failures = Vec::new();
    let mut abbreviations: HashMap<String, BTreeSet<&str>> = HashMap::new();
    for role in roles.all() {
        for text in role.titles.iter().chain(&role.examples).map(|text| &text.value).chain([&role.id, &role.title]) {
            if roles.read(text) != RoleReading::Known(role.id.clone()) {
                failures.push(format!("{}: \"{text}\" reads as {:?}", role.id, roles.read(text)));
            }
        }
        for abbreviation in &role.abbreviations {
            abbreviations.entry(abbreviation.value.to_lowercase()).or_default().insert(&role.id);
        }
    }
    for (abbreviation, bearers) in abbreviations.iter().filter(|(_, bearers)| bearers.len() > 1) {
        if !matches!(roles.read(abbreviation), RoleReading::Ambiguous(found) if found.len() == bearers.len()) {
            failures.push(format!("{abbreviation} is guessed"));
        }
    }
    for known in ["PM", "TPM", "CSM", "SE", "DA"] {
        if !matches!(roles.read(known), RoleReading::Ambiguous(_)) {
            failures.push(format!("{known} is not ambiguous"));
        }
    }
    report(&failures);
}

#[test]
fn the_six_profiles_are_there_and_none_relaxes_a_hard_activity_without_a_control() {
    let names: Vec<_> = policy().taxonomy.profiles.keys().cloned().collect();
    assert_eq!(
        names.iter().map(|n| &**n).collect::<Vec<_>>(),
        ["agency", "enterprise", "government", "open-source", "scaleup", "startup"]
    );
    for name in names {
        let policy =
            Policy::load(Choice { config: None, profile: Some(&name), ..Choice::default() }).expect("a profile");
        for activity in policy.taxonomy.activities.all().iter().filter(|activity| activity.hard) {
            let cells = policy.verdicts.of("product-manager", &activity.id).expect("a verdict");
            let ruling = cells.at(drawline::base::involvement::Involvement::Accountable, |_| false).expect("a ruling");
            let out = ruling.verdict == drawline::taxonomy::verdict::Verdict::Out;
            assert!(out || ruling.needs_compensating, "{name} relaxes {}", activity.id);
        }
    }
}

#[test]
fn a_new_rule_of_every_kind_passes_its_own_examples_and_a_wrong_marker_is_told() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    std::fs::write(folder.path().join("drawline.toml"), "rule-files = [\"policy/*.toml\"]\n").expect("written");
    for kind in ["cover", "drift", "form", "limit", "phrase", "scope", "separate"] {
        let name = format!("our-{kind}");
        let output = drawline(folder.path(), &["rules", "new", &name, "--kind", kind]);
        assert!(output.status.success(), "{kind}: {}", stderr(&output));
    }
    let output = drawline(folder.path(), &["rules", "test"]);
    assert!(output.status.success(), "{}", stdout(&output));
    assert!(stdout(&output).contains("7 rules, 14 examples, 0 not as marked"), "{}", stdout(&output));
    let file = folder.path().join("policy/our-scope.toml");
    let text = std::fs::read_to_string(&file).expect("readable");
    let moved = text.replacen("   #~ our-scope", "", 1).replacen("[team]\n", "[team]   #~ our-scope\n", 1);
    std::fs::write(&file, moved).expect("written");
    let output = drawline(folder.path(), &["rules", "test"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("wrong line"), "{}", stdout(&output));
    let again = drawline(folder.path(), &["rules", "new", "our-scope"]);
    assert_eq!(again.status.code(), Some(2), "nothing is written over");
    let outside = drawline(folder.path(), &["rules", "new", "x", "--folder", "../elsewhere"]);
    assert_eq!(outside.status.code(), Some(2), "nothing is written outside");
}

/// What no built-in rule counts is counted by the rules of a fixture, whose examples run as those of a repository do.
#[test]
fn rules_that_count_what_no_other_does_pass_their_examples() {
    let own = project().join("fixtures/cases/rules/own-counts/files");
    let folder = tempfile::tempdir().expect("a scratch folder");
    for file in files_below(&own) {
        let text = std::fs::read(&file).expect("a fixture");
        write(&folder.path().join(file.strip_prefix(&own).expect("below")), &text);
    }
    let output = drawline(folder.path(), &["rules", "test"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("4 rules, 8 examples, 0 not as marked"), "{}", stdout(&output));
}
