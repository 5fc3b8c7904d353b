//! Proofs of the numbers of a table.

use super::computed::Table;
use super::error::TableError;
use super::run::Progress;
use crate::certificate::prove;
use crate::threads;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The table with its values and bounds proved, as far as the judge accepts them in the time limit of a point, and the time
/// that the proofs took, in seconds of work.
///
/// # Errors
/// [`TableError::Stopped`] once the spec's options are cancelled.
pub fn prove(mut table: Table, progress: Progress) -> Result<(Table, f64), TableError> {
    let (options, done) = (table.spec.options.clone(), AtomicUsize::new(0));
    let count = table.points.len();
    let reports = threads::map(count, |i| {
        if options.cancel.is_cancelled() {
            return Err(TableError::Stopped);
        }
        let report = threads::alone(|| prove::proved(table.points[i].report.clone(), &options));
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        if report.is_interrupted() { Err(TableError::Stopped) } else { Ok(report) }
    });
    let mut seconds = 0.0;
    for (point, report) in table.points.iter_mut().zip(reports) {
        point.report = report?;
        seconds += point.report.proofs().map_or(0.0, |proofs| proofs.seconds);
    }
    Ok((table, seconds))
}
