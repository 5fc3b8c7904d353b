//! Cumulative loads and the levels `c_n = s / W_n` that they put on the cycle times.

/// Cumulative loads scaled to `W_{N-1} = 1`.
pub(super) struct Levels {
    /// `W_{N-1}`.
    pub total: f64,
    /// `t0`.
    pub infimum: f64,
    /// `W_n / W_{N-1}`.
    pub load: Vec<f64>,
    /// `W_n`.
    pub whole: Vec<f64>,
    /// `t0 (W_{N-1} - W_n) / W_n`: the excess of level `n` at `s = t0`.
    pub offset: Vec<f64>,
}

impl Levels {
    /// Of the blocks `x` (nonnegative, not all zero) for a law with the given infimum.
    pub fn new(x: &[f64], infimum: f64) -> Self {
        let mut load = Vec::with_capacity(x.len());
        let mut sum = 0.0;
        for (n, x) in x.iter().enumerate() {
            sum += (n + 1) as f64 * x;
            load.push(sum);
        }
        let total = sum;
        let mut offset = vec![0.0; x.len()];
        let mut missing = 0.0;
        for n in (0..x.len()).rev() {
            offset[n] = if missing == 0.0 || load[n] == 0.0 { 0.0 } else { infimum * missing / load[n] };
            missing += (n + 1) as f64 * x[n];
        }
        let whole = load.clone();
        load.iter_mut().for_each(|w| *w /= total);
        Self { total, infimum, load, whole, offset }
    }

    /// The excess over `t0` of level `n` at `s = t0 + delta`.
    pub fn excess(&self, n: usize, delta: f64) -> f64 {
        if self.load[n] == 0.0 { f64::INFINITY } else { self.offset[n] + delta / self.load[n] }
    }
}
