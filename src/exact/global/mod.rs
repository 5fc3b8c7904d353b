//! The largest completion probability, with a bound: global optimisation by outer approximation.
//!
//! `Pr[max_n T_(N-n) W_n <= t]` is not concave in the partition, but it is a concave function of separable
//! ones: `ln Pr = Phi(beta(w_0), ..., beta(w_{N-1}))` where `beta(w) = ln F(t / w)` and `Phi` is concave
//! and nondecreasing for every i.i.d. law (A. Prekopa, *On logarithmic concave measures and functions*,
//! 1973: the ordered sample in the scale of `ln F` has the density `N! e^{sum y}` on a cone). Replacing
//! `beta` by its concave envelope on a box leaves a concave program whose tangents make a linear one;
//! bounds on the loads are tightened by linear programs (optimality-based bound tightening: see Puranik
//! and Sahinidis, *Domain reduction techniques for global NLP and MINLP optimization*, 2017) and boxes are
//! bisected where that is not enough. Every bound is computed by weak duality from stored rows.
//!
//! [`maximise`] solves the relaxed problem, [`integer::maximise`] the one over integers.

pub mod bound;
pub mod boxes;
pub mod branching;
pub mod envelope;
pub mod incumbent;
pub mod integer;
pub mod node;
pub mod oracle;
pub mod relaxation;
pub mod rows;
pub mod search;
pub mod tightening;
pub mod zones;

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::relaxed::ascent::ln;
use crate::runtime::completion::{CompletionProbability, Probability};

/// A completion probability to maximise over shares of the coordinates.
#[derive(Debug, Clone)]
pub struct GlobalProblem {
    /// The probability at shares `x >= 0`, `sum x = 1`; its deadline is in the unit of time over
    /// the load of the whole gradient, `t / (kappa L)`.
    pub evaluator: CompletionProbability,
    /// Number of coordinates `L`, for the integer version.
    pub coordinates: Option<u64>,
    /// Shares to start from; if empty, a start is made up.
    pub start: Vec<f64>,
}

/// When the search may stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalOptions {
    /// Gap between bound and value that counts as closed, absolute.
    pub absolute: f64,
    /// The same relative to `min(P, 1 - P)`; the larger of the two counts.
    pub relative: f64,
    /// Wall-clock time.
    pub time: Duration,
    /// Boxes examined.
    pub nodes: usize,
}

impl Default for GlobalOptions {
    fn default() -> Self {
        Self { absolute: 1e-6, relative: 0.0, time: Duration::from_secs(60), nodes: 100_000 }
    }
}

impl GlobalOptions {
    /// The gap that counts as closed at a probability.
    fn gap(&self, probability: Probability) -> f64 {
        self.absolute.max(self.relative * probability.value.min(probability.complement))
    }
}

/// What the search found and proved.
#[derive(Debug, Clone)]
pub struct GlobalOutcome {
    /// The best shares found; `blocks / L` for the integer version.
    pub shares: Vec<f64>,
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
}

impl GlobalOutcome {
    /// An outcome from its bound on `ln Pr`, never below the value itself.
    fn new(shares: Vec<f64>, probability: Probability, ln_bound: f64, options: &GlobalOptions) -> Self {
        let ln_bound = ln_bound.max(ln(probability)).min(0.0);
        let (bound, complement_bound) = (ln_bound.exp().min(1.0), -ln_bound.exp_m1());
        let mut outcome = Self {
            shares,
            blocks: None,
            probability,
            ln_bound,
            bound,
            complement_bound,
            closed: false,
            nodes: 0,
            programs: 0,
        };
        // The search met the tolerance in logarithms; here it is rounded once more.
        outcome.closed = outcome.gap() <= options.gap(probability) + 8.0 * f64::EPSILON * outcome.bound;
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

/// Maximises over shares.
///
/// # Errors
/// When HiGHS refuses a model.
pub fn maximise(problem: &GlobalProblem, options: &GlobalOptions) -> Result<GlobalOutcome, Error> {
    let until = Instant::now().checked_add(options.time);
    let (shares, probability) = incumbent::first(problem, until);
    match settled(&problem.evaluator, probability) {
        Some(ln_bound) => Ok(GlobalOutcome::new(shares, probability, ln_bound, options)),
        None => match search::Search::new(problem, options, shares.clone(), probability, until) {
            Some((search, root)) => search.run(root),
            None => Ok(GlobalOutcome::new(shares, probability, 0.0, options)),
        },
    }
}

/// The bound on `ln Pr` where nothing is left to search: success impossible (no worker is that
/// fast), or certain to the smallest number. Where it is only beyond double precision: 0, no claim.
fn settled(evaluator: &CompletionProbability, probability: Probability) -> Option<f64> {
    if probability.complement <= 0.0 {
        return Some(0.0);
    }
    if probability.value > 0.0 {
        return None;
    }
    // W_{N-1} >= 1 for every partition and the fastest worker needs more than t0 W_{N-1}.
    let impossible = evaluator.deadline() <= evaluator.law().infimum();
    Some(if impossible { f64::NEG_INFINITY } else { 0.0 })
}
