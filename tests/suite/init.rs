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

#[test]
fn pages_of_roles_are_proposed_and_forms_notes_and_foreign_code_are_not() {
    let page = |role: &str| format!("# {role}\n\n- Owns the roadmap\n- Signs off the tests\n- Writes release notes\n");
    let (manager, tester) = (page("Product manager"), page("QA lead"));
    let folder = scratch(&[
        ("handbook/roles/pm.md", manager.as_str()),
        ("handbook/roles/tester.md", &tester),
        ("jobs/senior-product-manager.md", &manager),
        ("docs/Roles_and_Responsibilities.md", "## Product manager\n\n- Owns the roadmap\n"),
        ("docs/team-roles.md", "Nothing yet.\n"),
        ("docs/architect.md", "How the tool of that name draws houses.\n"),
        (".github/ISSUE_TEMPLATE/new-member.md", &manager),
        ("docs/templates/roles.md", &manager),
        ("templates/charter.md", &manager),
        ("web/node_modules/lib/roles.md", &manager),
        ("meetings/2026-02-11.md", &manager),
        ("CHANGELOG.md", &manager),
        ("CODE_OF_CONDUCT.md", &manager),
    ]);
    let (code, said) = run(&folder, &["init", "--yes"]);
    assert_eq!(code, Some(0), "{said}");
    let config = read(&folder, "drawline.toml");
    let patterns: Vec<&str> =
        config.lines().filter_map(|line| line.strip_prefix("    \"/")?.strip_suffix("\",")).collect();
    let wanted = [
        "handbook/roles/*.md",
        "jobs/senior-product-manager.md",
        "docs/Roles_and_Responsibilities.md",
        "templates/charter.md",
    ];
    assert_eq!(patterns, wanted, "{config}");
    assert!(config.contains("exclude = [\n    \"/templates/charter.md\""), "{config}");
    assert!(said.contains("docs/team-roles.md, in which drawline finds no duty"), "{said}");
    let (_, facts) = run(&folder, &["facts", "--format", "ndjson"]);
    assert_eq!(facts.matches("handbook/roles/tester.md").count(), 3, "{facts}");
    assert!(!facts.contains("templates/charter.md"), "{facts}");
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    let folder = scratch(&[
        ("groups.yaml", "- team: search\n  leads:\n  - name: Ana Ruiz\n"),
        ("docs/duties.rst", "Duties\n======\n\nThe chair runs the meetings.\n"),
        ("api/OWNERS", "approvers:\n- ana\n"),
        ("web/OWNERS", "approvers:\n- li\n"),
        ("deploy.yaml", "kind: Deployment\nmetadata:\n  name: shop\n"),
        ("Chart.yaml", "name: shop\nversion: 1\n"),
        (".github/dependabot.yml", "updates:\n- reviewers: [ana]\n  name: x\n"),
    ]);
    let (code, said) = run(&folder, &["init"]);
    assert_eq!(code, Some(0), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("There ")).collect();
    let wanted = [
        "There is also 1 file in YAML about people or teams, which drawline does not read: groups.yaml",
        "There is also 1 file in reStructuredText about duties, which drawline does not read: docs/duties.rst",
        "There are also 2 files called OWNERS, which drawline does not read: api/OWNERS, web/OWNERS",
    ];
    assert_eq!(lines, wanted, "{said}");
}

#[test]
fn files_of_other_programs_under_our_names_are_left_alone_or_mapped() {
    let marks = "[[folder]]\npattern = \"vendor/**\"\nours = false\n";
    let folder = scratch(&[("ownership.toml", marks)]);
    let (_, said) = run(&folder, &["init", "--yes"]);
    assert!(said.contains("ownership.toml, which is another program's: drawline leaves it alone"), "{said}");
    assert!(read(&folder, "drawline.toml").contains("\nownership = []\n"));
    let (code, said) = run(&folder, &["lint", "--format", "short"]);
    assert!(code == Some(3) && !said.contains("unknown-key"), "{said}");

    let ours = "[[own]]\npath = \"shop/**\"\nowner = \"@ana\"\n";
    let folder = scratch(&[("shop/ownership.toml", ours), ("lib/ownership.toml", marks)]);
    let (_, said) = run(&folder, &["init", "--yes"]);
    assert!(said.contains("1 ownership file (ownership.toml)"), "{said}");
    assert!(read(&folder, "drawline.toml").contains("\"/lib/ownership.toml\""), "{said}");
    let (code, said) = run(&folder, &["lint", "--format", "short"]);
    assert_eq!(code, Some(0), "{said}");

    let rows = "[[area]]\nglob = \"shop/**\"\nowner = \"@ana\"\n\n[[area]]\nglob = \"web/**\"\nowner = \"@li\"\n";
    let folder = scratch(&[("ownership.toml", rows)]);
    let (_, said) = run(&folder, &["init", "--yes"]);
    assert!(said.contains("a map reads it"), "{said}");
    let (_, facts) = run(&folder, &["facts", "--format", "ndjson"]);
    assert_eq!(facts.matches("\"fact\":\"own\"").count(), 2, "{facts}");
}

#[test]
fn after_writing_it_says_what_comes_next() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"PO\"\n")]);
    let (_, said) = run(&folder, &["init", "--yes"]);
    assert!(said.contains("\n    drawline lint ") && said.contains("\n    drawline facts "), "{said}");
    assert!(!said.contains("git add"), "there is no repository: {said}");
    let folder = tempfile::tempdir().expect("a scratch folder");
    crate::harness::Repo::new(folder.path());
    let (_, said) = run(&folder, &["init", "--yes", "--charter", "Search"]);
    assert!(said.contains("\n    git add teams/search/charter.toml drawline.toml "), "{said}");
}

/// A tree of many pages costs a bounded wait, and the answer says what was left out.
#[test]
fn a_large_tree_is_looked_into_as_far_as_it_is_promising() {
    let folder = scratch(&[("z/roles/qa.md", "# QA lead\n\n- Writes regression tests\n")]);
    std::fs::create_dir(folder.path().join("a")).expect("a folder");
    for number in 0..4_200 {
        std::fs::write(folder.path().join(format!("a/page{number}.md")), "# Nothing\n").expect("a page");
    }
    let (code, said) = run(&folder, &["init"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("/z/roles/qa.md") && said.contains("201 pages in Markdown more were not looked into"),
        "{said}"
    );
}

#[test]
fn the_first_charter_that_it_writes_crosses_no_line() {
    let folder = scratch(&[]);
    let output = drawline(folder.path(), &["init", "--charter", "Checkout", "--yes"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stdout(&output).contains("Nothing here says"), "{}", stdout(&output));
    let output = drawline(folder.path(), &["lint", "--today", "2026-06-01"]);
    assert!(stdout(&output).contains("5 assignments, 5 judged: nobody is over the line"), "{}", stdout(&output));
}

#[test]
fn beside_a_configuration_it_adds_what_was_asked_for() {
    let folder = scratch(&[("docs/raci.md", MATRIX), ("drawline.toml", "charters = [\"docs/*.md\"]   # ours")]);
    let (code, said) = run(&folder, &["init", "--alias", "PM=product-manager"]);
    assert!(code == Some(0) && said.contains("nothing was written"), "{said}");
    let (code, said) = run(&folder, &["init", "--yes", "--alias", "PM=product-manager", "--charter", "Search"]);
    assert_eq!(code, Some(0), "{said}");
    let config = read(&folder, "drawline.toml");
    assert!(config.starts_with("charters = [\"docs/*.md\"]   # ours\n"), "what was there stays: {config}");
    assert!(config.contains("[aliases]\n\"PM\" = \"product-manager\"\n"), "{config}");
    assert!(read(&folder, "teams/search/charter.toml").contains("name = \"Search\""));
    let (_, said) = run(&folder, &["lint", "--format", "short"]);
    assert!(said.contains("PM assigned to test sign-off"), "{said}");

    let (code, said) = run(&folder, &["init", "--yes", "--alias", "CPO=head-of-product"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(read(&folder, "drawline.toml").contains("[aliases]\n\"CPO\" = \"head-of-product\"\n\"PM\""));
    for wrong in ["PM=qa-lead", "X=no-such-role"] {
        let before = read(&folder, "drawline.toml");
        let (code, said) = run(&folder, &["init", "--yes", "--alias", wrong]);
        assert_eq!((code, before), (Some(2), read(&folder, "drawline.toml")), "{wrong}: {said}");
    }
    let (code, said) = run(&folder, &["init", "--yes", "--charter", "Search"]);
    assert!(code == Some(2) && said.contains("teams/search/charter.toml"), "{said}");
}
