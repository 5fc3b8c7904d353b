//! Options, limits and failures of HiGHS, each stated once.

use highs::{HighsOptionValue, Model};
use highs_sys::{HIGHS_VERSION_MAJOR, HIGHS_VERSION_MINOR, HIGHS_VERSION_PATCH};

use crate::error::Error;
use crate::numeric::program::FEASIBILITY;

/// What every model gets: silence, one thread, a seed, tolerances.
pub fn common(model: &mut Model) -> Result<(), Error> {
    model.make_quiet();
    set(model, "threads", 1)?;
    set(model, "random_seed", 0)?;
    set(model, "primal_feasibility_tolerance", FEASIBILITY)?;
    set(model, "dual_feasibility_tolerance", FEASIBILITY)
}

/// For an integer program: its absolute gap, and no relative one (HiGHS would stop at 1e-4).
pub fn integer(model: &mut Model, gap: f64) -> Result<(), Error> {
    common(model)?;
    set(model, "mip_rel_gap", 0.0)?;
    set(model, "mip_abs_gap", gap)?;
    set(model, "mip_feasibility_tolerance", FEASIBILITY)?;
    set(model, "small_matrix_value", 1e-12)
}

/// For a linear program that lives on: the simplex method goes on from the last basis, which presolve would lose.
pub fn session(model: &mut Model, iterations: Option<i32>) -> Result<(), Error> {
    common(model)?;
    for (name, value) in [("presolve", "off"), ("solver", "simplex"), ("parallel", "off")] {
        set(model, name, value)?;
    }
    iterations.map_or(Ok(()), |most| set(model, "simplex_iteration_limit", most))
}

/// Sets one option.
pub fn set(
    model: &mut Model,
    name: &'static str,
    value: impl HighsOptionValue + Copy + std::fmt::Display,
) -> Result<(), Error> {
    model.try_set_option(name, value).map_err(|_| failure(format!("does not take {name} = {value}")))
}

/// A failure that says nothing about the instance.
pub fn failure(reason: String) -> Error {
    Error::Solver { solver: "HiGHS", reason }
}

/// The version built in.
pub fn version() -> String {
    format!("{HIGHS_VERSION_MAJOR}.{HIGHS_VERSION_MINOR}.{HIGHS_VERSION_PATCH}")
}
