//! Runs methods on an instance and collects what they found.

mod comparison;
mod distribution;
mod evaluation;
mod figure;
pub mod gain;
pub mod methods;
mod outlook;
pub mod run;
mod samples;
mod shortfall;

pub use comparison::solve;
pub use distribution::{Distribution, Point, Question, distribution};
pub use evaluation::{GIVEN, evaluate};
pub use figure::draw;
