//! Log-normal law: `ln(T - shift)` is normal.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::{CycleTime, Fraction, Law, excess};
use crate::enclosure::functions::{ARGUMENT, Argument, exp, exp_of, ln};
use crate::enclosure::special::{normal_survival, root_of_two_pi};
use crate::enclosure::{Float, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

#[derive(Debug)]
struct LogNormal {
    location: BigRational,
    scale: BigRational,
    shift: BigRational,
}

pub(super) fn read(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "location", "scale", "shift"])?;
    Ok(Box::new(LogNormal {
        location: place.get("location")?.number()?,
        scale: place.get("scale")?.positive()?,
        shift: place.get("shift")?.nonnegative()?,
    }))
}

impl LogNormal {
    /// `(ln y - location) / scale`.
    fn standard(&self, y: &BigRational) -> Option<Argument> {
        Some(ln(y)?.sub(&Argument::of(&self.location)).times(&self.scale.recip()))
    }
}

impl CycleTime for LogNormal {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        let y = excess(t, &self.shift).rational();
        if !y.is_positive() {
            return Some(Interval::exact(Float::integer(1)));
        }
        Some(normal_survival(&self.standard(&y)?)?.at_most_one())
    }

    fn density(&self, t: &Fraction) -> Option<Interval> {
        let y = excess(t, &self.shift).rational();
        if !y.is_positive() {
            return None;
        }
        let half_square = self.standard(&y)?.square().times(&BigRational::new(1.into(), 2.into()));
        let scale = Interval::of(&(y * &self.scale)).mul(root_of_two_pi());
        exp(&half_square.negated())?.div(scale)
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // S(t)^(k-1) times the mean excess, which is at most exp(location + scale^2/2) Pr[Z > z - scale].
        let y = t - &self.shift;
        let survival = self.survival(&Fraction::of(t))?.high.pow(power - 1, Round::Up);
        let mean = exp_of(&(&self.location + &self.scale * &self.scale / BigInt::from(2)))?.high;
        let shifted = normal_survival(&self.standard(&y)?.sub(&Argument::of(&self.scale)))?.high;
        Some(survival.mul(mean, Round::Up).mul(shifted, Round::Up))
    }

    fn density_majorant(&self, low: &BigRational, high: &BigRational, radius: &BigRational) -> Option<Float> {
        let (near, far) = (low - &self.shift, high - &self.shift);
        if *radius >= near {
            return None;
        }
        // With q = radius/y: |ln(1 + z/y)|_q = -ln(1 - q) =: l, and for the standardised point s and l' =
        // l/scale exp(-(s + .)^2/2) <= exp(-s^2/2 + |s| l' + l'^2/2), |1/(y + z)|_q = 1/(y (1 - q)).
        let one = BigRational::one();
        let rest = &one - radius / &near;
        let spread = ln(&rest.recip())?.times(&self.scale.recip()).high;
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
        let scale =
            Float::of(&(near * rest * &self.scale), Round::Down).mul(root_of_two_pi().low, Round::Down);
        bell.div(scale, Round::Up)
    }
}
