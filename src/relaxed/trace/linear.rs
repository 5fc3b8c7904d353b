//! The linear program of the relaxed expected runtime, with rows added as they are violated.
//!
//! Columns are the loads `W_n` and the runtime `theta_s` of each row of the trace; `theta_s >= t_{s,n} W_n` is stated
//! only where a point has violated it. One session in HiGHS lives on, so that every solve starts from the last
//! basis. The multipliers of those inequalities give a lower bound that rests on them alone: for
//! `lambda_{s,n} >= 0` with `sum_n lambda_{s,n} = 1/S`, every partition has
//! `mean tau >= sum_{s,n} lambda_{s,n} t_{s,n} W_n = g.x >= L min_i g_i` with `g_i = (i+1) sum_{n>=i} sum_s lambda_{s,n} t_{s,n}`.
//!
//! Proved in `proofs/certificate/bounds.v`: `scenario_dual_bound`.

use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::highs::Session;
use crate::numeric::linear::{Ended, LinearProgram, Row};
use crate::shares::{in_blocks, weight};

/// The program over some of the inequalities.
pub struct RowProgram<'a> {
    rows: &'a [Vec<f64>],
    /// The inequalities stated: row of the trace and level, in the order of the session.
    stated: Vec<(usize, usize)>,
    session: Session,
    /// Inequalities that the session does not have yet: it takes them at once before the next solve.
    fresh: Vec<Row>,
    workers: usize,
    /// Rows of the session before the inequalities.
    fixed: usize,
}

/// An optimum of the program.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The loads, in shares of `L`.
    pub loads: Vec<f64>,
    /// The runtimes as the program knows them: too small where an inequality is missing.
    pub runtimes: Vec<f64>,
    /// Lower bound on the mean runtime of every partition, in inner units.
    pub bound: f64,
}

impl<'a> RowProgram<'a> {
    /// The program without inequalities over sorted `rows`.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn new(rows: &'a [Vec<f64>], workers: usize) -> Result<Self, Error> {
        let mut program = LinearProgram::default();
        for _ in 0..workers {
            program.column(0.0, 0.0, f64::INFINITY);
        }
        for _ in rows {
            program.column(1.0, 0.0, f64::INFINITY);
        }
        program.row(Row::equal((0..workers).map(|n| (n, weight(n, workers))), 1.0));
        for n in 1..workers {
            program.row(Row::at_most([(n - 1, 1.0), (n, -1.0)], 0.0));
        }
        let session = Session::new(&program, None)?;
        Ok(Self { rows, stated: Vec::new(), session, fresh: Vec::new(), workers, fixed: workers })
    }

    /// The inequalities stated so far: row of the trace and level.
    pub fn stated(&self) -> &[(usize, usize)] {
        &self.stated
    }

    /// States that the runtime of `row` is at least `t W` at `level`.
    pub fn state(&mut self, row: usize, level: usize) {
        let terms = [(self.workers + row, 1.0), (level, -self.rows[row][level])];
        self.fresh.push(Row::at_least(terms, 0.0));
        self.stated.push((row, level));
    }

    /// Solves it; `None` where the clock ends it.
    ///
    /// # Errors
    /// When HiGHS fails.
    pub fn solve(&mut self, clock: &Clock) -> Result<Option<Answer>, Error> {
        self.session.add(&std::mem::take(&mut self.fresh))?;
        let point = match self.session.solve(clock)? {
            Ended::Optimal(point) => point,
            Ended::Stopped => return Ok(None),
            Ended::Infeasible => return Err(failure("Infeasible")),
            Ended::Otherwise(status) => return Err(failure(&status)),
        };
        let mut loads = point.values;
        let runtimes = loads.split_off(self.workers);
        Ok(Some(Answer { loads, runtimes, bound: self.bound(&point.duals[self.fixed..]) }))
    }

    /// The bound of multipliers, which are made nonnegative and to sum to `1/S` in every row first.
    fn bound(&self, multipliers: &[f64]) -> f64 {
        let mut sums = vec![0.0; self.rows.len()];
        for (&(row, _), multiplier) in self.stated.iter().zip(multipliers) {
            sums[row] += multiplier.max(0.0);
        }
        let mut weights = vec![0.0; self.workers];
        for (&(row, level), multiplier) in self.stated.iter().zip(multipliers) {
            if sums[row] > 0.0 {
                weights[level] += multiplier.max(0.0) / sums[row] * self.rows[row][level];
            }
        }
        let count = self.rows.len() as f64;
        let least = in_blocks(weights).into_iter().fold(f64::INFINITY, f64::min) / count;
        // Sums of nonnegative numbers: no cancellation.
        least * (1.0 - (count + self.workers as f64 + 8.0) * f64::EPSILON)
    }
}

fn failure(status: &str) -> Error {
    Error::Solver { solver: "HiGHS", reason: format!("ended with status {status}") }
}
