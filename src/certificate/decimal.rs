//! Doubles as exact decimals.

use num_rational::BigRational;

use crate::encoding::fraction;

/// The shortest decimal that reads back as the same double: what was written in the instance, up to 15 digits.
pub fn shortest(x: f64) -> String {
    format!("{x:?}")
}

/// That decimal, exactly; `None` where the double is not finite.
pub fn exact(x: f64) -> Option<BigRational> {
    fraction::parse(&shortest(x)).ok()
}

/// A decimal at most (or at least) a number, 17 significant digits.
pub fn rounded(x: f64, up: bool) -> String {
    // The shortest decimal of a double is its neighbour's at the most; one step outwards is safe.
    shortest(if up { x.next_up() } else { x.next_down() })
}

/// A number with enough digits for a hint: twelve.
pub fn hint(x: f64) -> String {
    format!("{x:.11e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_outwards() {
        for x in [0.1, 1e300, 18.495_580_546_159_736, 1e-310] {
            assert!(rounded(x, false).parse::<f64>().is_ok_and(|low| low < x));
            assert!(rounded(x, true).parse::<f64>().is_ok_and(|high| high > x));
            assert_eq!(shortest(x).parse(), Ok(x));
        }
    }

    #[test]
    fn decimals_are_what_is_written() {
        for (x, p, q) in [(0.1, 1, 10), (1500.0, 1500, 1), (2.5e-3, 1, 400), (1e3, 1000, 1)] {
            assert_eq!(exact(x), Some(BigRational::new(p.into(), q.into())), "{x}");
        }
        assert_eq!((exact(f64::INFINITY), exact(f64::NAN)), (None, None));
        assert!(exact(5e-324).is_some_and(|x| x > BigRational::from_integer(0.into())));
    }
}
