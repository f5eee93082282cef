//! The exit status: each row of `docs/exit-status.md` is run, and nothing else stands there.

use std::path::Path;

use crate::harness::{Repo, drawline, drawline_in, project, scratch, stderr, stdout};

const CLEAN: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\ninformed = \"@ana\"\n";
const GUILTY: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";
const RULE: &str = "name = \"frob\"\nkind = \"phrase\"\nseverity = \"error\"\nmessage = \"m\"\nphrases = [\"frob the knob\"]\nwhy = \"w\"\nfix = \"f\"\n";

type Files<'a> = &'a [(&'a str, &'a str)];

/// What `drawline` exits with in a folder of these files.
fn plain(files: Files<'_>, args: &[&str]) -> i32 {
    code(scratch(files).path(), args)
}

fn code(folder: &Path, args: &[&str]) -> i32 {
    let output = drawline_in(folder, args).env("DRAWLINE_TODAY", "2026-06-01").output().expect("the binary runs");
    output.status.code().unwrap_or_else(|| panic!("{args:?}: {}{}", stdout(&output), stderr(&output)))
}

/// The same in a repository with a commit for each group of files.
fn committed(steps: &[Files<'_>], args: &[&str]) -> i32 {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    for files in steps {
        files.iter().for_each(|(path, text)| repo.write(path, text));
        repo.commit("step");
    }
    code(folder.path(), args)
}

fn with_baseline(text: Option<&str>) -> i32 {
    let folder = scratch(&[("charter.toml", GUILTY)]);
    assert!(drawline(folder.path(), &["baseline", "write"]).status.success());
    if let Some(text) = text {
        crate::harness::write(&folder.path().join("drawline-baseline.toml"), text.as_bytes());
    }
    code(folder.path(), &["lint"])
}

fn shallow() -> i32 {
    let folder = scratch(&[]);
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    let repo = Repo::new(&old);
    for step in ["one", "two"] {
        repo.write("charter.toml", &format!("{CLEAN}# {step}\n"));
        repo.commit(step);
    }
    repo.git(&["clone", "-q", "--depth", "1", &format!("file://{}", old.display()), &new.display().to_string()]);
    code(&new, &["lint", "--range", "HEAD~1..HEAD"])
}

fn not_as_committed() -> i32 {
    let folder = scratch(&[("policy/rules/x.toml", "name = \"stretch-duty\"\nseverity = \"error\"\n")]);
    let policy = Repo::new(&folder.path().join("policy"));
    policy.commit("rules");
    let source = format!(
        "git+file://{}@{}#rules/",
        folder.path().join("policy").display(),
        policy.git(&["rev-parse", "HEAD"]).trim()
    );
    let team = folder.path().join("team");
    crate::harness::write(&team.join("drawline.toml"), format!("extends = {source:?}\n").as_bytes());
    assert_eq!((code(&team, &["rules", "vendor"]), code(&team, &["rules", "vendor", "--check"])), (0, 0));
    std::fs::remove_file(team.join("drawline-lock.toml")).expect("a lock");
    code(&team, &["rules", "vendor", "--check"])
}

fn deep() -> i32 {
    let folder = scratch(&[("charter.toml", CLEAN)]);
    let repo = Repo::new(folder.path());
    repo.commit("base");
    let mut tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    for _ in 0..40 {
        tree = repo.tree(&[("040000 tree", &tree, "a"), ("040000 tree", &tree, "b")]);
    }
    let commit = repo.git(&["commit-tree", &tree, "-m", "many"]);
    code(folder.path(), &["lint", "--rev", &commit])
}

/// What each row of the page exits with, by its words.
fn exits(row: &str) -> i32 {
    let charter = |text| [("charter.toml", text)];
    let comment = "# drawline: ignore[out-of-scope] until=2026-08-31 our first QA lead starts then\n";
    let waived = GUILTY.replacen("accountable", &format!("{comment}accountable"), 1);
    let many = format!("{CLEAN}{}", "[[member]]\nhandle = \"@b\"\n".repeat(50_001));
    let range = ["lint", "--range", "HEAD~1..HEAD"];
    match row {
        "nothing is over the line" => plain(&charter(CLEAN), &["lint"]),
        "findings are lighter than `--fail-on` asks, which is `error` where nothing else is said" => {
            plain(&charter(&GUILTY.replace("test-sign-off", "zqxj of all sorts")), &["lint"])
        }
        "findings, and `--exit-zero`" => plain(&charter(GUILTY), &["lint", "--exit-zero"]),
        "against a base: nothing is new or worse" => committed(&[&charter(GUILTY), &[("README.md", "more\n")]], &range),
        "findings are overruled by a waiver that says why" => plain(&charter(&waived), &["lint"]),
        "findings that the baseline knows" => with_baseline(None),
        "help, the version, an explanation" => ["--help", "--version"]
            .iter()
            .map(|flag| plain(&[], &[flag]))
            .max()
            .unwrap_or(9)
            .max(plain(&[], &["explain", "out-of-scope"])),
        "findings at or above `--fail-on`" => {
            let warning = charter(GUILTY).map(|(path, _)| (path, GUILTY.replace("test-sign-off", "zqxj of all sorts")));
            let warned = plain(&[(warning[0].0, &warning[0].1)], &["lint", "--fail-on", "advice"]);
            warned.min(plain(&charter(GUILTY), &["lint"]))
        }
        "a file of ours cannot be read: it is broken, too large, or no UTF-8" => {
            let folder = scratch(&[]);
            crate::harness::write(&folder.path().join("charter.toml"), b"\xff");
            let large = "#".repeat(5 << 20);
            code(folder.path(), &["lint"])
                .min(plain(&charter("= 1\n"), &["lint"]))
                .min(plain(&charter(&large), &["lint"]))
        }
        "a file says more than is read ([limits](limits.md))" => plain(&charter(&many), &["lint"]),
        "against a base: a file that was broken before is written anew and still broken" => {
            committed(&[&charter("= 1\n"), &charter("= 2\n")], &range)
        }
        "a key or a value of `drawline.toml` is not known" => {
            plain(&[("charter.toml", CLEAN), ("drawline.toml", "colour = 1\n")], &["lint"])
                .min(plain(&[("charter.toml", CLEAN), ("drawline.toml", "profile = \"none\"\n")], &["lint"]))
        }
        "`drawline who`: nobody holds it" => plain(&charter(CLEAN), &["who", "test-sign-off"]),
        "`drawline rules test`: an example does not say what it expects" => {
            let example = "[[example]]\nname = \"bad\"\n[example.files]\n\"charter.toml\" = '''\n[team] #~ frob\nname = \"A\"\n'''\n";
            let rule = format!("{RULE}{example}");
            plain(
                &[("drawline.toml", "rule-files = [\"policy/*.toml\"]\n"), ("policy/frob.toml", &rule)],
                &["rules", "test"],
            )
        }
        "an argument is not known" => plain(&charter(CLEAN), &["lint", "--colour"]),
        "a revision does not exist" => committed(&[&charter(CLEAN)], &["lint", "--rev", "nowhere"]),
        "`drawline.toml` is not TOML" => {
            plain(&[("charter.toml", CLEAN), ("drawline.toml", "= 1\n")], &["lint", "--rules-from", "HEAD"]).max(
                committed(&[&[("charter.toml", CLEAN), ("drawline.toml", "= 1\n")]], &["lint", "--rules-from", "HEAD"]),
            )
        }
        "a rule file is broken" => plain(
            &[
                ("charter.toml", CLEAN),
                ("drawline.toml", "rule-files = [\"policy/*.toml\"]\n"),
                ("policy/x.toml", "name = \"x\"\nkind = \"none\"\n"),
            ],
            &["lint"],
        ),
        "rules of others are not as they are locked, or cannot be fetched" => {
            let source = format!("git+file:///nowhere/policy@{}#rules/", "0".repeat(40));
            let files = [("charter.toml", CLEAN.to_owned()), ("drawline.toml", format!("extends = {source:?}\n"))];
            let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
            plain(&files, &["lint"]).min(plain(&files, &["rules", "vendor"]))
        }
        "`drawline rules vendor`: `extends` names no other repository" => plain(&charter(CLEAN), &["rules", "vendor"]),
        "no rule is on" => {
            let output = drawline(project(), &["rules", "list", "--format", "json"]);
            let names: Vec<String> = stdout(&output)
                .split("\"name\": \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect();
            let off: String = names.iter().map(|name| format!("{name} = \"off\"\n")).collect();
            plain(&[("charter.toml", CLEAN), ("drawline.toml", &format!("[rules]\n{off}"))], &["lint"])
        }
        "the profile that was asked for does not exist" => plain(&charter(CLEAN), &["lint", "--profile", "none"]),
        "a change leaves nothing that is read, and something was read before it" => {
            let excluded = [("drawline.toml", "exclude = [\"charter.toml\"]\n")];
            committed(&[&charter(CLEAN), &excluded], &["lint", "--range", "HEAD~1..HEAD"])
        }
        "a name is a tag and a branch, and they are two commits" => {
            let folder = tempfile::tempdir().expect("a scratch folder");
            let repo = Repo::new(folder.path());
            repo.write("charter.toml", CLEAN);
            repo.commit("one");
            repo.git(&["tag", "main"]);
            repo.write("charter.toml", GUILTY);
            repo.commit("two");
            code(folder.path(), &["lint", "--rev", "main"])
        }
        "a file at the root only looks like `drawline.toml`" => {
            plain(&[("charter.toml", CLEAN), ("Drawline.toml", "profile = \"startup\"\n")], &["lint"])
        }
        "the baseline cannot be read" => with_baseline(Some("= 1\n")),
        "Git is asked for and there is no repository" => plain(&charter(CLEAN), &["lint", "--staged"]),
        "a shallow clone ends before the base" => shallow(),
        "a tree holds more than is read, or nests deeper" => deep(),
        "`--output` cannot be written" => {
            plain(&charter(CLEAN), &["lint", "--output", "json=no/such/folder/file.json"])
        }
        "a path that was named does not exist" => plain(&charter(CLEAN), &["lint", "nowhere.toml"]),
        "a picture of work that is over the line: `matrix`, `report`, `history` and `map` show, and judge nothing" => {
            let pictures = [&["matrix"][..], &["report"], &["map"]].map(|args| plain(&charter(GUILTY), args));
            pictures.into_iter().chain([committed(&[&charter(GUILTY)], &["history"])]).max().unwrap_or(0)
        }
        "a picture of files of which one cannot be read: standard error says what is left out, and pages and JSON do" =>
        {
            let files = [("charter.toml", CLEAN), ("b/charter.toml", "= 1\n")];
            let pictures = [&["matrix"][..], &["report"], &["map"], &["load"]].map(|args| plain(&files, args));
            pictures.into_iter().chain([committed(&[&files], &["history"])]).max().unwrap_or(1)
        }
        "`drawline rules vendor --check`: what is here is not what its commit says" => not_as_committed(),
        "a team, a role, a person or an area that a picture is asked for is not known" => {
            let asked = [["--team", "x"], ["--role", "x"], ["--person", "x"], ["--area", "x"]];
            let codes = asked.map(|[flag, name]| plain(&charter(CLEAN), &["matrix", flag, name]));
            let others =
                [plain(&charter(CLEAN), &["map", "--team", "x"]), committed(&[&charter(CLEAN)], &["history", "x"])];
            let all = || codes.iter().chain(&others);
            if all().min() == all().max() { codes[0] } else { panic!("{codes:?} {others:?}") }
        }
        "`drawline history`: there is no commit yet" => {
            let folder = scratch(&[("charter.toml", CLEAN)]);
            Repo::new(folder.path());
            code(folder.path(), &["history"])
        }
        "nothing to judge: no file of ours is there" => plain(&[("README.md", "none\n")], &["lint"]),
        "nothing to judge: none of the paths that were named is one of ours" => {
            plain(&[("charter.toml", CLEAN), ("docs/README.md", "none\n")], &["lint", "docs"])
        }
        _ => panic!("no test runs this row: {row}"),
    }
}

#[test]
fn each_row_of_the_page_is_what_happens() {
    let page = std::fs::read_to_string(project().join("docs/exit-status.md")).expect("the page");
    let rows: Vec<(i32, &str)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter_map(|(code, row)| Some((code.parse().ok()?, row)))
        .collect();
    assert!(rows.len() > 25, "{}", rows.len());
    let wrong: Vec<_> =
        rows.iter().map(|(code, row)| (*code, exits(row), row)).filter(|(told, is, _)| told != is).collect();
    assert!(wrong.is_empty(), "the page, what happens, the row: {wrong:#?}");
}
