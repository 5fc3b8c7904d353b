//! Curvature models for Newton and quasi-Newton methods: loads held by springs.

mod completion;
mod model;
mod runtime;

pub use completion::CompletionSprings;
pub use model::Springs;
