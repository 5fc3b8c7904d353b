//! What is said of a number that is out of its range.

use crate::error::Error;

/// What is allowed of a quantity.
pub(super) const POSITIVE: &str = "must be a finite number > 0";

/// The error of a key of an instance with a value that is not allowed.
pub(super) fn refused(key: &str, value: String, allowed: &str) -> Error {
    Error::OutOfRange { key: key.to_owned(), value, allowed: allowed.to_owned() }
}
