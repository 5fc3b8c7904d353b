//! The largest set of rows of a trace that one choice of loads finishes by a deadline, of real or integer block sizes.
//!
//! `largest` searches for it: from the sets that `greedy` finds, and by the `integer_program`, whose steps are those of a
//! ladder at each level. The method for real ones is in `relaxed/trace/completion.rs`, that for integers in `exact/trace_completion.rs`.

pub mod greedy;
mod integer_program;
pub mod largest;
