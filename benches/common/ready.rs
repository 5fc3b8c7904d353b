//! What a benchmark begins with.

use std::fmt::Display;

/// What a benchmark needs before it can measure. There is no caller to return an error to: it ends the run with its
/// message.
#[track_caller]
pub fn ready<T, E: Display>(made: Result<T, E>) -> T {
    made.unwrap_or_else(|error| panic!("the benchmark cannot begin: {error}"))
}
