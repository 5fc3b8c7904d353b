//! What the benchmarks share.

use std::fmt::Display;

/// What a benchmark needs before it can measure. There is no caller to return an error to: it ends the run with its
/// message.
#[track_caller]
pub fn ready<T, E: Display>(made: Result<T, E>) -> T {
    made.unwrap_or_else(|error| panic!("the benchmark cannot begin: {error}"))
}

/// Runs a measurement on all cores: outside of [`bcgc::on_threads`] everything runs on one.
pub fn on_all_cores(work: impl FnOnce() + Send) {
    ready(bcgc::on_threads(None, work));
}
