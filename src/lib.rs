//! drawline: draws the line for a role's workload, in Git, and checks every commit against it.
//!
//! The program is the way to use it. A program of one's own that judges a folder asks [`target::open`], as the command line does:
//!
//! ```
//! use drawline::base::date::Date;
//! use drawline::target::{Request, RulesChoice, open};
//!
//! let day = Date::new(2026, 6, 1).expect("a day");
//! let sample = vec!["fixtures/overstretched".into()];
//! let outcome = open(&Request { paths: sample, ..Request::of_worktree(RulesChoice::default(), day) })?;
//! for found in outcome.entries.iter().map(|entry| &entry.diagnostic) {
//!     println!("{}: {} [{}]", found.primary.at.path, found.message, found.rule);
//! }
//! assert!(outcome.entries.iter().any(|entry| &*entry.diagnostic.rule == "out-of-scope"));
//! # Ok::<(), drawline::base::error::Error>(())
//! ```
//!
#![doc = include_str!("../docs/architecture.md")]

pub mod base;
pub mod cli;
pub mod config;
pub mod document;
pub mod embedded;
pub mod example;
pub mod fleet;
pub mod history;
pub mod io;
pub mod line;
pub mod lint;
pub mod load;
pub mod org;
pub mod owners;
pub mod picture;
pub mod policy;
pub mod read;
pub mod render;
pub mod rule;
pub mod run;
pub mod snapshot;
pub mod store;
pub mod target;
pub mod taxonomy;
