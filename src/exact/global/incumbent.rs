//! The best point known: over shares, polished by local ascent, or over integer partitions, by local
//! search.

use std::time::Instant;

use super::GlobalProblem;
use super::integer::Grid;
use super::rows::Form;
use crate::partition::blocks_of_load;
use crate::relaxed::ascent::{ascend, ln};
use crate::runtime::completion::{CompletionProbability, Probability};

/// The best point known.
#[derive(Debug)]
pub struct Incumbent<'a> {
    evaluator: &'a CompletionProbability,
    shares: Vec<f64>,
    probability: Probability,
    /// When ascents end.
    until: Option<Instant>,
    /// Integer partitions only, and the best one.
    grid: Option<(Grid, Vec<i64>)>,
}

impl<'a> Incumbent<'a> {
    /// From shares and their probability.
    pub fn new(
        evaluator: &'a CompletionProbability,
        shares: Vec<f64>,
        probability: Probability,
        until: Option<Instant>,
    ) -> Self {
        Self { evaluator, shares, probability, until, grid: None }
    }

    /// Accepts integer partitions only from now on; `blocks` are those of the present shares.
    pub fn over_integers(&mut self, grid: Grid, blocks: Vec<i64>) {
        self.grid = Some((grid, blocks));
    }

    /// Whether partitions are integers.
    pub fn integers(&self) -> bool {
        self.grid.is_some()
    }

    /// Its probability.
    pub fn probability(&self) -> Probability {
        self.probability
    }

    /// Its blocks; empty if partitions need not be integers.
    pub fn blocks(&self) -> &[i64] {
        self.grid.as_ref().map_or(&[], |(_, blocks)| blocks)
    }

    /// The integer forms to branch on, relative to its blocks.
    pub fn forms(&self) -> Option<Vec<Form>> {
        self.grid.as_ref().map(|(grid, blocks)| grid.forms(blocks))
    }

    /// Shares and probability, after a last local ascent where partitions need not be integers.
    pub fn polished(self) -> (Vec<f64>, Probability) {
        if self.grid.is_none() {
            let climbed = ascend(self.evaluator, &self.shares, self.until);
            if ln(climbed.1) > ln(self.probability) {
                return climbed;
            }
        }
        (self.shares, self.probability)
    }

    /// Takes loads, rounded where necessary, if they are better; whether they were.
    pub fn offer(&mut self, loads: &[f64]) -> bool {
        if let Some((grid, _)) = &self.grid {
            let blocks = grid.fill_load(loads);
            return self.offer_blocks(blocks);
        }
        let mut shares: Vec<f64> = blocks_of_load(loads).iter().map(|x| x.max(0.0)).collect();
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|x| *x /= sum);
        let better = sum > 0.0 && ln(self.evaluator.value(&shares)) > ln(self.probability);
        if better {
            (self.shares, self.probability) = ascend(self.evaluator, &shares, self.until);
        }
        better
    }

    /// Takes the partition with lattice coefficients relative to `origin` if it is better.
    pub fn offer_coefficients(&mut self, origin: &[i64], coefficients: &[i64]) -> bool {
        let blocks = self.grid.as_ref().and_then(|(grid, _)| grid.blocks_at(origin, coefficients));
        blocks.is_some_and(|blocks| self.offer_blocks(blocks))
    }

    fn offer_blocks(&mut self, blocks: Vec<i64>) -> bool {
        let Some((grid, best)) = &mut self.grid else { return false };
        let better = ln(self.evaluator.value(&grid.shares(&blocks))) > ln(self.probability);
        if better {
            (*best, self.probability) = grid.improve(self.evaluator, blocks);
            self.shares = grid.shares(best);
        }
        better
    }
}

/// The best of the given start and a few of our own, improved by local ascent.
pub fn first(problem: &GlobalProblem, until: Option<Instant>) -> (Vec<f64>, Probability) {
    let workers = problem.evaluator.workers();
    let mut starts = Vec::new();
    if problem.start.len() == workers {
        starts.push(problem.start.clone());
    }
    starts.extend((0..workers).map(|n| (0..workers).map(|i| if i == n { 1.0 } else { 0.0 }).collect()));
    let harmonic: f64 = (1..=workers).map(|n| 1.0 / n as f64).sum();
    starts.push((1..=workers).map(|n| 1.0 / (n as f64 * harmonic)).collect());
    starts.push(vec![1.0 / workers as f64; workers]);
    let mut valued: Vec<(Vec<f64>, Probability)> = starts
        .into_iter()
        .map(|start: Vec<f64>| {
            let value = problem.evaluator.value(&start);
            (start, value)
        })
        .collect();
    valued.sort_by(|a, b| ln(b.1).total_cmp(&ln(a.1)));
    valued.truncate(3);
    let climbed = valued.into_iter().map(|(start, value)| {
        if value.value > 0.0 && value.complement > 0.0 {
            ascend(&problem.evaluator, &start, until)
        } else {
            (start, value)
        }
    });
    climbed
        .reduce(|a, b| if ln(b.1) > ln(a.1) { b } else { a })
        .unwrap_or((vec![1.0], Probability { value: 0.0, complement: 1.0, error: 0.0 }))
}
