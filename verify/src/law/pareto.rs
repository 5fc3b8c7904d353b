//! Pareto law: `Pr[T > t] = (scale/t)^shape` from `scale` on.
//!
//! Proved in `proofs/relaxed/concave_laws.v`: `pareto_log_cdf_concave`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::{CycleTime, Law};
use crate::enclosure::functions::power;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

#[derive(Debug)]
struct Pareto {
    shape: BigRational,
    scale: BigRational,
}

pub(super) fn read(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "shape", "scale"])?;
    Ok(Box::new(Pareto { shape: place.get("shape")?.positive()?, scale: place.get("scale")?.positive()? }))
}

impl Pareto {
    /// Survival function and density, continued to all `t > 0`, where they are completely monotone.
    fn continued(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        if !t.is_positive() {
            return None;
        }
        let inverse = t.inverse()?;
        let survival = power(&inverse.times(&self.scale), &self.shape)?;
        Some((survival, survival.mul(inverse.times(&self.shape).enclosed())))
    }
}

impl CycleTime for Pareto {
    fn infimum(&self) -> &BigRational {
        &self.scale
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        Some(self.continued(t)?.0.at_most_one())
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let (survival, density) = self.continued(t)?;
        Some((survival.at_most_one(), density))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // S(t)^k t / (k shape - 1), infinite unless k shape > 1.
        let excess = &self.shape * BigInt::from(power) - BigRational::one();
        let survival = self
            .continued(&Fraction::of(t))?
            .0
            .high
            .pow(power, Round::Up)
            .mul(Float::of(t, Round::Up), Round::Up);
        excess.is_positive().then(|| survival.div(Float::of(&excess, Round::Down), Round::Up))?
    }

    fn extension(&self, t: &Fraction) -> Option<(Interval, Float)> {
        let (survival, density) = self.continued(t)?;
        Some((survival, density.high))
    }

    fn completion_is_concave(&self) -> Option<&'static str> {
        // With u = c/scale it is shape * scale * u/(u^shape - 1), whose derivative has the sign of (1 -
        // shape) u^shape - 1.
        (self.shape >= BigRational::one()).then_some("shape >= 1")
    }
}
