//! The first curvature model of the quasi-Newton method near the optimum: loads held by springs.
//!
//! `E[max_n T_(N-n) W_n]` curves where two levels may decide the maximum alike. Levels next to each other do so most, so
//! in the logarithms of the loads the Hessian is roughly diagonal. Its entry is the chance that level `n` decides, which
//! is `W_n dE/dW_n / E`, over the relative distance of neighbouring order statistics, `1/((n+1) r_n)` with
//! the generalised failure rate `r_n = t f(t) / S(t)` at their typical size. At the optimum that chance is
//! `W_n/((n+1)(n+2))`; a measured one is trusted from half of it up to the whole.

use crate::numeric::vector::{add, dot};

/// Share of the chance at the optimum that a level has at least in the model.
const LEAST_CHANCE: f64 = 0.5;

/// The model at a point; blocks are scaled as in the quasi-Newton method, some of them held at zero.
pub struct Springs {
    load: Vec<f64>,
    /// Of the load at a free block and those up to the next one, which move with it.
    stiffness: Vec<f64>,
    /// The scales of the free blocks: the normal of `sum x = 1`.
    normal: Vec<f64>,
    /// The free blocks, ascending.
    free: Vec<usize>,
}

impl Springs {
    /// From generalised failure rates, scales `W_i/(i+1)`, which blocks are free, and value and gradient of the function.
    pub fn new(
        generalised_failure_rates: &[f64],
        scale: &[f64],
        free: &[bool],
        value: f64,
        gradient: &[f64],
    ) -> Self {
        let load: Vec<f64> = scale.iter().enumerate().map(|(i, d)| d * (i + 1) as f64).collect();
        let per_level = |n: usize| gradient.get(n).map_or(0.0, |g| g / (n + 1) as f64);
        let mut stiffness = vec![0.0; load.len()];
        let mut sum = 0.0;
        for n in (0..load.len()).rev() {
            let optimal = load[n] / ((n + 1) as f64 * (n + 2) as f64);
            let chance = load[n] * (per_level(n) - per_level(n + 1)) / value;
            let chance = chance.max(LEAST_CHANCE * optimal).min(optimal);
            sum += generalised_failure_rates[n] * (n + 1) as f64 * chance / (load[n] * load[n]);
            if free[n] {
                stiffness[n] = sum;
                sum = 0.0;
            }
        }
        let normal = scale.iter().zip(free).map(|(d, f)| if *f { *d } else { 0.0 }).collect();
        let free = (0..free.len()).filter(|&i| free[i]).collect();
        Self { load, stiffness, normal, free }
    }

    /// The scaled change of the blocks, their sum kept, to which the model answers with the slopes `q`.
    pub fn solve(&self, q: &[f64]) -> Vec<f64> {
        let mut change = self.unconstrained(q);
        let of_sum = self.unconstrained(&self.normal);
        let factor = dot(&self.normal, &change) / dot(&self.normal, &of_sum);
        add(&mut change, -factor, &of_sum);
        change
    }

    fn unconstrained(&self, q: &[f64]) -> Vec<f64> {
        let mut change = vec![0.0; q.len()];
        let mut before = 0.0;
        for (k, &i) in self.free.iter().enumerate() {
            let next = self.free.get(k + 1).map_or(0.0, |&j| q[j] / self.load[j]);
            let of_load = (q[i] / self.load[i] - next) / self.stiffness[i];
            change[i] = (of_load - before) / self.load[i];
            before = of_load;
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Free blocks of four levels, the third held at zero.
    fn springs() -> Springs {
        let scale = [0.4, 0.3, 0.3, 0.5];
        Springs::new(&[2.0, 1.0, 0.5, 1.5], &scale, &[true, true, false, true], 1.0, &[1.0, 1.1, 0.9, 1.2])
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
