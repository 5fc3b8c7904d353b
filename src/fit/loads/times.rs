//! The times of several loads, and the overheads that a cycle time leaves of them.

use crate::fit::error::FitError;
use crate::fit::family::Family;
use crate::fit::likelihood::log_likelihood;
use crate::fit::maximise::between;
use crate::fit::sample::Sample;
use crate::numeric::median::median;
use crate::straggler::Trace;
use crate::wording::number;

/// How far from a start the cycle time is looked for, as a share of it, and at how many points.
pub type Range = (f64, usize);
/// Where only the medians are known, and where a part of the times has been fitted.
pub const WIDE: Range = (0.5, 21);
pub const NARROW: Range = (0.05, 5);
/// Precision of the cycle time, as a share of the range.
const PRECISION: f64 = 1e-4;
/// Times that are enough to choose a law and to come near its cycle time.
const MANY: usize = 2000;
/// How near the largest cycle time that leaves overheads above zero is taken as that one, as a share of it.
const NEAR_LIMIT: f64 = 1e-6;

/// The times of every load, in the order of the rounds.
pub struct Times {
    pub works: Vec<f64>,
    pub workers: usize,
    pub loads: Vec<Vec<f64>>,
}

impl Times {
    pub fn of(files: &[&(f64, Trace)]) -> Result<Self, FitError> {
        let workers = files.first().map_or(0, |(_, trace)| trace.rows().first().map_or(0, Vec::len));
        let loads: Vec<Vec<f64>> =
            files.iter().map(|(_, trace)| trace.rows().iter().flatten().copied().collect()).collect();
        if let Some(k) = loads.iter().position(|times| !times.iter().any(|t| t.is_finite())) {
            let problem = format!("of the load {} no time is finite: leave it out", number(files[k].0));
            return Err(FitError::loads(problem));
        }
        Ok(Self { works: files.iter().map(|file| file.0).collect(), workers, loads })
    }

    pub fn count(&self) -> usize {
        self.loads.iter().map(Vec::len).sum()
    }

    /// Quantiles of every load in place of its times, where these are many.
    pub fn thinned(&self) -> Self {
        let most = MANY / self.loads.len().max(1);
        let thin = |times: &Vec<f64>| {
            let mut sorted = times.clone();
            sorted.sort_by(f64::total_cmp);
            let count = sorted.len().min(most);
            (0..count).map(|k| sorted[(2 * k + 1) * sorted.len() / (2 * count)]).collect()
        };
        Self {
            works: self.works.clone(),
            workers: self.workers,
            loads: self.loads.iter().map(thin).collect(),
        }
    }

    /// The largest cycle time that leaves every overhead above zero.
    pub fn largest(&self) -> f64 {
        let of = |(work, times): (&f64, &Vec<f64>)| times.iter().fold(f64::INFINITY, |a, &b| a.min(b)) / work;
        self.works
            .iter()
            .zip(&self.loads)
            .filter(|(work, _)| **work > 0.0)
            .map(of)
            .fold(f64::INFINITY, f64::min)
    }

    /// The largest one that is taken.
    pub fn at_most(&self) -> f64 {
        (1.0 - NEAR_LIMIT) * self.largest()
    }

    /// Whether a cycle time is as large as the least time lets it be.
    pub fn is_at_limit(&self, cycle_time: f64) -> bool {
        cycle_time >= self.at_most()
    }

    /// The medians of the loads.
    pub fn medians(&self) -> Vec<f64> {
        self.loads.iter().map(|times| median(times)).collect()
    }

    /// The slope of the medians in the load, by least squares.
    pub fn slope(&self) -> Result<f64, FitError> {
        let medians = self.medians();
        let (work, time) = (mean(&self.works), mean(&medians));
        let rise: f64 = self.works.iter().zip(&medians).map(|(w, m)| (w - work) * (m - time)).sum();
        let slope = rise / self.works.iter().map(|w| (w - work).powi(2)).sum::<f64>();
        if slope > 0.0 {
            return Ok(slope);
        }
        let points = self
            .works
            .iter()
            .zip(&medians)
            .map(|(w, m)| format!("{} at load {}", number(rounded(*m)), number(*w)));
        let points = points.collect::<Vec<_>>().join(", ");
        Err(FitError::loads(format!(
            "the medians do not rise with them: {points}; are they in the order of the traces?"
        )))
    }

    /// The overheads that a cycle time leaves.
    pub fn sample(&self, cycle_time: f64) -> Option<Sample> {
        Sample::new(self.left(cycle_time).flatten().collect()).ok()
    }

    /// The same of every load.
    pub fn left(&self, cycle_time: f64) -> impl Iterator<Item = Vec<f64>> {
        let of = move |(work, times): (&f64, &Vec<f64>)| {
            times.iter().map(|t| t - cycle_time * work).collect::<Vec<_>>()
        };
        self.works.iter().zip(&self.loads).map(of)
    }

    /// The same as traces.
    pub fn overheads(&self, cycle_time: f64) -> Result<Vec<Trace>, FitError> {
        let of = |times: Vec<f64>| {
            Trace::of_overheads(times.chunks(self.workers.max(1)).map(<[f64]>::to_vec).collect())
        };
        Ok(self.left(cycle_time).map(of).collect::<Result<_, _>>()?)
    }

    /// The likeliest cycle time near a start with the log-likelihood of a family.
    pub fn likeliest(&self, family: &Family, start: f64, (share, looks): Range) -> Option<(f64, f64)> {
        let of = |cycle_time: f64| {
            let value = self.sample(cycle_time).and_then(|sample| {
                let law = (family.law)(&(family.maximise)(&sample).ok()?).ok()?;
                Some(log_likelihood(&sample, law.cycle_time().as_ref()))
            });
            value.filter(|value| value.is_finite()).unwrap_or(f64::NEG_INFINITY)
        };
        let (low, high) = (start * (1.0 - share), (start * (1.0 + share)).min((1.0 - 1e-9) * self.largest()));
        let step = (high - low) / (looks - 1) as f64;
        let seen: Vec<(f64, f64)> =
            (0..looks).map(|k| low + step * k as f64).chain([start]).map(|c| (c, of(c))).collect();
        let best =
            seen.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|best| best.1.is_finite())?;
        let ends = ((best.0 - step).max(low), (best.0 + step).min(high));
        Some(between(ends, best, PRECISION * step, of))
    }
}

/// The mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// How far the finite times are from the median.
pub fn distances(times: &[f64]) -> Vec<f64> {
    let finite: Vec<f64> = times.iter().copied().filter(|t| t.is_finite()).collect();
    let median = median(&finite);
    finite.iter().map(|t| (t - median).abs()).collect()
}

/// A number to six digits, as messages have it.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
