//! `exact`: the integer optimum of the expected overall runtime by outer approximation.
//!
//! `E[tau]` is convex and homogeneous, so every gradient `g` gives the cut `E(x) >= g.x`, valid for all
//! partitions. An integer program in HiGHS minimises the largest cut; its optimum is evaluated
//! exactly, cut off, and so on until bound and value agree (Duran and Grossmann 1986; Kelley 1960).
//!
//! Two things make the gap close: the integers are the coefficients of an LLL-reduced lattice
//! basis ([`super::lattice`]), and the first cuts are the tangents that the enumeration of the
//! quadratic model needs for its proof. Everything is scaled around the relaxed optimum, so
//! that a relative gap of 1e-10 is far above HiGHS's tolerances.
//!
//! Proved in `proofs/certificate/bounds.v`: `subgradient_bound`.

use std::time::{Duration, Instant};

use super::curvature::relative_hessian;
use super::integer_program::{IntegerProgram, Limits};
use super::lattice::Lattice;
use crate::error::Error;
use crate::method::Method;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::rounding::round;
use crate::runtime::expected::Estimate;
use crate::solution::{Bound, Rigour, Solution, Status, Value};

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "exact",
    source: "outer approximation in HiGHS over an LLL-reduced lattice basis",
    guarantee: "integer optimum within the stated gap",
    solve,
};

/// Tolerance of the evaluations behind cuts and incumbents.
const TOLERANCE: f64 = 1e-12;
/// Largest number of free levels for which the lattice is reduced for the Hessian; beyond it the basis
/// stays plain.
const MAX_REDUCED: usize = 80;
/// By how much the rows of the program may be violated: twice the tolerance set in HiGHS.
const FEASIBILITY: f64 = 2e-9;
/// Smallest absolute gap that is asked of an integer program, in units of the loss.
const SMALLEST_GAP: f64 = 1e-10;
/// Tangents taken over from the enumeration, at most.
const MAX_TANGENTS: usize = 4000;

fn solve(problem: &Problem) -> Result<Solution, Error> {
    let start = Instant::now();
    let mut search = Search::new(problem);
    let limit = Duration::try_from_secs_f64(problem.options().time_limit).unwrap_or(Duration::MAX);
    let spent = Duration::try_from_secs_f64(problem.relaxed_seconds()).unwrap_or_default();
    let (status, failure) = super::claim(search.run(start, limit.saturating_sub(spent)));
    let scale = problem.scale();
    let Estimate { value, error } = search.best_value;
    let bound = scale * search.bound();
    Ok(Solution {
        value: Some(Value { value: scale * value, error: scale * error, complement: None }),
        partition: Some(search.best),
        bound: Some(Bound { value: bound, rigour: Rigour::Float, method: METHOD.name }),
        seconds: problem.relaxed_seconds(),
        note: Some(format!("{} integer programs, {} cuts{failure}", search.programs, search.cuts.len())),
        ..Solution::empty(METHOD.name, status)
    })
}

/// Incumbent, cuts and bound; values in inner units.
struct Search<'a> {
    problem: &'a Problem,
    /// Relaxed optimum: the point and value that everything is scaled around.
    center: Vec<f64>,
    reference: f64,
    lattice: Lattice,
    origin: Vec<i64>,
    best: Partition,
    best_value: Estimate,
    /// Largest lower bound proved; see [`Search::bound`] for the one that is stated.
    proved: f64,
    /// `g_i / reference - 1`, the error of the gradient subtracted.
    cuts: Vec<Vec<f64>>,
    programs: usize,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem) -> Self {
        let relaxed = problem.relaxed();
        let best = round(problem, &relaxed.shares);
        let first = problem.first_level();
        let free = problem.workers() - first;
        let mut search = Self {
            problem,
            center: relaxed.shares.clone(),
            reference: relaxed.value.value,
            lattice: Lattice::plain(free),
            origin: best.blocks()[first..].iter().map(|&x| x as i64).collect(),
            best_value: Estimate { value: f64::INFINITY, error: 0.0 },
            best,
            proved: relaxed.bound,
            cuts: Vec::new(),
            programs: 0,
        };
        search.cut_at(&relaxed.shares);
        let incumbent = search.best.clone();
        search.offer(incumbent);
        search
    }

    /// Lower bound on the optimum: never above what the incumbent may cost, so that its error counts
    /// as a gap.
    fn bound(&self) -> f64 {
        self.proved.min(self.best_value.value - self.best_value.error)
    }

    /// Relative gap between incumbent and bound.
    fn gap(&self) -> f64 {
        (self.best_value.value / self.bound() - 1.0).max(0.0)
    }

    fn run(&mut self, start: Instant, limit: Duration) -> Result<Status, Error> {
        let goal = self.problem.options().gap;
        if self.gap() <= goal {
            return Ok(Status::Optimal);
        }
        if limit <= start.elapsed() {
            return Ok(Status::TimeLimit);
        }
        self.choose_basis(start, limit);
        while self.gap() > goal {
            let left = limit.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(Status::TimeLimit);
            }
            let before = (self.gap(), self.cuts.len());
            let solved = self.step(left, goal)?;
            if !solved {
                return Ok(if self.gap() <= goal { Status::Optimal } else { Status::TimeLimit });
            }
            if before == (self.gap(), self.cuts.len()) {
                return Ok(Status::GapLimit);
            }
        }
        Ok(Status::Optimal)
    }

    /// Reduces the lattice for the Hessian at the relaxed optimum and takes over the nearest
    /// integer point and the tangents of its enumeration. The plain basis stays where the evaluations that this
    /// takes would use up the time that is left.
    fn choose_basis(&mut self, start: Instant, limit: Duration) {
        let first = self.problem.first_level();
        let free = self.problem.workers() - first;
        let begun = Instant::now();
        self.problem.evaluate(&self.center, TOLERANCE);
        let hessian_time = begun.elapsed().saturating_mul(free as u32);
        if free > MAX_REDUCED || start.elapsed() + hessian_time > limit {
            return;
        }
        let hessian = relative_hessian(self.problem, &self.center);
        let mut form: Vec<Vec<f64>> = hessian[first..].iter().map(|row| row[first..].to_vec()).collect();
        let largest = (0..free).map(|i| form[i][i]).fold(f64::MIN_POSITIVE, f64::max);
        // A ridge keeps the form positive definite where differences are not; blocks at zero
        // may only grow, at a cost of the first order.
        for (i, row) in form.iter_mut().enumerate() {
            row[i] += 1e-9 * largest + if self.center[first + i] == 0.0 { largest } else { 0.0 };
        }
        self.lattice = Lattice::reduced(form);
        let total = self.problem.coordinates() as f64;
        let target: Vec<f64> = self.center[first..].iter().map(|x| x * total).collect();
        let enumeration = self.lattice.nearest(&target, &self.origin, MAX_TANGENTS);
        if let Some(partition) = self.partition_of(&enumeration.nearest) {
            self.offer(partition);
        }
        for point in enumeration.minimisers {
            if start.elapsed() > limit {
                return;
            }
            let mut shares = vec![0.0; first];
            shares.extend(point.iter().map(|x| x.max(0.0) / total));
            let sum: f64 = shares.iter().sum();
            if sum > 0.0 {
                shares.iter_mut().for_each(|x| *x /= sum);
                self.cut_at(&shares);
            }
        }
    }

    /// The partition of the free levels' blocks; `None` if one is negative.
    fn partition_of(&self, blocks: &[i64]) -> Option<Partition> {
        let mut all = vec![0; self.problem.first_level()];
        for &x in blocks {
            all.push(u64::try_from(x).ok()?);
        }
        Partition::new(all, self.problem.workers(), self.problem.coordinates()).ok()
    }

    /// Evaluates, cuts, and keeps the partition if it is the best.
    fn offer(&mut self, partition: Partition) {
        let value = self.cut_at(&self.problem.shares(&partition));
        if value.value < self.best_value.value {
            self.best_value = value;
            self.best = partition;
        }
    }

    /// Adds the tangent at the shares and returns the value there.
    fn cut_at(&mut self, shares: &[f64]) -> Estimate {
        let evaluation = self.problem.evaluate(shares, TOLERANCE);
        let error = evaluation.gradient_error * evaluation.value.value / self.reference;
        self.cuts.push(evaluation.gradient.iter().map(|g| g / self.reference - 1.0 - error).collect());
        evaluation.value
    }

    /// One integer program over all cuts; returns whether it was solved within the limits.
    fn step(&mut self, left: Duration, goal: f64) -> Result<bool, Error> {
        let first = self.problem.first_level();
        // Losses of the order of the incumbent's become numbers of order one.
        let loss = (self.best_value.value / self.reference - 1.0).max(goal).max(1e-13);
        let program = self.program(1.0 / loss);
        let limits = Limits { absolute_gap: (0.1 * goal / loss).max(SMALLEST_GAP), time: left };
        let warm: Vec<f64> = self.warm_start(1.0 / loss);
        let outcome = program.solve_with_highs(limits, (!warm.is_empty()).then_some(&warm))?;
        self.programs += 1;
        let proved = (outcome.bound - FEASIBILITY) * loss;
        self.proved = self.proved.max(self.reference * (1.0 + proved));
        if let Some(values) = outcome.values {
            let blocks: Vec<i64> = (0..self.origin.len())
                .map(|i| {
                    let moved: i64 = (self.lattice.basis().iter().zip(&values))
                        .map(|(vector, u)| vector[i] * u.round() as i64)
                        .sum();
                    self.origin[i] + moved
                })
                .collect();
            debug_assert_eq!(blocks.len() + first, self.problem.workers());
            match self.partition_of(&blocks) {
                Some(partition) if partition != self.best => self.offer(partition),
                _ => {}
            }
        }
        Ok(outcome.solved)
    }

    /// Columns: the lattice coefficients, then the scaled relative loss.
    fn program(&self, scale: f64) -> IntegerProgram {
        let mut program = IntegerProgram::default();
        let basis = self.lattice.basis();
        for _ in basis {
            program.column(0.0, f64::NEG_INFINITY, f64::INFINITY, true);
        }
        let loss = program.column(1.0, f64::NEG_INFINITY, f64::INFINITY, false);
        for (i, origin) in self.origin.iter().enumerate() {
            let terms = (basis.iter().enumerate())
                .filter(|(_, vector)| vector[i] != 0)
                .map(|(j, vector)| (j, vector[i] as f64))
                .collect();
            program.at_least(terms, -*origin as f64);
        }
        let first = self.problem.first_level();
        let total = self.problem.coordinates() as f64;
        for cut in &self.cuts {
            let cut = &cut[first..];
            let mut terms: Vec<(usize, f64)> = (basis.iter().enumerate())
                .map(|(j, vector)| {
                    let slope: f64 = cut.iter().zip(vector).map(|(c, &b)| c * b as f64).sum();
                    (j, -scale * slope / total)
                })
                .collect();
            terms.push((loss, 1.0));
            let at_origin: f64 = cut.iter().zip(&self.origin).map(|(c, &o)| c * o as f64).sum();
            program.at_least(terms, scale * at_origin / total);
        }
        program
    }

    /// The incumbent as columns of the program; empty while it is not the origin.
    fn warm_start(&self, scale: f64) -> Vec<f64> {
        let first = self.problem.first_level();
        let is_origin = self.best.blocks()[first..].iter().zip(&self.origin).all(|(&x, &o)| x as i64 == o);
        if !is_origin {
            return Vec::new();
        }
        let mut start = vec![0.0; self.lattice.basis().len()];
        start.push(scale * (self.best_value.value / self.reference - 1.0));
        start
    }
}
