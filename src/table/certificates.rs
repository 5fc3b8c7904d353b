//! Certificates of the rows of a table, a file each.
//!
//! A row is certified from its own solution alone, so that it does not matter which machine does it, nor what else is in the
//! table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::certified_row::RowCertificate;
use super::computed::Table;
use super::definition::Spec;
use super::error::TableError;
use super::run::Progress;
use super::shard::Shard;
use super::work::{Work, place};
use crate::certificate::{Certificate, NOT_OPTIMAL, recheck, with_rigour, write::certify_here};
use crate::document_kind::DocumentKind;
use crate::instance::Instance;
use crate::options::Options;
use crate::output;
use crate::report::Report;
use crate::solution::{Solution, Status};
use crate::threads;
use crate::wording::reason;

/// What the names of certificates end in; `bcgc verify` of a folder judges these.
pub const ENDING: &str = ".certificate.json";

/// What became of the certificates of a table.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Certified {
    /// Files that were written.
    pub written: usize,
    /// Files of an earlier run that were judged again, accepted, and kept.
    pub kept: usize,
    /// Files of an earlier run that were removed: their rows have no certificate now.
    pub removed: usize,
    /// What is not proved and why, with the rows of which it is said, `POINT.METHOD` as in the names of their files. That a row
    /// is optimal is missed only where its method says so.
    pub left_out: BTreeMap<String, Vec<String>>,
    /// Wall-clock time, in seconds.
    pub seconds: f64,
}

/// The name of the certificate of a row: `TABLE.POINT.METHOD.certificate.json`, points counted from 1 in the order of the grid.
pub fn name(spec: &Spec, point: usize, method: &str) -> String {
    let plain = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' }).collect()
    };
    let own = plain(method);
    // Two methods of which only other characters differ are told apart by their numbers.
    let same = spec.methods.iter().take_while(|other| *other != method).filter(|other| plain(other) == own);
    let number = match same.count() {
        0 => String::new(),
        before => format!("-{}", before + 1),
    };
    format!("{}.{}.{own}{number}{ENDING}", spec.name, point + 1)
}

/// The files that certificates of a table may go into, or of a shard of it.
pub fn files(spec: &Spec, shard: Option<Shard>, folder: &Path) -> Vec<PathBuf> {
    let mine = |cell: &usize| shard.is_none_or(|shard| shard.has(*cell));
    let cells = (0..spec.len() * spec.methods.len()).filter(mine);
    cells
        .map(|cell| place(spec, cell))
        .map(|(point, method)| folder.join(name(spec, point, method)))
        .collect()
}

/// That whatever is where they may go is a certificate of this program.
///
/// # Errors
/// The first file that is none.
pub fn check(spec: &Spec, shard: Option<Shard>, folder: &Path) -> Result<(), TableError> {
    let is_free = |path: &PathBuf| match std::fs::read_to_string(path) {
        Ok(text) => text.is_empty() || DocumentKind::of(&text) == Some(DocumentKind::Certificate),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    match files(spec, shard, folder).into_iter().find(|path| !is_free(path)) {
        None => Ok(()),
        Some(path) => Err(TableError::File {
            path: path.display().to_string(),
            reason: "is there and is no certificate of bcgc; give another folder".to_owned(),
        }),
    }
}

/// Certifies the rows of a table into a folder, which is made; the rows then say what is proved of them. With `reuse`, a file
/// that is there is kept where it is the certificate of the row and the judge accepts it.
///
/// Every file is there whole or not at all, as soon as its row is proved: a run that was stopped loses none.
///
/// # Errors
/// When a file cannot be written; [`TableError::Stopped`] once the spec's options are cancelled.
pub fn certify(
    mut table: Table,
    folder: &Path,
    reuse: bool,
    progress: Progress,
) -> Result<(Table, Certified), TableError> {
    let methods = table.spec.methods.len();
    let cells: Vec<usize> = (0..table.points.len() * methods).collect();
    let solution = |cell: usize| {
        let point = &table.points[cell / methods];
        let row = point.report.rows().get(cell % methods);
        Ok(row.map(|row| (point.report.instance().clone(), row.solution.clone())))
    };
    let run = Run { spec: &table.spec, folder, reuse, tally: Mutex::default() };
    let (found, tally) = run.all(&cells, solution, progress)?;
    for (cell, (row, certificate)) in found.into_iter().enumerate() {
        let point = &mut table.points[cell / methods];
        if let Some(certificate) = &certificate {
            let empty = Report::new(point.report.instance().clone());
            let report = std::mem::replace(&mut point.report, empty);
            point.report = with_rigour(report, certificate);
        }
        let why = row.why.as_ref().map(|why| format!("no certificate: {why}"));
        let notes = (0..methods).map(|at| why.clone().filter(|_| at == cell % methods));
        point.report.add_notes(notes);
        point.certificates.push(row);
    }
    Ok((table, tally))
}

/// Certifies the rows of a shard, whose cells are in its log.
///
/// # Errors
/// As [`certify`], and when the log cannot be read.
pub fn certify_shard(
    spec: &Spec,
    shard: Shard,
    log: &Path,
    folder: &Path,
    reuse: bool,
    progress: Progress,
) -> Result<Certified, TableError> {
    let mut work = Work::begin(spec, None, false)?;
    work.take(log)?;
    let cells: Vec<usize> = (0..work.len()).filter(|&cell| shard.has(cell)).collect();
    let run = Run { spec, folder, reuse, tally: Mutex::default() };
    Ok(run.all(&cells, |cell| work.solution(cell), progress)?.1)
}

/// A run over rows.
struct Run<'a> {
    spec: &'a Spec,
    folder: &'a Path,
    reuse: bool,
    tally: Mutex<Certified>,
}

/// What is known of a row, and what proves it.
type Found = (RowCertificate, Option<Certificate>);

impl Run<'_> {
    /// Certifies cells by their numbers, whose solutions are given.
    fn all(
        self,
        cells: &[usize],
        solution: impl Fn(usize) -> Result<Option<(Instance, Solution)>, TableError> + Sync,
        progress: Progress,
    ) -> Result<(Vec<Found>, Certified), TableError> {
        let start = Instant::now();
        let (done, options) = (AtomicUsize::new(0), &self.spec.options);
        let found = threads::map(cells.len(), |i| {
            if options.cancel.is_cancelled() {
                return Err(TableError::Stopped);
            }
            let (point, method) = place(self.spec, cells[i]);
            let found = match solution(cells[i])? {
                Some((instance, solution)) => {
                    threads::alone(|| self.one(&name(self.spec, point, method), &instance, solution))?
                }
                None => Found::default(),
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, cells.len());
            Ok(found)
        });
        let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut tally = self.tally.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        tally.seconds = start.elapsed().as_secs_f64();
        // Rows are proved in any order.
        tally.left_out.values_mut().for_each(|rows| rows.sort());
        Ok((found, tally))
    }

    /// Certifies one row; a row without a partition and a value has nothing to certify.
    fn one(&self, name: &str, instance: &Instance, solution: Solution) -> Result<Found, TableError> {
        let (path, status) = (self.folder.join(name), solution.status);
        let row = name.strip_prefix(&format!("{}.", self.spec.name)).unwrap_or(name);
        let row = row.strip_suffix(ENDING).unwrap_or(row);
        let (method, options) = (solution.method, &self.spec.options);
        let is_claimed = |what: &str| status == Status::Optimal || !what.starts_with(NOT_OPTIMAL);
        if solution.partition.is_none() || solution.value.is_none() {
            self.remove(&path);
            return Ok(Found::default());
        }
        let blocks = solution.partition.as_ref().map(|x| x.blocks().to_vec()).unwrap_or_default();
        if self.reuse
            && let Some(certificate) = recheck(&path, instance, &blocks, options)
        {
            self.count(|tally| {
                tally.kept += 1;
                for what in lacking(&solution, &certificate.kinds()) {
                    tally.left_out.entry(what).or_default().push(row.to_owned());
                }
            });
            return Ok((of(name, &certificate), Some(certificate)));
        }
        match self.made(instance, solution, method, options) {
            // It may lack what nobody waited for.
            Ok(_) if options.cancel.is_cancelled() => Err(TableError::Stopped),
            Ok(certificate) => {
                let unwritten = |error: std::io::Error| TableError::Unwritten {
                    path: path.display().to_string(),
                    reason: format!(
                        "{}; the certificates before it are kept: go on with --output DIR --resume",
                        reason(&error)
                    ),
                };
                output::write(&path, certificate.text().as_bytes()).map_err(unwritten)?;
                self.count(|tally| {
                    tally.written += 1;
                    for what in certificate.left_out().iter().filter(|what| is_claimed(what)) {
                        tally.left_out.entry(what.clone()).or_default().push(row.to_owned());
                    }
                });
                Ok((of(name, &certificate), Some(certificate)))
            }
            // What is not proved because nobody waits for it may be proved by the next run.
            Err(_) if options.cancel.is_cancelled() => Err(TableError::Stopped),
            Err(why) => {
                self.remove(&path);
                let what = format!("no certificate: {why}");
                self.count(|tally| tally.left_out.entry(what).or_default().push(row.to_owned()));
                Ok((RowCertificate { why: Some(why), ..RowCertificate::default() }, None))
            }
        }
    }

    fn made(
        &self,
        instance: &Instance,
        solution: Solution,
        method: &str,
        options: &Options,
    ) -> Result<Certificate, String> {
        let mut report = Report::new(instance.clone());
        report.push(solution);
        certify_here(&report, Some(method), options).map_err(|error| {
            let text = error.to_string();
            text.strip_prefix("no certificate: ").map_or_else(|| text.clone(), str::to_owned)
        })
    }

    /// Removes a certificate of ours: it is of another answer.
    fn remove(&self, path: &Path) {
        if path.is_file() && output::is_own_file(path) && std::fs::remove_file(path).is_ok() {
            self.count(|tally| tally.removed += 1);
        }
    }

    fn count(&self, what: impl FnOnce(&mut Certified)) {
        what(&mut self.tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

/// What a certificate that was kept does not prove of a row that claims it; why, only the run knew that made it.
fn lacking(solution: &Solution, proved: &[String]) -> Vec<String> {
    let has = |kind: &str| proved.iter().any(|proved| proved.ends_with(kind));
    let said = |what: &str| format!("{what}: the certificate that was kept has none");
    let optimum = (solution.status == Status::Optimal && !has("optimal")).then(|| said(NOT_OPTIMAL));
    let bound = (solution.bound.is_some() && !has("-bound") && !has("optimal")).then(|| said("no bound"));
    bound.into_iter().chain(optimum).collect()
}

/// What a certificate proves, by name.
fn of(name: &str, certificate: &Certificate) -> RowCertificate {
    RowCertificate { file: Some(name.to_owned()), proved: certificate.kinds(), why: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::{Bound, Rigour};

    /// Once a run that kept certificates said nothing of what they do not prove.
    #[test]
    fn what_a_kept_certificate_lacks_is_said() {
        let row = |status, bound: Option<f64>| Solution {
            bound: bound.map(|bound| Bound::new(bound, Rigour::Float, "exact")),
            ..Solution::empty("exact", status)
        };
        let said = |row: &Solution, proved: &[&str]| {
            lacking(row, &proved.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()).len()
        };
        let optimum = row(Status::Optimal, Some(4.0));
        assert_eq!(said(&optimum, &["partition", "value"]), 2);
        assert_eq!(said(&optimum, &["partition", "value", "lower-bound"]), 1);
        assert_eq!(said(&optimum, &["partition", "value", "optimal"]), 0);
        assert_eq!(said(&row(Status::Heuristic, None), &["partition", "value"]), 0);
    }
}
