//! The time that a worker needs for a load, as the boundary recursion is fed with it.
//!
//! All that an evaluator asks of a straggler model is `Pr[a worker has done the load w by time t]`, its derivative
//! in `w`, and where both end. The time is given by its excess `y` over the infimum, for a unit of load:
//! `t = a0 + w (t0 + y)`, where the least overhead `a0` is left to the caller. A worker that takes `T w` has the excess of
//! `T` whatever the load ([`CycleTime`]); one that takes `a + T w` has that of `T + a / w`
//! ([`super::work_time::WorkTime`]).

use std::fmt::Debug;

use crate::straggler::CycleTime;

/// A load that stands for none, in units of the time: its square is in range.
const LEAST_LOAD: f64 = 1e-100;

/// How long loads take. Excesses are per unit of load; loads are above zero unless said otherwise.
pub trait LoadTime: Debug + Send + Sync {
    /// The least time `t0` of a unit of load, the overhead left out.
    fn least(&self) -> f64;

    /// For each load and excess the probability that it is not done by then, and that it is; all slices of one length.
    /// A load of zero, whose excess is infinite, is done.
    fn unfinished_and_finished(
        &self,
        loads: &[f64],
        excess: &[f64],
        unfinished: &mut [f64],
        finished: &mut [f64],
    );

    /// `ln Pr[the load is not done by the excess]`.
    fn ln_unfinished(&self, load: f64, excess: f64) -> f64;

    /// Density of the excess.
    fn density_of(&self, load: f64, excess: f64) -> f64;

    /// `-d/dw Pr[the load w is done by the time t]` for `w, t > 0`, where `excess` belongs to both; times a factor,
    /// which comes first so that the product stays in range.
    fn slope(&self, factor: f64, load: f64, time: f64, excess: f64) -> f64;

    /// [`Self::slope`] in the limit of no load; nothing where the probability jumps there.
    fn slope_without_load(&self, factor: f64, time: f64) -> f64;

    /// By how many per cent the probability that the load is not done by then, which is `unfinished`, grows when the load
    /// grows by one: in range also far out in a tail.
    fn unfinished_elasticity(&self, load: f64, excess: f64, unfinished: f64) -> f64;

    /// [`Self::slope`] times the load, for one that is not done by then with the probability `unfinished > 0`: in range
    /// also far out in a tail, where the density alone is not.
    fn tail_slope(&self, factor: f64, load: f64, excess: f64, unfinished: f64) -> f64 {
        factor * unfinished * self.unfinished_elasticity(load, excess, unfinished)
    }

    /// An excess in the bulk that is exceeded with a probability of about `p`.
    fn typical_excess(&self, load: f64, p: f64) -> f64;

    /// The excess by which the load is surely done; infinite where there is none.
    fn longest_excess(&self, load: f64) -> f64;

    /// The largest load that is surely done by a time; zero where there is none.
    fn certain_load(&self, time: f64) -> f64;

    /// The excesses at which the law of the time is not smooth, other than zero.
    fn kinks(&self, load: f64) -> Vec<f64>;

    /// Logarithm of an upper bound on the integral of `Pr[not done by z]^power` over excesses `z > y`.
    fn ln_tail_bound(&self, load: f64, y: f64, power: f64) -> f64;

    /// Whether that bound is the integral itself where the tail is a pure power.
    fn is_tail_bound_sharp(&self) -> bool;

    /// Index of a power tail of the time, infinite for lighter tails.
    fn power_index(&self) -> f64;

    /// Relative error of both probabilities beyond rounding.
    fn relative_error(&self) -> f64;

    /// Whether an evaluation takes so long that it pays to share out a few.
    fn is_slow(&self) -> bool;
}

impl LoadTime for dyn CycleTime + '_ {
    fn least(&self) -> f64 {
        self.infimum()
    }

    fn unfinished_and_finished(
        &self,
        _loads: &[f64],
        excess: &[f64],
        unfinished: &mut [f64],
        finished: &mut [f64],
    ) {
        self.survival_and_cdf(excess, unfinished, finished);
    }

    fn ln_unfinished(&self, _load: f64, excess: f64) -> f64 {
        self.ln_survival(excess)
    }

    fn density_of(&self, _load: f64, excess: f64) -> f64 {
        self.density(excess)
    }

    fn slope(&self, factor: f64, load: f64, time: f64, excess: f64) -> f64 {
        factor * self.density(excess) * (time / load) / load
    }

    /// For a power tail of index one it is not zero: taken next to the limit.
    fn slope_without_load(&self, factor: f64, time: f64) -> f64 {
        let load = LEAST_LOAD * time;
        LoadTime::slope(self, factor, load, time, time / load)
    }

    fn unfinished_elasticity(&self, _load: f64, excess: f64, _unfinished: f64) -> f64 {
        self.failure_rate(excess) * (self.infimum() + excess)
    }

    fn typical_excess(&self, _load: f64, p: f64) -> f64 {
        self.upper_quantile(p)
    }

    fn longest_excess(&self, _load: f64) -> f64 {
        self.excess_supremum()
    }

    fn certain_load(&self, time: f64) -> f64 {
        time / (self.infimum() + self.excess_supremum())
    }

    fn kinks(&self, _load: f64) -> Vec<f64> {
        let supremum = self.excess_supremum();
        if supremum.is_finite() { vec![supremum] } else { Vec::new() }
    }

    fn ln_tail_bound(&self, _load: f64, y: f64, power: f64) -> f64 {
        self.ln_tail_integral_bound(y, power)
    }

    fn is_tail_bound_sharp(&self) -> bool {
        true
    }

    fn power_index(&self) -> f64 {
        self.tail_index()
    }

    fn relative_error(&self) -> f64 {
        0.0
    }

    fn is_slow(&self) -> bool {
        false
    }
}
