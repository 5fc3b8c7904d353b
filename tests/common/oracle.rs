//! The model written down once more, as plainly as it is stated: what the tests compare with.
#![allow(dead_code, reason = "no test needs all of it")]

/// `W_n = sum_{i<=n} (i+1) x_i`.
pub fn cumulative_load(blocks: &[f64]) -> Vec<f64> {
    (0..blocks.len()).map(|n| (0..=n).map(|i| (i + 1) as f64 * blocks[i]).sum()).collect()
}

/// `max_n T_(N-n) W_n` of ascending cycle times: the overall runtime without `kappa`.
pub fn overall_runtime(blocks: &[f64], ascending: &[f64]) -> f64 {
    cumulative_load(blocks).iter().zip(ascending.iter().rev()).map(|(w, t)| w * t).fold(0.0, f64::max)
}
