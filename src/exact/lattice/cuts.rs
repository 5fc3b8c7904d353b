//! Cuts of the mean runtime over a trace: a level chosen in every row.
//!
//! As no row waits less than its chosen level makes it, `E(x) >= g . x` with `g_i = (i+1)` times the mean over the rows of
//! `t_n` where the level chosen is `n >= i`: whatever the choice. At a point the level that binds there is the best one.

use std::collections::HashMap;
use std::sync::Arc;

use crate::numeric::sum::Compensated;
use crate::runtime::trace_rows::{binding, mean};
use crate::shares::{cumulative, in_blocks};

/// Rounding errors of slopes, relative to their size.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// Choices of levels that are kept, two bytes each.
const MOST_CHOICES: usize = 500_000_000;

/// The level that counts in every row.
pub type Levels = Arc<[u16]>;

/// A cut.
#[derive(Debug, Clone)]
pub struct Cut {
    pub levels: Levels,
    /// Of the free levels, relative to the reference, less one, less their error: every partition costs at least `1 +
    /// slopes . x / L` times the reference.
    pub slopes: Vec<f64>,
}

/// Cuts that were taken, each once.
#[derive(Debug)]
pub struct Cuts<'a> {
    rows: &'a [Vec<f64>],
    /// Levels below are empty.
    pub first: usize,
    /// In units of the rows times shares.
    pub reference: f64,
    list: Vec<Cut>,
    known: HashMap<Levels, usize>,
}

impl<'a> Cuts<'a> {
    /// None yet.
    pub fn new(rows: &'a [Vec<f64>], first: usize, reference: f64) -> Self {
        Self { rows, first, reference, list: Vec::new(), known: HashMap::new() }
    }

    /// Whether more would take too much memory.
    pub fn are_too_many(&self) -> bool {
        self.list.len().saturating_mul(self.rows.len()) > MOST_CHOICES
    }

    /// All of them.
    pub fn list(&self) -> &[Cut] {
        &self.list
    }

    /// The relative loss of blocks of the free levels, which are not negative and sum to `total`.
    pub fn loss(&self, point: &[f64], total: f64) -> f64 {
        mean(self.rows, &self.loads(point, total)) / self.reference - 1.0
    }

    /// The number of the cut at some blocks of the free levels.
    pub fn at(&mut self, point: &[f64], total: f64) -> usize {
        let loads = self.loads(point, total);
        let level = |row: &Vec<f64>| binding(row, &loads).0.max(self.first) as u16;
        let levels: Levels = self.rows.iter().map(level).collect();
        if let Some(&number) = self.known.get(&levels) {
            return number;
        }
        let mut sums = vec![Compensated::default(); loads.len()];
        for (row, &level) in self.rows.iter().zip(levels.iter()) {
            sums[usize::from(level)].add(row[usize::from(level)]);
        }
        let count = self.rows.len() as f64;
        let slopes = in_blocks(sums.into_iter().map(|sum| sum.value() / count).collect());
        let slope = |g: &f64| g / self.reference * (1.0 - ROUNDING) - 1.0 - f64::EPSILON;
        let slopes = slopes[self.first..].iter().map(slope).collect();
        self.list.push(Cut { levels: levels.clone(), slopes });
        self.known.insert(levels, self.list.len() - 1);
        self.list.len() - 1
    }

    fn loads(&self, point: &[f64], total: f64) -> Vec<f64> {
        let blocks: Vec<f64> =
            vec![0.0; self.first].into_iter().chain(point.iter().map(|x| x.max(0.0) / total)).collect();
        cumulative(&blocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_touches_at_its_point_and_is_below_elsewhere() {
        // max(2 x_0, x_0 + 2 x_1) and max(6 x_0, x_0 + 2 x_1) over partitions of 6: at (2, 4) both wait for level 1.
        let rows = [vec![2.0, 1.0], vec![6.0, 1.0]];
        let mut cuts = Cuts::new(&rows, 0, 1.0);
        let loss = |slopes: &[f64], x: [f64; 2]| (slopes[0] * x[0] + slopes[1] * x[1]) / 6.0;
        let number = cuts.at(&[2.0, 4.0], 6.0);
        assert_eq!(*cuts.list()[number].levels, [1, 0]);
        for x in [[2.0, 4.0], [0.0, 6.0], [3.0, 3.0], [6.0, 0.0]] {
            let below = loss(&cuts.list()[number].slopes, x);
            assert!(below <= cuts.loss(&x, 6.0), "{x:?}: {below}");
        }
        let touched = loss(&cuts.list()[number].slopes, [2.0, 4.0]);
        assert!(cuts.loss(&[2.0, 4.0], 6.0) - touched < 1e-13);
        assert_eq!(cuts.at(&[2.001, 3.999], 6.0), number, "taken once");
    }
}
