//! What can be wrong with a drawing.

use thiserror::Error;

/// The endings of figures, as messages name them.
const ENDINGS: &str = ".pdf, .svg, .png or .tikz";

/// What can be wrong with a drawing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DrawError {
    /// A letter that the font of the figures does not have.
    #[error(
        "\"{words}\": the font of figures, Liberation Sans, has no letter '{letter}' (U+{:04X}); leave it out, or take the \
         pgfplots file and the fonts of your document", *letter as u32
    )]
    Letter {
        /// The words that it is in.
        words: String,
        /// The letter.
        letter: char,
    },
    /// Mathematics that cannot be set.
    #[error("\"{words}\": {reason}")]
    Mathematics {
        /// The words that it is in.
        words: String,
        /// Why, and what can be.
        reason: String,
    },
    /// An ending that is no format of figures.
    #[error("must end in {}", ENDINGS)]
    Format,
    /// A format that needs a feature of the crate.
    #[error("{format}: not built in; build with the feature `figures`")]
    NotBuiltIn {
        /// The format's ending.
        format: &'static str,
    },
    /// A converter failed.
    #[error("{format}: cannot be made: {reason}")]
    Converter {
        /// The format's ending.
        format: &'static str,
        /// What it says.
        reason: String,
    },
    /// More curves than can be told apart, or none.
    #[error("{0}")]
    Curves(String),
}
