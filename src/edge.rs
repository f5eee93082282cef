//! Level 9: the ways to obtain a snapshot: the working tree, and Git; and what a workflow's event brought.

pub mod ask;
pub mod event;
pub mod git;
pub mod index;
pub mod progress;
pub mod worktree;
