//! What the rounds of a trace leave open of the values of a report, and what its partitions are worth in rounds that they
//! were not optimised for.

use std::ops::Range;

use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::numeric::series::{mean_and_error, share_and_error};
use crate::options::Split;
use crate::partition::Partition;
use crate::problem::any_evaluator::{AnyEvaluator, runtimes};
use crate::report::rows::Report;
use crate::report::sampled::{Difference, Sampled};

/// What counts in a round: its runtime, infinite where it never ends, or whether it meets the deadline. None without a
/// partition.
type Counts = Option<Vec<f64>>;

/// What counts in each round of an instance for every row of a report; none where there are no rounds.
///
/// # Errors
/// When runtimes leave double precision.
pub fn counts(instance: &Instance, report: &Report) -> Result<Option<Vec<Counts>>, Error> {
    if instance.traces().next().is_none() {
        return Ok(None);
    }
    let evaluator = match instance.objective {
        Objective::ExpectedRuntime => None,
        Objective::CompletionProbability { .. } => Some(AnyEvaluator::new(instance)?),
    };
    let of = |partition: Option<&Partition>| -> Result<Option<Counts>, Error> {
        let Some(partition) = partition else { return Ok(Some(None)) };
        let counts = match &evaluator {
            None => runtimes(instance, partition)?,
            Some(evaluator) => evaluator.any().met(partition).map(|met| shares(&met)),
        };
        Ok(counts.map(Some))
    };
    report.rows().iter().map(|row| of(row.solution.partition.as_ref())).collect()
}

/// Ones and zeros.
pub fn shares(met: &[bool]) -> Vec<f64> {
    met.iter().map(|is_met| f64::from(u8::from(*is_met))).collect()
}

/// Says of every row of a report on rounds what they leave open of its value.
///
/// # Errors
/// When runtimes leave double precision.
pub fn remark(report: &mut Report) -> Result<(), Error> {
    if let Some(counts) = counts(report.instance(), report)? {
        let sampled = sampled(&counts, report.is_minimum());
        report.sample(sampled);
    }
    Ok(())
}

/// The means of what counts, with their standard errors and their paired differences from the best of them.
pub fn sampled(counts: &[Counts], is_minimum: bool) -> Vec<Option<Sampled>> {
    let mean_of = if is_minimum { mean_and_error } else { share_and_error };
    let means: Vec<Option<(f64, Option<f64>)>> =
        counts.iter().map(|counts| counts.as_deref().map(mean_of)).collect();
    let sign = if is_minimum { 1.0 } else { -1.0 };
    let known = |i: &usize| means[*i].is_some();
    let cost = |i: usize| means[i].map_or(f64::INFINITY, |(mean, _)| sign * mean);
    let best = (0..means.len()).filter(known).min_by(|&i, &j| cost(i).total_cmp(&cost(j)));
    let row = |i: usize| {
        let (value, standard_error) = means[i]?;
        let (own, other) = (counts[i].as_ref()?, counts[best?].as_ref()?);
        let differences: Vec<f64> = own.iter().zip(other).map(|(a, b)| a - b).collect();
        let (difference, error) = mean_and_error(&differences);
        // Where all rounds agree, as far as one of them may tell.
        let agreed = difference.abs() / differences.len() as f64;
        let error = error.map(|error| if !is_minimum && error == 0.0 { agreed } else { error });
        let is_other = Some(i) != best;
        let difference = is_other
            .then_some(())
            .and(error)
            .map(|standard_error| Difference { value: difference, standard_error });
        Some(Sampled { value, standard_error, difference, is_best: !is_other, rounds: own.len() })
    };
    (0..counts.len()).map(row).collect()
}

/// The rounds of an instance that are held out in turn: the last ones, or each of some parts.
///
/// # Errors
/// When there are no rounds, or not enough.
pub fn parts(instance: &Instance, split: Split) -> Result<Vec<Range<usize>>, Error> {
    let rounds = instance.traces().next().map(|trace| trace.rows().len());
    let (key, value) = match split {
        Split::Holdout(share) => ("--holdout", share.to_string()),
        Split::Folds(folds) => ("--folds", folds.to_string()),
    };
    let refused = |allowed: String| Error::OutOfRange { key: key.to_owned(), value, allowed };
    let Some(rounds) = rounds else {
        return Err(refused(
            "the rounds of a trace can be held out; a law or a constant has none".to_owned(),
        ));
    };
    if rounds < 2 {
        return Err(refused("the trace has one round: of two or more some can be held out".to_owned()));
    }
    let parts: Vec<Range<usize>> = match split {
        Split::Holdout(share) if share > 0.0 && share < 1.0 => {
            let held = (share * rounds as f64).round() as usize;
            std::iter::once(rounds - held..rounds).collect()
        }
        Split::Holdout(_) => return Err(refused("must be above 0 and below 1".to_owned())),
        Split::Folds(folds) if folds >= 2 && folds <= rounds => {
            (0..folds).map(|i| i * rounds / folds..(i + 1) * rounds / folds).collect()
        }
        Split::Folds(_) => return Err(refused(format!("must be from 2 to the {rounds} rounds"))),
    };
    match parts.iter().all(|part| !part.is_empty() && part.len() < rounds) {
        true => Ok(parts),
        false => Err(refused(format!("it leaves none of the {rounds} rounds to optimise or to evaluate"))),
    }
}
