//! `mean-time`: the paper's closed form `x^(E,t)`.
//!
//! Cumulative loads inversely proportional to the mean order statistics, `W_n ~ 1 / E[T_(N-n)]`,
//! minimise `max_n W_n E[T_(N-n)]` ([WCLZX23], closed form for the deterministic approximation).
//!
//! Proved in `proofs/relaxed/closed_forms.v`: `mean_time_feasible`, `mean_time_optimal`,
//! `proportional_feasible`, `proportional_least_bound`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::overhead::level_means::level_means;
use crate::error::Error;
use crate::method::{Answer, Method, Run};
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::runtime::evaluator::Evaluator as _;
use crate::shares::Shares;
use crate::solution::{Solution, Status};

const SOURCE: &str = "closed form x^(E,t) of [WCLZX23]";

/// The method.
pub const METHOD: Method = Method {
    name: "mean-time",
    is_sampled: false,
    is_closed_form: true,
    answers: &[
        Answer {
            source: SOURCE,
            guarantee: "for shifted exponential times at most 3.771 times the optimum, for every N",
            needs: &[],
            run: Run::LawRuntime(|problem, _| solve(problem)),
        },
        Answer {
            source: SOURCE,
            guarantee: "none for the expected runtime over a trace",
            needs: &[],
            run: Run::TraceRuntime(|problem, _| solve(problem)),
        },
        Answer {
            source: "loads with equal means of all levels, as x^(E,t) of [WCLZX23] has without overhead",
            guarantee: "none with a random overhead",
            needs: &[],
            run: Run::OverheadRuntime(|problem, evaluator| {
                let clock = problem.clock();
                let first = evaluator.first_level();
                match level_means(evaluator, first, &clock.first(0.5)) {
                    Some(found) => problem.solution_of_shares(METHOD.name, &found.shares, &clock),
                    None => Ok(Solution {
                        note: Some("no partition: the time limit came first".to_owned()),
                        ..Solution::empty(METHOD.name, Status::TimeLimit)
                    }),
                }
            }),
        },
    ],
};

/// The closed form from the means of the order statistics, of a law or over the rows of a trace; `None` for
/// completion probabilities, or where every mean is infinite.
pub fn mean_time_shares(problem: &Problem) -> Option<Shares> {
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(law) => {
            Shares::of_loads(law.mean_times().values.iter().rev().map(|t| 1.0 / t))
        }
        AnyEvaluator::TraceRuntime(trace) => {
            Shares::of_loads(trace.means(|t| t).into_iter().map(|t| 1.0 / t))
        }
        _ => None,
    }
}

fn solve(problem: &Problem) -> Result<Solution, Error> {
    match mean_time_shares(problem) {
        Some(shares) => problem.solution_of_shares(METHOD.name, &shares, &problem.clock()),
        None => Ok(Solution::inapplicable(METHOD.name, "every order statistic has an infinite mean")),
    }
}
