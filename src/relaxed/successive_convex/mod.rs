//! `successive-convex`: the paper's constrained stochastic successive convex approximation for the completion
//! probability, as an argmin [`Solver`].
//!
//! In the variables `w_n = mu t / (kappa W_n)` and `u_n`, the logarithm of slice `n` of the cycle times, the probability
//! is a posynomial `e^{N mu t0} sum_k N!/prod k_n! e^{k.u}`. Each iteration draws a batch of vectors `k`
//! ([`ballot`]), averages values and gradients into quadratic surrogates of the objective and of the
//! reverse-convex half of the budget, solves the convex program that is left ([`subproblem`]) and moves
//! a part of the way ([WCLZX23], algorithm for a stationary point of Problem 6).
//!
//! The method is reproduced as published ([`Parameters::default`]): 200 iterations with batches of 500 from the
//! closed form for large deadlines; the half of the budget that cannot bind is left out ([`subproblem`]). An
//! infeasible program is replaced by one that minimises the violation;
//! where Clarabel gives neither a solution nor a proof, the point stays. Both are counted in the note.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

pub mod ballot;
pub mod subproblem;

use argmin::core::{
    Error as ArgminError, Executor, IterState, KV, KvValue, Problem as ArgminProblem, Solver, State as _,
    TerminationReason, TerminationStatus,
};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use self::ballot::Ballots;
use self::subproblem::{Constraints, Outcome, Surrogate, minimise, minimise_violation};
use super::large_deadline::large_deadline_shares;
use crate::clock::{Clock, Standing};
use crate::error::Error;
use crate::method::{Answer, Method, Need, Run};
use crate::problem::Problem;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::law_completion::LawCompletion;
use crate::shares::{Shares, divisor};
use crate::solution::{Solution, Status, Value};
use crate::straggler::Family;
use crate::wording::counted;

/// The method.
pub const METHOD: Method = Method {
    name: "successive-convex",
    is_sampled: true,
    is_closed_form: false,
    answers: &[Answer {
        source: "constrained stochastic successive convex approximation of [WCLZX23]",
        guarantee: "none at a finite number of iterations; shifted exponential times only",
        needs: &[Need::ShiftedExponential],
        run: Run::LawCompletion(|problem, evaluator| {
            let parameters = Parameters { seed: problem.options().seed, ..Parameters::default() };
            solve(problem, evaluator, &parameters)
        }),
    }],
};

/// How the method is run; the default is the published setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Vectors drawn afresh in every iteration, at least 1; default 500.
    pub batch: usize,
    /// Number of iterations; default 200.
    pub iterations: u64,
    /// Weight of iteration `i` in the averages, `i^-a`; default 0.6.
    pub averaging: f64,
    /// Length of step `i`, `i^-a`; default 0.7.
    pub step: f64,
    /// Curvatures of the surrogates of objective and constraint; defaults 1e-5 and 1e-3.
    pub curvature: [f64; 2],
    /// Seed of the samples; default 1.
    pub seed: u64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { batch: 500, iterations: 200, averaging: 0.6, step: 0.7, curvature: [1e-5, 1e-3], seed: 1 }
    }
}

/// State of argmin's executor for this solver: `v = (u, w)`.
pub type State = IterState<Vec<f64>, (), (), (), (), f64>;

/// The problem in the variables `(u, w)`, known through samples.
#[derive(Debug)]
pub struct Posynomial {
    constraints: Constraints,
    ballots: Ballots,
    batch: usize,
    seed: u64,
}

impl Posynomial {
    /// Value and gradient (length `2N`) of the objective averaged over the batch of an iteration,
    /// without the factor `e^{N mu t0}`.
    fn objective(&self, v: &[f64], iteration: u64) -> (f64, Vec<f64>) {
        let workers = self.constraints.workers;
        let mut stream = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        // Every iteration has a stream of its own: 2^128 draws apart.
        (0..iteration).for_each(|_| stream.jump());
        let (mut value, mut slope) = (0.0, vec![0.0; 2 * workers]);
        let mut k = vec![0; workers];
        for _ in 0..self.batch {
            self.ballots.draw(&mut stream, &mut k);
            let exponent: f64 = k.iter().zip(v).map(|(&k, u)| k as f64 * u).sum();
            let ln_term = self.ballots.ln_count() + self.ballots.ln_multinomial(&k) + exponent;
            let term = -ln_term.exp() / self.batch as f64;
            value += term;
            for (s, &k) in slope.iter_mut().zip(&k) {
                *s += term * k as f64;
            }
        }
        (value, slope)
    }

    /// Value and gradient of `B - sum_n 1/(a_n w_n)`, which must not be positive.
    fn constraint(&self, v: &[f64]) -> (f64, Vec<f64>) {
        let workers = self.constraints.workers;
        let mut value = self.constraints.budget;
        let mut slope = vec![0.0; 2 * workers];
        for (n, &w) in v[workers..].iter().enumerate() {
            let reciprocal = 1.0 / (divisor(n, workers) * w);
            value -= reciprocal;
            slope[workers + n] = reciprocal / w;
        }
        (value, slope)
    }
}

/// The solver; see the module.
#[derive(Debug)]
pub struct SuccessiveConvex<'a> {
    evaluator: &'a LawCompletion,
    /// `mu t`, the deadline in mean excesses.
    scale: f64,
    parameters: Parameters,
    v: Vec<f64>,
    clock: Clock,
    averages: Option<[Surrogate; 2]>,
    infeasible: usize,
    stalled: usize,
}

impl<'a> SuccessiveConvex<'a> {
    /// From a point `v = (u, w)` of a problem with `w_n = scale / W_n`, with the given parameters; it ends with the
    /// executor's iteration limit, or with the clock.
    pub fn new(
        evaluator: &'a LawCompletion,
        scale: f64,
        parameters: Parameters,
        start: Vec<f64>,
        clock: Clock,
    ) -> Self {
        Self { evaluator, scale, parameters, v: start, clock, averages: None, infeasible: 0, stalled: 0 }
    }

    /// Shares of `L` at the present point; none where they leave double precision.
    fn shares(&self) -> Option<Shares> {
        let workers = self.v.len() / 2;
        Shares::of_loads(self.v[workers..].iter().map(|w| self.scale / w))
    }

    /// The exact probability there.
    fn value(&self) -> Option<Value> {
        self.shares().and_then(|shares| self.evaluator.value_in_time(&shares, &self.clock))
    }

    /// Programs that were infeasible, and programs without an answer.
    pub fn failures(&self) -> (usize, usize) {
        (self.infeasible, self.stalled)
    }

    /// Averages new values and gradients into the surrogates; before the first iteration the averages
    /// are zero.
    fn update(&mut self, weight: f64, new: [(f64, Vec<f64>); 2]) -> &[Surrogate; 2] {
        let size = new[0].1.len();
        let curvature = self.parameters.curvature;
        let averages = self.averages.get_or_insert_with(|| {
            curvature.map(|curvature| Surrogate { value: 0.0, slope: vec![0.0; size], curvature })
        });
        for (average, (value, slope)) in averages.iter_mut().zip(new) {
            average.value = (1.0 - weight) * average.value + weight * value;
            for (a, s) in average.slope.iter_mut().zip(slope) {
                *a = (1.0 - weight) * *a + weight * s;
            }
        }
        averages
    }
}

impl Solver<Posynomial, State> for SuccessiveConvex<'_> {
    fn name(&self) -> &str {
        "constrained stochastic successive convex approximation"
    }

    fn next_iter(
        &mut self,
        problem: &mut ArgminProblem<Posynomial>,
        state: State,
    ) -> Result<(State, Option<KV>), ArgminError> {
        let i = state.get_iter() + 1;
        let weight = (i as f64).powf(-self.parameters.averaging);
        let length = (i as f64).powf(-self.parameters.step);
        let constraints = problem.problem("constraints", |p| Ok(p.constraints))?;
        let new = problem.problem("batches", |p| Ok([p.objective(&self.v, i), p.constraint(&self.v)]))?;
        let [objective, constraint] = self.update(weight, new).clone();
        let mut outcome = minimise(&constraints, &self.v, &objective, &constraint);
        if outcome == Outcome::Infeasible {
            outcome = minimise_violation(&constraints, &self.v, &constraint);
            self.infeasible += 1;
        }
        match outcome {
            Outcome::Solved(minimiser) => {
                self.v.iter_mut().zip(&minimiser).for_each(|(v, m)| *v = (1.0 - length) * *v + length * m);
            }
            Outcome::Infeasible | Outcome::Stalled => self.stalled += 1,
        }
        let standing = Standing::new(METHOD.name, i, state.get_max_iters());
        let value = match self.clock.wants_values() {
            true => self.value(),
            false => None,
        };
        self.clock.tell_standing(&value.map_or(standing, |v| standing.at(v.value, v.complement)));
        let mut kv = KV::new();
        kv.insert("objective", KvValue::Float(objective.value));
        Ok((state.param(self.v.clone()).cost(objective.value), Some(kv)))
    }

    fn terminate(&mut self, _state: &State) -> TerminationStatus {
        match self.clock.is_over() {
            true => TerminationStatus::Terminated(TerminationReason::Timeout),
            false => TerminationStatus::NotTerminated,
        }
    }
}

/// Runs the method and reports its last iterate.
///
/// # Errors
/// When argmin fails; where the method cannot start it is inapplicable.
pub fn solve(
    problem: &Problem,
    evaluator: &LawCompletion,
    parameters: &Parameters,
) -> Result<Solution, Error> {
    let Family::ShiftedExponential { rate, shift } = evaluator.law().family() else {
        let reason = "its reformulation is for shifted exponential cycle times";
        return Ok(Solution::inapplicable(METHOD.name, reason));
    };
    let workers = problem.workers();
    let scale = rate * evaluator.deadline();
    let Some(start) = start(workers, rate * shift, scale) else {
        let reason = evaluator.remark().unwrap_or(
            "its start, the closed form for large deadlines, has no chance to finish by the deadline",
        );
        return Ok(Solution::inapplicable(METHOD.name, reason));
    };
    let objective = Posynomial {
        constraints: Constraints { workers, shift: rate * shift, budget: 1.0 / scale },
        ballots: Ballots::new(workers),
        batch: parameters.batch.max(1),
        seed: parameters.seed,
    };
    let clock = problem.clock();
    let solver = SuccessiveConvex::new(evaluator, scale, *parameters, start, clock.clone());
    let executor =
        Executor::new(objective, solver).configure(|state: State| state.max_iters(parameters.iterations));
    let result = match executor.run() {
        Ok(result) => result,
        Err(error) => return Err(Error::Solver { solver: METHOD.name, reason: error.to_string() }),
    };
    let Some(shares) = result.solver.shares() else {
        return Ok(Solution::inapplicable(METHOD.name, "its last iterate leaves double precision"));
    };
    let solution = problem.solution_of_shares(METHOD.name, &shares, &clock)?;
    let late =
        *result.state.get_termination_status() == TerminationStatus::Terminated(TerminationReason::Timeout);
    let (infeasible, stalled) = result.solver.failures();
    let note = format!(
        "{} of {}; {} infeasible (violation minimised instead), {stalled} stalled (point kept)",
        counted(result.state.get_iter(), "iteration"),
        counted(parameters.batch as u64, "sample"),
        counted(infeasible as u64, "program")
    );
    let status = if late { Status::TimeLimit } else { solution.status };
    Ok(Solution { note: Some(note), status, ..solution })
}

/// `(u, w)` at the closed form for large deadlines; `None` where its probability is zero.
fn start(workers: usize, shift: f64, scale: f64) -> Option<Vec<f64>> {
    let loads = large_deadline_shares(1.0, workers)?.loads();
    let w: Vec<f64> = loads.as_slice().iter().map(|load| scale / load).collect();
    let u: Vec<f64> = (0..workers)
        .map(|n| {
            // ln(e^-a - e^-b) with a < b.
            let a = if n + 1 < workers { w[n + 1] } else { shift };
            -a + (-(-(w[n] - a)).exp_m1()).ln()
        })
        .collect();
    u.iter().chain(&w).all(|v| v.is_finite()).then(|| [u, w].concat())
}
