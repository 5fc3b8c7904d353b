//! Convex functions of shares that are homogeneous of degree one: what searches for their optima ask.

use super::evaluator::Evaluator as _;
use super::expected::{Estimate, Evaluation};
use super::law_runtime::LawRuntime;
use super::overhead_runtime::OverheadRuntime;
use crate::clock::Clock;
use crate::shares::Shares;
use crate::solution::Value;

/// An expected overall runtime in inner units, in the cone of nonnegative blocks: every tangent is a lower bound.
pub trait ConvexRuntime: Sync {
    /// Number of workers `N`.
    fn workers(&self) -> usize;

    /// The first level that may hold coordinates.
    fn first_level(&self) -> usize;

    /// Value and gradient; `None` if the clock ends their evaluation.
    fn evaluate(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Evaluation>;

    /// The value alone; `None` if the clock ends it.
    fn estimate_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Estimate>;

    /// A value in the instance's unit of time.
    fn value_of(&self, inner: Estimate) -> Value;

    /// A lower bound in the instance's unit of time.
    fn bound(&self, inner: f64) -> f64;
}

impl ConvexRuntime for LawRuntime {
    fn workers(&self) -> usize {
        self.workers()
    }

    fn first_level(&self) -> usize {
        super::evaluator::Evaluator::first_level(self)
    }

    fn evaluate(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Evaluation> {
        self.evaluate(shares, tolerance, clock)
    }

    fn estimate_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Estimate> {
        self.estimate_in_time(shares, clock)
    }

    fn value_of(&self, inner: Estimate) -> Value {
        self.value_of(inner)
    }

    fn bound(&self, inner: f64) -> f64 {
        self.bound(inner)
    }
}

/// The partitions whose first level in use is `first` or later, of an instance with a random overhead.
///
/// Where the cycle time is constant, `E max_(n >= first) (A_(N-n) + t W_n)` is convex in the blocks, and its perspective, as
/// if the overhead grew with `L`, is homogeneous of degree one and the same where the shares sum to one. It is at least the
/// expected runtime, as levels without load wait in it, and equal to it where `first` is in use. In a point where it is not, the
/// levels that are bound the function from below, and their tangent does.
///
/// Proved in `proofs/runtime/overhead.v`: `face_is_runtime`, `face_above_runtime`, `perspective_is_face`, `perspective_convex`,
/// `perspective_homogeneous`, `intercept_bound`.
#[derive(Debug, Clone, Copy)]
pub struct Face<'a> {
    /// The evaluator.
    pub evaluator: &'a OverheadRuntime,
    /// The first level that may be in use.
    pub first: usize,
}

impl ConvexRuntime for Face<'_> {
    fn workers(&self) -> usize {
        self.evaluator.workers()
    }

    fn first_level(&self) -> usize {
        self.first.max(self.evaluator.first_level())
    }

    fn evaluate(&self, shares: &Shares, tolerance: f64, clock: &Clock) -> Option<Evaluation> {
        let sum: f64 = shares.as_slice().iter().sum();
        let point: Vec<f64> = shares.as_slice().iter().map(|x| x / sum).collect();
        let found = self.evaluator.evaluate(&Shares::unchecked(point.clone()), tolerance, clock)?;
        let Estimate { value, error } = found.value;
        let along: f64 = found.gradient.iter().zip(&point).map(|(g, x)| g * x).sum();
        // The intercept of the tangent, shared out.
        let rest = value - along;
        Some(Evaluation {
            value: Estimate { value: sum * value, error: sum * error },
            gradient: found.gradient.iter().map(|g| g + rest).collect(),
            gradient_error: 2.0 * found.gradient_error + error / value,
        })
    }

    fn estimate_in_time(&self, shares: &Shares, clock: &Clock) -> Option<Estimate> {
        self.evaluator.estimate_in_time(shares, super::law_runtime::VALUE_TOLERANCE, clock)
    }

    fn value_of(&self, inner: Estimate) -> Value {
        self.evaluator.value_of(inner)
    }

    fn bound(&self, inner: f64) -> f64 {
        self.evaluator.bound(inner)
    }
}
