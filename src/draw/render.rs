//! A drawing in any format.

use super::drawing::Drawing;
use super::error::DrawError;
use super::format::FigureFormat;

impl Drawing {
    /// The drawing in a format. `mark` says who wrote it, `about` where its numbers come from.
    ///
    /// # Errors
    /// For a letter that the font does not have, and for PDF and PNG without the feature `figures`.
    pub fn render(&self, format: FigureFormat, mark: &str, about: &str) -> Result<Vec<u8>, DrawError> {
        let whole =
            || [mark, about].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
        match format {
            FigureFormat::Svg => self.svg(&whole()).map(String::into_bytes),
            FigureFormat::Tikz => Ok(self.tikz(&whole()).into_bytes()),
            #[cfg(feature = "figures")]
            FigureFormat::Pdf => self.pdf(mark, about),
            #[cfg(feature = "figures")]
            FigureFormat::Png => self.png(mark, about),
            #[cfg(not(feature = "figures"))]
            format => Err(DrawError::NotBuiltIn { format: format.ending() }),
        }
    }
}
