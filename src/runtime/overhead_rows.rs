//! Measured rounds with an overhead of every worker.
//!
//! In row `s` worker `i` has done the load `w` at `a_{s,i} + t_{s,i} w`, so that a partition costs `tau_s = max_n` of the
//! `(N-n)`-th smallest of these at `kappa W_n`, over the levels in use. Nothing is assumed about the dependence of rows,
//! workers, overheads and cycle times. Workers that never return have infinite times.

use super::law_runtime::overflow;
use crate::error::Error;
use crate::instance::System;
use crate::straggler::Trace;

/// What a cycle takes in measured rounds.
#[derive(Debug, Clone)]
pub enum RowSpeed {
    /// Always this time.
    Constant(f64),
    /// A row a round, a column a worker.
    Measured(Trace),
}

/// The rows; times are in the instance's unit, loads in coordinates.
#[derive(Debug)]
pub struct OverheadRows {
    /// The overheads of each row, nondecreasing where the speed is constant.
    overheads: Vec<Vec<f64>>,
    speed: RowSpeed,
    /// `kappa`.
    work_unit: f64,
}

impl OverheadRows {
    /// For overheads and speeds of the same rounds.
    ///
    /// # Errors
    /// When runtimes leave double precision.
    pub fn new(system: &System, overheads: &Trace, speed: RowSpeed) -> Result<Self, Error> {
        let mut overheads = overheads.rows().to_vec();
        let longest = |rows: &[Vec<f64>]| {
            rows.iter().flatten().copied().filter(|time| time.is_finite()).fold(0.0, f64::max)
        };
        let slowest = match &speed {
            RowSpeed::Constant(time) => *time,
            RowSpeed::Measured(trace) => longest(trace.rows()),
        };
        let work = system.work_unit() * system.coordinates as f64 * system.workers as f64;
        if !(work * slowest + longest(&overheads)).is_finite() {
            return Err(overflow("the overall runtime"));
        }
        if let RowSpeed::Constant(_) = speed {
            // A constant time moves all workers alike: the order is that of the overheads.
            overheads.iter_mut().for_each(|row| row.sort_by(f64::total_cmp));
        }
        Ok(Self { overheads, speed, work_unit: system.work_unit() })
    }

    /// Number of rows `S`.
    pub fn count(&self) -> usize {
        self.overheads.len()
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.overheads[0].len()
    }

    /// The time of a coordinate where the speed is constant, `kappa` included.
    pub fn constant(&self) -> Option<f64> {
        match &self.speed {
            RowSpeed::Constant(time) => Some(self.work_unit * time),
            RowSpeed::Measured(_) => None,
        }
    }

    /// The overhead of the worker that `level` waits for in a row, where the speed is constant.
    pub fn sorted_overhead(&self, row: usize, level: usize) -> f64 {
        self.overheads[row][self.workers() - 1 - level]
    }

    /// When `level` has a load in a row, and what another coordinate of load adds to it.
    pub fn level(&self, row: usize, level: usize, load: f64) -> (f64, f64) {
        match &self.speed {
            RowSpeed::Constant(time) => {
                let slope = self.work_unit * time;
                (self.sorted_overhead(row, level) + slope * load, slope)
            }
            RowSpeed::Measured(trace) => {
                let of = |(a, t): (&f64, &f64)| (a + self.work_unit * (t * load), self.work_unit * t);
                let mut times: Vec<(f64, f64)> =
                    self.overheads[row].iter().zip(&trace.rows()[row]).map(of).collect();
                let waited = times.len() - 1 - level;
                *times.select_nth_unstable_by(waited, |x, y| x.0.total_cmp(&y.0)).1
            }
        }
    }

    /// The largest load of each level, in coordinates, that a row has by a deadline: nondecreasing, zero where too few
    /// workers have begun.
    pub fn limits(&self, row: usize, deadline: f64) -> Vec<f64> {
        let load =
            |(overhead, cycle): (f64, f64)| ((deadline - overhead) / (self.work_unit * cycle)).max(0.0);
        let mut loads: Vec<f64> = self.of_row(row).map(load).collect();
        // Level `n` waits for the `(N-n)`-th of them.
        loads.sort_by(f64::total_cmp);
        loads
    }

    /// The overhead and the cycle time of every worker in a row.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = (f64, f64)> {
        let cycle = move |worker: usize| match &self.speed {
            RowSpeed::Constant(time) => *time,
            RowSpeed::Measured(trace) => trace.rows()[row][worker],
        };
        self.overheads[row].iter().enumerate().map(move |(worker, overhead)| (*overhead, cycle(worker)))
    }

    /// `kappa`.
    pub fn work_unit(&self) -> f64 {
        self.work_unit
    }

    /// The level that binds in a row, the runtime there and what another coordinate of load adds to it.
    pub fn binding(&self, row: usize, loads: &[f64]) -> (usize, f64, f64) {
        let mut best = (0, 0.0, 0.0);
        for (level, &load) in loads.iter().enumerate() {
            if !is_in_use(loads, level) {
                continue;
            }
            let (time, slope) = self.level(row, level, load);
            if time > best.1 {
                best = (level, time, slope);
            }
        }
        best
    }

    /// The runtime in every row.
    pub fn runtimes(&self, loads: &[f64]) -> Vec<f64> {
        (0..self.count()).map(|row| self.binding(row, loads).1).collect()
    }

    /// The row in which most workers never return, from 0, and how many do not.
    pub fn most_lost(&self) -> (usize, usize) {
        let lost = |row: usize| {
            let is_lost = |(worker, overhead): (usize, &f64)| match &self.speed {
                RowSpeed::Constant(_) => overhead.is_infinite(),
                RowSpeed::Measured(trace) => {
                    overhead.is_infinite() || trace.rows()[row][worker].is_infinite()
                }
            };
            self.overheads[row].iter().enumerate().filter(|(worker, a)| is_lost((*worker, a))).count()
        };
        let counts = (0..self.count()).map(|row| (row, lost(row)));
        counts.reduce(|most, next| if next.1 > most.1 { next } else { most }).unwrap_or((0, 0))
    }
}

/// A level not in use has the load of the one before, none for the first, and waits for a faster worker.
pub fn is_in_use<T: PartialEq + Default>(loads: &[T], level: usize) -> bool {
    let before = level.checked_sub(1).map(|before| &loads[before]);
    before.map_or_else(|| loads[level] != T::default(), |before| loads[level] != *before)
}
