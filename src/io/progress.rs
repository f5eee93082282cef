//! Shows on a terminal how far work has come that takes longer than a second; elsewhere nothing. The work moves counters, and a
//! thread of its own looks at them.

use std::any::Any;
use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::base::progress::{Progress, Work};

const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// How far work has come.
#[derive(Debug)]
pub struct Counters {
    work: AtomicUsize,
    steps: AtomicUsize,
    done: AtomicUsize,
}

impl Counters {
    /// Counters of work that has not begun.
    #[must_use]
    pub const fn new() -> Self {
        Self { work: AtomicUsize::new(0), steps: AtomicUsize::new(0), done: AtomicUsize::new(0) }
    }

    fn now(&self) -> (Work, usize, usize) {
        let is_judging = self.work.load(Ordering::Relaxed) == Work::Judging as usize;
        let work = if is_judging { Work::Judging } else { Work::Reading };
        (work, self.done.load(Ordering::Relaxed), self.steps.load(Ordering::Relaxed))
    }
}

impl Default for Counters {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Counters {
    fn begin(&self, work: Work, steps: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.steps.store(steps, Ordering::Relaxed);
        self.work.store(work as usize, Ordering::Relaxed);
    }

    fn step(&self, steps: usize) {
        self.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// The process ends soon, and gives back all of its memory at once.
    fn over(&self, state: Box<dyn Any + Send>) {
        std::mem::forget(state);
    }
}

/// Watches while it lives.
pub struct Watch(Option<(Sender<()>, JoinHandle<()>)>);

impl Watch {
    /// Begins to watch, where standard error is a terminal.
    #[must_use]
    pub fn start(counters: &'static Counters) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stop, stopped) = channel();
        let watching = std::thread::spawn(move || {
            if !matches!(stopped.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let bar = ProgressBar::new(0).with_style(style());
            while matches!(stopped.recv_timeout(TICK), Err(RecvTimeoutError::Timeout)) {
                let (work, done, total) = counters.now();
                bar.set_message(match work {
                    Work::Reading => "reading files",
                    Work::Judging => "judging commits",
                });
                bar.set_length(total as u64);
                bar.set_position(done.min(total) as u64);
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Self(Some((stop, watching)))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((stop, watching)) = self.0.take() {
            drop(stop);
            // A watcher that failed has nothing to tell.
            let _ = watching.join();
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("drawline: {msg} {bar:30} {human_pos}/{human_len}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
