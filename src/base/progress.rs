//! How far long work has come: the work says so to whoever was passed to it. Nothing here draws.

use std::any::Any;
use std::fmt;

/// Work that can take longer than a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Files are read.
    Reading,
    /// Commits are judged.
    Judging,
}

/// Who is told how far work has come, from several threads at once.
pub trait Progress: fmt::Debug + Sync {
    /// Work begins that has so many steps.
    fn begin(&self, work: Work, steps: usize);

    /// So many steps are done.
    fn step(&self, steps: usize);

    /// Work is over, and this is what it was done with. Giving back every piece of a large organisation takes a while; whoever
    /// ends the process next can leave that out.
    fn over(&self, state: Box<dyn Any + Send>) {
        drop(state);
    }
}

/// Somebody who is told of progress for as long as the process runs.
pub(crate) type Watcher = &'static dyn Progress;

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _: Work, _: usize) {}

    fn step(&self, _: usize) {}
}
