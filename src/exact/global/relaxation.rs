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
//! about one. Otherwise it stalls when the probability is nearly 1. One session in HiGHS lives on
//! while rows are added and bounds and costs change, so that every solve starts from the last basis.

use std::rc::Rc;

use super::bound::{self, Multipliers};
use super::boxes::LoadBox;
use super::envelope::LogCdf;
use super::rows::{Form, Objective, Row, Space, scaled};
use super::trail::{Cut, Leaf};
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::highs::Session;
use crate::numeric::linear::{self, Ended, LinearProgram, Point};

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
    clock: Clock,
    session: Option<Session>,
    cost: (usize, f64),
    solves: usize,
    /// Multipliers of the last answer.
    multipliers: Multipliers,
}

impl Relaxation {
    /// The relaxation over a nonempty box with rows that hold there.
    pub fn new(space: Rc<Space>, beta: &LogCdf, region: LoadBox, rows: Vec<Row>, clock: Clock) -> Self {
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
            clock,
            session: None,
            cost: (0, 0.0),
            solves: 0,
            multipliers: Multipliers::default(),
        }
    }

    /// The box.
    pub fn region(&self) -> &LoadBox {
        &self.region
    }

    /// Adds columns for integer forms.
    pub fn set_forms(&mut self, forms: Vec<Form>) {
        self.forms = forms;
        self.session = None;
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

    /// Adds a row that holds in the box. A row with numbers that HiGHS refuses is left out: fewer rows only
    /// loosen the bound.
    ///
    /// # Errors
    /// When HiGHS refuses it all the same.
    pub fn add(&mut self, row: Row) -> Result<(), Error> {
        let stated = scaled(&self.space, &row);
        if !stated.high.is_finite() || !stated.terms.iter().all(|(_, a)| a.abs() < LARGEST_COEFFICIENT) {
            return Ok(());
        }
        if let Some(session) = &mut self.session {
            session.add(&[stated])?;
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
            let unit = self.space.load_units[level];
            self.set_bounds(level, self.region.low[level] / unit, self.region.high[level] / unit);
            let unit = self.space.units[level];
            self.set_bounds(n + level, self.low_logs[level] / unit, self.high_logs[level] / unit);
        }
    }

    fn set_bounds(&mut self, column: usize, low: f64, high: f64) {
        if let Some(session) = &mut self.session {
            session.bound(column, low, high);
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
        self.session = None;
    }

    /// What the multipliers of the last answer prove without those of forms, while no row has been forgotten since.
    pub fn leaf(&self) -> Leaf {
        let Multipliers { sum, rows, load_order, .. } = &self.multipliers;
        let mut slopes: Vec<f64> = self.space.weights.iter().map(|a| sum * a).collect();
        for (n, y) in load_order.iter().enumerate() {
            slopes[n] += y;
            slopes[n + 1] -= y;
        }
        let used = self.rows.iter().zip(rows).filter(|(_, y)| **y > 0.0);
        let mut cuts: Vec<(Cut, f64)> = used
            .filter_map(|(row, y)| match row {
                Row::Cut { slopes, constant, point } => {
                    let (slopes, constant, point) = (slopes.clone(), *constant, point.clone());
                    Some((Cut { point, slopes, constant }, *y))
                }
                Row::Line { .. } => None,
            })
            .collect();
        let total: f64 = cuts.iter().map(|(_, y)| y).sum();
        if total > 0.0 {
            slopes.iter_mut().for_each(|slope| *slope /= total);
            cuts.iter_mut().for_each(|(_, y)| *y /= total);
        }
        Leaf { cuts, slopes }
    }

    /// Solves for an objective.
    ///
    /// # Errors
    /// When HiGHS refuses the model.
    pub fn solve(&mut self, objective: Objective) -> Result<Solve, Error> {
        self.solves += 1;
        let warm = self.session.is_some();
        let answer = self.attempt(objective)?;
        if warm && matches!(answer, Solve::Unknown) && !self.clock.is_over() {
            // From an old basis HiGHS may circle: once more from scratch.
            self.session = None;
            return self.attempt(objective);
        }
        Ok(answer)
    }

    fn attempt(&mut self, objective: Objective) -> Result<Solve, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.build()?,
        };
        self.aim(&mut session, objective);
        // A session that failed is lost; nothing is known then.
        let Ok(ended) = session.solve(&self.clock) else { return Ok(Solve::Unknown) };
        self.session = Some(session);
        Ok(match ended {
            Ended::Optimal(point) => Solve::Optimal(self.read(objective, &point)),
            Ended::Infeasible => Solve::Infeasible,
            Ended::Stopped | Ended::Otherwise(_) => Solve::Unknown,
        })
    }

    /// Gives the session its objective.
    fn aim(&mut self, session: &mut Session, objective: Objective) {
        let n = self.space.workers();
        let sign = |upward: bool| if upward { -1.0 } else { 1.0 };
        let (column, cost, least) = match objective {
            Objective::Probability => (2 * n, -1.0, f64::NEG_INFINITY),
            Objective::Load { level, upward, target } => (level, sign(upward), target / self.space.eta_unit),
            Objective::Form { index, upward, target } => {
                (2 * n + 1 + index, sign(upward), target / self.space.eta_unit)
            }
        };
        if self.cost != (column, cost) {
            session.cost(self.cost.0, 0.0);
            session.cost(column, cost);
            self.cost = (column, cost);
        }
        session.bound(2 * n, least, 0.0);
    }

    /// Turns scaled values and multipliers into an answer with a safe bound.
    fn read(&mut self, objective: Objective, point: &Point) -> Answer {
        let n = self.space.workers();
        self.multipliers = self.multipliers(objective, &point.duals);
        let multipliers = self.multipliers.clone();
        let region = bound::Region {
            loads: &self.region,
            low_logs: &self.low_logs,
            high_logs: &self.high_logs,
            forms: &self.forms,
            floor: self.space.floor(),
        };
        let bound = bound::upper_bound(&self.space.weights, &self.rows, &region, objective, multipliers);
        let values = &point.values;
        Answer {
            loads: values[..n].iter().zip(&self.space.load_units).map(|(w, s)| w * s).collect(),
            logs: values[n..2 * n].iter().zip(&self.space.units).map(|(b, s)| b * s).collect(),
            forms: values[2 * n + 1..].to_vec(),
            eta: values[2 * n] * self.space.eta_unit,
            bound,
        }
    }

    /// The multipliers in unscaled units, those of the wrong sign set to 0; notes which rows are idle.
    fn multipliers(&mut self, objective: Objective, duals: &[f64]) -> Multipliers {
        let n = self.space.workers();
        let fixed = 2 * n - 1 + self.forms.len();
        let unit = match objective {
            Objective::Probability => self.space.eta_unit,
            Objective::Load { level, .. } => self.space.load_units[level],
            Objective::Form { .. } => 1.0,
        };
        let mut multipliers = Multipliers {
            sum: -unit * duals[0],
            rows: Vec::with_capacity(self.rows.len()),
            ..Multipliers::default()
        };
        for (&dual, idle) in duals[fixed..].iter().zip(&mut self.idle) {
            *idle = if dual == 0.0 { *idle + 1 } else { 0 };
        }
        multipliers.load_order = (duals[1..n].iter().zip(1..))
            .map(|(y, level)| unit * (-y).max(0.0) / self.space.load_row(level).0)
            .collect();
        multipliers.log_order = (duals[n..2 * n - 1].iter().zip(1..))
            .map(|(y, level)| unit * (-y).max(0.0) / self.space.order_row(level).0)
            .collect();
        multipliers.forms = duals[2 * n - 1..fixed].iter().map(|y| -unit * y).collect();
        for (row, &dual) in self.rows.iter().zip(&duals[fixed..]) {
            let scale = match row {
                Row::Cut { .. } => self.space.eta_unit,
                Row::Line { level, .. } => self.space.units[*level],
            };
            multipliers.rows.push(unit * (-dual).max(0.0) / scale);
        }
        multipliers
    }

    /// Columns in the order loads, logarithms, `eta`, forms; rows in the order sum, order of the loads, order of the
    /// logarithms, forms, cuts and lines.
    fn build(&mut self) -> Result<Session, Error> {
        let n = self.space.workers();
        let mut program = LinearProgram::default();
        let load_units = &self.space.load_units;
        for (i, unit) in load_units.iter().enumerate() {
            program.column(0.0, self.region.low[i] / unit, self.region.high[i] / unit);
        }
        for (i, unit) in self.space.units.iter().enumerate() {
            program.column(0.0, self.low_logs[i] / unit, self.high_logs[i] / unit);
        }
        self.cost = (program.column(-1.0, f64::NEG_INFINITY, 0.0), -1.0);
        for form in &self.forms {
            program.column(0.0, form.low, form.high);
        }
        let in_units =
            |terms: &[f64]| -> Vec<f64> { terms.iter().zip(load_units).map(|(a, s)| a * s).collect() };
        program.row(linear::Row::equal(in_units(&self.space.weights).into_iter().enumerate(), 1.0));
        for i in 1..n {
            let (_, [below, own]) = self.space.load_row(i);
            program.row(linear::Row::at_most([(i - 1, below), (i, own)], 0.0));
        }
        for i in 1..n {
            let (_, [own, above]) = self.space.order_row(i);
            program.row(linear::Row::at_most([(n + i, own), (n + i - 1, above)], 0.0));
        }
        for (i, form) in self.forms.iter().enumerate() {
            let terms = in_units(&form.terms).into_iter().enumerate().filter(|(_, a)| *a != 0.0);
            program.row(linear::Row::equal(terms.chain([(2 * n + 1 + i, -form.scale)]), form.shift));
        }
        for row in &self.rows {
            program.row(scaled(&self.space, row));
        }
        Session::new(&program, Some(ITERATIONS))
    }
}

/// HiGHS refuses larger ones.
const LARGEST_COEFFICIENT: f64 = 1e15;

/// `beta` at the ends of the box: bounds of the columns `b`.
fn log_bounds(beta: &LogCdf, region: &LoadBox) -> (Vec<f64>, Vec<f64>) {
    // Outward by the rounding of the law, which is relative at both ends.
    let low = region.high.iter().map(|&w| beta.value(w) * (1.0 + 1e-12)).collect();
    let high = region.low.iter().map(|&w| (beta.value(w) * (1.0 - 1e-12)).min(0.0)).collect();
    (low, high)
}
