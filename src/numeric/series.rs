//! Means of observations in the order in which they were made, which may resemble their neighbours.

/// Fewest observations from which an error is told.
const FEWEST: usize = 4;
/// The length of a batch is this times the cube root of the number of observations: it grows, as correlations may reach
/// far, and so does the number of batches.
const LENGTH: f64 = 2.0;

/// The mean, and its standard error by overlapping batch means (Meketon and Schmeiser 1984): the spread of the means of all
/// batches of neighbours, which holds for correlated observations as well. None for fewer than four.
pub fn mean_and_error(observations: &[f64]) -> (f64, Option<f64>) {
    let count = observations.len() as f64;
    let mean = observations.iter().sum::<f64>() / count;
    if observations.len() < FEWEST || !mean.is_finite() {
        return (mean, None);
    }
    let length = ((LENGTH * count.cbrt()).ceil() as usize).min(observations.len() / 2);
    let size = length as f64;
    let mut sum: f64 = observations[..length].iter().map(|x| x - mean).sum();
    let mut squares = sum * sum;
    for (left, entered) in observations.iter().zip(&observations[length..]) {
        sum += entered - left;
        squares += sum * sum;
    }
    let batches = count - size + 1.0;
    // Unbiased for independent observations: a batch mean is compared with a mean that it is part of.
    let variance = squares / (size * size) / batches * size / (count - size);
    (mean, Some(variance.sqrt()))
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

    #[test]
    fn few_and_equal_observations_have_no_error_or_none_at_all() {
        assert_eq!(mean_and_error(&[1.0, 2.0, 3.0]), (2.0, None));
        assert_eq!(mean_and_error(&[2.0; 10]), (2.0, Some(0.0)));
        assert_eq!(mean_and_error(&[1.0, 1.0, 1.0, f64::INFINITY]).1, None);
        assert_eq!((share_and_error(&[1.0; 10]), share_and_error(&[0.0; 10])), ((1.0, None), (0.0, None)));
        let some = [0.0, 1.0, 1.0, 0.0, 1.0];
        assert_eq!(share_and_error(&some), mean_and_error(&some));
    }
}
