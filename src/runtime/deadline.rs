//! A deadline as limits on the loads of every row.
//!
//! Row `s` finishes iff `W_n <= d / (kappa t_{s,n})` at every level, where an overhead of all workers is taken off `d`.
//! A set of rows therefore has one limit a level, the smallest of its rows; these limits rise with `n`, as the times fall.
//! Because `sum x = sum_{n<N-1} W_n/((n+1)(n+2)) + W_{N-1}/N` rises with every load, relaxed loads finish the set iff the
//! sum at the limits themselves is at least `L`; next to a tie that is decided over the rationals, of the decimals that the
//! numbers are written as. For integers, filling the levels from below is best: moving a coordinate from the next higher
//! level in use raises only loads that are still under the limit.
//!
//! Proved in `proofs/runtime/deadline.v`: `finished_iff_limits`, `load_at_most`, `real_blocks_iff`, `integer_blocks_iff`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive as _, Zero as _};

use super::room::ROUNDING;
use super::trace_rows::{Rows, load_error};
use crate::error::Error;
use crate::instance::System;
use crate::numeric::decimal::exact;
use crate::partition::Partition;
use crate::report::number::shortest;
use crate::shares::{Loads, Shares};
use crate::solution::Value;

/// The limits of all rows.
#[derive(Debug)]
pub struct Deadline {
    workers: usize,
    coordinates: u64,
    exact: Exact,
    /// `d / kappa` in shares of `L`.
    scaled: f64,
    /// The cycle times `t_{s,n}`.
    times: Vec<Vec<f64>>,
    /// `d / (kappa t_{s,n})` in shares of `L`, at most the largest possible load `n+1`.
    limits: Vec<Vec<f64>>,
    /// The largest integer load within the limit, at most `(n+1) L`: decided exactly.
    whole: Vec<Vec<u128>>,
}

impl Deadline {
    /// The limits of the rows of a trace, of which all workers have an overhead.
    ///
    /// # Errors
    /// When the deadline leaves double precision in units of the work to be done.
    pub fn new(system: &System, deadline: f64, overhead: f64, rows: Rows) -> Result<Self, Error> {
        let Rows { times, unit } = rows;
        let total = system.coordinates as f64;
        let exact = Exact::new(system, deadline, overhead, unit);
        // Rounded once, and not before the difference; where nothing is left no load can be done.
        let left = exact.left.to_f64().unwrap_or(0.0);
        let scaled = left / system.work_unit() / unit;
        if left > 0.0 && (!(scaled / total).is_normal() || !scaled.is_normal()) {
            return Err(Error::Overflow {
                quantity: format!("the deadline {} in units of the work to be done", shortest(deadline)),
                remedy: "give the cycle times and the deadline in another unit".to_owned(),
            });
        }
        let level = |n: usize, t: f64| {
            let most = (n as u128 + 1) * u128::from(system.coordinates);
            exact.largest_load(t, scaled / t, most)
        };
        let whole =
            times.iter().map(|row| row.iter().enumerate().map(|(n, &t)| level(n, t)).collect()).collect();
        let scaled = scaled / total;
        Ok(Self {
            workers: system.workers,
            coordinates: system.coordinates,
            exact,
            scaled,
            limits: times.iter().map(|row| limits(scaled, row)).collect(),
            times,
            whole,
        })
    }

    /// Number of rows `S`.
    pub fn rows(&self) -> usize {
        self.limits.len()
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.coordinates
    }

    /// Limits of the loads in a row, in shares of `L`; nondecreasing.
    pub fn limits(&self, row: usize) -> &[f64] {
        &self.limits[row]
    }

    /// Largest integer loads that finish a row, in coordinates; nondecreasing.
    pub fn whole(&self, row: usize) -> &[u128] {
        &self.whole[row]
    }

    /// The fraction of `finished` rows.
    pub fn fraction(&self, finished: usize) -> Value {
        Value::of_share(finished, self.rows())
    }

    /// The fraction of rows that integer loads finish which may be larger than those of any partition.
    pub fn value_of_any_loads(&self, loads: &[u128]) -> Value {
        let total = self.coordinates as f64;
        let is_within = |row: usize, n: usize| {
            let (load, time) = (loads[n], self.times[row][n]);
            load <= self.whole[row][n]
                || (load > (n as u128 + 1) * u128::from(self.coordinates)
                    && self.exact.largest_load(time, self.scaled * total / time, load) >= load)
        };
        let finishes = |row: &usize| (0..loads.len()).all(|n| is_within(*row, n));
        self.fraction((0..self.rows()).filter(finishes).count())
    }

    /// The fraction of rows that the integer loads of a partition finish.
    pub fn value_of_loads(&self, loads: &[u128]) -> Value {
        self.fraction(self.met(loads).into_iter().filter(|is_met| *is_met).count())
    }

    /// Which rows the integer loads of a partition finish.
    pub fn met(&self, loads: &[u128]) -> Vec<bool> {
        let finishes = |limits: &Vec<u128>| loads.iter().zip(limits).all(|(load, limit)| load <= limit);
        self.whole.iter().map(finishes).collect()
    }

    /// The fraction of rows that shares of `L` finish; rows within rounding of the deadline are in the error.
    pub fn value_of_shares(&self, shares: &Shares) -> Value {
        let loads = shares.loads();
        let slack = load_error(self.workers) + ROUNDING;
        let finish = |factor: f64| {
            let within = |limits: &&Vec<f64>| {
                (loads.as_slice().iter())
                    .zip(*limits)
                    .enumerate()
                    .all(|(n, (load, limit))| *limit >= (n + 1) as f64 || load * factor <= *limit)
            };
            self.limits.iter().filter(within).count()
        };
        let (fewest, count, most) = (finish(1.0 + slack), finish(1.0), finish(1.0 - slack));
        let value = self.fraction(count);
        let unsure = (most - count).max(count - fewest);
        Value { error: value.error + unsure as f64 / self.rows() as f64, ..value }
    }

    /// The cycle times of a row, nonincreasing, in the unit of the rows.
    pub fn times(&self, row: usize) -> &[f64] {
        &self.times[row]
    }

    /// The longest cycle time of a set of rows at each level; zeros for the empty set.
    pub fn slowest(&self, rows: &[usize]) -> Vec<f64> {
        rows.iter().fold(vec![0.0; self.workers], |mut most, &row| {
            most.iter_mut().zip(&self.times[row]).for_each(|(most, time)| *most = most.max(*time));
            most
        })
    }

    /// Limits of a set of rows, in shares of `L`.
    pub fn limits_of(&self, rows: &[usize]) -> Vec<f64> {
        limits(self.scaled, &self.slowest(rows))
    }

    /// Whether real loads finish every row whose cycle times are at most `slowest`: decided exactly.
    pub fn finishes_within(&self, slowest: &[f64]) -> bool {
        let sum: f64 = Loads::new(limits(self.scaled, slowest)).blocks().iter().sum();
        let slack = load_error(self.workers) + ROUNDING;
        if (sum - 1.0).abs() > slack { sum > 1.0 } else { self.exact.reaches(slowest, self.coordinates) }
    }

    /// Integer limits of a set of rows, in coordinates.
    pub fn whole_of(&self, rows: &[usize]) -> Vec<u128> {
        let start: Vec<u128> = (1..=self.workers).map(|n| n as u128 * u128::from(self.coordinates)).collect();
        rows.iter().fold(start, |mut least, &row| {
            least.iter_mut().zip(&self.whole[row]).for_each(|(least, limit)| *least = (*least).min(*limit));
            least
        })
    }

    /// Shares of `L`, sum 1, that finish a set of rows, to double precision; `None` if there are none.
    pub fn shares_of(&self, rows: &[usize]) -> Option<Shares> {
        let slowest = self.slowest(rows);
        if !self.finishes_within(&slowest) {
            return None;
        }
        Shares::of_loads(limits(self.scaled, &slowest).into_iter())
    }

    /// A partition that finishes a set of rows; `None` if there is none.
    pub fn partition_of(&self, rows: &[usize]) -> Option<Partition> {
        self.partition_under(&self.whole_of(rows))
    }

    /// A partition whose loads are within nondecreasing integer limits; `None` if there is none.
    pub fn partition_under(&self, limits: &[u128]) -> Option<Partition> {
        let mut missing = u128::from(self.coordinates);
        let mut load = 0;
        let mut blocks = Vec::with_capacity(self.workers);
        for (&limit, size) in limits.iter().zip(1u128..) {
            let x = (limit.saturating_sub(load) / size).min(missing);
            load += size * x;
            missing -= x;
            blocks.push(u64::try_from(x).ok()?);
        }
        if missing > 0 {
            return None;
        }
        Partition::new(blocks, self.workers, self.coordinates).ok()
    }
}

/// `scaled / t`, at most the largest possible load `n+1`; nondecreasing.
fn limits(scaled: f64, times: &[f64]) -> Vec<f64> {
    times.iter().enumerate().map(|(n, t)| (scaled / t).min((n + 1) as f64)).collect()
}

/// `t W M b <= (d - a) N`, which is `kappa t W <= d - a`, over the rationals: every input is the decimal that it is written as.
#[derive(Debug)]
struct Exact {
    /// `d - a`, at least zero.
    left: BigRational,
    /// `(d - a) N / (M b)`.
    ratio: BigRational,
    /// The unit of the rows, a power of two: times are rounded by none.
    unit: f64,
}

impl Exact {
    fn new(system: &System, deadline: f64, overhead: f64, unit: f64) -> Self {
        let whole = |n: u64| BigRational::from_integer(BigInt::from(n));
        let finite = |x: f64| exact(x).unwrap_or_else(BigRational::zero);
        let work = system.exact_work().unwrap_or_else(BigRational::zero);
        let left = (finite(deadline) - finite(overhead)).max(BigRational::zero());
        let ratio = &left * whole(system.workers as u64) / work;
        Self { left, ratio, unit }
    }

    /// The time as it is written; `None` where it is infinite.
    fn time(&self, t: f64) -> Option<BigRational> {
        exact(t * self.unit)
    }

    /// Whether the blocks at the limits of the cycle times sum to `L` or more.
    fn reaches(&self, times: &[f64], coordinates: u64) -> bool {
        let whole = |n: usize| BigRational::from_integer(BigInt::from(n));
        let total = BigRational::from_integer(BigInt::from(coordinates));
        let mut sum = BigRational::zero();
        for (n, &t) in times.iter().enumerate() {
            let most = whole(n + 1) * &total;
            let limit = match self.time(t) {
                Some(t) if t.is_zero() => most,
                Some(t) => (&self.ratio / t).min(most),
                // Nobody can wait for a worker that never returns.
                None => BigRational::zero(),
            };
            sum += if n + 1 < times.len() { limit / whole((n + 1) * (n + 2)) } else { limit / whole(n + 1) };
        }
        sum >= total
    }

    /// The largest integer load that fits.
    fn quotient(&self, t: f64) -> Option<u128> {
        self.time(t).map_or(Some(0), |time| (&self.ratio / time).floor().to_integer().to_u128())
    }

    /// The largest integer load up to `most` that fits, where `limit` is the real one in double precision.
    fn largest_load(&self, t: f64, limit: f64, most: u128) -> u128 {
        let (low, high) =
            ((limit * (1.0 - ROUNDING)).floor() as u128, (limit * (1.0 + ROUNDING)).floor() as u128);
        if low >= most {
            return most;
        }
        // Rounding leaves more than one choice: the exact quotient decides.
        if low < high.min(most) {
            return self.quotient(t).map_or(low, |load| load.min(most));
        }
        low
    }
}
