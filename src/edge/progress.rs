//! Shows on a terminal how far work has come that takes longer than a second; elsewhere nothing.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::base::progress::{self, Work};

const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Watches while it lives.
pub struct Watch(Option<(Sender<()>, JoinHandle<()>)>);

impl Watch {
    /// Begins to watch, where standard error is a terminal.
    #[must_use]
    pub fn start() -> Self {
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
                let (work, done, total) = progress::now();
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
