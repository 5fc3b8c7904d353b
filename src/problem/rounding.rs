//! From relaxed block sizes to integers: sum exactly `L`, nonnegative, near the relaxed point.
//!
//! Every block is rounded down, the remaining coordinates go where the exact objective rises least, and
//! a local search over moves of one coordinate, within one unit of the relaxed point, improves on
//! it. The rounding of a heuristic stays the rounding of that heuristic: without the one-unit
//! limit the search would walk to the integer optimum.
//!
//! Loss: with `rho = max_n W'_n / W_n` (`W'` of the rounding), `tau(x') <= rho tau(x)` for every
//! outcome, so the relative loss is at most `rho - 1`.
//!
//! Proved in `proofs/relaxed/rounding.v`: `load_ratio_ge1`, `rounding_pointwise`,
//! `rounding_expected_runtime`, `rounding_completion_probability`.

use crate::clock::Clock;
use crate::error::PartitionError;
use crate::partition::Partition;
use crate::runtime::evaluator::{Cost, Evaluator};
use crate::shares::Shares;

/// Moves tried from one partition before it counts as a local optimum.
const TRIALS: usize = 12;
/// Evaluations of one rounding, at most, while evaluations are cheap.
const BUDGET: usize = 60;
/// Evaluations times workers of one rounding, at most, beyond that.
const EFFORT: usize = 4000;

/// Rounds shares of `L` to a partition of `coordinates`; when the clock is over, by fractions alone.
///
/// Where the cost bends, as next to the largest cycle time of a bounded law, slopes say little of whole coordinates:
/// the fractions have their say as well, and the better partition is improved.
///
/// # Errors
/// When the shares are not those of a partition.
pub fn round(
    evaluator: &dyn Evaluator,
    coordinates: u64,
    shares: &Shares,
    clock: &Clock,
) -> Result<Partition, PartitionError> {
    let relaxed = shares.coordinates(coordinates);
    let nearest = round_by_fractions(coordinates, shares)?;
    let Some(Cost { slopes, .. }) = evaluator.cost(shares, clock) else { return Ok(nearest) };
    let filled = round_down_and_fill(&relaxed, coordinates, &slopes)?;
    let is_other = nearest != filled;
    let Some(cost) = evaluator.cost(&filled.shares(), clock) else { return Ok(filled) };
    let start = match is_other.then(|| evaluator.cost(&nearest.shares(), clock)).flatten() {
        Some(other) if cost.value - other.value > cost.error + other.error => (nearest, other),
        _ => (filled, cost),
    };
    Ok(improve(evaluator, &relaxed, start, clock))
}

/// Rounds shares of `L` down, then adds one coordinate after the other to the block at which the objective of what is
/// there so far is best: as the authors of [WCLZX23] do it. That takes as many evaluations as there are blocks for each
/// coordinate; when the clock is over, by fractions alone.
///
/// # Errors
/// When the shares are not those of a partition.
///
/// [WCLZX23]: https://arxiv.org/abs/2206.02450
pub fn round_greedily(
    evaluator: &dyn Evaluator,
    coordinates: u64,
    shares: &Shares,
    clock: &Clock,
) -> Result<Partition, PartitionError> {
    let total = coordinates as f64;
    let relaxed = shares.coordinates(coordinates);
    let mut blocks: Vec<u64> = relaxed.iter().map(|x| x.floor() as u64).collect();
    let levels: Vec<usize> = (evaluator.first_level()..blocks.len()).collect();
    let rounded: u64 = blocks.iter().sum();
    for _ in rounded..coordinates {
        let costs = levels.iter().map(|&n| {
            let more = |(i, &x): (usize, &u64)| (x + u64::from(i == n)) as f64 / total;
            let candidate = Shares::unchecked(blocks.iter().enumerate().map(more).collect());
            evaluator.cost(&candidate, clock).map(|cost| (n, cost.value))
        });
        let costs: Option<Vec<(usize, f64)>> = costs.collect();
        let least = costs.and_then(|costs| costs.into_iter().reduce(|a, b| if b.1 < a.1 { b } else { a }));
        match least {
            Some((n, _)) => blocks[n] += 1,
            None => return round_by_fractions(coordinates, shares),
        }
    }
    // Floating-point sums of many coordinates may be off upwards.
    if rounded > coordinates {
        return round_by_fractions(coordinates, shares);
    }
    Partition::new(blocks, relaxed.len(), coordinates)
}

/// Rounds shares of `L` without an evaluation: down, then the largest fractions up.
///
/// # Errors
/// When the shares are not those of a partition.
pub fn round_by_fractions(coordinates: u64, shares: &Shares) -> Result<Partition, PartitionError> {
    round_down_and_fill(&shares.coordinates(coordinates), coordinates, &vec![0.0; shares.workers()])
}

/// Rounds down, then adds the remainder one by one to the nonzero blocks in order of `slopes`, the
/// steepest last; among equal slopes the largest fraction first.
fn round_down_and_fill(
    relaxed: &[f64],
    coordinates: u64,
    slopes: &[f64],
) -> Result<Partition, PartitionError> {
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
    Partition::new(blocks, workers, coordinates)
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
fn improve(
    evaluator: &dyn Evaluator,
    relaxed: &[f64],
    (mut best, mut cost): (Partition, Cost),
    clock: &Clock,
) -> Partition {
    let budget = (EFFORT / relaxed.len()).clamp(2, BUDGET);
    let mut spent = 1;
    while spent < budget {
        let moves = promising_moves(relaxed, &best, &cost.slopes);
        let next = moves.iter().take(TRIALS.min(budget - spent)).find_map(|&(from, to)| {
            let candidate = best.moved(from, to)?;
            spent += 1;
            let trial = evaluator.cost(&candidate.shares(), clock)?;
            (cost.value - trial.value > cost.error + trial.error).then_some((candidate, trial))
        });
        match next {
            Some(next) => (best, cost) = next,
            None => break,
        }
    }
    best
}

/// Moves within one unit of the relaxed point along which the cost falls at first, steepest first. For a
/// convex cost no other move gains: a move from `i` to `j` gains at most `g_i - g_j`. Where all slopes are zero, the cost
/// is level and says nothing: then lighter loads come first.
fn promising_moves(relaxed: &[f64], partition: &Partition, gradient: &[f64]) -> Vec<(usize, usize)> {
    let blocks = partition.blocks();
    let may_fall = |n: &usize| blocks[*n] > 0 && blocks[*n] as f64 > relaxed[*n];
    let may_rise = |n: &usize| relaxed[*n] > 0.0 && (blocks[*n] as f64) < relaxed[*n];
    let is_level = gradient.iter().all(|slope| *slope == 0.0);
    let mut moves: Vec<(f64, usize, usize)> = Vec::new();
    for from in (0..blocks.len()).filter(may_fall) {
        for to in (0..blocks.len()).filter(may_rise) {
            let slope = if is_level { to as f64 - from as f64 } else { gradient[to] - gradient[from] };
            if slope < 0.0 {
                moves.push((slope, from, to));
            }
        }
    }
    moves.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    moves.into_iter().map(|(_, from, to)| (from, to)).collect()
}
