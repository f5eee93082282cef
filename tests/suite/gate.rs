//! Ways around the judge that were found by trying: merges, names, moves of waivers, forced pushes. Each is told, or stops.

use crate::harness::{Repo, drawline_in, scratch, stderr, stdout};

const TEAM: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[member]]\nhandle = \"@kim\"\nrole = \"qa-lead\"\n";
const ROADMAP: &str = "\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\n";

type Files<'a> = &'a [(&'a str, String)];

fn tests_of(handle: &str) -> String {
    format!("\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"{handle}\"\n")
}

fn repo(charter: &str) -> (tempfile::TempDir, Repo) {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", charter);
    repo.commit("base");
    (folder, repo)
}

/// What a run says line by line, without the commit, and how it ended.
fn said(repo: &Repo, way: &[&str]) -> (Vec<String>, Option<i32>) {
    let output = repo.drawline(&[&["lint", "--format", "short", "--today", "2026-06-01"], way].concat());
    let lines =
        stdout(&output).lines().map(|line| line.split_once("charter.").unwrap_or(("", line)).1.to_owned()).collect();
    (lines, output.status.code())
}

fn baseline(repo: &Repo) -> String {
    std::fs::read_to_string(repo.folder().join("drawline-baseline.toml")).expect("a baseline")
}

fn has(lines: &[String], rule: &str) -> bool {
    lines.iter().any(|line| line.ends_with(&format!("[{rule}]")))
}

#[test]
fn a_merge_answers_for_what_it_takes_back_and_for_what_it_drops() {
    let guilty = format!("{TEAM}{ROADMAP}{}", tests_of("@ana"));
    let innocent = format!("{TEAM}{ROADMAP}");
    let held = format!("{TEAM}{ROADMAP}{}", tests_of("@kim"));
    for (before, on_main, rule) in [(&guilty, &innocent, "out-of-scope"), (&innocent, &held, "dropped-duty")] {
        let (_folder, repo) = repo(before);
        repo.git(&["checkout", "-q", "-b", "side"]);
        repo.write("other.txt", "x\n");
        repo.commit("beside it");
        repo.git(&["checkout", "-q", "main"]);
        repo.write("charter.toml", on_main);
        repo.commit("main moves on");
        repo.git(&["checkout", "-q", "side"]);
        repo.git(&["merge", "-q", "-s", "ours", "--no-commit", "main"]);
        let (lines, code) = said(&repo, &["--staged"]);
        assert!(has(&lines, rule) && code == Some(1), "staged: {lines:?}");
        repo.git(&["commit", "-q", "-m", "merge"]);
        for way in [&["--range", "main..HEAD"][..], &["--range", "main..HEAD", "--rules-from", "main"]] {
            let (lines, code) = said(&repo, way);
            assert!(has(&lines, rule) && code == Some(1), "{way:?}: {lines:?}");
        }
    }
}

#[test]
fn an_honest_merge_repeats_nothing_that_a_side_has_brought_or_fixed() {
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of("@kim")));
    repo.commit("side hands it over");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("b/charter.toml", &format!("{}{}", TEAM.replace("\"A\"", "\"B\""), tests_of("@ana")));
    repo.commit("main has another team");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let output =
        repo.drawline(&["lint", "--range", "HEAD~2..HEAD", "--format", "json", "--all", "--today", "2026-06-01"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let states: Vec<&str> =
        report["diagnostics"].as_array().expect("a list").iter().filter_map(|found| found["state"].as_str()).collect();
    let count = |state: &str| states.iter().filter(|other| **other == state).count();
    assert_eq!((count("introduced"), count("resolved")), (1, 1), "{states:?}");
}

#[test]
fn a_change_after_which_nothing_is_read_does_not_pass() {
    for config in ["exclude = [\"charter.toml\"]\n", "charters = []\n"] {
        let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
        repo.write("drawline.toml", config);
        repo.git(&["add", "-A"]);
        let staged = repo.drawline(&["lint", "--staged"]);
        repo.commit("look away");
        for output in [
            staged,
            repo.drawline(&["lint", "--range", "HEAD~1..HEAD"]),
            repo.drawline(&["lint", "--range", "HEAD~1..HEAD", "--net"]),
        ] {
            assert_eq!(output.status.code(), Some(2), "{config}: {}", stdout(&output));
            assert!(stderr(&output).contains("leaves nothing that is read: 1 file before it"), "{}", stderr(&output));
        }
    }
}

#[test]
fn what_is_shown_beside_the_findings_is_read_by_the_base_as_well() {
    let (folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    repo.write("drawline.toml", "[aliases]\n\"product-manager\" = \"qa-lead\"\n\n[rules]\nout-of-scope = \"off\"\n");
    repo.write("b/charter.toml", &format!("{}{ROADMAP}", TEAM.replace("\"A\"", "\"B\"")));
    repo.write("drawline.toml", "exclude = [\"/charter.toml\"]\n");
    repo.commit("look away");
    let diff =
        |more: &[&str]| stdout(&repo.drawline(&[&["diff", "HEAD~1..HEAD", "--today", "2026-06-01"], more].concat()));
    assert!(!diff(&[]).contains("test sign-off"));
    assert!(diff(&["--rules-from", "HEAD~1"]).contains("test sign-off"));
    let page = folder.path().join("report.html");
    let report = |more: &[&str]| {
        let page = page.to_str().expect("a path");
        let output =
            repo.drawline(&[&["report", "--rev", "HEAD", "--output", page, "--today", "2026-06-01"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        std::fs::read_to_string(page).expect("a page")
    };
    assert!(!report(&[]).contains("out-of-scope"));
    assert!(report(&["--rules-from", "HEAD~1"]).contains("out-of-scope"));
}

#[test]
fn work_that_stays_with_somebody_is_told_whatever_made_the_finding_go_away() {
    let people = |role: &str, more: &str| format!("[[person]]\nhandle = \"@ana\"\nrole = \"{role}\"\n{more}");
    let bare = |holder: &str| format!("[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\n{}", tests_of(holder));
    let guilty = format!("{TEAM}{}", tests_of("@ana"));
    let limited = "[rules]\ntoo-many-duties = { max = 1, severity = \"error\" }\n";
    let many = format!("{TEAM}{ROADMAP}\n[[duty]]\nactivity = \"release-notes\"\naccountable = \"@ana\"\n");
    let second =
        format!("[team]\nname = \"B\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"qa-lead\"\n{}", tests_of("@ana"));
    let cases: &[(&str, Files<'_>, Files<'_>)] = &[
        (
            "the role in the people file",
            &[("people.toml", people("product-manager", "")), ("charter.toml", bare("@ana"))],
            &[("people.toml", people("qa-lead", ""))],
        ),
        (
            "the team's name as well",
            &[("charter.toml", guilty.clone())],
            &[("charter.toml", guilty.replacen("product-manager", "qa-lead", 1).replace("\"A\"", "\"Z\""))],
        ),
        (
            "an alias that is somebody else now",
            &[("people.toml", people("product-manager", "aliases = [\"@ana2\"]\n")), ("charter.toml", bare("@ana2"))],
            &[("people.toml", people("product-manager", "\n[[person]]\nhandle = \"@ana2\"\nrole = \"qa-lead\"\n"))],
        ),
        (
            "a row that is called retired, under a limit",
            &[("drawline.toml", limited.to_owned()), ("charter.toml", many.clone())],
            &[("charter.toml", format!("{many}retired = \"later\"\n"))],
        ),
        (
            "a second team with another role",
            &[("charter.toml", format!("{TEAM}{ROADMAP}{}", tests_of("@ana")))],
            &[("charter.toml", format!("{TEAM}{ROADMAP}")), ("b/charter.toml", second)],
        ),
    ];
    for (name, before, after) in cases {
        let folder = scratch(&[]);
        let repo = Repo::new(folder.path());
        before.iter().for_each(|(path, text)| repo.write(path, text));
        repo.commit("base");
        after.iter().for_each(|(path, text)| repo.write(path, text));
        repo.commit("change");
        for way in [&["--range", "HEAD~1..HEAD"][..], &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]] {
            let (lines, _) = said(&repo, way);
            assert_eq!(
                lines.iter().filter(|line| line.ends_with("[kept-duty]")).count(),
                1,
                "{name} {way:?}: {lines:?}"
            );
        }
    }
}

#[test]
fn work_that_is_handed_over_or_given_up_is_kept_by_nobody() {
    let limited = "[rules]\ntoo-many-duties = { max = 1, severity = \"error\" }\n";
    let many = format!("{TEAM}{ROADMAP}\n[[duty]]\nactivity = \"release-notes\"\naccountable = \"@ana\"\n");
    let (_folder, repo) = repo(&many);
    repo.write("drawline.toml", limited);
    repo.commit("a limit");
    repo.write(
        "charter.toml",
        &many.replace("release-notes\"\naccountable = \"@ana\"", "release-notes\"\naccountable = \"@kim\""),
    );
    repo.commit("handed over");
    let (lines, code) = said(&repo, &["--range", "HEAD~1..HEAD"]);
    assert!(!has(&lines, "kept-duty") && code == Some(0), "{lines:?}");
}

#[test]
fn a_name_that_is_two_commits_stops() {
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    repo.commit("guilty");
    let by_base = ["lint", "--range", "origin/main..HEAD", "--rules-from", "origin/main"];
    assert_eq!(repo.drawline(&by_base).status.code(), Some(1));
    repo.git(&["tag", "same", "HEAD"]);
    repo.git(&["branch", "same"]);
    assert_eq!(repo.drawline(&["lint", "--rev", "same"]).status.code(), Some(1), "one commit has both names");
    repo.git(&["tag", "origin/main", "HEAD"]);
    let output = repo.drawline(&by_base);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("refs/tags/origin/main and refs/remotes/origin/main are two commits"),
        "{}",
        stderr(&output)
    );
    let full = ["lint", "--range", "refs/remotes/origin/main..HEAD"];
    assert_eq!(repo.drawline(&full).status.code(), Some(1), "the way out is one");
}

#[test]
fn a_waiver_of_the_base_covers_what_it_stood_with() {
    let waiver = "# drawline: ignore[dropped-duty] until=2026-07-31 handed over\n";
    let notes = "\n[[duty]]\nactivity = \"release-notes\"\naccountable = \"@kim\"\n";
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}{waiver}{notes}", tests_of("@kim")));
    repo.write("charter.toml", &format!("{waiver}{TEAM}{ROADMAP}{notes}"));
    repo.commit("the waiver is at the team, and the tests are dropped");
    let (lines, code) = said(&repo, &["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"]);
    assert!(has(&lines, "dropped-duty") && code == Some(1), "{lines:?}");

    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    repo.write(
        "drawline.toml",
        "[[waiver]]\nrule = \"out-of-scope\"\npath = \"legacy/\"\nreason = \"merged in autumn\"\nuntil = 2026-09-30\n",
    );
    repo.write("legacy/charter.toml", &format!("{}{}", TEAM.replace("\"A\"", "\"Old\""), tests_of("@ana")));
    repo.write("new/charter.toml", &format!("{TEAM}{ROADMAP}"));
    repo.commit("base");
    repo.write("legacy/charter.toml", &format!("{}{}\n", TEAM.replace("\"A\"", "\"Old\""), tests_of("@ana")));
    repo.commit("nothing but a blank line");
    let (lines, code) = said(&repo, &["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"]);
    assert!(lines.is_empty() && code == Some(0), "{lines:?}");
    repo.git(&["mv", "new", "legacy/new"]);
    repo.write("legacy/new/charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    repo.commit("moved below the waived folder");
    let (lines, code) = said(&repo, &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]);
    assert!(has(&lines, "out-of-scope") && code == Some(1), "{lines:?}");
}

#[test]
fn what_is_found_more_often_than_before_is_new() {
    let nameless = "\n[[duty]]\naccountable = \"@kim\"\n";
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{nameless}"));
    assert_eq!(repo.drawline(&["baseline", "write"]).status.code(), Some(0));
    repo.commit("with a baseline");
    assert_eq!(said(&repo, &[]).1, Some(0));
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{nameless}{nameless}{nameless}"));
    repo.commit("two more");
    for way in [&[][..], &["--range", "HEAD~1..HEAD"], &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]]
    {
        let (lines, code) = said(&repo, way);
        assert_eq!(
            (lines.iter().filter(|line| line.ends_with("[missing-key]")).count(), code),
            (2, Some(1)),
            "{way:?}: {lines:?}"
        );
    }
    std::fs::remove_file(repo.folder().join("drawline-baseline.toml")).expect("it is there");
    assert_eq!(repo.drawline(&["baseline", "write"]).status.code(), Some(0));
    assert!(baseline(&repo).contains("count = 3"), "{}", baseline(&repo));
    assert_eq!(said(&repo, &[]).1, Some(0));
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{nameless}"));
    assert_eq!(repo.drawline(&["baseline", "prune"]).status.code(), Some(0));
    assert!(!baseline(&repo).contains("count"), "{}", baseline(&repo));
}

#[test]
fn files_are_read_as_what_their_names_look_like() {
    let guilty = format!("{TEAM}{}", tests_of("@ana"));
    for (name, is_told) in [
        ("b/\u{441}harter.toml", true),
        ("b/charter\u{200b}.toml", true),
        ("b/charter.toml ", false),
        ("b/charter.TOML", false),
    ] {
        let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
        repo.write(name, &guilty.replace("\"A\"", "\"B\""));
        for way in [&[][..], &["--staged"], &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]] {
            match way {
                ["--staged"] => drop(repo.git(&["add", "-A"])),
                ["--range", ..] => repo.commit("a file"),
                _ => {}
            }
            let (lines, code) = said(&repo, way);
            assert!(has(&lines, "out-of-scope") && code == Some(1), "{name:?} {way:?}: {lines:?}");
            assert_eq!(has(&lines, "look-alike-letters"), is_told, "{name:?} {way:?}: {lines:?}");
        }
    }
    for name in ["Drawline.toml", "dr\u{430}wline.toml", "drawline.toml "] {
        let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
        repo.write(name, "[rules]\nstretch-duty = \"error\"\n");
        repo.git(&["add", "-A"]);
        let staged = repo.drawline(&["lint", "--staged"]);
        repo.commit("a configuration that is none");
        for output in [staged, repo.drawline(&["lint"]), repo.drawline(&["lint", "--rev", "HEAD"])] {
            assert_eq!(output.status.code(), Some(2), "{name:?}: {}", stdout(&output));
            assert!(stderr(&output).contains("looks like drawline.toml and is not called so"), "{}", stderr(&output));
        }
    }
}

#[test]
fn a_sparse_checkout_is_judged_as_far_as_it_goes_and_says_so() {
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}"));
    repo.write("a/charter.toml", &format!("{}{ROADMAP}", TEAM.replace("\"A\"", "\"Near\"")));
    repo.write("b/charter.toml", &format!("{}{}", TEAM.replace("\"A\"", "\"Far\""), tests_of("@ana")));
    repo.commit("two more");
    repo.git(&["sparse-checkout", "init", "--cone", "--no-sparse-index"]);
    repo.git(&["sparse-checkout", "set", "a"]);
    for _ in 0..2 {
        let output = repo.drawline(&["lint", "--today", "2026-06-01"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains("b/charter.toml is tracked and not checked out here"), "{}", stdout(&output));
        repo.write("a/charter.toml", &format!("{}{ROADMAP}{}", TEAM.replace("\"A\"", "\"Near\""), tests_of("@ana")));
        repo.git(&["add", "a"]);
        let (lines, code) = said(&repo, &["--staged"]);
        assert_eq!((lines.len(), code), (1, Some(1)), "{lines:?}");
        repo.git(&["reset", "-q", "--hard"]);
        repo.git(&["sparse-checkout", "reapply", "--sparse-index"]);
    }
}

#[test]
fn work_is_not_settled_by_the_name_of_nobody() {
    for name in ["nobody", "TBD", "-", "n/a", "vacant", "?", "to be hired", "@ghost"] {
        let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}", tests_of("@kim")));
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of(name)));
        repo.commit("given to nobody");
        let (lines, code) = said(&repo, &["--range", "HEAD~1..HEAD"]);
        assert!(has(&lines, "dropped-duty") && code == Some(1), "{name}: {lines:?}");
    }
    // Where nobody is introduced, one name is as good as another.
    let bare = |name: &str| format!("[team]\nname = \"A\"\n{}", tests_of(name));
    let (_folder, repo) = repo(&bare("@kim"));
    repo.write("charter.toml", &bare("@lee"));
    repo.commit("handed over");
    let (lines, _) = said(&repo, &["--range", "HEAD~1..HEAD"]);
    assert!(!has(&lines, "dropped-duty"), "{lines:?}");
}

#[test]
fn a_branch_that_is_taken_elsewhere_is_held_against_where_it_stood() {
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    let guilty = repo.git(&["rev-parse", "HEAD"]);
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", tests_of("@kim")));
    repo.commit("mended");
    let back = format!("HEAD..{guilty}");
    let (lines, code) = said(&repo, &["--range", &back, "--ends"]);
    assert!(has(&lines, "out-of-scope") && code == Some(1), "{lines:?}");
    let (lines, code) = said(&repo, &["--range", &back, "--net"]);
    assert!(lines.iter().all(|line| !line.contains('[')) && code == Some(0), "{lines:?}");
    let remote = scratch(&[]);
    let place = remote.path().to_str().expect("a path");
    repo.git(&["init", "-q", "--bare", place]);
    repo.git(&["remote", "add", "origin", place]);
    repo.git(&["push", "-q", "origin", "main"]);
    let to = |name: &str, from: &str, to: &str| {
        let set = [("PRE_COMMIT_FROM_REF", from), ("PRE_COMMIT_TO_REF", to), ("PRE_COMMIT_REMOTE_NAME", "origin")];
        let output = drawline_in(repo.folder(), &["lint", "--pushed", "--format", "short"])
            .envs(set)
            .output()
            .expect("it starts");
        (name.to_owned(), output.status.code())
    };
    let tip = repo.git(&["rev-parse", "HEAD"]);
    let blob = repo.git(&["rev-parse", "HEAD:charter.toml"]);
    assert_eq!(to("back", &tip, &guilty).1, Some(1));
    assert_eq!(to("on", &guilty, &tip).1, Some(0));
    assert_eq!(to("a tag of a file", &"0".repeat(40), &blob).1, Some(0));
}

#[test]
fn what_other_rules_let_through_is_told_in_every_format() {
    let (_folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    repo.write("drawline.toml", "[rules]\nout-of-scope = \"off\"\n");
    repo.git(&["add", "-A"]);
    let staged = stdout(&repo.drawline(&["lint", "--staged"]));
    assert!(staged.contains("what is staged\n  the rules change with it: 1 finding would differ"), "{staged}");
    repo.commit("softer");
    for format in ["human", "narrated", "short", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"] {
        let output = repo.drawline(&["lint", "--range", "HEAD~1..HEAD", "--format", format]);
        let both = stdout(&output) + &stderr(&output);
        assert!(both.contains("PM assigned to test sign-off"), "{format}: {both}");
    }
}

#[test]
fn fixing_by_other_rules_leaves_the_baseline_alone() {
    let (folder, repo) = repo(&format!("{TEAM}{ROADMAP}{}", tests_of("@ana")));
    assert_eq!(repo.drawline(&["baseline", "write"]).status.code(), Some(0));
    let before = baseline(&repo);
    let other = folder.path().join("other.toml");
    std::fs::write(&other, "[rules]\nout-of-scope = \"off\"\n").expect("a file");
    repo.drawline(&["lint", "--fix", "--config", other.to_str().expect("a path")]);
    assert_eq!(baseline(&repo), before);
}

#[test]
fn a_team_of_another_name_brings_nothing_but_what_is_new_in_it() {
    let guilty = format!("{TEAM}{ROADMAP}{}", tests_of("@ana"));
    let other = "\n[[duty]]\nactivity = \"sales-onboarding\"\naccountable = \"@ana\"\n";
    let renamed = guilty.replace("\"A\"", "\"B\"");
    let ways = [&["--staged"][..], &["--range", "HEAD~1..HEAD"], &["--range", "HEAD~1..HEAD", "--net"]];
    for (after, news) in [(renamed.clone(), 0), (format!("{renamed}{other}"), 1), (format!("{guilty}{other}"), 1)] {
        let (_folder, repo) = repo(&guilty);
        repo.write("charter.toml", &after);
        for way in ways {
            if way[0] == "--staged" {
                repo.git(&["add", "-A"]);
            } else if repo.git(&["status", "--porcelain"]).contains("charter") {
                repo.commit("after");
            }
            let (lines, _) = said(&repo, way);
            let found = lines.iter().filter(|line| line.ends_with("[out-of-scope]")).count();
            assert_eq!(found, news, "{way:?}: {lines:?}");
        }
    }
    // Two teams in the place of one are no team of another name: who is in which is to be seen anew.
    let (_folder, repo) = repo(&guilty);
    repo.write("charter.toml", &renamed);
    repo.write("other.charter.toml", &guilty.replace("\"A\"", "\"C\""));
    repo.commit("taken apart");
    let (lines, _) = said(&repo, &["--range", "HEAD~1..HEAD"]);
    assert_eq!(lines.iter().filter(|line| line.ends_with("[out-of-scope]")).count(), 1, "{lines:?}");
}
