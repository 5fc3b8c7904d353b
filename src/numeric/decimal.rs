//! Doubles as the decimals that they are written as.
//!
//! A time of 1.6 in a file is meant to be sixteen tenths, not the double next to it: where a comparison is to be exact, as whether
//! a round ends by a deadline, its numbers are these.

use num_rational::BigRational;
use num_traits::ToPrimitive as _;

/// The shortest decimal that reads back as the same double: what was written, up to 15 digits.
pub fn shortest(x: f64) -> String {
    format!("{x:?}")
}

/// That decimal as an integer and the power of ten that it counts; `None` where the double is not finite.
pub fn scaled(x: f64) -> Option<(i64, i32)> {
    let written = format!("{x:e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let place = exponent.parse::<i32>().ok()? - i32::try_from(decimals).ok()?;
    Some((mantissa.replace('.', "").parse().ok()?, place))
}

/// That decimal, exactly; `None` where the double is not finite.
pub fn exact(x: f64) -> Option<BigRational> {
    let (digits, place) = scaled(x)?;
    Some(BigRational::from_integer(digits.into()) * BigRational::from_integer(10.into()).pow(place))
}

/// The double next to the difference of two decimals, which cancellation would leave few digits of.
pub fn difference(a: f64, b: f64) -> f64 {
    let exact = || (exact(a)? - exact(b)?).to_f64();
    exact().unwrap_or(a - b)
}

/// So many numbers from one decimal to another in equal steps, each the double next to its own decimal, which sums of doubles miss.
pub fn steps(from: f64, to: f64, count: u64) -> Vec<f64> {
    let step = |k: u64| {
        let (first, last) = (exact(from)?, exact(to)?);
        let part = BigRational::new(k.into(), count.saturating_sub(1).max(1).into());
        (&first + (last - &first) * part).to_f64()
    };
    (0..count).filter_map(step).collect()
}

/// The double next to the product of two decimals, as of a change of units: 5.1 times 0.001 is 0.0051, and not the double below it.
pub fn product(x: f64, factor: f64) -> f64 {
    if factor == 1.0 {
        return x;
    }
    let of_decimals = || {
        let ((x, x_place), (factor, place)) = (scaled(x)?, scaled(factor)?);
        // Of at most 17 digits each.
        let digits = i128::from(x) * i128::from(factor);
        format!("{digits}e{}", x_place + place).parse().ok()
    };
    of_decimals().unwrap_or(x * factor)
}

#[cfg(test)]
mod tests {
    use quickcheck::{TestResult, quickcheck};

    use super::*;

    #[test]
    fn decimals_are_what_is_written() {
        for (x, p, q) in [
            (0.1, 1, 10),
            (1500.0, 1500, 1),
            (2.5e-3, 1, 400),
            (1e3, 1000, 1),
            (-1.25, -5, 4),
            (0.0, 0, 1),
            (-0.0, 0, 1),
        ] {
            assert_eq!(exact(x), Some(BigRational::new(p.into(), q.into())), "{x}");
        }
        assert_eq!((exact(f64::INFINITY), exact(f64::NAN)), (None, None));
        assert!(exact(5e-324).is_some_and(|x| x > BigRational::from_integer(0.into())));
    }

    #[test]
    fn steps_are_decimals() {
        let tenths: Vec<f64> = (2..=23).map(|k| format!("{}.{}", k / 10, k % 10).parse().unwrap()).collect();
        assert_eq!(steps(0.2, 2.3, 22), tenths);
        assert_eq!((steps(1.0, 2.0, 2), steps(3.0, 3.0, 1)), (vec![1.0, 2.0], vec![3.0]));
    }

    #[test]
    fn units_change_decimals() {
        for (x, factor, expected) in [
            (5.1, 1e-3, 0.0051),
            (1.6, 1.0, 1.6),
            (0.3, 1e9, 3e8),
            (12.5, 60.0, 750.0),
            (0.13, 60.0, 7.8),
            (0.7, 0.1, 0.07),
            (1e300, 1e10, f64::INFINITY),
            (1e-320, 1e-9, 0.0),
            (f64::INFINITY, 1e-3, f64::INFINITY),
            (-2.5, 10.0, -25.0),
        ] {
            assert_eq!(product(x, factor), expected, "{x} times {factor}");
        }
        assert_ne!(5.1 * 1e-3, 0.0051, "a double off");
    }

    quickcheck! {
        fn decimals_read_back(bits: u64) -> TestResult {
            let x = f64::from_bits(bits);
            if !x.is_finite() {
                return TestResult::discard();
            }
            let nearest = exact(x).and_then(|exact| exact.to_f64());
            TestResult::from_bool(nearest == Some(x) && shortest(x).parse() == Ok(x))
        }
    }
}
