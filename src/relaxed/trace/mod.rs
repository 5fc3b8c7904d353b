//! The relaxed optima over the rows of a trace: a linear program for the mean runtime, an integer program with real
//! block sizes for the rows that finish by a deadline.

pub mod completion;
pub mod greedy;
pub mod ladder;
pub mod linear;
pub mod runtime;
