//! When coded partial derivatives arrive and blocks are decoded.

use super::error::SimulationError;
use crate::encoding::Scheme;

/// One round as the master sees it.
#[derive(Debug, Clone)]
pub(crate) struct Timing {
    /// For each block the workers (from 1, ascending) whose results are decoded, N-s of them.
    pub(crate) decoders: Vec<Vec<usize>>,
    /// For each block the time at which it is decoded.
    pub(crate) decoded: Vec<f64>,
    /// The time at which the last block is decoded: the overall runtime of the round.
    pub(crate) completion: f64,
}

/// Time at which a worker (from 1) sends its result for a block (from 0). The load is multiplied first,
/// so that times order like loads and cycle times and the formula of the overall runtime gives
/// the very same numbers.
pub(crate) fn arrival(scheme: &Scheme, unit: f64, times: &[f64], worker: usize, block: usize) -> f64 {
    waited(unit, times[worker - 1], scheme.cumulative_load(worker)[block])
}

/// The time that a load takes; none takes none, even a worker that never returns.
fn waited(unit: f64, time: f64, load: u64) -> f64 {
    if load == 0 { 0.0 } else { unit * (time * load as f64) }
}

impl Timing {
    /// Plays a round. `unit` is the unit of work `kappa`, `times` one cycle time a worker.
    pub(crate) fn of(scheme: &Scheme, unit: f64, times: &[f64]) -> Self {
        let mut timing = Self { decoders: Vec::new(), decoded: Vec::new(), completion: 0.0 };
        for (b, block) in scheme.blocks().iter().enumerate() {
            let mut arrivals: Vec<(f64, usize)> =
                (1..=scheme.workers()).map(|n| (arrival(scheme, unit, times, n, b), n)).collect();
            arrivals.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
            arrivals.truncate(scheme.workers() - block.matrix.stragglers());
            let last = arrivals.last().map_or(0.0, |(time, _)| *time);
            let mut workers: Vec<usize> = arrivals.into_iter().map(|(_, n)| n).collect();
            workers.sort_unstable();
            timing.decoders.push(workers);
            timing.decoded.push(last);
            timing.completion = timing.completion.max(last);
        }
        timing
    }
}

/// The overall runtime of the paper, `kappa max_n T_(N-n) W_n` over the levels in use, for uniform
/// loads; nothing otherwise.
pub(crate) fn formula(scheme: &Scheme, unit: f64, times: &[f64]) -> Option<f64> {
    if !scheme.has_uniform_load() {
        return None;
    }
    let mut ascending = times.to_vec();
    ascending.sort_by(f64::total_cmp);
    let mut load = 0u64;
    let mut largest = 0.0f64;
    for block in scheme.blocks() {
        let level = block.matrix.stragglers();
        load += (level as u64 + 1) * block.coordinates();
        largest = largest.max(ascending[scheme.workers() - level - 1] * load as f64);
    }
    Some(unit * largest)
}

/// Refuses cycle times of the wrong number or kind; `round` counts from 1.
pub(crate) fn check_times(scheme: &Scheme, round: usize, times: &[f64]) -> Result<(), SimulationError> {
    if times.len() != scheme.workers() {
        return Err(SimulationError::CycleTimes { expected: scheme.workers(), found: times.len() });
    }
    match times.iter().position(|t| t.is_nan() || *t < 0.0) {
        Some(i) => Err(SimulationError::CycleTime { round, worker: i + 1, value: times[i] }),
        None => Ok(()),
    }
}
