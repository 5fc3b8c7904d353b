//! Newton steps by conjugate gradients, truncated at a trust region (Steihaug 1983): of the Hessian only products with
//! vectors are known. [`Springs`] are preconditioner and norm.

use super::springs::Springs;
use crate::numeric::vector::{add, dot};

/// What a step has to be.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// Length at most, in the norm of the springs.
    pub radius: f64,
    /// By how much the residual is to fall, in the dual norm.
    pub reduction: f64,
    /// Products with the Hessian at most.
    pub products: usize,
}

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// The change of the scaled blocks, their sum kept.
    pub change: Vec<f64>,
    /// Its length in the norm of the springs.
    pub length: f64,
    /// Whether the trust region ended it.
    pub is_at_edge: bool,
}

/// The step `u` with `H u = -q` for the slopes `q`, up to multiples of the normal; to the edge of the trust region where
/// that comes first, or where the Hessian curves downwards. `None` where a product is.
pub fn solve(
    springs: &Springs,
    slopes: &[f64],
    product: impl Fn(&[f64]) -> Option<Vec<f64>>,
    goal: Goal,
) -> Option<Step> {
    let mut residual: Vec<f64> = slopes.iter().map(|q| -q).collect();
    springs.drop_normal(&mut residual);
    let mut answer = springs.solve(&residual);
    let mut squared = dot(&residual, &answer);
    let last = goal.reduction * goal.reduction * squared;
    // The direction, and its image under the springs: both follow from one recurrence.
    let (mut direction, mut image) = (answer.clone(), residual.clone());
    let mut step = Step { change: vec![0.0; slopes.len()], length: 0.0, is_at_edge: false };
    let mut image_of_change = vec![0.0; slopes.len()];
    for _ in 0..goal.products {
        if squared <= last {
            break;
        }
        let curved = product(&direction)?;
        let curvature = dot(&direction, &curved);
        let factor = if curvature > 0.0 { squared / curvature } else { f64::INFINITY };
        let size = dot(&direction, &image);
        let (mixed, most) = (dot(&direction, &image_of_change), goal.radius * goal.radius);
        let edge = to_edge(size, mixed, step.length * step.length - most);
        let is_at_edge = factor.is_nan() || factor >= edge;
        let factor = if is_at_edge { edge } else { factor };
        add(&mut step.change, factor, &direction);
        step.length = (step.length * step.length + factor * (2.0 * mixed + factor * size)).max(0.0).sqrt();
        if is_at_edge {
            return Some(Step { is_at_edge, ..step });
        }
        add(&mut image_of_change, factor, &image);
        add(&mut residual, -factor, &curved);
        springs.drop_normal(&mut residual);
        answer = springs.solve(&residual);
        let before = std::mem::replace(&mut squared, dot(&residual, &answer));
        let kept = squared / before;
        for (to, new) in [(&mut direction, &answer), (&mut image, &residual)] {
            to.iter_mut().zip(new).for_each(|(entry, new)| *entry = new + kept * *entry);
        }
    }
    Some(step)
}

/// The positive root of `a f^2 + 2 b f + c` with `a > 0 > c`.
fn to_edge(a: f64, b: f64, c: f64) -> f64 {
    let root = (b * b - a * c).max(0.0).sqrt();
    if b > 0.0 { -c / (b + root) } else { (root - b) / a }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOPES: [f64; 4] = [0.3, -0.2, 0.0, 0.1];

    fn springs() -> Springs {
        let scale = [0.4, 0.3, 0.3, 0.5];
        Springs::new(&scale, &[true, true, false, true], |n, load| (n + 1) as f64 / load, |n| n as f64)
    }

    /// A Hessian that is not that of the springs.
    fn product(u: &[f64]) -> Option<Vec<f64>> {
        let diagonal = [3.0, 1.0, 2.0, 5.0];
        let along: f64 = u.iter().sum();
        Some(
            u.iter()
                .zip(diagonal)
                .enumerate()
                .map(|(i, (u, d))| if i == 2 { 0.0 } else { d * u + along })
                .collect(),
        )
    }

    fn solved(radius: f64) -> Step {
        let goal = Goal { radius, reduction: 1e-14, products: 20 };
        solve(&springs(), &SLOPES, product, goal).expect("products are known")
    }

    #[test]
    fn a_step_within_the_region_leaves_no_slope_but_along_the_normal() {
        let step = solved(1e6);
        assert!(!step.is_at_edge);
        let image = product(&step.change).expect("known");
        let mut left: Vec<f64> = image.iter().zip(SLOPES).map(|(a, q)| a + q).collect();
        springs().drop_normal(&mut left);
        assert!(left.iter().all(|slope| slope.abs() < 1e-12), "{left:?}");
    }

    #[test]
    fn a_step_to_the_edge_has_its_length_and_goes_down() {
        let whole = solved(1e6).length;
        let step = solved(0.5 * whole);
        assert!(step.is_at_edge && (step.length / whole - 0.5).abs() < 1e-12);
        assert!(dot(&step.change, &SLOPES) < 0.0);
    }

    #[test]
    fn where_the_function_curves_downwards_the_step_goes_to_the_edge() {
        let goal = Goal { radius: 2.0, reduction: 1e-14, products: 20 };
        let downwards = |u: &[f64]| product(u).map(|image| image.iter().map(|v| -v).collect());
        let step = solve(&springs(), &SLOPES, downwards, goal).expect("products are known");
        assert!(step.is_at_edge && (step.length / 2.0 - 1.0).abs() < 1e-12);
    }
}
