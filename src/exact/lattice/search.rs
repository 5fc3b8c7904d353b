//! The search: the case with the least bound first, until none is below what closes the gap.

use std::collections::BinaryHeap;

use super::geometry::Geometry;
use super::model::{self, Case, Outcome};
use super::open::{Job, Open};
use super::tangents::{Shared, Tangents};
use super::tree::{Child, Node, Proof, Side};
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::free_levels::{blocks_of, loss_form, partition_of};
use crate::numeric::lattice::MOST_REDUCED;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::descent::optimum;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::expected::Estimate;
use crate::runtime::law_runtime::LawRuntime;
use crate::solution::{Solution, Status};
use crate::threads;
use crate::wording::counted;

/// Cases that are looked into together, whatever the number of threads.
const TOGETHER: usize = 8;
/// Open cases, at most: each holds a tangent.
const MOST_OPEN: usize = 400_000;
/// Relative tolerance of evaluations in units of the gap asked for, and its range.
const TOLERANCE_SHARE: f64 = 0.02;
const TOLERANCES: (f64, f64) = (1e-13, 1e-10);
/// Relative tolerance of the values that incumbents are compared by.
const VALUE_TOLERANCE: f64 = 1e-12;
/// How far above an integer a form may be to be taken for it.
const INTEGRAL: f64 = 1e-9;

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &LawRuntime, method: &'static str) -> Result<Solution, Error> {
    let relaxed = optimum(problem, evaluator);
    let clock = problem.clock().less(problem.relaxed.spent());
    let best = problem.round(&relaxed.shares, &clock)?;
    let mut incumbent = Incumbent { value: accurate(evaluator, &best, &clock), best };
    let proved = relaxed.bound / relaxed.value - 1.0;
    let goal = problem.gap();
    let mut end = End { status: Status::Optimal, proved, cases: 0, tangents: 0, remark: "" };
    if incumbent.value.value / relaxed.bound - 1.0 > goal {
        end = match Search::new(problem, evaluator, incumbent.clone(), false, &clock) {
            Ok(mut search) => {
                let end = search.run(goal, proved, &clock);
                incumbent = search.incumbent;
                end
            }
            Err(Unfit::OnePartition) => End { proved: f64::INFINITY, ..end },
            Err(Unfit::Late) => End { status: Status::TimeLimit, ..end },
            Err(Unfit::NoBasis(remark)) => End { status: Status::GapLimit, remark, ..end },
        };
    }
    let Estimate { value, error } = incumbent.value;
    let bound = (relaxed.value * (1.0 + end.proved)).max(relaxed.bound).min(value - error);
    // Values are known to an error of their own, and so is the bound of a single partition.
    let status = match end.status {
        _ if value / bound - 1.0 <= goal => Status::Optimal,
        Status::Optimal => Status::GapLimit,
        status => status,
    };
    Ok(Solution {
        value: Some(evaluator.value_of(incumbent.value)),
        partition: Some(incumbent.best),
        bound: Some(problem.bound(method, evaluator.bound(bound), status)),
        seconds: problem.relaxed.spent().as_secs_f64(),
        note: Some(format!(
            "{}, {}{}",
            counted(end.cases as u64, "case"),
            counted(end.tangents as u64, "tangent"),
            end.remark
        )),
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
) -> Option<Proof> {
    let relaxed = optimum(problem, evaluator);
    let proved = relaxed.bound / relaxed.value - 1.0;
    let incumbent = Incumbent { value: accurate(evaluator, partition, clock), best: partition.clone() };
    let mut search = Search::new(problem, evaluator, incumbent, true, clock).ok()?;
    let end = search.run(goal, proved, clock);
    if end.status == Status::Optimal { search.into_proof(goal) } else { None }
}

/// The best partition so far.
#[derive(Debug, Clone)]
struct Incumbent {
    best: Partition,
    value: Estimate,
}

/// How a search ended.
struct End {
    status: Status,
    /// Largest relative loss that no partition is below.
    proved: f64,
    cases: usize,
    tangents: usize,
    /// What else is to be said, for the end of the note.
    remark: &'static str,
}

/// Why there is nothing to search.
enum Unfit {
    /// Only one level has a finite mean.
    OnePartition,
    /// The clock ended the preparation.
    Late,
    /// No reduced basis.
    NoBasis(&'static str),
}

/// The value that incumbents are compared by.
fn accurate(evaluator: &LawRuntime, partition: &Partition, clock: &Clock) -> Estimate {
    let shares = partition.shares();
    let evaluation = evaluator.evaluate(&shares, VALUE_TOLERANCE, clock);
    evaluation.map_or_else(|| evaluator.estimate(&shares), |evaluation| evaluation.value)
}

struct Search<'a> {
    evaluator: &'a LawRuntime,
    geometry: Geometry,
    tangents: Tangents<'a>,
    coordinates: u64,
    incumbent: Incumbent,
    root: Shared,
    nodes: Vec<Node>,
    open: BinaryHeap<Open>,
    /// The least bound among the proofs of the tree.
    closed: f64,
    cases: usize,
    /// Tangents taken.
    taken: usize,
    /// Whether the incumbent is the one to be judged, whatever else is found.
    is_settled: bool,
}

impl<'a> Search<'a> {
    fn new(
        problem: &'a Problem,
        evaluator: &'a LawRuntime,
        incumbent: Incumbent,
        is_settled: bool,
        clock: &Clock,
    ) -> Result<Self, Unfit> {
        let relaxed = optimum(problem, evaluator);
        let first = evaluator.first_level();
        let free = problem.workers() - first;
        if free < 2 {
            return Err(Unfit::OnePartition);
        }
        if free > MOST_REDUCED {
            return Err(Unfit::NoBasis("; no lattice basis is reduced beyond 80 levels"));
        }
        let form = loss_form(evaluator, &relaxed.shares, clock).ok_or(Unfit::Late)?;
        let center = &relaxed.shares.as_slice()[first..];
        let origin = blocks_of(evaluator, &incumbent.best);
        let (geometry, lattice) = Geometry::new(form, &origin, problem.coordinates())
            .ok_or(Unfit::NoBasis("; the lattice basis is beyond double precision"))?;
        let tolerance = (TOLERANCE_SHARE * problem.gap()).clamp(TOLERANCES.0, TOLERANCES.1);
        let tangents = Tangents { evaluator, reference: relaxed.value, tolerance };
        let point: Vec<f64> = center.iter().map(|x| x * geometry.total).collect();
        let root = Shared::new(tangents.at(point.clone(), geometry.total, clock).ok_or(Unfit::Late)?);
        let mut search = Self {
            evaluator,
            geometry,
            tangents,
            coordinates: problem.coordinates(),
            incumbent,
            root,
            nodes: Vec::new(),
            open: BinaryHeap::new(),
            closed: f64::INFINITY,
            cases: 0,
            taken: 0,
            is_settled,
        };
        if !is_settled {
            let nearest = lattice.nearest(&point, &origin, 0).nearest;
            search.offer(&nearest, clock);
        }
        Ok(search)
    }

    /// The relative loss from which on a case is closed.
    fn target(&self, goal: f64) -> f64 {
        let Estimate { value, error } = self.incumbent.value;
        (value - error).min(value / (1.0 + goal)) / self.tangents.reference - 1.0
    }

    fn run(&mut self, goal: f64, proved: f64, clock: &Clock) -> End {
        let root = self.root.clone();
        let mut jobs = Vec::new();
        self.ask(&[], &root, proved, &mut jobs);
        self.look_into(&jobs, goal, clock);
        let status = loop {
            let target = self.target(goal);
            if self.open.peek().is_none_or(|open| open.bound >= target) {
                break Status::Optimal;
            }
            if clock.is_over() {
                break Status::TimeLimit;
            }
            if self.open.len() > MOST_OPEN {
                break Status::GapLimit;
            }
            jobs.clear();
            while jobs.len() < 2 * TOGETHER
                && self.open.peek().is_some_and(|open| open.bound < target)
                && let Some(open) = self.open.pop()
            {
                self.split(open, target, &mut jobs, clock);
            }
            self.look_into(&jobs, goal, clock);
        };
        let proved = self.open.iter().map(|open| open.bound).fold(self.closed, f64::min);
        End { status, proved, cases: self.cases, tangents: self.taken, remark: "" }
    }

    /// The tree with the half-lines that are left; `None` if one of them has no reason of its own.
    fn into_proof(mut self, goal: f64) -> Option<Proof> {
        let target = self.target(goal);
        if self.closed < target {
            return None;
        }
        for Open { node, case, outcome, .. } in std::mem::take(&mut self.open) {
            let end = case.values.last().copied()?;
            if outcome.beyond < target {
                return None;
            }
            let place = match case.side {
                Side::Below => &mut self.nodes[node].below,
                Side::Above => &mut self.nodes[node].above,
            };
            *place = Some((end, outcome.reason));
        }
        let first = self.evaluator.first_level();
        let zeros = vec![0; first];
        let forms = self.geometry.forms.iter().map(|form| [zeros.clone(), form.entries.clone()].concat());
        Some(Proof { forms: forms.collect(), nodes: self.nodes, first })
    }

    /// Splits a half-line into its end and the rest.
    fn split(&mut self, open: Open, target: f64, jobs: &mut Vec<Job>, clock: &Clock) {
        let Open { node, case, outcome, bound, .. } = open;
        let Case { mut values, side } = case;
        let Some(end) = values.last().copied() else { return };
        let exact = outcome.exact.max(bound);
        let child = if exact >= target || values.len() == self.geometry.forms.len() {
            if exact < target {
                // Every form has its value: one partition.
                let blocks: Vec<i64> = outcome.tangent.point.iter().map(|x| x.round() as i64).collect();
                self.offer(&blocks, clock);
            }
            self.closed = self.closed.min(exact);
            Child::Leaf(outcome.reason)
        } else {
            Child::Node(self.ask(&values, &outcome.tangent, exact, jobs))
        };
        self.nodes[node].values.push((end, child));
        if let Some(value) = values.last_mut() {
            *value = side.next(end);
        }
        jobs.push(Job { node, case: Case { values, side }, from: outcome.tangent, inherited: bound });
    }

    /// Asks for the next form where those before it have their values; returns the number of the question.
    fn ask(&mut self, values: &[i64], from: &Shared, inherited: f64, jobs: &mut Vec<Job>) -> usize {
        let node = self.nodes.len();
        let form = self.geometry.forms.len() - 1 - values.len();
        self.nodes.push(Node { form, values: Vec::new(), below: None, above: None });
        let above = (self.geometry.forms[form].at(&from.point) - INTEGRAL).ceil() as i64;
        for (side, end) in [(Side::Above, above), (Side::Below, above - 1)] {
            let values = values.iter().copied().chain([end]).collect();
            jobs.push(Job { node, case: Case { values, side }, from: from.clone(), inherited });
        }
        node
    }

    /// Finds out what can be proved of some half-lines.
    fn look_into(&mut self, jobs: &[Job], goal: f64, clock: &Clock) {
        let target = self.target(goal);
        let (geometry, tangents) = (&self.geometry, &self.tangents);
        let outcomes = threads::map(jobs.len(), |i| {
            let job = &jobs[i];
            threads::alone(|| model::solve(geometry, tangents, &job.case, &job.from, target, clock))
        });
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let outcome = outcome.unwrap_or_else(|| Outcome::unknown(&job.from));
            self.cases += 1;
            self.taken += outcome.taken;
            let bound = outcome.beyond.max(job.inherited);
            let (node, case, number) = (job.node, job.case.clone(), self.cases);
            self.open.push(Open { node, case, outcome, bound, number });
        }
    }

    /// Keeps a partition of the free levels if it is the best so far.
    fn offer(&mut self, blocks: &[i64], clock: &Clock) {
        if self.is_settled {
            return;
        }
        let Some(best) = partition_of(self.evaluator, blocks, self.coordinates) else { return };
        let value = accurate(self.evaluator, &best, clock);
        if value.value < self.incumbent.value.value {
            self.incumbent = Incumbent { best, value };
        }
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
            Search::new(&problem, evaluator, incumbent, false, &clock).ok().unwrap()
        };
        let bound = |end: &End| relaxed.value * (1.0 + end.proved) * evaluator.scale();
        let cancel = Cancel::default();
        cancel.cancel();
        let cut_off = begin().run(1e-9, proved, &Clock::start(std::time::Duration::MAX, cancel, None));
        assert_eq!((cut_off.status, cut_off.cases), (Status::TimeLimit, 2));
        assert!(bound(&cut_off) <= OPTIMUM, "{}", bound(&cut_off));
        let finished = begin().run(1e-9, proved, &clock);
        assert_eq!(finished.status, Status::Optimal);
        assert!(bound(&finished) <= OPTIMUM && bound(&finished) > OPTIMUM * (1.0 - 1.1e-9));
    }
}
