//! The completion probability of independent workers with a random overhead, for a deadline.
//!
//! Units are those of [`super::overhead_runtime`].
//!
//! Proved in `proofs/runtime/overhead.v`: `overhead_le_iff`.

use std::sync::Arc;

use num_rational::BigRational;

use super::completion::CompletionProbability;
use super::decided::Decided;
use super::evaluator::{Cost, Evaluator, Gradient};
use super::overhead_runtime::{first_in_use, in_units};
use super::work_time::{Speed, WorkTime};
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::System;
use crate::numeric::decimal::{difference, exact};
use crate::partition::Partition;
use crate::report::number::shortest;
use crate::shares::Shares;
use crate::solution::Value;
use crate::straggler::CycleTime;
use crate::verdict::Verdict;

/// Halvings of the interval of a median.
const HALVINGS: usize = 60;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct OverheadCompletion {
    probability: CompletionProbability<WorkTime>,
    verdict: Option<Verdict>,
    workers: usize,
    scale: f64,
    least_overhead: f64,
}

impl OverheadCompletion {
    /// For a system whose workers have an overhead of this law, what a cycle takes, and a deadline.
    ///
    /// # Errors
    /// When runtimes or the deadline leave double precision in units of the work to be done.
    pub fn new(
        system: &System,
        overhead: &dyn CycleTime,
        speed: &Speed,
        deadline: f64,
    ) -> Result<Self, Error> {
        let (time, scale) = in_units(system, overhead, speed)?;
        let least_overhead = overhead.infimum();
        let left = difference(deadline, least_overhead);
        let verdict = verdict(system, overhead, speed, deadline);
        let is_impossible = matches!(verdict, Some(Verdict::Impossible { .. }));
        let scaled = left.max(0.0) / scale;
        if !is_impossible && !scaled.is_normal() {
            return Err(Error::Overflow {
                quantity: format!("the deadline {} in units of the work to be done", shortest(deadline)),
                remedy: "give the times and the deadline in another unit".to_owned(),
            });
        }
        // In these units rounding may have moved the deadline past the infimum.
        let least = match time.speed() {
            Speed::Constant(time) => *time,
            Speed::Law(law) => law.infimum(),
        };
        let scaled = if is_impossible && left > 0.0 { scaled } else { scaled.max(least.next_up()) };
        let probability = CompletionProbability::of_loads(Arc::new(time), system.workers, scaled);
        let probability = probability.after(least_overhead / scale);
        Ok(Self { probability, verdict, workers: system.workers, scale, least_overhead })
    }

    /// The probability at shares of `L`.
    pub fn probability(&self) -> &CompletionProbability<WorkTime> {
        &self.probability
    }

    fn decided(&self) -> Decided<'_, WorkTime> {
        Decided { probability: &self.probability, is_impossible: self.is_impossible() }
    }

    /// Whether no partition can finish in time.
    pub fn is_impossible(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Impossible { .. }))
    }

    /// The excess by which a worker has done a load with a probability.
    fn quantile(&self, load: f64, p: f64) -> f64 {
        let time = self.probability.law();
        let (mut low, mut high) = (0.0, 1.0);
        while time.probabilities(load, high).1 < p && high < 1e200 {
            (low, high) = (high, 4.0 * high);
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if time.probabilities(load, middle).1 < p { low = middle } else { high = middle }
        }
        high
    }
}

impl Evaluator for OverheadCompletion {
    fn value(&self, shares: &Shares) -> Option<Value> {
        Some(self.decided().value(shares))
    }

    fn value_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Value> {
        self.decided().value_in_time(shares, clock)
    }

    fn partition_value_in_time(&self, partition: &Partition, clock: &Clock) -> Option<Value> {
        self.value_in_time(&partition.shares(), clock)
    }

    fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        self.decided().cost(shares, clock)
    }

    fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        let mut gradient = self.decided().gradient(shares, clock)?;
        if !self.is_impossible() {
            gradient.slopes[..first_in_use(shares)].fill(f64::NEG_INFINITY);
        }
        Some(gradient)
    }

    fn remark(&self) -> Option<&'static str> {
        self.decided().remark()
    }

    /// Of the blocks at level `n`, the one with the least median of the `(N-n)`-th of the times of `(n+1) L`, about.
    fn even_deadline(&self) -> Option<f64> {
        let least = super::load_time::LoadTime::least(self.probability.law().as_ref());
        let workers = self.workers as f64;
        let about = |n: usize| {
            let (load, p) = ((n + 1) as f64, (workers - n as f64 - 1.0 / 3.0) / (workers + 1.0 / 3.0));
            load * (least + self.quantile(load, p))
        };
        let least = (0..self.workers).map(about).fold(f64::INFINITY, f64::min);
        let deadline = least * self.scale + self.least_overhead;
        deadline.is_finite().then_some(deadline)
    }

    fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }
}

/// What the ends of both laws decide over the rationals, where every input is the decimal that it is written as: impossible if
/// `t <= a0 + kappa L t0`, certain if `t >= a1 + kappa N L t1` with the longest times.
fn verdict(system: &System, overhead: &dyn CycleTime, speed: &Speed, deadline: f64) -> Option<Verdict> {
    let whole = |n: u64| BigRational::from_integer(n.into());
    let workers = whole(system.workers as u64);
    let work = system.exact_work()? * whole(system.coordinates);
    let (least, most) = match speed {
        Speed::Constant(time) => (*time, *time),
        Speed::Law(law) => (law.infimum(), law.supremum()),
    };
    let total = system.work_unit() * system.coordinates as f64;
    let deadline = exact(deadline)?;
    let left = &deadline - exact(overhead.infimum())?;
    if &left * &workers <= &work * exact(least)? {
        return Some(Verdict::Impossible { least: (total * least + overhead.infimum()).min(f64::MAX) });
    }
    // Unbounded laws have no such end.
    let supremum = overhead.supremum();
    let left = deadline - exact(supremum)?;
    let longest = total * system.workers as f64 * most + supremum;
    (left >= work * exact(most)?).then_some(Verdict::Certain { most: longest })
}
