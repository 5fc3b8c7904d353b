//! Continuous relaxations: closed forms, iterative algorithms, and what the exact optima start from.

pub mod ascent;
mod conjugate_gradients;
pub mod descent;
pub mod height;
pub mod impossible;
pub mod large_deadline;
pub mod mean_rate;
pub mod mean_time;
pub mod optimum;
pub mod overhead;
pub mod quasi_newton;
mod secant_pairs;
mod springs;
pub mod stationary;
pub mod subgradient;
pub mod successive_convex;
pub mod told;
pub mod trace;
pub mod union_bound;
