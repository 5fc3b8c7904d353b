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
    /// Its header, as of an [`Origin`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The ends of its index, as of an [`Origin`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
}

/// In which order the rounds of a table with one time a row follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundOrder {
    /// That of their numbers.
    Numbers,
    /// That of their time stamps.
    TimeStamps,
    /// That in which they first come up, as nothing else is known of them.
    Appearance,
}

/// The columns of a table with one time a row, each as a choice of columns names it: by its name, or by its position from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongColumns {
    /// That of the round.
    pub round: String,
    /// That of the worker.
    pub worker: String,
    /// That of the time.
    pub time: String,
    /// How the rounds follow each other.
    pub order: RoundOrder,
}

/// How the files of a trace were read, and what stood in them besides its rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origin {
    /// The header, its names separated by commas and shortened.
    pub header: Option<String>,
    /// The unit of time that the names of the workers' columns end in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Box<str>>,
    /// The ends of a first column that numbers or names the rounds.
    pub index: Option<String>,
    /// Which columns were read, where a row is one time.
    pub long: Option<Box<LongColumns>>,
    /// How the files were read.
    pub reading: Reading,
    /// Rows with a missing cell that were left out.
    pub dropped: usize,
    /// The files that it was computed from, where it stands in none.
    pub sources: Vec<LoadFile>,
}
