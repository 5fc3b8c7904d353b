//! Proofs by boxes: bounds of the completion probability of a law, and its integer optima, from the steps of the
//! global search.

mod heights;
mod replay;

use serde_json::{Value as Json, json};

use super::claims::Claims;
use super::decimal::rounded;
use super::subject::Subject;
use crate::clock::Clock;
use crate::exact::global::boxes::LoadBox;
use crate::exact::global::envelope::LogCdf;
use crate::exact::global::integer::MOST_COORDINATES;
use crate::exact::global::oracle::Oracle;
use crate::exact::global::recorded;
use crate::exact::global::rows::Row;
use crate::exact::global::trail::{Cut, Leaf, Step, Trail};
use crate::exact::global::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::runtime::completion::Probability;
use crate::runtime::law_completion::LawCompletion;
use replay::Replay;

/// The search aims at these shares of the gap in turn, until its steps hold in the judge's boxes, and leaves are held to
/// that one: what is left is for rounding.
const SEARCHED: [f64; 3] = [0.8, 0.5, 0.25];
const SHOWN: f64 = 0.98;

/// Claims that no partition at all has a probability above the relaxed optimum's by more than the gap.
pub fn upper_bound(claims: &mut Claims, subject: Subject<LawCompletion>) -> Result<(), String> {
    let clock = claims.clock().clone();
    let problem = global_problem(subject);
    let tolerance = subject.problem.tolerance();
    let (bound, proof) = first_of(|share| {
        let options = GlobalOptions {
            absolute: share * tolerance.gap,
            complement: share * tolerance.complement,
            ..GlobalOptions::default()
        };
        let incumbent = recorded::from_shares(&problem, &clock);
        let (outcome, trail) = recorded::run(&problem, &options, &clock, incumbent)
            .ok_or_else(|| not_searched(&problem, &clock))?;
        check(&outcome, &clock)?;
        let late = outcome.probability.complement;
        let gap = tolerance.gap.min(tolerance.allowed(late));
        let bound = 1.0 - (late - gap);
        if bound.next_up() >= 1.0 {
            return Err("next to certainty a bound below one has no double".to_owned());
        }
        Ok((rounded(bound, true), prove(&problem, &trail, late, gap, &clock)?))
    })?;
    let claim = json!({"claim": "upper-bound", "over": "reals", "bound": bound, "proof": proof});
    claims.add([claim]).map_err(|error| error.to_string())
}

/// Claims that no partition into integers has a probability above that of the given one by more than the gap.
pub fn optimal(claims: &mut Claims, subject: Subject<LawCompletion>) -> Result<(), String> {
    let clock = claims.clock().clone();
    let problem = global_problem(subject);
    let tolerance = subject.problem.tolerance();
    let late = subject.value.late();
    let gap = tolerance.gap.min(tolerance.allowed(late));
    let blocks = subject.partition.blocks();
    let proof = first_of(|share| {
        let incumbent =
            recorded::from_blocks(&problem, blocks, &clock).ok_or_else(|| not_searched(&problem, &clock))?;
        let found = incumbent.probability();
        // What the claim leaves of the gap where another partition is better.
        let left = gap - (late - found.complement).max(0.0);
        if left < 0.5 * gap {
            return Err(format!("it is not, or hardly: another partition has {}", found.value));
        }
        let absolute = left - (1.0 - share) * gap;
        let options = GlobalOptions { absolute: absolute.max(0.1 * gap), ..GlobalOptions::default() };
        let (outcome, trail) = recorded::run(&problem, &options, &clock, incumbent)
            .ok_or_else(|| not_searched(&problem, &clock))?;
        check(&outcome, &clock)?;
        prove(&problem, &trail, late, gap, &clock)
    })?;
    let delta = format!("{gap:e}");
    let claim = json!({"claim": "optimal", "partition": blocks, "delta": delta, "proof": proof});
    claims.add([claim]).map_err(|error| error.to_string())
}

/// Why there are no steps.
fn not_searched(problem: &GlobalProblem, clock: &Clock) -> String {
    if problem.coordinates.is_some_and(|count| count > MOST_COORDINATES) {
        return format!("the search by boxes takes at most {MOST_COORDINATES} coordinates");
    }
    let reason = match clock.is_over() {
        true => "the time limit ended the search",
        false => "the probability is 0 or 1 in double precision, of which boxes prove nothing",
    };
    reason.to_owned()
}

/// The first attempt that ends in a proof, or why the last one did not.
fn first_of<T>(attempt: impl Fn(f64) -> Result<T, String>) -> Result<T, String> {
    let mut last = String::new();
    for share in SEARCHED {
        match attempt(share) {
            Ok(proved) => return Ok(proved),
            Err(reason) => last = reason,
        }
    }
    Err(last)
}

fn global_problem(subject: Subject<LawCompletion>) -> GlobalProblem {
    GlobalProblem {
        evaluator: subject.evaluator.probability().clone(),
        coordinates: Some(subject.problem.coordinates()),
        start: None,
    }
}

/// Whether a search ended with its gap closed.
fn check(outcome: &GlobalOutcome, clock: &Clock) -> Result<(), String> {
    match &outcome.failure {
        _ if outcome.closed => Ok(()),
        Some(failure) => Err(failure.clone()),
        None if clock.is_over() => Err("the time limit ended the search".to_owned()),
        None => Err("the search ended with its gap open".to_owned()),
    }
}

/// The proof that no `1 - Pr` lies below `late - gap`.
fn prove(problem: &GlobalProblem, trail: &Trail, late: f64, gap: f64, clock: &Clock) -> Result<Json, String> {
    let evaluator = &problem.evaluator;
    let workers = evaluator.workers();
    let beta = LogCdf::new(evaluator.law().clone(), evaluator.deadline(), workers as f64);
    let target = (-(late - SHOWN * gap).max(0.0)).ln_1p();
    let best = Probability { value: 1.0 - late, complement: late, error: 0.0 };
    let first = single_levels(problem, &beta, best, clock);
    let total = problem.coordinates.unwrap_or(1) as f64;
    let proof = Replay::new(trail, &beta, target, total, clock).proof(workers, &first);
    proof.map_err(str::to_owned)
}

/// The ends of the first box: success needs at most `n` workers above level `n`.
fn single_levels(problem: &GlobalProblem, beta: &LogCdf, best: Probability, clock: &Clock) -> Vec<Step> {
    let workers = problem.evaluator.workers();
    let region = LoadBox::around(beta, workers, best, clock);
    let oracle = Oracle::new(&problem.evaluator, beta, &region);
    let mut steps = Vec::new();
    for (level, &at) in region.high.iter().enumerate() {
        if at >= (level + 1) as f64 {
            continue;
        }
        let log = beta.value(at);
        let logs: Vec<f64> = (0..workers).map(|n| if n < level { 0.0 } else { log }).collect();
        let Some(tangent) = oracle.tangent(&logs) else { continue };
        let Row::Cut { slopes, constant, point } = tangent.cut else { continue };
        let leaf = Leaf { cuts: vec![(Cut { point, slopes, constant }, 1.0)], slopes: vec![0.0; workers] };
        steps.push(Step::Load { level, upward: true, at, leaf });
    }
    steps
}
