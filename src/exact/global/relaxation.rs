//! The linear relaxation over a box of loads.
//!
//! Columns: loads `w_n`, logarithms `b_n` of the distribution function at the levels, and `eta`, the
//! logarithm of the completion probability. Rows:
//! - `sum a_n w_n = 1`, `w_n <= w_{n+1}`: exactly the loads of shares; `b_n >= b_{n+1}`;
//! - cuts `eta <= constant + sum slopes_n b_n`: tangents of `Phi(b) = ln Pr`, which is concave in `b` for
//!   every law (Prekopa), so a cut holds everywhere;
//! - lines `b_n <= slope w_n + offset` above the envelope of `beta` on a box: they hold in that box and
//!   the boxes inside it.
//!
//! HiGHS sees scaled columns: `eta` in units of `ln best`, `b_n` in units in which the slope of `Phi` is
//! about one. Otherwise it stalls when the probability is nearly 1. One HiGHS model lives on
//! while rows are added and bounds and costs change, so that every solve starts from the last basis.

use std::rc::Rc;

use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};

use super::bound::{self, Multipliers};
use super::boxes::LoadBox;
use super::envelope::LogCdf;
use super::rows::{Form, Objective, Row, Space, scaled};
use crate::error::Error;

/// Primal and dual feasibility tolerance asked of HiGHS, in the scaled columns.
const FEASIBILITY: f64 = 1e-9;
/// Simplex iterations of one solve: most need a few dozen, but from an old basis some never end.
const ITERATIONS: i32 = 1500;

/// What a solve says.
#[derive(Debug, Clone)]
pub enum Solve {
    /// An optimum in the eyes of HiGHS, with a safe bound.
    Optimal(Answer),
    /// HiGHS finds no feasible point. It gives no proof: confirm by the bound on `eta`.
    Infeasible,
    /// HiGHS gave up; nothing is known.
    Unknown,
}

/// A solved relaxation.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The loads.
    pub loads: Vec<f64>,
    /// The logarithms `b_n`.
    pub logs: Vec<f64>,
    /// The forms.
    pub forms: Vec<f64>,
    /// `eta`.
    pub eta: f64,
    /// Upper bound on the objective by weak duality, valid for any multipliers.
    pub bound: f64,
}

/// The relaxation over one box.
#[derive(Debug)]
pub struct Relaxation {
    space: Rc<Space>,
    region: LoadBox,
    /// Bounds of `b`: `beta` at the ends of the box.
    low_logs: Vec<f64>,
    high_logs: Vec<f64>,
    forms: Vec<Form>,
    rows: Vec<Row>,
    /// For every row, solves since its multiplier was last positive.
    idle: Vec<usize>,
    model: Option<(Model, Vec<Col>)>,
    cost: (usize, f64),
    solves: usize,
}

impl Relaxation {
    /// The relaxation over a nonempty box with rows that hold there.
    pub fn new(space: Rc<Space>, beta: &LogCdf, region: LoadBox, rows: Vec<Row>) -> Self {
        let (low_logs, high_logs) = log_bounds(beta, &region);
        let idle = vec![0; rows.len()];
        Self {
            space,
            region,
            low_logs,
            high_logs,
            forms: Vec::new(),
            rows,
            idle,
            model: None,
            cost: (0, 0.0),
            solves: 0,
        }
    }

    /// The box.
    pub fn region(&self) -> &LoadBox {
        &self.region
    }

    /// Adds columns for integer forms.
    pub fn set_forms(&mut self, forms: Vec<Form>) {
        self.forms = forms;
        self.model = None;
    }

    /// The forms with their bounds.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Bounds a form, `low <= high`.
    pub fn bound_form(&mut self, index: usize, low: f64, high: f64) {
        let form = &mut self.forms[index];
        if (form.low, form.high) != (low, high) {
            (form.low, form.high) = (low, high);
            self.set_bounds(2 * self.space.workers() + 1 + index, low, high);
        }
    }

    /// Linear programs solved.
    pub fn solves(&self) -> usize {
        self.solves
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// Adds a row that holds in the box. A row with numbers that HiGHS refuses is left out: fewer rows only
    /// loosen the bound.
    ///
    /// # Errors
    /// When HiGHS refuses it all the same.
    pub fn add(&mut self, row: Row) -> Result<(), Error> {
        let (terms, right) = scaled(&self.space, &row);
        if !right.is_finite() || !terms.iter().all(|(_, a)| a.abs() < LARGEST_COEFFICIENT) {
            return Ok(());
        }
        if let Some((model, columns)) = &mut self.model {
            let terms = terms.into_iter().map(|(j, a)| (columns[j], a));
            model.try_add_row(..=right, terms).map_err(|e| failure(format!("add row: {e:?}")))?;
        }
        self.rows.push(row);
        self.idle.push(0);
        Ok(())
    }

    /// Moves to a box inside the present one; rows stay valid.
    pub fn shrink(&mut self, beta: &LogCdf, region: LoadBox) {
        self.region = region;
        (self.low_logs, self.high_logs) = log_bounds(beta, &self.region);
        let n = self.space.workers();
        for level in 0..n {
            self.set_bounds(level, self.region.low[level], self.region.high[level]);
            let unit = self.space.units[level];
            self.set_bounds(n + level, self.low_logs[level] / unit, self.high_logs[level] / unit);
        }
    }

    fn set_bounds(&mut self, column: usize, low: f64, high: f64) {
        if let Some((model, columns)) = &mut self.model {
            model.change_column_bounds(columns[column], low..=high);
        }
    }

    /// Forgets rows that have not mattered for `patience` solves, once there are more than `most`.
    pub fn clean(&mut self, most: usize, patience: usize) {
        if self.rows.len() <= most {
            return;
        }
        let mut idle = self.idle.iter();
        self.rows.retain(|_| idle.next().is_some_and(|&i| i < patience));
        self.idle.retain(|&i| i < patience);
        self.model = None;
    }

    /// Solves for an objective.
    ///
    /// # Errors
    /// When HiGHS refuses the model.
    pub fn solve(&mut self, objective: Objective) -> Result<Solve, Error> {
        self.solves += 1;
        let warm = self.model.is_some();
        let answer = self.attempt(objective)?;
        if warm && matches!(answer, Solve::Unknown) {
            // From an old basis HiGHS may circle: once more from scratch.
            self.model = None;
            return self.attempt(objective);
        }
        Ok(answer)
    }

    fn attempt(&mut self, objective: Objective) -> Result<Solve, Error> {
        let (mut model, columns) = match self.model.take() {
            Some(model) => model,
            None => self.build()?,
        };
        let n = self.space.workers();
        let (column, cost, eta_low) = match objective {
            Objective::Probability => (2 * n, -1.0, f64::NEG_INFINITY),
            Objective::Load { level, upward, target } => {
                (level, if upward { -1.0 } else { 1.0 }, target / self.space.eta_unit)
            }
            Objective::Form { index, upward, target } => {
                (2 * n + 1 + index, if upward { -1.0 } else { 1.0 }, target / self.space.eta_unit)
            }
        };
        if self.cost != (column, cost) {
            model.change_column_cost(columns[self.cost.0], 0.0);
            model.change_column_cost(columns[column], cost);
            self.cost = (column, cost);
        }
        model.change_column_bounds(columns[2 * n], eta_low..=0.0);
        let Ok(solved) = model.try_solve() else { return Ok(Solve::Unknown) };
        let answer = match solved.status() {
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                Solve::Optimal(self.read(objective, solution.columns(), solution.dual_rows()))
            }
            HighsModelStatus::Infeasible => Solve::Infeasible,
            _ => Solve::Unknown,
        };
        self.model = Some((Model::from(solved), columns));
        Ok(answer)
    }

    /// Turns scaled values and multipliers into an answer with a safe bound.
    fn read(&mut self, objective: Objective, values: &[f64], duals: &[f64]) -> Answer {
        let n = self.space.workers();
        let fixed = 2 * n - 1 + self.forms.len();
        let unit = if objective == Objective::Probability { self.space.eta_unit } else { 1.0 };
        let mut multipliers = Multipliers {
            sum: -unit * duals[0],
            rows: Vec::with_capacity(self.rows.len()),
            ..Multipliers::default()
        };
        for (&dual, idle) in duals[fixed..].iter().zip(&mut self.idle) {
            *idle = if dual == 0.0 { *idle + 1 } else { 0 };
        }
        multipliers.load_order = duals[1..n].iter().map(|y| unit * (-y).max(0.0)).collect();
        multipliers.log_order = (duals[n..2 * n - 1].iter().zip(&self.space.units))
            .map(|(y, s)| unit * (-y).max(0.0) / s)
            .collect();
        multipliers.forms = duals[2 * n - 1..fixed].iter().map(|y| -unit * y).collect();
        for (row, &dual) in self.rows.iter().zip(&duals[fixed..]) {
            let scale = match row {
                Row::Cut { .. } => self.space.eta_unit,
                Row::Line { level, .. } => self.space.units[*level],
            };
            multipliers.rows.push(unit * (-dual).max(0.0) / scale);
        }
        let region = bound::Region {
            loads: &self.region,
            low_logs: &self.low_logs,
            high_logs: &self.high_logs,
            forms: &self.forms,
            floor: self.space.floor(),
        };
        let bound = bound::upper_bound(&self.space.weights, &self.rows, &region, objective, multipliers);
        Answer {
            loads: values[..n].to_vec(),
            logs: values[n..2 * n].iter().zip(&self.space.units).map(|(b, s)| b * s).collect(),
            forms: values[2 * n + 1..].to_vec(),
            eta: values[2 * n] * self.space.eta_unit,
            bound,
        }
    }

    fn build(&mut self) -> Result<(Model, Vec<Col>), Error> {
        let n = self.space.workers();
        let mut problem = RowProblem::default();
        let mut columns: Vec<Col> =
            (0..n).map(|i| problem.add_column(0.0, self.region.low[i]..=self.region.high[i])).collect();
        for (i, unit) in self.space.units.iter().enumerate() {
            columns.push(problem.add_column(0.0, self.low_logs[i] / unit..=self.high_logs[i] / unit));
        }
        columns.push(problem.add_column(-1.0, f64::NEG_INFINITY..=0.0));
        for form in &self.forms {
            columns.push(problem.add_column(0.0, form.low..=form.high));
        }
        self.cost = (2 * n, -1.0);
        problem.add_row(1.0..=1.0, columns[..n].iter().copied().zip(self.space.weights.iter().copied()));
        for i in 1..n {
            problem.add_row(..=0.0, [(columns[i - 1], 1.0), (columns[i], -1.0)]);
        }
        for i in 1..n {
            let ratio = self.space.units[i] / self.space.units[i - 1];
            problem.add_row(..=0.0, [(columns[n + i], ratio), (columns[n + i - 1], -1.0)]);
        }
        for (i, form) in self.forms.iter().enumerate() {
            let terms =
                columns[..n].iter().copied().zip(form.terms.iter().copied()).filter(|(_, a)| *a != 0.0);
            let own = (columns[2 * n + 1 + i], -form.scale);
            problem.add_row(form.shift..=form.shift, terms.chain([own]).collect::<Vec<_>>());
        }
        for row in &self.rows {
            let (terms, right) = scaled(&self.space, row);
            problem.add_row(..=right, terms.into_iter().map(|(j, a)| (columns[j], a)));
        }
        let mut model =
            problem.try_optimise(Sense::Minimise).map_err(|e| failure(format!("build: {e:?}")))?;
        model.make_quiet();
        let refused = |_| failure("refused an option".to_owned());
        for (name, value) in [("threads", 1), ("random_seed", 0), ("simplex_iteration_limit", ITERATIONS)] {
            model.try_set_option(name, value).map_err(refused)?;
        }
        for name in ["primal_feasibility_tolerance", "dual_feasibility_tolerance"] {
            model.try_set_option(name, FEASIBILITY).map_err(refused)?;
        }
        for (name, value) in [("presolve", "off"), ("solver", "simplex"), ("parallel", "off")] {
            model.try_set_option(name, value).map_err(refused)?;
        }
        Ok((model, columns))
    }
}

/// HiGHS refuses larger ones.
const LARGEST_COEFFICIENT: f64 = 1e15;

/// `beta` at the ends of the box: bounds of the columns `b`.
fn log_bounds(beta: &LogCdf, region: &LoadBox) -> (Vec<f64>, Vec<f64>) {
    // Outward by the rounding of the law.
    let low = region.high.iter().map(|&w| beta.value(w) * (1.0 + 1e-12) - 1e-15).collect();
    let high = region.low.iter().map(|&w| (beta.value(w) * (1.0 - 1e-12)).min(0.0)).collect();
    (low, high)
}

fn failure(reason: String) -> Error {
    Error::Solver { solver: "HiGHS", reason }
}
