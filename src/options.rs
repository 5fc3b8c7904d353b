//! What a caller asks of the methods.

use std::time::Duration;

use crate::clock::{Cancel, Clock, Progress};
use crate::error::Error;
use crate::gap::Tolerance;
use crate::instance::Objective;
use crate::solution::Rigour;
use crate::wording;

/// Gap asked for where the caller names none: relative for expected runtimes.
const RUNTIME_GAP: f64 = 1e-9;
/// The same for probabilities: absolute.
const PROBABILITY_GAP: f64 = 1e-4;
/// And relative to the probability of missing the deadline.
const COMPLEMENT_GAP: f64 = 1e-2;

/// How relaxed partitions become integers.
///
/// ```
/// use bcgc::{Options, Rounding};
///
/// let options = Options::default().with_rounding(Rounding::Greedy);
/// assert_ne!(options.rounding, Rounding::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Rounding {
    /// Down, then up where the slope of the objective is least, then moves of one coordinate that improve it.
    #[default]
    Local,
    /// Down, then one coordinate after the other where the objective rises least: as the authors of [WCLZX23] do it.
    ///
    /// [WCLZX23]: https://arxiv.org/abs/2206.02450
    Greedy,
}

impl Rounding {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Local, Self::Greedy];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Greedy => "greedy",
        }
    }

    /// The one of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// Which rounds of a trace are held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Split {
    /// The last of them, this share: the others are what is optimised and reported.
    Holdout(f64),
    /// So many parts in turn: for each the methods run on all other rounds, beside the run on all that is reported.
    Folds(usize),
}

/// Options of a run; the defaults suit every instance.
///
/// ```
/// use bcgc::Options;
///
/// let options = Options::default().with_methods(["exact", "mean-time"]).with_gap(1e-6).with_time_limit(10.0);
/// assert_eq!(options.seed, 1);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Names of the methods to run; empty for all of the objective.
    pub methods: Vec<String>,
    /// Optimality gap at which a method may stop: relative for expected runtimes, absolute for probabilities; `None`
    /// for 1e-9 and 1e-4.
    pub gap: Option<f64>,
    /// For probabilities, the gap of the complement at which a method may stop beside `gap`: `(1 - value)/(1 - bound) - 1`;
    /// `None` for 1e-2. It is what tells partitions apart where success is nearly certain.
    pub complement_gap: Option<f64>,
    /// Wall-clock limit of each method, and of the bound that rows are compared with, in seconds; default 60.
    pub time_limit: f64,
    /// Whether rows are compared with a bound, which is searched for where no method returns one; default true.
    pub bound: bool,
    /// How relaxed partitions become integers; default [`Rounding::Local`].
    pub rounding: Rounding,
    /// Whether values and bounds are proved before they are reported: [`Rigour::Float`], the default, asks for no proof,
    /// the others for the judge's arithmetic, in at most the time limit for all of a report. What cannot be proved stays
    /// `float`, and a note says why.
    pub rigour: Rigour,
    /// On a trace, which rounds the values are told of that partitions are not optimised for; none by default.
    pub split: Option<Split>,
    /// Seed of the methods that sample; default 1.
    pub seed: u64,
    /// Threads; `None` for all cores. Results do not depend on it.
    pub threads: Option<usize>,
    /// Ends the run early: what is known by then is returned.
    pub cancel: Cancel,
    /// Told of the iterations of the methods.
    pub progress: Option<Progress>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            methods: Vec::new(),
            gap: None,
            complement_gap: None,
            time_limit: 60.0,
            bound: true,
            rounding: Rounding::Local,
            rigour: Rigour::Float,
            split: None,
            seed: 1,
            threads: None,
            cancel: Cancel::default(),
            progress: None,
        }
    }
}

impl Options {
    /// Runs these methods only.
    #[must_use]
    pub fn with_methods<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.methods = names.into_iter().map(Into::into).collect();
        self
    }

    /// Stops at this gap.
    #[must_use]
    pub fn with_gap(mut self, gap: f64) -> Self {
        self.gap = Some(gap);
        self
    }

    /// For probabilities, stops only where `(1 - value)/(1 - bound) - 1` is at most this as well.
    #[must_use]
    pub fn with_complement_gap(mut self, gap: f64) -> Self {
        self.complement_gap = Some(gap);
        self
    }

    /// Gives each method this many seconds.
    #[must_use]
    pub fn with_time_limit(mut self, seconds: f64) -> Self {
        self.time_limit = seconds;
        self
    }

    /// Searches for no bound: rows have a gap only where a method that runs anyway returns one.
    #[must_use]
    pub fn without_bound(mut self) -> Self {
        self.bound = false;
        self
    }

    /// Rounds relaxed partitions in this way.
    #[must_use]
    pub fn with_rounding(mut self, rounding: Rounding) -> Self {
        self.rounding = rounding;
        self
    }

    /// Has values and bounds proved.
    #[must_use]
    pub fn with_rigour(mut self, rigour: Rigour) -> Self {
        self.rigour = rigour;
        self
    }

    /// Holds rounds of a trace out.
    #[must_use]
    pub fn with_split(mut self, split: Split) -> Self {
        self.split = Some(split);
        self
    }

    /// Seeds the methods that sample.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Runs on this many threads.
    #[must_use]
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Ends when this is cancelled.
    #[must_use]
    pub fn with_cancel(mut self, cancel: Cancel) -> Self {
        self.cancel = cancel;
        self
    }

    /// Tells of progress.
    #[must_use]
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// That gaps and time limit are numbers from 0 on.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the option.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let gaps = [("gap", self.gap), ("complement_gap", self.complement_gap)];
        let gaps = gaps.into_iter().map(|(key, gap)| (key, gap.unwrap_or(0.0)));
        for (key, value) in gaps.chain([("time_limit", self.time_limit)]) {
            if value.is_nan() || value < 0.0 {
                return Err(Error::OutOfRange {
                    key: key.to_owned(),
                    value: wording::number(value),
                    allowed: "must be a number >= 0".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The gap asked for, or the objective's own.
    pub(crate) fn gap_for(&self, objective: Objective) -> f64 {
        self.gap.unwrap_or(match objective {
            Objective::ExpectedRuntime => RUNTIME_GAP,
            Objective::CompletionProbability { .. } => PROBABILITY_GAP,
        })
    }

    /// When a gap counts as closed.
    pub(crate) fn tolerance(&self, objective: Objective) -> Tolerance {
        Tolerance { gap: self.gap_for(objective), complement: self.complement_gap.unwrap_or(COMPLEMENT_GAP) }
    }

    /// A clock with the time limit, running from now on.
    pub(crate) fn clock(&self) -> Clock {
        let limit = Duration::try_from_secs_f64(self.time_limit).unwrap_or(Duration::MAX);
        Clock::start(limit, self.cancel.clone(), self.progress.clone())
    }
}
