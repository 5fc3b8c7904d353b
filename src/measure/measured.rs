//! Measured rounds.

use super::error::MeasureError;
use super::settings::Amount;
use crate::numeric::median::median_of_sorted;

/// Measured rounds and how they came about.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The loads in units, ascending from 0 on.
    pub loads: Vec<f64>,
    /// Seconds from the beginning of a round to the answer of a worker: by load, round and worker. Above zero, and rising
    /// with the load.
    pub times: Vec<Vec<Vec<f64>>>,
    /// Worker processes.
    pub workers: usize,
    /// Processes beside them.
    pub beside: usize,
    /// Processors that they share.
    pub cores: usize,
    /// Coordinates of the gradient.
    pub coordinates: usize,
    /// Samples of a unit.
    pub samples: u64,
    /// What the unit was chosen by.
    pub unit: Amount,
    /// Seconds that a unit takes a process alone, by what its samples took before; none where they were given.
    pub alone: Option<f64>,
    /// Rounds asked for, if that many were.
    pub asked: Option<usize>,
    /// Seed of data, points, orders and bursts.
    pub seed: u64,
    /// Seconds that the rounds took together.
    pub seconds: f64,
    /// Whether somebody cancelled.
    pub interrupted: bool,
    /// A process that failed, and ended the measurement after these rounds.
    pub fault: Option<MeasureError>,
}

/// Order statistics of the times of a load, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// The median.
    pub median: f64,
    /// That which 9 in 10 do not exceed.
    pub ninety: f64,
    /// The largest.
    pub largest: f64,
}

impl Measured {
    /// Number of rounds, at least one.
    pub fn rounds(&self) -> usize {
        self.times.first().map_or(0, Vec::len)
    }

    /// The largest load.
    pub fn last_load(&self) -> f64 {
        self.loads.last().copied().unwrap_or(1.0)
    }

    /// Seconds that a worker took from the load 0 to the largest one, for a unit of load, by round and worker.
    pub fn cycle_times(&self) -> Vec<Vec<f64>> {
        let (Some(first), Some(last)) = (self.times.first(), self.times.last()) else { return vec![] };
        let of = |(a, b): (&Vec<f64>, &Vec<f64>)| {
            a.iter().zip(b).map(|(a, b)| (b - a) / self.last_load()).collect()
        };
        first.iter().zip(last).map(of).collect()
    }

    /// Of every load.
    pub fn spreads(&self) -> Vec<Spread> {
        self.times.iter().map(|rounds| Spread::of(rounds.iter().flatten().copied().collect())).collect()
    }

    /// Whether processes wait for each other: there are more of them than processors.
    pub fn is_crowded(&self) -> bool {
        self.workers + self.beside > self.cores
    }
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let rank = (share * times.len() as f64).ceil() as usize;
            times.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
        };
        Self { least: at(0.0), median: median_of_sorted(&times), ninety: at(0.9), largest: at(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_times_does_not_exceed_its_quantile() {
        let spread = Spread::of((1..=10).rev().map(f64::from).collect());
        assert_eq!(spread, Spread { least: 1.0, median: 5.5, ninety: 9.0, largest: 10.0 });
        let one = Spread::of(vec![3.0]);
        assert_eq!(one, Spread { least: 3.0, median: 3.0, ninety: 3.0, largest: 3.0 });
    }
}
