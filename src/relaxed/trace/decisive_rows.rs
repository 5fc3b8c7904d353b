//! The rows of a trace that decide where the optimum is near some loads.
//!
//! In most of many rows the level that binds stays the same near the optimum: their runtime is `t_n W_n` there, and so much at
//! least everywhere. Put for the maximum in all rows but those in which another level nearly binds, it leaves a problem of few
//! rows, every bound of which is one for all rows.

use crate::numeric::sum::Compensated;
use crate::runtime::trace_rows::binding;

/// Times that are kept, about.
const KEPT: usize = 400_000;
/// Rows kept for each level, those in which it binds next when its load grows: at least, and at most.
const A_LEVEL: (usize, usize) = (50, 1000);

/// Few rows in the place of many.
#[derive(Debug)]
pub struct DecisiveRows {
    /// Rows as they are, and one a level for all others in which that level binds.
    pub rows: Vec<Vec<f64>>,
    /// What their mean is multiplied with for a lower bound of the mean over all rows.
    pub factor: f64,
}

impl DecisiveRows {
    /// Near loads, of levels from `first` on.
    pub fn new(all: &[Vec<f64>], loads: &[f64], first: usize) -> Self {
        let bound: Vec<(usize, f64)> = all.iter().map(|row| binding(row, loads)).collect();
        let mut is_kept = vec![false; all.len()];
        let a_level = (KEPT / (loads.len() * loads.len())).clamp(A_LEVEL.0, A_LEVEL.1);
        for level in first..loads.len() {
            // By how much the load may grow until the level binds.
            let room = |s: usize| bound[s].1 / all[s][level] - loads[level];
            let mut next: Vec<(f64, usize)> =
                (0..all.len()).filter(|&s| bound[s].0 != level).map(|s| (room(s), s)).collect();
            let count = a_level.min(next.len());
            if count < next.len() {
                next.select_nth_unstable_by(count, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            }
            next[..count].iter().for_each(|&(_, s)| is_kept[s] = true);
        }
        let mut sums = vec![Compensated::default(); loads.len()];
        let mut rows = Vec::new();
        for ((row, (level, _)), is_kept) in all.iter().zip(bound).zip(is_kept) {
            if is_kept { rows.push(row.clone()) } else { sums[level].add(row[level]) }
        }
        let sums = sums.into_iter().map(Compensated::value).enumerate();
        for (level, sum) in sums.filter(|(_, sum)| *sum > 0.0) {
            rows.push((0..loads.len()).map(|n| if n == level { sum } else { 0.0 }).collect());
        }
        // The sums and the factor round.
        let factor = rows.len() as f64 / all.len() as f64 * (1.0 - 8.0 * f64::EPSILON);
        Self { rows, factor }
    }
}

#[cfg(test)]
mod tests {
    use quickcheck::QuickCheck;

    use super::*;
    use crate::runtime::trace_rows::mean;

    /// A tenth is no double: summed up plainly, so many would be more than they are.
    #[test]
    fn sums_of_many_rows_round_down() {
        let (rows, loads) = (vec![vec![0.1, 0.1]; 300_000], [1.0, 2.0]);
        let few = DecisiveRows::new(&rows, &loads, 0);
        let below = few.factor * mean(&few.rows, &loads);
        assert!(below <= 0.2 && below > 0.2 * (1.0 - 1e-14), "{below:e}");
    }

    /// The same at the loads, never more elsewhere.
    #[test]
    fn their_mean_touches_that_of_all_rows_from_below() {
        fn property(times: Vec<u16>, here: [u8; 4], there: [u8; 4]) -> bool {
            let mut rows: Vec<Vec<f64>> = (times.chunks_exact(4).cycle().take(6000).enumerate())
                .map(|(s, row)| row.iter().map(|&t| f64::from(t) + 1.0 + (s % 7) as f64).collect())
                .collect();
            rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.total_cmp(a)));
            if rows.is_empty() {
                return true;
            }
            let loads = |steps: [u8; 4]| {
                let mut load = 0.5;
                steps.map(|step| {
                    load += f64::from(step);
                    load
                })
            };
            let (here, there) = (loads(here), loads(there));
            let few = DecisiveRows::new(&rows, &here, 0);
            let below = |loads: &[f64]| few.factor * mean(&few.rows, loads);
            few.rows.len() <= 4004
                && (below(&here) / mean(&rows, &here) - 1.0).abs() < 1e-12
                && below(&there) <= mean(&rows, &there) * (1.0 + 1e-12)
        }
        QuickCheck::new().tests(200).quickcheck(property as fn(Vec<u16>, [u8; 4], [u8; 4]) -> bool);
    }
}
