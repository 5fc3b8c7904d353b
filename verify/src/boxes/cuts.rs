//! Cuts: tangents of `ln Pr` as a function of the `b_n = ln F(c_n)`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::DIGITS;
use crate::enclosure::functions::ln;
use crate::enclosure::recursion::Recursion;
use crate::enclosure::{Float, Interval, Round};
use crate::fields::Place;
use crate::limits::{Clock, MAX_COEFFICIENTS};
use crate::verdict::{Judged, Refusal};

/// `ln Pr <= constant + sum_n slopes_n b_n` for all `0 >= b_0 >= b_1 >= ...`, in units of `2^-DIGITS`.
#[derive(Debug)]
pub(super) struct Cut {
    pub constant: BigInt,
    /// Nonnegative.
    pub slopes: Vec<BigInt>,
}

pub(super) fn read(place: &Place, workers: usize, clock: &Clock) -> Judged<Vec<Cut>> {
    if place.length()?.saturating_mul(workers) > MAX_COEFFICIENTS {
        let reason = format!("more than {MAX_COEFFICIENTS} coefficients of cuts");
        return Err(Refusal::unverified(&place.pointer, reason));
    }
    let mut recursion = Recursion::new(workers);
    let one = |cut: Place| {
        clock.check(&cut.pointer)?;
        cut.allow_only(&["survivals"])?;
        tangent(&cut.get("survivals")?, workers, &mut recursion)
    };
    place.items()?.map(one).collect()
}

/// The tangent where level `n` is late with probability `S_n`. With `F_n = 1 - S_n`, `g_n = F_n D_n / Pr` and
/// `b <= 0`, `ln Pr + sum g_n (b_n - ln F_n)` is not above `ln Pr^ - sum g_n^ ln F_n + sum g_n_ b_n`.
fn tangent(place: &Place, workers: usize, recursion: &mut Recursion) -> Judged<Cut> {
    let survivals = place.vector(workers)?;
    let one = BigRational::one();
    let rises = survivals.windows(2).all(|pair| pair[0] <= pair[1]);
    let inside = survivals.iter().all(|s| !s.is_negative() && *s < one);
    if !rises || !inside {
        return Err(place.malformed("must hold probabilities below one that do not fall"));
    }
    let next = survivals.iter().skip(1).chain([&one]);
    let slices: Vec<BigRational> = next.zip(&survivals).map(|(next, own)| next - own).collect();
    let out = || Refusal::unverified(&place.pointer, "the probability at the point cannot be enclosed");
    let mut side = |round: Round| {
        let slices: Vec<Float> = slices.iter().map(|slice| Float::of(slice, round)).collect();
        let value = recursion.probability(&slices, round).ok()?;
        Some((value, recursion.derivatives(round).ok()?))
    };
    let (low, high) = (side(Round::Down).ok_or_else(out)?, side(Round::Up).ok_or_else(out)?);
    let value = Interval { low: low.0, high: high.0 };
    if value.low.is_zero() {
        return Err(out());
    }
    let top = value.high.min(Float::integer(1)).to_rational(Round::Up);
    let mut constant = ln(&top).ok_or_else(out)?.high;
    let mut slopes = Vec::with_capacity(workers);
    for (n, survival) in survivals.iter().enumerate() {
        let cdf = &one - survival;
        let derivative = Interval { low: low.1[n], high: high.1[n] };
        let slope = Interval::of(&cdf).mul(derivative).div(value).ok_or_else(out)?;
        let fixed = |slope: Float| slope.floor_scaled(i64::from(DIGITS));
        let log = ln(&cdf).ok_or_else(out)?.low;
        constant += ((-log * (fixed(slope.high) + 1)) >> DIGITS) + 1;
        slopes.push(fixed(slope.low));
    }
    Ok(Cut { constant, slopes })
}
