//! Pictures: what a matrix says is what the files say, whichever way it is read.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{drawline_on, files_below, project, scratch, stdout};

const TODAY: &str = "2026-06-01";

/// Team, who, kind of work, how.
type Part = (String, String, String, String);

/// Who holds what, by `drawline facts`, as far as the holder is known. What is not clear is judged by nobody and in no matrix.
fn parts(folder: &Path) -> BTreeSet<Part> {
    let output = drawline_on(TODAY, folder, &["facts", "--format", "ndjson"]);
    let facts = stdout(&output);
    let facts = facts.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let duties = facts.filter(|fact| fact["fact"] == "duty" && fact["explicit"] == true);
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let part = |fact: serde_json::Value| {
        let who = text(&fact["person"]).or_else(|| text(&fact["role"]))?;
        let work = text(&fact["activity"]).or_else(|| text(&fact["activity_text"]))?;
        Some((text(&fact["team"])?, who, work, text(&fact["involvement"])?))
    };
    // What can be no handle is a slip, and told as one.
    let is_name = |part: &Part| !part.1.starts_with('@') || !part.1[1..].contains(['@', ' ']);
    duties.filter_map(part).filter(is_name).collect()
}

/// A folder with a page for each table of a matrix, beside the files that say who people are and what names mean.
fn pages_of(markdown: &str, teams: &[String], from: &Path) -> tempfile::TempDir {
    let folder = scratch(&[]);
    let tables = markdown.split("\n## ").map(|table| table.trim_start_matches("## "));
    for (table, team) in tables.zip(teams) {
        crate::harness::write(
            &folder.path().join(format!("teams/{team}/CHARTER.md")),
            format!("## {table}").as_bytes(),
        );
    }
    let says_who_does_what = |text: &str| text.contains("[[duty]]") || text.contains("[team]") || text.contains('|');
    for file in files_below(from).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if file.ends_with("drawline.toml") || !says_who_does_what(&text) {
            crate::harness::write(&folder.path().join(file.strip_prefix(from).expect("below")), text.as_bytes());
        }
    }
    folder
}

#[test]
fn a_matrix_in_markdown_is_read_as_the_facts_that_it_was_made_from() {
    let cases = files_below(&project().join("fixtures/cases")).into_iter().filter(|file| file.ends_with("case.toml"));
    let cases = cases.filter_map(|file| Some(file.parent()?.join("files"))).filter(|files| files.is_dir());
    let (mut compared, mut wrong) = (0, Vec::new());
    for fixture in cases.chain([project().join("fixtures/overstretched")]) {
        // Outside of this repository, whose configuration leaves fixtures out.
        let copy = scratch(&[]);
        for file in files_below(&fixture) {
            let inside = file.strip_prefix(&fixture).expect("below");
            crate::harness::write(&copy.path().join(inside), &std::fs::read(&file).expect("a file"));
        }
        // There are names that can be no handle, which any other reading takes apart.
        if fixture.ends_with("what-can-be-no-handle/files") {
            continue;
        }
        let output = drawline_on(TODAY, copy.path(), &["matrix", "--format", "markdown"]);
        if !output.status.success() {
            continue;
        }
        let csv = stdout(&drawline_on(TODAY, copy.path(), &["matrix", "--format", "csv"]));
        let mut teams: Vec<String> =
            csv.lines().skip(1).filter_map(|line| Some(line.split_once(',')?.0.to_owned())).collect();
        teams.dedup();
        let before = parts(copy.path());
        let pages = pages_of(&stdout(&output), &teams, copy.path());
        let after = parts(pages.path());
        compared += before.len();
        for part in before.symmetric_difference(&after) {
            wrong.push(format!(
                "{}: {part:?} is {} the matrix",
                fixture.display(),
                if after.contains(part) { "only in" } else { "not in" }
            ));
        }
    }
    assert!(compared > 500, "only {compared} parts were compared");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}
