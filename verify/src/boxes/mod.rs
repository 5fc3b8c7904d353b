//! Upper bounds of the completion probability of a law by boxes of loads, where `ln Pr` need not be concave in
//! the blocks.
//!
//! For every i.i.d. law `ln Pr` is concave and nondecreasing in the `ln F(c_n)`, so a tangent there is a cut
//! ([`cuts`]). A tree divides the loads ([`region`]) and the values of integer forms; a leaf adds up cuts,
//! subtracts slopes times loads, and is bounded level by level ([`peak`]) and over the blocks ([`tree`]).
//!
//! Proved in `proofs/certificate/weak_duality.v`: `proof_tree_sound`.

mod cuts;
mod levels;
mod peak;
mod region;
mod tree;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Signed;

use crate::enclosure::functions::ln;
use crate::fields::Place;
use crate::law::CycleTime;
use crate::limits::{Clock, MAX_LAW_WORKERS};
use crate::verdict::{Judged, Refusal};

/// What a proof by boxes is about.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub law: &'a dyn CycleTime,
    /// The deadline over `kappa`.
    pub deadline: &'a BigRational,
    pub workers: usize,
    pub coordinates: &'a BigRational,
    /// Whether the partitions are those into integers.
    pub whole: bool,
    pub bound: &'a BigRational,
    pub clock: &'a Clock,
}

/// Accepts the proof that no partition has a completion probability above the bound.
pub(crate) fn check(proof: &Place, subject: &Subject) -> Judged<()> {
    proof.allow_only(&["cuts", "forms", "tree"])?;
    if subject.workers > MAX_LAW_WORKERS {
        let reason = format!("laws are evaluated for up to {MAX_LAW_WORKERS} workers only");
        return Err(Refusal::unverified(&proof.pointer, reason));
    }
    let target = match ln(subject.bound) {
        Some(target) if subject.bound.is_positive() => target.low,
        _ => {
            return Err(Refusal::rejected(
                &proof.pointer,
                "boxes prove no bound of a probability that is not positive",
            ));
        }
    };
    let cuts = cuts::read(&proof.get("cuts")?, subject.workers, subject.clock)?;
    let forms = crate::tree::read_forms(proof, subject.workers)?;
    if !subject.whole && !forms.is_empty() {
        return Err(proof.get("forms")?.malformed("forms divide integer partitions only"));
    }
    tree::check(&proof.get("tree")?, subject, &cuts, &forms, &target)
}

/// Binary digits behind the point of heights: logarithms, slopes, multipliers and weights.
const DIGITS: u32 = crate::enclosure::functions::ARGUMENT;

/// A hint in units of `2^-DIGITS`, rounded down: what is meant is the rounded number.
fn fixed(value: &BigRational) -> BigInt {
    (value.numer() << DIGITS).div_floor(value.denom())
}
