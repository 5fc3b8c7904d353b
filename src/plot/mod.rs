//! Plots for a column of a journal: panels below each other, axes whose labels never touch, one legend; drawn, or as
//! pgfplots in the fonts of a document.

mod axis;
mod clip;
mod coincide;
mod contents;
mod file;
mod layout;
mod legend;
mod log_log;
mod panel;
mod pgfplots;
mod range;
mod style;
mod ticked;
mod ticks;

pub(crate) use axis::Axis;
pub(crate) use coincide::merged;
pub(crate) use contents::{Curve, LegendPlace, Look, MOST_CURVES, Panel, Plot, TEX_POINT};
pub(crate) use file::file;
pub(crate) use layout::drawn;
pub use log_log::log_log;
pub(crate) use pgfplots::{data, pgfplots, self_contained};
pub(crate) use ticked::Ticked;
