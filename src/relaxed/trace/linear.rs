//! The linear program of the relaxed expected runtime, with rows added as they are violated.
//!
//! Columns are the loads `W_n`, each in a unit of its own, and the runtime `theta_s` of each row of the trace; `theta_s >= t_{s,n} W_n` is stated
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
    /// The first level in use, and units of the loads from it on.
    first: usize,
    units: Vec<f64>,
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
    /// The program without inequalities over sorted `rows`; `units` are loads of which those from level `first` on are
    /// positive, and levels below hold nothing.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn new(rows: &'a [Vec<f64>], units: &[f64], first: usize) -> Result<Self, Error> {
        let (workers, units) = (units.len(), units[first..].to_vec());
        let levels = units.len();
        let mut program = LinearProgram::default();
        for _ in 0..levels {
            program.column(0.0, 0.0, f64::INFINITY);
        }
        for _ in rows {
            program.column(1.0, 0.0, f64::INFINITY);
        }
        let weights = (0..levels).map(|n| (n, weight(first + n, workers) * units[n]));
        program.row(Row::equal(weights, 1.0));
        for n in 1..levels {
            program.row(Row::at_most([(n - 1, units[n - 1] / units[n]), (n, -1.0)], 0.0));
        }
        let session = Session::new(&program, None)?;
        Ok(Self {
            rows,
            first,
            units,
            stated: Vec::new(),
            session,
            fresh: Vec::new(),
            workers,
            fixed: levels,
        })
    }

    /// The inequalities stated so far: row of the trace and level.
    pub fn stated(&self) -> &[(usize, usize)] {
        &self.stated
    }

    /// States that the runtime of `row` is at least `t W` at `level`, which is in use.
    pub fn state(&mut self, row: usize, level: usize) {
        let column = level - self.first;
        let terms = [(self.units.len() + row, 1.0), (column, -self.rows[row][level] * self.units[column])];
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
        let mut values = point.values;
        let runtimes = values.split_off(self.units.len());
        let used = values.iter().zip(&self.units).map(|(load, unit)| load * unit);
        let loads = std::iter::repeat_n(0.0, self.first).chain(used).collect();
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
        let least = in_blocks(weights)[self.first..].iter().copied().fold(f64::INFINITY, f64::min) / count;
        // Sums of nonnegative numbers: no cancellation.
        least * (1.0 - (count + self.workers as f64 + 8.0) * f64::EPSILON)
    }
}

fn failure(status: &str) -> Error {
    Error::Solver { solver: "HiGHS", reason: format!("ended with status {status}") }
}
