//! The rows of a trace, made ready for the evaluators.
//!
//! With `t_{s,n} = T_(N-n)` of row `s`, a partition costs `tau_s = kappa max_n t_{s,n} W_n` in that row; nothing is
//! assumed about the dependence of the workers. Times are measured in a power of two near their mean, so that scaling
//! rounds nothing.

use crate::straggler::Trace;

/// Scaled and sorted rows.
#[derive(Debug)]
pub struct Rows {
    /// Entry `n` of a row is `T_(N-n)`.
    pub times: Vec<Vec<f64>>,
    /// Their unit in the trace's unit of time.
    pub unit: f64,
}

impl Rows {
    /// Of a trace.
    pub fn new(trace: &Trace) -> Self {
        let unit = unit(trace);
        let sorted = |row: &Vec<f64>| {
            let mut row: Vec<f64> = row.iter().map(|t| t / unit).collect();
            row.sort_by(|a, b| b.total_cmp(a));
            row
        };
        Self { times: trace.rows().iter().map(sorted).collect(), unit }
    }
}

/// A power of two within a factor of two below the mean of all times.
fn unit(trace: &Trace) -> f64 {
    let count = trace.rows().len() as f64 * trace.rows()[0].len() as f64;
    let mean: f64 = trace.rows().iter().flatten().map(|t| t / count).sum();
    let exponent = mean.log2().floor().clamp(-1000.0, 1000.0);
    exponent.exp2()
}

/// The level that binds in a row, the first of them, and the runtime there.
pub fn binding(row: &[f64], loads: &[f64]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (n, (t, w)) in row.iter().zip(loads).enumerate() {
        if t * w > best.1 {
            best = (n, t * w);
        }
    }
    best
}

/// The largest unit roundoff of sums of loads of `workers` blocks, relative.
pub fn load_error(workers: usize) -> f64 {
    2.0 * (workers as f64 + 8.0) * f64::EPSILON
}
