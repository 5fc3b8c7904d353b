//! Continuous relaxations: closed forms, iterative algorithms, and rounding to integers.

pub mod ascent;
pub mod large_deadline;
pub mod mean_rate;
pub mod mean_time;
pub mod optimum;
pub mod projection;
pub mod quantile_table;
pub mod quasi_newton;
pub mod rounding;
pub mod sampling;
mod springs;
pub mod stationary;
pub mod subgradient;
pub mod successive_convex;
pub mod union_bound;
