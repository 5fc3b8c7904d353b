//! Uniform law: every slice is linear in time between the points where a level reaches `max`.
//!
//! Proved in `proofs/relaxed/concave_laws.v`: `uniform_log_cdf_concave`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::{CycleTime, Law};
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

#[derive(Debug)]
struct Uniform {
    min: BigRational,
    max: BigRational,
    /// `1 / (max - min)`.
    height: BigRational,
    height_enclosed: Interval,
}

pub(super) fn read(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "min", "max"])?;
    let (min, max) = (place.get("min")?.nonnegative()?, place.get("max")?);
    let value = max.number()?;
    if value <= min {
        return Err(max.malformed("must be above min"));
    }
    let height = (&value - &min).recip();
    Ok(Box::new(Uniform { min, max: value, height_enclosed: Interval::of(&height), height }))
}

impl Uniform {
    fn density(&self, t: &Fraction) -> Interval {
        let is_inside = &t.numerator * self.max.denom() < self.max.numer() * &t.denominator;
        if is_inside { self.height_enclosed } else { Interval::exact(Float::ZERO) }
    }
}

impl CycleTime for Uniform {
    fn infimum(&self) -> &BigRational {
        &self.min
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        // A negative difference counts as zero.
        let above = self.max.numer() * &t.denominator - &t.numerator * self.max.denom();
        let below = self.max.denom() * &t.denominator * self.height.denom();
        Some(Interval::ratio(&(&above * self.height.numer()), &below).at_most_one())
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        Some((self.survival(t)?, self.density(t)))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        let rest = &self.max - t;
        if rest <= BigRational::zero() {
            return Some(Float::ZERO);
        }
        let survival = (&rest * &self.height).pow(i32::try_from(power).ok()?);
        Some(Float::of(&(survival * rest / BigInt::from(power + 1)), Round::Up))
    }

    fn density_majorant(&self, low: &Fraction, _: &Fraction, _: &Fraction) -> Option<Float> {
        Some(self.density(low).high)
    }

    fn break_point(&self) -> Option<&BigRational> {
        Some(&self.max)
    }

    fn completion_is_concave(&self) -> Option<&'static str> {
        // c^2/(c - min) falls up to c = 2 min, and is zero beyond max.
        (self.max <= &self.min * BigInt::from(2)).then_some("max <= 2 min")
    }
}
