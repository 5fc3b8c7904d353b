//! Gamma law, and Erlang's, which is the same with an integer shape.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::{CycleTime, Law};
use crate::enclosure::functions::{Argument, exp, ln_of};
use crate::enclosure::special::{BinomialMajorant, GammaFunction};
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::{Judged, Refusal};

#[derive(Debug)]
struct Gamma {
    shape: BigRational,
    rate: BigRational,
    shift: BigRational,
    function: GammaFunction,
    /// Of the power `shape - 1`.
    majorant: BinomialMajorant,
    /// `rate * shape / Gamma(shape + 1)`.
    front: Interval,
    rate_enclosed: Interval,
    /// `1/j` from `j = 1` up to the shape less one, where that is an integer.
    reciprocals: Option<Vec<Interval>>,
}

pub(super) fn read(place: &Place, whole_shape: bool) -> Judged<Law> {
    place.allow_only(&["law", "shape", "rate", "shift"])?;
    let shape = place.get("shape")?;
    let (value, rate) = (shape.positive()?, place.get("rate")?.positive()?);
    if whole_shape && !value.denom().is_one() {
        return Err(shape.malformed("must be an integer"));
    }
    let largest = BigRational::from_integer(GammaFunction::LARGEST_SHAPE.into());
    let function = if value <= largest { GammaFunction::new(&value) } else { None };
    let function = function.ok_or_else(|| {
        let reason =
            format!("the gamma function is enclosed for shapes up to {} only", GammaFunction::LARGEST_SHAPE);
        Refusal::unverified(&shape.pointer, reason)
    })?;
    let not_enclosed = || Refusal::unverified(&shape.pointer, "the gamma function cannot be enclosed there");
    Ok(Box::new(Gamma {
        majorant: BinomialMajorant::new(&value - BigRational::one()),
        rate_enclosed: Interval::of(&rate),
        reciprocals: value
            .to_integer()
            .to_u32()
            .filter(|_| value.is_integer())
            .map(|whole| (1..whole).map(|j| Interval::ratio(&BigInt::one(), &BigInt::from(j))).collect()),
        front: Interval::of(&(&rate * &value)).div(function.factorial).ok_or_else(not_enclosed)?,
        shape: value,
        rate,
        shift: place.get("shift")?.nonnegative()?,
        function,
    }))
}

/// For an integer shape `a` and `x > 0`: `Q(a, x) = e^-x sum over j < a of x^j/j!`, and the last term of the sum.
fn whole(reciprocals: &[Interval], x: &Fraction) -> Option<(Interval, Interval)> {
    let enclosed = x.enclosed();
    let mut term = exp(&Argument::ratio(&x.numerator, &x.denominator).negated())?;
    let mut sum = term;
    for reciprocal in reciprocals {
        term = term.mul(enclosed).mul(*reciprocal);
        sum = sum.add(term);
    }
    Some((sum.at_most_one(), term))
}

impl Gamma {
    /// `rate^shape y^(shape-1) / Gamma(shape) * exp(-rate z)`.
    fn kernel(&self, y: &Fraction, z: &Fraction) -> Option<Interval> {
        let (y, z) = (y.times(&self.rate), z.times(&self.rate));
        let power = ln_of(&y.numerator, &y.denominator)?.times(&(&self.shape - BigRational::one()));
        // 1/Gamma(a) = a/Gamma(a + 1).
        Some(exp(&power.sub(&Argument::ratio(&z.numerator, &z.denominator)))?.mul(self.front))
    }
}

impl CycleTime for Gamma {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        let x = t.minus(&self.shift).times(&self.rate);
        if let Some(reciprocals) = self.reciprocals.as_ref().filter(|_| x.is_positive()) {
            return Some(whole(reciprocals, &x)?.0);
        }
        Some(Interval::exact(Float::integer(1)).sub(self.function.lower(&x)?.0))
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let x = t.minus(&self.shift).times(&self.rate);
        if !x.is_positive() {
            return None;
        }
        if let Some(reciprocals) = &self.reciprocals {
            let (survival, last) = whole(reciprocals, &x)?;
            return Some((survival, last.mul(self.rate_enclosed)));
        }
        let (lower, kernel) = self.function.lower(&x)?;
        // rate x^(a-1) e^-x / Gamma(a), from x^a e^-x.
        let density = kernel.mul(x.inverse()?.enclosed()).mul(self.front);
        Some((Interval::exact(Float::integer(1)).sub(lower), density))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // From t on the density, and with it the survival function, falls at least at rate - (shape - 1)/y,
        // or at the rate itself for shapes below one.
        let y = t - &self.shift;
        let growth = (&self.shape - BigRational::one()).max(BigRational::zero());
        let fall = &self.rate - growth / &y;
        if !fall.is_positive() {
            return None;
        }
        let fall = Float::of(&fall, Round::Down);
        let fraction = Fraction::of(t);
        let (survival, density) = self.both(&fraction)?;
        let survival = survival.high.min(density.high.div(fall, Round::Up)?);
        survival.pow(power, Round::Up).div(fall.mul(Float::integer(power.into()), Round::Down), Round::Up)
    }

    fn density_majorant(&self, low: &Fraction, high: &Fraction, radius: &Fraction) -> Option<Float> {
        let (near, far) = (low.minus(&self.shift), high.minus(&self.shift));
        let q = radius.part_of(&near)?;
        let monotone = if self.shape < BigRational::one() { &near } else { &far };
        let kernel = self.kernel(monotone, &near.less(radius))?.high;
        Some(kernel.mul(self.majorant.at(q)?, Round::Up))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    #[test]
    fn integer_shapes_have_the_same_values_by_the_sum_as_by_the_series() {
        for shape in ["1", "2", "3", "7"] {
            let shape = parse(shape).unwrap();
            let function = GammaFunction::new(&shape).unwrap();
            let reciprocals: Vec<Interval> = (1..shape.to_integer().to_u32().unwrap())
                .map(|j| Interval::ratio(&BigInt::one(), &BigInt::from(j)))
                .collect();
            for x in ["0.001", "0.7", "3", "20.5", "90"] {
                let x = Fraction::of(&parse(x).unwrap());
                let (survival, last) = whole(&reciprocals, &x).unwrap();
                let (lower, kernel) = function.lower(&x).unwrap();
                let other = Interval::exact(Float::integer(1)).sub(lower);
                assert!(survival.low <= other.high && other.low <= survival.high);
                // x^(a-1) e^-x / (a-1)! from x^a e^-x.
                let front = Interval::of(&shape).div(function.factorial).unwrap();
                let other = kernel.mul(x.inverse().unwrap().enclosed()).mul(front);
                assert!(last.low <= other.high && other.low <= last.high);
                assert!(last.high.sub(last.low, Round::Up) <= last.high.scale(-100));
            }
        }
    }
}
