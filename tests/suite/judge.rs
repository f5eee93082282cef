//! The judge is the base: a change neither softens, nor hides from, nor chooses what judges it, whichever way it is judged.

use crate::harness::{Repo, scratch, stderr, stdout};

const TEAM: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[member]]\nhandle = \"@kim\"\nrole = \"qa-lead\"\n";
const ROADMAP: &str = "\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@ana\"\n";
const GUILTY: &str = "\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";

/// Every way to judge the last commit by the rules of the one before it.
const BY_BASE: &[&[&str]] = &[
    &["--range", "HEAD~1..HEAD", "--rules-from", "HEAD~1"],
    &["--range", "HEAD~1..HEAD", "--net", "--rules-from", "HEAD~1"],
    &["--rev", "HEAD", "--rules-from", "HEAD~1"],
    &["--rules-from", "HEAD~1"],
];

/// Every way to judge it by its own rules.
const BY_OWN: &[&[&str]] = &[&["--range", "HEAD~1..HEAD"], &["--range", "HEAD~1..HEAD", "--net"]];

fn repo() -> (tempfile::TempDir, Repo) {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}"));
    repo.commit("base");
    (folder, repo)
}

/// The rules of the findings of a run that are not waived, and how it ended.
fn found(repo: &Repo, way: &[&str]) -> (Vec<String>, Option<i32>) {
    let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], way].concat());
    let report: serde_json::Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let all = report["diagnostics"].as_array().expect("a list");
    let rules = all.iter().filter(|found| found["state"] != "waived");
    (rules.filter_map(|found| Some(found["rule"].as_str()?.to_owned())).collect(), output.status.code())
}

#[test]
fn the_rules_of_the_base_judge_whatever_a_change_does_to_them() {
    let waiver = "[[waiver]]\nrule = \"out-of-scope\"\nreason = \"because\"\nuntil = 2026-12-31\nteam = \"a\"\n";
    let own = "name = \"out-of-scope\"\nkind = \"scope\"\nwhen = \"out\"\nseverity = \"advice\"\nmessage = \"m\"\nwhy = \"w\"\nfix = \"f\"\n";
    for (config, rule_file) in [
        ("[rules]\nout-of-scope = \"off\"\n", None),
        ("[rules]\nout-of-scope = \"advice\"\n", None),
        ("charters = [\"none/*.toml\"]\n", None),
        ("exclude = [\"charter.toml\"]\n", None),
        ("[aliases]\n\"product-manager\" = \"qa-lead\"\n", None),
        (waiver, None),
        ("rule-files = [\"own/*.toml\"]\n", Some(own)),
    ] {
        let (_folder, repo) = repo();
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{GUILTY}"));
        repo.write("drawline.toml", config);
        if let Some(text) = rule_file {
            repo.write("own/out-of-scope.toml", text);
        }
        repo.commit("soften");
        for way in BY_BASE {
            let (rules, code) = found(&repo, way);
            assert!(rules.iter().any(|rule| rule == "out-of-scope"), "{config:?} {way:?}: {rules:?}");
            assert_eq!(code, Some(1), "{config:?} {way:?}");
        }
    }
}

#[test]
fn the_staged_change_is_judged_by_the_base_where_that_is_asked_for() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{GUILTY}"));
    repo.write("drawline.toml", "[rules]\nout-of-scope = \"off\"\n");
    repo.git(&["add", "-A"]);
    let (rules, code) = found(&repo, &["--staged", "--rules-from", "HEAD"]);
    assert!(rules.iter().any(|rule| rule == "out-of-scope") && code == Some(1), "{rules:?}");
}

#[test]
fn a_change_that_softens_rules_is_told_with_what_it_lets_through() {
    let (_folder, repo) = repo();
    // What the change lets through may come with it, or have been there before.
    for with_it in [true, false] {
        let guilty = format!("{TEAM}{ROADMAP}{GUILTY}");
        repo.git(&["rm", "-q", "--ignore-unmatch", "drawline.toml"]);
        repo.write("charter.toml", &if with_it { format!("{TEAM}{ROADMAP}") } else { guilty.clone() });
        repo.commit("before");
        repo.write("charter.toml", &guilty);
        repo.write("drawline.toml", "[rules]\nout-of-scope = \"off\"\n");
        repo.git(&["add", "-A"]);
        let told = |way: &[&str]| {
            let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], way].concat());
            let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
            let through = report["rules_changed"][0]["lets_through"].as_array().cloned().unwrap_or_default();
            let people = repo.drawline(&[&["lint", "--today", "2026-06-01"], way].concat());
            (through, stdout(&people))
        };
        let check = |way: &[&str]| {
            let (through, people) = told(way);
            assert!(through.iter().any(|found| found["rule"] == "out-of-scope"), "{way:?}: {through:?}");
            let line = "charter.toml: error[out-of-scope]: PM assigned to test sign-off";
            assert!(people.contains("without the change") && people.contains(line), "{way:?}: {people}");
        };
        check(&["--staged"]);
        check(&["--staged", "--rules-from", "HEAD"]);
        repo.commit("soften");
        BY_OWN.iter().chain(&BY_BASE[..2]).for_each(|way| check(way));
    }
}

#[test]
fn a_change_that_tightens_rules_lets_nothing_through() {
    let (_folder, repo) = repo();
    repo.write("drawline.toml", "[rules]\ntoo-many-teams = { severity = \"error\", max = 1 }\n");
    repo.commit("tighten");
    for way in BY_OWN.iter().chain(&BY_BASE[..2]) {
        let output = repo.drawline(&[&["lint", "--format", "json", "--today", "2026-06-01"], *way].concat());
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(report["rules_changed"][0]["lets_through"].as_array().map(Vec::len), Some(0), "{way:?}");
    }
}

#[test]
fn a_waiver_of_the_base_covers_no_second_finding() {
    let (_folder, repo) = repo();
    let comment = "# drawline: ignore[out-of-scope] until=2026-12-31 our first QA lead starts then\n";
    let waived = |duty: &str| duty.replacen("accountable", &format!("{comment}accountable"), 1);
    let deployed = GUILTY.replace("test-sign-off", "production-deployment");
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{}", waived(GUILTY)));
    repo.commit("granted");
    let out_of_scope = |way: &[&str]| found(&repo, way).0.into_iter().filter(|rule| rule == "out-of-scope").count();
    // The waiver itself moves with what it is about.
    repo.write("charter.toml", &format!("{TEAM}{}{ROADMAP}", waived(GUILTY)));
    repo.commit("sort");
    for way in BY_BASE {
        assert_eq!(out_of_scope(way), 0, "{way:?}");
    }
    // A copy of it beside something else does not.
    repo.write("charter.toml", &format!("{TEAM}{}{ROADMAP}{}", waived(GUILTY), waived(&deployed)));
    repo.commit("copy");
    for way in BY_BASE {
        assert_eq!(out_of_scope(way), 1, "{way:?}");
    }
    // Nor does it cover another person's part in the same work.
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let other = GUILTY.replace("@ana", "@bea");
    let bea = "\n[[member]]\nhandle = \"@bea\"\nrole = \"product-manager\"\n";
    repo.write("charter.toml", &format!("{TEAM}{bea}{}{ROADMAP}{}", waived(GUILTY), waived(&other)));
    repo.commit("another person");
    for way in BY_BASE {
        assert_eq!(out_of_scope(way), 1, "{way:?}");
    }
}

/// What only a change is found for stands at no moment, so that the words of its waiver have to be the base's.
#[test]
fn a_waiver_of_the_base_covers_a_dropped_duty_as_long_as_it_said() {
    let granted = |day: &str, rules: &str| {
        let comment = format!("# drawline: ignore[{rules}] until={day} handed over in summer\n");
        format!("{comment}{TEAM}")
    };
    let (one, other, both) = ("dropped-duty", "out-of-scope", "dropped-duty, out-of-scope");
    let cases = [
        (one, granted("2026-07-31", one), true),
        (one, granted("2026-12-31", one), false),
        (one, granted("2026-07-31", one).replace("summer", "winter"), false),
        (one, granted("2026-07-31", both), true),
        // A rule that the change adds to the bracket was not granted.
        (other, granted("2026-07-31", both), false),
    ];
    for (before, after, is_covered) in cases {
        let (_folder, repo) = repo();
        repo.write("charter.toml", &format!("{}{ROADMAP}", granted("2026-07-31", before)));
        repo.commit("granted");
        repo.write("charter.toml", &after);
        repo.commit("dropped");
        for way in &BY_BASE[..2] {
            let is_told = found(&repo, way).0.iter().any(|rule| rule == "dropped-duty");
            assert_eq!(is_told, !is_covered, "{way:?} {after}");
        }
    }
}

#[test]
fn a_name_that_only_looks_like_another_is_told_and_judged_as_that() {
    let guilty = format!("{TEAM}{ROADMAP}{GUILTY}");
    let odd = [
        guilty.replace("accountable = \"@ana\"\n[", "accountable = \"@аna\"\n[").replacen(
            "test-sign-off\"\naccountable = \"@ana",
            "test-sign-off\"\naccountable = \"@аna",
            1,
        ),
        guilty.replace("product-manager", "product-mаnager"),
        guilty.replace("product-manager", "product-\\u200bmanager"),
        guilty.replace("test-sign-off", "test-sign-оff"),
        guilty.replace("test-sign-off", "test\\u202e-sign-off"),
    ];
    for text in odd {
        let (_folder, repo) = repo();
        repo.write("charter.toml", &text);
        repo.git(&["add", "-A"]);
        let mut answers = vec![found(&repo, &["--staged"])];
        repo.commit("odd");
        answers.extend([&["--rev", "HEAD"][..], &[]].iter().chain(BY_OWN).chain(BY_BASE).map(|way| found(&repo, way)));
        for (rules, code) in answers {
            let has = |name: &str| rules.iter().any(|rule| rule == name);
            assert!(has("look-alike-letters") && has("out-of-scope") && code == Some(1), "{text}: {rules:?}");
        }
    }
    let page = "# Charter\n\n## Product manager\n\n- Signs off on tеsting\u{200b} of releases\n";
    let folder = scratch(&[("CHARTER.md", page)]);
    let output = crate::harness::drawline(folder.path(), &["lint", "--format", "short", "--today", "2026-06-01"]);
    let said = stdout(&output);
    assert!(said.contains("[look-alike-letters]") && said.contains("[out-of-scope]"), "{said}");
}

#[test]
fn what_a_branch_takes_back_by_a_merge_is_its_own() {
    let (_folder, repo) = repo();
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{GUILTY}"));
    repo.commit("guilty, and the place where a branch began");
    repo.git(&["checkout", "-q", "-b", "branch"]);
    repo.write("other.md", "x\n");
    repo.commit("on the branch");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("charter.toml", &format!("{TEAM}{ROADMAP}"));
    repo.commit("the base has removed it");
    repo.git(&["checkout", "-q", "branch"]);
    repo.git(&["merge", "-q", "-s", "ours", "-m", "keep ours", "main"]);
    for way in [&["--range", "main..HEAD", "--net"][..], &["--range", "main..HEAD", "--net", "--rules-from", "main"]] {
        let (rules, code) = found(&repo, way);
        assert!(rules.iter().any(|rule| rule == "out-of-scope") && code == Some(1), "{way:?}: {rules:?}");
    }
}

#[test]
fn what_makes_a_finding_go_away_and_leaves_the_work_is_a_finding_of_its_own() {
    let charter = |role: &str, more: &str| {
        format!(
            "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = {role}\n\n[[duty]]\nactivity = \"production deployment\"\naccountable = \"@ana\"\n{more}"
        )
    };
    let shared = |here: &str| {
        format!(
            "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\nallocation = {here}\n{ROADMAP}"
        )
    };
    let pm = "\"product-manager\"";
    let second = "[team]\nid = \"a\"\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = [\"release-manager\", \"devops-engineer\"]\n";
    let cover = |until: &str| charter(pm, &format!("until = {until}\n"));
    let none = String::new();
    for (what, before, after, beside) in [
        (
            "another role",
            charter(pm, ""),
            charter("[\"product-manager\", \"release-manager\", \"devops-engineer\"]", ""),
            &none,
        ),
        ("a role instead", charter(pm, ""), charter("\"devops-engineer\"", ""), &none),
        ("a second file of the team", charter(pm, ""), charter(pm, ""), &second.to_owned()),
        ("retired beside holders", charter(pm, ""), charter(pm, "retired = \"nobody does it\"\n"), &none),
        ("a last day that is moved", cover("2026-05-01"), cover("2026-08-31"), &none),
        ("a smaller share", shared("0.8"), shared("0.5"), &none),
    ] {
        let folder = scratch(&[]);
        let repo = Repo::new(folder.path());
        repo.write(
            "b/charter.toml",
            "[team]\nname = \"B\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\nallocation = 0.5\n",
        );
        repo.write("charter.toml", &before);
        repo.commit("before");
        repo.write("charter.toml", &after);
        if !beside.is_empty() {
            repo.write("more.charter.toml", beside);
        }
        repo.git(&["add", "-A"]);
        let mut answers = vec![found(&repo, &["--staged"]).0];
        repo.commit("after");
        answers.extend(BY_OWN.iter().chain(&BY_BASE[..2]).map(|way| found(&repo, way).0));
        for rules in answers {
            assert!(rules.iter().any(|rule| rule == "kept-duty"), "{what}: {rules:?}");
        }
    }
}

/// What one side of a merge had an exception for, and the merge keeps without it, is the merge's.
#[test]
fn a_merge_that_loses_a_waiver_brings_what_it_was_about() {
    let comment = "   # drawline: ignore[out-of-scope] until=2026-12-31 our first QA lead starts then";
    let waived = GUILTY.replacen("accountable = \"@ana\"", &format!("accountable = \"@ana\"{comment}"), 1);
    for (merged, is_told) in [(GUILTY, true), (&*waived, false)] {
        let (_folder, repo) = repo();
        repo.git(&["branch", "base"]);
        repo.git(&["checkout", "-q", "-b", "side"]);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{waived}"));
        repo.commit("with an exception");
        repo.git(&["checkout", "-q", "main"]);
        repo.write("README.md", "more\n");
        repo.commit("something else");
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{merged}"));
        repo.git(&["add", "-A"]);
        let staged = found(&repo, &["--staged"]).0;
        repo.commit("merge");
        assert_eq!(repo.git(&["rev-list", "--parents", "-n", "1", "HEAD"]).split(' ').count(), 3);
        for (rules, way) in [(staged, "--staged"), (found(&repo, &["--range", "base..HEAD"]).0, "--range")] {
            assert_eq!(rules.contains(&"out-of-scope".to_owned()), is_told, "{way}: {rules:?}");
        }
    }
}

/// Both sides are over a limit, and the merge is over it by more than either.
#[test]
fn a_merge_that_is_worse_than_all_that_it_joins_is_told() {
    let duty = |work: &str| format!("\n[[duty]]\nactivity = \"{work}\"\naccountable = \"@ana\"\n");
    let (left, right) = (duty("product-strategy"), duty("release-notes"));
    for (merged, is_told) in [(format!("{left}{right}"), true), (left.clone(), false), (right.clone(), false)] {
        let (_folder, repo) = repo();
        repo.write("drawline.toml", "[rules]\ntoo-many-duties = { max = 1 }\n");
        repo.commit("a limit");
        repo.git(&["checkout", "-q", "-b", "side"]);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{right}"));
        repo.commit("one more");
        repo.git(&["checkout", "-q", "main"]);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{left}"));
        repo.commit("another one");
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side"]);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{merged}"));
        repo.git(&["add", "-A"]);
        let staged = found(&repo, &["--staged"]).0;
        repo.commit("merge");
        let each = found(&repo, &["--range", "HEAD^1..HEAD", "--only", "too-many-duties"]).0;
        assert_eq!(staged.contains(&"too-many-duties".to_owned()), is_told, "--staged: {staged:?}");
        // The commit of the side branch is in the range as well, and is over the limit by itself.
        assert_eq!(each.len(), 1 + usize::from(is_told), "{each:?}");
    }
}

#[test]
fn a_waiver_overrules_where_it_says_why_and_names_the_rule() {
    let rules = |said: &str| {
        let (_folder, repo) = repo();
        let waived = GUILTY.replacen("\"@ana\"", &format!("\"@ana\" # drawline: {said}"), 1);
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{waived}"));
        found(&repo, &[]).0.iter().filter(|rule| *rule == "out-of-scope").count()
    };
    assert_eq!(rules("ignore[out-of-scope] until=2026-07-01 our first QA lead starts then"), 0);
    assert_eq!(rules("ignore[out-of-scope] until=2026-07-01"), 1, "it gives no reason");
    assert_eq!(rules("ignore[stretch-duty] until=2026-07-01 our first QA lead starts then"), 1, "of another rule");
    assert_eq!(rules("ignore[out-of-scope] until=2026-07-xx our first QA lead starts then"), 1, "it is malformed");
}

/// Of rules that a repository names, every exception needs a control, whatever work it is about.
#[test]
fn an_exception_from_a_rule_that_is_named_needs_a_control() {
    let told = |config: &str, control: &str| {
        let (_folder, repo) = repo();
        let said = format!("ignore[stretch-duty] until=2026-07-01 {control}a project manager starts then");
        let row = format!("\n[[duty]]\nactivity = \"project-management\"\naccountable = \"@ana\" # drawline: {said}\n");
        repo.write("charter.toml", &format!("{TEAM}{ROADMAP}{row}"));
        repo.write("drawline.toml", config);
        found(&repo, &[]).0.contains(&"no-compensating-control".to_owned())
    };
    let named = "[rules]\nno-compensating-control = { rules = [\"stretch-duty\"] }\n";
    assert!(told(named, "") && !told(named, "compensating=\"@kim helps\" ") && !told("", ""));
}

/// Who moves the last day of an exception for themselves has written it as it stands now.
#[test]
fn an_exception_that_somebody_prolongs_for_themselves_is_told() {
    let waived = |until: &str| {
        let said = format!("\"@ana\" # drawline: ignore[out-of-scope] until={until} our first QA lead starts then");
        format!("{TEAM}{ROADMAP}{}", GUILTY.replacen("\"@ana\"", &said, 1))
    };
    for (until, is_told) in [("2026-08-31", true), ("2026-07-31", false)] {
        let (_folder, repo) = repo();
        repo.write("charter.toml", &waived("2026-07-31"));
        repo.commit("granted by another");
        repo.write("people.toml", "[[person]]\nhandle = \"@ana\"\nname = \"Ada\"\n");
        repo.commit("Ada is @ana");
        repo.git(&["config", "user.name", "Ada"]);
        repo.git(&["config", "user.email", "ada@example.org"]);
        repo.write("charter.toml", &format!("{}# more\n", waived(until)));
        repo.git(&["add", "-A"]);
        let staged = found(&repo, &["--staged"]).0;
        repo.commit("edited by Ana");
        for rules in [staged, found(&repo, BY_OWN[0]).0] {
            assert_eq!(rules.contains(&"self-waiver".to_owned()), is_told, "{until}: {rules:?}");
        }
    }
}

#[test]
fn what_loses_its_waiver_is_new() {
    let waived = |until: &str| {
        let comment = format!("   # drawline: ignore[out-of-scope] until={until} our first QA lead starts then");
        let duty = GUILTY.replacen("accountable = \"@ana\"", &format!("accountable = \"@ana\"{comment}"), 1);
        format!("{TEAM}{ROADMAP}{duty}")
    };
    let cases =
        [(format!("{TEAM}{ROADMAP}{GUILTY}"), true), (waived("2026-05-01"), true), (waived("2026-07-01"), false)];
    for (after, is_new) in cases {
        let (_folder, repo) = repo();
        repo.write("charter.toml", &waived("2026-12-31"));
        repo.commit("with an exception");
        repo.write("charter.toml", &after);
        repo.git(&["add", "-A"]);
        let staged = found(&repo, &["--staged"]);
        repo.commit("without");
        let ways = BY_OWN.iter().chain(&BY_BASE[..2]).map(|way| found(&repo, way));
        for (rules, code) in ways.chain([staged]) {
            assert_eq!(rules.contains(&"out-of-scope".to_owned()), is_new, "{rules:?} {after}");
            assert_eq!(code, Some(i32::from(is_new)), "{rules:?} {after}");
        }
    }
}
