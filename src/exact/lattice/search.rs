//! The search: the case with the least bound first, until none is below what closes the gap.

use std::collections::BinaryHeap;

use super::case::{Case, Cases, Ground as _, Job, Outcome};
use super::geometry::Geometry;
use super::open::Open;
use super::tree::{Child, Node, Proof, Reason, Side};
use crate::clock::Clock;
use crate::exact::free_levels::{blocks_of, partition_of};
use crate::numeric::lattice::{Lattice, MOST_REDUCED};
use crate::partition::Partition;
use crate::problem::memo::RelaxedOptimum;
use crate::runtime::expected::Estimate;
use crate::solution::Status;
use crate::wording::counted;

/// Cases that are looked into together, whatever the number of threads.
const TOGETHER: usize = 8;
/// Open cases, at most: each holds what it rests on.
const MOST_OPEN: usize = 400_000;
/// How far above an integer a form may be to be taken for it.
const INTEGRAL: f64 = 1e-9;
/// Relative rounding errors of values that are compared.
const ROUNDING: f64 = 4e-15;

/// The best partition so far.
#[derive(Debug, Clone)]
pub struct Incumbent {
    pub best: Partition,
    pub value: Estimate,
}

/// From which loss on cases are closed.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    /// Where no partition is better than the incumbent by more than a relative gap.
    Within(f64),
    /// Where all are worse by so much, relatively; single partitions are compared by their values.
    Beyond(f64),
}

/// How a search ended.
pub struct End {
    pub status: Status,
    /// Largest relative loss that no partition is below.
    pub proved: f64,
    pub cases: usize,
    /// Tangents or cuts taken.
    pub taken: usize,
    /// What else is to be said, for the end of the note.
    pub remark: &'static str,
}

impl End {
    /// That of a search that was not begun, where so much is proved.
    pub fn before(status: Status, proved: f64, remark: &'static str) -> Self {
        Self { status, proved, cases: 0, taken: 0, remark }
    }

    /// Bound and status, for the value of the incumbent and the relaxed optimum that losses are relative to.
    pub fn claim(&self, value: Estimate, relaxed: &RelaxedOptimum, goal: f64) -> (f64, Status) {
        let Estimate { value, error } = value;
        let bound = (relaxed.value * (1.0 + self.proved)).max(relaxed.bound).min(value - error);
        // Values are known to an error of their own, and so is the bound of a single partition.
        let status = match self.status {
            _ if value / bound - 1.0 <= goal => Status::Optimal,
            Status::Optimal => Status::GapLimit,
            status => status,
        };
        (bound, status)
    }

    /// What it took.
    pub fn note(&self, taken: &str) -> String {
        let (cases, taken) = (counted(self.cases as u64, "case"), counted(self.taken as u64, taken));
        format!("{cases}, {taken}{}", self.remark)
    }
}

/// Why there is nothing to search.
pub enum Unfit {
    /// Only one level may hold coordinates.
    OnePartition,
    /// The clock ended the preparation.
    Late,
    /// No reduced basis.
    NoBasis(&'static str),
}

impl Unfit {
    /// How a search ends that was not begun for it.
    pub fn end(&self, proved: f64) -> End {
        match self {
            Self::OnePartition => End::before(Status::Optimal, f64::INFINITY, ""),
            Self::Late => End::before(Status::TimeLimit, proved, ""),
            Self::NoBasis(remark) => End::before(Status::GapLimit, proved, remark),
        }
    }
}

/// What is searched.
pub struct Space {
    pub geometry: Geometry,
    pub coordinates: u64,
    /// Levels below the free ones, which are empty.
    pub first: usize,
    /// The value that losses are relative to, in the unit of values.
    pub reference: f64,
}

impl Space {
    /// All partitions at the levels from `first` on, measured from one of them, and the reduced lattice of their moves, for the
    /// curvature of the relative loss in the shares of these levels.
    pub fn around(
        partition: &Partition,
        (first, reference): (usize, f64),
        curvature: impl FnOnce() -> Option<Vec<Vec<f64>>>,
    ) -> Result<(Self, Lattice), Unfit> {
        let (free, coordinates) = (partition.blocks().len() - first, partition.blocks().iter().sum());
        if free < 2 {
            return Err(Unfit::OnePartition);
        }
        if free > MOST_REDUCED {
            return Err(Unfit::NoBasis("; no lattice basis is reduced beyond 80 levels"));
        }
        let form = curvature().ok_or(Unfit::Late)?;
        let (geometry, lattice) = Geometry::new(form, &blocks_of(first, partition), coordinates)
            .ok_or(Unfit::NoBasis("; the lattice basis is beyond double precision"))?;
        Ok((Self { geometry, coordinates, first, reference }, lattice))
    }
}

pub struct Search<C: Cases> {
    pub cases: C,
    space: Space,
    pub incumbent: Incumbent,
    root: C::Ground,
    nodes: Vec<Node<C::Ground>>,
    open: BinaryHeap<Open<C::Ground>>,
    /// The least bound among the proofs of the tree.
    closed: f64,
    looked_into: usize,
    /// Tangents or cuts taken.
    taken: usize,
    /// Whether the incumbent is the one to be judged, whatever else is found.
    is_settled: bool,
}

impl<C: Cases> Search<C> {
    /// From a partition, and from the relaxed optimum as the minimiser of all.
    pub fn new(cases: C, space: Space, incumbent: Incumbent, root: C::Ground, is_settled: bool) -> Self {
        Self {
            cases,
            space,
            incumbent,
            root,
            nodes: Vec::new(),
            open: BinaryHeap::new(),
            closed: f64::INFINITY,
            looked_into: 0,
            taken: 0,
            is_settled,
        }
    }

    /// The relative loss from which on a case is closed.
    fn target(&self, aim: Aim) -> f64 {
        let Estimate { value, error } = self.incumbent.value;
        let value = match aim {
            Aim::Within(goal) => (value - error).min(value / (1.0 + goal)),
            Aim::Beyond(margin) => value * (1.0 + margin),
        };
        value / self.space.reference - 1.0
    }

    /// Searches until all is closed, if the clock lets it, from what is proved of all partitions.
    pub fn run(&mut self, aim: Aim, proved: f64, clock: &Clock) -> End {
        let root = self.root.clone();
        let mut jobs = Vec::new();
        self.ask(&[], &root, proved, &mut jobs);
        self.look_into(&jobs, aim, clock);
        let status = loop {
            let target = self.target(aim);
            if self.open.peek().is_none_or(|open| open.bound >= target) {
                break Status::Optimal;
            }
            if clock.is_over() {
                break Status::TimeLimit;
            }
            let is_refuted = self.is_settled && self.closed < target;
            if is_refuted || self.cases.has_given_up() || self.open.len() > MOST_OPEN {
                break Status::GapLimit;
            }
            self.tell(proved, clock);
            jobs.clear();
            while jobs.len() < 2 * TOGETHER
                && self.open.peek().is_some_and(|open| open.bound < target)
                && let Some(open) = self.open.pop()
            {
                self.split(open, aim, &mut jobs, clock);
            }
            self.look_into(&jobs, aim, clock);
        };
        let proved = self.open.iter().map(|open| open.bound).fold(self.closed, f64::min);
        End { status, proved, cases: self.looked_into, taken: self.taken, remark: "" }
    }

    /// Tells how far the search is, from what was proved before it.
    fn tell(&self, proved: f64, clock: &Clock) {
        let Estimate { value, error } = self.incumbent.value;
        let least = self.open.peek().map_or(self.closed, |open| open.bound.min(self.closed));
        let bound = (self.space.reference * (1.0 + least.max(proved))).min(value - error);
        clock.reached(self.looked_into as u64, self.cases.runtime(value), self.cases.runtime(bound));
    }

    /// The tree with the half-lines that are left, and what closed its cases; `None` if one of them has no reason of its
    /// own.
    pub fn into_proof(mut self, aim: Aim) -> Option<(Proof<C::Ground>, C)> {
        let target = self.target(aim);
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
        let Space { geometry, first, .. } = self.space;
        let whole = |entries: &[i64]| [&vec![0; first], entries].concat();
        let forms = geometry.forms.iter().map(|form| whole(&form.entries)).collect();
        let basis = geometry.basis.iter().map(|v| whole(&v.iter().map(|&z| z as i64).collect::<Vec<_>>()));
        Some((Proof { forms, nodes: self.nodes, basis: basis.collect(), first }, self.cases))
    }

    /// Splits a half-line into its end and the rest.
    fn split(&mut self, open: Open<C::Ground>, aim: Aim, jobs: &mut Vec<Job<C::Ground>>, clock: &Clock) {
        let Open { node, case, outcome, bound, .. } = open;
        let Case { mut values, side } = case;
        let Some(end) = values.last().copied() else { return };
        let target = self.target(aim);
        let exact = outcome.exact.max(bound);
        let from = outcome.reason.ground.clone();
        let child = if exact >= target {
            self.closed = self.closed.min(exact);
            Child::Leaf(outcome.reason)
        } else if values.len() == self.space.geometry.forms.len() {
            let outcome = Outcome { exact, ..outcome };
            Child::Leaf(self.try_one(&values, outcome, aim, clock))
        } else {
            Child::Node(self.ask(&values, &from, exact, jobs))
        };
        self.nodes[node].values.push((end, child));
        if let Some(value) = values.last_mut() {
            *value = side.next(end);
        }
        jobs.push(Job { node, case: Case { values, side }, from, inherited: bound });
    }

    /// Every form has its value, which leaves one partition: offers it, and closes the case.
    fn try_one(
        &mut self,
        values: &[i64],
        outcome: Outcome<C::Ground>,
        aim: Aim,
        clock: &Clock,
    ) -> Reason<C::Ground> {
        let Some(blocks) = self.space.geometry.point_of(values) else {
            self.closed = self.closed.min(outcome.exact);
            return outcome.reason;
        };
        self.offer(&blocks, clock);
        let own = self.cases.of_one(&self.space.geometry, values, &blocks);
        let partition = partition_of(self.space.first, &blocks, self.space.coordinates);
        let least = self.incumbent.value.value * (1.0 - ROUNDING);
        let is_no_better = matches!(aim, Aim::Beyond(_))
            && partition.is_some_and(|partition| self.cases.value(&partition, clock).value >= least);
        if is_no_better {
            // Where values are equal only what touches proves it.
            return own.unwrap_or(outcome).reason;
        }
        let best = own.filter(|own| own.exact > outcome.exact).unwrap_or(outcome);
        self.closed = self.closed.min(best.exact);
        best.reason
    }

    /// Asks for the next form where those before it have their values; returns the number of the question.
    fn ask(
        &mut self,
        values: &[i64],
        from: &C::Ground,
        inherited: f64,
        jobs: &mut Vec<Job<C::Ground>>,
    ) -> usize {
        let node = self.nodes.len();
        let forms = &self.space.geometry.forms;
        let form = forms.len() - 1 - values.len();
        self.nodes.push(Node { form, values: Vec::new(), below: None, above: None });
        let above = (forms[form].at(from.point()) - INTEGRAL).ceil() as i64;
        for (side, end) in [(Side::Above, above), (Side::Below, above - 1)] {
            let values = values.iter().copied().chain([end]).collect();
            jobs.push(Job { node, case: Case { values, side }, from: from.clone(), inherited });
        }
        node
    }

    /// Finds out what can be proved of some half-lines.
    fn look_into(&mut self, jobs: &[Job<C::Ground>], aim: Aim, clock: &Clock) {
        let target = self.target(aim);
        let outcomes = self.cases.look_into(&self.space.geometry, jobs, target, clock);
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let outcome = outcome.unwrap_or_else(|| Outcome::unknown(&job.from));
            self.looked_into += 1;
            self.taken += outcome.taken;
            let bound = outcome.beyond.max(job.inherited);
            let (node, case, number) = (job.node, job.case.clone(), self.looked_into);
            self.open.push(Open { node, case, outcome, bound, number });
        }
    }

    /// Keeps a partition of the free levels if it is the best so far.
    pub fn offer(&mut self, blocks: &[i64], clock: &Clock) {
        if self.is_settled {
            return;
        }
        let Some(best) = partition_of(self.space.first, blocks, self.space.coordinates) else { return };
        let value = self.cases.value(&best, clock);
        if value.value < self.incumbent.value.value {
            self.incumbent = Incumbent { best, value };
        }
    }
}
