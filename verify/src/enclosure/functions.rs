//! Exponential and powers, enclosed by their own series.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

pub(crate) use super::argument::{ARGUMENT, Argument};
use super::fixed::wide;
use super::logarithm::ln_two;
pub(crate) use super::logarithm::{ln, ln_of};
use super::{Float, Fraction, Interval};

/// Digits behind the point inside the series of the exponential.
const SERIES: u32 = 126;
/// Largest power of two that the exponential returns, and below minus which it returns nearly zero.
const WIDEST: i64 = 8192;

/// One, inside the series.
const UNIT: u128 = 1 << SERIES;
/// `1/k` from `k = 1` on; `0.7^39 / 39!` is below 2^-170.
const RECIPROCALS: [u128; 38] = {
    let mut table = [0; 38];
    let mut k = 0;
    while k < table.len() {
        table[k] = UNIT / (k as u128 + 1);
        k += 1;
    }
    table
};

/// The exponential begins from those of multiples of 2^-8.
const STEP: u32 = 8;
/// Terms for arguments below 2^-8: those left out are below 2^-140.
const SHORT: usize = 14;

fn times(a: u128, b: u128) -> u128 {
    let (high, low) = wide(a, b);
    (high << (128 - SERIES)) | (low >> SERIES)
}

/// The exponential; `None` above 2^8192.
pub(crate) fn exp(x: &Argument) -> Option<Interval> {
    // An argument known to 2^-140 moves the series by less than a unit.
    if (&x.high - &x.low).bits() > 20 {
        return Some(Interval { low: exp_at(&x.low)?.low, high: exp_at(&x.high)?.high });
    }
    exp_at(&x.low)
}

/// The exponential of a rational number.
pub(crate) fn exp_of(x: &BigRational) -> Option<Interval> {
    exp(&Argument::of(x))
}

/// The exponential of an argument and of all that lie up to 2^-140 above it.
fn exp_at(x: &BigInt) -> Option<Interval> {
    let (power, rest) = x.div_mod_floor(ln_two());
    let power = match power.to_i64() {
        Some(power) if power < WIDEST && power > -WIDEST => power,
        _ if x.is_negative() => {
            return Some(Interval { low: Float::ZERO, high: Float::power_of_two(2 - WIDEST) });
        }
        _ => return None,
    };
    // The rest is below ln 2 and wrong by less than WIDEST units of 2^-160.
    let rest = (rest >> (ARGUMENT - SERIES)).to_u128()?;
    // exp(j 2^-8 + r) from the two factors, the second by a short series. Both are at most two units above their value,
    // and below it by at most 160 and 60 units: the first is below two, the second below 1.004.
    let (front, rest) = (rest >> (SERIES - STEP), rest & ((1 << (SERIES - STEP)) - 1));
    let product = times(exp_of_multiple(usize::try_from(front).ok()?)?, series(rest, SHORT));
    let exponent = power - i64::from(SERIES);
    Some(Interval { low: Float::new(product - 8, exponent), high: Float::new(product + 300, exponent) })
}

/// `exp(j/2^8)` up to `ln 2`, found once, as [`series`].
fn exp_of_multiple(j: usize) -> Option<u128> {
    static TABLE: OnceLock<Vec<u128>> = OnceLock::new();
    let find =
        || (0..=(1 << STEP) * 7 / 10).map(|j| series(j << (SERIES - STEP), RECIPROCALS.len())).collect();
    TABLE.get_or_init(find).get(j).copied()
}

/// So many terms of the exponential of `x < 0.7` beyond the first. Each is rounded down by less than three units.
fn series(x: u128, terms: usize) -> u128 {
    let (mut sum, mut term) = (UNIT, UNIT);
    for reciprocal in &RECIPROCALS[..terms] {
        term = times(times(term, x), *reciprocal);
        sum += term;
    }
    sum
}

/// `base^exponent` for a positive base.
pub(crate) fn power(base: &Fraction, exponent: &BigRational) -> Option<Interval> {
    exp(&ln_of(&base.numerator, &base.denominator)?.times(exponent))
}

#[cfg(test)]
mod tests {
    use num_traits::One as _;

    use super::*;
    use crate::enclosure::Round;
    use crate::enclosure::special::{BinomialMajorant, GammaFunction, normal};
    use crate::number::parse;

    fn rational(text: &str) -> BigRational {
        parse(text).unwrap()
    }

    /// The interval is narrow and holds a number known to 45 digits (mpmath 1.3.0, 60 digits of working
    /// precision).
    fn holds(found: Interval, known: &str, digits: i32) {
        let known = rational(known);
        let slack = known.abs() * rational("1e-44");
        let (low, high) = (found.low.to_rational(Round::Down), found.high.to_rational(Round::Up));
        assert!(low <= &known + &slack && &known - &slack <= high, "{known}");
        assert!(high - low <= rational(&format!("1e-{digits}")), "wide at {known}");
    }

    fn signed_holds(found: &Argument, known: &str) {
        let scale = BigInt::one() << ARGUMENT;
        let known = rational(known) * &scale;
        let slack = known.abs() * rational("1e-44") + BigRational::one();
        assert!(BigRational::from_integer(found.low.clone()) <= &known + &slack);
        assert!(&known - &slack <= BigRational::from_integer(found.high.clone()));
        assert!(&found.high - &found.low < BigInt::from(10_000));
    }

    #[test]
    fn functions_agree_with_an_independent_library() {
        holds(exp_of(&rational("0")).unwrap(), "1.0", 34);
        holds(exp_of(&rational("1")).unwrap(), "2.718281828459045235360287471352662497757247094", 34);
        holds(exp_of(&rational("-0.5")).unwrap(), "6.065306597126334236037995349911804534419181355e-1", 34);
        holds(exp_of(&rational("3.25")).unwrap(), "2.579033991719306208908010766937722187665526885e+1", 33);
        holds(exp_of(&rational("-20")).unwrap(), "2.061153622438557827965940380155820976375807276e-9", 34);
        holds(exp_of(&rational("-83.7")).unwrap(), "4.462229106242490896411770391922580898222540195e-37", 34);
        holds(exp_of(&rational("50")).unwrap(), "5.184705528587072464087453322933485384827469101e+21", 12);
        signed_holds(&ln(&rational("2")).unwrap(), "6.931471805599453094172321214581765680755001344e-1");
        signed_holds(&ln(&rational("0.001")).unwrap(), "-6.907755278982137052053974364053092622803304466");
        signed_holds(&ln(&rational("1e300")).unwrap(), "6.907755278982137052053974364053092622803304466e+2");
        signed_holds(&ln(&rational("12345.678")).unwrap(), "9.42106132129183197652678399107144604894183363");
        signed_holds(
            &ln(&rational("1.0000001")).unwrap(),
            "9.999999500000033333330833333533333316666668095e-8",
        );
        holds(
            power(&Fraction::of(&rational("2.5")), &rational("0.7")).unwrap(),
            "1.89914448233093468677454218282864095990343406",
            33,
        );
        holds(
            power(&Fraction::of(&rational("0.3")), &rational("-1.5")).unwrap(),
            "6.085806194501845705077442031120023710586052167",
            33,
        );
        holds(
            GammaFunction::new(&rational("0.5")).unwrap().lower(&Fraction::of(&rational("0.3"))).unwrap().0,
            "5.614219739190001449497469037630042102065931941e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("2.3")).unwrap().lower(&Fraction::of(&rational("4"))).unwrap().0,
            "8.718666808670485699514413870113122061968912881e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("7")).unwrap().lower(&Fraction::of(&rational("30"))).unwrap().0,
            "9.999998826805799765303905240426875075119061394e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("0.05")).unwrap().lower(&Fraction::of(&rational("1e-9"))).unwrap().0,
            "3.644702974275768341875668871715524705582872258e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("33.5")).unwrap().lower(&Fraction::of(&rational("20"))).unwrap().0,
            "3.576934172824570987312931528191778521441305309e-3",
            32,
        );
        holds(
            GammaFunction::new(&rational("2")).unwrap().lower(&Fraction::of(&rational("500"))).unwrap().0,
            "1.0",
            32,
        );
        holds(normal(&Argument::of(&rational("0"))).unwrap().0, "5.0e-1", 33);
        holds(
            normal(&Argument::of(&rational("0.5"))).unwrap().0,
            "3.085375387259868963622953893916622601163978244e-1",
            33,
        );
        holds(
            normal(&Argument::of(&rational("-1.25"))).unwrap().0,
            "8.943502263331447423112272359742534451523902721e-1",
            33,
        );
        holds(
            normal(&Argument::of(&rational("3"))).unwrap().0,
            "1.349898031630094526651814767594977377829368158e-3",
            33,
        );
        holds(
            normal(&Argument::of(&rational("-8"))).unwrap().0,
            "9.999999999999993779039425728215876484004827412e-1",
            33,
        );
        holds(
            normal(&Argument::of(&rational("12.9"))).unwrap().0,
            "2.25048589341507374698171454638804948064317378e-38",
            33,
        );
    }

    #[test]
    fn an_exponential_from_the_table_is_that_of_the_long_series() {
        let mut state = 1_u128;
        let last = (ln_two() >> (ARGUMENT - SERIES)).to_u128().unwrap();
        let unit = Float::power_of_two(-i64::from(SERIES));
        for _ in 0..3000 {
            state = state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            let rest = (state >> 2) % last;
            let known = Float::new(series(rest, RECIPROCALS.len()), -i64::from(SERIES));
            let found = exp_at(&(BigInt::from(rest) << (ARGUMENT - SERIES))).unwrap();
            let slack = unit.mul(Float::integer(160), Round::Up);
            assert!(found.low <= known && known.add(slack, Round::Up) <= found.high, "{rest}");
            assert!(found.high.sub(found.low, Round::Up) <= unit.mul(Float::integer(310), Round::Up));
        }
    }

    #[test]
    fn far_arguments_are_enclosed_too() {
        let far = exp_of(&rational("-1e300")).unwrap();
        assert!(far.low.is_zero() && far.high < Float::power_of_two(-8000));
        assert!(exp_of(&rational("1e300")).is_none());
        let tail = normal(&Argument::of(&rational("40"))).unwrap().0;
        assert!(tail.low.is_zero() && tail.high < Float::power_of_two(-1100));
    }

    #[test]
    fn a_majorant_of_a_power_is_at_least_its_sum() {
        // (1 + q)^3 and 2 - (1 - q)^(1/2), for which all but the first coefficient have one sign.
        let q = Float::power_of_two(-1);
        let cube = BinomialMajorant::new(rational("3")).at(q).unwrap().to_rational(Round::Up);
        assert!(cube >= rational("3.375") && cube < rational("3.3750000001"));
        let root = BinomialMajorant::new(rational("0.5")).at(q).unwrap().to_rational(Round::Up);
        assert!(root >= rational("1.292893218813452475") && root < rational("1.2928932189"));
    }
}
