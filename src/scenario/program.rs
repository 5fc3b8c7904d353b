//! The largest set of rows of a trace that one choice of loads finishes by a deadline.
//!
//! An integer program has a binary for every row that may stay unfinished. At each level the limits of the
//! rows are the steps of a ladder: a load beyond a step leaves that row, and all those of lower steps,
//! unfinished. Written with one column a step this is the convex hull of a single level (the mixing set of
//! Günlük and Pochet 2001, used for chance constraints by Luedtke, Ahmed and Nemhauser 2010). As a set of
//! some size is known before, only the lowest steps can be passed at all.

use std::time::Duration;

use super::deadline::Deadline;
use crate::error::Error;
use crate::exact::integer_program::{IntegerProgram, Limits, Outcome};
use crate::partition::{Partition, cumulative_load};
use crate::problem::Options;

/// What the bound on a number of rows may be off by before it is rounded to an integer.
const TOLERANCE: f64 = 1e-6;
/// Gap in rows at which HiGHS may stop: numbers of rows are integers.
const GAP: f64 = 0.99;

/// A set of rows that can be finished together, and how many any set can have.
#[derive(Debug, Clone)]
pub struct Finish {
    /// The rows, ascending.
    pub rows: Vec<usize>,
    /// No set is larger.
    pub most: usize,
    /// Whether the search ended by itself.
    pub ended: bool,
    /// Why HiGHS gave up, if it did.
    pub failure: Option<String>,
}

/// What the loads may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loads {
    /// Of real block sizes.
    Relaxed,
    /// Of integer block sizes.
    Whole,
}

/// The largest set for real block sizes.
pub fn relaxed(deadline: &Deadline, options: &Options, time: Duration) -> Finish {
    largest(deadline, Loads::Relaxed, &[], options, time)
}

/// The largest set for integer block sizes, from a set for real ones and its bound.
pub fn whole(deadline: &Deadline, relaxed: &Finish, options: &Options, time: Duration) -> Finish {
    let found = largest(deadline, Loads::Whole, &relaxed.rows, options, time);
    Finish { most: found.most.min(relaxed.most), ..found }
}

/// A maximal set of rows that integer loads finish, most of them out of `rows`.
pub fn rounded(deadline: &Deadline, rows: &[usize]) -> Vec<usize> {
    Greedy::new(deadline, Loads::Whole, rows.to_vec()).run()
}

/// A partition that finishes a set of rows; `None` if there is none.
pub fn partition_within(deadline: &Deadline, rows: &[usize]) -> Option<Partition> {
    deadline.partition_under(&deadline.whole_of(rows))
}

fn fits(deadline: &Deadline, kind: Loads, rows: &[usize]) -> bool {
    match kind {
        Loads::Relaxed => deadline.shares_under(&deadline.limits_of(rows)).is_some(),
        Loads::Whole => partition_within(deadline, rows).is_some(),
    }
}

fn largest(deadline: &Deadline, kind: Loads, hint: &[usize], options: &Options, time: Duration) -> Finish {
    let possible: Vec<usize> = (0..deadline.rows()).filter(|&row| fits(deadline, kind, &[row])).collect();
    let mut rows = Greedy::new(deadline, kind, possible.clone()).run();
    let hinted = Greedy::new(deadline, kind, hint.to_vec()).run();
    if hinted.len() > rows.len() {
        rows = hinted;
    }
    let mut finish = Finish { rows, most: possible.len(), ended: true, failure: None };
    if finish.rows.len() == possible.len() {
        return finish;
    }
    let ladder = Ladder::new(deadline, kind, possible, &finish.rows);
    match ladder.solve(options, time, &finish.rows) {
        Ok(outcome) => ladder.take(&outcome, &mut finish),
        Err(error) => finish.failure = Some(error.to_string()),
    }
    finish
}

/// Leaves out rows one by one until the rest fits, the one whose limits cost most first; then takes back
/// those that fit after all.
struct Greedy<'a> {
    deadline: &'a Deadline,
    kind: Loads,
    /// For every level the rows by their limit.
    orders: Vec<Vec<usize>>,
    left_out: Vec<bool>,
}

impl<'a> Greedy<'a> {
    fn new(deadline: &'a Deadline, kind: Loads, rows: Vec<usize>) -> Self {
        let order = |level: usize| {
            let mut order = rows.clone();
            let limit = |row: usize| deadline.limits(row)[level];
            order.sort_by(|&a, &b| limit(a).total_cmp(&limit(b)).then(a.cmp(&b)));
            order
        };
        let mut left_out = vec![true; deadline.rows()];
        rows.iter().for_each(|&row| left_out[row] = false);
        Self { deadline, kind, orders: (0..deadline.workers()).map(order).collect(), left_out }
    }

    fn run(mut self) -> Vec<usize> {
        let mut removed = Vec::new();
        let mut first = vec![0; self.orders.len()];
        while let Some(binding) = self.binding(&mut first) {
            if self.fits(&binding) {
                break;
            }
            let Some(row) = self.costliest(&binding, &first) else { break };
            self.left_out[row] = true;
            removed.push(row);
        }
        let mut rows: Vec<usize> = (0..self.left_out.len()).filter(|&row| !self.left_out[row]).collect();
        for row in removed.into_iter().rev() {
            rows.push(row);
            if !fits(self.deadline, self.kind, &rows) {
                rows.pop();
            }
        }
        rows.sort_unstable();
        rows
    }

    /// The row with the smallest limit at each level; `None` once no row is left.
    fn binding(&self, first: &mut [usize]) -> Option<Vec<usize>> {
        self.orders
            .iter()
            .zip(first)
            .map(|(order, first)| {
                *first += order[*first..].iter().take_while(|&&row| self.left_out[row]).count();
                order.get(*first).copied()
            })
            .collect()
    }

    fn fits(&self, binding: &[usize]) -> bool {
        let rows = binding.iter().enumerate();
        match self.kind {
            Loads::Relaxed => {
                let limits: Vec<f64> = rows.map(|(n, &row)| self.deadline.limits(row)[n]).collect();
                self.deadline.shares_under(&limits).is_some()
            }
            Loads::Whole => {
                let limits: Vec<u128> = rows.map(|(n, &row)| self.deadline.whole(row)[n]).collect();
                self.deadline.partition_under(&limits).is_some()
            }
        }
    }

    /// The binding row without which the limits allow most.
    fn costliest(&self, binding: &[usize], first: &[usize]) -> Option<usize> {
        let mut gains = vec![0.0; binding.len()];
        for (level, &row) in binding.iter().enumerate() {
            let next = self.orders[level][first[level] + 1..].iter().find(|&&row| !self.left_out[row]);
            let next = next.map_or((level + 1) as f64, |&row| self.deadline.limits(row)[level]);
            let own = binding.iter().position(|&other| other == row).unwrap_or(level);
            gains[own] += weight(level, binding.len()) * (next - self.deadline.limits(row)[level]);
        }
        let best = gains.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        best.map(|(level, _)| binding[level])
    }
}

/// Weight of `W_n` in the sum of the block sizes.
fn weight(level: usize, workers: usize) -> f64 {
    if level + 1 < workers { 1.0 / ((level + 1) as f64 * (level + 2) as f64) } else { 1.0 / workers as f64 }
}

/// The integer program; columns in the order unfinished rows, loads, steps, and blocks if they are integers.
struct Ladder<'a> {
    deadline: &'a Deadline,
    kind: Loads,
    /// The rows that may be finished at all.
    possible: Vec<usize>,
    /// How many of them may stay unfinished in a set at least as large as the known one.
    spare: usize,
    /// For every level the ends of its steps, ascending, the last one the largest load.
    steps: Vec<Vec<f64>>,
}

impl<'a> Ladder<'a> {
    fn new(deadline: &'a Deadline, kind: Loads, possible: Vec<usize>, known: &[usize]) -> Self {
        let spare = possible.len() - known.len();
        let mut ladder = Self { deadline, kind, possible, spare, steps: Vec::new() };
        ladder.steps = (0..deadline.workers()).map(|level| ladder.steps_of(level)).collect();
        ladder
    }

    fn limit(&self, row: usize, level: usize) -> f64 {
        match self.kind {
            Loads::Relaxed => self.deadline.limits(row)[level],
            Loads::Whole => self.deadline.whole(row)[level] as f64 / self.deadline.coordinates() as f64,
        }
    }

    /// The limits up to that of the first row which must be finished, if all before it are not.
    fn steps_of(&self, level: usize) -> Vec<f64> {
        let mut limits: Vec<f64> = self.possible.iter().map(|&row| self.limit(row, level)).collect();
        limits.sort_by(f64::total_cmp);
        let last = limits.get(self.spare).copied().unwrap_or((level + 1) as f64);
        limits.truncate(self.spare);
        limits.retain(|limit| *limit < last);
        limits.push(last);
        limits.dedup();
        limits
    }

    fn program(&self) -> IntegerProgram {
        let workers = self.deadline.workers();
        let mut program = IntegerProgram::default();
        let unfinished: Vec<usize> =
            self.possible.iter().map(|_| program.column(1.0, 0.0, 1.0, true)).collect();
        let last = |steps: &Vec<f64>| steps[steps.len() - 1];
        let loads: Vec<usize> =
            self.steps.iter().map(|steps| program.column(0.0, 0.0, last(steps), false)).collect();
        program.at_least(unfinished.iter().map(|&u| (u, -1.0)).collect(), -(self.spare as f64));
        for (level, steps) in self.steps.iter().enumerate() {
            let passed: Vec<usize> =
                steps[1..].iter().map(|_| program.column(0.0, 0.0, 1.0, false)).collect();
            // The load is at most the first limit and the steps passed.
            let mut terms: Vec<(usize, f64)> =
                passed.iter().zip(steps.windows(2)).map(|(&y, step)| (y, step[1] - step[0])).collect();
            terms.push((loads[level], -1.0));
            program.at_least(terms, -steps[0]);
            for pair in passed.windows(2) {
                program.at_least(vec![(pair[0], 1.0), (pair[1], -1.0)], 0.0);
            }
            for (&row, &u) in self.possible.iter().zip(&unfinished) {
                let step = steps.partition_point(|limit| *limit < self.limit(row, level));
                if let Some(&y) = passed.get(step) {
                    program.at_least(vec![(u, 1.0), (y, -1.0)], 0.0);
                }
            }
        }
        self.blocks(&mut program, &loads);
        debug_assert_eq!(loads.len(), workers);
        program
    }

    /// The loads are those of blocks that sum to `L`.
    fn blocks(&self, program: &mut IntegerProgram, loads: &[usize]) {
        let total = self.deadline.coordinates() as f64;
        if self.kind == Loads::Relaxed {
            let terms = loads.iter().enumerate().map(|(n, &w)| (w, weight(n, loads.len()))).collect();
            program.equal(terms, 1.0);
            for pair in loads.windows(2) {
                program.at_least(vec![(pair[1], 1.0), (pair[0], -1.0)], 0.0);
            }
            return;
        }
        let blocks: Vec<usize> = loads.iter().map(|_| program.column(0.0, 0.0, total, true)).collect();
        program.equal(blocks.iter().map(|&x| (x, 1.0)).collect(), total);
        for (n, &x) in blocks.iter().enumerate() {
            let mut terms = vec![(loads[n], 1.0), (x, -((n + 1) as f64) / total)];
            if n > 0 {
                terms.push((loads[n - 1], -1.0));
            }
            program.equal(terms, 0.0);
        }
    }

    /// The known set as columns of the program; empty if it has none.
    fn start(&self, known: &[usize]) -> Vec<f64> {
        let blocks = match self.kind {
            Loads::Relaxed => self.deadline.shares_under(&self.deadline.limits_of(known)),
            Loads::Whole => partition_within(self.deadline, known).map(|partition| partition.to_f64()),
        };
        let Some(blocks) = blocks else { return Vec::new() };
        let unit = if self.kind == Loads::Relaxed { 1.0 } else { self.deadline.coordinates() as f64 };
        let loads: Vec<f64> = cumulative_load(&blocks).iter().map(|w| w / unit).collect();
        let late = |row: usize| (0..loads.len()).any(|n| loads[n] > self.limit(row, n));
        let mut start: Vec<f64> = self
            .possible
            .iter()
            .map(|&row| f64::from(u8::from(!known.contains(&row) && late(row))))
            .collect();
        start.extend(&loads);
        for (steps, load) in self.steps.iter().zip(&loads) {
            let ends = &steps[..steps.len() - 1];
            start.extend(ends.iter().map(|end| f64::from(u8::from(load > end))));
        }
        if self.kind == Loads::Whole {
            start.extend(&blocks);
        }
        start
    }

    fn solve(&self, options: &Options, time: Duration, known: &[usize]) -> Result<Outcome, Error> {
        let allowed = options.gap * self.deadline.rows() as f64;
        let limits = Limits { absolute_gap: allowed.max(GAP), time };
        let start = self.start(known);
        self.program().solve_with_highs(limits, (!start.is_empty()).then_some(&start))
    }

    /// Takes over the bound, and the set if it is larger and really fits.
    fn take(&self, outcome: &Outcome, finish: &mut Finish) {
        finish.ended = outcome.solved;
        if outcome.bound.is_finite() {
            let unfinished = (outcome.bound - TOLERANCE).ceil().max(0.0) as usize;
            finish.most = self.possible.len().saturating_sub(unfinished).max(finish.rows.len());
        }
        if let Some(values) = &outcome.values {
            let claimed = self.possible.iter().zip(values).filter(|(_, u)| **u < 0.5);
            let claimed: Vec<usize> = claimed.map(|(&row, _)| row).collect();
            let rows = Greedy::new(self.deadline, self.kind, claimed).run();
            if rows.len() > finish.rows.len() {
                finish.rows = rows;
            }
        }
    }
}
