//! The best point known: over shares, polished by local ascent, or over integer partitions, by local
//! search.

use super::grid::Grid;
use super::node::Coefficients;
use super::types::GlobalProblem;
use crate::clock::Clock;
use crate::relaxed::ascent::ascend;
use crate::relaxed::height::ln;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::shares::Shares;

/// The best point known.
#[derive(Debug)]
pub struct Incumbent<'a> {
    evaluator: &'a CompletionProbability,
    shares: Shares,
    probability: Probability,
    /// When ascents end.
    clock: Clock,
    /// Integer partitions only, and the best one.
    grid: Option<(Grid, Vec<u64>)>,
}

impl<'a> Incumbent<'a> {
    /// From shares and their probability.
    pub fn new(
        evaluator: &'a CompletionProbability,
        shares: Shares,
        probability: Probability,
        clock: Clock,
    ) -> Self {
        Self { evaluator, shares, probability, clock, grid: None }
    }

    /// Over integer partitions only: the best that local search finds from blocks.
    pub fn over_integers(
        evaluator: &'a CompletionProbability,
        grid: Grid,
        blocks: Vec<u64>,
        clock: Clock,
    ) -> Self {
        let (blocks, probability) = grid.improve(evaluator, blocks);
        let shares = grid.shares(&blocks);
        Self { evaluator, shares, probability, clock, grid: Some((grid, blocks)) }
    }

    /// Whether partitions are integers.
    pub fn integers(&self) -> bool {
        self.grid.is_some()
    }

    /// Its probability.
    pub fn probability(&self) -> Probability {
        self.probability
    }

    /// Its shares.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }

    /// Its blocks, where partitions are integers, and the integer forms to branch on relative to them.
    pub fn coefficients(&self) -> Option<Coefficients> {
        let (grid, blocks) = self.grid.as_ref()?;
        Some(Coefficients { forms: grid.forms(blocks), origin: blocks.clone() })
    }

    /// A last local ascent where partitions need not be integers.
    pub fn polish(&mut self) {
        if self.grid.is_none() {
            let climbed = ascend(self.evaluator, &self.shares, &self.clock);
            if ln(climbed.1) > ln(self.probability) {
                (self.shares, self.probability) = climbed;
            }
        }
    }

    /// Shares, probability, and blocks where partitions are integers.
    pub fn into_parts(self) -> (Shares, Probability, Option<Vec<u64>>) {
        (self.shares, self.probability, self.grid.map(|(_, blocks)| blocks))
    }

    /// Takes loads, rounded where necessary, if they are better; whether they were.
    pub fn offer(&mut self, loads: &[f64]) -> bool {
        if let Some((grid, _)) = &self.grid {
            return grid.fill_load(loads).is_some_and(|blocks| self.offer_blocks(blocks));
        }
        let Some(shares) = Shares::of_loads(loads.iter().copied()) else { return false };
        let better = ln(self.evaluator.value(&shares)) > ln(self.probability);
        if better {
            (self.shares, self.probability) = ascend(self.evaluator, &shares, &self.clock);
        }
        better
    }

    /// Takes the partition with lattice coefficients relative to `origin` if it is better.
    pub fn offer_coefficients(&mut self, origin: &[u64], coefficients: &[i64]) -> bool {
        let blocks = self.grid.as_ref().and_then(|(grid, _)| grid.blocks_at(origin, coefficients));
        blocks.is_some_and(|blocks| self.offer_blocks(blocks))
    }

    fn offer_blocks(&mut self, blocks: Vec<u64>) -> bool {
        let Some((grid, best)) = &mut self.grid else { return false };
        let better = ln(self.evaluator.value(&grid.shares(&blocks))) > ln(self.probability);
        if better {
            (*best, self.probability) = grid.improve(self.evaluator, blocks);
            self.shares = grid.shares(best);
        }
        better
    }
}

/// Starts that are climbed from.
const CLIMBED: usize = 3;

/// The best of the given start and a few of our own, improved by local ascent.
pub fn first(problem: &GlobalProblem, clock: &Clock) -> (Shares, Probability) {
    let workers = problem.evaluator.workers();
    let single = |n: usize| (0..workers).map(|i| if i == n { 1.0 } else { 0.0 }).collect();
    let harmonic: f64 = (1..=workers).map(|n| 1.0 / n as f64).sum();
    let closed_form = (1..=workers).map(|n| 1.0 / (n as f64 * harmonic)).collect();
    let spread = [closed_form, vec![1.0 / workers as f64; workers]];
    let made_up = (0..workers).map(single).chain(spread).map(Shares::unchecked);
    let starts = problem.start.iter().cloned().chain(made_up);
    let mut valued: Vec<(Shares, Probability)> = Vec::new();
    for start in starts {
        if clock.is_over() && !valued.is_empty() {
            break;
        }
        let value = problem.evaluator.value(&start);
        valued.push((start, value));
        valued.sort_by(|a, b| ln(b.1).total_cmp(&ln(a.1)));
        valued.truncate(CLIMBED);
    }
    let climbed = valued.into_iter().map(|(start, value)| {
        if value.value > 0.0 && value.complement > 0.0 {
            ascend(&problem.evaluator, &start, clock)
        } else {
            (start, value)
        }
    });
    climbed
        .reduce(|a, b| if ln(b.1) > ln(a.1) { b } else { a })
        .unwrap_or((Shares::uncoded(workers), Probability { value: 0.0, complement: 1.0, error: 0.0 }))
}
