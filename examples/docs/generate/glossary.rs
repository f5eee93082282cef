//! The words of drawline as a table, from `rules/glossary.toml`.

use drawline::embedded;
use drawline::taxonomy::GLOSSARY_FILE;

/// The words that have a short meaning.
pub(super) fn table() -> String {
    let file = embedded::file(GLOSSARY_FILE).expect("the words are embedded");
    let mut table = String::from("| word | what it means |\n|---|---|\n");
    for term in file.document.root().tables("term") {
        if let (Some(name), Some(short)) = (term.text("name"), term.text("short")) {
            table.push_str(&format!("| {} | {} |\n", name.value, short.value));
        }
    }
    table
}
