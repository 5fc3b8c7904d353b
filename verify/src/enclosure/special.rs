//! The functions of the laws, enclosed by series of nonnegative terms.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::functions::{ARGUMENT, Argument, exp, ln_of};
use super::{Float, Fraction, Interval, Round};

/// `Gamma(a + 1)` and the regularised lower incomplete gamma function `P(a, x)`, for rational `a > 0`.
#[derive(Debug, Clone)]
pub(crate) struct GammaFunction {
    shape: BigRational,
    /// `Gamma(a + 1)`.
    pub factorial: Interval,
    factorial_inverse: Interval,
    /// Where the function is one up to less than 2^-100.
    far: BigRational,
    /// `1/(a + n)` from `n = 1` on.
    reciprocals: Vec<Interval>,
}

impl GammaFunction {
    /// Shapes up to this; more terms would be needed than is reasonable beyond.
    pub const LARGEST_SHAPE: u32 = 1000;

    pub fn new(shape: &BigRational) -> Option<Self> {
        let one = Interval::exact(Float::integer(1));
        let far = shape.ceil() * BigInt::from(4) + BigRational::from_integer(200.into());
        let mut function = Self {
            shape: shape.clone(),
            factorial: one,
            factorial_inverse: one,
            reciprocals: Self::reciprocals(shape, &far),
            far,
        };
        // P(a, X) is one up to less than 2^-100 far out, so the series there is Gamma(a + 1) itself.
        let far = Fraction::of(&function.far);
        let kernel = function.kernel(&far)?;
        let series = kernel.mul(function.series(&far)?);
        // Gamma(a, X) <= X^a e^-X / (X - a), which is added to what the series gives of Gamma(a).
        let rest = kernel.high.div(Float::of(&(&function.far - shape), Round::Down), Round::Up)?;
        let rest = rest.mul(Float::of(shape, Round::Up), Round::Up);
        function.factorial = Interval { low: series.low, high: series.high.add(rest, Round::Up) };
        function.factorial_inverse = one.div(function.factorial)?;
        Some(function)
    }

    /// So many that the series has enough of them up to there: its terms fall by half from `n = 2 x` on.
    fn reciprocals(shape: &BigRational, far: &BigRational) -> Vec<Interval> {
        let most = (far.to_integer() * 2u32 + 400u32).to_u32().unwrap_or(0);
        let (above, below) = (shape.numer(), shape.denom());
        (1..=most).map(|n| Interval::ratio(below, &(above + below * n))).collect()
    }

    /// `x^a e^-x`.
    fn kernel(&self, x: &Fraction) -> Option<Interval> {
        let power = ln_of(&x.numerator, &x.denominator)?.times(&self.shape);
        exp(&power.sub(&Argument::ratio(&x.numerator, &x.denominator)))
    }

    /// `a gamma(a, x) / (x^a e^-x) = sum_n x^n / ((a+1)...(a+n))`, for `x` up to `far`.
    fn series(&self, x: &Fraction) -> Option<Interval> {
        let mut sum = Interval::exact(Float::integer(1));
        let mut term = sum;
        let x = x.enclosed();
        for reciprocal in &self.reciprocals {
            let ratio = x.mul(*reciprocal);
            term = term.mul(ratio);
            sum = sum.add(term);
            // Once the ratio is below 1/2 the rest is below the last term.
            let small = sum.high.scale(-130);
            if ratio.high < Float::power_of_two(-1) && term.high < small {
                sum.high = sum.high.add(term.high, Round::Up);
                return Some(sum);
            }
        }
        None
    }

    /// `P(a, x)` and `x^a e^-x` for `x >= 0`.
    pub fn lower(&self, x: &Fraction) -> Option<(Interval, Interval)> {
        if !x.is_positive() {
            return Some((Interval::exact(Float::ZERO), Interval::exact(Float::ZERO)));
        }
        let kernel = self.kernel(x)?;
        if !x.minus(&self.far).numerator.is_negative() {
            // 1 - P decreases, and Gamma(a + 1) is at least the series' value.
            let rest = kernel.high.div(x.minus(&self.shape).enclosed().low, Round::Up)?;
            let rest =
                rest.mul(Float::of(&self.shape, Round::Up), Round::Up).div(self.factorial.low, Round::Up)?;
            let one = Float::integer(1);
            return Some((Interval { low: one.sub(rest, Round::Down), high: one }, kernel));
        }
        let lower = kernel.mul(self.series(x)?).mul(self.factorial_inverse);
        Some((lower.at_most_one(), kernel))
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
    static VALUE: OnceLock<Interval> = OnceLock::new();
    *VALUE.get_or_init(find_root_of_two_pi)
}

fn find_root_of_two_pi() -> Interval {
    let root = |value: Float, round: Round| {
        let square = value.scale(1).floor_scaled(240);
        let root = square.sqrt() + i32::from(round.is_up());
        Float::ratio(&root, &(BigInt::one() << 120u32), round)
    };
    Interval { low: root(pi().low, Round::Down), high: root(pi().high, Round::Up) }
}

/// One over it.
fn inverse_root_of_two_pi() -> Option<Interval> {
    static VALUE: OnceLock<Option<Interval>> = OnceLock::new();
    *VALUE.get_or_init(|| Interval::exact(Float::integer(1)).div(root_of_two_pi()))
}

/// The probability that a standard normal variable exceeds `z`, and its density there.
pub(crate) fn normal(z: &Argument) -> Option<(Interval, Interval)> {
    let near = normal_survival_at(&z.low)?;
    // It falls by less than the distance over two, the density being below 2/5.
    let unit = BigInt::one() << (ARGUMENT + 1);
    let fall = Float::ratio(&(&z.high - &z.low), &unit, Round::Up);
    let survival = Interval { low: near.low.sub(fall, Round::Down), high: near.high }.at_most_one();
    Some((survival, bell(z)?))
}

/// The density of a standard normal variable.
fn bell(z: &Argument) -> Option<Interval> {
    Some(exp(&z.square().halved().negated())?.mul(inverse_root_of_two_pi()?))
}

fn normal_survival_at(z: &BigInt) -> Option<Interval> {
    let one = Float::integer(1);
    let size = Interval::ratio(&z.abs(), &(BigInt::one() << ARGUMENT));
    let density = bell(&Argument { low: z.clone(), high: z.clone() })?;
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
    for reciprocal in odd_reciprocals() {
        let ratio = square.mul(*reciprocal);
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

/// `1/(2k + 1)` from `k = 1` on.
fn odd_reciprocals() -> &'static [Interval] {
    static VALUES: OnceLock<Vec<Interval>> = OnceLock::new();
    VALUES.get_or_init(|| {
        (1..1000).map(|k| Interval::ratio(&BigInt::one(), &BigInt::from(2 * k + 1))).collect()
    })
}

/// Upper bounds of the sum of `|binomial(e, j)| q^j`, the majorant of `(1 + z)^e` for `|z| <= q < 1`.
#[derive(Debug)]
pub(crate) struct BinomialMajorant {
    exponent: BigRational,
    /// `|e - j|/(j + 1)` from `j = 0` on, at most; found when they are wanted.
    ratios: OnceLock<Vec<Float>>,
}

impl BinomialMajorant {
    /// Terms, at most.
    const TERMS: u32 = 4000;

    pub fn new(exponent: BigRational) -> Self {
        Self { exponent, ratios: OnceLock::new() }
    }

    fn ratios(&self) -> &[Float] {
        let (above, below) = (self.exponent.numer(), self.exponent.denom());
        let ratio = |j: u32| Float::ratio(&(above - below * j).abs(), &(below * (j + 1)), Round::Up);
        self.ratios.get_or_init(|| (0..Self::TERMS).map(ratio).collect())
    }

    /// `None` for a `q` so near to one that too many terms would be needed.
    pub fn at(&self, q: Float) -> Option<Float> {
        let (mut sum, mut term) = (Float::integer(1), Float::integer(1));
        let rest = Float::integer(1).sub(q, Round::Down);
        for (j, ratio) in (1_u32..).zip(self.ratios()) {
            term = term.mul(ratio.mul(q, Round::Up), Round::Up);
            sum = sum.add(term, Round::Up);
            // From here on ratios are at most q: |e - j| <= j + 1 for j >= (e - 1)/2 and e >= -1.
            if term.is_zero() || (term < sum.scale(-40) && self.is_beyond(j)) {
                return Some(sum.add(term.mul(q, Round::Up).div(rest, Round::Up)?, Round::Up));
            }
        }
        None
    }

    /// Whether `j` exceeds the exponent.
    fn is_beyond(&self, j: u32) -> bool {
        self.exponent.denom() * j > *self.exponent.numer()
    }
}
