//! How far an earlier run came, by its log.

use std::collections::BTreeSet;
use std::path::Path;

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
    /// Cells of the table.
    pub all: usize,
}

/// How far an earlier run of this very spec came, by its log; none where there is no such log with a cell.
///
/// # Errors
/// When an instance is refused or the log cannot be read.
pub fn logged(spec: &Spec, log: &Path) -> Result<Option<Logged>, TableError> {
    let instances: Vec<Instance> =
        (0..spec.len()).map(|index| spec.instance_at(index)).collect::<Result<_, _>>()?;
    let header = Provenance::new(spec, instances.iter(), None).header();
    let Found::Lines(lines) = Found::read(log, &header)? else { return Ok(None) };
    let records = lines.iter().filter_map(|(_, line)| serde_json::from_slice::<Record>(line).ok());
    let done = records.map(|record| (record.point, record.method)).collect::<BTreeSet<_>>().len();
    Ok((done > 0).then(|| Logged { done, all: spec.len() * spec.methods.len() }))
}
