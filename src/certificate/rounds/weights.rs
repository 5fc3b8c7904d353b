//! What a leaf with weights proves: a missed round counts at several levels for parts of one, and coordinates have a
//! price.
//!
//! With `sum_n w_{s,n} <= 1` a round that is missed counts at least `sum_n w_{s,n} [W_n > l_{s,n}]`, and `L = sum_n a_n W_n` with `a_n = 1/((n+1)(n+2))`, the
//! last one `1/N`. For a price `p` the missed rounds are therefore at least
//! `p L + sum_n min over w of (sum_s w_{s,n} [w > l_{s,n}] - p a_n w)`.

use super::cell::Cell;
use super::limits::Limits;
use crate::shares::weight;

/// Parts that a round's weights are multiples of.
pub const PARTS: u32 = 10_000;

/// Weights of rounds at levels, and the price.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// Round, level, weight in [`PARTS`].
    pub entries: Vec<(usize, usize, u32)>,
    /// The price of a coordinate, as the certificate writes it.
    pub price: String,
}

impl Weights {
    /// From the multipliers of a linear program, rounded so that no round counts more than once. `price` is that of all
    /// coordinates.
    pub fn rounded(multipliers: &[(usize, usize, f64)], price: f64, limits: &Limits) -> Self {
        let mut left = vec![PARTS; limits.rounds()];
        let mut entries = Vec::new();
        for &(round, level, multiplier) in multipliers {
            let parts = multiplier.mul_add(f64::from(PARTS), 1e-3).clamp(0.0, f64::from(PARTS));
            let parts = (parts as u32).min(left[round]);
            if parts > 0 {
                left[round] -= parts;
                entries.push((round, level, parts));
            }
        }
        Self { entries, price: format!("{:.9e}", (price / limits.coordinates() as f64).max(0.0)) }
    }

    /// The price of all coordinates.
    pub fn price(&self, limits: &Limits) -> f64 {
        self.price.parse::<f64>().unwrap_or(0.0) * limits.coordinates() as f64
    }

    /// For a level and every rank up to `last` what loads at its limit cost: the rounds below, less the price.
    pub fn costs(&self, limits: &Limits, cell: &Cell, level: usize, last: usize) -> Vec<f64> {
        let mut below = vec![0.0; last + 1];
        for &(round, at, parts) in &self.entries {
            let rank = limits.ranks(round)[level];
            if at == level && rank < last && !cell.is_missed(round) {
                below[rank + 1] += f64::from(parts) / f64::from(PARTS);
            }
        }
        let price = self.price(limits) * weight(level, limits.levels());
        let shares = limits.shares(level);
        let mut sum = 0.0;
        let cost = |(below, share): (&f64, &f64)| {
            sum += below;
            price.mul_add(-share, sum)
        };
        below.iter().zip(shares).map(cost).collect()
    }

    /// How many rounds the loads of a cell within limits miss at least.
    pub fn bound(&self, limits: &Limits, cell: &Cell, within: &[usize]) -> f64 {
        let least = |(level, &last): (usize, &usize)| {
            self.costs(limits, cell, level, last).into_iter().fold(f64::INFINITY, f64::min)
        };
        let sum: f64 = within.iter().enumerate().map(least).sum();
        cell.count() as f64 + (sum + self.price(limits)).max(0.0)
    }
}
