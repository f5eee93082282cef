//! `--anonymous` leaks nobody: no handle, name or address of a fixture is in any byte of any answer.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{Repo, drawline, files_below, project};

const LINT: &[&str] =
    &["human", "narrated", "short", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "auto"];

/// Everybody whom the files of a folder name: handles with their `@`, names and other names of people files.
fn people(folder: &Path) -> BTreeSet<String> {
    let handle = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut people = BTreeSet::new();
    for file in files_below(folder).into_iter().filter(|file| !file.components().any(|part| part.as_os_str() == ".git"))
    {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for (at, _) in text.match_indices('@') {
            let name: String = text[at + 1..].chars().take_while(|c| handle(*c)).collect();
            let is_group = text[at + 1 + name.len()..].starts_with('/');
            if !name.is_empty() && !is_group {
                people.insert(format!("@{name}"));
            }
        }
        if file.ends_with("people.toml") {
            for line in text.lines().filter(|line| line.starts_with("name") || line.starts_with("aliases")) {
                people.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
    people
}

fn leaks(people: &BTreeSet<String>, answer: &str) -> Vec<String> {
    let is_in = |name: &&String| {
        answer.match_indices(&***name).any(|(at, name)| {
            let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
            answer[at + name.len()..].chars().next().is_none_or(ends)
        })
    };
    people.iter().filter(is_in).cloned().collect()
}

/// What is said with a list of arguments, on both channels.
fn said(folder: &Path, args: &[&str]) -> String {
    let output = drawline(folder, args);
    assert!(output.status.code().is_some_and(|code| code <= 3), "{args:?}");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Formats take turns, so that each is tried on many fixtures and none on all.
fn check(folder: &Path, name: &str, turn: usize, told: &mut usize) {
    let people = people(folder);
    let dated = |command, format| vec![command, "--anonymous", "--format", format, "--today", "2026-06-01"];
    let mut commands: Vec<Vec<&str>> =
        [0, 3, 7].into_iter().map(|step| dated("lint", LINT[(turn + step) % LINT.len()])).collect();
    commands.push(vec!["facts", "--anonymous", "--format", ["table", "ndjson"][turn % 2]]);
    for asked in [".", "product manager", "test sign-off", "@nobody-at-all"] {
        commands.push(vec!["who", "--anonymous", "--format", ["table", "json"][turn % 2], asked]);
    }
    let mut of_people: Vec<&str> = people.iter().map(String::as_str).collect();
    of_people.truncate(2);
    for asked in of_people.into_iter().chain(["product manager"]) {
        let format = ["text", "markdown", "html", "json"][turn % 4];
        commands.push(vec!["line", "--anonymous", "--today", "2026-06-01", "--format", format, asked]);
    }
    let lists = ["table", "json", "markdown"];
    commands.extend(["load", "waivers"].map(|command| dated(command, lists[turn % 3])));
    let matrix = ["text", "markdown", "csv", "html"][turn % 4];
    commands.push(vec!["matrix", "--anonymous", "--format", matrix, "--by", ["team", "role"][turn % 2]]);
    commands.push(vec!["report", "--anonymous", "--today", "2026-06-01"]);
    commands.push(vec!["map", "--anonymous", "--format", ["mermaid", "dot"][turn % 2]]);
    for args in commands {
        let answer = said(folder, &args);
        let leaked = leaks(&people, &answer);
        assert!(leaked.is_empty(), "{name}: {args:?} tells {leaked:?}\n{answer}");
        *told += answer.matches("person-").count();
    }
}

#[test]
fn no_fixture_is_told_by_name() {
    let mut told = 0;
    let mut folders: Vec<_> = files_below(&project().join("fixtures/cases"))
        .into_iter()
        .filter(|file| file.ends_with("case.toml"))
        .map(|file| file.parent().expect("a folder").join("files"))
        .filter(|folder| folder.is_dir())
        .collect();
    folders.push(project().join("fixtures/overstretched"));
    for (turn, from) in folders.into_iter().rev().step_by(3).enumerate() {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        for file in files_below(&from) {
            let to = scratch.path().join(file.strip_prefix(&from).expect("below"));
            crate::harness::write(&to, &std::fs::read(&file).expect("a file"));
        }
        check(scratch.path(), &from.display().to_string(), turn, &mut told);
    }
    assert!(told > 100, "only {told} pseudonyms");
}

#[test]
fn no_commit_is_told_by_its_author() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("people.toml", "[[person]]\nhandle = \"@maya\"\nname = \"Maya Ruiz\"\nrole = \"product-manager\"\n");
    repo.write("teams/maya/charter.toml", "[team]\nname = \"Maya Ruiz's team\"\n");
    repo.commit("Maya Ruiz begins");
    let duty = "[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"Maya Ruiz\"\n";
    repo.write("teams/maya/charter.toml", &format!("[team]\nname = \"Maya Ruiz's team\"\n\n{duty}"));
    repo.commit("Give testing to @maya, for Ada");
    let mut told = 0;
    let people = ["@maya", "Maya Ruiz", "maya", "Ada", "ada@example.org"].map(str::to_owned).into();
    for target in [&["--range", "HEAD~1..HEAD"][..], &["--rev", "HEAD", "--blame"], &["--staged", "--all"]] {
        for format in LINT {
            let lint = ["lint", "--anonymous", "--format", format, "--today", "2026-06-01"];
            let args: Vec<&str> = lint.iter().chain(target).copied().collect();
            let answer = said(folder.path(), &args);
            let leaked = leaks(&people, &answer);
            assert!(leaked.is_empty(), "{args:?} tells {leaked:?}\n{answer}");
            told += answer.matches("person-").count();
        }
    }
    for args in [
        &["report", "--since", "HEAD~1"][..],
        &["history", "maya", "--since", "HEAD~1"],
        &["load", "--since", "HEAD~1"],
        &["load", "--rev", "HEAD~1"],
        &["map", "--since", "HEAD~1", "--format", "dot"],
        &["matrix", "--rev", "HEAD"],
    ] {
        let answer = said(folder.path(), &[args, &["--anonymous"]].concat());
        assert!(leaks(&people, &answer).is_empty(), "{args:?} tells {answer}");
        told += answer.matches("person-").count();
    }
    for format in ["text", "markdown", "json"] {
        let answer = said(folder.path(), &["diff", "HEAD~1..HEAD", "--anonymous", "--format", format]);
        assert!(leaks(&people, &answer).is_empty(), "{answer}");
        told += answer.matches("person-").count();
    }
    assert!(told > 20, "only {told} pseudonyms");
}

/// Everything that is asked of files about people.
const ASKED: &[&[&str]] = &[
    &["matrix"],
    &["matrix", "--format", "csv"],
    &["matrix", "--format", "html"],
    &["matrix", "--format", "markdown"],
    &["matrix", "--by", "role"],
    &["report"],
    &["load"],
    &["load", "--format", "json"],
    &["map"],
    &["facts"],
    &["facts", "--format", "ndjson"],
    &["facts", "--explain"],
    &["who", "roadmap"],
    &["line", "product manager"],
    &["waivers"],
    &["history"],
    &["diff", "HEAD~1..HEAD"],
    &["lint", "--profile", "enterprise"],
    &["lint", "--format", "json", "--range", "HEAD~1..HEAD"],
    &["lint", "--format", "sarif"],
    &["lint", "--format", "narrated"],
];

fn asked(repo: &Repo) -> Vec<(String, String)> {
    let of = |args: &&[&str]| {
        let output = repo.drawline(&[*args, &["--anonymous"]].concat());
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (args.join(" "), said.into_owned())
    };
    ASKED.iter().map(of).collect()
}

#[test]
fn who_is_introduced_by_no_file_and_whoever_gives_a_team_its_name_is_not_told() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let repo = Repo::new(folder.path());
    repo.write("README.md", "x\n");
    repo.commit("start");
    repo.write(
        "teams/zelda-fitzgerald/charter.toml",
        "[team]\nname = \"Zelda Fitzgerald's crew\"\n\n[[member]]\nhandle = \"@zelda\"\nrole = \"product-manager\"\n\n[[duty]]\n\
         activity = \"roadmap\"\naccountable = \"Maya Okafor\"\ndeputy = \"Ines Quiroga\"\n\n[[duty]]\nactivity = \"test sign-off\"\n\
         # drawline: ignore[out-of-scope] until=2026-12-31 owner=\"Tomas Brandt\" agreed\naccountable = \"@zelda\"\n\n[[duty]]\n\
         activity = \"helping Maya Okafor\"\naccountable = \"Lead PM\"\n",
    );
    repo.write("people.toml", "[[person]]\nhandle = \"@zelda\"\nname = \"Zelda Fitzgerald\"\n");
    repo.write("pages/CHARTER.md", "# Payments\n\n| Activity | Accountable | Responsible |\n|---|---|---|\n| Pricing | Noor Haddad | product manager |\n");
    repo.write("drawline.toml", "[aliases]\n\"Lead PM\" = \"product-manager\"\n");
    repo.commit("people");
    let mut told = 0;
    for (args, said) in asked(&repo) {
        let small = said.to_lowercase();
        for name in ["maya", "okafor", "ines", "quiroga", "zelda", "fitzgerald", "tomas", "brandt", "noor", "haddad"] {
            let is_in = |(at, _): (usize, &str)| {
                let letter = |c: char| c.is_alphanumeric();
                !small[..at].ends_with(letter) && !small[at + name.len()..].starts_with(letter)
            };
            assert!(!small.match_indices(name).any(is_in), "{args} tells {name}: {said}");
        }
        told += said.matches("person-").count();
    }
    assert!(told > 30, "only {told} pseudonyms");
    let load = said(folder.path(), &["load", "--anonymous"]);
    assert!(load.contains("product-manager"), "what is a role stays one: {load}");
}

#[test]
fn the_order_of_people_does_not_tell_their_handles() {
    let names: Vec<String> = (0..12).map(|at| format!("{}mo", char::from(b'a' + at))).collect();
    let members = names.iter().map(|name| format!("[[member]]\nhandle = \"@{name}\"\nrole = \"tech-lead\"\n\n"));
    let team = |name: &str, members: &str| format!("[team]\nname = \"{name}\"\n\n{members}");
    let members: String = members.collect();
    let folder = crate::harness::scratch(&[
        ("teams/a/charter.toml", &team("A", &members)),
        ("teams/b/charter.toml", &team("B", &members)),
    ]);
    for args in [&["load", "--anonymous"][..], &["report", "--anonymous"], &["map", "--anonymous"]] {
        let answer = said(folder.path(), args);
        let mut met: Vec<&str> = Vec::new();
        for (at, _) in answer.match_indices("@person-") {
            let name = &answer[at..at + "@person-".len() + 8];
            if !met.contains(&name) {
                met.push(name);
            }
        }
        assert!(met.len() == names.len() && met.is_sorted(), "{args:?}: {met:?}");
    }
}

#[test]
fn what_is_said_beside_findings_names_nobody() {
    let people = ["@maya", "maya", "Maya Ruiz", "Ruiz"].map(str::to_owned).into();
    let home = crate::harness::scratch(&[
        ("teams/maya/charter.toml", "[team\n"),
        ("people.toml", "[[person]]\nhandle = \"@maya\"\nname = \"Maya Ruiz\"\nrole = \"product-manager\"\n"),
        (
            "pay/charter.toml",
            "[team]\nname = \"Pay\"\n\n[[duty]]\nactivity = \"test sign-off\"\naccountable = \"@maya\"\n",
        ),
    ]);
    let rows = drawline(home.path(), &["facts", "--repository", "acme/maya", "--format", "ndjson"]);
    crate::harness::write(&home.path().join("central/f.ndjson"), &rows.stdout);
    let repo = Repo::new(home.path());
    repo.commit("start");
    repo.git(&["branch", "maya/start"]);
    repo.write(
        "pay/charter.toml",
        "[team]\nname = \"Pay\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@maya\"\n",
    );
    repo.commit("next");
    let central = home.path().join("central");
    for format in LINT {
        let lint = ["lint", "--anonymous", "--format", format, "--today", "2026-06-01"];
        let of_rows = said(&central, &[&lint[..], &["--facts", "f.ndjson"]].concat());
        assert!(leaks(&people, &of_rows).is_empty(), "{format} tells {of_rows}");
        let of_range = said(home.path(), &[&lint[..], &["--range", "maya/start..HEAD"]].concat());
        assert!(leaks(&people, &of_range).is_empty(), "{format} tells {of_range}");
    }
}
