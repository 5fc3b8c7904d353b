//! Figures for a column of a two-column paper: the quantity of a table against its first key, a curve a
//! method.

mod curves;
mod legend;
mod plot;
mod style;

pub use curves::left_out;
pub(super) use plot::draw;
