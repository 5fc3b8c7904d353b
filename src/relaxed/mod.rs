//! Continuous relaxations: closed forms, iterative algorithms, and rounding to integers.

pub mod mean_time;
pub mod optimum;
pub mod quasi_newton;
pub mod rounding;
