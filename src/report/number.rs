//! Numbers as tables show them: no more digits than their error supports.

use crate::solution::Value;

/// What stands for a number that there is none of.
pub const NONE: &str = "-";

/// Most significant digits of a value in a table; `json` and `csv` have them all.
pub const MOST_DIGITS: i32 = 12;
/// Longest integer that is shown in full, in digits, and how many are shown at either end of a longer one.
const LONGEST_INTEGER: usize = 30;
const INTEGER_ENDS: usize = 10;
/// Decimal exponents that are written out.
const FIXED: std::ops::Range<i32> = -4..15;

/// Relative distance from a bound that is the rounding of its double, not one of its sides.
const LAST_PLACES: f64 = 2.0 * f64::EPSILON;

/// Errors up to this are those of numbers below the range of doubles: what is shown as zero is less than them.
const UNDERFLOW: f64 = 1e-300;

/// The value to the decimal place in which its error begins.
pub fn measured(value: Value) -> String {
    digits(value.value, value.error)
}

/// A number whose absolute error is given, `-` if it is not finite.
pub fn digits(value: f64, error: f64) -> String {
    let Some(magnitude) = exponent(value) else {
        if value == 0.0 && error > 0.0 && error <= UNDERFLOW {
            return format!("< {error:.0e}");
        }
        return if value == 0.0 { "0".to_owned() } else { NONE.to_owned() };
    };
    let significant = supported(magnitude, error);
    let decimals = significant - 1 - magnitude;
    if FIXED.contains(&magnitude) && decimals >= 0 {
        format!("{value:.*}", decimals as usize)
    } else {
        format!("{value:.*e}", (significant - 1) as usize)
    }
}

/// How many significant digits an error leaves to a number of a magnitude, at least the least double.
fn supported(magnitude: i32, error: f64) -> i32 {
    let known = exponent(error.max(f64::from_bits(1)))
        .map_or(MOST_DIGITS, |place| magnitude.saturating_sub(place) + 1);
    known.clamp(1, MOST_DIGITS)
}

/// A positive number whose absolute error is given, to no less than it is.
pub fn rounded_up(value: f64, error: f64) -> String {
    within(value, false, exponent(value).map_or(MOST_DIGITS, |magnitude| supported(magnitude, error)), 0.0)
}

/// A bound, rounded to its safe side: down for a lower bound, up for an upper one.
pub fn bound(value: f64, is_lower: bool) -> String {
    rounded_bound(value, is_lower, MOST_DIGITS)
}

/// [`bound`] of a number that is proved: what is shown is proved as well.
pub fn proved_bound(value: f64, is_lower: bool, significant: i32) -> String {
    within(value, is_lower, significant.min(MOST_DIGITS), 0.0)
}

/// [`bound`] to a number of significant digits.
pub fn rounded_bound(value: f64, is_lower: bool, significant: i32) -> String {
    // A last place or two of a double is no side: 0.3 - 1 ulp is shown as 0.3.
    within(value, is_lower, significant, LAST_PLACES * value.abs())
}

/// So many significant digits that are beyond the number by no more than the slack.
fn within(value: f64, is_lower: bool, significant: i32, slack: f64) -> String {
    let place = power_of_ten(exponent(value).unwrap_or(0) - (significant - 1));
    // An error of half the last place shows the digits wanted; at most digits none is given.
    let error = if significant >= MOST_DIGITS { 0.0 } else { place };
    let nearest = digits(value, error);
    let is_safe = |shown: &str| {
        shown.parse().is_ok_and(|x: f64| if is_lower { x <= value + slack } else { x >= value - slack })
    };
    if is_safe(&nearest) {
        return nearest;
    }
    digits(if is_lower { value - 0.5 * place } else { value + 0.5 * place }, error)
}

/// A number to so many significant digits.
pub fn significant(value: f64, digits_shown: i32) -> String {
    // That of the rounded number: 0.9999 to three digits is 1.00.
    let shown = format!("{value:.*e}", (digits_shown - 1).max(0) as usize);
    let magnitude = shown.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    digits(value, power_of_ten(magnitude.map_or(0, |magnitude| magnitude - (digits_shown - 1))))
}

/// The double next to a power of ten: one that is computed may be a last place too small, and show a digit more.
fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(0.0)
}

/// Gains below this share are none.
const LITTLE_GAIN: f64 = 1e-6;

/// Whether a gain is one.
pub fn is_gain(gain: f64) -> bool {
    gain > 1.0 + LITTLE_GAIN
}

/// A gain: three digits.
pub fn gain(gain: f64) -> String {
    significant(gain, 3)
}

/// A gain as sentences say it: with more digits where three would say that there is none.
pub fn gain_in_words(gain: f64) -> String {
    let (shown, little) = (self::gain(gain), (gain - 1.0).abs());
    match exponent(little) {
        Some(place) if shown == self::gain(1.0) && little > LITTLE_GAIN => significant(gain, 1 - place),
        _ => shown,
    }
}

/// A number with what it is uncertain by in parentheses, in units of its last digit, where its error begins before the
/// place that is asked for: `1.23(2)e4`.
pub fn uncertain(value: f64, error: f64, place: f64) -> String {
    let (Some(magnitude), Some(of_error)) = (exponent(value), exponent(error)) else {
        return digits(value, error.max(place));
    };
    if error <= place || of_error > magnitude {
        return digits(value, error.max(place));
    }
    let shown = digits(value, error);
    let uncertainty = (error / power_of_ten(of_error)).ceil();
    match shown.split_once('e') {
        Some((mantissa, power)) => format!("{mantissa}({uncertainty})e{power}"),
        // In front of the point an uncertainty is in units of one.
        None if of_error > 0 => shown,
        None => format!("{shown}({uncertainty})"),
    }
}

/// A gap: two digits and the magnitude.
pub fn gap(gap: f64) -> String {
    match gap {
        0.0 => "0".to_owned(),
        gap if gap.is_finite() => format!("{gap:.1e}"),
        _ => NONE.to_owned(),
    }
}

/// A fraction with the middle of long integers left out, and how many digits they have.
pub fn fraction(exact: &str) -> String {
    let shortened: Vec<String> = exact.split('/').map(integer).collect();
    shortened.join(if exact.len() > 2 * LONGEST_INTEGER { " / " } else { "/" })
}

fn integer(digits: &str) -> String {
    let ends = (digits.get(..INTEGER_ENDS), digits.get(digits.len().saturating_sub(INTEGER_ENDS)..));
    match ends {
        (Some(first), Some(last)) if digits.len() > LONGEST_INTEGER => {
            format!("{first}...{last} ({} digits)", digits.len())
        }
        _ => digits.to_owned(),
    }
}

/// A time in seconds, to the millisecond.
pub fn seconds(seconds: f64) -> String {
    if seconds.is_finite() { format!("{seconds:.3}") } else { NONE.to_owned() }
}

/// The shortest decimal that reads back as the same number.
pub fn shortest(x: f64) -> String {
    match exponent(x) {
        None if x == 0.0 => "0".to_owned(),
        None => NONE.to_owned(),
        Some(magnitude) if FIXED.contains(&magnitude) => format!("{x}"),
        Some(_) => format!("{x:e}"),
    }
}

/// Decimal exponent of a finite number other than zero.
fn exponent(x: f64) -> Option<i32> {
    if !x.is_finite() || x == 0.0 {
        return None;
    }
    format!("{x:e}").split_once('e').and_then(|(_, exponent)| exponent.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_shows_the_digits_that_its_error_supports() {
        assert_eq!(digits(14_098_889.123_456, 3e-3), "14098889.123");
        assert_eq!(digits(18.495_580_546_159_736, 1e-12), "18.4955805462");
        assert_eq!(digits(12_345.0, 200.0), "1.23e4");
        assert_eq!(digits(0.000_012_345, 1e-8), "1.234e-5");
        assert_eq!(digits(2.5e300, 1e290), "2.5000000000e300");
        assert_eq!(digits(3.0, 0.0), "3.00000000000");
        assert_eq!(digits(3.0, 1e9), "3");
        assert_eq!(digits(0.0, 1.0), "0");
        assert_eq!(significant(0.999_999_999, 3), "1.00");
        assert_eq!(digits(9.999_999, 1e-2), "10.00");
        assert_eq!(digits(0.0, 0.0), "0");
        assert_eq!(digits(0.0, 1e-307), "< 1e-307");
        assert_eq!(digits(f64::NAN, 1.0), NONE);
        assert_eq!(digits(f64::INFINITY, f64::NAN), NONE);
    }

    #[test]
    fn an_uncertainty_is_in_units_of_the_last_digit() {
        assert_eq!(uncertain(12_345.0, 200.0, 0.01), "1.23(2)e4");
        assert_eq!(uncertain(0.123_456, 1.2e-3, 1e-6), "0.123(2)");
        assert_eq!(uncertain(1.169_155_6e8, 1e-3, 1e2), "1.169156e8");
        assert_eq!(uncertain(3.0, 10.0, 1e-6), "3");
        assert_eq!(gain(3.207_7), "3.21");
    }

    #[test]
    fn a_gain_that_is_one_is_not_said_to_be_none() {
        for (found, said) in [(3.207_7, "3.21"), (1.004, "1.004"), (1.000_042, "1.00004"), (0.996_4, "0.996")]
        {
            assert_eq!(gain_in_words(found), said);
            assert!(!is_gain(found) || said.parse::<f64>().is_ok_and(|said| said > 1.0));
        }
        assert_eq!(gain_in_words(1.0), "1.00");
    }

    #[test]
    fn a_bound_is_never_shown_on_its_wrong_side() {
        assert_eq!(bound(0.999_999_999_999_9, true), "0.999999999999");
        assert_eq!(bound(1.000_000_000_000_1, false), "1.00000000001");
        assert_eq!(bound(20.0, true), "20.0000000000");
        assert_eq!(bound(18.301_761_793_252_56, true), "18.3017617932");
        assert_eq!(bound(0.0, true), "0");
        assert_eq!(rounded_bound(0.3f64.next_down(), true, 6), "0.300000");
    }

    #[test]
    fn long_fractions_show_their_ends_and_their_lengths() {
        assert_eq!(fraction("242466573206371/13109432958930"), "242466573206371/13109432958930");
        let long = format!("123456789{}987654321/7", "0".repeat(100));
        assert_eq!(fraction(&long), "1234567890...0987654321 (118 digits) / 7");
        assert_eq!(fraction("3"), "3");
    }

    #[test]
    fn bounds_have_the_digits_asked_for_at_every_magnitude() {
        assert_eq!(rounded_bound(4.805_678_9e-7, true, 6), "4.80567e-7");
        assert_eq!(rounded_bound(4.805_678_9e-7, false, 6), "4.80568e-7");
        assert_eq!(rounded_bound(4.805e-20, true, 6), "4.80500e-20");
        for power in (-300..300).step_by(7) {
            let shown = rounded_bound(format!("1.2345678e{power}").parse().expect("a number"), true, 4);
            let digits = shown.split('e').next().expect("a mantissa").trim_end_matches('0');
            assert!(digits.replace(['.', '0'], "") == "1234", "{power}: {shown}");
        }
    }

    #[test]
    fn gaps_and_times_are_short() {
        assert_eq!(gap(1.23e-10), "1.2e-10");
        assert_eq!(gap(0.0), "0");
        assert_eq!(gap(f64::INFINITY), NONE);
        assert_eq!(seconds(1.23456), "1.235");
        assert_eq!(shortest(1e-300), "1e-300");
        assert_eq!(shortest(50.0), "50");
        assert_eq!(significant(18.705_114, 7), "18.70511");
        assert_eq!(significant(6.164_464e-18, 4), "6.164e-18");
        assert_eq!(significant(4.930_380_657e-31, 7), "4.930381e-31");
        assert_eq!((significant(0.0, 4), significant(f64::NAN, 4)), ("0".to_owned(), NONE.to_owned()));
    }
}
