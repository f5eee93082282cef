//! The files of `rules/`, embedded in the binary. `build.rs` lists them; `taxonomy.rs` and `rule.rs` read them.

/// Name (from the project's root, such as `rules/roles.toml`) and text of each file, sorted by name.
pub const RULES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
