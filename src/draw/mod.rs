//! Drawings as SVG and PDF: lines, markers, areas and words, and the axes that carry them.
//!
//! Whoever draws knows what a figure means; this room knows only where its ink goes.

mod axes;
mod drawing;
mod label;
mod letters;
mod pdf;
mod scale;
mod svg;

pub(crate) use axes::{Axis, Frame, SMALL};
pub(crate) use drawing::{Anchor, Area, Colour, Drawing, Line, Marker, Place, Shape, Text};
pub(crate) use label::short;
pub(crate) use letters::{HELVETICA, width};
pub(crate) use scale::{Scale, linear_ticks};
