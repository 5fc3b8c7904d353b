//! Formats by their names.

use bcgc::Format;
use pyo3::prelude::*;

use crate::errors::refused;

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
