//! `exact` for the expected runtime over a trace: an integer program with inequalities added as needed.
//!
//! The integers are deviations from the best partition known before, and the runtimes of the rows are measured from
//! its in units of what is left of the gap: a relative gap of 1e-9 is then far above the tolerances of HiGHS.
//!
//! Levels whose first coordinate alone costs as much as that partition are left empty beforehand, and blocks that cost
//! as much bound the others: a time of 1e18 in one row never meets HiGHS. Where HiGHS fails all the same, a small
//! instance is walked through ([`trace_walk`](super::trace_walk)), and one of few partitions and many rounds at once.

use std::collections::BTreeSet;

use super::claim::claim;
use super::trace_start::best_known;
use super::trace_walk;
use super::walk_length::WalkLength;
use crate::clock::Clock;
use crate::error::Error;
use crate::gap;
use crate::numeric::integer;
use crate::numeric::program::{IntegerProgram, Outcome};
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::trace::runtime::optimum;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_rows::binding;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::shares::cumulative;
use crate::solution::{Solution, Status};
use crate::wording::counted;

/// Smallest absolute gap that is asked of an integer program, in units of the gap that is left.
const SMALLEST_GAP: f64 = 1e-9;
/// Moves of a level's load for which the inequalities are stated from the start.
const NEAR: f64 = 3.0;
/// Rounding errors of values, relative.
const ROUNDING: f64 = 16.0 * f64::EPSILON;
/// Said of a walk over all partitions.
const TRIED: &str = "every partition tried";
/// By how much, relatively, a level's cost must exceed the best value before the level counts as useless.
const SAFE: f64 = 1e-9;

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Result<Solution, Error> {
    let mut search = Search::new(problem, evaluator)?;
    let clock = problem.clock().of(method).less(problem.relaxed.spent());
    let (status, note) = search.solve(&clock);
    let bound = evaluator.bound(search.bound);
    Ok(Solution {
        value: evaluator.value_of_partition(&search.best),
        bound: Some(problem.bound(method, bound, status)),
        partition: Some(search.best),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(note),
        ..Solution::empty(method, status)
    })
}

/// The first level that a partition below some value can use, and the largest blocks that it can have.
fn limits(evaluator: &TraceRuntime, coordinates: u64, value: f64) -> (usize, Vec<u64>) {
    let rows = evaluator.rows();
    let total = coordinates as f64;
    let limit = value * (1.0 + SAFE);
    let cost = |n: usize| {
        // With the levels below empty, the last load is at least that of all coordinates here.
        let size = (n + 1) as f64;
        let wait = |row: &Vec<f64>| size * (row[n] / total).max(row.last().copied().unwrap_or(0.0));
        rows.iter().map(wait).sum::<f64>() / rows.len() as f64
    };
    let workers = evaluator.workers();
    let first = (0..workers).find(|&n| cost(n) <= limit).unwrap_or(workers - 1);
    let most = |(n, mean): (usize, f64)| {
        if n < first { 0 } else { (limit * total / (mean * (n + 1) as f64)).min(total) as u64 }
    };
    (first, evaluator.means(|t| t).into_iter().enumerate().map(most).collect())
}

/// Incumbent, inequalities and bound, in inner units.
struct Search<'a> {
    rows: &'a [Vec<f64>],
    evaluator: &'a TraceRuntime,
    workers: usize,
    coordinates: u64,
    goal: f64,
    /// Levels below hold nothing in any better partition, and blocks are at most `most`.
    first: usize,
    most: Vec<u64>,
    /// The best partition before the search, its loads in shares of `L`, and its runtime in every row.
    origin: Vec<u64>,
    loads: Vec<f64>,
    runtimes: Vec<f64>,
    best: Partition,
    value: f64,
    bound: f64,
    /// Row of the trace and level.
    stated: BTreeSet<(usize, usize)>,
    programs: usize,
}

impl<'a> Search<'a> {
    fn new(problem: &Problem, evaluator: &'a TraceRuntime) -> Result<Self, Error> {
        let optimum = optimum(problem, evaluator);
        let clock = problem.clock().less(problem.relaxed.spent());
        let best = best_known(problem, evaluator, optimum, &clock)?;
        let loads = best.shares().loads().as_slice().to_vec();
        let rows = evaluator.rows();
        let value = evaluator.mean_runtime(&loads);
        let (first, most) = limits(evaluator, problem.coordinates(), value);
        let runtimes: Vec<f64> = rows.iter().map(|row| binding(row, &loads).1).collect();
        let mut stated: BTreeSet<(usize, usize)> =
            optimum.stated.iter().copied().filter(|(_, level)| *level >= first).collect();
        let unit = NEAR / problem.coordinates() as f64;
        for (s, row) in rows.iter().enumerate().take_while(|_| !clock.is_over()) {
            for (n, (t, w)) in row.iter().zip(&loads).enumerate().skip(first) {
                if t * (w + unit * (n + 1) as f64) >= runtimes[s] {
                    stated.insert((s, n));
                }
            }
        }
        Ok(Self {
            rows,
            evaluator,
            workers: problem.workers(),
            coordinates: problem.coordinates(),
            goal: problem.gap(),
            first,
            most,
            value,
            bound: optimum.bound,
            origin: best.blocks().to_vec(),
            loads,
            runtimes,
            best,
            stated,
            programs: 0,
        })
    }

    /// Searches, and tells how it ended.
    fn solve(&mut self, clock: &Clock) -> (Status, String) {
        let ended = self.search(clock);
        self.tell(clock);
        ended
    }

    /// Tries every partition where that is less work than to state a program, else after it where it left a gap.
    fn search(&mut self, clock: &Clock) -> (Status, String) {
        let (levels, coordinates) = (self.workers - self.first, self.coordinates);
        let length = WalkLength { levels, coordinates, rows: self.rows.len() };
        if length.is_shorter_than_a_program() && self.walk(clock) == Some(Status::Optimal) {
            return (Status::Optimal, TRIED.to_owned());
        }
        let (status, failure) = claim(self.run(clock));
        let programs = counted(self.programs as u64, "integer program");
        let programs = format!("{programs}, {}", counted(self.stated.len() as u64, "inequality"));
        match self.walk(clock) {
            Some(Status::Optimal) => (Status::Optimal, format!("{programs}; {TRIED}")),
            _ => (status, format!("{programs}{failure}")),
        }
    }

    fn gap(&self) -> f64 {
        gap::relative(self.value, self.bound)
    }

    /// Tells how far the search is.
    fn tell(&self, clock: &Clock) {
        let of = |inner| self.evaluator.runtime(inner);
        clock.reached(self.programs as u64, of(self.value), of(self.bound));
    }

    fn run(&mut self, clock: &Clock) -> Result<Status, Error> {
        let goal = self.goal;
        while self.gap() > goal {
            if clock.is_over() {
                return Ok(Status::TimeLimit);
            }
            self.tell(clock);
            let unit = (self.value - self.bound).max(1e-13 * self.value);
            let gap = (0.1 * goal * self.value / unit).max(SMALLEST_GAP);
            let outcome = integer::solve(&self.program(unit), gap, clock, Some(&self.warm_start(unit)))?;
            self.programs += 1;
            let before = (self.gap(), self.stated.len());
            let solved = outcome.solved;
            self.take(&outcome, unit);
            if self.gap() <= goal {
                return Ok(Status::Optimal);
            }
            if !solved {
                return Ok(Status::TimeLimit);
            }
            if before == (self.gap(), self.stated.len()) {
                return Ok(Status::GapLimit);
            }
        }
        Ok(Status::Optimal)
    }

    /// The optimum by a walk over all partitions, where HiGHS left a gap and there are few.
    fn walk(&mut self, clock: &Clock) -> Option<Status> {
        if self.gap() <= self.goal || clock.is_over() {
            return None;
        }
        let found = trace_walk::best(self.evaluator, self.coordinates, self.first, self.value, clock)?;
        if let Some((partition, _)) = found {
            self.value = self.evaluator.mean_runtime(partition.shares().loads().as_slice());
            self.best = partition;
        }
        self.bound = self.bound.max(self.value * (1.0 - self.rounding()));
        Some(if self.gap() <= self.goal { Status::Optimal } else { Status::GapLimit })
    }

    /// Rounding errors of a mean over all rows, relative.
    fn rounding(&self) -> f64 {
        self.runtimes.len() as f64 * f64::EPSILON + ROUNDING
    }

    /// Columns: deviations `d_n` of the blocks, their loads, then runtimes of the rows above the origin's.
    fn program(&self, unit: f64) -> IntegerProgram {
        let (workers, total) = (self.workers, self.coordinates as f64);
        let mut program = IntegerProgram::default();
        let deviations: Vec<usize> = (self.origin.iter().zip(&self.most))
            .map(|(&x, &most)| program.column(0.0, -(x as f64), most as f64 - x as f64, true))
            .collect();
        let loads: Vec<usize> =
            (0..workers).map(|_| program.column(0.0, f64::NEG_INFINITY, f64::INFINITY, false)).collect();
        let share = 1.0 / self.runtimes.len() as f64;
        let runtimes: Vec<usize> = (self.runtimes.iter())
            .map(|_| program.column(share, f64::NEG_INFINITY, f64::INFINITY, false))
            .collect();
        program.equal(deviations.iter().map(|&d| (d, 1.0)).collect(), 0.0);
        for n in 0..workers {
            let mut terms = vec![(loads[n], 1.0), (deviations[n], -((n + 1) as f64))];
            if n > 0 {
                terms.push((loads[n - 1], -1.0));
            }
            program.equal(terms, 0.0);
        }
        for &(s, n) in &self.stated {
            let t = self.rows[s][n];
            let terms = vec![(runtimes[s], 1.0), (loads[n], -t / (unit * total))];
            program.at_least(terms, (t * self.loads[n] - self.runtimes[s]) / unit);
        }
        program
    }

    /// The incumbent as columns of the program.
    fn warm_start(&self, unit: f64) -> Vec<f64> {
        let deviations: Vec<f64> =
            self.best.blocks().iter().zip(&self.origin).map(|(&x, &o)| x as f64 - o as f64).collect();
        let changes = cumulative(&deviations);
        let loads = self.best.shares().loads();
        let loads = loads.as_slice();
        let rows = self.rows.iter().zip(&self.runtimes);
        let runtimes = rows.map(|(row, origin)| (binding(row, loads).1 - origin) / unit).collect();
        [deviations, changes, runtimes].concat()
    }

    /// Takes over the bound, the partition if it is better, and the inequalities that it violates.
    fn take(&mut self, outcome: &Outcome, unit: f64) {
        let count = self.runtimes.len() as f64;
        let origin = self.runtimes.iter().map(|r| r / count).sum::<f64>();
        let rounding = self.rounding() * origin;
        let proved = origin + unit * (outcome.bound - integer::VIOLATION) - rounding;
        if proved.is_finite() {
            self.bound = self.bound.max(proved);
        }
        let workers = self.workers;
        let Some(values) = &outcome.values else { return };
        let blocks: Option<Vec<u64>> = (self.origin.iter().zip(values))
            .map(|(&x, d)| u64::try_from(i128::from(x) + d.round() as i128).ok())
            .collect();
        let coordinates = self.coordinates;
        let Some(Ok(partition)) = blocks.map(|blocks| Partition::new(blocks, workers, coordinates)) else {
            return;
        };
        let loads = partition.shares().loads();
        let loads = loads.as_slice();
        for (s, row) in self.rows.iter().enumerate() {
            let (level, runtime) = binding(row, loads);
            if runtime > self.runtimes[s] + unit * values[2 * workers + s] + ROUNDING * runtime {
                self.stated.insert((s, level));
            }
        }
        let value = self.evaluator.mean_runtime(loads);
        if value < self.value {
            (self.value, self.best) = (value, partition);
        }
    }
}
