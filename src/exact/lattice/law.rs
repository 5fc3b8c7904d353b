//! The search over a law: cases are closed by tangents, several at a time.

use super::case::{Cases, Job, Outcome};
use super::geometry::Geometry;
use super::model;
use super::search::{Aim, End, Incumbent, Search, Space, Unfit};
use super::tangents::{Shared, Tangents};
use super::tree::Proof;
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::free_levels::loss_form;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::descent::optimum;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::Estimate;
use crate::runtime::law_runtime::LawRuntime;
use crate::solution::{Solution, Status};
use crate::threads;

/// Relative tolerance of evaluations in units of the gap asked for, and its range.
const TOLERANCE_SHARE: f64 = 0.02;
const TOLERANCES: (f64, f64) = (1e-13, 1e-10);
/// Relative tolerance of the values that incumbents are compared by.
const VALUE_TOLERANCE: f64 = 1e-12;

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &LawRuntime, method: &'static str) -> Result<Solution, Error> {
    let relaxed = optimum(problem, evaluator);
    let clock = problem.clock().of(method).less(problem.relaxed.spent());
    let best = problem.round(&relaxed.shares, &clock)?;
    let mut incumbent = Incumbent { value: accurate(evaluator, &best, &clock), best };
    let proved = relaxed.bound / relaxed.value - 1.0;
    let goal = problem.gap();
    let mut end = End::before(Status::Optimal, proved, "");
    if incumbent.value.value / relaxed.bound - 1.0 > goal {
        end = match begun(problem, evaluator, incumbent.clone(), false, &clock) {
            Ok(mut search) => {
                let end = search.run(Aim::Within(goal), proved, &clock);
                incumbent = search.incumbent;
                end
            }
            Err(unfit) => unfit.end(proved),
        };
    }
    let (bound, status) = end.claim(incumbent.value, relaxed, goal);
    clock.reached(end.cases as u64, evaluator.runtime(incumbent.value.value), evaluator.bound(bound));
    Ok(Solution {
        value: Some(evaluator.value_of(incumbent.value)),
        partition: Some(incumbent.best),
        bound: Some(problem.bound(method, evaluator.bound(bound), status)),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(end.note("tangent")),
        ..Solution::empty(method, status)
    })
}

/// The tree that proves a partition optimal to a relative gap; `None` where the clock ends the search, there is no
/// basis, or it is not.
pub fn prove(
    problem: &Problem,
    evaluator: &LawRuntime,
    partition: &Partition,
    goal: f64,
    clock: &Clock,
) -> Option<Proof<Shared>> {
    let relaxed = optimum(problem, evaluator);
    let proved = relaxed.bound / relaxed.value - 1.0;
    let incumbent = Incumbent { value: accurate(evaluator, partition, clock), best: partition.clone() };
    let mut search = begun(problem, evaluator, incumbent, true, clock).ok()?;
    let end = search.run(Aim::Within(goal), proved, clock);
    let proof = if end.status == Status::Optimal { search.into_proof(Aim::Within(goal)) } else { None };
    proof.map(|(proof, _)| proof)
}

/// The value that incumbents are compared by.
fn accurate(evaluator: &LawRuntime, partition: &Partition, clock: &Clock) -> Estimate {
    let shares = partition.shares();
    let evaluation = evaluator.evaluate(&shares, VALUE_TOLERANCE, clock);
    evaluation.map_or_else(|| evaluator.estimate(&shares), |evaluation| evaluation.value)
}

/// A search with its first tangent.
fn begun<'a>(
    problem: &'a Problem,
    evaluator: &'a LawRuntime,
    incumbent: Incumbent,
    is_settled: bool,
    clock: &Clock,
) -> Result<Search<Tangents<'a>>, Unfit> {
    let relaxed = optimum(problem, evaluator);
    let first = evaluator.first_level();
    let curvature = || loss_form(evaluator, &relaxed.shares, clock);
    let (space, lattice) = Space::around(&incumbent.best, (first, relaxed.value), curvature)?;
    let total = space.geometry.total;
    let tolerance = (TOLERANCE_SHARE * problem.gap()).clamp(TOLERANCES.0, TOLERANCES.1);
    let tangents = Tangents { evaluator, reference: relaxed.value, tolerance };
    let point: Vec<f64> = relaxed.shares.as_slice()[first..].iter().map(|x| x * total).collect();
    let root = Shared::new(tangents.at(point.clone(), total, clock).ok_or(Unfit::Late)?);
    let nearest = lattice.nearest(&point, &space.geometry.origin, 0).nearest;
    let mut search = Search::new(tangents, space, incumbent, root, is_settled);
    if !is_settled {
        search.offer(&nearest, clock);
    }
    Ok(search)
}

impl Cases for Tangents<'_> {
    type Ground = Shared;

    fn look_into(
        &mut self,
        geometry: &Geometry,
        jobs: &[Job<Shared>],
        target: f64,
        clock: &Clock,
    ) -> Vec<Option<Outcome<Shared>>> {
        threads::map(jobs.len(), |i| {
            let job = &jobs[i];
            threads::alone(|| model::solve(geometry, self, &job.case, &job.from, target, clock))
        })
    }

    /// The tangent at the minimiser is the best there is.
    fn of_one(&mut self, _geometry: &Geometry, _values: &[i64], _blocks: &[i64]) -> Option<Outcome<Shared>> {
        None
    }

    fn value(&self, partition: &Partition, clock: &Clock) -> Estimate {
        accurate(self.evaluator, partition, clock)
    }

    fn runtime(&self, value: f64) -> f64 {
        self.evaluator.runtime(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Cancel;
    use crate::instance::{Instance, Objective, System};
    use crate::options::Options;
    use crate::problem::any_evaluator::AnyEvaluator;
    use crate::straggler::ShiftedExponential;

    /// The optimum of four workers and twenty coordinates, docs/model.md section 4.
    const OPTIMUM: f64 = 18.301_761_793_253;

    #[test]
    fn a_search_cut_off_claims_what_was_proved_and_a_finished_one_no_more() {
        let law = ShiftedExponential::new(1.0, 0.0).unwrap();
        let system = System::new(4, 20).unwrap();
        let instance = Instance::new(system, law, Objective::ExpectedRuntime).unwrap();
        let problem = Problem::new(&instance, &Options::default()).unwrap();
        let AnyEvaluator::LawRuntime(evaluator) = problem.any_evaluator() else { unreachable!() };
        let relaxed = optimum(&problem, evaluator);
        let proved = relaxed.bound / relaxed.value - 1.0;
        let best = Partition::new(vec![4, 2, 2, 12], 4, 20).unwrap();
        let clock = Clock::unlimited();
        let begin = || {
            let incumbent = Incumbent { value: accurate(evaluator, &best, &clock), best: best.clone() };
            begun(&problem, evaluator, incumbent, false, &clock).ok().unwrap()
        };
        let bound = |end: &End| relaxed.value * (1.0 + end.proved) * evaluator.scale();
        let cancel = Cancel::default();
        cancel.cancel();
        let cut_off =
            begin().run(Aim::Within(1e-9), proved, &Clock::start(std::time::Duration::MAX, cancel, None));
        assert_eq!((cut_off.status, cut_off.cases), (Status::TimeLimit, 2));
        assert!(bound(&cut_off) <= OPTIMUM, "{}", bound(&cut_off));
        let finished = begin().run(Aim::Within(1e-9), proved, &clock);
        assert_eq!(finished.status, Status::Optimal);
        assert!(bound(&finished) <= OPTIMUM && bound(&finished) > OPTIMUM * (1.0 - 1.1e-9));
    }
}
