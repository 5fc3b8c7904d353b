//! Exact numbers in text.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::limits::{MAX_EXPONENT, MAX_NUMBER};

/// Reads `-2`, `0.25`, `2.5e-1` or `p/q` exactly; anything else (blanks, `NaN`, `inf`, a lone point) is
/// refused.
pub(crate) fn parse(text: &str) -> Result<BigRational, String> {
    if text.len() > MAX_NUMBER {
        return Err(format!("a number longer than {MAX_NUMBER} characters"));
    }
    let wrong = || format!("{text:?} is not a decimal or a fraction of integers");
    let value = match text.split_once('/') {
        Some((above, below)) => {
            let (above, below) = (integer(above).ok_or_else(wrong)?, integer(below).ok_or_else(wrong)?);
            if below <= BigInt::zero() {
                return Err(format!("{text:?} does not have a positive denominator"));
            }
            BigRational::new(above, below)
        }
        None => decimal(text).ok_or_else(wrong)?,
    };
    Ok(value)
}

fn integer(text: &str) -> Option<BigInt> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn decimal(text: &str) -> Option<BigRational> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    integer(whole)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let power = exponent - i64::try_from(fraction.len()).ok()?;
    let scale = BigInt::from(10).pow(u32::try_from(power.unsigned_abs()).ok()?);
    Some(if power >= 0 { BigRational::from_integer(digits * scale) } else { BigRational::new(digits, scale) })
}

fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i64| exponent.abs() <= MAX_EXPONENT)
}
