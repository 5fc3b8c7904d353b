//! Measured times as the likelihood sees them: sorted, the least one apart, those that never came censored.

use super::error::FitError;
use crate::numeric::median::median_of_sorted;
use crate::straggler::Trace;

/// Digits after the point from which on times are taken as exact.
const MOST_DECIMALS: usize = 12;

/// Cycle times as independent observations of one law.
///
/// ```
/// use bcgc::fit::Sample;
///
/// let sample = Sample::new(vec![0.25, 0.5, f64::INFINITY, 1.75])?;
/// assert_eq!((sample.times(), sample.censored()), (&[0.25, 0.5, 1.75][..], 1));
/// assert_eq!(sample.resolution(), 0.01);
/// # Ok::<(), bcgc::fit::FitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    times: Vec<f64>,
    /// How many are equal to the least.
    ties: usize,
    censored: usize,
    limit: f64,
    resolution: f64,
}

impl Sample {
    /// A sample of times in any order; infinity is a worker that never returned, of which only is known that it took
    /// longer than the largest finite time (a right-censored observation).
    ///
    /// # Errors
    /// When a time is not above zero, or fewer than two finite times differ.
    pub fn new(times: Vec<f64>) -> Result<Self, FitError> {
        let is_time = |t: f64| t > 0.0;
        if let Some(at) = times.iter().position(|&t| !is_time(t)) {
            return Err(FitError::Time { position: at + 1, value: times[at] });
        }
        let count = times.len();
        let mut finite: Vec<f64> = times.into_iter().filter(|t| t.is_finite()).collect();
        let resolution = resolution(&finite);
        finite.sort_unstable_by(f64::total_cmp);
        let limit = finite.last().copied().unwrap_or(0.0);
        let censored = count - finite.len();
        Self::sorted(finite, censored, limit, resolution)
    }

    /// All times of traces.
    ///
    /// # Errors
    /// As of [`Self::new`].
    pub fn of(traces: &[Trace]) -> Result<Self, FitError> {
        Self::new(traces.iter().flat_map(Trace::rows).flatten().copied().collect())
    }

    /// A sample as this one would be if `draw` gave its times: as many, as exact, and censored at the same time where
    /// this one is censored at all. None where too few differ.
    pub(super) fn redrawn(&self, mut draw: impl FnMut() -> f64) -> Option<Self> {
        let limit = if self.censored > 0 { self.limit } else { f64::MAX };
        let rounded = |t: f64| match self.resolution {
            0.0 => t,
            unit => ((t / unit).round() * unit).max(unit),
        };
        let mut times: Vec<f64> = (0..self.count()).map(|_| rounded(draw())).collect();
        times.retain(|t| *t <= limit);
        times.sort_unstable_by(f64::total_cmp);
        let censored = self.count() - times.len();
        let limit = if self.censored > 0 { self.limit } else { *times.last()? };
        Self::sorted(times, censored, limit, self.resolution).ok()
    }

    fn sorted(times: Vec<f64>, censored: usize, limit: f64, resolution: f64) -> Result<Self, FitError> {
        let ties = times.first().map_or(0, |least| times.partition_point(|t| t <= least));
        if ties == times.len() {
            let (count, finite) = (times.len() + censored, times.len());
            return Err(FitError::NoSpread { count, finite, distinct: finite.min(1) });
        }
        Ok(Self { times, ties, censored, limit, resolution })
    }

    /// The finite times, ascending; at least two of them differ.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// How many workers never returned.
    pub fn censored(&self) -> usize {
        self.censored
    }

    /// The unit of the last decimal place that the times have in common, 0 where they are exact to twelve or more.
    pub fn resolution(&self) -> f64 {
        self.resolution
    }

    /// Number of observations, those that never returned included.
    pub fn count(&self) -> usize {
        self.times.len() + self.censored
    }

    /// Number of finite times that differ, up to `most`.
    pub(super) fn distinct(&self, most: usize) -> usize {
        let steps = self.times.windows(2).filter(|pair| pair[0] < pair[1]);
        1 + steps.take(most.saturating_sub(1)).count()
    }

    /// The time that the censored ones exceed.
    pub(super) fn limit(&self) -> f64 {
        self.limit
    }

    /// The least time.
    pub(super) fn least(&self) -> f64 {
        self.times[0]
    }

    /// How many have the least time.
    pub(super) fn ties(&self) -> usize {
        self.ties
    }

    /// The times above the least one, ascending, at least one.
    pub(super) fn above(&self) -> &[f64] {
        &self.times[self.ties..]
    }

    /// From the least time to the next: an interval never narrower than the rounding of the data.
    pub(super) fn spacing(&self) -> f64 {
        self.above()[0] - self.least()
    }

    /// The largest finite time.
    pub(super) fn largest(&self) -> f64 {
        self.times[self.times.len() - 1]
    }

    /// The median of the finite times.
    pub fn median(&self) -> f64 {
        median_of_sorted(&self.times)
    }
}

/// The unit of the last decimal place that any of the times has.
fn resolution(times: &[f64]) -> f64 {
    let mut decimals = 0;
    for time in times {
        let text = time.to_string();
        decimals = decimals.max(text.split_once('.').map_or(0, |(_, fraction)| fraction.len()));
        if decimals > MOST_DECIMALS {
            return 0.0;
        }
    }
    // Read, as a power that is computed may be a last place off.
    format!("1e-{decimals}").parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_time_stands_apart_and_missing_ones_are_counted() {
        let sample = Sample::new(vec![3.0, 1.5, f64::INFINITY, 1.5, 2.25]).unwrap();
        assert_eq!((sample.least(), sample.ties(), sample.above()), (1.5, 2, &[2.25, 3.0][..]));
        assert_eq!((sample.spacing(), sample.limit(), sample.count()), (0.75, 3.0, 5));
        assert_eq!((sample.distinct(9), sample.distinct(2), sample.median()), (3, 2, 1.875));
        assert_eq!(
            (sample.resolution(), Sample::new(vec![0.1, 1.0 / 3.0]).unwrap().resolution()),
            (0.01, 0.0)
        );
        let again = sample.redrawn(|| 7.0);
        assert_eq!(again, None, "all censored");
        let mut time = 1.0;
        let again = sample
            .redrawn(|| {
                time += 0.52;
                time
            })
            .unwrap();
        assert_eq!((again.times(), again.censored(), again.limit()), (&[1.52, 2.04, 2.56][..], 2, 3.0));
    }

    #[test]
    fn what_is_no_sample_is_refused() {
        for (times, part) in [
            (vec![], "0 of 0 are finite"),
            (vec![1.0], "1 of 1 are finite and no two of them differ"),
            (vec![2.0; 9], "9 of 9"),
            (vec![f64::INFINITY; 3], "0 of 3"),
            (vec![1.0, 0.0], "number 2 is 0;"),
            (vec![1.0, -2.0, 3.0], "number 2 is -2;"),
            (vec![f64::NAN, 3.0], "number 1 is NaN"),
        ] {
            let error = Sample::new(times).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
