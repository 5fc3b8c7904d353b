//! Mixtures of exponential laws behind one shift; a single phase is the shifted exponential law.
//!
//! Proved in `proofs/relaxed/concavity.v`: `second_derivative_sign_everywhere`, `log_cdf_concave`.

use num_rational::BigRational;
use num_traits::Zero;

use super::{CycleTime, Law};
use crate::enclosure::functions::{Argument, exp};
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::fields::Place;
use crate::verdict::Judged;

/// `Pr[T > t] = sum_i weight_i exp(-rate_i (t - shift))`, an entire and completely monotone function.
#[derive(Debug)]
struct Mixture {
    phases: Vec<Phase>,
    slowest: BigRational,
    shift: BigRational,
}

#[derive(Debug)]
struct Phase {
    weight: Interval,
    rate: BigRational,
    rate_enclosed: Interval,
}

pub(super) fn exponential(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "rate", "shift"])?;
    let weight = BigRational::from_integer(1.into());
    mixture(&[weight], vec![place.get("rate")?.positive()?], place)
}

pub(super) fn hyper_exponential(place: &Place) -> Judged<Law> {
    place.allow_only(&["law", "weights", "rates", "shift"])?;
    let positive =
        |key: &str| place.get(key)?.items()?.map(|entry| entry.positive()).collect::<Judged<Vec<_>>>();
    let (mut weights, rates) = (positive("weights")?, positive("rates")?);
    if weights.is_empty() || weights.len() != rates.len() || weights.len() > 64 {
        return Err(place.malformed("weights and rates must have the same length, from 1 to 64"));
    }
    // As the solvers do: weights count relative to their sum, which the file may give rounded.
    let sum: BigRational = weights.iter().sum();
    for weight in &mut weights {
        *weight /= &sum;
    }
    mixture(&weights, rates, place)
}

fn mixture(weights: &[BigRational], rates: Vec<BigRational>, place: &Place) -> Judged<Law> {
    let shift = place.get("shift")?.nonnegative()?;
    let slowest = rates.iter().min().cloned().unwrap_or_else(BigRational::zero);
    let phase = |(weight, rate): (&BigRational, BigRational)| Phase {
        weight: Interval::of(weight),
        rate_enclosed: Interval::of(&rate),
        rate,
    };
    Ok(Box::new(Mixture { phases: weights.iter().zip(rates).map(phase).collect(), slowest, shift }))
}

impl Mixture {
    /// Survival function and density, continued to all real `t`.
    fn continued(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let y = t.minus(&self.shift);
        let zero = Interval::exact(Float::ZERO);
        let (mut survival, mut density) = (zero, zero);
        for phase in &self.phases {
            let x = Argument::ratio(
                &-(phase.rate.numer() * &y.numerator),
                &(phase.rate.denom() * &y.denominator),
            );
            let term = exp(&x)?.mul(phase.weight);
            survival = survival.add(term);
            density = density.add(term.mul(phase.rate_enclosed));
        }
        Some((survival, density))
    }
}

impl CycleTime for Mixture {
    fn infimum(&self) -> &BigRational {
        &self.shift
    }

    fn survival(&self, t: &Fraction) -> Option<Interval> {
        Some(self.continued(t)?.0.at_most_one())
    }

    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)> {
        let (survival, density) = self.continued(t)?;
        Some((survival.at_most_one(), density))
    }

    fn tail(&self, t: &BigRational, power: u32) -> Option<Float> {
        // Further on the function falls at least as fast as its slowest phase.
        let survival = self.survival(&Fraction::of(t))?.high.pow(power, Round::Up);
        survival.div(Float::of(&(&self.slowest * num_bigint::BigInt::from(power)), Round::Down), Round::Up)
    }

    fn extension(&self, t: &Fraction) -> Option<(Interval, Float)> {
        let (survival, density) = self.continued(t)?;
        Some((survival, density.high))
    }

    fn completion_is_concave(&self) -> Option<&'static str> {
        // One phase with rate * shift >= 1 - ln 2, that is exp(1 - rate shift) <= 2.
        let [phase] = &self.phases[..] else { return None };
        let x = BigRational::from_integer(1.into()) - &phase.rate * &self.shift;
        let holds = exp(&Argument::of(&x))?.high <= Float::integer(2);
        holds.then_some("rate * shift >= 1 - ln 2")
    }
}
