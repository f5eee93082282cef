//! Whose configuration says how much is read: that of what a change comes after, in every mode. A change does not choose how
//! much of it is looked at.

use crate::harness::{Repo, drawline, scratch, stderr, stdout};

const RAISED: &str = "[limits]\nnames = 2000\n";
const LOW: &str = "[limits]\nnames = 10\n";

/// A charter with more names in one entry than the lower limit lets read, and a finding before them.
fn large() -> String {
    let names: String = (0..15).map(|at| format!("\"@c{at}\",")).collect();
    format!(
        "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\nactivity = \"test-sign-off\"\n\
         accountable = \"@ana\"\ninformed = [{names}]\n"
    )
}

/// Whether the file is read, by the rule that says so of it.
fn reads(found: &[String]) -> bool {
    let has = |rule: &str| found.iter().any(|line| line.contains("large/charter.toml:") && line.contains(rule));
    let (refused, judged) = (has("[unreadable-file]"), has("[out-of-scope]"));
    assert!(refused != judged, "one or the other: {found:#?}");
    judged
}

/// A repository whose last commit brings the large file, with what the configuration says before it and from then on.
fn repository(before: &str, after: &str) -> (tempfile::TempDir, Repo) {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"B\"\n"), ("drawline.toml", before)]);
    let repo = Repo::new(folder.path());
    repo.commit("base");
    repo.write("drawline.toml", after);
    repo.write("large/charter.toml", &large());
    (folder, repo)
}

const RANGES: &[&[&str]] = &[
    &["--range", "HEAD~1..HEAD"],
    &["--range", "HEAD~1..HEAD", "--net"],
    &["--since", "HEAD~1"],
    &["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"],
    &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"],
    &["--rules-from", "HEAD~1"],
    &["--rev", "HEAD", "--rules-from", "HEAD~1"],
];

#[test]
fn a_change_is_read_by_the_limits_that_it_comes_after() {
    for (before, after, is_read) in [(RAISED, RAISED, true), (LOW, RAISED, false), (RAISED, LOW, true)] {
        let (_folder, repo) = repository(before, after);
        repo.git(&["add", "-A"]);
        // The second run starts where the first one left its mark.
        for way in
            [&["--staged"][..], &["--staged"], &["--staged", "--no-cache"], &["--staged", "--rules-from", "HEAD"]]
        {
            assert_eq!(reads(&repo.lint(way)), is_read, "{way:?}, {before:?} and then {after:?}");
        }
        repo.commit("large");
        for way in RANGES {
            assert_eq!(reads(&repo.lint(way)), is_read, "{way:?}, {before:?} and then {after:?}");
        }
    }
}

#[test]
fn what_is_no_change_is_read_by_its_own_limits() {
    for (after, is_read) in [(RAISED, true), (LOW, false)] {
        let (_folder, repo) = repository("", after);
        assert_eq!(reads(&repo.lint(&[])), is_read, "{after:?}");
        repo.commit("large");
        for way in [&[][..], &["--rev", "HEAD"], &["large"], &["--no-cache"]] {
            assert_eq!(reads(&repo.lint(way)), is_read, "{way:?} {after:?}");
        }
        let facts = repo.drawline(&["facts", "--format", "ndjson"]);
        assert_eq!(stdout(&facts).contains("@c14"), is_read, "{}", stderr(&facts));
    }
}

#[test]
fn a_file_is_as_large_as_the_configuration_says() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"B\"\n")]);
    let repo = Repo::new(folder.path());
    let padded = format!("{}{}", large().replace("informed", "# informed"), "#".repeat(3 << 19));
    for (file, is_read) in [(2 << 20, true), (1 << 20, false)] {
        repo.write("drawline.toml", &format!("[limits]\nfile = {file}\n"));
        repo.write("large/charter.toml", "");
        repo.commit("limits");
        repo.write("large/charter.toml", &padded);
        repo.git(&["add", "-A"]);
        for way in [&[][..], &["--staged"], &["--staged", "--no-cache"]] {
            let found = repo.lint(way);
            assert_eq!(reads(&found), is_read, "{way:?} {file}");
            let said = format!("larger than {} MiB, the most that is read", file >> 20);
            assert!(is_read || found.iter().any(|line| line.contains(&said)), "{found:?}");
        }
        repo.commit("large");
        for way in RANGES.iter().chain(&[&["--rev", "HEAD"][..], &[], &["--blame"]]) {
            assert_eq!(reads(&repo.lint(way)), is_read, "{way:?} {file}");
        }
    }
}

#[test]
fn a_map_reads_as_many_entries_as_the_configuration_says() {
    let map = "[[map]]\nfiles = [\"bot.toml\"]\n[[map.own]]\neach = \"*\"\npath = \"@key\"\nowner = \"o\"\n";
    let rows: String = (0..30).map(|at| format!("[t{at}]\no = \"@a\"\n")).collect();
    for (limits, wanted) in [("", 30), ("[limits]\nentries = 29\n", 0), ("[limits]\nentries = 30\n", 30)] {
        let config = format!("{limits}{map}");
        let files = [("drawline.toml", &*config), ("bot.toml", &rows), ("charter.toml", "[team]\nname = \"A\"\n")];
        let output = drawline(scratch(&files).path(), &["facts", "--format", "ndjson"]);
        let said = stdout(&output);
        assert_eq!(
            said.lines().filter(|line| line.contains("\"fact\": \"own\"") || line.contains("\"fact\":\"own\"")).count(),
            wanted,
            "{said}"
        );
    }
}

#[test]
fn a_tree_holds_as_much_as_the_configuration_says() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"B\"\n"), ("a/charter.toml", ""), ("b/charter.toml", "")]);
    let repo = Repo::new(folder.path());
    for (tree, code) in [(7, 0), (6, 2)] {
        repo.write("drawline.toml", &format!("[limits]\ntree = {tree}\n"));
        repo.commit("limits");
        let output = repo.drawline(&["lint", "--rev", "HEAD", "--exit-zero"]);
        // Three folders, three charters and the configuration.
        assert_eq!(output.status.code(), Some(code), "{tree}: {}{}", stdout(&output), stderr(&output));
        assert!(code == 0 || stderr(&output).contains("more than 6 folders"), "{}", stderr(&output));
    }
}

#[test]
fn what_is_no_limit_is_told() {
    let cases = [
        ("file = 300000000", "`limits.file` cannot be more than 268435456"),
        ("file = -1", "`limits.file` takes a whole number, zero or more"),
        ("bytes = 1", "unknown key `bytes` in [limits]"),
        ("waivers = 1", "unknown key `waivers` in [limits]"),
    ];
    for (limits, wanted) in cases {
        let config = format!("[limits]\n{limits}\n");
        let output = drawline(
            scratch(&[("charter.toml", "[team]\nname = \"A\"\n"), ("drawline.toml", &config)]).path(),
            &["lint", "--format", "short"],
        );
        assert_eq!(output.status.code(), Some(1), "{limits}");
        assert!(stdout(&output).contains(wanted), "{}", stdout(&output));
    }
}
