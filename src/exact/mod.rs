//! Exact discrete optima, and the global relaxed optimum of a completion probability.

mod claim;
pub mod completion;
pub mod coordinate_optimum;
pub mod curvature;
mod free_levels;
pub mod global;
pub mod global_optimum;
pub mod lattice;
mod looks;
pub mod optimum;
pub mod outer_approximation;
mod overhead;
mod trace_completion;
mod trace_completion_walk;
mod trace_moves;
mod trace_runtime;
mod trace_start;
mod trace_walk;
mod walk_length;
