//! From relaxed block sizes to integers: sum exactly `L`, nonnegative, near the relaxed point.
//!
//! Every block is rounded down, the remaining coordinates go where the exact objective rises least, and
//! a local search over moves of one coordinate, within one unit of the relaxed point, improves on
//! it. The rounding of a heuristic stays the rounding of that heuristic: without the one-unit
//! limit the search would walk to the integer optimum.
//!
//! Loss: with `rho = max_n W'_n / W_n` (`W'` of the rounding), `tau(x') <= rho tau(x)` for every
//! outcome, so the relative loss is at most `rho - 1` ([`loss_bound`]).
//!
//! Proved in `proofs/relaxed/rounding.v`: `load_ratio_ge1`, `rounding_pointwise`,
//! `rounding_expected_runtime`, `rounding_completion_probability`.

use crate::partition::{Partition, cumulative_load};
use crate::problem::{MAX_WORKERS, Problem};
use crate::solution::{Solution, Status};

/// Relative tolerance of evaluations during the local search.
const TOLERANCE: f64 = 1e-11;
/// Moves tried from one partition before it counts as a local optimum.
const TRIALS: usize = 12;
/// Evaluations of one rounding, at most, while evaluations are cheap.
const BUDGET: usize = 60;
/// Evaluations times workers of one rounding, at most, beyond that.
const EFFORT: usize = 4000;

/// A problem whose shares can be rounded.
pub trait Roundable {
    /// Number of coordinates `L`.
    fn coordinates(&self) -> u64;

    /// What rounding keeps low, its error, and its gradient, at shares of `L`.
    fn cost(&self, shares: &[f64]) -> (f64, f64, Vec<f64>);
}

impl Roundable for Problem {
    fn coordinates(&self) -> u64 {
        self.coordinates()
    }

    fn cost(&self, shares: &[f64]) -> (f64, f64, Vec<f64>) {
        let evaluation = self.evaluate(shares, TOLERANCE);
        (evaluation.value.value, evaluation.value.error, evaluation.gradient)
    }
}

/// Rounds shares of `L` (length `N`, nonnegative, sum 1) to a partition.
pub fn round(problem: &impl Roundable, shares: &[f64]) -> Partition {
    let total = problem.coordinates() as f64;
    let relaxed: Vec<f64> = shares.iter().map(|x| x * total).collect();
    let (_, _, slopes) = problem.cost(shares);
    let partition = round_down_and_fill(&relaxed, problem.coordinates(), &slopes);
    improve(problem, &relaxed, partition)
}

/// Rounds shares of `L` without an evaluation: down, then the largest fractions up.
pub fn round_by_fractions(coordinates: u64, shares: &[f64]) -> Partition {
    let relaxed: Vec<f64> = shares.iter().map(|x| x * coordinates as f64).collect();
    round_down_and_fill(&relaxed, coordinates, &vec![0.0; shares.len()])
}

/// Rounds down, then adds the remainder one by one to the nonzero blocks in order of `slopes`, the
/// steepest last; among equal slopes the largest fraction first.
fn round_down_and_fill(relaxed: &[f64], coordinates: u64, slopes: &[f64]) -> Partition {
    let workers = relaxed.len();
    let mut blocks: Vec<u64> = relaxed.iter().map(|x| x.floor() as u64).collect();
    let mut missing = i128::from(coordinates) - blocks.iter().map(|&x| i128::from(x)).sum::<i128>();
    let mut order: Vec<usize> = (0..workers).filter(|&n| relaxed[n] > 0.0).collect();
    // Slopes that agree to six digits are equal: near an optimum they all are.
    let unit = slopes.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let rank = |n: usize| (slopes[n] / unit * 1e6).round();
    order.sort_by(|&a, &b| {
        rank(a).total_cmp(&rank(b)).then(relaxed[b].fract().total_cmp(&relaxed[a].fract())).then(a.cmp(&b))
    });
    for &n in order.iter().filter(|&&n| relaxed[n].fract() > 0.0) {
        if missing > 0 {
            blocks[n] += 1;
            missing -= 1;
        }
    }
    settle(&mut blocks, &order, missing);
    Partition::new(blocks, workers, coordinates).unwrap_or_else(|_| {
        Partition::single_block(order.first().copied().unwrap_or(0), workers, coordinates)
    })
}

/// Brings the sum to `L` where floating-point sums of shares are off by whole units.
fn settle(blocks: &mut [u64], order: &[usize], mut missing: i128) {
    let Some(&widest) = order.iter().max_by_key(|&&n| blocks[n]) else { return };
    if missing > 0 {
        blocks[widest] += missing as u64;
    }
    while missing < 0 {
        let Some(&n) = order.iter().max_by_key(|&&n| blocks[n]) else { return };
        let taken = i128::from(blocks[n]).min(-missing);
        if taken == 0 {
            return;
        }
        blocks[n] -= taken as u64;
        missing += taken;
    }
}

/// Local search over moves of one coordinate that stay within one unit of the relaxed point.
fn improve(problem: &impl Roundable, relaxed: &[f64], mut best: Partition) -> Partition {
    let total = problem.coordinates() as f64;
    let at = |partition: &Partition| {
        problem.cost(&partition.blocks().iter().map(|&x| x as f64 / total).collect::<Vec<_>>())
    };
    let (mut cost, mut error, mut slopes) = at(&best);
    let budget = (EFFORT / relaxed.len()).clamp(2, BUDGET);
    let mut spent = 1;
    while spent < budget {
        let moves = promising_moves(relaxed, &best, &slopes);
        let next = moves.iter().take(TRIALS.min(budget - spent)).find_map(|&(from, to)| {
            let candidate = best.moved(from, to)?;
            spent += 1;
            let trial = at(&candidate);
            (cost - trial.0 > error + trial.1).then_some((candidate, trial))
        });
        match next {
            Some((candidate, trial)) => (best, (cost, error, slopes)) = (candidate, trial),
            None => break,
        }
    }
    best
}

/// Moves within one unit of the relaxed point along which the cost falls at first, steepest first. For a
/// convex cost no other move gains: a move from `i` to `j` gains at most `g_i - g_j`.
fn promising_moves(relaxed: &[f64], partition: &Partition, gradient: &[f64]) -> Vec<(usize, usize)> {
    let blocks = partition.blocks();
    let may_fall = |n: &usize| blocks[*n] > 0 && blocks[*n] as f64 > relaxed[*n];
    let may_rise = |n: &usize| relaxed[*n] > 0.0 && (blocks[*n] as f64) < relaxed[*n];
    let mut moves: Vec<(f64, usize, usize)> = Vec::new();
    for from in (0..blocks.len()).filter(may_fall) {
        for to in (0..blocks.len()).filter(may_rise) {
            let slope = gradient[to] - gradient[from];
            if slope < 0.0 {
                moves.push((slope, from, to));
            }
        }
    }
    moves.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    moves.into_iter().map(|(_, from, to)| (from, to)).collect()
}

/// `max_n W'_n / W_n >= 1` over the levels in use: the overall runtime of the rounding is at most this many
/// times that of the relaxed point, for every outcome of the cycle times. Infinite if the rounding
/// has load where the relaxed point has none.
pub fn loss_bound(relaxed: &[f64], rounded: &Partition) -> f64 {
    cumulative_load(&rounded.to_f64())
        .iter()
        .zip(cumulative_load(relaxed))
        .filter(|(after, _)| **after > 0.0)
        .map(|(after, before)| after / before)
        .fold(1.0, f64::max)
}

/// The solution of a method that returns shares of `L`: their rounding, and the values of both.
/// Inapplicable where the law's power tail makes the value infinite.
pub fn solution_of_shares(problem: &Problem, method: &'static str, shares: Vec<f64>) -> Solution {
    if let Some(reason) = problem.infinite_at(&shares) {
        return Solution::inapplicable(method, reason);
    }
    if !problem.is_evaluable() {
        return Solution {
            partition: Some(round_by_fractions(problem.coordinates(), &shares)),
            relaxed: Some(problem.coordinates_of(&shares)),
            note: Some(format!("no value and no bound: partitions are evaluated up to N = {MAX_WORKERS}")),
            ..Solution::empty(method, Status::Heuristic)
        };
    }
    let partition = round(problem, &shares);
    Solution {
        value: problem.value_of_partition(&partition),
        relaxed_value: problem.value_of(&shares),
        relaxed: Some(problem.coordinates_of(&shares)),
        partition: Some(partition),
        ..Solution::empty(method, Status::Heuristic)
    }
}
