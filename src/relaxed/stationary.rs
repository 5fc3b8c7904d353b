//! `relaxed` for the completion probability: deterministic ascent to a stationary point, as an argmin
//! [`Solver`], from several starts.
//!
//! The exact `ln Pr` is climbed by Newton's method ([`super::ascent`]) until the residual of the conditions
//! of Karush, Kuhn and Tucker is at most 1e-8. Where `ln F(t / W)` is concave at every load that a
//! partition can have, `ln Pr` is concave in the partition: the point is then the global optimum, and
//! `ln Pr* <= ln Pr + max_i g_i - g.x` with the slopes `g` bounds it.
//!
//! Proved in `proofs/relaxed/concavity.v`: `threshold`, `second_derivative_sign_everywhere`,
//! `log_cdf_concave`, `log_probability_concave`.

use std::time::{Duration, Instant};

use argmin::core::{
    Error as ArgminError, Executor, IterState, KV, KvValue, Problem as ArgminProblem, Solver, State as _,
    TerminationReason, TerminationStatus,
};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ascent::{Climber, ln};
use super::mean_time::shares_of_loads;
use super::rounding::round;
use super::union_bound::union_bound_shares;
use crate::completion::CompletionProblem;
use crate::error::Error;
use crate::exact::global::zones::convex_zones;
use crate::method::Method;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::solution::{Bound, Rigour, Solution, Status};
use crate::straggler::open_unit;

/// The method's entry in the registry.
pub const METHOD: Method<CompletionProblem> = Method {
    name: "relaxed",
    source: "Newton ascent of the exact log-probability from several starts; relaxation of [WCLZX23], Problem 6",
    guarantee: "stationary point; the global optimum, with a bound, where ln F(t/W) is concave",
    solve,
};

/// Residual at which a point counts as stationary.
pub const STATIONARY: f64 = 1e-8;
/// Newton steps from one start at most.
const MAX_ITERATIONS: u64 = 200;
/// Random starts beside the closed forms.
const RANDOM_STARTS: usize = 3;
/// Beyond this number of workers the random starts and the best single block are left out: far starts take
/// ten times as many steps as a closed form.
const MANY_WORKERS: usize = 100;
/// How much of a start is kept, tried in turn.
const SHARES_KEPT: [f64; 7] = [1.0, 0.5, 0.2, 0.05, 0.01, 1e-3, 1e-4];
/// Stationary points whose `ln Pr` differs by less, relative to the best one's, are the same.
const SAME: f64 = 1e-8;

/// State of argmin's executor for this solver.
pub type State = IterState<Vec<f64>, (), (), (), (), f64>;

/// The solver: Newton steps on the simplex until the point is stationary.
#[derive(Debug)]
pub struct NewtonAscent<'a> {
    goal: f64,
    deadline: Option<Instant>,
    climber: Option<Climber<'a>>,
    stuck: bool,
}

impl<'a> NewtonAscent<'a> {
    /// Stops at the residual `goal`, or at the deadline.
    pub fn new(goal: f64, deadline: Option<Instant>) -> Self {
        Self { goal, deadline, climber: None, stuck: false }
    }

    /// The point reached; `None` before the first iteration.
    pub fn climber(&self) -> Option<&Climber<'a>> {
        self.climber.as_ref()
    }

    /// The point as argmin's state: its cost is `-ln Pr`.
    fn record(&self, climber: &Climber, state: State) -> (State, Option<KV>) {
        let mut kv = KV::new();
        kv.insert("residual", KvValue::Float(climber.residual()));
        (state.param(climber.shares().to_vec()).cost(-ln(climber.probability())), Some(kv))
    }
}

impl<'a> Solver<&'a CompletionProbability, State> for NewtonAscent<'a> {
    fn name(&self) -> &str {
        "Newton ascent"
    }

    fn init(
        &mut self,
        problem: &mut ArgminProblem<&'a CompletionProbability>,
        mut state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let start = state.take_param().ok_or_else(|| ArgminError::msg("a starting point is needed"))?;
        let climber =
            problem.problem("evaluations", |evaluator| Ok(Climber::new(evaluator, start, self.deadline)))?;
        let recorded = self.record(&climber, state);
        self.climber = Some(climber);
        Ok(recorded)
    }

    fn next_iter(
        &mut self,
        problem: &mut ArgminProblem<&'a CompletionProbability>,
        state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let Some(mut climber) = self.climber.take() else { return Err(ArgminError::msg("no point")) };
        self.stuck = !problem.problem("steps", |_| Ok(climber.step()))?;
        let recorded = self.record(&climber, state);
        self.climber = Some(climber);
        Ok(recorded)
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        if self.climber.as_ref().is_some_and(|climber| climber.residual() <= self.goal) {
            return TerminationStatus::Terminated(TerminationReason::SolverConverged);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return TerminationStatus::Terminated(TerminationReason::Timeout);
        }
        if self.stuck {
            let reason = "no direction rises within the accuracy of the evaluations".to_owned();
            return TerminationStatus::Terminated(TerminationReason::SolverExit(reason));
        }
        TerminationStatus::NotTerminated
    }
}

/// The point that one start leads to.
#[derive(Debug, Clone)]
struct Summit {
    shares: Vec<f64>,
    probability: Probability,
    residual: f64,
    concave_gain: f64,
    late: bool,
}

fn climb(evaluator: &CompletionProbability, start: Vec<f64>, deadline: Option<Instant>) -> Option<Summit> {
    let solver = NewtonAscent::new(STATIONARY, deadline);
    let executor = Executor::new(evaluator, solver)
        .configure(|state: State| state.param(start).max_iters(MAX_ITERATIONS));
    let result = executor.run().ok()?;
    let late =
        *result.state.get_termination_status() == TerminationStatus::Terminated(TerminationReason::Timeout);
    let climber = result.solver.climber()?;
    Some(Summit {
        shares: climber.shares().to_vec(),
        probability: climber.probability(),
        residual: climber.residual(),
        concave_gain: climber.concave_gain(),
        late,
    })
}

fn solve(problem: &CompletionProblem) -> Result<Solution, Error> {
    if let Some(solution) = problem.impossible(METHOD.name) {
        return Ok(solution);
    }
    let limit = Duration::try_from_secs_f64(problem.options().time_limit).ok();
    let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
    let mut summits: Vec<Summit> = Vec::new();
    for start in starts(problem) {
        if summits.last().is_some_and(|summit| summit.late) {
            break;
        }
        summits.extend(climb(problem.evaluator(), start, deadline));
    }
    if let Some(best) = highest(&summits).filter(|best| best.residual > STATIONARY && !best.late) {
        // An ascent that ended early may be below its own rounding: that is one more start.
        let rounded = problem.shares(&round(problem, &best.shares));
        if ln(problem.evaluator().value(&rounded)) > ln(best.probability) {
            summits.extend(climb(problem.evaluator(), rounded, deadline));
        }
    }
    let Some(best) = highest(&summits) else {
        // Probability zero at every start: impossible, or beyond double precision.
        return Ok(without_ascent(problem));
    };
    if best.probability.complement <= 0.0 {
        return Ok(Solution {
            bound: Some(bound(1.0)),
            note: Some("certain to the smallest number of double precision".to_owned()),
            ..with_status(problem, &best.shares, Status::Optimal)
        });
    }
    let concave = is_concave(problem);
    let agreement = agreement(&summits, best);
    let mut solution = with_status(problem, &best.shares, status(best));
    let mut note = format!("KKT residual {:.1e}; {agreement}", best.residual);
    if concave {
        // The slopes' own relative error, once a worker, is far below the residual that they leave.
        let error = best.probability.relative_error() * (1.0 + problem.workers() as f64);
        let ln_bound = (ln(best.probability) + best.concave_gain) * (1.0 - error);
        let gap = ln_bound.exp_m1() - ln(best.probability).exp_m1();
        solution.bound = Some(bound(ln_bound.min(0.0).exp()));
        if gap <= problem.options().gap {
            solution.status = Status::Optimal;
        }
        note.push_str(if best.residual <= STATIONARY {
            "; ln Pr is concave, so the point is the global optimum"
        } else {
            "; ln Pr is concave, but the ascent ended before a stationary point"
        });
    }
    solution.note = Some(note);
    Ok(solution)
}

fn highest(summits: &[Summit]) -> Option<&Summit> {
    summits.iter().max_by(|a, b| ln(a.probability).total_cmp(&ln(b.probability)))
}

fn status(summit: &Summit) -> Status {
    if summit.residual <= STATIONARY {
        Status::Stationary
    } else if summit.late {
        Status::TimeLimit
    } else {
        Status::Heuristic
    }
}

fn bound(value: f64) -> Bound {
    Bound { value, rigour: Rigour::Float, method: METHOD.name }
}

fn with_status(problem: &CompletionProblem, shares: &[f64], status: Status) -> Solution {
    Solution { status, ..problem.solution_of_shares(METHOD.name, shares) }
}

/// The answer where no start has a positive probability.
fn without_ascent(problem: &CompletionProblem) -> Solution {
    let mut uncoded = vec![0.0; problem.workers()];
    uncoded[0] = 1.0;
    let note = "the probability of every start is below the smallest number of double precision";
    Solution { note: Some(note.to_owned()), ..with_status(problem, &uncoded, Status::Heuristic) }
}

/// Whether `ln F(t / W)` is concave at all loads `0 < W <= L N` of partitions.
fn is_concave(problem: &CompletionProblem) -> bool {
    convex_zones(problem.law().as_ref(), problem.deadline(), problem.workers() as f64).is_empty()
}

/// Closed forms, the uniform partition, the best single block and random points.
fn starts(problem: &CompletionProblem) -> Vec<Vec<f64>> {
    let workers = problem.workers();
    let mut starts: Vec<Vec<f64>> = Vec::new();
    starts.extend(union_bound_shares(problem).map(|(shares, _)| shares));
    starts.push(shares_of_loads((1..=workers).map(|n| n as f64)));
    starts.push(vec![1.0 / workers as f64; workers]);
    if problem.deadline() < 1.01 * problem.law().infimum() {
        // Next to an impossible deadline only the lightest load has a chance.
        starts.push((0..workers).map(|n| f64::from(u8::from(n == 0))).collect());
    }
    if workers <= MANY_WORKERS {
        starts.extend(best_single_block(problem));
    }
    let mut stream = Xoshiro256PlusPlus::seed_from_u64(problem.options().seed);
    let random = if workers <= MANY_WORKERS { RANDOM_STARTS } else { 0 };
    starts.extend((0..random).map(|_| random_shares(workers, &mut stream)));
    starts.into_iter().filter_map(|start| possible(problem, start)).collect()
}

/// The start moved towards the uncoded partition, the lightest load of all, until it has a chance; `None`
/// where that does not help.
fn possible(problem: &CompletionProblem, start: Vec<f64>) -> Option<Vec<f64>> {
    SHARES_KEPT
        .iter()
        .map(|kept| {
            let mut shares: Vec<f64> = start.iter().map(|x| kept * x).collect();
            shares[0] += 1.0 - kept;
            shares
        })
        .find(|shares| problem.evaluator().value(shares).value > 0.0)
}

/// The best single block, each other block with a small share, so that no block is empty for good.
fn best_single_block(problem: &CompletionProblem) -> Option<Vec<f64>> {
    let workers = problem.workers();
    let shares = |n: usize| {
        let rest = 1e-3 / workers as f64;
        (0..workers).map(|i| rest + if i == n { 1.0 - 1e-3 } else { 0.0 }).collect::<Vec<f64>>()
    };
    (0..workers)
        .map(|n| (ln(problem.evaluator().value(&shares(n))), n))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, n)| shares(n))
}

/// Exponential weights over `n + 1`, as in the closed form for large deadlines: uniform shares would give the
/// last level nearly all of the load.
fn random_shares(workers: usize, stream: &mut Xoshiro256PlusPlus) -> Vec<f64> {
    let mut shares: Vec<f64> = (0..workers).map(|n| -open_unit(stream).ln() / (n + 1) as f64).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|x| *x /= sum);
    shares
}

/// How many starts reached the best point.
fn agreement(summits: &[Summit], best: &Summit) -> String {
    let height = ln(best.probability);
    let same = |summit: &&Summit| height - ln(summit.probability) <= SAME * height.abs();
    let reached = summits.iter().filter(same).count();
    if summits.len() == 1 {
        return "one start had a positive probability".to_owned();
    }
    if reached == summits.len() {
        return format!("all {reached} starts agree");
    }
    let worst = summits.iter().map(|s| s.probability.value).fold(f64::INFINITY, f64::min);
    format!("{reached} of {} starts reached it, the others ended lower, down to {worst:.6}", summits.len())
}
