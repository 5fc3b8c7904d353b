//! Certificates of encoding matrices.

use std::time::Duration;

use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Zero};
use serde_json::json;

use super::document::{Certificate, document};
use super::error::CertificateError;
use crate::encoding::{EncodingMatrix, binomial};
use crate::wording::counted;

/// Time that the judge is given.
const PATIENCE: Duration = Duration::from_secs(600);

/// A certificate that a matrix decodes from every set of `N - s` workers. The judge visits all sets, or reads classes
/// of workers off the matrix.
///
/// ```
/// use bcgc::certificate::certify_matrix;
/// use bcgc::encoding::{build, find};
///
/// let matrix = build(find("cyclic-repetition")?, 6, 2, 1)?;
/// assert_eq!(certify_matrix(&matrix)?.claims().len(), 1);
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When the judge rejects the matrix, or has no proof within its limits.
pub fn certify_matrix(matrix: &EncodingMatrix) -> Result<Certificate, CertificateError> {
    certify_matrix_within(matrix, u64::MAX)
}

/// The same where the judge is to visit at most so many sets of workers.
///
/// # Errors
/// As [`certify_matrix`], and where there are more sets and no classes.
pub fn certify_matrix_within(matrix: &EncodingMatrix, budget: u64) -> Result<Certificate, CertificateError> {
    let claim = |proof: serde_json::Value| {
        let claim = json!({
            "claim": "decodes", "stragglers": matrix.stragglers(), "rows": matrix.to_text(), "proof": proof,
        });
        Certificate::judged(&document(None, &[], &[claim]), PATIENCE)
    };
    let subsets = matrix.rows().next().map_or(0, <[_]>::len);
    if subsets != matrix.workers() {
        let sizes = format!(
            "{} and {}",
            counted(matrix.workers() as u64, "worker"),
            counted(subsets as u64, "subset")
        );
        return Err(CertificateError::Unsupported(format!(
            "the judge takes square matrices, and this has {sizes}"
        )));
    }
    match classes(matrix) {
        Some(classes) => claim(json!({"classes": classes})),
        None => {
            let sets = binomial(matrix.workers(), matrix.stragglers());
            if sets > BigUint::from(budget) {
                return Err(CertificateError::Unsupported(format!(
                    "the judge would have to visit all {sets} sets of workers, more than the {budget} that are allowed"
                )));
            }
            claim(json!({"sets": "all"}))
        }
    }
}

/// Disjoint sets of workers that hold each subset once with coefficient one, more of them than stragglers.
fn classes(matrix: &EncodingMatrix) -> Option<Vec<Vec<usize>>> {
    let rows: Vec<&[BigRational]> = matrix.rows().collect();
    let mut left: Vec<usize> = (0..rows.len()).collect();
    let mut classes = Vec::new();
    let one = BigRational::one();
    while !left.is_empty() {
        let mut is_covered = vec![false; rows.first().map_or(0, |row| row.len())];
        let mut class = Vec::new();
        for &i in &left {
            let row = rows[i];
            let fits = row.iter().zip(&is_covered).all(|(b, covered)| b.is_zero() || (!covered && *b == one));
            if fits {
                is_covered.iter_mut().zip(row).for_each(|(covered, b)| *covered |= !b.is_zero());
                class.push(i);
            }
        }
        if !is_covered.iter().all(|covered| *covered) {
            break;
        }
        left.retain(|i| !class.contains(i));
        classes.push(class);
    }
    (classes.len() > matrix.stragglers()).then_some(classes)
}
