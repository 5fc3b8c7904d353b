//! The work of a worker: partial derivatives of a least squares loss, added up sample by sample.

use std::ops::Range;
use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::clock::Cancel;

/// Numbers that a worker keeps, at least those of one sample: 1 MiB. More samples go over them again.
const KEPT: usize = 1 << 17;
/// A run that is timed takes at least so long, less than the slice of time of a process that is in the way, and so many of
/// them are timed.
const TIMED: Duration = Duration::from_millis(2);
const RUNS: usize = 25;
/// Sums that a product of vectors is added up in, so that none waits for the one before.
const LANES: usize = 8;

/// Samples of a worker: features of as many coordinates as the gradient has, and a target.
pub struct Work {
    coordinates: usize,
    /// Sample after sample.
    features: Vec<f64>,
    targets: Vec<f64>,
}

impl Work {
    /// Draws them from a seed.
    pub fn generate(coordinates: usize, seed: u64) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let kept = (KEPT / coordinates.max(1)).max(1);
        let features = (0..kept * coordinates).map(|_| between(&mut rng)).collect();
        let targets = (0..kept).map(|_| between(&mut rng)).collect();
        Self { coordinates, features, targets }
    }

    /// Adds the partial derivatives of half the squared residuals of these samples at a point to a gradient, both with an
    /// entry a coordinate.
    pub fn add(&self, point: &[f64], samples: Range<u64>, gradient: &mut [f64]) {
        let kept = self.targets.len() as u64;
        for sample in samples {
            let row = (sample % kept) as usize;
            let features = &self.features[row * self.coordinates..][..self.coordinates];
            let residual = product(features, point) - self.targets[row];
            gradient.iter_mut().zip(features).for_each(|(sum, feature)| *sum += residual * feature);
        }
    }

    /// Seconds that one sample takes this process: of the fastest of some runs, which nothing else held up. None where it was
    /// cancelled.
    pub fn seconds_a_sample(&self, cancel: &Cancel) -> Option<f64> {
        let (point, mut gradient) = (vec![0.5; self.coordinates], vec![0.0; self.coordinates]);
        let mut timed = |samples: u64| {
            let begun = Instant::now();
            self.add(&point, 0..samples, &mut gradient);
            // What is computed for nobody would not be computed.
            std::hint::black_box(&mut gradient);
            begun.elapsed()
        };
        let mut samples = 1;
        while timed(samples) < TIMED {
            samples *= 2;
        }
        let mut least = f64::INFINITY;
        for _ in 0..RUNS {
            if cancel.is_cancelled() {
                return None;
            }
            least = least.min(timed(samples).as_secs_f64());
        }
        Some(least / samples as f64)
    }
}

/// A point to compute a gradient at: numbers between -1 and 1.
pub fn point(coordinates: usize, rng: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    (0..coordinates).map(|_| between(rng)).collect()
}

/// A number between -1 and 1 of 53 bits.
fn between(rng: &mut Xoshiro256PlusPlus) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    let (mut a_lanes, mut b_lanes) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let mut sums = [0.0; LANES];
    for (a, b) in (&mut a_lanes).zip(&mut b_lanes) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    let rest = a_lanes.remainder().iter().zip(b_lanes.remainder()).map(|(a, b)| a * b);
    sums.into_iter().sum::<f64>() + rest.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half the squared residuals, added up as plainly as can be.
    fn loss(work: &Work, point: &[f64], samples: Range<u64>) -> f64 {
        let kept = work.targets.len() as u64;
        samples
            .map(|sample| {
                let row = (sample % kept) as usize;
                let found: f64 =
                    (0..point.len()).map(|j| work.features[row * point.len() + j] * point[j]).sum();
                0.5 * (found - work.targets[row]).powi(2)
            })
            .sum()
    }

    #[test]
    fn partial_derivatives_are_those_of_the_loss() {
        for coordinates in [1, 7, 8, 21] {
            let work = Work::generate(coordinates, 3);
            let at = point(coordinates, &mut Xoshiro256PlusPlus::seed_from_u64(5));
            let mut gradient = vec![0.0; coordinates];
            work.add(&at, 0..5, &mut gradient);
            work.add(&at, 5..40, &mut gradient);
            for j in 0..coordinates {
                let moved = |step: f64| {
                    let mut at = at.clone();
                    at[j] += step;
                    loss(&work, &at, 0..40)
                };
                // The loss is quadratic: central differences are exact but for rounding.
                let difference = (moved(1.0) - moved(-1.0)) / 2.0;
                assert!((gradient[j] - difference).abs() < 1e-9, "{coordinates}: {j}");
            }
        }
    }

    #[test]
    fn samples_beyond_those_kept_are_these_again() {
        let work = Work::generate(KEPT, 1);
        assert_eq!(work.targets.len(), 1);
        let (at, mut gradient) = (vec![0.25; KEPT], vec![0.0; KEPT]);
        let mut once = gradient.clone();
        work.add(&at, 0..1, &mut once);
        work.add(&at, 7..9, &mut gradient);
        assert!(gradient.iter().zip(&once).all(|(two, one)| *two == 2.0 * one));
        assert!(Work::generate(2 * KEPT, 1).features.len() == 2 * KEPT, "one sample is always kept");
    }

    #[test]
    fn drawn_numbers_are_between_minus_one_and_one_and_differ() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let drawn = point(1000, &mut rng);
        assert!(drawn.iter().all(|x| (-1.0..1.0).contains(x)));
        assert!(drawn.iter().any(|x| *x > 0.9) && drawn.iter().any(|x| *x < -0.9));
        assert_ne!(point(1000, &mut rng), drawn);
    }

    #[test]
    fn a_sample_takes_time_unless_nobody_waits_for_it() {
        let cancel = Cancel::default();
        let work = Work::generate(100, 1);
        assert!(work.seconds_a_sample(&cancel).is_some_and(|seconds| seconds > 0.0 && seconds.is_finite()));
        cancel.cancel();
        assert_eq!(work.seconds_a_sample(&cancel), None);
    }
}
