//! Loads by which every level is done at the same mean time, and the bound that follows.
//!
//! Where `w_n` do not fall and sum to at most `L` as blocks, every partition has a level `n` with a load of at least `w_n`:
//! the sum of the blocks rises with each load. So its runtime is at least that of `N - n` workers with the load `w_n`, and
//! no partition is below `min_n E[D_(N-n)(w_n)]`, where a level without load counts with the mean of its overhead, for
//! a level below it in use would wait for that. The best such loads have equal means: `mean-time`, which without overhead is
//! the closed form of the paper.
//!
//! Proved in `proofs/runtime/overhead.v`: `some_level_reaches`, `overhead_bound`.

use crate::clock::Clock;
use crate::runtime::expected::Estimate;
use crate::runtime::overhead_runtime::OverheadRuntime;
use crate::shares::{Shares, weight};

/// Relative spread of the means at which the search ends.
const SPREAD: f64 = 1e-7;
/// Steps of the search, at most.
const STEPS: usize = 30;
/// Halvings of the interval of the common mean.
const HALVINGS: usize = 100;

/// Loads and their bound.
#[derive(Debug, Clone)]
pub struct LevelMeans {
    /// The shares with these loads.
    pub shares: Shares,
    /// No partition whose first level in use is `first` or later has a smaller expected runtime, in inner units.
    pub bound: f64,
}

/// What is known of a level: the mean time of a load, and about how it rises.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// The mean of its overhead.
    start: Estimate,
    load: f64,
    mean: Estimate,
    slope: f64,
}

/// The loads with equal means over the levels from `first` on, which have finite means; `None` if the clock ends the search.
pub fn level_means(evaluator: &OverheadRuntime, first: usize, clock: &Clock) -> Option<LevelMeans> {
    let workers = evaluator.workers();
    let start = |n: usize| {
        let start = evaluator.overhead_mean(n);
        Level { start, load: 0.0, mean: start, slope: 1.0 }
    };
    let mut levels: Vec<Level> = (first..workers).map(start).collect();
    let mut bound = f64::NEG_INFINITY;
    let mut best = levels.clone();
    for _ in 0..STEPS {
        let loads = equalised(&levels, first, workers);
        for (level, (n, load)) in levels.iter_mut().zip((first..).zip(loads)) {
            level.move_to(load, |load| evaluator.level_mean(n, load, clock))?;
        }
        let means = || levels.iter().map(|level| level.mean.value - level.mean.error);
        let least = means().fold(f64::INFINITY, f64::min);
        if least > bound {
            (bound, best) = (least, levels.clone());
        }
        let used = levels.iter().filter(|level| level.load > 0.0).map(|level| level.mean.value);
        let largest = used.fold(0.0, f64::max);
        if largest - least <= SPREAD * largest {
            break;
        }
    }
    let loads = (0..first).map(|_| 0.0).chain(best.iter().map(|level| level.load));
    Some(LevelMeans { shares: Shares::of_loads(loads)?, bound: bound * (1.0 - 4.0 * f64::EPSILON) })
}

impl Level {
    fn move_to(&mut self, load: f64, mean: impl Fn(f64) -> Option<Estimate>) -> Option<()> {
        if load == self.load {
            return Some(());
        }
        let mean = if load > 0.0 { mean(load)? } else { self.start };
        let slope = (mean.value - self.mean.value) / (load - self.load);
        if slope.is_finite() && slope > 0.0 {
            self.slope = slope;
        }
        (self.load, self.mean) = (load, mean);
        Some(())
    }

    /// The load at which the mean is about this.
    fn load_at(&self, mean: f64) -> f64 {
        if mean <= self.start.value {
            0.0
        } else {
            (self.load + (mean - self.mean.value) / self.slope).max(0.0)
        }
    }
}

/// The loads at which the linear models of all levels have one mean, which do not fall and whose blocks sum to one.
fn equalised(levels: &[Level], first: usize, workers: usize) -> Vec<f64> {
    let loads = |mean: f64| {
        let mut most = 0.0f64;
        let load = |level: &Level| {
            most = most.max(level.load_at(mean));
            most
        };
        levels.iter().map(load).collect::<Vec<f64>>()
    };
    let blocks =
        |mean: f64| loads(mean).iter().zip(first..).map(|(load, n)| load * weight(n, workers)).sum::<f64>();
    let (mut low, mut high) = (0.0, 1.0);
    while blocks(high) < 1.0 && high < 1e200 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if blocks(middle) <= 1.0 { low = middle } else { high = middle }
    }
    loads(low)
}
