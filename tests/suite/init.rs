//! `drawline init`: what it finds, what it proposes, and that it writes what it was told to and nothing else.

use crate::harness::{drawline, scratch, stderr, stdout};

const MATRIX: &str = "# Who does what\n\n| Work | PM | QA lead |\n|---|---|---|\n| Test sign-off | A | R |\n| Roadmap | A | C |\n\
                      | Bug triage | R | A |\n";

fn run(folder: &tempfile::TempDir, args: &[&str]) -> (Option<i32>, String) {
    let output = drawline(folder.path(), args);
    (output.status.code(), stdout(&output) + &stderr(&output))
}

fn read(folder: &tempfile::TempDir, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).unwrap_or_default()
}

#[test]
fn it_shows_first_and_writes_nothing_unasked() {
    let folder = scratch(&[("docs/raci.md", MATRIX), ("CODEOWNERS", "* @acme/core\n")]);
    let (code, said) = run(&folder, &["init", "--teams", "3", "--charter", "Check out"]);
    assert_eq!(code, Some(0), "{said}");
    for wanted in [
        "/docs/raci.md",
        "CODEOWNERS",
        "profile = \"startup\"",
        "# \"PM\" = ",
        "name = \"Check out\"",
        "nothing was written",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!folder.path().join("drawline.toml").exists() && !folder.path().join("teams").exists());
}

#[test]
fn what_it_writes_is_sound_and_leads_to_a_first_finding() {
    let folder = scratch(&[("docs/raci.md", MATRIX)]);
    let (code, said) = run(&folder, &["init", "--yes", "--audit", "--alias", "PM=product-manager"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(read(&folder, "drawline.toml").contains("profile = \"enterprise\""));
    let (code, said) = run(&folder, &["lint", "--format", "short"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("PM assigned to test sign-off"), "{said}");
    let (code, said) = run(&folder, &["init", "--yes"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is there already"), "{said}");
}

#[test]
fn folders_of_toml_of_another_shape_get_maps_that_work() {
    let team = |name: &str| {
        format!("name = \"{name}\"\n[people]\nleads = [\"ana\"]\nmembers = [\"ana\", {{ github = \"li\" }}]\n")
    };
    let person = |name: &str| format!("name = \"{name}\"\ngithub = \"{}\"\n", name.to_lowercase());
    let files = [
        ("squads/a.toml", team("a")),
        ("squads/b.toml", team("b")),
        ("folk/ana.toml", person("Ana")),
        ("folk/li.toml", person("Li")),
        ("triagebot.toml", "[assign.owners]\n\"/src\" = [\"@ana\"]\n".to_owned()),
        ("Cargo.toml", "[package]\nname = \"x\"\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let folder = scratch(&files);
    let (code, said) = run(&folder, &["init", "--yes", "--profile", "open-source"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, facts) = run(&folder, &["facts", "--format", "ndjson"]);
    assert_eq!(code, Some(0), "{facts}");
    let rows = |what: &str| facts.lines().filter(|line| line.contains(what)).count();
    assert_eq!(
        (rows("\"fact\":\"member\""), rows("\"role_text\":\"team-lead\""), rows("\"fact\":\"own\"")),
        (6, 2, 1),
        "{facts}"
    );
    assert!(facts.contains("@li"), "{facts}");
}

#[test]
fn an_empty_repository_gets_a_first_charter_and_no_file_is_written_over() {
    let folder = scratch(&[]);
    let (_, said) = run(&folder, &["init"]);
    assert!(said.contains("--charter TEAM"), "{said}");
    let (code, said) = run(&folder, &["init", "--yes", "--charter", "Pay \"fast\""]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&folder, &["lint"]);
    assert_eq!(code, Some(0), "{said}");
    std::fs::remove_file(folder.path().join("drawline.toml")).expect("there");
    std::fs::write(folder.path().join("teams/pay-fast/charter.toml"), "[team]\nname = \"Mine\"\n").expect("a file");
    let (code, said) = run(&folder, &["init", "--yes", "--charter", "Pay fast"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(read(&folder, "teams/pay-fast/charter.toml").contains("Mine"));
    let (code, said) = run(&folder, &["init", "--alias", "PM=prodct-manager"]);
    assert!(code == Some(2) && said.contains("product-manager"), "{said}");
}
