//! The relaxed optima over the rows of a trace: a linear program for the mean runtime, by an interior point method and
//! where that is not enough by HiGHS, and an integer program with real block sizes for the rows that finish by a deadline.

pub mod completion;
pub mod greedy;
mod interior;
mod interior_rows;
pub mod ladder;
pub mod linear;
pub mod runtime;
