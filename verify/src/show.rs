//! Numbers in messages: never part of a claim.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// About four digits of a number, such as `1.235e-10`.
pub(crate) fn brief(value: &BigRational) -> String {
    if value.is_zero() {
        return "0".to_owned();
    }
    let sign = if value.is_negative() { "-" } else { "" };
    let value = value.abs();
    // The power of ten from the lengths in bits, then corrected.
    let bits = |x: &BigInt| i64::try_from(x.bits()).unwrap_or(i64::MAX / 4);
    let mut power = (bits(value.numer()) - bits(value.denom())) * 30103 / 100_000;
    let ten = BigRational::from_integer(BigInt::from(10));
    let scaled = |power: i64| {
        let exponent = u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX).min(1_000_000);
        let scale = BigRational::from_integer(BigInt::from(10).pow(exponent));
        if power >= 0 { &value / scale } else { &value * scale }
    };
    while scaled(power) >= ten {
        power += 1;
    }
    while scaled(power) < BigRational::from_integer(BigInt::from(1)) {
        power -= 1;
    }
    let digits = (scaled(power) * BigInt::from(1000)).floor().to_integer().to_string();
    let (first, rest) = digits.split_at(1);
    if power == 0 { format!("{sign}{first}.{rest}") } else { format!("{sign}{first}.{rest}e{power}") }
}
