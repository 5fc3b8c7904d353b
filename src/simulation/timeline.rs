//! The time line of one round.

use serde::Serialize;

use super::timing::{RoundTimes, Timing, arrival};
use crate::encoding::Scheme;

/// The work of one worker on one block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bar {
    /// The block, from 1.
    pub block: usize,
    /// When the worker starts on it, in units of cycle time (kappa included).
    pub start: f64,
    /// When it would send the coded vector.
    pub end: f64,
    /// Whether the master decodes the block with it.
    pub used: bool,
}

/// The work of one worker.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The worker.
    pub worker: usize,
    /// Its cycle time.
    pub cycle_time: f64,
    /// Its blocks, in computing order, also those that end after the round.
    pub bars: Vec<Bar>,
}

/// One round: workers as rows, blocks as bars.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Timeline {
    /// The round, from 1.
    pub round: usize,
    /// Coding parameter of each block.
    pub stragglers: Vec<usize>,
    /// Number of coordinates of each block.
    pub coordinates: Vec<u64>,
    /// When each block is decoded.
    pub decoded: Vec<f64>,
    /// When the last one is: the overall runtime.
    pub completion: f64,
    /// The workers in order.
    pub rows: Vec<Row>,
}

impl Timeline {
    pub(crate) fn of(scheme: &Scheme, unit: f64, round: usize, times: &RoundTimes, timing: &Timing) -> Self {
        let row = |worker: usize| {
            let mut start = times.overhead(worker);
            let bar = |b: usize| {
                let end = arrival(scheme, unit, times, worker, b);
                let used = timing.decoders[b].contains(&worker);
                Bar { block: b + 1, start: std::mem::replace(&mut start, end), end, used }
            };
            let bars = (0..scheme.blocks().len()).map(bar).collect();
            Row { worker, cycle_time: times.cycle_times[worker - 1], bars }
        };
        Self {
            round,
            stragglers: scheme.blocks().iter().map(|block| block.matrix.stragglers()).collect(),
            coordinates: scheme.blocks().iter().map(|block| block.coordinates()).collect(),
            decoded: timing.decoded.clone(),
            completion: timing.completion,
            rows: (1..=scheme.workers()).map(row).collect(),
        }
    }
}
