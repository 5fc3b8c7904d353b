//! Weights on the levels of every row of a trace, whose mean cut bounds the cost of every partition: those that a search
//! found in floating point, made exact.
//!
//! At the relaxed optimum all blocks in use have the same slope. That is a linear system in the weights of the few rows
//! where levels tie; solved in rationals it gives the optimum itself, where rounded weights miss it by 1e-13.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde_json::{Value as Json, json};

use super::exact_trace::{ExactTrace, in_blocks};
use crate::exact::lattice::Root;

/// Weights below this are rounding.
const DUST: f64 = 1e-9;
/// Slopes that are so near the least, relatively, are those of blocks in use.
const EQUAL: f64 = 1e-9;
/// Blocks in use up to which the system is solved.
const MOST_BLOCKS: usize = 40;
/// Weights are rounded to multiples of one over this.
const STEPS: u64 = 1 << 40;

/// Levels of a row and their weights, which sum to one; the heaviest first.
type Row = Vec<(usize, BigRational)>;

/// Weights for all rows.
#[derive(Debug)]
pub struct LevelWeights {
    rows: Vec<Row>,
    /// Least slope of the cut that they give.
    least: BigRational,
}

impl LevelWeights {
    /// From averages of choices; exact where the system above has an answer.
    pub fn new(trace: &ExactTrace, root: &Root) -> Self {
        let rounds = root.parts.first().map_or(0, |(levels, _)| levels.len());
        let rows: Vec<Row> = (0..rounds).map(|s| rounded(root, s)).collect();
        let plain = Self::of(trace, rows);
        match plain.balanced(trace) {
            Some(better) if better.least > plain.least => better,
            _ => plain,
        }
    }

    fn of(trace: &ExactTrace, rows: Vec<Row>) -> Self {
        let least = slopes(trace, &rows).into_iter().min().unwrap_or_default();
        Self { rows, least }
    }

    /// What no partition is below, over kappa and a coordinate.
    pub fn least(&self) -> &BigRational {
        &self.least
    }

    /// The entries of the judge's cut, one a row.
    pub fn document(&self) -> Json {
        let pair = |(level, weight): &(usize, BigRational)| json!([level, weight.to_string()]);
        let row = |row: &Row| match &row[..] {
            [(level, _)] => json!(level),
            pairs => json!(pairs.iter().map(pair).collect::<Vec<_>>()),
        };
        json!(self.rows.iter().map(row).collect::<Vec<_>>())
    }

    /// The weights of tied rows moved so that the slopes of all blocks in use are equal; `None` where that is not found.
    fn balanced(&self, trace: &ExactTrace) -> Option<Self> {
        let slopes = slopes(trace, &self.rows);
        let least = self.least.to_f64()?;
        let used: Vec<usize> = (0..slopes.len())
            .filter(|&i| slopes[i].to_f64().is_some_and(|g| g <= least + EQUAL * least.abs()))
            .collect();
        if used.len() > MOST_BLOCKS {
            return None;
        }
        // A column moves weight from the heaviest level of a row to another one; those with most room first.
        let mut columns: Vec<(usize, usize)> =
            (self.rows.iter().enumerate()).flat_map(|(s, row)| (1..row.len()).map(move |k| (s, k))).collect();
        columns.sort_by(|a, b| self.rows[b.0][b.1].1.cmp(&self.rows[a.0][a.1].1).then(a.cmp(b)));
        let count = BigInt::from(self.rows.len());
        let slope = |i: usize, (s, k): (usize, usize)| {
            let at = |n: usize| if n >= i { trace.time(s, n) } else { BigRational::zero() };
            let row = &self.rows[s];
            (at(row[k].0) - at(row[0].0)) * BigInt::from(i + 1) / &count
        };
        let mut system: Vec<Vec<BigRational>> = (used.windows(2))
            .map(|pair| {
                let entries = columns.iter().map(|&column| slope(pair[1], column) - slope(pair[0], column));
                entries.chain([&slopes[pair[0]] - &slopes[pair[1]]]).collect()
            })
            .collect();
        let moves = solve(&mut system, columns.len())?;
        let mut rows = self.rows.clone();
        for ((s, k), by) in columns.into_iter().zip(moves) {
            rows[s][k].1 += &by;
            rows[s][0].1 -= by;
        }
        let is_sound = rows.iter().flatten().all(|(_, weight)| !weight.is_negative());
        is_sound.then(|| Self::of(trace, rows))
    }
}

fn slopes(trace: &ExactTrace, rows: &[Row]) -> Vec<BigRational> {
    in_blocks(trace.sums(|s| rows[s].clone()))
}

/// The weights of a row, rounded so that they sum to one.
fn rounded(root: &Root, s: usize) -> Row {
    let mut found: Vec<(usize, f64)> = Vec::new();
    for (levels, weight) in &root.parts {
        let level = usize::from(levels[s]);
        match found.iter_mut().find(|(other, _)| *other == level) {
            Some((_, sum)) => *sum += weight,
            None => found.push((level, *weight)),
        }
    }
    found.retain(|(_, weight)| *weight > DUST);
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    let steps = |weight: f64| BigInt::from((weight * STEPS as f64).round() as u64);
    let mut row: Row = (found.iter())
        .map(|(level, weight)| (*level, BigRational::new(steps(*weight), BigInt::from(STEPS))))
        .collect();
    let others: BigRational = row.iter().skip(1).map(|(_, weight)| weight).sum();
    if let Some((_, heaviest)) = row.first_mut() {
        *heaviest = BigRational::one() - others;
    }
    row
}

/// A solution of a system, the last entry of a row being its right-hand side, by elimination with the first columns that
/// will do; unknowns that are not needed are zero. `None` where there is none.
fn solve(system: &mut [Vec<BigRational>], unknowns: usize) -> Option<Vec<BigRational>> {
    let mut pivots = Vec::new();
    for column in 0..unknowns {
        let next = pivots.len();
        let Some(found) = (next..system.len()).find(|&r| !system[r][column].is_zero()) else { continue };
        system.swap(next, found);
        let inverse = system[next][column].recip();
        system[next].iter_mut().for_each(|entry| *entry *= &inverse);
        let pivot = system[next].clone();
        for (r, row) in system.iter_mut().enumerate() {
            if r != next && !row[column].is_zero() {
                let factor = row[column].clone();
                row.iter_mut().zip(&pivot).for_each(|(entry, p)| *entry -= &factor * p);
            }
        }
        pivots.push(column);
        if pivots.len() == system.len() {
            break;
        }
    }
    if system[pivots.len()..].iter().any(|row| !row[unknowns].is_zero()) {
        return None;
    }
    let mut solution = vec![BigRational::zero(); unknowns];
    for (row, column) in system.iter().zip(pivots) {
        solution[column] = row[unknowns].clone();
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::Trace;

    fn fraction(p: i64, q: i64) -> BigRational {
        BigRational::new(p.into(), q.into())
    }

    /// `max(0.3 x_0, 0.1 (x_0 + 2 x_1))` has its least `0.15 L` at equal blocks: weights 1/4 and 3/4.
    #[test]
    fn rounded_weights_become_the_optimum() {
        let trace = ExactTrace::new(&Trace::new(vec![vec![0.3, 0.1]]).unwrap()).unwrap();
        let parts = vec![(vec![0].into(), 0.25 + 1e-12), (vec![1].into(), 0.75 - 1e-12)];
        let weights = LevelWeights::new(&trace, &Root { parts, point: vec![0.5, 0.5] });
        assert_eq!(*weights.least(), fraction(3, 20));
        assert_eq!(weights.document(), json!([[[1, "3/4"], [0, "1/4"]]]));
    }

    #[test]
    fn systems_are_solved_where_they_can_be() {
        let row = |entries: &[i64]| entries.iter().map(|&e| fraction(e, 1)).collect::<Vec<_>>();
        let solved = solve(&mut [row(&[0, 2, 4, 2]), row(&[0, 1, 3, 3])], 3);
        assert_eq!(solved, Some(row(&[0, -3, 2])));
        assert_eq!(solve(&mut [row(&[1, 1, 1]), row(&[1, 1, 2])], 2), None);
    }
}
