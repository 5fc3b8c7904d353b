//! Mean rates `E[1/T_(n)]`: closed forms where the law has them, quadrature elsewhere.

use thiserror::Error;

use super::grid::Moment;
use super::means::Means;
use super::{closed, grid};
use crate::straggler::{CycleTime, Family};

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

/// That `E[1/T_(1)]` is finite.
///
/// # Errors
/// Where it is not.
pub fn check_rates(law: &dyn CycleTime, workers: usize) -> Result<(), Inapplicable> {
    let origin_exponent = law.origin_exponent();
    // Pr[T_(1) <= t] is of order t^r as well, with the same r, for every number of workers.
    if workers > 0 && law.infimum() == 0.0 && origin_exponent <= 1.0 {
        return Err(Inapplicable { origin_exponent });
    }
    Ok(())
}
