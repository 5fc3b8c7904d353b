//! The scheme of a partition: what every worker stores, computes and sends, block by block.
//!
//! The JSON form, for a training code to read (`bcgc-scheme-1`; everything counts from 1):
//!
//! ```json
//! { "format": "bcgc-scheme-1", "workers": 3, "coordinates": 7,
//!   "blocks": [
//!     { "block": 1, "first": 1, "last": 4, "stragglers": 1,
//!       "construction": "cyclic-repetition", "seed": 1, "decodability": "verified (all sets)",
//!       "rows": [ { "worker": 1, "subsets": [1, 2], "coefficients": ["1", "3/7"] } ] } ],
//!   "plans": [
//!     { "worker": 1, "stores": [1, 2], "storage": 2, "load": 14,
//!       "order": [ { "block": 1, "subsets": [1, 2] } ] } ] }
//! ```
//!
//! * A *block* is the range `first..=last` of coordinates with coding parameter `stragglers`. In it worker `n`
//!   sends the sum over `subsets` of coefficient times partial derivative over that subset; the
//!   master needs any `N - stragglers` workers. Subsets stand in computing order.
//! * A *plan* says which subsets a worker stores (`storage` of them), and in which order it computes:
//!   block after block, in each the subsets listed. `load` counts the partial derivatives over
//!   one subset that it computes in a round.

use num_traits::Zero;
use serde::{Deserialize, Serialize};

use super::{
    CheckOptions, Construction, EncodingError, EncodingMatrix, Verdict, build_checked, check, fraction,
    matrix,
};

/// The name and version of the JSON form.
const FORMAT: &str = "bcgc-scheme-1";

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
#[derive(Debug, Clone)]
pub struct Scheme {
    workers: usize,
    coordinates: u64,
    blocks: Vec<Block>,
    /// `loads[n][b]`: partial derivatives over one subset that worker `n` (from 0) has computed
    /// when it finishes block `b` (from 0).
    loads: Vec<Vec<u64>>,
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
                    "{size} coordinates tolerate {level} stragglers but no matrix given does; give one"
                ),
            })?;
            let verdict = check_matrix(matrix, partition.len(), level, options)?;
            Ok((size, matrix.clone(), verdict))
        });
        Self::assemble(partition.len(), parts.collect::<Result<_, EncodingError>>()?)
    }

    fn assemble(workers: usize, parts: Vec<(u64, EncodingMatrix, String)>) -> Result<Self, EncodingError> {
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
        Ok(Self { workers, coordinates: last, blocks, loads })
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
        self.blocks.iter().all(|block| block.matrix.has_uniform_weight())
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

    /// The scheme as JSON, in the form described at the head of this module.
    pub fn to_json(&self) -> String {
        // Only maps with keys other than strings and failing writers make this fail.
        serde_json::to_string_pretty(&self.document()).unwrap_or_default()
    }

    fn document(&self) -> Document {
        let row = |matrix: &EncodingMatrix, worker: usize| {
            let subsets = matrix.computing_order(worker);
            let coefficients = subsets.iter().map(|j| fraction::format(&matrix.row(worker)[j - 1])).collect();
            Row { worker, subsets, coefficients }
        };
        let block = |(b, block): (usize, &Block)| BlockDocument {
            block: b + 1,
            first: block.first,
            last: block.last,
            stragglers: block.matrix.stragglers(),
            construction: block.matrix.origin().into(),
            seed: block.matrix.seed(),
            decodability: block.decodability.clone(),
            rows: (1..=self.workers).map(|worker| row(&block.matrix, worker)).collect(),
        };
        Document {
            format: FORMAT.into(),
            workers: self.workers,
            coordinates: self.coordinates,
            blocks: self.blocks.iter().enumerate().map(block).collect(),
            plans: self.plans(),
        }
    }

    /// Reads a scheme back. Nothing in the document is taken on trust: matrices are checked again
    /// and the plans must be those of the matrices.
    ///
    /// # Errors
    /// [`EncodingError::Document`], [`EncodingError::Entry`] or those of [`Scheme::from_matrices`].
    pub fn from_json(text: &str, options: &CheckOptions) -> Result<Self, EncodingError> {
        let document: Document = serde_json::from_str(text).map_err(|e| wrong("JSON", e.to_string()))?;
        if document.format != FORMAT {
            return Err(wrong("format", format!("is {:?}; this version reads {FORMAT:?}", document.format)));
        }
        matrix::check_sizes(document.workers, 0)?;
        let mut parts = Vec::with_capacity(document.blocks.len());
        let mut expected = 1u64;
        for (b, block) in document.blocks.iter().enumerate() {
            if block.block != b + 1 || block.first != expected || block.last < block.first {
                let problem = format!("must be number {} and start at coordinate {expected}", b + 1);
                return Err(wrong(&format!("block {}", block.block), problem));
            }
            expected = block.last.checked_add(1).ok_or_else(overflow)?;
            let matrix = block.matrix(document.workers)?;
            let verdict = check_matrix(&matrix, document.workers, block.stragglers, options)?;
            parts.push((block.last - block.first + 1, matrix, verdict));
        }
        if expected.checked_sub(1) != Some(document.coordinates) || parts.is_empty() {
            let problem = format!("is {}; the blocks have {}", document.coordinates, expected - 1);
            return Err(wrong("coordinates", problem));
        }
        let scheme = Self::assemble(document.workers, parts)?;
        match scheme.plans().iter().zip(&document.plans).find(|(own, given)| own != given) {
            Some((own, _)) => {
                Err(wrong(&format!("plan {}", own.worker), "does not follow from the rows".into()))
            }
            None if document.plans.len() != scheme.workers => Err(wrong(
                "plans",
                format!("has {} entries; one a worker is {}", document.plans.len(), scheme.workers),
            )),
            None => Ok(scheme),
        }
    }
}

fn wrong(key: &str, problem: String) -> EncodingError {
    EncodingError::Document { key: key.into(), problem }
}

fn overflow() -> EncodingError {
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

fn check_matrix(
    matrix: &EncodingMatrix,
    workers: usize,
    level: usize,
    options: &CheckOptions,
) -> Result<String, EncodingError> {
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
        _ => Ok(found.to_string()),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    workers: usize,
    coordinates: u64,
    blocks: Vec<BlockDocument>,
    plans: Vec<Plan>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockDocument {
    block: usize,
    first: u64,
    last: u64,
    stragglers: usize,
    construction: String,
    seed: Option<u64>,
    decodability: String,
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    worker: usize,
    subsets: Vec<usize>,
    coefficients: Vec<String>,
}

impl BlockDocument {
    fn matrix(&self, workers: usize) -> Result<EncodingMatrix, EncodingError> {
        let place = |row: usize| format!("block {}, row {row}", self.block);
        if self.rows.len() != workers {
            let problem = format!("has {} rows; one a worker is {workers}", self.rows.len());
            return Err(wrong(&format!("block {}", self.block), problem));
        }
        let mut rows = vec![vec![num_rational::BigRational::zero(); workers]; workers];
        for (i, row) in self.rows.iter().enumerate() {
            if row.worker != i + 1 || row.subsets.len() != row.coefficients.len() {
                let problem = format!("must belong to worker {} and have a coefficient a subset", i + 1);
                return Err(wrong(&place(i + 1), problem));
            }
            for (subset, text) in row.subsets.iter().zip(&row.coefficients) {
                let entry = subset.checked_sub(1).and_then(|j| rows[i].get_mut(j));
                let entry = entry.filter(|entry| entry.is_zero()).ok_or_else(|| {
                    wrong(&place(i + 1), format!("subset {subset} is repeated or not in 1..={workers}"))
                })?;
                *entry = fraction::parse(text).map_err(|problem| EncodingError::Entry {
                    row: i + 1,
                    column: *subset,
                    text: text.clone(),
                    problem,
                    hint: "",
                })?;
            }
        }
        let matrix = EncodingMatrix::from_rows(rows, self.stragglers)?;
        Ok(matrix.with_origin(&self.construction, self.seed, super::theorem::Witness::None))
    }
}
