//! `published:SCHEME`: partitions that the authors of [WCLZX23] stored with their scripts, beside ours.
//!
//! Each belongs to one setting, with `M = 50` and `b = 1`: on other instances it is inapplicable. Of five partitions for a
//! deadline the deadline is not stated; they are evaluated by any. One sums to two coordinates less than `L`: its value is
//! that of what it computes, and it is no partition.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::Error;
use crate::instance::{Instance, Objective, Overhead, System};
use crate::method::{Answer, Run};
use crate::method_family::MethodFamily;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::shares::Shares;
use crate::solution::{Solution, Status};
use crate::straggler::Family;

/// The partitions: objective, scheme, setting and blocks.
const PARTITIONS: &str = include_str!("partitions.csv");
/// Samples and cycles of every setting.
const SAMPLES: u64 = 50;
const CYCLES: f64 = 1.0;
/// Settings are given to so many digits.
const ROUNDED: f64 = 1e-9;
const GUARANTEE: &str = "none";
const SOURCE: &str =
    "partition SCHEME that the authors of [WCLZX23] stored with their scripts, for its one setting";

/// Whether a system has the samples and the cycles of what is published; for others nothing is.
pub fn is_setting(system: &System) -> bool {
    (system.samples, system.cycles) == (SAMPLES, CYCLES)
}

/// One for every scheme and setting.
pub const FAMILY: MethodFamily = MethodFamily {
    name: "published",
    form: "published:SCHEME",
    allowed: || format!("SCHEME one of {}", schemes().join(", ")),
    canonical: |text| schemes().into_iter().find(|scheme| *scheme == text).map(str::to_owned),
    answers: &[
        Answer { source: SOURCE, guarantee: GUARANTEE, needs: &[], run: Run::RuntimeOfMember(solve) },
        Answer { source: SOURCE, guarantee: GUARANTEE, needs: &[], run: Run::CompletionOfMember(solve) },
    ],
};

/// The schemes, each once.
fn schemes() -> Vec<&'static str> {
    let mut schemes: Vec<&str> = Stored::all().map(|stored| stored.scheme).collect();
    schemes.dedup();
    schemes
}

/// A stored partition and its setting.
struct Stored {
    is_runtime: bool,
    scheme: &'static str,
    workers: usize,
    coordinates: u64,
    rate: f64,
    shift: f64,
    /// None where it is not stated, and for runtimes.
    deadline: Option<f64>,
    blocks: Vec<u64>,
}

impl Stored {
    fn all() -> impl Iterator<Item = Self> {
        PARTITIONS.lines().skip(1).filter_map(Self::read)
    }

    fn read(line: &'static str) -> Option<Self> {
        let cells: Vec<&str> = line.split(',').collect();
        let [objective, scheme, workers, coordinates, rate, shift, deadline, blocks] = cells.as_slice()
        else {
            return None;
        };
        let power = |text: &str| Some(10f64.powi(text.strip_prefix("10^")?.parse().ok()?));
        Some(Self {
            is_runtime: *objective == Objective::ExpectedRuntime.kind(),
            scheme,
            workers: workers.parse().ok()?,
            coordinates: coordinates.parse().ok()?,
            rate: rate.parse().ok()?,
            shift: shift.parse().ok()?,
            deadline: power(deadline),
            blocks: blocks.split(' ').map(|x| x.parse().ok()).collect::<Option<_>>()?,
        })
    }

    /// Whether it belongs to an instance.
    fn is_of(&self, instance: &Instance) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= ROUNDED * a.abs().max(b.abs());
        let is_law = instance.law().is_ok_and(|law| match law.cycle_time().family() {
            Family::ShiftedExponential { rate, shift } => near(rate, self.rate) && near(shift, self.shift),
            _ => false,
        });
        let is_objective = match instance.objective {
            Objective::ExpectedRuntime => self.is_runtime,
            Objective::CompletionProbability { deadline } => {
                !self.is_runtime && self.deadline.is_none_or(|stated| near(stated, deadline))
            }
        };
        is_law
            && is_objective
            && matches!(instance.overhead, Overhead::None)
            && is_setting(&instance.system)
            && (instance.system.workers, instance.system.coordinates) == (self.workers, self.coordinates)
    }
}

/// The stored partition of the scheme for the instance.
fn solve(problem: &Problem, name: &'static str) -> Result<Solution, Error> {
    let scheme = FAMILY.parameter(name).unwrap_or_default();
    let instance = problem.instance();
    let Some(stored) = Stored::all().find(|stored| stored.scheme == scheme && stored.is_of(instance)) else {
        let settings: Vec<String> = Stored::all()
            .filter(|stored| stored.scheme == scheme)
            .map(|stored| {
                let deadline = stored.deadline.map(|t| format!(", deadline {t:e}")).unwrap_or_default();
                let what = if stored.is_runtime { "runtimes" } else { "deadlines" };
                let Stored { workers, coordinates, rate, shift, .. } = stored;
                format!(
                    "{what} at N = {workers}, L = {coordinates}, M = {SAMPLES}, b = {CYCLES}, rate {rate}, shift \
                     {shift}{deadline}"
                )
            })
            .collect();
        return Ok(Solution::inapplicable(name, format!("it belongs to {}", settings.join(", or "))));
    };
    let sum: u64 = stored.blocks.iter().sum();
    if sum == stored.coordinates {
        let partition = Partition::new(stored.blocks, problem.workers(), problem.coordinates())?;
        return Ok(problem.solution_of_partition(name, partition));
    }
    let total = stored.coordinates as f64;
    let shares = Shares::unchecked(stored.blocks.iter().map(|&x| x as f64 / total).collect());
    let note = format!(
        "it sums to {sum} coordinates, not {}: its value is that of computing so many",
        stored.coordinates
    );
    Ok(Solution {
        value: problem.value_of_shares_in_time(&shares, &problem.clock()),
        note: Some(note),
        ..Solution::empty(name, Status::Heuristic)
    })
}
