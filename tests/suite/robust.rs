//! Broken and hostile input: no panic, labels inside their files, nothing that a terminal would act on.

use std::sync::Arc;

use drawline::base::date::Date;
use drawline::base::diagnostic::Diagnostic;
use drawline::base::path::RepoPath;
use drawline::config::Config;
use drawline::document::Document;
use drawline::history::report::{Entry, Texts, label_places};
use drawline::lint;
use drawline::policy::{Choice, Policy};
use drawline::read::Format;
use drawline::render::{Report, TargetKind, human, json, narrated, short};
use drawline::snapshot::{Snapshot, SnapshotFile};

use crate::growth::{Start, growth};
use crate::harness::{drawline, drawline_in, files_below, format, project, scratch, stderr, stdout, write};

fn today() -> Date {
    Date::new(2026, 6, 1).expect("a day")
}

pub(crate) fn policy() -> Arc<Policy> {
    Arc::new(Policy::load(Choice::default()).expect("the embedded rules are sound"))
}

/// Judges one file and checks whatever comes of it; answers how many diagnostics there were.
pub(crate) fn survives(policy: &Arc<Policy>, format: Format, bytes: &[u8], what: &str) -> usize {
    let path = RepoPath::new("team/charter.toml").expect("sound");
    let snapshot = Snapshot::new(vec![SnapshotFile { path: path.clone(), format, bytes: bytes.into() }]);
    let found = lint::lint(policy, &snapshot, today());
    let text: Arc<str> = snapshot.text(&path).expect("the file");
    for diagnostic in &found {
        for label in diagnostic.labels().filter(|label| label.at.path == path) {
            let span = label.at.span;
            let sound = span.start <= span.end && text.get(span.start..span.end).is_some();
            assert!(sound, "{what}: {} points outside of its file: {span:?} of {}", diagnostic.rule, text.len());
        }
    }
    let texts = Arc::new(Texts::gather(label_places(&found), |place| {
        snapshot.text(&place.path).or_else(|| policy.text_of(place))
    }));
    let entry = |diagnostic: &Diagnostic| Entry {
        diagnostic: diagnostic.clone(),
        state: None,
        commit: None,
        introduced_by: None,
        texts: texts.clone(),
    };
    let entries: Vec<Entry> = found.iter().map(entry).collect();
    let report = Report {
        target: TargetKind::Worktree,
        spec: None,
        entries: &entries,
        waived: &[],
        files: 1,
        coverage: &drawline::lint::coverage::Coverage::default(),
        whom: &drawline::load::Whom::default(),
        notes: &[],
        origins: &drawline::fleet::Origins::default(),
        commits: 0,
        resolved: 0,
        fixed: 0,
        known: 0,
        settled: 0,
        not_shown: drawline::history::selection::NotShown::default(),
        rules_changed: &[],
    };
    let look = human::Look {
        colour: false,
        width: 100,
        quiet: false,
        excerpts: true,
        verbose: false,
        links: None,
        here: drawline::base::here::Here::default(),
    };
    for shown in [human::render(&report, &look), narrated::render(&report, &look), short::render(&report, &look.here)] {
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{what}: something acts on the terminal");
        assert!(!shown.contains("Failed to read contents"), "{what}: an excerpt is missing");
    }
    let again: serde_json::Value = serde_json::from_str(&json::render(&report)).expect("JSON");
    assert_eq!(again["diagnostics"].as_array().map(Vec::len), Some(found.len()));
    found.len()
}

fn format_of(name: &str) -> Format {
    if name.contains("ownership") {
        format("ownership")
    } else if name.contains("people") {
        format("people")
    } else if name == "CODEOWNERS" {
        format("codeowners")
    } else if name.contains("catalog") {
        format("backstage")
    } else {
        format("charter")
    }
}

#[test]
fn every_fixture_cut_at_each_byte_is_survived() {
    let policy = policy();
    let mut cuts = 0;
    for file in files_below(&project().join("fixtures")) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if !["charter.toml", "ownership.toml", "people.toml", "CODEOWNERS", "catalog-info.yaml"].contains(&&*name) {
            continue;
        }
        let bytes = std::fs::read(&file).expect("a fixture");
        for end in 0..bytes.len() {
            survives(&policy, format_of(&name), &bytes[..end], &format!("{} cut at {end}", file.display()));
            cuts += 1;
        }
    }
    assert!(cuts > 1000, "only {cuts} cuts");
}

/// Whatever the format, the same is found, three bytes later.
#[test]
fn a_byte_order_mark_changes_nothing_in_any_fixture() {
    let policy = policy();
    let mut tried = 0;
    for file in files_below(&project().join("fixtures/cases")) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let is_page = name.ends_with(".md") && name.to_lowercase().contains("charter");
        let path = if is_page { "team/CHARTER.md" } else { "team/charter.toml" };
        let format = if is_page { format("prose") } else { format_of(&name) };
        if !is_page
            && !["charter.toml", "ownership.toml", "people.toml", "CODEOWNERS", "catalog-info.yaml"].contains(&&*name)
        {
            continue;
        }
        let bytes = std::fs::read(&file).expect("a fixture");
        if bytes.is_empty() || bytes.starts_with("\u{feff}".as_bytes()) || std::str::from_utf8(&bytes).is_err() {
            continue;
        }
        let found = |bytes: Vec<u8>, mark: usize| {
            let path = RepoPath::new(path).expect("sound");
            let snapshot = Snapshot::new(vec![SnapshotFile { path: path.clone(), format, bytes: bytes.into() }]);
            let place = |at: usize| if at == 0 { 0 } else { at - mark };
            let found = lint::lint(&policy, &snapshot, today()).into_iter();
            found.map(|found| (found.message, place(found.primary.at.span.end))).collect::<Vec<_>>()
        };
        let marked = ["\u{feff}".as_bytes(), &bytes].concat();
        assert_eq!(found(marked, 3), found(bytes, 0), "{}", file.display());
        tried += 1;
    }
    assert!(tried > 100, "only {tried} fixtures");
}

#[test]
fn every_configuration_cut_at_each_byte_is_survived() {
    let mut cuts = 0;
    for file in files_below(&project().join("fixtures")).into_iter().filter(|file| file.ends_with("drawline.toml")) {
        let text = std::fs::read_to_string(&file).expect("a fixture");
        for (end, _) in text.char_indices() {
            if let Ok(document) = Document::parse(&text[..end]) {
                for problem in Config::decode(&document.root(), &text[..end]).problems {
                    assert!(
                        text[..end].get(problem.span.start..problem.span.end).is_some(),
                        "{}: {end}",
                        file.display()
                    );
                }
            }
            cuts += 1;
        }
    }
    assert!(cuts > 1000, "only {cuts} cuts");
}

#[test]
fn every_fixture_with_a_line_dropped_or_a_wide_character_put_in_is_survived() {
    let policy = policy();
    for file in files_below(&project().join("fixtures")) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if name != "charter.toml" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let lines: Vec<&str> = text.lines().collect();
        for drop in 0..lines.len() {
            let kept: Vec<&str> =
                lines.iter().enumerate().filter(|(at, _)| *at != drop).map(|(_, line)| *line).collect();
            survives(&policy, format("charter"), kept.join("\n").as_bytes(), "a line dropped");
            let wide = lines[drop].replacen('"', "\"é😀\u{202e}\u{9b}", 1);
            let mut changed = lines.clone();
            changed[drop] = &wide;
            survives(&policy, format("charter"), changed.join("\r\n").as_bytes(), "a wide character put in");
        }
    }
}

/// Rows that say nothing, cells that stand in no row, tables in tables, rows of every length.
#[test]
fn tables_of_every_shape_are_survived() {
    let policy = policy();
    let head = "| Role | Duty |\n|-|-|\n";
    let blank = "| | |\n".repeat(40);
    let ragged: String = (0..30).map(|width| "| PM ".repeat(width) + "|\n").collect();
    let pages = [
        format!("{head}{blank}| Product manager | signs off the tests |\n"),
        format!("{head}| Product manager | signs off the tests |\n{blank}"),
        format!("{head}{ragged}"),
        "<table><th>Product manager".to_owned(),
        "<table><td>Product manager<td>signs off the tests<tr><td>QA lead".to_owned(),
        "<td>Product manager</td></table><table></table><td>A".to_owned(),
        "<table><tr><td>a<table><tr><tr><td>b</table><td>c</table>".to_owned(),
        format!("<table>{}<td>Product manager</td><td>A</td></tr></table>", "<tr>".repeat(500)),
        format!("<table><tr>{}<td>PM</td><tr><td>A</table>", "<td></td>".repeat(500)),
        format!("| |\n|-|\n{}", "| |\n".repeat(3)),
    ];
    for page in &pages {
        survives(&policy, format("prose"), page.as_bytes(), page);
        for end in (0..page.len()).filter(|end| page.is_char_boundary(*end)).take(400) {
            survives(&policy, format("prose"), &page.as_bytes()[..end], page);
        }
    }
    let read = survives(&policy, format("prose"), pages[0].as_bytes(), "blank rows first");
    assert_eq!((read, survives(&policy, format("prose"), pages[1].as_bytes(), "blank rows last")), (1, 1));
}

/// Cells without a single word, wherever one stands in a table of any kind.
#[test]
fn tables_with_cells_of_signs_are_survived() {
    let policy = policy();
    let tables = [
        [["Work", "Product manager", "QA lead"], ["Test sign-off", "C", "A"], ["Roadmap", "A", "I"]],
        [["Role", "Roadmap", "Test sign-off"], ["Product manager", "A", "C"], ["QA lead", "I", "R"]],
        [["Work", "Owner", "Until"], ["Roadmap", "Product manager", "2026-12-31"], ["Tests", "QA lead", "later"]],
        [["Role", "Responsibilities", "Not"], ["Product manager", "Roadmap", "Tests"], ["QA lead", "Tests", "Plans"]],
        [["Decision", "@maya", "Driver"], ["Roadmap", "yes", "QA lead"], ["Test sign-off", "no", "PM"]],
    ];
    for signs in ["", "---", "\u{2026}", "&nbsp;", "**", "\u{200b}", "\u{2013}:", "<br>", "()"] {
        for table in &tables {
            for at in 0..9 {
                let cell = |row: usize, column: usize| if row * 3 + column == at { signs } else { table[row][column] };
                let line = |row: usize| format!("| {} | {} | {} |\n", cell(row, 0), cell(row, 1), cell(row, 2));
                let page = format!("# Team\n\n{}|---|---|---|\n{}{}", line(0), line(1), line(2));
                survives(&policy, format("prose"), page.as_bytes(), &page);
            }
        }
    }
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let text = "[team]\nname = \"\\u001b]0;owned\\u0007\"\n[[duty]]\nactivity = \"test sign-off\"\n\
                accountable = \"product manager\"\n\"\\u001b[31m::error::\" = 1\n";
    assert!(survives(&policy(), format("charter"), text.as_bytes(), "escape sequences") >= 2);
}

#[test]
fn deep_and_long_input_is_refused_or_read_in_reasonable_time() {
    let policy = policy();
    let deep = format!("[team]\nname = {}\n", "[".repeat(100_000));
    assert!(survives(&policy, format("charter"), deep.as_bytes(), "deep") >= 1);
    let long = format!("[team]\nname = \"a\"\n[[duty]]\nactivity = \"{}\"\n", "sign off the ".repeat(40_000));
    survives(&policy, format("charter"), long.as_bytes(), "long");
    let huge = vec![b'#'; drawline::read::LARGEST + 1];
    assert_eq!(survives(&policy, format("charter"), &huge, "huge"), 1);
}

/// Names of the kinds of files, with a line of each that can be as long as one likes.
fn long_lines(length: usize) -> Vec<(Format, &'static str, String)> {
    let words = "signs off the tests and ".repeat(length / 24);
    let cells = "| PM ".repeat(length / 5);
    vec![
        (format("charter"), "a name", format!("[team]\nname = \"{}\"\n", "a".repeat(length))),
        (
            format("charter"),
            "a list",
            format!("[team]\nname = \"a\"\n[[member]]\nhandle = \"@a\"\nrole = [{}]\n", "\"x\",".repeat(length / 40)),
        ),
        (
            format("charter"),
            "a comment",
            format!("[team]\nname = \"a\" # drawline: ignore[{}\n", "x,".repeat(length / 2)),
        ),
        (
            format("ownership"),
            "a pattern",
            format!("[[own]]\npath = \"{}\"\nowner = \"@a\"\n", "*/a".repeat(length / 3)),
        ),
        (
            format("people"),
            "a title",
            format!("[[person]]\nhandle = \"@a\"\nrole = \"{}\"\n", "lead ".repeat(length / 5)),
        ),
        (format("codeowners"), "owners", format!("* {}\n", "@a ".repeat(length / 3))),
        (format("codeowners"), "a path", format!("{} @a\n", "a/*".repeat(length / 3))),
        (format("backstage"), "a tag", format!("kind: Component\nspec:\n  owner: {}\n", "a".repeat(length))),
        (format("prose"), "a heading", format!("# {words}\n\n- Owns the roadmap\n")),
        (format("prose"), "a sentence", format!("# PM\n\nThe product manager {words}owns it.\n")),
        (format("prose"), "an item", format!("## Product manager\n\n- {words}\n")),
        (format("prose"), "a cell", format!("| Activity | PM |\n|---|---|\n| {words} | A |\n")),
        (format("prose"), "cells", format!("{cells}|\n{}|\n{cells}|\n", "|-".repeat(length / 5))),
        (format("prose"), "a word", format!("## Product manager\n\n- Owns {}\n", "x".repeat(length))),
        (format("prose"), "a comment", format!("<!-- drawline: ignore[{} -->\n", "x".repeat(length))),
        (format("prose"), "quotes", format!("{} product manager owns it\n", "> ".repeat(length / 2))),
        (format("prose"), "brackets", format!("{} product manager owns it\n", "[(".repeat(length / 2))),
        (format("prose"), "nothing", format!("## Product manager\n\n- Owns{}the roadmap\n", "\0".repeat(length))),
    ]
}

#[test]
fn lines_of_any_length_are_survived_and_cost_what_they_hold() {
    let policy = policy();
    for ((format, what, short), (_, _, long)) in long_lines(6_000).into_iter().zip(long_lines(60_000)) {
        let read = |text: &str| survives(&policy, format, text.as_bytes(), what);
        // A hundred times would be the square.
        let ratio = growth(Start::NONE, 30.0, || read(&short), || read(&long));
        assert!(ratio < 30.0, "{what}: ten times as much costs {ratio:.1} times the time");
    }
}

/// What no file should hold in the place of a value, as TOML writes it.
const ODD: [&str; 20] = [
    "0",
    "-1",
    "-0.0",
    "0.5",
    "1e300",
    "1.7976931348623157e308",
    "inf",
    "-inf",
    "nan",
    "9223372036854775807",
    "-9223372036854775808",
    "true",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "[]",
    "[[]]",
    "{}",
    "9999-12-31",
    "0000-01-01",
];

#[test]
fn odd_values_in_the_place_of_any_value_are_survived() {
    let policy = policy();
    let mut tried = 0;
    let root = project().join("fixtures/cases");
    let wanted = |name: &str| name.ends_with("charter.toml") || matches!(name, "people.toml" | "ownership.toml");
    for file in files_below(&root) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let Some(text) = std::fs::read_to_string(&file).ok().filter(|text| wanted(&name) && text.len() < 1500) else {
            continue;
        };
        let lines: Vec<&str> = text.lines().collect();
        for at in (0..lines.len()).filter(|at| lines[*at].contains(" = ")) {
            let key = lines[at].split(" = ").next().unwrap_or_default();
            // Each value takes turns: all of them everywhere would take minutes.
            let odd = ODD[(at + tried) % ODD.len()];
            let changed = format!("{key} = {odd}");
            let mut all = lines.clone();
            all[at] = &changed;
            survives(&policy, format_of(&name), all.join("\n").as_bytes(), &changed);
            tried += 1;
        }
    }
    assert!(tried > 300, "only {tried}");
}

#[test]
fn every_number_of_every_rule_may_be_any_number() {
    let files =
        files_below(&project().join("rules")).into_iter().filter(|file| file.extension().is_some_and(|e| e == "toml"));
    let mut numbers: Vec<(String, String)> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a rule file");
        let Ok(document) = Document::parse(&text) else { continue };
        let root = document.root();
        let Some(name) = root.text("name").filter(|_| root.has("kind")) else { continue };
        let keys = root.entries().into_iter().filter(|(key, _)| root.number(&key.value).is_some());
        numbers.extend(keys.map(|(key, _)| (name.value.to_string(), key.value)));
    }
    assert!(numbers.len() > 20, "{numbers:?}");
    for value in ["0", "0.5", "9223372036854775807", "1e300", "1.7976931348623157e308"] {
        let mut settings = std::collections::BTreeMap::<&str, Vec<String>>::new();
        for (rule, key) in &numbers {
            settings.entry(rule).or_default().push(format!("{key} = {value}"));
        }
        let lines: String =
            settings.iter().map(|(rule, keys)| format!("{rule} = {{ {} }}\n", keys.join(", "))).collect();
        let folder = scratch(&[("drawline.toml", &format!("[rules]\n{lines}"))]);
        let sample = project().join("fixtures/overstretched");
        for file in files_below(&sample).into_iter().filter(|file| !file.ends_with("drawline.toml")) {
            let inside = file.strip_prefix(&sample).expect("below");
            write(&folder.path().join(inside), &std::fs::read(&file).expect("a file"));
        }
        for args in [&["lint", "--min-confidence", "low"][..], &["load", "--explain"], &["lint", "--statistics"]] {
            let output = drawline(folder.path(), args);
            let said = stderr(&output);
            assert!(
                matches!(output.status.code(), Some(0..=2)) && !said.contains("panicked"),
                "{value} {args:?}: {said}"
            );
        }
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_told_and_the_others_are_judged() {
    let folder = scratch(&[(
        "b/charter.toml",
        "[team]\nname = \"B\"\n[[duty]]\nactivity = \"test-sign-off\"\naccountable = \"product manager\"\n",
    )]);
    write(&folder.path().join("a/charter.toml"), b"[team]\nname = \"\xff\xfe\"\n");
    let output = drawline(folder.path(), &["lint", "--format", "short"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(text.contains("a/charter.toml:1:1: error: byte 15 is not UTF-8 [unreadable-file]"), "{text}");
    assert!(text.contains("b/charter.toml:5:15: error: PM assigned to test sign-off"), "{text}");
}

#[test]
fn the_answer_does_not_depend_on_the_order_of_the_files() {
    let policy = policy();
    let mut files = Vec::new();
    let root = project().join("fixtures/overstretched");
    for file in files_below(&root) {
        let inside = file.strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
        let path = RepoPath::new(&inside).expect("sound");
        let Some(format) = policy.config.format_of(&path, false) else { continue };
        files.push(SnapshotFile { path, format, bytes: std::fs::read(&file).expect("a file").into() });
    }
    let once = lint::lint(&policy, &Snapshot::new(files.clone()), today());
    files.reverse();
    assert_eq!(lint::lint(&policy, &Snapshot::new(files), today()), once);
    assert!(!once.is_empty());
}

#[test]
fn nothing_passes_green_by_accident() {
    let empty = scratch(&[("README.md", "Hello")]);
    for args in [&["lint"][..], &["facts"]] {
        let output = drawline(empty.path(), args);
        assert_eq!(output.status.code(), Some(3), "{args:?}: {}", stdout(&output));
        assert!(stderr(&output).contains("nothing to judge"), "{}", stderr(&output));
    }
    let charter = ("charter.toml", "[team]\nname = \"A\"\n");
    let broken = scratch(&[charter, ("drawline.toml", "profile = [\n")]);
    assert_eq!(drawline(broken.path(), &["lint"]).status.code(), Some(2));
    let mistaken = scratch(&[charter, ("drawline.toml", "profle = \"startup\"\n[rules]\nunknown-key = \"off\"\n")]);
    let output = drawline(mistaken.path(), &["lint", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("drawline.toml:1:1: error: unknown key `profle` [unknown-key]"),
        "{}",
        stdout(&output)
    );
    let sound = scratch(&[charter]);
    for args in [
        &["lint", "no-such-folder"][..],
        &["lint", "--profile", "startp"],
        &["lint", "--config", "none.toml"],
        &["lint", "--today", "soon"],
    ] {
        let output = drawline(sound.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stdout(&output));
        assert!(!stderr(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn alone_it_prints_help_and_a_mistake_in_the_arguments_is_one() {
    let empty = scratch(&[]);
    let output = drawline(empty.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("Usage: drawline"), "{}", stdout(&output));
    for args in [&["lnt"][..], &["lint", "--staged", "--rev", "HEAD"], &["lint", "--fail-on", "never"]] {
        let output = drawline(empty.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stdout(&output).is_empty() && !stderr(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::Stdio;
    let mut child = drawline_in(project(), &["rules", "list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(stderr(&output), "");
}
