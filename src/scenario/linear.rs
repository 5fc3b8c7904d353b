//! The linear program of the relaxed expected runtime, with rows added as they are violated.
//!
//! Columns are the loads `W_n` and the runtime `theta_s` of each row of the trace; `theta_s >= t_{s,n} W_n` is stated
//! only where a point has violated it. One HiGHS model lives on, so that every solve starts from the last
//! basis. The multipliers of those inequalities give a lower bound that rests on them alone: for
//! `lambda_{s,n} >= 0` with `sum_n lambda_{s,n} = 1/S`, every partition has
//! `mean tau >= sum_{s,n} lambda_{s,n} t_{s,n} W_n = g.x >= L min_i g_i` with `g_i = (i+1) sum_{n>=i} sum_s lambda_{s,n} t_{s,n}`.
//!
//! Proved in `proofs/certificate/bounds.v`: `scenario_dual_bound`.

use std::time::Duration;

use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};

use super::slopes;
use crate::error::Error;

/// Primal and dual feasibility tolerance asked of HiGHS.
const FEASIBILITY: f64 = 1e-9;

/// The program over some of the inequalities.
pub struct LinearProgram<'a> {
    rows: &'a [Vec<f64>],
    /// The inequalities stated: row of the trace and level, in the order of the model.
    stated: Vec<(usize, usize)>,
    model: Option<Model>,
    loads: Vec<Col>,
    runtimes: Vec<Col>,
    /// Rows of the model before the inequalities.
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

impl<'a> LinearProgram<'a> {
    /// The program without inequalities over sorted `rows`.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn new(rows: &'a [Vec<f64>], workers: usize, limit: Duration) -> Result<Self, Error> {
        let mut problem = RowProblem::default();
        let loads: Vec<Col> = (0..workers).map(|_| problem.add_column(0.0, 0.0..)).collect();
        let runtimes: Vec<Col> = rows.iter().map(|_| problem.add_column(1.0, 0.0..)).collect();
        let weight = |n: usize| {
            if n + 1 < workers { 1.0 / ((n + 1) as f64 * (n + 2) as f64) } else { 1.0 / workers as f64 }
        };
        problem.add_row(1.0..=1.0, loads.iter().enumerate().map(|(n, &w)| (w, weight(n))));
        for pair in loads.windows(2) {
            problem.add_row(..=0.0, [(pair[0], 1.0), (pair[1], -1.0)]);
        }
        let mut model =
            problem.try_optimise(Sense::Minimise).map_err(|e| failure(format!("build: {e:?}")))?;
        model.make_quiet();
        let refused = |_| failure("refused an option".to_owned());
        for (name, value) in [("threads", 1), ("random_seed", 0)] {
            model.try_set_option(name, value).map_err(refused)?;
        }
        for (name, value) in [
            ("primal_feasibility_tolerance", FEASIBILITY),
            ("dual_feasibility_tolerance", FEASIBILITY),
            ("time_limit", limit.as_secs_f64().min(1e9)),
        ] {
            model.try_set_option(name, value).map_err(refused)?;
        }
        for (name, value) in [("presolve", "off"), ("solver", "simplex"), ("parallel", "off")] {
            model.try_set_option(name, value).map_err(refused)?;
        }
        Ok(Self { rows, stated: Vec::new(), model: Some(model), loads, runtimes, fixed: workers })
    }

    /// The inequalities stated so far: row of the trace and level.
    pub fn stated(&self) -> &[(usize, usize)] {
        &self.stated
    }

    /// States that the runtime of `row` is at least `t W` at `level`.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn state(&mut self, row: usize, level: usize) -> Result<(), Error> {
        let terms = [(self.runtimes[row], 1.0), (self.loads[level], -self.rows[row][level])];
        let model = self.model.as_mut().ok_or_else(|| failure("the model is lost".to_owned()))?;
        model.try_add_row(0.0.., terms).map_err(|e| failure(format!("add row: {e:?}")))?;
        self.stated.push((row, level));
        Ok(())
    }

    /// Solves it; `None` where HiGHS does not end with an optimum, because of the time limit.
    ///
    /// # Errors
    /// When HiGHS fails.
    pub fn solve(&mut self) -> Result<Option<Answer>, Error> {
        let model = self.model.take().ok_or_else(|| failure("the model is lost".to_owned()))?;
        let solved = model.try_solve().map_err(|status| failure(format!("{status:?}")))?;
        match solved.status() {
            HighsModelStatus::Optimal => {}
            HighsModelStatus::ReachedTimeLimit => return Ok(None),
            other => return Err(failure(format!("ended with status {other:?}"))),
        }
        let solution = solved.get_solution();
        let workers = self.loads.len();
        let answer = Answer {
            loads: solution.columns()[..workers].to_vec(),
            runtimes: solution.columns()[workers..].to_vec(),
            bound: self.bound(&solution.dual_rows()[self.fixed..]),
        };
        self.model = Some(Model::from(solved));
        Ok(Some(answer))
    }

    /// The bound of multipliers, which are made nonnegative and to sum to `1/S` in every row first.
    fn bound(&self, multipliers: &[f64]) -> f64 {
        let mut sums = vec![0.0; self.rows.len()];
        for (&(row, _), multiplier) in self.stated.iter().zip(multipliers) {
            sums[row] += multiplier.max(0.0);
        }
        let mut weights = vec![0.0; self.loads.len()];
        for (&(row, level), multiplier) in self.stated.iter().zip(multipliers) {
            if sums[row] > 0.0 {
                weights[level] += multiplier.max(0.0) / sums[row] * self.rows[row][level];
            }
        }
        let count = self.rows.len() as f64;
        let least = slopes(&weights).into_iter().fold(f64::INFINITY, f64::min) / count;
        // Sums of nonnegative numbers: no cancellation.
        least * (1.0 - (count + self.loads.len() as f64 + 8.0) * f64::EPSILON)
    }
}

fn failure(reason: String) -> Error {
    Error::Solver { solver: "HiGHS", reason }
}
