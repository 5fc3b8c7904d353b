//! What can go wrong with encoding matrices and schemes.

use std::path::PathBuf;

use thiserror::Error;

use super::sets::shown;
use crate::wording::{counted, did_you_mean, reason};

/// Every error of this module. Workers, subsets, rows and columns count from 1, and each message
/// names the key, the value and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// The number of workers is zero or too large for the dense matrices kept here.
    #[error("workers = {workers}: an encoding matrix needs 1 to {most} workers")]
    Workers {
        /// The number of workers asked for.
        workers: usize,
        /// The largest number allowed.
        most: usize,
    },
    /// The coding parameter is not below the number of workers.
    #[error("stragglers = {stragglers}: with {} at most {} can be tolerated; choose a value from 0 to {}",
        counted(*workers as u64, "worker"), workers.saturating_sub(1), workers.saturating_sub(1))]
    Stragglers {
        /// The number of workers, at least 1.
        workers: usize,
        /// The coding parameter asked for.
        stragglers: usize,
    },
    /// No construction is registered under this name.
    #[error("construction = {name:?} is not known{near}; choose one of {known}", near = did_you_mean(.name, .known))]
    UnknownConstruction {
        /// The name asked for.
        name: String,
        /// The registered names, comma-separated.
        known: String,
    },
    /// The construction does not exist for these sizes.
    #[error("{construction} does not apply to workers = {workers}, stragglers = {stragglers}: {reason}")]
    Inapplicable {
        /// Name of the construction.
        construction: &'static str,
        /// The number of workers.
        workers: usize,
        /// The coding parameter.
        stragglers: usize,
        /// Why not, and what would do.
        reason: String,
    },
    /// No seed in the range tried gave an invertible system and a decodable matrix.
    #[error(
        "{construction}: seeds {seed} to {last} all failed (a singular system, or a set of \
             workers that cannot decode) for workers = {workers}, stragglers = {stragglers}; try another seed"
    )]
    Singular {
        /// Name of the construction.
        construction: &'static str,
        /// The number of workers.
        workers: usize,
        /// The coding parameter.
        stragglers: usize,
        /// The first seed tried.
        seed: u64,
        /// The last seed tried.
        last: u64,
    },
    /// There are more subsets than the dense matrices kept here may have.
    #[error("subsets = {subsets}: an encoding matrix has at most {most} columns; unite subsets of the data")]
    Subsets {
        /// The number of columns.
        subsets: usize,
        /// The largest number allowed.
        most: usize,
    },
    /// The matrix has no rows, or rows without entries.
    #[error("the matrix has no rows or no columns; give one row a worker, one column a subset")]
    Empty,
    /// A row is longer or shorter than the first one.
    #[error(
        "row {row} has {}, row 1 has {first}: make them equal, one row a worker and one column a subset of the data",
        counted(*entries as u64, "entry")
    )]
    Ragged {
        /// The row at fault.
        row: usize,
        /// Its number of entries.
        entries: usize,
        /// The number of entries of the first row.
        first: usize,
    },
    /// An entry is not a number of the permitted form.
    #[error(
        "row {row}, column {column}: {text:?} {problem}; allowed are integers (-2), fractions (3/7) and \
             decimals (0.25){hint}"
    )]
    Entry {
        /// Row of the entry.
        row: usize,
        /// Column of the entry.
        column: usize,
        /// The text as found.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
        /// A hint that belongs to the file format, possibly empty.
        hint: &'static str,
    },
    /// A document that is not of the documented form.
    #[error("{key}: {problem}")]
    Document {
        /// The key or place at fault.
        key: String,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// A file could not be read.
    #[error("cannot read {}: {}", path.display(), reason(.source))]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason given by the system.
        source: std::io::Error,
    },
    /// An error in a line of a file.
    #[error("line {line}: {source}")]
    InLine {
        /// The line, from 1.
        line: usize,
        /// What is wrong in it.
        source: Box<EncodingError>,
    },
    /// An error inside a file.
    #[error("{}: {source}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: Box<EncodingError>,
    },
    /// A list of workers that is not a set of the right size.
    #[error("workers {}: {problem}", shown(.workers))]
    WorkerSet {
        /// The workers given.
        workers: Vec<usize>,
        /// What is wrong with them.
        problem: String,
    },
    /// The rows of these workers do not combine to the all-ones row.
    #[error("workers {} cannot decode: {reason}", shown(.workers))]
    NotDecodable {
        /// The workers, ascending.
        workers: Vec<usize>,
        /// Why not.
        reason: String,
    },
    /// The check of a matrix was ended early.
    #[error("the check of decodability was stopped; give it more time or a smaller budget of sets")]
    Stopped,
    /// A partition that no scheme can be built from.
    #[error("partition: {problem}")]
    Partition {
        /// What is wrong and what would do.
        problem: String,
    },
    /// A matrix of the wrong shape was offered for a block.
    #[error(
        "block of level {level}: the matrix has workers = {found_workers}, stragglers = {found_stragglers}; \
             needed are workers = {workers}, stragglers = {level}"
    )]
    BlockMatrix {
        /// The level, that is, the coding parameter of the block.
        level: usize,
        /// The number of workers of the scheme.
        workers: usize,
        /// The number of workers of the matrix offered.
        found_workers: usize,
        /// The coding parameter of the matrix offered.
        found_stragglers: usize,
    },
    /// Vectors of partial derivatives whose lengths do not fit.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// Which quantity.
        what: &'static str,
        /// The length expected.
        expected: usize,
        /// The length found.
        found: usize,
    },
}

impl EncodingError {
    /// What is wrong with a key of a document.
    pub(super) fn document(key: &str, problem: String) -> Self {
        Self::Document { key: key.into(), problem }
    }

    /// The row at fault, from 1, where there is one.
    pub(crate) fn row(&self) -> Option<usize> {
        match self {
            Self::Ragged { row, .. } | Self::Entry { row, .. } => Some(*row),
            _ => None,
        }
    }

    /// The same error, with the line it was found in, from 1.
    #[must_use]
    pub(crate) fn in_line(self, line: usize) -> Self {
        Self::InLine { line, source: Box::new(self) }
    }

    /// The same error, with the file it was found in.
    #[must_use]
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        Self::InFile { path: path.into(), source: Box::new(self) }
    }
}
