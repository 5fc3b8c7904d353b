//! Measurements on all cores.

use super::ready::ready;

/// Runs a measurement on all cores: outside of [`bcgc::on_threads`] everything runs on one.
pub fn on_all_cores(work: impl FnOnce() + Send) {
    ready(bcgc::on_threads(None, work));
}
