//! Times of several loads: a cycle time that does not vary, and a law of the overheads before it.
//!
//! A worker that takes `a + c w` for the load `w` has the overhead `t - c w`, whatever its load: for each `c` the overheads of
//! all loads are one sample, and the likeliest `c` is that of the likeliest law of such a sample.

use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::dependence::{ranks, standard};
use super::error::FitError;
use super::estimate::Estimate;
use super::families::chosen;
use super::family::Family;
use super::information::standard_errors;
use super::likelihood::log_likelihood;
use super::load::{Load, Loads};
use super::maximise::between;
use super::run::{Fits, Settings, check_different, check_workers, fit};
use super::sample::Sample;
use crate::numeric::shuffle::shuffle;
use crate::straggler::Trace;
use crate::threads;

/// Fits a constant cycle time and laws of the overhead to the times of several loads, of the same rounds or of others.
///
/// The cycle time is the likeliest one of the likeliest law, and the [`Fits`] are those of the overheads that it leaves. Their
/// Akaike criteria count it as a parameter.
///
/// ```
/// use bcgc::Trace;
/// use bcgc::fit::{Settings, fit_loads};
///
/// let overheads = [0.31, 0.38, 0.47, 0.6, 0.85, 0.35, 0.43, 0.55, 0.72, 0.33];
/// let at = |load: f64| Trace::new(overheads.chunks(5).map(|row| row.iter().map(|a| a + 2.0 * load).collect()).collect());
/// let fits = fit_loads(&[(0.0, at(0.0)?), (1.0, at(1.0)?)], &Settings::default().with_bootstrap(0))?;
/// let loads = fits.loads.expect("several loads");
/// assert!((loads.cycle_time - 2.0).abs() < 0.05);
/// # Ok::<(), bcgc::fit::FitError>(())
/// ```
///
/// # Errors
/// As of [`fit`], for fewer than two loads that differ, and where times do not rise with them.
pub fn fit_loads(files: &[(f64, Trace)], settings: &Settings) -> Result<Fits, FitError> {
    let mut files: Vec<&(f64, Trace)> = files.iter().collect();
    files.sort_by(|a, b| a.0.total_cmp(&b.0));
    check(&files)?;
    check_workers(files.iter().map(|(_, trace)| trace))?;
    check_different(files.iter().map(|(_, trace)| trace))?;
    let families = chosen(&settings.laws)?;
    let times = Times::of(&files)?;
    let (thin, slope) = (times.thinned(), times.slope()?);
    let start = slope.min((1.0 - 1e-6) * times.largest());
    let profiles = threads::on(settings.threads, || {
        threads::map(families.len(), |k| thin.likeliest(families[k], start, WIDE))
    })?;
    let fitted = families.iter().zip(profiles).filter_map(|(family, found)| {
        let (cycle_time, value) = found?;
        Some((*family, cycle_time, 2.0 * (family.free as f64 - value)))
    });
    let best = fitted.min_by(|a, b| a.2.total_cmp(&b.2));
    let Some((family, near, _)) = best else {
        return Err(refused(
            "no law fits what any cycle time leaves of the times: fit the loads one by one".to_owned(),
        ));
    };
    let cycle_time = match thin.count() < times.count() {
        true => times.likeliest(family, near, NARROW).map_or(near, |found| found.0),
        false => near,
    };
    let traces = times.overheads(cycle_time)?;
    let mut fits = fit(&traces, settings)?;
    fits.origins = files.iter().map(|(_, trace)| trace.origin().clone()).collect();
    fits.traces = files.iter().map(|(_, trace)| trace.path().to_owned()).collect();
    let mut standard_error = None;
    for fitted in &mut fits.fits {
        let Ok(estimate) = &mut fitted.estimate else { continue };
        estimate.aic += 2.0;
        if fitted.law == family.name {
            standard_error = times.joint_errors(family, estimate, cycle_time);
        } else {
            estimate.notes.push(KNOWN.to_owned());
        }
    }
    let (spread, p_value) = times.spread(settings.seed);
    let loads = files.iter().zip(&times.loads).map(|((load, trace), times)| Load {
        load: *load,
        trace: trace.path().to_owned(),
        median: median(times),
        deviation: mean(&distances(times)),
    });
    fits.loads = Some(Loads { cycle_time, standard_error, slope, loads: loads.collect(), spread, p_value });
    Ok(fits)
}

const KNOWN: &str = "errors are those for the cycle time as it is, which is the likeliest of the best law";

/// That there are loads, and that they differ.
fn check(files: &[&(f64, Trace)]) -> Result<(), FitError> {
    if let Some((load, _)) = files.iter().find(|(load, _)| !(load.is_finite() && *load >= 0.0)) {
        return Err(refused(format!("{load:?} is none: it must be a finite number of cycles >= 0")));
    }
    if files.first().map(|file| file.0) == files.last().map(|file| file.0) {
        return Err(refused(
            "two that differ tell overhead and cycle time apart: measure another load".to_owned(),
        ));
    }
    Ok(())
}

fn refused(problem: String) -> FitError {
    FitError::Loads { problem }
}

/// How far from a start the cycle time is looked for, as a share of it, and at how many points.
type Range = (f64, usize);
/// Where only the medians are known, and where a part of the times has been fitted.
const WIDE: Range = (0.5, 21);
const NARROW: Range = (0.05, 5);
/// Precision of the cycle time, as a share of the range.
const PRECISION: f64 = 1e-4;
/// Times that are enough to choose a law and to come near its cycle time.
const MANY: usize = 2000;
/// Permutations of the distances from the median, and the number of distances beyond which there are a tenth of them.
const PERMUTATIONS: usize = 999;
const FEW: usize = 20_000;

/// The times of every load, in the order of the rounds.
struct Times {
    works: Vec<f64>,
    workers: usize,
    loads: Vec<Vec<f64>>,
}

impl Times {
    fn of(files: &[&(f64, Trace)]) -> Result<Self, FitError> {
        let workers = files.first().map_or(0, |(_, trace)| trace.rows().first().map_or(0, Vec::len));
        let loads: Vec<Vec<f64>> =
            files.iter().map(|(_, trace)| trace.rows().iter().flatten().copied().collect()).collect();
        if let Some(k) = loads.iter().position(|times| !times.iter().any(|t| t.is_finite())) {
            let problem = format!("of {:?} no time is finite: leave it out", files[k].0);
            return Err(refused(problem));
        }
        Ok(Self { works: files.iter().map(|file| file.0).collect(), workers, loads })
    }

    fn count(&self) -> usize {
        self.loads.iter().map(Vec::len).sum()
    }

    /// Quantiles of every load in place of its times, where these are many.
    fn thinned(&self) -> Self {
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
    fn largest(&self) -> f64 {
        let of = |(work, times): (&f64, &Vec<f64>)| times.iter().fold(f64::INFINITY, |a, &b| a.min(b)) / work;
        self.works
            .iter()
            .zip(&self.loads)
            .filter(|(work, _)| **work > 0.0)
            .map(of)
            .fold(f64::INFINITY, f64::min)
    }

    /// The slope of the medians in the load, by least squares.
    fn slope(&self) -> Result<f64, FitError> {
        let medians: Vec<f64> = self.loads.iter().map(|times| median(times)).collect();
        let (work, time) = (mean(&self.works), mean(&medians));
        let rise: f64 = self.works.iter().zip(&medians).map(|(w, m)| (w - work) * (m - time)).sum();
        let slope = rise / self.works.iter().map(|w| (w - work).powi(2)).sum::<f64>();
        if slope > 0.0 {
            return Ok(slope);
        }
        let points = self.works.iter().zip(&medians).map(|(w, m)| format!("{m:?} at load {w:?}"));
        let points = points.collect::<Vec<_>>().join(", ");
        Err(refused(format!(
            "the medians do not rise with them: {points}; are they in the order of the traces?"
        )))
    }

    /// The overheads that a cycle time leaves.
    fn sample(&self, cycle_time: f64) -> Option<Sample> {
        let of = |(work, times): (&f64, &Vec<f64>)| {
            times.iter().map(|t| t - cycle_time * work).collect::<Vec<_>>()
        };
        Sample::new(self.works.iter().zip(&self.loads).flat_map(of).collect()).ok()
    }

    /// The likeliest cycle time near a start with the log-likelihood of a family.
    fn likeliest(&self, family: &Family, start: f64, (share, looks): Range) -> Option<(f64, f64)> {
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

    /// The overheads that a cycle time leaves, as traces.
    fn overheads(&self, cycle_time: f64) -> Result<Vec<Trace>, FitError> {
        let of = |(work, times): (&f64, &Vec<f64>)| {
            let rows = times.chunks(self.workers.max(1));
            Trace::of_overheads(rows.map(|row| row.iter().map(|t| t - cycle_time * work).collect()).collect())
        };
        Ok(self.works.iter().zip(&self.loads).map(of).collect::<Result<_, _>>()?)
    }

    /// The standard error of the cycle time, and those of the law beside it; none where it moves the infimum of a law of which
    /// the least overhead is one.
    fn joint_errors(&self, family: &Family, estimate: &mut Estimate, cycle_time: f64) -> Option<f64> {
        let at: Vec<f64> = estimate.parameters.iter().map(|p| p.value).chain([cycle_time]).collect();
        let last = at.len() - 1;
        let of = |x: &[f64]| {
            let Ok(law) = (family.law)(&x[..last]) else { return f64::NEG_INFINITY };
            let Some(sample) = self.sample(x[last]) else { return f64::NEG_INFINITY };
            log_likelihood(&sample, law.cycle_time().as_ref())
        };
        let free: Vec<usize> =
            (0..last).filter(|&i| estimate.parameters[i].standard_error.is_some()).collect();
        let is_regular = free.len() == last;
        let found: Option<Vec<f64>> = match *free {
            _ if !is_regular => None,
            [a, b] => whole(standard_errors(&at, [a, b, last], of)),
            [a, b, c] => whole(standard_errors(&at, [a, b, c, last], of)),
            _ => None,
        };
        let Some(found) = found else {
            estimate.notes.push(
                "the likelihood is not regular in the cycle time and all parameters: it has no error, and the others are \
                 those for the cycle time as it is"
                    .to_owned(),
            );
            return None;
        };
        estimate.parameters.iter_mut().zip(&found).for_each(|(p, error)| p.standard_error = Some(*error));
        found.last().copied()
    }

    /// Whether times spread alike at every load: the rank correlation of load and distance from the median, and its p-value.
    fn spread(&self, seed: u64) -> (Option<f64>, Option<f64>) {
        let distances: Vec<f64> = self.loads.iter().flat_map(|times| distances(times)).collect();
        let works: Vec<f64> = self
            .works
            .iter()
            .zip(&self.loads)
            .flat_map(|(work, times)| times.iter().filter(|t| t.is_finite()).map(|_| *work))
            .collect();
        let (works, distances) = (standard(&ranks(&works).0), standard(&ranks(&distances).0));
        let count = works.len() as f64;
        let correlation =
            |order: &[usize]| order.iter().zip(&works).map(|(&k, w)| distances[k] * w).sum::<f64>() / count;
        let mut order: Vec<usize> = (0..works.len()).collect();
        let found = correlation(&order);
        if !found.is_finite() {
            return (None, None);
        }
        let permutations = if works.len() > FEW { PERMUTATIONS / 10 } else { PERMUTATIONS };
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut as_far = 1;
        for _ in 0..permutations {
            shuffle(&mut order, &mut rng);
            as_far += usize::from(correlation(&order).abs() >= found.abs() * (1.0 - 1e-9));
        }
        (Some(found), Some(as_far as f64 / (permutations + 1) as f64))
    }
}

/// All of them or none.
fn whole<const D: usize>(errors: [Option<f64>; D]) -> Option<Vec<f64>> {
    errors.into_iter().collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The median, of those that never returned as well.
fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// How far the finite times are from the median.
fn distances(times: &[f64]) -> Vec<f64> {
    let finite: Vec<f64> = times.iter().copied().filter(|t| t.is_finite()).collect();
    let median = median(&finite);
    finite.iter().map(|t| (t - median).abs()).collect()
}
