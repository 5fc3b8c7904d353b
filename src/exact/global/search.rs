//! Best-first search over boxes of loads.
//!
//! A box is relaxed, tightened, relaxed again, as long as tightening pays; only then it is bisected. Points
//! that tightening removes are below the target, so what the search proves is: no point
//! exceeds the target, or the largest bound of a box left open.
//!
//! Proved in `proofs/certificate/weak_duality.v`: `proof_tree_sound`.

use std::collections::BinaryHeap;

use super::branching;
use super::context::Context;
use super::cuts::relax;
use super::envelope::Envelope;
use super::incumbent::Incumbent;
use super::node::{Coefficients, Node};
use super::relaxation::Relaxation;
use super::splitting::{bisect, integers_decide, split};
use super::state::State;
use super::tightening::{Tightened, tighten};
use super::trail::{Split, Step, Trail};
use super::types::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::clock::Clock;
use crate::error::Error;
use crate::runtime::completion::{CompletionProbability, Probability};

/// A box is bisected when tightening leaves more than this share of the envelope gaps.
const LEAST_SHRINK: f64 = 0.85;

/// Searches from an incumbent until the gap is closed, a limit is met or HiGHS gives up.
pub fn run(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
    incumbent: Incumbent<'_>,
) -> GlobalOutcome {
    run_on(problem, options, clock, incumbent, None).0
}

/// As [`run`], with its steps recorded where a trail is given.
pub fn run_on(
    problem: &GlobalProblem,
    options: &GlobalOptions,
    clock: &Clock,
    incumbent: Incumbent<'_>,
    trail: Option<Trail>,
) -> (GlobalOutcome, Option<Trail>) {
    let best = incumbent.probability();
    let known = settled(&problem.evaluator, best);
    let setting = match known {
        Some(_) => None,
        // Too late to set anything up: no bound but 1.
        None if clock.is_over() => None,
        None => Context::new(problem, options, clock, incumbent.shares(), best),
    };
    let Some((context, mut root)) = setting else {
        let (shares, best, blocks) = incumbent.into_parts();
        return (GlobalOutcome::new(shares, best, blocks, known.unwrap_or(0.0), options), None);
    };
    let mut state = State { trail, ..State::new(incumbent, options) };
    let explored =
        if root.region.propagate() { explore(&context, &mut state, root) } else { Ok(f64::NEG_INFINITY) };
    // What was found before HiGHS gave up stands; no bound does but 1.
    let (open, failure) = match explored {
        Ok(open) => (open, None),
        Err(error) => (0.0, Some(error.to_string())),
    };
    let ln_bound = state.target.max(open).max(state.stuck);
    state.incumbent.polish();
    let (shares, best, blocks) = state.incumbent.into_parts();
    let outcome = GlobalOutcome::new(shares, best, blocks, ln_bound, options);
    (GlobalOutcome { nodes: state.nodes, programs: state.programs, failure, ..outcome }, state.trail)
}

/// What a probability that underflows is less than, and the relative error of one that does not.
const LEAST: f64 = 1e-307;
const ROUNDING: f64 = 1e-9;

/// The bound on `ln Pr` where nothing is left to search: success certain to the smallest number, or impossible (no
/// worker is that fast). Where it is only below the smallest number, one worker of all has to be so fast.
fn settled(evaluator: &CompletionProbability, probability: Probability) -> Option<f64> {
    if probability.complement <= 0.0 {
        return Some(0.0);
    }
    if probability.value > 0.0 {
        return None;
    }
    // W_{N-1} >= 1 for every partition and the fastest worker needs more than t0 W_{N-1}.
    let excess = evaluator.deadline() - evaluator.law().infimum();
    if excess <= 0.0 {
        return Some(f64::NEG_INFINITY);
    }
    let excess = excess * (1.0 + ROUNDING) + 8.0 * f64::EPSILON * evaluator.deadline();
    let one = evaluator.law().cdf(excess).max(LEAST);
    Some((evaluator.workers() as f64 * one * (1.0 + ROUNDING)).min(1.0).ln())
}

/// The largest bound of what is left open; minus infinity if all is closed.
fn explore(context: &Context<'_>, state: &mut State<'_>, root: Node) -> Result<f64, Error> {
    let mut open = BinaryHeap::from([root]);
    while let Some(node) = open.pop() {
        // What is recorded has to be shown of every box.
        if node.bound <= state.target && state.trail.is_none() {
            break;
        }
        if context.clock.is_over() || state.nodes >= context.options.nodes {
            return Ok(node.bound);
        }
        let value = state.incumbent.probability().value;
        context.clock.reached(state.nodes as u64, value, node.bound.exp());
        state.nodes += 1;
        let bound = node.bound;
        let left = examine(context, state, node)?;
        let interrupted = context.clock.is_over();
        open.extend(left);
        if interrupted {
            return Ok(open.pop().map_or(f64::NEG_INFINITY, |node| node.bound.min(bound)));
        }
    }
    Ok(f64::NEG_INFINITY)
}

/// What becomes of a box once it is relaxed and tightened.
#[derive(Debug)]
enum Fate {
    /// No point in it exceeds the target, or its bound is noted as stuck.
    Closed,
    /// The clock ended it: it stays as it is.
    Late,
    /// It is bisected.
    Split(Split),
    /// Its integer points are gone through.
    Integers,
}

/// Relaxes and tightens a box until it is closed or divided; what is left of it.
fn examine(context: &Context<'_>, state: &mut State<'_>, node: Node) -> Result<Vec<Node>, Error> {
    let Node { region, rows, mut bound, trail, coefficients } = node;
    state.follow(trail);
    let mut envelopes = context.envelopes(&region);
    let mut relaxation = context.relaxation(region, rows);
    let origin = coefficients.map(|coefficients| {
        relaxation.set_forms(coefficients.forms);
        coefficients.origin
    });
    let fate = narrow(context, state, &mut relaxation, &mut envelopes, &mut bound)?;
    let left = match fate {
        Fate::Closed => Vec::new(),
        Fate::Late => vec![remainder(&relaxation, origin, bound)],
        Fate::Split(split) => bisect(remainder(&relaxation, origin, bound), split, state.divide(split)),
        Fate::Integers => {
            state.record(|| Step::Coefficients);
            branching::go_through(context, state, &mut relaxation, &envelopes, origin, bound)?
        }
    };
    state.programs += relaxation.solves();
    Ok(left)
}

/// Relaxes and tightens a box as long as it pays.
fn narrow(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &mut [Envelope],
    bound: &mut f64,
) -> Result<Fate, Error> {
    let mut infeasible = false;
    loop {
        let point = relax(context, state, relaxation, envelopes, bound)?;
        if *bound <= state.target {
            return Ok(Fate::Closed);
        }
        if context.clock.is_over() {
            return Ok(Fate::Late);
        }
        // No answer, perhaps an empty box. Partitions can still be gone through.
        let Some(point) = point else { return Ok(Fate::Integers) };
        let slopes = context.slopes_at(envelopes, &point);
        match tighten(context, state, relaxation, envelopes, &slopes)? {
            Tightened::Empty => return Ok(Fate::Closed),
            // A second report of infeasibility that the bound does not confirm is numerical.
            Tightened::Infeasible if !infeasible => infeasible = true,
            Tightened::To(share) if share <= LEAST_SHRINK => {}
            _ => {
                if integers_decide(context, state, envelopes, &point, &slopes, *bound) {
                    return Ok(Fate::Integers);
                }
                let Some(split) = split(context, relaxation, envelopes, &point, &slopes) else {
                    state.stuck = state.stuck.max(*bound);
                    return Ok(Fate::Closed);
                };
                return Ok(Fate::Split(split));
            }
        }
    }
}

/// What a relaxation knows of its box.
fn remainder(relaxation: &Relaxation, origin: Option<Vec<u64>>, bound: f64) -> Node {
    let (region, rows) = (relaxation.region().clone(), relaxation.rows().to_vec());
    let coefficients = origin.map(|origin| Coefficients { forms: relaxation.forms().to_vec(), origin });
    Node { region, rows, bound, trail: 0, coefficients }
}
