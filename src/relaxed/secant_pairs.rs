//! Secant pairs of a quasi-Newton method: BFGS in product form, in scaled variables of the tangent space.

use std::collections::VecDeque;

use crate::numeric::vector::{add, dot};

/// Secant pairs kept; beyond this many the oldest goes.
const MEMORY: usize = 400;
/// Relative length of the first step.
const FIRST_STEP: f64 = 0.1;
/// Smallest cosine of step and change of a pair that tells of curvature.
const LEAST_COSINE: f64 = 1e-14;

/// Steps with the changes of the gradient along them, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct SecantPairs(VecDeque<(Vec<f64>, Vec<f64>)>);

impl SecantPairs {
    /// Keeps a step between two gradients.
    pub fn remember(&mut self, step: Vec<f64>, before: &[f64], after: &[f64]) {
        if self.0.len() == MEMORY {
            self.0.pop_front();
        }
        let change = after.iter().zip(before).map(|(a, b)| a - b).collect();
        self.0.push_back((step, change));
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The inverse of the curvature times a slope, in scaled variables; `first` is the model before the pairs, of which only
    /// the shape counts.
    pub fn solve(
        &self,
        tangent: &Tangent,
        scale: &[f64],
        slope: &[f64],
        first: impl Fn(&[f64]) -> Vec<f64>,
    ) -> Vec<f64> {
        let pairs = self.projected(tangent, scale);
        let mut q = tangent.project(slope);
        let mut weights = vec![0.0; pairs.len()];
        for (weight, (s, y, product)) in weights.iter_mut().zip(&pairs).rev() {
            *weight = dot(s, &q) / product;
            add(&mut q, -*weight, y);
        }
        q = first(&q);
        match pairs.last() {
            Some((_, y, product)) => {
                let unit = product / dot(y, &first(y));
                q.iter_mut().for_each(|v| *v *= unit);
            }
            None => {
                let longest = q.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
                q.iter_mut().for_each(|v| *v *= FIRST_STEP / longest);
            }
        }
        for (weight, (s, y, product)) in weights.iter().zip(&pairs) {
            let correction = weight - dot(y, &q) / product;
            add(&mut q, correction, s);
        }
        q
    }

    /// Step, change and their product, of the pairs that tell of curvature there.
    fn projected(&self, tangent: &Tangent, scale: &[f64]) -> Vec<(Vec<f64>, Vec<f64>, f64)> {
        let scaled = |(step, change): &(Vec<f64>, Vec<f64>)| {
            let s: Vec<f64> = step.iter().zip(scale).map(|(s, d)| s / d).collect();
            let y: Vec<f64> = change.iter().zip(scale).map(|(y, d)| y * d).collect();
            let (s, y) = (tangent.project(&s), tangent.project(&y));
            let product = dot(&s, &y);
            (product > LEAST_COSINE * (dot(&s, &s) * dot(&y, &y)).sqrt()).then_some((s, y, product))
        };
        self.0.iter().filter_map(scaled).collect()
    }
}

/// Projection onto the free variables and the tangent space of `sum scale_i z_i = const`.
pub struct Tangent {
    normal: Vec<f64>,
    squared: f64,
}

impl Tangent {
    pub fn new(scale: &[f64], free: &[bool]) -> Self {
        let normal: Vec<f64> = scale.iter().zip(free).map(|(d, f)| if *f { *d } else { 0.0 }).collect();
        let squared = dot(&normal, &normal).max(f64::MIN_POSITIVE);
        Self { normal, squared }
    }

    pub fn project(&self, v: &[f64]) -> Vec<f64> {
        let along = dot(v, &self.normal) / self.squared;
        v.iter().zip(&self.normal).map(|(v, d)| if *d > 0.0 { v - along * d } else { 0.0 }).collect()
    }
}
