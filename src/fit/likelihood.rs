//! The likelihood of a sample, and how far its distribution is from a law's.
//!
//! Where a law has a shift, the density at the least observation may grow without bound as the shift approaches it. Every
//! observation equal to the least is therefore counted as the probability of the interval from there to the next
//! observation, divided by its length: the corrected likelihood of [Cheng and Iles (1987)], with the first spacing as
//! the interval, which is never narrower than the rounding of the data. It is bounded, and one rule for all laws, so
//! that their likelihoods compare.
//!
//! [Cheng and Iles (1987)]: https://doi.org/10.1111/j.2517-6161.1987.tb01428.x

use super::sample::Sample;
use crate::straggler::CycleTime;

/// Below this relative difference of two probabilities, the density between tells it better.
const CLOSE: f64 = 1e-6;

/// The logarithm of the corrected likelihood; minus infinity where the law excludes a time.
///
/// ```
/// use bcgc::ShiftedExponential;
/// use bcgc::fit::{Sample, log_likelihood};
///
/// let sample = Sample::new(vec![1.0, 2.0, 4.0])?;
/// let law = ShiftedExponential::new(0.5, 1.0)?;
/// let densities = 0.5f64.ln() - 0.5 + 0.5f64.ln() - 1.5;
/// let interval = (1.0 - (-0.5f64).exp()).ln();
/// assert!((log_likelihood(&sample, &law) - densities - interval).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn log_likelihood(sample: &Sample, law: &dyn CycleTime) -> f64 {
    let shift = law.infimum();
    if shift > sample.least() {
        return f64::NEG_INFINITY;
    }
    let sum: f64 = sample.above().iter().map(|t| ln_density(law, t - shift)).sum();
    finite(sum + ends(sample, law))
}

/// What one of the observations of a sample adds to its log-likelihood.
pub fn contribution(sample: &Sample, law: &dyn CycleTime, time: f64) -> f64 {
    match time <= sample.least() {
        true => ln_mean_density(law, sample.least() - law.infimum(), sample.spacing()),
        false => regular_contribution(sample, law, time),
    }
}

/// The same where the least observations are like the others, as they are where the law is regular in all of its parameters.
pub fn regular_contribution(sample: &Sample, law: &dyn CycleTime, time: f64) -> f64 {
    match time.is_infinite() {
        true => law.ln_survival(sample.limit() - law.infimum()),
        false => ln_density(law, time - law.infimum()),
    }
}

fn ln_density(law: &dyn CycleTime, y: f64) -> f64 {
    let plain = law.density(y);
    // Deep in the tail only the failure rate is left of the density.
    if plain > 1e-290 {
        plain.ln()
    } else {
        law.generalised_failure_rate(y).ln() - y.ln() + law.ln_survival(y)
    }
}

/// The part of the least observations and of those that never came.
pub fn ends(sample: &Sample, law: &dyn CycleTime) -> f64 {
    let shift = law.infimum();
    let (from, length) = (sample.least() - shift, sample.spacing());
    let least = sample.ties() as f64 * ln_mean_density(law, from, length);
    match sample.censored() {
        0 => least,
        censored => least + censored as f64 * law.ln_survival(sample.limit() - shift),
    }
}

/// The logarithm of the probability of an interval divided by its length.
fn ln_mean_density(law: &dyn CycleTime, from: f64, length: f64) -> f64 {
    let (below, above) = (law.cdf(from), law.cdf(from + length));
    if above - below > CLOSE * above {
        return ((above - below) / length).ln();
    }
    let (first, middle, last) =
        (law.density(from), law.density(from + 0.5 * length), law.density(from + length));
    ((first + 4.0 * middle + last) / 6.0).ln()
}

/// A log-likelihood, minus infinity where double precision does not hold it.
pub fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NEG_INFINITY }
}

/// The Kolmogorov-Smirnov distance: the largest difference between the empirical distribution function and that of the
/// law, up to the largest finite time.
pub fn distance(sample: &Sample, law: &dyn CycleTime) -> f64 {
    let (count, shift, times) = (sample.count() as f64, law.infimum(), sample.times());
    let mut largest = 0.0f64;
    let mut from = 0;
    while from < times.len() {
        let mut to = from + 1;
        while to < times.len() && times[to] == times[from] {
            to += 1;
        }
        let below = law.cdf((times[from] - shift).max(0.0));
        largest = largest.max(below - from as f64 / count).max(to as f64 / count - below);
        from = to;
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::{Gamma, ShiftedExponential, Uniform, Weibull};

    #[test]
    fn the_distance_is_that_of_the_definition() {
        let sample = Sample::new(vec![0.2, 0.5, 0.5, 0.9]).unwrap();
        let law = Uniform::new(0.0, 1.0).unwrap();
        // Steps to 1/4, 3/4 and 1; largest below and at 0.5.
        assert!((distance(&sample, &law) - 0.25).abs() < 1e-15);
        let censored = Sample::new(vec![0.2, 0.6, f64::INFINITY, f64::INFINITY]).unwrap();
        assert!((distance(&censored, &law) - 0.35).abs() < 1e-15);
    }

    #[test]
    fn contributions_add_up_to_the_likelihood() {
        let times = vec![2.5, 1.0, 1.0, f64::INFINITY, 4000.0, 1.75];
        let sample = Sample::new(times.clone()).unwrap();
        let law = Gamma::new(2.0, 0.5, 0.25).unwrap();
        let sum: f64 = times.iter().map(|t| contribution(&sample, &law, *t)).sum();
        assert!((sum / log_likelihood(&sample, &law) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn an_interval_far_from_the_shift_has_the_density_between() {
        let law = Gamma::new(3.0, 1.0, 0.0).unwrap();
        let exact = law.density(2.0).ln();
        for length in [1e-3, 1e-6, 1e-9, 1e-13] {
            assert!((ln_mean_density(&law, 2.0, length) - exact).abs() < length.max(1e-9), "{length}");
        }
    }

    #[test]
    fn the_likelihood_is_bounded_where_the_density_is_not() {
        let sample = Sample::new(vec![1.0, 1.5, 2.0, 7.0]).unwrap();
        let of = |shift: f64| log_likelihood(&sample, &Weibull::new(0.5, 1.0, shift).unwrap());
        assert!(of(1.0).is_finite() && (of(1.0) - of(1.0 - 1e-13)).abs() < 1e-5);
        assert_eq!(of(1.01), f64::NEG_INFINITY);
        let far = Sample::new(vec![1.0, 2.0, 5000.0]).unwrap();
        let law = ShiftedExponential::new(1.0, 0.5).unwrap();
        let expected = -1.5 - 4999.5 + ((-0.5f64).exp() - (-1.5f64).exp()).ln();
        assert!((log_likelihood(&far, &law) - expected).abs() < 1e-9);
    }
}
