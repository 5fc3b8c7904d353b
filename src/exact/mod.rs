//! Exact discrete optima as integer programs in HiGHS, modelled with good_lp.

pub mod completion;
pub mod curvature;
pub mod global;
pub mod integer_program;
pub mod lattice;
pub mod outer_approximation;
pub mod scenario;

use crate::error::Error;
use crate::solution::Status;

/// What a search claims of its incumbent and bound, which stand whatever becomes of HiGHS; and, for the end of a note,
/// why HiGHS gave up if it did.
pub(crate) fn claim(ended: Result<Status, Error>) -> (Status, String) {
    match ended {
        Ok(status) => (status, String::new()),
        Err(error) => (Status::GapLimit, format!("; {error}")),
    }
}
