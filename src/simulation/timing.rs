//! When coded partial derivatives arrive and blocks are decoded.

use super::error::SimulationError;
use crate::encoding::Scheme;

/// What the workers take in one round: worker `i` has done the load `w` at `overheads[i] + cycle_times[i] w`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoundTimes {
    /// One a worker, in units of time; empty where there is none.
    pub overheads: Vec<f64>,
    /// One a worker, in units of time a cycle.
    pub cycle_times: Vec<f64>,
}

impl RoundTimes {
    /// The overhead of a worker, from 1.
    pub(crate) fn overhead(&self, worker: usize) -> f64 {
        self.overheads.get(worker - 1).copied().unwrap_or(0.0)
    }

    /// How many workers never return.
    pub(crate) fn lost(&self) -> usize {
        let returns = |(i, time): (usize, &f64)| time.is_finite() && self.overhead(i + 1).is_finite();
        self.cycle_times.len() - self.cycle_times.iter().enumerate().filter(|worker| returns(*worker)).count()
    }
}

impl From<Vec<f64>> for RoundTimes {
    fn from(cycle_times: Vec<f64>) -> Self {
        Self { overheads: Vec::new(), cycle_times }
    }
}

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
pub(crate) fn arrival(scheme: &Scheme, unit: f64, times: &RoundTimes, worker: usize, block: usize) -> f64 {
    let load = scheme.cumulative_load(worker)[block];
    if load == 0 { 0.0 } else { times.overhead(worker) + waited(unit, times.cycle_times[worker - 1], load) }
}

/// The time that a load takes; none takes none, even a worker that never returns.
fn waited(unit: f64, time: f64, load: u64) -> f64 {
    if load == 0 { 0.0 } else { unit * (time * load as f64) }
}

impl Timing {
    /// Whether the round ends: no block waits for a worker that never returns.
    pub(crate) fn ends(&self) -> bool {
        self.completion.is_finite()
    }

    /// Plays a round. `unit` is the unit of work `kappa`, `times` those of each worker.
    pub(crate) fn of(scheme: &Scheme, unit: f64, times: &RoundTimes) -> Self {
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
pub(crate) fn formula(scheme: &Scheme, unit: f64, times: &RoundTimes) -> Option<f64> {
    if !scheme.has_uniform_load() {
        return None;
    }
    if !times.overheads.is_empty() {
        return Some(formula_with_overheads(scheme, unit, times));
    }
    let mut ascending = times.cycle_times.clone();
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

/// The same where the order of the workers depends on the load: the maximum over the levels in use of the `(N-n)`-th
/// smallest `a + kappa T W_n`.
fn formula_with_overheads(scheme: &Scheme, unit: f64, times: &RoundTimes) -> f64 {
    let mut load = 0u64;
    let mut largest = 0.0f64;
    for block in scheme.blocks().iter().filter(|block| block.coordinates() > 0) {
        let level = block.matrix.stragglers();
        load += (level as u64 + 1) * block.coordinates();
        let done = |(a, t): (&f64, &f64)| a + waited(unit, *t, load);
        let mut ascending: Vec<f64> = times.overheads.iter().zip(&times.cycle_times).map(done).collect();
        ascending.sort_by(f64::total_cmp);
        largest = largest.max(ascending[scheme.workers() - level - 1]);
    }
    largest
}

/// Refuses times of the wrong number or kind; `round` counts from 1.
pub(crate) fn check_times(scheme: &Scheme, round: usize, times: &RoundTimes) -> Result<(), SimulationError> {
    let overheads = Some(&times.overheads).filter(|overheads| !overheads.is_empty());
    for list in overheads.into_iter().chain([&times.cycle_times]) {
        if list.len() != scheme.workers() {
            return Err(SimulationError::CycleTimes { expected: scheme.workers(), found: list.len() });
        }
        if let Some(i) = list.iter().position(|t| t.is_nan() || *t < 0.0) {
            return Err(SimulationError::CycleTime { round, worker: i + 1, value: list[i] });
        }
    }
    Ok(())
}
