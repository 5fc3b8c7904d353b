//! Means of the order statistics of `N` i.i.d. cycle times: `t_n = E[T_(n)]` and `E[1/T_(n)]`, on which
//! the closed-form partitions `mean-time` and `mean-rate` rest ([WCLZX23], Sec. IV).
//!
//! Any law: quadrature of the order statistic's density (`grid.rs`). Shifted exponential and Pareto
//! laws: O(N) closed forms (`closed.rs`), good for a million workers.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

mod closed;
mod grid;

use thiserror::Error;

use crate::straggler::{CycleTime, Family, tail_excess};
use grid::Moment;

/// The means of all order statistics.
#[derive(Debug, Clone, PartialEq)]
pub struct Means {
    /// One value for each `n = 1..=N`.
    pub values: Vec<f64>,
    /// Largest estimated relative error of a finite value; for mean times it is that of the excess
    /// over the infimum.
    pub relative_error: f64,
}

/// Why `E[1/T_(n)]` does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error(
    "E[1/T_(1)] is infinite: the law has infimum 0 and its distribution function rises like \
     t^{origin_exponent} at 0, which needs an exponent above 1 (or a positive shift)"
)]
pub struct Inapplicable {
    /// The exponent `r <= 1` of the distribution function at its infimum.
    pub origin_exponent: f64,
}

/// `t_n = E[T_(n)]` for `n = 1..=workers`, in units of time; infinite for the `n` with
/// `a (N - n + 1) <= 1` where the tail of the law has index `a`.
pub fn mean_time(law: &dyn CycleTime, workers: usize) -> Vec<f64> {
    mean_time_estimate(law, workers).values
}

/// [`mean_time`] with its error.
pub fn mean_time_estimate(law: &dyn CycleTime, workers: usize) -> Means {
    match law.family() {
        Family::ShiftedExponential { rate, shift } => closed::exponential_times(rate, shift, workers),
        Family::Pareto { shape, scale } => closed::pareto_times(shape, scale, workers),
        Family::General => mean_time_by_quadrature(law, workers),
    }
}

/// `E[1/T_(n)]` for `n = 1..=workers`, per unit of time.
///
/// # Errors
/// [`Inapplicable`] iff `E[1/T_(1)]` is infinite: the infimum is 0 and `Pr[T <= t]` rises at least
/// linearly there.
pub fn mean_rate(law: &dyn CycleTime, workers: usize) -> Result<Vec<f64>, Inapplicable> {
    Ok(mean_rate_estimate(law, workers)?.values)
}

/// [`mean_rate`] with its error.
///
/// # Errors
/// As [`mean_rate`].
pub fn mean_rate_estimate(law: &dyn CycleTime, workers: usize) -> Result<Means, Inapplicable> {
    check_rates(law, workers)?;
    Ok(match law.family() {
        Family::ShiftedExponential { rate, shift } => closed::exponential_rates(rate, shift, workers),
        Family::Pareto { shape, scale } => closed::pareto_rates(shape, scale, workers),
        Family::General => mean_rate_by_quadrature(law, workers)?,
    })
}

/// [`mean_time_estimate`] by the quadrature that serves any law, also where there is a closed form.
pub fn mean_time_by_quadrature(law: &dyn CycleTime, workers: usize) -> Means {
    let unit = law.unit();
    let scaled = law.in_units_of(unit);
    let index = scaled.tail_index();
    let finite = (1..=workers).take_while(|n| tail_excess(index, (workers - n + 1) as f64) > 0.0).count();
    let mut means = grid::means(&*scaled, workers, 1..=finite, Moment::Excess);
    means.values.iter_mut().for_each(|t| *t = unit * (scaled.infimum() + *t));
    means.values.resize(workers, f64::INFINITY);
    means
}

/// [`mean_rate_estimate`] by the quadrature that serves any law.
///
/// # Errors
/// As [`mean_rate`].
pub fn mean_rate_by_quadrature(law: &dyn CycleTime, workers: usize) -> Result<Means, Inapplicable> {
    check_rates(law, workers)?;
    let unit = law.unit();
    let scaled = law.in_units_of(unit);
    let moment = Moment::Rate { infimum: scaled.infimum() };
    let mut means = grid::means(&*scaled, workers, 1..=workers, moment);
    means.values.iter_mut().for_each(|rate| *rate /= unit);
    Ok(means)
}

fn check_rates(law: &dyn CycleTime, workers: usize) -> Result<(), Inapplicable> {
    let origin_exponent = law.origin_exponent();
    // Pr[T_(1) <= t] is of order t^r as well, with the same r, for every number of workers.
    if workers > 0 && law.infimum() == 0.0 && origin_exponent <= 1.0 {
        return Err(Inapplicable { origin_exponent });
    }
    Ok(())
}
