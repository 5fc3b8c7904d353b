//! Formats by their names.

use bcgc::{DrawError, FigureFormat, Format};
use pyo3::prelude::*;

use crate::errors::{input, raise, refused};

/// The format of a name.
///
/// # Errors
/// When there is none.
pub fn format(name: &str) -> PyResult<Format> {
    name.parse().map_err(|allowed: String| refused("format", format!("{name:?}"), &allowed))
}

/// A result in each format, by its name, in the order of the formats.
pub fn documents(render: impl Fn(Format) -> String) -> Vec<(&'static str, String)> {
    Format::ALL.map(|format| (format.name(), render(format))).to_vec()
}

/// A drawing in the format of a name.
///
/// # Errors
/// When there is no such format, or it cannot be drawn.
pub fn drawing(
    name: &str,
    draw: impl FnOnce(FigureFormat) -> Result<Vec<u8>, DrawError>,
) -> PyResult<Vec<u8>> {
    let found = FigureFormat::ALL.into_iter().find(|format| format.ending() == name);
    let names = FigureFormat::ALL.map(FigureFormat::ending).join(", ");
    let format =
        found.ok_or_else(|| refused("format", format!("{name:?}"), &format!("must be one of {names}")))?;
    draw(format).map_err(input)
}

/// A result in LaTeX that cites bcgc by a key of BibTeX.
#[pyfunction]
pub fn cited(latex: &str, key: &str) -> PyResult<String> {
    bcgc::cited(latex, key).map_err(raise)
}
