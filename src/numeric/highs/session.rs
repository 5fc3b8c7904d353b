//! A linear program that lives on in HiGHS while rows are added and bounds and costs change, so that every solve starts
//! from the last basis.

use std::time::{Duration, Instant};

use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};

use super::binding;
use super::options::{self, failure};
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::linear::{Ended, LinearProgram, Point, Row};

/// A linear program in HiGHS.
#[derive(Debug)]
pub struct Session {
    /// None after a solve that failed.
    model: Option<Model>,
    columns: Vec<Col>,
    /// The time of all solves: HiGHS counts its limit over the life of a model.
    spent: Duration,
}

impl Session {
    /// Starts with a program; a solve ends after a number of simplex iterations if one is given.
    ///
    /// # Errors
    /// When HiGHS refuses the program.
    pub fn new(program: &LinearProgram, iterations: Option<i32>) -> Result<Self, Error> {
        let mut problem = RowProblem::default();
        let columns: Vec<Col> =
            (program.columns.iter()).map(|&(cost, low, high)| problem.add_column(cost, low..=high)).collect();
        for row in &program.rows {
            problem.add_row(row.low..=row.high, row.terms.iter().map(|&(j, a)| (columns[j], a)));
        }
        let mut model =
            problem.try_optimise(Sense::Minimise).map_err(|e| failure(format!("build: {e:?}")))?;
        options::session(&mut model, iterations)?;
        Ok(Self { model: Some(model), columns, spent: Duration::ZERO })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When HiGHS refuses them, or failed before.
    pub fn add(&mut self, rows: &[Row]) -> Result<(), Error> {
        let model = self.model.as_mut().ok_or_else(lost)?;
        binding::add_rows(model, rows).ok_or_else(|| failure("refused rows".to_owned()))
    }

    /// Bounds a column, `low <= high`.
    pub fn bound(&mut self, column: usize, low: f64, high: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_bounds(self.columns[column], low..=high);
        }
    }

    /// Sets the cost of a column.
    pub fn cost(&mut self, column: usize, cost: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_cost(self.columns[column], cost);
        }
    }

    /// Solves from the last basis until the end or the clock's.
    ///
    /// # Errors
    /// When HiGHS fails; the session is lost with it.
    pub fn solve(&mut self, clock: &Clock) -> Result<Ended, Error> {
        let mut model = self.model.take().ok_or_else(lost)?;
        options::set(&mut model, "time_limit", self.spent.saturating_add(clock.left()).as_secs_f64())?;
        let begun = Instant::now();
        let solved = binding::run(model, clock).map_err(|status| failure(format!("{status:?}")))?;
        self.spent += begun.elapsed();
        let ended = match solved.status() {
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                let (values, duals) = (solution.columns().to_vec(), solution.dual_rows().to_vec());
                Ended::Optimal(Point { values, duals })
            }
            HighsModelStatus::Infeasible => Ended::Infeasible,
            HighsModelStatus::ReachedTimeLimit | HighsModelStatus::ReachedInterrupt => Ended::Stopped,
            other => Ended::Otherwise(format!("{other:?}")),
        };
        self.model = Some(Model::from(solved));
        Ok(ended)
    }
}

fn lost() -> Error {
    failure("the model is lost".to_owned())
}
