//! An instance of the completion probability, made ready for the methods.
//!
//! As in [`crate::problem`], time is measured in units of `kappa * L * law.unit()` and the coordinates as
//! shares of `L`.

use std::sync::Arc;

use num_rational::BigRational;

use crate::error::Error;
use crate::instance::{Instance, Objective, System};
use crate::partition::Partition;
use crate::problem::{MAX_WORKERS, Options, too_many_workers};
use crate::relaxed::rounding::Roundable;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::solution::{Bound, Rigour, Solution, Status, Value};
use crate::straggler::CycleTime;

/// Maximise `Pr[tau(x, T) <= deadline]` over the partitions of an instance.
#[derive(Debug)]
pub struct CompletionProblem {
    instance: Instance,
    options: Options,
    evaluator: CompletionProbability,
    is_impossible: bool,
}

impl CompletionProblem {
    /// Normalises the instance.
    ///
    /// # Errors
    /// When a number of the instance or an option is out of its range, the instance has another objective, a trace or
    /// too many workers, or the deadline leaves double precision in units of the work to be done.
    pub fn new(instance: &Instance, options: Options) -> Result<Self, Error> {
        instance.check()?;
        options.check()?;
        let Objective::CompletionProbability { deadline } = instance.objective else {
            return Err(Error::OutOfRange {
                key: "objective.kind".to_owned(),
                value: instance.objective.kind().to_owned(),
                allowed: "must be completion-probability".to_owned(),
            });
        };
        let workers = instance.system.workers;
        if workers > MAX_WORKERS {
            return Err(too_many_workers(workers));
        }
        let original = &instance.law()?.cycle_time;
        let unit = original.unit();
        let scaled = deadline / instance.system.work_unit() / instance.system.coordinates as f64 / unit;
        if !scaled.is_normal() {
            return Err(Error::Overflow {
                quantity: format!("the deadline {deadline:e} in units of the work to be done"),
                remedy: "give the cycle times and the deadline in another unit".to_owned(),
            });
        }
        let law: Arc<dyn CycleTime> = Arc::from(original.in_units_of(unit));
        let is_impossible = is_impossible(&instance.system, original.infimum(), deadline);
        // In these units rounding may have moved the deadline past the infimum.
        let scaled = if is_impossible { scaled } else { scaled.max(law.infimum().next_up()) };
        let evaluator = CompletionProbability::new(law, workers, scaled);
        Ok(Self { instance: instance.clone(), options, evaluator, is_impossible })
    }

    /// The instance.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// What the caller asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The probability at shares of `L`.
    pub fn evaluator(&self) -> &CompletionProbability {
        &self.evaluator
    }

    /// The law of the cycle time in units of [`CycleTime::unit`].
    pub fn law(&self) -> &Arc<dyn CycleTime> {
        self.evaluator.law()
    }

    /// The deadline in units of `kappa * L * law.unit()`.
    pub fn deadline(&self) -> f64 {
        self.evaluator.deadline()
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.instance.system.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.instance.system.coordinates
    }

    /// Whether no partition can finish in time: even the fastest worker at its fastest needs
    /// `kappa L t0`.
    pub fn is_impossible(&self) -> bool {
        self.is_impossible
    }

    /// The answer of a method where no partition can finish in time; `None` where some can.
    pub fn impossible(&self, method: &'static str) -> Option<Solution> {
        let uncoded = Partition::single_block(0, self.workers(), self.coordinates());
        let shares = self.shares(&uncoded);
        self.is_impossible.then(|| Solution {
            status: Status::Optimal,
            bound: Some(Bound { value: 0.0, rigour: Rigour::Float, method }),
            value: Some(self.value_of(&shares)),
            relaxed_value: Some(self.value_of(&shares)),
            relaxed: Some(self.coordinates_of(&shares)),
            partition: Some(uncoded),
            note: Some(IMPOSSIBLE.to_owned()),
            ..Solution::empty(method, Status::Optimal)
        })
    }

    /// Shares of `L` as numbers of coordinates.
    pub fn coordinates_of(&self, shares: &[f64]) -> Vec<f64> {
        let total = self.coordinates() as f64;
        shares.iter().map(|x| x * total).collect()
    }

    /// The blocks as shares of `L`.
    pub fn shares(&self, partition: &Partition) -> Vec<f64> {
        let total = self.coordinates() as f64;
        partition.blocks().iter().map(|&x| x as f64 / total).collect()
    }

    /// The probability at shares of `L`.
    pub fn value_of(&self, shares: &[f64]) -> Value {
        if self.is_impossible {
            return Value { value: 0.0, error: 0.0, complement: Some(1.0) };
        }
        value(self.evaluator.value(shares))
    }

    /// The probability of a partition.
    pub fn value_of_partition(&self, partition: &Partition) -> Value {
        self.value_of(&self.shares(partition))
    }

    /// The solution of a method that returns shares of `L`: their rounding, and the values of both.
    pub fn solution_of_shares(&self, method: &'static str, shares: &[f64]) -> Solution {
        let partition = crate::relaxed::rounding::round(self, shares);
        Solution {
            value: Some(self.value_of_partition(&partition)),
            relaxed_value: Some(self.value_of(shares)),
            relaxed: Some(self.coordinates_of(shares)),
            partition: Some(partition),
            note: self.is_impossible().then(|| IMPOSSIBLE.to_owned()),
            ..Solution::empty(method, Status::Heuristic)
        }
    }
}

/// Said wherever the optimum is exactly zero.
pub const IMPOSSIBLE: &str = "no partition can finish by the deadline: it is at most kappa L t0";

/// Whether `t <= kappa L t0`, which is `t N <= M b L t0`: decided over the rationals, where every input is exact.
fn is_impossible(system: &System, infimum: f64, deadline: f64) -> bool {
    let whole = |n: u64| BigRational::from_integer(n.into());
    let needed = BigRational::from_float(system.cycles)
        .zip(BigRational::from_float(infimum))
        .map(|(cycles, t0)| whole(system.samples) * cycles * whole(system.coordinates) * t0);
    let given = BigRational::from_float(deadline).map(|t| t * whole(system.workers as u64));
    given.zip(needed).is_some_and(|(given, needed)| given <= needed)
}

fn value(probability: Probability) -> Value {
    Value { value: probability.value, error: probability.error, complement: Some(probability.complement) }
}

impl Roundable for CompletionProblem {
    fn coordinates(&self) -> u64 {
        self.coordinates()
    }

    /// The cost is `-ln(P / (1 - P))`: it tells probabilities apart at both ends.
    fn cost(&self, shares: &[f64]) -> (f64, f64, Vec<f64>) {
        let (probability, gradient) = self.evaluator.value_and_gradient(shares);
        let p = probability.value.max(f64::MIN_POSITIVE);
        let q = probability.complement.max(f64::MIN_POSITIVE);
        let slopes = gradient.iter().map(|g| -g / p / q).collect();
        (q.ln() - p.ln(), 2.0 * probability.relative_error(), slopes)
    }
}
