//! Level 8: the ways to obtain a snapshot: the working tree, and Git.

pub mod ask;
pub mod git;
pub mod index;
pub mod progress;
pub mod worktree;
