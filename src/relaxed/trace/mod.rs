//! The relaxed optima over the rows of a trace: a linear program for the mean runtime, by descent on smoothed rows where they
//! are many, by an interior point method and where that is not enough by HiGHS, and the largest set of rows that finish by a
//! deadline.

pub mod completion;
mod decisive_rows;
mod descent;
mod interior;
mod interior_rows;
pub mod linear;
pub mod runtime;
