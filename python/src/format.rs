//! Formats by their names.

use bcgc::{DrawError, Format};
use pyo3::prelude::*;

use crate::errors::{input, refused};

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

/// A drawing in a format of text.
///
/// # Errors
/// When it cannot be drawn.
pub fn text(drawn: Result<Vec<u8>, DrawError>) -> PyResult<String> {
    drawn.map_err(input).and_then(|bytes| String::from_utf8(bytes).map_err(input))
}
