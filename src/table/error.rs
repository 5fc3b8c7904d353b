//! What can be wrong with a table.

use thiserror::Error;

/// What can be wrong with a table.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The spec is not what its format asks for.
    #[error("{key} = {value}: {allowed}")]
    Spec {
        /// The key.
        key: String,
        /// Its value.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A file cannot be read or parsed.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A file could not be written.
    #[error("{path}: cannot be written: {reason}")]
    Unwritten {
        /// The file.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The run was cancelled; the cells in its log are kept.
    #[error("the run was stopped")]
    Stopped,
    /// A stored table cannot be compared with.
    #[error("{0}")]
    Stored(String),
    /// A figure that cannot be drawn.
    #[error("{table}: the figure: {source}")]
    Figure {
        /// The table.
        table: String,
        /// Why.
        source: crate::draw::DrawError,
    },
    /// An instance of the grid is refused.
    #[error("{point}: {reason}")]
    Point {
        /// The values of the varied keys.
        point: String,
        /// Why.
        reason: String,
    },
}
