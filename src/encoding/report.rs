//! Everything worth printing about one encoding matrix, in one call.

use std::cell::LazyCell;

use serde::Serialize;

use super::approximation::{Approximation, approximation};
use super::conditioning::{Conditioning, conditioning};
use super::constructions::find;
use super::decodability::{CheckOptions, Decodability, Verdict, check};
use super::decoding::Decoder;
use super::fraction;
use super::matrix::EncodingMatrix;

/// What to find out about a matrix.
#[derive(Debug, Clone, Default)]
pub struct CodeOptions {
    /// How to check decodability.
    pub check: CheckOptions,
    /// Largest number of sets whose conditioning is computed; beyond it a sample of that size. 0
    /// leaves conditioning out.
    pub conditioning_limit: usize,
    /// Sets of workers (from 1) whose decoding vectors are wanted.
    pub decode: Vec<Vec<usize>>,
    /// Whether errors of approximate decoding are wanted of every matrix, or only of one that does not decode.
    pub approximate: bool,
    /// Largest number of sets whose approximate decoding is computed; beyond it a sample of that size. 0 leaves it out.
    pub approximation_limit: usize,
    /// The largest residual of approximate decoding that is good enough, from 0 on, if that is to be judged.
    pub tolerance: Option<f64>,
}

impl CodeOptions {
    /// How many sets of so many workers are decomposed in a second or two, at most 1000: the work of one grows with the cube
    /// of its size.
    pub fn affordable_sets(workers: usize) -> usize {
        let share = (40.0 / workers as f64).powi(3).min(1.0);
        (1000.0 * share).ceil() as usize
    }
}

/// A decoding vector as text.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct DecodingVector {
    /// The workers.
    pub workers: Vec<usize>,
    /// One fraction a worker, or nothing if they cannot decode.
    pub coefficients: Option<Vec<String>>,
    /// Why they cannot, or are not a set of workers.
    pub problem: Option<String>,
}

/// An encoding matrix with its verdict and figures; serialisable, stable field order.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CodeReport {
    /// Name of the construction, or `user`.
    pub construction: String,
    /// Where the construction comes from.
    pub source: Option<&'static str>,
    /// What vouches for the construction in general.
    pub assurance: Option<String>,
    /// The seed that made the matrix.
    pub seed: Option<u64>,
    /// The rows as text, one a worker.
    pub matrix: Vec<Vec<String>>,
    /// Number of subsets that each worker holds.
    pub row_weights: Vec<usize>,
    /// Whether all row weights are s + 1, as the overall runtime of the paper assumes.
    pub uniform_weight: bool,
    /// The verdict, printed as `verified (all sets)` and so on.
    pub summary: String,
    /// The verdict with what it rests on.
    pub decodability: Decodability,
    /// Worst figures of the double precision decode, if wanted.
    pub conditioning: Option<Conditioning>,
    /// The decoding vectors asked for.
    pub vectors: Vec<DecodingVector>,
    /// Errors of approximate decoding, if wanted or if the matrix does not decode.
    pub approximation: Option<Approximation>,
    /// What of the table that the matrix was read from was taken for names: a header, an index.
    pub left_out: Option<String>,
}

impl CodeReport {
    /// Examines a matrix.
    ///
    /// ```
    /// use bcgc::encoding::{CodeOptions, CodeReport, build, find};
    ///
    /// let options = CodeOptions { decode: vec![vec![1, 2]], ..CodeOptions::default() };
    /// let report = CodeReport::new(&build(find("fractional-repetition")?, 4, 1, 1)?, &options);
    /// assert_eq!(report.summary, "verified (all sets)");
    /// assert!(report.vectors[0].problem.as_ref().is_some_and(|problem| problem.contains("cannot decode")));
    /// # Ok::<(), bcgc::encoding::EncodingError>(())
    /// ```
    pub fn new(matrix: &EncodingMatrix, options: &CodeOptions) -> Self {
        let construction = find(matrix.origin()).ok();
        let decodability = check(matrix, &options.check);
        // Exact elimination, which large matrices without a theorem feel.
        let decoder = LazyCell::new(|| Decoder::new(matrix));
        let vector = |workers: &Vec<usize>| match decoder.vector(workers) {
            Ok(a) => DecodingVector {
                workers: workers.clone(),
                coefficients: Some(a.iter().map(fraction::format).collect()),
                problem: None,
            },
            Err(error) => DecodingVector {
                workers: workers.clone(),
                coefficients: None,
                problem: Some(error.to_string()),
            },
        };
        let also: &[usize] = match &decodability.verdict {
            Verdict::NotDecodable { workers, .. } => workers,
            _ => &[],
        };
        let wanted = options.approximate || options.tolerance.is_some() || decodability.is_refuted();
        let approximation = (wanted && options.approximation_limit > 0).then(|| {
            let found = approximation(matrix, options.approximation_limit, options.check.seed, also);
            options.tolerance.into_iter().fold(found, Approximation::judged)
        });
        Self {
            construction: matrix.origin().into(),
            source: construction.map(|c| c.source()),
            assurance: construction.map(|c| c.assurance().to_string()),
            seed: matrix.seed(),
            matrix: matrix.to_text(),
            row_weights: matrix.row_weights(),
            uniform_weight: matrix.has_uniform_weight(),
            summary: decodability.to_string(),
            decodability,
            conditioning: (options.conditioning_limit > 0)
                .then(|| conditioning(matrix, options.conditioning_limit, options.check.seed)),
            vectors: options.decode.iter().map(vector).collect(),
            approximation,
            left_out: matrix.left_out().map(str::to_owned),
        }
    }
}
