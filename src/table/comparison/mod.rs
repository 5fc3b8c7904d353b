//! Compares a table with a stored one.

mod baseline;
mod difference;
mod found;
mod render;
mod tolerance;

pub use baseline::Baseline;
pub use difference::Difference;
pub use found::{Comparison, compare};
pub use render::{render, render_within};
pub use tolerance::tolerances;
