//! Singular values in double precision.

/// Sweeps after which the Jacobi iteration stops; convergence is quadratic and takes about six.
const SWEEPS: usize = 40;

/// Singular value decomposition of the transpose `B_I^T = U diag(sigma) V^T` by one-sided Jacobi
/// rotations (Hestenes 1958), which keep small singular values accurate.
pub(crate) struct Svd {
    /// Columns of `U diag(sigma)`.
    pub(crate) left: Vec<Vec<f64>>,
    /// The singular values, in no order.
    pub(crate) values: Vec<f64>,
    /// Columns of `V`.
    pub(crate) right: Vec<Vec<f64>>,
}

impl Svd {
    /// `rows` are the rows of `B_I`, hence the columns of its transpose.
    pub(crate) fn of(rows: Vec<Vec<f64>>) -> Self {
        let mut left = rows;
        let size = left.len();
        let mut right: Vec<Vec<f64>> =
            (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
        for _ in 0..SWEEPS {
            let mut rotated = false;
            for j in 1..size {
                for i in 0..j {
                    if let Some((cosine, sine)) = rotation(&left[i], &left[j]) {
                        rotated = true;
                        rotate(&mut left, i, j, cosine, sine);
                        rotate(&mut right, i, j, cosine, sine);
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        let values = left.iter().map(|column| dot(column, column).sqrt()).collect();
        Self { left, values, right }
    }
}

/// The rotation that makes two columns orthogonal, unless they are to working precision.
fn rotation(x: &[f64], y: &[f64]) -> Option<(f64, f64)> {
    let (xx, yy, xy) = (dot(x, x), dot(y, y), dot(x, y));
    let threshold = f64::EPSILON * (xx * yy).sqrt();
    if xy.abs() <= threshold || !xy.is_finite() || !threshold.is_finite() {
        return None;
    }
    let zeta = (yy - xx) / (2.0 * xy);
    let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    Some((cosine, cosine * tangent))
}

fn rotate(columns: &mut [Vec<f64>], i: usize, j: usize, cosine: f64, sine: f64) {
    let (head, tail) = columns.split_at_mut(j);
    for (x, y) in head[i].iter_mut().zip(&mut tail[0]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_values_of_known_matrices() {
        let mut values = Svd::of(vec![vec![3.0, 0.0], vec![4.0, 5.0]]).values;
        values.sort_by(f64::total_cmp);
        // B B^T has the eigenvalues 45 and 5.
        assert!((values[0] - 5f64.sqrt()).abs() < 1e-14 && (values[1] - 45f64.sqrt()).abs() < 1e-14);
    }
}
