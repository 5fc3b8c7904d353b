//! How far an earlier run came, by its log.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use super::definition::Spec;
use super::error::TableError;
use super::log::Found;
use super::provenance::Provenance;
use super::record::Record;
use crate::instance::Instance;

/// How far a run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logged {
    /// Cells in its log, at least 1.
    pub done: usize,
    /// Cells of the table; `None` where the log is that of another spec or version.
    pub all: Option<usize>,
}

/// How far an earlier run came, by its log; none where there is no log with a cell, or one of another spec whose table, the
/// document, is finished.
///
/// # Errors
/// When an instance is refused or the log cannot be read.
pub fn logged(spec: &Spec, log: &Path, document: &Path) -> Result<Option<Logged>, TableError> {
    let instances: Vec<Instance> =
        (0..spec.len()).map(|index| spec.instance_at(index)).collect::<Result<_, _>>()?;
    let header = Provenance::new(spec, instances.iter(), None).header();
    let (lines, all) = match Found::read(log, &header)? {
        Found::Nothing => return Ok(None),
        Found::Lines(lines) => (lines, Some(spec.len() * spec.methods.len())),
        Found::Other { header, .. } if is_finished(&header, document) => return Ok(None),
        Found::Other { lines, .. } => (lines, None),
    };
    let records = lines.iter().filter_map(|(_, line)| serde_json::from_slice::<Record>(line).ok());
    let done = records.map(|record| (record.point, record.method)).collect::<BTreeSet<_>>().len();
    Ok((done > 0).then_some(Logged { done, all }))
}

/// Whether a table is that of a log with this first line.
fn is_finished(header: &[u8], document: &Path) -> bool {
    let spec = |text: &[u8], of: fn(&Json) -> &Json| {
        let parsed = serde_json::from_slice::<Json>(text).ok()?;
        of(&parsed)["spec"].as_str().map(str::to_owned)
    };
    let of_log = spec(header, |header| header);
    let table = std::fs::read(document).unwrap_or_default();
    of_log.is_some() && of_log == spec(&table, |table| &table["provenance"])
}
