//! Bounds on the coefficients of integer partitions, proved by linear programs.

use super::context::Context;
use super::cuts::{clean, separate};
use super::envelope::Envelope;
use super::relaxation::{Relaxation, Solve};
use super::rows::Objective;
use super::state::State;
use crate::error::Error;

/// Slack with which proved bounds on coefficients are rounded to integers.
const SLACK: f64 = 1e-6;
/// Linear programs for one bound, with cuts and lines added in between.
const ROUNDS: usize = 2;

/// A coefficient and its bounds before they were changed last.
pub type Changed = Option<(usize, f64, f64)>;

/// Tightens the bounds of all coefficients; false if there is no integer point at the target.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn bound_all(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
) -> Result<bool, Error> {
    let mut changed = None;
    for index in (0..relaxation.forms().len()).rev() {
        for upward in [true, false] {
            if !bound_side(context, state, relaxation, envelopes, (index, upward), &mut changed)? {
                return Ok(false);
            }
        }
        clean(context, relaxation);
    }
    Ok(true)
}

/// Tightens one bound of one coefficient; false if there is no integer point at the target.
fn bound_side(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    (index, upward): (usize, bool),
    changed: &mut Changed,
) -> Result<bool, Error> {
    for _ in 0..ROUNDS {
        let objective = Objective::Form { index, upward, target: state.target };
        let answer = match relaxation.solve(objective)? {
            Solve::Optimal(answer) => answer,
            Solve::Infeasible => return Ok(!proved_empty(relaxation, *changed, state.target)?),
            Solve::Unknown => break,
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
            *changed = Some(before);
            relaxation.bound_form(index, low, high);
        }
        if separate(context, state, relaxation, envelopes, &answer)? >= state.target {
            break;
        }
    }
    Ok(true)
}

/// Whether bounds that HiGHS calls infeasible hold no point at the target: with the bounds of the coefficient
/// changed last as they were before, weak duality keeps it out of its new ones, or keeps `eta` down.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn proved_empty(relaxation: &mut Relaxation, changed: Changed, target: f64) -> Result<bool, Error> {
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
