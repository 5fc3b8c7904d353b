//! The list of methods, in the order of the output.

use crate::error::Error;
use crate::instance::Objective;
use crate::method::Method;
use crate::method_family::MethodFamily;
use crate::{baseline, exact, relaxed};

/// The methods that are run where none is named, in this order: over a trace `lattice` is left out where `exact`, which comes before
/// it, has closed the gap.
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

/// The methods that are run only where they are named: what they find others find sooner.
pub const BY_NAME: &[&Method] = &[
    &exact::coordinate_optimum::METHOD,
    &relaxed::subgradient::scaled::METHOD,
    &baseline::small_deadline::METHOD,
];

/// The methods that, over a trace, a run of all begins only where no other has closed the gap: with many workers they take their
/// time limit where `exact` takes seconds.
pub const SPARE_OVER_ROUNDS: &[&Method] = &[&exact::lattice::METHOD];

/// Methods with a parameter, run only where they are named.
pub const FAMILIES: &[&MethodFamily] = &[&baseline::ferdinand::FAMILY, &baseline::published::FAMILY];

/// The methods for an objective that are run where none is named.
pub fn of(objective: Objective) -> impl Iterator<Item = &'static Method> {
    METHODS.iter().copied().filter(move |method| method.for_objective(objective).is_some())
}

/// The methods for an objective that are run only where they are named, but for those with a parameter.
pub fn by_name(objective: Objective) -> impl Iterator<Item = &'static Method> {
    BY_NAME.iter().copied().filter(move |method| method.for_objective(objective).is_some())
}

/// A method by its name.
pub fn find(name: &str) -> Option<&'static Method> {
    let named = || METHODS.iter().chain(BY_NAME).copied().find(|method| method.name == name);
    named().or_else(|| FAMILIES.iter().find_map(|family| family.member(name)))
}

/// A method for an objective by its name.
///
/// # Errors
/// If a name is not that of a method for the objective; the message lists those that are.
pub fn for_objective(objective: Objective, name: &str) -> Result<&'static Method, Error> {
    let found = find(name).filter(|method| method.for_objective(objective).is_some());
    found.ok_or_else(|| {
        let family = FAMILIES.iter().find(|family| family.parameter(name).is_some());
        let allowed = match family {
            Some(family) => format!("{} with {}", family.form, (family.allowed)()),
            None => {
                let names = of(objective).chain(by_name(objective)).map(|method| method.name);
                let names = names.chain(FAMILIES.iter().map(|family| family.form)).collect::<Vec<_>>();
                // It is one for the other objective.
                let other = match objective {
                    _ if find(name).is_none() => String::new(),
                    Objective::ExpectedRuntime => format!("; with a deadline {name} is one as well"),
                    Objective::CompletionProbability { .. } => {
                        format!("; without a deadline {name} is one as well")
                    }
                };
                names.join(", ") + &other
            }
        };
        Error::UnknownMethod { name: name.to_owned(), allowed }
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
