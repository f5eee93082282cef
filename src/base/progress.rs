//! How far long work has come: counters that the work moves and a terminal may show. Nothing here draws.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Work that can take longer than a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Files are read.
    Reading,
    /// Commits are judged.
    Judging,
}

static WORK: AtomicUsize = AtomicUsize::new(0);
static TOTAL: AtomicUsize = AtomicUsize::new(0);
static DONE: AtomicUsize = AtomicUsize::new(0);

/// Says what begins, and how many steps it has.
pub fn begin(work: Work, steps: usize) {
    DONE.store(0, Ordering::Relaxed);
    TOTAL.store(steps, Ordering::Relaxed);
    WORK.store(work as usize, Ordering::Relaxed);
}

/// Says that steps are done.
pub fn step(steps: usize) {
    DONE.fetch_add(steps, Ordering::Relaxed);
}

/// What goes on, how many steps are done, and of how many.
#[must_use]
pub fn now() -> (Work, usize, usize) {
    let work = if WORK.load(Ordering::Relaxed) == Work::Judging as usize { Work::Judging } else { Work::Reading };
    (work, DONE.load(Ordering::Relaxed), TOTAL.load(Ordering::Relaxed))
}
