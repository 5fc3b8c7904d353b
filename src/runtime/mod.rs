//! What a partition costs: evaluators for two objectives, of laws and traces, with overheads and without, and what they
//! rest on.

pub mod boundary;
mod boundary_rows;
mod boundary_windows;
pub mod completion;
pub mod convex_runtime;
pub mod convexity;
pub mod deadline;
pub mod decided;
pub mod evaluator;
pub mod expected;
pub mod law_completion;
pub mod law_runtime;
pub mod load_time;
pub mod order_statistics;
pub mod overhead_completion;
mod overhead_deadline;
pub mod overhead_rows;
pub mod overhead_runtime;
mod overhead_tie;
pub mod overhead_trace_completion;
pub mod overhead_trace_runtime;
pub mod rational;
mod room;
pub mod slice_dp;
pub mod smoothed_rows;
pub mod trace_completion;
pub mod trace_rows;
pub mod trace_runtime;
pub mod work_time;
