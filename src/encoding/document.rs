//! Schemes as JSON, for a training code to read (`bcgc-scheme-1`; everything counts from 1):
//!
//! ```json
//! { "format": "bcgc-scheme-1", "bcgc": "0.1.0", "workers": 3, "coordinates": 7,
//!   "blocks": [
//!     { "block": 1, "first": 1, "last": 4, "stragglers": 1,
//!       "construction": "cyclic-repetition", "seed": 1, "decodability": "verified (all sets)",
//!       "rows": [ { "worker": 1, "subsets": [1, 2], "coefficients": ["1", "3/7"] } ] } ],
//!   "plans": [
//!     { "worker": 1, "stores": [1, 2], "storage": 2, "load": 14,
//!       "order": [ { "block": 1, "subsets": [1, 2] } ] } ] }
//! ```
//!
//! `bcgc` is the version that wrote the document; it may be missing.
//!
//! * A *block* is the range `first..=last` of coordinates with coding parameter `stragglers`. In it worker `n`
//!   sends the sum over `subsets` of coefficient times partial derivative over that subset; the
//!   master needs any `N - stragglers` workers. Subsets stand in computing order.
//! * A *plan* says which subsets a worker stores (`storage` of them), and in which order it computes:
//!   block after block, in each the subsets listed. `load` counts the partial derivatives over
//!   one subset that it computes in a round.

use num_rational::BigRational;
use num_traits::Zero;
use serde::{Deserialize, Serialize};

use super::decodability::CheckOptions;
use super::error::EncodingError;
use super::fraction;
use super::matrix::{self, EncodingMatrix};
use super::scheme::{Block, Plan, Scheme, check_matrix, overflow};
use super::witness::Witness;
use crate::wording::counted;

/// The name and version of the JSON form.
const FORMAT: &str = "bcgc-scheme-1";

impl Scheme {
    /// The scheme as JSON, in the form described in [`document`](super::document).
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
            rows: (1..=self.workers()).map(|worker| row(&block.matrix, worker)).collect(),
        };
        Document {
            format: FORMAT.into(),
            bcgc: Some(env!("CARGO_PKG_VERSION").into()),
            workers: self.workers(),
            coordinates: self.coordinates(),
            blocks: self.blocks().iter().enumerate().map(block).collect(),
            plans: self.plans(),
        }
    }

    /// Reads a scheme back. Nothing in the document is taken on trust: matrices are checked again
    /// and the plans must be those of the matrices.
    ///
    /// # Errors
    /// [`EncodingError::Document`], [`EncodingError::Entry`] or those of [`Scheme::from_matrices`].
    pub fn from_json(text: &str, options: &CheckOptions) -> Result<Self, EncodingError> {
        let document = Document::read(text)?;
        let mut parts = Vec::with_capacity(document.blocks.len());
        let mut expected = 1u64;
        for (b, block) in document.blocks.iter().enumerate() {
            if block.block != b + 1 || block.first != expected || block.last < block.first {
                let problem = format!("must be number {} and start at coordinate {expected}", b + 1);
                return Err(EncodingError::document(&format!("block {}", block.block), problem));
            }
            expected = block.last.checked_add(1).ok_or_else(overflow)?;
            let matrix = block.matrix(document.workers)?;
            let verdict = check_matrix(&matrix, document.workers, block.stragglers, options)?;
            parts.push((block.last - block.first + 1, matrix, verdict));
        }
        if expected.checked_sub(1) != Some(document.coordinates) || parts.is_empty() {
            let problem = format!("is {}; the blocks have {}", document.coordinates, expected - 1);
            return Err(EncodingError::document("coordinates", problem));
        }
        let scheme = Self::assemble(document.workers, parts)?;
        match scheme.plans().iter().zip(&document.plans).find(|(own, given)| own != given) {
            Some((own, _)) => Err(EncodingError::document(
                &format!("plan {}", own.worker),
                "does not follow from the rows".into(),
            )),
            None if document.plans.len() != scheme.workers() => Err(EncodingError::document(
                "plans",
                format!(
                    "has {}; one a worker is {}",
                    counted(document.plans.len() as u64, "entry"),
                    scheme.workers()
                ),
            )),
            None => Ok(scheme),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    /// The version that wrote it; nothing depends on it.
    #[serde(default)]
    bcgc: Option<String>,
    workers: usize,
    coordinates: u64,
    blocks: Vec<BlockDocument>,
    plans: Vec<Plan>,
}

impl Document {
    fn read(text: &str) -> Result<Self, EncodingError> {
        let document: Self =
            serde_json::from_str(text).map_err(|e| EncodingError::document("JSON", e.to_string()))?;
        if document.format != FORMAT {
            return Err(EncodingError::document(
                "format",
                format!("is {:?}; this version reads {FORMAT:?}", document.format),
            ));
        }
        matrix::check_sizes(document.workers, 0)?;
        Ok(document)
    }
}

/// The matrix of the block of a scheme that tolerates so many stragglers, or of its only block. Nothing is checked
/// but that it is a matrix: whether it decodes is for the caller to find out.
///
/// # Errors
/// [`EncodingError::Document`] when there is no such block or several would do, [`EncodingError::Entry`].
pub(crate) fn matrix_of_level(
    text: &str,
    stragglers: Option<usize>,
) -> Result<EncodingMatrix, EncodingError> {
    let document = Document::read(text)?;
    let levels: Vec<String> = document.blocks.iter().map(|block| block.stragglers.to_string()).collect();
    let choose = |found: String| {
        let problem =
            format!("{found}; the blocks of this scheme tolerate {}, choose one of them", levels.join(", "));
        EncodingError::document("stragglers", problem)
    };
    let block = match (stragglers, document.blocks.as_slice()) {
        (None, [only]) => only,
        (None, _) => return Err(choose("is missing".into())),
        (Some(level), blocks) => blocks
            .iter()
            .find(|block| block.stragglers == level)
            .ok_or_else(|| choose(format!("is {level}")))?,
    };
    // Where it comes from is a claim of the document, which its source and theorem would seem to confirm.
    Ok(block.matrix(document.workers)?.with_origin("user", None, Witness::None))
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
            let rows = counted(self.rows.len() as u64, "row");
            let problem = format!("has {rows}; one a worker is {workers}");
            return Err(EncodingError::document(&format!("block {}", self.block), problem));
        }
        let mut rows = vec![vec![BigRational::zero(); workers]; workers];
        for (i, row) in self.rows.iter().enumerate() {
            if row.worker != i + 1 || row.subsets.len() != row.coefficients.len() {
                let problem = format!("must belong to worker {} and have a coefficient a subset", i + 1);
                return Err(EncodingError::document(&place(i + 1), problem));
            }
            for (subset, text) in row.subsets.iter().zip(&row.coefficients) {
                let entry = subset.checked_sub(1).and_then(|j| rows[i].get_mut(j));
                let entry = entry.filter(|entry| entry.is_zero()).ok_or_else(|| {
                    EncodingError::document(
                        &place(i + 1),
                        format!("subset {subset} is repeated or not between 1 and {workers}"),
                    )
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
        Ok(matrix.with_origin(&self.construction, self.seed, Witness::None))
    }
}
