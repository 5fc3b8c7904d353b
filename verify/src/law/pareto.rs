//! Pareto law: `Pr[T > t] = (scale/t)^shape` from `scale` on.
//!
//! Proved in `proofs/relaxed/concave_laws.v`: `pareto_log_cdf_concave`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::{CycleTime, Fraction, Law};
use crate::enclosure::functions::power;
use crate::enclosure::{Float, Interval, Round};
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
    fn continued(&self, t: &BigRational) -> Option<(Interval, Interval)> {
        if !t.is_positive() {
            return None;
        }
        let survival = power(&(&self.scale / t), &self.shape)?;
        Some((survival, survival.mul(Interval::of(&(&self.shape / t)))))
    }
}

impl CycleTime for Pareto {
    fn infimum(&self) -> &BigRational {
        &self.scale
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        Some(self.continued(&t.rational())?.0.at_most_one())
    }

    fn density(&self, t: &Fraction) -> Option<Interval> {
        Some(self.continued(&t.rational())?.1)
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let (survival, density) = self.continued(&t.rational())?;
        Some((survival.at_most_one(), density))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // S(t)^k t / (k shape - 1), infinite unless k shape > 1.
        let excess = &self.shape * BigInt::from(power) - BigRational::one();
        let survival =
            self.continued(t)?.0.high.pow(power, Round::Up).mul(Float::of(t, Round::Up), Round::Up);
        excess.is_positive().then(|| survival.div(Float::of(&excess, Round::Down), Round::Up))?
    }

    fn extension(&self, t: &Fraction) -> Option<(Interval, Float)> {
        let (survival, density) = self.continued(&t.rational())?;
        Some((survival, density.high))
    }

    fn density_majorant(&self, low: &BigRational, _: &BigRational, radius: &BigRational) -> Option<Float> {
        Some(self.extension(&Fraction::of(&(low - radius)))?.1)
    }

    fn completion_is_concave(&self) -> Option<&'static str> {
        // With u = c/scale it is shape * scale * u/(u^shape - 1), whose derivative has the sign of (1 -
        // shape) u^shape - 1.
        (self.shape >= BigRational::one()).then_some("shape >= 1")
    }
}
