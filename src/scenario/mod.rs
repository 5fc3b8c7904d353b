//! An instance whose cycle times are measured: the rows of a trace, each as likely as the others.
//!
//! With `t_{s,n} = T_(N-n)` of row `s`, a partition costs `tau_s = kappa max_n t_{s,n} W_n` in that row. The
//! expected runtime is the mean over the rows, a polyhedral convex function, and the completion probability
//! the fraction of rows with `tau_s <= deadline`; nothing is assumed about the dependence of the workers.
//!
//! Inside, times are measured in a power of two near their mean, so that scaling rounds nothing, and
//! loads in shares of `L`.

pub mod baselines;
pub mod closed_forms;
pub mod completion;
pub mod deadline;
pub mod exact;
pub mod greedy;
pub mod linear;
pub mod program;
pub mod registry;
pub mod relaxed;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::instance::{Instance, Objective, Stragglers};
use crate::partition::{Partition, cumulative_load};
use crate::problem::{MAX_WORKERS, Options, too_many_workers};
use crate::relaxed::rounding::Roundable;
use crate::solution::Value;
use crate::straggler::Trace;

use deadline::Deadline;
use program::Finish;
use relaxed::RelaxedScenario;

/// Rounding errors of a mean of runtimes, relative: products and loads, then a compensated sum.
const VALUE_ERROR: f64 = 8.0 * f64::EPSILON;

/// A trace with either objective, made ready for the methods.
#[derive(Debug)]
pub struct ScenarioProblem {
    instance: Instance,
    options: Options,
    /// Scaled and sorted: entry `n` of a row is `T_(N-n)`.
    rows: Vec<Vec<f64>>,
    /// `kappa` times the unit of the rows.
    scale: f64,
    deadline: Option<Deadline>,
    relaxed: OnceLock<(RelaxedScenario, f64)>,
    finish: OnceLock<(Finish, f64)>,
}

impl ScenarioProblem {
    /// Sorts and scales the rows of the instance's trace.
    ///
    /// # Errors
    /// When the instance has a law instead of a trace, too many workers, or runtimes or a deadline that leave
    /// double precision.
    pub fn new(instance: &Instance, options: Options) -> Result<Self, Error> {
        instance.check()?;
        options.check()?;
        let trace = trace_of(instance)?;
        let workers = instance.system.workers;
        if workers > MAX_WORKERS {
            return Err(too_many_workers(workers));
        }
        let unit = unit(trace);
        let scale = instance.system.work_unit() * unit;
        let sorted = |row: &Vec<f64>| {
            let mut row: Vec<f64> = row.iter().map(|t| t / unit).collect();
            row.sort_by(|a, b| b.total_cmp(a));
            row
        };
        let rows: Vec<Vec<f64>> = trace.rows().iter().map(sorted).collect();
        let longest = rows.iter().map(|row| row[0]).fold(1.0, f64::max);
        let total = instance.system.coordinates as f64;
        if !(scale * longest * total * workers as f64).is_finite() || !scale.is_normal() {
            return Err(Error::Overflow {
                quantity: "the overall runtime".to_owned(),
                remedy: "give the cycle times in another unit".to_owned(),
            });
        }
        let deadline = match instance.objective {
            Objective::ExpectedRuntime => None,
            Objective::CompletionProbability { deadline } => {
                Some(Deadline::new(&instance.system, deadline, unit, &rows)?)
            }
        };
        Ok(Self {
            instance: instance.clone(),
            options,
            rows,
            scale,
            deadline,
            relaxed: OnceLock::new(),
            finish: OnceLock::new(),
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

    /// The wall-clock limit of one method.
    pub fn time_limit(&self) -> Duration {
        Duration::try_from_secs_f64(self.options.time_limit).unwrap_or(Duration::MAX)
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.instance.system.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.instance.system.coordinates
    }

    /// The rows, nonincreasing: entry `n` is `T_(N-n)`, in a unit near the mean cycle time.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// Value in the instance's unit of one inner unit: `kappa * L` times the unit of [`Self::rows`].
    pub fn scale(&self) -> f64 {
        self.scale * self.coordinates() as f64
    }

    /// The largest loads that finish by the deadline; none for expected runtimes.
    pub fn deadline(&self) -> Option<&Deadline> {
        self.deadline.as_ref()
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

    /// The objective at shares of `L` (length `N`, nonnegative, sum 1), in the instance's unit or as a fraction.
    /// For a fraction the error counts the rows that finish within rounding of the deadline.
    pub fn value_of(&self, shares: &[f64]) -> Value {
        match &self.deadline {
            None => self.mean(self.mean_runtime(&cumulative_load(shares)) * self.coordinates() as f64),
            Some(deadline) => deadline.value_of_shares(shares),
        }
    }

    /// The objective of a partition. Runtimes are summed from integer loads; whether a row meets the deadline is
    /// decided exactly.
    pub fn value_of_partition(&self, partition: &Partition) -> Value {
        let loads = whole_loads(partition.blocks());
        match &self.deadline {
            None => self.mean(self.mean_runtime(&loads.iter().map(|&w| w as f64).collect::<Vec<_>>())),
            Some(deadline) => deadline.value_of_loads(&loads),
        }
    }

    fn mean(&self, inner: f64) -> Value {
        let value = self.scale * inner;
        Value { value, error: VALUE_ERROR * value, complement: None }
    }

    /// Mean of `max_n t_{s,n} W_n` over the rows, in units of the rows times the loads.
    pub fn mean_runtime(&self, loads: &[f64]) -> f64 {
        compensated_sum(self.rows.iter().map(|row| binding(row, loads).1)) / self.rows.len() as f64
    }

    /// The relaxed optimum of the expected runtime, computed once, and its wall-clock seconds.
    pub fn relaxed(&self) -> &(RelaxedScenario, f64) {
        self.relaxed.get_or_init(|| {
            let start = Instant::now();
            let optimum = RelaxedScenario::find(self);
            (optimum, start.elapsed().as_secs_f64())
        })
    }

    /// The largest set of rows that relaxed loads finish by the deadline, computed once, and its wall-clock
    /// seconds.
    pub fn finish(&self, deadline: &Deadline) -> &(Finish, f64) {
        self.finish.get_or_init(|| {
            let start = Instant::now();
            let finish = program::relaxed(deadline, &self.options, self.time_limit());
            (finish, start.elapsed().as_secs_f64())
        })
    }
}

impl Roundable for ScenarioProblem {
    fn coordinates(&self) -> u64 {
        self.coordinates()
    }

    /// The mean runtime and one of its subgradients.
    fn cost(&self, shares: &[f64]) -> (f64, f64, Vec<f64>) {
        let loads = cumulative_load(shares);
        let mut weights = vec![0.0; loads.len()];
        for row in &self.rows {
            let level = binding(row, &loads).0;
            weights[level] += row[level] / self.rows.len() as f64;
        }
        let value = self.mean_runtime(&loads);
        let error = (loads.len() as f64 + 8.0) * f64::EPSILON * value;
        (value, error, slopes(&weights))
    }
}

/// The trace of an instance.
///
/// # Errors
/// When it has a law instead.
pub fn trace_of(instance: &Instance) -> Result<&Trace, Error> {
    match &instance.stragglers {
        Stragglers::Trace(trace) => Ok(trace),
        Stragglers::Law(law) => Err(Error::OutOfRange {
            key: "stragglers.law".to_owned(),
            value: format!("{:?}", law.name),
            allowed: "measured cycle times are needed here: stragglers.trace".to_owned(),
        }),
    }
}

/// The level that binds in a row, the first of them, and the runtime there.
pub fn binding(row: &[f64], loads: &[f64]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (n, (t, w)) in row.iter().zip(loads).enumerate() {
        if t * w > best.1 {
            best = (n, t * w);
        }
    }
    best
}

/// Subgradient `g_i = (i+1) sum_{n>=i} weight_n` of `sum_n weight_n W_n`.
pub fn slopes(weights: &[f64]) -> Vec<f64> {
    let mut slopes: Vec<f64> = weights
        .iter()
        .rev()
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect();
    slopes.reverse();
    slopes.iter_mut().zip(1..).for_each(|(slope, i)| *slope *= f64::from(i));
    slopes
}

/// Cumulative loads `W_n` of integer blocks.
fn whole_loads(blocks: &[u64]) -> Vec<u128> {
    blocks
        .iter()
        .zip(1u128..)
        .scan(0, |load, (&x, n)| {
            *load += n * u128::from(x);
            Some(*load)
        })
        .collect()
}

/// A sum of nonnegative terms to about one rounding (Neumaier).
fn compensated_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0f64, 0.0);
    for term in terms {
        let next: f64 = sum + term;
        lost += if sum >= term { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    sum + lost
}

/// A power of two within a factor of two below the mean of all times.
fn unit(trace: &Trace) -> f64 {
    let count = trace.rows().len() as f64 * trace.rows()[0].len() as f64;
    let mean: f64 = trace.rows().iter().flatten().map(|t| t / count).sum();
    let exponent = mean.log2().floor().clamp(-1000.0, 1000.0);
    exponent.exp2()
}

/// The largest unit roundoff of sums of loads of `workers` blocks, relative.
fn load_error(workers: usize) -> f64 {
    2.0 * (workers as f64 + 8.0) * f64::EPSILON
}
