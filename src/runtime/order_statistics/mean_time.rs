//! Mean times `E[T_(n)]`: closed forms where the law has them, quadrature elsewhere.

use super::grid::Moment;
use super::means::Means;
use super::{closed, grid};
use crate::straggler::{CycleTime, Family, tail_excess};

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
