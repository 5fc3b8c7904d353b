//! The minimiser of a case over cuts, which are added where it falls below the function (Kelley 1960): a linear program
//! in HiGHS that lives on from case to case.
//!
//! Its unknowns are the values of the forms, so that a case is bounds on them. Blocks may fall below zero at a cost that no
//! slope repays: the program always has an optimum, and where a case holds no partition its multipliers say so. HiGHS
//! finds multipliers; what they prove is computed from them elsewhere.

use super::cuts::Cut;
use super::geometry::Geometry;
use super::tree::Side;
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::highs::Session;
use crate::numeric::linear::{Ended, LinearProgram, Row};
use crate::numeric::vector::{add, dot};

/// Cost of a block below zero, in units of the steepest slope.
const STEEPER: f64 = 4.0;
/// Columns before those of the forms: the loss, and how far blocks are below zero.
const BEFORE: usize = 2;

/// The program, in units of a loss that matters.
#[derive(Debug)]
pub struct Program {
    session: Session,
    unit: f64,
    total: f64,
    /// Ranges of the forms over all partitions, less their values at the origin.
    ranges: Vec<(f64, f64)>,
    /// Rows of the blocks, before those of the cuts.
    blocks: usize,
    steepest: f64,
}

/// Where the program has its minimum, and why.
#[derive(Debug)]
pub struct Minimum {
    /// Blocks of the free levels, in coordinates.
    pub point: Vec<f64>,
    /// How far below zero blocks are.
    pub below: f64,
    /// Weights of the cuts, in their order; nonnegative.
    pub weights: Vec<f64>,
    /// Multipliers of the blocks, in losses a coordinate; nonnegative.
    pub blocks: Vec<f64>,
}

impl Program {
    /// Without cuts.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn new(geometry: &Geometry, unit: f64) -> Result<Self, Error> {
        let range = |entries: &[i64], origin: i64| {
            let (least, most) =
                entries.iter().fold((i64::MAX, i64::MIN), |(low, high), &r| (low.min(r), high.max(r)));
            let at = |r: i64| geometry.total * r as f64 - origin as f64;
            (at(least), at(most))
        };
        let ranges: Vec<(f64, f64)> =
            geometry.forms.iter().map(|form| range(&form.entries, form.origin)).collect();
        let mut program = LinearProgram::default();
        program.column(1.0, f64::NEG_INFINITY, f64::INFINITY);
        program.column(1.0, 0.0, f64::INFINITY);
        for &(low, high) in &ranges {
            program.column(0.0, low, high);
        }
        for (i, &origin) in geometry.origin.iter().enumerate() {
            let terms = geometry.basis.iter().enumerate().map(|(j, vector)| (BEFORE + j, vector[i]));
            let terms = terms.filter(|(_, entry)| *entry != 0.0).chain([(1, 1.0)]);
            program.row(Row::at_least(terms, -(origin as f64)));
        }
        let session = Session::new(&program, None)?;
        let blocks = geometry.origin.len();
        Ok(Self { session, unit, total: geometry.total, ranges, blocks, steepest: 0.0 })
    }

    /// Adds a cut.
    ///
    /// # Errors
    /// When HiGHS refuses it.
    pub fn add(&mut self, geometry: &Geometry, cut: &Cut) -> Result<(), Error> {
        let scale = self.total * self.unit;
        let origin: Vec<f64> = geometry.origin.iter().map(|&o| o as f64).collect();
        let slopes = geometry.basis.iter().map(|vector| dot(vector, &cut.slopes) / scale);
        let terms =
            slopes.enumerate().filter(|(_, slope)| *slope != 0.0).map(|(j, slope)| (BEFORE + j, -slope));
        let row = Row::at_least([(0, 1.0)].into_iter().chain(terms), dot(&origin, &cut.slopes) / scale);
        let steepest = cut.slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs())) / scale;
        if steepest > self.steepest {
            self.steepest = steepest;
            self.session.cost(1, STEEPER * steepest * self.blocks as f64);
        }
        self.session.add(&[row])
    }

    /// Minimises over a case, whose values are those of the forms that are asked first; over all partitions where it has
    /// none. `None` where the clock ends it.
    ///
    /// # Errors
    /// When HiGHS fails.
    pub fn minimise(
        &mut self,
        geometry: &Geometry,
        values: &[i64],
        side: Side,
        clock: &Clock,
    ) -> Result<Option<Minimum>, Error> {
        let forms = geometry.forms.len();
        for (k, form) in geometry.asked().enumerate() {
            let column = forms - 1 - k;
            let (low, high) = self.ranges[column];
            let (low, high) = match values.get(k).map(|value| (value - form.origin) as f64) {
                None => (low, high),
                Some(value) if k + 1 < values.len() => (value, value),
                Some(value) if side == Side::Above => (value, high.max(value)),
                Some(value) => (low.min(value), value),
            };
            self.session.bound(BEFORE + column, low, high);
        }
        let found = match self.session.solve(clock)? {
            Ended::Optimal(found) => found,
            Ended::Stopped => return Ok(None),
            Ended::Infeasible => return Err(failure("Infeasible")),
            Ended::Otherwise(status) => return Err(failure(&status)),
        };
        let mut point: Vec<f64> = geometry.origin.iter().map(|&o| o as f64).collect();
        for (vector, steps) in geometry.basis.iter().zip(&found.values[BEFORE..]) {
            add(&mut point, *steps, vector);
        }
        Ok(Some(Minimum {
            point,
            below: found.values[1],
            weights: found.duals[self.blocks..].iter().map(|w| w.max(0.0)).collect(),
            blocks: found.duals[..self.blocks].iter().map(|m| m.max(0.0) * self.unit).collect(),
        }))
    }
}

fn failure(status: &str) -> Error {
    Error::Solver { solver: "HiGHS", reason: format!("ended with status {status}") }
}
