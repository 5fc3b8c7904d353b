//! The log of a run: a line for the spec, then one for every cell as it finishes.
//!
//! A line that a kill cut off is dropped when the log is read. Lines are in the order of finishing; a finished
//! run rewrites them in the order of the table.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::TableError;
use super::provenance::Provenance;
use super::record::Record;

/// Cells by point and method.
pub type Cells = BTreeMap<(usize, String), Record>;

/// A log that is being written.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
}

fn failed(path: &Path, reason: impl std::fmt::Display) -> TableError {
    TableError::File { path: path.display().to_string(), reason: reason.to_string() }
}

impl Log {
    /// Opens the log: goes on with one of the same spec and version if `resume`, else begins anew.
    ///
    /// # Errors
    /// When the file cannot be used, or belongs to another spec or version.
    pub fn open(path: &Path, provenance: &Provenance, resume: bool) -> Result<(Self, Cells), TableError> {
        let header = provenance.header();
        let mut cells = Cells::new();
        let text = if resume && path.exists() {
            std::fs::read_to_string(path).map_err(|e| failed(path, format!("cannot be read: {e}")))?
        } else {
            String::new()
        };
        // Only whole lines count.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut lines = whole.lines();
        if lines.next().is_some_and(|found| found != header) {
            let reason = "belongs to another spec or version; run without --resume to begin anew";
            return Err(failed(path, reason));
        }
        for line in lines {
            let record: Record = serde_json::from_str(line)
                .map_err(|e| failed(path, format!("is damaged ({e}); run without --resume")))?;
            cells.insert((record.point, record.method.clone()), record);
        }
        rewrite(path, &header, &cells)?;
        let file = OpenOptions::new().append(true).open(path).map_err(|e| failed(path, e))?;
        Ok((Self { path: path.to_owned(), file }, cells))
    }

    /// Appends a cell, at once.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&mut self, record: &Record) -> Result<(), TableError> {
        let line = serde_json::to_string(record).map_err(|e| failed(&self.path, e))?;
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(|e| failed(&self.path, e))
    }
}

/// Writes header and cells in the order of the table.
///
/// # Errors
/// When the file cannot be written.
pub fn rewrite(path: &Path, header: &str, cells: &Cells) -> Result<(), TableError> {
    let mut text = format!("{header}\n");
    for record in cells.values() {
        text += &serde_json::to_string(record).map_err(|e| failed(path, e))?;
        text.push('\n');
    }
    write(path, text.as_bytes())
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), TableError> {
    let mut name = path.file_name().map(|n| n.to_owned()).unwrap_or_default();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    std::fs::write(&temporary, bytes).map_err(|e| failed(&temporary, format!("cannot be written: {e}")))?;
    std::fs::rename(&temporary, path).map_err(|e| failed(path, format!("cannot be written: {e}")))
}
