//! Where the rows of a trace come from.

use serde::{Deserialize, Serialize};

use super::reading::Reading;

/// A file of times and the load that they are of, in cycles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadFile {
    /// The load, from 0 on.
    pub load: f64,
    /// The file as written in the instance.
    pub path: String,
}

/// How the files of a trace were read, and what stood in them besides its rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origin {
    /// The header, its names separated by commas and shortened.
    pub header: Option<String>,
    /// The ends of a first column that numbers or names the rounds.
    pub index: Option<String>,
    /// How the files were read.
    pub reading: Reading,
    /// Rows with a missing cell that were left out.
    pub dropped: usize,
    /// The files that it was computed from, where it stands in none.
    pub sources: Vec<LoadFile>,
}
