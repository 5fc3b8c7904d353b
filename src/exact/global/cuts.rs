//! Relaxing: linear programs with cuts and lines added where an answer violates them.

use super::context::Context;
use super::envelope::Envelope;
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::{Objective, Row};
use super::state::State;
use super::trail::Step;
use crate::error::Error;
use crate::relaxed::height::ln;

/// Linear programs of one relaxation.
const CUTS: usize = 40;
/// A relaxation stops when a further cut would gain less than this share of the distance to the target.
const LEAST_GAIN: f64 = 0.03;
/// Rows kept, in multiples of the number of workers, and solves until a row counts as idle.
const ROWS: usize = 14;
const PATIENCE: usize = 3;
/// A line is added when it lowers `eta` by about this share of the tolerance.
const LINE_TOLERANCE: f64 = 3e-3;

/// Solves the relaxation with cuts and lines added until it is nearly that of the envelopes; lowers
/// the bound. `None` if HiGHS gives no answer at all: then nothing new is known.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn relax(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    bound: &mut f64,
) -> Result<Option<Answer>, Error> {
    let mut last = None;
    for _ in 0..CUTS {
        let Solve::Optimal(answer) = relaxation.solve(Objective::Probability)? else { break };
        *bound = bound.min(answer.bound);
        if answer.bound <= state.target {
            state.record(|| Step::Closed(relaxation.leaf()));
        }
        let reached = separate(context, state, relaxation, envelopes, &answer)?;
        let enough = answer.eta - reached <= LEAST_GAIN * (answer.eta - state.target);
        last = Some(answer);
        if *bound <= state.target || enough || context.clock.is_over() {
            break;
        }
    }
    clean(context, relaxation);
    Ok(last)
}

/// Forgets idle rows where there are many.
pub fn clean(context: &Context<'_>, relaxation: &mut Relaxation) {
    let workers = context.space.workers();
    relaxation.clean(ROWS * workers, PATIENCE * workers);
}

/// Adds the cut at the envelope point of an answer and the lines that it violates, looks at its
/// loads as a new incumbent, and returns `Phi` at the envelope point.
///
/// # Errors
/// When HiGHS refuses a row.
pub fn separate(
    context: &Context<'_>,
    state: &mut State<'_>,
    relaxation: &mut Relaxation,
    envelopes: &[Envelope],
    answer: &Answer,
) -> Result<f64, Error> {
    state.offer(context.options, &answer.loads);
    let heights = context.heights(envelopes, answer);
    let distance = state.target - ln(state.incumbent.probability());
    let tolerance = LINE_TOLERANCE * distance / context.space.eta_unit;
    for (level, (height, b)) in heights.iter().zip(&answer.logs).enumerate() {
        if *b > height + tolerance * context.space.units[level] {
            let line = envelopes[level].line(&context.beta, answer.loads[level]);
            relaxation.add(Row::Line { level, line })?;
        }
    }
    let Some(tangent) = context.oracle.tangent(&heights) else { return Ok(f64::NEG_INFINITY) };
    if answer.eta > tangent.value {
        relaxation.add(tangent.cut)?;
    }
    Ok(tangent.value)
}
