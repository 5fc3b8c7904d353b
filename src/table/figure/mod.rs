//! Figures for a column of a two-column paper: a quantity of a table against a key, a curve a method.

mod along;
mod curves;
mod panels;

pub use curves::left_out;
pub(super) use panels::plot;
