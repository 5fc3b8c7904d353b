//! Means of the order statistics of `N` i.i.d. cycle times: `t_n = E[T_(n)]` and `E[1/T_(n)]`, on which
//! the closed-form partitions `mean-time` and `mean-rate` rest ([WCLZX23], Sec. IV).
//!
//! Any law: quadrature of the order statistic's density (`grid.rs`). Shifted exponential and Pareto
//! laws: O(N) closed forms (`closed.rs`), good for a million workers.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

mod closed;
mod grid;
mod mean_rate;
mod mean_time;
mod means;
mod nodes;

pub use mean_rate::{Inapplicable, check_rates, mean_rate, mean_rate_by_quadrature, mean_rate_estimate};
pub use mean_time::{mean_time, mean_time_by_quadrature, mean_time_estimate};
pub use means::Means;
