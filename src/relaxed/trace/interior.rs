//! The relaxed expected runtime over a trace by a primal-dual interior point method (Mehrotra 1992).
//!
//! Minimise the mean of `theta_s` where `theta_s >= t_{s,n} W_n` for every row `s` and level `n`, over blocks that sum to
//! one. Every Newton step eliminates the rows one by one, so that a system in the blocks is left: an iteration costs
//! about `S N^2 / 2` products however many of the `S N` inequalities bind, and a few dozen of them do. Blocks and
//! multipliers are strictly feasible all the way: each iterate is a partition, and its multipliers are a bound.
//!
//! Loads are measured level by level in those of the closed form `mean-time`: a time of 1e18 in one row, for which its
//! level is left empty, then is a number of order `S`, and the others of the level are tiny.

use super::interior_rows::{Chunk, Scaled, Step};
use crate::clock::Clock;
use crate::numeric::cholesky::Cholesky;
use crate::numeric::vector::dot;
use crate::shares::{Shares, in_blocks};
use crate::threads;

/// Pieces that the rows are split into, however many threads there are: sums are then the same.
const CHUNKS: usize = 16;
/// Share of the way to the boundary that a step goes.
const TO_BOUNDARY: f64 = 0.95;
/// The products of unknowns and multipliers fall to this share in a step, at least: faster, rounding would win.
const LEAST_CENTRE: f64 = 1e-3;
/// What a block gets beyond the closed form at the start, in units of its level's load.
const START: f64 = 0.05;

/// An iterate.
#[derive(Debug)]
pub struct Interior<'a> {
    /// The first level in use.
    first: usize,
    /// Loads of the closed form, from the first level on: the units of the loads.
    units: Vec<f64>,
    /// Unit of a block in shares of `L`.
    shares: Vec<f64>,
    blocks: Vec<f64>,
    /// Multipliers of `blocks >= 0`, and of their sum.
    reduced: Vec<f64>,
    price: f64,
    chunks: Vec<Chunk<'a>>,
    scaled: Scaled,
}

impl<'a> Interior<'a> {
    /// The start, near loads of which those from level `first` on are positive and do not fall.
    pub fn new(rows: &'a [Vec<f64>], loads: &[f64], first: usize) -> Self {
        let units = loads[first..].to_vec();
        let shares: Vec<f64> = units.iter().zip(first + 1..).map(|(unit, size)| unit / size as f64).collect();
        let before = std::iter::once(&0.0).chain(&units);
        let mut blocks: Vec<f64> =
            units.iter().zip(before).map(|(unit, before)| 1.0 - before / unit + START).collect();
        let sum = dot(&blocks, &shares);
        blocks.iter_mut().for_each(|x| *x /= sum);
        let size = rows.len().div_ceil(CHUNKS).max(1);
        let chunks: Vec<Chunk> = rows.chunks(size).map(|rows| Chunk::new(rows, first)).collect();
        // Any factor will do that is the same for all levels; this makes a time of order one.
        let count = rows.len() as f64;
        let mean = chunks.iter().map(|chunk| chunk.mean_of_last(count)).sum::<f64>();
        let one = units.last().map_or(1.0, |last| last * mean);
        let scaled = Scaled { units: units.iter().map(|u| u / one).collect(), rows: count, first };
        let mut start = Self {
            first,
            reduced: vec![0.0; units.len()],
            units,
            shares,
            blocks,
            price: 0.0,
            chunks,
            scaled: scaled.clone(),
        };
        let loads = start.loads_of(&start.blocks);
        threads::for_each(&mut start.chunks, || (), |(), chunk| chunk.start(&scaled, &loads));
        let slopes = start.slopes(&start.weights());
        let cheapest = slopes.iter().zip(&start.shares).map(|(g, c)| g / c).fold(f64::INFINITY, f64::min);
        start.price = -0.5 * cheapest;
        start.reduced = slopes.iter().zip(&start.shares).map(|(g, c)| g + start.price * c).collect();
        start
    }

    /// Loads of blocks, in their units.
    fn loads_of(&self, blocks: &[f64]) -> Vec<f64> {
        let mut load = 0.0;
        let mut before = 0.0;
        let next = |(x, unit): (&f64, &f64)| {
            load = load * (before / unit) + x;
            before = *unit;
            load
        };
        blocks.iter().zip(&self.units).map(next).collect()
    }

    /// What slopes in the loads are in the blocks.
    fn slopes(&self, weights: &[f64]) -> Vec<f64> {
        let mut slopes = weights.to_vec();
        for n in (1..slopes.len()).rev() {
            slopes[n - 1] += slopes[n] * (self.units[n - 1] / self.units[n]);
        }
        slopes
    }

    /// Sums over the rows of multipliers times times, one a level.
    fn weights(&self) -> Vec<f64> {
        sums(self.units.len(), self.chunks.iter().map(|chunk| &chunk.weights))
    }

    /// The blocks as shares of `L`.
    pub fn point(&self) -> Option<Shares> {
        let used = self.blocks.iter().zip(&self.shares).map(|(x, c)| x * c);
        Shares::on_ray(std::iter::repeat_n(0.0, self.first).chain(used).collect())
    }

    /// The bound of the multipliers on the mean runtime of every partition, in units of the rows: see
    /// [`RowProgram`](super::linear::RowProgram).
    pub fn bound(&self) -> f64 {
        let workers = self.first + self.units.len();
        let weights = threads::map(self.chunks.len(), |i| self.chunks[i].weighted(self.first, workers));
        let slopes = in_blocks(sums(workers, weights.iter()));
        let least = slopes[self.first..].iter().copied().fold(f64::INFINITY, f64::min) / self.scaled.rows;
        // Sums of nonnegative numbers: no cancellation.
        least * (1.0 - (self.scaled.rows + workers as f64 + 8.0) * f64::EPSILON)
    }

    /// The multipliers of a row of the trace and a level, made to sum to one in every row: `(row, level, multiplier)`.
    pub fn multipliers(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let levels = self.units.len();
        let rows = self.chunks.iter().flat_map(move |chunk| chunk.duals().chunks_exact(levels)).enumerate();
        rows.flat_map(move |(s, duals)| {
            let sum: f64 = duals.iter().sum();
            duals.iter().zip(self.first..).map(move |(dual, n)| (s, n, dual / sum))
        })
    }

    /// Takes a step, and says how large a part of it towards the optimum could be taken; `None` where the clock or
    /// double precision ends it.
    pub fn step(&mut self, clock: &Clock) -> Option<f64> {
        let scaled = self.scaled.clone();
        let levels = self.units.len();
        threads::for_each(&mut self.chunks, || (), |(), chunk| chunk.assemble(&scaled, clock));
        if clock.is_over() {
            return None;
        }
        let (matrix, weight) = self.matrix();
        let factor = Cholesky::new(levels, matrix);
        let slopes = self.slopes(&self.weights());
        let rest: Vec<f64> =
            (0..levels).map(|i| slopes[i] - self.reduced[i] + self.price * self.shares[i]).collect();
        // A block is in all rows: its product with its multiplier weighs as much as one of each row.
        let rows = self.scaled.rows;
        let product = self.products();
        let mean = product / (2.0 * rows * levels as f64);
        // Predictor: as if the optimum were reached at once.
        let target: Vec<f64> = self.blocks.iter().zip(&self.reduced).map(|(x, z)| -x * z).collect();
        let (blocks, _) = self.direction((&factor, weight), &target, &rest);
        let loads = self.loads_of(&blocks);
        threads::for_each(&mut self.chunks, || (), |(), chunk| chunk.predict(&scaled, &loads));
        let reduced = self.reduced_step(&target, &blocks);
        let (primal, dual) = self.lengths(&blocks, &reduced);
        let ahead = self.products_after(primal, dual)
            + (0..levels)
                .map(|i| (self.blocks[i] + primal * blocks[i]) * (self.reduced[i] + dual * reduced[i]))
                .sum::<f64>();
        let centre = (ahead / product).clamp(0.0, 1.0).powi(3).max(LEAST_CENTRE) * mean;
        // Corrector: towards the central path, with the error of the predictor.
        let target: Vec<f64> = (0..levels)
            .map(|i| rows * centre - self.blocks[i] * self.reduced[i] - blocks[i] * reduced[i])
            .collect();
        threads::for_each(&mut self.chunks, || (), |(), chunk| chunk.correct(&scaled, centre));
        let (blocks, price) = self.direction((&factor, weight), &target, &rest);
        let loads = self.loads_of(&blocks);
        threads::for_each(&mut self.chunks, || (), |(), chunk| chunk.aim(&scaled, &loads, centre));
        let reduced = self.reduced_step(&target, &blocks);
        let (primal, dual) = self.lengths(&blocks, &reduced);
        let (primal, dual) = (TO_BOUNDARY * primal, TO_BOUNDARY * dual);
        if !(primal.is_finite() && dual.is_finite() && price.is_finite()) {
            return None;
        }
        threads::for_each(
            &mut self.chunks,
            || (),
            |(), chunk| {
                chunk.advance(&scaled, &loads, centre, Step { primal, dual });
            },
        );
        self.blocks.iter_mut().zip(&blocks).for_each(|(x, d)| *x += primal * d);
        self.reduced.iter_mut().zip(&reduced).for_each(|(z, d)| *z += dual * d);
        self.price += dual * price;
        Some(primal.min(dual))
    }

    /// The matrix of the blocks, and the weight that it gives to the square of their sum.
    fn matrix(&self) -> (Vec<f64>, f64) {
        let levels = self.units.len();
        let mut matrix = sums(levels * levels, self.chunks.iter().map(|chunk| &chunk.matrix));
        for i in 0..levels {
            for j in i + 1..levels {
                matrix[i * levels + j] = matrix[j * levels + i];
            }
        }
        // From loads to blocks on both sides: each side is a sum over higher levels.
        let ratio: Vec<f64> = self.units.windows(2).map(|pair| pair[0] / pair[1]).collect();
        for n in (1..levels).rev() {
            for j in 0..levels {
                matrix[(n - 1) * levels + j] += ratio[n - 1] * matrix[n * levels + j];
            }
        }
        for row in matrix.chunks_exact_mut(levels) {
            for n in (1..levels).rev() {
                row[n - 1] += ratio[n - 1] * row[n];
            }
        }
        for i in 0..levels {
            matrix[i * levels + i] += self.reduced[i] / self.blocks[i];
        }
        // Along the ray of the blocks the rows hardly resist, and there the step is known: the square of their sum makes
        // the system definite.
        let own = |i: usize| matrix[i * levels + i] / self.shares[i].powi(2);
        let weight = (0..levels).map(own).fold(f64::INFINITY, f64::min);
        for (row, share) in matrix.chunks_exact_mut(levels).zip(&self.shares) {
            row.iter_mut().zip(&self.shares).for_each(|(entry, other)| *entry += weight * share * other);
        }
        (matrix, weight)
    }

    /// The step of blocks and price for targets of the products of blocks and multipliers.
    fn direction(&self, (factor, weight): (&Cholesky, f64), target: &[f64], rest: &[f64]) -> (Vec<f64>, f64) {
        let levels = self.units.len();
        let pull = self.slopes(&sums(levels, self.chunks.iter().map(|chunk| &chunk.pull)));
        let missing = 1.0 - dot(&self.blocks, &self.shares);
        let right: Vec<f64> = (0..levels)
            .map(|i| target[i] / self.blocks[i] - rest[i] - pull[i] + weight * missing * self.shares[i])
            .collect();
        let (mut step, along) = (factor.solve(&right), factor.solve(&self.shares));
        let price = (dot(&self.shares, &step) - missing) / dot(&self.shares, &along);
        step.iter_mut().zip(&along).for_each(|(x, a)| *x -= price * a);
        (step, price)
    }

    fn reduced_step(&self, target: &[f64], blocks: &[f64]) -> Vec<f64> {
        (0..blocks.len()).map(|i| (target[i] - self.reduced[i] * blocks[i]) / self.blocks[i]).collect()
    }

    /// The largest steps, at most one, that keep primal and dual unknowns nonnegative.
    fn lengths(&self, blocks: &[f64], reduced: &[f64]) -> (f64, f64) {
        let pressure = |x: &[f64], d: &[f64]| x.iter().zip(d).map(|(x, d)| -d / x).fold(1.0, f64::max);
        let primal = self.chunks.iter().map(|chunk| chunk.pressure.primal);
        let dual = self.chunks.iter().map(|chunk| chunk.pressure.dual);
        (
            1.0 / primal.fold(pressure(&self.blocks, blocks), f64::max),
            1.0 / dual.fold(pressure(&self.reduced, reduced), f64::max),
        )
    }

    /// The sum of the products of all unknowns with their multipliers: the gap.
    fn products(&self) -> f64 {
        self.chunks.iter().map(|chunk| chunk.products[0]).sum::<f64>() + dot(&self.blocks, &self.reduced)
    }

    /// That of the rows after the predictor's step.
    fn products_after(&self, primal: f64, dual: f64) -> f64 {
        let after = |p: &[f64; 4]| p[0] + dual * p[1] + primal * p[2] + primal * dual * p[3];
        self.chunks.iter().map(|chunk| after(&chunk.products)).sum()
    }
}

/// Sums of vectors of one length, in order.
fn sums<'v>(length: usize, vectors: impl Iterator<Item = &'v Vec<f64>>) -> Vec<f64> {
    let mut sum = vec![0.0; length];
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(sum, v)| *sum += v);
    }
    sum
}
