//! The expected overall runtime of independent workers with a random overhead.
//!
//! Worker `i` has done the load `w` at `a_i + T_i w`; both are independent of everything else, and `T` may be constant.
//! The evaluation is that of [`super::law_runtime`] with another law for every load; the least overhead `a0` is added to
//! the result, so that it costs no digit. Inside, time is measured in units of `kappa * L` cycles at the typical speed.

use std::sync::Arc;

use super::evaluator::{Cost, Evaluator, Gradient};
use super::expected::{Estimate, Evaluation, MeanRuntime};
use super::law_runtime::{VALUE_TOLERANCE, first_level, overflow, shifted_bound, shifted_value};
use super::load_time::LoadTime as _;
use super::order_statistics::mean_time_estimate;
use super::work_time::{Speed, WorkTime};
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::System;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::Value;
use crate::straggler::CycleTime;
use crate::wording::counted;

/// Relative tolerance of evaluations while a partition is rounded.
const COST_TOLERANCE: f64 = 1e-11;
/// Relative tolerance of the means of single levels.
const LEVEL_TOLERANCE: f64 = 1e-8;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct OverheadRuntime {
    workers: usize,
    time: Arc<WorkTime>,
    scale: f64,
    least_overhead: f64,
    first_level: usize,
    mean: MeanRuntime<WorkTime>,
    /// `E[A_(N-n)]` for every level `n`, the excess over the least overhead, in inner units.
    overheads: Vec<Estimate>,
}

impl OverheadRuntime {
    /// For a system whose workers have an overhead of this law, and what a cycle takes.
    ///
    /// # Errors
    /// When every partition has an infinite expected runtime, or the unit of the values overflows.
    pub fn new(system: &System, overhead: &dyn CycleTime, speed: &Speed) -> Result<Self, Error> {
        let workers = system.workers;
        let least_overhead = overhead.infimum();
        let (time, scale) = in_units(system, overhead, speed)?;
        let index = time.power_index();
        let first_level = first_level(index, workers).ok_or_else(|| Error::Unbounded {
            reason: format!(
                "the time of a load has a power tail of index {index}; with {workers} workers a finite expected runtime \
                 needs an index above 1/{workers}"
            ),
        })?;
        let means = mean_time_estimate(time.overhead().as_ref(), workers);
        let infimum = time.overhead().infimum();
        let overheads = (means.values.iter().rev())
            .map(|mean| Estimate { value: mean - infimum, error: means.relative_error * mean })
            .collect();
        let time = Arc::new(time);
        let mean = MeanRuntime::of_loads(Arc::clone(&time), workers);
        Ok(Self { workers, time, scale, least_overhead, first_level, mean, overheads })
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The time of a load in inner units.
    pub fn time(&self) -> &WorkTime {
        &self.time
    }

    /// Whether the cycle time is constant: then the expected runtime is convex for each first level in use.
    pub fn is_convex(&self) -> bool {
        matches!(self.time.speed(), Speed::Constant(_))
    }

    /// A runtime in inner units, the least overhead left out, in the instance's unit of time.
    pub fn value_of(&self, Estimate { value, error }: Estimate) -> Value {
        shifted_value(self.scale * value, self.scale * error, self.least_overhead)
    }

    /// The same of a lower bound.
    pub fn bound(&self, inner: f64) -> f64 {
        shifted_bound(self.scale * inner, self.least_overhead)
    }

    /// Value and gradient in inner units, the least overhead left out; `None` if the clock ends their evaluation. Slopes of
    /// levels below the first one in use are those of levels that are waited for already: none.
    pub fn evaluate(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Evaluation> {
        self.mean.value_and_gradient(shares.as_slice(), tolerance, clock)
    }

    /// The value alone, in inner units, the least overhead left out; `None` if the clock ends it.
    pub fn estimate_in_time(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Estimate> {
        self.mean.value_in_time(shares.as_slice(), tolerance, clock)
    }

    /// `E[A_(N-level)]`, what a level takes before any load is done, in inner units.
    pub fn overhead_mean(&self, level: usize) -> Estimate {
        self.overheads[level]
    }

    /// `E[D_(N-level)(w)]`, the mean time at which `N - level` workers have done a load `w > 0`, in inner units, the least
    /// overhead left out; `None` if the clock ends it.
    pub fn level_mean(&self, level: usize, load: f64, clock: &Clock) -> Option<Estimate> {
        if let Speed::Constant(time) = self.time.speed() {
            let Estimate { value, error } = self.overheads[level];
            let value = value + time * load;
            return Some(Estimate { value, error: error + 4.0 * f64::EPSILON * value });
        }
        let mut blocks = vec![0.0; self.workers];
        blocks[level] = load / (level + 1) as f64;
        self.mean.value_in_time(&blocks, LEVEL_TOLERANCE, clock)
    }
}

/// The first level that holds coordinates. One below it brings the overhead of slower workers with it: the objective jumps.
pub(super) fn first_in_use(shares: &Shares) -> usize {
    shares.as_slice().iter().position(|&x| x > 0.0).unwrap_or(0)
}

/// The time of loads in inner units, and the instance's unit of one of them.
pub(super) fn in_units(
    system: &System,
    overhead: &dyn CycleTime,
    speed: &Speed,
) -> Result<(WorkTime, f64), Error> {
    let unit = match speed {
        Speed::Constant(time) => *time,
        Speed::Law(law) => law.unit(),
    };
    let scale = system.work_unit() * unit * system.coordinates as f64;
    let longest = scale * system.workers as f64 + overhead.infimum() + overhead.unit();
    // Beyond this ratio either way the smaller of both is nothing beside the other.
    let ratio = overhead.unit() / scale;
    if !longest.is_finite() || !scale.is_normal() {
        return Err(overflow("the overall runtime"));
    }
    if !(1e-100..=1e100).contains(&ratio) {
        return Err(Error::Overflow {
            quantity: format!("the ratio {ratio:e} of the overhead to the time of the whole load"),
            remedy: "leave out what is nothing beside the other".to_owned(),
        });
    }
    let speed = match speed {
        Speed::Constant(_) => Speed::Constant(1.0),
        Speed::Law(law) => Speed::Law(Arc::from(law.in_units_of(unit))),
    };
    Ok((WorkTime::new(Arc::from(overhead.in_units_of(scale)), speed), scale))
}

impl Evaluator for OverheadRuntime {
    fn value(&self, shares: &Shares) -> Option<Value> {
        self.value_in_time(shares, &Clock::unlimited())
    }

    fn value_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Value> {
        if shares.workers() != self.workers || self.infinite_at(shares).is_some() {
            return None;
        }
        self.estimate_in_time(shares, VALUE_TOLERANCE, clock).map(|estimate| self.value_of(estimate))
    }

    fn partition_value_in_time(&self, partition: &Partition, clock: &Clock) -> Option<Value> {
        self.value_in_time(&partition.shares(), clock)
    }

    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        Some(self.evaluate(shares, COST_TOLERANCE, clock)?.into())
    }

    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        if shares.workers() != self.workers || self.infinite_at(shares).is_some() {
            return None;
        }
        let found = self.evaluate(shares, VALUE_TOLERANCE, clock)?;
        let mut gradient = found.gradient_in(self.scale, self.value_of(found.value));
        gradient.slopes[..first_in_use(shares)].fill(f64::INFINITY);
        Some(gradient)
    }

    fn infinite_at(&self, shares: &Shares) -> Option<String> {
        let level = shares.as_slice()[..self.first_level].iter().position(|&x| x != 0.0)?;
        Some(format!(
            "its expected runtime is infinite: level {level} waits for {}, which takes an infinite time in the \
             mean under a power tail of index {}; levels from {} on are finite",
            counted((self.workers - level) as u64, "worker"),
            self.time.power_index(),
            self.first_level
        ))
    }

    fn first_level(&self) -> usize {
        self.first_level
    }
}
