//! One clock for what may end a method early and for what it tells meanwhile: a time limit, cancellation from another
//! thread, and progress.
//!
//! Every loop that can outlast a second looks at it. Results are the same from run to run as long as it ends none.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A wish that a computation end early, made by any thread; every copy is the same wish.
///
/// It is granted within about a second, but for HiGHS in the presolve, the first linear program and the heuristics of an
/// integer program (there it does not ask, though a time limit holds), and for the probability of a deadline with
/// thousands of workers: its gradient is begun and finished, which takes some ten seconds at N = 10^4.
///
/// ```
/// use bcgc::Cancel;
///
/// let cancel = Cancel::default();
/// let copy = cancel.clone();
/// std::thread::spawn(move || copy.cancel()).join().ok();
/// assert!(cancel.is_cancelled());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks for the end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked for it.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Receives `(method, iterations done, iterations in all)` after every iteration, and
/// `(method, 0, 0)` where a method starts.
///
/// ```
/// use bcgc::{Options, Progress};
///
/// let progress = Progress::new(|method, done, all| eprintln!("{method}: {done} of {all}"));
/// let options = Options::default().with_progress(progress);
/// assert!(options.progress.is_some());
/// ```
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(&'static str, u64, u64) + Send + Sync>);

impl Progress {
    /// Calls `report` after every iteration, from the thread that runs the method.
    pub fn new(report: impl Fn(&'static str, u64, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// What is left to each value after cancellation.
const WIND_UP: Duration = Duration::from_millis(100);

/// A running clock; copies of it run on together.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// None where there is no limit.
    until: Option<Instant>,
    cancel: Cancel,
    progress: Option<Progress>,
}

impl Clock {
    /// Starts with a limit on the wall-clock time; one too far away to be reached is none.
    pub fn start(limit: Duration, cancel: Cancel, progress: Option<Progress>) -> Self {
        Self { until: Instant::now().checked_add(limit), cancel, progress }
    }

    /// One that only cancellation ends.
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// The same clock with less time: what work done before, on behalf of this one, has taken.
    #[must_use]
    pub fn less(&self, spent: Duration) -> Self {
        // A subtraction beyond the beginning of time leaves nothing.
        let until = self.until.map(|until| until.checked_sub(spent).unwrap_or_else(Instant::now));
        Self { until, ..self.clone() }
    }

    /// The same clock with at least this much time from now on, for what is worth having after all; with at most
    /// [`WIND_UP`] where it was cancelled before.
    #[must_use]
    pub fn at_least(&self, time: Duration) -> Self {
        let is_cancelled = self.cancel.is_cancelled();
        let least = Instant::now().checked_add(if is_cancelled { time.min(WIND_UP) } else { time });
        if is_cancelled {
            return Self { until: least, cancel: Cancel::default(), progress: None };
        }
        let until = self.until.zip(least).map(|(until, least)| until.max(least));
        Self { until, ..self.clone() }
    }

    /// Whether to end: the time is used up, or somebody cancelled.
    pub fn is_over(&self) -> bool {
        self.cancel.is_cancelled() || self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// The time left; [`Duration::MAX`] without a limit.
    pub fn left(&self) -> Duration {
        if self.cancel.is_cancelled() {
            return Duration::ZERO;
        }
        self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }

    /// What cancels it.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Tells of `done` iterations of `all`; both zero where a method starts.
    pub fn tell(&self, method: &'static str, done: u64, all: u64) {
        if let Some(Progress(report)) = &self.progress {
            report(method, done, all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_ends_by_its_limit_or_by_cancellation() {
        let clock = Clock::start(Duration::ZERO, Cancel::default(), None);
        assert!(clock.is_over() && clock.left().is_zero());
        let clock = Clock::start(Duration::MAX, Cancel::default(), None);
        assert!(!clock.is_over() && clock.left() == Duration::MAX);
        let copy = clock.less(Duration::from_secs(1));
        clock.cancel().cancel();
        assert!(copy.is_over() && copy.left().is_zero(), "copies are one clock");
        let hour = Duration::from_secs(3600);
        let clock = Clock::start(hour, Cancel::default(), None);
        assert!(!clock.is_over() && clock.left() <= hour);
        assert!(clock.less(hour).is_over());
        let late = clock.less(hour).at_least(hour);
        assert!(!late.is_over() && late.left() <= hour && !clock.at_least(Duration::MAX).is_over());
        clock.cancel().cancel();
        assert!(late.is_over(), "a wish to end leaves no time");
        assert!(late.at_least(hour).left() <= WIND_UP, "but a moment");
    }
}
