//! The largest set of rows of a trace that one choice of loads finishes by a deadline, of real or integer block sizes.
//!
//! The method for real ones is in `relaxed/trace/completion.rs`, that for integers in `exact/trace_completion.rs`.

pub mod greedy;
mod ladder;
pub mod largest;
