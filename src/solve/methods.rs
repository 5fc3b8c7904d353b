//! The list of methods, in the order of the output.

use crate::error::Error;
use crate::instance::Objective;
use crate::method::Method;
use crate::{baseline, exact, relaxed};

/// Every method once.
pub const METHODS: &[&Method] = &[
    &exact::optimum::METHOD,
    &exact::lattice::METHOD,
    &exact::global_optimum::METHOD,
    &relaxed::optimum::METHOD,
    &relaxed::subgradient::METHOD,
    &relaxed::mean_time::METHOD,
    &relaxed::mean_rate::METHOD,
    &relaxed::successive_convex::METHOD,
    &relaxed::union_bound::METHOD,
    &relaxed::large_deadline::METHOD,
    &baseline::single_block::METHOD,
    &baseline::uncoded::METHOD,
    &baseline::uniform::METHOD,
    &baseline::tandon::METHOD,
    &baseline::ferdinand::FULL,
    &baseline::ferdinand::HALF,
];

/// The methods for an objective.
pub fn of(objective: Objective) -> impl Iterator<Item = &'static Method> {
    METHODS.iter().copied().filter(move |method| method.for_objective(objective).is_some())
}

/// A method by its name.
pub fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().copied().find(|method| method.name == name)
}

/// A method for an objective by its name.
///
/// # Errors
/// If a name is not that of a method for the objective; the message lists those that are.
pub fn for_objective(objective: Objective, name: &str) -> Result<&'static Method, Error> {
    of(objective).find(|method| method.name == name).ok_or_else(|| Error::UnknownMethod {
        name: name.to_owned(),
        allowed: of(objective).map(|method| method.name).collect::<Vec<_>>().join(", "),
    })
}

/// The methods for an objective by their names, each once, or all where none is named.
///
/// # Errors
/// If a name is not that of a method for the objective; the message lists those that are.
pub fn select(objective: Objective, names: &[String]) -> Result<Vec<&'static Method>, Error> {
    if names.is_empty() {
        return Ok(of(objective).collect());
    }
    let mut chosen: Vec<&'static Method> = Vec::new();
    for name in names {
        let method = for_objective(objective, name)?;
        if !chosen.iter().any(|other| other.name == method.name) {
            chosen.push(method);
        }
    }
    Ok(chosen)
}
