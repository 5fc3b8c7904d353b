//! An instance made ready for the methods: its evaluator, what the caller asked for, and what methods share.

pub mod any_evaluator;
pub mod memo;
pub mod rounding;

use std::time::Duration;

use crate::clock::Clock;
use crate::error::Error;
use crate::gap::Tolerance;
use crate::instance::{Instance, Objective};
use crate::options::{Options, Rounding};
use crate::partition::Partition;
use crate::runtime::evaluator::{Evaluator, MOST_EVALUATED_WORKERS};
use crate::shares::Shares;
use crate::solution::{Bound, Rigour, Solution, Status, Value};
use crate::verdict::Verdict;
use any_evaluator::{AnyEvaluator, too_many_workers};
use memo::{Finish, Memo, RelaxedOptimum};

/// What a value is given of time beyond the limit: most take less, and a row without one says little.
pub(crate) const GRACE: Duration = Duration::from_millis(400);
/// Said where rounding takes longer, and where somebody stops it.
const CUT: &str = "rounding was ended by the time limit";
const STOPPED: &str = "rounding was stopped";
/// Said where a value takes longer.
const NO_TIME: &str = "no value: the time limit came first";

/// Minimise the expected overall runtime of an instance, or maximise its completion probability.
///
/// ```
/// use bcgc::methods::Problem;
/// use bcgc::{ExpectedRuntime, Instance, Options, Shares, ShiftedExponential, System};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let problem = Problem::new(&instance, &Options::default())?;
/// let shares = Shares::new(vec![0.25, 0.25, 0.0, 0.5])?;
/// let partition = problem.round(&shares, &problem.clock())?;
/// assert_eq!(partition.blocks(), [5, 5, 0, 10]);
/// assert!(problem.evaluator().value_of_partition(&partition).is_some_and(|value| value.value > 18.0));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug)]
pub struct Problem {
    instance: Instance,
    options: Options,
    tolerance: Tolerance,
    evaluator: AnyEvaluator,
    verdict: Option<Verdict>,
    /// The relaxed optimum of an expected runtime.
    pub(crate) relaxed: Memo<RelaxedOptimum>,
    /// The largest set of rows that relaxed loads finish by the deadline of a trace.
    pub(crate) finish: Memo<Finish>,
}

impl Problem {
    /// Checks instance and options and makes the evaluator.
    ///
    /// # Errors
    /// When a number of the instance or an option is out of its range, there are too many workers, every partition has
    /// an infinite expected runtime, or a value leaves double precision.
    pub fn new(instance: &Instance, options: &Options) -> Result<Self, Error> {
        instance.check()?;
        options.check()?;
        let evaluator = AnyEvaluator::new(instance)?;
        Ok(Self {
            verdict: evaluator.any().verdict(),
            evaluator,
            tolerance: options.tolerance(instance.objective),
            options: options.clone(),
            instance: instance.clone(),
            relaxed: Memo::default(),
            finish: Memo::default(),
        })
    }

    /// The instance.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// What the caller asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The gap at which a method may stop.
    pub fn gap(&self) -> f64 {
        self.tolerance.gap
    }

    /// The gaps at which a method may stop.
    pub(crate) fn tolerance(&self) -> Tolerance {
        self.tolerance
    }

    /// What the deadline decides for every partition, if anything.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// A clock with the time limit of a method, running from now on.
    pub fn clock(&self) -> Clock {
        self.options.clock()
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.instance.system.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.instance.system.coordinates
    }

    /// The evaluator as the one that it is.
    pub fn any_evaluator(&self) -> &AnyEvaluator {
        &self.evaluator
    }

    /// What every evaluator answers.
    pub fn evaluator(&self) -> &dyn Evaluator {
        self.evaluator.any()
    }

    /// Whether partitions can be evaluated: at most [`MOST_EVALUATED_WORKERS`] workers. Beyond, only the closed forms
    /// are left, without values.
    pub fn is_evaluable(&self) -> bool {
        self.workers() <= MOST_EVALUATED_WORKERS
    }

    /// [`Self::is_evaluable`] as an error.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where there are too many workers.
    pub fn check_evaluable(&self) -> Result<(), Error> {
        if self.is_evaluable() { Ok(()) } else { Err(too_many_workers(self.workers())) }
    }

    /// Whether what methods share is known: whoever starts from it counts its time as their own.
    pub(crate) fn shares_work(&self) -> bool {
        self.relaxed.is_known() || self.finish.is_known()
    }

    /// The partition with all coordinates at one level.
    ///
    /// # Errors
    /// When there is no such level.
    pub fn single_block(&self, level: usize) -> Result<Partition, Error> {
        Ok(Partition::single_block(level, self.workers(), self.coordinates())?)
    }

    /// The best candidate, the first on ties: the least runtime or the largest probability. Where probabilities round
    /// to one, their complements tell them apart.
    pub fn best<T>(&self, candidates: impl Iterator<Item = (T, Value)>) -> Option<(T, Value)> {
        let is_better = |new: &Value, old: &Value| match self.instance.objective {
            Objective::ExpectedRuntime => new.value < old.value,
            Objective::CompletionProbability { .. } => {
                let (late, before) = (new.late(), old.late());
                late < before || (late == before && new.value > old.value)
            }
        };
        candidates.reduce(|best, candidate| if is_better(&candidate.1, &best.1) { candidate } else { best })
    }

    /// The solution of a method that returns a partition. Inapplicable where the law's power tail makes the value
    /// infinite; without a value where there are too many workers for one, or it takes longer than the time limit.
    pub fn solution_of_partition(&self, method: &'static str, partition: Partition) -> Solution {
        self.solution_in_time(method, partition, &self.clock())
    }

    /// [`Self::solution_of_partition`] where the method's clock runs already.
    pub(crate) fn solution_in_time(
        &self,
        method: &'static str,
        partition: Partition,
        clock: &Clock,
    ) -> Solution {
        if let Some(reason) = self.evaluator().infinite_at(&partition.shares()) {
            return Solution::inapplicable(method, reason);
        }
        let remark = || self.evaluator().remark().map(str::to_owned);
        let (value, status, note) = if self.is_evaluable() {
            match self.value_in_time(&partition, clock) {
                Some(value) => (Some(value), Status::Heuristic, remark()),
                // Whoever cancelled knows that it was not the limit.
                None if self.options.cancel.is_cancelled() => (None, Status::Interrupted, None),
                None => (None, Status::TimeLimit, Some(NO_TIME.to_owned())),
            }
        } else {
            let most = MOST_EVALUATED_WORKERS;
            let note = format!("no value and no bound: partitions are evaluated up to N = {most}");
            (None, Status::Heuristic, Some(note))
        };
        Solution { value, partition: Some(partition), note, ..Solution::empty(method, status) }
    }

    /// The finite value of a partition; `None` where it takes longer than the clock runs, and a moment more.
    pub fn value_in_time(&self, partition: &Partition, clock: &Clock) -> Option<Value> {
        self.evaluator().partition_value_in_time(partition, &clock.at_least(GRACE))
    }

    /// The same for shares of `L`.
    pub fn value_of_shares_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Value> {
        self.evaluator().value_in_time(shares, &clock.at_least(GRACE))
    }

    /// The solution of a method that returns shares of `L`: their rounding, and the values of both, as of
    /// [`Self::solution_of_partition`].
    ///
    /// # Errors
    /// When the shares are not those of a partition of the instance.
    pub fn solution_of_shares(
        &self,
        method: &'static str,
        shares: &Shares,
        clock: &Clock,
    ) -> Result<Solution, Error> {
        if let Some(reason) = self.evaluator().infinite_at(shares) {
            return Ok(Solution::inapplicable(method, reason));
        }
        let is_evaluable = self.is_evaluable();
        // The value needs some of the time.
        let first = clock.first(0.5);
        let partition = if is_evaluable {
            self.round(shares, &first)?
        } else {
            rounding::round_by_fractions(self.coordinates(), shares)?
        };
        let is_cut = is_evaluable && first.is_over();
        let mut solution = self.solution_in_time(method, partition, clock);
        if is_cut && solution.value.is_some() {
            solution.status = Status::TimeLimit.of_cancelled(self.options.cancel.is_cancelled());
            solution.note = Some(self.with_cut(solution.note));
        }
        let relaxed_value = if is_evaluable && solution.value.is_some() {
            self.value_of_shares_in_time(shares, clock)
        } else {
            None
        };
        Ok(Solution { relaxed_value, relaxed: Some(shares.clone()), ..solution })
    }

    /// The solution of a method that returns the relaxed optimum: its rounding in the time that the optimum has left, and
    /// the gap that it closed. Its bound, and its value in the instance's unit, are for the method to add.
    ///
    /// # Errors
    /// When its shares are not those of a partition of the instance.
    pub(crate) fn solution_of_optimum(
        &self,
        method: &'static str,
        optimum: &RelaxedOptimum,
    ) -> Result<Solution, Error> {
        let spent = self.relaxed.spent();
        let clock = self.clock().less(spent);
        let partition = self.round(&optimum.shares, &clock)?;
        let effort = match optimum.gap() {
            gap if gap.is_finite() => format!("relaxed gap {gap:.1e} after {}", optimum.effort),
            _ => "no relaxed value: the time limit came first".to_owned(),
        };
        let note = if clock.is_over() { self.with_cut(Some(effort)) } else { effort };
        Ok(Solution {
            value: self.value_in_time(&partition, &clock),
            partition: Some(partition),
            relaxed: Some(optimum.shares.clone()),
            seconds: spent.as_secs_f64(),
            note: Some(note),
            ..Solution::empty(method, optimum.status)
        })
    }

    /// Rounds shares of `L` to a partition near them.
    ///
    /// # Errors
    /// When the shares are not those of a partition of the instance.
    pub fn round(&self, shares: &Shares, clock: &Clock) -> Result<Partition, Error> {
        let (evaluator, coordinates) = (self.evaluator(), self.coordinates());
        Ok(match self.options.rounding {
            Rounding::Local => rounding::round(evaluator, coordinates, shares, clock),
            Rounding::Greedy => rounding::round_greedily(evaluator, coordinates, shares, clock),
        }?)
    }

    /// A bound that a method proved in double precision.
    pub fn bound(&self, method: &'static str, value: f64, status: Status) -> Bound {
        let status = status.of_cancelled(self.options.cancel.is_cancelled());
        Bound::new(value, Rigour::Float, method).with_status(status)
    }

    /// A note, and that rounding was cut short.
    fn with_cut(&self, note: Option<String>) -> String {
        // Whoever cancelled knows that it was not the limit.
        let cut = if self.options.cancel.is_cancelled() { STOPPED } else { CUT };
        note.map_or_else(|| cut.to_owned(), |note| format!("{note}; {cut}"))
    }
}
