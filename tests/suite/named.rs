//! Which files are read and under which names they are shown: what the command line names is read, configured or not; places are
//! written as they can be typed where somebody stands, and from the root for machines.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::harness::{Repo, drawline, scratch, stderr, stdout};

const CHARTER: &str = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\n\
                       activity = \"test-sign-off\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\n";
const PAGE: &str =
    "# Who does what\n\nThe product manager signs off the tests. The QA lead runs the regression tests.\n";

fn lines(folder: &Path, args: &[&str]) -> Vec<String> {
    let output = drawline(folder, args);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", stderr(&output));
    stdout(&output).lines().map(str::to_owned).collect()
}

#[test]
fn a_page_that_is_named_is_read_with_and_without_a_configuration() {
    for config in [None, Some("charters = [\"teams/*.toml\"]\n"), Some("exclude = [\"docs/\"]\n")] {
        let mut files = vec![("docs/roles.md", PAGE), ("teams/pay.toml", CHARTER)];
        files.extend(config.map(|text| ("drawline.toml", text)));
        let folder = scratch(&files);
        let facts = lines(folder.path(), &["facts", "docs/roles.md", "--format", "ndjson"]);
        assert!(facts.iter().any(|fact| fact.contains("\"test-sign-off\"")), "{config:?}: {facts:?}");
        assert!(facts.iter().all(|fact| fact.contains("\"path\":\"docs/roles.md\"")), "{config:?}: {facts:?}");
        let found = lines(folder.path(), &["lint", "docs/roles.md", "--format", "short"]);
        assert!(found.iter().any(|line| line.starts_with("docs/roles.md:3:")), "{config:?}: {found:?}");
        let found = lines(&folder.path().join("docs"), &["lint", "roles.md", "--format", "short"]);
        assert!(found.iter().any(|line| line.starts_with("roles.md:3:")), "{config:?}: {found:?}");
    }
}

#[test]
fn a_file_of_data_that_is_named_is_read_as_what_it_says() {
    let folder = scratch(&[
        ("pay.toml", CHARTER),
        ("paths.toml", "[[own]]\npath = \"services/**\"\nowner = \"@ana\"\n"),
        ("staff.toml", "[[person]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n"),
        ("broken.toml", "[team\n"),
        ("Cargo.toml", "[package]\nname = \"x\"\n"),
        ("notes.txt", "The product manager signs off the tests.\n"),
        ("values.yaml", "replicas: 3\n"),
    ]);
    let run = |args: &[&str]| drawline(folder.path(), args);
    assert!(stdout(&run(&["lint", "pay.toml"])).contains("error[out-of-scope]"));
    assert!(stdout(&run(&["facts", "paths.toml"])).contains("services/**"));
    assert!(stdout(&run(&["facts", "--files", "staff.toml"])).contains("1 person"));
    let broken = run(&["lint", "broken.toml"]);
    assert!(broken.status.code() == Some(1) && stdout(&broken).contains("error[syntax-error]"), "{}", stdout(&broken));
    for (file, way_out) in [("Cargo.toml", "[[map]]"), ("notes.txt", "Markdown"), ("values.yaml", "catalog-info.yaml")]
    {
        for command in ["lint", "facts"] {
            let output = run(&[command, file]);
            assert_eq!(output.status.code(), Some(3), "{command} {file}");
            let said = stderr(&output);
            assert!(said.contains(&format!("drawline reads nothing in {file}")) && said.contains(way_out), "{said}");
        }
    }
}

#[test]
fn files_are_listed_with_what_was_read_and_what_was_passed_over() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    for (path, text) in [
        ("drawline.toml", "charters = [\"teams/*.toml\", \"docs/roles.md\"]\nexclude = [\"teams/old.toml\"]\n"),
        ("teams/pay.toml", CHARTER),
        ("teams/old.toml", CHARTER),
        ("teams/mine.toml", CHARTER),
        ("docs/roles.md", "| Activity | Product manager | QA lead |\n|---|---|---|\n| Test sign-off | A | R |\n"),
        ("docs/other.md", PAGE),
        (".github/CODEOWNERS", "* @ana\n"),
        ("docs/CODEOWNERS", "* @ana\n"),
        ("people.toml", "[[person]]\nhandle = \"@ana\"\n"),
        ("vendor/them/people.toml", "[[person]]\nhandle = \"@zoe\"\n"),
        (".gitignore", "teams/mine.toml\n"),
    ] {
        repo.write(path, text);
    }
    let rows = lines(folder.path(), &["facts", "--files", "--format", "ndjson"]);
    let rows: Vec<Value> = rows.iter().map(|row| serde_json::from_str(row).expect("JSON")).collect();
    let row = |path: &str| rows.iter().find(|row| row["path"] == path).unwrap_or_else(|| panic!("{path}: {rows:?}"));
    for (path, read_as, found) in [
        ("teams/pay.toml", "a charter", "1 team, 1 member, 1 duty"),
        ("docs/roles.md", "a page", "1 row of a RACI table"),
        (".github/CODEOWNERS", "CODEOWNERS", "1 path with owners, as GitHub reads it"),
        ("docs/CODEOWNERS", "CODEOWNERS", "nothing: GitHub reads .github/CODEOWNERS instead"),
        ("people.toml", "people", "1 person"),
    ] {
        assert_eq!((&row(path)["read_as"], &row(path)["found"]), (&read_as.into(), &found.into()), "{path}");
    }
    assert_eq!(row("drawline.toml")["read_as"], "the configuration");
    for (path, why) in [
        ("teams/old.toml", "`exclude` names it"),
        ("teams/mine.toml", "Git ignores it"),
        ("docs/other.md", "no pattern is about it"),
        ("vendor/them", "code that was taken over from elsewhere"),
    ] {
        assert_eq!((&row(path)["read_as"], &row(path)["passed_over"]), (&Value::Null, &why.into()), "{path}");
    }
    let table = lines(folder.path(), &["facts", "--files"]).join("\n");
    assert!(table.contains("\n6 files read, 4 passed over\n"), "{table}");
    let part = lines(folder.path(), &["facts", "--files", "docs"]).join("\n");
    assert!(!part.contains("teams/") && part.contains("docs/other.md"), "{part}");
}

#[test]
fn where_nothing_is_read_the_list_says_why_and_where_nothing_is_found_that_is_said() {
    let folder = scratch(&[("docs/roles.md", PAGE), ("docs/lunch.md", "# Lunch\n\nThere is soup on Mondays.\n")]);
    let output = drawline(folder.path(), &["facts", "--files"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("docs/roles.md  no pattern is about it") && text.contains("\n0 files read, 2 passed over\n"),
        "{text}"
    );
    for format in ["table", "ndjson"] {
        let output = drawline(folder.path(), &["facts", "docs/lunch.md", "--format", format]);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{format}");
        assert!(stderr(&output).contains("1 file read, and nothing there says who does what"), "{}", stderr(&output));
    }
}

#[test]
fn places_are_written_as_they_can_be_typed_and_from_the_root_for_machines() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("teams/pay/charter.toml", &format!("# drawline: ignore[no-such-rule] until=2027-01-01 x\n{CHARTER}"));
    repo.write("docs/x.md", "x\n");
    repo.commit("a team");
    let path = "teams/pay/charter.toml";
    for (stand, typed) in [("", path), ("teams", "pay/charter.toml"), ("docs", "../teams/pay/charter.toml")] {
        let here = folder.path().join(stand);
        let run = |args: &[&str]| -> Output { drawline(&here, args) };
        for target in [&[][..], &["--rev", "HEAD"]] {
            let short = stdout(&run(&[&["lint", "--format", "short"], target].concat()));
            assert!(short.lines().all(|line| line.contains(&format!("{typed}:"))), "{stand}: {short}");
            assert!(
                short.contains(&format!(" {typed}:")) || short.starts_with(&format!("{typed}:")),
                "{stand}: {short}"
            );
            let human = stdout(&run(&[&["lint"], target].concat()));
            assert!(human.contains(&format!("[{typed}:")), "{stand}: {human}");
            let narrated = stdout(&run(&[&["lint", "--format", "narrated"], target].concat()));
            assert!(narrated.contains(&format!("Where: {typed} line")), "{stand}: {narrated}");
            for format in ["json", "sarif", "gitlab", "github", "junit", "rdjson"] {
                let text = stdout(&run(&[&["lint", "--format", format], target].concat()));
                assert!(text.contains(path) && !text.contains(".."), "{stand} {format}: {text}");
            }
        }
        for args in
            [&["facts"][..], &["facts", "--explain"], &["facts", "--files"], &["who", "test sign-off"], &["waivers"]]
        {
            let text = stdout(&run(args));
            assert!(text.split([' ', '\n', ':']).any(|word| word == typed), "{stand} {args:?}: {text}");
        }
        assert!(stdout(&run(&["load", "--explain"])).contains(&format!("  {typed}:")), "{stand}");
        assert!(stdout(&run(&["facts", "--format", "ndjson"])).contains(&format!("\"path\":\"{path}\"")), "{stand}");
    }
}

#[test]
fn a_configuration_of_another_name_is_called_so() {
    let page = "# Roles\n\nThe PM signs off the tests.\n";
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("docs/charter.md", page);
    repo.write("ci/my.toml", "charters = [\"docs/*.md\", \"gone/*.md\"]\n");
    repo.commit("a page");
    let said = |args: &[&str]| {
        let output = repo.drawline(args);
        stdout(&output) + &stderr(&output)
    };
    for target in [&[][..], &["--rev", "HEAD"]] {
        for format in ["human", "json", "short", "narrated"] {
            let text = said(&[&["lint", "--config", "ci/my.toml", "--format", format], target].concat());
            assert!(text.contains("ci/my.toml") && !text.contains("drawline.toml"), "{target:?} {format}: {text}");
        }
    }
    for args in [&["explain", "out-of-scope"][..], &["facts"], &["rules", "list"], &["lint", "docs/charter.md"]] {
        let text = said(&[args, &["--config", "ci/my.toml"]].concat());
        assert!(!text.contains("drawline.toml"), "{args:?}: {text}");
    }
    repo.write("ci/my.toml", "profil = \"startup\"\n");
    for command in ["lint", "facts", "load", "waivers"] {
        let text = said(&[command, "--config", "ci/my.toml"]);
        assert!(text.contains("ci/my.toml:1:1"), "{command}: {text}");
    }
    // One that lies elsewhere goes by its own name.
    let elsewhere = scratch(&[("their.toml", "profil = \"startup\"\n")]);
    let path = elsewhere.path().join("their.toml");
    let text = said(&["lint", "--config", &path.to_string_lossy()]);
    assert!(text.contains("their.toml:1:1") && !text.contains("drawline.toml"), "{text}");
}
