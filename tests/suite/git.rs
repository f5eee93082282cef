//! What commits do, in repositories made with real `git`: states, merges, odd repositories, hooks.

use std::path::Path;

use crate::harness::{Repo, drawline, drawline_in, stderr, stdout};

/// A team with a product manager, a QA lead and a delivery manager, and these duties.
fn charter(team: &str, duties: &[(&str, &str)]) -> String {
    let members = [("@ana", "product-manager"), ("@kim", "qa-lead"), ("@dm", "delivery-manager")];
    let members =
        members.map(|(handle, role)| format!("[[member]]\nhandle = \"{handle}\"\nrole = \"{role}\"\n")).concat();
    let duty = |(activity, holder): &(&str, &str)| {
        format!("[[duty]]\nactivity = \"{activity}\"\naccountable = \"{holder}\"\n")
    };
    format!("[team]\nname = \"{team}\"\n{members}{}", duties.iter().map(duty).collect::<String>())
}

fn repo() -> (tempfile::TempDir, Repo) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    (folder, repo)
}

/// Rules of findings, without places and commits.
fn rules(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.rsplit_once('[').expect("a rule").1.trim_end_matches(']').to_owned()).collect()
}

/// Without findings about the number of teams, which these small organisations share one product manager for.
fn scope(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.contains("[too-many-teams]")).collect()
}

#[test]
fn limits_worsen_and_a_merge_may_cross_one_that_neither_parent_crosses() {
    let (_folder, repo) = repo();
    repo.write("a/charter.toml", &charter("A", &[]));
    repo.commit("start");
    for name in ["b", "c"] {
        repo.git(&["checkout", "-q", "-b", name, "main"]);
        repo.write(&format!("{name}/charter.toml"), &charter(name, &[]));
        repo.commit(name);
        assert!(repo.lint(&["--range", "main..HEAD"]).is_empty(), "two teams are fine");
    }
    repo.git(&["merge", "-q", "--no-ff", "-m", "both", "b"]);
    let merge = repo.git(&["rev-parse", "HEAD"]);
    let lines = repo.lint(&["--range", "main..HEAD"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with(&merge[..10]) && lines[0].contains("of 3 teams (limit 2)"), "{lines:?}");
    repo.write("d/charter.toml", &charter("D", &[]));
    repo.git(&["add", "-A"]);
    let lines = repo.lint(&["--staged"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("of 4 teams (limit 2) [too-many-teams] (worsened)"), "{lines:?}");
    repo.commit("a fourth team");
    repo.write("d/charter.toml", "[team]\nname = \"D\"\n");
    repo.git(&["add", "-A"]);
    assert!(repo.lint(&["--staged"]).is_empty(), "fewer is no news");
    assert_eq!(repo.lint(&["--staged", "--all"]).len(), 1);
}

#[test]
fn staged_tells_what_the_commit_adds_and_nothing_else() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("performance-management", "@ana")]));
    repo.commit("start");
    assert!(repo.lint(&["--staged"]).is_empty(), "what HEAD has is carried");
    repo.write("charter.toml", &charter("A", &[("performance-management", "@ana"), ("test-sign-off", "@ana")]));
    assert!(repo.lint(&["--staged"]).is_empty(), "what is not staged is not judged");
    repo.git(&["add", "-A"]);
    repo.write("charter.toml", "broken");
    assert_eq!(rules(&repo.lint(&["--staged"])), ["out-of-scope"]);
    assert_eq!(repo.lint(&["--staged", "--all"]).len(), 2);
    assert_eq!(repo.drawline(&["lint", "--staged"]).status.code(), Some(1));
}

#[test]
fn before_the_first_commit_everything_staged_is_new() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.git(&["add", "-A"]);
    assert_eq!(rules(&repo.lint(&["--staged"])), ["out-of-scope"]);
}

#[test]
fn moving_lines_files_and_folders_introduces_nothing() {
    let (folder, repo) = repo();
    repo.write(
        "a/charter.toml",
        &charter("A", &[("test-sign-off", "@ana"), ("release notes", "@ana"), ("roadmap", "@ana")]),
    );
    repo.write("broken/charter.toml", "[team\n");
    repo.commit("start");
    repo.write(
        "a/charter.toml",
        &charter("A", &[("roadmap", "@ana"), ("test-sign-off", "@ana"), ("release notes", "@ana")]),
    );
    repo.commit("sort anew");
    std::fs::rename(folder.path().join("a"), folder.path().join("b")).expect("a rename");
    std::fs::rename(folder.path().join("broken"), folder.path().join("still-broken")).expect("a rename");
    repo.commit("rename folders");
    let (one, two) = (
        charter("A", &[("roadmap", "@ana")]),
        "[team]\nname = \"A\"\n[[duty]]\nactivity = \"QA sign-off\"\naccountable = \"@ana\"\n[[duty]]\nactivity = \"changelog\"\naccountable = \"@ana\"\n",
    );
    repo.write("b/charter.toml", &one);
    repo.write("b/more.charter.toml", two);
    repo.commit("split in two, in other words");
    assert_eq!(repo.lint(&["--range", "HEAD~3..HEAD"]), Vec::<String>::new());
}

#[test]
fn a_range_names_the_commit_of_each_finding_and_net_joins_it() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("take the tests on");
    let guilty = repo.git(&["rev-parse", "HEAD"]);
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@kim")]));
    repo.commit("hand them over");
    let lines = repo.lint(&["--range", "HEAD~2..HEAD"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with(&guilty[..10]), "{lines:?}");
    assert!(repo.lint(&["--range", "HEAD~2..HEAD", "--net"]).is_empty());
    assert_eq!(repo.lint(&["--since", "HEAD~2"]), lines);
    let json = stdout(&repo.drawline(&["lint", "--range", "HEAD~2..HEAD", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = &json["diagnostics"][0];
    assert_eq!((found["commit"].as_str(), found["state"].as_str()), (Some(&*guilty), Some("introduced")));
    assert_eq!(found["introduced_by"]["commit"].as_str(), Some(&*guilty));
    assert_eq!(json["target"]["kind"], "range");
    assert_eq!(json["summary"]["commits"], 2);
}

#[test]
fn a_merge_introduces_only_what_none_of_its_parents_has() {
    let (_folder, repo) = repo();
    repo.write("a/charter.toml", &charter("A", &[("project-management", "@dm")]));
    repo.write("b/charter.toml", &charter("B", &[]));
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("b/charter.toml", &charter("B", &[("test-sign-off", "@ana")]));
    repo.write("a/charter.toml", &charter("A", &[]));
    repo.commit("side takes the tests on and drops project management");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("c/charter.toml", &charter("C", &[("performance-management", "@ana")]));
    repo.commit("main takes the pager");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let merge = repo.git(&["rev-parse", "HEAD"]);
    let lines = scope(repo.lint(&["--range", "HEAD~2..HEAD"]));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| !line.starts_with(&merge[..10])), "{lines:?}");
    repo.write("d/charter.toml", &charter("D", &[("production-coding", "@ana")]));
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "--no-edit"]);
    let evil = repo.git(&["rev-parse", "HEAD"]);
    let lines = repo.lint(&["--range", "HEAD^1..HEAD"]);
    let lines = scope(lines);
    let of_merge: Vec<_> = lines.iter().filter(|line| line.starts_with(&evil[..10])).collect();
    assert_eq!(of_merge.len(), 1, "{lines:?}");
    assert!(of_merge[0].contains("production code"), "{lines:?}");
}

#[test]
fn a_typo_resolves_and_drops_nothing_and_is_told_itself() {
    let (_folder, repo) = repo();
    let sound = charter("A", &[("test-sign-off", "@ana"), ("project-management", "@dm")]);
    repo.write("charter.toml", &sound);
    repo.commit("start");
    repo.write("charter.toml", &sound.replace("[team]", "[team"));
    repo.commit("typo");
    repo.write("README.md", "nothing of ours");
    repo.commit("something else");
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("mend it, and drop project management");
    let lines = repo.lint(&["--range", "HEAD~3..HEAD"]);
    let mut told = rules(&lines);
    told.dedup();
    assert_eq!(told, ["syntax-error", "dropped-duty"], "{lines:?}");
    let all = repo.lint(&["--range", "HEAD~3..HEAD~2", "--all"]);
    assert!(all.iter().any(|line| line.ends_with("[out-of-scope] (carried)")), "{all:?}");
}

#[test]
fn a_dropped_duty_is_told_with_who_held_it_and_since_when() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("project-management", "@ana"), ("roadmap", "@ana")]));
    repo.commit("start");
    repo.write("b/charter.toml", &charter("B", &[]));
    repo.commit("another team");
    repo.write("charter.toml", &charter("A", &[("roadmap", "@ana")]));
    repo.git(&["add", "-A"]);
    let json = stdout(&repo.drawline(&["lint", "--staged", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = &json["diagnostics"][0];
    assert_eq!(found["rule"], "dropped-duty");
    assert_eq!((found["person"].as_str(), found["activity"].as_str()), (Some("@ana"), Some("project-management")));
    let label = found["labels"][0]["text"].as_str().expect("a label");
    assert!(label.starts_with("@ana was accountable for project management, since 2026-03-02"), "{label}");
    assert!(found["help"].as_str().is_some_and(|help| help.contains("give it to @dm (delivery manager")), "{found}");
    repo.write("b/charter.toml", &charter("B", &[("project-management", "@dm")]));
    repo.git(&["add", "-A"]);
    assert!(repo.lint(&["--staged"]).is_empty(), "it moved to another team");
}

#[test]
fn a_team_that_goes_drops_what_nobody_else_takes() {
    let (folder, repo) = repo();
    repo.write("a/charter.toml", &charter("A", &[("roadmap", "@ana")]));
    repo.write("b/charter.toml", &charter("B", &[]));
    repo.commit("start");
    std::fs::remove_file(folder.path().join("a/charter.toml")).expect("a file");
    repo.commit("team A goes");
    let lines = repo.lint(&["--range", "HEAD~1..HEAD"]);
    assert_eq!(rules(&lines), ["dropped-duty"]);
    assert!(lines[0].contains(" a/charter.toml:"), "shown where it stood: {lines:?}");
}

#[test]
fn rules_come_from_the_judged_tree_or_from_elsewhere_and_their_change_is_told_apart() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("performance-management", "@ana")]));
    repo.commit("start");
    repo.write("drawline.toml", "[rules]\nout-of-scope = \"off\"\n");
    repo.write("charter.toml", &charter("A", &[("performance-management", "@ana"), ("test-sign-off", "@ana")]));
    repo.commit("soften the rules, and use it");
    assert!(repo.lint(&["--range", "HEAD~1..HEAD"]).is_empty());
    assert_eq!(rules(&repo.lint(&["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"])), ["out-of-scope"]);
    let text = stdout(&repo.drawline(&["lint", "--range", "HEAD~1..HEAD"]));
    assert!(text.contains("the rules changed in this commit: 1 finding would differ"), "{text}");
    assert_eq!(
        rules(&repo.lint(&["--rules-from", "HEAD~1"])),
        ["out-of-scope", "out-of-scope"],
        "the working tree as well"
    );
    repo.write("drawline.toml", "[rules\n");
    repo.commit("break the configuration");
    assert_eq!(rules(&repo.lint(&["--range", "HEAD~1..HEAD"])), ["syntax-error"]);
}

#[test]
fn blame_names_the_commit_of_the_assignment_through_renames_and_merges() {
    let (folder, repo) = repo();
    repo.write("a/charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("a/charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("the assignment");
    let origin = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("meanwhile");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    std::fs::rename(folder.path().join("a"), folder.path().join("z")).expect("a rename");
    repo.commit("rename");
    repo.write(
        "z/charter.toml",
        &format!("# a comment\n\n{}", charter("A", &[("roadmap", "@ana"), ("QA sign-off", "@ana")])),
    );
    repo.commit("reflow");
    let json = stdout(&repo.drawline(&["lint", "--rev", "HEAD", "--blame", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let by = &json["diagnostics"][0]["introduced_by"];
    assert_eq!(by["commit"].as_str(), Some(&*origin), "{by}");
    assert_eq!((by["author"].as_str(), by["date"].as_str()), (Some("Ada"), Some("2026-03-03")));
    let text = stdout(&repo.drawline(&["lint", "--blame"]));
    assert!(text.contains(&format!("since 2026-03-03, by {} (Ada)", &origin[..10])), "{text}");
}

#[test]
fn revisions_of_every_kind_are_understood() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.git(&["tag", "-a", "-m", "annotated", "v1"]);
    repo.git(&["checkout", "-q", "-b", "feature/x"]);
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("feature");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("b/charter.toml", &charter("B", &[("performance-management", "@ana")]));
    repo.commit("main goes on");
    repo.git(&["branch", "-q", "--set-upstream-to=main", "feature/x"]);
    for range in ["v1..feature/x", "main...feature/x", "feature/x~1..feature/x", "feature/x@{u}..feature/x"] {
        let lines = repo.lint(&["--range", range]);
        assert_eq!(rules(&lines), ["out-of-scope"], "{range}: {lines:?}");
    }
    assert_eq!(rules(&repo.lint(&["--range", "v1.."])), ["out-of-scope"]);
    repo.git(&["checkout", "-q", "--detach", "v1"]);
    assert!(repo.lint(&["--rev", "HEAD"]).is_empty());
    for (args, word) in [
        (["--range", "no-such..HEAD"], "no commit is called `no-such`"),
        (["--rev", "zzz"], "no commit"),
        (["--range", "HEAD"], "is no range"),
    ] {
        let output = repo.drawline(&["lint", args[0], args[1]]);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(word), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn empty_commits_root_commits_and_octopus_merges_are_judged() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("root");
    repo.commit("empty");
    for name in ["x", "y"] {
        repo.git(&["checkout", "-q", "-b", name, "main"]);
        repo.write(&format!("{name}/charter.toml"), &charter(name, &[("performance-management", "@ana")]));
        repo.commit(name);
    }
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("main goes on");
    repo.git(&["merge", "-q", "-m", "octopus", "x", "y"]);
    assert_eq!(repo.git(&["rev-list", "--parents", "-1", "HEAD"]).split(' ').count(), 4);
    let lines = scope(repo.lint(&["--range", "main~1..main"]));
    assert_eq!(lines.len(), 2, "each told once, by its own commit: {lines:?}");
    repo.git(&["checkout", "-q", "--orphan", "other"]);
    repo.commit("another root");
    let lines = scope(repo.lint(&["--range", "main~1..other"]));
    assert_eq!(lines.len(), 3, "a root introduces all it holds: {lines:?}");
}

#[test]
fn bare_linked_sparse_and_submodule_repositories_work() {
    let (folder, repo) = repo();
    repo.write("a/charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.write("b/other.txt", "x");
    repo.commit("start");
    let place = |name: &str| folder.path().join(name);
    let lint = |at: &Path, args: &[&str]| {
        let output = drawline(at, &[&["lint", "--format", "short"], args].concat());
        (output.status.code(), stdout(&output) + &stderr(&output))
    };
    repo.git(&["clone", "-q", "--bare", ".", "bare.git"]);
    let (code, text) = lint(&place("bare.git"), &["--rev", "HEAD"]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = lint(&place("bare.git"), &[]);
    assert!(code == Some(2) && text.contains("--rev HEAD"), "{text}");
    repo.git(&["worktree", "add", "-q", "linked", "-b", "linked"]);
    let (code, text) = lint(&place("linked"), &["--staged", "--all"]);
    assert!(code == Some(0) && text.contains("carried"), "{text}");
    repo.git(&["clone", "-q", "--no-checkout", ".", "sparse"]);
    let sparse = Repo::new(&place("sparse"));
    sparse.git(&["sparse-checkout", "set", "b"]);
    sparse.git(&["checkout", "-q", "main"]);
    let (code, text) = lint(&place("sparse"), &["--rev", "HEAD"]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = lint(&place("sparse"), &["--staged", "--all"]);
    assert!(code == Some(0) && text.contains("carried"), "{text}");
    let outer = Repo::new(&place("outer"));
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../bare.git", "inner"]);
    outer.commit("with a submodule");
    let (code, text) = lint(&place("outer/inner"), &["--rev", "HEAD"]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = lint(&place("outer"), &["--rev", "HEAD"]);
    assert_eq!(code, Some(3), "a submodule is judged in its own right: {text}");
}

#[test]
fn shallow_clones_say_what_to_fetch() {
    let (folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.commit("second");
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("third");
    let url = format!("file://{}", folder.path().display());
    for (depth, range, works) in
        [("1", "HEAD^1..HEAD", false), ("2", "HEAD^1..HEAD", true), ("2", "HEAD~2..HEAD", false)]
    {
        let name = format!("shallow-{depth}-{works}");
        repo.git(&["clone", "-q", "--depth", depth, &url, &name]);
        let output = drawline(&folder.path().join(&name), &["lint", "--range", range]);
        let text = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(if works { 1 } else { 2 }), "{text}");
        assert_eq!(text.contains("fetch-depth: 0"), !works, "{text}");
    }
}

#[test]
fn what_came_before_a_shallow_clone_begins_is_not_called_uncommitted() {
    let (folder, repo) = repo();
    let waived = charter("A", &[("test-sign-off", "@ana")])
        .replace("\"@ana\"\n", "\"@ana\"\n# drawline: ignore[out-of-scope] until=2026-12-31 we are two\n");
    repo.write("charter.toml", &waived);
    repo.commit("start");
    repo.write("notes.md", "# Notes\n");
    repo.commit("second");
    let url = format!("file://{}", folder.path().display());
    repo.git(&["clone", "-q", "--depth", "1", &url, "clone"]);
    let clone = folder.path().join("clone");
    for args in [&["who", "test", "sign-off"][..], &["waivers"]] {
        let text = stdout(&drawline(&clone, args));
        assert!(text.contains("not known") && !text.contains("not committed"), "{text}");
    }
}

#[test]
fn repositories_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    for (name, option, word) in
        [("sha256", "--object-format=sha256", "SHA-256"), ("reftable", "--ref-format=reftable", "reftable")]
    {
        let repo = Repo::new(folder.path());
        let made = repo.try_git(&["init", "-q", option, name]);
        if !made.status.success() {
            continue; // a git that does not know the format cannot meet such a repository
        }
        for args in [&["lint"][..], &["lint", "--rev", "HEAD"]] {
            let output = drawline(&folder.path().join(name), args);
            assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
            assert!(stderr(&output).contains(word), "{name}: {}", stderr(&output));
        }
    }
}

#[test]
fn hooks_are_installed_obeyed_and_taken_away_and_never_replace_another() {
    let (folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    assert!(stdout(&repo.drawline(&["hook", "install", "--pre-push"])).contains("pre-push"));
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    let refused = repo.try_git(&["commit", "-q", "-a", "-m", "tests"]);
    assert!(!refused.status.success());
    assert!((stdout(&refused) + &stderr(&refused)).contains("PM assigned to test sign-off"));
    let refused = repo.try_git(&["commit", "-q", "-m", "only this file", "charter.toml"]);
    assert!(!refused.status.success(), "a temporary index is read");
    repo.git(&["commit", "-q", "-a", "--no-verify", "-m", "tests"]);
    repo.git(&["init", "-q", "--bare", "remote.git"]);
    repo.git(&["remote", "add", "origin", "remote.git"]);
    let refused = repo.try_git(&["push", "-q", "origin", "main"]);
    assert!(!refused.status.success(), "a first push is judged as a whole");
    repo.git(&["push", "-q", "--no-verify", "origin", "main"]);
    repo.commit("empty");
    repo.git(&["push", "-q", "origin", "main"]);
    repo.git(&["push", "-q", "origin", "main:new-name"]);
    repo.git(&["push", "-q", "origin", ":new-name"]);
    assert!(stdout(&repo.drawline(&["hook", "uninstall"])).contains("removed"));
    let hooks = folder.path().join(".git/hooks");
    assert!(["pre-commit", "pre-merge-commit", "pre-push"].iter().all(|name| !hooks.join(name).exists()));
    for other in ["#!/bin/sh\nexit 0\n", "#!/bin/sh\n# see \"# installed by drawline\"\nexit 0\n", "no script"] {
        repo.write(".git/hooks/pre-commit", other);
        let output = repo.drawline(&["hook", "install"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("drawline lint --staged || [ $? -eq 3 ] || exit 1"), "{}", stderr(&output));
        assert!(!hooks.join("pre-merge-commit").exists(), "all or nothing");
        assert!(stdout(&repo.drawline(&["hook", "uninstall"])).contains("left"));
        assert_eq!(std::fs::read_to_string(hooks.join("pre-commit")).expect("a hook"), other);
    }
    std::fs::remove_file(hooks.join("pre-commit")).expect("a hook");
    let settings = folder.path().join("settings");
    std::fs::write(&settings, format!("[core]\n\thooksPath = {}\n", folder.path().join("of-all").display()))
        .expect("settings");
    let shared = drawline_in(folder.path(), &["hook", "install"]).env("GIT_CONFIG_GLOBAL", &settings).output();
    let shared = shared.expect("drawline runs");
    assert_eq!(shared.status.code(), Some(2), "{}", stdout(&shared));
    assert!(stderr(&shared).contains("for all of your repositories"), "{}", stderr(&shared));
    assert!(!folder.path().join("of-all").exists());
    repo.git(&["config", "core.hooksPath", "my-hooks"]);
    assert!(stdout(&repo.drawline(&["hook", "install"])).contains("my-hooks"));
    assert!(folder.path().join("my-hooks/pre-commit").exists());
}

#[cfg(unix)]
#[test]
fn only_our_own_lines_of_a_hook_are_touched() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let (folder, repo) = repo();
    let hook = folder.path().join(".git/hooks/pre-commit");
    let script = || std::fs::read_to_string(&hook).expect("a hook");
    let mode = || std::fs::metadata(&hook).expect("a hook").permissions().mode() & 0o777;
    let set_mode = |mode| std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(mode)).expect("a mode");
    repo.drawline(&["hook", "install"]);
    let own = script();
    set_mode(0o640);
    repo.drawline(&["hook", "install"]);
    assert_eq!((mode(), script()), (0o750, own.clone()), "whoever may read it may run it");
    let (before, after) = own.split_once("# >>>").map(|(first, rest)| (first, format!("# >>>{rest}"))).expect("a mark");
    let chained = format!("{before}./first\n{after}./important-check\n");
    repo.write(".git/hooks/pre-commit", &chained);
    repo.drawline(&["hook", "install", "--strict"]);
    assert!(script().contains("./first\n# >>>") && script().ends_with("<<<\n./important-check\n"), "{}", script());
    assert!(script().contains("error: drawline is not on PATH"), "{}", script());
    repo.drawline(&["hook", "install"]);
    assert_eq!(script(), chained);
    assert!(stdout(&repo.drawline(&["hook", "uninstall"])).contains("removed drawline's part of"));
    assert_eq!((mode(), script()), (0o750, "#!/bin/sh\n./first\n./important-check\n".to_owned()));
    // As an older version wrote it, alone and with something added.
    let old = "#!/bin/sh\n# installed by drawline\nexec drawline lint --staged\n";
    repo.write(".git/hooks/pre-commit", old);
    repo.drawline(&["hook", "install"]);
    assert_eq!(script(), own);
    repo.write(".git/hooks/pre-commit", &format!("{old}./important-check\n"));
    assert_eq!(repo.drawline(&["hook", "install"]).status.code(), Some(2));
    repo.drawline(&["hook", "uninstall"]);
    assert!(script().contains("./important-check"));
    // A link leads to a script that others may use as well.
    std::fs::remove_file(&hook).expect("removed");
    repo.write("shared-hook", &own);
    symlink("../../shared-hook", &hook).expect("a link");
    assert_eq!(repo.drawline(&["hook", "install"]).status.code(), Some(2));
    repo.drawline(&["hook", "uninstall"]);
    assert!(std::fs::symlink_metadata(&hook).expect("there").is_symlink());
    assert_eq!(std::fs::read_to_string(folder.path().join("shared-hook")).expect("there"), own);
}

#[cfg(unix)]
#[test]
fn a_hook_without_the_program_or_without_files_keeps_nobody_from_a_commit_unless_it_is_strict() {
    let (folder, repo) = repo();
    let tools = tempfile::tempdir().expect("a scratch folder");
    let path = std::env::var_os("PATH").expect("a path");
    for tool in ["sh", "git", "rm"] {
        let mut places = std::env::split_paths(&path).map(|folder| folder.join(tool));
        let found = places.find(|path| path.is_file()).expect("a tool");
        std::os::unix::fs::symlink(found, tools.path().join(tool)).expect("a link");
    }
    let commit = |message: &str| {
        let mut git = crate::harness::program("git");
        git.current_dir(folder.path()).env("PATH", tools.path());
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]);
        git.args(["commit", "-q", "--allow-empty", "-m", message]).output().expect("git runs")
    };
    repo.drawline(&["hook", "install"]);
    let passed = commit("without the program");
    assert!(passed.status.success(), "{}", stderr(&passed));
    assert!(stderr(&passed).contains("warning: drawline is not on PATH"), "{}", stderr(&passed));
    repo.commit("without a file of ours");
    repo.drawline(&["hook", "install", "--strict"]);
    let refused = commit("without the program");
    assert!(!refused.status.success() && stderr(&refused).contains("error: drawline is not on PATH"));
    assert!(!repo.try_git(&["commit", "-q", "--allow-empty", "-m", "without a file of ours"]).status.success());
}

#[test]
fn a_merge_is_judged_against_all_that_it_joins_before_it_is_made() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.write("notes", "1\n");
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "topic"]);
    repo.write("b/charter.toml", &charter("B", &[("test-sign-off", "@ana")]));
    repo.write("notes", "2\n");
    repo.commit("somebody else's duty, in the past of the branch");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("c.txt", "c\n");
    repo.commit("main goes on");
    repo.drawline(&["hook", "install"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
    assert_eq!(repo.lint(&["--staged"]), Vec::<String>::new(), "the branch has it");
    // What the merge itself adds is its own.
    repo.write("charter.toml", &charter("A", &[("content-writing", "@ana")]));
    repo.git(&["add", "-A"]);
    let added = repo.lint(&["--staged"]);
    assert!(added.len() == 1 && added[0].contains("charter.toml"), "{added:?}");
    repo.git(&["merge", "--abort"]);
    repo.git(&["merge", "-q", "--no-ff", "-m", "by the pre-merge-commit hook", "topic"]);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // A merge with a conflict is committed by `git commit`, and its pre-commit hook.
    repo.write("notes", "3\n");
    repo.commit("another line");
    assert!(!repo.try_git(&["merge", "-q", "topic"]).status.success());
    repo.write("notes", "4\n");
    repo.git(&["add", "notes"]);
    repo.git(&["commit", "-q", "-m", "resolved"]);
    assert_eq!(repo.lint(&["--range", "HEAD~1..HEAD"]).len(), 1, "the commit of the branch, and not the merge");
}

#[test]
fn a_push_is_judged_from_what_the_remote_is_known_to_have() {
    let (folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.commit("an old finding");
    repo.git(&["init", "-q", "--bare", "-b", "main", "remote.git"]);
    repo.git(&["remote", "add", "origin", "remote.git"]);
    repo.git(&["push", "-q", "origin", "main"]);
    repo.write("notes", "1\n");
    repo.commit("a sound commit");
    repo.git(&["push", "-q", "origin", "main"]);
    // Somebody else pushes: its tip is not here.
    repo.git(&["clone", "-q", "remote.git", "theirs"]);
    let theirs = Repo::new(&folder.path().join("theirs"));
    theirs.commit("theirs");
    theirs.git(&["push", "-q", "origin", "HEAD:main"]);
    repo.drawline(&["hook", "install", "--pre-push"]);
    repo.write("notes", "2\n");
    repo.git(&["add", "notes"]);
    repo.git(&["commit", "-q", "-m", "ours"]);
    repo.git(&["push", "-q", "--force", "origin", "main"]);
    // With a commit that has a finding the same push is stopped.
    theirs.git(&["push", "-q", "--force", "origin", "HEAD:main"]);
    repo.write("b/charter.toml", &charter("B", &[("test-sign-off", "@ana")]));
    repo.git(&["add", "b/charter.toml"]);
    repo.git(&["commit", "-q", "--no-verify", "-m", "one more"]);
    let refused = repo.try_git(&["push", "-q", "--force", "origin", "main"]);
    let said = stdout(&refused) + &stderr(&refused);
    assert!(
        !refused.status.success() && said.matches("error[").count() == 1 && said.contains("b/charter.toml"),
        "{said}"
    );
    // A new branch of commits that the remote has brings nothing.
    repo.git(&["push", "-q", "origin", "HEAD~1:refs/heads/new", "main~1:refs/heads/newer"]);
    let pushed = |from: &str, to: &str| {
        let mut run = drawline_in(folder.path(), &["lint", "--pushed", "--format", "short", "--today", "2026-06-01"]);
        run.env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to).env("PRE_COMMIT_REMOTE_NAME", "origin");
        let output = run.output().expect("drawline runs");
        (output.status.code(), stdout(&output).lines().count())
    };
    assert_eq!(pushed(&"0".repeat(40), "HEAD"), (Some(1), 1));
    assert_eq!(pushed(&"1".repeat(40), "HEAD"), (Some(1), 1));
    assert_eq!(pushed(&"1".repeat(40), "HEAD~1"), (Some(0), 0));
    // What another remote has is not what this one has.
    repo.git(&["remote", "add", "fork", "fork.git"]);
    repo.git(&["update-ref", "refs/remotes/fork/main", "HEAD"]);
    assert_eq!(pushed(&"1".repeat(40), "HEAD"), (Some(1), 1));
    repo.git(&["remote", "remove", "fork"]);
    repo.git(&["remote", "remove", "origin"]);
    assert_eq!(pushed(&"1".repeat(40), "HEAD"), (Some(1), 2), "nothing is known: everything");
}

#[test]
fn what_is_only_promised_to_the_index_is_not_staged() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.write("b/charter.toml", &charter("B", &[("test-sign-off", "@ana")]));
    repo.git(&["add", "--intent-to-add", "b/charter.toml"]);
    assert_eq!(repo.lint(&["--staged"]), Vec::<String>::new());
    assert_eq!(repo.lint(&[]).len(), 1, "the working tree has it");
    repo.git(&["update-index", "--split-index"]);
    assert_eq!(repo.lint(&["--staged"]), Vec::<String>::new(), "read by libgit2");
    repo.git(&["add", "b/charter.toml"]);
    assert_eq!(repo.lint(&["--staged"]).len(), 1);
}

#[test]
fn unfinished_merges_are_not_judged() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("charter.toml", &charter("B", &[]));
    repo.commit("side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("charter.toml", &charter("C", &[]));
    repo.commit("main");
    assert!(!repo.try_git(&["merge", "-q", "side"]).status.success());
    let output = repo.drawline(&["lint", "--staged"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("charter.toml has a conflict"), "{}", stderr(&output));
}

#[test]
fn a_stretch_that_no_file_dates_is_dated_by_history_where_that_is_asked_for() {
    let (_folder, repo) = repo();
    let until =
        charter("A", &[("project-management", "@ana")]).replace("accountable", "until = 2027-12-31\naccountable");
    repo.write("charter.toml", &until);
    repo.commit("take it on");
    repo.write("charter.toml", &until.replace("until = 2027-12-31", "until = 2027-12-30"));
    repo.commit("prolong it");
    let lasting = |args: &[&str]| {
        let all = [&["lint", "--format", "short"], args].concat();
        stdout(&repo.drawline(&all)).lines().filter(|line| line.contains("lasting-stretch")).count()
    };
    assert_eq!(lasting(&["--today", "2027-06-01"]), 0, "no file says since when");
    assert_eq!(lasting(&["--today", "2027-06-01", "--blame"]), 1);
    assert_eq!(lasting(&["--today", "2026-04-01", "--blame"]), 0, "not for long yet");
}

/// Whatever is staged, in folders new and old: the index is judged as the commit is that it becomes.
#[test]
fn the_index_is_judged_as_the_commit_that_it_becomes() {
    let (_folder, repo) = repo();
    let path = |team: usize, deep: bool| {
        if deep { format!("org/area{}/team{team}/charter.toml", team % 2) } else { format!("team{team}/charter.toml") }
    };
    for team in 0..4 {
        repo.write(&path(team, true), &charter(&format!("T{team}"), &[("roadmap", "@ana")]));
    }
    // Names around that of a folder: Git sorts a folder as if it ended with `/`.
    for beside in ["org-b", "org.c", "org0"] {
        repo.write(&format!("{beside}/charter.toml"), &charter(beside, &[("roadmap", "@ana")]));
    }
    repo.write("src/lib.rs", "// code\n");
    repo.commit("start");
    type Step<'a> = &'a dyn Fn(&Repo);
    let steps: [Step<'_>; 11] = [
        &|repo| repo.write(&path(1, true), &charter("T1", &[("test-sign-off", "@ana")])),
        &|repo| drop(repo.git(&["rm", "-q", "org/area0/team0/charter.toml"])),
        &|repo| drop(repo.git(&["mv", "org/area1", "area1"])),
        &|repo| repo.write("new/deep/folder/charter.toml", &charter("New", &[("test-sign-off", "@ana")])),
        &|repo| repo.write("src/lib.rs", "// other code\n"),
        &|repo| repo.write("org-b/charter.toml", &charter("org-b", &[("test-sign-off", "@ana")])),
        &|repo| drop(repo.git(&["rm", "-q", "-r", "org.c"])),
        &|repo| repo.write("org.toml", "a = 1\n"),
        &|repo| drop(repo.git(&["rm", "-q", "-r", "org"])),
        &|repo| repo.write("org", "a file where a folder was\n"),
        &|repo| repo.write("CHARTER.md", "# Page\n\n## Product manager\n\n- Test sign-off\n"),
    ];
    let plain = |lines: Vec<String>| -> Vec<String> {
        // A commit's line begins with its id.
        lines.into_iter().map(|line| line.split_once(' ').map_or(line.clone(), |(_, rest)| rest.to_owned())).collect()
    };
    for step in steps {
        step(&repo);
        repo.git(&["add", "-A"]);
        let staged = repo.lint(&["--staged", "--all"]);
        repo.commit("step");
        let committed = plain(repo.lint(&["--range", "HEAD~1..HEAD", "--all"]));
        assert_eq!(staged, committed);
        assert_eq!(repo.lint(&["--staged"]), Vec::<String>::new(), "nothing is staged");
    }
}

/// What a checkpoint could get wrong is compared with a run that uses none, whatever happens between two runs.
#[test]
fn a_checkpoint_changes_what_a_run_costs_and_nothing_that_it_says() {
    let (folder, repo) = repo();
    let path = |team: usize| format!("teams/t{team}/charter.toml");
    let duties = |seed: usize| -> Vec<(&str, &str)> {
        let all = [("roadmap", "@ana"), ("test-sign-off", "@ana"), ("on-call", "@dm"), ("project management", "@ana")];
        all.into_iter().enumerate().filter(|(at, _)| (seed >> at) & 1 == 1).map(|(_, duty)| duty).collect()
    };
    for team in 0..70 {
        repo.write(&path(team), &charter(&format!("T{team}"), &duties(team)));
    }
    repo.write("people.toml", "[[person]]\nhandle = \"@ana\"\nroles = [\"product-manager\"]\n");
    repo.write("cover/charter.toml", &(charter("Cover", &[("roadmap", "@ana")]) + "until = 2030-01-01\n"));
    repo.commit("start");
    let checkpoint = folder.path().join(".git/drawline/checkpoint");
    assert!(repo.lint(&["--staged", "--no-cache"]).is_empty() && !checkpoint.exists(), "nothing was to be kept");
    assert!(!repo.lint(&["--rev", "HEAD"]).is_empty() && !checkpoint.exists(), "a look at a commit keeps nothing");
    assert!(repo.lint(&["--staged"]).is_empty() && checkpoint.exists());
    type Step<'a> = &'a dyn Fn(&Repo);
    let steps: [Step<'_>; 9] = [
        &|repo| repo.write(&path(1), &charter("T1", &duties(15))),
        &|repo| repo.write("people.toml", "[[person]]\nhandle = \"@dm\"\nroles = [\"product-manager\"]\n"),
        &|repo| (0..39).for_each(|team| repo.write(&path(team), &charter(&format!("T{team}"), &duties(team + 3)))),
        &|repo| repo.write(&path(2), "broken"),
        &|repo| repo.write(&path(2), &charter("T2", &duties(2))),
        &|repo| drop(repo.git(&["mv", "teams", "org"])),
        &|repo| repo.write("drawline.toml", "[rules]\nout-of-scope = \"advice\"\n"),
        &|repo| repo.write("CODEOWNERS", "/org/t3/ @kim\n"),
        &|repo| repo.write("org/t5/CHARTER.md", "# T5\n\n## Product manager\n\n- Test sign-off\n"),
    ];
    let check = |repo: &Repo, when: &str| {
        for all in [&["--staged"][..], &["--staged", "--all"], &[]] {
            let plain = repo.lint(&[all, &["--no-cache"]].concat());
            assert_eq!(repo.lint(all), plain, "{all:?}: {when}");
        }
    };
    // All that a run says, with the texts that it shows.
    let whole = |repo: &Repo, when: &str| {
        let (range, net) = (["--range", "HEAD~1..HEAD"], ["--range", "HEAD~1..HEAD", "--net"]);
        for target in [&["--format", "human"][..], &[], &["--rev", "HEAD"], &range, &net] {
            let format: &[&str] = if target.contains(&"--format") { &[] } else { &["--format", "json"] };
            let args = [&["lint", "--today", "2026-06-01"], format, target].concat();
            let said = |more: &[&str]| {
                let output = repo.drawline(&[&args[..], more].concat());
                (output.status.code(), stdout(&output), stderr(&output))
            };
            assert_eq!(said(&[]), said(&["--no-cache"]), "{args:?}: {when}");
        }
    };
    for (number, step) in steps.iter().enumerate() {
        step(&repo);
        check(&repo, &format!("step {number}, in the working tree"));
        repo.git(&["add", "-A"]);
        check(&repo, &format!("step {number}, staged"));
        repo.commit("step");
        check(&repo, &format!("step {number}, committed"));
        whole(&repo, &format!("step {number}, committed"));
    }
    repo.git(&["reset", "-q", "--hard", "HEAD~8"]);
    repo.write(&path(7), &charter("T7", &duties(15)));
    repo.git(&["add", "-A"]);
    check(&repo, "far back");
    repo.git(&["reflog", "expire", "--expire=now", "--all"]);
    repo.git(&["gc", "-q", "--prune=now"]);
    check(&repo, "the checkpoint's tree is gone");
    let sound = std::fs::read(&checkpoint).expect("a checkpoint");
    for at in [9, 20, 4200, 9000, sound.len() / 2, sound.len() - 700, sound.len() - 9] {
        let mut damaged = sound.clone();
        damaged[at] ^= 0x41;
        std::fs::write(&checkpoint, damaged).expect("written");
        check(&repo, &format!("byte {at} is damaged"));
        assert_eq!(repo.lint(&["--staged"]), repo.lint(&["--staged", "--no-cache"]), "after byte {at}");
    }
    std::fs::write(&checkpoint, "nonsense").expect("written");
    check(&repo, "nonsense");
    assert_ne!(std::fs::read(&checkpoint).expect("a checkpoint"), b"nonsense", "it is written anew");
    let later = |cache: &[&str]| {
        let args = [&["lint", "--staged", "--all", "--format", "short", "--today", "2031-01-01"], cache].concat();
        stdout(&repo.drawline(&args))
    };
    assert_eq!(later(&[]), later(&["--no-cache"]), "another day");
    assert!(later(&[]).contains("[expired-cover]"), "{}", later(&[]));
}

#[test]
fn what_commands_show_from_a_checkpoint_is_what_they_show_without() {
    let (folder, repo) = repo();
    let path = |team: usize| format!("teams/t{team}/charter.toml");
    let duties = [("roadmap", "@ana"), ("test-sign-off", "@ana"), ("on-call", "@dm"), ("juggling", "@bo")];
    for team in 0..70 {
        repo.write(&path(team), &charter(&format!("T{team}"), &duties[team % 4..]));
    }
    repo.write("teams/t5/CHARTER.md", "# T5\n\n## Product manager\n\n- Test sign-off\n");
    repo.write("people.toml", "[[person]]\nhandle = \"@ana\"\nroles = [\"product-manager\"]\n");
    repo.write("cover/charter.toml", &(charter("Cover", &[("roadmap", "@ana")]) + "until = 2030-01-01\n"));
    repo.commit("start");
    let checkpoint = folder.path().join(".git/drawline/checkpoint");
    let aside = folder.path().join(".git/aside");
    let shown = || -> Vec<(Option<i32>, String, String)> {
        let commands: [&[&str]; 10] = [
            &["facts", "--format", "ndjson"],
            &["facts", "--explain"],
            &["load", "--format", "json"],
            &["load", "--explain"],
            &["who", "test-sign-off"],
            &["who", "@ana"],
            &["line", "@ana"],
            &["waivers"],
            &["matrix", "--format", "csv"],
            &["report"],
        ];
        commands.iter().map(|args| repo.drawline(args)).map(|o| (o.status.code(), stdout(&o), stderr(&o))).collect()
    };
    let check = |when: &str| {
        std::fs::rename(&checkpoint, &aside).expect("a checkpoint");
        let plain = shown();
        std::fs::rename(&aside, &checkpoint).expect("put back");
        let before = std::fs::read(&checkpoint).expect("a checkpoint");
        for (known, plain) in shown().into_iter().zip(plain) {
            assert_eq!(known, plain, "{when}");
            assert!(!plain.1.is_empty(), "{when}: {}", plain.2);
        }
        before
    };
    assert!(shown().iter().all(|(_, text, _)| !text.is_empty()) && !checkpoint.exists(), "a look keeps nothing");
    repo.lint(&[]);
    let sound = check("all is committed");
    assert_eq!(std::fs::read(&checkpoint).expect("a checkpoint"), sound, "a look leaves it as it is");
    repo.write(&path(3), &charter("T3", &duties));
    repo.write("teams/t9/charter.toml", "broken");
    std::fs::remove_file(folder.path().join(path(4))).expect("a file");
    check("edited");
    for at in [20, 4200, sound.len() / 3, sound.len() / 2, sound.len() - 700] {
        let mut damaged = sound.clone();
        damaged[at] ^= 0x41;
        std::fs::write(&checkpoint, damaged).expect("written");
        check(&format!("byte {at} is damaged"));
        std::fs::write(&checkpoint, &sound).expect("written");
    }
}

#[test]
fn the_environment_may_name_the_repository_and_its_working_tree() {
    let (folder, repo) = repo();
    repo.write("charter.toml", &charter("A", &[]));
    repo.commit("start");
    repo.write("charter.toml", &charter("A", &[("test-sign-off", "@ana")]));
    repo.git(&["add", "-A"]);
    let elsewhere = tempfile::tempdir().expect("a scratch folder");
    let run = |git: &Path, args: &[&str]| {
        let mut command = drawline_in(elsewhere.path(), args);
        command.env("GIT_DIR", git).env("GIT_WORK_TREE", folder.path()).output().expect("drawline runs")
    };
    let git = folder.path().join(".git");
    let staged = run(&git, &["lint", "--staged", "--format", "short"]);
    assert_eq!(
        (staged.status.code(), stdout(&staged).contains("[out-of-scope]")),
        (Some(1), true),
        "{}",
        stderr(&staged)
    );
    assert_eq!(run(&git, &["lint", "--rev", "HEAD", "--format", "short"]).status.code(), Some(0));
    let nowhere = run(&elsewhere.path().join("nothing"), &["lint", "--staged"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).contains("GIT_DIR names"), "{}", stderr(&nowhere));
    assert!(std::fs::read_dir(elsewhere.path()).expect("a folder").next().is_none(), "nothing is written there");
}

/// A place is shown in the text that it was found in: what a file said before it broke, the configuration that judged.
#[test]
fn places_are_looked_up_in_the_text_that_was_judged() {
    let (_folder, repo) = repo();
    let json = |args: &[&str]| {
        let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], args].concat());
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        report["diagnostics"].as_array().expect("a list").clone()
    };
    let of = |found: &[serde_json::Value], rule: &str| {
        let found = found.iter().find(|found| found["rule"] == rule).unwrap_or_else(|| panic!("no {rule}: {found:?}"));
        found.clone()
    };
    let long = format!("# {}\n", "0".repeat(300));
    let limit = format!("{long}[rules]\ntoo-many-duties = {{ max = 1, severity = \"error\" }}\n");
    let rows: &[(&str, &str)] = &[("release-notes", "@ana"), ("roadmap-ownership", "@ana")];

    // A configuration that breaks: the limit stands in the last one that could be read.
    repo.write("drawline.toml", &limit);
    repo.write("charter.toml", &charter("A", &[("release-notes", "@ana")]));
    repo.commit("start");
    repo.write("drawline.toml", "x =\n");
    repo.write("charter.toml", &charter("A", rows));
    repo.git(&["add", "-A"]);
    let found = json(&["--staged"]);
    let labels = of(&found, "too-many-duties")["labels"].as_array().expect("labels").clone();
    let places: Vec<_> =
        labels.iter().filter(|label| label["path"] == "drawline.toml").map(|label| &label["start"]).collect();
    assert_eq!((places.len(), &places[0]["line"], &places[0]["column"]), (1, &3.into(), &27.into()));
    assert_eq!(of(&found, "syntax-error")["start"]["line"], 1);
    let shown = stdout(&repo.drawline(&["lint", "--staged", "--today", "2026-06-01"]));
    assert!(shown.contains("too-many-duties = { max = 1") && shown.contains("x ="), "{shown}");

    // Rules from elsewhere, and a configuration that is read as a charter as well.
    let wide =
        format!("{long}charters = [\"**/*.toml\"]\n[rules]\ntoo-many-duties = {{ max = 1, severity = \"error\" }}\n");
    repo.write("drawline.toml", &wide);
    repo.commit("the configuration is read as well");
    repo.write("drawline.toml", "");
    repo.write("charter.toml", &charter("A", &[rows[0], rows[1], ("backlog-refinement", "@ana")]));
    repo.commit("one more");
    let found = json(&["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"]);
    let labels = of(&found, "too-many-duties")["labels"].as_array().expect("labels").clone();
    let place = labels.iter().find(|label| label["path"] == "drawline.toml").expect("the limit");
    assert_eq!((&place["start"]["line"], &place["start"]["column"]), (&4.into(), &27.into()));

    // A charter that breaks: what it said before counts, at its place there, and while it stays broken.
    repo.write("drawline.toml", "");
    repo.write("people.toml", "[[person]]\nhandle = \"@bo\"\nrole = \"qa-lead\"\n");
    let member = "[team]\nname = \"B\"\n[[member]]\nhandle = \"@bo\"\n# a line\n[[duty]]\n";
    repo.write("b/charter.toml", &format!("{member}activity = \"test-sign-off\"\naccountable = \"@bo\"\n"));
    repo.commit("b");
    repo.write("b/charter.toml", "=\n");
    repo.commit("b breaks");
    repo.write("b/charter.toml", "==\n");
    repo.write("people.toml", "[[person]]\nhandle = \"@bo\"\nrole = \"product-manager\"\n");
    repo.commit("b stays broken");
    let found = json(&["--range", "HEAD~2..HEAD"]);
    let place = &of(&found, "out-of-scope")["start"];
    assert_eq!((&place["line"], &place["column"]), (&8.into(), &15.into()));
    assert!(found.iter().filter(|found| found["rule"] == "syntax-error").all(|found| found["start"]["line"] == 1));

    // A folder by the name that embedded files have.
    repo.write("drawline:x/charter.toml", &charter("X", &[("roadmap-ownership", "@ana")]));
    repo.commit("x");
    repo.git(&["rm", "-rq", "drawline:x"]);
    repo.commit("x goes");
    let found = json(&["--range", "HEAD~1..HEAD"]);
    let dropped = of(&found, "dropped-duty");
    assert!(dropped["start"]["line"].as_u64() > Some(5), "{dropped}");
}
