//! A progress line on standard error, shown on a terminal only.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use bcgc::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// The line; `None` where standard error is not a terminal.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// Shows the line.
    pub fn start() -> Self {
        Self(stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }

    /// Receives the progress of a run.
    pub fn progress(&self) -> Option<Progress> {
        let bar = self.0.clone()?;
        Some(Progress::new(move |method, done, all| {
            bar.set_message(match all {
                0 => method.to_owned(),
                all => format!("{method}: iteration {done} of {all}"),
            });
        }))
    }

    /// Clears the line.
    pub fn finish(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A bar with the cells of a table done and the time left; `None` where standard error is not a terminal.
pub struct Cells(Option<ProgressBar>);

impl Cells {
    /// Shows the bar.
    pub fn start(name: &str) -> Self {
        Self(stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} cells, {eta} left")
            {
                bar.set_style(style);
            }
            bar.set_prefix(name.to_owned());
            bar
        }))
    }

    /// Receives the progress of a run.
    pub fn observer(&self) -> impl Fn(usize, usize) + Sync + use<> {
        let bar = self.0.clone();
        move |done, all| {
            if let Some(bar) = &bar {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            }
        }
    }

    /// Clears the bar.
    pub fn finish(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}
