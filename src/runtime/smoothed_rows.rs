//! The mean overall runtime over many rows of a trace, made smooth.
//!
//! The runtime `max_n t_n W_n` of a row is replaced by `h ln sum_n exp(t_n W_n / h)` (Nesterov 2005). Its slope in `W_n` is
//! `m_n t_n` with weights `m_n >= 0` that sum to one, in proportion to `exp(t_n W_n / h)`. Whatever the weights, their mean
//! `sum m_n t_n W_n` is at most the maximum: slopes of smoothed rows are lower bounds of the runtime itself. Their mean is
//! short of the maximum only in rows where levels nearly tie, by about the square of the width `h` over all rows.

use super::trace_rows::binding;
use crate::clock::Clock;
use crate::numeric::sum::Compensated;
use crate::threads;

/// Rows that are summed in one piece.
const PIECE: usize = 1024;
/// Widths below the maximum at which a level has no weight left.
const FAR: f64 = 40.0;

/// Mean and slopes at some loads.
#[derive(Debug, Clone)]
pub struct Smoothed {
    /// Mean runtime of the rows as they are.
    pub mean: f64,
    /// By how much the mean of the smoothed slopes is below it.
    pub short: f64,
    /// `sum_s m_{s,n} t_{s,n} / S` for every level.
    pub slopes: Vec<f64>,
    /// Relative error of the slopes' sums.
    pub error: f64,
}

/// Sums over a piece.
struct Sums {
    means: Compensated,
    short: f64,
    slopes: Vec<f64>,
}

/// At loads of any unit, with a width in units of the rows times the loads; `None` where the clock is over before.
pub fn smoothed(rows: &[Vec<f64>], loads: &[f64], width: f64, clock: &Clock) -> Option<Smoothed> {
    let pieces = rows.len().div_ceil(PIECE);
    let sums = threads::map(pieces, |k| {
        let rows = &rows[k * PIECE..rows.len().min((k + 1) * PIECE)];
        (!clock.is_over()).then(|| piece(rows, loads, width))
    });
    let count = rows.len() as f64;
    let (mut mean, mut short) = (Compensated::default(), 0.0);
    let mut slopes = vec![0.0; loads.len()];
    for sums in sums {
        let sums = sums?;
        mean.add(sums.means.value());
        short += sums.short;
        slopes.iter_mut().zip(&sums.slopes).for_each(|(all, piece)| *all += piece);
    }
    slopes.iter_mut().for_each(|slope| *slope /= count);
    let error = (PIECE.min(rows.len()) + pieces + loads.len() + 16) as f64 * f64::EPSILON;
    Some(Smoothed { mean: mean.value() / count, short: short / count, slopes, error })
}

fn piece(rows: &[Vec<f64>], loads: &[f64], width: f64) -> Sums {
    let mut sums = Sums { means: Compensated::default(), short: 0.0, slopes: vec![0.0; loads.len()] };
    let mut near = Vec::with_capacity(loads.len());
    for row in rows {
        let (level, longest) = binding(row, loads);
        sums.means.add(longest);
        let least = longest - FAR * width;
        near.clear();
        near.extend((row.iter().zip(loads).enumerate()).filter_map(|(n, (t, w))| {
            let time = t * w;
            (time > least).then_some((n, time))
        }));
        if near.len() < 2 {
            sums.slopes[level] += row[level];
            continue;
        }
        let weight = |time: f64| ((time - longest) / width).exp();
        let total: f64 = near.iter().map(|&(_, time)| weight(time)).sum();
        for &(n, time) in &near {
            let share = weight(time) / total;
            sums.slopes[n] += share * row[n];
            sums.short += share * (longest - time);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use quickcheck::QuickCheck;

    use super::*;

    /// Rows with times from bytes, and loads that do not fall.
    fn made(bytes: &[u8]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut rows: Vec<Vec<f64>> =
            bytes.chunks_exact(4).map(|row| row.iter().map(|&b| 1.0 + f64::from(b)).collect()).collect();
        rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.total_cmp(a)));
        (rows, vec![1.0, 1.25, 1.75, 3.0])
    }

    #[test]
    fn slopes_are_those_of_the_smoothed_mean() {
        fn property(bytes: Vec<u8>) -> bool {
            let (rows, loads) = made(&bytes);
            if rows.is_empty() {
                return true;
            }
            let width = 20.0;
            let value = |loads: &[f64]| -> f64 {
                let of = |row: &Vec<f64>| {
                    row.iter().zip(loads).map(|(t, w)| (t * w / width).exp()).sum::<f64>().ln()
                };
                rows.iter().map(|row| width * of(row)).sum::<f64>() / rows.len() as f64
            };
            let found = smoothed(&rows, &loads, width, &Clock::unlimited()).unwrap();
            let product: f64 = found.slopes.iter().zip(&loads).map(|(g, w)| g * w).sum();
            let agrees = (found.mean - found.short - product).abs() < 1e-11 * found.mean;
            agrees
                && (0..4).all(|n| {
                    let at = |d: f64| {
                        let mut moved = loads.clone();
                        moved[n] += d;
                        value(&moved)
                    };
                    let slope = (at(1e-4) - at(-1e-4)) / 2e-4;
                    (slope - found.slopes[n]).abs() < 1e-6 * (1.0 + slope)
                })
        }
        QuickCheck::new().tests(200).quickcheck(property as fn(Vec<u8>) -> bool);
    }

    #[test]
    fn many_rows_and_their_repetition_have_the_same_means() {
        let (rows, loads) = made(&(0..=255).collect::<Vec<u8>>());
        let many: Vec<Vec<f64>> = rows.iter().cycle().take(64 * rows.len()).cloned().collect();
        let [few, many] =
            [&rows, &many].map(|rows| smoothed(rows, &loads, 10.0, &Clock::unlimited()).unwrap());
        assert!((few.mean / many.mean - 1.0).abs() < 1e-13, "{few:?} {many:?}");
        assert!(few.slopes.iter().zip(&many.slopes).all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs()));
    }

    #[test]
    fn a_worker_that_never_returns_is_no_number_where_nobody_waits() {
        let rows = vec![vec![f64::INFINITY, 3.0, 1.0], vec![4.0, 3.0, 2.0]];
        let found = smoothed(&rows, &[0.0, 2.0, 3.0], 1e-3, &Clock::unlimited()).unwrap();
        assert_eq!((found.mean, found.slopes), (6.0, vec![0.0, 1.5 + 0.75, 0.5]));
    }
}
