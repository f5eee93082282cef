//! The baseline: what is known stays out of the way, what is new or worse is told, what is settled goes.

use crate::harness::{Repo, drawline, scratch, stderr, stdout};

fn team(duties: &[&str]) -> String {
    let duty = |activity: &&str| format!("[[duty]]\nactivity = \"{activity}\"\naccountable = \"@maya\"\n");
    let duties: String = duties.iter().map(duty).collect();
    format!("[team]\nname = \"A\"\n[[member]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n{duties}")
}

fn run(folder: &std::path::Path, args: &[&str]) -> (Option<i32>, String) {
    let output = drawline(folder, args);
    (output.status.code(), stdout(&output) + &stderr(&output))
}

#[test]
fn what_is_known_is_quiet_by_what_it_is_about_and_not_by_its_line() {
    let folder = scratch(&[("charter.toml", &team(&["test-sign-off", "roadmap"]))]);
    let root = folder.path();
    assert_eq!(run(root, &["lint"]).0, Some(1));
    assert_eq!(run(root, &["lint", "--all"]).0, Some(2), "nothing to compare with");
    let (code, said) = run(root, &["baseline", "write"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(root, &["baseline", "write"]).0, Some(2), "it is there already");
    let (code, said) = run(root, &["lint"]);
    assert!(
        code == Some(0) && said.contains("nothing new is over the line") && said.contains("in the baseline"),
        "{said}"
    );
    assert_eq!(run(root, &["lint", "--diff"]).0, Some(0), "the preview knows it as well");
    let (_, said) = run(root, &["lint", "--all", "--format", "short"]);
    assert!(said.contains("PM assigned to test sign-off"), "{said}");

    // The same finding on another line is the same finding; another one is new.
    std::fs::write(root.join("charter.toml"), format!("# moved\n{}", team(&["roadmap", "test-sign-off", "on-call"])))
        .expect("a file");
    let (code, said) = run(root, &["lint", "--format", "short"]);
    assert!(said.contains("on-call") && !said.contains("test sign-off"), "{code:?} {said}");
    let (_, said) = run(root, &["lint", "--format", "json", "--all"]);
    assert!(said.contains("\"state\": \"carried\"") && said.contains("\"state\": \"introduced\""), "{said}");
}

#[test]
fn it_shrinks_and_goes_with_the_last_of_it() {
    let folder = scratch(&[("charter.toml", &team(&["test-sign-off", "on-call"]))]);
    let root = folder.path();
    run(root, &["baseline", "write"]);
    std::fs::write(root.join("charter.toml"), team(&["test-sign-off"])).expect("a file");
    let (_, said) = run(root, &["lint"]);
    assert!(said.contains("fixed: `drawline baseline prune`"), "{said}");
    let kept = |said: &str| std::fs::write(root.join("drawline-baseline.toml"), said).expect("a file");
    let known = || std::fs::read_to_string(root.join("drawline-baseline.toml")).unwrap_or_default();
    let all = known().matches("[[finding]]").count();
    let (_, said) = run(root, &["baseline", "prune"]);
    let left = known().matches("[[finding]]").count();
    let settled = all - left;
    assert!(settled > 0 && left > 0, "{all} {left}");
    let plural = |count: usize| if count == 1 { "finding" } else { "findings" };
    assert_eq!(said, format!("{settled} {} fixed and taken out, {left} left\n", plural(settled)));
    assert!(!run(root, &["lint"]).1.contains("baseline prune"));
    // Where nothing is fixed the file stays as somebody wrote it.
    let edited = format!("# ours\n{}", known());
    kept(&edited);
    let (_, said) = run(root, &["baseline", "prune"]);
    assert_eq!(said, format!("nothing is fixed: {left} {} in the baseline\n", plural(left)));
    assert_eq!(known(), edited);
    std::fs::write(root.join("charter.toml"), team(&["roadmap"])).expect("a file");
    run(root, &["lint", "--fix"]);
    let (_, said) = run(root, &["baseline", "prune"]);
    assert!(!root.join("drawline-baseline.toml").exists(), "{said}");
}

#[test]
fn a_broken_baseline_lets_nothing_pass() {
    let folder = scratch(&[("charter.toml", &team(&["test-sign-off"])), ("drawline-baseline.toml", "[[finding]]\n")]);
    let (code, said) = run(folder.path(), &["lint"]);
    assert!(code == Some(2) && said.contains("drawline-baseline.toml:1:1"), "{said}");
}

#[test]
fn with_the_rules_of_a_revision_its_baseline_counts() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &team(&["roadmap"]));
    repo.commit("start");
    repo.write("charter.toml", &team(&["test-sign-off"]));
    assert_eq!(run(folder.path(), &["baseline", "write"]).0, Some(0));
    assert_eq!(run(folder.path(), &["lint"]).0, Some(0));
    assert_eq!(run(folder.path(), &["lint", "--rules-from", "HEAD"]).0, Some(1), "a change cannot excuse itself");
    repo.commit("excuse it");
    assert_eq!(run(folder.path(), &["lint", "--rev", "HEAD"]).0, Some(0));
    assert_eq!(run(folder.path(), &["lint", "--range", "HEAD~1..HEAD"]).0, Some(1), "a range has a base of its own");
}

/// Limits that count downwards have values below zero.
#[test]
fn whatever_the_sample_finds_is_known_after_it_was_written_down() {
    let sample = crate::harness::project().join("fixtures/overstretched");
    let folder = scratch(&[]);
    for file in crate::harness::files_below(&sample) {
        let inside = file.strip_prefix(&sample).expect("below");
        crate::harness::write(&folder.path().join(inside), &std::fs::read(&file).expect("a file"));
    }
    // With it on, it says what the share of core work would say again.
    crate::harness::write(&folder.path().join("drawline.toml"), b"[rules]\nstretch-budget = \"off\"\n");
    assert_eq!(run(folder.path(), &["lint"]).0, Some(1));
    run(folder.path(), &["baseline", "write"]);
    let written = std::fs::read_to_string(folder.path().join("drawline-baseline.toml")).expect("a baseline");
    assert!(written.contains("value = -"), "{written}");
    let (code, said) = run(folder.path(), &["lint"]);
    assert!(code == Some(0) && said.contains("nothing new is over the line"), "{code:?} {said}");
}

#[test]
fn what_cannot_be_read_is_not_known_to_be_fixed() {
    let folder = scratch(&[("charter.toml", &team(&["test-sign-off"]))]);
    let root = folder.path();
    assert_eq!(run(root, &["baseline", "write"]).0, Some(0));
    let before = std::fs::read_to_string(root.join("drawline-baseline.toml")).expect("the baseline");
    std::fs::write(root.join("charter.toml"), team(&["test-sign-off"]) + "{ \"a\" = \n").expect("a file");
    let (code, said) = run(root, &["lint"]);
    assert!(code == Some(1) && !said.contains("is fixed"), "{said}");
    assert_eq!(run(root, &["lint", "--fix"]).0, Some(1));
    let (code, said) = run(root, &["baseline", "prune"]);
    assert!(code == Some(2) && said.contains("charter.toml cannot be read"), "{said}");
    let after = std::fs::read_to_string(root.join("drawline-baseline.toml")).expect("the baseline is still there");
    assert_eq!(before, after);
}

#[test]
fn a_first_commit_is_held_against_the_baseline_that_comes_with_it() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &team(&["test-sign-off"]));
    assert_eq!(run(folder.path(), &["baseline", "write"]).0, Some(0));
    repo.git(&["add", "charter.toml"]);
    assert_eq!(run(folder.path(), &["lint", "--staged"]).0, Some(1), "the baseline is not staged");
    repo.git(&["add", "-A"]);
    let (code, said) = run(folder.path(), &["lint", "--staged"]);
    assert!(code == Some(0) && said.contains("1 in the baseline"), "{said}");
    repo.commit("start");
    repo.write("charter.toml", &team(&["test-sign-off", "on-call"]));
    repo.git(&["rm", "-q", "--cached", "drawline-baseline.toml"]);
    repo.git(&["add", "charter.toml"]);
    let (_, said) = run(folder.path(), &["lint", "--staged", "--format", "short"]);
    assert!(said.contains("on-call") && !said.contains("test sign-off"), "from then on HEAD is the base: {said}");
}

/// A waiver that is taken out, or ends, must tell its finding again.
#[test]
fn a_finding_that_is_waived_is_not_known() {
    let waived =
        "accountable = \"@maya\"   # drawline: ignore[out-of-scope] until=2026-12-31 a tester starts in June\n";
    let text = team(&["on-call", "test-sign-off"]);
    let (before, last) = text.rsplit_once("accountable = \"@maya\"\n").expect("two duties");
    let folder = scratch(&[("charter.toml", &format!("{before}{waived}{last}"))]);
    let root = folder.path();
    let on = |args: &[&str]| run(root, &[args, &["--today", "2026-06-01"]].concat());
    let shown = on(&["lint", "--format", "short"]).1.lines().count();
    let (code, said) = on(&["baseline", "write"]);
    assert!(code == Some(0) && said.contains(&format!(": {shown} finding")), "{shown} and {said}");
    let known = std::fs::read_to_string(root.join("drawline-baseline.toml")).expect("a baseline");
    assert!(!known.contains("test sign-off") && known.contains("[[finding]]"), "{known}");
    std::fs::write(root.join("charter.toml"), &text).expect("a file");
    let (code, said) = on(&["lint", "--format", "short"]);
    assert!(code == Some(1) && said.contains("test sign-off"), "{said}");
    // What is known and waived then is waived, and nothing of the baseline any more.
    std::fs::remove_file(root.join("drawline-baseline.toml")).expect("it is there");
    assert_eq!(on(&["baseline", "write"]).0, Some(0));
    std::fs::write(root.join("charter.toml"), format!("{before}{waived}{last}")).expect("a file");
    let report: serde_json::Value = serde_json::from_str(&on(&["lint", "--format", "json"]).1).expect("JSON");
    let waived = report["diagnostics"].as_array().expect("a list").iter().filter(|found| found["state"] == "waived");
    assert_eq!(waived.count(), 1, "{report:#}");
    assert_eq!((&report["summary"]["waived"], &report["summary"]["settled"]), (&1.into(), &1.into()));
}

#[test]
fn where_nothing_is_found_no_baseline_is_written() {
    let clean =
        team(&["roadmap"]).replace("accountable = \"@maya\"", "accountable = \"@maya\"\nresponsible = \"@maya\"");
    let folder = scratch(&[("charter.toml", &clean)]);
    assert_eq!(run(folder.path(), &["lint", "--format", "short"]), (Some(0), String::new()));
    let (code, said) = run(folder.path(), &["baseline", "write"]);
    assert_eq!((code, &*said), (Some(0), "nothing is found: no baseline is needed\n"));
    assert!(!folder.path().join("drawline-baseline.toml").exists());
}

#[test]
fn what_lies_elsewhere_is_not_said_to_be_fixed() {
    let other = team(&["test-sign-off"]).replace("\"A\"", "\"B\"");
    let folder = scratch(&[("a/charter.toml", &team(&["on-call"])), ("b/charter.toml", &other)]);
    assert_eq!(run(folder.path(), &["baseline", "write"]).0, Some(0));
    let (code, said) = run(folder.path(), &["lint", "a"]);
    assert!(code == Some(0) && said.contains("in the baseline") && !said.contains("prune"), "{said}");
}

#[test]
fn what_a_fix_of_some_files_does_not_look_at_stays_known() {
    let slip = "[[duty]]\nactivty = \"roadmap\"\naccountable = \"@maya\"\n";
    let other = team(&["test-sign-off"]).replace("\"A\"", "\"B\"");
    let folder = scratch(&[("a/charter.toml", &team(&["on-call"])), ("b/charter.toml", &other)]);
    let root = folder.path();
    assert_eq!(run(root, &["baseline", "write"]).0, Some(0));
    std::fs::write(root.join("a/charter.toml"), team(&["on-call"]) + slip).expect("a file");
    let (_, said) = run(root, &["lint", "--fix", "a"]);
    assert!(said.contains("1 fix applied"), "{said}");
    let known = std::fs::read_to_string(root.join("drawline-baseline.toml")).expect("a baseline");
    assert!(known.contains("test sign-off"), "{known}");
    assert_eq!(run(root, &["lint"]).0, Some(0), "{known}");
}

#[test]
fn what_is_worse_than_the_baseline_knows_is_told() {
    let config = "[rules]\ntoo-many-duties = { max = 1, severity = \"error\" }\n";
    let folder = scratch(&[("charter.toml", &team(&["roadmap", "release-notes"])), ("drawline.toml", config)]);
    let root = folder.path();
    assert_eq!(run(root, &["baseline", "write"]).0, Some(0));
    let over = |work: &[&str]| {
        std::fs::write(root.join("charter.toml"), team(work)).expect("a file");
        let (code, said) = run(root, &["lint", "--format", "short", "--only", "too-many-duties"]);
        (code, said.lines().filter(|line| line.contains("[too-many-duties]")).map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(over(&["roadmap", "release-notes"]), (Some(0), Vec::new()));
    let (code, told) = over(&["roadmap", "release-notes", "prioritization"]);
    assert!(code == Some(1) && told.len() == 1 && told[0].ends_with("(worsened)"), "{told:?}");
    // Another two are as many as before.
    assert_eq!(over(&["roadmap", "prioritization"]), (Some(0), Vec::new()));
}
