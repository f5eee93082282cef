//! Exceptions as they are written: which of them count and since when, how many rules one may name, where each of its words stands,
//! and what goes with one that is taken out.

use serde_json::Value;

use crate::harness::{Repo, drawline, drawline_on, scratch, stdout};

const TODAY: &str = "2026-06-01";
const TEAM: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";

fn duty(work: &str, said: &str) -> String {
    format!("\n[[duty]]\nactivity = \"{work}\"\naccountable = \"@ana\"{said}\n")
}

/// The exceptions that `drawline waivers` lists, by their reason.
fn listed(repo: &Repo) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&stdout(&repo.drawline(&["waivers", "--format", "json", "--today", TODAY])))
            .expect("JSON");
    report["waivers"].as_array().expect("a list").clone()
}

#[test]
fn the_list_says_which_count_and_since_when_each_stands() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let first = duty("test-sign-off", " # drawline: ignore[out-of-scope] until=2026-06-01 through its last day");
    repo.write("charter.toml", &format!("{TEAM}{first}"));
    repo.commit("one");
    let over = duty("on-call", " # drawline: ignore[out-of-scope] until=2026-05-31 its last day is over");
    let silent = duty("code-review", " # drawline: ignore[out-of-scope] until=2026-07-01");
    let broken = duty("deploy to production", " # drawline: ignore[out-of-scope] it says until=2026-07-01 behind");
    repo.write("charter.toml", &format!("{TEAM}{first}{over}{silent}{broken}"));
    repo.commit("two");
    let all = listed(&repo);
    let told = |of: &dyn Fn(&Value) -> Value| all.iter().map(of).collect::<Vec<_>>();
    assert_eq!(told(&|waiver| waiver["counts"].clone()), [true, false, false, false], "{all:#?}");
    let since = told(&|waiver| waiver["past"]["since"].clone());
    assert_eq!(since[..3], ["2026-03-02", "2026-03-03", "2026-03-03"], "{all:#?}");
}

#[test]
fn an_exception_names_a_hundred_rules_and_no_more() {
    let found = |count: usize| {
        let names: Vec<String> = (1..count).map(|at| format!("\"x{at}\"")).collect();
        let config = format!(
            "[[waiver]]\nrule = [\"out-of-scope\", {}]\nreason = \"r\"\nuntil = 2026-07-01\nteam = \"a\"\n",
            names.join(", ")
        );
        let files = [("charter.toml", &*format!("{TEAM}{}", duty("test-sign-off", ""))), ("drawline.toml", &config)];
        let folder = scratch(&files);
        let output = drawline_on(TODAY, folder.path(), &["lint", "--format", "short"]);
        let said = stdout(&output);
        (said.contains("[out-of-scope]"), said.contains("[waiver-malformed]"))
    };
    assert_eq!((found(100), found(101)), ((false, false), (true, true)));
}

#[test]
fn each_word_of_an_exception_has_its_place() {
    let said = " # drawline: ignore[ out-of-scope,  no-such ] until=2026-07-01 why";
    let charter = format!("{TEAM}{}", duty("test-sign-off", said));
    let line = charter.lines().find(|line| line.contains("no-such")).expect("the line");
    let folder = scratch(&[("charter.toml", &charter)]);
    let output = drawline_on(TODAY, folder.path(), &["lint", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let all = report["diagnostics"].as_array().expect("a list");
    let unknown = all.iter().find(|found| found["rule"] == "waiver-unknown-rule").expect("a finding");
    let at = line.find("no-such").expect("there") + 1;
    assert_eq!((&unknown["start"]["column"], &unknown["end"]["column"]), (&at.into(), &(at + 7).into()), "{unknown:#}");
    // A mark that is written otherwise is pointed at as a whole.
    let folder = scratch(&[("charter.toml", &format!("{TEAM}x = 1 #   drawline ignore[a] why  \n"))]);
    let output = drawline_on(TODAY, folder.path(), &["lint", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let all = report["diagnostics"].as_array().expect("a list");
    let broken = all.iter().find(|found| found["rule"] == "waiver-malformed").expect("a finding");
    assert_eq!((&broken["start"]["column"], &broken["end"]["column"]), (&11.into(), &33.into()), "{broken:#}");
}

/// Who could waive what is said of waivers would need no reason.
#[test]
fn what_is_said_of_exceptions_is_overruled_by_none() {
    let charter = format!("{TEAM}{}", duty("test-sign-off", " # drawline: ignore[out-of-scope] until=2026-07-01"));
    let config =
        "[[waiver]]\nrule = \"waiver-without-reason\"\nreason = \"r\"\nuntil = 2026-07-01\npath = \"charter.toml\"\n";
    let folder = scratch(&[("charter.toml", &charter), ("drawline.toml", config)]);
    let said = stdout(&drawline_on(TODAY, folder.path(), &["lint", "--format", "short"]));
    assert!(said.contains("[waiver-without-reason]") && said.contains("[out-of-scope]"), "{said}");
}

#[test]
fn a_reason_may_begin_with_until() {
    let charter = format!("{TEAM}{}", duty("test-sign-off", " # drawline: ignore[out-of-scope] until we hire"));
    let folder = scratch(&[("charter.toml", &charter)]);
    let said = stdout(&drawline_on(TODAY, folder.path(), &["lint", "--format", "short"]));
    assert!(!said.contains("[waiver-malformed]") && !said.contains("[out-of-scope]"), "{said}");
}

#[test]
fn what_overrules_nothing_goes_with_its_line_or_its_blanks_alone() {
    let before = "# kept\n[team]\nname = \"A\"   # drawline: ignore[out-of-scope] until=2026-07-01 behind a value\n\n\
                  # drawline: ignore[out-of-scope] until=2026-07-01 on its own line\n[[member]]\nhandle = \"@ana\"\n\
                  role = \"product-manager\"\n";
    let after = "# kept\n[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";
    let config = "profile = \"startup\"\n\n[[waiver]]\nrule = \"out-of-scope\"\nreason = \"r\"\nuntil = 2026-07-01\n\
                  person = \"@ana\"\n\n[rules]\nsmall-rota = \"off\"\n";
    let left = "profile = \"startup\"\n\n[rules]\nsmall-rota = \"off\"\n";
    let page = "# B charter\n\n- a <!-- drawline: ignore[out-of-scope] until=2026-07-01 r --> b\n";
    let folder = scratch(&[("charter.toml", before), ("drawline.toml", config), ("b/CHARTER.md", page)]);
    drawline(folder.path(), &["lint", "--fix", "--today", TODAY]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert_eq!(read("charter.toml"), after);
    assert_eq!(read("drawline.toml"), left);
    assert_eq!(read("b/CHARTER.md"), "# B charter\n\n- a  b\n");
}
