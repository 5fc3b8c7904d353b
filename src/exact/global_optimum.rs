//! `global`: the relaxed optimum of a completion probability, with its bound.

use super::completion;
use crate::method::{Answer, Method, Need, Run};

/// The method.
pub const METHOD: Method = Method {
    name: "global",
    is_sampled: false,
    is_closed_form: false,
    answers: &[Answer {
        source: "outer approximation in log F with concave envelopes, bound tightening and bisection",
        guarantee: "relaxed optimum within the stated gap",
        needs: &[Need::Density, Need::Highs],
        run: Run::LawCompletion(|problem, evaluator| completion::global(problem, evaluator, METHOD.name)),
    }],
};
