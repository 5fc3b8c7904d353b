//! Times of several loads: a cycle time that does not vary, and a law of the overheads before it.
//!
//! A worker that takes `a + c w` for the load `w` has the overhead `t - c w`, whatever its load: for each `c` the overheads of
//! all loads are one sample, and the likeliest `c` is that of the likeliest law of such a sample.
//!
//! Where the files have equally many rounds, these are taken as the same: what a worker took in a round is then seen at every
//! load and counts once, in errors, in samples and in what is asked of independence. If they are others after all, that
//! holds as well: times of other rounds are as little alike as those of other workers.

mod errors;
mod spread;
mod times;
mod within;

use super::error::FitError;
use super::families::chosen;
use super::family::Family;
use super::load::{Load, Loads};
use super::repeated::{Repeated, rank_correlation};
use super::run::{Fits, Settings, check_different, check_units, check_workers, fit, fit_rounds};
use crate::numeric::median::median;
use crate::straggler::{PairRemedy, Trace, TraceError};
use crate::threads;
use crate::wording::number;
use times::{NARROW, Times, WIDE, distances, mean};

/// Fits a constant cycle time and laws of the overhead to the times of several loads.
///
/// Loads with equally many rounds are taken to be of the same ones, in the order of their names where long tables name them, unless
/// rows were left out of some. The cycle time is then the mean slope of a worker's times in a round, if overheads are alike enough
/// for that; otherwise it is the likeliest one of the likeliest law. The [`Fits`] are those of the overheads that it leaves, and
/// their Akaike criteria count it as a parameter.
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
    let mut files: Vec<(f64, Trace)> = files.to_vec();
    files.sort_by(|a, b| a.0.total_cmp(&b.0));
    check(&files)?;
    let same_rounds = align(&mut files)?;
    let files: Vec<&(f64, Trace)> = files.iter().collect();
    check_workers(files.iter().map(|(_, trace)| trace))?;
    check_units(files.iter().map(|(_, trace)| trace))?;
    check_different(files.iter().map(|(_, trace)| trace))?;
    let families = chosen(&settings.laws)?;
    let times = Times::of(&files)?;
    let slope = times.slope()?;
    // The ranks of overheads within a load are those of its times, whatever the cycle time.
    let correlation = if same_rounds { rank_correlation(&times.loads, times.workers) } else { None };
    let within = within::slope(&times, correlation);
    let (likeliest, cycle_time) = match within {
        Some((cycle_time, _)) => (None, cycle_time),
        None => {
            let (family, cycle_time) = likeliest(&times, slope, &families, settings)?;
            (Some(family), cycle_time)
        }
    };
    let traces = times.overheads(cycle_time)?;
    let mut fits = match same_rounds {
        true => fit_rounds(&traces, &means(&traces), Repeated::of(files.len(), correlation), settings)?,
        false => fit(&traces, settings)?,
    };
    fits.medians = Vec::new();
    fits.origins = files.iter().map(|(_, trace)| trace.origin().clone()).collect();
    fits.traces = files.iter().map(|(_, trace)| trace.path().to_owned()).collect();
    let mut standard_error = within.and_then(|found| found.1);
    for fitted in &mut fits.fits {
        let Ok(estimate) = &mut fitted.estimate else { continue };
        estimate.aic += 2.0;
        let Some(of) = families.iter().find(|family| family.name == fitted.law) else { continue };
        if likeliest.is_some_and(|family| family.name == of.name) {
            standard_error = errors::joint(&times, same_rounds, of, estimate, cycle_time);
            continue;
        }
        estimate.notes.push(if within.is_some() { AS_IT_IS } else { LIKELIEST }.to_owned());
        if same_rounds {
            errors::known(&times, of, estimate, cycle_time);
        }
    }
    let (spread, p_value) = spread::spread(&times, same_rounds, settings.seed);
    let loads = files.iter().zip(&times.loads).map(|((load, trace), times)| Load {
        load: *load,
        trace: trace.path().to_owned(),
        median: median(times),
        deviation: mean(&distances(times)),
    });
    fits.loads = Some(Loads {
        cycle_time,
        standard_error,
        is_at_limit: times.is_at_limit(cycle_time),
        is_within_rounds: within.is_some(),
        slope,
        loads: loads.collect(),
        same_rounds,
        correlation,
        spread,
        p_value,
    });
    Ok(fits)
}

/// The mean overhead of every worker and round over loads of the same shape.
fn means(overheads: &[Trace]) -> Vec<Vec<f64>> {
    let Some((first, others)) = overheads.split_first() else { return Vec::new() };
    let mut sums = first.rows().to_vec();
    for other in others {
        let cells = sums.iter_mut().flatten().zip(other.rows().iter().flatten());
        cells.for_each(|(sum, overhead)| *sum += overhead);
    }
    sums.iter_mut().flatten().for_each(|sum| *sum /= overheads.len() as f64);
    sums
}

const LIKELIEST: &str =
    "errors are those for the cycle time as it is, which is the likeliest of the best law";
const AS_IT_IS: &str = "errors are those for the cycle time as it is";

/// The likeliest law of the overheads with its cycle time.
fn likeliest(
    times: &Times,
    slope: f64,
    families: &[&'static Family],
    settings: &Settings,
) -> Result<(&'static Family, f64), FitError> {
    let thin = times.thinned();
    let start = slope.min(times.at_most());
    let profiles = threads::on(settings.threads, || {
        threads::map(families.len(), |k| thin.likeliest(families[k], start, WIDE))
    })?;
    let fitted = families.iter().zip(profiles).filter_map(|(family, found)| {
        let (cycle_time, value) = found?;
        Some((*family, cycle_time, 2.0 * (family.free as f64 - value)))
    });
    let Some((family, near, _)) = fitted.min_by(|a, b| a.2.total_cmp(&b.2)) else {
        return Err(FitError::loads(
            "no law fits what any cycle time leaves of the times: fit the loads one by one".to_owned(),
        ));
    };
    let cycle_time = match thin.count() < times.count() {
        true => times.likeliest(family, near, NARROW).map_or(near, |found| found.0),
        false => near,
    };
    Ok((family, cycle_time))
}

/// Whether the rounds are taken to be the same: there are as many of each, none was left out of a file, and tables that name them
/// name the same ones, in whose order they are then put where every time has its round beside it.
///
/// # Errors
/// When tables with a row a round have the same workers or rounds in different orders, or some rounds in common alone.
fn align(files: &mut [(f64, Trace)]) -> Result<bool, FitError> {
    let Some(((_, first), others)) = files.split_first_mut() else { return Ok(false) };
    let count = first.rows().len();
    if first.dropped() > 0
        || others.iter().any(|(_, other)| other.rows().len() != count || other.dropped() > 0)
    {
        return Ok(false);
    }
    let ordered: Result<Vec<Trace>, _> =
        others.iter().map(|(_, other)| other.clone().in_order_of(first)).collect();
    let ordered = match ordered {
        Ok(ordered) => ordered,
        Err(TraceError::Unpaired {
            remedy: PairRemedy::Same | PairRemedy::Rounds { are_others: true, .. },
            ..
        }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    others.iter_mut().zip(ordered).for_each(|((_, other), ordered)| *other = ordered);
    Ok(true)
}

/// That there are loads, and that they differ.
fn check(files: &[(f64, Trace)]) -> Result<(), FitError> {
    if let Some((load, _)) = files.iter().find(|(load, _)| !(load.is_finite() && *load >= 0.0)) {
        return Err(FitError::loads(format!(
            "{} is none: it must be a finite number of cycles >= 0",
            number(*load)
        )));
    }
    if files.first().map(|file| file.0) == files.last().map(|file| file.0) {
        return Err(FitError::loads(
            "two that differ tell overhead and cycle time apart: measure another load".to_owned(),
        ));
    }
    Ok(())
}
