//! Reading prose: every example of `rules/prose.toml` is read as its block says, and hostile pages cost little.

use drawline::base::involvement::Involvement;
use drawline::base::path::RepoPath;
use drawline::document::{Document, shape};
use drawline::embedded;
use drawline::policy::{Choice, Policy};
use drawline::read::Format;
use drawline::read::reading::Reading;
use drawline::taxonomy::grammar::{Grammar, GrammarExample};
use drawline::taxonomy::{PROSE_FILE, TAXONOMY_FILE};

fn read(text: &str) -> Reading {
    let policy = Policy::load(Choice::default()).expect("the embedded rules are sound");
    policy.read(Format::Prose, &RepoPath::new("teams/a/charter.md").expect("a path"), text.as_bytes())
}

/// How the product manager is involved in what a page says.
fn involved(text: &str) -> Vec<Involvement> {
    let reading = read(text);
    let holders = reading.duties.iter().flat_map(|duty| &duty.holders);
    holders.filter(|holder| &*holder.who.value == "product-manager").map(|holder| holder.involvement).collect()
}

/// A page on which an example stands as it would in a charter.
fn page(example: &GrammarExample) -> String {
    let text = &example.text.value;
    match example.table {
        "heading" => format!("# Product manager\n\n{text}\n\n- Release notes\n"),
        "label" => format!("# Release notes\n\n- {text}\n"),
        _ => format!("# A team\n\n{text}\n"),
    }
}

#[test]
fn every_example_of_the_words_of_prose_is_read_as_its_block_says() {
    let text = embedded::file(PROSE_FILE).expect("the file").text;
    let document = Document::parse(text).expect("valid TOML");
    let mut problems = Vec::new();
    shape::check(&document.root(), TAXONOMY_FILE, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let examples = Grammar::examples(&document.root());
    assert!(examples.len() > 30, "only {} examples", examples.len());
    let mut failures = Vec::new();
    for example in &examples {
        let expected = Involvement::parse(&example.says);
        let found = involved(&page(example));
        if found.iter().max().copied() != expected {
            failures.push(format!("{} {}: \"{}\" reads as {found:?}", example.table, example.says, example.text.value));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn places_are_the_exact_words_through_marks_entities_and_tables() {
    let text = "# Product manager\n\n- **Owns** the *road\\map* &amp; writes [release\n  notes](x.md).\n";
    let reading = read(text);
    let words: Vec<&str> =
        reading.duties.iter().map(|duty| &text[duty.activity.span.start..duty.activity.span.end]).collect();
    assert_eq!(words, ["road\\map", "writes [release\n  notes"]);
    let table = "| Work | Product manager | QA lead |\n|--|--|--|\n| Release notes | A | R |\n";
    let reading = read(table);
    let cells: Vec<&str> =
        reading.duties[0].holders.iter().map(|holder| &table[holder.who.span.start..holder.who.span.end]).collect();
    assert_eq!(cells, ["A", "R"]);
}

#[test]
fn a_hostile_page_is_read_in_time_that_grows_with_its_length() {
    let pages: [fn(usize) -> String; 8] = [
        |n| "the product manager ".repeat(n),
        |n| "> ".repeat(n) + "the PM owns the roadmap",
        |n| (0..n).map(|depth| " ".repeat(depth.min(200) * 2) + "- product manager:\n").collect(),
        |n| format!("|{}\n|{}\n|{}\n", "product manager|".repeat(n), "--|".repeat(n), "A|".repeat(n)),
        |n| "<table><tr><td>".repeat(n),
        |n| "*_[`".repeat(n),
        |n| format!("# PM\n\n- owns {}", "the roadmap, and writes ".repeat(n)),
        |n| "@a ".repeat(n) + "PM (Product Manager) ",
    ];
    let took = |text: &str| {
        let start = std::time::Instant::now();
        read(text);
        start.elapsed().as_secs_f64()
    };
    for (index, page) in pages.iter().enumerate() {
        let (short, long) = (page(250), page(4_000));
        let best = |text: &str| (0..3).map(|_| took(text)).fold(f64::MAX, f64::min);
        let ratio = best(&long) / best(&short).max(0.002);
        assert!(ratio < 80.0, "page {index}: sixteen times the text took {ratio:.0} times as long");
    }
}
