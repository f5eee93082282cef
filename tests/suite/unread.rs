//! What cannot be read, or lies deeper than anybody looks: no change passes because of it, and every target says the same.

use crate::harness::{Repo, program, stderr, stdout};

const TEAM: &str = "[team]\nname = \"Maps\"\n\n[[member]]\nhandle = \"@ada\"\nrole = \"product-manager\"\n";
const SIGN_OFF: &str = "\n[[duty]]\nactivity = \"test sign-off\"\naccountable = \"@ada\"\n";
const NOTES: &str = "\n[[duty]]\nactivity = \"release notes\"\naccountable = \"@ada\"\n";

fn repo() -> (tempfile::TempDir, Repo) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    (folder, repo)
}

/// Exit code and lines of `lint --format short`.
fn lint(repo: &Repo, args: &[&str]) -> (Option<i32>, String) {
    let mut all = vec!["lint", "--format", "short", "--today", "2026-06-01"];
    all.extend(args);
    let output = repo.drawline(&all);
    (output.status.code(), stdout(&output))
}

const OF_THE_LAST: [&[&str]; 2] = [&["--range", "HEAD~1..HEAD"], &["--range", "HEAD~1..HEAD", "--net"]];

#[test]
fn a_change_of_a_file_that_was_broken_before_it_is_told_and_any_other_change_is_not() {
    let (_folder, repo) = repo();
    repo.write("maps/charter.toml", &format!("{TEAM}=\n"));
    repo.write("other/charter.toml", &TEAM.replace("Maps", "Other"));
    repo.commit("start");
    repo.write("maps/charter.toml", &format!("{TEAM}=\n{SIGN_OFF}"));
    repo.git(&["add", "-A"]);
    let (code, staged) = lint(&repo, &["--staged"]);
    assert!(code == Some(1) && staged.contains("maps/charter.toml:7:1: error"), "{staged}");
    repo.commit("more of it");
    for args in OF_THE_LAST {
        let (code, said) = lint(&repo, args);
        assert!(code == Some(1) && said.matches("[syntax-error]").count() == 1, "{args:?}: {said}");
    }
    repo.write("other/charter.toml", &(TEAM.replace("Maps", "Other") + NOTES));
    repo.commit("something else");
    for args in OF_THE_LAST {
        let (code, said) = lint(&repo, args);
        assert!(code == Some(0) && !said.contains("[syntax-error]"), "{args:?}: {said}");
    }
    repo.git(&["mv", "maps", "atlas"]);
    repo.commit("move it");
    for args in OF_THE_LAST {
        let (code, said) = lint(&repo, args);
        assert_eq!(code, Some(0), "a file that is only moved: {args:?}: {said}");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_of_every_change() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", TEAM);
    repo.write("drawline.toml", "[rules\nstretch-duty = \"error\"\n");
    repo.commit("start");
    repo.write("charter.toml", &format!("{TEAM}{NOTES}"));
    repo.git(&["add", "-A"]);
    let told = |args: &[&str]| {
        let (code, said) = lint(&repo, args);
        assert!(code == Some(1) && said.matches("drawline.toml:1:").count() == 1, "{args:?}: {code:?} {said}");
    };
    told(&["--staged"]);
    told(&["--staged", "--no-cache"]);
    repo.commit("release notes");
    OF_THE_LAST.iter().for_each(|args| told(args));
    told(&["--range", "HEAD~1..HEAD", "--all"]);
    let (code, _) = lint(&repo, &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]);
    assert_eq!(code, Some(2), "rules that cannot be read judge nothing");
    told(&["--rev", "HEAD"]);
    repo.write("drawline.toml", "[rules]\nstretch-duty = \"error\"\n");
    repo.commit("correct it");
    let (_, said) = lint(&repo, &["--range", "HEAD~1..HEAD"]);
    assert!(!said.contains("drawline.toml:1:"), "{said}");
}

#[test]
fn folders_that_nest_deep_are_judged_the_same_by_every_target() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", TEAM);
    repo.commit("start");
    let deep = vec!["d"; 300].join("/");
    repo.write(&format!("{deep}/charter.toml"), &(TEAM.replace("Maps", "Deep") + SIGN_OFF));
    repo.git(&["add", "-A"]);
    let told = |args: &[&str]| {
        let (code, said) = lint(&repo, args);
        assert!(code == Some(1) && said.contains("d/charter.toml:10:15: error: PM assigned"), "{args:?}: {said}");
    };
    told(&["--staged"]);
    told(&[]);
    repo.commit("deep down");
    told(&["--rev", "HEAD"]);
    OF_THE_LAST.iter().for_each(|args| told(args));
}

#[test]
fn trees_deeper_than_git_goes_are_refused_and_not_passed_over() {
    let (folder, repo) = repo();
    repo.write("charter.toml", TEAM);
    repo.commit("start");
    let (path, text) = (vec!["d"; 2100].join("/"), TEAM.replace("Maps", "Deep"));
    let stream = format!(
        "commit refs/heads/deep\ncommitter A <a@example.org> 1772000000 +0000\ndata 4\ndeep\nfrom refs/heads/main^0\n\
         M 100644 inline {path}/charter.toml\ndata {}\n{text}\n",
        text.len()
    );
    std::fs::write(folder.path().join(".git/stream"), stream).expect("a file");
    let import =
        program("sh").current_dir(folder.path()).args(["-c", "git fast-import --quiet < .git/stream"]).output();
    assert!(import.expect("git runs").status.success());
    let commit = repo.git(&["rev-parse", "deep"]);
    for args in [&["--rev", &commit][..], &["--range", &format!("HEAD..{commit}")]] {
        let mut all = vec!["lint"];
        all.extend(args);
        let output = repo.drawline(&all);
        let said = stderr(&output);
        assert!(output.status.code() == Some(2) && said.contains("folders nest deeper than 2048"), "{args:?}: {said}");
    }
}

#[test]
fn many_duties_that_one_change_drops_cost_one_walk_through_history() {
    let (_folder, repo) = repo();
    let work = ["roadmap", "prioritization", "release notes", "user research"];
    let team = |name: usize, duties: bool| {
        let mut text = TEAM.replace("Maps", &format!("Team {name}"));
        for activity in work.iter().filter(|_| duties) {
            text += &format!("\n[[duty]]\nactivity = \"{activity}\"\naccountable = \"@ada\"\n");
        }
        text
    };
    (0..40).for_each(|name| repo.write(&format!("t{name}/charter.toml"), &team(name, true)));
    repo.commit("start");
    let start = repo.git(&["rev-parse", "--short=10", "HEAD"]);
    for number in 0..60 {
        repo.write("notes.md", &number.to_string());
        repo.commit("notes");
    }
    (0..40).for_each(|name| repo.write(&format!("t{name}/charter.toml"), &team(name, false)));
    repo.commit("drop all");
    let output = repo.drawline(&["lint", "--range", "HEAD~1..HEAD", "--format", "json", "--today", "2026-06-01"]);
    let since = format!(", since 2026-03-02 ({start})");
    assert_eq!(stdout(&output).matches(&since).count(), 160, "each is dated");
}
