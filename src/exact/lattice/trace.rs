//! The search over a trace: cases are closed by averages of cuts, one after the other.

use super::bundle::{Bundle, Shared, accurate};
use super::cuts::Levels;
use super::search::{Aim, End, Incumbent, Search, Space, Unfit};
use super::trace_form::smoothed_form;
use super::tree::Proof;
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::trace_start::best_known;
use crate::numeric::lattice::Lattice;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::trace::runtime::optimum;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::solution::{Solution, Status};

/// Least unit of losses: below it they are rounding.
const LEAST_UNIT: f64 = 1e-12;

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Result<Solution, Error> {
    let relaxed = optimum(problem, evaluator);
    let clock = problem.clock().of(method).less(problem.relaxed.spent());
    let best = best_known(problem, evaluator, relaxed, &clock)?;
    let mut incumbent = Incumbent { value: accurate(evaluator, &best), best };
    let proved = relaxed.bound / relaxed.value - 1.0;
    let goal = problem.gap();
    let mut end = End::before(Status::Optimal, proved, "");
    let mut failure = None;
    if incumbent.value.value / relaxed.bound - 1.0 > goal {
        end = match Begun::new(problem, evaluator, &incumbent, &clock) {
            Ok(begun) => {
                let proved = proved.max(begun.proved);
                let mut search = begun.search(incumbent, false, &clock);
                let end = search.run(Aim::Within(goal), proved, &clock);
                (incumbent, failure) = (search.incumbent, search.cases.failure);
                end
            }
            Err(unfit) => unfit.end(proved),
        };
    }
    let (bound, status) = end.claim(incumbent.value, relaxed, goal);
    clock.reached(end.cases as u64, evaluator.runtime(incumbent.value.value), evaluator.bound(bound));
    let failure = failure.map_or(String::new(), |why| format!("; {why}"));
    Ok(Solution {
        value: evaluator.value_of_partition(&incumbent.best),
        bound: Some(problem.bound(method, evaluator.bound(bound), status)),
        partition: Some(incumbent.best),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(format!("{}{failure}", end.note("cut"))),
        ..Solution::empty(method, status)
    })
}

/// Cuts that together bound the cost of all partitions: what was chosen in every row, and the weight of each.
#[derive(Debug)]
pub struct Root {
    pub parts: Vec<(Levels, f64)>,
    /// The minimiser, in coordinates, one entry a level.
    pub point: Vec<f64>,
}

/// A tree over a trace, the choices in every row that its averages speak of, and those of its root.
#[derive(Debug)]
pub struct Proven {
    pub proof: Proof<Shared>,
    pub cuts: Vec<Levels>,
}

/// The relaxed optimum by cuts; `None` where the clock or HiGHS ends it before anything is known.
pub fn root(
    problem: &Problem,
    evaluator: &TraceRuntime,
    partition: &Partition,
    clock: &Clock,
) -> Option<Root> {
    let first = evaluator.first_level();
    if evaluator.workers() - first < 2 {
        let levels: Levels = evaluator.rows().iter().map(|_| first as u16).collect();
        let point = partition.blocks().iter().map(|&x| x as f64).collect();
        return Some(Root { parts: vec![(levels, 1.0)], point });
    }
    let incumbent = Incumbent { value: accurate(evaluator, partition), best: partition.clone() };
    let begun = Begun::new(problem, evaluator, &incumbent, clock).ok()?;
    let cuts = begun.bundle.cuts.list();
    let parts = begun.root.parts.iter().map(|(number, weight)| (cuts[*number].levels.clone(), *weight));
    let point = vec![0.0; first].into_iter().chain(begun.root.point.iter().copied()).collect();
    Some(Root { parts: parts.collect(), point })
}

/// The tree that proves a partition optimal; `None` where the clock or HiGHS ends the search, there is no basis, or it is
/// not.
pub fn prove(
    problem: &Problem,
    evaluator: &TraceRuntime,
    partition: &Partition,
    aim: Aim,
    clock: &Clock,
) -> Option<Proven> {
    let relaxed = optimum(problem, evaluator);
    let proved = relaxed.bound / relaxed.value - 1.0;
    let incumbent = Incumbent { value: accurate(evaluator, partition), best: partition.clone() };
    let begun = Begun::new(problem, evaluator, &incumbent, clock).ok()?;
    let mut search = begun.search(incumbent, true, clock);
    let end = search.run(aim, proved, clock);
    if end.status != Status::Optimal {
        return None;
    }
    let (proof, bundle) = search.into_proof(aim)?;
    Some(Proven { proof, cuts: bundle.cuts.list().iter().map(|cut| cut.levels.clone()).collect() })
}

/// What a search begins with.
struct Begun<'a> {
    space: Space,
    lattice: Lattice,
    bundle: Bundle<'a>,
    root: Shared,
    /// The loss that no partition is below.
    proved: f64,
}

impl<'a> Begun<'a> {
    fn new(
        problem: &Problem,
        evaluator: &'a TraceRuntime,
        incumbent: &Incumbent,
        clock: &Clock,
    ) -> Result<Self, Unfit> {
        let relaxed = optimum(problem, evaluator);
        let first = evaluator.first_level();
        let total = problem.coordinates() as f64;
        let curvature = || Some(smoothed_form(evaluator.rows(), &relaxed.shares, first, total));
        let (space, lattice) = Space::around(&incumbent.best, (first, relaxed.value), curvature)?;
        let unit = (incumbent.value.value / relaxed.value - 1.0).max(LEAST_UNIT);
        let failed = || Unfit::NoBasis("; HiGHS gave up");
        let mut bundle =
            Bundle::new(evaluator, &space.geometry, relaxed.value, unit).map_err(|_| failed())?;
        let center: Vec<f64> = relaxed.shares.as_slice()[first..].iter().map(|x| x * total).collect();
        let found = bundle.first(&space.geometry, &center, clock);
        let (root, proved) = found.ok_or_else(|| if clock.is_over() { Unfit::Late } else { failed() })?;
        Ok(Self { space, lattice, bundle, root, proved })
    }

    fn search(self, incumbent: Incumbent, is_settled: bool, clock: &Clock) -> Search<Bundle<'a>> {
        let Self { space, lattice, bundle, root, .. } = self;
        let nearest = lattice.nearest(&root.point, &space.geometry.origin, 0).nearest;
        let mut search = Search::new(bundle, space, incumbent, root, is_settled);
        search.offer(&nearest, clock);
        search
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{Instance, Objective, System};
    use crate::options::Options;
    use crate::problem::any_evaluator::AnyEvaluator;
    use crate::straggler::Trace;

    #[test]
    #[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
    fn a_search_that_gave_up_ends_with_what_was_proved() {
        let rows = vec![vec![7.0, 2.0, 1.0], vec![3.0, 2.5, 2.0], vec![9.0, 8.0, 1.5], vec![4.0, 3.0, 1.0]];
        let (system, trace) = (System::new(3, 7).unwrap(), Trace::new(rows).unwrap());
        let instance = Instance::new(system, trace, Objective::ExpectedRuntime).unwrap();
        let problem = Problem::new(&instance, &Options::default()).unwrap();
        let AnyEvaluator::TraceRuntime(evaluator) = problem.any_evaluator() else { unreachable!() };
        let clock = Clock::unlimited();
        let best = Partition::new(vec![7, 0, 0], 3, 7).unwrap();
        let incumbent = Incumbent { value: accurate(evaluator, &best), best };
        let begun = Begun::new(&problem, evaluator, &incumbent, &clock).ok().unwrap();
        let proved = begun.proved;
        let mut search = begun.search(incumbent, true, &clock);
        search.cases.failure = Some("gone".to_owned());
        let end = search.run(Aim::Within(1e-9), proved, &clock);
        assert_eq!((end.status, end.cases, end.proved), (Status::GapLimit, 2, proved));
    }
}
