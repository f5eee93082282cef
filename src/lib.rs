//! drawline: draws the line for a role's workload, in Git, and checks every commit against it.
//!
#![doc = include_str!("../docs/architecture.md")]

pub mod base;
pub mod cli;
pub mod config;
pub mod document;
pub mod edge;
pub mod embedded;
pub mod example;
pub mod history;
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
