//! What is typed wrongly: each is refused with the exit code that says so, names what is wrong and a way out, and nothing of it
//! passes green or blames what nobody typed.

use std::path::Path;

use crate::harness::{Repo, drawline_in, stderr, stdout};

const CHARTER: &str = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\n\
                       activity = \"test-sign-off\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\n";

/// What is typed, with which variables, the exit code, and what has to be said.
struct Wrong {
    typed: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    code: i32,
    said: &'static [&'static str],
}

const fn wrong(typed: &'static [&'static str], code: i32, said: &'static [&'static str]) -> Wrong {
    Wrong { typed, environment: &[], code, said }
}

const UNSET: &str = "in CI this is a variable that is not set";

const WRONG: &[Wrong] = &[
    // Slips.
    wrong(&["lnt"], 2, &["unrecognized subcommand 'lnt'", "'lint'"]),
    wrong(&["lint", "--stage"], 2, &["'--stage'", "'--staged'"]),
    wrong(&["lint", "--format", "jsn"], 2, &["'jsn'", "'json'"]),
    wrong(&["lint", "--only", "out-of-scop"], 2, &["no rule is called `out-of-scop`", "did you mean `out-of-scope`?"]),
    wrong(&["lint", "--profile", "scale-up"], 2, &["no profile is called `scale-up`", "did you mean scaleup?"]),
    wrong(&["lint", "--output", "srif=x"], 2, &["no format is called `srif`", "did you mean `sarif`?"]),
    wrong(&["explain", "out-of-scop"], 2, &["nothing here is called `out-of-scop`", "did you mean `out-of-scope`?"]),
    wrong(&["explain", "quite", "something", "else"], 2, &["nothing here is called", "drawline explain words"]),
    wrong(&["line", "@anna"], 2, &["no file says anything about `@anna`", "did you mean @ana?"]),
    wrong(&["line", "zzz"], 2, &["no file says anything about `zzz`", "name a person"]),
    wrong(&["line", "roadmap"], 2, &["a line is drawn for a person, a role or a team", "drawline who roadmap"]),
    wrong(&["line", "--as", "team", "product manager"], 2, &["no file says anything about", "a role or a team"]),
    wrong(&["line"], 2, &["<WHO>"]),
    wrong(&["line", "--output", "gone/x.html", "product-manager"], 2, &["cannot write gone/x.html", "make the folder"]),
    wrong(&["who", "@anna"], 2, &["no file says anything about `@anna`", "did you mean @ana?"]),
    wrong(&["man", "lnit"], 2, &["no command \"lnit\"", "lint"]),
    wrong(&["rules", "new", "out-of-scope"], 2, &["`out-of-scope` is a built-in rule", "choose another name"]),
    wrong(&["rules", "new", "Too Many"], 2, &["\"Too Many\" is no rule name", "too-many-teams"]),
    // Variables that are not set.
    wrong(&["lint", "--range", ""], 2, &["--range names no range", UNSET]),
    wrong(&["lint", "--range", "..HEAD"], 2, &["the left side of the range `..HEAD` is empty", UNSET]),
    wrong(&["lint", "--since", ""], 2, &["--since names no revision", UNSET]),
    wrong(&["lint", "--rev", ""], 2, &["--rev names no revision", UNSET]),
    wrong(&["lint", "--rules-from", ""], 2, &["--rules-from names no revision", UNSET]),
    wrong(&["lint", "--only", ""], 2, &["--only names no rule", UNSET]),
    wrong(&["lint", "--profile", ""], 2, &["no profile is named", UNSET]),
    wrong(&["diff", ""], 2, &["no range is named", UNSET]),
    wrong(&["explain", ""], 2, &["nothing is named that could be explained"]),
    Wrong {
        typed: &["lint"],
        environment: &[("DRAWLINE_FAIL_ON", "")],
        code: 2,
        said: &["--fail-on", "note: the environment sets DRAWLINE_FAIL_ON, which is empty"],
    },
    Wrong {
        typed: &["lint"],
        environment: &[("DRAWLINE_TODAY", "today")],
        code: 2,
        said: &["--today", "DRAWLINE_TODAY=today"],
    },
    Wrong {
        typed: &["lint"],
        environment: &[("DRAWLINE_CONFIG", "")],
        code: 2,
        said: &["--config", "DRAWLINE_CONFIG, which is empty"],
    },
    // Files and folders.
    wrong(&["lint", "teams/pay.toml"], 2, &["there is no teams/pay.toml", "check the path"]),
    wrong(&["facts", "nope.md"], 2, &["there is no nope.md", "check the path"]),
    wrong(&["lint", "notes.txt"], 3, &["drawline reads nothing in notes.txt", "Markdown"]),
    wrong(&["lint", "empty"], 3, &["nothing to judge under empty", "drawline init"]),
    wrong(&["lint", "—staged"], 2, &["there is no —staged", "a flag begins with two hyphens: --staged"]),
    wrong(
        &["lint", "--rev", "HEAD", "notes.md"],
        3,
        &["nothing to judge under notes.md", "add \"notes.md\" to `charters`"],
    ),
    wrong(&["lint", "--staged", "notes.md"], 3, &["nothing to judge under notes.md", "add \"notes.md\" to `charters`"]),
    wrong(&["lint", "--config", "nope.toml"], 2, &["there is no nope.toml"]),
    wrong(&["lint", "--config", "teams"], 2, &["teams is a folder", "a file is needed there"]),
    wrong(&["lint", "--config", "notes.txt"], 2, &["notes.txt:1:", "not valid TOML", "correct notes.txt"]),
    wrong(&["lint", "--output", "sarif=gone/x.sarif"], 2, &["cannot write gone/x.sarif", "make the folder first"]),
    wrong(&["lint", "--output", "sarif=teams"], 2, &["cannot write teams: it is a folder", "name a file in it"]),
    wrong(&["lint", "--output", "sarif"], 2, &["takes FORMAT=FILE, such as sarif=drawline.sarif"]),
    wrong(&["baseline", "prune"], 2, &["there is no drawline-baseline.toml", "drawline baseline write"]),
    // Ranges and revisions.
    wrong(&["lint", "--range", "main"], 2, &["`main` is no range", "write A..B"]),
    wrong(&["lint", "--range", "main..nope"], 2, &["no commit is called `nope`\n", "git branch -a"]),
    wrong(&["lint", "--rev", "HEAD~40"], 2, &["`HEAD~40`: the history here does not go back as far"]),
    wrong(&["lint", "--rev", "HEAD:teams"], 2, &["no commit is called `HEAD:teams`: it is no commit"]),
    wrong(
        &["lint", "--range", "0000000000000000000000000000000000000000..HEAD"],
        2,
        &["is zeros", "drawline lint --rev"],
    ),
    // What contradicts itself, or means nothing together.
    wrong(&["lint", "--staged", "--rev", "HEAD"], 2, &["'--staged' cannot be used with '--rev"]),
    wrong(&["lint", "--fix", "--staged"], 2, &["'--fix' cannot be used with '--staged'"]),
    wrong(&["lint", "--net"], 2, &["need something to compare with", "--range"]),
    wrong(&["lint", "--rev", "HEAD", "--all"], 2, &["need something to compare with", "--range"]),
    wrong(&["lint", "--diff", "--output", "json=x"], 2, &["'--diff' cannot be used with '--output"]),
    wrong(&["lint", "--statistics", "--format", "sarif"], 2, &["--statistics has no such format", "--format json"]),
    wrong(
        &["lint", "--only", "out-of-scope", "--ignore", "out-of-scope"],
        2,
        &["`out-of-scope` is named by --only and by --ignore", "name it once"],
    ),
    wrong(&["facts", "--files", "--explain"], 2, &["'--files' cannot be used with '--explain'"]),
    // Values.
    wrong(&["lint", "--today", "2026-02-30"], 2, &["'2026-02-30'", "the calendar has no such day"]),
    wrong(&["lint", "--today", "tomorrow"], 2, &["'tomorrow'", "a day such as 2026-12-31"]),
    wrong(&["lint", "--fail-on", "fatal"], 2, &["'fatal'", "advice, warning or error"]),
    wrong(&["lint", "--min-confidence", "sure"], 2, &["'sure'", "low, medium or high"]),
    wrong(&["facts", "--format", "json"], 2, &["'json'", "'ndjson'"]),
    wrong(&["init", "--alias", "PM"], 2, &["takes NAME=ROLE, such as PM=product-manager"]),
    wrong(&["schema", "chart"], 2, &["'chart'", "'charter'"]),
    wrong(&["completions", "tcsh"], 2, &["'tcsh'", "zsh"]),
];

fn repository(folder: &Path) -> Repo {
    let repo = Repo::new(folder);
    repo.write("teams/charter.toml", CHARTER);
    repo.write("notes.txt", "Some notes.\n");
    repo.write("notes.md", "Some notes.\n");
    repo.write("empty/.keep", "");
    repo.commit("a team");
    repo
}

#[test]
fn what_is_typed_wrongly_is_refused_with_a_reason_and_a_way_out() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    repository(folder.path());
    let mut failures = Vec::new();
    for Wrong { typed, environment, code, said } in WRONG {
        let output = drawline_in(folder.path(), typed).envs(environment.iter().copied()).output().expect("it runs");
        let told = stderr(&output);
        if output.status.code() != Some(*code) || !stdout(&output).is_empty() {
            failures.push(format!("{typed:?}: exit {:?}\n{}{told}", output.status.code(), stdout(&output)));
        }
        let missing = said.iter().filter(|part| !told.contains(**part));
        failures.extend(missing.map(|part| format!("{typed:?} does not say \"{part}\"\n{told}")));
        // Who reads it learns what to do, and nothing of our insides.
        if ["os error", "panicked", "revspec", "internal error"].iter().any(|word| told.contains(word)) {
            failures.push(format!("{typed:?} shows its insides\n{told}"));
        }
        if !told.starts_with("error: ") && !told.starts_with("note: ") && !told.contains("\n  help: ") {
            failures.push(format!("{typed:?} has no way out\n{told}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_format_beside_a_patch_is_named_as_ignored() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = repository(folder.path());
    repo.write("teams/charter.toml", &CHARTER.replace("handle", "handel"));
    let output = repo.drawline(&["lint", "--diff", "--format", "json"]);
    assert!(stdout(&output).contains("+handle"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "drawline: --diff prints a patch, whatever --format says\n");
    let output = drawline_in(folder.path(), &["lint", "--diff"]).env("DRAWLINE_FORMAT", "json").output();
    assert_eq!(stderr(&output.expect("it runs")), "");
}

#[test]
fn a_configuration_that_is_no_file_is_refused_by_every_command() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = repository(folder.path());
    repo.write("drawline.toml/x", "");
    for command in ["lint", "facts", "load", "waivers"] {
        let output = repo.drawline(&[command]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(stderr(&output).contains("drawline.toml is a folder"), "{command}: {}", stderr(&output));
    }
}

#[test]
fn outside_of_a_repository_what_needs_one_says_so() {
    let folder = crate::harness::scratch(&[("charter.toml", CHARTER)]);
    for typed in [&["lint", "--staged"][..], &["lint", "--rev", "HEAD"], &["diff", "a..b"], &["hook", "install"]] {
        let output = drawline_in(folder.path(), typed).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{typed:?}");
        let told = stderr(&output);
        assert!(told.contains("no Git repository here") && told.contains("\n  help: "), "{typed:?}: {told}");
    }
}
