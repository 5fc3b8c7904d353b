//! Reading and writing rational numbers as text.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::error::EncodingError;
use crate::input::shorten;

/// Largest power of ten in exponent notation, either way.
const MAX_EXPONENT: i32 = 1000;
/// Longest text accepted as one number, so that a stray file cannot ask for gigantic integers.
const MAX_DIGITS: usize = 2000;

/// Reads `-2`, `3/7`, `0.25` or `2.5e-1` exactly. The error says what is wrong, as the end of a sentence
/// that starts with the text.
pub(crate) fn parse(text: &str) -> Result<BigRational, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty");
    }
    if text.len() > MAX_DIGITS {
        return Err("is longer than 2000 characters");
    }
    if text.contains(',') {
        return Err("has a comma; write a decimal point");
    }
    let word = text.trim_start_matches(['+', '-']);
    if ["nan", "inf", "infinity"].iter().any(|name| word.eq_ignore_ascii_case(name)) {
        return Err("is not finite");
    }
    let Some((numerator, denominator)) = text.split_once('/') else {
        return decimal(text);
    };
    let numerator = integer(numerator.trim()).ok_or("has a numerator that is not an integer")?;
    let denominator = integer(denominator.trim()).ok_or("has a denominator that is not an integer")?;
    if denominator.is_zero() {
        return Err("has a zero denominator");
    }
    Ok(BigRational::new(numerator, denominator))
}

/// An optional sign followed by decimal digits, nothing else.
fn integer(text: &str) -> Option<BigInt> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

fn decimal(text: &str) -> Result<BigRational, &'static str> {
    const PROBLEM: &str = "is not a number";
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        let exponent: i32 = exponent.parse().map_err(|_| PROBLEM)?;
        if exponent.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
            return Err("has a power of ten beyond 1000");
        }
        return Ok(decimal(mantissa)? * BigRational::from_integer(10.into()).pow(exponent));
    }
    let Some((whole, fraction)) = text.split_once('.') else {
        return integer(text).map(BigRational::from_integer).ok_or(PROBLEM);
    };
    let bare = whole.trim_start_matches(['+', '-']);
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (bare.is_empty() && fraction.is_empty()) {
        return Err(PROBLEM);
    }
    let digits = integer(&format!("{whole}{fraction}")).ok_or(PROBLEM)?;
    Ok(BigRational::new(digits, num_traits::pow(BigInt::from(10), fraction.len())))
}

/// An entry by its row and column, from 1.
pub(crate) fn entry(
    row: usize,
    column: usize,
    text: &str,
    hint: &'static str,
) -> Result<BigRational, EncodingError> {
    parse(text).map_err(|problem| EncodingError::Entry {
        row,
        column,
        text: shorten(text.trim()),
        problem,
        hint,
    })
}

/// Writes `3/7`, or `-2` for an integer.
pub(crate) fn format(value: &BigRational) -> String {
    if value.denom().is_one() { value.numer().to_string() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, numerator, denominator) in [
            ("3/7", 3, 7),
            (" -2 ", -2, 1),
            ("0.25", 1, 4),
            ("-.5", -1, 2),
            ("+6/-4", -3, 2),
            ("1.", 1, 1),
            ("1e3", 1000, 1),
            ("-2.5E-01", -1, 4),
            ("1.000e+00", 1, 1),
        ] {
            assert_eq!(parse(text), Ok(BigRational::new(numerator.into(), denominator.into())), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", "x", "1/0", "1//2", "1/2/3", "1e", "e1", "1e1.5", "1e2e2", "1e3/2", "1e9999", "--1", "1/-",
            ".", "-", "0x10", "1 2", "NaN", "+-1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
