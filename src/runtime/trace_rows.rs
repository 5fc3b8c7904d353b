//! The rows of a trace, made ready for the evaluators.
//!
//! With `t_{s,n} = T_(N-n)` of row `s`, a partition costs `tau_s = kappa max_n t_{s,n} W_n` in that row; nothing is
//! assumed about the dependence of the workers. Times are measured in a power of two near the mean of the fastest
//! worker's, so that scaling rounds nothing and no time of a worker that hardly ever returns matters. Infinite times
//! are those of workers that never return: a level without load does not wait for them.

use crate::numeric::sum::sum;
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

    /// The row in which most workers never return, from 0, and how many do not.
    pub fn most_lost(&self) -> (usize, usize) {
        let lost = |row: &Vec<f64>| row.iter().take_while(|t| t.is_infinite()).count();
        let counts = self.times.iter().map(lost).enumerate();
        counts.reduce(|most, next| if next.1 > most.1 { next } else { most }).unwrap_or((0, 0))
    }

    /// The longest finite time, at least one.
    pub fn longest(&self) -> f64 {
        let longest = |row: &Vec<f64>| row.iter().copied().find(|t| t.is_finite());
        self.times.iter().filter_map(longest).fold(1.0, f64::max)
    }
}

/// A power of two within a factor of two below the mean of the finite times of the fastest workers; one where there are
/// none.
fn unit(trace: &Trace) -> f64 {
    let fastest = |row: &Vec<f64>| row.iter().copied().fold(f64::INFINITY, f64::min);
    let finite = || trace.rows().iter().map(fastest).filter(|time| time.is_finite());
    let count = finite().count() as f64;
    let mean: f64 = finite().map(|t| t / count).sum();
    if mean > 0.0 { mean.log2().floor().clamp(-1000.0, 1000.0).exp2() } else { 1.0 }
}

/// The level that binds in a row, the first of them, and the runtime there.
pub fn binding(row: &[f64], loads: &[f64]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (n, (t, w)) in row.iter().zip(loads).enumerate() {
        // Nobody waits at a level without load: an infinite time makes no number of it, which is not larger.
        if t * w > best.1 {
            best = (n, t * w);
        }
    }
    best
}

/// The mean over rows of the longest `t_n W_n`.
pub fn mean(rows: &[Vec<f64>], loads: &[f64]) -> f64 {
    let sum = sum(rows.iter().map(|row| binding(row, loads).1)) / rows.len() as f64;
    // The compensation of an infinite sum is no number.
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// The largest unit roundoff of sums of loads of `workers` blocks, relative.
pub fn load_error(workers: usize) -> f64 {
    2.0 * (workers as f64 + 8.0) * f64::EPSILON
}
