//! Rounds in double precision.

use std::borrow::Cow;
use std::ops::Range;

use num_rational::BigRational;

use super::dataset::Dataset;
use super::engine::{Decoded, Decoding, Engine, pieces};
use super::error::{SimulationError, data};
use super::task::Task;
use crate::encoding::{Scheme, matrix::to_f64};
use crate::threads;

/// Coordinates handled at a time, so that the partial derivatives of all subsets stay in cache.
const PIECE: usize = 1024;

/// Least sum of squares whose terms have all their digits.
const LEAST_SQUARES: f64 = f64::MIN_POSITIVE / f64::EPSILON;

/// Nonzero coefficients of one worker with their subsets (from 0).
type SparseRow = Vec<(usize, f64)>;

pub(crate) struct FloatEngine<'a> {
    task: Task,
    data: &'a Dataset,
    /// Targets, or labels 0 and 1.
    targets: Cow<'a, [f64]>,
    subsets: Vec<Range<usize>>,
    /// `rows[block][worker]`, both from 0.
    rows: Vec<Vec<SparseRow>>,
    pieces: Vec<(usize, usize, usize)>,
    weights: Vec<f64>,
    step: f64,
}

/// What came out of one piece.
struct Piece {
    decoded: Vec<f64>,
    error: f64,
    largest: f64,
}

impl<'a> FloatEngine<'a> {
    pub(crate) fn new(scheme: &Scheme, dataset: &'a Dataset, task: Task) -> Result<Self, SimulationError> {
        let values = match task {
            Task::LinearRegression => Cow::Borrowed(dataset.targets()),
            Task::LogisticRegression => dataset.labels()?,
        };
        let sparse = |row: &[BigRational]| -> SparseRow {
            row.iter().map(to_f64).enumerate().filter(|(_, b)| *b != 0.0).collect()
        };
        let rows = scheme.blocks().iter().map(|block| block.matrix.rows().map(sparse).collect()).collect();
        let squares: f64 = (0..dataset.samples()).flat_map(|i| dataset.row(i)).map(|v| v * v).sum();
        let targets: f64 = values.iter().map(|v| v * v).sum();
        if !(squares + targets).is_finite() {
            return Err(data(
                "the squares of the numbers add up beyond double precision; scale the data down",
            ));
        }
        let features = || (0..dataset.samples()).flat_map(|i| dataset.row(i));
        // Products of such numbers are zero or have few digits left: nothing would be checked.
        let lost = match () {
            () if squares < LEAST_SQUARES && features().any(|v| *v != 0.0) => Some("features"),
            () if targets < LEAST_SQUARES && values.iter().any(|v| *v != 0.0) => Some("targets"),
            () => None,
        };
        if let Some(lost) = lost {
            return Err(data(format!(
                "the squares of the {lost} vanish in double precision; scale the data up"
            )));
        }
        // The Hessian's norm is at most |X|^2, a quarter of it for the logistic loss, so the loss falls.
        let curvature = if task == Task::LogisticRegression { squares / 4.0 } else { squares };
        Ok(Self {
            task,
            data: dataset,
            targets: values,
            subsets: dataset.subsets(scheme.workers())?,
            rows,
            pieces: pieces(scheme, PIECE),
            weights: vec![0.0; dataset.features()],
            step: if curvature > 0.0 { 1.0 / curvature } else { 0.0 },
        })
    }

    /// The prediction of each sample before the link function.
    fn scores(&self) -> Vec<f64> {
        let score = |i: usize| self.data.row(i).iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        threads::map(self.data.samples(), score)
    }

    /// Derivative of the loss of each sample by its score.
    fn residuals(&self) -> Vec<f64> {
        let residual = |(score, y): (f64, &f64)| match self.task {
            Task::LinearRegression => score - y,
            Task::LogisticRegression => 1.0 / (1.0 + (-score).exp()) - y,
        };
        self.scores().into_iter().zip(self.targets.iter()).map(residual).collect()
    }

    /// Adds the gradient over some samples in the coordinates `from..to`.
    fn gradient(&self, samples: Range<usize>, residuals: &[f64], from: usize, out: &mut [f64]) {
        for i in samples {
            axpy(residuals[i], &self.data.row(i)[from..from + out.len()], out);
        }
    }

    fn piece(
        &self,
        (block, from, to): (usize, usize, usize),
        residuals: &[f64],
        vectors: &[(&[usize], Vec<f64>)],
    ) -> Piece {
        let length = to - from;
        let mut partial = vec![0.0; length * self.subsets.len()];
        for (subset, out) in self.subsets.iter().zip(partial.chunks_exact_mut(length)) {
            self.gradient(subset.clone(), residuals, from, out);
        }
        let mut truth = vec![0.0; length];
        self.gradient(0..self.data.samples(), residuals, from, &mut truth);
        let mut decoded = vec![0.0; length];
        let mut coded = vec![0.0; length];
        let (workers, vector) = &vectors[block];
        for (worker, a) in workers.iter().zip(vector) {
            // What this worker sends ...
            coded.fill(0.0);
            for (subset, b) in &self.rows[block][worker - 1] {
                axpy(*b, &partial[subset * length..][..length], &mut coded);
            }
            // ... and what the master makes of it.
            axpy(*a, &coded, &mut decoded);
        }
        let larger = |m: f64, v: f64| if v.is_nan() { f64::INFINITY } else { m.max(v) };
        let error = decoded.iter().zip(&truth).map(|(d, t)| (d - t).abs()).fold(0.0, larger);
        let size = |l: usize| partial.iter().skip(l).step_by(length).map(|v| v.abs()).sum::<f64>();
        let largest = (0..length).map(size).fold(0.0, larger);
        Piece { decoded, error, largest }
    }
}

impl Engine for FloatEngine<'_> {
    fn round(&mut self, decoding: &Decoding<'_>) -> Decoded {
        let residuals = self.residuals();
        let vectors: Vec<(&[usize], Vec<f64>)> =
            decoding.iter().map(|(workers, a)| (*workers, a.iter().map(to_f64).collect())).collect();
        let results = threads::map(self.pieces.len(), |i| self.piece(self.pieces[i], &residuals, &vectors));
        let largest = results.iter().map(|r| r.largest).fold(0.0, f64::max);
        let mut worst = Decoded { error: 0.0, block: 1 };
        for ((block, from, to), result) in self.pieces.iter().zip(&results) {
            // Where all partial derivatives are zero the decoded ones have to be.
            let error = if result.error == 0.0 { 0.0 } else { result.error / largest };
            if error > worst.error || error.is_nan() {
                worst =
                    Decoded { error: if error.is_nan() { f64::INFINITY } else { error }, block: block + 1 };
            }
            // The master knows the decoded gradient only.
            axpy(-self.step, &result.decoded, &mut self.weights[*from..*to]);
        }
        worst
    }

    fn loss(&self) -> f64 {
        let loss = |(score, y): (f64, &f64)| match self.task {
            Task::LinearRegression => 0.5 * (score - y).powi(2),
            // ln(1 + e^z) - y z without overflow.
            Task::LogisticRegression => score.max(0.0) + (-score.abs()).exp().ln_1p() - y * score,
        };
        self.scores().into_iter().zip(self.targets.iter()).map(loss).sum()
    }
}

/// `out += factor * values`.
fn axpy(factor: f64, values: &[f64], out: &mut [f64]) {
    for (total, value) in out.iter_mut().zip(values) {
        *total += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{CheckOptions, Decoder, find};

    #[test]
    fn a_wrong_decoding_vector_is_noticed_in_its_block() {
        let cyclic = find("cyclic-repetition").unwrap();
        let scheme = Scheme::new(&[0, 2, 3, 0], cyclic, 1, &CheckOptions::default()).unwrap();
        let data = Dataset::generate(Task::LogisticRegression, 8, 5, 1).unwrap();
        let mut engine = FloatEngine::new(&scheme, &data, Task::LogisticRegression).unwrap();
        let sets = [vec![1, 2, 4], vec![3, 4]];
        let mut vectors: Vec<Vec<BigRational>> = scheme
            .blocks()
            .iter()
            .zip(&sets)
            .map(|(block, set)| Decoder::new(&block.matrix).vector(set).unwrap())
            .collect();
        let decoding = |vectors: &[Vec<BigRational>]| -> Vec<(Vec<usize>, Vec<BigRational>)> {
            sets.iter().cloned().zip(vectors.iter().cloned()).collect()
        };
        let mut run = |vectors: &[Vec<BigRational>]| {
            let owned = decoding(vectors);
            engine.round(&owned.iter().map(|(n, a)| (n.as_slice(), a.as_slice())).collect())
        };
        assert!(run(&vectors).error < 1e-13);
        vectors[1][0] += BigRational::from_integer(1.into());
        let found = run(&vectors);
        assert!(found.error > 1e-3 && found.block == 2, "{found:?}");
    }

    /// Once: gradients of data whose squares vanish were all zero, and passed.
    #[test]
    fn data_beyond_double_precision_are_refused_at_both_ends() {
        let cyclic = find("cyclic-repetition").unwrap();
        let scheme = Scheme::new(&[0, 2], cyclic, 1, &CheckOptions::default()).unwrap();
        let made = |x: &str, y: &str, task| {
            let data = Dataset::from_csv(&format!("{x},1{x},{y}\n{x},2{x},{y}\n")).unwrap();
            FloatEngine::new(&scheme, &data, task).map(drop).map_err(|error| error.to_string())
        };
        let linear = Task::LinearRegression;
        for (x, y) in [("1e-140", "1"), ("0", "1"), ("1", "0"), ("1", "1e-140"), ("0", "0"), ("1e150", "1")] {
            assert_eq!(made(x, y, linear), Ok(()), "{x} {y}");
        }
        for (x, y, words) in [
            ("1e-200", "1", "squares of the features vanish in double precision; scale the data up"),
            ("1e-200", "1e-200", "scale the data up"),
            ("1", "1e-200", "squares of the targets vanish"),
            ("1e160", "1", "scale the data down"),
        ] {
            let problem = made(x, y, linear).unwrap_err();
            assert!(problem.contains(words), "{x} {y}: {problem}");
        }
        assert!(made("1e-200", "1", Task::LogisticRegression).unwrap_err().contains("scale the data up"));
    }
}
