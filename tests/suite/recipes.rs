//! The recipes of CONTRIBUTING.md, followed: what is added stands in its own file and in one table, and all else comes from there.

use drawline::base::path::RepoPath;
use drawline::config::{CONFIG, Config, endings_of};
use drawline::document::Document;
use drawline::read::format::Named;
use drawline::read::{FORMATS, Format, may_be_read};

use crate::harness::{drawline, files_below, project, scratch, stdout};

/// Where words stand that a format is called by, and mean something else.
const OTHERWISE: &[(&str, &str)] = &[
    // Hosts look for it by that name, whatever is read.
    ("\"CODEOWNERS\"", "src/owners.rs"),
    // The key that the program asks for by its name: which files are charters, and whose law counts.
    ("\"charters\"", "src/config.rs"),
    ("\"codeowners-host\"", "src/config.rs"),
    // Persons, in words for people and in words of a message.
    ("\"people\"", "src/read/size.rs"),
    ("\"people\"", "src/render/change.rs"),
    ("\"people\"", "src/rule/kinds/form.rs"),
    ("\"people\"", "src/rule/kinds/form/rows.rs"),
    ("\"people\"", "src/target/inventory.rs"),
    // What keys are called that mean persons.
    ("\"people\"", "src/document/shape/meant.rs"),
    ("\"people\"", "src/run/init/shapes.rs"),
];

/// A charter with one finding.
const GUILTY: &str = "[team]\nname = \"A\"\n\n[[member]]\nhandle = \"@ana\"\nrole = \"product-manager\"\n\n\
    [[duty]]\nactivity = \"test-sign-off\"\naccountable = \"@ana\"\n";

fn sources() -> Vec<(String, String)> {
    let root = project();
    let name = |path: &std::path::Path| path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
    let below = files_below(&root.join("src"));
    below.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("a source"))).collect()
}

/// The text of a source without its tests and its comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The places in `src/` in which one of these words stands, beside files by these names.
fn places(words: &[String], own: &[&str]) -> Vec<String> {
    let is_own = |path: &str| own.iter().any(|own| path == format!("{own}.rs") || path.starts_with(&format!("{own}/")));
    let mut places = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_own(path)) {
        let code = code(text);
        let stands = |word: &&String| code.contains(word.as_str()) && !OTHERWISE.contains(&(word, path));
        places.extend(words.iter().filter(stands).map(|word| format!("{path} names {word}")));
    }
    places
}

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("a path")
}

/// A path that a pattern matches.
fn matching(pattern: &str) -> String {
    pattern.trim_start_matches('/').replace("**/", "some/where/").replace('*', "our")
}

#[test]
fn a_format_that_is_read_stands_in_its_file_and_in_the_table() {
    let table = std::fs::read_to_string(project().join("src/read.rs")).expect("the table");
    for format in FORMATS {
        let own = format!("src/read/{}", format.name);
        assert!(project().join(format!("{own}.rs")).exists(), "{own}.rs is the reader of `{}`", format.name);
        assert_eq!(table.matches(&format!("&{}::FORMAT,", format.name)).count(), 1, "{} in src/read.rs", format.name);
        let quoted = |word: &str| format!("\"{word}\"");
        let endings = format.endings.iter().chain(format.rare_endings).filter(|ending| **ending != ".toml");
        let patterns = format.usual().into_iter().flat_map(|usual| usual.all().chain(usual.former.iter().copied()));
        let keys = format.keys.iter().map(|field| field.key);
        let words: Vec<String> = endings.copied().chain(patterns).chain(keys).map(quoted).collect();
        // Several formats may have an ending, or a key.
        let is_alike = |other: &&&drawline::read::format::FileFormat| {
            other.key().is_some() && other.key() == format.key()
                || other.endings.iter().any(|ending| format.endings.contains(ending))
        };
        let mut own = vec![own];
        own.extend(FORMATS.iter().filter(is_alike).map(|other| format!("src/read/{}", other.name)));
        let found = places(&words, &own.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(found.is_empty(), "{} is named outside of its file: {found:?}", format.name);
    }
}

#[test]
fn all_that_a_format_needs_follows_from_the_table() {
    let default = Config::default();
    let schemas = stdout(&drawline(scratch(&[]).path(), &["schema", "--help"]));
    for format in Format::all() {
        let of = format.of();
        assert_eq!(Format::named(of.name), Some(format), "two formats are called {}", of.name);
        for ending in of.endings.iter().chain(of.rare_endings) {
            assert!(may_be_read(format!("some/x{ending}").as_bytes()), "{}: {ending}", of.name);
        }
        assert!(of.parse.is_none() || !(of.words.one.is_empty() || of.words.file.is_empty()), "{} has words", of.name);
        if let Some((title, _)) = of.schema {
            let file = title.split(':').next().unwrap_or_default();
            assert!(schemas.contains(&format!("- {}:", of.name)) && schemas.contains(file), "{}: {schemas}", of.name);
        }
        let Named::Patterns(usual) = &of.named else { continue };
        for pattern in usual.all() {
            let found = default.format_of(&path(&matching(pattern)), false);
            assert_eq!(found.map(|found| found.of().name), Some(of.name), "{pattern}");
        }
        assert!(CONFIG.iter().any(|field| field.key == usual.key), "`{}` is no key of drawline.toml", usual.key);
        let text = format!("{} = [\"own/*\"]\n", usual.key);
        let config = Config::decode(&Document::parse(&text).expect("TOML").root(), &text);
        let words = endings_of(usual.key);
        for ending in of.endings {
            let own = config.format_of(&path(&format!("own/x{ending}")), false);
            assert_eq!(own.map(|found| found.of().name), Some(of.name), "{text}");
            assert!(words.contains(ending), "{words}");
        }
        let usual = path(&matching(usual.patterns[0]));
        assert_eq!(config.format_of(&usual, false), None, "{text} takes the place of the usual patterns");
    }
}

#[test]
fn a_format_of_findings_stands_in_its_file_and_in_the_table() {
    let table = std::fs::read_to_string(project().join("src/render.rs")).expect("the table");
    let users =
        ["src/cli/lint.rs", "src/render.rs", "src/run/lint.rs", "src/run/request.rs"].map(|path| project().join(path));
    let folder = scratch(&[("charter.toml", GUILTY)]);
    let help = stdout(&drawline(folder.path(), &["lint", "--help"])).split_whitespace().collect::<Vec<_>>().join(" ");
    for format in drawline::render::FORMATS {
        assert_eq!(table.matches(&format!("&{}::FORMAT,", format.name)).count(), 1, "{}", format.name);
        assert!(project().join(format!("src/render/{}.rs", format.name)).exists(), "{} has a file", format.name);
        for path in &users {
            let code = code(&std::fs::read_to_string(path).expect("a source"));
            let named = format!("\"{}\"", format.name);
            let is_default = format.name == "human" && path.starts_with(project().join("src/cli"));
            assert!(is_default || !code.contains(&named), "{} names the format {named}", path.display());
        }
        let listed = help.contains(&format!("- {}:", format.name)) && help.contains(format.about);
        assert_eq!(listed, !format.is_hidden, "{}: {help}", format.name);
        let shown = drawline(folder.path(), &["lint", "--format", format.name]);
        assert_eq!(shown.status.code(), Some(1), "{}", format.name);
        assert!(!shown.stdout.is_empty(), "{}", format.name);
    }
}

/// Each syntax has comments in which a finding can be waived.
#[test]
fn whatever_is_read_can_be_waived_in_its_comments() {
    for format in FORMATS.iter().filter(|format| format.parse.is_some()) {
        let waiver = "drawline: ignore[some-rule] until 2027-01-01 because we agreed";
        let comments = [format!("# {waiver}\nx = 1\n"), format!("<!-- {waiver} -->\nSomething.\n")];
        let is_found = |text: &String| (format.syntax.waivers)(text).len() == 1;
        assert!(comments.iter().any(is_found), "{} has comments", format.syntax.name);
        assert!(!is_found(&"x = 1\n".to_owned()), "{}", format.syntax.name);
    }
}
