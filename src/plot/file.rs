//! A plot as one file.

use super::contents::Plot;
use super::layout::drawn;
use super::pgfplots::self_contained;
use crate::draw::{DrawError, FigureFormat};
use crate::output;

/// A plot in a format, with the mark of what bcgc writes; TikZ has its numbers within.
///
/// # Errors
/// When there is nothing to draw, more than can be told apart, or no room for it, and for PDF and PNG without the feature
/// `figures`.
pub fn file(plot: &Plot, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
    let mark = output::mark();
    match format {
        FigureFormat::Tikz => self_contained(plot, &mark).map(String::into_bytes),
        format => drawn(plot)?.render(format, &mark, ""),
    }
}
