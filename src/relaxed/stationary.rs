//! `relaxed` for the completion probability: deterministic ascent to a stationary point, as an argmin
//! [`Solver`], from several starts.
//!
//! The exact `ln Pr` is climbed by Newton's method ([`super::ascent`]) until the residual of the conditions
//! of Karush, Kuhn and Tucker is at most 1e-8. Where `ln F(t / W)` is concave at every load that a
//! partition can have, `ln Pr` is concave in the partition: the point is then the global optimum, and
//! `ln Pr* <= ln Pr + max_i g_i - g.x` with the slopes `g` bounds it.
//!
//! Proved in `proofs/relaxed/concavity.v`: `threshold`, `second_derivative_sign_everywhere`,
//! `log_cdf_concave`.
//! Proved in `proofs/relaxed/prekopa.v`: `log_probability_concave`.

use argmin::core::{
    Error as ArgminError, Executor, IterState, KV, KvValue, Problem as ArgminProblem, Solver, State as _,
    TerminationReason, TerminationStatus,
};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ascent::Climber;
use super::height::ln;
use super::impossible::impossible;
use super::union_bound::union_bound_shares;
use crate::clock::{Clock, Standing};
use crate::error::Error;
use crate::problem::{GRACE, Problem};
use crate::report::number::significant;
use crate::runtime::completion::beyond::Beyond;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::runtime::convexity::convex_zones;
use crate::runtime::law_completion::LawCompletion;
use crate::shares::Shares;
use crate::solution::{Solution, Status};
use crate::straggler::open_unit;

/// Residual at which a point counts as stationary.
pub const STATIONARY: f64 = 1e-8;
/// Newton steps from one start at most.
const MAX_ITERATIONS: u64 = 200;
/// Random starts beside the closed forms.
const RANDOM_STARTS: usize = 3;
/// Beyond this number of workers the first stationary point is the last, as where `ln Pr` is concave. Of 744 random
/// instances (six laws, N up to 20, nothing skipped) the first start led to the best point in all but 2, where the probability
/// of failure is below the normal numbers.
const MANY_WORKERS: usize = 40;
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
    clock: Clock,
    climber: Climber<'a>,
    is_stuck: bool,
    /// Iterations from other starts before.
    before: u64,
}

impl<'a> NewtonAscent<'a> {
    /// From a point; stops at the residual `goal`, or with the clock.
    pub fn new(climber: Climber<'a>, goal: f64, clock: Clock) -> Self {
        Self { goal, clock, climber, is_stuck: false, before: 0 }
    }

    /// The same behind so many iterations from other starts: it tells of its own as the next ones.
    #[must_use]
    pub fn behind(self, before: u64) -> Self {
        Self { before, ..self }
    }

    /// The point reached.
    pub fn climber(&self) -> &Climber<'a> {
        &self.climber
    }
}

impl<'a> Solver<&'a CompletionProbability, State> for NewtonAscent<'a> {
    fn name(&self) -> &str {
        "Newton ascent"
    }

    /// The point as argmin's state: its cost is `-ln Pr`.
    fn next_iter(
        &mut self,
        _problem: &mut ArgminProblem<&'a CompletionProbability>,
        state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        self.is_stuck = !self.climber.step();
        let mut kv = KV::new();
        kv.insert("residual", KvValue::Float(self.climber.residual()));
        let Probability { value, complement, .. } = self.climber.probability();
        let told = Standing::new("", self.before + state.get_iter() + 1, 0).at(value, Some(complement));
        self.clock.tell_of(told);
        let cost = -ln(self.climber.probability());
        Ok((state.param(self.climber.shares().as_slice().to_vec()).cost(cost), Some(kv)))
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        if self.climber.residual() <= self.goal {
            return TerminationStatus::Terminated(TerminationReason::SolverConverged);
        }
        if self.clock.is_over() {
            return TerminationStatus::Terminated(TerminationReason::Timeout);
        }
        if self.is_stuck {
            let reason = "no direction rises within the accuracy of the evaluations".to_owned();
            return TerminationStatus::Terminated(TerminationReason::SolverExit(reason));
        }
        TerminationStatus::NotTerminated
    }
}

/// The point that one start leads to.
#[derive(Debug, Clone)]
struct Summit {
    shares: Shares,
    probability: Probability,
    residual: f64,
    concave_gain: f64,
    late: bool,
    /// Steps of this ascent and of those before it.
    steps: u64,
}

impl Summit {
    /// Whether its probability is one to the smallest number of double precision.
    fn is_certain(&self) -> bool {
        self.probability.complement <= 0.0
    }
}

/// The summit above a start of known probability; the start where the clock is over before its slopes are known, none
/// where the ascent fails.
fn climb(
    evaluator: &CompletionProbability,
    (start, probability): (Shares, Probability),
    clock: &Clock,
    before: u64,
) -> Option<Summit> {
    let Some(climber) = Climber::new(evaluator, start.clone(), clock.clone()) else {
        let unknown = f64::INFINITY;
        return Some(Summit {
            shares: start,
            probability,
            residual: unknown,
            concave_gain: unknown,
            late: true,
            steps: before,
        });
    };
    let solver = NewtonAscent::new(climber, STATIONARY, clock.clone()).behind(before);
    let executor = Executor::new(evaluator, solver).configure(|state: State| state.max_iters(MAX_ITERATIONS));
    let result = executor.run().ok()?;
    let late =
        *result.state.get_termination_status() == TerminationStatus::Terminated(TerminationReason::Timeout);
    let climber = result.solver.climber();
    Some(Summit {
        shares: climber.shares().clone(),
        probability: climber.probability(),
        residual: climber.residual(),
        concave_gain: climber.concave_gain(),
        late,
        steps: before + result.state.get_iter(),
    })
}

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &LawCompletion, method: &'static str) -> Result<Solution, Error> {
    if let Some(solution) = impossible(problem, evaluator, method)? {
        return Ok(solution);
    }
    let clock = problem.clock().of(method);
    let beyond = evaluator.probability().beyond_certain();
    let summits = summits(problem, evaluator, &beyond, &clock)?;
    let Some(best) = highest(&summits) else {
        // Probability zero at every start: impossible, or beyond double precision.
        let (status, note) = if clock.is_over() {
            (Status::TimeLimit, "no start of positive probability was found in time")
        } else {
            (
                Status::Heuristic,
                "the probability of every start is below the smallest number of double precision",
            )
        };
        let uncoded = Shares::uncoded(problem.workers());
        let solution = problem.solution_of_shares(method, &uncoded, &clock)?;
        return Ok(Solution { status, note: Some(note.to_owned()), ..solution });
    };
    let solution = problem.solution_of_shares(method, &beyond.whole(&best.shares), &clock)?;
    if best.is_certain() {
        return Ok(Solution {
            status: Status::Optimal,
            bound: Some(problem.bound(method, 1.0, Status::Optimal).with_complement(0.0)),
            note: Some("certain to the smallest number of double precision".to_owned()),
            ..solution
        });
    }
    let note = format!("KKT residual {:.1e}; {}", best.residual, agreement(&summits, best));
    let solution = Solution { status: status(best), note: Some(note), ..solution };
    Ok(if is_concave(&beyond.evaluator) { bounded(problem, best, solution) } else { solution })
}

/// The stationary points, beyond what is certain, that the starts lead to, until the clock is over.
fn summits(
    problem: &Problem,
    evaluator: &LawCompletion,
    beyond: &Beyond,
    clock: &Clock,
) -> Result<Vec<Summit>, Error> {
    let mut summits: Vec<Summit> = Vec::new();
    let one_is_enough = problem.workers() > MANY_WORKERS || is_concave(&beyond.evaluator);
    for start in starts(problem, evaluator, beyond, clock) {
        if summits.last().is_some_and(|summit| summit.late) {
            break;
        }
        let before = summits.last().map_or(0, |summit| summit.steps);
        summits.extend(climb(&beyond.evaluator, start, clock, before));
        let is_enough =
            |summit: &Summit| summit.is_certain() || (one_is_enough && summit.residual <= STATIONARY);
        if summits.last().is_some_and(is_enough) {
            break;
        }
    }
    if let Some(best) = highest(&summits).filter(|best| best.residual > STATIONARY && !best.late) {
        // An ascent that ended early may be below its own rounding: that is one more start.
        let rounded = beyond.rest(&problem.round(&beyond.whole(&best.shares), clock)?.shares());
        let probability = beyond.evaluator.value(&rounded);
        if ln(probability) > ln(best.probability) {
            let before = summits.last().map_or(0, |summit| summit.steps);
            summits.extend(climb(&beyond.evaluator, (rounded, probability), clock, before));
        }
    }
    Ok(summits)
}

/// The solution with the bound that a concave `ln Pr` gives.
fn bounded(problem: &Problem, best: &Summit, solution: Solution) -> Solution {
    // The slopes' own relative error, once a worker, is far below the residual that they leave.
    let error = best.probability.relative_error() * (1.0 + problem.workers() as f64);
    let ln_bound = ((ln(best.probability) + best.concave_gain) * (1.0 - error)).min(0.0);
    let gap = ln_bound.exp_m1() - ln(best.probability).exp_m1();
    let least = 0.0 - ln_bound.exp_m1();
    let is_closed = problem.tolerance().closes(gap, best.probability.complement, least);
    let status = if is_closed { Status::Optimal } else { solution.status };
    let remark = if best.residual <= STATIONARY {
        "; ln Pr is concave, so the point is the global optimum"
    } else {
        "; ln Pr is concave, but the ascent ended before a stationary point"
    };
    Solution {
        bound: Some(problem.bound(solution.method, ln_bound.exp(), status).with_complement(least)),
        status,
        note: solution.note.map(|note| note + remark),
        ..solution
    }
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

/// Whether `ln F(t / W)` is concave at all loads `0 < W <= L N` of partitions.
fn is_concave(evaluator: &CompletionProbability) -> bool {
    convex_zones(evaluator.law().as_ref(), evaluator.deadline(), evaluator.workers() as f64).is_empty()
}

/// Closed forms, the uniform partition, the best single block and random points, with their probabilities, each found
/// when it is asked for.
fn starts<'a>(
    problem: &Problem,
    evaluator: &LawCompletion,
    beyond: &'a Beyond,
    clock: &'a Clock,
) -> impl Iterator<Item = (Shares, Probability)> + use<'a> {
    let workers = problem.workers();
    let mut starts: Vec<Shares> = Vec::new();
    starts.extend(union_bound_shares(evaluator, workers).map(|(shares, _)| shares));
    starts.extend(Shares::of_loads((1..=workers).map(|n| n as f64)));
    starts.push(Shares::unchecked(vec![1.0 / workers as f64; workers]));
    if evaluator.deadline() < 1.01 * evaluator.law().infimum() {
        // Next to an impossible deadline only the lightest load has a chance.
        starts.push(Shares::uncoded(workers));
    }
    if workers <= MANY_WORKERS {
        starts.extend(best_single_block(evaluator, workers));
    }
    let mut stream = Xoshiro256PlusPlus::seed_from_u64(problem.options().seed);
    let random = if workers <= MANY_WORKERS { RANDOM_STARTS } else { 0 };
    starts.extend((0..random).filter_map(|_| random_shares(workers, &mut stream)));
    let mut clocks = std::iter::once(clock.at_least(GRACE)).chain(std::iter::repeat_with(|| clock.clone()));
    starts
        .into_iter()
        .map_while(move |start| clocks.next().filter(|clock| !clock.is_over()).map(|clock| (start, clock)))
        .filter_map(|(start, clock)| possible(beyond, &start, &clock))
}

/// The start moved towards the uncoded partition, the lightest load of all, until it has a chance; `None`
/// where that does not help, or not in time.
fn possible(beyond: &Beyond, start: &Shares, clock: &Clock) -> Option<(Shares, Probability)> {
    SHARES_KEPT
        .iter()
        .take_while(|_| !clock.is_over())
        .filter_map(|kept| {
            let mut shares: Vec<f64> = start.as_slice().iter().map(|x| kept * x).collect();
            shares[0] += 1.0 - kept;
            let shares = beyond.rest(&Shares::unchecked(shares));
            let probability = beyond.evaluator.value_in_time(&shares, clock)?;
            Some((shares, probability))
        })
        .find(|(_, probability)| probability.value > 0.0)
}

/// The best single block, each other block with a small share, so that no block is empty for good.
fn best_single_block(evaluator: &LawCompletion, workers: usize) -> Option<Shares> {
    let shares = |n: usize| -> Vec<f64> {
        let rest = 1e-3 / workers as f64;
        (0..workers).map(|i| rest + if i == n { 1.0 - 1e-3 } else { 0.0 }).collect()
    };
    let shares = |n: usize| Shares::unchecked(shares(n));
    (0..workers)
        .map(|n| (ln(evaluator.probability().value(&shares(n))), n))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, n)| shares(n))
}

/// Exponential weights over `n + 1`, as in the closed form for large deadlines: uniform shares would give the
/// last level nearly all of the load.
fn random_shares(workers: usize, stream: &mut Xoshiro256PlusPlus) -> Option<Shares> {
    Shares::on_ray((0..workers).map(|n| -open_unit(stream).ln() / (n + 1) as f64).collect())
}

/// How many starts reached the best point.
fn agreement(summits: &[Summit], best: &Summit) -> String {
    if summits.iter().any(|summit| summit.late) {
        return "the time limit ended the ascents".to_owned();
    }
    let height = ln(best.probability);
    let same = |summit: &&Summit| height - ln(summit.probability) <= SAME * height.abs();
    let reached = summits.iter().filter(same).count();
    if summits.len() == 1 {
        return "from one start".to_owned();
    }
    if reached == summits.len() {
        return format!("all {reached} starts agree");
    }
    let worst = summits.iter().map(|s| s.probability).reduce(|a, b| if b.value < a.value { b } else { a });
    let lowest = worst.map_or_else(String::new, |worst| match worst.value > 0.99 {
        true => format!(", down to 1 - {}", significant(worst.complement, 4)),
        false => format!(", down to {}", significant(worst.value, 6)),
    });
    format!("{reached} of {} starts reached it, the others ended lower{lowest}", summits.len())
}
