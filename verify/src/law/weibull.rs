//! Weibull law: `Pr[T > t] = exp(-((t - shift)/scale)^shape)`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::{CycleTime, Law};
use crate::enclosure::functions::{ARGUMENT, Argument, exp, power};
use crate::enclosure::special::BinomialMajorant;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

#[derive(Debug)]
struct Weibull {
    shape: BigRational,
    scale: BigRational,
    shift: BigRational,
    /// Of the powers `shape - 1` and `shape`.
    majorants: (BinomialMajorant, BinomialMajorant),
}

pub(super) fn read(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "shape", "scale", "shift"])?;
    let shape = place.get("shape")?.positive()?;
    let majorants =
        (BinomialMajorant::new(&shape - BigRational::one()), BinomialMajorant::new(shape.clone()));
    Ok(Box::new(Weibull {
        shape,
        majorants,
        scale: place.get("scale")?.positive()?,
        shift: place.get("shift")?.nonnegative()?,
    }))
}

impl Weibull {
    /// `(y/scale)^shape` for `y > 0`.
    fn hazard(&self, y: &Fraction) -> Option<Interval> {
        power(&y.over(&self.scale), &self.shape)
    }
}

/// `exp(-x)` of a nonnegative interval.
fn exp_minus(x: Interval) -> Option<Interval> {
    let argument = Argument {
        low: x.low.floor_scaled(i64::from(ARGUMENT)),
        high: x.high.floor_scaled(i64::from(ARGUMENT)) + 1,
    };
    exp(&argument.negated())
}

impl CycleTime for Weibull {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        let y = t.minus(&self.shift);
        if !y.is_positive() {
            return Some(Interval::exact(Float::integer(1)));
        }
        Some(exp_minus(self.hazard(&y)?)?.at_most_one())
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let y = t.minus(&self.shift);
        if !y.is_positive() {
            return None;
        }
        let hazard = self.hazard(&y)?;
        let survival = exp_minus(hazard)?;
        let density = survival.mul(hazard).mul(y.inverse()?.times(&self.shape).enclosed());
        Some((survival.at_most_one(), density))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        let y = t - &self.shift;
        let hazard = self.hazard(&Fraction::of(&y))?;
        let survival = exp_minus(hazard)?.high.pow(power, Round::Up);
        if self.shape >= BigRational::one() {
            // The failure rate shape * hazard / y rises.
            let rate = hazard.low.mul(Float::of(&(&self.shape / &y), Round::Down), Round::Down);
            return survival.div(rate.mul(Float::integer(power.into()), Round::Down), Round::Up);
        }
        // With u = hazard and q = 1/shape: (scale q) int u^(q-1) e^(-k u) du, at most u^(q-1) e^(-k u)/(k -
        // (q-1)/u).
        let q = self.shape.recip();
        let fall = Float::of(&(&q - BigRational::one()), Round::Up).div(hazard.low, Round::Up)?;
        let rate = Float::integer(power.into()).sub(fall, Round::Down);
        // u^(q-1) = (y/scale) / u.
        let factor = Float::of(&(&y * &q), Round::Up).div(hazard.low, Round::Up)?;
        survival.mul(factor, Round::Up).div(rate, Round::Up)
    }

    fn density_majorant(&self, low: &Fraction, high: &Fraction, radius: &Fraction) -> Option<Float> {
        let (near, far) = (low.minus(&self.shift), high.minus(&self.shift));
        let q = radius.part_of(&near)?;
        // |y^(e)|_q <= d^e B(e, q), and |u(d + z) - u(d)| <= u (B(shape, q) - 1).
        let exponent = &self.shape - BigRational::one();
        let monotone = if exponent.is_negative() { &near } else { &far };
        let front =
            power(&monotone.over(&self.scale), &exponent)?.high.mul(self.majorants.0.at(q)?, Round::Up);
        let growth = self.majorants.1.at(q)?;
        let two = Float::integer(2);
        let exponential = if growth < two {
            exp_minus(Interval::exact(
                self.hazard(&near)?.low.mul(two.sub(growth, Round::Down), Round::Down),
            ))?
            .high
        } else {
            let x = self.hazard(&far)?.high.mul(growth.sub(two, Round::Up), Round::Up);
            let end: BigInt = x.floor_scaled(i64::from(ARGUMENT)) + 1;
            exp(&Argument { low: end.clone(), high: end })?.high
        };
        let scale = Float::of(&(&self.shape / &self.scale), Round::Up);
        Some(front.mul(exponential, Round::Up).mul(scale, Round::Up))
    }
}
