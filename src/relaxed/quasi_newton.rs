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

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use argmin::core::{
    Error as ArgminError, IterState, KV, KvValue, Problem, Solver, TerminationReason, TerminationStatus,
};

use super::springs::Springs;
use crate::partition::cumulative_load;
use crate::runtime::expected::Evaluation;

/// A convex function, homogeneous of degree 1, with value and gradient to a requested relative
/// tolerance.
pub trait HomogeneousConvex {
    /// Value, gradient and their errors at `x` of the unit simplex.
    fn evaluate(&self, x: &[f64], tolerance: f64) -> Evaluation;

    /// Levels below this index stay at zero: the function is infinite where they are not.
    fn first_level(&self) -> usize {
        0
    }

    /// Rough relative rates `t f(t) / S(t)` at which the order statistic of each level fails, positive; for the
    /// curvature model alone.
    fn failure_rates(&self) -> Vec<f64>;
}

/// State of argmin's executor for this solver.
pub type State = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// Secant pairs kept; beyond this many the oldest goes.
const MEMORY: usize = 400;
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
/// Relative length of the first step.
const FIRST_STEP: f64 = 0.1;
const LINE_SEARCH_STEPS: usize = 20;
/// Gap below which the springs are the first curvature model.
const NEAR: f64 = 0.01;
/// Iterations without progress of the gap after which the other model has its turn.
const TURN: usize = 10;
/// Iterations without progress of the gap after which the method gives up.
const PATIENCE: usize = 150;
/// Iterations without progress of the gap after which the curvature model starts anew and the
/// evaluations become tighter.
const RESTART: usize = 40;

/// The solver; see the module.
#[derive(Debug)]
pub struct QuasiNewton {
    goal: f64,
    deadline: Option<Instant>,
    tolerance: f64,
    scale: Vec<f64>,
    failure_rates: Vec<f64>,
    pairs: VecDeque<(Vec<f64>, Vec<f64>)>,
    current: Option<Evaluation>,
    bound: f64,
    best_gap: f64,
    since_best: usize,
}

impl QuasiNewton {
    /// Stops at the relative gap `goal`, or after `limit`.
    pub fn new(goal: f64, limit: Option<Duration>) -> Self {
        Self {
            goal: goal.max(0.0),
            deadline: limit.and_then(|limit| Instant::now().checked_add(limit)),
            tolerance: LOOSEST,
            scale: Vec::new(),
            failure_rates: Vec::new(),
            pairs: VecDeque::new(),
            current: None,
            bound: 0.0,
            best_gap: f64::INFINITY,
            since_best: 0,
        }
    }

    /// The largest lower bound on the minimum met so far, the gradient's error subtracted.
    pub fn bound(&self) -> f64 {
        self.bound
    }

    /// Evaluation at the current point.
    pub fn evaluation(&self) -> Option<&Evaluation> {
        self.current.as_ref()
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn floor(&self) -> f64 {
        (0.03 * self.goal).clamp(TIGHTEST, LOOSEST)
    }

    /// Takes a new evaluation into account: bound, gap.
    fn record<O: HomogeneousConvex>(&mut self, objective: &O, evaluation: Evaluation) {
        let least = least_slope(&evaluation.gradient[objective.first_level()..]);
        let proved = least - evaluation.gradient_error * evaluation.value.value;
        self.bound = self.bound.max(proved);
        self.current = Some(evaluation);
    }

    /// Relative gap between the current value and the bound.
    pub fn gap(&self) -> f64 {
        match &self.current {
            Some(evaluation) if self.bound > 0.0 => (evaluation.value.value / self.bound - 1.0).max(0.0),
            _ => f64::INFINITY,
        }
    }

    /// Evaluates `x` anew if the gap has come close to the accuracy.
    fn refine<O: HomogeneousConvex>(
        &mut self,
        problem: &mut Problem<O>,
        x: &[f64],
    ) -> Result<(), ArgminError> {
        let wanted = (SHARE_OF_GAP * self.gap()).clamp(self.floor(), LOOSEST);
        if wanted < 0.3 * self.tolerance {
            self.tolerance = wanted;
            let evaluation = evaluate(problem, x, wanted)?;
            problem.problem("refinements", |objective| {
                self.record(objective, evaluation);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether the first curvature model is that of the springs.
    fn springs_are_next(&self) -> bool {
        let is_turn_of_other = (self.since_best / TURN) % 2 == 1;
        (self.gap() < NEAR) != is_turn_of_other
    }

    /// The quasi-Newton direction in scaled variables; entries of pinned variables lead to zero.
    fn direction(&self, x: &[f64], gradient: &[f64], multiplier: f64, free: &[bool]) -> Vec<f64> {
        let tangent = Tangent::new(&self.scale, free);
        let slope: Vec<f64> = gradient.iter().zip(&self.scale).map(|(g, d)| d * (g - multiplier)).collect();
        let mut q = tangent.project(&slope);
        let pairs: Vec<(Vec<f64>, Vec<f64>, f64)> = self
            .pairs
            .iter()
            .map(|(step, change)| {
                let s: Vec<f64> = step.iter().zip(&self.scale).map(|(s, d)| s / d).collect();
                let y: Vec<f64> = change.iter().zip(&self.scale).map(|(y, d)| y * d).collect();
                (tangent.project(&s), tangent.project(&y))
            })
            .filter_map(|(s, y)| {
                let product = dot(&s, &y);
                (product > 1e-14 * (dot(&s, &s) * dot(&y, &y)).sqrt()).then_some((s, y, product))
            })
            .collect();
        let springs = self
            .springs_are_next()
            .then(|| Springs::new(&self.failure_rates, &self.scale, free, multiplier, gradient));
        let mut weights = vec![0.0; pairs.len()];
        for (weight, (s, y, product)) in weights.iter_mut().zip(&pairs).rev() {
            *weight = dot(s, &q) / product;
            add(&mut q, -*weight, y);
        }
        let solve = |q: &[f64]| match &springs {
            Some(springs) => springs.solve(q),
            None => q.to_vec(),
        };
        q = solve(&q);
        match pairs.last() {
            Some((_, y, product)) => {
                let unit = product / dot(y, &solve(y));
                q.iter_mut().for_each(|v| *v *= unit);
            }
            None => {
                let longest = q.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
                q.iter_mut().for_each(|v| *v *= FIRST_STEP / longest);
            }
        }
        for (weight, (s, y, product)) in weights.iter().zip(&pairs) {
            let correction = weight - dot(y, &q) / product;
            add(&mut q, correction, s);
        }
        (0..x.len()).map(|i| if free[i] { -q[i] } else { -x[i] / self.scale[i] }).collect()
    }

    /// Searches along the direction; returns the accepted point.
    fn line_search<O: HomogeneousConvex>(
        &mut self,
        problem: &mut Problem<O>,
        x: &[f64],
        direction: &[f64],
        free: &[bool],
    ) -> Result<Option<Vec<f64>>, ArgminError> {
        let Some(start) = self.current.clone() else { return Ok(None) };
        let multiplier = start.value.value;
        let mut length = 1.0;
        for _ in 0..LINE_SEARCH_STEPS {
            if self.is_late() {
                return Ok(None);
            }
            let Some(candidate) = self.candidate(x, direction, free, length) else { return Ok(None) };
            let end = evaluate(problem, &candidate, self.tolerance)?;
            let step: Vec<f64> = candidate.iter().zip(x).map(|(a, b)| a - b).collect();
            let slope = |g: &[f64]| -> f64 { step.iter().zip(g).map(|(s, g)| s * (g - multiplier)).sum() };
            let (before, after) = (slope(&start.gradient), slope(&end.gradient));
            let noise = 2.0 * self.tolerance * multiplier * step.iter().map(|s| s.abs()).sum::<f64>();
            if after - before > noise {
                self.remember(&step, &start.gradient, &end.gradient);
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

    fn candidate(&self, x: &[f64], direction: &[f64], free: &[bool], length: f64) -> Option<Vec<f64>> {
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

    fn remember(&mut self, step: &[f64], before: &[f64], after: &[f64]) {
        if self.pairs.len() == MEMORY {
            self.pairs.pop_front();
        }
        let change = after.iter().zip(before).map(|(a, b)| a - b).collect();
        self.pairs.push_back((step.to_vec(), change));
    }
}

impl<O: HomogeneousConvex> Solver<O, State> for QuasiNewton {
    fn name(&self) -> &str {
        "projected quasi-Newton"
    }

    fn init(
        &mut self,
        problem: &mut Problem<O>,
        mut state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let x = state.take_param().ok_or_else(|| ArgminError::msg("a starting point is needed"))?;
        self.scale = scale(&x);
        let evaluation = evaluate(problem, &x, self.tolerance)?;
        let cost = evaluation.value.value;
        problem.problem("evaluations", |objective| {
            self.failure_rates = objective.failure_rates();
            self.record(objective, evaluation);
            Ok(())
        })?;
        Ok((state.param(x).cost(cost), None))
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<O>,
        mut state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let x = state.take_param().ok_or_else(|| ArgminError::msg("the state has lost its point"))?;
        self.refine(problem, &x)?;
        self.scale = scale(&x);
        let first = problem.problem("evaluations", |objective| Ok(objective.first_level()))?;
        let Some(evaluation) = &self.current else { return Err(ArgminError::msg("no evaluation")) };
        let multiplier = evaluation.value.value;
        let gap = self.gap();
        let tiny = 0.1 * gap.min(0.1) / x.len() as f64;
        let free: Vec<bool> = (0..x.len())
            .map(|i| i >= first && (x[i] > tiny * self.scale[i] || evaluation.gradient[i] < multiplier))
            .collect();
        let direction = self.direction(&x, &evaluation.gradient, multiplier, &free);
        let next = match self.line_search(problem, &x, &direction, &free)? {
            Some(next) => next,
            None => {
                // The model misleads: start it anew.
                self.pairs.clear();
                x
            }
        };
        let gap = self.gap();
        self.since_best = if gap < 0.99 * self.best_gap { 0 } else { self.since_best + 1 };
        self.best_gap = self.best_gap.min(gap);
        if self.since_best > 0 && self.since_best.is_multiple_of(RESTART) {
            self.pairs.clear();
            self.tolerance = (0.01 * self.tolerance).max(TIGHTEST);
        }
        let cost = self.current.as_ref().map_or(f64::INFINITY, |e| e.value.value);
        let mut kv = KV::new();
        kv.insert("gap", KvValue::Float(gap));
        kv.insert("tolerance", KvValue::Float(self.tolerance));
        Ok((state.param(next).cost(cost), Some(kv)))
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        let accurate =
            self.current.as_ref().is_some_and(|e| e.gradient_error <= self.goal.max(2.0 * TIGHTEST));
        if self.gap() <= self.goal && accurate {
            return TerminationStatus::Terminated(TerminationReason::SolverConverged);
        }
        if self.is_late() {
            return TerminationStatus::Terminated(TerminationReason::Timeout);
        }
        if self.since_best >= PATIENCE {
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
) -> Result<Evaluation, ArgminError> {
    problem.problem("evaluations", |objective| Ok(objective.evaluate(x, tolerance)))
}

/// `W_i / (i+1)`; a level without load gets the scale of a small share of the whole.
fn scale(x: &[f64]) -> Vec<f64> {
    let load = cumulative_load(x);
    let least = SMALL_SHARE * load[load.len() - 1] / x.len() as f64;
    load.iter().enumerate().map(|(i, w)| w.max(least) / (i + 1) as f64).collect()
}

fn least_slope(gradient: &[f64]) -> f64 {
    gradient.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Projection onto the free variables and the tangent space of `sum scale_i z_i = const`.
struct Tangent {
    normal: Vec<f64>,
    squared: f64,
}

impl Tangent {
    fn new(scale: &[f64], free: &[bool]) -> Self {
        let normal: Vec<f64> = scale.iter().zip(free).map(|(d, f)| if *f { *d } else { 0.0 }).collect();
        let squared = dot(&normal, &normal).max(f64::MIN_POSITIVE);
        Self { normal, squared }
    }

    fn project(&self, v: &[f64]) -> Vec<f64> {
        let along = dot(v, &self.normal) / self.squared;
        v.iter().zip(&self.normal).map(|(v, d)| if *d > 0.0 { v - along * d } else { 0.0 }).collect()
    }
}

/// Scalar product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Adds a multiple of a vector.
pub(super) fn add(to: &mut [f64], factor: f64, v: &[f64]) {
    for (t, v) in to.iter_mut().zip(v) {
        *t += factor * v;
    }
}
