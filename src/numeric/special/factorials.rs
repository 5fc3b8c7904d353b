//! Factorials and Poisson weights without the cancellation of `ln k! - k ln k + k`.

use std::f64::consts::TAU;

/// Table of the Stirling remainders `ln(k! e^k / k^k)`, from which factorials, binomial
/// coefficients and Poisson weights follow to full accuracy.
#[derive(Debug, Clone)]
pub struct Factorials(Vec<f64>);

impl Factorials {
    /// The table for `0 <= k <= limit`.
    pub fn up_to(limit: usize) -> Self {
        Self((0..=limit).map(stirling_remainder).collect())
    }

    /// `ln(k! e^k / k^k)`; zero for `k = 0`.
    pub fn remainder(&self, k: usize) -> f64 {
        self.0[k]
    }

    /// `ln k!`.
    pub fn ln_factorial(&self, k: usize) -> f64 {
        if k == 0 {
            return 0.0;
        }
        let x = k as f64;
        self.0[k] + x * x.ln() - x
    }

    /// `ln C(n, k)` for `k <= n <= limit`.
    pub fn ln_binomial(&self, n: usize, k: usize) -> f64 {
        self.ln_factorial(n) - self.ln_factorial(k) - self.ln_factorial(n - k)
    }

    /// `Pr[Poisson(mean) = count]` for `mean > 0`, in Loader's saddle-point form.
    pub fn poisson(&self, count: usize, mean: f64) -> f64 {
        if count == 0 {
            return (-mean).exp();
        }
        let k = count as f64;
        let x = (mean - k) / k;
        // ln(mean / k); next to the mean from the exact difference.
        let ln = if mean < 0.5 * k { (mean / k).ln() } else { x.ln_1p() };
        (-k * (x - ln) - self.0[count]).exp()
    }
}

fn stirling_remainder(k: usize) -> f64 {
    const EXACT_UP_TO: usize = 16;
    let x = k as f64;
    if k <= EXACT_UP_TO {
        // k! / k^k as a product of ratios; every factor is rounded once.
        let ratio: f64 = (1..=k).map(|i| i as f64 / x * std::f64::consts::E).product();
        return ratio.ln();
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)));
    0.5 * (TAU * x).ln() + series / x
}
