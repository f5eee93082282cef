//! What somebody who writes files or commits can try with the one who judges them: to break what would judge, and to make a
//! terminal, a log, a page or a reader obey.

use crate::harness::{Repo, drawline, scratch, stderr, stdout};

const TEAM: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";
const GUILTY: &str = "\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";

/// Every way to judge what the last commit changes.
const WAYS: &[&[&str]] = &[
    &["--range", "HEAD~1..HEAD"],
    &["--range", "HEAD~1..HEAD", "--net"],
    &["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"],
    &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"],
];

#[test]
fn a_finding_that_grows_more_severe_is_shown() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let cover = |until: &str| {
        format!("{TEAM}\n[[duty]]\nactivity = \"project-management\"\naccountable = \"@ana\"\nuntil = {until}\n")
    };
    repo.write("charter.toml", &cover("2026-05-25"));
    repo.commit("a week over");
    repo.write("charter.toml", &cover("2026-03-25"));
    repo.commit("two months over");
    for way in WAYS {
        let found = repo.lint(way);
        assert!(found.iter().any(|line| line.contains(": error: ")), "{way:?}: {found:?}");
    }
}

#[test]
fn no_text_of_a_file_acts_in_any_format() {
    let junk = "##[error file=x]forged ::stop-commands::x \\ufffe\\u200b\\U000E0041 ![a](http://b.example) <img src=x> @octocat #1";
    let charter = format!(
        "{TEAM}{GUILTY}\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"{junk}\"\nresponsible = \"{junk}\"\n"
    );
    let folder = scratch(&[("::warning::x/charter.toml", &charter)]);
    for format in ["human", "narrated", "short", "auto", "markdown", "junit", "github"] {
        let output = drawline(folder.path(), &["lint", "--format", format, "--today", "2026-06-01"]);
        let text = stdout(&output) + &stderr(&output);
        assert!(text.contains("forged"), "{format}: {text}");
        for hidden in ["##[", "\u{fffe}", "\u{e0041}", "\u{1b}"] {
            assert!(!text.contains(hidden), "{format} holds {hidden:?}: {text}");
        }
        let ours = ["::error file=", "::warning file=", "::notice file="];
        let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
        assert!(
            commands.clone().all(|line| format == "github" && ours.iter().any(|own| line.starts_with(own))),
            "{text}"
        );
        if matches!(format, "markdown") {
            assert!(!text.contains("[a](") && !text.contains("<img") && !text.contains("@octocat"), "{text}");
        }
    }
    for format in ["rdjson", "sarif"] {
        let text = stdout(&drawline(folder.path(), &["lint", "--format", format, "--today", "2026-06-01"]));
        assert!(text.contains("forged") && !text.contains("](http"), "{format}: {text}");
        assert!(format == "sarif" || !(text.contains("<img") || text.contains("@octocat")), "{text}");
    }
}

/// What was typed may come from a variable that somebody else has set.
#[test]
fn no_revision_acts_where_a_note_repeats_it() {
    let folder = scratch(&[("charter.toml", TEAM)]);
    let repo = Repo::new(folder.path());
    repo.commit("::error::a ##[error]b");
    for format in ["human", "narrated"] {
        let output = repo.drawline(&["lint", "--range", "HEAD..HEAD^{/::error::a ##.error]b}", "--format", format]);
        let text = stdout(&output) + &stderr(&output);
        assert!(text.contains("holds no commit") && !text.contains("::error::"), "{text}");
    }
}

/// What acts in a terminal or a log, or turns what is read around, in the name of a folder and of an author, where formats are
/// for people: it is in no answer, and the rest of the name is.
#[cfg(unix)]
#[test]
fn no_name_of_a_folder_or_an_author_acts() {
    let folder = scratch(&[("charter.toml", TEAM)]);
    let repo = Repo::new(folder.path());
    repo.commit("base");
    let (name, author) = ("a\u{1b}[31m\u{2066}b\u{2069}", "Eve\u{9b}31m\u{2067}\u{202e} ##[error]Moore");
    repo.write(&format!("{name}/charter.toml"), &format!("{TEAM}{GUILTY}"));
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", "::error::\u{2068}summary", "--author", &format!("{author} <eve@example.org>")]);
    for format in ["human", "narrated", "short", "auto", "markdown", "junit", "github"] {
        for way in WAYS {
            let args = [&["lint", "--format", format, "--today", "2026-06-01"], *way].concat();
            let output = repo.drawline(&args);
            let text = stdout(&output) + &stderr(&output);
            assert!(text.contains("test sign-off"), "{args:?}: {text}");
            let acts = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
            // A property of an annotation is the file's real name, or it would have no place.
            let is_place = |c: char| format == "github" && matches!(c, '\u{2066}' | '\u{2069}');
            let found = text.chars().find(|c| acts.contains(c) && !is_place(*c));
            assert!(found.is_none() && !text.contains("##["), "{args:?} shows {found:?}: {text}");
            let tells_author = matches!(format, "human" | "narrated") && !way.contains(&"--net");
            assert!(!tells_author || text.contains("Moore"), "{args:?}: {text}");
        }
    }
}

/// GitHub decodes `%0A` in a message: a percent sign of a file stays one.
#[test]
fn a_percent_sign_stays_one_in_an_annotation() {
    let charter = format!("{TEAM}\n[[duty]]\nactivity = \"100%0A::error::of %25 roadmaps\"\naccountable = \"@ana\"\n");
    let folder = scratch(&[("a%2Fb/charter.toml", &charter)]);
    let text = stdout(&drawline(folder.path(), &["lint", "--format", "github", "--today", "2026-06-01"]));
    let line = text.lines().find(|line| line.contains("roadmaps")).expect("an annotation");
    assert!(
        line.contains("100%250A") && line.contains("of %2525 roadmaps") && line.contains("file=a%252Fb/charter.toml"),
        "{line}"
    );
}

#[test]
fn the_name_of_a_rule_is_a_plain_word() {
    let rule = "name = \"a\\u001b[31m|[x](http://b.example)\"\nkind = \"phrase\"\nseverity = \"error\"\nmessage = \"m\"\n\
                phrases = [\"frob\"]\nwhy = \"w\"\nfix = \"f\"\n";
    let files = [("drawline.toml", "rule-files = [\"own/*.toml\"]\n"), ("own/x.toml", rule), ("charter.toml", TEAM)];
    let output = drawline(scratch(&files).path(), &["lint"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("own/x.toml:1:8: `name` takes small letters"), "{}", stderr(&output));
}

#[test]
fn a_file_is_judged_whatever_the_name_of_its_folder() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    repo.write("README.md", "none of ours\n");
    repo.commit("base");
    repo.write("drawline:x/Charter.toml", &format!("{TEAM}{GUILTY}"));
    let wanted = if cfg!(target_os = "linux") { 2 } else { 1 };
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"b\xff"));
        crate::harness::write(
            &odd.join("charter.toml"),
            format!("{TEAM}{GUILTY}").replace("\"A\"", "\"B\"").as_bytes(),
        );
    }
    let worktree = repo.lint(&[]);
    repo.git(&["add", "-A"]);
    let staged = repo.lint(&["--staged"]);
    repo.commit("odd names");
    let at_commits = WAYS.iter().map(|way| repo.lint(way)).chain([repo.lint(&["--rev", "HEAD"])]);
    for found in [worktree, staged].into_iter().chain(at_commits) {
        let signed_off = found.iter().filter(|line| line.contains("[out-of-scope]"));
        assert_eq!(signed_off.count(), wanted, "{found:?}");
    }
    let output = drawline(folder.path(), &["lint", "--anonymous", "--today", "2026-06-01"]);
    assert!(!stdout(&output).contains("@ana"), "{}", stdout(&output));
}

#[test]
fn trees_that_hold_one_another_many_times_are_refused() {
    let folder = scratch(&[("charter.toml", TEAM)]);
    let repo = Repo::new(folder.path());
    repo.commit("base");
    let mut tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    for _ in 0..40 {
        tree = repo.tree(&[("040000 tree", &tree, "a"), ("040000 tree", &tree, "b")]);
    }
    let commit = repo.git(&["commit-tree", &tree, "-p", "HEAD", "-m", "many"]);
    let output = repo.drawline(&["lint", "--range", &format!("HEAD..{commit}"), "--net"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("more than 1000000 folders"), "{}", stderr(&output));
}

#[test]
fn what_inflates_to_more_than_is_read_is_not_inflated() {
    let folder = scratch(&[("charter.toml", TEAM)]);
    let repo = Repo::new(folder.path());
    repo.commit("base");
    repo.write("b/charter.toml", &"#".repeat(5 << 20));
    repo.commit("large");
    for way in WAYS {
        let found = repo.lint(way);
        assert!(found.len() == 1 && found[0].contains("[unreadable-file]"), "{way:?}: {found:?}");
    }
    repo.write("drawline.toml", &"#".repeat(5 << 20));
    repo.commit("large rules");
    let output = repo.drawline(&["lint", "--rev", "HEAD"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("is larger than 4 MiB"), "{}", stderr(&output));
}

#[test]
fn a_baseline_that_cannot_be_read_is_not_taken_for_none() {
    let folder = scratch(&[("charter.toml", &format!("{TEAM}{GUILTY}"))]);
    assert!(drawline(folder.path(), &["baseline", "write"]).status.success());
    let file = folder.path().join("drawline-baseline.toml");
    let mut bytes = std::fs::read(&file).expect("a baseline");
    bytes.extend(b"\n# \xff\n");
    std::fs::write(&file, bytes).expect("written");
    for args in [&["lint"][..], &["baseline", "prune"], &["baseline", "write"]] {
        let output = drawline(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains("drawline-baseline.toml is not UTF-8"), "{}", stderr(&output));
    }
}

/// A process that may write no byte of a file is killed in the middle of it, as one is whose disk is full.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_killed_while_it_writes_leaves_nothing_half_written() {
    let folder = scratch(&[("charter.toml", &format!("{TEAM}{GUILTY}"))]);
    for command in ["baseline write", "init --yes"] {
        let script = format!("ulimit -f 0; exec {} {command}", env!("CARGO_BIN_EXE_drawline"));
        let status = crate::harness::program("sh").current_dir(folder.path()).args(["-c", &script]).status();
        assert!(!status.expect("sh runs").success(), "{command}");
        let left = crate::harness::files_below(folder.path());
        assert_eq!(left, [folder.path().join("charter.toml")], "{command}");
    }
}

/// A workflow of before an input was there does not set it.
#[cfg(unix)]
#[test]
fn an_input_of_the_action_that_nobody_has_set_is_empty() {
    let folder = scratch(&[("charter.toml", &format!("{TEAM}{GUILTY}")), ("event.json", "{}")]);
    Repo::new(folder.path()).commit("start");
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_drawline")).parent().expect("a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = crate::harness::program("bash");
    command.arg(crate::harness::project().join(".github/action/lint.sh")).current_dir(folder.path());
    command.env("PATH", path).env("GITHUB_EVENT_NAME", "workflow_run").env("GITHUB_EVENT_PATH", "event.json");
    command.env("INPUT_FAIL_ON", "error").env("INPUT_FORMAT", "short").env("GITHUB_OUTPUT", "output");
    let output = command.output().expect("bash runs");
    let said = stdout(&output) + &stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("this event does not say which commits") && !said.contains("unbound"), "{said}");
}
