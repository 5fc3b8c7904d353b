//! Partitions of the `L` coordinates into blocks of equal redundancy.
//!
//! `x_n` coordinates have coding parameter `n`: they tolerate `n` stragglers. A partition costs
//! `tau(x, T) = kappa max_n T_(N-n) W_n` with the cumulative load `W_n = sum_{i<=n} (i+1) x_i`
//! ([WCLZX23], Sec. III). Sorted coding parameters are optimal for every outcome of the cycle
//! times, so nothing is lost by describing a scheme by its block sizes.
//!
//! Proved in `proofs/partition.v`: `scheme_at_least_its_partition`,
//! `ascending_scheme_equals_its_partition`, `partition_has_ascending_scheme`, `total_from_loads`,
//! `order_statistics_are_times`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::PartitionError;

/// Block sizes `x_0..x_{N-1}`: integers that sum to `L` by construction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Partition(Vec<u64>);

impl Partition {
    /// A partition for `workers` workers of `coordinates` coordinates.
    ///
    /// # Errors
    /// When the number of blocks is not `workers` or they do not sum to `coordinates`.
    pub fn new(blocks: Vec<u64>, workers: usize, coordinates: u64) -> Result<Self, PartitionError> {
        if blocks.len() != workers {
            return Err(PartitionError::Length { found: blocks.len(), expected: workers });
        }
        let found: u128 = blocks.iter().map(|&x| u128::from(x)).sum();
        if found != u128::from(coordinates) {
            return Err(PartitionError::Sum { found, expected: coordinates });
        }
        Ok(Self(blocks))
    }

    /// Reads `4,2,2,12`.
    ///
    /// # Errors
    /// As [`Self::new`], and for entries that are not nonnegative integers.
    pub fn parse(text: &str, workers: usize, coordinates: u64) -> Result<Self, PartitionError> {
        let blocks = text
            .split(',')
            .map(str::trim)
            .enumerate()
            .map(|(position, entry)| {
                entry.parse::<u64>().map_err(|_| PartitionError::Entry {
                    position,
                    text: entry.to_owned(),
                    allowed: format!("an integer from 0 to {coordinates}"),
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(blocks, workers, coordinates)
    }

    /// All coordinates at one level `n < workers`: the classical gradient code of Tandon et al.
    pub fn single_block(level: usize, workers: usize, coordinates: u64) -> Self {
        let mut blocks = vec![0; workers.max(level + 1)];
        blocks[level] = coordinates;
        Self(blocks)
    }

    /// The partition of given coding parameters, each below `workers`, in any order.
    pub fn of_coding_parameters(parameters: &[usize], workers: usize) -> Option<Self> {
        let mut blocks = vec![0; workers];
        for &s in parameters {
            *blocks.get_mut(s)? += 1;
        }
        Some(Self(blocks))
    }

    /// The coding parameters `s_1 <= ... <= s_L` of the sorted scheme.
    pub fn coding_parameters(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(n, &x)| (0..x).map(move |_| n))
    }

    /// Block sizes, `x_n` at index `n`; length `N`.
    pub fn blocks(&self) -> &[u64] {
        &self.0
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.0.len()
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The same blocks as floating-point numbers.
    pub fn to_f64(&self) -> Vec<f64> {
        self.0.iter().map(|&x| x as f64).collect()
    }

    /// Moves one coordinate from level `from` to level `to`; `None` if there is none to move.
    pub fn moved(&self, from: usize, to: usize) -> Option<Self> {
        let mut blocks = self.0.clone();
        blocks[from] = blocks[from].checked_sub(1)?;
        blocks[to] += 1;
        Some(Self(blocks))
    }
}

impl std::fmt::Display for Partition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, x) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(",")?;
            }
            write!(f, "{x}")?;
        }
        Ok(())
    }
}

/// Cumulative load `W_n = sum_{i<=n} (i+1) x_i` of (possibly relaxed) block sizes; summed with
/// compensation, so that the loads of many workers are as good as those of one.
pub fn cumulative_load(x: &[f64]) -> Vec<f64> {
    x.iter()
        .enumerate()
        .scan((0.0, 0.0), |(load, lost), (n, x)| {
            let term = (n + 1) as f64 * x;
            let sum: f64 = *load + term;
            let (large, small) = if load.abs() > term.abs() { (*load, term) } else { (term, *load) };
            *lost += (large - sum) + small;
            *load = sum;
            Some(*load + *lost)
        })
        .collect()
}

/// Block sizes of a cumulative load: `x_n = (W_n - W_{n-1}) / (n+1)`.
pub fn blocks_of_load(load: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    load.iter()
        .enumerate()
        .map(|(n, &w)| {
            let x = (w - before) / (n + 1) as f64;
            before = w;
            x
        })
        .collect()
}

/// Overall runtime `max_n T_(N-n) W_n` of one outcome, the factor `kappa` left out; `sorted` holds
/// the order statistics `T_(1) <= ... <= T_(N)`.
pub fn overall_runtime(x: &[f64], sorted: &[f64]) -> f64 {
    let mut load = 0.0;
    let mut runtime = 0.0f64;
    for (n, (x, t)) in x.iter().zip(sorted.iter().rev()).enumerate() {
        load += (n + 1) as f64 * x;
        runtime = runtime.max(load * t);
    }
    runtime
}
