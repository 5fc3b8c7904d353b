//! A result as a document that says which version wrote it.

use serde::Serialize;

/// The fields of a result below the version.
#[derive(Debug, Serialize)]
pub struct Versioned<'a, T> {
    bcgc: &'static str,
    #[serde(flatten)]
    result: &'a T,
}

impl<'a, T> Versioned<'a, T> {
    /// The result with our version.
    pub fn new(result: &'a T) -> Self {
        Self { bcgc: env!("CARGO_PKG_VERSION"), result }
    }
}
