//! Batches of sampled cycle times and the mean subgradient of the overall runtime over them.
//!
//! A batch is cut into chunks of fixed size. Each chunk has a random stream of its own, a function
//! of seed, step and chunk only, and the chunks' sums are added in order: the result is the same bit
//! for bit on any number of threads.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::oracle::{BatchMean, StochasticSubgradient};
use super::quantile_table::QuantileTable;
use crate::clock::Clock;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_runtime::LawRuntime;
use crate::straggler::{CycleTime, open_unit};
use crate::threads;

/// Samples of a chunk.
const CHUNK: usize = 500;

/// The expected overall runtime, known through samples.
#[derive(Debug)]
pub struct SampledRuntime<'a> {
    law: &'a dyn CycleTime,
    table: QuantileTable,
    /// The law's unit in the instance's unit of time.
    unit: f64,
    workers: usize,
    first_level: usize,
    batch: usize,
    seed: u64,
    /// When it is over, a batch is cut short.
    clock: Clock,
}

impl<'a> SampledRuntime<'a> {
    /// Batches of `batch >= 1` samples of the problem's `N` cycle times.
    pub fn new(evaluator: &'a LawRuntime, batch: usize, seed: u64, clock: Clock) -> Self {
        Self {
            law: evaluator.law().as_ref(),
            table: QuantileTable::new(evaluator.law().as_ref()),
            unit: evaluator.unit(),
            workers: evaluator.workers(),
            first_level: evaluator.first_level(),
            batch,
            seed,
            clock,
        }
    }

    /// Sum over a chunk of `T_(N-n*)`, kept apart by `n*`, in units of the law.
    fn chunk(&self, levels: &[(usize, f64)], step: u64, chunk: usize) -> Vec<f64> {
        let mut stream = stream(self.seed, step, chunk as u64);
        let mut uniforms = vec![0.0; self.workers];
        let mut products = vec![0.0; levels.len()];
        let mut sums = vec![0.0; self.workers];
        for _ in 0..CHUNK.min(self.batch - chunk * CHUNK) {
            if self.clock.is_over() {
                break;
            }
            uniforms.fill_with(|| open_unit(&mut stream));
            // Survival probabilities: the smallest belongs to the slowest worker, T_(N).
            uniforms.sort_unstable_by(f64::total_cmp);
            let (n, time) = self.binding(levels, &uniforms, &mut products);
            sums[n] += time;
        }
        sums
    }

    /// The level that attains `max_n W_n T_(N-n)` and its `T_(N-n)`, for ascending survival probabilities.
    ///
    /// Quantiles may be costly: they are computed only for the few levels that the table's brackets
    /// leave in the race.
    fn binding(&self, levels: &[(usize, f64)], uniforms: &[f64], most: &mut [f64]) -> (usize, f64) {
        let mut least_longest = 0.0f64;
        for (&(n, load), most) in levels.iter().zip(most.iter_mut()) {
            let (low, high) = self.table.bracket(uniforms[n]);
            least_longest = least_longest.max(load * low);
            *most = load * high;
        }
        let (mut longest, mut binding) = (0.0, (0, 0.0));
        for (&(n, load), &most) in levels.iter().zip(most.iter()) {
            if most < least_longest {
                continue;
            }
            let time = self.law.infimum() + self.law.upper_quantile(uniforms[n]);
            if load * time > longest {
                longest = load * time;
                binding = (n, time);
            }
        }
        binding
    }
}

impl StochasticSubgradient for SampledRuntime<'_> {
    fn batch_mean(&self, x: &[f64], step: u64) -> BatchMean {
        let levels = binding_levels(x);
        let chunks = threads::map(self.batch.div_ceil(CHUNK), |chunk| self.chunk(&levels, step, chunk));
        let mut sums = vec![0.0; self.workers];
        for chunk in &chunks {
            sums.iter_mut().zip(chunk).for_each(|(sum, part)| *sum += part);
        }
        let mut subgradient = vec![0.0; self.workers];
        let (mut value, mut above) = (0.0, 0.0);
        for (i, sum) in sums.iter().enumerate().rev() {
            above += sum / self.batch as f64;
            // T is brought back to raw units last, where it may be anything.
            subgradient[i] = (i + 1) as f64 * above * self.unit;
            // An empty block adds nothing, not even zero times infinity.
            value += if x[i] > 0.0 { x[i] * subgradient[i] } else { 0.0 };
        }
        BatchMean { value, subgradient }
    }

    fn first_level(&self) -> usize {
        self.first_level
    }
}

/// Level and cumulative load of the levels that hold coordinates: the others never bind. Loads
/// are in units of the largest one.
fn binding_levels(x: &[f64]) -> Vec<(usize, f64)> {
    let mut load = 0.0;
    let mut levels = Vec::with_capacity(x.len());
    for (n, &x) in x.iter().enumerate() {
        if x > 0.0 {
            load += (n + 1) as f64 * x;
            levels.push((n, load));
        }
    }
    levels.iter_mut().for_each(|(_, w)| *w /= load);
    levels
}

/// The random stream of one chunk; SplitMix64's finaliser keeps neighbouring chunks apart.
fn stream(seed: u64, step: u64, chunk: u64) -> Xoshiro256PlusPlus {
    let key = [step, chunk].iter().fold(mix(seed), |key, part| mix(key ^ mix(*part)));
    Xoshiro256PlusPlus::seed_from_u64(key)
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::System;
    use crate::shares::cumulative;
    use crate::straggler::{Gamma, Uniform};

    /// The plain definition: all order statistics, all levels.
    #[test]
    fn brackets_change_nothing() {
        let system = System::new(6, 60).expect("a system");
        let laws: [Box<dyn CycleTime>; 2] = [
            Box::new(Gamma::new(0.3, 1.0, 0.0).expect("a law")),
            Box::new(Uniform::new(0.0, 3.0).expect("a law")),
        ];
        for law in laws {
            let evaluator = LawRuntime::new(&system, law.as_ref(), 0.0).expect("finite means");
            let oracle = SampledRuntime::new(&evaluator, 2 * CHUNK, 7, Clock::unlimited());
            let x = [20.0, 0.0, 10.0, 10.0, 5.0, 15.0];
            let load = cumulative(&x);
            let (mut value, mut subgradient) = (0.0, [0.0; 6]);
            for chunk in 0..2 {
                let mut stream = stream(7, 3, chunk);
                for _ in 0..CHUNK {
                    let mut times: Vec<f64> = (0..6).map(|_| evaluator.law().sample(&mut stream)).collect();
                    times.sort_by(|a, b| b.total_cmp(a));
                    let products = |n: usize| load[n] * times[n];
                    let binding =
                        (0..6).fold(0, |best, n| if products(n) > products(best) { n } else { best });
                    value += products(binding);
                    (0..=binding).for_each(|i| subgradient[i] += (i + 1) as f64 * times[binding]);
                }
            }
            let mean = oracle.batch_mean(&x, 3);
            let unit = oracle.unit / (2 * CHUNK) as f64;
            assert!((mean.value / (value * unit) - 1.0).abs() < 1e-12);
            for (mean, sum) in mean.subgradient.iter().zip(subgradient) {
                assert!((mean - sum * unit).abs() <= 1e-12 * mean);
            }
        }
    }
}
