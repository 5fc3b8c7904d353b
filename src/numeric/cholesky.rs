//! Cholesky factors that solve for several right-hand sides.

use super::vector::{add, dot};

/// Pivots below this share of the diagonal entry are rounding: the unknown stays where it is.
const LEAST_PIVOT: f64 = 1e-15;

/// The factor of a symmetric matrix that is positive semidefinite but for rounding.
#[derive(Debug, Clone)]
pub struct Cholesky {
    size: usize,
    matrix: Vec<f64>,
    /// Lower triangle, row by row; an infinite diagonal entry for an unknown without a pivot.
    factor: Vec<f64>,
}

impl Cholesky {
    /// Of a matrix of `size` rows.
    pub fn new(size: usize, matrix: Vec<f64>) -> Self {
        let mut factor = matrix.clone();
        for j in 0..size {
            let (above, below) = factor.split_at_mut((j + 1) * size);
            let row = &mut above[j * size..];
            let entry = row[j];
            let pivot = entry - row[..j].iter().map(|v| v * v).sum::<f64>();
            row[j] = if pivot > LEAST_PIVOT * entry { pivot.sqrt() } else { f64::INFINITY };
            for other in below.chunks_exact_mut(size) {
                let product: f64 = other[..j].iter().zip(&row[..j]).map(|(x, y)| x * y).sum();
                other[j] = (other[j] - product) / row[j];
            }
        }
        Self { size, matrix, factor }
    }

    /// Solves for a right-hand side, with one refinement; unknowns without a pivot are zero.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = self.solve_once(right);
        let rows = self.matrix.chunks_exact(self.size).zip(right);
        let rest: Vec<f64> = rows.map(|(row, right)| right - dot(row, &x)).collect();
        add(&mut x, 1.0, &self.solve_once(&rest));
        x
    }

    fn solve_once(&self, right: &[f64]) -> Vec<f64> {
        let row = |i: usize| &self.factor[i * self.size..];
        let mut x = right.to_vec();
        for i in 0..self.size {
            let sum: f64 = row(i)[..i].iter().zip(&x).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - sum) / row(i)[i];
        }
        for i in (0..self.size).rev() {
            x[i] /= row(i)[i];
            let value = x[i];
            x[..i].iter_mut().zip(row(i)).for_each(|(x, l)| *x -= l * value);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::Cholesky;

    #[test]
    fn systems_are_solved_and_unknowns_without_a_pivot_stay() {
        let factor = Cholesky::new(2, vec![4.0, 2.0, 2.0, 5.0]);
        assert_eq!(factor.solve(&[8.0, 12.0]), [1.0, 2.0]);
        assert_eq!(factor.solve(&[4.0, 2.0]), [1.0, 0.0]);
        let singular = Cholesky::new(2, vec![1.0, 2.0, 2.0, 4.0]);
        assert_eq!(singular.solve(&[3.0, 6.0]), [3.0, 0.0]);
    }
}
