//! The shape of the house: levels that import downwards, lists that must agree. Each failure says what to do.

use std::collections::{HashMap, HashSet};

use crate::harness::{files_below, project};

/// Only these files may use these crates.
const SOLE_USERS: &[(&str, &str)] = &[
    ("git2::", "src/io/git.rs"),
    ("miette", "src/render/human/block.rs"),
    (
        "std::fs",
        "src/io/worktree.rs src/io/worktree/beside.rs src/io/worktree/walk.rs src/io/worktree/write.rs src/io/worktree/output.rs \
         src/store/file.rs src/io/feed.rs src/io/beginning.rs",
    ),
    ("mem::forget", "src/io/progress.rs"),
    // Nothing is run where anything is judged.
    ("process::Command", "src/io/fetch.rs"),
    ("process::{Command", "src/io/fetch.rs"),
    ("io::fetch", "src/target/vendor.rs"),
    ("target::vendor", "src/run/rules.rs"),
    ("gix_index", "src/io/index.rs"),
    ("saphyr_parser", "src/read/backstage.rs"),
    ("comfy_table", "src/render/table.rs"),
    ("DeTable", "src/document.rs src/document/nodes.rs"),
];

/// What is judged is opened in `src/target/` alone; a second way there would disagree with the first.
const DOORS: &[&str] = &["Timeline::new(", "Judgement::of(", ".snapshot(", "Worktree::find(", "Git::discover("];

fn sources() -> Vec<(String, String)> {
    let root = project();
    let below = files_below(&root.join("src"));
    let name = |path: &std::path::Path| path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
    below.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("a source"))).collect()
}

/// What `docs/architecture.md` says of the house.
struct House {
    /// The level of each module of `src/`.
    levels: HashMap<String, usize>,
    /// Imports within a level that are meant.
    sideways: Vec<(String, String)>,
}

impl House {
    fn read() -> Self {
        let page = std::fs::read_to_string(project().join("docs/architecture.md")).expect("the page of the house");
        let rows = page.lines().filter_map(|line| line.strip_prefix("| "));
        let mut house = Self { levels: HashMap::new(), sideways: Vec::new() };
        for row in rows {
            let cells: Vec<&str> = row.split(" | ").collect();
            let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            match (cells[0].parse(), names(cells[0]).as_slice()) {
                (Ok(level), _) => {
                    house.levels.extend(names(cells[1]).into_iter().map(|path| (module(&path).to_owned(), level)));
                }
                (_, [from]) => house.sideways.extend(names(cells[1]).into_iter().map(|to| (from.clone(), to))),
                _ => {}
            }
        }
        house
    }
}

fn module(path: &str) -> &str {
    let inside = path.strip_prefix("src/").expect("a source");
    inside.split('/').next().expect("a part").trim_end_matches(".rs")
}

#[test]
fn modules_import_downwards() {
    let house = House::read();
    assert!(house.levels.len() > 15 && house.sideways.len() > 2, "the tables of docs/architecture.md are not read");
    let mut failures = Vec::new();
    for (path, text) in sources() {
        let from = module(&path);
        let Some(own) = house.levels.get(from) else {
            failures.push(format!("{path}: give `{from}` a level in docs/architecture.md"));
            continue;
        };
        let said = text.strip_prefix("//! Level ").and_then(|rest| rest.split(':').next());
        if path == format!("src/{from}.rs") && said.is_some_and(|said| said != own.to_string()) {
            failures.push(format!("{path} opens with level {}, docs/architecture.md says {own}", said.unwrap_or("?")));
        }
        for to in text
            .split("crate::")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        {
            let Some(other) = house.levels.get(to) else { continue };
            let is_meant = || house.sideways.iter().any(|(a, b)| a == from && b == to);
            if from != to && other >= own && !is_meant() {
                failures.push(format!("{path} imports {to}, which is no lower level: move what it needs down"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn each_library_has_one_place() {
    let mut failures = Vec::new();
    for (path, text) in sources() {
        for (library, places) in SOLE_USERS {
            if text.contains(library) && !places.contains(&*path) && !path.ends_with("shape.rs") {
                failures.push(format!("{path} uses {library}, which belongs to {places}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn commands_open_what_is_judged_through_one_door() {
    let commands =
        sources().into_iter().filter(|(path, _)| path.starts_with("src/run") || path.starts_with("src/render"));
    let mut failures = Vec::new();
    for (path, text) in commands {
        let ways = DOORS.iter().filter(|way| text.contains(**way));
        failures.extend(ways.map(|way| format!("{path} has a way of its own: {way}…); go through src/target.rs")));
    }
    let knows_arguments = |text: &str| text.contains("crate::cli");
    let below = sources().into_iter().filter(|(path, text)| path.starts_with("src/target") && knows_arguments(text));
    failures.extend(below.map(|(path, _)| format!("{path} knows the command line: run/request.rs says what it means")));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_source_opens_with_what_it_holds() {
    let missing: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(missing.is_empty(), "open these with a `//!` header: {missing:?}");
}

#[test]
fn every_kind_has_a_file_and_a_rule() {
    let mut files: Vec<String> = sources()
        .into_iter()
        .filter_map(|(path, _)| path.strip_prefix("src/rule/kinds/").map(str::to_owned))
        .filter(|name| !name.contains('/'))
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect();
    files.sort();
    let kinds: Vec<&str> = drawline::rule::kinds::KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(files, kinds, "one file per kind in src/rule/kinds/, one line each in kinds.rs, sorted");
    let policy = drawline::policy::Policy::load(drawline::policy::Choice::default()).expect("sound");
    for kind in kinds {
        assert!(policy.rules.iter().any(|rule| rule.kind.name == kind), "no rule uses the kind {kind}");
    }
}

#[test]
fn every_path_that_the_guides_name_exists() {
    let mut missing = Vec::new();
    for guide in ["CONTRIBUTING.md", "README.md", "docs/architecture.md"] {
        let text = std::fs::read_to_string(project().join(guide)).expect("a guide");
        for word in text.split('`').skip(1).step_by(2) {
            let rooted =
                ["src/", "rules/", "fixtures/", "tests/", "benches/", "docs/", "examples/", ".ci/", ".github/"]
                    .iter()
                    .any(|root| word.starts_with(root));
            let plain = !word.contains(['<', '*', ' ', '{']);
            if rooted && plain && !project().join(word).exists() {
                missing.push(format!("{guide}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "these paths do not exist: {missing:?}");
}

#[test]
fn every_dependency_is_named_with_its_reason() {
    let manifest = std::fs::read_to_string(project().join("Cargo.toml")).expect("Cargo.toml");
    let guide = std::fs::read_to_string(project().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let sections = manifest.split("\n[").filter(|section| section.contains("dependencies]"));
    let names = sections
        .flat_map(|section| section.lines().skip(1).filter_map(|line| line.split_once(" = ").map(|(name, _)| name)));
    let missing: Vec<&str> = names.filter(|name| !guide.contains(&format!("| `{name}` |"))).collect();
    assert!(missing.is_empty(), "name these in CONTRIBUTING.md with their reasons: {missing:?}");
}

/// A program that inherits the environment answers differently on each machine, and may write into a person's own settings.
#[test]
fn only_the_harness_starts_programs() {
    let start = ["Command", "::new("].concat();
    let harness = project().join("tests/suite/harness.rs");
    for file in files_below(&project().join("tests/suite")).iter().filter(|file| **file != harness) {
        let text = std::fs::read_to_string(file).expect("a source file");
        assert!(!text.contains(&start), "{} starts a program without the harness", file.display());
    }
}

/// Where text is read.
const READS_TEXT: &[&str] = &[
    "src/org/build",
    "src/read/prose",
    "src/taxonomy/frame",
    "src/taxonomy/grammar",
    "src/taxonomy/mention",
    "src/taxonomy/pages",
    "src/taxonomy/phrase",
    "src/taxonomy/stem",
    "src/taxonomy/tokens",
];

/// What stands there and is no word that reading depends on, by file.
const NO_WORDS: &[(&str, &str)] = &[
    // Tags of HTML.
    (
        "src/read/prose/page.rs",
        "p div dd section details summary blockquote ul ol dl li dt table tr th td br b strong style script pre del s h1 h2 h3 h4 h5 h6",
    ),
    // How the forms of a verb and of a noun end, and how the English write what the Americans do: rules, which no list of words is
    // long enough for.
    ("src/taxonomy/grammar/form.rs", "ing ied ed ies ise co- co"),
    ("src/taxonomy/grammar.rs", "ly n't"),
    ("src/taxonomy/mention.rs", "ly"),
    ("src/taxonomy/tokens.rs", "ly"),
    ("src/taxonomy/tokens/marks.rs", "ings ing ed ss us"),
    ("src/read/prose/work.rs", "ing"),
    ("src/read/prose/clause/group.rs", "ed"),
    ("src/read/prose/clause/scan.rs", "ss"),
    (
        "src/taxonomy/stem.rs",
        "ies sses shes ches xes zzes ss us is isation ization ising izing ised ized ise ize ysing yzing ysed yzed yse yze amme am ogue og our \
         or tre ter ence ense lic def off ing ed ation ion ment ness ance al ate at",
    ),
    // What a format of our own calls itself, and its keys in `drawline.toml` and in a charter.
    ("src/read/prose.rs", "prose charters charter a page in markdown"),
    // The activity that owning a path means.
    ("src/org/build.rs", "code-ownership"),
];

/// The keys and the names of tables in a rule file, and what its blocks say that they are.
fn keys_of(text: &str) -> impl Iterator<Item = String> {
    let kinds =
        text.lines().filter_map(|line| line.split_once(" = ")).filter(|(key, _)| ["kind", "stance"].contains(key));
    let kinds = kinds.map(|(_, value)| value.trim_matches('"').to_owned());
    let keys = text.lines().filter_map(|line| match line.strip_prefix('[') {
        Some(table) => Some(table.trim_matches(['[', ']'])),
        None => line.split_once(" = ").map(|(key, _)| key).filter(|key| !key.starts_with([' ', '#'])),
    });
    keys.flat_map(|key| key.split('.').map(|part| part.trim_matches('"').to_owned())).chain(kinds)
}

/// The texts in quotes of some code.
fn literals(code: &str) -> Vec<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//") && !line.trim_start().starts_with("#[");
    let plain = |line: &str| line.replace("'\"'", "' '").replace("\\\"", "' '");
    let quoted = |line: String| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    code.lines().filter(is_code).map(plain).flat_map(quoted).collect()
}

/// A word in quotes where text is read is a word that only who reads Rust can see and change.
#[test]
fn words_that_reading_depends_on_stand_in_the_rules() {
    let rules = files_below(&project().join("rules"));
    let text = |file: &std::path::PathBuf| std::fs::read_to_string(file).expect("a rule file");
    let keys: HashSet<String> = rules.iter().flat_map(|file| keys_of(&text(file)).collect::<Vec<_>>()).collect();
    assert!(keys.len() > 100, "the keys of rules/ are not read");
    let mut failures = Vec::new();
    for (path, text) in sources() {
        if !READS_TEXT.iter().any(|reads| path.strip_prefix(reads).is_some_and(|rest| rest.starts_with(['.', '/']))) {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let known: Vec<&str> =
            NO_WORDS.iter().filter(|(file, _)| *file == path).flat_map(|(_, words)| words.split_whitespace()).collect();
        for literal in literals(code) {
            let is_word = |word: &str| {
                let letters = word.chars().filter(char::is_ascii_lowercase).count();
                letters > 1
                    && !word.starts_with('.')
                    && word.chars().all(|c| c.is_ascii_lowercase() || "'-.".contains(c))
            };
            let words: Vec<&str> = literal.split([' ', ',', '(']).filter(|word| !word.is_empty()).collect();
            // Whole sentences are for people.
            let may_be = !words.is_empty() && words.len() < 4 && words.iter().all(|word| is_word(word));
            let is_known = |word: &&str| known.contains(word) || keys.contains(*word);
            if may_be && !keys.contains(&literal) && !words.iter().all(is_known) {
                failures.push(format!("{path}: \"{literal}\""));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "give these words a place in rules/, and a name by what they are for:\n{}",
        failures.join("\n")
    );
}

/// What rules of a kind can be about has a word of its own, a meaning, and a rule with examples that is about it.
#[test]
fn whatever_a_rule_can_be_about_is_used_and_has_examples() {
    let embedded = files_below(&project().join("rules"));
    let own = files_below(&project().join("fixtures/cases/rules/own-counts/files/policy"));
    let texts = embedded.iter().chain(&own).map(|file| std::fs::read_to_string(file).expect("a rule file"));
    let rules: Vec<String> = texts.filter(|text| text.contains("\nkind = ")).collect();
    let (mut words, mut meanings, mut failures) = (HashSet::new(), HashSet::new(), Vec::new());
    for kind in drawline::rule::kinds::KINDS {
        for topic in kind.topics.iter().copied().flatten() {
            let name = format!("{} {} = \"{}\"", kind.name, topic.key, topic.word);
            let line = format!("\n{} = \"{}\"\n", topic.key, topic.word);
            let is_about =
                |rule: &&String| rule.contains(&format!("\nkind = \"{}\"\n", kind.name)) && rule.contains(&line);
            if !rules.iter().find(is_about).is_some_and(|rule| rule.contains("[[example]]")) {
                failures.push(format!("{name}: no rule with examples is about it"));
            }
            if topic.says.is_empty() || !meanings.insert((kind.name, topic.key, topic.says)) {
                failures.push(format!("{name}: say what it means, and nothing else does"));
            }
            if !words.insert((kind.name, topic.key, topic.word)) {
                failures.push(format!("{name}: the word is taken"));
            }
        }
        for field in kind.fields {
            let chooses = kind.topics.iter().any(|topics| topics.iter().any(|topic| topic.key == field.key));
            let is_choice = matches!(field.takes, drawline::document::shape::Type::OneOf(words) if words != drawline::rule::SEVERITIES);
            if is_choice != chooses {
                failures.push(format!("{}: `{}` chooses by words that no enum has", kind.name, field.key));
            }
        }
    }
    assert!(words.len() > 40, "only {} topics", words.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A finding begins with its place and what is said of it, and all else is laid over that.
#[test]
fn findings_are_built_in_one_way() {
    let kinds = sources().into_iter().filter(|(path, _)| path.starts_with("src/rule/kinds"));
    let others: Vec<String> = kinds
        .filter(|(_, text)| text.matches("Finding {").count() != text.matches("..Finding::at(").count())
        .map(|(path, _)| path)
        .collect();
    assert!(others.is_empty(), "begin with `Finding::at` in {others:?}");
}
