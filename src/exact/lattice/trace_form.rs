//! The quadratic form that the lattice is reduced for where the objective is piecewise linear: the curvature of smoothed
//! rows, `h ln sum_n exp(t_n W_n / h)` in the place of the maximum, with a width `h` of some coordinates.

use crate::runtime::trace_rows::binding;
use crate::shares::Shares;

/// Coordinates that a load moves by within the width.
const MOVES: f64 = 4.0;
/// Widths in units of the runtime of a row, at most.
const WIDEST: f64 = 0.3;
/// Ridge of the form, in units of its largest entry: rows may say nothing of some directions.
const RIDGE: f64 = 1e-4;
/// Widths below the maximum at which a level has no weight left.
const FAR: f64 = 40.0;

/// The form in shares of the levels from `first` on, around some shares of `total` coordinates.
pub fn smoothed_form(rows: &[Vec<f64>], center: &Shares, first: usize, total: f64) -> Vec<Vec<f64>> {
    let loads = center.loads();
    let loads = loads.as_slice();
    let workers = loads.len();
    let mut form = vec![vec![0.0; workers]; workers];
    let mut slopes = vec![0.0; workers];
    for row in rows {
        let (level, runtime) = binding(row, loads);
        let move_of_one = MOVES * (level + 1) as f64 / (total * loads[level].max(f64::MIN_POSITIVE));
        let width = runtime * move_of_one.min(WIDEST);
        let weight = |n: usize| {
            let below = (runtime - row[n] * loads[n]) / width;
            if below < FAR { (-below).exp() } else { 0.0 }
        };
        let weights: Vec<f64> = (0..workers).map(|n| if n < first { 0.0 } else { weight(n) }).collect();
        let sum: f64 = weights.iter().sum();
        for (n, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            slopes[n] = weight / sum * row[n];
            form[n][n] += slopes[n] * row[n] / width;
        }
        let used: Vec<usize> = (first..workers).filter(|&n| weights[n] > 0.0).collect();
        for &n in &used {
            for &m in &used {
                form[n][m] -= slopes[n] * slopes[m] / width;
            }
        }
    }
    in_shares(form, center, first)
}

/// From loads to shares on both sides, with a ridge.
fn in_shares(mut form: Vec<Vec<f64>>, center: &Shares, first: usize) -> Vec<Vec<f64>> {
    let workers = form.len();
    for n in (1..workers).rev() {
        let (below, above) = form.split_at_mut(n);
        below[n - 1].iter_mut().zip(&above[0]).for_each(|(entry, other)| *entry += other);
    }
    for row in &mut form {
        for m in (1..workers).rev() {
            row[m - 1] += row[m];
        }
    }
    for (i, row) in form.iter_mut().enumerate() {
        row.iter_mut().enumerate().for_each(|(j, entry)| *entry *= ((i + 1) * (j + 1)) as f64);
    }
    let mut form: Vec<Vec<f64>> = form[first..].iter().map(|row| row[first..].to_vec()).collect();
    let largest = (0..form.len()).map(|i| form[i][i]).fold(f64::MIN_POSITIVE, f64::max);
    for (i, row) in form.iter_mut().enumerate() {
        // Blocks at zero may only grow, at a cost of the first order.
        row[i] += RIDGE * largest + if center.as_slice()[first + i] == 0.0 { largest } else { 0.0 };
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_symmetric_positive_and_the_curvature_of_smoothed_rows() {
        let rows = [vec![3.0, 2.0, 1.0], vec![5.0, 1.5, 1.0]];
        let center = Shares::new(vec![0.3, 0.4, 0.3]).unwrap();
        let form = smoothed_form(&rows, &center, 0, 10.0);
        let (loads, h) = (center.loads(), 1e-4);
        // The widths stay those at the centre.
        let widths: Vec<f64> = (rows.iter())
            .map(|row| {
                let (level, runtime) = binding(row, loads.as_slice());
                runtime * (4.0 * (level + 1) as f64 / (10.0 * loads.as_slice()[level])).min(0.3)
            })
            .collect();
        let smooth = |x: [f64; 3]| -> f64 {
            let loads = [x[0], x[0] + 2.0 * x[1], x[0] + 2.0 * x[1] + 3.0 * x[2]];
            let row = |(row, width): (&Vec<f64>, &f64)| {
                width * row.iter().zip(loads).map(|(t, w)| (t * w / width).exp()).sum::<f64>().ln()
            };
            rows.iter().zip(&widths).map(row).sum()
        };
        for i in 0..3 {
            for j in 0..3 {
                let at = |a: f64, b: f64| {
                    let mut x = [0.3, 0.4, 0.3];
                    x[i] += a * h;
                    x[j] += b * h;
                    smooth(x)
                };
                let second = (at(1.0, 1.0) - at(1.0, -1.0) - at(-1.0, 1.0) + at(-1.0, -1.0)) / (4.0 * h * h);
                let found = form[i][j];
                assert!((found - second).abs() < 1e-2 * second.abs() + 0.02, "{i} {j}: {found} {second}");
                assert!((found - form[j][i]).abs() < 1e-12 * form[0][0]);
            }
        }
    }
}
