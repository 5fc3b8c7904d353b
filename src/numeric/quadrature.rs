//! Adaptive Clenshaw-Curtis quadrature of vector-valued integrands.
//!
//! The rules with 4, 8, 16, 32, 64 and 128 intervals are nested, so a panel doubles its order at the price of the new
//! nodes only; a panel that does not converge is halved. The integrand is evaluated at batches
//! of nodes, in parallel where that pays; sums run in the order of the nodes, so the result does
//! not depend on the number of threads.

use std::sync::OnceLock;

use crate::clock::Clock;
use crate::threads;

/// Orders (numbers of intervals) of the nested rules.
const ORDERS: [usize; 6] = [4, 8, 16, 32, 64, 128];
const FINEST: usize = 128;
/// Member of `ORDERS` with which a panel starts; the coarser ones are for its error estimate.
const FIRST: usize = 2;
const MAX_PANELS: usize = 400;

/// The ends of a panel are evaluated this far inside, where rounding cannot lead across a jump at the end.
const INSET: f64 = 1e-13;
/// And never further than this share of half the panel.
const INSET_SHARE: f64 = 1e-3;

/// An integrand with `dimension` components.
pub trait Integrand: Sync {
    /// Work space of one thread.
    type Workspace: Send;
    /// Number of components.
    fn dimension(&self) -> usize;
    /// New work space.
    fn workspace(&self) -> Self::Workspace;
    /// Writes the components at `u` to `out`.
    fn evaluate(&self, u: f64, workspace: &mut Self::Workspace, out: &mut [f64]);
    /// Norm of an error of the integral over a panel, in units in which the tolerance is 1; `integral` is what the panel
    /// itself contributes, for tolerances that are relative to it.
    fn norm(&self, error: &[f64], integral: &[f64]) -> f64;
    /// Whether evaluations are long enough for parallel batches.
    fn parallel(&self) -> bool;
}

/// An integral and its error.
#[derive(Debug, Clone)]
pub struct Integral {
    /// The components.
    pub values: Vec<f64>,
    /// Estimated error, as [`Integrand::norm`] measures it.
    pub error: f64,
    /// Whether it is all there: a clock may have ended it before.
    pub is_complete: bool,
}

/// Weights of the rules on [-1, 1], one a member of `ORDERS`.
fn weights() -> &'static Vec<Vec<f64>> {
    static WEIGHTS: OnceLock<Vec<Vec<f64>>> = OnceLock::new();
    WEIGHTS.get_or_init(|| ORDERS.iter().map(|&order| clenshaw_curtis(order)).collect())
}

/// The weights of the rule with `order` intervals (even), explicit cosine sum.
fn clenshaw_curtis(order: usize) -> Vec<f64> {
    let n = order as f64;
    (0..=order)
        .map(|j| {
            let theta = std::f64::consts::PI * j as f64 / n;
            let sum: f64 = (1..=order / 2)
                .map(|k| {
                    let b = if 2 * k == order { 1.0 } else { 2.0 };
                    b * (2.0 * k as f64 * theta).cos() / (4.0 * (k * k) as f64 - 1.0)
                })
                .sum();
            let c = if j == 0 || j == order { 1.0 } else { 2.0 };
            c / n * (1.0 - sum)
        })
        .collect()
}

/// Abscissae of the finest rule on [-1, 1], ascending.
fn abscissae() -> &'static Vec<f64> {
    static NODES: OnceLock<Vec<f64>> = OnceLock::new();
    NODES.get_or_init(|| {
        (0..=FINEST).map(|j| -(std::f64::consts::PI * j as f64 / FINEST as f64).cos()).collect()
    })
}

/// Integrates over the panels between consecutive `breaks` to error 1 in the integrand's norm, or until the clock is
/// over.
pub fn integrate<I: Integrand>(integrand: &I, breaks: &[f64], clock: &Clock) -> Integral {
    let mut stack: Vec<(f64, f64)> = breaks.windows(2).rev().map(|w| (w[0], w[1])).collect();
    let values = vec![0.0; integrand.dimension()];
    let mut integral = Integral { values, error: 0.0, is_complete: true };
    let mut panels = stack.len();
    while let Some((from, to)) = stack.pop() {
        let panel = Outcome::of_panel(integrand, from, to, panels >= MAX_PANELS, clock);
        if clock.is_over() {
            integral.is_complete = false;
            break;
        }
        match panel {
            Outcome::Converged(values, error) => {
                integral.error += error;
                for (sum, value) in integral.values.iter_mut().zip(values) {
                    *sum += value;
                }
            }
            Outcome::Split => {
                let middle = 0.5 * (from + to);
                stack.push((middle, to));
                stack.push((from, middle));
                panels += 1;
            }
        }
    }
    integral
}

enum Outcome {
    Converged(Vec<f64>, f64),
    Split,
}

impl Outcome {
    /// Doubles the order until the error estimate is met; gives up at the finest order unless
    /// `forced` to accept.
    fn of_panel<I: Integrand>(integrand: &I, from: f64, to: f64, forced: bool, clock: &Clock) -> Self {
        let dimension = integrand.dimension();
        let mut samples = vec![f64::NAN; (FINEST + 1) * dimension];
        let mut known = vec![false; FINEST + 1];
        // Changes of the integral from rule to rule, coarsest first.
        let mut changes: Vec<f64> = Vec::with_capacity(ORDERS.len());
        let mut coarse = Vec::new();
        for (level, &order) in ORDERS.iter().enumerate().skip(FIRST) {
            fill(integrand, (from, to), order, &mut samples, &mut known, clock);
            let known_levels = if level == FIRST { 0..=level } else { level..=level };
            for level in known_levels {
                let fine = rule(level, from, to, &samples, dimension);
                if level > 0 {
                    let difference: Vec<f64> = fine.iter().zip(&coarse).map(|(a, b)| a - b).collect();
                    changes.push(integrand.norm(&difference, &fine));
                }
                coarse = fine;
            }
            let mut error = error_of_last(&changes);
            let last_chance = forced && order == FINEST;
            if error <= 1.0 || last_chance {
                error = error.max(spectral_error(integrand, order, 0.5 * (to - from), &samples, &coarse));
            }
            if error <= 1.0 || last_chance {
                return Self::Converged(coarse, error);
            }
            // Not on the way to convergence: splitting is cheaper than the finest rules.
            if order >= 32 && ratio(&changes, changes.len() - 1) > 0.5 && !forced {
                break;
            }
        }
        Self::Split
    }
}

/// Estimated error after the last of the changes. Convergence is taken to be geometric with the worse
/// of the last two ratios: one small change can be an accident, two are not. The factor 4 covers
/// the sum of all later changes for ratios up to 3/4.
fn error_of_last(changes: &[f64]) -> f64 {
    let last = changes.len() - 1;
    let worse = ratio(changes, last).max(ratio(changes, last - 1));
    if worse < 0.75 { 4.0 * changes[last] * worse } else { 2.0 * changes[last].max(changes[last - 1]) }
}

/// The weight 2 of the constant, and a safety factor for the extrapolation.
const MARGIN: f64 = 8.0;

/// Error of the rule with `order` intervals as the Chebyshev coefficients of the integrand tell it: rules
/// that miss a narrow feature may agree by accident, but its coefficients do not fall off.
///
/// The rule mistakes `T_{2n}` for a constant and the modes next to `T_n` for each other. The coefficients
/// there are extrapolated geometrically from the last two quarters of those that are known.
fn spectral_error<I: Integrand>(
    integrand: &I,
    order: usize,
    half: f64,
    samples: &[f64],
    integral: &[f64],
) -> f64 {
    let quarter = |from: usize| {
        (from + 1..=from + order / 4)
            .map(|k| integrand.norm(&coefficient(k, order, integrand.dimension(), samples), integral))
            .fold(0.0, f64::max)
    };
    let (before, last) = (quarter(order / 2), quarter(order / 4 * 3));
    let decay = if last < before { last / before } else { 1.0 };
    let next_to = 4.0 / (order * order) as f64;
    MARGIN * half * last * (decay.powi(4) + next_to)
}

/// The Chebyshev coefficient `k` of the interpolant in the nodes of the rule, each component.
fn coefficient(k: usize, order: usize, dimension: usize, samples: &[f64]) -> Vec<f64> {
    let step = FINEST / order;
    let mut sum = vec![0.0; dimension];
    for (j, sample) in samples.chunks(dimension).step_by(step).enumerate() {
        // cos(pi jk / n) from the abscissae, which are -cos(pi m / FINEST).
        let m = (j * k * step) % (2 * FINEST);
        let cosine = -abscissae()[m.min(2 * FINEST - m)];
        let end = if j == 0 || j == order { 0.5 } else { 1.0 };
        let weight = 2.0 / order as f64 * end * cosine;
        for (s, value) in sum.iter_mut().zip(sample) {
            *s += weight * value;
        }
    }
    sum
}

/// The ratio of a change to the one before; 1 without one.
fn ratio(changes: &[f64], at: usize) -> f64 {
    if at == 0 || changes[at] == 0.0 {
        return if changes[at] == 0.0 { 0.0 } else { 1.0 };
    }
    changes[at] / changes[at - 1]
}

/// Evaluates the nodes of the rule that are not known yet, as long as the clock runs; returns how many.
fn fill<I: Integrand>(
    integrand: &I,
    (from, to): (f64, f64),
    order: usize,
    samples: &mut [f64],
    known: &mut [bool],
    clock: &Clock,
) {
    let step = FINEST / order;
    let dimension = integrand.dimension();
    let (center, half) = (0.5 * (from + to), 0.5 * (to - from));
    let inset = INSET.min(INSET_SHARE * half);
    let mut jobs: Vec<(usize, &mut [f64])> =
        samples.chunks_mut(dimension).enumerate().step_by(step).filter(|(j, _)| !known[*j]).collect();
    let run = |workspace: &mut I::Workspace, (j, out): &mut (usize, &mut [f64])| {
        if clock.is_over() {
            return;
        }
        let node = center + half * abscissae()[*j];
        integrand.evaluate(node.max(from + inset).min(to - inset), workspace, out);
    };
    if integrand.parallel() {
        threads::for_each(&mut jobs, || integrand.workspace(), run);
    } else {
        let mut workspace = integrand.workspace();
        jobs.iter_mut().for_each(|job| run(&mut workspace, job));
    }
    known.iter_mut().step_by(step).for_each(|k| *k = true);
}

/// The rule of one level applied to the samples.
fn rule(level: usize, from: f64, to: f64, samples: &[f64], dimension: usize) -> Vec<f64> {
    let step = FINEST / ORDERS[level];
    let half = 0.5 * (to - from);
    let mut sum = vec![0.0; dimension];
    for (weight, sample) in weights()[level].iter().zip(samples.chunks(dimension).step_by(step)) {
        for (s, value) in sum.iter_mut().zip(sample) {
            *s += half * weight * value;
        }
    }
    sum
}
