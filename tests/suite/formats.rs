//! Formats: the same findings and the same exit code in each, and nothing smuggled out of a file. What their real consumers
//! say is tried by `tests/clients/formats.sh`.

use std::path::Path;

use crate::harness::{drawline, scratch, stderr, stdout};

const GUILTY: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n\
    [[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n\n[[duty]]\nactivity = \"content-writing\"\n\
    accountable = \"@ana\"\n\n[[duty]]\nactivity = \"project-management\"\naccountable = \"@ana\"\n";

fn lint(folder: &Path, format: &str) -> (Option<i32>, String) {
    let output = drawline(folder, &["lint", "--format", format, "--today", "2026-06-01"]);
    (output.status.code(), stdout(&output) + &stderr(&output))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn every_format_tells_the_same_findings_with_the_same_exit_code() {
    let folder = scratch(&[("charter.toml", GUILTY)]);
    let (code, text) = lint(folder.path(), "json");
    let all = json(&text)["diagnostics"].as_array().expect("a list").len();
    assert_eq!((code, all), (Some(1), 3), "{text}");
    let count = |format: &str| {
        let (code, text) = lint(folder.path(), format);
        assert_eq!(code, Some(1), "{format}: {text}");
        match format {
            "sarif" => json(&text)["runs"][0]["results"].as_array().expect("results").len(),
            "gitlab" => json(&text).as_array().expect("a list").len(),
            "rdjson" => json(&text)["diagnostics"].as_array().expect("a list").len(),
            "github" => text.lines().filter(|line| line.starts_with("::")).count(),
            "narrated" => text.matches("\nWhy: ").count(),
            "junit" => text.matches("<testcase").count(),
            "markdown" => text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")).count(),
            _ => text.lines().count(),
        }
    };
    for format in ["short", "narrated", "sarif", "gitlab", "rdjson", "github", "junit", "markdown"] {
        assert_eq!(count(format), all, "{format}");
    }
}

#[test]
fn sarif_names_rules_places_and_fingerprints() {
    let folder = scratch(&[("a b/é charter.toml", ""), ("x/charter.toml", GUILTY)]);
    let (_, text) = lint(folder.path(), "sarif");
    let log = json(&text);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1));
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("an address");
        assert!(!uri.starts_with('/') && !uri.contains(' '), "{uri}");
        assert!(result["fingerprints"]["drawline/v1"].is_string());
    }
    let fields = ["shortDescription", "fullDescription", "help"];
    assert!(
        rules.iter().all(|rule| fields.iter().all(|field| !rule[*field]["text"].as_str().unwrap_or("").is_empty()))
    );
}

#[test]
fn no_workflow_command_and_no_markup_comes_out_of_a_file() {
    let hostile = "[team]\nname = \"A\\n::error::gotcha%0A<script>\"\n\n[[duty]]\nactivity = \"juggling\\n::set-output name=x::y\"\naccountable = \"@a,b:c\"\n";
    let folder = scratch(&[("x,y:z/charter.toml", hostile)]);
    for format in ["github", "human", "narrated", "short", "auto", "markdown", "junit"] {
        let (_, text) = lint(folder.path(), format);
        let ours = |line: &str| {
            ["::error file=", "::warning file=", "::notice file=", "::notice title="]
                .iter()
                .any(|own| line.starts_with(own))
        };
        for line in text.lines().filter(|line| line.trim_start().starts_with("::")) {
            assert!(format == "github" && ours(line), "{format}: {line}");
            let properties = line.split("::").nth(1).expect("properties");
            assert!(!properties.contains("x,y") && !properties.contains("y:z"), "{line}");
        }
        assert!(format != "junit" || !text.contains("<script>"), "{text}");
    }
}

#[test]
fn several_outputs_are_written_beside_the_log() {
    let folder = scratch(&[("charter.toml", GUILTY)]);
    let args = ["lint", "--format", "short", "--output", "sarif=a.sarif", "--output", "junit=b.xml", "--exit-zero"];
    let output = drawline(folder.path(), &args);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 3);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("written");
    assert_eq!(json(&read("a.sarif"))["version"], "2.1.0");
    assert!(read("b.xml").contains("<testsuites"));
    let output = drawline(folder.path(), &["lint", "--output", "nonsense=x"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn no_output_goes_over_what_is_read_or_over_another() {
    let charter = "[team]\nname = \"A\"\n";
    let folder =
        scratch(&[("charter.toml", charter), ("drawline.toml", "profile = \"startup\"\n"), ("old.json", "{}")]);
    for (args, wanted) in [
        (&["--output", "json=charter.toml"][..], "drawline reads this file"),
        (&["--output", "json=drawline.toml"], "drawline reads this file"),
        (&["--output", "json=a.out", "--output", "sarif=a.out"], "two outputs go there"),
        (&["--output", "json=-"], "is no file"),
    ] {
        let output = drawline(folder.path(), &[&["lint"][..], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(wanted), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("charter.toml")).expect("a charter"), charter);
    let output = drawline(folder.path(), &["lint", "--output", "json=old.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(std::fs::read_to_string(folder.path().join("old.json")).expect("a file").contains("\"version\""));
}
