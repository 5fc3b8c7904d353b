//! `relaxed` for the expected runtime over a trace: a linear program with inequalities added as needed.

use super::linear::{Answer, RowProgram};
use crate::clock::Clock;
use crate::error::Error;
use crate::problem::Problem;
use crate::problem::memo::RelaxedOptimum;
use crate::relaxed::mean_time::mean_time_shares;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_rows::binding;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::shares::{Loads, Shares};
use crate::solution::{Bound, Solution, Status};

/// Inequalities stated at once for each row of the trace, the most violated first.
const AT_ONCE: usize = 2;
/// Relative violation below which an inequality is not added: far below every gap that is asked for.
const VIOLATION: f64 = 1e-13;

/// The relaxed optimum to the gap asked for, computed once.
pub fn optimum<'a>(problem: &'a Problem, evaluator: &TraceRuntime) -> &'a RelaxedOptimum {
    problem.relaxed.get_or_find(|| find(problem, evaluator))
}

fn find(problem: &Problem, evaluator: &TraceRuntime) -> RelaxedOptimum {
    let mut search = Search::new(problem, evaluator);
    let ended = search.run(&problem.clock());
    let closed = search.gap() <= search.goal;
    let failure = ended.as_ref().err().map_or(String::new(), |error| format!("; {error}"));
    RelaxedOptimum {
        effort: format!("{} linear programs, {} inequalities{failure}", search.programs, search.stated.len()),
        status: if closed { Status::Optimal } else { ended.unwrap_or(Status::GapLimit) },
        shares: search.shares,
        value: search.value,
        error: 0.0,
        bound: search.bound,
        stated: search.stated,
    }
}

/// The best point, the bound and the inequalities of the last program, in inner units.
struct Search<'a> {
    evaluator: &'a TraceRuntime,
    goal: f64,
    shares: Shares,
    value: f64,
    bound: f64,
    programs: usize,
    stated: Vec<(usize, usize)>,
}

impl<'a> Search<'a> {
    fn new(problem: &Problem, evaluator: &'a TraceRuntime) -> Self {
        let shares = mean_time_shares(problem).unwrap_or_else(|| Shares::uncoded(problem.workers()));
        let count = evaluator.rows().len() as f64;
        // The load of the last level is at least one share, and the fastest worker waits for nobody.
        let fastest = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0);
        let fastest = evaluator.rows().iter().map(fastest).sum::<f64>() / count;
        Self {
            evaluator,
            goal: problem.gap(),
            value: evaluator.mean_runtime(shares.loads().as_slice()),
            shares,
            bound: fastest * (1.0 - (count + 8.0) * f64::EPSILON),
            programs: 0,
            stated: Vec::new(),
        }
    }

    fn gap(&self) -> f64 {
        if self.bound > 0.0 { (self.value / self.bound - 1.0).max(0.0) } else { f64::INFINITY }
    }

    fn run(&mut self, clock: &Clock) -> Result<Status, Error> {
        let rows = self.evaluator.rows();
        let workers = self.shares.workers();
        if clock.is_over() {
            return Ok(Status::TimeLimit);
        }
        let mut program = RowProgram::new(rows, workers)?;
        let mut stated = vec![vec![false; workers]; rows.len()];
        let idle = vec![0.0; rows.len()];
        state_violated(&mut program, rows, &mut stated, &self.shares.loads(), &idle);
        while self.gap() > self.goal {
            if clock.is_over() {
                return Ok(Status::TimeLimit);
            }
            let Some(Answer { loads, runtimes, bound }) = program.solve(clock)? else {
                return Ok(Status::TimeLimit);
            };
            self.programs += 1;
            self.bound = self.bound.max(bound);
            // They obey the constraints up to the tolerance of a solver.
            let Some(shares) = Shares::of_loads(loads.into_iter()) else { return Ok(Status::GapLimit) };
            let loads = shares.loads();
            let value = self.evaluator.mean_runtime(loads.as_slice());
            if value < self.value {
                (self.value, self.shares) = (value, shares);
            }
            let added = state_violated(&mut program, rows, &mut stated, &loads, &runtimes);
            self.stated = program.stated().to_vec();
            if added == 0 {
                return Ok(Status::GapLimit);
            }
        }
        Ok(Status::Optimal)
    }
}

/// States the most violated inequalities of every row of the trace, and returns how many.
fn state_violated(
    program: &mut RowProgram,
    rows: &[Vec<f64>],
    stated: &mut [Vec<bool>],
    loads: &Loads,
    runtimes: &[f64],
) -> usize {
    let mut added = 0;
    for (s, row) in rows.iter().enumerate() {
        let allowed = runtimes[s] + VIOLATION * binding(row, loads.as_slice()).1;
        let mut violated: Vec<(f64, usize)> = (row.iter().zip(loads.as_slice()).enumerate())
            .filter(|(n, (t, w))| !stated[s][*n] && *t * *w > allowed)
            .map(|(n, (t, w))| (t * w, n))
            .collect();
        violated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, level) in violated.iter().take(AT_ONCE) {
            program.state(s, level);
            stated[s][level] = true;
            added += 1;
        }
    }
    added
}

/// The bound of the relaxed optimum on the value of every partition.
pub fn bound(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Bound {
    let bound = optimum(problem, evaluator).bound;
    problem.bound(method, evaluator.scale() * bound * (1.0 - 4.0 * f64::EPSILON))
}

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Result<Solution, Error> {
    let optimum = optimum(problem, evaluator);
    let clock = problem.clock().less(problem.relaxed.spent());
    let partition = problem.round(&optimum.shares, &clock)?;
    Ok(Solution {
        value: evaluator.value_of_partition(&partition),
        partition: Some(partition),
        relaxed_value: evaluator.value(&optimum.shares),
        relaxed: Some(optimum.shares.clone()),
        bound: Some(bound(problem, evaluator, method)),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(format!("relaxed gap {:.1e} after {}", optimum.gap(), optimum.effort)),
        ..Solution::empty(method, optimum.status)
    })
}
