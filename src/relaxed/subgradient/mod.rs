//! `subgradient`: the paper's stochastic projected subgradient method, as an argmin [`Solver`].
//!
//! In step `k` a fresh batch of cycle times is drawn; for each sample the level `n*` that attains
//! `max_n W_n T_(N-n)` gives the subgradient `T_(N-n*) (1, 2, .., n*+1, 0, .., 0)`, and
//! `x <- projection of x - alpha_k g` on `{x >= 0, sum x = L}` with the batch's mean `g` ([WCLZX23]).
//!
//! The method is reproduced as published ([`Parameters::default`]): steps in raw units, coordinates
//! for `x` and the instance's unit of time for `T`, without the factor `kappa`; the last iterate is
//! the answer. Its quality therefore depends on the units of the instance, and it has no
//! stopping rule: `relaxed` is the method to use, this one is what it is compared with.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

mod oracle;
mod quantile_table;
mod sampling;
pub mod scaled;

use argmin::core::{
    Error as ArgminError, Executor, IterState, KV, KvValue, Problem as ArgminProblem, Solver, State as _,
    TerminationReason, TerminationStatus,
};

use super::mean_time::mean_time_shares;
use crate::clock::{Clock, Standing};
use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::numeric::projection::project;
use crate::problem::Problem;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;
use crate::solution::{Solution, Status};
use crate::wording::counted;
use oracle::StochasticSubgradient;
use sampling::SampledRuntime;

/// The method.
pub const METHOD: Method = Method {
    name: "subgradient",
    is_sampled: true,
    is_closed_form: false,
    answers: &[Answer {
        source: "stochastic projected subgradient method of [WCLZX23]",
        guarantee: "none at a finite number of steps",
        needs: &[Need::FreshSamples],
        run: Run::LawRuntime(|problem, evaluator| {
            let parameters = Parameters { seed: problem.options().seed, ..Parameters::default() };
            solve(problem, evaluator, &parameters, METHOD.name)
        }),
    }],
};

/// How the method is run; the default is the published setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Samples drawn afresh in every step, at least 1; default 10 000.
    pub batch: usize,
    /// Step lengths; default `alpha_k = 1/k`.
    pub rule: StepRule,
    /// Number of steps; default 150.
    pub iterations: u64,
    /// Starting point; default the closed form `mean-time`.
    pub start: Start,
    /// Seed of the samples; default 1.
    pub seed: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            batch: 10_000,
            rule: StepRule::Harmonic(1.0),
            iterations: 150,
            start: Start::MeanTime,
            seed: 1,
        }
    }
}

/// The length `alpha_k` of step `k = 1, 2, ..`, in coordinates per (coordinate of load times unit of time).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepRule {
    /// `a / k`.
    Harmonic(f64),
    /// `a / sqrt k`.
    InverseSquareRoot(f64),
    /// `a`.
    Constant(f64),
    /// `a L / (k |g_k|)` with the part of the subgradient `g_k` along the simplex: the step is `a L / k` coordinates long in
    /// any units.
    Scaled(f64),
}

impl StepRule {
    /// `alpha_k` for a subgradient in the blocks that may hold any of the `total` coordinates.
    pub fn length(self, k: u64, subgradient: &[f64], total: f64) -> f64 {
        match self {
            Self::Harmonic(a) => a / k as f64,
            Self::InverseSquareRoot(a) => a / (k as f64).sqrt(),
            Self::Constant(a) => a,
            Self::Scaled(a) => {
                let mean = subgradient.iter().sum::<f64>() / subgradient.len() as f64;
                let along = subgradient.iter().map(|g| (g - mean).powi(2)).sum::<f64>().sqrt();
                // At a corner of equal slopes there is nowhere to go.
                if along > 0.0 { a * total / (k as f64 * along) } else { 0.0 }
            }
        }
    }
}

/// Where the method starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The closed form `x^(E,t)`.
    MeanTime,
    /// The same number of coordinates at every level that may hold any.
    Uniform,
}

/// State of argmin's executor for this solver.
pub type State = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// The solver: `x <- projection of x - alpha_k g`; it ends with the executor's iteration limit, or with the clock.
#[derive(Debug, Clone)]
pub struct ProjectedSubgradient {
    rule: StepRule,
    /// `L`.
    total: f64,
    x: Vec<f64>,
    steps: u64,
    clock: Clock,
}

impl ProjectedSubgradient {
    /// On `{x >= 0, sum x = total}`, from a point of it.
    pub fn new(rule: StepRule, total: f64, start: Vec<f64>, clock: Clock) -> Self {
        Self { rule, total, x: start, steps: 0, clock }
    }

    /// Tells of a step, with the exact value of the iterate where that is wanted.
    fn tell<O: StochasticSubgradient>(
        &self,
        problem: &mut ArgminProblem<O>,
        done: u64,
        all: u64,
    ) -> Result<(), ArgminError> {
        let standing = Standing::new("", done, all);
        let value = match self.clock.wants_values() {
            true => problem.problem("values", |objective| Ok(objective.value(&self.x)))?,
            false => None,
        };
        self.clock.tell_of(value.map_or(standing, |value| standing.at(value, None)));
        Ok(())
    }
}

impl<O: StochasticSubgradient> Solver<O, State> for ProjectedSubgradient {
    fn name(&self) -> &str {
        "stochastic projected subgradient"
    }

    fn next_iter(
        &mut self,
        problem: &mut ArgminProblem<O>,
        state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let k = state.get_iter() + 1;
        if k == 1 && self.clock.wants_values() {
            self.tell(problem, 0, state.get_max_iters())?;
        }
        let mean = problem.problem("batches", |objective| Ok(objective.batch_mean(&self.x, k)))?;
        if self.clock.is_over() {
            // The batch is not whole: the point stays.
            return Ok((state, None));
        }
        let first = problem.problem("levels", |objective| Ok(objective.first_level()))?;
        let free = mean.subgradient.get(first..).unwrap_or_default();
        let length = self.rule.length(k, free, self.total);
        let moved: Vec<f64> = self.x.iter().zip(&mean.subgradient).map(|(x, g)| x - length * g).collect();
        let projected = moved.get(first..).and_then(|free| project(free, self.total)).ok_or(StepOverflow)?;
        self.x[first..].copy_from_slice(&projected);
        self.steps = k;
        self.tell(problem, k, state.get_max_iters())?;
        let mut kv = KV::new();
        kv.insert("batch mean", KvValue::Float(mean.value));
        Ok((state.param(self.x.clone()), Some(kv)))
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        match self.clock.is_over() {
            true => TerminationStatus::Terminated(TerminationReason::Timeout),
            false => TerminationStatus::NotTerminated,
        }
    }
}

/// A step left the range of double precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "its steps are taken in raw units of coordinates and time and leave the range of double precision here: \
     give the cycle times in another unit"
)]
pub struct StepOverflow;

/// The last iterate and how the run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Last {
    /// Block sizes in coordinates, length `N`, sum `L`.
    pub blocks: Vec<f64>,
    /// Steps taken.
    pub iterations: u64,
    /// Whether the time limit ended it.
    pub timed_out: bool,
}

/// Runs the method; progress goes to the problem's clock.
///
/// # Errors
/// Where a step leaves the range of double precision.
pub fn run(
    problem: &Problem,
    evaluator: &LawRuntime,
    parameters: &Parameters,
    clock: &Clock,
) -> Result<Last, StepOverflow> {
    let oracle = SampledRuntime::new(evaluator, parameters.batch.max(1), parameters.seed, clock.clone());
    let start = start(problem, evaluator, parameters.start);
    let total = problem.coordinates() as f64;
    let solver = ProjectedSubgradient::new(parameters.rule, total, start, clock.clone());
    let executor =
        Executor::new(oracle, solver).configure(|state: State| state.max_iters(parameters.iterations));
    // The solver has no other error.
    let result = executor.run().map_err(|_| StepOverflow)?;
    let timed_out = matches!(
        result.state.get_termination_status(),
        TerminationStatus::Terminated(TerminationReason::Timeout)
    );
    Ok(Last { blocks: result.solver.x, iterations: result.solver.steps, timed_out })
}

/// The starting point in coordinates.
fn start(problem: &Problem, evaluator: &LawRuntime, start: Start) -> Vec<f64> {
    let closed_form = match start {
        Start::MeanTime => mean_time_shares(problem),
        Start::Uniform => None,
    };
    match closed_form {
        Some(shares) => shares.coordinates(problem.coordinates()),
        None => {
            let first = evaluator.first_level();
            let each = problem.coordinates() as f64 / (problem.workers() - first) as f64;
            (0..problem.workers()).map(|n| if n < first { 0.0 } else { each }).collect()
        }
    }
}

/// Runs the method and reports its last iterate; a step that overflows makes it inapplicable.
///
/// # Errors
/// None of its own.
pub fn solve(
    problem: &Problem,
    evaluator: &LawRuntime,
    parameters: &Parameters,
    method: &'static str,
) -> Result<Solution, Error> {
    let clock = problem.clock().of(method);
    let last = match run(problem, evaluator, parameters, &clock) {
        Ok(last) => last,
        Err(reason) => return Ok(Solution::inapplicable(method, reason.to_string())),
    };
    let Some(shares) = Shares::on_ray(last.blocks) else {
        return Ok(Solution::inapplicable(method, StepOverflow.to_string()));
    };
    let solution = problem.solution_of_shares(method, &shares, &clock)?;
    let note =
        format!("{} of {}", counted(last.iterations, "step"), counted(parameters.batch as u64, "sample"));
    let status = if last.timed_out { Status::TimeLimit } else { Status::Heuristic };
    Ok(Solution { note: Some(note), status, ..solution })
}

#[cfg(test)]
mod tests {
    use super::oracle::BatchMean;
    use super::*;

    /// `|x - target|_1`, without noise.
    struct Distance(Vec<f64>);

    impl StochasticSubgradient for Distance {
        fn batch_mean(&self, x: &[f64], _k: u64) -> BatchMean {
            let difference = x.iter().zip(&self.0).map(|(x, t)| x - t);
            let value = difference.clone().map(f64::abs).sum();
            BatchMean { value, subgradient: difference.map(f64::signum).collect() }
        }
    }

    #[test]
    fn steps_shrink_as_the_rule_says() {
        let length = |rule: StepRule| rule.length(4, &[3.0, 1.0, 1.0, -1.0], 8.0);
        assert_eq!(length(StepRule::Harmonic(2.0)), 0.5);
        assert_eq!(length(StepRule::InverseSquareRoot(2.0)), 1.0);
        assert_eq!(length(StepRule::Constant(2.0)), 2.0);
        // Along the simplex the subgradient is (2, 0, 0, -2).
        assert_eq!(length(StepRule::Scaled(1.0)), 2.0 / 8f64.sqrt());
        assert_eq!(StepRule::Scaled(1.0).length(1, &[2.0, 2.0], 8.0), 0.0);
    }

    #[test]
    fn finds_the_minimum_of_a_convex_function_on_the_simplex() {
        let target = vec![0.5, 0.25, 0.25, 0.0];
        let clock = Clock::unlimited();
        let solver = ProjectedSubgradient::new(StepRule::Harmonic(1.0), 1.0, vec![0.25; 4], clock);
        let result = Executor::new(Distance(target.clone()), solver)
            .configure(|state: State| state.max_iters(2000))
            .run()
            .expect("finite steps");
        let x = result.solver.x;
        assert!(x.iter().zip(&target).all(|(x, t)| (x - t).abs() < 2e-3), "{x:?}");
    }

    #[test]
    fn an_infinite_subgradient_is_an_error() {
        struct Steep;
        impl StochasticSubgradient for Steep {
            fn batch_mean(&self, x: &[f64], _k: u64) -> BatchMean {
                BatchMean { value: 0.0, subgradient: vec![f64::INFINITY; x.len()] }
            }
        }
        let clock = Clock::unlimited();
        let solver = ProjectedSubgradient::new(StepRule::Harmonic(1.0), 1.0, vec![0.5; 2], clock);
        let run = Executor::new(Steep, solver).configure(|state: State| state.max_iters(5)).run();
        assert!(run.is_err());
    }
}
