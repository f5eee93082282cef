//! Pictures: what a matrix says is what the files say, whichever way it is read.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{Repo, drawline_on, files_below, project, scratch, stderr, stdout};

const TODAY: &str = "2026-06-01";

/// Team, who, kind of work, how, last day.
type Part = [String; 5];

/// Who holds what, by `drawline facts`, as far as the holder is known. What is not clear is judged by nobody and in no matrix.
fn parts(folder: &Path) -> BTreeSet<Part> {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let part = |fact: serde_json::Value| {
        let who = text(&fact["person"]).or_else(|| text(&fact["role"]))?;
        let work = text(&fact["activity"]).or_else(|| text(&fact["activity_text"]))?;
        let until = text(&fact["until"]).unwrap_or_default();
        Some([text(&fact["team"])?, who, work, text(&fact["involvement"])?, until])
    };
    // What can be no handle is a slip, and told as one.
    let is_name = |part: &Part| !part[1].starts_with('@') || !part[1][1..].contains(['@', ' ']);
    facts(folder, "duty").into_iter().filter(|fact| fact["explicit"] == true).filter_map(part).filter(is_name).collect()
}

/// Facts of a kind.
fn facts(folder: &Path, kind: &str) -> Vec<serde_json::Value> {
    let output = drawline_on(TODAY, folder, &["facts", "--format", "ndjson"]);
    let facts = stdout(&output);
    let facts = facts.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    facts.filter(|fact| fact["fact"] == kind).collect()
}

/// Who is in which team under which role, of those who are in a matrix.
fn members(folder: &Path, named: &BTreeSet<Part>) -> BTreeSet<String> {
    let is_named = |fact: &serde_json::Value| {
        named.iter().any(|part| fact["team"] == part[0].as_str() && fact["person"] == part[1].as_str())
    };
    let members = facts(folder, "member").into_iter().filter(is_named);
    members.map(|fact| format!("{} {} {}", fact["team"], fact["person"], fact["role"])).collect()
}

/// A folder with nothing but what a matrix says of its teams, beside the files that say who people are and what names mean.
fn page_of(markdown: &str, from: &Path) -> tempfile::TempDir {
    let folder = scratch(&[]);
    crate::harness::write(&folder.path().join("CHARTER.md"), markdown.as_bytes());
    let says_who_does_what = |text: &str| text.contains("[[duty]]") || text.contains("[team]") || text.contains('|');
    for file in files_below(from).into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if file.ends_with("drawline.toml") || !says_who_does_what(&text) {
            crate::harness::write(&folder.path().join(file.strip_prefix(from).expect("below")), text.as_bytes());
        }
    }
    folder
}

#[test]
fn a_matrix_in_markdown_is_read_as_the_facts_that_it_was_made_from() {
    let cases = files_below(&project().join("fixtures/cases")).into_iter().filter(|file| file.ends_with("case.toml"));
    let cases = cases.filter_map(|file| Some(file.parent()?.join("files"))).filter(|files| files.is_dir());
    let (mut compared, mut wrong) = (0, Vec::new());
    // One of three fixtures, since each is read three times.
    for fixture in cases.step_by(3).chain([project().join("fixtures/overstretched")]) {
        // Outside of this repository, whose configuration leaves fixtures out.
        let copy = scratch(&[]);
        for file in files_below(&fixture) {
            let inside = file.strip_prefix(&fixture).expect("below");
            crate::harness::write(&copy.path().join(inside), &std::fs::read(&file).expect("a file"));
        }
        // There are names that can be no handle, and words made of signs, which any other reading takes apart.
        if fixture.ends_with("what-can-be-no-handle/files") || fixture.to_string_lossy().contains("hostile") {
            continue;
        }
        let output = drawline_on(TODAY, copy.path(), &["matrix", "--format", "markdown"]);
        if !output.status.success() {
            continue;
        }
        let before = parts(copy.path());
        let page = page_of(&stdout(&output), copy.path());
        let after = parts(page.path());
        compared += before.len();
        for part in before.symmetric_difference(&after) {
            wrong.push(format!(
                "{}: {part:?} is {} the matrix",
                fixture.display(),
                if after.contains(part) { "only in" } else { "not in" }
            ));
        }
        let (were, are) = (members(copy.path(), &before), members(page.path(), &before));
        // A role that is misspelt is nobody's until it is spelt right, and the matrix shows the one of the people file.
        let differ = were.symmetric_difference(&are).filter(|_| !fixture.ends_with("misspelt/files"));
        wrong.extend(differ.map(|member| format!("{}: {member}", fixture.display())));
    }
    assert!(compared > 150, "only {compared} parts were compared");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_kind_of_work_is_read_by_its_own_title() {
    let policy = drawline::policy::Policy::load(drawline::policy::Choice::default()).expect("sound");
    let work: Vec<&str> = policy.taxonomy.activities.all().iter().map(|activity| &*activity.id).collect();
    assert!(work.len() > 90, "{}", work.len());
    let duty = |work: &&str| format!("[[duty]]\nactivity = \"{work}\"\naccountable = \"@ann\"\n");
    let charter = format!(
        "[team]\nname = \"All\"\n[[member]]\nhandle = \"@ann\"\nrole = \"product manager\"\n{}",
        work.iter().map(duty).collect::<String>()
    );
    let folder = scratch(&[("charter.toml", &charter)]);
    let again = page_of(&said(folder.path(), &["matrix", "--format", "markdown"]), folder.path());
    assert_eq!(parts(folder.path()), parts(again.path()));
}

#[test]
fn a_matrix_does_not_grow_with_the_square_of_who_is_accountable() {
    let laid = |people: usize| {
        let one = |at: usize| {
            format!("[[member]]\nhandle = \"@m{at}\"\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"@m{at}\"\n")
        };
        let charter = format!("[team]\nname = \"All\"\n{}", (0..people).map(one).collect::<String>());
        let folder = scratch(&[("charter.toml", &charter)]);
        let page = said(folder.path(), &["matrix", "--format", "markdown"]);
        assert_eq!(parts(folder.path()), parts(page_of(&page, folder.path()).path()));
        page.len()
    };
    let (few, many) = (laid(100), laid(400));
    assert!(many < few * 5, "{few} -> {many}");
}

#[test]
fn a_page_of_several_teams_says_what_belongs_to_whom_until_when() {
    let copy = scratch(&[(
        "charter.toml",
        "[team]\nname = \"Pay\"\nid = \"payments\"\n[[member]]\nhandle = \"@ann\"\nrole = [\"product manager\", \"QA lead\"]\n\
         [[member]]\nhandle = \"@idle\"\nrole = \"QA lead\"\n\
         [[duty]]\nactivity = \"test sign-off\"\naccountable = \"@ann\"\nuntil = 2026-09-30\n\
         [[duty]]\nactivity = \"test sign-off\"\naccountable = \"@bo\"\nresponsible = \"@ann\"\n\
         [[duty]]\nactivity = \"test sign-off\"\nconsulted = \"tech lead\"\n",
    )]);
    let page = said(copy.path(), &["matrix", "--format", "markdown"]);
    assert!(page.starts_with("## Team: payments\n\n1 row of work"), "{page}");
    assert!(page.contains("Members: `@ann` (product manager, QA lead), `@idle` (QA lead)."), "{page}");
    let again = page_of(&page, copy.path());
    assert_eq!(parts(copy.path()), parts(again.path()), "{page}");
    assert_eq!(page, said(again.path(), &["matrix", "--format", "markdown"]));
    assert!(page.contains("`@idle` (QA lead)"), "{page}");
    // Neither the page nor its file is a team.
    assert!(facts(again.path(), "duty").iter().all(|fact| fact["team"] == "payments"));
}

#[test]
fn parts_of_a_page_are_told_apart_by_the_team_that_their_heading_names() {
    let page = "# How we work\n\nOwner of the roadmap: product manager.\n\n\
        ## Team: Pay & Go {#pay}\n\nMembers: `@ann` (product manager, QA lead) and @bo\n\n| Work | @ann | Until |\n|--|:-:|--|\n\
        | Test sign-off | A | 2026-12-31 |\n| Release notes | R | n/a |\n\n\
        ### Team: Cards\n\n#### Members\n\n- @cy: (tech lead)\n- `@qa-lead`\n\n#### QA lead\n\n- Signs off on tests\n\n\
        ### Product manager\n\n- Owns the roadmap\n\n## Afterwards\n\nThe product manager owns pricing.\n";
    let folder = scratch(&[("teams/all/CHARTER.md", page)]);
    let said = |fact: &serde_json::Value, keys: &[&str]| {
        keys.iter().map(|key| fact[*key].as_str().unwrap_or("-")).collect::<Vec<_>>().join(" ")
    };
    let members: Vec<String> =
        facts(folder.path(), "member").iter().map(|fact| said(fact, &["team", "person", "role"])).collect();
    let right = [
        "cards @cy tech-lead",
        "cards @qa-lead -",
        "pay-go @ann product-manager",
        "pay-go @ann qa-lead",
        "pay-go @bo -",
    ];
    assert_eq!(BTreeSet::from_iter(members), right.map(str::to_owned).into());
    let duties = facts(folder.path(), "duty");
    let duties: Vec<String> =
        duties.iter().map(|fact| said(fact, &["team", "person", "role", "activity", "until"])).collect();
    let right = [
        "all - product-manager roadmap-ownership -",
        "all - product-manager pricing-and-packaging -",
        "cards - qa-lead test-sign-off -",
        "pay-go - product-manager roadmap-ownership -",
        "pay-go @ann product-manager release-notes -",
        "pay-go @ann product-manager test-sign-off 2026-12-31",
    ];
    assert_eq!(BTreeSet::from_iter(duties), right.map(str::to_owned).into());
    // What is a heading of work names no team.
    let page = "## Team: roles and responsibilities\n\nThe product manager owns the roadmap.\n";
    let folder = scratch(&[("teams/all/CHARTER.md", page)]);
    assert_eq!(facts(folder.path(), "duty")[0]["team"], "all");
    // The title of a page says whose page it is, as its folder does; two of them begin parts.
    let part = |team: &str| format!("# Team: {team}\n\nThe product manager owns the roadmap.\n\n");
    for (page, teams) in [(part("B"), vec!["all"]), (part("B") + &part("C"), vec!["b", "c"])] {
        let folder = scratch(&[("teams/all/CHARTER.md", &page)]);
        let found = facts(folder.path(), "duty");
        let found: Vec<&str> = found.iter().filter_map(|fact| fact["team"].as_str()).collect();
        assert_eq!(found, teams, "{page}");
    }
}

/// A copy of a fixture, outside of this repository, whose configuration leaves fixtures out.
fn copied(fixture: &str) -> tempfile::TempDir {
    let (from, copy) = (project().join(fixture), scratch(&[]));
    for file in files_below(&from) {
        let inside = file.strip_prefix(&from).expect("below");
        crate::harness::write(&copy.path().join(inside), &std::fs::read(&file).expect("a file"));
    }
    copy
}

fn said(folder: &Path, args: &[&str]) -> String {
    let output = drawline_on(TODAY, folder, args);
    assert!(output.status.success(), "{args:?}: {}", crate::harness::stderr(&output));
    stdout(&output)
}

#[test]
fn what_files_say_is_text_in_every_picture() {
    let copy = copied("fixtures/cases/pictures/hostile-report/files");
    let repo = Repo::new(copy.path());
    repo.commit("<script>alert(9)</script>");
    // One of more parts than a table shows.
    let html = [&["report"][..], &["matrix", "--format", "html"], &["report", "--since", "HEAD"]];
    for args in html {
        let page = said(copy.path(), args);
        for bad in ["<script", "<img", "<svg onload", "<b>\"", "onerror=alert(1)>", "javascript:alert(1)\">"] {
            assert!(!page.contains(bad), "{args:?} has {bad}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)"), "{args:?} shows the name of the team");
        // Elements are ours alone: as many as where every name is a plain word.
        assert_eq!(page.matches("<h3>").count(), 1, "{args:?}");
    }
    let svg = said(copy.path(), &["report", "--format", "svg"]);
    assert!(!svg.contains("<script") && svg.matches("</svg>").count() == svg.matches("<svg").count(), "{svg}");
    let csv = said(copy.path(), &["matrix", "--format", "csv"]);
    for cell in csv.lines().skip(1).flat_map(|line| line.split(',')) {
        let first = cell.trim_start_matches('"').trim_start().chars().next();
        assert!(!first.is_some_and(|sign| "=+-@".contains(sign)), "a spreadsheet would run {cell}");
    }
    let markdown = said(copy.path(), &["matrix", "--format", "markdown"]);
    assert!(!markdown.contains("<script") && !markdown.contains("<b>"), "{markdown}");
}

/// The values of an attribute, with quotes or without.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=");
    let value = |rest: &'a str| match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap_or_default(),
        None => rest.split([' ', '>']).next().unwrap_or_default(),
    };
    page.split(begin.as_str()).skip(1).map(value).collect()
}

#[test]
fn a_report_loads_nothing_runs_nothing_and_leads_somewhere() {
    for fixture in
        ["fixtures/overstretched", "fixtures/cases/pictures/report/files", "fixtures/cases/prose/matrix/files"]
    {
        let copy = copied(fixture);
        let page = said(copy.path(), &["report"]);
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{fixture}");
        for bad in ["<script", " style=", " src=", "<link", "<iframe", "url(", "@import", " onload", "<form", "<base"] {
            assert!(!page.contains(bad), "{fixture}: {bad}");
        }
        let ids: BTreeSet<&str> = values(&page, "id").into_iter().collect();
        assert_eq!(ids.len(), values(&page, "id").len(), "{fixture}: an id is there twice");
        let links = values(&page, "href");
        assert!(links.len() > 20, "{fixture}: {links:?}");
        for link in links {
            let leads = link.strip_prefix('#').map_or(link.starts_with("https://github.com/"), |id| ids.contains(id));
            assert!(leads, "{fixture}: {link} leads nowhere");
        }
    }
}

#[test]
fn a_report_leads_to_the_host_of_its_files_where_it_is_named() {
    let folder = copied("fixtures/overstretched");
    let source = "https://example.org/acme/charters/blob/main/";
    let page = said(folder.path(), &["report", "--source", source]);
    let unlinked = said(folder.path(), &["report"]);
    let links: Vec<&str> =
        values(&page, "href").into_iter().filter(|link| link.starts_with(source.trim_end_matches('/'))).collect();
    assert!(links.len() > 20 && !unlinked.contains("example.org"), "{} links", links.len());
    for link in links {
        let (path, line) = link.strip_prefix(source).and_then(|rest| rest.split_once("#L")).expect("a file and a line");
        let text = std::fs::read_to_string(folder.path().join(path)).expect("a file that is there");
        assert!((1..=text.lines().count()).contains(&line.parse().expect("a number")), "{link}");
    }
    for refused in
        [&["--source", "javascript:alert(1)"][..], &["--source", "https://\"x"], &["--source", source, "--anonymous"]]
    {
        let output = drawline_on(TODAY, folder.path(), &[&["report"], refused].concat());
        assert_eq!(output.status.code(), Some(2), "{refused:?}");
    }
}

#[test]
fn the_last_step_of_a_history_is_what_lint_and_load_say() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let charter =
        std::fs::read_to_string(project().join("fixtures/overstretched/teams/checkout/charter.toml")).expect("it");
    let duties: Vec<&str> = charter.split("\n[[duty]]").collect();
    for count in [3, 9, 15, duties.len()] {
        repo.write("teams/checkout/charter.toml", &duties[..count].join("\n[[duty]]"));
        repo.commit("more");
    }
    // Cover that ends between the last commit and today is carried no more.
    let dated = "\n[[duty]]\nactivity = \"hiring\"\naccountable = \"@li\"\nuntil = 2026-04-30\n";
    repo.write("teams/checkout/charter.toml", &format!("{charter}{dated}"));
    repo.commit("cover for a while");
    let json = |args: &[&str]| -> serde_json::Value {
        let output = drawline_on(TODAY, folder.path(), args);
        serde_json::from_str(&stdout(&output)).expect("JSON")
    };
    let found = json(&["lint", "--format", "json", "--min-confidence", "low"]);
    let load = json(&["load", "--format", "json"]);
    for step in ["day", "week", "month"] {
        let history = json(&["history", "--since", "HEAD~4", "--every", step, "--format", "json"]);
        let points = history["points"].as_array().expect("points");
        let last = points.last().expect("a point");
        for (name, of) in [("errors", "error"), ("warnings", "warning"), ("advice", "advice")] {
            assert_eq!(last[name], found["summary"][of], "{step}: {name}");
        }
        assert_eq!(last["carried"], load["teams"][0]["carried"], "{step}");
        let before = points.iter().find(|point| point["day"].as_str() >= Some("2026-03-31")).expect("a point in March");
        let (before, now) = (before["carried"].as_u64(), last["carried"].as_u64());
        assert_eq!(before, now.map(|now| now + 1), "{step}: the cover counts until its last day");
    }
    let of_maya = json(&["history", "@maya", "--since", "HEAD~4", "--format", "json"]);
    let last = of_maya["points"].as_array().and_then(|points| points.last()).expect("a point").clone();
    let maya = load["people"].as_array().expect("people").iter().find(|one| one["person"] == "@maya").expect("her");
    for name in ["carried", "core", "shared", "stretch", "out", "not_judged"] {
        assert_eq!(last[name], maya[name], "{name}");
    }
}

#[test]
fn a_large_organisation_has_a_map_that_can_be_read() {
    let folder = scratch(&[]);
    for team in 0..60 {
        let part = team % 4;
        let text =
            format!("[team]\nname = \"T{team}\"\n\n[[member]]\nhandle = \"@p{}\"\nrole = \"tech-lead\"\n", team / 2);
        crate::harness::write(&folder.path().join(format!("teams/part{part}/t{team}/charter.toml")), text.as_bytes());
    }
    let map = said(folder.path(), &["map"]);
    assert_eq!(map.matches("15 teams").count(), 4, "{map}");
    assert!(map.lines().count() < 20, "{map}");
    let near = said(folder.path(), &["map", "--team", "T4"]);
    assert!(near.contains("@p2") && near.contains("T5") && !near.contains("T6"), "{near}");
}

/// What is said on both channels.
fn told(folder: &Path, args: &[&str]) -> String {
    let output = drawline_on(TODAY, folder, args);
    stdout(&output) + &stderr(&output)
}

#[test]
fn what_a_picture_leaves_out_is_told_with_it() {
    let folder = scratch(&[
        ("teams/x/charter.toml", "[team\n"),
        (
            "teams/y/charter.toml",
            "[team]\nname = \"Y\"\n\n[[member]]\nhandle = \"@z\"\nrole = \"tech-lead\"\n\n[[duty]]\nactivity = \"code review\"\naccountable = \"@z\"\n",
        ),
    ]);
    let repo = Repo::new(folder.path());
    repo.commit("one of two cannot be read");
    for args in [
        &["load"][..],
        &["load", "--rev", "HEAD"],
        &["load", "--since", "HEAD"],
        &["matrix"],
        &["matrix", "--format", "csv"],
        &["map"],
        &["map", "--format", "dot"],
        &["who", "@z"],
        &["line", "@z"],
        &["report"],
        &["waivers"],
    ] {
        let said = told(folder.path(), args);
        let expected = "drawline: this is not all: 1 file could not be read and is left out, teams/x/charter.toml";
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    let said = told(folder.path(), &["facts", "--format", "ndjson"]);
    assert!(said.contains("drawline: 1 file could not be read"), "{said}");
    let said = told(folder.path(), &["history"]);
    assert!(said.contains("at 14 of 14 steps files could not be read, such as teams/x/charter.toml"), "{said}");
    // What goes on to somebody else says it as well.
    let pages = [("load", "markdown"), ("matrix", "markdown"), ("matrix", "html"), ("report", "html")];
    let pages = pages.map(|(command, format)| vec![command, "--format", format]);
    let lines = ["text", "markdown", "html"].map(|format| vec!["line", "@z", "--format", format]);
    for args in pages.into_iter().chain(lines) {
        let page = stdout(&drawline_on(TODAY, folder.path(), &args)).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.to_lowercase().contains("this is not all: 1 file could not be read"), "{args:?}: {page}");
    }
    for (args, unread) in [
        (&["load", "--format", "json"][..], "/unread/0"),
        (&["load", "--since", "HEAD", "--format", "json"], "/unread/0"),
        (&["who", "@z", "--format", "json"], "/unread/0"),
        (&["line", "@z", "--format", "json"], "/unread/0"),
        (&["history", "--format", "json"], "/unread"),
    ] {
        let json: serde_json::Value =
            serde_json::from_str(&stdout(&drawline_on(TODAY, folder.path(), args))).expect("JSON");
        assert_eq!(json.pointer(unread), Some(&"teams/x/charter.toml".into()), "{args:?}: {json}");
    }
    repo.write("teams/x/charter.toml", "[team]\nname = \"X\"\n");
    repo.commit("both can");
    let said = told(folder.path(), &["diff", "HEAD~1..HEAD"]);
    assert!(said.contains("this is not all: 1 file could not be read"), "{said}");
    for args in [&["load"][..], &["matrix"], &["map"], &["who", "@z"], &["line", "@z"]] {
        let output = drawline_on(TODAY, folder.path(), args);
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

#[test]
fn rows_that_were_lost_are_told_with_every_picture() {
    let home = scratch(&[(
        "charter.toml",
        "[team]\nname = \"Y\"\n\n[[member]]\nhandle = \"@z\"\nrole = \"tech-lead\"\n\n[[duty]]\nactivity = \"code review\"\naccountable = \"@z\"\n",
    )]);
    let rows = stdout(&drawline_on(TODAY, home.path(), &["facts", "--repository", "acme/a", "--format", "ndjson"]));
    let kept: Vec<&str> = rows.lines().filter(|row| !row.contains("\"fact\":\"duty\"")).collect();
    let failed = "{\"fact\":\"failed\",\"version\":1,\"repository\":\"acme/b\",\"error\":\"timeout\"}\n";
    let central = scratch(&[("facts/a.ndjson", &kept.join("\n")), ("facts/b.ndjson", failed)]);
    for args in [&["load"][..], &["matrix"], &["map"], &["who", "@z"], &["report"]] {
        let said = told(central.path(), &[args, &["--facts", "facts"]].concat());
        let expected =
            "2 files could not be read and are left out, first facts/a.ndjson (of 3 rows of acme/a 2 arrived)";
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn a_kind_of_work_counts_once_however_often_it_is_written() {
    let charter = "[team]\nname = \"Pay\"\n\n[[member]]\nhandle = \"@maya\"\nrole = \"product-manager\"\n\n[[member]]\nhandle = \"@kim\"\n\
                   role = \"qa-lead\"\n\n[[duty]]\nactivity = \"sign off on testing\"\nresponsible = \"@maya\"\naccountable = \"@kim\"\nhours = 2\n\n\
                   [[duty]]\nactivity = \"test sign-off\"\naccountable = \"@maya\"\nhours = 3\n\n[[duty]]\nactivity = \"signing off tests\"\n\
                   accountable = \"@maya\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"product manager\"\nresponsible = [\"@maya\"]\n";
    let folder = scratch(&[
        ("teams/x/charter.toml", charter),
        ("drawline.toml", "[rules]\ntoo-many-duties = { max = 10 }\ntoo-many-accountable = { max = 10 }\n"),
    ]);
    let repo = Repo::new(folder.path());
    repo.commit("said three times");
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&stdout(&drawline_on(TODAY, folder.path(), args))).expect("JSON")
    };
    let load = json(&["load", "--format", "json"]);
    let maya = load["people"].as_array().expect("people").iter().find(|one| one["person"] == "@maya").expect("Maya");
    let counted = |rule: &str| {
        let limits = maya["limits"].as_array().expect("limits").iter().find(|limit| limit["rule"] == rule);
        limits.unwrap_or_else(|| panic!("{rule}: {maya}"))["value"].clone()
    };
    assert_eq!((&maya["carried"], &maya["out"], &maya["core"]), (&2.into(), &1.into(), &1.into()), "{maya}");
    assert_eq!((counted("too-many-duties"), counted("too-many-accountable")), (2.0.into(), 1.0.into()), "{maya}");
    assert_eq!(maya["hours"], 3.0, "what is said twice is not added up: {maya}");
    let of = |kind: &str, name: &str| {
        let all = load[kind].as_array().expect("rows").iter().find(|one| one["name"] == name);
        all.unwrap_or_else(|| panic!("{name}: {load}"))["carried"].clone()
    };
    assert_eq!(
        (of("teams", "pay"), of("roles", "product-manager"), of("roles", "qa-lead")),
        (2.into(), 2.into(), 1.into())
    );
    assert!(
        said(folder.path(), &["matrix"]).starts_with("Pay: 2 rows of work"),
        "{}",
        said(folder.path(), &["matrix"])
    );
    assert!(said(folder.path(), &["map", "--team", "pay"]).contains("carries 2"));
    assert!(said(folder.path(), &["line", "@maya"]).contains("give @maya 2 duties"));
    let line = said(folder.path(), &["line", "Pay"]);
    assert!(line.contains("gives Pay 2 duties; 1 of them"), "{line}");
    assert!(line.contains("1 in quality and 1 in strategy"), "{line}");
    let explained = said(folder.path(), &["load", "--explain"]);
    assert!(explained.contains("@maya: 2 carried"), "{explained}");
    // What is over counts nowhere, in a comparison either.
    repo.write(
        "teams/x/charter.toml",
        &charter.replacen("hours = 2", "until = 2026-01-01", 1).replacen("responsible = \"@maya\"\n", "", 1),
    );
    repo.commit("somebody's last day is over");
    let diff = json(&["diff", "HEAD~1..HEAD", "--format", "json"]);
    let of_kim = diff["holders"].as_array().expect("holders").iter().find(|one| one["name"] == "@kim");
    assert_eq!(of_kim.map(|one| (&one["before"], &one["after"])), Some((&1.into(), &0.into())), "{diff}");
    let load = json(&["load", "--format", "json"]);
    let kim = load["people"].as_array().expect("people").iter().find(|one| one["person"] == "@kim").expect("Kim");
    assert_eq!(kim["carried"], 0, "{kim}");
    let course = json(&["history", "--format", "json"]);
    let point = &course["points"][0];
    let number = |name: &str| point[name].as_u64().expect("a number");
    let sum: u64 = ["core", "shared", "stretch", "out", "not_judged"].into_iter().map(number).sum();
    assert_eq!((number("carried"), sum, number("out")), (2, 2, 1), "{point}");
}

#[test]
fn work_of_somebody_whom_no_file_introduces_is_not_held_by_nobody() {
    let page = "# Payments team\n\n## Product manager: Maya Okafor\n\n- Owns the roadmap\n\n| Activity | Owner | Responsible |\n\
                |---|---|---|\n| Code review | Zoe Bell | Kim Duarte |\n";
    let folder = scratch(&[("CHARTER.md", page)]);
    let at = folder.path();
    for args in [
        &["matrix"][..],
        &["matrix", "--by", "role"],
        &["matrix", "--format", "markdown"],
        &["matrix", "--format", "csv"],
        &["matrix", "--format", "html"],
        &["report"],
        &["who", "code review"],
    ] {
        let said = told(at, args);
        let known =
            said.contains("introduced by no file") || said.contains("not clear") || said.contains("no file introduces");
        assert!(known, "{args:?}: {said}");
        let nobody =
            ["nobody is accountable or responsible for it<", "nobody holds it", "held by nobody:", "1 held by nobody"];
        assert!(!nobody.iter().any(|claim| said.contains(claim)), "{args:?}: {said}");
    }
    // Where data says that nobody does, nobody does.
    let folder = scratch(&[("charter.toml", "[team]\nname = \"A\"\n\n[[duty]]\nactivity = \"code review\"\n")]);
    let said = told(folder.path(), &["matrix"]);
    assert!(said.contains("1 held by nobody"), "{said}");
}

#[test]
fn what_a_matrix_in_markdown_breaks_for_hosts_is_no_odd_letter_to_us() {
    let folder = scratch(&[(
        "charter.toml",
        "[team]\nname = \"T\"\n\n[[duty]]\nactivity = \"answering on https://example.org, @kim and #12\"\naccountable = \"@kim\"\n",
    )]);
    let page = said(folder.path(), &["matrix", "--format", "markdown"]);
    assert!(page.contains('\u{200b}'), "nothing is broken there: {page}");
    let again = scratch(&[("CHARTER.md", &page)]);
    let said = told(again.path(), &["lint", "--format", "short"]);
    assert!(!said.contains("look-alike-letters"), "{said}");
}

#[test]
fn work_that_somebody_takes_along_to_another_team_is_not_left_without_a_holder() {
    let folder = scratch(&[]);
    let repo = Repo::new(folder.path());
    let charter = |name: &str, who: &str| {
        format!(
            "[team]\nname = \"{name}\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n[[duty]]\nactivity = \"roadmap\"\naccountable = \"{who}\"\n"
        )
    };
    repo.write("charter.toml", &charter("Pay", "@ana"));
    repo.commit("one name");
    repo.write("charter.toml", &charter("Payments", "@ana"));
    repo.commit("another name");
    let said = |range: &str| stdout(&repo.drawline(&["diff", range]));
    assert!(!said("HEAD~1..HEAD").contains("unowned"), "{}", said("HEAD~1..HEAD"));
    // Somebody else's row of the same kind says nothing of it.
    repo.write("charter.toml", &charter("Pay and more", "@kim"));
    repo.commit("somebody else");
    assert!(said("HEAD~1..HEAD").contains("unowned"), "{}", said("HEAD~1..HEAD"));
}
