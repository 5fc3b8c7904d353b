//! A completion probability beside what the deadline decides by itself: what evaluators of it share.

use super::completion::{CompletionProbability, Probability};
use super::evaluator::{Cost, Gradient};
use super::load_time::LoadTime;
use crate::clock::Clock;
use crate::shares::Shares;
use crate::solution::Value;

/// Said wherever the optimum is exactly zero.
pub const IMPOSSIBLE: &str = "no partition can finish by the deadline";

/// The probability of what is impossible.
const NEVER: Value = Value { value: 0.0, error: 0.0, complement: Some(1.0) };

impl From<Probability> for Value {
    fn from(Probability { value, complement, error }: Probability) -> Self {
        Self { value, error, complement: Some(complement) }
    }
}

/// A probability, and whether it is zero for every partition.
pub(super) struct Decided<'a, T: LoadTime + ?Sized> {
    pub probability: &'a CompletionProbability<T>,
    pub is_impossible: bool,
}

impl<T: LoadTime + ?Sized> Decided<'_, T> {
    pub fn value(&self, shares: &Shares) -> Value {
        if self.is_impossible { NEVER } else { self.probability.value(shares).into() }
    }

    pub fn value_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Value> {
        if self.is_impossible {
            return Some(NEVER);
        }
        self.probability.value_in_time(shares, clock).map(Value::from)
    }

    /// `-ln(P / (1 - P))`, which tells probabilities apart at both ends.
    pub fn cost(&self, shares: &Shares, clock: &Clock) -> Option<Cost> {
        if clock.is_over() {
            return None;
        }
        let (probability, gradient) = self.probability.value_and_gradient_in_time(shares, clock)?;
        let p = probability.value.max(f64::MIN_POSITIVE);
        let q = probability.complement.max(f64::MIN_POSITIVE);
        Some(Cost {
            value: q.ln() - p.ln(),
            error: 2.0 * probability.relative_error(),
            slopes: gradient.iter().map(|g| -g / p / q).collect(),
        })
    }

    pub fn gradient(&self, shares: &Shares, clock: &Clock) -> Option<Gradient> {
        if self.is_impossible {
            return Some(Gradient { value: NEVER, slopes: vec![0.0; shares.workers()], error: 0.0 });
        }
        let (probability, slopes) = self.probability.value_and_gradient_in_time(shares, clock)?;
        let largest = slopes.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        Some(Gradient { value: probability.into(), error: largest * probability.relative_error(), slopes })
    }

    pub fn remark(&self) -> Option<&'static str> {
        self.is_impossible.then_some(IMPOSSIBLE)
    }
}
