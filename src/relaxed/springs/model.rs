//! Loads held by springs, as a model of curvature.
//!
//! Both objectives curve in the loads rather than in the blocks: each load is held by a spring of its own and tied by
//! another to the load before it, so that the model is tridiagonal and solved in `O(N)`.

use crate::numeric::vector::{add, dot};

/// The model at a point; blocks are scaled as in the quasi-Newton method, some of them held at zero.
pub struct Springs {
    load: Vec<f64>,
    /// Of the load at a free block and those up to the next one, which move with it, to each free block.
    stiffness: Vec<f64>,
    /// Between that load and the one before it.
    coupling: Vec<f64>,
    /// The scales of the free blocks: the normal of `sum x = 1`.
    normal: Vec<f64>,
    /// The free blocks, ascending.
    free: Vec<usize>,
}

impl Springs {
    /// From scales `W_i/(i+1)`, which blocks are free, the stiffness of the load of each level, given the level and its
    /// load, and that between the load of a level and the one before it.
    pub fn new(
        scale: &[f64],
        free: &[bool],
        stiffness_of: impl Fn(usize, f64) -> f64,
        coupling_of: impl Fn(usize) -> f64,
    ) -> Self {
        let load: Vec<f64> = scale.iter().enumerate().map(|(i, d)| d * (i + 1) as f64).collect();
        let (mut stiffness, mut coupling) = (Vec::new(), Vec::new());
        let mut sum = 0.0;
        for n in (0..load.len()).rev() {
            sum += stiffness_of(n, load[n]);
            if free[n] {
                stiffness.push(sum);
                coupling.push(coupling_of(n));
                sum = 0.0;
            }
        }
        stiffness.reverse();
        coupling.reverse();
        let normal = scale.iter().zip(free).map(|(d, f)| if *f { *d } else { 0.0 }).collect();
        let free = (0..free.len()).filter(|&i| free[i]).collect();
        Self { load, stiffness, coupling, normal, free }
    }

    /// The scaled change of the blocks, their sum kept, to which the model answers with the slopes `q`.
    pub fn solve(&self, q: &[f64]) -> Vec<f64> {
        let mut change = self.unconstrained(q);
        let of_sum = self.unconstrained(&self.normal);
        let factor = dot(&self.normal, &change) / dot(&self.normal, &of_sum);
        add(&mut change, -factor, &of_sum);
        change
    }

    /// Takes away the part along the normal, which changes no answer.
    pub fn drop_normal(&self, q: &mut [f64]) {
        let along = dot(q, &self.normal) / dot(&self.normal, &self.normal);
        add(q, -along, &self.normal);
    }

    fn unconstrained(&self, q: &[f64]) -> Vec<f64> {
        let per_load = |k: usize| self.free.get(k).map_or(0.0, |&i| q[i] / self.load[i]);
        let forces = (0..self.free.len()).map(|k| per_load(k) - per_load(k + 1)).collect();
        let mut change = vec![0.0; q.len()];
        let mut before = 0.0;
        for (&i, of_load) in self.free.iter().zip(self.displacements(forces)) {
            change[i] = (of_load - before) / self.load[i];
            before = of_load;
        }
        change
    }

    /// The displacements of the loads at free blocks under forces: a tridiagonal system, by elimination.
    fn displacements(&self, mut forces: Vec<f64>) -> Vec<f64> {
        let count = forces.len();
        let beyond = |k: usize| self.coupling.get(k + 1).copied().unwrap_or(0.0);
        let mut pivots = Vec::with_capacity(count);
        for k in 0..count {
            let mut pivot = self.stiffness[k] + self.coupling[k] + beyond(k);
            if k > 0 {
                let factor = self.coupling[k] / pivots[k - 1];
                pivot -= factor * self.coupling[k];
                forces[k] += factor * forces[k - 1];
            }
            pivots.push(pivot);
        }
        for k in (0..count).rev() {
            let after = if k + 1 < count { beyond(k) * forces[k + 1] } else { 0.0 };
            forces[k] = (forces[k] + after) / pivots[k];
        }
        forces
    }
}

/// The derivative in the load of level `n` from the derivatives in the blocks.
pub fn load_slope(gradient: &[f64], n: usize) -> f64 {
    let per_level = |n: usize| gradient.get(n).map_or(0.0, |g| g / (n + 1) as f64);
    per_level(n) - per_level(n + 1)
}

/// Share of its slope at the optimum that a load has at least in the models: a measured one may be next to nothing far
/// from there.
pub const LEAST_CHANCE: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    /// Free blocks of four levels, the third held at zero.
    fn springs() -> Springs {
        let scale = [0.4, 0.3, 0.3, 0.5];
        Springs::of_runtime(
            &[2.0, 1.0, 0.5, 1.5],
            &scale,
            &[true, true, false, true],
            1.0,
            &[1.0, 1.1, 0.9, 1.2],
        )
    }

    #[test]
    fn changes_keep_the_sum_and_pinned_blocks() {
        let (springs, change) = (springs(), springs().solve(&[0.3, -0.2, 7.0, 0.1]));
        assert_eq!(change[2], 0.0);
        assert!(dot(&springs.normal, &change).abs() < 1e-15);
    }

    #[test]
    fn the_model_is_symmetric_and_positive_on_changes_that_keep_the_sum() {
        let springs = springs();
        let (a, b) = ([1.0, -0.5, 0.0, 0.25], [0.2, 0.9, 0.0, -1.0]);
        let (to_a, to_b) = (springs.solve(&a), springs.solve(&b));
        assert!((dot(&a, &to_b) - dot(&b, &to_a)).abs() < 1e-12);
        assert!(dot(&a, &to_a) > 0.0 && dot(&b, &to_b) > 0.0);
        // A slope along the normal changes nothing.
        let along = springs.solve(&springs.normal);
        assert!(along.iter().all(|change| change.abs() < 1e-12));
    }
}
