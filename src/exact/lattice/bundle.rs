//! Cases of a trace: closed by several cuts with weights.
//!
//! The mean runtime is piecewise linear, and next to its optimum many pieces meet: no single cut bounds a case well, but
//! every average of cuts is a lower bound as each of them is.

use std::sync::Arc;

use super::case::{Case, Cases, Ground, Job, Outcome};
use super::cuts::Cuts;
use super::geometry::Geometry;
use super::kelley::{Minimum, Program};
use super::tree::{Reason, Side};
use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::vector::{add, dot};
use crate::partition::Partition;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::Estimate;
use crate::runtime::trace_runtime::TraceRuntime;

/// Linear programs of one case, at most.
const STEPS: usize = 100;
/// The same of all partitions together.
const FIRST_STEPS: usize = 2000;
/// A loss to which more cuts add nothing: rounding.
const NOISE: f64 = 2e-14;
/// How near a case that stays open comes to its minimum, in units of the loss that closes it.
const NEAR: f64 = 0.1;
/// Weights, of one in all, that are rounding.
const DUST: f64 = 1e-11;
/// Cuts of one program, at most, and those that the next one keeps: for every free level.
const MOST_CUTS: usize = 40;
const KEPT: usize = 15;
/// Blocks below zero, in coordinates, that are no rounding.
const BELOW: f64 = 1e-6;
/// Loss of a case that holds no partition.
const IMPOSSIBLE: f64 = 1.0;
/// Relative rounding errors of a value: products and loads, then a compensated sum.
const VALUE: f64 = 8.0 * f64::EPSILON;

/// Why a search over very many rounds ends.
const TOO_MANY: &str = "its cuts are too many to keep";

/// An average of cuts.
#[derive(Debug)]
pub struct Average {
    /// The minimiser, in coordinates of the free levels.
    pub point: Vec<f64>,
    /// Numbers of cuts and their weights, which are positive and sum to one.
    pub parts: Vec<(usize, f64)>,
    /// Whether it is the cut at the only partition of its case, which touches there.
    pub is_of_one: bool,
}

/// One that many cases share.
pub type Shared = Arc<Average>;

impl Ground for Shared {
    fn point(&self) -> &[f64] {
        &self.point
    }
}

/// The cuts and their program.
#[derive(Debug)]
pub struct Bundle<'a> {
    evaluator: &'a TraceRuntime,
    pub cuts: Cuts<'a>,
    unit: f64,
    program: Program,
    /// The cuts that the program has, in the order of its rows, and those that it is to get.
    stated: Vec<usize>,
    fresh: Vec<usize>,
    /// For every cut, whether it is among those, and the last program that had a use for it.
    is_stated: Vec<bool>,
    used: Vec<usize>,
    programs: usize,
    /// Why nothing more is found, if so: HiGHS gave up, or the cuts are too many.
    pub failure: Option<String>,
}

impl<'a> Bundle<'a> {
    /// No cuts yet; losses are measured in `unit`.
    ///
    /// # Errors
    /// When HiGHS refuses the program.
    pub fn new(
        evaluator: &'a TraceRuntime,
        geometry: &Geometry,
        reference: f64,
        unit: f64,
    ) -> Result<Self, Error> {
        let cuts = Cuts::new(evaluator.rows(), evaluator.first_level(), reference);
        Ok(Self {
            evaluator,
            cuts,
            unit,
            program: Program::new(geometry, unit)?,
            stated: Vec::new(),
            fresh: Vec::new(),
            is_stated: Vec::new(),
            used: Vec::new(),
            programs: 0,
            failure: None,
        })
    }

    /// Takes the cut at a point, and states it if the program does not have it.
    fn cut_at(&mut self, geometry: &Geometry, point: &[f64]) -> usize {
        let number = self.cuts.at(point, geometry.total);
        if number == self.is_stated.len() {
            self.is_stated.push(false);
            self.used.push(0);
        }
        if !self.is_stated[number] {
            self.is_stated[number] = true;
            self.used[number] = self.programs;
            self.fresh.push(number);
        }
        number
    }

    /// The loss at a point; infinite where a block is below zero.
    fn loss(&self, geometry: &Geometry, point: &[f64]) -> f64 {
        let is_partition = point.iter().all(|x| *x > -BELOW);
        if is_partition { self.cuts.loss(point, geometry.total) } else { f64::INFINITY }
    }

    /// The minimum over all partitions, with its bound, from cuts around a point; `None` where the clock or HiGHS ends it.
    pub fn first(&mut self, geometry: &Geometry, around: &[f64], clock: &Clock) -> Option<(Shared, f64)> {
        self.cut_at(geometry, around);
        for vector in &geometry.basis {
            for steps in [1.0, -1.0, 4.0, -4.0] {
                let moved: Vec<f64> =
                    around.iter().zip(vector).map(|(x, b)| (x + steps * b).max(0.0)).collect();
                let scale = geometry.total / moved.iter().sum::<f64>();
                self.cut_at(geometry, &moved.iter().map(|x| x * scale).collect::<Vec<_>>());
            }
        }
        let all = Case { values: Vec::new(), side: Side::Above };
        let outcome = self.solve(geometry, &all, around, (f64::INFINITY, FIRST_STEPS), clock)?;
        Some((outcome.reason.ground, outcome.exact))
    }

    /// Minimises over a case, up to a loss that closes it and in so many programs, from a point of the case; `None` if
    /// nothing is known when the clock or HiGHS ends it.
    fn solve(
        &mut self,
        geometry: &Geometry,
        case: &Case,
        start: &[f64],
        (target, steps): (f64, usize),
        clock: &Clock,
    ) -> Option<Outcome<Shared>> {
        let mut best: Option<Outcome<Shared>> = None;
        let before = self.cuts.list().len();
        let mut centre = start.to_vec();
        let mut least = self.loss(geometry, &centre);
        for _ in 0..steps {
            let Some(minimum) = self.minimum(geometry, case, clock) else { break };
            let outcome = self.outcome(geometry, case, &minimum);
            if best.as_ref().is_none_or(|best| outcome.exact > best.exact) {
                best = Some(outcome);
            }
            let known = best.as_ref()?;
            if known.exact >= target || minimum.below > BELOW {
                break;
            }
            // Vertices of the program lie far from the minimiser at first: a cut half way to the best point so far is
            // the better one.
            let halfway: Vec<f64> = centre.iter().zip(&minimum.point).map(|(c, p)| 0.5 * (c + p)).collect();
            for point in [halfway, minimum.point] {
                let loss = self.loss(geometry, &point);
                self.cut_at(geometry, &point);
                if loss < least {
                    (least, centre) = (loss, point);
                }
            }
            let left = least - known.exact;
            let is_open = least < target && target.is_finite() && left <= NEAR * target.abs();
            if is_open || left <= NOISE || self.fresh.is_empty() {
                break;
            }
        }
        let taken = self.cuts.list().len() - before;
        best.map(|best| Outcome { taken, ..best })
    }

    /// The minimum over the cuts that are stated; one weight a cut of the list.
    fn minimum(&mut self, geometry: &Geometry, case: &Case, clock: &Clock) -> Option<Minimum> {
        if self.cuts.are_too_many() {
            self.failure.get_or_insert_with(|| TOO_MANY.to_owned());
        }
        if self.failure.is_some() || clock.is_over() {
            return None;
        }
        let found = self
            .state(geometry)
            .and_then(|()| self.program.minimise(geometry, &case.values, case.side, clock));
        let minimum = found.unwrap_or_else(|error| {
            self.failure = Some(error.to_string());
            None
        })?;
        self.programs += 1;
        let mut weights = vec![0.0; self.cuts.list().len()];
        for (&number, &weight) in self.stated.iter().zip(&minimum.weights) {
            weights[number] = weight;
            if weight > 0.0 {
                self.used[number] = self.programs;
            }
        }
        Some(Minimum { weights, ..minimum })
    }

    /// States the fresh cuts; where there are many, in a new program with those that were of use last.
    fn state(&mut self, geometry: &Geometry) -> Result<(), Error> {
        if self.stated.len() + self.fresh.len() > MOST_CUTS * geometry.origin.len() {
            self.program = Program::new(geometry, self.unit)?;
            let mut kept: Vec<usize> = self.stated.drain(..).chain(self.fresh.drain(..)).collect();
            kept.sort_by_key(|&number| (std::cmp::Reverse(self.used[number]), number));
            for &number in kept.iter().skip(KEPT * geometry.origin.len()) {
                self.is_stated[number] = false;
            }
            kept.truncate(KEPT * geometry.origin.len());
            self.fresh = kept;
        }
        for number in std::mem::take(&mut self.fresh) {
            self.program.add(geometry, &self.cuts.list()[number])?;
            self.stated.push(number);
        }
        Ok(())
    }

    /// What the multipliers of a minimum prove.
    fn outcome(&self, geometry: &Geometry, case: &Case, minimum: &Minimum) -> Outcome<Shared> {
        let least = DUST * minimum.weights.iter().sum::<f64>();
        let used = minimum.weights.iter().copied().enumerate().filter(|(_, weight)| *weight > least);
        let mut parts: Vec<(usize, f64)> = used.collect();
        let sum: f64 = parts.iter().map(|(_, weight)| weight).sum();
        parts.iter_mut().for_each(|(_, weight)| *weight /= sum);
        if parts.is_empty() {
            parts.push((0, 1.0));
        }
        let slopes = self.slopes(&parts);
        let mut multipliers = if minimum.below > BELOW {
            geometry.impossible(&slopes, &minimum.blocks, &case.values, IMPOSSIBLE)
        } else {
            let free = geometry.basis.len() - case.values.len();
            let fixed = geometry.basis[free..].iter().rev();
            let rest: Vec<f64> =
                slopes.iter().zip(&minimum.blocks).map(|(c, m)| c / geometry.total - m).collect();
            fixed.map(|vector| dot(vector, &rest)).collect()
        };
        // A wrong sign is rounding.
        if let Some(last) = multipliers.last_mut().filter(|last| !case.side.allows(**last)) {
            *last = 0.0;
        }
        let bound = geometry.bound(&slopes, &multipliers, &case.values);
        let bound = if bound.is_nan() { f64::NEG_INFINITY } else { bound };
        let ground = Arc::new(Average { point: minimum.point.clone(), parts, is_of_one: false });
        Outcome { exact: bound, beyond: bound, reason: Reason { ground, multipliers }, taken: 0 }
    }

    /// The slopes of an average, with an allowance for its rounding.
    fn slopes(&self, parts: &[(usize, f64)]) -> Vec<f64> {
        let cuts = self.cuts.list();
        let slope = |i: usize| {
            let terms = || parts.iter().map(|(number, weight)| weight * cuts[*number].slopes[i]);
            let size: f64 = terms().map(f64::abs).sum();
            terms().sum::<f64>() - (parts.len() + 4) as f64 * f64::EPSILON * (1.0 + size)
        };
        (0..cuts[0].slopes.len()).map(slope).collect()
    }
}

impl Cases for Bundle<'_> {
    type Ground = Shared;

    /// One after the other: the cuts of each are there for the next.
    fn look_into(
        &mut self,
        geometry: &Geometry,
        jobs: &[Job<Shared>],
        target: f64,
        clock: &Clock,
    ) -> Vec<Option<Outcome<Shared>>> {
        let solve = |job: &Job<Shared>| {
            let start = moved_to(geometry, &job.case, &job.from.point);
            self.solve(geometry, &job.case, &start, (target, STEPS), clock)
        };
        jobs.iter().map(solve).collect()
    }

    /// The cut at a partition touches there: with every form fixed it proves the value itself.
    fn of_one(&mut self, geometry: &Geometry, values: &[i64], blocks: &[i64]) -> Option<Outcome<Shared>> {
        if blocks.iter().any(|&x| x < 0) {
            return None;
        }
        let point: Vec<f64> = blocks.iter().map(|&x| x as f64).collect();
        let number = self.cut_at(geometry, &point);
        let slopes = &self.cuts.list()[number].slopes;
        let vectors = geometry.basis.iter().rev();
        let multipliers: Vec<f64> = vectors.map(|vector| dot(vector, slopes) / geometry.total).collect();
        let exact = geometry.bound(slopes, &multipliers, values);
        let ground = Arc::new(Average { point, parts: vec![(number, 1.0)], is_of_one: true });
        Some(Outcome { exact, beyond: f64::NEG_INFINITY, reason: Reason { ground, multipliers }, taken: 0 })
    }

    fn has_given_up(&self) -> bool {
        self.failure.is_some()
    }

    fn value(&self, partition: &Partition, _clock: &Clock) -> Estimate {
        accurate(self.evaluator, partition)
    }

    fn runtime(&self, value: f64) -> f64 {
        self.evaluator.runtime(value)
    }
}

/// A point where the last form has its value, the others as they were.
fn moved_to(geometry: &Geometry, case: &Case, point: &[f64]) -> Vec<f64> {
    let place = geometry.forms.len() - case.values.len();
    let mut moved = point.to_vec();
    if let Some(&value) = case.values.last() {
        add(&mut moved, value as f64 - geometry.forms[place].at(point), &geometry.basis[place]);
    }
    moved
}

/// The value of a partition, with its rounding error.
pub fn accurate(evaluator: &TraceRuntime, partition: &Partition) -> Estimate {
    let value = evaluator.mean_runtime(partition.shares().loads().as_slice());
    Estimate { value, error: VALUE * value }
}
