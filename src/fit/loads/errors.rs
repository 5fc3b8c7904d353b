//! Standard errors beside a cycle time that was fitted too, also where the loads are of the same rounds.

use super::times::Times;
use crate::fit::estimate::Estimate;
use crate::fit::family::Family;
use crate::fit::information::{clustered_errors, standard_errors};
use crate::fit::likelihood::{contribution, regular_contribution};
use crate::fit::sample::Sample;
use crate::straggler::CycleTime;

const IRREGULAR: &str = "the cycle time has no error beside this law, of which a parameter has none; errors are those for the cycle \
                         time as it is";

/// The standard error of the cycle time, and those of the law beside it; none where it moves the infimum of a law of which the
/// least overhead is one.
pub fn joint(
    times: &Times,
    same_rounds: bool,
    family: &Family,
    estimate: &mut Estimate,
    cycle_time: f64,
) -> Option<f64> {
    let at: Vec<f64> = estimate.parameters.iter().map(|p| p.value).chain([cycle_time]).collect();
    let last = at.len() - 1;
    let is_regular = estimate.parameters.iter().all(|p| p.standard_error.is_some());
    let found = is_regular.then(|| {
        let all: Vec<usize> = (0..=last).collect();
        // Which overhead is the least one changes with the cycle time; a law that is regular does without telling it apart.
        let each = |x: &[f64]| contributions(times, family, (&x[..last], x[last]), regular_contribution);
        match same_rounds {
            true => clustered(&at, &all, |x| cells(&each(x)?)),
            false => independent(&at, &all, |x| {
                each(x).map_or(f64::NEG_INFINITY, |each| each.iter().flatten().sum())
            }),
        }
    });
    let Some(found) = found.and_then(|errors| errors.into_iter().collect::<Option<Vec<f64>>>()) else {
        estimate.notes.push(IRREGULAR.to_owned());
        if same_rounds {
            known(times, family, estimate, cycle_time);
        }
        return None;
    };
    estimate.parameters.iter_mut().zip(&found).for_each(|(p, error)| p.standard_error = Some(*error));
    found.last().copied()
}

/// The standard errors of a law for the cycle time as it is, where the loads are of the same rounds: those of the parameters that
/// have one.
pub fn known(times: &Times, family: &Family, estimate: &mut Estimate, cycle_time: f64) {
    let at: Vec<f64> = estimate.parameters.iter().map(|p| p.value).collect();
    let has_error = |i: &usize| estimate.parameters[*i].standard_error.is_some();
    let is_free = |i: &usize| family.implied.as_ref().is_none_or(|implied| implied.position != *i);
    let free: Vec<usize> = (0..at.len()).filter(has_error).filter(is_free).collect();
    let found = clustered(&at, &free, |x| {
        let mut x = x.to_vec();
        if let Some(implied) = &family.implied {
            x[implied.position] = (implied.value)(x[implied.of]);
        }
        cells(&contributions(times, family, (&x, cycle_time), contribution)?)
    });
    free.iter().zip(found).for_each(|(&i, error)| estimate.parameters[i].standard_error = error);
    if let Some(implied) = &family.implied {
        estimate.parameters[implied.position].standard_error = estimate.parameters[implied.of].standard_error;
    }
}

/// What every time adds to the log-likelihood, load by load; nothing where the law excludes one.
fn contributions(
    times: &Times,
    family: &Family,
    (parameters, cycle_time): (&[f64], f64),
    of: fn(&Sample, &dyn CycleTime, f64) -> f64,
) -> Option<Vec<Vec<f64>>> {
    let law = (family.law)(parameters).ok()?;
    let (law, sample) = (law.cycle_time(), times.sample(cycle_time)?);
    if law.infimum() > sample.least() {
        return None;
    }
    let each =
        times.left(cycle_time).map(|left| left.iter().map(|t| of(&sample, law.as_ref(), *t)).collect());
    let each: Vec<Vec<f64>> = each.collect();
    each.iter().flatten().all(|x| x.is_finite()).then_some(each)
}

/// Their sum of each worker and round, over all loads.
fn cells(each: &[Vec<f64>]) -> Option<Vec<f64>> {
    let mut sums = each.first()?.clone();
    for load in &each[1..] {
        sums.iter_mut().zip(load).for_each(|(sum, of)| *sum += of);
    }
    Some(sums)
}

/// [`standard_errors`] of as many positions as there are.
fn independent(at: &[f64], positions: &[usize], of: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
    match *positions {
        [a, b, c] => standard_errors(at, [a, b, c], of).to_vec(),
        [a, b, c, d] => standard_errors(at, [a, b, c, d], of).to_vec(),
        _ => vec![None; positions.len()],
    }
}

/// [`clustered_errors`] of as many positions as there are.
fn clustered(at: &[f64], positions: &[usize], of: impl Fn(&[f64]) -> Option<Vec<f64>>) -> Vec<Option<f64>> {
    match *positions {
        [a] => clustered_errors(at, [a], of).to_vec(),
        [a, b] => clustered_errors(at, [a, b], of).to_vec(),
        [a, b, c] => clustered_errors(at, [a, b, c], of).to_vec(),
        [a, b, c, d] => clustered_errors(at, [a, b, c, d], of).to_vec(),
        _ => vec![None; positions.len()],
    }
}
