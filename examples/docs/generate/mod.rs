//! What is generated for README and `docs/`: paths from the project's root, and texts.

mod commands;
mod gallery;
mod glossary;
mod line;
mod picture;
mod rules;

use std::path::Path;

use drawline::policy::{Choice, Policy};

/// All files, those that are written by hand with their generated parts renewed. `run` answers what drawline prints in a folder.
pub(crate) fn files(root: &Path, run: &dyn Fn(&Path, &[&str]) -> String) -> Vec<(String, String)> {
    let policy = policy(None);
    let mut files = rules::pages(&policy);
    files.push(("docs/line.md".to_owned(), line::page(&policy)));
    files.push(("docs/commands.md".to_owned(), commands::page(root, run)));
    files.extend(line::roles(&policy));
    files.extend(picture::pictures(&|args| run(root, args)));
    files.extend(gallery::files(root, run));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let readme = renewed(&readme, "line", &line::table(&policy));
    files.push(("README.md".to_owned(), renewed(&readme, "words", &glossary::table())));
    files
}

/// The built-in rules under a profile.
fn policy(profile: Option<&str>) -> Policy {
    Policy::load(Choice { profile, ..Choice::default() }).expect("the built-in rules are sound")
}

/// A page with the part between `<!-- name -->` and `<!-- /name -->` in new words.
fn renewed(page: &str, name: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {name}, by `cargo run --example docs` -->\n"), format!("<!-- /{name} -->"));
    let parts = page.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)));
    parts.map_or_else(|| page.to_owned(), |(before, after)| format!("{before}{open}\n{text}\n{close}{after}"))
}

/// One line of words.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
