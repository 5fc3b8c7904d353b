//! `exact`: the integer optimum of the expected overall runtime by outer approximation.
//!
//! `E[tau]` is convex and homogeneous, so every gradient `g` gives the cut `E(x) >= g.x`, valid for all
//! partitions. An integer program in HiGHS minimises the largest cut; its optimum is evaluated
//! exactly, cut off, and so on until bound and value agree (Duran and Grossmann 1986; Kelley 1960).
//!
//! Two things make the gap close: the integers are the coefficients of an LLL-reduced lattice
//! basis ([`crate::numeric::lattice`]), and the first cuts are the tangents that the enumeration of the
//! quadratic model needs for its proof. Everything is scaled around the relaxed optimum, so
//! that a relative gap of 1e-10 is far above HiGHS's tolerances.
//!
//! Proved in `proofs/certificate/bounds.v`: `subgradient_bound`.

use std::time::Instant;

use super::claim::claim;
use super::free_levels::{blocks_of, loss_form, partition_of};
use crate::clock::Clock;
use crate::error::Error;
use crate::gap;
use crate::numeric::highs;
use crate::numeric::integer;
use crate::numeric::lattice::{Lattice, MOST_REDUCED};
use crate::numeric::program::IntegerProgram;
use crate::partition::Partition;
use crate::problem::memo::RelaxedOptimum;
use crate::problem::{GRACE, Problem};
use crate::relaxed::descent::optimum;
use crate::runtime::convex_runtime::ConvexRuntime;
use crate::runtime::expected::Estimate;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;
use crate::solution::{Solution, Status};
use crate::wording::counted;

/// Tolerance of the evaluations behind cuts and incumbents.
const TOLERANCE: f64 = 1e-12;
/// Smallest absolute gap that is asked of an integer program, in units of the loss.
const SMALLEST_GAP: f64 = 1e-10;
/// Tangents taken over from the enumeration, at most.
const MAX_TANGENTS: usize = 4000;

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &LawRuntime, method: &'static str) -> Result<Solution, Error> {
    let relaxed = optimum(problem, evaluator);
    let clock = problem.clock().less(problem.relaxed.spent());
    let mut search = Search::new(problem, evaluator, relaxed, &clock)?;
    let clock = problem.clock().of(method).less(problem.relaxed.spent());
    let (status, failure) = claim(search.run(&clock));
    search.tell(&clock);
    // Infinite where not even the first value came in time.
    let value = search.best_value;
    let bound = evaluator.bound(search.bound());
    Ok(Solution {
        value: value.value.is_finite().then(|| evaluator.value_of(value)),
        partition: Some(search.best),
        bound: Some(problem.bound(method, bound, status)),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(format!(
            "{}, {}{failure}",
            counted(search.programs as u64, "integer program"),
            counted(search.cuts.len() as u64, "cut")
        )),
        ..Solution::empty(method, status)
    })
}

/// Incumbent, cuts and bound; values in inner units.
pub(super) struct Search<'a, E: ConvexRuntime> {
    problem: &'a Problem,
    evaluator: &'a E,
    /// Relaxed optimum: the point and value that everything is scaled around.
    center: Shares,
    reference: f64,
    lattice: Lattice,
    origin: Vec<i64>,
    pub(super) best: Partition,
    pub(super) best_value: Estimate,
    /// Largest lower bound proved; see [`Search::bound`] for the one that is stated.
    proved: f64,
    /// `g_i / reference - 1`, the error of the gradient subtracted.
    pub(super) cuts: Vec<Vec<f64>>,
    pub(super) programs: usize,
}

impl<'a, E: ConvexRuntime> Search<'a, E> {
    /// Around the relaxed optimum.
    pub(super) fn new(
        problem: &'a Problem,
        evaluator: &'a E,
        relaxed: &RelaxedOptimum,
        clock: &Clock,
    ) -> Result<Self, Error> {
        let best = problem.round(&relaxed.shares, clock)?;
        let first = evaluator.first_level();
        let free = problem.workers() - first;
        let mut search = Self {
            problem,
            evaluator,
            center: relaxed.shares.clone(),
            reference: relaxed.value,
            lattice: Lattice::plain(free),
            origin: blocks_of(evaluator.first_level(), &best),
            best_value: Estimate { value: f64::INFINITY, error: 0.0 },
            best,
            proved: relaxed.bound,
            cuts: Vec::new(),
            programs: 0,
        };
        search.cut_at(&relaxed.shares, clock);
        let incumbent = search.best.clone();
        search.offer(incumbent, clock);
        Ok(search)
    }

    /// Lower bound on the optimum: never above what the incumbent may cost, so that its error counts
    /// as a gap.
    pub(super) fn bound(&self) -> f64 {
        self.proved.min(self.best_value.value - self.best_value.error)
    }

    /// Relative gap between incumbent and bound.
    fn gap(&self) -> f64 {
        gap::relative(self.best_value.value, self.bound())
    }

    pub(super) fn run(&mut self, clock: &Clock) -> Result<Status, Error> {
        let goal = self.problem.gap();
        if self.gap() <= goal {
            return Ok(Status::Optimal);
        }
        if clock.is_over() {
            return Ok(Status::TimeLimit);
        }
        self.choose_basis(clock);
        while self.gap() > goal {
            if clock.is_over() {
                return Ok(Status::TimeLimit);
            }
            self.tell(clock);
            let before = (self.gap(), self.cuts.len());
            let solved = self.step(clock, goal)?;
            if !solved {
                return Ok(if self.gap() <= goal { Status::Optimal } else { Status::TimeLimit });
            }
            if before == (self.gap(), self.cuts.len()) {
                return Ok(Status::GapLimit);
            }
        }
        Ok(Status::Optimal)
    }

    /// Tells how far the search is.
    fn tell(&self, clock: &Clock) {
        let best = self.evaluator.value_of(self.best_value).value;
        clock.reached(self.programs as u64, best, self.evaluator.bound(self.bound()));
    }

    /// Reduces the lattice for the Hessian at the relaxed optimum and takes over the nearest
    /// integer point and the tangents of its enumeration. The plain basis stays where the evaluations that this
    /// takes would use up the time that is left.
    fn choose_basis(&mut self, clock: &Clock) {
        let first = self.evaluator.first_level();
        let free = self.problem.workers() - first;
        let begun = Instant::now();
        if free > MOST_REDUCED || self.evaluator.evaluate(&self.center, TOLERANCE, clock).is_none() {
            return;
        }
        if begun.elapsed().saturating_mul(free as u32) > clock.left() {
            return;
        }
        let Some(form) = loss_form(self.evaluator, &self.center, clock) else { return };
        self.lattice = Lattice::reduced(form);
        let total = self.problem.coordinates() as f64;
        let target: Vec<f64> = self.center.as_slice()[first..].iter().map(|x| x * total).collect();
        let enumeration = self.lattice.nearest(&target, &self.origin, MAX_TANGENTS);
        if let Some(partition) =
            partition_of(self.evaluator.first_level(), &enumeration.nearest, self.problem.coordinates())
        {
            self.offer(partition, clock);
        }
        for point in enumeration.minimisers {
            if clock.is_over() {
                return;
            }
            let mut shares = vec![0.0; first];
            shares.extend(point.iter().map(|x| x / total));
            if let Some(shares) = Shares::on_ray(shares) {
                self.cut_at(&shares, clock);
            }
        }
    }

    /// Evaluates, cuts, and keeps the partition if it is the best.
    fn offer(&mut self, partition: Partition, clock: &Clock) {
        let shares = partition.shares();
        let late = clock.at_least(GRACE);
        let value = self.cut_at(&shares, clock).or_else(|| self.evaluator.estimate_in_time(&shares, &late));
        let Some(value) = value else { return };
        if value.value < self.best_value.value {
            self.best_value = value;
            self.best = partition;
        }
    }

    /// Adds the tangent at the shares and returns the value there; `None` if the clock ends the evaluation.
    fn cut_at(&mut self, shares: &Shares, clock: &Clock) -> Option<Estimate> {
        let evaluation = self.evaluator.evaluate(shares, TOLERANCE, clock)?;
        let error = evaluation.gradient_error * evaluation.value.value / self.reference;
        self.cuts.push(evaluation.gradient.iter().map(|g| g / self.reference - 1.0 - error).collect());
        Some(evaluation.value)
    }

    /// One integer program over all cuts; returns whether it was solved within the limits.
    fn step(&mut self, clock: &Clock, goal: f64) -> Result<bool, Error> {
        let first = self.evaluator.first_level();
        // Losses of the order of the incumbent's become numbers of order one.
        let loss = (self.best_value.value / self.reference - 1.0).max(goal).max(1e-13);
        let program = self.program(1.0 / loss);
        let gap = (0.1 * goal / loss).max(SMALLEST_GAP);
        let warm: Vec<f64> = self.warm_start(1.0 / loss);
        let outcome = integer::solve(&program, gap, clock, (!warm.is_empty()).then_some(&warm))?;
        self.programs += 1;
        let proved = (outcome.bound - integer::VIOLATION) * loss;
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
            match partition_of(self.evaluator.first_level(), &blocks, self.problem.coordinates()) {
                Some(partition) if partition != self.best => self.offer(partition, clock),
                _ => {}
            }
        }
        Ok(outcome.solved)
    }

    /// The largest lattice coefficients that a partition can have. HiGHS needs none; microlp must know that they fit.
    fn reach(&self) -> Vec<f64> {
        let free = vec![f64::INFINITY; self.lattice.basis().len()];
        if highs::AVAILABLE {
            return free;
        }
        let largest = |dual: Vec<i64>| dual.iter().map(|d| d.unsigned_abs()).max().unwrap_or(0) as f64;
        let total = 2.0 * self.problem.coordinates() as f64;
        self.lattice.duals().map_or(free, |duals| duals.into_iter().map(|d| total * largest(d)).collect())
    }

    /// Columns: the lattice coefficients, then the scaled relative loss.
    fn program(&self, scale: f64) -> IntegerProgram {
        let mut program = IntegerProgram::default();
        let basis = self.lattice.basis();
        for reach in self.reach() {
            program.column(0.0, -reach, reach, true);
        }
        let loss = program.column(1.0, f64::NEG_INFINITY, f64::INFINITY, false);
        for (i, origin) in self.origin.iter().enumerate() {
            let terms = (basis.iter().enumerate())
                .filter(|(_, vector)| vector[i] != 0)
                .map(|(j, vector)| (j, vector[i] as f64))
                .collect();
            program.at_least(terms, -*origin as f64);
        }
        let first = self.evaluator.first_level();
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
        if blocks_of(self.evaluator.first_level(), &self.best) != self.origin {
            return Vec::new();
        }
        let mut start = vec![0.0; self.lattice.basis().len()];
        start.push(scale * (self.best_value.value / self.reference - 1.0));
        start
    }
}
