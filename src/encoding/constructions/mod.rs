//! The constructions of encoding matrices, one file each, and their list.
//!
//! Adding one: copy `uncoded.rs`, the smallest, and add a line to [`CONSTRUCTIONS`]. The tests in
//! `tests/encoding.rs` run over every entry.

mod cyclic_repetition;
mod fractional_repetition;
mod generalised_fractional_repetition;
mod reed_solomon;
mod uncoded;

pub use cyclic_repetition::CyclicRepetition;
pub use fractional_repetition::FractionalRepetition;
pub use generalised_fractional_repetition::GeneralisedFractionalRepetition;
pub use reed_solomon::ReedSolomon;
pub use uncoded::Uncoded;

use super::construction::Construction;
use super::error::EncodingError;

/// Every construction, in the order of help texts and tables.
pub static CONSTRUCTIONS: &[&dyn Construction] =
    &[&CyclicRepetition, &FractionalRepetition, &GeneralisedFractionalRepetition, &ReedSolomon, &Uncoded];

/// The construction of this name.
///
/// ```
/// use bcgc::encoding::find;
///
/// assert_eq!(find("uncoded")?.summary(), "identity: one subset a worker, no straggler tolerated");
/// assert!(find("repetition").is_err_and(|error| error.to_string().contains("cyclic-repetition")));
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
///
/// # Errors
/// [`EncodingError::UnknownConstruction`], which lists the names.
pub fn find(name: &str) -> Result<&'static dyn Construction, EncodingError> {
    CONSTRUCTIONS.iter().find(|c| c.name() == name).copied().ok_or_else(|| {
        let names: Vec<_> = CONSTRUCTIONS.iter().map(|c| c.name()).collect();
        EncodingError::UnknownConstruction { name: name.into(), known: names.join(", ") }
    })
}
