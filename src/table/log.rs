//! The log of a run: a line for the spec, then one for every cell as it finishes.
//!
//! A tail that a kill or a full disk cut off is dropped when the log is read. Lines are in the order of finishing; a
//! finished run rewrites them in the order of the table.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::TableError;
use super::record::Record;
use crate::output;
use crate::wording::reason;

/// Cells by point and method.
pub type Cells = BTreeMap<(usize, String), Record>;

/// A log that is being written.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    /// None once a line could not be written: another one after it would be part of it.
    file: Option<File>,
}

/// What is there before a run.
#[derive(Debug)]
pub enum Found {
    /// No log, or one without a whole line.
    Nothing,
    /// The log of another spec or version.
    Other {
        /// Its first line.
        header: Vec<u8>,
        /// The lines below, by their number in the file.
        lines: Vec<(usize, Vec<u8>)>,
    },
    /// The lines of a log of this spec, by their number in the file; the last one may be cut off.
    Lines(Vec<(usize, Vec<u8>)>),
}

fn failed(path: &Path, reason: impl std::fmt::Display) -> TableError {
    TableError::File { path: path.display().to_string(), reason: reason.to_string() }
}

/// What is kept where a log of this run cannot be written any further.
pub const CELLS: &str = "the cells that it holds are kept: go on with --resume";
/// What is kept where it cannot be begun.
pub const NOTHING: &str = "nothing is computed yet, and what is there is left as it was";
/// What is kept where it was to be joined from others.
pub const MERGED: &str = "the logs that were to be merged are kept: merge them again";

/// What is said of a write that failed.
fn unwritten(path: &Path, error: &std::io::Error, kept: &str) -> TableError {
    TableError::Unwritten { path: path.display().to_string(), reason: format!("{}; {kept}", reason(error)) }
}

impl Found {
    /// Reads the log of a spec with this first line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path, header: &str) -> Result<Self, TableError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(failed(path, format!("cannot be read: {}", reason(&error)))),
        };
        // What follows the last line end is a line that was cut off.
        let Some(end) = bytes.iter().rposition(|&byte| byte == b'\n') else { return Ok(Self::Nothing) };
        let mut lines = (1..).zip(bytes[..end].split(|&byte| byte == b'\n').map(<[u8]>::to_vec));
        match lines.next() {
            Some((_, first)) if first == header.as_bytes() => Ok(Self::Lines(lines.collect())),
            first => Ok(Self::Other {
                header: first.map_or_else(Vec::new, |(_, line)| line),
                lines: lines.collect(),
            }),
        }
    }
}

/// What is wrong where two lines answer one cell, and differently.
struct TwoAnswers {
    first: usize,
    second: usize,
}

impl fmt::Display for TwoAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, second } = self;
        write!(
            f,
            "lines {first} and {second} are two answers to one cell: delete one of them, or both, and the cell is computed \
             again, or begin anew with --force"
        )
    }
}

/// The cells in the lines of a log. A last line that is none is dropped: it was cut off.
///
/// # Errors
/// The first other line that is none, that `check` refuses, or that answers a cell otherwise than one above.
pub fn cells(
    path: &Path,
    lines: &[(usize, Vec<u8>)],
    check: impl Fn(&Record) -> Result<(), String>,
) -> Result<Cells, TableError> {
    let damaged = |number: usize, reason: String| {
        let remedy = "delete this line, and its cell is computed again, or begin anew with --force";
        failed(path, format!("line {number} is damaged ({reason}); {remedy}"))
    };
    let mut cells = Cells::new();
    let mut places = BTreeMap::new();
    for (index, (number, line)) in lines.iter().enumerate() {
        match serde_json::from_slice::<Record>(line) {
            Ok(record) => {
                check(&record).map_err(|reason| damaged(*number, reason))?;
                let key = (record.point, record.method.clone());
                if let Some(first) = places.insert(key.clone(), *number)
                    && cells.get(&key) != Some(&record)
                {
                    return Err(failed(path, TwoAnswers { first, second: *number }));
                }
                cells.insert(key, record);
            }
            Err(_) if index + 1 == lines.len() => {}
            Err(_) => return Err(damaged(*number, "it is no cell as bcgc writes it".to_owned())),
        }
    }
    Ok(cells)
}

impl Log {
    /// Begins a log with a first line and the cells that are known; `kept` says what is kept where it cannot be written.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(path: &Path, header: &str, cells: &Cells, kept: &str) -> Result<Self, TableError> {
        rewrite(path, header, cells, kept)?;
        let file = OpenOptions::new().append(true).open(path).map_err(|e| unwritten(path, &e, kept))?;
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Appends a cell, at once.
    ///
    /// # Errors
    /// When the file cannot be written, now or before.
    pub fn append(&mut self, record: &Record) -> Result<(), TableError> {
        let line = serde_json::to_string(record).map_err(|e| failed(&self.path, e))?;
        let Some(mut file) = self.file.take() else { return Err(TableError::Stopped) };
        file.write_all(format!("{line}\n").as_bytes()).map_err(|e| unwritten(&self.path, &e, CELLS))?;
        self.file = Some(file);
        Ok(())
    }
}

/// Writes header and cells in the order of the table.
///
/// # Errors
/// When the file cannot be written.
pub fn rewrite(path: &Path, header: &str, cells: &Cells, kept: &str) -> Result<(), TableError> {
    let mut text = format!("{header}\n");
    for record in cells.values() {
        text += &serde_json::to_string(record).map_err(|e| failed(path, e))?;
        text.push('\n');
    }
    output::write(path, text.as_bytes()).map_err(|e| unwritten(path, &e, kept))
}
