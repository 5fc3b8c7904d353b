//! An instance made ready for the methods: everything in units in which numbers are near one.
//!
//! Inside, time is measured in units of `kappa * law.unit()` and the coordinates as shares of `L`,
//! so that no scale of an instance can overflow or lose digits; values leave in the instance's own
//! unit through [`Problem::value_of`].

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::partition::Partition;
use crate::progress::Progress;
use crate::relaxed::optimum::RelaxedOptimum;
use crate::runtime::expected::{Evaluation, ExpectedRuntime};
use crate::solution::Value;
use crate::straggler::{CycleTime, tail_excess};

/// Relative tolerance to which reported values are computed.
pub const VALUE_TOLERANCE: f64 = 1e-10;

/// Largest number of workers whose partitions are evaluated: one evaluation then takes about a minute.
/// The closed forms themselves ([`crate::runtime::order_statistics`]) have no such limit.
pub const MAX_WORKERS: usize = 10_000;

/// What is refused beyond [`MAX_WORKERS`].
pub fn too_many_workers(workers: usize) -> Error {
    Error::OutOfRange {
        key: "system.workers".to_owned(),
        value: workers.to_string(),
        allowed: format!("partitions are evaluated for at most {MAX_WORKERS} workers"),
    }
}

/// What the caller asks of the methods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Optimality gap at which a method may stop: relative for expected runtimes, default 1e-9;
    /// absolute for probabilities, default 1e-4 ([`Options::of`]).
    pub gap: f64,
    /// Wall-clock limit of each method, in seconds; default 60.
    pub time_limit: f64,
    /// Seed of the methods that sample; default 1.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { gap: 1e-9, time_limit: 60.0, seed: 1 }
    }
}

impl Options {
    /// That gap and time limit are numbers from 0 on.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the option.
    pub fn check(&self) -> Result<(), Error> {
        for (key, value) in [("gap", self.gap), ("time_limit", self.time_limit)] {
            if value.is_nan() || value < 0.0 {
                return Err(Error::OutOfRange {
                    key: key.to_owned(),
                    value: format!("{value:?}"),
                    allowed: "must be a number >= 0".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The defaults for an objective.
    pub fn of(objective: Objective) -> Self {
        match objective {
            Objective::ExpectedRuntime => Self::default(),
            Objective::CompletionProbability { .. } => Self { gap: 1e-4, ..Self::default() },
        }
    }
}

/// An instance of the expected overall runtime, normalised.
#[derive(Debug)]
pub struct Problem {
    instance: Instance,
    options: Options,
    law: Arc<dyn CycleTime>,
    unit: f64,
    scale: f64,
    first_level: usize,
    evaluator: ExpectedRuntime,
    relaxed: OnceLock<(RelaxedOptimum, f64)>,
    progress: Option<Progress>,
}

impl Problem {
    /// Normalises the instance.
    ///
    /// # Errors
    /// When a number of the instance or an option is out of its range, the instance has a trace, every partition has
    /// an infinite expected runtime, or the unit of the values overflows.
    pub fn new(instance: &Instance, options: Options) -> Result<Self, Error> {
        instance.check()?;
        options.check()?;
        let original = &instance.law()?.cycle_time;
        let unit = original.unit();
        let law: Arc<dyn CycleTime> = Arc::from(original.in_units_of(unit));
        let scale = instance.system.work_unit() * unit * instance.system.coordinates as f64;
        let workers = instance.system.workers;
        if !(scale * workers as f64).is_finite() || !scale.is_normal() {
            return Err(Error::Overflow {
                quantity: "the overall runtime".to_owned(),
                remedy: "give the cycle times in another unit".to_owned(),
            });
        }
        let first_level = first_level(law.tail_index(), workers).ok_or_else(|| Error::Unbounded {
            reason: format!(
                "the cycle time has a power tail of index {}; with {workers} workers a finite expected runtime \
                 needs an index above 1/{workers}",
                law.tail_index()
            ),
        })?;
        let evaluator = ExpectedRuntime::new(Arc::clone(&law), workers);
        Ok(Self {
            instance: instance.clone(),
            options,
            law,
            unit,
            scale,
            first_level,
            evaluator,
            relaxed: OnceLock::new(),
            progress: None,
        })
    }

    /// Reports the progress of the iterative methods.
    #[must_use]
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Who is told of the progress of the iterative methods.
    pub fn progress(&self) -> Option<&Progress> {
        self.progress.as_ref()
    }

    /// The instance.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// What the caller asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.instance.system.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.instance.system.coordinates
    }

    /// The law of the cycle time in units of [`CycleTime::unit`].
    pub fn law(&self) -> &Arc<dyn CycleTime> {
        &self.law
    }

    /// The unit of [`Self::law`] in the instance's units of time.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Whether partitions can be evaluated: at most [`MAX_WORKERS`] workers. Beyond, only the closed forms
    /// are left, without values.
    pub fn is_evaluable(&self) -> bool {
        self.workers() <= MAX_WORKERS
    }

    /// Value in the instance's unit of one inner unit: `kappa * L * law.unit()`.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The first level that may hold coordinates: below it the expected runtime is infinite
    /// (power tails only; otherwise 0).
    pub fn first_level(&self) -> usize {
        self.first_level
    }

    /// Value and gradient in inner units at the shares `x` (length `N`, sum 1).
    pub fn evaluate(&self, x: &[f64], tolerance: f64) -> Evaluation {
        self.evaluator.value_and_gradient(x, tolerance)
    }

    /// Whether `E[tau]` is finite at `x`: no block below the first finite level.
    pub fn is_finite_at(&self, x: &[f64]) -> bool {
        x[..self.first_level].iter().all(|&x| x == 0.0)
    }

    /// Why `E[tau]` is infinite at `x`; `None` where it is finite.
    pub fn infinite_at(&self, x: &[f64]) -> Option<String> {
        let level = x[..self.first_level].iter().position(|&x| x != 0.0)?;
        Some(format!(
            "its expected runtime is infinite: level {level} waits for T_({}), which has an infinite mean under a \
             power tail of index {}; levels from {} on are finite",
            self.workers() - level,
            self.law.tail_index(),
            self.first_level
        ))
    }

    /// `E[tau]` of relaxed block sizes in shares of `L`, in the instance's unit; `None` if infinite, or if there are
    /// not `N` blocks.
    pub fn value_of(&self, shares: &[f64]) -> Option<Value> {
        if shares.len() != self.workers() || !self.is_finite_at(shares) {
            return None;
        }
        let estimate = self.evaluator.value(shares, VALUE_TOLERANCE);
        Some(Value {
            value: self.scale * estimate.value,
            error: self.scale * estimate.error,
            complement: None,
        })
    }

    /// `E[tau]` of a partition in the instance's unit; `None` if infinite, or if it is one of other workers.
    pub fn value_of_partition(&self, partition: &Partition) -> Option<Value> {
        self.value_of(&self.shares(partition))
    }

    /// The blocks as shares of `L`.
    pub fn shares(&self, partition: &Partition) -> Vec<f64> {
        let total = self.coordinates() as f64;
        partition.blocks().iter().map(|&x| x as f64 / total).collect()
    }

    /// Shares of `L` as numbers of coordinates.
    pub fn coordinates_of(&self, shares: &[f64]) -> Vec<f64> {
        let total = self.coordinates() as f64;
        shares.iter().map(|x| x * total).collect()
    }

    /// The certified relaxed optimum, computed once.
    pub fn relaxed(&self) -> &RelaxedOptimum {
        &self.timed_relaxed().0
    }

    /// Wall-clock seconds that the relaxed optimum took: methods that start from it count them as
    /// their own, whoever computed it first.
    pub fn relaxed_seconds(&self) -> f64 {
        self.timed_relaxed().1
    }

    fn timed_relaxed(&self) -> &(RelaxedOptimum, f64) {
        self.relaxed.get_or_init(|| {
            let start = Instant::now();
            let optimum = RelaxedOptimum::find(self);
            (optimum, start.elapsed().as_secs_f64())
        })
    }

    /// The objective of the instance.
    pub fn objective(&self) -> Objective {
        self.instance.objective
    }
}

/// `m` with `E[T_(N-n)]` infinite exactly for `n < m`: level `n` needs `index (n+1) > 1`.
fn first_level(index: f64, workers: usize) -> Option<usize> {
    if index.is_infinite() {
        return Some(0);
    }
    (0..workers).find(|&n| tail_excess(index, (n + 1) as f64) > 0.0)
}
