use std::sync::Arc;

use super::context::Context;
use super::cuts::relax;
use super::envelope::LogCdf;
use super::incumbent::{Incumbent, first};
use super::rows::Row;
use super::shares::maximise;
use super::state::State;
use super::tightening::{Tightened, tighten};
use super::types::{GlobalOptions, GlobalProblem};
use crate::clock::Clock;
use crate::relaxed::height::ln;
use crate::runtime::completion::CompletionProbability;
use crate::straggler::{CycleTime, Gamma, HyperExponential, Pareto, ShiftedExponential, Uniform, Weibull};

/// One law for each kind of `beta`, with a deadline.
fn cases() -> Vec<(Arc<dyn CycleTime>, f64)> {
    let phases = HyperExponential::new(&[0.3, 0.3, 0.4], &[1e3, 1.0, 1e-2], 0.01);
    vec![
        (Arc::new(ShiftedExponential::new(1.0, 0.0).expect("valid")), 0.34),
        (Arc::new(ShiftedExponential::new(1.0, 0.1).expect("valid")), 0.8),
        (Arc::new(Weibull::new(3.3, 1.0, 0.1).expect("valid")), 1.2),
        (Arc::new(Gamma::new(0.8, 1.0, 0.1).expect("valid")), 0.7),
        (Arc::new(Uniform::new(0.1, 1.0).expect("valid")), 0.7),
        (Arc::new(Pareto::new(0.7, 0.3).expect("valid")), 3.0),
        (Arc::new(phases.expect("valid")), 1.0),
    ]
}

/// Relaxes and tightens a few times with a target just below the best value, so that nothing may be lost
/// of the best point; false if a better point turned up, which would be another test.
fn keeps_the_incumbent(problem: &GlobalProblem) -> bool {
    let (options, clock) = (GlobalOptions::default(), Clock::unlimited());
    let (shares, best) = first(problem, &clock);
    let loads = shares.loads().as_slice().to_vec();
    let (context, mut root) = Context::new(problem, &options, &clock, &shares, best).expect("positive");
    let incumbent = Incumbent::new(&problem.evaluator, shares, best, clock.clone());
    let mut state = State::new(incumbent, &options);
    state.target = ln(best) - 1e-9 * ln(best).abs();
    assert!(root.region.propagate());
    let mut envelopes = context.envelopes(&root.region);
    let mut relaxation = context.relaxation(root.region, root.rows);
    for _ in 0..4 {
        let mut bound = 0.0;
        let point = relax(&context, &mut state, &mut relaxation, &envelopes, &mut bound).expect("HiGHS");
        let Some(point) = point else { break };
        let slopes = context.slopes_at(&envelopes, &point);
        let end = tighten(&context, &mut state, &mut relaxation, &mut envelopes, &slopes).expect("HiGHS");
        if state.incumbent.probability() != best {
            return false;
        }
        assert!(bound >= ln(best), "the bound {bound} is below {}", ln(best));
        assert_ne!(end, Tightened::Empty);
        let region = relaxation.region();
        for (n, w) in loads.iter().enumerate() {
            assert!(region.low[n] <= w + 1e-12 && *w <= region.high[n] + 1e-12, "level {n}");
        }
    }
    let logs: Vec<f64> = loads.iter().map(|&w| context.beta.value(w)).collect();
    let rows = relaxation.rows().to_vec();
    assert!(rows.len() > problem.evaluator.workers(), "{} rows", rows.len());
    for row in rows {
        let (left, right) = match row {
            Row::Cut { slopes, constant, .. } => {
                (ln(best), constant + slopes.iter().zip(&logs).map(|(s, b)| s * b).sum::<f64>())
            }
            Row::Line { level, line } => (logs[level] - 1e-14 * logs[level].abs(), line.at(loads[level])),
        };
        assert!(left <= right, "a row cuts off the incumbent by {}", left - right);
    }
    true
}

/// Every cut and line that relaxing and tightening add holds at the best point, and the boxes keep it.
/// (A tangent taken outside its interval once cut off an optimum.)
#[test]
fn rows_and_boxes_keep_the_incumbent() {
    for (law, deadline) in cases() {
        let evaluator = CompletionProbability::new(law.clone(), 8, deadline);
        let mut problem = GlobalProblem { evaluator, coordinates: None, start: None };
        let options = GlobalOptions { absolute: 1e-6, ..GlobalOptions::default() };
        let kept = (0..5).any(|_| {
            let outcome = maximise(&problem, &options, &Clock::unlimited());
            problem.start = Some(outcome.shares);
            keeps_the_incumbent(&problem)
        });
        assert!(kept, "{law:?}: the best point keeps changing");
    }
}

/// A law with two convex zones goes through the staircase.
#[test]
fn several_convex_zones_are_found() {
    let phases = HyperExponential::new(&[0.3, 0.3, 0.4], &[1e3, 1.0, 1e-2], 0.01).expect("valid");
    assert_eq!(LogCdf::new(Arc::new(phases), 1.0, 50.0).zones().len(), 2);
}
