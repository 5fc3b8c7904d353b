//! Log-normal law: `ln(T - shift)` is normal.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::{CycleTime, Law};
use crate::enclosure::functions::{ARGUMENT, Argument, exp, exp_of, ln_of};
use crate::enclosure::special::{normal, root_of_two_pi};
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

#[derive(Debug)]
struct LogNormal {
    location: BigRational,
    scale: BigRational,
    shift: BigRational,
    location_enclosed: Argument,
    scale_inverse: BigRational,
}

pub(super) fn read(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "location", "scale", "shift"])?;
    let (location, scale) = (place.get("location")?.number()?, place.get("scale")?.positive()?);
    Ok(Box::new(LogNormal {
        location_enclosed: Argument::of(&location),
        scale_inverse: scale.recip(),
        location,
        scale,
        shift: place.get("shift")?.nonnegative()?,
    }))
}

impl LogNormal {
    /// `(ln y - location) / scale`.
    fn standard(&self, y: &Fraction) -> Option<Argument> {
        Some(ln_of(&y.numerator, &y.denominator)?.sub(&self.location_enclosed).times(&self.scale_inverse))
    }
}

impl CycleTime for LogNormal {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        let y = t.minus(&self.shift);
        if !y.is_positive() {
            return Some(Interval::exact(Float::integer(1)));
        }
        Some(normal(&self.standard(&y)?)?.0)
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let y = t.minus(&self.shift);
        if !y.is_positive() {
            return None;
        }
        let (survival, density) = normal(&self.standard(&y)?)?;
        Some((survival, density.mul(y.inverse()?.over(&self.scale).enclosed())))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // S(t)^(k-1) times the mean excess, which is at most exp(location + scale^2/2) Pr[Z > z - scale].
        let y = t - &self.shift;
        let survival = self.survival(&Fraction::of(t))?.high.pow(power - 1, Round::Up);
        let mean = exp_of(&(&self.location + &self.scale * &self.scale / BigInt::from(2)))?.high;
        let shifted = normal(&self.standard(&Fraction::of(&y))?.sub(&Argument::of(&self.scale)))?.0.high;
        Some(survival.mul(mean, Round::Up).mul(shifted, Round::Up))
    }

    fn density_majorant(&self, low: &Fraction, high: &Fraction, radius: &Fraction) -> Option<Float> {
        let (near, far) = (low.minus(&self.shift), high.minus(&self.shift));
        let rest = near.less(radius);
        if !rest.is_positive() {
            return None;
        }
        // With q = radius/y: |ln(1 + z/y)|_q = -ln(1 - q) =: l, and for the standardised point s and l' =
        // l/scale exp(-(s + .)^2/2) <= exp(-s^2/2 + |s| l' + l'^2/2), |1/(y + z)|_q = 1/(y (1 - q)).
        let (above, below) = (&near.numerator * &rest.denominator, &near.denominator * &rest.numerator);
        let spread = ln_of(&above, &below)?.times(&self.scale_inverse).high;
        let (left, right) = (self.standard(&near)?.low, self.standard(&far)?.high);
        let farthest = left.abs().max(right.abs());
        let nearest = if left.is_negative() && right.is_positive() {
            BigInt::from(0)
        } else {
            left.abs().min(right.abs())
        };
        let square = |x: &BigInt| x * x;
        let exponent: BigInt =
            ((&farthest * &spread * 2 + square(&spread) - square(&nearest)) >> (ARGUMENT + 1)) + 2;
        let bell = exp(&Argument { low: exponent.clone(), high: exponent })?.high;
        let scale = rest.times(&self.scale).enclosed().low.mul(root_of_two_pi().low, Round::Down);
        bell.div(scale, Round::Up)
    }
}
