//! The formats of figures.

use std::path::Path;

use super::error::DrawError;

/// A format of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FigureFormat {
    /// Portable document, its font embedded; needs the feature `figures`.
    Pdf,
    /// Scalable vector graphics.
    Svg,
    /// An image of 600 dots an inch; needs the feature `figures`.
    Png,
    /// For `\input` in a LaTeX document, in the document's own fonts: pgfplots for curves, TikZ for others.
    Tikz,
}

impl FigureFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Svg, Self::Png, Self::Tikz];

    /// Its ending, without a point.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Tikz => "tikz",
        }
    }

    /// The format of a file, by its ending.
    ///
    /// # Errors
    /// For any other ending.
    pub fn of(path: &Path) -> Result<Self, DrawError> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let found = Self::ALL.into_iter().find(|format| format.ending().eq_ignore_ascii_case(ending));
        found.ok_or(DrawError::Format)
    }
}
