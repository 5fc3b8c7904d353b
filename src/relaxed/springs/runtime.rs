//! The springs of an expected overall runtime.
//!
//! `E[max_n T_(N-n) W_n]` curves where two levels may decide the maximum alike. Levels next to each other do so most, so
//! in the logarithms of the loads the Hessian is roughly diagonal. Its entry is the chance that level `n` decides, which
//! is `W_n dE/dW_n / E`, over the relative distance of neighbouring order statistics, `1/((n+1) r_n)` with
//! the generalised failure rate `r_n = t f(t) / S(t)` at their typical size. At the optimum that chance is
//! `W_n/((n+1)(n+2))`; a measured one is trusted from half of it up to the whole.

use super::model::{LEAST_CHANCE, Springs, load_slope};

impl Springs {
    /// For an expected runtime with this value and gradient, from generalised failure rates.
    pub fn of_runtime(
        generalised_failure_rates: &[f64],
        scale: &[f64],
        free: &[bool],
        value: f64,
        gradient: &[f64],
    ) -> Self {
        let stiffness_of = |n: usize, load: f64| {
            let optimal = load / ((n + 1) as f64 * (n + 2) as f64);
            let chance = load * load_slope(gradient, n) / value;
            let chance = chance.max(LEAST_CHANCE * optimal).min(optimal);
            generalised_failure_rates[n] * (n + 1) as f64 * chance / (load * load)
        };
        Self::new(scale, free, stiffness_of, |_| 0.0)
    }
}
