//! Level 9: the ways to obtain a snapshot: the working tree, and Git; what a workflow's event brought; and checkpoints of what was made of
//! a snapshot.

pub mod ask;
pub mod checkpoint;
pub mod event;
pub mod git;
pub mod index;
pub mod progress;
pub mod worktree;
