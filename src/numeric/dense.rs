//! Small dense matrices.

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
    use super::inverse;

    #[test]
    fn matrices_are_inverted_and_singular_ones_refused() {
        let matrix = vec![vec![4.0, 2.0], vec![2.0, 5.0]];
        assert_eq!(inverse(&matrix), Some(vec![vec![0.3125, -0.125], vec![-0.125, 0.25]]));
        let singular = vec![vec![1.0, 2.0], vec![2.0, 4.0]];
        assert_eq!(inverse(&singular), None);
    }
}
