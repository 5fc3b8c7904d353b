//! The registries of methods for traces: the names are those for laws.

use super::{ScenarioProblem, baselines, closed_forms, completion, exact, relaxed};
use crate::exact::completion::GLOBAL;
use crate::method::Method;
use crate::relaxed::{large_deadline, subgradient, successive_convex, union_bound};
use crate::solution::Solution;

/// All methods for the mean overall runtime over a trace, in the order of the output.
pub const TRACE_METHODS: &[Method<ScenarioProblem>] = &[
    exact::METHOD,
    relaxed::METHOD,
    SUBGRADIENT,
    closed_forms::MEAN_TIME,
    closed_forms::MEAN_RATE,
    baselines::SINGLE_BLOCK,
    baselines::UNCODED,
    baselines::TANDON,
    baselines::FERDINAND_FULL,
    baselines::FERDINAND_HALF,
];

/// All methods for the fraction of rows finished by a deadline, in the order of the output.
pub const TRACE_COMPLETION_METHODS: &[Method<ScenarioProblem>] = &[
    completion::EXACT,
    GLOBAL_OF_LAWS,
    completion::RELAXED,
    SUCCESSIVE_CONVEX,
    UNION_BOUND,
    LARGE_DEADLINE,
    baselines::SINGLE_BLOCK,
    baselines::UNCODED,
    baselines::TANDON,
    baselines::FERDINAND_FULL,
    baselines::FERDINAND_HALF,
];

/// What is said of methods that need a law.
const NEEDS_A_LAW: &str = "does not apply to a trace";

const SUBGRADIENT: Method<ScenarioProblem> = Method {
    name: subgradient::METHOD.name,
    source: subgradient::METHOD.source,
    guarantee: NEEDS_A_LAW,
    solve: |_| {
        let reason =
            "it draws fresh samples from a law in every step; on the rows of a trace `relaxed` is exact";
        Ok(Solution::inapplicable(SUBGRADIENT.name, reason))
    },
};

const GLOBAL_OF_LAWS: Method<ScenarioProblem> = Method {
    name: GLOBAL.name,
    source: GLOBAL.source,
    guarantee: NEEDS_A_LAW,
    solve: |_| {
        let reason = "it needs the distribution function and density of a law; on the rows of a trace `relaxed` is \
                      the global optimum";
        Ok(Solution::inapplicable(GLOBAL_OF_LAWS.name, reason))
    },
};

const SUCCESSIVE_CONVEX: Method<ScenarioProblem> = Method {
    name: successive_convex::METHOD.name,
    source: successive_convex::METHOD.source,
    guarantee: NEEDS_A_LAW,
    solve: |_| {
        let reason = "it needs shifted exponential cycle times; a trace has no density";
        Ok(Solution::inapplicable(SUCCESSIVE_CONVEX.name, reason))
    },
};

const UNION_BOUND: Method<ScenarioProblem> = Method {
    name: union_bound::METHOD.name,
    source: union_bound::METHOD.source,
    guarantee: NEEDS_A_LAW,
    solve: |_| {
        let reason = "it needs the quantiles of a law with independent workers; a trace has neither";
        Ok(Solution::inapplicable(UNION_BOUND.name, reason))
    },
};

const LARGE_DEADLINE: Method<ScenarioProblem> = Method {
    name: large_deadline::METHOD.name,
    source: large_deadline::METHOD.source,
    guarantee: NEEDS_A_LAW,
    solve: |_| {
        let reason = "it needs the tail of a law; a trace has a longest cycle time";
        Ok(Solution::inapplicable(LARGE_DEADLINE.name, reason))
    },
};
