//! `relaxed` over measured rounds with overheads and a constant cycle time `t`: a linear program for each first level in use.
//!
//! With the first level `m` the runtime of row `s` is `max_(n >= m) (a_{s,(N-n)} + kappa t W_n)`. Inequalities are stated as
//! they are violated. Multipliers `lambda_{s,n} >= 0` that sum to `1/S` in each row prove
//! `sum lambda_{s,n} a_{s,(N-n)} + min_(i >= m) g_i` with `g_i = (i+1) kappa t sum_(n >= i) sum_s lambda_{s,n}`, in shares of
//! `L`. First levels whose bound exceeds a value that is known are given up.

use crate::clock::Clock;
use crate::error::Error;
use crate::gap;
use crate::numeric::highs::Session;
use crate::numeric::linear::{Ended, LinearProgram, Row};
use crate::problem::Problem;
use crate::problem::memo::RelaxedOptimum;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::overhead_trace_runtime::OverheadTraceRuntime;
use crate::shares::{Loads, Shares, in_blocks, weight};
use crate::solution::{Bound, Solution, Status};
use crate::wording::counted;

/// By how much of the runtime an inequality must be violated to be stated.
const VIOLATION: f64 = 1e-11;
/// Inequalities of a row that are stated at once.
const AT_ONCE: usize = 2;

/// Why there is none where both vary.
pub const NOT_CONVEX: &str = "overhead and cycle time both vary over the rounds: the mean runtime is not convex in the blocks; give a constant \
     cycle time, or laws for both";

/// The relaxed optimum over all first levels, computed once; `None` where it is no linear program.
pub fn optimum<'a>(problem: &'a Problem, evaluator: &OverheadTraceRuntime) -> Option<&'a RelaxedOptimum> {
    let time = evaluator.rows().constant()?;
    Some(problem.relaxed.get_or_find(|| Search::new(problem, evaluator, time).run(&problem.clock())))
}

/// The bound of the relaxed optimum on the value of every partition.
pub fn bound(problem: &Problem, evaluator: &OverheadTraceRuntime, method: &'static str) -> Option<Bound> {
    let RelaxedOptimum { bound, status, .. } = optimum(problem, evaluator)?;
    Some(problem.bound(method, *bound, *status))
}

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &OverheadTraceRuntime,
    method: &'static str,
) -> Result<Solution, Error> {
    let Some(optimum) = optimum(problem, evaluator) else {
        return Ok(Solution::inapplicable(method, NOT_CONVEX));
    };
    Ok(Solution {
        relaxed_value: evaluator.value(&optimum.shares),
        bound: bound(problem, evaluator, method),
        ..problem.solution_of_optimum(method, optimum)?
    })
}

/// Incumbent and bounds; values in the instance's unit of time.
struct Search<'a> {
    evaluator: &'a OverheadTraceRuntime,
    /// The time of the whole of `L` coordinates.
    time: f64,
    goal: f64,
    workers: usize,
    coordinates: f64,
    shares: Shares,
    value: f64,
    programs: u64,
    inequalities: u64,
    failure: Option<Error>,
}

impl<'a> Search<'a> {
    fn new(problem: &Problem, evaluator: &'a OverheadTraceRuntime, time: f64) -> Self {
        let coordinates = problem.coordinates() as f64;
        let mut search = Self {
            evaluator,
            time: time * coordinates,
            goal: problem.gap(),
            workers: problem.workers(),
            coordinates,
            shares: Shares::last_level(problem.workers()),
            value: f64::INFINITY,
            programs: 0,
            inequalities: 0,
            failure: None,
        };
        for level in evaluator.first_level()..problem.workers() {
            let block = |n: usize| if n == level { 1.0 } else { 0.0 };
            search.offer(Shares::unchecked((0..problem.workers()).map(block).collect()));
        }
        search
    }

    fn offer(&mut self, shares: Shares) {
        let loads: Vec<f64> = shares.loads().as_slice().iter().map(|w| w * self.coordinates).collect();
        let value = self.evaluator.mean_runtime(&loads);
        if value < self.value {
            (self.value, self.shares) = (value, shares);
        }
    }

    fn run(mut self, clock: &Clock) -> RelaxedOptimum {
        let first = self.evaluator.first_level();
        let mut faces: Vec<(usize, f64)> =
            (first..self.workers).map(|level| (level, self.level_bound(level))).collect();
        faces.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut bound = f64::INFINITY;
        let mut is_late = false;
        for (level, least) in faces {
            let found = if least >= self.value {
                least
            } else if clock.is_over() || self.failure.is_some() {
                is_late = true;
                least
            } else {
                match self.face(level, clock) {
                    Ok(found) => found.max(least),
                    Err(error) => {
                        self.failure = Some(error);
                        least
                    }
                }
            };
            bound = bound.min(found);
        }
        let bound = bound.min(self.value) * (1.0 - 8.0 * f64::EPSILON);
        let status = match () {
            () if gap::relative(self.value, bound) <= self.goal => Status::Optimal,
            () if is_late || clock.is_over() => Status::TimeLimit,
            () => Status::GapLimit,
        };
        let failure = self.failure.map_or(String::new(), |error| format!("; {error}"));
        RelaxedOptimum {
            shares: self.shares,
            value: self.value,
            error: 16.0 * f64::EPSILON * self.value,
            bound,
            status,
            effort: format!(
                "{}, {}{failure}",
                counted(self.programs, "linear program"),
                counted(self.inequalities, "inequality")
            ),
            stated: Vec::new(),
        }
    }

    fn mean_overhead(&self, level: usize) -> f64 {
        let rows = self.evaluator.rows();
        let count = rows.count() as f64;
        (0..rows.count()).map(|row| rows.sorted_overhead(row, level) / count).sum()
    }

    /// The least mean runtime that single levels allow from a first one on: the `v` at which the loads
    /// `(v - E a_(N-n)) / t` sum to one as blocks.
    fn level_bound(&self, first: usize) -> f64 {
        let starts: Vec<f64> = (first..self.workers).map(|n| self.mean_overhead(n)).collect();
        let blocks = |mean: f64| -> f64 {
            let load = |start: f64| ((mean - start) / self.time).max(0.0);
            starts.iter().zip(first..).map(|(start, n)| load(*start) * weight(n, self.workers)).sum()
        };
        let (mut low, mut high) = (0.0, starts[0] + self.time * self.workers as f64);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if blocks(middle) <= 1.0 { low = middle } else { high = middle }
        }
        // All levels from the first on wait for their overheads.
        (low * (1.0 - 1e-14)).max(starts[0] * (1.0 - 1e-12))
    }

    /// A lower bound for the partitions whose first level in use is `first` or later; their best point is offered.
    fn face(&mut self, first: usize, clock: &Clock) -> Result<f64, Error> {
        let rows = self.evaluator.rows();
        let count = rows.count();
        let levels = self.workers - first;
        // Loads and runtimes in units near one.
        let unit = self.value;
        let load_unit = unit / self.time;
        let mut program = LinearProgram::default();
        for _ in 0..levels {
            program.column(0.0, 0.0, f64::INFINITY);
        }
        for _ in 0..count {
            program.column(1.0, 0.0, f64::INFINITY);
        }
        let weights = (0..levels).map(|n| (n, weight(first + n, self.workers) * load_unit));
        program.row(Row::equal(weights, 1.0));
        for n in 1..levels {
            program.row(Row::at_most([(n - 1, 1.0), (n, -1.0)], 0.0));
        }
        let mut session = Session::new(&program, None)?;
        let mut stated: Vec<(usize, usize)> = Vec::new();
        let mut is_stated = vec![vec![false; levels]; count];
        let mut loads = vec![1.0 / load_unit * (first + 1) as f64; levels];
        let mut runtimes = vec![0.0; count];
        let mut bound = 0.0f64;
        loop {
            let mut fresh = Vec::new();
            for row in 0..count {
                let time = |n: usize| rows.sorted_overhead(row, first + n) / unit + loads[n];
                let most = (0..levels).map(time).fold(0.0, f64::max);
                let mut violated: Vec<(f64, usize)> = (0..levels)
                    .filter(|&n| !is_stated[row][n] && time(n) > runtimes[row] + VIOLATION * most)
                    .map(|n| (time(n), n))
                    .collect();
                violated.sort_by(|a, b| b.0.total_cmp(&a.0));
                for &(_, n) in violated.iter().take(AT_ONCE) {
                    is_stated[row][n] = true;
                    stated.push((row, n));
                    let overhead = rows.sorted_overhead(row, first + n) / unit;
                    fresh.push(Row::at_least([(levels + row, 1.0), (n, -1.0)], overhead));
                }
            }
            if fresh.is_empty() {
                return Ok(bound);
            }
            session.add(&fresh)?;
            let point = match session.solve(clock)? {
                Ended::Optimal(point) => point,
                Ended::Stopped => return Ok(bound),
                Ended::Infeasible => return Err(failure("Infeasible")),
                Ended::Otherwise(status) => return Err(failure(&status)),
            };
            self.programs += 1;
            self.inequalities += fresh.len() as u64;
            loads.copy_from_slice(&point.values[..levels]);
            runtimes.copy_from_slice(&point.values[levels..levels + count]);
            bound = bound.max(self.proved(first, &stated, &point.duals[levels..]));
            let all = (0..first).map(|_| 0.0).chain(loads.iter().map(|load| load.max(0.0) * load_unit));
            if let Some(shares) = Shares::on_ray(Loads::new(all.collect()).blocks()) {
                self.offer(shares);
            }
            // Nothing below a known value is left here, or no more than the gap.
            if bound >= self.value || gap::relative(self.value, bound) <= self.goal {
                return Ok(bound);
            }
        }
    }

    /// The bound of multipliers, made nonnegative and to sum to `1/S` in every row first.
    fn proved(&self, first: usize, stated: &[(usize, usize)], multipliers: &[f64]) -> f64 {
        let rows = self.evaluator.rows();
        let count = rows.count();
        let mut sums = vec![0.0; count];
        for (&(row, _), multiplier) in stated.iter().zip(multipliers) {
            sums[row] += multiplier.max(0.0);
        }
        let mut weights = vec![0.0; self.workers];
        let mut overheads = 0.0;
        for (&(row, n), multiplier) in stated.iter().zip(multipliers) {
            if sums[row] > 0.0 {
                let share = multiplier.max(0.0) / sums[row] / count as f64;
                weights[first + n] += share * self.time;
                overheads += share * rows.sorted_overhead(row, first + n);
            }
        }
        let least = in_blocks(weights)[first..].iter().copied().fold(f64::INFINITY, f64::min);
        // Sums of nonnegative numbers: no cancellation.
        (overheads + least) * (1.0 - (count as f64 + self.workers as f64 + 8.0) * f64::EPSILON)
    }
}

fn failure(status: &str) -> Error {
    Error::Solver { solver: "HiGHS", reason: format!("ended with status {status}") }
}
