//! The natural logarithm, enclosed.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::argument::{ARGUMENT, Argument};
use super::fixed::wide;

/// Digits beyond those of an argument inside of the series.
const SPARE: u32 = 20;
/// Digits of all that is added up.
const DIGITS: u32 = ARGUMENT + SPARE;
/// Logarithms begin from those of multiples of 2^-9.
const STEP: u32 = 9;
/// Digits behind the point of the numbers in [0, 1] inside of the short series.
const UNIT: u32 = 127;
/// Terms of the short series beyond the first: its variable is below 2^-18, so that what is left out is below 2^-162.
const TERMS: usize = 9;
/// `1/(2k + 1)` from `k = 1` on, rounded down.
const RECIPROCALS: [u128; TERMS] = {
    let mut table = [0; TERMS];
    let mut k = 0;
    while k < TERMS {
        table[k] = (1 << UNIT) / (2 * k as u128 + 3);
        k += 1;
    }
    table
};

/// `ln 2` rounded down: the sum of `1/(k 2^k)`.
pub(super) fn ln_two() -> &'static BigInt {
    static VALUE: OnceLock<BigInt> = OnceLock::new();
    VALUE.get_or_init(|| {
        let spare = 40;
        let digits = ARGUMENT + spare;
        let sum: BigInt = (1..=digits).map(|k| (BigInt::one() << (digits - k)) / k).sum();
        sum >> spare
    })
}

/// The natural logarithm; `None` unless the number is positive.
pub(crate) fn ln(value: &BigRational) -> Option<Argument> {
    ln_of(value.numer(), value.denom())
}

/// That of a fraction, reduced or not; `None` unless both of its numbers are positive.
pub(crate) fn ln_of(numerator: &BigInt, denominator: &BigInt) -> Option<Argument> {
    if !numerator.is_positive() || !denominator.is_positive() {
        return None;
    }
    let bits = |x: &BigInt| i64::try_from(x.bits()).unwrap_or(i64::MAX / 4);
    let power = bits(numerator) - bits(denominator);
    let (mut above, mut below) = (numerator.clone(), denominator.clone());
    let amount = usize::try_from(power.unsigned_abs()).unwrap_or(usize::MAX);
    if power >= 0 {
        below <<= amount
    } else {
        above <<= amount
    }
    // The quotient is in (1/2, 2), and next to a multiple of 2^-STEP, from whose logarithm the rest is not far.
    let near = nearest(&above, &below)?;
    above <<= STEP;
    below *= near;
    let rest = twice_artanh(&(&above - &below), &(&above + &below))?;
    // The long series is wrong by less than 2^-170, the short one by less than 700 units.
    let middle = ((logarithm_of(near) + rest) >> SPARE) + ln_two() * power;
    let slack = BigInt::from(power.unsigned_abs() + 1000);
    Some(Argument { low: &middle - &slack, high: middle + slack })
}

/// The multiple of 2^-9 that is about a quotient of numbers with equally many bits.
fn nearest(above: &BigInt, below: &BigInt) -> Option<u32> {
    // Leading digits will do: what it is not nearest to, the series refuses.
    let drop = below.bits().saturating_sub(40);
    let (above, below) = ((above >> drop).to_u64()?, (below >> drop).to_u64()?);
    u32::try_from(((above << (STEP + 1)) / below + 1) >> 1).ok()
}

/// `ln (n/2^9)` in units of 2^-180, found once.
fn logarithm_of(n: u32) -> BigInt {
    const KNOWN: usize = (1 << (STEP + 1)) + 1;
    static TABLE: [OnceLock<BigInt>; KNOWN] = [const { OnceLock::new() }; KNOWN];
    let find = || long_series(&BigInt::from(n), &(BigInt::one() << STEP));
    TABLE.get(n as usize).map_or_else(find, |entry| entry.get_or_init(find).clone())
}

/// `ln (above/below)` in units of 2^-180 for a quotient in [1/2, 2], from `ln m = 2 artanh((m - 1)/(m + 1))`.
fn long_series(above: &BigInt, below: &BigInt) -> BigInt {
    let t = ((above - below) << DIGITS) / (above + below);
    let square = (&t * &t) >> DIGITS;
    let (mut sum, mut term, mut k) = (BigInt::zero(), t.abs(), 1_u32);
    // Fewer than 90 terms, each rounded by less than two units.
    while !term.is_zero() {
        sum += &term / k;
        term = (&term * &square) >> DIGITS;
        k += 2;
    }
    if t.is_negative() { -(sum << 1u32) } else { sum << 1u32 }
}

/// `2 artanh(above/below)` in units of 2^-180, for a quotient `t` within 2^-9: `2 t (1 + r)` with `r = v/3 + v^2/5 + ...`
/// for `v = t^2`. `None` for others.
fn twice_artanh(above: &BigInt, below: &BigInt) -> Option<BigInt> {
    let t: BigInt = (above << DIGITS) / below;
    if t.bits() > u64::from(DIGITS - STEP) {
        return None;
    }
    // v 2^18 and the sum (from the last term on) in units of 2^-127, all rounded down: the variable by less than two units,
    // and, as a sum takes 2^-18 of the one behind it, each sum by less than three.
    let v = ((&t * &t) >> (2 * (DIGITS - STEP) - UNIT)).to_u128()?;
    let mut sum = 0;
    for reciprocal in RECIPROCALS.iter().rev() {
        sum = reciprocal + (product(v, sum) >> (2 * STEP));
    }
    // r in units of 2^-145, by less than five too small: 2 t r misses less than 2^-150.
    let r = BigInt::from(product(v, sum));
    Some((&t << 1u32) + ((t * r) >> (UNIT + 2 * STEP - 1)))
}

/// The product of two numbers in units of 2^-127, rounded down.
fn product(a: u128, b: u128) -> u128 {
    let (high, low) = wide(a, b);
    (high << (128 - UNIT)) | (low >> UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithm_from_the_table_is_that_of_the_long_series() {
        let (mut state, mut next) = (1_u64, 0_u64);
        for _ in 0..3000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (above, below) =
                (BigInt::from(state) + (BigInt::one() << 64), BigInt::from(next) + (BigInt::one() << 64));
            next = state.rotate_left(29);
            let known = long_series(&above, &below) >> SPARE;
            let found = ln_of(&above, &below).unwrap();
            assert!(found.low <= known && known <= found.high, "{above}/{below}");
            assert!(&found.high - &found.low <= BigInt::from(2002));
            // The fraction need not be reduced.
            let scaled = ln_of(&(&above * 15), &(&below * 15)).unwrap();
            assert!(scaled.low <= known && known <= scaled.high);
        }
    }

    #[test]
    fn ends_of_the_table_and_one_are_reached() {
        let one = ln_of(&BigInt::from(7), &BigInt::from(7)).unwrap();
        assert!(one.low <= BigInt::zero() && one.high >= BigInt::zero());
        for (above, below) in [(1023_i64, 512_i64), (513, 1024), (1, 3), (1 << 40, 1), (1, 1 << 40), (3, 2)] {
            let found = ln_of(&above.into(), &below.into()).unwrap();
            let back = ln_of(&below.into(), &above.into()).unwrap();
            assert!(&found.low + &back.low <= BigInt::zero() && found.high + back.high >= BigInt::zero());
        }
        assert!(ln_of(&BigInt::zero(), &BigInt::one()).is_none());
    }
}
