//! What is selected is the same for every target: what is not shown does not count, and is counted in the last line.

use crate::harness::{Repo, stderr, stdout};

const CHARTER: &str = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";
const DUTY: &str = "\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\n";

#[test]
fn every_target_selects_alike() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", CHARTER);
    repo.commit("a team");
    repo.write("charter.toml", &format!("{CHARTER}{DUTY}"));
    repo.commit("a duty");
    let since = repo.git(&["rev-parse", "HEAD~1"]);
    let range = format!("{since}..HEAD");
    let targets: [&[&str]; 5] =
        [&[], &["--rev", "HEAD"], &["--since", &since], &["--range", &range], &["--range", &range, "--net"]];
    for target in targets {
        let lint = |more: &[&str]| {
            let mut args = vec!["lint"];
            args.extend(target.iter().chain(more));
            let output = repo.drawline(&args);
            (output.status.code(), stdout(&output) + &stderr(&output))
        };
        let (code, text) = lint(&["--only", "out-of-scope"]);
        assert!(code == Some(1) && text.contains("error[out-of-scope]"), "{target:?}\n{text}");
        for selecting in [&["--ignore", "out-of-scope"], &["--only", "stretch-duty"]] {
            let (code, text) = lint(selecting);
            assert_eq!(code, Some(0), "{target:?} {selecting:?}\n{text}");
            assert!(text.contains("1 finding of other rules is not shown\n"), "{target:?} {selecting:?}\n{text}");
        }
        let (code, text) = lint(&["--only", "out-of-scop"]);
        assert!(code == Some(2) && text.contains("did you mean `out-of-scope`?"), "{target:?}\n{text}");
    }
}

#[test]
fn a_fix_is_applied_to_what_is_selected() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &CHARTER.replace("handle", "handel"));
    let output = repo.drawline(&["lint", "--diff", "--only", "stretch-duty"]);
    assert!(!stdout(&output).contains("+handle"), "{}", stdout(&output));
    let output = repo.drawline(&["lint", "--diff", "--only", "unknown-key"]);
    assert!(stdout(&output).contains("+handle"), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn statistics_are_tables_or_json() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &format!("{CHARTER}{DUTY}"));
    let output = repo.drawline(&["lint", "--statistics", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--statistics has no such format"), "{}", stderr(&output));
    let output = repo.drawline(&["lint", "--statistics", "--anonymous"]);
    assert!(!stdout(&output).contains("@ana"), "{}", stdout(&output));
    assert!(stdout(&output).contains("out-of-scope"), "{}", stdout(&output));
}
