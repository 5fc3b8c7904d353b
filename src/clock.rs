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
/// It is granted within about a second. HiGHS, which does not ask everywhere, is left behind where it takes longer: its
/// thread works on until it looks up.
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

/// Where a method stands.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Standing {
    /// The method.
    pub method: &'static str,
    /// Iterations done; 0 where the method starts.
    pub done: u64,
    /// Iterations in all; 0 where nobody knows.
    pub all: u64,
    /// The value of the best solution so far, in the unit of the objective; of a method that keeps no best one, that of its
    /// iterate.
    pub value: Option<f64>,
    /// `1 - value` without cancellation, of an iterate for probabilities.
    pub complement: Option<f64>,
    /// The bound proved so far, in the same unit.
    pub bound: Option<f64>,
}

impl Standing {
    /// After `done` iterations of `all`, nothing else known.
    pub fn new(method: &'static str, done: u64, all: u64) -> Self {
        Self { method, done, all, value: None, complement: None, bound: None }
    }

    /// The same with the best value so far and the bound proved.
    #[must_use]
    pub fn between(self, value: f64, bound: f64) -> Self {
        Self { value: Some(value), bound: Some(bound), ..self }
    }

    /// The same with the value of an iterate, and its complement where it is a probability.
    #[must_use]
    pub fn at(self, value: f64, complement: Option<f64>) -> Self {
        Self { value: Some(value), complement, ..self }
    }
}

/// Receives `(method, iterations done, iterations in all)` after every iteration, and
/// `(method, 0, 0)` where a method starts; `all` is 0 where nobody knows it.
///
/// ```
/// use bcgc::{Options, Progress};
///
/// let progress = Progress::new(|method, done, all| eprintln!("{method}: {done} of {all}"));
/// let options = Options::default().with_progress(progress);
/// assert!(options.progress.is_some());
/// ```
#[derive(Clone)]
pub struct Progress {
    report: Arc<dyn Fn(&Standing) + Send + Sync>,
    /// Whether values are wanted that cost an evaluation of their own.
    wants_values: bool,
}

impl Progress {
    /// Calls `report` after every iteration, from the thread that runs the method.
    pub fn new(report: impl Fn(&'static str, u64, u64) + Send + Sync + 'static) -> Self {
        Self::with_standing(move |standing| report(standing.method, standing.done, standing.all))
    }

    /// Calls `report` as [`Self::new`] does, with the incumbent and the bound where a method has them.
    ///
    /// ```
    /// use bcgc::Progress;
    ///
    /// let _progress = Progress::with_standing(|standing| {
    ///     if let (Some(value), Some(bound)) = (standing.value, standing.bound) {
    ///         eprintln!("{}: between {bound} and {value}", standing.method);
    ///     }
    /// });
    /// ```
    pub fn with_standing(report: impl Fn(&Standing) + Send + Sync + 'static) -> Self {
        Self { report: Arc::new(report), wants_values: false }
    }

    /// As [`Self::with_standing`]; methods that know the values of their iterates through samples only evaluate each of them
    /// exactly. Their time grows by that.
    pub fn with_values(report: impl Fn(&Standing) + Send + Sync + 'static) -> Self {
        Self { report: Arc::new(report), wants_values: true }
    }

    /// Passes on where a method stands.
    pub fn tell(&self, standing: &Standing) {
        (self.report)(standing);
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
    /// The method that runs by it, where it tells of its search.
    method: Option<&'static str>,
}

impl Clock {
    /// Starts with a limit on the wall-clock time; one too far away to be reached is none.
    pub fn start(limit: Duration, cancel: Cancel, progress: Option<Progress>) -> Self {
        Self { until: Instant::now().checked_add(limit), cancel, progress, method: None }
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
    /// a tenth of a second where it was cancelled before.
    #[must_use]
    pub fn at_least(&self, time: Duration) -> Self {
        let is_cancelled = self.cancel.is_cancelled();
        let least = Instant::now().checked_add(if is_cancelled { time.min(WIND_UP) } else { time });
        if is_cancelled {
            return Self { until: least, cancel: Cancel::default(), progress: None, method: None };
        }
        let until = self.until.zip(least).map(|(until, least)| until.max(least));
        Self { until, ..self.clone() }
    }

    /// The same clock for the first part of what is left, a share of it, so that something else finds the rest.
    #[must_use]
    pub fn first(&self, share: f64) -> Self {
        let until = self.until.map(|until| until - self.left().mul_f64(1.0 - share));
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
        self.tell_standing(&Standing::new(method, done, all));
    }

    /// The same clock for a method that tells of its search by [`Self::reached`].
    #[must_use]
    pub fn of(&self, method: &'static str) -> Self {
        Self { method: Some(method), ..self.clone() }
    }

    /// Tells of a search after `done` iterations: the value of its best solution and the bound proved, in the unit of
    /// the objective.
    pub fn reached(&self, done: u64, value: f64, bound: f64) {
        if let Some(method) = self.method {
            self.tell_standing(&Standing::new(method, done, 0).between(value, bound));
        }
    }

    /// Tells of a standing under the name of the method that runs by it.
    pub fn tell_of(&self, standing: Standing) {
        if let Some(method) = self.method {
            self.tell_standing(&Standing { method, ..standing });
        }
    }

    /// Whether somebody wants values of iterates that cost an evaluation of their own.
    pub fn wants_values(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| progress.wants_values)
    }

    /// Tells of where a method stands.
    pub fn tell_standing(&self, standing: &Standing) {
        if let Some(progress) = &self.progress {
            progress.tell(standing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_search_is_told_of_under_the_name_of_its_method() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&told);
        let progress = Progress::with_standing(move |standing| record.lock().unwrap().push(*standing));
        let clock = Clock::start(Duration::MAX, Cancel::default(), Some(progress));
        clock.reached(1, 3.0, 2.0);
        assert!(told.lock().unwrap().is_empty(), "whose search is it?");
        clock.of("exact").less(Duration::ZERO).reached(1, 3.0, 2.0);
        clock.tell("exact", 2, 5);
        let expected = [Standing::new("exact", 1, 0).between(3.0, 2.0), Standing::new("exact", 2, 5)];
        assert_eq!(*told.lock().unwrap(), expected);
    }

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
