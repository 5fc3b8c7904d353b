//! Bounds of the expected runtime over integers: of a trace from the measured times on, where its cuts have
//! points; else over the cuts that this judge computed.

use std::fmt::Write as _;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::{counted, line};
use crate::claim::Context;
use crate::claim::bound::{Bound, Tree};
use crate::fields::Place;
use crate::instance::{Stragglers, rising_loads};
use crate::trace::{Trace, common_denominator, scaled};
use crate::verdict::Judged;

/// Everything is scaled by this power of two: the verified checker takes a bound above `target - 1` for one of at
/// least `target`, as its numbers are integers, and shall not be the more generous of the two by that.
const SCALE: usize = 64;

pub(super) fn text(claim: &Place, context: &Context, bound: &Bound) -> Judged<Option<String>> {
    let proof = claim.get("proof")?;
    if let Stragglers::Trace(trace) = &context.instance.stragglers
        && let Some(points) = points(&proof, bound.workers)?
    {
        return of_trace(claim, trace, bound, &points);
    }
    // These words hold no partition: what is wrong with it, they cannot say.
    if claim.optional("partition")?.is_some() && context.integer_partition(claim).is_err() {
        return Ok(None);
    }
    Ok(of_cuts(bound))
}

fn of_cuts(bound: &Bound) -> Option<String> {
    let unit = BigInt::one() << SCALE;
    let rows: Vec<Vec<BigInt>> =
        bound.cuts.rows.iter().map(|row| row.iter().map(|entry| entry * &unit).collect()).collect();
    let one = &bound.cuts.denominator * unit;
    let target = (&bound.target * &one).ceil().to_integer();
    let tree = tree(&bound.tree, &one)?;
    let (workers, coordinates) = (bound.workers, &bound.coordinates);
    let (rows, forms) = (counted(&rows), counted(&bound.forms));
    Some(format!("cuts\n{workers} {coordinates}\n{target}\n{rows}{forms}{tree}"))
}

fn of_trace(claim: &Place, trace: &Trace, bound: &Bound, points: &[Vec<BigInt>]) -> Judged<Option<String>> {
    let unit = BigInt::one() << SCALE;
    let rounds: Vec<Vec<BigInt>> =
        trace.rounds.iter().map(|times| times.iter().map(|time| time * &unit).collect()).collect();
    // The checker sums over rounds.
    let one = &trace.denominator * BigInt::from(rounds.len()) * unit;
    let target = (&bound.target * &one).ceil().to_integer();
    let Some(partition) = partition(claim, bound)? else { return Ok(None) };
    let Some(tree) = tree(&bound.tree, &one) else { return Ok(None) };
    let (workers, coordinates) = (bound.workers, &bound.coordinates);
    let (rounds, points, forms) = (counted(&rounds), counted(points), counted(&bound.forms));
    let best = line(&partition);
    Ok(Some(format!("trace\n{workers} {coordinates}\n{rounds}{best}{target}\n{points}{forms}{tree}")))
}

/// The partition whose cost is printed. A bound is of none: any will do.
fn partition(claim: &Place, bound: &Bound) -> Judged<Option<Vec<BigInt>>> {
    let Some(place) = claim.optional("partition")? else {
        let mut all_at_the_first = vec![BigInt::ZERO; bound.workers];
        all_at_the_first[0].clone_from(&bound.coordinates);
        return Ok(Some(all_at_the_first));
    };
    let blocks = place.vector(bound.workers)?;
    let is_whole = blocks.iter().all(BigRational::is_integer);
    Ok(is_whole.then(|| blocks.iter().map(BigRational::to_integer).collect()))
}

/// Points whose loads are those of the hints, raised as section 4 says, times a common factor: only their
/// proportions matter. `None` where a cut has levels instead.
fn points(proof: &Place, workers: usize) -> Judged<Option<Vec<Vec<BigInt>>>> {
    let mut points = Vec::new();
    for cut in proof.get("cuts")?.items()? {
        let Some(point) = cut.optional("point")? else { return Ok(None) };
        let mut before = BigRational::zero();
        let mut blocks = Vec::with_capacity(workers);
        for (load, size) in rising_loads(&point.vector(workers)?).into_iter().zip(1_i64..) {
            blocks.push((&load - before) / BigInt::from(size));
            before = load;
        }
        let common = common_denominator(blocks.iter()).map_err(|reason| point.malformed(reason))?;
        points.push(scaled(&blocks, &common));
    }
    Ok(Some(points))
}

/// The tree, with multipliers of cuts that count `one` for one; `None` where the numbers of a leaf have too large a
/// common denominator.
fn tree(tree: &Tree, one: &BigInt) -> Option<String> {
    let mut text = String::new();
    write(tree, one, &mut text)?;
    Some(text)
}

fn write(tree: &Tree, one: &BigInt, text: &mut String) -> Option<()> {
    match tree {
        Tree::Node { form, low, below, between, above } => {
            writeln!(text, "node {form} {low}").ok()?;
            write(below, one, text)?;
            writeln!(text, "{}", between.len()).ok()?;
            for child in between {
                write(child, one, text)?;
            }
            write(above, one, text)
        }
        Tree::Leaf { cuts, multipliers } => {
            let weights: Vec<BigRational> = cuts.iter().map(|(_, weight)| weight.clone()).collect();
            let common = common_denominator(weights.iter().chain(multipliers)).ok()?;
            write!(text, "leaf {}", cuts.len()).ok()?;
            for ((cut, _), weight) in cuts.iter().zip(scaled(&weights, &common)) {
                write!(text, " {cut} {weight}").ok()?;
            }
            write!(text, " {}", multipliers.len()).ok()?;
            // The words count from the leaf up.
            for nu in scaled(multipliers, &common).iter().rev() {
                write!(text, " {}", nu * one).ok()?;
            }
            writeln!(text).ok()
        }
    }
}
