//! What drawline is built of and what it is built by.

use crate::harness::{files_below, project};

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn what_is_built_is_locked_and_what_is_used_is_pinned() {
    let root = project();
    let mut files: Vec<_> = [".github", ".ci", "docs", "tests/clients", "benches"]
        .iter()
        .flat_map(|name| files_below(&root.join(name)))
        .collect();
    files.extend(["action.yml", "README.md", "pyproject.toml", ".pre-commit-hooks.yaml"].map(|name| root.join(name)));
    let (mut used, mut built) = (0, 0);
    for file in files {
        let text = read(&file);
        for (at, line) in text.lines().enumerate() {
            let place = format!("{}:{}: {line}", file.display(), at + 1);
            if let Some((_, action)) =
                line.split_once("uses:").filter(|(before, _)| before.trim_matches([' ', '-']).is_empty())
            {
                let action = action.split('#').next().unwrap_or_default().trim().trim_matches('"');
                // What is ours is of the version that the page is about; a local one is what is checked out.
                let ours = ["drawline/drawline@v", "drawline/drawline/.github/workflows/facts.yml@v"];
                if action.starts_with("./") || ours.iter().any(|own| action.starts_with(own)) {
                    continue;
                }
                let (_, pin) = action.split_once('@').unwrap_or_else(|| panic!("not pinned: {place}"));
                assert!(
                    pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit()),
                    "not pinned by hash: {place}"
                );
                used += 1;
            }
            let is_script = file.extension().is_none_or(|end| end != "md");
            for command in [
                "cargo build",
                "cargo test",
                "cargo install",
                "cargo clippy",
                "cargo check",
                "cargo publish",
                "cargo run",
                "maturin build",
                "maturin==1.9.6 build",
                "cargo deny",
            ] {
                let builds = is_script
                    && line.contains(command)
                    && !line.trim_start().starts_with('#')
                    && !line.contains("check(\"");
                assert!(!builds || line.contains("--locked"), "without --locked: {place}");
                built += usize::from(builds);
            }
        }
    }
    assert!(used > 10 && built > 6, "{used} {built}");
}

#[test]
fn what_may_be_built_in_is_said() {
    let deny = read(&project().join("deny.toml"));
    let document = drawline::document::Document::parse(&deny).expect("TOML");
    let root = document.root();
    let table = |key: &str| root.table(key).unwrap_or_else(|| panic!("[{key}]"));
    let text = |table: &str, key: &str| self::text(&root, table, key);
    assert!(table("licenses").names("allow").iter().any(|name| &*name.value == "MIT"));
    assert_eq!(text("bans", "multiple-versions"), "deny");
    assert_eq!(text("bans", "wildcards"), "deny");
    assert_eq!((text("sources", "unknown-registry"), text("sources", "unknown-git")), ("deny".into(), "deny".into()));
    let ci = read(&project().join(".github/workflows/ci.yml"));
    assert!(ci.contains("cargo deny --locked check bans licenses sources"));
    // Every crate that is locked comes from the one registry that is allowed.
    let lock = read(&project().join("Cargo.lock"));
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let registry = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    assert!(sources.clone().count() > 50 && sources.clone().all(|source| source == registry));
}

/// Changes of the program that no test notices, by `.github/mutants.toml`. Who notices one more lowers this number.
const UNNOTICED: usize = 0;

#[test]
fn the_list_of_what_no_test_notices_only_shrinks() {
    let config = read(&project().join(".github/mutants.toml"));
    let document = drawline::document::Document::parse(&config).expect("TOML");
    let root = document.root();
    assert_eq!(root.names("exclude_re").len(), UNNOTICED, "lower UNNOTICED, or write a test");
    let globs = root.names("examine_globs");
    let sources = files_below(&project().join("src"));
    for glob in &globs {
        let folder = glob.value.split('*').next().unwrap_or_default();
        let is_there = |file: &std::path::PathBuf| file.to_string_lossy().replace('\\', "/").contains(folder);
        assert!(sources.iter().any(is_there), "{} names nothing", glob.value);
    }
    let ci = read(&project().join(".github/workflows/ci.yml"));
    assert!(!globs.is_empty() && ci.contains("cargo mutants --config .github/mutants.toml --in-diff"));
}

fn text(root: &drawline::document::table::Table<'_>, table: &str, key: &str) -> String {
    root.table(table).and_then(|table| table.text(key)).map(|text| text.value.to_string()).unwrap_or_default()
}
