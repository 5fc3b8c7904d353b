//! The largest completion probability over integer partitions, with a bound.
//!
//! The same boxes, cuts and lines as for the relaxed problem; the target comes from the best integer
//! partition, found by rounding in a reduced lattice basis ([`crate::exact::lattice`]) and local search.
//! Where tightening has left little of the envelope gaps, [`super::branching`] goes through the
//! coefficients of a partition in that basis. They are columns of the linear program, bounded by
//! tightening first, so that only bounds change from program to program. Of the fractional
//! coefficients the one with the longest orthogonalised vector is branched on (as in the enumeration of
//! Schnorr and Euchner 1994). A single partition is closed by its exact value, so envelope gaps
//! cannot keep the search from ending.

use std::time::Instant;

use super::rows::Form;
use super::search::Search;
use super::{GlobalOptions, GlobalOutcome, GlobalProblem, incumbent, settled};
use crate::error::Error;
use crate::exact::lattice::Lattice;
use crate::partition::blocks_of_load;
use crate::relaxed::ascent::{self, ln};
use crate::runtime::completion::{CompletionProbability, Probability};

/// Points of the enumeration's tree; not used here, so none are collected.
const NO_MINIMISERS: usize = 0;
/// Passes of the local search at most.
const PASSES: usize = 500;

/// The largest number of coordinates: integers in `f64` and differences of them stay exact.
const LARGEST: u64 = 1 << 45;

/// Maximises over partitions of `problem.coordinates`.
///
/// # Errors
/// When the number of coordinates is missing or out of range, or HiGHS refuses a model.
pub fn maximise(problem: &GlobalProblem, options: &GlobalOptions) -> Result<GlobalOutcome, Error> {
    let coordinates = problem.coordinates.unwrap_or(0);
    if !(1..=LARGEST).contains(&coordinates) {
        return Err(Error::OutOfRange {
            key: "system.coordinates".to_owned(),
            value: coordinates.to_string(),
            allowed: format!("must be an integer between 1 and {LARGEST}"),
        });
    }
    let until = Instant::now().checked_add(options.time);
    let (center, relaxed) = incumbent::first(problem, until);
    let grid = Grid::new(&problem.evaluator, coordinates, &center, relaxed, until);
    let blocks = grid.round(&problem.evaluator, &center);
    let (blocks, best) = grid.improve(&problem.evaluator, blocks);
    let shares = grid.shares(&blocks);
    let ended = match settled(&problem.evaluator, best) {
        Some(ln_bound) => GlobalOutcome::new(shares, best, ln_bound, options),
        None => match Search::new(problem, options, shares.clone(), best, until) {
            Some((search, root)) => return search.over_integers(grid, blocks).run(root),
            None => GlobalOutcome::new(shares, best, 0.0, options),
        },
    };
    Ok(GlobalOutcome { blocks: Some(unsigned(&blocks)), ..ended })
}

/// Blocks as unsigned numbers.
pub fn unsigned(blocks: &[i64]) -> Vec<u64> {
    blocks.iter().map(|&x| u64::try_from(x).unwrap_or(0)).collect()
}

/// Largest number of workers for which the lattice is reduced for the curvature; beyond it the basis stays plain.
const MAX_REDUCED: usize = 80;

/// The integer partitions of `L` and a lattice basis suited to the problem.
#[derive(Debug, Clone)]
pub struct Grid {
    coordinates: u64,
    lattice: Lattice,
    /// When local searches end.
    until: Option<Instant>,
    /// `duals_j . z` is the coefficient of basis vector `j` in a vector `z` of sum 0.
    duals: Vec<Vec<i64>>,
}

impl Grid {
    /// Reduces the basis for the curvature of `ln Pr` at the relaxed optimum.
    fn new(
        evaluator: &CompletionProbability,
        coordinates: u64,
        center: &[f64],
        relaxed: Probability,
        until: Option<Instant>,
    ) -> Self {
        let count = center.len();
        let is_small = count <= MAX_REDUCED;
        let mut form = if is_small && relaxed.value > 0.0 && relaxed.complement > 0.0 {
            ascent::curvature(evaluator, center)
        } else {
            vec![vec![0.0; count]; count]
        };
        let largest = (0..count).map(|i| form[i][i].abs()).fold(f64::MIN_POSITIVE, f64::max);
        for i in 0..count {
            // A ridge keeps the form positive; empty blocks may only grow, at a cost of first order.
            form[i][i] = form[i][i].abs() + largest * if center[i] > 1e-12 { 1e-6 } else { 1.0 };
        }
        let lattice = if is_small { Lattice::reduced(form.clone()) } else { Lattice::plain(count) };
        let duals = dual_basis(lattice.basis(), count).filter(|_| !is_small || lattice.is_positive());
        match duals {
            Some(duals) => Self { coordinates, lattice, until, duals },
            None => {
                // Entries beyond exact arithmetic, or no form to reduce for: the plain basis e_i - e_{i+1} has sums as duals.
                let unit = (0..count).map(|i| (0..count).map(|j| f64::from(u8::from(i == j))).collect());
                let lattice = Lattice::reduced(unit.collect());
                let duals = dual_basis(lattice.basis(), count).unwrap_or_default();
                Self { coordinates, lattice, until, duals }
            }
        }
    }

    /// `blocks / L`.
    pub fn shares(&self, blocks: &[i64]) -> Vec<f64> {
        blocks.iter().map(|&x| x as f64 / self.coordinates as f64).collect()
    }

    /// The lattice basis.
    pub fn basis(&self) -> &[Vec<i64>] {
        self.lattice.basis()
    }

    /// Largest remainders: nonnegative blocks of the right sum next to shares.
    pub fn fill(&self, shares: &[f64]) -> Vec<i64> {
        let total = self.coordinates as f64;
        let mut blocks: Vec<i64> = shares.iter().map(|x| (x.max(0.0) * total).floor() as i64).collect();
        let mut missing = self.coordinates as i64 - blocks.iter().sum::<i64>();
        let mut order: Vec<usize> = (0..shares.len()).collect();
        let rest = |n: usize| shares[n] * total - (shares[n] * total).floor();
        order.sort_by(|&a, &b| rest(b).total_cmp(&rest(a)).then(a.cmp(&b)));
        for &n in order.iter().cycle().take(shares.len() * 4) {
            if missing > 0 {
                blocks[n] += 1;
                missing -= 1;
            } else if missing < 0 && blocks[n] > 0 {
                blocks[n] -= 1;
                missing += 1;
            }
        }
        // Whatever rounding of huge numbers leaves goes to the largest block.
        if let Some(widest) = (0..blocks.len()).max_by_key(|&n| blocks[n]) {
            blocks[widest] += missing;
        }
        blocks
    }

    /// Blocks of a cumulative load.
    pub fn fill_load(&self, loads: &[f64]) -> Vec<i64> {
        self.fill(&blocks_of_load(loads))
    }

    /// The better of the nearest lattice point and the largest remainders.
    fn round(&self, evaluator: &CompletionProbability, shares: &[f64]) -> Vec<i64> {
        let filled = self.fill(shares);
        if shares.len() > MAX_REDUCED {
            // A plain basis has no quadratic model to be nearest in.
            return filled;
        }
        let target: Vec<f64> = shares.iter().map(|x| x * self.coordinates as f64).collect();
        let nearest = self.lattice.nearest(&target, &filled, NO_MINIMISERS).nearest;
        let value = |blocks: &[i64]| ln(evaluator.value(&self.shares(blocks)));
        let usable = nearest.iter().all(|&x| x >= 0);
        if usable && value(&nearest) > value(&filled) { nearest } else { filled }
    }

    /// Local search: moves of one coordinate and along basis vectors, the best one each time.
    pub fn improve(
        &self,
        evaluator: &CompletionProbability,
        mut blocks: Vec<i64>,
    ) -> (Vec<i64>, Probability) {
        let count = blocks.len();
        let mut moves: Vec<Vec<i64>> = Vec::new();
        for from in 0..count {
            for to in (0..count).filter(|&to| to != from) {
                let mut step = vec![0; count];
                step[from] = -1;
                step[to] = 1;
                moves.push(step);
            }
        }
        for vector in self.basis() {
            moves.push(vector.clone());
            moves.push(vector.iter().map(|z| -z).collect());
        }
        let mut best = evaluator.value(&self.shares(&blocks));
        for _ in 0..PASSES {
            let mut chosen: Option<(Vec<i64>, Probability)> = None;
            for step in &moves {
                if self.until.is_some_and(|until| Instant::now() >= until) {
                    return chosen.unwrap_or((blocks, best));
                }
                let moved: Vec<i64> = blocks.iter().zip(step).map(|(x, z)| x + z).collect();
                if moved.iter().any(|&x| x < 0) {
                    continue;
                }
                let value = evaluator.value(&self.shares(&moved));
                if ln(value) > ln(chosen.as_ref().map_or(best, |c| c.1)) {
                    chosen = Some((moved, value));
                }
            }
            match chosen {
                Some(next) => (blocks, best) = next,
                None => break,
            }
        }
        (blocks, best)
    }

    /// The coefficients relative to `origin` as forms of the loads, with their widest bounds.
    ///
    /// `u_j = duals_j . (x - origin)` and `x_n = L (w_n - w_{n-1}) / (n+1)`.
    pub fn forms(&self, origin: &[i64]) -> Vec<Form> {
        let (count, total) = (origin.len(), self.coordinates as f64);
        (self.duals.iter())
            .map(|dual| {
                let share = |n: usize| dual[n] as f64 / (n + 1) as f64;
                let terms =
                    (0..count).map(|n| share(n) - if n + 1 < count { share(n + 1) } else { 0.0 }).collect();
                let at: i64 = dual.iter().zip(origin).map(|(d, x)| d * x).sum();
                let most = dual.iter().copied().max().unwrap_or(0) as f64 * total - at as f64;
                let least = dual.iter().copied().min().unwrap_or(0) as f64 * total - at as f64;
                Form { terms, scale: 1.0 / total, shift: at as f64 / total, low: least, high: most }
            })
            .collect()
    }

    /// The blocks with given coefficients; `None` if one is negative.
    pub fn blocks_at(&self, origin: &[i64], coefficients: &[i64]) -> Option<Vec<i64>> {
        let mut blocks = origin.to_vec();
        for (u, vector) in coefficients.iter().zip(self.basis()) {
            blocks.iter_mut().zip(vector).for_each(|(x, z)| *x += u * z);
        }
        blocks.iter().all(|&x| x >= 0).then_some(blocks)
    }
}

/// Integer vectors `d_j` with `d_j . b_k = 1` if `j = k` and 0 otherwise; unique up to constants, chosen
/// with a first entry of 0. `None` if rounding does not give them exactly.
fn dual_basis(basis: &[Vec<i64>], count: usize) -> Option<Vec<Vec<i64>>> {
    let size = basis.len();
    // e_n - e_0 = sum_j d_jn b_j: solve with the first coordinate left out, all right sides at once.
    let mut rows: Vec<Vec<f64>> = (1..count)
        .map(|i| {
            let mut row: Vec<f64> = basis.iter().map(|b| b[i] as f64).collect();
            row.extend((1..count).map(|n| f64::from(u8::from(n == i))));
            row
        })
        .collect();
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
    let duals: Vec<Vec<i64>> = rows
        .iter()
        .map(|row| std::iter::once(0).chain(row[size..].iter().map(|v| v.round() as i64)).collect())
        .collect();
    let exact = duals.iter().enumerate().all(|(j, d)| {
        basis.iter().enumerate().all(|(k, b)| {
            let product: i128 = d.iter().zip(b).map(|(x, y)| i128::from(*x) * i128::from(*y)).sum();
            product == i128::from(j == k)
        })
    });
    exact.then_some(duals)
}
