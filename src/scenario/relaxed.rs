//! `relaxed` for the expected runtime over a trace: a linear program with inequalities added as needed.

use std::time::{Duration, Instant};

use super::linear::{Answer, LinearProgram};
use super::{ScenarioProblem, binding, closed_forms};
use crate::error::Error;
use crate::method::Method;
use crate::partition::{blocks_of_load, cumulative_load};
use crate::relaxed::optimum;
use crate::relaxed::rounding::round;
use crate::solution::{Bound, Rigour, Solution, Status};

/// The method's entry in the registry.
pub const METHOD: Method<ScenarioProblem> = Method {
    name: optimum::METHOD.name,
    source: "linear program over the rows of the trace, solved with lazily added inequalities in HiGHS",
    guarantee: optimum::METHOD.guarantee,
    solve: |problem| Ok(solve(problem)),
};

/// Inequalities stated at once for each row of the trace, the most violated first.
const AT_ONCE: usize = 2;
/// Relative violation below which an inequality is not added: far below every gap that is asked for.
const VIOLATION: f64 = 1e-13;

/// The relaxed optimum in inner units.
#[derive(Debug, Clone)]
pub struct RelaxedScenario {
    /// Block sizes as shares of `L`, length `N`, sum 1.
    pub shares: Vec<f64>,
    /// Mean runtime there.
    pub value: f64,
    /// Lower bound on the mean runtime of every partition.
    pub bound: f64,
    /// `Optimal`, `GapLimit` or `TimeLimit`.
    pub status: Status,
    /// Linear programs solved.
    pub programs: usize,
    /// The inequalities of the last one: row of the trace and level.
    pub stated: Vec<(usize, usize)>,
    /// Why HiGHS gave up, if it did.
    pub failure: Option<String>,
}

impl RelaxedScenario {
    /// Solves the linear program to the gap asked for in the problem's options.
    pub fn find(problem: &ScenarioProblem) -> Self {
        let shares = closed_forms::mean_time_shares(problem);
        let value = problem.mean_runtime(&cumulative_load(&shares));
        let count = problem.rows().len() as f64;
        // The load of the last level is at least one share, and the fastest worker waits for nobody.
        let fastest = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0);
        let bound =
            problem.rows().iter().map(fastest).sum::<f64>() / count * (1.0 - (count + 8.0) * f64::EPSILON);
        let mut optimum = Self {
            shares,
            value,
            bound,
            status: Status::GapLimit,
            programs: 0,
            stated: Vec::new(),
            failure: None,
        };
        match optimum.run(problem) {
            Ok(status) => optimum.status = status,
            Err(error) => optimum.failure = Some(error.to_string()),
        }
        if optimum.gap() <= problem.options().gap {
            optimum.status = Status::Optimal;
        }
        optimum
    }

    /// Relative gap between the relaxed value and its bound.
    pub fn gap(&self) -> f64 {
        if self.bound > 0.0 { (self.value / self.bound - 1.0).max(0.0) } else { f64::INFINITY }
    }

    fn run(&mut self, problem: &ScenarioProblem) -> Result<Status, Error> {
        let (start, limit) = (Instant::now(), problem.time_limit());
        let mut program = LinearProgram::new(problem.rows(), problem.workers(), limit)?;
        let mut stated = vec![vec![false; problem.workers()]; problem.rows().len()];
        let idle = vec![0.0; problem.rows().len()];
        state_violated(&mut program, problem.rows(), &mut stated, &cumulative_load(&self.shares), &idle)?;
        while self.gap() > problem.options().gap {
            if left(start, limit).is_zero() {
                return Ok(Status::TimeLimit);
            }
            let Some(Answer { loads, runtimes, bound }) = program.solve()? else {
                return Ok(Status::TimeLimit);
            };
            self.programs += 1;
            self.bound = self.bound.max(bound);
            let shares = normalised(&loads);
            let loads = cumulative_load(&shares);
            let value = problem.mean_runtime(&loads);
            if value < self.value {
                (self.value, self.shares) = (value, shares);
            }
            let added = state_violated(&mut program, problem.rows(), &mut stated, &loads, &runtimes)?;
            self.stated = program.stated().to_vec();
            if added == 0 {
                return Ok(Status::GapLimit);
            }
        }
        Ok(Status::Optimal)
    }
}

/// Time left of a limit.
pub fn left(start: Instant, limit: Duration) -> Duration {
    limit.saturating_sub(start.elapsed())
}

/// States the most violated inequalities of every row of the trace, and returns how many.
fn state_violated(
    program: &mut LinearProgram,
    rows: &[Vec<f64>],
    stated: &mut [Vec<bool>],
    loads: &[f64],
    runtimes: &[f64],
) -> Result<usize, Error> {
    let mut added = 0;
    for (s, row) in rows.iter().enumerate() {
        let allowed = runtimes[s] + VIOLATION * binding(row, loads).1;
        let mut violated: Vec<(f64, usize)> = (row.iter().zip(loads).enumerate())
            .filter(|(n, (t, w))| !stated[s][*n] && *t * *w > allowed)
            .map(|(n, (t, w))| (t * w, n))
            .collect();
        violated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, level) in violated.iter().take(AT_ONCE) {
            program.state(s, level)?;
            stated[s][level] = true;
            added += 1;
        }
    }
    Ok(added)
}

/// Block sizes of loads that obey the constraints up to the tolerance of a solver.
fn normalised(loads: &[f64]) -> Vec<f64> {
    let mut shares = blocks_of_load(loads);
    shares.iter_mut().for_each(|x| *x = x.max(0.0));
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|x| *x /= sum);
    shares
}

fn solve(problem: &ScenarioProblem) -> Solution {
    let (optimum, seconds) = problem.relaxed();
    let partition = round(problem, &optimum.shares);
    let note = format!(
        "relaxed gap {:.1e} after {} linear programs, {} inequalities",
        optimum.gap(),
        optimum.programs,
        optimum.stated.len()
    );
    let note = optimum.failure.as_ref().map_or(note.clone(), |failure| format!("{note}; {failure}"));
    Solution {
        value: Some(problem.value_of_partition(&partition)),
        partition: Some(partition),
        relaxed: Some(problem.coordinates_of(&optimum.shares)),
        relaxed_value: Some(problem.value_of(&optimum.shares)),
        bound: Some(bound(problem)),
        seconds: *seconds,
        note: Some(note),
        ..Solution::empty(METHOD.name, optimum.status)
    }
}

/// The bound of the relaxed optimum on the value of every partition.
pub fn bound(problem: &ScenarioProblem) -> Bound {
    let value = problem.scale() * problem.relaxed().0.bound * (1.0 - 4.0 * f64::EPSILON);
    Bound { value, rigour: Rigour::Float, method: METHOD.name }
}
