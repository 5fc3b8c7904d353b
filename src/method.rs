//! The registry: every method once, with its source, what it guarantees and how to run it.
//!
//! Help texts, tables and the conformance tests are generated from it. To add a method, write one
//! file with a `METHOD` like `src/baseline/uncoded.rs` (the smallest) and add one line here.

use crate::baseline;
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::problem::Problem;
use crate::solution::Solution;
use crate::{exact, relaxed};

/// A method for problems of type `P`: one objective, one type.
#[derive(Debug)]
pub struct Method<P = Problem> {
    /// The name on the command line and in every output.
    pub name: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What its answer is worth.
    pub guarantee: &'static str,
    /// Runs it.
    pub solve: fn(&P) -> Result<Solution, Error>,
}

/// All methods for the expected overall runtime, in the order of the output.
pub const METHODS: &[Method] = &[
    exact::outer_approximation::METHOD,
    relaxed::optimum::METHOD,
    relaxed::subgradient::METHOD,
    relaxed::mean_time::METHOD,
    relaxed::mean_rate::METHOD,
    baseline::single_block::METHOD,
    baseline::uncoded::METHOD,
    baseline::tandon::METHOD,
    baseline::ferdinand::FULL,
    baseline::ferdinand::HALF,
];

/// All methods for the completion probability, in the order of the output.
pub const COMPLETION_METHODS: &[Method<CompletionProblem>] = &[
    exact::completion::EXACT,
    exact::completion::GLOBAL,
    relaxed::stationary::METHOD,
    relaxed::successive_convex::METHOD,
    relaxed::union_bound::METHOD,
    relaxed::large_deadline::METHOD,
    baseline::single_block::COMPLETION,
    baseline::uncoded::COMPLETION,
    baseline::tandon::COMPLETION,
    baseline::ferdinand::FULL_COMPLETION,
    baseline::ferdinand::HALF_COMPLETION,
];

/// The methods of a registry by their names, each once, or all where none is named.
///
/// # Errors
/// For a name that is not in the registry; the message lists those that are.
pub fn select<P>(registry: &'static [Method<P>], names: &[String]) -> Result<Vec<&'static Method<P>>, Error> {
    if names.is_empty() {
        return Ok(registry.iter().collect());
    }
    let mut chosen: Vec<&String> = Vec::new();
    names.iter().for_each(|name| {
        if !chosen.contains(&name) {
            chosen.push(name);
        }
    });
    chosen
        .into_iter()
        .map(|name| {
            registry.iter().find(|method| method.name == name).ok_or_else(|| Error::UnknownMethod {
                name: name.clone(),
                allowed: registry.iter().map(|m| m.name).collect::<Vec<_>>().join(", "),
            })
        })
        .collect()
}
