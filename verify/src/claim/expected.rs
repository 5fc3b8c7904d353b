//! Claims about the expected runtime, of a law or averaged over the rounds of a trace.
//!
//! Proved in `proofs/certificate/mean.v`: `selection_bound`.
//! Proved in `proofs/certificate/bounds.v`: `scenario_dual_bound`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::{Context, check_between, is_over_integers, show};
use crate::boundary::Boundary;
use crate::enclosure::Float;
use crate::expectation::Integral;
use crate::fields::Place;
use crate::instance::{Stragglers, loads, rising_loads};
use crate::law::CycleTime;
use crate::limits::MAX_COEFFICIENTS;
use crate::share_out::share_out;
use crate::trace::{Trace, common_denominator, scaled};
use crate::tree::{Cuts, Goal, read_forms};
use crate::verdict::{Judged, Refusal};

pub(super) fn value(claim: &Place, context: &Context) -> Judged<String> {
    claim.allow_only(&["claim", "partition", "low", "high", "quadrature"])?;
    let partition = context.partition(claim)?;
    let (low, high) = over_kappa(claim, context, &partition)?;
    let kappa = &context.instance.kappa;
    check_between(claim, &(low * kappa, high * kappa))
}

/// How large a proof is.
fn counted(leaves: usize) -> String {
    if leaves == 1 { "1 leaf".to_owned() } else { format!("{leaves} leaves") }
}

/// No partition has a smaller expected runtime than the bound.
pub(super) fn lower_bound(claim: &Place, context: &Context) -> Judged<String> {
    claim.allow_only(&["claim", "over", "bound", "proof"])?;
    let whole = is_over_integers(claim)?;
    let bound = claim.get("bound")?;
    let target = bound.number()? / &context.instance.kappa;
    let proof = claim.get("proof")?;
    if !whole && proof.get("tree")?.optional("form")?.is_some() {
        let reason = "a tree over forms skips real partitions: over reals it must be a single leaf";
        return Err(Refusal::rejected(&proof.pointer, reason));
    }
    let leaves = prove(&proof, context, &target)?;
    let kind = if whole { "integer partition" } else { "partition" };
    Ok(format!("no {kind} has an expected runtime below {}, {}", show(&bound), counted(leaves)))
}

/// No integer partition has an expected runtime below `1 - delta` times that of the one given.
pub(super) fn optimal(claim: &Place, context: &Context) -> Judged<String> {
    claim.allow_only(&["claim", "partition", "delta", "quadrature", "proof"])?;
    let partition = context.integer_partition(claim)?;
    let delta = claim.get("delta")?;
    let rest = BigRational::one() - delta.nonnegative()?;
    let (_, high) = over_kappa(claim, context, &partition)?;
    let leaves = prove(&claim.get("proof")?, context, &(high * rest))?;
    Ok(format!(
        "the partition is optimal among integers within a relative {}, {}",
        show(&delta),
        counted(leaves)
    ))
}

pub(super) fn over_kappa(
    claim: &Place,
    context: &Context,
    partition: &[BigRational],
) -> Judged<(BigRational, BigRational)> {
    match &context.instance.stragglers {
        Stragglers::Law(law) => {
            let place = claim.get("quadrature")?;
            integral(law.as_ref(), &loads(partition), context, claim, &place.pointer)?.value()
        }
        Stragglers::Trace(trace) => {
            if let Some(place) = claim.optional("quadrature")? {
                return Err(place.malformed("a trace needs no quadrature"));
            }
            let value = trace.mean(&loads(partition));
            Ok((value.clone(), value))
        }
    }
}

fn integral<'a>(
    law: &'a dyn CycleTime,
    loads: &'a [BigRational],
    context: &'a Context,
    place: &Place,
    pointer: &'a str,
) -> Judged<Integral<'a>> {
    let quadrature = context.quadrature(place)?;
    Ok(Integral { boundary: Boundary { law, loads, pointer }, quadrature, clock: context.clock })
}

/// Checks the tree of a proof against a target over `kappa`.
fn prove(proof: &Place, context: &Context, target: &BigRational) -> Judged<usize> {
    proof.allow_only(&["cuts", "forms", "tree"])?;
    let cuts = read_cuts(proof, context)?;
    let forms = read_forms(proof, context.instance.workers)?;
    let coordinates = &context.instance.coordinates;
    Goal { cuts: &cuts, forms: &forms, coordinates, target, clock: context.clock }.check(&proof.get("tree")?)
}

/// The cuts that a proof names, computed.
pub(super) fn read_cuts(proof: &Place, context: &Context) -> Judged<Cuts> {
    let place = proof.get("cuts")?;
    if place.length()? > MAX_COEFFICIENTS / context.instance.workers {
        return Err(Refusal::unverified(
            &place.pointer,
            format!("more than {MAX_COEFFICIENTS} coefficients of cuts"),
        ));
    }
    match &context.instance.stragglers {
        Stragglers::Law(law) => law_cuts(&place, law.as_ref(), context),
        Stragglers::Trace(trace) => trace_cuts(&place, trace, context),
    }
}

/// Digits that the largest coefficient of a cut keeps.
const CUT_DIGITS: i64 = 120;

fn law_cuts(place: &Place, law: &dyn CycleTime, context: &Context) -> Judged<Cuts> {
    let mut read: Vec<(Vec<BigRational>, Place)> = Vec::new();
    for cut in place.items()? {
        cut.allow_only(&["point", "quadrature"])?;
        read.push((rising_loads(&cut.get("point")?.vector(context.instance.workers)?), cut));
    }
    let integrals = read.iter().map(|(loads, cut)| integral(law, loads, context, cut, &cut.pointer));
    let integrals = integrals.collect::<Judged<Vec<Integral>>>()?;
    let cuts: Vec<Vec<Float>> =
        share_out(integrals.len(), context.clock.threads, |number| integrals[number].cut())?;
    let largest = cuts.iter().flatten().filter_map(|entry| entry.magnitude()).max().unwrap_or(0);
    // A fraction keeps the denominator positive where coefficients are huge.
    let digits = (CUT_DIGITS - largest).max(0);
    let rows = cuts.iter().map(|cut| cut.iter().map(|entry| entry.floor_scaled(digits)).collect()).collect();
    let digits = usize::try_from(digits).unwrap_or(0);
    Ok(Cuts { rows, denominator: BigInt::one() << digits })
}

fn trace_cuts(place: &Place, trace: &Trace, context: &Context) -> Judged<Cuts> {
    let workers = context.instance.workers;
    let mut cuts: Vec<Vec<BigRational>> = Vec::new();
    for cut in place.items()? {
        context.clock.check(&cut.pointer)?;
        let shares = match cut.optional("point")? {
            Some(point) => {
                cut.allow_only(&["point"])?;
                let levels = trace.last_levels(&rising_loads(&point.vector(workers)?));
                levels.into_iter().map(|level| vec![(level, BigRational::one())]).collect()
            }
            None => {
                cut.allow_only(&["levels"])?;
                read_shares(&cut.get("levels")?, trace.rounds.len(), workers)?
            }
        };
        cuts.push(trace.cut(&shares));
    }
    let denominator = common_denominator(cuts.iter().flatten()).map_err(|reason| place.malformed(reason))?;
    Ok(Cuts { rows: cuts.iter().map(|cut| scaled(cut, &denominator)).collect(), denominator })
}

/// How a round counts: levels and their weights, which sum to one.
type Shares = Vec<(usize, BigRational)>;

fn read_shares(place: &Place, rounds: usize, workers: usize) -> Judged<Vec<Shares>> {
    if place.length()? != rounds {
        return Err(place.malformed(format!("must hold {rounds} entries, one a round")));
    }
    let one_round = |round: Place| {
        if round.length().is_err() {
            return Ok(vec![(round.count(0, workers - 1)?, BigRational::one())]);
        }
        let mut shares = Vec::new();
        for pair in round.items()? {
            let parts: Vec<Place> = pair.items()?.collect();
            let [level, weight] = &parts[..] else {
                return Err(pair.malformed("must be a pair: a level and its weight"));
            };
            shares.push((level.count(0, workers - 1)?, weight.nonnegative()?));
        }
        let sum: BigRational = shares.iter().map(|(_, weight)| weight).sum();
        if sum.is_one() {
            Ok(shares)
        } else {
            Err(Refusal::rejected(&round.pointer, "the weights must sum to one"))
        }
    };
    place.items()?.map(one_round).collect()
}

impl Trace {
    fn scale(&self) -> BigRational {
        BigRational::from_integer(&self.denominator * BigInt::from(self.rounds.len()))
    }

    /// The average over rounds of `max_n T_(N-n) W_n`.
    fn mean(&self, loads: &[BigRational]) -> BigRational {
        let sum: BigRational = self.rounds.iter().map(|times| last(times, loads).1).sum();
        sum / self.scale()
    }

    /// The level that finishes last in each round, the lowest of equals.
    fn last_levels(&self, loads: &[BigRational]) -> Vec<usize> {
        self.rounds.iter().map(|times| last(times, loads).0).collect()
    }

    /// For each round any convex combination of levels is a lower bound of the maximum: the coefficient of
    /// `x_i` is `(i+1)` times the average of `weight * T_(N-n)` over `n >= i`.
    fn cut(&self, shares: &[Shares]) -> Vec<BigRational> {
        let mut levels = vec![BigRational::zero(); self.rounds[0].len()];
        for (times, shares) in self.rounds.iter().zip(shares) {
            for (level, weight) in shares {
                levels[*level] += weight * &times[*level];
            }
        }
        let (mut sum, scale) = (BigRational::zero(), self.scale());
        let mut cut: Vec<BigRational> = Vec::with_capacity(levels.len());
        for (i, level) in levels.iter().enumerate().rev() {
            sum += level;
            cut.push(&sum * BigInt::from(i + 1) / &scale);
        }
        cut.reverse();
        cut
    }
}

fn last(times: &[BigInt], loads: &[BigRational]) -> (usize, BigRational) {
    let products = times.iter().zip(loads).map(|(time, load)| load * time);
    let mut best = (0, BigRational::zero());
    for (level, product) in products.enumerate() {
        if product > best.1 {
            best = (level, product);
        }
    }
    best
}
