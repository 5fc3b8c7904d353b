//! Depth-first search over the lattice coefficients of integer partitions within one box of loads.

use super::coefficients::{Changed, bound_all, proved_empty};
use super::context::Context;
use super::cuts::{clean, separate};
use super::envelope::Envelope;
use super::node::{Coefficients, Node};
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::Objective;
use super::splitting::divide_integers;
use super::state::State;
use crate::error::Error;

/// Linear programs at one branch, with cuts in between.
const ROUNDS: usize = 6;
/// A further cut is worth it if the relaxation falls by this share of the distance to the target.
const LEAST_GAIN: f64 = 0.1;
/// A coefficient this close to an integer is one.
const INTEGRAL: f64 = 1e-4;

/// Bounds on all coefficients and a bound on `ln Pr` within them.
#[derive(Debug, Clone)]
struct Branch {
    low: Vec<f64>,
    high: Vec<f64>,
    bound: f64,
    changed: Changed,
}

/// Goes through the integer points of a box, within the bounds of its coefficients if it has any; smaller boxes, where
/// envelopes are too loose to go on branching. A box whose partitions need not be integers stays open.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn go_through(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: Option<Vec<u64>>,
    bound: f64,
) -> Result<Vec<Node>, Error> {
    let origin = match (origin, state.incumbent.coefficients()) {
        (Some(origin), _) => origin,
        (None, Some(Coefficients { forms, origin })) => {
            relaxation.set_forms(forms);
            origin
        }
        (None, None) => {
            state.stuck = state.stuck.max(bound);
            return Ok(Vec::new());
        }
    };
    let mut boxes = Vec::new();
    if !bound_all(context, state, relaxation, envelopes)? {
        return Ok(boxes);
    }
    let mut stack = vec![Branch {
        low: relaxation.forms().iter().map(|f| f.low).collect(),
        high: relaxation.forms().iter().map(|f| f.high).collect(),
        bound,
        changed: None,
    }];
    while let Some(branch) = stack.pop() {
        if branch.bound <= state.target {
            continue;
        }
        if context.clock.is_over() || state.nodes >= context.options.nodes {
            let open = stack.iter().fold(branch.bound, |b, other| b.max(other.bound));
            state.stuck = state.stuck.max(open);
            break;
        }
        state.nodes += 1;
        boxes.extend(examine(context, state, relaxation, envelopes, &origin, branch, &mut stack)?);
    }
    Ok(boxes)
}

/// Relaxes a branch and closes it, puts its parts on the stack, or returns smaller boxes.
fn examine(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: &[u64],
    mut branch: Branch,
    stack: &mut Vec<Branch>,
) -> Result<Vec<Node>, Error> {
    for (index, (&low, &high)) in branch.low.iter().zip(&branch.high).enumerate() {
        relaxation.bound_form(index, low, high);
    }
    let point = relax(context, state, relaxation, envelopes, origin, &mut branch)?;
    clean(context, relaxation);
    if branch.bound <= state.target {
        return Ok(Vec::new());
    }
    let boxes = match &point {
        Some(point) => divide_integers(context, state, relaxation, envelopes, origin, point, branch.bound)?,
        None => None,
    };
    Ok(boxes.unwrap_or_else(|| {
        split(context, state, origin, branch, point.as_ref(), stack);
        Vec::new()
    }))
}

/// Solves a branch with cuts until its bound reaches the target or cuts gain little; `None` if the branch
/// is empty or HiGHS gives up (then the bound stays).
fn relax(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: &[u64],
    branch: &mut Branch,
) -> Result<Option<Answer>, Error> {
    let mut last = None;
    for _ in 0..ROUNDS {
        let answer = match relaxation.solve(Objective::Probability)? {
            Solve::Optimal(answer) => answer,
            Solve::Infeasible => {
                if proved_empty(relaxation, branch.changed, state.target)? {
                    branch.bound = f64::NEG_INFINITY;
                }
                break;
            }
            Solve::Unknown => break,
        };
        branch.bound = branch.bound.min(answer.bound);
        if branch.bound <= state.target {
            break;
        }
        if let Some(coefficients) = integral(&answer.forms) {
            state.offer_coefficients(context.options, origin, &coefficients);
        }
        let reached = separate(context, state, relaxation, envelopes, &answer)?;
        let enough = answer.eta - reached <= LEAST_GAIN * (answer.eta - state.target);
        last = Some(answer);
        if enough {
            break;
        }
    }
    Ok(last)
}

/// The coefficients as integers if all are.
fn integral(values: &[f64]) -> Option<Vec<i64>> {
    values
        .iter()
        .all(|v| (v - v.round()).abs() <= INTEGRAL)
        .then(|| values.iter().map(|v| v.round() as i64).collect())
}

/// Puts the parts of a branch on the stack, the one nearer to the point of its relaxation on top.
fn split(
    context: &Context<'_>,
    state: &mut State<'_>,
    origin: &[u64],
    branch: Branch,
    point: Option<&Answer>,
    stack: &mut Vec<Branch>,
) {
    let open: Vec<usize> = (0..branch.low.len()).filter(|&j| branch.low[j] < branch.high[j]).collect();
    let Some(&longest) = open.last() else {
        // One partition: its exact value takes the place of the bound.
        let coefficients: Vec<i64> = branch.low.iter().map(|v| *v as i64).collect();
        state.offer_coefficients(context.options, origin, &coefficients);
        return;
    };
    let value = |j: usize| point.map_or(0.5 * (branch.low[j] + branch.high[j]), |p| p.forms[j]);
    let fractional = open.iter().rev().copied().find(|&j| (value(j) - value(j).round()).abs() > INTEGRAL);
    let part = |j: usize, low: f64, high: f64| {
        let mut part = branch.clone();
        part.low[j] = part.low[j].max(low);
        part.high[j] = part.high[j].min(high);
        part.changed = Some((j, branch.low[j], branch.high[j]));
        (part.low[j] <= part.high[j]).then_some(part)
    };
    let parts = match fractional {
        Some(j) => {
            let floor = value(j).floor();
            let (below, above) = (part(j, f64::NEG_INFINITY, floor), part(j, floor + 1.0, f64::INFINITY));
            if value(j) - floor < 0.5 { vec![above, below] } else { vec![below, above] }
        }
        None => {
            // An integral point whose relaxation still exceeds the target: keep it apart, one side
            // at a time, so that each part differs from its parent in one bound.
            let at = value(longest).round().clamp(branch.low[longest], branch.high[longest]);
            let (low, high) = (branch.low[longest], branch.high[longest]);
            let cut = if at < high { at } else { at - 1.0 };
            debug_assert!(low <= cut && cut < high);
            let (below, above) =
                (part(longest, f64::NEG_INFINITY, cut), part(longest, cut + 1.0, f64::INFINITY));
            if at <= cut { vec![above, below] } else { vec![below, above] }
        }
    };
    stack.extend(parts.into_iter().flatten());
}
