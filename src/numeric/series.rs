//! Means of observations in the order in which they were made, which may resemble their neighbours.

/// Fewest observations from which an error is told.
const FEWEST: usize = 4;
/// The length of a batch is this times the cube root of the number of observations: it grows, as correlations may reach
/// far, and so does the number of batches.
const LENGTH: f64 = 2.0;
/// Errors below this share of the largest deviation are those of rounding.
const ROUNDING: f64 = 1e-14;

/// The mean, and its standard error by overlapping batch means (Meketon and Schmeiser 1984): the spread of the means of all
/// batches of neighbours, which holds for correlated observations as well. None for fewer than four.
pub fn mean_and_error(observations: &[f64]) -> (f64, Option<f64>) {
    let count = observations.len() as f64;
    let deviations = Deviations::of(observations);
    if observations.len() < FEWEST || !deviations.mean.is_finite() {
        return (deviations.mean, None);
    }
    let (mean, observations) = (deviations.mean, &deviations.scaled);
    let length = ((LENGTH * count.cbrt()).ceil() as usize).min(observations.len() / 2);
    let size = length as f64;
    let mut sum: f64 = observations[..length].iter().sum();
    let mut squares = sum * sum;
    for (left, entered) in observations.iter().zip(&observations[length..]) {
        sum += entered - left;
        squares += sum * sum;
    }
    let batches = count - size + 1.0;
    // Unbiased for independent observations: a batch mean is compared with a mean that it is part of.
    let variance = squares / (size * size) / batches * size / (count - size);
    // Batches that are all alike of observations that are not say nothing of how the mean varies.
    let error = variance.sqrt();
    let is_known = error > ROUNDING || deviations.scale == 0.0;
    (mean, is_known.then_some(error * deviations.scale))
}

/// Observations about their mean, in a unit in which neither their sums nor their squares leave double precision.
struct Deviations {
    mean: f64,
    /// The unit of the deviations: the largest distance from the first observation.
    scale: f64,
    /// What is left of each observation without the mean, in that unit.
    scaled: Vec<f64>,
}

impl Deviations {
    /// Of equal observations the mean is their value, and no deviation is left by rounding.
    fn of(observations: &[f64]) -> Self {
        let first = observations.first().copied().unwrap_or(f64::NAN);
        let scale = observations.iter().map(|x| (x - first).abs()).fold(0.0, f64::max);
        if scale == 0.0 || !scale.is_finite() {
            let mean = observations.iter().sum::<f64>() / observations.len() as f64;
            let mean = if scale == 0.0 { first } else { mean };
            return Self { mean, scale, scaled: vec![0.0; observations.len()] };
        }
        let mut scaled: Vec<f64> = observations.iter().map(|x| (x - first) / scale).collect();
        let centre = scaled.iter().sum::<f64>() / scaled.len() as f64;
        scaled.iter_mut().for_each(|x| *x -= centre);
        Self { mean: first + scale * centre, scale, scaled }
    }
}

/// The standard error of the finite mean of two observations or more that are independent of each other; none where there are
/// fewer or it is infinite.
pub fn error_of_independent(observations: &[f64]) -> Option<f64> {
    let count = observations.len() as f64;
    let deviations = Deviations::of(observations);
    let squares: f64 = deviations.scaled.iter().map(|x| x * x).sum();
    (observations.len() > 1 && deviations.mean.is_finite())
        .then(|| (squares / (count - 1.0) / count).sqrt() * deviations.scale)
}

/// The share of ones among zeros and ones, and its standard error; none where all are equal as well: that is no sign of
/// certainty.
pub fn share_and_error(observations: &[f64]) -> (f64, Option<f64>) {
    let (share, error) = mean_and_error(observations);
    (share, error.filter(|_| share > 0.0 && share < 1.0))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::straggler::open_unit;

    /// Means of 300 exponential observations, each of which keeps a share of the one before: how often the true mean is within
    /// 1.96 standard errors.
    fn coverage(kept: f64) -> f64 {
        let mut stream = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut covered = 0;
        for _ in 0..1000 {
            let mut state = 1.0;
            let series: Vec<f64> = (0..300)
                .map(|_| {
                    state = kept * state + (1.0 - kept) * -open_unit(&mut stream).ln();
                    state
                })
                .collect();
            let (mean, error) = mean_and_error(&series);
            covered += usize::from((mean - 1.0).abs() <= 1.96 * error.unwrap());
        }
        covered as f64 / 1000.0
    }

    #[test]
    fn intervals_cover_the_mean_nearly_as_often_as_they_say() {
        assert!(coverage(0.0) > 0.92, "{}", coverage(0.0));
        assert!(coverage(0.4) > 0.90, "{}", coverage(0.4));
    }

    /// Units carry over: squares of 1e200 and of 1e-200 are no doubles.
    #[test]
    fn errors_are_those_of_any_unit() {
        let some: Vec<f64> = (0..50).map(|i| 1.0 + f64::from(i * 37 % 50)).collect();
        let (mean, error) = mean_and_error(&some);
        let independent = error_of_independent(&some).unwrap();
        for unit in [2f64.powi(-1000), 2f64.powi(1000)] {
            let scaled: Vec<f64> = some.iter().map(|x| x * unit).collect();
            assert_eq!(mean_and_error(&scaled), (mean * unit, error.map(|error| error * unit)));
            assert_eq!(error_of_independent(&scaled), Some(independent * unit));
        }
        let equal = [0.1; 30];
        assert_eq!(mean_and_error(&equal), (0.1, Some(0.0)));
        assert_eq!(error_of_independent(&equal), Some(0.0));
        assert_eq!(error_of_independent(&[1.0, f64::INFINITY]), None);
    }

    #[test]
    fn few_and_equal_observations_have_no_error_or_none_at_all() {
        assert_eq!(mean_and_error(&[1.0, 2.0, 3.0]), (2.0, None));
        assert_eq!(mean_and_error(&[2.0; 10]), (2.0, Some(0.0)));
        assert_eq!(mean_and_error(&[1.0, 1.0, 1.0, f64::INFINITY]).1, None);
        assert_eq!((share_and_error(&[1.0; 10]), share_and_error(&[0.0; 10])), ((1.0, None), (0.0, None)));
        assert_eq!(mean_and_error(&[1.0, 0.0, 1.0, 0.0]), (0.5, None), "every batch has one of each");
        let some = [0.0, 1.0, 1.0, 0.0, 1.0];
        assert_eq!(share_and_error(&some), mean_and_error(&some));
    }
}
