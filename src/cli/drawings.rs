//! Options that draw a figure into a file.

use std::path::{Path, PathBuf};

use bcgc::{DrawError, FigureFormat};

use super::failure::Failure;

/// The file of an option, if it is given, and its format by its ending.
pub fn asked<'a>(
    option: &str,
    path: Option<&'a PathBuf>,
) -> Result<Option<(&'a PathBuf, FigureFormat)>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let format = FigureFormat::of(path).map_err(|error| failure(option, path, &error))?;
    Ok(Some((path, format)))
}

/// A figure that cannot be drawn.
pub fn failure(option: &str, path: &Path, error: &DrawError) -> Failure {
    Failure::Input(format!("{option} {}: {error}", path.display()))
}
