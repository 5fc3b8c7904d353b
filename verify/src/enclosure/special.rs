//! The functions of the laws, enclosed by series of nonnegative terms.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::functions::{ARGUMENT, Argument, exp, ln};
use super::{Float, Interval, Round};

/// `Gamma(a + 1)` and the regularised lower incomplete gamma function `P(a, x)`, for rational `a > 0`.
#[derive(Debug, Clone)]
pub(crate) struct GammaFunction {
    shape: BigRational,
    /// `Gamma(a + 1)`.
    pub factorial: Interval,
}

impl GammaFunction {
    /// Shapes up to this; more terms would be needed than is reasonable beyond.
    pub const LARGEST_SHAPE: u32 = 1000;

    pub fn new(shape: &BigRational) -> Option<Self> {
        // P(a, X) is one up to less than 2^-100 far out, so the series there is Gamma(a + 1) itself.
        let far = shape.ceil() * BigInt::from(4) + BigRational::from_integer(200.into());
        let series = Self::series(shape, &far)?;
        // Gamma(a, X) <= X^a e^-X / (X - a), which is added to what the series gives of Gamma(a).
        let density = Self::kernel(shape, &far)?;
        let rest = density.high.div(Float::of(&(&far - shape), Round::Down), Round::Up)?;
        let rest = rest.mul(Float::of(shape, Round::Up), Round::Up);
        let factorial = Interval { low: series.low, high: series.high.add(rest, Round::Up) };
        Some(Self { shape: shape.clone(), factorial })
    }

    /// `x^a e^-x`.
    fn kernel(shape: &BigRational, x: &BigRational) -> Option<Interval> {
        exp(&ln(x)?.times(shape).sub(&Argument::of(x)))
    }

    /// `a gamma(a, x) = x^a e^-x sum_n x^n / ((a+1)...(a+n))`.
    fn series(shape: &BigRational, x: &BigRational) -> Option<Interval> {
        let mut sum = Interval::exact(Float::integer(1));
        let mut term = sum;
        let x_enclosed = Interval::of(x);
        let mut below = shape.clone();
        for _ in 0..20_000 {
            below += BigRational::one();
            let ratio = x_enclosed.div(Interval::of(&below))?;
            term = term.mul(ratio);
            sum = sum.add(term);
            // Once the ratio is below 1/2 the rest is below the last term.
            let small = sum.high.scale(-130);
            if ratio.high < Float::power_of_two(-1) && term.high < small {
                sum.high = sum.high.add(term.high, Round::Up);
                return Some(Self::kernel(shape, x)?.mul(sum));
            }
        }
        None
    }

    /// `P(a, x)` for rational `x >= 0`.
    pub fn lower(&self, x: &BigRational) -> Option<Interval> {
        if !x.is_positive() {
            return Some(Interval::exact(Float::ZERO));
        }
        let far = self.shape.ceil() * BigInt::from(4) + BigRational::from_integer(200.into());
        if *x >= far {
            // 1 - P decreases, and Gamma(a + 1) is at least the series' value.
            let rest = Self::kernel(&self.shape, x)?
                .high
                .div(Float::of(&(x - &self.shape), Round::Down), Round::Up)?;
            let rest =
                rest.mul(Float::of(&self.shape, Round::Up), Round::Up).div(self.factorial.low, Round::Up)?;
            let one = Float::integer(1);
            return Some(Interval { low: one.sub(rest, Round::Down), high: one });
        }
        Some(Self::series(&self.shape, x)?.div(self.factorial)?.at_most_one())
    }
}

/// Pi as a rational interval, from Machin's formula.
fn pi() -> Interval {
    static VALUE: OnceLock<(BigInt, BigInt)> = OnceLock::new();
    let (low, high) = VALUE.get_or_init(|| {
        let arctangent = |q: i64| {
            let (mut sum, mut power, mut k) = (BigInt::zero(), (BigInt::one() << 200u32) / q, 1_i64);
            while !power.is_zero() {
                let term = &power / k;
                sum += if k % 4 == 1 { term } else { -term };
                power /= q * q;
                k += 2;
            }
            sum
        };
        let value = (arctangent(5) * 16 - arctangent(239) * 4) >> 20u32;
        (&value - 1, value + 1)
    });
    let scale = BigInt::one() << 180u32;
    Interval { low: Float::ratio(low, &scale, Round::Down), high: Float::ratio(high, &scale, Round::Up) }
}

/// `sqrt(2 pi)`.
pub(crate) fn root_of_two_pi() -> Interval {
    let root = |value: Float, round: Round| {
        let square = value.scale(1).floor_scaled(240);
        let root = square.sqrt() + i32::from(round.is_up());
        Float::ratio(&root, &(BigInt::one() << 120u32), round)
    };
    Interval { low: root(pi().low, Round::Down), high: root(pi().high, Round::Up) }
}

/// The probability that a standard normal variable exceeds `z`.
pub(crate) fn normal_survival(z: &Argument) -> Option<Interval> {
    let low = normal_survival_at(&z.high)?.low;
    Some(Interval { low, high: normal_survival_at(&z.low)?.high })
}

fn normal_survival_at(z: &BigInt) -> Option<Interval> {
    let one = Float::integer(1);
    let size = Interval {
        low: Float::ratio(&z.abs(), &(BigInt::one() << ARGUMENT), Round::Down),
        high: Float::ratio(&z.abs(), &(BigInt::one() << ARGUMENT), Round::Up),
    };
    let exact = Argument { low: z.clone(), high: z.clone() };
    let half_square = exact.square().times(&BigRational::new(1.into(), 2.into()));
    let density = exp(&half_square.negated())?.div(root_of_two_pi())?;
    let tail = if size.low > Float::integer(13) {
        // At most the density over z.
        Interval { low: Float::ZERO, high: density.high.div(size.low, Round::Up)? }
    } else {
        // Phi(z) - 1/2 = density (z + z^3/3 + z^5/15 + ...).
        Interval::exact(Float::power_of_two(-1)).sub(density.mul(odd_series(size)?))
    };
    Some(if z.is_negative() { Interval::exact(one).sub(tail) } else { tail })
}

/// `z + z^3/3 + z^5/15 + ...`, each term the one before times `z^2/(2k + 1)`.
fn odd_series(z: Interval) -> Option<Interval> {
    let (mut sum, mut term) = (z, z);
    let square = z.mul(z);
    for k in 1..1000_u64 {
        let ratio = square.div(Interval::exact(Float::integer(2 * k + 1)))?;
        term = term.mul(ratio);
        sum = sum.add(term);
        // Once the ratio is below 1/2 the rest is below the last term.
        if ratio.high < Float::power_of_two(-1) && (term.high.is_zero() || term.high < sum.high.scale(-130)) {
            sum.high = sum.high.add(term.high, Round::Up);
            return Some(sum);
        }
    }
    None
}

/// An upper bound of the sum of `|binomial(e, j)| q^j`, the majorant of `(1 + z)^e` for `|z| <= q < 1`.
pub(crate) fn binomial_majorant(exponent: &BigRational, q: Float) -> Option<Float> {
    let (mut sum, mut term) = (Float::integer(1), Float::integer(1));
    let rest = Float::integer(1).sub(q, Round::Down);
    let mut j = BigInt::zero();
    for _ in 0..4000 {
        let factor = exponent - BigRational::from_integer(j.clone());
        j += 1;
        let ratio = Float::ratio(&factor.numer().abs(), &(factor.denom() * &j), Round::Up).mul(q, Round::Up);
        term = term.mul(ratio, Round::Up);
        sum = sum.add(term, Round::Up);
        // From here on ratios are at most q: |e - j| <= j + 1 for j >= (e - 1)/2 and e >= -1.
        let settled = BigRational::from_integer(j.clone()) > *exponent;
        if term.is_zero() || (settled && term < sum.scale(-40)) {
            return Some(sum.add(term.mul(q, Round::Up).div(rest, Round::Up)?, Round::Up));
        }
    }
    None
}
