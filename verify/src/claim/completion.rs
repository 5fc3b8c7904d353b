//! Claims about the completion probability, of a law or as the share of a trace's rounds.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{Context, check_between, is_over_integers, show};
use crate::boxes;
use crate::completion::Completion;
use crate::enclosure::Round;
use crate::fields::Place;
use crate::instance::{Stragglers, loads};
use crate::rounds::Rounds;
use crate::verdict::{Judged, Refusal};

pub(super) fn value(claim: &Place, context: &Context, deadline: &BigRational) -> Judged<String> {
    claim.allow_only(&["claim", "partition", "low", "high"])?;
    let partition = context.partition(claim)?;
    check_between(claim, &probability(claim, context, deadline, &partition)?)
}

/// No partition has a larger completion probability than the bound.
pub(super) fn upper_bound(claim: &Place, context: &Context, deadline: &BigRational) -> Judged<String> {
    claim.allow_only(&["claim", "over", "bound", "proof"])?;
    let whole = is_over_integers(claim)?;
    let bound = claim.get("bound")?;
    prove(&claim.get("proof")?, context, deadline, whole, &bound.number()?)?;
    let kind = if whole { "integer partition" } else { "partition" };
    Ok(format!("no {kind} has a completion probability above {}", show(&bound)))
}

/// No integer partition has a completion probability above that of the one given plus `delta`.
pub(super) fn optimal(claim: &Place, context: &Context, deadline: &BigRational) -> Judged<String> {
    claim.allow_only(&["claim", "partition", "delta", "proof"])?;
    let partition = context.integer_partition(claim)?;
    let delta = claim.get("delta")?;
    let (low, _) = probability(claim, context, deadline, &partition)?;
    prove(&claim.get("proof")?, context, deadline, true, &(low + delta.nonnegative()?))?;
    Ok(format!("the partition is optimal among integers within {}", show(&delta)))
}

fn probability(
    claim: &Place,
    context: &Context,
    deadline: &BigRational,
    partition: &[BigRational],
) -> Judged<(BigRational, BigRational)> {
    let deadline = deadline / &context.instance.kappa;
    let loads = loads(partition);
    match &context.instance.stragglers {
        Stragglers::Law(law) => {
            let completion = Completion { law: law.as_ref(), deadline: &deadline, pointer: &claim.pointer };
            let value = completion.value(&loads)?;
            Ok((value.low.to_rational(Round::Down), value.high.to_rational(Round::Up)))
        }
        Stragglers::Trace(trace) => {
            let limit = &deadline * &trace.denominator;
            let is_met =
                |times: &&Vec<BigInt>| times.iter().zip(&loads).all(|(time, load)| load * time <= limit);
            let met = trace.rounds.iter().filter(is_met).count();
            let share = BigRational::new(met.into(), trace.rounds.len().into());
            Ok((share.clone(), share))
        }
    }
}

fn prove(
    proof: &Place,
    context: &Context,
    deadline: &BigRational,
    whole: bool,
    bound: &BigRational,
) -> Judged<()> {
    let deadline = deadline / &context.instance.kappa;
    let coordinates = &context.instance.coordinates;
    match &context.instance.stragglers {
        Stragglers::Law(law) => {
            let Some(tangent) = proof.optional("tangent")? else {
                let workers = context.instance.workers;
                let (law, clock) = (law.as_ref(), context.clock);
                let deadline = &deadline;
                return boxes::check(
                    proof,
                    &boxes::Subject { law, deadline, workers, coordinates, whole, bound, clock },
                );
            };
            proof.allow_only(&["tangent"])?;
            let point = tangent.vector(context.instance.workers)?;
            let completion = Completion { law: law.as_ref(), deadline: &deadline, pointer: &tangent.pointer };
            let proved = completion.tangent_bound(&point, coordinates)?;
            if proved <= *bound {
                return Ok(());
            }
            let reason = format!(
                "the tangent proves no more than {} above the claim",
                crate::show::brief(&(proved - bound))
            );
            Err(Refusal::rejected(&tangent.pointer, reason))
        }
        Stragglers::Trace(trace) => {
            proof.allow_only(&["rounds"])?;
            if *bound < BigRational::zero() {
                return Err(Refusal::rejected(&proof.pointer, "a share of rounds is not below zero"));
            }
            Rounds { trace, deadline: &deadline, coordinates, whole, bound, clock: context.clock }
                .check(&proof.get("rounds")?)
        }
    }
}
