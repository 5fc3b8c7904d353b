//! Where a box is divided, and its parts.

use super::context::Context;
use super::envelope::Envelope;
use super::node::{Coefficients, Node};
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::Objective;
use super::state::State;
use super::trail::Split;
use crate::error::Error;

/// Bisection points keep this share of the box on either side.
const MARGIN: f64 = 0.2;
/// Slack with which loads of partitions are told to be multiples of `1 / L`.
const SLACK: f64 = 1e-6;

/// Whether what is left of a box is for the search over integers: its envelopes explain less than half
/// of the distance between bound and target.
pub fn integers_decide(
    context: &Context<'_>,
    state: &State<'_>,
    envelopes: &[Envelope],
    answer: &Answer,
    slopes: &[f64],
    bound: f64,
) -> bool {
    let gap: f64 = (envelopes.iter().zip(&answer.loads).zip(slopes))
        .map(|((e, &w), s)| s * (e.value(&context.beta, w) - context.beta.value(w)))
        .sum();
    state.incumbent.integers() && gap <= 0.5 * (bound - state.target)
}

/// Where to bisect: the level whose envelope exceeds `beta` most at the point of an answer, in units
/// of `ln Pr`, near its load there. `None` if no envelope has a gap.
pub fn split(
    context: &Context<'_>,
    relaxation: &Relaxation,
    envelopes: &[Envelope],
    answer: &Answer,
    slopes: &[f64],
) -> Option<Split> {
    let region = relaxation.region();
    let here = (0..slopes.len()).map(|n| {
        let w = answer.loads[n].clamp(region.low[n], region.high[n]);
        slopes[n] * (envelopes[n].value(&context.beta, w) - context.beta.value(w))
    });
    let worst = |gaps: Vec<f64>| {
        (0..gaps.len()).max_by(|&a, &b| gaps[a].total_cmp(&gaps[b])).filter(|&n| gaps[n] > 0.0)
    };
    let level = worst(here.collect()).or_else(|| worst(context.largest_gaps(envelopes, slopes)))?;
    let (low, high) = (region.low[level], region.high[level]);
    let margin = MARGIN * (high - low);
    (high > low).then(|| (level, answer.loads[level].clamp(low + margin, high - margin)))
}

/// The parts of a box on either side of a load, with their lists of steps, without those that sum and order show to be empty.
pub fn bisect(node: Node, (level, at): Split, [lower, upper]: [usize; 2]) -> Vec<Node> {
    let Node { region, rows, bound, coefficients, .. } = node;
    let (mut below, mut above) = (region.clone(), region);
    below.high[level] = at;
    above.low[level] = at;
    let parts = [(below, rows.clone(), lower), (above, rows, upper)];
    let parts = parts.into_iter().filter_map(|(mut region, rows, trail)| {
        let coefficients = coefficients.clone();
        region.propagate().then_some(Node { region, rows, bound, trail, coefficients })
    });
    parts.collect()
}

/// Two boxes that divide the integers `W_n` of one level, where the envelopes explain most of the distance
/// to the target; without those that tightening shows to be empty.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn divide_integers(
    context: &Context<'_>,
    state: &State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    origin: &[u64],
    point: &Answer,
    bound: f64,
) -> Result<Option<Vec<Node>>, Error> {
    let slopes = context.slopes_at(envelopes, point);
    if integers_decide(context, state, envelopes, point, &slopes, bound) {
        return Ok(None);
    }
    let Some((level, at)) = split(context, relaxation, envelopes, point, &slopes) else { return Ok(None) };
    let total = origin.iter().sum::<u64>() as f64;
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
        let side = if upward { &mut region.low } else { &mut region.high };
        side[level] = end;
        if !is_beyond(state, relaxation, level, upward, end)? && region.propagate() {
            let rows = relaxation.rows().to_vec();
            boxes.push(Node { region, rows, bound, trail: 0, coefficients: Some(coefficients.clone()) });
        }
    }
    Ok(Some(boxes))
}

/// Whether no load of a level reaches an end, upward or downward, at the target.
fn is_beyond(
    state: &State<'_>,
    relaxation: &mut Relaxation,
    level: usize,
    upward: bool,
    end: f64,
) -> Result<bool, Error> {
    let objective = Objective::Load { level, upward, target: state.target };
    Ok(match relaxation.solve(objective)? {
        Solve::Optimal(answer) if upward => answer.bound < end,
        Solve::Optimal(answer) => -answer.bound > end,
        _ => false,
    })
}
