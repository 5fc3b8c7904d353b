//! `relaxed`: the optimum over real block sizes, with its bound.

use super::{descent, overhead, stationary, trace};
use crate::method::{Answer, Method, Need, Run};
use crate::numeric::highs;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::solution::Bound;

/// The method.
pub const METHOD: Method = Method {
    name: "relaxed",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer {
            source: "deterministic quasi-Newton method on exact values; relaxation of [WCLZX23], Problem 3",
            guarantee: "relaxed optimum within the certified gap",
            needs: &[],
            run: Run::LawRuntime(|problem, evaluator| descent::solve(problem, evaluator, METHOD.name)),
        },
        Answer {
            source: "Newton ascent of the exact log-probability from several starts; relaxation of [WCLZX23], Problem 6",
            guarantee: "stationary point; the global optimum, with a bound, where ln F(t/W) is concave",
            needs: &[],
            run: Run::LawCompletion(|problem, evaluator| stationary::solve(problem, evaluator, METHOD.name)),
        },
        Answer {
            source: "linear program over the rows of the trace, solved by an interior point method, then in HiGHS",
            guarantee: "relaxed optimum within the certified gap",
            needs: &[],
            run: Run::TraceRuntime(|problem, evaluator| {
                trace::runtime::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "the same integer program with real block sizes",
            guarantee: "relaxed optimum within the stated gap",
            needs: &[],
            run: Run::TraceCompletion(|problem, evaluator| {
                trace::completion::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "the same quasi-Newton method for every first level in use",
            guarantee: "relaxed optimum within the certified gap where the cycle time is constant; else a stationary point",
            needs: &[],
            run: Run::OverheadRuntime(|problem, evaluator| {
                overhead::faces::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "the same Newton ascent for the most promising first levels in use",
            guarantee: "stationary point",
            needs: &[],
            run: Run::OverheadCompletion(|problem, evaluator| {
                overhead::completion::solve(problem, evaluator, METHOD.name)
            }),
        },
        Answer {
            source: "a linear program over the rounds for every first level in use, in HiGHS",
            guarantee: "relaxed optimum within the certified gap; needs a constant cycle time",
            needs: &[Need::Highs],
            run: Run::OverheadTraceRuntime(|problem, evaluator| {
                overhead::rounds::solve(problem, evaluator, METHOD.name)
            }),
        },
    ],
};

/// The bound of the relaxed optimum on the value of every partition, which all rows are compared with; `None` for
/// the completion probability of a law, where one costs more than a solution.
pub fn bound(problem: &Problem) -> Option<Bound> {
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(evaluator) => {
            problem.is_evaluable().then(|| descent::bound(problem, evaluator, METHOD.name))
        }
        AnyEvaluator::TraceRuntime(evaluator) => Some(trace::runtime::bound(problem, evaluator, METHOD.name)),
        AnyEvaluator::TraceCompletion(evaluator) => {
            Some(trace::completion::bound(problem, evaluator, METHOD.name))
        }
        AnyEvaluator::OverheadRuntime(evaluator) => {
            Some(overhead::faces::bound(problem, evaluator, METHOD.name))
        }
        AnyEvaluator::OverheadTraceRuntime(evaluator) if highs::AVAILABLE => {
            overhead::rounds::bound(problem, evaluator, METHOD.name)
        }
        _ => None,
    }
}
