//! What README and `docs/` take from the rules and the program is up to date: `cargo run --example docs` writes it, and so does
//! `DRAWLINE_BLESS=1 cargo test generated`.

#[path = "../../examples/docs/generate/mod.rs"]
mod generate;

use crate::harness::{drawline_on, files_below, project, stdout};

const TODAY: &str = "2026-11-25";

#[test]
fn generated_pages_are_up_to_date() {
    let root = project();
    let files = generate::files(root, &|folder, args| stdout(&drawline_on(TODAY, folder, args)));
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let file = root.join(path);
        if std::env::var_os("DRAWLINE_BLESS").is_some() {
            assert!(std::env::var_os("CI").is_none(), "pages are not written where CI is set");
            crate::harness::write(&file, text.as_bytes());
        } else if std::fs::read_to_string(&file).unwrap_or_default() != *text {
            wrong.push(path.clone());
        }
    }
    let known = |file: &std::path::Path| files.iter().any(|(path, _)| root.join(path) == file);
    let below = ["docs/rules", "docs/line"].iter().flat_map(|folder| files_below(&root.join(folder)));
    wrong.extend(below.filter(|file| !known(file)).map(|file| format!("{}, of no rule or role", file.display())));
    assert!(wrong.is_empty(), "`cargo run --example docs` writes these anew: {}", wrong.join(", "));
}

#[test]
fn every_link_to_a_rule_leads_to_its_page() {
    let policy = drawline::policy::Policy::load(drawline::policy::Choice::default()).expect("sound");
    for rule in &policy.rules {
        let page = drawline::rule::page(&rule.name).expect("a built-in rule has a page");
        let (_, path) = page.split_once(&format!("/blob/v{}/", env!("CARGO_PKG_VERSION"))).expect("of this version");
        assert!(project().join(path).exists(), "{page}");
    }
    assert_eq!(drawline::rule::page("roles"), None);
    assert_eq!(drawline::rule::page("our-own-rule"), None);
}
