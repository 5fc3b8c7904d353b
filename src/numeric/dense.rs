//! Small dense systems of linear equations.

/// Solves a symmetric positive definite system by Cholesky factors; `None` if it is not definite.
pub fn solve_positive(mut a: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    for j in 0..n {
        let diagonal = a[j][j] - a[j][..j].iter().map(|v| v * v).sum::<f64>();
        if diagonal.is_nan() || diagonal <= 1e-14 * a[j][j].abs() {
            return None;
        }
        let root = diagonal.sqrt();
        a[j][j] = root;
        for i in j + 1..n {
            let product: f64 = a[i][..j].iter().zip(&a[j][..j]).map(|(x, y)| x * y).sum();
            a[i][j] = (a[i][j] - product) / root;
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| a[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / a[i][i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| a[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / a[i][i];
    }
    Some(x)
}

/// The inverse of a square matrix by elimination with row pivots; `None` if it is singular.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let unit = |i: usize| (0..size).map(move |j| f64::from(u8::from(i == j)));
    let mut rows: Vec<Vec<f64>> =
        matrix.iter().enumerate().map(|(i, row)| row.iter().copied().chain(unit(i)).collect()).collect();
    for j in 0..size {
        let pivot = (j..size).max_by(|&a, &b| rows[a][j].abs().total_cmp(&rows[b][j].abs()))?;
        rows.swap(j, pivot);
        let lead = rows[j][j];
        if lead == 0.0 {
            return None;
        }
        rows[j].iter_mut().for_each(|v| *v /= lead);
        let lead_row = rows[j].clone();
        for (i, row) in rows.iter_mut().enumerate() {
            if i != j && row[j] != 0.0 {
                let factor = row[j];
                row.iter_mut().zip(&lead_row).for_each(|(v, l)| *v -= factor * l);
            }
        }
    }
    Some(rows.into_iter().map(|mut row| row.split_off(size)).collect())
}

#[cfg(test)]
mod tests {
    use super::{inverse, solve_positive};

    #[test]
    fn systems_are_solved_and_singular_ones_refused() {
        let matrix = vec![vec![4.0, 2.0], vec![2.0, 5.0]];
        assert_eq!(solve_positive(matrix.clone(), &[8.0, 12.0]), Some(vec![1.0, 2.0]));
        assert_eq!(inverse(&matrix), Some(vec![vec![0.3125, -0.125], vec![-0.125, 0.25]]));
        let singular = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(solve_positive(singular.clone(), &[1.0, 1.0]), None);
        assert_eq!(inverse(&singular), None);
    }
}
