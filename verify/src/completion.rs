//! The completion probability under a law: its value, and an upper bound from one tangent where `ln Pr` is
//! concave.
//!
//! Proved in `proofs/relaxed/prekopa.v`: `log_probability_concave`, and for the laws that have a bound
//! `shifted_exponential_completion_concave`, `pareto_completion_concave`, `uniform_completion_concave`.

use num_rational::BigRational;
use num_traits::Signed;

use crate::boundary::Boundary;
use crate::enclosure::functions::exp_of;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::law::CycleTime;
use crate::verdict::{Judged, Refusal};

/// A law and the deadline over `kappa`.
pub(crate) struct Completion<'a> {
    pub law: &'a dyn CycleTime,
    pub deadline: &'a BigRational,
    pub pointer: &'a str,
}

impl Completion<'_> {
    /// The probability that all loads are done in time.
    pub fn value(&self, loads: &[BigRational]) -> Judged<Interval> {
        let boundary = self.boundary(loads);
        let mut recursion = boundary.recursion()?;
        if *self.deadline <= boundary.start() {
            return Ok(Interval::exact(Float::ZERO));
        }
        boundary.probability(&Fraction::of(self.deadline), &mut recursion)
    }

    /// An upper bound over all partitions of `coordinates`: with `a = -grad ln Pr(y) >= 0` and concavity,
    /// `ln Pr(x) <= ln Pr(y) + a . y - a . x <= ln Pr(y) + a . y - L min_i a_i`.
    pub fn tangent_bound(&self, point: &[BigRational], coordinates: &BigRational) -> Judged<BigRational> {
        if self.law.completion_is_concave().is_none() {
            let reason = "ln Pr is not known to be concave for this law and its parameters: one tangent proves nothing";
            return Err(Refusal::unverified(self.pointer, reason));
        }
        if point.iter().any(Signed::is_negative) || !point.first().is_some_and(Signed::is_positive) {
            return Err(Refusal::rejected(
                self.pointer,
                "the point of a tangent needs a positive first block and no negative one",
            ));
        }
        let loads = crate::instance::loads(point);
        if *self.deadline <= self.boundary(&loads).start() {
            return Err(Refusal::rejected(self.pointer, "the point of a tangent has probability zero"));
        }
        let value = self.value(&loads)?;
        let slopes = self.slopes(&loads, value)?;
        let least =
            slopes.iter().map(|slope| slope.low).min().unwrap_or(Float::ZERO).to_rational(Round::Down);
        let own: BigRational =
            slopes.iter().zip(point).map(|(slope, block)| slope.high.to_rational(Round::Up) * block).sum();
        let excess = exp_of(&(own - least * coordinates))
            .ok_or_else(|| Refusal::rejected(self.pointer, "the tangent is too steep to prove anything"))?;
        Ok(value.high.mul(excess.high, Round::Up).to_rational(Round::Up))
    }

    /// `-d ln Pr/dx_i = (i+1) sum over n >= i of D_n f(c_n) s/W_n^2 / Pr`.
    fn slopes(&self, loads: &[BigRational], value: Interval) -> Judged<Vec<Interval>> {
        let boundary = self.boundary(loads);
        let mut recursion = boundary.recursion()?;
        let none = || {
            Refusal::unverified(self.pointer, "the probability at the point is too small for this checker")
        };
        let s = Fraction::of(self.deadline);
        let (densities, low) = boundary.derivatives(&s, &mut recursion, Round::Down)?;
        let (_, high) = boundary.derivatives(&s, &mut recursion, Round::Up)?;
        let mut sum = Interval::exact(Float::ZERO);
        let mut slopes = Vec::with_capacity(loads.len());
        for n in (0..loads.len()).rev() {
            let scale = Interval::of(&(self.deadline / (&loads[n] * &loads[n])));
            let derivative = Interval { low: low[n], high: high[n] };
            sum = sum.add(derivative.mul(densities[n]).mul(scale));
            let weight = Interval::exact(Float::integer(n as u64 + 1));
            slopes.push(sum.mul(weight).div(value).ok_or_else(none)?);
        }
        slopes.reverse();
        Ok(slopes)
    }

    fn boundary<'b>(&'b self, loads: &'b [BigRational]) -> Boundary<'b> {
        Boundary { law: self.law, loads, pointer: self.pointer }
    }
}
