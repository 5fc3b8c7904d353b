//! Optimality-based bound tightening: bounds on each load over the points of a box whose relaxed
//! probability reaches the target.

use super::context::Context;
use super::cuts::{clean, separate};
use super::envelope::Envelope;
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::Objective;
use super::state::State;
use super::trail::Step;
use crate::error::Error;

/// Linear programs for one bound, with cuts and lines added in between.
const ROUNDS: usize = 4;
/// A coordinate whose envelope gap contributes less than this share of all is left alone.
const NEGLIGIBLE: f64 = 1e-3;

/// What a pass of tightening did to a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tightened {
    /// No point of the box reaches the target.
    Empty,
    /// A linear program was infeasible, which the next relaxation has to confirm by its bound.
    Infeasible,
    /// The weighted envelope gaps fell to this share.
    To(f64),
}

/// One pass over the levels, those that contribute most first; bounds are used as soon as they are known.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn tighten(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &mut [Envelope],
    slopes: &[f64],
) -> Result<Tightened, Error> {
    let gaps = context.largest_gaps(envelopes, slopes);
    let before: f64 = gaps.iter().sum();
    let mut order: Vec<usize> = (0..gaps.len()).filter(|&n| gaps[n] > NEGLIGIBLE * before).collect();
    order.sort_by(|&a, &b| gaps[b].total_cmp(&gaps[a]).then(a.cmp(&b)));
    for level in order {
        for upward in [true, false] {
            if context.clock.is_over() {
                return Ok(Tightened::To(1.0));
            }
            if let Some(end) = bound_load(context, state, relaxation, envelopes, level, upward)? {
                return Ok(end);
            }
        }
        clean(context, relaxation);
        let region = relaxation.region();
        envelopes[level] = Envelope::new(&context.beta, region.low[level], region.high[level]);
    }
    for (level, envelope) in envelopes.iter_mut().enumerate() {
        let region = relaxation.region();
        *envelope = Envelope::new(&context.beta, region.low[level], region.high[level]);
    }
    let after: f64 = context.largest_gaps(envelopes, slopes).iter().sum();
    Ok(Tightened::To(if before > 0.0 { after / before } else { 1.0 }))
}

/// Bounds one load on one side; what ends the pass, if anything does.
fn bound_load(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    level: usize,
    upward: bool,
) -> Result<Option<Tightened>, Error> {
    let target = state.target;
    let objective = Objective::Load { level, upward, target };
    for _ in 0..ROUNDS {
        let answer = match relaxation.solve(objective)? {
            Solve::Optimal(answer) => answer,
            Solve::Infeasible => return Ok(Some(Tightened::Infeasible)),
            Solve::Unknown => return Ok(None),
        };
        if !apply(context, state, relaxation, level, upward, &answer) {
            return Ok(Some(Tightened::Empty));
        }
        let region = relaxation.region();
        let end = if upward { region.high[level] } else { region.low[level] };
        let width = region.high[level] - region.low[level];
        let reached = separate(context, state, relaxation, envelopes, &answer)?;
        // The point is as good as the relaxation allows, or already at the end of the box.
        if reached >= target || (answer.loads[level] - end).abs() > 0.5 * width {
            break;
        }
    }
    Ok(None)
}

/// Takes over a proved bound; false if the box is empty.
fn apply(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    level: usize,
    upward: bool,
    answer: &Answer,
) -> bool {
    let mut region = relaxation.region().clone();
    let width = region.high[level] - region.low[level];
    let (low, high) = (&mut region.low[level], &mut region.high[level]);
    let gain = if upward { *high - answer.bound } else { -answer.bound - *low };
    // A bound that moves by less is not worth the change.
    if gain.is_nan() || gain <= 1e-6 * width {
        return true;
    }
    if upward {
        *high = answer.bound
    } else {
        *low = -answer.bound
    }
    let at = if upward { *high } else { *low };
    state.record(|| Step::Load { level, upward, at, leaf: relaxation.leaf() });
    if *low > *high || !region.propagate() {
        return false;
    }
    relaxation.shrink(&context.beta, region);
    true
}
