//! What is asked of the global search, and what it answers.

use crate::gap::Tolerance;
use crate::relaxed::height::ln;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::shares::Shares;

/// A completion probability to maximise over shares of the coordinates.
#[derive(Debug, Clone)]
pub struct GlobalProblem {
    /// The probability at shares `x >= 0`, `sum x = 1`; its deadline is in the unit of time over
    /// the load of the whole gradient, `t / (kappa L)`.
    pub evaluator: CompletionProbability,
    /// Number of coordinates `L`, for the integer version.
    pub coordinates: Option<u64>,
    /// Shares to start from, beside those made up.
    pub start: Option<Shares>,
}

/// When the search may stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalOptions {
    /// Gap between bound and value that counts as closed, absolute.
    pub absolute: f64,
    /// The same relative to `min(P, 1 - P)`; the larger of the two counts.
    pub relative: f64,
    /// Gap of the complements, `(1 - P)/(1 - bound) - 1`, that counts as closed; it must be as well.
    pub complement: f64,
    /// Boxes examined.
    pub nodes: usize,
}

impl Default for GlobalOptions {
    fn default() -> Self {
        Self { absolute: 1e-6, relative: 0.0, complement: f64::INFINITY, nodes: 100_000 }
    }
}

impl GlobalOptions {
    /// The gap that counts as closed at a probability.
    pub(super) fn gap(&self, probability: Probability) -> f64 {
        let Probability { value, complement, .. } = probability;
        let absolute = self.absolute.max(self.relative * value.min(complement));
        absolute.min(Tolerance { gap: absolute, complement: self.complement }.allowed(complement))
    }
}

/// What the search found and proved.
#[derive(Debug, Clone)]
pub struct GlobalOutcome {
    /// The best shares found; `blocks / L` for the integer version.
    pub shares: Shares,
    /// The best blocks, for the integer version.
    pub blocks: Option<Vec<u64>>,
    /// The probability there.
    pub probability: Probability,
    /// Upper bound on `ln Pr` over all shares (or partitions).
    pub ln_bound: f64,
    /// Upper bound on `Pr`.
    pub bound: f64,
    /// Lower bound on `1 - Pr`.
    pub complement_bound: f64,
    /// Whether the gap is within the tolerance.
    pub closed: bool,
    /// Boxes examined.
    pub nodes: usize,
    /// Linear programs solved.
    pub programs: usize,
    /// Why HiGHS gave up, if it did.
    pub failure: Option<String>,
}

impl GlobalOutcome {
    /// An outcome without a search from its bound on `ln Pr`, which is never below the value itself.
    pub(super) fn new(
        shares: Shares,
        probability: Probability,
        blocks: Option<Vec<u64>>,
        ln_bound: f64,
        options: &GlobalOptions,
    ) -> Self {
        let ln_bound = ln_bound.max(ln(probability)).min(0.0);
        let (bound, complement_bound) = (ln_bound.exp().min(1.0), 0.0 - ln_bound.exp_m1());
        let mut outcome = Self {
            shares,
            blocks,
            probability,
            ln_bound,
            bound,
            complement_bound,
            closed: false,
            nodes: 0,
            programs: 0,
            failure: None,
        };
        // The search met the tolerance in logarithms; here it is rounded once more.
        let side = if probability.value > 0.5 { probability.complement } else { outcome.bound };
        outcome.closed = outcome.gap() <= options.gap(probability) + 8.0 * f64::EPSILON * side;
        outcome
    }

    /// Bound less value, without cancellation.
    pub fn gap(&self) -> f64 {
        let gap = if self.probability.value > 0.5 {
            self.probability.complement - self.complement_bound
        } else {
            self.bound - self.probability.value
        };
        gap.max(0.0)
    }
}
