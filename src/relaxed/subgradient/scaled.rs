//! `subgradient-scaled`: the published method with steps that do not depend on units.
//!
//! The published steps are `1/k` in raw units of coordinates and time: with short cycle times, or many coordinates, 150 of
//! them do not lead from the start to the optimum. Here step `k` is `L/k` coordinates long. See
//! [study](../../../../docs/study.md).

use super::{Parameters, StepRule, solve};
use crate::method::{Answer, Method, Need, Run};

/// The method.
pub const METHOD: Method = Method {
    name: "subgradient-scaled",
    is_sampled: true,
    is_closed_form: false,
    answers: &[Answer {
        source: "the method of [WCLZX23] with steps of L/k coordinates, whatever the units",
        guarantee: "none at a finite number of steps",
        needs: &[Need::FreshSamples],
        run: Run::LawRuntime(|problem, evaluator| {
            let seed = problem.options().seed;
            let parameters = Parameters { rule: StepRule::Scaled(1.0), seed, ..Parameters::default() };
            solve(problem, evaluator, &parameters, METHOD.name)
        }),
    }],
};
