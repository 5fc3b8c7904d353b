//! How often a sample of the fitted law is as far from its own fit as the data are from theirs.
//!
//! The distance to a law with fitted parameters has no table: every sample is drawn from the fitted law, as many times
//! as the data have, rounded and censored as they are, alike where those of a worker in a round are, and fitted again.

use std::sync::atomic::{AtomicU64, Ordering};

use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::estimate::Estimate;
use super::family::Family;
use super::likelihood::distance;
use super::repeated::Repeated;
use super::sample::Sample;
use crate::clock::Clock;
use crate::threads;

/// What samples say of a fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Bootstrap {
    /// Samples that were drawn and fitted.
    pub samples: usize,
    /// Those at least as far from their fit as the data from theirs.
    pub as_far: usize,
}

impl Bootstrap {
    /// The p-value, the data counted among the samples; none without samples.
    pub fn p_value(self) -> Option<f64> {
        (self.samples > 0).then(|| (self.as_far + 1) as f64 / (self.samples + 1) as f64)
    }
}

/// Draws and fits `count` samples of every estimate. The clock ends it early, with the samples that are done.
pub(super) fn bootstrap(
    (sample, repeated): (&Sample, Repeated),
    fits: &[(&Family, &Estimate)],
    (count, seed): (usize, u64),
    clock: &Clock,
) -> Vec<Bootstrap> {
    let done = AtomicU64::new(0);
    let jobs = fits.len() * count;
    // Laws alternate, so that an early end leaves each about as many.
    let found = threads::map(jobs, |job| {
        if clock.is_over() {
            return None;
        }
        let (draw, law) = (job / fits.len(), job % fits.len());
        let (family, estimate) = fits[law];
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        // Streams of their own, whatever the order of work.
        let stream =
            family.name.bytes().fold(draw as u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        rng = Xoshiro256PlusPlus::seed_from_u64(rand::Rng::next_u64(&mut rng) ^ stream);
        let far = is_as_far((sample, repeated), family, estimate, &mut rng);
        clock.tell("bootstrap", done.fetch_add(1, Ordering::Relaxed) + 1, jobs as u64);
        far.map(|far| (law, far))
    });
    let mut results = vec![Bootstrap::default(); fits.len()];
    for (law, far) in found.into_iter().flatten() {
        results[law].samples += 1;
        results[law].as_far += usize::from(far);
    }
    results
}

/// Whether one sample is as far; none where it cannot be fitted.
fn is_as_far(
    (sample, repeated): (&Sample, Repeated),
    family: &Family,
    estimate: &Estimate,
    rng: &mut Xoshiro256PlusPlus,
) -> Option<bool> {
    let law = estimate.law.cycle_time();
    let mut draw = repeated.draws(law.as_ref());
    let drawn = sample.redrawn(|| draw(rng))?;
    let parameters = (family.maximise)(&drawn).ok()?;
    let law = (family.law)(&parameters).ok()?;
    // Equal up to rounding counts as equal.
    Some(distance(&drawn, law.cycle_time().as_ref()) >= estimate.distance * (1.0 - 1e-12))
}
