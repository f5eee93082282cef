//! Level 9: the ways to obtain a snapshot: the working tree, and Git; what a workflow's event brought; rows of other
//! repositories, and a commit of one.

mod beginning;
pub(crate) mod event;
pub(crate) mod feed;
pub(crate) mod fetch;
pub mod git;
pub(crate) mod index;
pub mod progress;
pub(crate) mod prompt;
pub mod worktree;
