//! `relaxed` for the expected overall runtime with a random overhead.
//!
//! Levels below the first one in use do not wait, not even for the overhead: the runtime jumps where a level comes into use,
//! and there is one problem for each first level. Where the cycle time is constant each of them is convex, and tangents bound
//! it; those whose bound exceeds a value that is known are given up. Where both vary, the `(N-n)`-th smallest of
//! `a_i + T_i w` is no convex function of the load: the method ends in a stationary point, and the bound is that of
//! [`super::level_means`].

use argmin::core::{Executor, State as _, TerminationReason, TerminationStatus};

use super::level_means::{LevelMeans, level_means};
use crate::clock::Clock;
use crate::error::Error;
use crate::problem::Problem;
use crate::problem::memo::RelaxedOptimum;
use crate::relaxed::quasi_newton::{HomogeneousConvex, QuasiNewton, State};
use crate::runtime::convex_runtime::{ConvexRuntime, Face};
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::{Estimate, Evaluation};
use crate::runtime::law_runtime::VALUE_TOLERANCE;
use crate::runtime::overhead_runtime::OverheadRuntime;
use crate::shares::Shares;
use crate::solution::{Bound, Solution, Status};
use crate::wording::counted;

/// Iterations of one first level, at most.
const MAX_ITERATIONS: u64 = 2000;
/// First levels that are started from where nothing is convex.
const STARTS: usize = 3;
/// Share of the time limit that goes into the search for one.
const SEARCHED: f64 = 0.8;
/// Relative gap of a stationary point.
const STATIONARY: f64 = 1e-7;

/// What is known of the partitions with one first level in use.
#[derive(Debug, Clone)]
pub struct FaceOptimum {
    /// The level.
    pub first: usize,
    /// A point, its value there, and a lower bound, in inner units.
    pub optimum: RelaxedOptimum,
    iterations: u64,
}

/// The relaxed optimum over all first levels, computed once.
pub fn optimum<'a>(problem: &'a Problem, evaluator: &OverheadRuntime) -> &'a RelaxedOptimum {
    problem.relaxed.get_or_find(|| find(problem, evaluator))
}

fn find(problem: &Problem, evaluator: &OverheadRuntime) -> RelaxedOptimum {
    // Where both vary a search may use up its time, and the rounded point needs a value.
    let share = if evaluator.is_convex() { 1.0 } else { SEARCHED };
    let clock = problem.clock().first(share);
    let mut faces = starts(evaluator, &clock);
    if evaluator.is_convex() {
        descend_all(problem, evaluator, &mut faces, &clock);
    } else {
        descend_some(evaluator, &mut faces, &clock);
    }
    put_together(problem, evaluator, &faces, &clock)
}

/// For every first level the loads with equal means and their bound; without a value.
fn starts(evaluator: &OverheadRuntime, clock: &Clock) -> Vec<FaceOptimum> {
    let workers = evaluator.workers();
    let known = |shares, bound, status| RelaxedOptimum {
        shares,
        value: f64::INFINITY,
        error: 0.0,
        bound,
        status,
        effort: String::new(),
        stated: Vec::new(),
    };
    let least = evaluator.first_level();
    // Where both vary one search costs much, and its loads serve all first levels.
    let shared = (!evaluator.is_convex()).then(|| level_means(evaluator, least, clock));
    let start = |first: usize| {
        let found = match &shared {
            None => level_means(evaluator, first, clock),
            Some(shared) => shared.clone().map(|LevelMeans { shares, bound }| {
                let mut blocks = shares.into_vec();
                blocks[..first].fill(0.0);
                let shares = Shares::on_ray(blocks).unwrap_or_else(|| Shares::last_level(workers));
                LevelMeans { shares, bound }
            }),
        };
        // Whoever uses this level first waits at least for its overhead.
        let overhead = evaluator.overhead_mean(first);
        let waits = (overhead.value - overhead.error) * (1.0 - 4.0 * f64::EPSILON);
        let optimum = match found {
            Some(LevelMeans { shares, bound }) => known(shares, bound.max(waits), Status::GapLimit),
            None => known(Shares::last_level(workers), 0.0, Status::TimeLimit),
        };
        FaceOptimum { first, optimum, iterations: 0 }
    };
    (least..workers).map(start).collect()
}

/// Every first level that may hold the optimum, the most promising first.
fn descend_all(problem: &Problem, evaluator: &OverheadRuntime, faces: &mut [FaceOptimum], clock: &Clock) {
    let mut order: Vec<usize> = (0..faces.len()).collect();
    order.sort_by(|&i, &j| faces[i].optimum.bound.total_cmp(&faces[j].optimum.bound));
    let mut best = f64::INFINITY;
    for i in order {
        if clock.is_over() {
            faces[i].optimum.status = Status::TimeLimit;
            continue;
        }
        if faces[i].optimum.bound < best {
            faces[i] = descend(problem.gap(), evaluator, &faces[i], best, clock);
            best = best.min(faces[i].optimum.value);
        }
    }
}

/// The first level with its gap closed, or its bound at `target`, above which it serves nobody.
pub fn close(
    problem: &Problem,
    evaluator: &OverheadRuntime,
    face: &FaceOptimum,
    target: f64,
    clock: &Clock,
) -> FaceOptimum {
    descend(problem.gap(), evaluator, face, target, clock)
}

/// The starts of all first levels, for searches over integers.
pub fn every(evaluator: &OverheadRuntime, clock: &Clock) -> Vec<FaceOptimum> {
    starts(evaluator, clock)
}

/// Those first levels whose start has the best values.
fn descend_some(evaluator: &OverheadRuntime, faces: &mut [FaceOptimum], clock: &Clock) {
    for face in faces.iter_mut() {
        if let Some(Estimate { value, error }) =
            evaluator.estimate_in_time(&face.optimum.shares, STATIONARY, clock)
        {
            (face.optimum.value, face.optimum.error) = (value, error);
        }
    }
    let mut order: Vec<usize> = (0..faces.len()).collect();
    order.sort_by(|&i, &j| faces[i].optimum.value.total_cmp(&faces[j].optimum.value));
    for &i in order.iter().take(STARTS) {
        let found = descend(STATIONARY, evaluator, &faces[i], f64::INFINITY, clock);
        let is_better = found.optimum.value < faces[i].optimum.value;
        let bound = faces[i].optimum.bound;
        if is_better {
            faces[i] = found;
        }
        // Tangents prove nothing here.
        faces[i].optimum.bound = bound;
    }
}

fn descend(
    goal: f64,
    evaluator: &OverheadRuntime,
    face: &FaceOptimum,
    target: f64,
    clock: &Clock,
) -> FaceOptimum {
    let (first, start) = (face.first, face.optimum.shares.as_slice().to_vec());
    let objective = Descent { face: Face { evaluator, first }, clock: clock.clone() };
    let late = || {
        let optimum = RelaxedOptimum { status: Status::TimeLimit, ..face.optimum.clone() };
        FaceOptimum { optimum, ..face.clone() }
    };
    let Some(solver) = QuasiNewton::new(&objective, start, goal, clock.clone()) else { return late() };
    let executor = Executor::new(objective, solver.until(target))
        .configure(|state: State| state.max_iters(MAX_ITERATIONS))
        .timer(false);
    let Ok(result) = executor.run() else { return late() };
    let status = match result.state.get_termination_status() {
        TerminationStatus::Terminated(TerminationReason::SolverConverged) => Status::Optimal,
        TerminationStatus::Terminated(TerminationReason::Timeout) => Status::TimeLimit,
        _ => Status::GapLimit,
    };
    let Estimate { value, error } = result.solver.evaluation().value;
    let optimum = RelaxedOptimum {
        shares: Shares::unchecked(result.solver.point().to_vec()),
        value,
        error,
        bound: result.solver.bound().max(face.optimum.bound),
        status,
        ..face.optimum.clone()
    };
    FaceOptimum { first, optimum, iterations: result.state.get_iter() }
}

/// The best point and the least bound.
fn put_together(
    problem: &Problem,
    evaluator: &OverheadRuntime,
    faces: &[FaceOptimum],
    clock: &Clock,
) -> RelaxedOptimum {
    let goal = problem.gap();
    let best = faces.iter().min_by(|a, b| a.optimum.value.total_cmp(&b.optimum.value));
    let mut best = best.map_or_else(
        || RelaxedOptimum {
            shares: Shares::last_level(problem.workers()),
            value: f64::INFINITY,
            error: 0.0,
            bound: 0.0,
            status: Status::TimeLimit,
            effort: String::new(),
            stated: Vec::new(),
        },
        |face| face.optimum.clone(),
    );
    if best.error > 0.1 * goal.max(VALUE_TOLERANCE) * best.value
        && let Some(accurate) = evaluator.estimate_in_time(&best.shares, VALUE_TOLERANCE, clock)
    {
        (best.value, best.error) = (accurate.value, accurate.error);
    }
    // Never above what the point may cost, so that its error counts as a gap.
    let least = faces.iter().map(|face| face.optimum.bound).fold(f64::INFINITY, f64::min);
    let bound = least.min(best.value - best.error).max(0.0);
    let late = faces.iter().any(|face| face.optimum.status == Status::TimeLimit);
    let iterations: u64 = faces.iter().map(|face| face.iterations).sum();
    let tried = faces.iter().filter(|face| face.iterations > 0).count() as u64;
    let status = match () {
        () if best.value + best.error <= bound * (1.0 + goal) => Status::Optimal,
        () if late => Status::TimeLimit,
        () if evaluator.is_convex() => Status::GapLimit,
        () if best.status == Status::Optimal => Status::Stationary,
        () => Status::Heuristic,
    };
    let effort = format!("{} at {}", counted(iterations, "iteration"), counted(tried, "first level"));
    RelaxedOptimum { bound, status, effort, ..best }
}

/// The objective as argmin's executor sees it.
struct Descent<'a> {
    face: Face<'a>,
    clock: Clock,
}

impl HomogeneousConvex for Descent<'_> {
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Option<Evaluation> {
        self.face.evaluate(&Shares::unchecked(x.to_vec()), tolerance, &self.clock)
    }

    fn first_level(&self) -> usize {
        ConvexRuntime::first_level(&self.face)
    }

    fn is_convex(&self) -> bool {
        self.face.evaluator.is_convex()
    }

    fn generalised_failure_rates(&self) -> Vec<f64> {
        vec![1.0; self.face.workers()]
    }
}

/// The bound of the relaxed optimum on the value of every partition. It is whole also where it is far away.
pub fn bound(problem: &Problem, evaluator: &OverheadRuntime, method: &'static str) -> Bound {
    let optimum = optimum(problem, evaluator);
    let status = if optimum.status == Status::TimeLimit { Status::TimeLimit } else { Status::Optimal };
    problem.bound(method, evaluator.bound(optimum.bound), status)
}

/// Said where the bound is not that of tangents.
const NOT_CONVEX: &str =
    "overhead and cycle time vary: not convex, the bound is by the means of single levels";

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &OverheadRuntime,
    method: &'static str,
) -> Result<Solution, Error> {
    let optimum = optimum(problem, evaluator);
    let estimate = Estimate { value: optimum.value, error: optimum.error };
    let mut solution = Solution {
        relaxed_value: optimum.value.is_finite().then(|| evaluator.value_of(estimate)),
        bound: Some(bound(problem, evaluator, method)),
        ..problem.solution_of_optimum(method, optimum)?
    };
    if !evaluator.is_convex() && optimum.gap().is_finite() {
        solution.note = solution.note.map(|note| format!("{note}; {NOT_CONVEX}"));
    }
    Ok(solution)
}
