//! The completion probability of independent workers with one law, for a deadline.
//!
//! Units are those of [`super::law_runtime`].

use std::sync::Arc;

use num_rational::BigRational;
use num_traits::ToPrimitive as _;
use statrs::function::beta::beta_reg;

use super::completion::CompletionProbability;
use super::decided::Decided;
use super::evaluator::{Cost, Evaluator, Gradient};
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
const HALVINGS: usize = 50;

/// The evaluator; see the module.
#[derive(Debug)]
pub struct LawCompletion {
    probability: CompletionProbability,
    verdict: Option<Verdict>,
    workers: usize,
    /// `kappa * L * law.unit()`.
    scale: f64,
    /// What every runtime takes besides, in the unit of the deadline.
    overhead: f64,
}

impl LawCompletion {
    /// For a system whose cycle times follow a law, an overhead that all its workers have, and a deadline.
    ///
    /// # Errors
    /// When the deadline leaves double precision in units of the work to be done.
    pub fn new(
        system: &System,
        original: &dyn CycleTime,
        overhead: f64,
        deadline: f64,
    ) -> Result<Self, Error> {
        let unit = original.unit();
        // Rounded once: what both have in common leaves no error.
        let left = difference(deadline, overhead);
        let scaled = left.max(0.0) / system.work_unit() / system.coordinates as f64 / unit;
        if left > 0.0 && !scaled.is_normal() {
            return Err(Error::Overflow {
                quantity: format!("the deadline {} in units of the work to be done", shortest(deadline)),
                remedy: "give the cycle times and the deadline in another unit".to_owned(),
            });
        }
        let law: Arc<dyn CycleTime> = Arc::from(original.in_units_of(unit));
        let verdict = verdict(system, original, overhead, deadline);
        let is_impossible = matches!(verdict, Some(Verdict::Impossible { .. }));
        // In these units rounding may have moved the deadline past the infimum.
        let scaled = if is_impossible && left > 0.0 { scaled } else { scaled.max(law.infimum().next_up()) };
        let probability = CompletionProbability::new(law, system.workers, scaled);
        let probability = match room(system, original, overhead, deadline) {
            Some(room) => probability.with_room(room),
            None => probability,
        };
        let scale = system.work_unit() * system.coordinates as f64 * unit;
        Ok(Self { probability, verdict, workers: system.workers, scale, overhead })
    }

    /// The probability at shares of `L`.
    pub fn probability(&self) -> &CompletionProbability {
        &self.probability
    }

    /// The law of the cycle time in units of [`CycleTime::unit`].
    pub fn law(&self) -> &Arc<dyn CycleTime> {
        self.probability.law()
    }

    /// The deadline in units of `kappa * L * law.unit()`.
    pub fn deadline(&self) -> f64 {
        self.probability.deadline()
    }

    fn decided(&self) -> Decided<'_, dyn CycleTime> {
        Decided { probability: &self.probability, is_impossible: self.is_impossible() }
    }

    /// Whether no partition can finish in time: even the fastest worker at its fastest needs
    /// `kappa L t0`.
    pub fn is_impossible(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Impossible { .. }))
    }
}

impl Evaluator for LawCompletion {
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
        self.decided().gradient(shares, clock)
    }

    fn remark(&self) -> Option<&'static str> {
        self.decided().remark()
    }

    /// Of the blocks at level `n`, the one with the least median of `(n+1) T_(N-n)`. The median of the `k`-th of `N`
    /// uniform variables is about `(k - 1/3)/(N + 1/3)`, which tells the levels apart.
    fn even_deadline(&self) -> Option<f64> {
        let (workers, law) = (self.workers as f64, self.law());
        let runtime = |n: usize, p: f64| (n + 1) as f64 * (law.infimum() + law.quantile(p));
        let about = |n: usize| runtime(n, (workers - n as f64 - 1.0 / 3.0) / (workers + 1.0 / 3.0));
        let level = (0..self.workers).min_by(|&a, &b| about(a).total_cmp(&about(b)))?;
        // The k-th of N uniform variables follows a beta law.
        let (k, rest) = (workers - level as f64, level as f64 + 1.0);
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if beta_reg(k, rest, middle) < 0.5 { low = middle } else { high = middle }
        }
        let least = runtime(level, high) * self.scale + self.overhead;
        least.is_finite().then_some(least)
    }

    fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }
}

/// The share of the whole load that is not certain, `1 - t N / (M b L t1)`, rounded once; `None` for a law without a
/// longest cycle time `t1`. An overhead is taken off the deadline first.
fn room(system: &System, law: &dyn CycleTime, overhead: f64, deadline: f64) -> Option<f64> {
    let whole = |n: u64| BigRational::from_integer(n.into());
    let longest = exact(law.supremum())?;
    let work = system.exact_work()? * whole(system.coordinates);
    let left = exact(deadline)? - exact(overhead)?;
    let certain = left * whole(system.workers as u64) / (work * longest);
    (whole(1) - certain).to_f64()
}

/// What the ends of the law decide over the rationals, where every input is the decimal that it is written as: impossible if
/// `t <= kappa L t0`, which is `t N <= M b L t0`; certain if `t >= kappa N L t1` with the longest cycle time `t1`, for no load exceeds `N L`.
/// An overhead is taken off the deadline first.
fn verdict(system: &System, law: &dyn CycleTime, overhead: f64, deadline: f64) -> Option<Verdict> {
    let whole = |n: u64| BigRational::from_integer(n.into());
    let workers = whole(system.workers as u64);
    let work = system.exact_work()? * whole(system.coordinates);
    let infimum = exact(law.infimum())?;
    let deadline = exact(deadline)? - exact(overhead)?;
    let total = system.work_unit() * system.coordinates as f64;
    if &deadline * &workers <= &work * &infimum {
        return Some(Verdict::Impossible { least: (total * law.infimum() + overhead).min(f64::MAX) });
    }
    // An unbounded law has no such end.
    let most = exact(law.supremum())?;
    let longest = total * system.workers as f64 * law.supremum() + overhead;
    (deadline >= work * most).then_some(Verdict::Certain { most: longest })
}
