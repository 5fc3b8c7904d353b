//! The scheme of a partition: what every worker stores, computes and sends, block by block.

use num_traits::Zero;
use serde::{Deserialize, Serialize};

use super::build::build_checked;
use super::construction::Construction;
use super::decodability::{CheckOptions, Verdict, check};
use super::error::EncodingError;
use super::matrix::{self, EncodingMatrix};
use crate::wording::counted;

/// One block of coordinates with its encoding matrix.
#[derive(Debug, Clone)]
pub struct Block {
    /// First coordinate.
    pub first: u64,
    /// Last coordinate.
    pub last: u64,
    /// The encoding matrix; its `stragglers` is the coding parameter of the block.
    pub matrix: EncodingMatrix,
    /// The verdict on decodability, as printed.
    pub decodability: String,
}

impl Block {
    /// Number of coordinates.
    pub fn coordinates(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// A step of a worker: a block and the subsets it computes there, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The block.
    pub block: usize,
    /// The subsets, in computing order.
    pub subsets: Vec<usize>,
}

/// What one worker stores and computes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The worker.
    pub worker: usize,
    /// The subsets it stores, ascending.
    pub stores: Vec<usize>,
    /// Their number.
    pub storage: usize,
    /// Partial derivatives over one subset that it computes in a round.
    pub load: u64,
    /// Its steps, in order.
    pub order: Vec<Step>,
}

/// A partition with an encoding matrix for each of its blocks.
///
/// ```
/// use bcgc::encoding::{CheckOptions, Scheme, find};
///
/// // Four coordinates tolerate no straggler, two tolerate one.
/// let scheme = Scheme::new(&[4, 2, 0], find("cyclic-repetition")?, 1, &CheckOptions::default())?;
/// assert_eq!(scheme.blocks()[1].first, 5);
/// assert_eq!(scheme.cumulative_load(1), [4, 8]);
/// assert_eq!(scheme.plans()[2].stores, [1, 3]);
/// let again = Scheme::from_json(&scheme.to_json(), &CheckOptions::default())?;
/// assert_eq!(again.coordinates(), 6);
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scheme {
    workers: usize,
    coordinates: u64,
    blocks: Vec<Block>,
    /// `loads[n][b]`: partial derivatives over one subset that worker `n` (from 0) has computed
    /// when it finishes block `b` (from 0).
    loads: Vec<Vec<u64>>,
    /// Whether every worker computes `s + 1` partial derivatives a coordinate throughout.
    has_uniform_load: bool,
}

impl Scheme {
    /// A scheme with one construction for all blocks. `partition[n]` is the number of coordinates with
    /// coding parameter `n`, so its length is the number of workers; blocks follow one another in
    /// ascending order of the coding parameter and empty ones are left out. Every matrix is
    /// checked; random constructions move on to the next seed until one decodes.
    ///
    /// # Errors
    /// [`EncodingError::Partition`] for an empty or overflowing partition, and those of [`build_checked`]
    /// (the message names the coding parameter).
    pub fn new(
        partition: &[u64],
        construction: &dyn Construction,
        seed: u64,
        options: &CheckOptions,
    ) -> Result<Self, EncodingError> {
        let parts = check_partition(partition)?.into_iter().map(|(level, size)| {
            let (matrix, found) = build_checked(construction, partition.len(), level, seed, options)?;
            Ok((size, matrix, found.to_string()))
        });
        Self::assemble(partition.len(), parts.collect::<Result<_, EncodingError>>()?)
    }

    /// A scheme with given matrices: for each coding parameter in use, one with that number of stragglers.
    ///
    /// # Errors
    /// [`EncodingError::Partition`] when a matrix is missing, [`EncodingError::BlockMatrix`] when one has another
    /// number of workers, [`EncodingError::NotDecodable`] when one fails the check.
    pub fn from_matrices(
        partition: &[u64],
        matrices: &[EncodingMatrix],
        options: &CheckOptions,
    ) -> Result<Self, EncodingError> {
        let parts = check_partition(partition)?.into_iter().map(|(level, size)| {
            let found = matrices.iter().find(|matrix| matrix.stragglers() == level);
            let matrix = found.ok_or_else(|| EncodingError::Partition {
                problem: format!(
                    "{} are to tolerate {} but no matrix given does; give one",
                    counted(size, "coordinate"),
                    counted(level as u64, "straggler")
                ),
            })?;
            let verdict = check_matrix(matrix, partition.len(), level, options)?;
            Ok((size, matrix.clone(), verdict))
        });
        Self::assemble(partition.len(), parts.collect::<Result<_, EncodingError>>()?)
    }

    /// From the size, matrix and verdict of each block.
    pub(crate) fn assemble(
        workers: usize,
        parts: Vec<(u64, EncodingMatrix, String)>,
    ) -> Result<Self, EncodingError> {
        let mut blocks = Vec::with_capacity(parts.len());
        let mut loads = vec![Vec::with_capacity(parts.len()); workers];
        let mut last = 0u64;
        for (size, matrix, decodability) in parts {
            for (load, weight) in loads.iter_mut().zip(matrix.row_weights()) {
                let before: u64 = load.last().copied().unwrap_or(0);
                let added = size.checked_mul(weight as u64).and_then(|work| before.checked_add(work));
                load.push(added.ok_or_else(overflow)?);
            }
            let first = last + 1;
            last = last.checked_add(size).ok_or_else(overflow)?;
            blocks.push(Block { first, last, matrix, decodability });
        }
        let has_uniform_load = blocks.iter().all(|block| block.matrix.has_uniform_weight());
        Ok(Self { workers, coordinates: last, blocks, loads, has_uniform_load })
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Number of coordinates `L`.
    pub fn coordinates(&self) -> u64 {
        self.coordinates
    }

    /// The blocks, in computing order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Whether every worker computes `s + 1` partial derivatives a coordinate throughout, so that the
    /// overall runtime of the paper applies.
    pub fn has_uniform_load(&self) -> bool {
        self.has_uniform_load
    }

    /// Partial derivatives over one subset that a worker in `1..=N` has computed when it finishes each block.
    /// With uniform load this is the cumulative load `W` of the paper. Empty for any other number.
    pub fn cumulative_load(&self, worker: usize) -> &[u64] {
        worker.checked_sub(1).and_then(|i| self.loads.get(i)).map_or(&[], Vec::as_slice)
    }

    /// What each worker stores and computes.
    pub fn plans(&self) -> Vec<Plan> {
        (1..=self.workers).map(|worker| self.plan(worker)).collect()
    }

    fn plan(&self, worker: usize) -> Plan {
        let step = |(b, block): (usize, &Block)| Step {
            block: b + 1,
            subsets: block.matrix.computing_order(worker),
        };
        let order: Vec<Step> = self.blocks.iter().enumerate().map(step).collect();
        let mut stores: Vec<usize> = order.iter().flat_map(|step| step.subsets.iter().copied()).collect();
        stores.sort_unstable();
        stores.dedup();
        let load = self.cumulative_load(worker).last().copied().unwrap_or(0);
        Plan { worker, storage: stores.len(), stores, load, order }
    }
}

pub(crate) fn overflow() -> EncodingError {
    EncodingError::Partition { problem: "the load exceeds 2^64 - 1; use fewer coordinates".into() }
}

/// Coding parameters in use with their numbers of coordinates.
fn check_partition(partition: &[u64]) -> Result<Vec<(usize, u64)>, EncodingError> {
    matrix::check_sizes(partition.len(), 0)?;
    let used: Vec<_> = partition.iter().copied().enumerate().filter(|(_, size)| !size.is_zero()).collect();
    if used.is_empty() {
        return Err(EncodingError::Partition {
            problem: "all blocks are empty; give at least one coordinate".into(),
        });
    }
    Ok(used)
}

/// The verdict on a matrix that a block of this level is to have.
pub(crate) fn check_matrix(
    matrix: &EncodingMatrix,
    workers: usize,
    level: usize,
    options: &CheckOptions,
) -> Result<String, EncodingError> {
    if matrix.subsets() != matrix.workers() {
        return Err(EncodingError::Partition {
            problem: format!(
                "the matrix of level {level} has {} for {}; a scheme needs as many subsets as workers",
                counted(matrix.subsets() as u64, "subset"),
                counted(matrix.workers() as u64, "worker")
            ),
        });
    }
    if matrix.workers() != workers || matrix.stragglers() != level {
        return Err(EncodingError::BlockMatrix {
            level,
            workers,
            found_workers: matrix.workers(),
            found_stragglers: matrix.stragglers(),
        });
    }
    let found = check(matrix, options);
    match found.verdict {
        Verdict::NotDecodable { workers, reason } => Err(EncodingError::NotDecodable { workers, reason }),
        Verdict::Stopped => Err(EncodingError::Stopped),
        _ => Ok(found.to_string()),
    }
}
