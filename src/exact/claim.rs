//! What a search claims when it ends.

use crate::error::Error;
use crate::solution::Status;

/// What a search claims of its incumbent and bound, which stand whatever becomes of HiGHS; and, for the end of a note,
/// why HiGHS gave up if it did.
pub fn claim(ended: Result<Status, Error>) -> (Status, String) {
    match ended {
        Ok(status) => (status, String::new()),
        Err(error) => (Status::GapLimit, format!("; {error}")),
    }
}
