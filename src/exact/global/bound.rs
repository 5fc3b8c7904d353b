//! Safe bounds by weak duality.
//!
//! For rows `A z <= r` (and one equation), any multipliers `y >= 0` (free for the equation) and any box
//! `l <= z <= h`, every feasible `z` has
//!
//! `c z <= y r + sum_j max(d_j l_j, d_j h_j)` with `d = c - y A`.
//!
//! No property of the multipliers but their sign is used, so nothing depends on how accurately the
//! linear program was solved; a checker needs the rows, the box and the multipliers only. The rows are
//! those stored here, unscaled, not those HiGHS saw. The rounding of the sums is added on top.
//!
//! Proved in `proofs/certificate/weak_duality.v`: `weak_duality`.

use super::boxes::LoadBox;
use super::rows::{Form, Objective, Row};

/// Multipliers of the rows of a relaxation, in unscaled units.
#[derive(Debug, Clone, Default)]
pub struct Multipliers {
    /// Of `sum a_n w_n = 1`; any sign.
    pub sum: f64,
    /// Of `w_n - w_{n+1} <= 0`; nonnegative.
    pub load_order: Vec<f64>,
    /// Of `b_{n+1} - b_n <= 0`; nonnegative.
    pub log_order: Vec<f64>,
    /// Of the equations of the forms; any sign.
    pub forms: Vec<f64>,
    /// Of cuts and lines; nonnegative.
    pub rows: Vec<f64>,
}

/// Bounds of all columns.
#[derive(Debug, Clone, Copy)]
pub struct Region<'a> {
    /// Of the loads.
    pub loads: &'a LoadBox,
    /// Of `b`, below.
    pub low_logs: &'a [f64],
    /// Of `b`, above.
    pub high_logs: &'a [f64],
    /// Integer forms with their bounds.
    pub forms: &'a [Form],
    /// Of `eta`, below, where the objective names no target: points under it are of no interest.
    pub floor: f64,
}

/// An upper bound on the objective over the relaxation.
pub fn upper_bound(
    weights: &[f64],
    rows: &[Row],
    region: &Region<'_>,
    objective: Objective,
    mut multipliers: Multipliers,
) -> f64 {
    if objective == Objective::Probability {
        balance(rows, &mut multipliers);
    }
    let mut reduced = Reduced::new(weights.len(), region.forms.len());
    let floor = reduced.add_objective(objective, region.floor);
    reduced.subtract_fixed_rows(weights, region.forms, &multipliers);
    for (row, &y) in rows.iter().zip(&multipliers.rows).filter(|(_, y)| **y > 0.0) {
        match row {
            Row::Cut { slopes, constant, .. } => {
                reduced.eta.add(0, -y);
                reduced.constant.add(0, y * constant);
                slopes.iter().enumerate().for_each(|(i, s)| reduced.logs.add(i, y * s));
            }
            Row::Line { level, line } => {
                reduced.logs.add(*level, -y);
                reduced.loads.add(*level, y * line.slope);
                reduced.constant.add(0, y * line.offset);
            }
        }
    }
    reduced.largest(region, floor)
}

/// `y r` and the reduced costs `d = c - y A` of all columns.
struct Reduced {
    constant: Sums,
    loads: Sums,
    logs: Sums,
    eta: Sums,
    forms: Sums,
}

impl Reduced {
    fn new(workers: usize, forms: usize) -> Self {
        let [constant, eta] = [Sums::new(1), Sums::new(1)];
        let [loads, logs] = [Sums::new(workers), Sums::new(workers)];
        Self { constant, loads, logs, eta, forms: Sums::new(forms) }
    }

    /// Adds the costs; returns the lower bound of `eta` that goes with the objective.
    fn add_objective(&mut self, objective: Objective, floor: f64) -> f64 {
        let sign = |upward: bool| if upward { 1.0 } else { -1.0 };
        match objective {
            Objective::Probability => {
                self.eta.add(0, 1.0);
                floor
            }
            Objective::Load { level, upward, target } => {
                self.loads.add(level, sign(upward));
                target
            }
            Objective::Form { index, upward, target } => {
                self.forms.add(index, sign(upward));
                target
            }
        }
    }

    /// The sum of the shares, the orders, and the equations of the forms.
    fn subtract_fixed_rows(&mut self, weights: &[f64], forms: &[Form], multipliers: &Multipliers) {
        for (i, a) in weights.iter().enumerate() {
            self.loads.add(i, -multipliers.sum * a);
        }
        self.constant.add(0, multipliers.sum);
        for (i, y) in multipliers.load_order.iter().enumerate() {
            self.loads.add(i, -y);
            self.loads.add(i + 1, *y);
        }
        for (i, y) in multipliers.log_order.iter().enumerate() {
            self.logs.add(i + 1, -y);
            self.logs.add(i, *y);
        }
        for (index, (form, &y)) in forms.iter().zip(&multipliers.forms).enumerate() {
            form.terms.iter().enumerate().for_each(|(i, a)| self.loads.add(i, -y * a));
            self.forms.add(index, y * form.scale);
            self.constant.add(0, y * form.shift);
        }
    }

    /// The largest value over the bounds of the columns.
    fn largest(&self, region: &Region<'_>, floor: f64) -> f64 {
        let workers = region.low_logs.len();
        let loads = (0..workers).map(|i| self.loads.range(i, region.loads.low[i], region.loads.high[i]));
        let logs = (0..workers).map(|i| self.logs.range(i, region.low_logs[i], region.high_logs[i]));
        let forms = region.forms.iter().enumerate().map(|(i, f)| self.forms.range(i, f.low, f.high));
        let columns: f64 = loads.chain(logs).chain(forms).sum();
        self.constant.range(0, 1.0, 1.0) + columns + self.eta.range(0, floor, 0.0)
    }
}

/// Scales all multipliers so that those of the cuts sum to 1: then `eta` cancels and its floor does not
/// matter. Any positive scale gives valid multipliers.
fn balance(rows: &[Row], multipliers: &mut Multipliers) {
    let total: f64 = (rows.iter().zip(&multipliers.rows))
        .filter(|(row, _)| matches!(row, Row::Cut { .. }))
        .map(|(_, y)| y)
        .sum();
    if total > 0.0 {
        multipliers.sum /= total;
        let all = [
            &mut multipliers.forms,
            &mut multipliers.load_order,
            &mut multipliers.log_order,
            &mut multipliers.rows,
        ];
        all.into_iter().flatten().for_each(|y| *y /= total);
    }
}

/// Sums with their rounding errors.
struct Sums(Vec<(f64, f64)>);

impl Sums {
    fn new(length: usize) -> Self {
        Self(vec![(0.0, 0.0); length])
    }

    fn add(&mut self, index: usize, term: f64) {
        let (sum, error) = &mut self.0[index];
        *sum += term;
        // The term's own rounding, and that of the sum so far.
        *error += 2.0 * f64::EPSILON * (term.abs() + sum.abs());
    }

    /// The largest product of the sum with a number in `[low, high]`, rounding included.
    fn range(&self, index: usize, low: f64, high: f64) -> f64 {
        let (sum, error) = self.0[index];
        let largest = (sum * low).max(sum * high);
        largest + (error + f64::EPSILON * sum.abs()) * low.abs().max(high.abs())
    }
}
