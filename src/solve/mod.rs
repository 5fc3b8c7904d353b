//! Runs methods on an instance and collects what they found.

mod comparison;
mod distribution;
mod distribution_figure;
mod evaluation;
mod figure;
pub mod gain;
pub mod methods;
mod outlook;
pub mod run;
pub mod samples;
pub mod shortfall;
mod spare;

pub use comparison::solve;
pub use distribution::{Distribution, Point, Question, distribution};
pub use evaluation::{GIVEN, SORTED, evaluate, evaluate_coding_parameters};
pub use figure::draw;
