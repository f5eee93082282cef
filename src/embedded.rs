//! The files of `rules/`, embedded in the binary and parsed when it was built. `build.rs` lists them; `taxonomy.rs` and
//! `rule.rs` read them.

use crate::document::Document;
use crate::document::nodes::{Kind, Node};

/// A file of `rules/`.
#[derive(Debug)]
pub struct Embedded {
    /// Its name from the project's root, such as `rules/roles.toml`.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
    /// What it says, parsed: without its examples, which stand last and are half of the text.
    pub document: Document,
}

/// The files, sorted by name.
pub static RULES: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The file of a name.
#[must_use]
pub fn file(name: &str) -> Option<&'static Embedded> {
    RULES.iter().find(|file| file.name == name)
}

/// A node as `build.rs` writes it.
const fn node(kind: Kind, places: [u32; 8]) -> Node {
    let [key, key_end, key_at, key_at_end, at, end, from, to] = places;
    Node { kind, key: (key, key_end), key_at: (key_at, key_at_end), at: (at, end), from, to }
}
