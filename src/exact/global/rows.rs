//! The parts of a linear relaxation: its units, its rows, its integer columns and what it maximises.

use std::rc::Rc;

use super::boxes::weights;
use super::envelope::Line;
use crate::numeric::linear;

/// `eta` further below the incumbent than this many units is of no interest.
const DEPTH: f64 = 100.0;

/// Largest ratio of the units of two columns in one row.
const WIDEST: f64 = 1e12;
/// Smallest unit of a column: its inverse stays finite.
const SMALLEST_UNIT: f64 = 1e-290;
/// Loads that cannot exceed this have units of their own: HiGHS takes what is far below one for zero.
const SMALL_LOAD: f64 = 1e-3;

/// What all relaxations of one problem share.
#[derive(Debug, Clone)]
pub struct Space {
    /// `a_n` with `sum a_n w_n = 1`.
    pub weights: Vec<f64>,
    /// Units of the columns `w_n`.
    pub load_units: Vec<f64>,
    /// Units of the columns `b_n`.
    pub units: Vec<f64>,
    /// Unit of the column `eta`.
    pub eta_unit: f64,
    /// `ln` of the probability at the first incumbent.
    pub reference: f64,
}

impl Space {
    /// Units from the incumbent, its logarithm and the slopes of `Phi` there, and from the largest loads.
    pub fn new(reference: f64, slopes: &[f64], largest: &[f64]) -> Self {
        let eta_unit = (-reference).clamp(SMALLEST_UNIT, 1.0);
        let units =
            slopes.iter().map(|s| (eta_unit / s.max(f64::MIN_POSITIVE)).clamp(SMALLEST_UNIT, 1.0)).collect();
        let load_unit = |&w: &f64| if w < SMALL_LOAD { w.max(SMALLEST_UNIT) } else { 1.0 };
        let load_units = largest.iter().map(load_unit).collect();
        Self { weights: weights(slopes.len()), load_units, units, eta_unit, reference }
    }

    /// Number of workers.
    pub fn workers(&self) -> usize {
        self.weights.len()
    }

    /// The unit of the row `b_level <= b_{level-1}` and its two coefficients.
    pub fn order_row(&self, level: usize) -> (f64, [f64; 2]) {
        in_order(self.units[level], self.units[level - 1])
    }

    /// The unit of the row `w_{level-1} <= w_level` and its two coefficients.
    pub fn load_row(&self, level: usize) -> (f64, [f64; 2]) {
        in_order(self.load_units[level - 1], self.load_units[level])
    }

    /// The lowest `eta` of interest.
    pub fn floor(&self) -> f64 {
        self.reference - DEPTH * self.eta_unit
    }
}

/// The unit of a row that says of two columns that the first is at most the second, and its coefficients: the unit of the
/// second, unless that of the first is so much larger that its coefficient would be refused.
fn in_order(own: f64, above: f64) -> (f64, [f64; 2]) {
    if own / above <= WIDEST { (above, [own / above, -1.0]) } else { (own, [1.0, -above / own]) }
}

/// A row beyond the fixed ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// `eta <= constant + sum slopes_n b_n`.
    Cut {
        /// Slopes of `Phi`, nonnegative.
        slopes: Vec<f64>,
        /// The constant, its rounding error added.
        constant: f64,
        /// Survival probabilities at the levels where it touches.
        point: Rc<[f64]>,
    },
    /// `b_level <= slope w_level + offset`.
    Line {
        /// The level.
        level: usize,
        /// The line.
        line: Line,
    },
}

/// An integer-valued linear form of the blocks as a column: `terms . w - scale u = shift`.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Coefficients of the loads.
    pub terms: Vec<f64>,
    /// Coefficient of the column.
    pub scale: f64,
    /// Right-hand side.
    pub shift: f64,
    /// Lower bound of the column.
    pub low: f64,
    /// Upper bound of the column.
    pub high: f64,
}

/// What to maximise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// `eta`.
    Probability,
    /// `w_level`, or `-w_level`, over the points with `eta` at least the given target.
    Load {
        /// The level.
        level: usize,
        /// Whether to maximise it.
        upward: bool,
        /// Least `eta`.
        target: f64,
    },
    /// A form or its negative, likewise.
    Form {
        /// Its number.
        index: usize,
        /// Whether to maximise it.
        upward: bool,
        /// Least `eta`.
        target: f64,
    },
}

/// A row in scaled columns.
pub fn scaled(space: &Space, row: &Row) -> linear::Row {
    let n = space.workers();
    match row {
        Row::Cut { slopes, constant, .. } => {
            let terms = (slopes.iter().zip(&space.units).enumerate())
                .map(|(i, (slope, unit))| (n + i, -slope * unit / space.eta_unit))
                .filter(|(_, a)| a.abs() > 1e-12);
            linear::Row::at_most(terms.chain([(2 * n, 1.0)]), constant / space.eta_unit)
        }
        Row::Line { level, line } => {
            let unit = space.units[*level];
            let own = (n + level, 1.0);
            let load = (line.slope != 0.0).then_some((*level, -line.slope * space.load_units[*level] / unit));
            linear::Row::at_most([own].into_iter().chain(load), line.offset / unit)
        }
    }
}
