//! Uniform sampling of the ways to place `N` workers in the slices of cycle times without a violation.
//!
//! `k_j >= 0` workers lie in slice `j = 0..N-1`, `sum_j k_j = N`, and `k_0 + .. + k_j <= j + 1` for `j <= N-2`: the
//! vectors that the ballot numbers count. [WCLZX23] draws them uniformly to estimate the
//! completion probability and its gradient.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use rand::Rng;

use crate::numeric::special::Factorials;
use crate::straggler::open_unit;

/// Counts and draws the vectors for one number of workers.
#[derive(Debug, Clone)]
pub struct Ballots {
    workers: usize,
    factorials: Factorials,
}

impl Ballots {
    /// For `workers >= 1`.
    pub fn new(workers: usize) -> Self {
        Self { workers, factorials: Factorials::up_to(3 * workers) }
    }

    /// `ln Card(m, n)`: ways to fill the last `n >= 1` slices when the slices filled outnumber the workers placed
    /// by `m`; `Card(m, n) = (m+2)/(m+n+1) C(m+2n-1, n-1)`.
    pub fn ln_card(&self, m: usize, n: usize) -> f64 {
        let ratio = (m + 2) as f64 / (m + n + 1) as f64;
        ratio.ln() + self.factorials.ln_binomial(m + 2 * n - 1, n - 1)
    }

    /// The number of all vectors, a Catalan number, as its logarithm.
    pub fn ln_count(&self) -> f64 {
        self.ln_card(0, self.workers)
    }

    /// `ln(N! / prod_j k_j!)`.
    pub fn ln_multinomial(&self, k: &[usize]) -> f64 {
        let below: f64 = k.iter().map(|&k| self.factorials.ln_factorial(k)).sum();
        self.factorials.ln_factorial(self.workers) - below
    }

    /// Draws one vector into `k` (length `N`), uniformly over all of them.
    pub fn draw(&self, stream: &mut impl Rng, k: &mut [usize]) {
        let mut m = 0;
        for (j, slot) in k.iter_mut().enumerate() {
            let n = self.workers - j;
            // The last slice takes whoever is left.
            *slot = if n == 1 { m + 1 } else { self.draw_slice(m, n, open_unit(stream)) };
            m = m + 1 - *slot;
        }
    }

    /// `k` in `0..=m+1` with probability `Card(m+1-k, n-1) / Card(m, n)`, by inversion.
    fn draw_slice(&self, m: usize, n: usize, uniform: f64) -> usize {
        let all = self.ln_card(m, n);
        let mut below = 0.0;
        for k in 0..=m {
            below += (self.ln_card(m + 1 - k, n - 1) - all).exp();
            if uniform <= below {
                return k;
            }
        }
        m + 1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// All admissible vectors by enumeration.
    fn vectors(workers: usize) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new()];
        for j in 0..workers {
            found = found
                .into_iter()
                .flat_map(|head: Vec<usize>| {
                    let placed: usize = head.iter().sum();
                    let last = j + 1 == workers;
                    let range = if last { workers - placed..=workers - placed } else { 0..=j + 1 - placed };
                    range.map(move |k| [head.clone(), vec![k]].concat())
                })
                .collect();
        }
        found
    }

    #[test]
    fn cards_count_the_vectors() {
        for (workers, catalan) in [(1, 1.0), (2, 2.0), (3, 5.0), (4, 14.0), (5, 42.0), (8, 1430.0)] {
            let count = Ballots::new(workers).ln_count().exp();
            assert!((count / catalan - 1.0).abs() < 1e-12, "{workers}: {count}");
            assert_eq!(vectors(workers).len() as f64, catalan);
        }
    }

    #[test]
    fn draws_are_uniform() {
        const DRAWS: usize = 42_000;
        let ballots = Ballots::new(5);
        let mut stream = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut counts: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut k = vec![0; 5];
        for _ in 0..DRAWS {
            ballots.draw(&mut stream, &mut k);
            *counts.entry(k.clone()).or_default() += 1;
        }
        // 1000 of each of 42; five standard deviations are 156.
        assert_eq!(counts.len(), 42);
        assert!(vectors(5).iter().all(|v| counts[v].abs_diff(1000) < 156), "{counts:?}");
    }

    #[test]
    fn the_sum_over_all_vectors_is_the_probability() {
        // Three exponential workers, x = (1, 1, 1) / 3: the polynomial of the slices against the evaluator.
        use std::sync::Arc;

        use crate::runtime::completion::CompletionProbability;
        use crate::shares::Loads;
        use crate::straggler::ShiftedExponential;
        let (loads, deadline) = ([1.0 / 3.0, 1.0, 2.0], 2.0f64);
        let law = Arc::new(ShiftedExponential::new(1.0, 0.0).expect("a law"));
        let exact =
            CompletionProbability::new(law, 3, deadline).value_at_load(&Loads::new(loads.to_vec())).value;
        let survival = |n: usize| if n < 3 { (-deadline / loads[n]).exp() } else { 1.0 };
        let ballots = Ballots::new(3);
        let sum: f64 = vectors(3)
            .iter()
            .map(|k| {
                let slices = (0..3).map(|n| (survival(n + 1) - survival(n)).powi(k[n] as i32));
                ballots.ln_multinomial(k).exp() * slices.product::<f64>()
            })
            .sum();
        assert!((sum / exact - 1.0).abs() < 1e-12, "{sum} {exact}");
    }
}
