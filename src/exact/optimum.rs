//! `exact`: the optimum over integer partitions, with its bound.

use super::global::integer::MOST_COORDINATES;
use super::{completion, outer_approximation, overhead, trace_completion, trace_runtime};
use crate::method::{Answer, Method, Need, Run};

/// What every way is worth.
const GUARANTEE: &str = "integer optimum within the stated gap";

/// The method.
pub const METHOD: Method = Method {
    name: "exact",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer {
            source: "outer approximation in HiGHS over an LLL-reduced lattice basis",
            guarantee: GUARANTEE,
            needs: &[],
            run: Run::LawRuntime(|problem, evaluator| {
                outer_approximation::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "the same search, branching on the coefficients of an LLL-reduced lattice basis",
            guarantee: GUARANTEE,
            needs: &[Need::Highs, Need::Coordinates(MOST_COORDINATES)],
            run: Run::LawCompletion(|problem, evaluator| completion::exact(problem, evaluator, METHOD.name)),
        },
        Answer {
            source: "integer program over the rows of the trace, solved with lazily added inequalities in HiGHS",
            guarantee: GUARANTEE,
            needs: &[Need::Highs],
            run: Run::TraceRuntime(|problem, evaluator| {
                trace_runtime::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "integer program in HiGHS with one binary a row of the trace, mixing sets strengthened",
            guarantee: GUARANTEE,
            needs: &[],
            run: Run::TraceCompletion(|problem, evaluator| {
                trace_completion::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "the same outer approximation for every first level in use",
            guarantee: GUARANTEE,
            needs: &[],
            run: Run::OverheadRuntime(|problem, evaluator| overhead::solve(problem, evaluator, METHOD.name)),
        },
    ],
};
