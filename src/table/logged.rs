//! How far an earlier run came, by its log.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use super::definition::Spec;
use super::error::TableError;
use super::log::Found;
use super::provenance::{Provenance, differing};
use super::record::Record;
use crate::instance::Instance;

/// How far a run came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logged {
    /// The cells in its log, by their points and methods; at least one.
    pub done: BTreeSet<(usize, String)>,
    /// Where the log is that of another spec, trace or version: how it differs, in words.
    pub other: Option<String>,
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
    let (lines, other) = match Found::read(log, &header)? {
        Found::Nothing => return Ok(None),
        Found::Lines(lines) => (lines, None),
        Found::Other { header, .. } if is_finished(&header, document) => return Ok(None),
        Found::Other { header: theirs, lines } => (lines, Some(differing(&header, &theirs))),
    };
    let records = lines.iter().filter_map(|(_, line)| serde_json::from_slice::<Record>(line).ok());
    let done: BTreeSet<_> = records.map(|record| (record.point, record.method)).collect();
    Ok((!done.is_empty()).then_some(Logged { done, other }))
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
