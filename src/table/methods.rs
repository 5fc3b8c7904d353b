//! All that tables know of methods: which there are, and which they treat apart.

use crate::error::Error;
use crate::exact::optimum as exact;
use crate::instance::Objective;
use crate::relaxed::optimum as relaxed;
use crate::solve::methods;
pub use crate::solve::methods::for_objective;

/// The methods of the given names, each once, or all of the objective where none is named.
///
/// # Errors
/// For a name that is not a method of the objective.
pub fn chosen(objective: Objective, names: &[String]) -> Result<Vec<&'static str>, Error> {
    Ok(methods::select(objective, names)?.into_iter().map(|method| method.name).collect())
}

/// Whether a method samples: another mathematics library changes what it draws in the last digit, and that
/// spreads.
pub fn is_sampled(name: &str) -> bool {
    methods::find(name).is_some_and(|method| method.is_sampled)
}

/// The method whose value is the integer optimum of a runtime.
pub fn integer_optimum() -> &'static str {
    exact::METHOD.name
}

/// The method whose relaxed value is the relaxed optimum of a runtime.
pub fn relaxed_optimum() -> &'static str {
    relaxed::METHOD.name
}
