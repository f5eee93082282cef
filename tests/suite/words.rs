//! What people see beside findings: words explained, answers as JSON, colours, notes, and why a severity is what it is.

use serde_json::Value;

use crate::harness::{Repo, drawline, drawline_in, project, scratch, stderr, stdout};

const CHARTER: &str = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n";
const DUTY: &str = "\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\nresponsible = \"@ana\"\n";

/// What a command answers, which has to succeed.
fn said(folder: &std::path::Path, args: &[&str]) -> String {
    let output = drawline(folder, args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn explain_knows_words_profiles_areas_limits_and_keys() {
    let folder = scratch(&[("drawline.toml", "profile = \"startup\"\n\n[rules]\ntoo-many-duties = { max = 17 }\n")]);
    let explain = |name: &str| said(folder.path(), &["explain", name]);
    for word in ["core", "shared", "stretch", "out", "hard", "floor", "waiver", "finding", "new", "unchanged"] {
        let page = explain(word);
        assert!(page.contains("word of drawline") && page.contains("\nMeans\n"), "{word}: {page}");
    }
    assert!(explain("Core").starts_with("core: "), "whatever the case");
    assert!(explain("hard").contains("  out-of-scope = { hard = \"warning\" }"), "{}", explain("hard"));
    let limit = explain("limit");
    assert!(limit.contains("too-many-duties: max = 17"), "with the value here: {limit}");
    let rule = explain("too-many-duties");
    assert!(rule.contains("max = 17 (drawline.toml)"), "and the file that says so: {rule}");
    assert!(rule.contains("# or: too-many-duties = { max = 17"), "and how to set it: {rule}");
    let profile = explain("startup");
    assert!(profile.contains("profile, in use here") && profile.contains("  profile = \"startup\""), "{profile}");
    assert!(explain("quality").contains("- test-sign-off: "), "an area: {}", explain("quality"));
    assert!(explain("max").contains("too-many-duties: max = 17"), "a key: {}", explain("max"));
    assert!(explain("error-after").contains("expired-cover: "), "{}", explain("error-after"));
    let unknown = drawline(folder.path(), &["explain", "strech"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `stretch`?"), "{}", stderr(&unknown));
}

#[test]
fn explain_and_rules_list_answer_as_json() {
    let folder = scratch(&[("drawline.toml", "[rules]\ntoo-many-duties = { max = 17 }\nstretch-duty = \"off\"\n")]);
    let json = |args: &[&str]| serde_json::from_str::<Value>(&said(folder.path(), args)).expect("JSON");
    let page = json(&["explain", "out-of-scope", "--format", "json"]);
    assert_eq!((&page["version"], &page["pages"][0]["name"]), (&1.into(), &"out-of-scope".into()));
    let sections = page["pages"][0]["sections"].as_array().expect("sections");
    for section in sections {
        let bodies = ["text", "items", "lines"].iter().filter(|body| section.get(**body).is_some()).count();
        assert!(section["heading"].is_string() && bodies == 1, "{section}");
    }
    let list = json(&["rules", "list", "--format", "json"]);
    let rules = list["rules"].as_array().expect("rules");
    let rule = |name: &str| rules.iter().find(|rule| rule["name"] == name).expect("listed");
    assert_eq!(list["profile"], "scaleup");
    assert_eq!(rule("stretch-duty")["severity"], "off");
    let max = rule("too-many-duties")["settings"].as_array().expect("settings");
    let max = max.iter().find(|setting| setting["key"] == "max").expect("a limit");
    assert_eq!((&max["value"], &max["path"]), (&17.0.into(), &"drawline.toml".into()));
}

#[test]
fn every_word_of_readme_is_explained() {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("readable");
    let (_, words) = readme.split_once("## Words").expect("a table of words");
    let rows = words.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let words: Vec<&str> = rows.filter(|word| *word != "word").collect();
    assert!(words.len() > 10, "{words:?}");
    for word in words {
        assert!(said(project(), &["explain", word]).contains("word of drawline"), "{word}");
    }
}

#[test]
fn a_new_rule_is_added_to_what_is_read() {
    for (config, after) in [
        (None, "rule-files = [\"policy/*.toml\"]\n"),
        (Some("# ours\nprofile = \"startup\"\n"), "# ours\nrule-files = [\"policy/*.toml\"]\nprofile = \"startup\"\n"),
        (Some("rule-files = [\"more/*.toml\"]\n"), "rule-files = [\"more/*.toml\", \"policy/*.toml\"]\n"),
        (Some("rule-files = [\"policy/*.toml\"]\n"), "rule-files = [\"policy/*.toml\"]\n"),
    ] {
        let folder = scratch(&config.map_or_else(Vec::new, |text| vec![("drawline.toml", text)]));
        let text = said(folder.path(), &["rules", "new", "too-many-beta-programs"]);
        assert!(text.starts_with("policy/too-many-beta-programs.toml is written"), "{text}");
        let now = std::fs::read_to_string(folder.path().join("drawline.toml")).expect("a configuration");
        assert_eq!(now, after);
        assert!(said(folder.path(), &["rules", "list"]).contains("too-many-beta-programs"));
        assert_eq!(text.contains("drawline.toml names it now"), config != Some(after), "{text}");
    }
}

#[test]
fn colours_are_as_the_environment_says() {
    let folder = scratch(&[("charter.toml", &format!("{CHARTER}{DUTY}"))]);
    let coloured = |variables: &[(&str, &str)], args: &[&str]| {
        let args = [&["lint"], args].concat();
        let output = drawline_in(folder.path(), &args).envs(variables.iter().copied()).output().expect("it runs");
        stdout(&output).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "no terminal");
    assert!(coloured(&[("FORCE_COLOR", "1")], &[]));
    assert!(coloured(&[("FORCE_COLOR", "3")], &[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "0")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "")], &[]), "empty is not set");
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]), "NO_COLOR goes first");
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--color", "never"]), "a flag goes before the environment");
    assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
}

#[test]
fn a_diff_without_a_change_says_why() {
    let note = |files: &[(&str, &str)], args: &[&str]| {
        let folder = scratch(files);
        let output = drawline(folder.path(), &[&["lint", "--diff"], args].concat());
        assert_eq!(stdout(&output), "", "an empty patch stays one");
        stderr(&output)
    };
    assert_eq!(note(&[("charter.toml", CHARTER)], &[]), "drawline: nothing to fix: there are no findings\n");
    let over = format!("{CHARTER}{DUTY}");
    let note = note(&[("charter.toml", &over)], &[]);
    assert!(note.starts_with("drawline: nothing to fix: ") && note.contains("no fix that can be applied"), "{note}");
}

#[test]
fn a_raised_severity_says_by_what_it_is_raised() {
    let cover = "\n[[duty]]\nactivity = \"release-notes\"\naccountable = \"@ana\"\nuntil = 2026-01-31\n";
    let folder = scratch(&[("charter.toml", &format!("{CHARTER}{cover}"))]);
    let on = |day: &str| {
        let output = drawline(folder.path(), &["lint", "--only", "expired-cover", "--today", day]);
        stdout(&output)
    };
    let explained = said(folder.path(), &["explain", "expired-cover"]);
    let days = explained.split("; after ").nth(1).and_then(|rest| rest.split(' ').next()).expect("days in explain");
    assert!(explained.contains(&format!("after {days} days an error")), "{explained}");
    let soon = on("2026-02-02");
    assert!(soon.contains("warning[expired-cover]") && !soon.contains("more than"), "{soon}");
    let late = on("2026-12-01");
    assert!(late.contains("error[expired-cover]"), "{late}");
    assert!(late.contains(&format!(", more than {days} days ago")), "{late}");
    assert!(late.contains(&format!("after {days} it is an error")), "{late}");
}

#[test]
fn a_limit_that_is_crossed_by_much_says_from_where_it_is_an_error() {
    let member = |team: &str| {
        format!(
            "[team]\nname = \"{team}\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\nallocation = 0.6\n"
        )
    };
    let repo = tempfile::tempdir().expect("a scratch folder");
    let repo_git = Repo::new(repo.path());
    for team in ["a", "b", "c"] {
        repo_git.write(&format!("{team}/charter.toml"), &member(team));
    }
    let text = stdout(&repo_git.drawline(&["lint", "--only", "over-allocated"]));
    assert!(text.contains("error[over-allocated]") && text.contains("; above 100 % it is an error)"), "{text}");
    assert!(said(repo.path(), &["explain", "over-allocated"]).contains("; above 1 an error"));
}

#[test]
fn the_words_that_findings_are_made_of_are_explained() {
    for (word, means) in [
        ("error", "severity: word of drawline"),
        ("advice", "a thought for whoever has time"),
        ("charter", "charters = [\"teams/**/*.md\"]"),
        ("team", "What a person carries in all teams is added up"),
        ("out-of-scope", "where the activity is hard an error"),
    ] {
        let text = said(project(), &["explain", word]);
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(means), "{word}: {text}");
    }
}

#[test]
fn what_is_explained_beside_a_broken_configuration_says_so() {
    let folder = scratch(&[("drawline.toml", "profle = 3\n")]);
    let output = drawline(folder.path(), &["explain", "hard"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).starts_with("hard: word of drawline"), "{}", stdout(&output));
    let note = stderr(&output);
    assert!(note.contains("drawline.toml:1:1: unknown key `profle`; what is explained may not be"), "{note}");
}

#[test]
fn who_answers_for_one_thing_and_says_so_of_patterns() {
    let folder = scratch(&[("charter.toml", "[team]\nname = \"A\"\n"), ("y", "")]);
    let output = drawline(folder.path(), &["who", "*"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("`*` is a pattern, and `who` answers for one thing"), "{}", stderr(&output));
}

#[test]
fn who_owns_a_path_is_said_with_what_is_overruled_and_of_a_folder_with_what_lies_deeper() {
    let ours = "[[own]]\npath = \"/src/\"\nowner = \"@bo\"\n\n[[own]]\npath = \"/src/sub/\"\nowner = \"@di\"\n";
    let folder = scratch(&[
        ("CODEOWNERS", "/src/ @ana\n/src/sub/a.rs @cy\n"),
        ("ownership.toml", ours),
        ("src/sub/a.rs", ""),
        ("src/b.rs", ""),
    ]);
    let told = |path: &str| said(folder.path(), &["who", path]);
    let file = told("src/sub/a.rs");
    for line in [
        "decided by `/src/sub/a.rs` (CODEOWNERS:2, as GitHub reads it); it overrules `/src/` on line 1\n",
        "decided by `/src/sub/` (ownership.toml:6); it overrules `/src/` on line 2\n",
    ] {
        assert!(file.contains(line), "{file}");
    }
    assert!(file.contains("@cy") && file.contains("@di") && !file.contains("@ana") && !file.contains("@bo"), "{file}");
    let folder = told("src/sub");
    assert!(folder.contains("@ana") && folder.contains("@di") && !folder.contains("@cy "), "{folder}");
    assert!(folder.contains("it is a folder: files in it may have other owners by `/src/sub/a.rs`\n"), "{folder}");
    assert!(!told("src/b.rs").contains("overrules"));
    assert!(
        told("src/none.rs").contains("no such file or folder here: src/none.rs\nthe line that would match is `/src/`")
    );
}

#[test]
fn who_asks_for_quiet_is_told_findings_alone() {
    let folder = scratch(&[("charter.toml", &format!("{CHARTER}{DUTY}"))]);
    for format in ["human", "narrated"] {
        let run = |flags: &[&str]| stdout(&drawline(folder.path(), &[&["lint", "--format", format], flags].concat()));
        let (all, quiet) = (run(&[]), run(&["--quiet"]));
        let rest = all.strip_prefix(&*quiet).unwrap_or_else(|| panic!("{format}: {quiet}"));
        assert!(quiet.contains("test sign-off") && !quiet.contains("1 file"), "{format}: {quiet}");
        assert!(rest.contains("1 file") && rest.contains("error"), "{format}: {rest}");
    }
    let clean = scratch(&[("charter.toml", CHARTER)]);
    for format in ["human", "narrated"] {
        assert_eq!(said(clean.path(), &["lint", "--quiet", "--format", format]), "", "{format}");
    }
}
