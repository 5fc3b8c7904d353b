//! Computes the cells of a table in parallel.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cell::{Made, answer};
use super::computed::Table;
use super::definition::Spec;
use super::error::TableError;
use super::work::{Work, place};
use crate::threads;

/// Told of `(cells done, cells in all)`.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Makes the table. With a log, every cell is written to it as soon as it is known, and with `resume` the cells
/// that it holds already are not computed again; without, a log that is there is begun anew.
///
/// # Errors
/// When an instance is refused or the log cannot be used; [`TableError::Stopped`] once the spec's options are cancelled.
pub fn run(
    spec: &Spec,
    log: Option<&Path>,
    resume: bool,
    date: Option<&str>,
    progress: Progress,
) -> Result<Table, TableError> {
    let work = Work::begin(spec, log, resume)?;
    let (missing, all) = (work.missing(), work.len());
    compute(work, &missing, all, progress)?.table(date)
}

/// Computes cells by their numbers, of which progress counts `all`; each is kept at once.
pub(super) fn compute(
    work: Work,
    missing: &[usize],
    all: usize,
    progress: Progress,
) -> Result<Work, TableError> {
    let (spec, instances) = (work.spec().clone(), work.instances().to_vec());
    // The methods of a point share what is made for it.
    let made: Vec<Made> = instances.iter().map(|_| Made::new()).collect();
    let has_failed = AtomicBool::new(false);
    let work = Mutex::new((all - missing.len(), work));
    let cell = |number: usize| {
        let (point, method) = place(&spec, number);
        let record = answer(&spec, point, &instances[point], &made[point], method)?;
        // What a method returns when it is cancelled is not its answer.
        if spec.options.cancel.is_cancelled() {
            return Err(TableError::Stopped);
        }
        let mut work = work.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work.1.keep(record)?;
        work.0 += 1;
        progress(work.0, all);
        Ok(())
    };
    let unless_over = |i: usize| {
        if has_failed.load(Ordering::Relaxed) || spec.options.cancel.is_cancelled() {
            return Err(TableError::Stopped);
        }
        let found = threads::alone(|| cell(missing[i]));
        has_failed.fetch_or(found.is_err(), Ordering::Relaxed);
        found
    };
    first_error(threads::map(missing.len(), unless_over))?;
    Ok(work.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).1)
}

/// The first error; that cells were left undone only if there is no other.
fn first_error(found: Vec<Result<(), TableError>>) -> Result<(), TableError> {
    let mut is_stopped = false;
    for cell in found {
        match cell {
            Ok(()) => {}
            Err(TableError::Stopped) => is_stopped = true,
            Err(error) => return Err(error),
        }
    }
    if is_stopped { Err(TableError::Stopped) } else { Ok(()) }
}
