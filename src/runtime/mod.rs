//! What a partition costs: four evaluators, two objectives times a law or a trace, and what they rest on.

pub mod boundary;
mod boundary_rows;
pub mod completion;
pub mod convexity;
pub mod deadline;
pub mod evaluator;
pub mod expected;
pub mod law_completion;
pub mod law_runtime;
pub mod load_time;
pub mod order_statistics;
pub mod rational;
pub mod slice_dp;
pub mod trace_completion;
pub mod trace_rows;
pub mod trace_runtime;
