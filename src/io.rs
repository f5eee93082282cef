//! Level 9: the ways to obtain a snapshot: the working tree, and Git; what a workflow's event brought; and rows of other
//! repositories.

pub mod event;
pub mod feed;
pub mod git;
pub mod index;
pub mod progress;
pub mod prompt;
pub mod worktree;
