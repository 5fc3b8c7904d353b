//! Depth-first search over the lattice coefficients of integer partitions within one box of loads.

use super::envelope::Envelope;
use super::node::Node;
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::{Form, Objective};
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

/// The coefficients of partitions as columns, relative to a partition.
#[derive(Debug, Clone)]
pub struct Coefficients {
    /// The columns with their bounds.
    pub forms: Vec<Form>,
    /// The partition whose coefficients are 0.
    pub origin: Vec<i64>,
}

/// What a search over the integer points of a box leaves.
#[derive(Debug)]
pub struct Left {
    /// The largest bound of what the limits left open; minus infinity if nothing.
    pub open: f64,
    /// Smaller boxes, where envelopes were too loose to go on branching.
    pub boxes: Vec<Node>,
}

/// Searches the integer points of the relaxation's box, within the bounds of its forms if it has any.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn search(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: Option<Vec<i64>>,
    bound: f64,
) -> Result<Left, Error> {
    let mut left = Left { open: f64::NEG_INFINITY, boxes: Vec::new() };
    let origin = match (origin, search.forms()) {
        (Some(origin), _) => origin,
        (None, Some(forms)) => {
            relaxation.set_forms(forms);
            search.blocks().to_vec()
        }
        (None, None) => return Ok(Left { open: bound, ..left }),
    };
    if !bound_forms(search, relaxation, envelopes)? {
        return Ok(left);
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
            left.open = stack.iter().fold(branch.bound, |b, other| b.max(other.bound));
            break;
        }
        search.count_node();
        for (index, (&low, &high)) in branch.low.iter().zip(&branch.high).enumerate() {
            relaxation.bound_form(index, low, high);
        }
        let point = relax(search, relaxation, envelopes, &origin, &mut branch)?;
        search.clean(relaxation);
        if branch.bound <= search.target() {
            continue;
        }
        match smaller_boxes(search, relaxation, envelopes, &origin, &branch, point.as_ref())? {
            Some(boxes) => left.boxes.extend(boxes),
            None => split(search, &origin, branch, point.as_ref(), &mut stack),
        }
    }
    Ok(left)
}

/// Two boxes that divide the integers `W_n` of one level, where the envelopes explain most of the distance
/// to the target; without those that tightening shows to be empty.
fn smaller_boxes(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: &[i64],
    branch: &Branch,
    point: Option<&Answer>,
) -> Result<Option<Vec<Node>>, Error> {
    let Some(point) = point else { return Ok(None) };
    let slopes = search.slopes_at(envelopes, point);
    if search.integers_decide(envelopes, point, &slopes, branch.bound) {
        return Ok(None);
    }
    let Some((level, at)) = search.split(relaxation, envelopes, point, &slopes) else { return Ok(None) };
    let total = origin.iter().sum::<i64>() as f64;
    let region = relaxation.region().clone();
    // Loads of partitions are multiples of 1 / L, but for their rounding.
    let slack = SLACK + 4.0 * f64::EPSILON * region.high[level] * total;
    let least = (region.low[level] * total - slack).ceil();
    let most = (region.high[level] * total + slack).floor();
    if least >= most {
        return Ok(None);
    }
    let cut = (at * total).floor().clamp(least, most - 1.0);
    let coefficients = Coefficients { forms: relaxation.forms().to_vec(), origin: origin.to_vec() };
    let mut boxes = Vec::new();
    for upward in [true, false] {
        let mut region = region.clone();
        let end = if upward { (cut + 1.0 - slack) / total } else { (cut + slack) / total };
        if upward {
            region.low[level] = end
        } else {
            region.high[level] = end
        }
        let objective = Objective::Load { level, upward, target: search.target() };
        let empty = match relaxation.solve(objective)? {
            Solve::Optimal(answer) if upward => answer.bound < end,
            Solve::Optimal(answer) => -answer.bound > end,
            _ => false,
        };
        if !empty && region.propagate() {
            let rows = relaxation.rows().to_vec();
            let coefficients = Some(coefficients.clone());
            boxes.push(Node { region, rows, bound: branch.bound, coefficients });
        }
    }
    Ok(Some(boxes))
}

/// Tightens the bounds of all coefficients; false if there is no integer point at the target.
fn bound_forms(
    search: &mut Search<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
) -> Result<bool, Error> {
    let mut changed = None;
    for index in (0..relaxation.forms().len()).rev() {
        for upward in [true, false] {
            for _ in 0..2 {
                let objective = Objective::Form { index, upward, target: search.target() };
                let answer = match relaxation.solve(objective)? {
                    Solve::Optimal(answer) => answer,
                    Solve::Infeasible if proved_empty(relaxation, changed, search.target())? => {
                        return Ok(false);
                    }
                    _ => break,
                };
                let form = &relaxation.forms()[index];
                let (before, mut low, mut high) = ((index, form.low, form.high), form.low, form.high);
                if upward {
                    high = high.min((answer.bound + SLACK).floor());
                } else {
                    low = low.max((-answer.bound - SLACK).ceil());
                }
                if low > high {
                    return Ok(false);
                }
                if before != (index, low, high) {
                    changed = Some(before);
                    relaxation.bound_form(index, low, high);
                }
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
                if proved_empty(relaxation, branch.changed, search.target())? {
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

/// Whether bounds that HiGHS calls infeasible hold no point at the target: with the bounds of the coefficient
/// changed last as they were before, weak duality keeps it out of its new ones, or keeps `eta` down.
fn proved_empty(
    relaxation: &mut Relaxation,
    changed: Option<(usize, f64, f64)>,
    target: f64,
) -> Result<bool, Error> {
    let Some((index, low, high)) = changed else { return Ok(false) };
    let form = &relaxation.forms()[index];
    let (new_low, new_high) = (form.low, form.high);
    relaxation.bound_form(index, low, high);
    let upward = new_low > low;
    let empty = match relaxation.solve(Objective::Form { index, upward, target })? {
        Solve::Optimal(answer) if upward => answer.bound < new_low,
        Solve::Optimal(answer) => -answer.bound > new_high,
        _ => matches!(relaxation.solve(Objective::Probability)?, Solve::Optimal(a) if a.bound <= target),
    };
    relaxation.bound_form(index, new_low, new_high);
    Ok(empty)
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
