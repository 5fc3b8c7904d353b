//! Drawings as SVG, PDF, PNG and TikZ: lines, markers, areas and words.
//!
//! Whoever draws knows what a figure means; this room knows only where its ink goes.

mod drawing;
mod error;
mod font;
mod format;
mod math;
#[cfg(feature = "figures")]
mod order;
#[cfg(feature = "figures")]
mod paper;
mod render;
mod run;
mod svg;
mod tikz;
mod words;

pub(crate) use drawing::{Anchor, Area, Colour, Drawing, Line, Marker, Place, Shape, Text};
pub use error::DrawError;
pub use format::FigureFormat;
pub(crate) use tikz::rgb;
pub(crate) use words::Words;
