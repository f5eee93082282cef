//! Level 8: the ways to obtain a snapshot: the working tree, and Git; and checkpoints of what was made of one.

pub mod ask;
pub mod checkpoint;
pub mod git;
pub mod index;
pub mod progress;
pub mod worktree;
