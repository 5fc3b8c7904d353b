//! The linear program that bounds the missed rounds of a cell.
//!
//! A column says how far a round is missed, and at each level there is one for every step from one limit to the next: whether
//! the load is beyond it. Only the steps are open that loads can pass without too many missed rounds.

use super::cell::Cell;
use super::limits::Limits;
use super::weights::Weights;
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::highs::Session;
use crate::numeric::linear::{Ended, LinearProgram, Row};
use crate::shares::weight;

/// The value of a missed round's column: beyond all that its rows ask for.
const MISSED: f64 = 2.0;

/// The program of all cells, in which bounds change from one to the next.
#[derive(Debug)]
pub struct Relaxation {
    session: Session,
    rounds: usize,
    /// For every level the column of its first step.
    firsts: Vec<usize>,
    /// For every level the steps that are open, and those that there are.
    open: Vec<usize>,
    steps: Vec<usize>,
    missed: Vec<bool>,
    /// Round and level of every row behind the first.
    rows: Vec<(usize, usize)>,
}

/// An optimum of the program.
#[derive(Debug)]
pub struct Relaxed {
    /// How far every round is missed.
    pub missed: Vec<f64>,
    /// The loads, in shares of `L`.
    pub loads: Vec<f64>,
    /// The multipliers, rounded.
    pub weights: Weights,
}

impl Relaxation {
    /// For cells within limits of these ranks.
    pub fn new(limits: &Limits, within: &[usize]) -> Result<Self, Error> {
        let mut program = LinearProgram::default();
        let rounds = limits.rounds();
        for _ in 0..rounds {
            program.column(1.0, 0.0, f64::INFINITY);
        }
        let (mut firsts, mut sum, mut known) = (Vec::new(), Vec::new(), 0.0);
        for (level, &last) in within.iter().enumerate() {
            let (shares, factor) = (limits.shares(level), weight(level, within.len()));
            firsts.push(program.columns.len());
            known += factor * shares[0];
            for step in shares[..=last].windows(2) {
                sum.push((program.column(0.0, 0.0, 1.0), factor * (step[1] - step[0])));
            }
        }
        program.row(Row::at_least(sum, 1.0 - known));
        let mut rows = Vec::new();
        for round in 0..rounds {
            for (level, &rank) in
                limits.ranks(round).iter().enumerate().filter(|(level, rank)| **rank < within[*level])
            {
                program.row(Row::at_least([(round, 1.0), (firsts[level] + rank, -1.0)], 0.0));
                rows.push((round, level));
            }
        }
        for (&first, &last) in firsts.iter().zip(within) {
            for step in 1..last {
                program.row(Row::at_least([(first + step - 1, 1.0), (first + step, -1.0)], 0.0));
            }
        }
        let session = Session::new(&program, None)?;
        let (open, steps) = (within.to_vec(), within.to_vec());
        Ok(Self { session, rounds, firsts, open, steps, missed: vec![false; rounds], rows })
    }

    /// The optimum of a cell within limits; `None` where the program has none, or not in time.
    ///
    /// # Errors
    /// What the solver fails with.
    pub fn solve(
        &mut self,
        limits: &Limits,
        cell: &Cell,
        within: &[usize],
        clock: &Clock,
    ) -> Result<Option<Relaxed>, Error> {
        self.turn_to(cell, within);
        let point = match self.session.solve(clock)? {
            Ended::Optimal(point) => point,
            Ended::Infeasible | Ended::Stopped | Ended::Otherwise(_) => return Ok(None),
        };
        let duals = point.duals.iter().skip(1);
        let multipliers: Vec<(usize, usize, f64)> = (self.rows.iter().zip(duals))
            .filter(|((round, _), dual)| **dual > 0.0 && !cell.is_missed(*round))
            .map(|(&(round, level), dual)| (round, level, *dual))
            .collect();
        let price = point.duals.first().copied().unwrap_or(0.0);
        let load = |level: usize| {
            let steps = limits.shares(level)[..=self.steps[level]]
                .windows(2)
                .zip(&point.values[self.firsts[level]..]);
            limits.shares(level)[0] + steps.map(|(step, y)| (step[1] - step[0]) * y).sum::<f64>()
        };
        Ok(Some(Relaxed {
            missed: point.values[..self.rounds].to_vec(),
            loads: (0..self.firsts.len()).map(load).collect(),
            weights: Weights::rounded(&multipliers, price, limits),
        }))
    }

    /// Changes the bounds that differ from those of the last cell.
    fn turn_to(&mut self, cell: &Cell, within: &[usize]) {
        for round in 0..self.rounds {
            if cell.is_missed(round) != self.missed[round] {
                self.missed[round] = cell.is_missed(round);
                let (low, high, cost) =
                    if self.missed[round] { (MISSED, MISSED, 0.0) } else { (0.0, f64::INFINITY, 1.0) };
                self.session.bound(round, low, high);
                self.session.cost(round, cost);
            }
        }
        for (level, &last) in within.iter().enumerate() {
            let (first, last) = (self.firsts[level], last.min(self.steps[level]));
            let old = self.open[level];
            for step in old.min(last)..old.max(last) {
                self.session.bound(first + step, 0.0, if step < last { 1.0 } else { 0.0 });
            }
            self.open[level] = last;
        }
    }
}
