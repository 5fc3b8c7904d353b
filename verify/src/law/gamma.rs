//! Gamma law, and Erlang's, which is the same with an integer shape.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::{CycleTime, Fraction, Law, excess};
use crate::enclosure::functions::{Argument, exp, ln};
use crate::enclosure::special::{GammaFunction, binomial_majorant};
use crate::enclosure::{Float, Interval, Round};
use crate::fields::Place;
use crate::verdict::{Judged, Refusal};

#[derive(Debug)]
struct Gamma {
    shape: BigRational,
    rate: BigRational,
    shift: BigRational,
    function: GammaFunction,
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
    Ok(Box::new(Gamma { shape: value, rate, shift: place.get("shift")?.nonnegative()?, function }))
}

impl Gamma {
    /// `rate^shape y^(shape-1) / Gamma(shape) * exp(-rate z)`.
    fn kernel(&self, y: &BigRational, z: &BigRational) -> Option<Interval> {
        let scaled = y * &self.rate;
        let exponent =
            ln(&scaled)?.times(&(&self.shape - BigRational::one())).sub(&Argument::of(&(z * &self.rate)));
        // 1/Gamma(a) = a/Gamma(a + 1).
        exp(&exponent)?.mul(Interval::of(&(&self.rate * &self.shape))).div(self.function.factorial)
    }
}

impl CycleTime for Gamma {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        let y = excess(t, &self.shift).rational();
        Some(Interval::exact(Float::integer(1)).sub(self.function.lower(&(y * &self.rate))?))
    }

    fn density(&self, t: &Fraction) -> Option<Interval> {
        let y = excess(t, &self.shift).rational();
        if y.is_positive() { self.kernel(&y, &y) } else { None }
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
        let by_density = self.density(&fraction)?.high.div(fall, Round::Up)?;
        let survival = self.survival(&fraction)?.high.min(by_density);
        survival.pow(power, Round::Up).div(fall.mul(Float::integer(power.into()), Round::Down), Round::Up)
    }

    fn density_majorant(&self, low: &BigRational, high: &BigRational, radius: &BigRational) -> Option<Float> {
        let (near, far) = (low - &self.shift, high - &self.shift);
        if *radius >= near {
            return None;
        }
        let exponent = &self.shape - BigRational::one();
        let monotone = if exponent.is_negative() { &near } else { &far };
        let q = Float::of(&(radius / &near), Round::Up);
        let kernel = self.kernel(monotone, &(&near - radius))?.high;
        Some(kernel.mul(binomial_majorant(&exponent, q)?, Round::Up))
    }
}
