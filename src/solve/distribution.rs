//! The distribution of the overall runtime of one partition: probabilities of deadlines, deadlines of probabilities.

use super::samples::shares;
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::{Instance, Objective, Overhead, Stragglers};
use crate::numeric::series::share_and_error;
use crate::options::Options;
use crate::partition::Partition;
use crate::problem::any_evaluator::{AnyEvaluator, runtimes};
use crate::solution::Value;
use crate::straggler::Law;
use crate::threads;
use crate::wording;

/// Relative width at which the search for a quantile ends.
const WIDTH: f64 = 1e-13;
/// Halvings of an interval of deadlines, at most: from one end of double precision to the other.
const HALVINGS: usize = 200;
/// By how many doubles the rounded runtime of a round may differ from the smallest deadline that it meets, at most.
const ROUNDING_STEPS: usize = 64;

/// What is asked of a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Question {
    /// The probability of finishing by a deadline `> 0`, in the unit of the runtimes.
    Deadline(f64),
    /// The smallest deadline that is met with a probability, between 0 and 1; of measured rounds 1 is that of all of them.
    Quantile(f64),
}

/// A deadline and its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// What was asked.
    pub question: Question,
    /// The deadline, asked for or found; `None` where no deadline has the probability, or none was found in time.
    pub deadline: Option<f64>,
    /// By how much the smallest deadline of a quantile may lie below the one found, in the unit of the runtimes.
    pub deadline_error: f64,
    /// The probability of finishing by the deadline; `None` where there is no deadline, or the clock was over.
    pub probability: Option<Value>,
    /// The standard error of the probability, where it is a share of four rounds or more but not of all or none, allowing for rounds that resemble
    /// their neighbours.
    pub standard_error: Option<f64>,
}

/// Points of the distribution of the overall runtime `kappa max_n T_(N-n) W_n` of a partition.
#[derive(Debug, Clone)]
pub struct Distribution {
    instance: Instance,
    partition: Partition,
    points: Vec<Point>,
    is_whole: bool,
}

impl Distribution {
    /// The instance; its objective plays no part.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The partition.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// A point a question, in their order.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Whether every question was answered before the time was up or somebody cancelled.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// Answers questions about the distribution of the overall runtime of a partition, with errors: of a law by the exact
/// evaluation of the completion probability (Problem 6 of Wang et al. 2023), of a trace by its rounds, decided exactly.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, Partition, Question, ShiftedExponential, System, distribution};
///
/// let system = System::new(2, 4)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let uncoded = Partition::new(vec![4, 0], 2, 4)?;
/// let asked = [Question::Deadline(8.0), Question::Quantile(0.5)];
/// let found = distribution(&instance, &uncoded, &asked, &Options::default())?;
/// // Two workers need 4 units each: (1 - e^-2)^2 by 8, and a half at -4 ln(1 - sqrt(1/2)).
/// let by_eight = found.points()[0].probability.map(|p| p.value);
/// assert!(by_eight.is_some_and(|p| (p - (1.0 - (-2f64).exp()).powi(2)).abs() < 1e-12));
/// let median = found.points()[1].deadline;
/// assert!(median.is_some_and(|t| (t + 4.0 * (1.0 - 0.5f64.sqrt()).ln()).abs() < 1e-9));
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When a deadline or a probability is out of its range, the partition does not fit the instance, or a value leaves
/// double precision.
pub fn distribution(
    instance: &Instance,
    partition: &Partition,
    questions: &[Question],
    options: &Options,
) -> Result<Distribution, Error> {
    instance.check()?;
    options.check()?;
    let system = &instance.system;
    let partition = Partition::new(partition.blocks().to_vec(), system.workers, system.coordinates)?;
    let of = Of { instance, partition: &partition, clock: options.clock() };
    let are_rounds = of.runtimes()?.is_some();
    questions.iter().try_for_each(|question| check(question, are_rounds))?;
    let points: Vec<Point> =
        threads::on(options.threads, || threads::map(questions.len(), |i| of.point(questions[i])))?
            .into_iter()
            .collect::<Result<_, _>>()?;
    let is_whole = !of.clock.is_over() || points.iter().all(|point| point.probability.is_some());
    Ok(Distribution { instance: instance.clone(), points, is_whole, partition })
}

fn check(question: &Question, are_rounds: bool) -> Result<(), Error> {
    let (key, value, is_right, allowed) = match *question {
        Question::Deadline(t) => ("deadlines", t, t.is_finite() && t > 0.0, "must be a finite number > 0"),
        Question::Quantile(q) if are_rounds => {
            ("quantiles", q, 0.0 < q && q <= 1.0, "must be above 0 and at most 1")
        }
        Question::Quantile(q) => (
            "quantiles",
            q,
            0.0 < q && q < 1.0,
            "must be above 0 and below 1: a law has no longest runtime that is sure",
        ),
    };
    if is_right {
        return Ok(());
    }
    Err(Error::OutOfRange { key: key.to_owned(), value: wording::number(value), allowed: allowed.to_owned() })
}

/// The distribution of a partition of an instance.
struct Of<'a> {
    instance: &'a Instance,
    partition: &'a Partition,
    clock: Clock,
}

impl Of<'_> {
    fn point(&self, question: Question) -> Result<Point, Error> {
        let (deadline, deadline_error) = match question {
            Question::Deadline(deadline) => (Some(deadline), 0.0),
            Question::Quantile(q) => {
                let found = match self.runtimes()? {
                    None => self.quantile_of_law(q)?,
                    Some(runtimes) => self.quantile_of_rounds(runtimes, q)?,
                };
                found.map_or((None, 0.0), |(deadline, error)| (Some(deadline), error))
            }
        };
        let found = deadline.map(|deadline| self.known(deadline)).transpose()?.flatten();
        let (probability, standard_error) = found.map_or((None, None), |(value, error)| (Some(value), error));
        Ok(Point { question, deadline, deadline_error, probability, standard_error })
    }

    /// The runtime in every round, where these are given.
    fn runtimes(&self) -> Result<Option<Vec<f64>>, Error> {
        runtimes(self.instance, self.partition)
    }

    /// The probability of a deadline, and what rounds leave open of it; `None` where the clock is over.
    fn known(&self, deadline: f64) -> Result<Option<(Value, Option<f64>)>, Error> {
        if self.clock.is_over() {
            return Ok(None);
        }
        let objective = Objective::CompletionProbability { deadline };
        let evaluator = AnyEvaluator::new(&Instance { objective, ..self.instance.clone() })?;
        if let Some(met) = evaluator.any().met(self.partition) {
            let value = Value::of_share(met.iter().filter(|is_met| **is_met).count(), met.len());
            return Ok(Some((value, share_and_error(&shares(&met)).1)));
        }
        let value = evaluator.any().partition_value_in_time(self.partition, &self.clock);
        Ok(value.map(|value| (value, None)))
    }

    /// The probability alone.
    fn probability(&self, deadline: f64) -> Result<Option<Value>, Error> {
        Ok(self.known(deadline)?.map(|(value, _)| value))
    }

    /// The smallest deadline known to have a probability, and how far below it the true one may lie.
    fn quantile_of_law(&self, q: f64) -> Result<Option<(f64, f64)>, Error> {
        let largest = self.partition.whole_loads().last().map_or(0.0, |&load| load as f64);
        let typical = |law: &Law| law.cycle_time().infimum() + law.cycle_time().unit();
        let time = match &self.instance.stragglers {
            Stragglers::Law(law) => typical(law),
            Stragglers::Constant(time) => *time,
            Stragglers::Trace(_) => 1.0,
        };
        let overhead = match &self.instance.overhead {
            Overhead::Law(law) => typical(law),
            overhead => overhead.constant(),
        };
        let begin = self.instance.system.work_unit() * largest * time + overhead;
        let has = |deadline: f64| Ok(self.probability(deadline)?.map(|value| reaches(value, q)));
        let Some(inside) = self.bracket(begin, &has)? else { return Ok(None) };
        // Between surely too early and surely in time lies what the errors of the probabilities leave open.
        let Some((_, high)) = self.halve(inside, &|t| Ok(has(t)?.map(|sides| sides.1)))? else {
            return Ok(None);
        };
        let Some((low, _)) = self.halve(inside, &|t| Ok(has(t)?.map(|sides| !sides.0)))? else {
            return Ok(None);
        };
        Ok(Some((high, high - low)))
    }

    /// An interval of deadlines at whose low end the probability is surely too small and at whose high end surely not.
    fn bracket(
        &self,
        begin: f64,
        has: &impl Fn(f64) -> Result<Option<(bool, bool)>, Error>,
    ) -> Result<Option<(f64, f64)>, Error> {
        let (mut low, mut high) = (begin, begin);
        loop {
            match has(high)? {
                Some((_, true)) => break,
                Some(_) if high < f64::MAX / 4.0 => high *= 2.0,
                _ => return Ok(None),
            }
        }
        loop {
            match has(low)? {
                Some((true, _)) => return Ok(Some((low, high))),
                Some(_) if low > 4.0 * f64::MIN_POSITIVE => low /= 2.0,
                _ => return Ok(None),
            }
        }
    }

    /// Halves an interval until the ends, of which only the high one passes, are next to each other.
    fn halve(
        &self,
        (mut low, mut high): (f64, f64),
        passes: &impl Fn(f64) -> Result<Option<bool>, Error>,
    ) -> Result<Option<(f64, f64)>, Error> {
        for _ in 0..HALVINGS {
            let middle = if high > 2.0 * low { low.sqrt() * high.sqrt() } else { low + (high - low) / 2.0 };
            if high - low <= WIDTH * high || middle <= low || middle >= high {
                break;
            }
            match passes(middle)? {
                Some(true) => high = middle,
                Some(false) => low = middle,
                None => return Ok(None),
            }
        }
        Ok(Some((low, high)))
    }

    /// The runtime of the round at the quantile: the smallest double by which enough rounds end.
    fn quantile_of_rounds(&self, mut runtimes: Vec<f64>, q: f64) -> Result<Option<(f64, f64)>, Error> {
        runtimes.sort_by(f64::total_cmp);
        let count = runtimes.len();
        let is_enough = |rounds: &usize| *rounds as f64 / count as f64 >= q;
        let Some(rounds) = (1..=count).find(is_enough) else { return Ok(None) };
        let mut deadline = runtimes[rounds - 1];
        if !deadline.is_finite() {
            return Ok(None);
        }
        // Runtimes are rounded; whether one meets a deadline is decided exactly.
        let is_met = |deadline: f64| -> Result<Option<bool>, Error> {
            Ok(self.probability(deadline)?.map(|value| value.value >= q))
        };
        let Some(mut meets) = is_met(deadline)? else { return Ok(None) };
        let steps_down = meets;
        for _ in 0..ROUNDING_STEPS {
            let next = if steps_down { deadline.next_down() } else { deadline.next_up() };
            let Some(next_meets) = is_met(next)? else { return Ok(None) };
            if steps_down && !next_meets {
                break;
            }
            (deadline, meets) = (next, next_meets);
            if !steps_down && meets {
                break;
            }
        }
        Ok(meets.then_some((deadline, deadline - deadline.next_down())))
    }
}

/// Whether a probability is surely below `q`, and whether it is surely not.
fn reaches(value: Value, q: f64) -> (bool, bool) {
    match value.complement.filter(|_| q > 0.5) {
        // `1 - q` is exact above a half.
        Some(late) => (late - value.error > 1.0 - q, late + value.error <= 1.0 - q),
        None => (value.value + value.error < q, value.value - value.error >= q),
    }
}
