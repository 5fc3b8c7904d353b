//! The springs of a completion probability.
//!
//! The function to fall is minus the height of the probability, roughly `ln(1 - Pr)` or `-ln Pr`. Its slope in the load of
//! a level is the density of the event that this level alone decides. It grows with its load: a level that few workers
//! miss has `C(N,n+1) S(t/W)^(n+1)`, one that hardly any reaches `-ln F(t/W)`; the ratio of second to first derivative is
//! `(n+1) c f/S` or `c f/F` over the load. And it grows with the distance to the load before: the closer that is, the
//! likelier both are missed together. At the optimum the slopes are as `1/((n+1)(n+2))`.

use super::model::{LEAST_CHANCE, Springs, load_slope};
use crate::runtime::completion::CompletionProbability;
use crate::runtime::load_time::LoadTime;
use crate::shares::{Loads, Shares};

/// Between these the ratios of second to first derivatives stay.
const RATIOS: (f64, f64) = (1e-3, 1e6);
/// Share of the mean block that an empty block counts as for the springs between loads.
const SMALL_BLOCK: f64 = 1e-3;
/// Shares up to this are empty.
const EMPTY: f64 = 1e-13;
/// Logarithm of the largest factor by which balancing changes a load.
const LARGEST_CHANGE: f64 = 1.0;
/// Halvings of the interval of the common factor.
const HALVINGS: usize = 60;

/// The model at a point.
#[derive(Debug)]
pub struct CompletionSprings<'a> {
    shares: &'a Shares,
    /// The derivatives of the function that falls, in the blocks; nonnegative.
    slopes: &'a [f64],
    /// The first level that may hold coordinates.
    first: usize,
    /// Their mean over the shares, which at the optimum is the slope of every block that is not empty.
    multiplier: f64,
    /// By how many per cent about the slope in the load of each level grows when that load grows by one.
    ratios: Vec<f64>,
}

impl<'a> CompletionSprings<'a> {
    /// At shares with these slopes, in which the levels below `first` stay empty.
    pub fn new<T: LoadTime + ?Sized>(
        evaluator: &CompletionProbability<T>,
        first: usize,
        shares: &'a Shares,
        slopes: &'a [f64],
    ) -> Self {
        let multiplier = slopes.iter().zip(shares.as_slice()).map(|(g, x)| g * x).sum();
        let ratios =
            evaluator.elasticities(&shares.loads()).into_iter().enumerate().map(|(n, [missed, reached])| {
                let ratio = (n + 1) as f64 * missed + reached;
                if ratio.is_nan() { RATIOS.1 } else { ratio.clamp(RATIOS.0, RATIOS.1) }
            });
        Self { shares, slopes, first, multiplier, ratios: ratios.collect() }
    }

    /// For scales `W_i/(i+1)` and the blocks that are free.
    pub fn springs(&self, scale: &[f64], free: &[bool]) -> Springs {
        let coupling = |n: usize| {
            let block = self.shares.as_slice()[n];
            let block = if block > EMPTY { block } else { SMALL_BLOCK / scale.len() as f64 };
            if n > self.first { self.load_slope(n) / ((n + 1) as f64 * block) } else { 0.0 }
        };
        Springs::new(scale, free, |n, load| self.load_slope(n) * self.ratios[n] / load, coupling)
    }

    fn load_slope(&self, n: usize) -> f64 {
        let optimal = self.multiplier / ((n + 1) as f64 * (n + 2) as f64);
        load_slope(self.slopes, n).max(LEAST_CHANCE * optimal)
    }

    /// The blocks for which the slopes would be balanced, as `1/((n+1)(n+2))` in the loads, if each were a power of its own
    /// load; they sum to one.
    pub fn balanced(&self) -> Vec<f64> {
        let loads = self.shares.loads();
        let loads = loads.as_slice();
        let heights: Vec<f64> = (0..loads.len())
            .map(|n| load_slope(self.slopes, n).max(f64::MIN_POSITIVE) * (n + 1) as f64 * (n + 2) as f64)
            .map(f64::ln)
            .collect();
        let blocks_at = |level: f64| -> Vec<f64> {
            let mut most = 0.0f64;
            let moved = (0..loads.len()).map(|n| {
                let change = ((level - heights[n]) / self.ratios[n]).clamp(-LARGEST_CHANGE, LARGEST_CHANGE);
                most = most.max(loads[n] * change.exp());
                most
            });
            Loads::new(moved.collect()).blocks()
        };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (height, ratio) in heights.iter().zip(&self.ratios).skip(self.first) {
            // Beyond these every load is changed as far as it may be.
            low = low.min(height - LARGEST_CHANGE * ratio);
            high = high.max(height + LARGEST_CHANGE * ratio);
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if blocks_at(middle).iter().sum::<f64>() < 1.0 { low = middle } else { high = middle }
        }
        blocks_at(high)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::numeric::vector::dot;
    use crate::straggler::{CycleTime, ShiftedExponential};

    fn evaluator() -> CompletionProbability {
        let law: Arc<dyn CycleTime> = Arc::new(ShiftedExponential::new(1.0, 0.1).expect("a law"));
        CompletionProbability::new(law, 6, 4.0)
    }

    fn shares() -> Shares {
        Shares::new(vec![0.5, 0.2, 0.1, 0.08, 0.07, 0.05]).expect("a partition")
    }

    /// `(i+1) sum_(n>=i) 1/((n+1)(n+2))`, the last of which is `1/N`: one for every block.
    #[test]
    fn balanced_slopes_stay_where_they_are() {
        let (evaluator, shares) = (evaluator(), shares());
        let mut slopes = vec![1.0; 6];
        // The sum over the levels ends at N, where its rest, 1/(N+1), is left out.
        slopes.iter_mut().enumerate().for_each(|(i, g)| *g -= (i + 1) as f64 / 7.0);
        let blocks = CompletionSprings::new(&evaluator, 0, &shares, &slopes).balanced();
        let same = blocks.iter().zip(shares.as_slice()).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(same, "{blocks:?}");
    }

    #[test]
    fn loads_whose_slopes_are_too_steep_fall() {
        let (evaluator, shares) = (evaluator(), shares());
        let (probability, gradient) = evaluator.value_and_gradient(&shares);
        let slopes: Vec<f64> = gradient.iter().map(|g| -g / probability.complement).collect();
        let springs = CompletionSprings::new(&evaluator, 0, &shares, &slopes);
        let blocks = springs.balanced();
        assert!((blocks.iter().sum::<f64>() - 1.0).abs() < 1e-12 && blocks.iter().all(|x| *x >= 0.0));
        let better = evaluator.value(&Shares::new(blocks).expect("a partition"));
        assert!(better.complement < probability.complement);
    }

    /// The model against differences of the gradient, in the direction of a few changes of the loads.
    #[test]
    fn the_model_is_of_the_size_of_the_curvature() {
        let (evaluator, shares) = (evaluator(), shares());
        let falling = |shares: &Shares| -> Vec<f64> {
            let (probability, gradient) = evaluator.value_and_gradient(shares);
            gradient.iter().map(|g| -g / probability.complement).collect()
        };
        let slopes = falling(&shares);
        let loads = shares.loads();
        let scale: Vec<f64> = loads.as_slice().iter().enumerate().map(|(i, w)| w / (i + 1) as f64).collect();
        let springs = CompletionSprings::new(&evaluator, 0, &shares, &slopes).springs(&scale, &[true; 6]);
        for forces in [
            [1.0, 0.0, 0.0, 0.0, 0.0, -1.0],
            [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, -1.0, 1.0],
        ] {
            let change = springs.solve(&forces);
            let energy = dot(&forces, &change);
            let direction: Vec<f64> = change.iter().zip(&scale).map(|(u, d)| u * d).collect();
            let step = 1e-6;
            let moved = shares.as_slice().iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let there = falling(&Shares::unchecked(moved));
            let curved: f64 = (0..6).map(|i| direction[i] * (there[i] - slopes[i]) / step).sum();
            assert!(curved > 0.2 * energy && curved < 5.0 * energy, "{curved} {energy}");
        }
    }
}
