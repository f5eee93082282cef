//! drawline: draws the line for a role's workload, in Git, and checks every commit against it.
//!
//! The core is a pure function from (policy, snapshot) to diagnostics. Files and Git are only ways to obtain a snapshot;
//! formats are only ways to show diagnostics. Modules import from levels below their own:
//!
//! | level | module | what it holds |
//! |---|---|---|
//! | 12 | [`run`] | commands: arguments to an answer |
//! | 11 | [`cli`], [`render`] | the command line; formats |
//! | 10 | [`target`] | what is asked for, opened and judged |
//! | 9 | [`edge`], [`example`] | disk and Git; examples inside rule files |
//! | 8 | [`history`], [`load`] | a judgement moved along commits; the workload |
//! | 7 | [`lint`] | the core |
//! | 6 | [`policy`] | taxonomy, profile, rules and configuration put together |
//! | 5 | [`rule`] | rules and their kinds |
//! | 4 | [`org`] | what all files say together, every name looked up |
//! | 3 | [`read`], [`config`], [`snapshot`] | files to readings; which files are read how |
//! | 2 | [`taxonomy`], [`owners`] | activities, roles, verdicts, profiles; patterns of paths by three laws |
//! | 1 | [`document`], [`embedded`] | TOML with spans; the files of `rules/` |
//! | 0 | [`base`] | places, diagnostics, errors, dates |

pub mod base;
pub mod cli;
pub mod config;
pub mod document;
pub mod edge;
pub mod embedded;
pub mod example;
pub mod history;
pub mod lint;
pub mod load;
pub mod org;
pub mod owners;
pub mod policy;
pub mod read;
pub mod render;
pub mod rule;
pub mod run;
pub mod snapshot;
pub mod target;
pub mod taxonomy;
