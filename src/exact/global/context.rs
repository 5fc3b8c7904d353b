//! What a search never changes: its limits, the function `beta`, the oracle of cuts and the units.

use std::rc::Rc;

use super::boxes::LoadBox;
use super::envelope::{Envelope, LogCdf};
use super::node::Node;
use super::oracle::Oracle;
use super::relaxation::{Answer, Relaxation};
use super::rows::{Row, Space};
use super::types::{GlobalOptions, GlobalProblem};
use crate::clock::Clock;
use crate::relaxed::height::ln;
use crate::runtime::completion::Probability;
use crate::shares::Shares;

/// The setting of one search.
#[derive(Debug)]
pub struct Context<'a> {
    /// Gap and number of boxes.
    pub options: &'a GlobalOptions,
    /// When the search ends.
    pub clock: Clock,
    /// The function `beta` of the problem.
    pub beta: LogCdf,
    /// Tangents of `Phi`.
    pub oracle: Oracle<'a>,
    /// Units of the relaxations.
    pub space: Rc<Space>,
}

impl<'a> Context<'a> {
    /// From shares of positive probability below 1, with the first box; `None` where they have no tangent in
    /// double precision.
    pub fn new(
        problem: &'a GlobalProblem,
        options: &'a GlobalOptions,
        clock: &Clock,
        shares: &Shares,
        best: Probability,
    ) -> Option<(Self, Node)> {
        let evaluator = &problem.evaluator;
        let beta = LogCdf::new(evaluator.law().clone(), evaluator.deadline(), evaluator.workers() as f64);
        let region = LoadBox::around(&beta, evaluator.workers(), best, clock);
        let oracle = Oracle::new(evaluator, &beta, &region);
        let logs: Vec<f64> = shares.loads().as_slice().iter().map(|&w| beta.value(w)).collect();
        let tangent = oracle.tangent(&logs)?;
        let space = Rc::new(Space::new(ln(best), &tangent.slopes, &region.high));
        let root = Node { region, rows: vec![tangent.cut], bound: 0.0, trail: 0, coefficients: None };
        Some((Self { options, clock: clock.clone(), beta, oracle, space }, root))
    }

    /// The relaxation over a box.
    pub fn relaxation(&self, region: LoadBox, rows: Vec<Row>) -> Relaxation {
        Relaxation::new(self.space.clone(), &self.beta, region, rows, self.clock.clone())
    }

    /// The envelopes on the sides of a box.
    pub fn envelopes(&self, region: &LoadBox) -> Vec<Envelope> {
        let sides = region.low.iter().zip(&region.high);
        sides.map(|(&low, &high)| Envelope::new(&self.beta, low, high)).collect()
    }

    /// The envelopes at the loads of an answer.
    pub fn heights(&self, envelopes: &[Envelope], answer: &Answer) -> Vec<f64> {
        envelopes.iter().zip(&answer.loads).map(|(e, &w)| e.value(&self.beta, w)).collect()
    }

    /// Slopes of `Phi` at the envelope point of an answer.
    pub fn slopes_at(&self, envelopes: &[Envelope], answer: &Answer) -> Vec<f64> {
        let heights = self.heights(envelopes, answer);
        self.oracle.tangent(&heights).map_or_else(|| vec![1.0; heights.len()], |t| t.slopes)
    }

    /// The largest gap of each envelope, weighted with the slope of `Phi`.
    pub fn largest_gaps(&self, envelopes: &[Envelope], slopes: &[f64]) -> Vec<f64> {
        envelopes.iter().zip(slopes).map(|(e, s)| s * e.largest_gap(&self.beta)).collect()
    }
}
