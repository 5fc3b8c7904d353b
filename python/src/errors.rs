//! Errors of Rust as the exceptions of `bcgc.errors`.

use std::error::Error as _;
use std::io;

use bcgc::{Detail, Error, TraceError};
use pyo3::exceptions::PyFileNotFoundError;
use pyo3::prelude::*;

/// An exception of `bcgc.errors` by its name.
fn exception(name: &str, message: &str, detail: Option<Detail>) -> PyErr {
    Python::attach(|py| {
        let made = py.import("bcgc.errors").and_then(|module| {
            let detail = detail.map(|Detail { key, value, allowed, .. }| (named(&key), value, allowed));
            let (key, value, remedy) = match detail {
                Some((key, value, remedy)) => (Some(key), Some(value), Some(remedy)),
                None => (None, None, None),
            };
            module.getattr(name)?.call1((message, key, value, remedy))
        });
        made.map_or_else(|error| error, PyErr::from_value)
    })
}

/// An option of the command line as the argument that it is here.
fn named(key: &str) -> String {
    key.strip_prefix("--").map_or_else(|| key.to_owned(), |option| option.replace('-', "_"))
}

/// The exception of an error.
pub fn raise(error: impl Into<Error>) -> PyErr {
    let error = error.into();
    let text = error.to_string();
    let text = text.strip_prefix("--").unwrap_or(&text);
    if is_missing(&error) {
        return PyFileNotFoundError::new_err(text.to_owned());
    }
    match &error {
        Error::Solver { .. } | Error::Threads(_) => exception("SolverError", text, None),
        _ => exception("InputError", text, error.detail()),
    }
}

/// The exception of an argument that is refused here.
pub fn refused(key: &str, value: impl ToString, allowed: &str) -> PyErr {
    let value = value.to_string();
    raise(Error::OutOfRange { key: key.to_owned(), value, allowed: allowed.to_owned() })
}

/// The exception of an argument of which only words say what is wrong.
pub fn about(key: &str, problem: impl ToString) -> PyErr {
    let problem = problem.to_string();
    let detail = Detail::new(key, "", problem.clone());
    exception("InputError", &problem, Some(detail))
}

/// The exception of anything else that can be wrong with an input.
pub fn input(problem: impl ToString) -> PyErr {
    let text = problem.to_string();
    exception("InputError", text.strip_prefix("--").unwrap_or(&text), None)
}

/// The exception of a failure that says nothing of the input.
pub fn failed(problem: &str) -> PyErr {
    exception("SolverError", problem, None)
}

/// Whether a file is not there.
fn is_missing(error: &Error) -> bool {
    let is_not_found = |source: &io::Error| source.kind() == io::ErrorKind::NotFound;
    match error {
        Error::Unreadable { source, .. } => is_not_found(source),
        Error::Trace(TraceError::Unreadable { source, .. }) => is_not_found(source),
        other => {
            other.source().and_then(|source| source.downcast_ref::<io::Error>()).is_some_and(is_not_found)
        }
    }
}
