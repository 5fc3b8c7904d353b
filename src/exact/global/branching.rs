//! Depth-first search over the lattice coefficients of integer partitions within one box of loads.

use super::envelope::Envelope;
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::Objective;
use super::search::Search;
use crate::error::Error;

/// Linear programs at one branch, with cuts in between.
const ROUNDS: usize = 6;
/// A further cut is worth it if the relaxation falls by this share of the distance to the target.
const LEAST_GAIN: f64 = 0.1;
/// A coefficient this close to an integer is one.
const INTEGRAL: f64 = 1e-4;
/// Slack with which proved bounds on coefficients are rounded to integers.
const SLACK: f64 = 1e-6;

/// Bounds on all coefficients and a bound on `ln Pr` within them.
#[derive(Debug, Clone)]
struct Branch {
    low: Vec<f64>,
    high: Vec<f64>,
    bound: f64,
    /// The coefficient whose bounds were changed last, and what they were before.
    changed: Option<(usize, f64, f64)>,
}

/// Searches the integer points of the relaxation's box; the largest bound left open if the time runs out,
/// otherwise minus infinity.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn search(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    bound: f64,
) -> Result<f64, Error> {
    let Some(forms) = search.forms() else { return Ok(bound) };
    let origin = search.blocks().to_vec();
    relaxation.set_forms(forms);
    if !bound_forms(search, relaxation, envelopes)? {
        return Ok(f64::NEG_INFINITY);
    }
    let mut stack = vec![Branch {
        low: relaxation.forms().iter().map(|f| f.low).collect(),
        high: relaxation.forms().iter().map(|f| f.high).collect(),
        bound,
        changed: None,
    }];
    while let Some(mut branch) = stack.pop() {
        if branch.bound <= search.target() {
            continue;
        }
        if search.out_of_time() || search.out_of_nodes() {
            return Ok(stack.iter().fold(branch.bound, |b, other| b.max(other.bound)));
        }
        search.count_node();
        for (index, (&low, &high)) in branch.low.iter().zip(&branch.high).enumerate() {
            relaxation.bound_form(index, low, high);
        }
        let point = relax(search, relaxation, envelopes, &origin, &mut branch)?;
        search.clean(relaxation);
        if branch.bound > search.target() {
            split(search, &origin, branch, point.as_ref(), &mut stack);
        }
    }
    Ok(f64::NEG_INFINITY)
}

/// Tightens the bounds of all coefficients; false if there is no integer point.
fn bound_forms(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
) -> Result<bool, Error> {
    for index in (0..relaxation.forms().len()).rev() {
        for upward in [true, false] {
            for _ in 0..2 {
                let objective = Objective::Form { index, upward, target: search.target() };
                let Solve::Optimal(answer) = relaxation.solve(objective)? else { break };
                let form = &relaxation.forms()[index];
                let (mut low, mut high) = (form.low, form.high);
                if upward {
                    high = high.min((answer.bound + SLACK).floor());
                } else {
                    low = low.max((-answer.bound - SLACK).ceil());
                }
                if low > high {
                    return Ok(false);
                }
                relaxation.bound_form(index, low, high);
                if search.separate(relaxation, envelopes, &answer)? >= search.target() {
                    break;
                }
            }
        }
        search.clean(relaxation);
    }
    Ok(true)
}

/// Solves a branch with cuts until its bound reaches the target or cuts gain little; `None` if the branch
/// is empty or HiGHS gives up (then the bound stays).
fn relax(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: &[i64],
    branch: &mut Branch,
) -> Result<Option<Answer>, Error> {
    let mut last = None;
    for _ in 0..ROUNDS {
        let answer = match relaxation.solve(Objective::Probability)? {
            Solve::Optimal(answer) => answer,
            Solve::Infeasible => {
                if proved_empty(relaxation, branch, search.floor())? {
                    branch.bound = f64::NEG_INFINITY;
                }
                break;
            }
            Solve::Unknown => break,
        };
        branch.bound = branch.bound.min(answer.bound);
        if branch.bound <= search.target() {
            break;
        }
        if let Some(coefficients) = integral(&answer.forms) {
            search.offer_coefficients(origin, &coefficients);
        }
        let reached = search.separate(relaxation, envelopes, &answer)?;
        let enough = answer.eta - reached <= LEAST_GAIN * (answer.eta - search.target());
        last = Some(answer);
        if enough {
            break;
        }
    }
    Ok(last)
}

/// Whether a branch that HiGHS calls infeasible has no point above the floor: with the bounds of the coefficient
/// branched on as they were before, weak duality keeps it out of its new ones.
fn proved_empty(relaxation: &mut Relaxation, branch: &Branch, floor: f64) -> Result<bool, Error> {
    let Some((index, low, high)) = branch.changed else { return Ok(false) };
    relaxation.bound_form(index, low, high);
    let upward = branch.low[index] > low;
    let answer = relaxation.solve(Objective::Form { index, upward, target: floor })?;
    relaxation.bound_form(index, branch.low[index], branch.high[index]);
    Ok(match answer {
        Solve::Optimal(answer) if upward => answer.bound < branch.low[index],
        Solve::Optimal(answer) => -answer.bound > branch.high[index],
        _ => false,
    })
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
    search: &mut Search<'_>,
    origin: &[i64],
    branch: Branch,
    point: Option<&Answer>,
    stack: &mut Vec<Branch>,
) {
    let open: Vec<usize> = (0..branch.low.len()).filter(|&j| branch.low[j] < branch.high[j]).collect();
    let Some(&longest) = open.last() else {
        // One partition: its exact value takes the place of the bound.
        let coefficients: Vec<i64> = branch.low.iter().map(|v| *v as i64).collect();
        search.offer_coefficients(origin, &coefficients);
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
