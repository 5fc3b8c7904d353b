//! The straight line through the times of a worker at several loads of a round.
//!
//! Sums are those of the decimals that loads and times are written as, and what they lead to is rounded once: of 0.3 at no load and 0.9
//! at one, the cycle time is 0.6, as somebody would subtract by hand.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive as _;

use crate::numeric::decimal;

/// Integers up to this are doubles.
const LARGEST: u128 = 1 << f64::MANTISSA_DIGITS;

/// Intercept and slope of the line through some points, loads and times, by least squares; of a worker that does not return, an infinite
/// overhead and the cycle time one.
pub fn line(points: &[(f64, f64)]) -> (f64, f64) {
    if points.iter().any(|(_, time)| time.is_infinite()) {
        return (f64::INFINITY, 1.0);
    }
    of_decimals(points).unwrap_or_else(|| of_doubles(points))
}

/// The same over integers; `None` where they are too large.
fn of_decimals(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (loads, unit_of_load) = integers(points.iter().map(|point| point.0))?;
    let (times, unit_of_time) = integers(points.iter().map(|point| point.1))?;
    let count = i128::try_from(points.len()).ok()?;
    let load = sum(loads.iter().copied().map(Some))?;
    let time = sum(times.iter().copied().map(Some))?;
    let squares = sum(loads.iter().map(|w| w.checked_mul(*w)))?;
    let products = sum(loads.iter().zip(&times).map(|(w, y)| w.checked_mul(*y)))?;
    let minus = |a: Option<i128>, b: Option<i128>| a?.checked_sub(b?);
    let spread = minus(count.checked_mul(squares), load.checked_mul(load))?;
    let slope = minus(count.checked_mul(products), load.checked_mul(time))?;
    let intercept = minus(time.checked_mul(squares), load.checked_mul(products))?;
    Some((quotient(intercept, spread, unit_of_time)?, quotient(slope, spread, unit_of_time - unit_of_load)?))
}

/// The sum of terms; `None` where one is missing, or it is too large.
fn sum(mut terms: impl Iterator<Item = Option<i128>>) -> Option<i128> {
    terms.try_fold(0_i128, |sum, term| sum.checked_add(term?))
}

/// Numbers as integers of one power of ten, at most one.
fn integers(numbers: impl Iterator<Item = f64>) -> Option<(Vec<i128>, i32)> {
    let parts: Vec<(i64, i32)> = numbers.map(decimal::scaled).collect::<Option<_>>()?;
    let unit = parts.iter().map(|part| part.1).min()?.min(0);
    let integer = |(digits, place): &(i64, i32)| {
        let factor = 10_i128.checked_pow(u32::try_from(place - unit).ok()?)?;
        i128::from(*digits).checked_mul(factor)
    };
    Some((parts.iter().map(integer).collect::<Option<_>>()?, unit))
}

/// The double next to a fraction in a power of ten.
fn quotient(numerator: i128, denominator: i128, place: i32) -> Option<f64> {
    let power = 10_i128.checked_pow(place.unsigned_abs())?;
    let (numerator, denominator) = match place < 0 {
        true => (Some(numerator), denominator.checked_mul(power)),
        false => (numerator.checked_mul(power), Some(denominator)),
    };
    let (numerator, denominator) = (numerator?, denominator?);
    let is_double = |x: i128| x.unsigned_abs() <= LARGEST;
    if is_double(numerator) && is_double(denominator) {
        // Of two doubles the quotient is rounded once.
        return Some(numerator as f64 / denominator as f64);
    }
    (denominator != 0)
        .then(|| BigRational::new(BigInt::from(numerator), BigInt::from(denominator)))
        .and_then(|quotient| quotient.to_f64())
}

fn of_doubles(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (load, time) = (mean(|p| p.0), mean(|p| p.1));
    let spread: f64 = points.iter().map(|(w, _)| (w - load).powi(2)).sum();
    let slope = points.iter().map(|(w, y)| (w - load) * (y - time)).sum::<f64>() / spread;
    // At the load zero the line begins with what was measured there.
    let exact = points.iter().find(|(w, _)| *w == 0.0 && points.len() == 2).map(|(_, y)| *y);
    (exact.unwrap_or(time - slope * load), slope)
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;

    #[test]
    fn differences_are_those_of_decimals() {
        for (points, expected) in [
            (vec![(0.0, 0.3), (1.0, 0.9)], (0.3, 0.6)),
            (vec![(0.5, 0.8), (1.0, 1.1)], (0.5, 0.6)),
            (vec![(1.0, 0.9), (0.0, 0.3)], (0.3, 0.6)),
            (vec![(0.0, 0.1), (0.25, 0.3), (0.5, 0.5)], (0.1, 0.8)),
            (vec![(0.0, 1e-300), (1.0, 1e-300)], (1e-300, 0.0)),
            (vec![(0.0, 2e15), (1.0, 2.5e15)], (2e15, 5e14)),
            (
                vec![(0.0, 0.123_456_789_012_345), (3.0, 1.0)],
                (0.123_456_789_012_345, 0.292_181_070_329_218_3),
            ),
            (vec![(0.0, 1.0), (1.0, f64::INFINITY)], (f64::INFINITY, 1.0)),
        ] {
            assert_eq!(line(&points), expected, "{points:?}");
        }
    }

    quickcheck! {
        /// Near what doubles give, and equal to the line that integers were put on.
        fn lines_are_found_again(start: u16, slope: u16, loads: (u8, u8, u8), decimals: u8) -> bool {
            let unit = format!("1e-{}", decimals % 12);
            let double = |units: u64| format!("{units}{}", &unit[1..]).parse::<f64>().unwrap();
            let (start, slope) = (u64::from(start), 1 + u64::from(slope));
            let loads = [u64::from(loads.0), 300 + u64::from(loads.1), 600 + u64::from(loads.2)];
            let points: Vec<(f64, f64)> =
                loads.iter().map(|&load| (load as f64, double(start + slope * load))).collect();
            let (a, t) = of_doubles(&points);
            let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * points[2].1;
            line(&points) == (double(start), double(slope)) && near(a, double(start)) && near(t, double(slope))
        }
    }
}
