//! Runs methods on an instance and collects what they found.

mod comparison;
mod evaluation;
mod outlook;
pub mod registry;
pub mod run;

pub use comparison::solve;
pub use evaluation::{GIVEN, evaluate};
