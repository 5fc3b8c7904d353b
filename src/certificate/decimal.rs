//! Decimals as certificates write them.

use crate::numeric::decimal::shortest;

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
}
