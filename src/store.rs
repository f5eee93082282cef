//! Level 1: what a run leaves for the next one: maps of which most may still lie in a file, and that file.
//!
//! Nobody here knows what the maps hold. Where the file lies, and when it is written, is the business of `target/resume.rs`.

pub mod file;
pub mod map;
