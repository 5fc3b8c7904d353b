//! An integer program in HiGHS. good_lp reports no dual bound, so after modelling its HiGHS model is taken out and run
//! directly, with every option set anew.
//!
//! HiGHS looks neither at a clock nor at a callback within some steps of presolve and of its heuristics, which took it
//! six seconds past its limit on a trace of 20 000 rounds. So it runs on a thread of its own, and is left behind where it
//! does not come back in time; that thread ends at the next look of HiGHS at its clock.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::Builder;
use std::time::Duration;

use good_lp::solvers::highs::highs as backend;
use highs::{HighsModelStatus, HighsSolutionStatus, Model, SolvedModel};

use super::binding;
use super::options::{self, failure};
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::program::{IntegerProgram, Outcome};

/// How often the clock is looked at while HiGHS runs.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// What HiGHS has to come back once the clock is over.
const GRACE: Duration = Duration::from_millis(250);

/// Solves a program within an absolute gap, from a feasible point if one is known.
///
/// # Errors
/// When HiGHS refuses the model or finds it infeasible or unbounded.
pub fn solve(
    program: &IntegerProgram,
    gap: f64,
    clock: &Clock,
    start: Option<&[f64]>,
) -> Result<Outcome, Error> {
    if clock.is_over() {
        return Ok(Outcome::nothing());
    }
    let (send, receive) = mpsc::channel();
    let task = (program.clone(), clock.clone(), start.map(<[f64]>::to_vec));
    let run = move || {
        let (program, clock, start) = task;
        // Nobody listens any more where it was left behind.
        let _ = send.send(run(&program, gap, &clock, start.as_deref()));
    };
    Builder::new().name("HiGHS".to_owned()).spawn(run).map_err(|error| failure(error.to_string()))?;
    loop {
        match receive.recv_timeout(BETWEEN_LOOKS) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Disconnected) => return Err(failure("ended without an answer".to_owned())),
            Err(RecvTimeoutError::Timeout) if clock.is_over() => {
                return receive.recv_timeout(GRACE).unwrap_or_else(|_| Ok(Outcome::nothing()));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn run(program: &IntegerProgram, gap: f64, clock: &Clock, start: Option<&[f64]>) -> Result<Outcome, Error> {
    let mut model = model(program)?;
    options::integer(&mut model, gap)?;
    options::set(&mut model, "time_limit", clock.left().as_secs_f64())?;
    if let Some(start) = start {
        // A start that HiGHS does not take costs time, not correctness.
        let _ = model.try_set_solution(Some(start), None, None, None);
    }
    let solved = binding::run(model, clock).map_err(|status| failure(format!("{status:?}")))?;
    outcome(program, &solved)
}

fn model(program: &IntegerProgram) -> Result<Model, Error> {
    let (model, _) = program.model(backend);
    model.try_into_inner().map_err(|error| failure(error.to_string()))
}

fn outcome(program: &IntegerProgram, solved: &SolvedModel) -> Result<Outcome, Error> {
    let status = solved.status();
    let ended = match status {
        HighsModelStatus::Optimal => true,
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedInterrupt => false,
        other => return Err(failure(format!("ended with status {other:?}"))),
    };
    let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let bound = if program.columns.iter().any(|column| column.integer) {
        solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY)
    } else if ended {
        solved.objective_value()
    } else {
        f64::NEG_INFINITY
    };
    let values = feasible.then(|| solved.get_solution().columns().to_vec());
    Ok(Outcome { values, bound, solved: ended })
}
