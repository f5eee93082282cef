//! Cases: folders with files, arguments and the expected answer, run through the binary. A new case is a new folder.
//!
//! `fixtures/cases/<area>/<case>/` holds `case.toml` (title, args, exit), the input, and the expected output: `expect.txt`
//! (human, no colour, width 100) and `expect.json`. The input is `files/`, or steps of a history: `1-commit-add-a-team/`,
//! `2-stage/`, `3-write/`, each laid over what was there; `gone` in `case.toml` names files that a step takes away
//! (`2-commit-x = ["teams/a/charter.toml"]`). `DRAWLINE_BLESS=1 cargo test` writes the expected output anew (refused
//! where `CI` is set); `DRAWLINE_CASE=part` runs the cases whose path contains that part. `after/` holds the files that a run
//! changes, as it leaves them.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::harness::{Repo, drawline, files_below, project, stderr, stdout, write};

struct Case {
    folder: PathBuf,
    args: Vec<String>,
    exit: i32,
    /// Files that a step takes away: the step and the path.
    gone: Vec<(String, String)>,
}

/// Copies the files of a folder over another; a `.keep` only keeps a step that has none.
fn lay(from: &Path, to: &Path) {
    for file in files_below(from).into_iter().filter(|file| !file.ends_with(".keep")) {
        let inside = file.strip_prefix(from).expect("below");
        write(&to.join(inside), &std::fs::read(&file).expect("a file"));
    }
}

fn cases() -> Vec<Case> {
    let root = project().join("fixtures/cases");
    let wanted = std::env::var("DRAWLINE_CASE").unwrap_or_default();
    let mut cases = Vec::new();
    for file in files_below(&root).into_iter().filter(|file| file.ends_with("case.toml")) {
        let folder = file.parent().expect("a folder").to_path_buf();
        if !folder.to_string_lossy().contains(&wanted) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("case.toml");
        let document =
            drawline::document::Document::parse(&text).unwrap_or_else(|p| panic!("{}: {p:?}", file.display()));
        let root = document.root();
        let args = root.names("args").into_iter().map(|arg| arg.value.to_string()).collect();
        let exit = root.number("exit").map_or(0, |code| code.value as i32);
        assert!(root.has("title"), "{}: a case needs a title", file.display());
        let gone = root.table("gone").map_or_else(Vec::new, |gone| {
            let steps = gone.entries().into_iter();
            let paths =
                |step: String| gone.names(&step).into_iter().map(move |path| (step.clone(), path.value.to_string()));
            steps.flat_map(|(step, _)| paths(step.value).collect::<Vec<_>>()).collect()
        });
        cases.push(Case { folder, args, exit, gone });
    }
    assert!(!cases.is_empty(), "no case matches `{wanted}`");
    cases
}

impl Case {
    fn run(&self, folder: &Path, format: &str) -> Output {
        let mut args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        if !format.is_empty() && !self.args.iter().any(|arg| arg == "--format") {
            args.extend(["--format", format]);
        }
        if ["diff", "history", "line", "lint", "load", "map", "matrix", "report", "waivers"].contains(&args[0]) {
            args.extend(["--today", "2026-06-01"]);
        }
        drawline(folder, &args)
    }

    fn check(&self, failures: &mut Vec<String>) {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        let files = self.folder.join("files");
        if files.is_dir() {
            lay(&files, scratch.path());
        } else {
            self.replay(scratch.path());
        }
        let formats: &[(&str, &str)] = match self.args[0].as_str() {
            "lint" => &[("human", "expect.txt"), ("json", "expect.json")],
            "facts" | "load" if self.args.iter().any(|arg| arg == "--explain") => &[("", "expect.txt")],
            "load" | "waivers" => &[("table", "expect.txt"), ("markdown", "expect.md"), ("json", "expect.json")],
            "line" => {
                &[("text", "expect.txt"), ("markdown", "expect.md"), ("html", "expect.html"), ("json", "expect.json")]
            }
            "matrix" => {
                &[("text", "expect.txt"), ("markdown", "expect.md"), ("csv", "expect.csv"), ("html", "expect.html")]
            }
            "report" => &[("", "expect.html")],
            "history" => &[("table", "expect.txt"), ("json", "expect.json"), ("svg", "expect.svg")],
            "map" => &[("mermaid", "expect.mmd"), ("dot", "expect.dot")],
            "who" => &[("table", "expect.txt"), ("json", "expect.json")],
            "diff" => &[("text", "expect.txt"), ("markdown", "expect.md"), ("json", "expect.json")],
            _ => &[("table", "expect.txt"), ("ndjson", "expect.ndjson")],
        };
        for (format, expected) in formats {
            if files.is_dir() {
                lay(&files, scratch.path());
            }
            let output = self.run(scratch.path(), format);
            let answer = stdout(&output) + &stderr(&output);
            let answer = answer.replace(&*scratch.path().to_string_lossy(), "<root>");
            if output.status.code() == Some(self.exit) {
                self.compare(expected, &answer, failures);
            } else {
                failures.push(format!("{}: exit {:?}, not {}\n{answer}", self.name(), output.status.code(), self.exit));
            }
        }
        let after = self.folder.join("after");
        for file in after.is_dir().then(|| files_below(&after)).into_iter().flatten() {
            let inside = file.strip_prefix(&after).expect("below");
            let answer = std::fs::read_to_string(scratch.path().join(inside)).expect("a file");
            self.compare(&format!("after/{}", inside.display()), &answer, failures);
        }
    }

    /// Lays the steps of a history one over the other, in a repository of its own.
    fn replay(&self, folder: &Path) {
        let repo = Repo::new(folder);
        let entries = std::fs::read_dir(&self.folder).expect("a folder");
        let mut steps: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).filter(|p| p.is_dir()).collect();
        steps.sort();
        for step in steps {
            let name = step.file_name().expect("a name").to_string_lossy().into_owned();
            for (_, path) in self.gone.iter().filter(|(step, _)| *step == name) {
                std::fs::remove_file(folder.join(path)).expect("a file to take away");
            }
            lay(&step, folder);
            match name.split('-').nth(1) {
                Some("commit") => repo.commit(&name.splitn(3, '-').nth(2).unwrap_or("step").replace('-', " ")),
                Some("stage") => drop(repo.git(&["add", "-A"])),
                _ => {}
            }
        }
    }

    fn compare(&self, expected: &str, answer: &str, failures: &mut Vec<String>) {
        let file = self.folder.join(expected);
        if std::env::var_os("DRAWLINE_BLESS").is_some() {
            assert!(std::env::var_os("CI").is_none(), "expected output is not written where CI is set");
            write(&file, answer.as_bytes());
            return;
        }
        let wanted = std::fs::read_to_string(&file).unwrap_or_default();
        if wanted != answer {
            failures.push(format!("{}: {expected} differs; it now says:\n{answer}", self.name()));
        }
    }

    fn name(&self) -> String {
        self.folder.strip_prefix(project()).expect("below").display().to_string()
    }
}

#[test]
fn every_case_answers_as_expected() {
    let mut failures = Vec::new();
    for case in cases() {
        case.check(&mut failures);
    }
    assert!(
        failures.is_empty(),
        "{} failures; DRAWLINE_BLESS=1 writes them anew\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn the_sample_of_the_readme_starts_with_the_sentence_that_it_is_about() {
    let output = drawline(project(), &["lint", "fixtures/overstretched", "--format", "short", "--today", "2026-11-01"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(text.lines().next().expect("a line").contains("error: PM assigned to test sign-off"), "{text}");
}
