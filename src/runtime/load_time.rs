//! The time that a worker needs for a load, as the boundary recursion is fed with it.
//!
//! All that an evaluator asks of a straggler model is `Pr[a worker has done the load w by time t]` and its derivative
//! in `w`. The time is given by its excess `y` over the infimum, for a unit of load: `t = w (t0 + y)`. Today a worker
//! takes `T w` and the load drops out; one that takes `a + T w` answers the same questions.

use std::fmt::Debug;

use crate::straggler::CycleTime;

/// How long loads take.
pub trait LoadTime: Debug + Send + Sync {
    /// For each load and excess the probability that it is not done by then, and that it is; all slices of one length.
    fn unfinished_and_finished(
        &self,
        loads: &[f64],
        excess: &[f64],
        unfinished: &mut [f64],
        finished: &mut [f64],
    );

    /// `-d/dw Pr[the load w is done by the time t]` for `w, t > 0`, where `excess` belongs to both; times a factor,
    /// which comes first so that the product stays in range.
    fn slope(&self, factor: f64, load: f64, time: f64, excess: f64) -> f64;

    /// The same for a load that is not done by then with the probability `unfinished > 0`: in range also far out in
    /// a tail, where the density alone is not.
    fn tail_slope(&self, factor: f64, load: f64, excess: f64, unfinished: f64) -> f64;
}

impl LoadTime for dyn CycleTime + '_ {
    fn unfinished_and_finished(
        &self,
        _loads: &[f64],
        excess: &[f64],
        unfinished: &mut [f64],
        finished: &mut [f64],
    ) {
        self.survival_and_cdf(excess, unfinished, finished);
    }

    fn slope(&self, factor: f64, load: f64, time: f64, excess: f64) -> f64 {
        factor * self.density(excess) * (time / load) / load
    }

    fn tail_slope(&self, factor: f64, load: f64, excess: f64, unfinished: f64) -> f64 {
        factor * unfinished * (self.failure_rate(excess) * (self.infimum() + excess)) / load
    }
}
