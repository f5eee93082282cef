//! What machine formats say, value by value, of one rich change: carried, worse, fixed and new findings, waived in place and in
//! the configuration, wide characters before a column, safe and unsafe fixes, more of a level than a host shows. What each format
//! prints of it is committed in `fixtures/formats/`, for whoever reviews a change of it; `DRAWLINE_BLESS=1` writes it anew.

use serde_json::Value;

use crate::harness::{Repo, drawline, files_below, project, scratch, stdout, write};

/// A page whose cells stand behind an emoji and an umlaut.
const PAGE: &str = "# Wörk 😀 charter\n\n| Prüfung 😀 | QA lead | Product manager |\n|---|---|---|\n| 😀 Test sign-off | R (é) | A |\n";
const MEMBERS: &str = "[team]\nname = \"Nord\"\n\n[[member]]\nhandle = \"@eva\"\nrole = \"product-manager\"\n\n\
                       [[member]]\nhandle = \"@max\"\nrole = \"qa-lead\"\n";

fn duty(activity: &str, who: &str, more: &str) -> String {
    format!("\n[[duty]]\nactivity = \"{activity}\"\naccountable = \"{who}\"{more}\n")
}

/// A repository whose last commit does a bit of everything, and what drawline prints of it in each format.
struct Change {
    _folder: tempfile::TempDir,
    repo: Repo,
    all: Vec<Value>,
}

impl Change {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let repo = Repo::new(folder.path());
        let config = "[rules]\ntoo-many-duties = { max = 1, severity = \"warning\" }\n\n[[waiver]]\nrule = \"out-of-scope\"\n\
                      activity = \"content-writing\"\nreason = \"a writer starts in July\"\nuntil = 2026-07-31\n";
        repo.write("drawline.toml", config);
        let carried = duty("project-management", "@eva", "");
        let fixed = duty("code-review", "@eva", "");
        repo.write("teams/nord/charter.toml", &format!("{MEMBERS}{carried}{fixed}"));
        repo.commit("start");
        let waived =
            duty("production-coding", "@eva", "   # drawline: ignore[out-of-scope] until=2026-07-31 the team is two");
        let new: String = ["test-sign-off", "content-writing", "water the plants"]
            .iter()
            .map(|work| duty(work, "@eva", "\nresponsible = \"@max\""))
            .collect();
        let slips: String =
            (0..13).map(|_| "\n[[duty]]\nactivty = \"roadmap\"\naccountable = \"@max\"\n".to_owned()).collect();
        repo.write(
            "teams/nord/charter.toml",
            &format!("{MEMBERS}{carried}{waived}{new}{}{slips}", duty("test-planning", "@mxa", "")),
        );
        repo.write("teams/süd & co,x/charter.md", PAGE);
        repo.commit("a bit of everything");
        let mut change = Self { _folder: folder, repo, all: Vec::new() };
        change.all = change.json("json")["diagnostics"].as_array().expect("a list").clone();
        change
    }

    fn text(&self, format: &str) -> String {
        let args = [
            "lint",
            "--range",
            "HEAD~1..HEAD",
            "--all",
            "--min-confidence",
            "low",
            "--today",
            "2026-06-01",
            "--format",
            format,
        ];
        stdout(&self.repo.drawline(&args))
    }

    fn json(&self, format: &str) -> Value {
        serde_json::from_str(&self.text(format)).expect("JSON")
    }

    fn state<'a>(&'a self, states: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        self.all.iter().filter(move |found| states.contains(&text(&found["state"])))
    }

    /// What a gate fails for.
    fn counting(&self) -> Vec<&Value> {
        self.state(&["introduced", "worsened"]).collect()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number, not {value}"))
}

#[test]
fn the_change_has_everything_that_formats_have_to_tell_apart() {
    let change = Change::new();
    for state in ["introduced", "worsened", "carried", "resolved", "waived"] {
        assert!(change.state(&[state]).next().is_some(), "nothing is {state}: {:#?}", change.all);
    }
    assert_eq!(change.state(&["waived"]).count(), 2);
    let level = |level: &str| change.counting().iter().filter(|found| found["severity"] == level).count();
    assert!(level("error") > 10 && level("warning") > 0 && level("advice") > 0, "{:#?}", change.all);
    let fixes = |safe: bool| change.counting().iter().any(|found| found["fix"]["safe"] == safe);
    assert!(fixes(true) && fixes(false), "a safe fix, and one that wants a second thought");
    let wide = change.all.iter().find(|found| text(&found["path"]).ends_with(".md")).expect("a finding on the page");
    // `| 😀 Test sign-off | R (é) | A |`: the A has 28 characters before it, which are 32 bytes.
    assert_eq!((number(&wide["start"]["line"]), number(&wide["start"]["column"])), (5, 29), "{wide:#}");
    let line_start = PAGE.lines().take(4).map(|line| line.len() as u64 + 1).sum::<u64>();
    assert_eq!(number(&wide["start"]["byte"]), line_start + 32);
}

/// The formats, as the program lists them.
fn formats() -> Vec<String> {
    let help = stdout(&drawline(project(), &["lint", "-h"]));
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let listed = words.split("How to show findings").nth(1).and_then(|rest| rest.split("[possible values: ").nth(1));
    let listed = listed.and_then(|rest| rest.split(']').next()).expect("a list of formats");
    listed.split(", ").map(str::to_owned).collect()
}

/// An answer without what is said of the rules themselves, which is another file with every one that is added.
fn of_findings(text: &str) -> String {
    let (mut kept, mut closes) = (String::new(), None::<String>);
    for line in text.replace(env!("CARGO_PKG_VERSION"), "VERSION").split_inclusive('\n') {
        let said = line.trim_end();
        if let Some(end) = &closes {
            if said.trim_end_matches(',') == *end {
                closes = None;
            }
        } else if said.trim_start() == "\"rules\": [" {
            closes = Some(format!("{}]", &said[..said.len() - said.trim_start().len()]));
        } else if !said.trim_start().starts_with("\"ruleIndex\": ") {
            kept.push_str(line);
        }
    }
    kept
}

#[test]
fn every_format_prints_what_is_committed() {
    let (change, folder) = (Change::new(), project().join("fixtures/formats"));
    let bless = std::env::var_os("DRAWLINE_BLESS").is_some();
    assert!(!bless || std::env::var_os("CI").is_none(), "nothing is written where CI is set");
    let formats = formats();
    assert!(formats.len() > 9 && formats.contains(&"sarif".to_owned()), "{formats:?}");
    let mut wrong = Vec::new();
    for format in &formats {
        let text = of_findings(&change.text(format));
        let file = folder.join(format!("{format}.txt"));
        if bless {
            write(&file, text.as_bytes());
        } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
            wrong.push(format!("{format} prints\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "not what is committed; DRAWLINE_BLESS=1 writes it anew\n{}", wrong.join("\n"));
    let stem = |file: &std::path::PathBuf| file.file_stem().expect("a name").to_string_lossy().into_owned();
    let kept: Vec<String> = files_below(&folder).iter().map(stem).collect();
    assert!(kept.iter().all(|name| formats.contains(name)), "of no format: {kept:?}");
}

#[test]
fn sarif_says_of_each_finding_what_json_says() {
    let change = Change::new();
    let log = change.json("sarif");
    let results = log["runs"][0]["results"].as_array().expect("results").clone();
    let wanted: Vec<&Value> = change.state(&["introduced", "worsened", "carried", "waived"]).collect();
    assert_eq!(results.len(), wanted.len(), "what is resolved is no result");
    let (mut prints, mut elsewhere) = (std::collections::HashSet::new(), 0);
    for (result, found) in results.iter().zip(&wanted) {
        let place = &result["locations"][0]["physicalLocation"];
        let (region, (start, end)) = (&place["region"], (&found["start"], &found["end"]));
        assert_eq!(result["ruleId"], found["rule"]);
        assert_eq!(
            result["level"],
            match text(&found["severity"]) {
                "error" => "error",
                "warning" => "warning",
                _ => "note",
            }
        );
        let at = [&region["startLine"], &region["startColumn"], &region["endLine"]].map(number);
        assert_eq!(at, [&start["line"], &start["column"], &end["line"]].map(number), "{result:#}");
        let least = if start == end { number(&start["column"]) + 1 } else { number(&end["column"]) };
        assert_eq!(number(&region["endColumn"]), least);
        let address = text(&place["artifactLocation"]["uri"]).to_owned();
        if text(&found["path"]).ends_with(".md") {
            assert_eq!(address, "teams/s%C3%BCd%20%26%20co%2Cx/charter.md");
        } else {
            assert_eq!(address, text(&found["path"]));
        }
        let state = match text(&found["state"]) {
            "introduced" | "waived" => "new",
            "worsened" => "updated",
            _ => "unchanged",
        };
        assert!(found["state"] == "waived" || result["baselineState"] == state, "{result:#}");
        let kind = match (&found["waiver"], found["waiver"]["path"].as_str()) {
            (Value::Null, _) => None,
            (_, Some("drawline.toml")) => Some("external"),
            _ => Some("inSource"),
        };
        assert_eq!(result["suppressions"][0]["kind"].as_str(), kind, "{result:#}");
        assert_eq!(result["suppressions"][0]["justification"], found["waiver"]["reason"]);
        // The line of a built-in rule is no place of the repository.
        let labels = found["labels"].as_array().expect("labels").iter().skip(1);
        let labels =
            labels.filter(|label| text(&label["path"]).starts_with("teams/") || label["path"] == "drawline.toml");
        let related = result["relatedLocations"].as_array().map_or(&[][..], Vec::as_slice);
        let places: Vec<_> = labels.map(|label| (number(&label["start"]["line"]), label["text"].clone())).collect();
        let told: Vec<_> = related
            .iter()
            .map(|one| (number(&one["physicalLocation"]["region"]["startLine"]), one["message"]["text"].clone()))
            .collect();
        assert_eq!(told, places, "{result:#}");
        elsewhere += related.len();
        let edits = found["fix"]["edits"].as_array().map_or(0, Vec::len);
        assert_eq!(result["fixes"][0]["artifactChanges"].as_array().map_or(0, Vec::len), edits);
        assert!(prints.insert(result["fingerprints"]["drawline/v1"].to_string()), "a fingerprint twice");
    }
    assert!(elsewhere > 1, "{elsewhere} places beside the first ones");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let scope = rules.iter().find(|rule| rule["id"] == "out-of-scope").expect("a rule");
    assert_eq!((text(&scope["name"]), text(&scope["shortDescription"]["text"])), ("OutOfScope", "Out of scope."));
    let why = text(&scope["fullDescription"]["text"]);
    assert!(text(&scope["help"]["text"]).starts_with(why) && why.len() > 40, "{scope:#}");
}

#[test]
fn gitlab_and_junit_hold_what_counts_and_nothing_else() {
    let change = Change::new();
    let (issues, counting) = (change.json("gitlab"), change.counting());
    let issues = issues.as_array().expect("a list");
    assert_eq!(issues.len(), counting.len());
    let mut prints = std::collections::HashSet::new();
    for (issue, found) in issues.iter().zip(&counting) {
        assert_eq!(issue["check_name"], found["rule"]);
        assert_eq!(
            issue["severity"],
            match text(&found["severity"]) {
                "error" => "major",
                "warning" => "minor",
                _ => "info",
            }
        );
        assert_eq!(issue["location"]["path"], found["path"]);
        let lines = &issue["location"]["lines"];
        assert_eq!([&lines["begin"], &lines["end"]], [&found["start"]["line"], &found["end"]["line"]]);
        assert!(text(&issue["description"]).starts_with(text(&found["message"])));
        assert!(prints.insert(issue["fingerprint"].to_string()), "a fingerprint twice");
    }
    let junit = change.text("junit");
    let failing = counting.iter().filter(|found| found["severity"] != "advice").count();
    assert_eq!(junit.matches("<testcase ").count(), counting.len());
    assert_eq!(junit.matches("<failure ").count(), failing, "advice fails no test");
    assert!(junit.contains(&format!("failures=\"{failing}\"")), "{junit}");
    for found in change.state(&["carried", "resolved"]) {
        let name = format!("{} at line {}: {}", text(&found["rule"]), found["start"]["line"], text(&found["message"]));
        assert!(!junit.contains(&name), "{name}");
    }
}

#[test]
fn rdjson_counts_bytes_and_suggests_what_is_safe() {
    let change = Change::new();
    let (log, counting) = (change.json("rdjson"), change.counting());
    let rows = log["diagnostics"].as_array().expect("a list");
    assert_eq!(rows.len(), counting.len());
    for (row, found) in rows.iter().zip(&counting) {
        let path = text(&found["path"]);
        let source = change.repo.git(&["show", &format!("HEAD:{path}")]);
        for (name, at) in [("start", &found["start"]), ("end", &found["end"])] {
            let byte = usize::try_from(number(&at["byte"])).expect("small").min(source.len());
            let line = source[..byte].rfind('\n').map_or(0, |end| end + 1);
            let place = &row["location"]["range"][name];
            assert_eq!(
                (number(&place["line"]), number(&place["column"])),
                (number(&at["line"]), (byte - line + 1) as u64)
            );
        }
        assert_eq!(
            row["severity"],
            match text(&found["severity"]) {
                "error" => "ERROR",
                "warning" => "WARNING",
                _ => "INFO",
            }
        );
        assert_eq!(row["code"]["value"], found["rule"]);
        let safe = found["fix"]["safe"] == true;
        let edits = found["fix"]["edits"].as_array().map_or(0, Vec::len);
        assert_eq!(row["suggestions"].as_array().map_or(0, Vec::len), if safe { edits } else { 0 }, "{row:#}");
    }
}

#[test]
fn github_annotates_ten_of_a_level_with_their_columns() {
    let change = Change::new();
    let log = change.text("github");
    for (severity, command) in [("error", "::error "), ("warning", "::warning "), ("advice", "::notice ")] {
        let of_level: Vec<&Value> =
            change.counting().into_iter().filter(|found| found["severity"] == severity).collect();
        let lines: Vec<&str> = log.lines().filter(|line| line.starts_with(command)).collect();
        assert_eq!(lines.len(), of_level.len().min(10), "{log}");
        let shown = if of_level.len() > 10 { 9 } else { of_level.len() };
        for (line, found) in lines.iter().zip(&of_level).take(shown) {
            let (start, end) = (&found["start"], &found["end"]);
            let columns = if start["line"] == end["line"] {
                format!(",col={},endColumn={}", start["column"], end["column"])
            } else {
                String::new()
            };
            let place =
                format!(",line={},endLine={}{columns},title={}::", start["line"], end["line"], text(&found["rule"]));
            assert!(line.contains(&place), "{line}\n{place}");
            let file = text(&found["path"]).replace(',', "%2C");
            assert!(line.starts_with(&format!("{command}file={file},")), "{line}");
        }
        if shown < of_level.len() {
            let left = format!("{command}title=drawline::{} more are in the log", of_level.len() - shown);
            assert_eq!(lines.last().copied(), Some(&*left));
        }
    }
}

/// Ten of a level are shown; of eleven the tenth says that there are two more. What goes over lines has no columns.
#[test]
fn github_counts_what_is_more_than_ten_and_leaves_columns_out_over_lines() {
    let annotations = |slips: usize| {
        let charter =
            format!("{MEMBERS}{}", "\n[[duty]]\nactivty = \"roadmap\"\naccountable = \"@max\"\n".repeat(slips));
        let folder = scratch(&[("charter.toml", &charter)]);
        let log = stdout(&drawline(folder.path(), &["lint", "--format", "github", "--only", "unknown-key"]));
        log.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(annotations(10).len() == 10 && annotations(10)[9].contains("line=49,"), "{:#?}", annotations(10));
    assert_eq!(annotations(11).last().map(String::as_str), Some("::error title=drawline::2 more are in the log"));
    assert_eq!(annotations(11).len(), 10);
    let page = "# Product manager\n\n- Owns the roadmap\n\n<!-- drawline: ignore[out-of-scope]\nuntil=2026-12-31 -->\n";
    let folder = scratch(&[("CHARTER.md", page)]);
    let log = stdout(&drawline(folder.path(), &["lint", "--format", "github", "--only", "waiver-without-reason"]));
    assert!(log.contains(",line=5,endLine=6,title="), "{log}");
}
