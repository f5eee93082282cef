//! Many repositories: rows that leave them, and what is judged of rows. The oracle is one repository that holds all the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::harness::{Repo, drawline, drawline_in, scratch, stderr, stdout, write};

const TODAY: &str = "2026-06-01";

/// Repositories that have nothing in common but people: one knows them by other names, one writes prose, one keeps another
/// tool's file, one makes exceptions.
const REPOSITORIES: &[(&str, &[(&str, &str)])] = &[
    (
        "checkout",
        &[
            (
                "teams/checkout/charter.toml",
                "[team]\nname = \"Checkout\"\nengineers = 7\nreviewed = 2024-01-01\nparent = \"shop\"\n\n[[member]]\nhandle = \"@maya\"\n\
                 role = \"Lead PM\"\nallocation = 0.6\n\n[[member]]\nhandle = \"@li\"\nrole = [\"engineer\", \"tester\"]\n\n[[duty]]\n\
                 activity = \"test sign-off\"\naccountable = \"@maya\"\nresponsible = [\"@li\", \"@maya\"]\nhours = 3\n\n[[duty]]\n\
                 activity = \"on-call rotation\"\n\n[[duty]]\nactivity = \"release approval\"\naccountable = \"@kim\"\nuntil = 2026-01-01\n\
                 deputy = \"@li\"\n\n[[duty]]\nactivity = \"vendor contracts\"\nretired = \"nobody needs it\"\n",
            ),
            ("drawline.toml", "[aliases]\n\"Lead PM\" = \"product-manager\"\n"),
            (
                "teams/checkout/ownership.toml",
                "[[own]]\npath = \"services/checkout/**\"\nowner = [\"@li\", \"@acme/payments\"]\n",
            ),
        ],
    ),
    (
        "search",
        &[
            (
                "teams/search/CHARTER.md",
                "# Search\n\n## Product Manager\n\n- Owns the roadmap\n- Triages support tickets\n\n@maya signs off on testing.\n\n\
                 | Work | @maya | @kim |\n|---|---|---|\n| deploy releases | R | A |\n| test plans | A | R |\n",
            ),
            (
                "teams/search/charter.toml",
                "[team]\nname = \"Search\"\n\n[[member]]\nhandle = \"@maya-l\"\nrole = \"product manager\"\nallocation = 0.5\n\n\
                 [[duty]]\nactivity = \"code review\"\n\
                 accountable = \"@maya-l\" # drawline: ignore[out-of-scope] until=2026-12-31 owner=@kim the reviewer starts in autumn\n",
            ),
        ],
    ),
    (
        "people",
        &[(
            "people.toml",
            "[[person]]\nhandle = \"@maya\"\nname = \"Maya Lund\"\naliases = [\"@maya-l\"]\nrole = \"product-manager\"\nhours = 30\n\n\
             [[person]]\nhandle = \"@li\"\n\n[[person]]\nhandle = \"@kim\"\nactive = false\n",
        )],
    ),
    (
        "growth",
        &[
            (
                "teams/growth/charter.toml",
                "[team]\nname = \"Growth\"\n\n[[member]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n\n[[duty]]\n\
                 activity = \"juggling é😀\"\naccountable = \"Maya Lund\"\n\n[[duty]]\nactivity = \"code review\"\nresponsible = \"@nobody\"\n\n\
                 [[duty]]\nactivity = \"budget\"\naccountable = [\"@maya\", \"@li\"]\n",
            ),
            (
                "teams/platform/charter.toml",
                "[team]\nname = \"Platform\"\n\n[[member]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n",
            ),
        ],
    ),
];

/// Kinds of rules that judge a file by itself, which is the business of the repository that it lies in.
fn is_about_a_file(rule: &str) -> bool {
    let policy = drawline::policy::Policy::load(drawline::policy::Choice::default()).expect("sound");
    let judges = policy.rule(rule).expect("a rule").judges();
    !(judges.teams || judges.people)
}

fn facts(folder: &Path, repository: &str, more: &[&str]) -> String {
    let args = [&["facts", "--repository", repository, "--format", "ndjson", "--today", TODAY], more].concat();
    let output = drawline(folder, &args);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

/// The facts of all repositories, each in a file of its own.
fn all_facts() -> Vec<(String, String)> {
    let of = |(name, files): &(&str, &[(&str, &str)])| {
        let folder = scratch(files);
        (format!("facts/{name}.ndjson"), facts(folder.path(), &format!("acme/{name}"), &[]))
    };
    REPOSITORIES.iter().map(of).collect()
}

fn lint(folder: &Path, args: &[&str]) -> Value {
    let args = [&["lint", "--format", "json", "--today", TODAY, "--min-confidence", "low"], args].concat();
    let output = drawline(folder, &args);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

/// Everything that is said of teams and people: message, help, places with their bytes, confidence, waiver and identity.
fn said(report: &Value) -> BTreeSet<String> {
    let findings = report["diagnostics"].as_array().expect("findings").iter();
    let of_many = findings.filter(|found| !is_about_a_file(found["rule"].as_str().expect("a rule")));
    let plain = |found: &Value| {
        let mut found = found.clone();
        for key in ["commit", "fix", "introduced_by"] {
            found[key] = Value::Null;
        }
        let text = found.to_string();
        REPOSITORIES
            .iter()
            .fold(text, |text, (name, _)| text.replace(&format!("acme/{name}:"), &format!("acme/{name}/")))
    };
    of_many.map(plain).collect()
}

fn scratch_of(files: &[(String, String)]) -> tempfile::TempDir {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    scratch(&files)
}

#[test]
fn rows_of_many_repositories_are_judged_as_their_files_in_one() {
    let together: Vec<(String, String)> = REPOSITORIES
        .iter()
        .flat_map(|(name, files)| {
            files.iter().map(move |(path, text)| (format!("acme/{name}/{path}"), (*text).to_owned()))
        })
        .filter(|(path, _)| !path.ends_with("drawline.toml"))
        .chain([("drawline.toml".to_owned(), REPOSITORIES[0].1[1].1.to_owned())])
        .collect();
    let one = scratch_of(&together);
    let central = scratch_of(&all_facts());
    write(&central.path().join("drawline.toml"), REPOSITORIES[0].1[1].1.as_bytes());
    let (of_files, of_facts) = (lint(one.path(), &[]), lint(central.path(), &["--facts", "facts/**/*.ndjson"]));
    let (of_files, of_facts) = (said(&of_files), said(&of_facts));
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join("\n");
    assert!(of_files.len() > 12, "{of_files:#?}");
    assert_eq!(only(&of_files, &of_facts), "", "told of files alone");
    assert_eq!(only(&of_facts, &of_files), "", "told of facts alone");
    for rule in
        ["too-many-teams", "over-allocated", "out-of-scope", "departed-holder", "unknown-activity", "expired-cover"]
    {
        assert!(of_facts.iter().any(|found| found.contains(rule)), "{rule} is not tried: {of_facts:#?}");
    }
    assert!(of_facts.iter().any(|found| found.contains("\"state\":\"waived\"")), "no exception arrived: {of_facts:#?}");
}

#[test]
fn one_person_is_over_the_line_in_none_of_the_repositories_and_in_all_together() {
    let central = scratch_of(&all_facts());
    let of_one = |(path, _): &(String, String)| said(&lint(central.path(), &["--facts", path]));
    let is_found = |found: &BTreeSet<String>| found.iter().any(|found| found.contains("\"too-many-teams\""));
    assert!(all_facts().iter().map(of_one).all(|found| !is_found(&found)));
    let report = lint(central.path(), &["--facts", "facts"]);
    assert!(is_found(&said(&report)), "{report}");
    assert_eq!(report["target"]["kind"], "facts");
    assert_eq!(report["target"]["repositories"].as_object().expect("repositories").len(), REPOSITORIES.len());
}

#[test]
fn a_bare_clone_is_enough_and_every_row_says_where_it_comes_from() {
    let folder = scratch(&[]);
    let repo = Repo::new(&folder.path().join("work"));
    for (path, text) in REPOSITORIES[0].1 {
        repo.write(path, text);
    }
    repo.commit("A charter");
    let commit = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]);
    let rows = facts(&folder.path().join("bare.git"), "acme/checkout", &["--rev", "HEAD"]);
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(rows.iter().all(|row| row["repository"] == "acme/checkout" && row["commit"] == commit.as_str()));
    assert_eq!(
        (&rows[0]["fact"], &rows[0]["read"]["rows"]),
        (&Value::from("repository"), &Value::from(rows.len() - 1))
    );
    let signs = rows.iter().find(|row| row["activity"] == "test-sign-off" && row["involvement"] == "accountable");
    let signs = signs.expect("the duty");
    assert_eq!(
        (&signs["area"], &signs["verdict"], &signs["source"]),
        (&"quality".into(), &"out".into(), &"toml".into())
    );

    let plain = drawline(&folder.path().join("bare.git"), &["facts", "--rev", "HEAD", "--format", "ndjson"]);
    let plain = stdout(&plain);
    let first: Value = serde_json::from_str(plain.lines().next().expect("a fact")).expect("JSON");
    assert_eq!(first["commit"], commit.as_str());
    assert!(first.get("repository").is_none(), "what tests elsewhere rely on: {first}");

    write(
        &folder.path().join("central/f.ndjson"),
        facts(&folder.path().join("bare.git"), "acme/checkout", &["--rev", "HEAD"]).as_bytes(),
    );
    let report = lint(&folder.path().join("central"), &["--facts", "f.ndjson"]);
    let found = &report["diagnostics"].as_array().expect("findings")[0];
    assert_eq!(found["commit"], commit.as_str());
    assert!(found["path"].as_str().expect("a path").starts_with("acme/checkout:teams/checkout/"));
    let short = drawline(
        &folder.path().join("central"),
        &["lint", "--facts", "f.ndjson", "--format", "short", "--today", TODAY],
    );
    assert!(stdout(&short).contains("acme/checkout:teams/checkout/charter.toml:18:15: error: "), "{}", stdout(&short));
}

#[test]
fn an_id_follows_a_fact_through_commits_and_tells_two_apart() {
    let charter = |head: &str| {
        format!(
            "{head}[team]\nname = \"A\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\n"
        )
    };
    let ids = |path: &str, head: &str| -> Vec<String> {
        let folder = scratch(&[(path, &charter(head))]);
        let rows = facts(folder.path(), "acme/a", &[]);
        let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        rows.filter(|row| row["fact"] == "duty").map(|row| row["id"].to_string()).collect()
    };
    let (before, after) = (ids("a/charter.toml", ""), ids("b/a.charter.toml", "# moved\n\n"));
    assert_eq!(before, after);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 2, "{before:?}");
}

/// The schema as far as it says types, held against a value.
fn fits(schema: &Value, value: &Value, at: &str) {
    if let Some(any) = schema["anyOf"].as_array() {
        if value.is_null() {
            return;
        }
        return fits(&any[0], value, at);
    }
    match schema["type"].as_str().expect("a type") {
        "string" => assert!(value.is_string(), "{at}: {value}"),
        "integer" => assert!(value.is_u64(), "{at}: {value}"),
        "number" => assert!(value.is_number(), "{at}: {value}"),
        "boolean" => assert!(value.is_boolean(), "{at}: {value}"),
        "array" => value
            .as_array()
            .unwrap_or_else(|| panic!("{at}: {value}"))
            .iter()
            .for_each(|item| fits(&schema["items"], item, at)),
        "object" => {
            let (properties, value) = (
                schema["properties"].as_object().expect("columns"),
                value.as_object().unwrap_or_else(|| panic!("{at}: {value}")),
            );
            let names =
                |keys: Vec<&String>| keys.into_iter().filter(|key| *key != "$schema").cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(properties.keys().collect()), names(value.keys().collect()), "{at}");
            value.iter().for_each(|(key, value)| fits(&properties[key], value, &format!("{at}.{key}")));
        }
        other => panic!("{at}: nothing is a {other}"),
    }
}

#[test]
fn the_schema_has_every_column_of_real_rows_with_its_type() {
    let schema = stdout(&drawline(scratch(&[]).path(), &["schema", "facts"]));
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (_, rows) in all_facts() {
        for line in rows.lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            fits(&schema, &row, "row");
            *kinds.entry(row["fact"].as_str().expect("a kind").to_owned()).or_default() += 1;
        }
    }
    let met: Vec<&str> = kinds.keys().map(String::as_str).collect();
    assert_eq!(met, ["duty", "member", "own", "person", "repository", "team", "waiver", "work"]);
}

#[test]
fn rows_come_in_any_order_and_more_than_once() {
    let all = all_facts();
    let central = scratch_of(&all);
    let expected = lint(central.path(), &["--facts", "facts"]);
    let mut lines: Vec<&str> = all.iter().flat_map(|(_, rows)| rows.lines()).collect();
    lines.extend(lines.clone());
    // An order that has nothing to do with the one they came in.
    lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<_>>());
    write(&central.path().join("shuffled/one.ndjson"), (lines[..lines.len() / 3].join("\n") + "\n").as_bytes());
    write(&central.path().join("shuffled/deep/two.ndjson"), lines[lines.len() / 3..].join("\r\n").as_bytes());
    let shuffled = lint(central.path(), &["--facts", "shuffled/**/*.ndjson"]);
    assert_eq!(shuffled, expected);
    let mut command = drawline_in(
        central.path(),
        &["lint", "--format", "json", "--today", TODAY, "--min-confidence", "low", "--facts", "-"],
    );
    let input = std::fs::File::open(central.path().join("shuffled/deep/two.ndjson")).expect("just written");
    let first = central.path().join("shuffled/one.ndjson").display().to_string();
    let output = command.args(["--facts", &first]).stdin(input).output().expect("the binary runs");
    assert_eq!(serde_json::from_str::<Value>(&stdout(&output)).expect("JSON"), expected);
}

#[test]
fn a_row_that_cannot_be_meant_is_told_at_its_line_and_the_next_one_is_read() {
    let good = facts(scratch(REPOSITORIES[3].1).path(), "acme/growth", &[]);
    let mut row: Value =
        serde_json::from_str(good.lines().find(|line| line.contains("\"fact\":\"member\"")).expect("a member"))
            .expect("JSON");
    let mut with = |key: &str, value: Value| {
        let before = std::mem::replace(&mut row[key], value);
        let text = row.to_string();
        row[key] = before;
        text
    };
    let bad = [
        ("{\"fact\":", "syntax-error", "is no fact"),
        ("[]", "wrong-type", "is no object"),
        (&with("line", "x".into()), "wrong-type", "u32"),
        (&with("line", 0.into()), "bad-value", "is no place"),
        (&with("byte", Value::Null), "bad-value", "says no place"),
        (&with("version", 0.into()), "bad-value", "says no `version`"),
        (&with("version", 2.into()), "bad-value", "update it"),
        (&with("repository", Value::Null), "bad-value", "says no `repository`"),
        (&with("repository", "a/../b".into()), "bad-value", "names no repository"),
        (&with("path", "../../etc/passwd".into()), "bad-value", "is no path"),
        (&with("fact", "rumour".into()), "bad-value", "no row tells a `rumour`"),
        (&with("commit", "beef".into()), "bad-value", "is here as of its working tree and as of beef"),
        (&with("person", "x".repeat(1001).into()), "bad-value", "more than 1000 bytes"),
        (&with("team", "\u{1b}[31m\u{202e}x".into()), "", ""),
        (&format!("{{\"fact\":\"{}\"}}", "x".repeat(70_000)), "unreadable-file", "more than 65536 bytes"),
        (&with("allocation", (-1.0).into()), "bad-value", "below zero"),
        (
            "{\"fact\":\"failed\",\"version\":1,\"repository\":\"acme/broken\",\"error\":\"timed out\"}",
            "unreadable-file",
            "acme/broken could not be read: timed out",
        ),
    ];
    let mut text = good.clone();
    bad.iter().for_each(|(line, ..)| text.push_str(&format!("{line}\n")));
    let lines = good.lines().count();
    text.push_str(&good.replace("acme/growth", "acme/later").replace("\"Growth\"", "\"Later\""));
    let central = scratch(&[("rows.ndjson", &text)]);
    let report = lint(central.path(), &["--facts", "rows.ndjson"]);
    let told: Vec<(u64, &str, &str)> = report["diagnostics"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|found| found["path"] == "rows.ndjson")
        .map(|found| {
            (
                found["start"]["line"].as_u64().expect("a line"),
                found["rule"].as_str().expect("a rule"),
                found["message"].as_str().expect("a message"),
            )
        })
        .collect();
    for (number, (line, rule, message)) in bad.iter().enumerate().filter(|(_, (_, rule, _))| !rule.is_empty()) {
        let place = (lines + number + 1) as u64;
        let is_told = told.iter().any(|(at, by, said)| *at == place && by == rule && said.contains(message));
        assert!(is_told, "line {place}, {rule}, {message}: {line:.200}\n{told:#?}");
    }
    assert!(report["target"]["repositories"].as_object().expect("repositories").contains_key("acme/later"));
    assert!(report["diagnostics"].to_string().contains("acme/later:teams/growth/charter.toml"), "what follows is read");
    for format in ["human", "short", "github", "narrated", "markdown"] {
        let shown = stdout(&drawline(
            central.path(),
            &["lint", "--facts", "rows.ndjson", "--format", format, "--today", TODAY],
        ));
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{format} lets something through");
    }
}

#[test]
fn rows_that_were_lost_on_their_way_are_missed() {
    let all = facts(scratch(REPOSITORIES[0].1).path(), "acme/checkout", &[]);
    let count = all.lines().count();
    let cut: String = all.lines().take(count - 2).map(|line| format!("{line}\n")).collect();
    let central = scratch(&[("f.ndjson", &cut)]);
    let output =
        drawline(central.path(), &["lint", "--facts", "f.ndjson", "--format", "short", "--only", "unreadable-file"]);
    let expected = format!("f.ndjson:1:1: error: of {} rows of acme/checkout {} arrived", count - 1, count - 3);
    assert!(stdout(&output).contains(&expected), "{}", stdout(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn files_that_cannot_be_read_at_home_are_not_silently_gone() {
    let folder = scratch(&[
        ("a/charter.toml", "[team\n"),
        ("b/charter.toml", "[team]\nname = \"B\"\n[[member]]\nhandle = \"@b\"\nrole = \"tester\"\n"),
    ]);
    let central = scratch(&[("f.ndjson", &facts(folder.path(), "acme/b", &[]))]);
    let output = drawline(central.path(), &["lint", "--facts", "f.ndjson", "--today", TODAY]);
    assert!(
        stdout(&output).contains("1 file could not be read in other repositories, acme/b:a/charter.toml first"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_repository_that_says_nothing_is_a_row_and_no_error() {
    let folder = scratch(&[("src/main.rs", "fn main() {}")]);
    let rows = facts(folder.path(), "acme/empty", &[]);
    let row: Value = serde_json::from_str(rows.trim()).expect("one row");
    assert_eq!((&row["read"]["files"], &row["read"]["rows"]), (&Value::from(0), &Value::from(0)));
    let central = scratch(&[("f.ndjson", &rows)]);
    let output = drawline(central.path(), &["lint", "--facts", "f.ndjson"]);
    assert_eq!(output.status.code(), Some(3), "nothing to judge is never green: {}", stderr(&output));
}

#[test]
fn what_facts_cannot_answer_is_refused_with_a_way_out() {
    let central = scratch_of(&all_facts());
    let refused = |args: &[&str], code: i32, says: &str| {
        let output = drawline(central.path(), args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stdout(&output));
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
    };
    refused(&["history", "--facts", "facts"], 2, "drawline history` in a repository");
    refused(&["report", "--facts", "facts", "--since", "HEAD"], 2, "leave --since out");
    refused(&["map", "--facts", "facts", "--since", "HEAD"], 2, "leave --since out");
    refused(&["who", "--as", "path", "src/main.rs", "--facts", "facts"], 2, "in the repository that the path lies in");
    refused(&["lint", "--facts", "facts", "--staged"], 2, "--staged");
    refused(&["lint", "--facts", "facts", "--fix"], 2, "--fix");
    refused(&["lint", "--facts", "gone.ndjson"], 2, "gone.ndjson");
    refused(&["lint", "--facts", "none/*.ndjson"], 3, "quote a pattern");
    refused(&["lint", "--facts", ""], 2, "a value is required");
    refused(&["facts", "--repository", "acme/a"], 2, "--format ndjson");
    refused(&["facts", "--repository", "a b", "--format", "ndjson"], 2, "acme/checkout");
}

#[test]
fn load_matrix_who_report_and_map_look_at_all_repositories() {
    let central = scratch_of(&all_facts());
    let shown = |args: &[&str]| {
        let output = drawline(central.path(), &[args, &["--facts", "facts/*.ndjson"]].concat());
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        stdout(&output)
    };
    let load: Value = serde_json::from_str(&shown(&["load", "--format", "json", "--today", TODAY])).expect("JSON");
    let maya =
        load["people"].as_array().expect("people").iter().find(|person| person["person"] == "@maya").expect("Maya");
    assert_eq!(maya["teams"].as_array().expect("teams").len(), 4, "{maya}");
    let who = shown(&["who", "@maya"]);
    for place in [
        "acme/checkout:teams/checkout/charter.toml:8",
        "acme/search:teams/search/CHARTER.md:8",
        "acme/growth:teams/growth/charter.toml:10",
    ] {
        assert!(who.contains(place), "{place}: {who}");
    }
    let matrix = shown(&["matrix", "--format", "csv", "--person", "@maya"]);
    assert!(matrix.contains("acme/search:teams/search/CHARTER.md") && matrix.contains("acme/checkout:"), "{matrix}");
    assert!(shown(&["report", "--today", TODAY]).contains("acme/checkout:"));
    assert!(shown(&["map"]).contains("Checkout"));
}

#[test]
fn rules_come_from_the_central_repository_and_from_the_revision_that_is_named() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    for (path, rows) in all_facts() {
        repo.write(&path, &rows);
    }
    repo.write("drawline.toml", "[rules]\ntoo-many-teams = { max = 9 }\n");
    repo.commit("Rules");
    let is_found =
        |args: &[&str]| said(&lint(folder.path(), args)).iter().any(|found| found.contains("\"too-many-teams\""));
    assert!(!is_found(&["--facts", "facts"]));
    repo.write("drawline.toml", "[rules]\ntoo-many-teams = { max = 2 }\n");
    assert!(is_found(&["--facts", "facts"]));
    assert!(!is_found(&["--facts", "facts", "--rules-from", "HEAD"]));
}

#[test]
fn names_of_people_are_joined_by_the_central_repository() {
    let people = REPOSITORIES[2].1[0].1;
    let mut files = all_facts();
    files.retain(|(path, _)| !path.contains("people"));
    files.push(("people.toml".to_owned(), people.to_owned()));
    let central = scratch_of(&files);
    let report = lint(central.path(), &["--facts", "facts", "--only", "too-many-teams"]);
    let message = report["diagnostics"][0]["message"].as_str().expect("a finding");
    assert!(message.contains("@maya") && message.contains("4 teams"), "{message}");
    assert_eq!(report["summary"]["files"], 7);
}

#[test]
fn pseudonyms_stand_for_people_of_other_repositories_as_well() {
    let central = scratch_of(&all_facts());
    for args in [&["lint"][..], &["load"], &["who", "@maya"], &["matrix"], &["report"], &["map"]] {
        let output = drawline(central.path(), &[args, &["--facts", "facts", "--anonymous"]].concat());
        let text = (stdout(&output) + &stderr(&output)).to_lowercase();
        assert!(!text.contains("maya") && !text.contains("@li"), "{args:?}: {text}");
    }
}

#[test]
fn a_commit_whose_files_say_nothing_is_no_bare_table() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"A\"\n")]);
    let repo = Repo::new(folder.path());
    repo.commit("start");
    let facts = || repo.drawline(&["facts", "--rev", "HEAD"]);
    let (here, there) = (repo.drawline(&["facts"]), facts());
    assert_eq!((stdout(&there), stderr(&there)), (stdout(&here), stderr(&here)));
    assert!(stderr(&there).contains("1 file read, and nothing there says who does what"), "{}", stderr(&there));
    repo.write("charter.toml", "broken");
    repo.commit("broken");
    assert!(stdout(&facts()).contains("1 file could not be read"), "{}", stdout(&facts()));
}

#[test]
fn a_limit_that_the_central_repository_raises_holds_for_rows() {
    let folder = scratch(&[("drawline.toml", "[limits]\nentries = 10\n")]);
    let member = |at: usize| format!("[[member]]\nhandle = \"@m{at}\"\nrole = \"engineer\"\n");
    let team = format!("[team]\nname = \"A\"\n{}", (0..12).map(member).collect::<String>());
    let other = scratch(&[("charter.toml", &team)]);
    let repo = Repo::new(other.path());
    repo.commit("start");
    write(&folder.path().join("a.ndjson"), facts(other.path(), "acme/a", &["--rev", "HEAD"]).as_bytes());
    let is_too_much =
        || stdout(&drawline(folder.path(), &["lint", "--facts", "a.ndjson"])).contains("more entries of a kind");
    assert!(is_too_much());
    write(&folder.path().join("drawline.toml"), b"[limits]\nentries = 100000\n");
    assert!(!is_too_much());
}

/// A repository whose only finding is an error, and a central one that knows its rows: "PM assigned to test sign-off".
fn one_error(more: &str) -> String {
    let charter = format!(
        "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n\n[[member]]\nhandle = \"@kim\"\n\
         role = \"qa-lead\"\n\n[[duty]]\nactivity = \"sign off on testing\"\naccountable = \"@maya\"{more}\nresponsible = [\"@kim\"]\n"
    );
    facts(scratch(&[("teams/pay/charter.toml", &charter)]).path(), "acme/a", &[])
}

/// Rows without the one that is an error, as a repository prints them that has none.
fn without_error(rows: &str) -> String {
    let kept: Vec<&str> = rows.lines().filter(|row| !row.contains("\"fact\":\"duty\"")).collect();
    let head =
        kept[0].replace(&format!("\"rows\":{}", rows.lines().count() - 1), &format!("\"rows\":{}", kept.len() - 1));
    format!("{head}\n{}\n", kept[1..].join("\n"))
}

fn short(folder: &Path, args: &[&str]) -> (String, Option<i32>) {
    let args = [&["lint", "--format", "short", "--quiet", "--today", TODAY], args].concat();
    let output = drawline(folder, &args);
    (stdout(&output) + &stderr(&output), output.status.code())
}

#[test]
fn files_of_rows_that_are_called_alike_are_each_read() {
    let rows = one_error("");
    let other = without_error(&rows).replace("acme/a", "acme/b");
    let central = scratch(&[("facts/a.ndjson", &rows), ("sub/facts/a.ndjson", &other)]);
    let (said, code) =
        short(&central.path().join("sub"), &["--facts", "facts/a.ndjson", "--facts", "../facts/a.ndjson"]);
    assert!(code == Some(1) && said.contains("PM assigned to test sign-off"), "{said}");
    // The same file is read once, whatever it is called.
    let twice = ["--facts", "facts/a.ndjson", "--facts", "./sub/../facts/a.ndjson"];
    assert_eq!(short(central.path(), &twice), short(central.path(), &twice[..2]));
    // What is wrong with two files of one name is told of both.
    write(&central.path().join("sub/facts/a.ndjson"), b"x\n");
    write(&central.path().join("facts/a.ndjson"), b"y\nz\n");
    let (said, _) = short(&central.path().join("sub"), &["--facts", "facts/a.ndjson", "--facts", "../facts/a.ndjson"]);
    assert!(said.contains("facts/a.ndjson:1:1: error") && said.contains("facts/a.ndjson (2):2:1: error"), "{said}");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_utf8_are_told_apart_and_links_are_not_passed_over() {
    use std::os::unix::ffi::OsStrExt;
    let rows = one_error("");
    let central = scratch(&[]);
    let folder = central.path().join("x");
    let name =
        |byte: u8| folder.join(std::ffi::OsStr::from_bytes(&[b'1', byte, b'.', b'n', b'd', b'j', b's', b'o', b'n']));
    write(&name(0xfe), without_error(&rows).replace("acme/a", "acme/b").as_bytes());
    write(&name(0xff), rows.as_bytes());
    let (said, code) = short(central.path(), &["--facts", "x"]);
    assert!(code == Some(1) && said.contains("PM assigned to test sign-off"), "{said}");
    let other = scratch(&[("a.ndjson", &rows)]);
    std::os::unix::fs::symlink(other.path().join("a.ndjson"), folder.join("link.ndjson")).expect("a link");
    let (said, code) = short(central.path(), &["--facts", "x"]);
    assert!(code == Some(2) && said.contains("link.ndjson is no ordinary file"), "{said}");
}

#[test]
fn what_is_named_and_holds_no_rows_is_told() {
    let rows = one_error("");
    let clean = without_error(&rows).replace("acme/a", "acme/b");
    let central = scratch(&[("facts/a.ndjson", ""), ("facts/b.ndjson", &clean), ("empty/README.md", "")]);
    let (said, code) = short(central.path(), &["--facts", "facts"]);
    assert!(code == Some(1) && said.contains("facts/a.ndjson:1:1: error: file holds no row"), "{said}");
    for (named, code) in [("empty", 3), ("none/*.ndjson", 3), ("gone.ndjson", 2)] {
        let (said, found) = short(central.path(), &["--facts", "facts/b.ndjson", "--facts", named]);
        assert!(found == Some(code) && said.contains(named), "{named}: {said}");
    }
    let (_, code) = short(central.path(), &["--facts", "facts/a.ndjson"]);
    assert_eq!(code, Some(3), "nothing at all is nothing to judge");
}

#[test]
fn a_repository_is_held_against_the_rows_that_it_printed() {
    let rows = one_error("");
    let central = scratch(&[]);
    let told = |text: &str, says: &str| {
        write(&central.path().join("f.ndjson"), text.as_bytes());
        let (said, code) = short(central.path(), &["--facts", "f.ndjson"]);
        assert!(code == Some(1) && said.contains(says), "{says}: {said}");
    };
    let lines: Vec<&str> = rows.lines().collect();
    told(&lines[1..].join("\n"), &format!("{} rows of acme/a arrived without its row `repository`", lines.len() - 1));
    // What came twice does not stand in for what did not come.
    let last = lines.len() - 1;
    let twice = [&lines[..last], &lines[last - 1..last]].concat();
    told(&twice.join("\n"), &format!("of {last} rows of acme/a {} arrived", last - 1));
    let waiver = lines[1].replace("\"fact\":\"duty\"", "\"fact\":\"unread\"");
    told(&format!("{rows}{waiver}\n"), "it did not print all that is said of it");
    let head = lines[0].replace("\"rows\":", "\"rows\":1");
    told(&format!("{rows}{head}\n"), "acme/a announces");
    told(&format!("{rows}{}", rows.replace("acme/a", "Acme/A")), "Acme/A and acme/a differ in capitals alone");
    let bare = lines[0].replace("\"read\":{", "\"read\":null,\"x\":{");
    told(&format!("{bare}\n{}\n", lines[1..].join("\n")), "a repository has no `read`");
}

#[test]
fn two_states_of_one_working_tree_are_told_whichever_comes_first() {
    let (new, old) = (one_error(""), one_error("").replace("sign off on testing", "roadmap"));
    for (first, second) in [(&new, &old), (&old, &new)] {
        let central = scratch(&[("facts/a.ndjson", first), ("facts/b.ndjson", second)]);
        let (said, code) = short(central.path(), &["--facts", "facts"]);
        assert!(code == Some(1) && said.contains("it did not print all that is said of it"), "{said}");
    }
}

#[test]
fn an_exception_in_rows_has_to_be_what_one_is_in_a_file() {
    let rows = one_error(" # drawline: ignore[out-of-scope] until=2026-08-31 until we hire");
    let central = scratch(&[("f.ndjson", &rows)]);
    let judged = |profile: &str| short(central.path(), &["--facts", "f.ndjson", "--profile", profile]);
    assert_eq!(judged("scaleup").1, Some(0));
    let (said, code) = judged("enterprise");
    assert!(code == Some(1) && said.contains("acme/a:") && said.contains("no-compensating-control"), "{said}");
    write(&central.path().join("f.ndjson"), rows.replace("until\":\"2026", "until\":\"2036").as_bytes());
    let (said, code) = judged("scaleup");
    assert!(code == Some(1) && said.contains("runs until 2036-08-31"), "{said}");
    write(
        &central.path().join("f.ndjson"),
        rows.replace("\"reason\":\"until we hire\"", "\"reason\":\" \"").as_bytes(),
    );
    let (said, code) = judged("scaleup");
    assert!(code == Some(1) && said.contains("PM assigned") && said.contains("waiver-without-reason"), "{said}");
    // It covers its own line and the row below it, whatever it says.
    let other = format!("{}\n\n[[duty]]\nactivity = \"release approval\"", "\nresponsible = [\"@kim\"]");
    let rows = one_error(&format!(
        "{other}\naccountable = \"@maya\" # drawline: ignore[out-of-scope] until=2026-08-31 agreed"
    ));
    let at = rows.find("\"covers\":[").expect("an exception") + "\"covers\":[".len();
    let end = at + rows[at..].find(']').expect("its end");
    for covers in ["0,4294967295", "0,1000"] {
        write(&central.path().join("f.ndjson"), format!("{}{covers}{}", &rows[..at], &rows[end..]).as_bytes());
        let (said, code) = judged("scaleup");
        assert!(code == Some(1) && said.contains("PM assigned to test sign-off"), "{covers}: {said}");
    }
}

#[test]
fn owners_in_rows_are_known_or_told() {
    let own = "[[own]]\npath = \"src/\"\nowner = \"@li\"\n";
    let people = "[[person]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n";
    let together = scratch(&[("ownership.toml", own), ("people.toml", people)]);
    let said_of = |report: &Value| -> Vec<(String, String)> {
        let all = report["diagnostics"].as_array().expect("findings").iter();
        all.map(|found| (found["rule"].to_string(), found["message"].to_string())).collect()
    };
    let expected = said_of(&lint(together.path(), &[]));
    assert!(expected.iter().any(|(rule, _)| rule.contains("unknown-handle")), "{expected:?}");
    let central = scratch(&[
        ("people.toml", people),
        ("f.ndjson", &facts(scratch(&[("ownership.toml", own)]).path(), "acme/k", &[])),
    ]);
    assert_eq!(said_of(&lint(central.path(), &["--facts", "f.ndjson"])), expected);
    let central = scratch(&[("f.ndjson", &facts(together.path(), "acme/k", &[]))]);
    assert_eq!(said_of(&lint(central.path(), &["--facts", "f.ndjson"])), expected);
}

#[test]
fn a_file_here_is_not_taken_for_one_of_another_repository() {
    let central =
        scratch(&[("f.ndjson", &one_error("")), ("acme/a:teams/pay/charter.toml", "[team]\nname = \"Pay\"\n")]);
    let (said, code) = short(central.path(), &["--facts", "f.ndjson"]);
    assert!(code == Some(2) && said.contains("is a file here"), "{said}");
}
