//! Best-first search over boxes of loads.
//!
//! A box is relaxed, tightened, relaxed again, as long as tightening pays; only then it is bisected. Points
//! that tightening removes are below the target, so what the search proves is: no point
//! exceeds the target, or the largest bound of a box left open.
//!
//! Proved in `proofs/certificate/weak_duality.v`: `proof_tree_sound`.

use std::collections::BinaryHeap;
use std::rc::Rc;
use std::time::Instant;

use super::boxes::LoadBox;
use super::branching::{self, Coefficients};
use super::envelope::{Envelope, LogCdf};
use super::incumbent::Incumbent;
use super::integer::{Grid, unsigned};
use super::node::Node;
use super::oracle::Oracle;
use super::relaxation::{Answer, Relaxation, Solve};
use super::rows::{Form, Objective, Row, Space};
use super::tightening::{Tightened, tighten, weighted_gaps};
use super::{GlobalOptions, GlobalOutcome, GlobalProblem};
use crate::error::Error;
use crate::partition::cumulative_load;
use crate::relaxed::ascent::ln;
use crate::runtime::completion::Probability;

/// Linear programs of one relaxation.
const CUTS: usize = 40;
/// A relaxation stops when a further cut would gain less than this share of the distance to the target.
const LEAST_GAIN: f64 = 0.03;
/// The gap aimed at, in units of the one asked for: what is lost in rounding must not leave it open.
const AIM: f64 = 1.0 - 1e-4;
/// A box is bisected when tightening leaves more than this share of the envelope gaps.
const LEAST_SHRINK: f64 = 0.85;
/// Rows kept, in multiples of the number of workers, and solves until a row counts as idle.
const ROWS: usize = 14;
const PATIENCE: usize = 3;
/// A line is added when it lowers `eta` by about this share of the tolerance.
const LINE_TOLERANCE: f64 = 3e-3;
/// Bisection points keep this share of the box on either side.
const MARGIN: f64 = 0.2;

/// The search.
#[derive(Debug)]
pub struct Search<'a> {
    options: &'a GlobalOptions,
    /// When the search ends.
    until: Option<Instant>,
    beta: LogCdf,
    oracle: Oracle<'a>,
    space: Rc<Space>,
    incumbent: Incumbent<'a>,
    target: f64,
    /// The largest bound of a box that can be neither closed nor bisected.
    stuck: f64,
    nodes: usize,
    programs: usize,
}

impl<'a> Search<'a> {
    /// From an incumbent of positive probability below 1, with the first box; `None` where the incumbent
    /// has no tangent in double precision.
    pub fn new(
        problem: &'a GlobalProblem,
        options: &'a GlobalOptions,
        shares: Vec<f64>,
        best: Probability,
        until: Option<Instant>,
    ) -> Option<(Self, Node)> {
        let evaluator = &problem.evaluator;
        let beta = LogCdf::new(evaluator.law().clone(), evaluator.deadline(), evaluator.workers() as f64);
        let region = LoadBox::around(&beta, evaluator.workers(), best);
        let oracle = Oracle::new(evaluator, &beta, &region);
        let logs: Vec<f64> = cumulative_load(&shares).iter().map(|&w| beta.value(w)).collect();
        let tangent = oracle.tangent(&logs)?;
        let space = Rc::new(Space::new(ln(best), &tangent.slopes));
        let mut search = Self {
            options,
            until,
            beta,
            oracle,
            space,
            incumbent: Incumbent::new(evaluator, shares, best, until),
            target: 0.0,
            stuck: f64::NEG_INFINITY,
            nodes: 0,
            programs: 0,
        };
        search.set_target();
        Some((search, Node { region, rows: vec![tangent.cut], bound: 0.0, coefficients: None }))
    }

    /// The same search over integer partitions, from the incumbent's blocks.
    pub fn over_integers(mut self, grid: Grid, blocks: Vec<i64>) -> Self {
        self.incumbent.over_integers(grid, blocks);
        self
    }

    /// The integer forms to branch on, relative to the incumbent's blocks.
    pub fn forms(&self) -> Option<Vec<Form>> {
        self.incumbent.forms()
    }

    /// The incumbent's blocks; empty if partitions need not be integers.
    pub fn blocks(&self) -> &[i64] {
        self.incumbent.blocks()
    }

    /// The function `beta` of the problem.
    pub fn beta(&self) -> &LogCdf {
        &self.beta
    }

    /// `ln` of the incumbent's probability plus the tolerance.
    pub fn target(&self) -> f64 {
        self.target
    }

    /// Whether the time is used up.
    pub fn out_of_time(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Whether all boxes allowed are used.
    pub fn out_of_nodes(&self) -> bool {
        self.nodes >= self.options.nodes
    }

    /// Counts a box or branch.
    pub fn count_node(&mut self) {
        self.nodes += 1;
    }

    fn set_target(&mut self) {
        let best = self.incumbent.probability();
        let gap = AIM * self.options.gap(best);
        self.target = if best.value > 0.5 {
            (-(best.complement - gap).max(0.0)).ln_1p()
        } else {
            (best.value + gap).ln().min(0.0)
        };
    }

    /// Runs from a box to the end or the limits.
    ///
    /// # Errors
    /// When HiGHS refuses a model.
    pub fn run(mut self, mut root: Node) -> Result<GlobalOutcome, Error> {
        let open = if root.region.propagate() { self.explore(root)? } else { f64::NEG_INFINITY };
        let ln_bound = self.target.max(open).max(self.stuck);
        let blocks = self.incumbent.integers().then(|| unsigned(self.incumbent.blocks()));
        let (shares, best) = self.incumbent.polished();
        let outcome = GlobalOutcome::new(shares, best, ln_bound, self.options);
        Ok(GlobalOutcome { nodes: self.nodes, programs: self.programs, blocks, ..outcome })
    }

    /// The largest bound of what is left open; minus infinity if all is closed.
    fn explore(&mut self, root: Node) -> Result<f64, Error> {
        let mut open = BinaryHeap::from([root]);
        while let Some(node) = open.pop() {
            if node.bound <= self.target {
                break;
            }
            if self.out_of_time() || self.out_of_nodes() {
                return Ok(node.bound);
            }
            self.nodes += 1;
            let bound = node.bound;
            let left = self.examine(node)?;
            let interrupted = self.out_of_time();
            open.extend(left);
            if interrupted {
                return Ok(open.pop().map_or(f64::NEG_INFINITY, |node| node.bound.min(bound)));
            }
        }
        Ok(f64::NEG_INFINITY)
    }

    /// Relaxes and tightens a box until it is closed or bisected; what is left of it.
    fn examine(&mut self, node: Node) -> Result<Vec<Node>, Error> {
        let Node { region, rows, mut bound, coefficients } = node;
        let mut envelopes = self.envelopes(&region);
        let mut relaxation = Relaxation::new(self.space.clone(), &self.beta, region, rows);
        let origin = coefficients.map(|coefficients| {
            relaxation.set_forms(coefficients.forms);
            coefficients.origin
        });
        let mut infeasible = false;
        let left = loop {
            let point = self.relax(&mut relaxation, &envelopes, &mut bound)?;
            if bound <= self.target {
                break None;
            }
            if self.out_of_time() {
                break Some(None);
            }
            let Some(point) = point else {
                // No answer, perhaps an empty box. Partitions can still be gone through.
                return self.branch(relaxation, &envelopes, origin, bound);
            };
            let slopes = self.slopes_at(&envelopes, &point);
            match tighten(self, &mut relaxation, &mut envelopes, &slopes)? {
                Tightened::Empty => break None,
                // A second report of infeasibility that the bound does not confirm is numerical.
                Tightened::Infeasible if !infeasible => infeasible = true,
                Tightened::To(share) if share <= LEAST_SHRINK => {}
                _ => {
                    if self.integers_decide(&envelopes, &point, &slopes, bound) {
                        return self.branch(relaxation, &envelopes, origin, bound);
                    }
                    let split = self.split(&relaxation, &envelopes, &point, &slopes);
                    if split.is_none() {
                        self.stuck = self.stuck.max(bound);
                        break None;
                    }
                    break Some(split);
                }
            }
        };
        self.programs += relaxation.solves();
        let Some(split) = left else { return Ok(Vec::new()) };
        let forms = relaxation.forms().to_vec();
        let coefficients = origin.map(|origin| Coefficients { forms, origin });
        let region = relaxation.region().clone();
        let rows = relaxation.into_rows();
        let Some((level, at)) = split else { return Ok(vec![Node { region, rows, bound, coefficients }]) };
        let (mut below, mut above) = (region.clone(), region);
        below.high[level] = at;
        above.low[level] = at;
        let children = [(below, rows.clone()), (above, rows)].into_iter().filter_map(|(mut region, rows)| {
            let coefficients = coefficients.clone();
            region.propagate().then_some(Node { region, rows, bound, coefficients })
        });
        Ok(children.collect())
    }

    /// Goes through the integer points of a box; what is left. Where partitions need not be integers the box
    /// stays open.
    fn branch(
        &mut self,
        mut relaxation: Relaxation,
        envelopes: &[Envelope],
        origin: Option<Vec<i64>>,
        bound: f64,
    ) -> Result<Vec<Node>, Error> {
        let left = branching::search(self, &mut relaxation, envelopes, origin, bound)?;
        self.stuck = self.stuck.max(left.open);
        self.programs += relaxation.solves();
        Ok(left.boxes)
    }

    fn envelopes(&self, region: &LoadBox) -> Vec<Envelope> {
        region
            .low
            .iter()
            .zip(&region.high)
            .map(|(&low, &high)| Envelope::new(&self.beta, low, high))
            .collect()
    }

    /// Solves the relaxation with cuts and lines added until it is nearly that of the envelopes; lowers
    /// the bound. `None` if HiGHS gives no answer at all: then nothing new is known.
    fn relax(
        &mut self,
        relaxation: &mut Relaxation,
        envelopes: &[Envelope],
        bound: &mut f64,
    ) -> Result<Option<Answer>, Error> {
        let mut last = None;
        for _ in 0..CUTS {
            let Solve::Optimal(answer) = relaxation.solve(Objective::Probability)? else { break };
            *bound = bound.min(answer.bound);
            let reached = self.separate(relaxation, envelopes, &answer)?;
            let enough = answer.eta - reached <= LEAST_GAIN * (answer.eta - self.target);
            last = Some(answer);
            if *bound <= self.target || enough || self.out_of_time() {
                break;
            }
        }
        self.clean(relaxation);
        Ok(last)
    }

    /// Forgets idle rows where there are many.
    pub fn clean(&self, relaxation: &mut Relaxation) {
        relaxation.clean(ROWS * self.space.workers(), PATIENCE * self.space.workers());
    }

    /// Adds the cut at the envelope point of an answer and the lines that it violates, looks at its
    /// loads as a new incumbent, and returns `Phi` at the envelope point.
    ///
    /// # Errors
    /// When HiGHS refuses a row.
    pub fn separate(
        &mut self,
        relaxation: &mut Relaxation,
        envelopes: &[Envelope],
        answer: &Answer,
    ) -> Result<f64, Error> {
        if self.incumbent.offer(&answer.loads) {
            self.set_target();
        }
        let heights: Vec<f64> =
            envelopes.iter().zip(&answer.loads).map(|(e, &w)| e.value(&self.beta, w)).collect();
        let tolerance =
            LINE_TOLERANCE * (self.target - ln(self.incumbent.probability())) / self.space.eta_unit;
        for (level, (height, b)) in heights.iter().zip(&answer.logs).enumerate() {
            if *b > height + tolerance * self.space.units[level] {
                let line = envelopes[level].line(&self.beta, answer.loads[level]);
                relaxation.add(Row::Line { level, line })?;
            }
        }
        let Some(tangent) = self.oracle.tangent(&heights) else { return Ok(f64::NEG_INFINITY) };
        if answer.eta > tangent.value {
            relaxation.add(tangent.cut)?;
        }
        Ok(tangent.value)
    }

    /// Slopes of `Phi` at the envelope point of an answer.
    pub fn slopes_at(&self, envelopes: &[Envelope], answer: &Answer) -> Vec<f64> {
        let heights: Vec<f64> =
            envelopes.iter().zip(&answer.loads).map(|(e, &w)| e.value(&self.beta, w)).collect();
        self.oracle.tangent(&heights).map_or_else(|| vec![1.0; heights.len()], |t| t.slopes)
    }

    /// Whether what is left of a box is for the search over integers: its envelopes explain less than half
    /// of the distance between bound and target.
    pub fn integers_decide(
        &self,
        envelopes: &[Envelope],
        answer: &Answer,
        slopes: &[f64],
        bound: f64,
    ) -> bool {
        let gap: f64 = (envelopes.iter().zip(&answer.loads).zip(slopes))
            .map(|((e, &w), s)| s * (e.value(&self.beta, w) - self.beta.value(w)))
            .sum();
        self.incumbent.integers() && gap <= 0.5 * (bound - self.target)
    }

    /// Takes the partition with lattice coefficients relative to `origin` as the incumbent if it is better.
    pub fn offer_coefficients(&mut self, origin: &[i64], coefficients: &[i64]) {
        if self.incumbent.offer_coefficients(origin, coefficients) {
            self.set_target();
        }
    }

    /// Where to bisect: the level whose envelope exceeds `beta` most at the point of an answer, in units
    /// of `ln Pr`, near its load there. `None` if no envelope has a gap.
    pub fn split(
        &self,
        relaxation: &Relaxation,
        envelopes: &[Envelope],
        answer: &Answer,
        slopes: &[f64],
    ) -> Option<(usize, f64)> {
        let region = relaxation.region();
        let here = (0..slopes.len()).map(|n| {
            let w = answer.loads[n].clamp(region.low[n], region.high[n]);
            slopes[n] * (envelopes[n].value(&self.beta, w) - self.beta.value(w))
        });
        let anywhere = weighted_gaps(self, envelopes, slopes);
        let worst = |gaps: Vec<f64>| {
            (0..gaps.len()).max_by(|&a, &b| gaps[a].total_cmp(&gaps[b])).filter(|&n| gaps[n] > 0.0)
        };
        let level = worst(here.collect()).or_else(|| worst(anywhere))?;
        let (low, high) = (region.low[level], region.high[level]);
        let margin = MARGIN * (high - low);
        (high > low).then(|| (level, answer.loads[level].clamp(low + margin, high - margin)))
    }
}

#[cfg(test)]
mod tests;
