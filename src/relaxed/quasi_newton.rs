//! Projected quasi-Newton method on the simplex with a certified stopping rule, as an argmin
//! [`Solver`].
//!
//! Minimises a convex function `E` that is positively homogeneous of degree 1 over
//! `{x >= 0, sum x = 1}`. By Euler's identity the multiplier of the constraint is `E(x)` itself, and
//! `E* >= min_i dE/dx_i(y)` for every `y`: the stopping rule is a proof.
//!
//! The variables are scaled by `W_i / (i+1)`. Far from the optimum the first curvature model is the identity in these
//! variables, near it that of `springs.rs`; where the gap stalls, the other one is tried. Curvature is kept
//! as secant pairs (BFGS in product form, all pairs up to a limit; the scales follow the point);
//! variables at zero that want to fall leave the subspace, the others never lose more than
//! four fifths in a step, so that an inaccurate early model cannot empty a block for good.
//!
//! Proved in `proofs/certificate/bounds.v`: `gradient_is_subgradient`, `gradient_bound`,
//! `euler_identity`.
//! Proved in `proofs/partition.v`: `runtime_homogeneous`, `runtime_convex`.

use argmin::core::{
    Error as ArgminError, IterState, KV, KvValue, Problem, Solver, State as _, TerminationReason,
    TerminationStatus,
};

use super::secant_pairs::{SecantPairs, Tangent};
use super::springs::Springs;
use crate::clock::Clock;
use crate::gap;
use crate::runtime::expected::Evaluation;
use crate::shares::cumulative;

/// A convex function, homogeneous of degree 1, with value and gradient to a requested relative
/// tolerance.
pub trait HomogeneousConvex {
    /// Value, gradient and their errors at `x` of the unit simplex; `None` if a clock ends their evaluation.
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Option<Evaluation>;

    /// Levels below this index stay at zero: the function is infinite where they are not.
    fn first_level(&self) -> usize {
        0
    }

    /// Told of value and bound after every iteration.
    fn reached(&self, _iterations: u64, _value: f64, _bound: f64) {}

    /// Whether tangents are lower bounds. Where they are not the method ends in a stationary point, and its bound is that
    /// of the tangent in this point alone.
    fn is_convex(&self) -> bool {
        true
    }

    /// Loads of an order that matters at each level, where the orders of the levels differ widely; for scaling alone.
    fn orders_of_loads(&self) -> Option<Vec<f64>> {
        None
    }

    /// Rough relative rates `t f(t) / S(t)` at which the order statistic of each level fails, positive; for the
    /// curvature model alone.
    fn generalised_failure_rates(&self) -> Vec<f64>;
}

/// State of argmin's executor for this solver.
pub type State = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// First tolerance of evaluations; later ones follow the gap.
const LOOSEST: f64 = 1e-4;
/// Evaluations are this much tighter than the gap they are to measure.
const SHARE_OF_GAP: f64 = 0.01;
/// No evaluation is tighter than this.
const TIGHTEST: f64 = 1e-13;
/// A step is accepted when the slope at its end is at most this share of the slope at its start.
const CURVATURE: f64 = 0.5;
/// No free variable loses more than `1 - KEEP` of its value in a step.
const KEEP: f64 = 0.2;
/// Load of an empty level for the purpose of scaling, as a share of the mean load.
const SMALL_SHARE: f64 = 1e-3;
const LINE_SEARCH_STEPS: usize = 20;
/// Gap below which the springs are the first curvature model.
const NEAR: f64 = 0.01;
/// Iterations without progress of the gap after which the other model has its turn.
const TURN: usize = 10;
/// Where a tangent is taken beside a variable that is zero and wants to rise, a share of its scale. Under a power tail a
/// slope that is small at zero is steep next to it, and no value in doubles tells the optimum there from zero.
const BESIDE_ZERO: f64 = 1e-18;
/// Iterations without progress of the gap after which the method gives up.
const PATIENCE: usize = 150;
/// Iterations without progress of the gap after which the curvature model starts anew and the
/// evaluations become tighter.
const RESTART: usize = 40;

/// The solver; see the module.
#[derive(Debug, Clone)]
pub struct QuasiNewton {
    goal: f64,
    clock: Clock,
    tolerance: f64,
    orders: Option<Vec<f64>>,
    scale: Vec<f64>,
    generalised_failure_rates: Vec<f64>,
    pairs: SecantPairs,
    x: Vec<f64>,
    /// At `x`.
    current: Evaluation,
    bound: f64,
    /// A bound at which nothing more is to be learned.
    target: f64,
    best_gap: f64,
    since_best: usize,
    patience: usize,
}

impl QuasiNewton {
    /// From a point of the unit simplex; stops at the relative gap `goal`, or with the clock. `None` if the function
    /// cannot be evaluated there in time.
    pub fn new(objective: &impl HomogeneousConvex, start: Vec<f64>, goal: f64, clock: Clock) -> Option<Self> {
        let current = objective.evaluate(&start, LOOSEST)?;
        let orders = objective.orders_of_loads();
        let mut solver = Self {
            goal: goal.max(0.0),
            clock,
            tolerance: LOOSEST,
            scale: scale(&start, orders.as_deref()),
            orders,
            generalised_failure_rates: objective.generalised_failure_rates(),
            pairs: SecantPairs::default(),
            x: start,
            current: current.clone(),
            bound: 0.0,
            target: f64::INFINITY,
            best_gap: f64::INFINITY,
            since_best: 0,
            patience: PATIENCE,
        };
        solver.record(objective, current);
        Some(solver)
    }

    /// The same, which ends as well once no value below `target` is left.
    pub fn until(self, target: f64) -> Self {
        Self { target, ..self }
    }

    /// The same, which ends after so many iterations without progress of the gap.
    pub fn patient(self, patience: usize) -> Self {
        Self { patience, ..self }
    }

    /// The largest lower bound on the minimum met so far, the gradient's error subtracted.
    pub fn bound(&self) -> f64 {
        self.bound
    }

    /// The clock that ends it.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The current point.
    pub fn point(&self) -> &[f64] {
        &self.x
    }

    /// Evaluation there.
    pub fn evaluation(&self) -> &Evaluation {
        &self.current
    }

    fn floor(&self) -> f64 {
        (0.03 * self.goal).clamp(TIGHTEST, LOOSEST)
    }

    /// Takes a new evaluation into account: bound, gap.
    fn record<O: HomogeneousConvex>(&mut self, objective: &O, evaluation: Evaluation) {
        let least = least_slope(&evaluation.gradient[objective.first_level()..]);
        let proved = least - evaluation.gradient_error * evaluation.value.value;
        self.bound = if objective.is_convex() { self.bound.max(proved) } else { proved };
        self.current = evaluation;
    }

    /// Relative gap between the current value and the bound.
    pub fn gap(&self) -> f64 {
        gap::relative(self.current.value.value, self.bound)
    }

    /// Evaluates `x` anew if the gap has come close to the accuracy.
    fn refine<O: HomogeneousConvex>(&mut self, problem: &mut Problem<O>) -> Result<(), ArgminError> {
        let wanted = (SHARE_OF_GAP * self.gap()).clamp(self.floor(), LOOSEST);
        if wanted < 0.3 * self.tolerance {
            self.tolerance = wanted;
            let Some(evaluation) = evaluate(problem, &self.x, wanted)? else { return Ok(()) };
            problem.problem("refinements", |objective| {
                self.record(objective, evaluation);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The variables that may move, from the first level that may hold any: those at zero only if they want to rise.
    fn free(&self, first: usize) -> Vec<bool> {
        let (x, multiplier) = (&self.x, self.current.value.value);
        let tiny = 0.1 * self.gap().min(0.1) / x.len() as f64;
        let rises = |i: usize| self.current.gradient[i] < multiplier;
        (0..x.len()).map(|i| i >= first && (x[i] > tiny * self.scale[i] || rises(i))).collect()
    }

    /// Starts the curvature model anew, with tighter evaluations, where the gap has not fallen for long.
    fn watch_progress(&mut self) {
        let gap = self.gap();
        self.since_best = if gap < 0.99 * self.best_gap { 0 } else { self.since_best + 1 };
        self.best_gap = self.best_gap.min(gap);
        if self.since_best > 0 && self.since_best.is_multiple_of(RESTART) {
            self.pairs.clear();
            self.tolerance = (0.01 * self.tolerance).max(TIGHTEST);
        }
    }

    /// After some iterations without progress, looks for a better bound beside zeros that want to rise.
    fn look_beside_zeros<O: HomogeneousConvex>(
        &mut self,
        problem: &mut Problem<O>,
        first: usize,
    ) -> Result<(), ArgminError> {
        if self.since_best == 0 || !self.since_best.is_multiple_of(TURN) {
            return Ok(());
        }
        let (multiplier, gradient) = (self.current.value.value, &self.current.gradient);
        let rises = |i: usize| i >= first && self.x[i] == 0.0 && gradient[i] < multiplier;
        let beside = |i: usize| if rises(i) { BESIDE_ZERO * self.scale[i] } else { self.x[i] };
        if !(0..self.x.len()).any(rises) {
            return Ok(());
        }
        let point: Vec<f64> = (0..self.x.len()).map(beside).collect();
        let Some(end) = evaluate(problem, &point, self.tolerance)? else { return Ok(()) };
        if problem.problem("tangents", |objective| Ok(objective.is_convex()))? {
            let proved = least_slope(&end.gradient[first..]) - end.gradient_error * end.value.value;
            self.bound = self.bound.max(proved);
        }
        Ok(())
    }

    /// Whether the first curvature model is that of the springs.
    fn springs_are_next(&self) -> bool {
        let is_turn_of_other = (self.since_best / TURN) % 2 == 1;
        (self.gap() < NEAR) != is_turn_of_other
    }

    /// The quasi-Newton direction in scaled variables; entries of pinned variables lead to zero.
    fn direction(&self, free: &[bool]) -> Vec<f64> {
        let (x, gradient, multiplier) = (&self.x, &self.current.gradient, self.current.value.value);
        let tangent = Tangent::new(&self.scale, free);
        let slope: Vec<f64> = gradient.iter().zip(&self.scale).map(|(g, d)| d * (g - multiplier)).collect();
        let springs = self.springs_are_next().then(|| {
            Springs::of_runtime(&self.generalised_failure_rates, &self.scale, free, multiplier, gradient)
        });
        let q = self.pairs.solve(&tangent, &self.scale, &slope, |q| match &springs {
            Some(springs) => springs.solve(q),
            None => q.to_vec(),
        });
        (0..x.len()).map(|i| if free[i] { -q[i] } else { -x[i] / self.scale[i] }).collect()
    }

    /// Searches along the direction; returns the accepted point.
    fn line_search<O: HomogeneousConvex>(
        &mut self,
        problem: &mut Problem<O>,
        direction: &[f64],
        free: &[bool],
    ) -> Result<Option<Vec<f64>>, ArgminError> {
        let start = self.current.clone();
        let multiplier = start.value.value;
        let mut length = 1.0;
        for _ in 0..LINE_SEARCH_STEPS {
            let Some(candidate) = self.candidate(direction, free, length) else { return Ok(None) };
            let Some(end) = evaluate(problem, &candidate, self.tolerance)? else { return Ok(None) };
            let step: Vec<f64> = candidate.iter().zip(&self.x).map(|(a, b)| a - b).collect();
            let slope = |g: &[f64]| -> f64 { step.iter().zip(g).map(|(s, g)| s * (g - multiplier)).sum() };
            let (before, after) = (slope(&start.gradient), slope(&end.gradient));
            let noise = 2.0 * self.tolerance * multiplier * step.iter().map(|s| s.abs()).sum::<f64>();
            if after - before > noise {
                self.pairs.remember(step, &start.gradient, &end.gradient);
            } else {
                // Too small a change to learn from: look closer from now on.
                self.tolerance = (0.1 * self.tolerance).max(TIGHTEST);
            }
            if after <= CURVATURE * before.abs() + noise {
                problem.problem("steps", |objective| {
                    self.record(objective, end);
                    Ok(())
                })?;
                return Ok(Some(candidate));
            }
            length *= (before.abs() / (after + before.abs())).clamp(0.1, 0.7);
        }
        Ok(None)
    }

    fn candidate(&self, direction: &[f64], free: &[bool], length: f64) -> Option<Vec<f64>> {
        let x = &self.x;
        let mut candidate: Vec<f64> = (0..x.len())
            .map(|i| {
                let least = if free[i] { KEEP * x[i] } else { 0.0 };
                (x[i] + length * direction[i] * self.scale[i]).max(least)
            })
            .collect();
        let sum: f64 = candidate.iter().sum();
        candidate.iter_mut().for_each(|v| *v /= sum);
        (sum.is_finite() && candidate.iter().all(|v| v.is_finite())).then_some(candidate)
    }
}

impl<O: HomogeneousConvex> Solver<O, State> for QuasiNewton {
    fn name(&self) -> &str {
        "projected quasi-Newton"
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<O>,
        state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        self.refine(problem)?;
        self.scale = scale(&self.x, self.orders.as_deref());
        let first = problem.problem("evaluations", |objective| Ok(objective.first_level()))?;
        let free = self.free(first);
        let direction = self.direction(&free);
        match self.line_search(problem, &direction, &free)? {
            Some(next) => self.x = next,
            // The model misleads: start it anew.
            None => self.pairs.clear(),
        }
        self.watch_progress();
        self.look_beside_zeros(problem, first)?;
        let (done, value) = (state.get_iter() + 1, self.current.value.value);
        problem.problem("iterations", |objective| {
            objective.reached(done, value, self.bound);
            Ok(())
        })?;
        let mut kv = KV::new();
        kv.insert("gap", KvValue::Float(self.gap()));
        kv.insert("tolerance", KvValue::Float(self.tolerance));
        Ok((state.param(self.x.clone()).cost(self.current.value.value), Some(kv)))
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        let accurate = self.current.gradient_error <= self.goal.max(2.0 * TIGHTEST);
        if (self.gap() <= self.goal && accurate) || self.bound >= self.target {
            return TerminationStatus::Terminated(TerminationReason::SolverConverged);
        }
        if self.clock.is_over() {
            return TerminationStatus::Terminated(TerminationReason::Timeout);
        }
        if self.since_best >= self.patience {
            let reason = "no progress within the accuracy of the evaluations".to_owned();
            return TerminationStatus::Terminated(TerminationReason::SolverExit(reason));
        }
        TerminationStatus::NotTerminated
    }
}

fn evaluate<O: HomogeneousConvex>(
    problem: &mut Problem<O>,
    x: &[f64],
    tolerance: f64,
) -> Result<Option<Evaluation>, ArgminError> {
    problem.problem("evaluations", |objective| Ok(objective.evaluate(x, tolerance)))
}

/// `W_i / (i+1)`; a level without load gets the scale of a small share of the whole, or of the load that matters there.
fn scale(x: &[f64], orders: Option<&[f64]>) -> Vec<f64> {
    let load = cumulative(x);
    let least = SMALL_SHARE * load[load.len() - 1] / x.len() as f64;
    // Levels that hold nothing in any case have no order.
    let order = |i: usize| orders.map(|orders| orders[i]).filter(|order| *order > 0.0);
    let least = |i: usize| order(i).map_or(least, |order| least.min(SMALL_SHARE * order));
    load.iter().enumerate().map(|(i, w)| w.max(least(i)) / (i + 1) as f64).collect()
}

fn least_slope(gradient: &[f64]) -> f64 {
    gradient.iter().copied().fold(f64::INFINITY, f64::min)
}
