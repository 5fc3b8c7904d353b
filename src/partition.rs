//! Partitions of the `L` coordinates into blocks of equal redundancy.
//!
//! `x_n` coordinates have coding parameter `n`: they tolerate `n` stragglers. A partition costs
//! `tau(x, T) = kappa max_n T_(N-n) W_n` with the cumulative load `W_n = sum_{i<=n} (i+1) x_i`
//! ([WCLZX23], Sec. III). Sorted coding parameters are optimal for every outcome of the cycle
//! times, so nothing is lost by describing a scheme by its block sizes.
//!
//! Proved in `proofs/partition.v`: `scheme_at_least_its_partition`,
//! `ascending_scheme_equals_its_partition`, `partition_has_ascending_scheme`, `total_from_loads`,
//! `order_statistics_are_times`, `equal_optima_expected_runtime`, `equal_optima_completion_probability`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::PartitionError;
use crate::shares::Shares;

/// Block sizes `x_0..x_{N-1}`: integers that sum to `L` by construction.
///
/// ```
/// use bcgc::Partition;
///
/// let partition = Partition::parse("4,2,2,12", 4, 20)?;
/// assert_eq!(partition, Partition::new(vec![4, 2, 2, 12], 4, 20)?);
/// assert_eq!(partition, Partition::parse("[4 2 2 12]", 4, 20)?);
/// assert_eq!(partition.coding_parameters().filter(|&stragglers| stragglers == 3).count(), 12);
/// let error = Partition::new(vec![4, 2, 2, 11], 4, 20).unwrap_err();
/// assert!(error.to_string().contains("sum to 19, but must sum to the 20 coordinates"));
/// # Ok::<(), bcgc::PartitionError>(())
/// ```
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

    /// Reads `4,2,2,12`, also with spaces, line breaks or both in place of commas, and in brackets.
    ///
    /// # Errors
    /// As [`Self::new`], and for entries that are not nonnegative integers.
    pub fn parse(text: &str, workers: usize, coordinates: u64) -> Result<Self, PartitionError> {
        let read = |(position, entry): (usize, &str)| {
            entry.parse::<u64>().map_err(|_| PartitionError::Entry {
                position,
                text: entry.to_owned(),
                allowed: format!("an integer from 0 to {coordinates}{}", between(entry)),
            })
        };
        let blocks = entries(text).enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        Self::new(blocks, workers, coordinates)
    }

    /// Blocks that sum to the coordinates of whoever made them.
    pub(crate) fn unchecked(blocks: Vec<u64>) -> Self {
        Self(blocks)
    }

    /// All coordinates at one level `n < workers`: the classical gradient code of Tandon et al.
    ///
    /// # Errors
    /// When there is no such level.
    pub fn single_block(level: usize, workers: usize, coordinates: u64) -> Result<Self, PartitionError> {
        let mut blocks = vec![0; workers];
        *blocks.get_mut(level).ok_or(PartitionError::Level { level, workers })? = coordinates;
        Ok(Self(blocks))
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

    /// The blocks as shares of `L`.
    pub fn shares(&self) -> Shares {
        let total = self.coordinates() as f64;
        Shares::unchecked(self.0.iter().map(|&x| x as f64 / total).collect())
    }

    /// Cumulative loads `W_n` in coordinates, as integers.
    pub(crate) fn whole_loads(&self) -> Vec<u128> {
        let mut load = 0;
        let add = |(&x, n)| {
            load += n * u128::from(x);
            load
        };
        self.0.iter().zip(1u128..).map(add).collect()
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

/// What to say of an entry that holds several numbers, or none.
pub(crate) fn between(entry: &str) -> &'static str {
    match entry.parse::<f64>().is_err() && !entry.is_empty() {
        true => "; numbers stand between commas or spaces",
        false => "",
    }
}

/// The entries of a list like `4,2,2,12`, also with spaces, line breaks or both in place of commas, and in brackets.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    inner.split(',').flat_map(|cell| {
        let words: Vec<&str> = cell.split_whitespace().collect();
        // An empty cell is an entry that somebody forgot.
        if words.is_empty() { vec![""] } else { words }
    })
}
