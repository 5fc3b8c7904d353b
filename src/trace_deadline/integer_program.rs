//! The integer program of the largest set of rows that one choice of loads finishes by a deadline.
//!
//! It has a binary for every row that may stay unfinished. At each level the limits of the
//! rows are the steps of a ladder: a load beyond a step leaves that row, and all those of lower steps,
//! unfinished. Written with one column a step this is the convex hull of a single level (the mixing set of
//! Günlük and Pochet 2001, used for chance constraints by Luedtke, Ahmed and Nemhauser 2010). As a set of
//! some size is known before, only the lowest steps can be passed at all.

use super::greedy::Kind;
use crate::clock::Clock;
use crate::error::Error;
use crate::gap::Tolerance;
use crate::numeric::integer;
use crate::numeric::program::{IntegerProgram, Outcome};
use crate::runtime::deadline::Deadline;
use crate::shares::weight;

/// By how much, relatively, limits are raised in the integer program.
const SLACK: f64 = 1e-12;
/// Gap in rows at which HiGHS may stop: numbers of rows are integers.
const GAP: f64 = 0.99;

/// The integer program; columns in the order unfinished rows, loads, steps, and blocks if they are integers.
pub struct Ladder<'a> {
    deadline: &'a Deadline,
    kind: Kind,
    /// The rows that may be finished at all.
    possible: &'a [usize],
    /// How many of them may stay unfinished in a set at least as large as the known one.
    spare: usize,
    /// For every level the ends of its steps, ascending, the last one the largest load.
    steps: Vec<Vec<f64>>,
}

impl<'a> Ladder<'a> {
    /// The program, with a set of rows that is known to fit.
    pub fn new(deadline: &'a Deadline, kind: Kind, possible: &'a [usize], known: &[usize]) -> Self {
        let spare = possible.len() - known.len();
        let mut ladder = Self { deadline, kind, possible, spare, steps: Vec::new() };
        ladder.steps = (0..deadline.workers()).map(|level| ladder.steps_of(level)).collect();
        ladder
    }

    /// The limit of a row, a little above the true one: ties stay possible, and the bound sound.
    fn limit(&self, row: usize, level: usize) -> f64 {
        let limit = match self.kind {
            Kind::Relaxed => self.deadline.limits(row)[level],
            Kind::Whole => self.deadline.whole(row)[level] as f64 / self.deadline.coordinates() as f64,
        };
        limit * (1.0 + SLACK)
    }

    /// The limits up to that of the first row which must be finished, if all before it are not.
    fn steps_of(&self, level: usize) -> Vec<f64> {
        let mut limits: Vec<f64> = self.possible.iter().map(|&row| self.limit(row, level)).collect();
        limits.sort_by(f64::total_cmp);
        let largest = (level + 1) as f64 * (1.0 + SLACK);
        let last = limits.get(self.spare).copied().unwrap_or(largest);
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
        if self.kind == Kind::Relaxed {
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

    /// Integer blocks, where they are integers, and loads in shares of `L` that finish a set; `None` if there are none.
    fn point(&self, known: &[usize]) -> Option<(Vec<f64>, Vec<f64>)> {
        match self.kind {
            Kind::Relaxed => {
                let shares = self.deadline.shares_of(known)?;
                Some((Vec::new(), shares.loads().as_slice().to_vec()))
            }
            Kind::Whole => {
                let partition = self.deadline.partition_of(known)?;
                let total = self.deadline.coordinates() as f64;
                let blocks = partition.blocks().iter().map(|&x| x as f64).collect();
                Some((blocks, partition.whole_loads().iter().map(|&w| w as f64 / total).collect()))
            }
        }
    }

    /// The known set as columns of the program; empty if it has none.
    fn start(&self, known: &[usize]) -> Vec<f64> {
        let Some((blocks, loads)) = self.point(known) else { return Vec::new() };
        let late = |row: usize| (0..loads.len()).any(|n| loads[n] > self.limit(row, n));
        let mut is_known = vec![false; self.deadline.rows()];
        known.iter().for_each(|&row| is_known[row] = true);
        let unfinished = |&row: &usize| f64::from(u8::from(!is_known[row] && late(row)));
        let mut start: Vec<f64> = self.possible.iter().map(unfinished).collect();
        start.extend(&loads);
        for (steps, load) in self.steps.iter().zip(&loads) {
            let ends = &steps[..steps.len() - 1];
            start.extend(ends.iter().map(|end| f64::from(u8::from(load > end))));
        }
        start.extend(&blocks);
        start
    }

    /// The outcome of the program, started from the known set.
    ///
    /// # Errors
    /// What the solver fails with.
    pub fn solve(&self, tolerance: Tolerance, clock: &Clock, known: &[usize]) -> Result<Outcome, Error> {
        let rows = self.deadline.rows();
        let late = rows.saturating_sub(known.len()) as f64;
        let allowed = (tolerance.gap * rows as f64).min(tolerance.allowed(late));
        let start = self.start(known);
        integer::solve(&self.program(), allowed.max(GAP), clock, (!start.is_empty()).then_some(&start))
    }
}
