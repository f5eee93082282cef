//! One door: what holds for the working tree, the index, a revision and a range alike, and where nothing may pass by accident.

use std::path::Path;
use std::process::Output;

use crate::harness::{Repo, drawline, drawline_in, scratch, stderr, stdout};

const CHARTER: &str = "[team]\nname = \"Search\"\n\n[[member]]\nhandle = \"@ivo\"\nrole = \"product-manager\"\n\n\
                       [[member]]\nhandle = \"@lea\"\nrole = \"qa-lead\"\n";

/// A charter in which somebody answers for these kinds of work.
fn charter(duties: &[(&str, &str)]) -> String {
    let duty = |(activity, who): &(&str, &str)| {
        format!("\n[[duty]]\nactivity = \"{activity}\"\naccountable = \"{who}\"\nresponsible = \"{who}\"\n")
    };
    CHARTER.to_owned() + &duties.iter().map(duty).collect::<String>()
}

fn repo() -> (tempfile::TempDir, Repo) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    (folder, repo)
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn said(output: &Output) -> String {
    stdout(output) + &stderr(output)
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|_| panic!("no JSON: {}", said(output)))
}

fn rules(output: &Output) -> Vec<String> {
    let all = json(output);
    let all = all["diagnostics"].as_array().expect("a list").iter();
    all.map(|found| found["rule"].as_str().expect("a rule").to_owned()).collect()
}

/// The ways to judge the last commit of a repository with two.
const WAYS: &[&[&str]] = &[
    &["lint"],
    &["lint", "--blame"],
    &["lint", "--rules-from", "HEAD"],
    &["lint", "--rev", "HEAD"],
    &["lint", "--staged"],
    &["lint", "--range", "HEAD~1..HEAD"],
    &["lint", "--range", "HEAD~1...HEAD", "--net"],
    &["lint", "--since", "HEAD~1"],
    &["diff", "HEAD~1..HEAD"],
    &["facts"],
    &["load"],
    &["waivers"],
    &["line", "@ivo"],
    &["who", "roadmap"],
    &["baseline", "write"],
];

#[test]
fn nothing_to_judge_is_said_whatever_is_judged() {
    let (_folder, repo) = repo();
    for step in ["one", "two"] {
        repo.write("notes.txt", step);
        repo.commit(step);
    }
    for way in WAYS {
        let output = repo.drawline(way);
        assert_eq!(code(&output), Some(3), "{way:?}: {}", said(&output));
        assert!(stderr(&output).contains("`drawline init`"), "{way:?}: {}", said(&output));
    }
}

#[test]
fn patterns_that_match_nothing_are_why_there_is_nothing_to_judge() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.write("drawline.toml", "charters = [\"squads/*.toml\"]\n");
    repo.commit("one");
    repo.commit("two");
    for way in WAYS {
        let output = repo.drawline(way);
        assert_eq!(code(&output), Some(3), "{way:?}: {}", said(&output));
        let place = "drawline.toml:1:13: \"squads/*.toml\" under `charters` matches no file";
        assert!(stderr(&output).contains(place), "{way:?}: {}", said(&output));
    }
}

#[test]
fn a_range_that_had_something_to_judge_in_between_is_judged() {
    let (folder, repo) = repo();
    repo.commit("start");
    repo.write("charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("a charter");
    std::fs::remove_file(folder.path().join("charter.toml")).expect("a file");
    repo.commit("and it goes");
    let output = repo.drawline(&["lint", "--range", "HEAD~2..HEAD", "--format", "json"]);
    assert!(rules(&output).contains(&"out-of-scope".to_owned()), "{}", said(&output));
    assert_eq!(code(&repo.drawline(&["lint", "--range", "HEAD~2..HEAD", "--net"])), Some(3));
}

#[test]
fn a_range_without_a_left_side_is_refused_with_what_it_means() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("start");
    let zeros = "0".repeat(40);
    let (from, to) = (format!("{zeros}..HEAD"), format!("HEAD..{zeros}"));
    for (args, wanted) in [
        (&["lint", "--range", "..HEAD"][..], "the left side of the range `..HEAD` is empty"),
        (&["lint", "--range", "...HEAD", "--net"], "the left side of the range `...HEAD` is empty"),
        (&["lint", "--range", ".."], "a variable that is not set"),
        (&["diff", "..HEAD"], "the left side of the range"),
        (&["lint", "--since", ""], "--since names no revision"),
        (&["lint", "--rev", ""], "--rev names no revision"),
        (&["lint", "--rules-from", ""], "--rules-from names no revision"),
        (&["lint", "--range", &from], "the first push of a branch"),
        (&["lint", "--range", &from], "`drawline lint --rev HEAD`"),
        (&["lint", "--range", &to], "a branch that is taken away"),
        (&["lint", "--range", "HEAD"], "is no range"),
    ] {
        let output = repo.drawline(args);
        assert_eq!(code(&output), Some(2), "{args:?}: {}", said(&output));
        assert!(stderr(&output).contains(wanted), "{args:?}: {}", said(&output));
    }
    for empty in [&["HEAD.."][..], &["HEAD..HEAD", "--net"], &["HEAD...HEAD"]] {
        let output = repo.drawline(&[&["lint", "--range"], empty].concat());
        assert_eq!(code(&output), Some(0), "a right side that is left out is HEAD: {}", said(&output));
        let note = format!("note: {} holds no commit", empty[0]);
        assert!(stdout(&output).contains(&note), "{}", said(&output));
        assert!(stdout(&output).ends_with("no commit, so nothing was judged\n"), "{}", said(&output));
    }
    repo.commit("one more");
    let output = repo.drawline(&["lint", "--range", "HEAD..HEAD~1"]);
    assert!(stdout(&output).contains("holds no commit"), "sides that were swapped: {}", said(&output));
}

#[test]
fn a_configuration_that_is_not_in_what_is_judged_is_named() {
    let (_folder, repo) = repo();
    repo.write("squads/search.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("one");
    repo.commit("two");
    repo.write("drawline.toml", "charters = [\"squads/*.toml\"]\n");
    let hint = |way: &[&str], wanted: &str, exit: i32| {
        let output = repo.drawline(way);
        assert_eq!(code(&output), Some(exit), "{way:?}: {}", said(&output));
        assert!(said(&output).contains(wanted), "{way:?}: {}", said(&output));
    };
    let missing = "drawline.toml is here but not in what is judged: `git add drawline.toml`";
    let judged: &[&[&str]] = &[
        &["lint", "--staged"],
        &["lint", "--rev", "HEAD"],
        &["lint", "--range", "HEAD~1..HEAD"],
        &["lint", "--range", "HEAD~1..HEAD", "--net"],
        &["diff", "HEAD~1..HEAD"],
    ];
    for way in judged {
        hint(way, missing, 3);
    }
    // Where there is something to judge, it is judged by other rules than one thinks.
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.git(&["add", "charter.toml"]);
    repo.git(&["commit", "-q", "-m", "three"]);
    for way in &judged[..3] {
        hint(way, missing, 0);
    }
    let output = repo.drawline(&["lint", "--rev", "HEAD", "--format", "json"]);
    assert!(json(&output)["notes"][0].as_str().is_some_and(|note| note.starts_with(missing)), "{}", said(&output));
    repo.git(&["add", "drawline.toml"]);
    hint(&["lint", "--rev", "HEAD"], "not in what is judged: commit it", 0);
    repo.commit("configure");
    for way in [&["lint", "--rev", "HEAD"][..], &["lint", "--rev", "HEAD~1"], &["lint", "--staged"]] {
        let output = repo.drawline(way);
        assert!(
            !said(&output).contains("not in what is judged"),
            "an old commit is judged as it is: {}",
            said(&output)
        );
    }
}

#[test]
fn a_pattern_that_matches_nothing_is_told_of_what_brings_it_about() {
    let (folder, repo) = repo();
    repo.write("teams/search/charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.write("squads/maps/charter.toml", &charter(&[]).replace("Search", "Maps"));
    repo.write("drawline.toml", "charters = [\"teams/*/charter.toml\", \"squads/*/charter.toml\"]\n");
    repo.commit("start");
    let told = |args: &[&str]| rules(&repo.drawline(&[&["lint", "--format", "json"], args].concat()));
    assert!(told(&[]).is_empty() && told(&["--rev", "HEAD"]).is_empty());

    std::fs::remove_dir_all(folder.path().join("squads")).expect("a folder");
    repo.git(&["add", "-A"]);
    let all = [told(&["--staged"]), told(&["--staged"]), told(&["--staged", "--no-cache"]), told(&[])];
    assert!(all.iter().all(|told| told.contains(&"unused-pattern".to_owned())), "from a checkpoint as well: {all:?}");
    repo.commit("a folder goes");
    assert!(told(&["--range", "HEAD~1..HEAD"]).contains(&"unused-pattern".to_owned()));
    assert!(told(&["--range", "HEAD~1..HEAD", "--net"]).contains(&"unused-pattern".to_owned()));
    assert_eq!(told(&["--rev", "HEAD"]), ["unused-pattern"]);

    repo.write("teams/search/charter.toml", &charter(&[("roadmap", "@lea")]));
    repo.git(&["add", "-A"]);
    assert!(!told(&["--staged"]).contains(&"unused-pattern".to_owned()), "it was there before");
    repo.commit("something else");
    assert!(!told(&["--range", "HEAD~1..HEAD"]).contains(&"unused-pattern".to_owned()));

    repo.write("drawline.toml", "charters = [\"teams/*/charter.toml\", \"crews/*/charter.toml\"]\n");
    repo.git(&["add", "-A"]);
    assert_eq!(told(&["--staged"]), ["unused-pattern"], "another pattern, as idle as the one before");
    let staged = repo.drawline(&["lint", "--staged", "--format", "json"]);
    assert_eq!(json(&staged)["summary"]["resolved"], 1, "the one before is gone: {}", said(&staged));
    repo.commit("another pattern");
    assert_eq!(told(&["--range", "HEAD~1..HEAD"]), ["unused-pattern"]);
    repo.write("drawline.toml", "charters = [\"teams/*/charter.toml\"]\n");
    repo.commit("take it out");
    let output = repo.drawline(&["lint", "--range", "HEAD~1..HEAD", "--format", "json"]);
    assert!(rules(&output).is_empty() && json(&output)["summary"]["resolved"] == 1, "{}", said(&output));
    repo.write(
        "drawline.toml",
        "charters = [\"teams/*/charter.toml\", \"no/*.toml\"]\nrules.unused-pattern = \"off\"\n",
    );
    assert_eq!(told(&[]), Vec::<String>::new(), "it can be switched off");
}

#[test]
fn a_run_says_how_much_it_read_and_judged() {
    let last = |text: String| text.lines().last().unwrap_or_default().to_owned();
    let lint = |files: &[(&str, &str)]| {
        let folder = scratch(files);
        last(stdout(&drawline(folder.path(), &["lint"])))
    };
    assert_eq!(
        lint(&[("charter.toml", &charter(&[("roadmap", "@ivo"), ("stakeholder-updates", "@ivo")]))]),
        "1 file, 4 assignments, 4 judged: nobody is over the line"
    );
    let page = "# Search\n\nThe PM may want to look at the tests.\n";
    for (files, wanted) in [
        (&[("charter.toml", CHARTER)][..], "1 file, no assignment: no file says who does what"),
        (
            &[("CODEOWNERS", "/src/ @ivo\n")],
            "1 file, no assignment: files say who owns which paths, and not who does what",
        ),
        (
            &[("ownership.toml", "# nobody yet\n"), ("people.toml", "[[person]]\nhandle = \"@ivo\"\n")],
            "2 files, no assignment: no file says who does what",
        ),
        (
            &[("CHARTER.md", page)],
            "1 file, no assignment: no page says who does what in words that were understood: `drawline facts --files`",
        ),
    ] {
        assert_eq!(lint(files), wanted);
    }
    let nobody =
        "[team]\nname = \"A\"\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ivo\"\nresponsible = \"@ivo\"\n";
    let folder = scratch(&[("charter.toml", nobody)]);
    let output = drawline(folder.path(), &["lint", "--format", "json"]);
    let summary = &json(&output)["summary"];
    assert_eq!((&summary["files"], &summary["assignments"], &summary["judged"]), (&1.into(), &2.into(), &0.into()));
    assert_eq!(summary["why_none_judged"], "both are held by nobody whose role is known: `drawline facts`");
    let pm = nobody.replace("[[duty]]", "[[member]]\nhandle = \"@ivo\"\nrole = \"PM\"\n[[duty]]");
    let folder = scratch(&[("charter.toml", &pm)]);
    let text = stdout(&drawline(folder.path(), &["lint"]));
    assert!(text.contains("2 assignments, none judged (1 person is called `PM`, which means nobody: say "), "{text}");
}

#[test]
fn what_was_judged_is_known_from_a_checkpoint_as_from_nothing() {
    let (folder, repo) = repo();
    for team in 0..40 {
        let text =
            charter(&[("roadmap", "@ivo"), ("test-sign-off", "@lea")]).replace("Search", &format!("Team {team}"));
        repo.write(&format!("teams/{team}/charter.toml"), &text);
    }
    repo.write("people.toml", "[[person]]\nhandle = \"@zoe\"\nrole = \"qa-lead\"\n");
    repo.commit("start");
    let summary = |args: &[&str]| {
        let output = repo.drawline(&[&["lint", "--format", "json", "--exit-zero"], args].concat());
        json(&output)["summary"].clone()
    };
    assert_eq!(summary(&["--staged"])["judged"], 160);
    let changes: &[&dyn Fn()] = &[
        &|| repo.write("teams/7/charter.toml", &charter(&[("roadmap", "@zoe")])),
        &|| repo.write("people.toml", "[[person]]\nhandle = \"@zoe\"\n"),
        &|| repo.write("teams/41/charter.toml", &charter(&[("something odd and new", "@ivo"), ("roadmap", "@lea")])),
        &|| std::fs::remove_file(folder.path().join("teams/9/charter.toml")).expect("a file"),
    ];
    for change in changes {
        change();
        repo.git(&["add", "-A"]);
        let (kept, anew, tree) = (summary(&["--staged"]), summary(&["--staged", "--no-cache"]), summary(&[]));
        for key in ["files", "assignments", "judged"] {
            assert_eq!(kept[key], anew[key], "{key}");
            assert_eq!(kept[key], tree[key], "{key}");
        }
        repo.commit("a change");
        let whole = summary(&["--rev", "HEAD"]);
        assert_eq!((&whole["assignments"], &whole["judged"]), (&kept["assignments"], &kept["judged"]));
    }
}

#[test]
fn paths_narrow_every_target() {
    let (_folder, repo) = repo();
    repo.write("a/charter.toml", &charter(&[]));
    repo.write("b/charter.toml", &charter(&[]).replace("Search", "Maps"));
    repo.write("c/notes.txt", "nothing of ours");
    repo.commit("start");
    repo.write("a/charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.write("b/charter.toml", &charter(&[("production-coding", "@ivo")]).replace("Search", "Maps"));
    repo.commit("both take too much on");
    for way in
        [&[][..], &["--blame"], &["--rev", "HEAD"], &["--range", "HEAD~1..HEAD"], &["--since", "HEAD~1", "--net"]]
    {
        let lint = |path: &str| repo.drawline(&[&["lint", path, "--format", "json"], way].concat());
        let paths = |output: &Output| {
            let all = json(output)["diagnostics"].as_array().expect("a list").clone();
            all.iter().map(|found| found["path"].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
        };
        let (a, b) = (lint("a"), lint("b"));
        assert!(paths(&a).iter().all(|path| path == "a/charter.toml") && !paths(&a).is_empty(), "{way:?} {}", said(&a));
        assert!(paths(&b).iter().all(|path| path == "b/charter.toml") && !paths(&b).is_empty(), "{way:?} {}", said(&b));
        let summary = json(&a)["summary"].clone();
        assert_eq!((&summary["files"], &summary["assignments"]), (&1.into(), &2.into()), "{way:?}");
        assert_eq!(code(&lint("c")), Some(3), "{way:?}: no file is there");
    }
}

#[test]
fn machines_are_told_the_origin_wherever_it_is_written() {
    let (folder, repo) = repo();
    repo.write("charter.toml", &charter(&[]));
    repo.commit("start");
    repo.write("charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("take the tests on");
    let range = ["lint", "--range", "HEAD~1..HEAD", "--exit-zero"];
    let printed = stdout(&repo.drawline(&[&range[..], &["--format", "json"]].concat()));
    let output = repo.drawline(&[&range[..], &["--format", "short", "--output", "json=it.json"]].concat());
    let written =
        std::fs::read_to_string(folder.path().join("it.json")).unwrap_or_else(|_| panic!("{}", said(&output)));
    assert_eq!(printed, written);
    let printed: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert!(printed["diagnostics"][0]["introduced_by"]["commit"].is_string(), "{printed}");
}

#[test]
fn commands_without_an_index_have_no_cache_to_leave_out() {
    let folder = scratch(&[("charter.toml", &charter(&[("roadmap", "@ivo")]))]);
    for command in [&["load"][..], &["waivers"], &["facts"], &["diff", "HEAD~1..HEAD"]] {
        let output = drawline(folder.path(), &[command, &["--no-cache"]].concat());
        assert_eq!(code(&output), Some(2), "{command:?}");
        assert!(stderr(&output).contains("unexpected argument '--no-cache'"), "{}", said(&output));
        let help = stdout(&drawline(folder.path(), &[command, &["--help"]].concat()));
        assert!(!help.contains("--no-cache"), "{help}");
    }
}

#[test]
fn a_broken_configuration_stops_what_prints_lists() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.write("drawline.toml", "chaters = []\n");
    repo.commit("one");
    repo.commit("two");
    let lists: &[&[&str]] = &[
        &["facts"],
        &["load"],
        &["waivers"],
        &["who", "roadmap"],
        &["line", "@ivo"],
        &["baseline", "write"],
        &["diff", "HEAD~1..HEAD"],
    ];
    for way in lists {
        let output = repo.drawline(way);
        assert_eq!(code(&output), Some(2), "{way:?}: {}", said(&output));
        assert!(stderr(&output).contains("drawline.toml:1:1: unknown key `chaters`"), "{way:?}: {}", said(&output));
    }
}

#[test]
fn a_merge_breaks_the_configuration_only_where_none_of_its_parents_did() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("drawline.toml", "chaters = []\n");
    repo.commit("break it");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("notes.txt", "meanwhile");
    repo.commit("meanwhile");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let of = |range: &str| rules(&repo.drawline(&["lint", "--range", range, "--format", "json"]));
    assert_eq!(of("HEAD^1..HEAD"), ["unknown-key"], "the side's commit is told of it, the merge is not");
    repo.write("drawline.toml", "chaters = []\nporfile = \"startup\"\n");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "--no-edit"]);
    let output = repo.drawline(&["lint", "--range", "HEAD^1..HEAD", "--format", "short"]);
    let merge = repo.git(&["rev-parse", "--short=10", "HEAD"]);
    let of_merge: Vec<_> = stdout(&output).lines().filter(|line| line.starts_with(&merge)).map(str::to_owned).collect();
    assert!(of_merge.len() == 1 && of_merge[0].contains("porfile"), "{}", said(&output));
}

#[test]
fn the_gate_fails_at_the_severity_that_was_asked_for() {
    let folder = scratch(&[("charter.toml", &charter(&[("production-coding", "@ivo")]))]);
    let run = |args: &[&str]| drawline(folder.path(), &[&["lint"], args].concat());
    let output = run(&["--format", "json"]);
    let severities: Vec<String> = json(&output)["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| found["severity"].as_str().expect("a word").to_owned())
        .collect();
    assert!(severities.iter().all(|severity| severity != "error") && severities.contains(&"warning".to_owned()));
    assert_eq!(code(&output), Some(0));
    assert_eq!(code(&run(&["--fail-on", "warning"])), Some(1));
    assert_eq!(code(&run(&["--fail-on", "advice"])), Some(1));
    assert_eq!(code(&run(&["--fail-on", "warning", "--exit-zero"])), Some(0));
    assert_eq!(code(&run(&["--fail-on", "warning", "--diff"])), Some(1));
}

#[test]
fn quiet_leaves_the_summary_out_and_the_findings_in() {
    let folder = scratch(&[("charter.toml", &charter(&[("test-sign-off", "@ivo")]))]);
    for format in ["human", "narrated"] {
        let loud = stdout(&drawline(folder.path(), &["lint", "--format", format]));
        let quiet = stdout(&drawline(folder.path(), &["lint", "--format", format, "--quiet"]));
        assert!(loud.contains("1 file, 2 assignments") && !quiet.contains("1 file, 2 assignments"), "{quiet}");
        assert!(quiet.contains("PM assigned to test sign-off") && loud.starts_with(quiet.trim_end()), "{quiet}");
    }
}

#[test]
fn net_and_all_need_something_to_compare_with() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.commit("start");
    for args in
        [&["--net"][..], &["--net", "--rev", "HEAD"], &["--all"], &["--all", "--rev", "HEAD"], &["--all", "--diff"]]
    {
        let output = repo.drawline(&[&["lint"], args].concat());
        assert_eq!(code(&output), Some(2), "{args:?}: {}", said(&output));
        assert!(stderr(&output).contains("need something to compare with"), "{args:?}: {}", said(&output));
    }
}

#[test]
fn a_workflow_run_has_a_summary() {
    let folder = scratch(&[("charter.toml", &charter(&[("test-sign-off", "@ivo")]))]);
    let summary = folder.path().join("summary.md");
    let run = |args: &[&str]| {
        let mut command = drawline_in(folder.path(), args);
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary).output().expect("the binary runs")
    };
    assert_eq!(code(&run(&["lint", "--format", "github"])), Some(1));
    assert!(!summary.exists(), "it was not asked for");
    let output = run(&["lint", "--format", "auto"]);
    assert!(stdout(&output).contains("::error "), "{}", said(&output));
    let text = std::fs::read_to_string(&summary).expect("a summary");
    assert!(text.contains("| error | PM assigned to test sign-off |"), "{text}");
}

#[test]
fn a_profile_goes_before_the_one_of_the_revision_whose_rules_count() {
    let (_folder, repo) = repo();
    repo.write("drawline.toml", "profile = \"enterprise\"\n");
    repo.write("charter.toml", &charter(&[]));
    repo.commit("start");
    repo.write("charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("take the tests on");
    let found = |way: &[&str], more: &[&str]| {
        stdout(&repo.drawline(&[&["lint", "--format", "json", "--rules-from", "HEAD~1"], way, more].concat()))
    };
    for way in [&[][..], &["--rev", "HEAD"], &["--range", "HEAD~1..HEAD"], &["--staged", "--all"]] {
        assert_ne!(found(way, &[]), found(way, &["--profile", "startup"]), "{way:?}");
    }
}

#[test]
fn a_change_of_the_rules_is_told_of_a_range_that_is_one_change() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("test-sign-off", "@ivo")]));
    repo.commit("start");
    repo.write("drawline.toml", "[rules]\nout-of-scope = \"off\"\n");
    repo.commit("soften the rules");
    let tip = repo.git(&["rev-parse", "HEAD"]);
    for net in [&[][..], &["--net"]] {
        let output = repo.drawline(&[&["lint", "--range", "HEAD~1..HEAD", "--format", "json"], net].concat());
        let changed = &json(&output)["rules_changed"][0];
        assert_eq!((changed["commit"].as_str(), changed["differ"].as_u64()), (Some(&*tip), Some(1)), "{net:?}");
    }
}

#[test]
fn a_waiver_counts_under_the_rules_of_a_revision_as_it_stands_there() {
    let (_folder, repo) = repo();
    let waived = |rules: &str, until: &str| {
        let text = charter(&[("test-sign-off", "@ivo")]);
        let comment = format!("# drawline: ignore[{rules}] until={until} we are hiring\n");
        text.replacen("accountable", &format!("{comment}accountable"), 1)
    };
    repo.write("charter.toml", &waived("out-of-scope", "2026-08-31"));
    repo.commit("waive it");
    let counts = || {
        let output = repo.drawline(&["lint", "--rules-from", "HEAD", "--format", "json", "--today", "2026-06-01"]);
        let found = json(&output)["diagnostics"].as_array().expect("a list").clone();
        let found = found.iter().find(|found| found["rule"] == "out-of-scope").cloned().expect("the finding");
        found["state"] == "waived"
    };
    assert!(counts(), "it is there already");
    repo.write("charter.toml", &waived("out-of-scope", "2026-11-30"));
    assert!(!counts(), "one that was prolonged is another one");
    repo.write("charter.toml", &waived("out-of-scope", "2026-07-31"));
    assert!(!counts(), "and so is one that was cut short");
    repo.write("charter.toml", &waived("out-of-scope", "2026-08-31").replace("we are hiring", "it is fine"));
    assert!(!counts(), "another reason is another waiver");
    repo.write("charter.toml", &format!("# moved\n\n{}", waived("out-of-scope", "2026-08-31")));
    assert!(counts(), "where it stands does not matter");
    repo.write("charter.toml", &waived("stretch-duty", "2026-08-31"));
    repo.commit("waive something else");
    repo.write("charter.toml", &waived("stretch-duty, out-of-scope", "2026-08-31"));
    assert!(!counts(), "a rule that joins the bracket was not agreed on");
}

#[test]
fn the_baseline_and_fixes_keep_to_what_was_looked_at() {
    let folder = scratch(&[
        ("a/charter.toml", &charter(&[("test-sign-off", "@ivo")])),
        ("b/charter.toml", &charter(&[("test-sign-off", "@ivo")]).replace("Search", "Maps")),
    ]);
    let (root, baseline) = (folder.path(), folder.path().join("drawline-baseline.toml"));
    let written = |at: &Path| std::fs::read_to_string(at).expect("a baseline");
    assert_eq!(code(&drawline(root, &["baseline", "write"])), Some(0));
    let before = written(&baseline);
    assert_eq!(code(&drawline(root, &["lint", "--fix", "a"])), Some(0));
    assert_eq!(written(&baseline), before, "what lies elsewhere was not looked at");
    std::fs::write(root.join("b/charter.toml"), charter(&[]).replace("Search", "Maps")).expect("a file");
    assert_eq!(code(&drawline(root, &["lint", "--fix"])), Some(0));
    assert_ne!(written(&baseline), before, "what is fixed goes");
}

#[test]
fn a_merge_that_loses_a_waiver_is_told_of_the_finding() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[]));
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    let taken = charter(&[("test-sign-off", "@ivo")]);
    let waiver = "# drawline: ignore[out-of-scope] until=2026-12-31 we are hiring\naccountable";
    repo.write("charter.toml", &taken.replacen("accountable", waiver, 1));
    repo.commit("take the tests on for a while");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("notes.txt", "meanwhile");
    repo.commit("meanwhile");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let of_merge = || {
        let merge = repo.git(&["rev-parse", "HEAD"]);
        let output = repo.drawline(&["lint", "--range", "HEAD^1..HEAD", "--format", "json", "--today", "2026-06-01"]);
        let found = json(&output)["diagnostics"].as_array().expect("a list").clone();
        let ours = found.into_iter().filter(|found| found["commit"] == *merge && found["state"] != "waived");
        ours.map(|found| found["rule"].as_str().expect("a rule").to_owned()).collect::<Vec<_>>()
    };
    assert!(of_merge().is_empty(), "the waiver came along");
    repo.write("charter.toml", &taken);
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "--no-edit"]);
    assert_eq!(of_merge(), ["out-of-scope"], "none of its parents has it without a waiver");
}

#[test]
fn a_problem_of_the_configuration_that_is_corrected_is_resolved() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.write("drawline.toml", "porfile = \"startup\"\n");
    repo.commit("start");
    repo.write("drawline.toml", "profile = \"startup\"\n");
    repo.commit("correct it");
    for way in [&["--range", "HEAD~1..HEAD"][..], &["--range", "HEAD~1..HEAD", "--net"]] {
        let output = repo.drawline(&[&["lint", "--format", "json", "--all"], way].concat());
        assert_eq!(json(&output)["summary"]["resolved"], 1, "{way:?}");
        let found = json(&output)["diagnostics"].as_array().expect("a list").clone();
        let gone = found.iter().find(|found| found["rule"] == "unknown-key").expect("it is shown");
        assert_eq!((&gone["state"], &gone["start"]["line"]), (&"resolved".into(), &1.into()), "by the text before");
    }
}

#[test]
fn what_grows_beyond_the_baseline_is_told_and_what_is_waived_is_not_in_it() {
    let many = |count: usize| {
        let work = ["roadmap", "prioritization", "customer-research", "stakeholder-updates"];
        charter(&work[..count].iter().map(|activity| (*activity, "@ivo")).collect::<Vec<_>>())
    };
    let config = "[rules]\ntoo-many-duties = { max = 1 }\n";
    let folder = scratch(&[("charter.toml", &many(2)), ("drawline.toml", config)]);
    assert_eq!(code(&drawline(folder.path(), &["baseline", "write"])), Some(0));
    let state = || {
        let output = drawline(folder.path(), &["lint", "--format", "json", "--all"]);
        let found = json(&output)["diagnostics"].as_array().expect("a list").clone();
        let limit = found.iter().find(|found| found["rule"] == "too-many-duties").expect("the limit");
        limit["state"].as_str().expect("a state").to_owned()
    };
    assert_eq!(state(), "carried");
    std::fs::write(folder.path().join("charter.toml"), many(4)).expect("a file");
    assert_eq!(state(), "worsened");

    let waiver = "# drawline: ignore[out-of-scope] until=2099-12-31 we are hiring\naccountable";
    let waived = charter(&[("test-sign-off", "@ivo")]).replacen("accountable", waiver, 1);
    let folder = scratch(&[("charter.toml", &waived)]);
    drawline(folder.path(), &["baseline", "write"]);
    let baseline = std::fs::read_to_string(folder.path().join("drawline-baseline.toml")).unwrap_or_default();
    assert!(!baseline.contains("rule = \"out-of-scope\""), "{baseline}");
}

#[test]
fn what_is_wrong_with_a_configuration_is_told_however_old_it_is() {
    for wrong in ["profile = \"enterprisee\"\n", "[rules]\nno-such-rule = \"off\"\n", "unknown = 1\n"] {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let repo = Repo::new(folder.path());
        repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
        repo.write("drawline.toml", wrong);
        repo.commit("start");
        repo.write("charter.toml", &charter(&[("roadmap", "@ivo"), ("stakeholder-updates", "@ivo")]));
        repo.git(&["add", "-A"]);
        let staged = repo.drawline(&["lint", "--staged", "--format", "short"]);
        assert_eq!(staged.status.code(), Some(1), "{wrong}: {}", stdout(&staged));
        repo.commit("go on");
        for args in [&["lint", "--range", "HEAD~1..HEAD"][..], &["lint", "--range", "HEAD~1..HEAD", "--net"]] {
            let output = repo.drawline(args);
            assert_eq!(output.status.code(), Some(1), "{wrong} {args:?}: {}", stdout(&output));
        }
    }
}

#[test]
fn a_commit_that_corrects_a_rule_file_can_be_made() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &charter(&[("roadmap", "@ivo")]));
    repo.write("drawline.toml", "rule-files = [\"policy/*.toml\"]\n");
    let sound =
        std::fs::read_to_string(crate::harness::project().join("rules/workload/bus-factor.toml")).expect("a rule");
    let sound = sound.replacen("\nname = \"bus-factor\"", "\nname = \"own-bus-factor\"", 1);
    repo.write("policy/x.toml", "name = \"X y\"\n");
    repo.git(&["add", "-A"]);
    let staged = repo.drawline(&["lint", "--staged", "--format", "short"]);
    assert!(staged.status.code() == Some(1) && stdout(&staged).contains("policy/x.toml:"), "{}", stdout(&staged));
    repo.commit("break it");
    repo.write("policy/x.toml", &sound);
    repo.git(&["add", "-A"]);
    let staged = repo.drawline(&["lint", "--staged"]);
    assert_eq!(staged.status.code(), Some(0), "{}{}", stdout(&staged), stderr(&staged));
    repo.commit("correct it");
    let range = repo.drawline(&["lint", "--range", "HEAD~1..HEAD"]);
    assert_eq!(range.status.code(), Some(0), "{}{}", stdout(&range), stderr(&range));
    let lint = repo.drawline(&["lint", "--rev", "HEAD~1"]);
    assert_eq!(lint.status.code(), Some(1), "{}{}", stdout(&lint), stderr(&lint));
}
