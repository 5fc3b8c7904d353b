//! Exponential, logarithm and powers, enclosed by their own series.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::fixed::wide;
use super::{Float, Interval};

/// Digits behind the point of arguments: a signed integer counts units of 2^-160.
pub(crate) const ARGUMENT: u32 = 160;
/// Digits behind the point inside the series of the exponential.
const SERIES: u32 = 126;
/// Largest power of two that the exponential returns, and below minus which it returns nearly zero.
const WIDEST: i64 = 8192;

/// One, inside the series.
const UNIT: u128 = 1 << SERIES;
/// `1/k` from `k = 1` on; `(ln 2)^39 / 39!` is below 2^-170.
const RECIPROCALS: [u128; 38] = {
    let mut table = [0; 38];
    let mut k = 0;
    while k < table.len() {
        table[k] = UNIT / (k as u128 + 1);
        k += 1;
    }
    table
};

fn times(a: u128, b: u128) -> u128 {
    let (high, low) = wide(a, b);
    (high << (128 - SERIES)) | (low >> SERIES)
}

/// A real number between two, in units of 2^-160.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub low: BigInt,
    pub high: BigInt,
}

impl Argument {
    pub fn of(value: &BigRational) -> Self {
        Self::ratio(value.numer(), value.denom())
    }

    /// `numerator / denominator`, the denominator positive.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt) -> Self {
        let (low, rest) = (numerator << ARGUMENT).div_mod_floor(denominator);
        let high = if rest.is_zero() { low.clone() } else { &low + 1 };
        Self { low, high }
    }

    pub fn sub(&self, other: &Self) -> Self {
        Self { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    pub fn negated(&self) -> Self {
        Self { low: -&self.high, high: -&self.low }
    }

    /// The product with a rational number.
    pub fn times(&self, factor: &BigRational) -> Self {
        let scale = |value: &BigInt| (value * factor.numer()).div_mod_floor(factor.denom()).0;
        let (one, other) = (scale(&self.low), scale(&self.high));
        if factor.is_negative() {
            Self { low: other, high: one + 1 }
        } else {
            Self { low: one, high: other + 1 }
        }
    }

    /// The square, from the end nearer to zero to the one further away.
    pub fn square(&self) -> Self {
        let (a, b) = (self.low.abs(), self.high.abs());
        let (near, far) = if a <= b { (&a, &b) } else { (&b, &a) };
        let crosses = self.low.is_negative() && self.high.is_positive();
        let low = if crosses { BigInt::zero() } else { (near * near) >> ARGUMENT };
        Self { low, high: ((far * far) >> ARGUMENT) + 1 }
    }
}

/// `ln 2` rounded down: the sum of `1/(k 2^k)`.
fn ln_two() -> &'static BigInt {
    static VALUE: OnceLock<BigInt> = OnceLock::new();
    VALUE.get_or_init(|| {
        let spare = 40;
        let digits = ARGUMENT + spare;
        let sum: BigInt = (1..=digits).map(|k| (BigInt::one() << (digits - k)) / k).sum();
        sum >> spare
    })
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
    let (mut sum, mut term) = (UNIT, UNIT);
    for reciprocal in &RECIPROCALS {
        term = times(times(term, rest), *reciprocal);
        sum += term;
    }
    // Each of fewer than 40 terms was rounded down by less than three units, and so was the argument; the
    // terms left out are below 2^-126.
    let exponent = power - i64::from(SERIES);
    Some(Interval { low: Float::new(sum - 2, exponent), high: Float::new(sum + 160, exponent) })
}

/// The natural logarithm; `None` unless the number is positive.
pub(crate) fn ln(value: &BigRational) -> Option<Argument> {
    if !value.is_positive() {
        return None;
    }
    let bits = |x: &BigInt| i64::try_from(x.bits()).unwrap_or(i64::MAX / 4);
    let power = bits(value.numer()) - bits(value.denom());
    let (mut above, mut below) = (value.numer().clone(), value.denom().clone());
    let amount = usize::try_from(power.unsigned_abs()).unwrap_or(usize::MAX);
    if power >= 0 {
        below <<= amount
    } else {
        above <<= amount
    }
    // The quotient is in (1/2, 2): ln m = 2 artanh((m - 1)/(m + 1)), whose argument is within 1/3.
    let spare = 20_u32;
    let t = ((&above - &below) << (ARGUMENT + spare)) / (&above + &below);
    let square = (&t * &t) >> (ARGUMENT + spare);
    let (mut sum, mut term, mut k) = (BigInt::zero(), t.abs(), 1_u32);
    while !term.is_zero() {
        sum += &term / k;
        term = (&term * &square) >> (ARGUMENT + spare);
        k += 2;
    }
    // Fewer than 90 terms, each rounded by less than two units of 2^-180.
    let half = if t.is_negative() { -(sum << 1u32) } else { sum << 1u32 };
    let middle = (half >> spare) + ln_two() * power;
    let slack = BigInt::from(power.unsigned_abs() + 4);
    Some(Argument { low: &middle - &slack, high: middle + slack })
}

/// `base^exponent` for a positive base.
pub(crate) fn power(base: &BigRational, exponent: &BigRational) -> Option<Interval> {
    exp(&ln(base)?.times(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enclosure::Round;
    use crate::enclosure::special::{GammaFunction, binomial_majorant, normal_survival};
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
            power(&rational("2.5"), &rational("0.7")).unwrap(),
            "1.89914448233093468677454218282864095990343406",
            33,
        );
        holds(
            power(&rational("0.3"), &rational("-1.5")).unwrap(),
            "6.085806194501845705077442031120023710586052167",
            33,
        );
        holds(
            GammaFunction::new(&rational("0.5")).unwrap().lower(&rational("0.3")).unwrap(),
            "5.614219739190001449497469037630042102065931941e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("2.3")).unwrap().lower(&rational("4")).unwrap(),
            "8.718666808670485699514413870113122061968912881e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("7")).unwrap().lower(&rational("30")).unwrap(),
            "9.999998826805799765303905240426875075119061394e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("0.05")).unwrap().lower(&rational("1e-9")).unwrap(),
            "3.644702974275768341875668871715524705582872258e-1",
            32,
        );
        holds(
            GammaFunction::new(&rational("33.5")).unwrap().lower(&rational("20")).unwrap(),
            "3.576934172824570987312931528191778521441305309e-3",
            32,
        );
        holds(GammaFunction::new(&rational("2")).unwrap().lower(&rational("500")).unwrap(), "1.0", 32);
        holds(normal_survival(&Argument::of(&rational("0"))).unwrap(), "5.0e-1", 33);
        holds(
            normal_survival(&Argument::of(&rational("0.5"))).unwrap(),
            "3.085375387259868963622953893916622601163978244e-1",
            33,
        );
        holds(
            normal_survival(&Argument::of(&rational("-1.25"))).unwrap(),
            "8.943502263331447423112272359742534451523902721e-1",
            33,
        );
        holds(
            normal_survival(&Argument::of(&rational("3"))).unwrap(),
            "1.349898031630094526651814767594977377829368158e-3",
            33,
        );
        holds(
            normal_survival(&Argument::of(&rational("-8"))).unwrap(),
            "9.999999999999993779039425728215876484004827412e-1",
            33,
        );
        holds(
            normal_survival(&Argument::of(&rational("12.9"))).unwrap(),
            "2.25048589341507374698171454638804948064317378e-38",
            33,
        );
    }

    #[test]
    fn far_arguments_are_enclosed_too() {
        let far = exp_of(&rational("-1e300")).unwrap();
        assert!(far.low.is_zero() && far.high < Float::power_of_two(-8000));
        assert!(exp_of(&rational("1e300")).is_none());
        let tail = normal_survival(&Argument::of(&rational("40"))).unwrap();
        assert!(tail.low.is_zero() && tail.high < Float::power_of_two(-1100));
    }

    #[test]
    fn a_majorant_of_a_power_is_at_least_its_sum() {
        // (1 + q)^3 and 2 - (1 - q)^(1/2), for which all but the first coefficient have one sign.
        let q = Float::power_of_two(-1);
        let cube = binomial_majorant(&rational("3"), q).unwrap().to_rational(Round::Up);
        assert!(cube >= rational("3.375") && cube < rational("3.3750000001"));
        let root = binomial_majorant(&rational("0.5"), q).unwrap().to_rational(Round::Up);
        assert!(root >= rational("1.292893218813452475") && root < rational("1.2928932189"));
    }
}
