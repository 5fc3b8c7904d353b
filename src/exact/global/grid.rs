//! The integer partitions of `L` in a lattice basis suited to the problem: rounding, local search, coefficients.

use super::rows::Form;
use crate::clock::Clock;
use crate::numeric::lattice::{Lattice, MOST_REDUCED};
use crate::relaxed::ascent;
use crate::relaxed::height::ln;
use crate::runtime::completion::{CompletionProbability, Probability};
use crate::shares::{Loads, Shares};

/// Points of the enumeration's tree; not used here, so none are collected.
const NO_MINIMISERS: usize = 0;
/// Passes of the local search at most.
const PASSES: usize = 500;

/// A step of the local search.
enum Move<'a> {
    /// One coordinate from a level to another.
    Shift { from: usize, to: usize },
    /// A basis vector, one way or the other.
    Along { vector: &'a [i64], sign: i64 },
}

impl Move<'_> {
    /// Where it leads; `None` if a block would be negative.
    fn from(&self, blocks: &[u64]) -> Option<Vec<u64>> {
        match *self {
            Self::Shift { from, to } => {
                let mut moved = blocks.to_vec();
                moved[from] = moved[from].checked_sub(1)?;
                moved[to] += 1;
                Some(moved)
            }
            Self::Along { vector, sign } => {
                blocks.iter().zip(vector).map(|(x, z)| x.checked_add_signed(sign * z)).collect()
            }
        }
    }
}

/// The integer partitions of `L` and a lattice basis suited to the problem.
#[derive(Debug, Clone)]
pub struct Grid {
    coordinates: u64,
    lattice: Lattice,
    /// When local searches end.
    clock: Clock,
    /// `duals_j . z` is the coefficient of basis vector `j` in a vector `z` of sum 0.
    duals: Vec<Vec<i64>>,
}

impl Grid {
    /// Reduces the basis for the curvature of `ln Pr` at the relaxed optimum.
    pub fn new(
        evaluator: &CompletionProbability,
        coordinates: u64,
        center: &Shares,
        relaxed: Probability,
        clock: Clock,
    ) -> Self {
        let count = center.workers();
        let is_small = count <= MOST_REDUCED;
        let form = is_small.then(|| quadratic(evaluator, center, relaxed));
        let lattice = form.map_or_else(|| Lattice::plain(count), Lattice::reduced);
        let duals = lattice.duals().filter(|_| !is_small || lattice.is_positive());
        match duals {
            Some(duals) => Self { coordinates, lattice, clock, duals },
            None => {
                // Entries beyond exact arithmetic, or no form to reduce for: the plain basis e_i - e_{i+1} has sums as duals.
                let unit = (0..count).map(|i| (0..count).map(|j| f64::from(u8::from(i == j))).collect());
                let lattice = Lattice::reduced(unit.collect());
                let duals = lattice.duals().unwrap_or_default();
                Self { coordinates, lattice, clock, duals }
            }
        }
    }

    /// `blocks / L`.
    pub fn shares(&self, blocks: &[u64]) -> Shares {
        Shares::unchecked(blocks.iter().map(|&x| x as f64 / self.coordinates as f64).collect())
    }

    /// The lattice basis.
    pub fn basis(&self) -> &[Vec<i64>] {
        self.lattice.basis()
    }

    /// Largest remainders: blocks of the right sum next to shares; `None` where the shares are so far from a sum of 1
    /// that no block takes up what is missing.
    pub fn fill(&self, shares: &[f64]) -> Option<Vec<u64>> {
        let total = self.coordinates as f64;
        let mut blocks: Vec<u64> = shares.iter().map(|x| (x.max(0.0) * total).floor() as u64).collect();
        let mut missing = self.coordinates as i64 - blocks.iter().sum::<u64>() as i64;
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
        let widest = (0..blocks.len()).max_by_key(|&n| blocks[n])?;
        blocks[widest] = blocks[widest].checked_add_signed(missing)?;
        Some(blocks)
    }

    /// Blocks of a cumulative load.
    pub fn fill_load(&self, loads: &[f64]) -> Option<Vec<u64>> {
        self.fill(&Loads::new(loads.to_vec()).blocks())
    }

    /// The better of the nearest lattice point and the largest remainders.
    pub fn round(&self, evaluator: &CompletionProbability, shares: &Shares) -> Option<Vec<u64>> {
        let filled = self.fill(shares.as_slice())?;
        if filled.len() > MOST_REDUCED {
            // A plain basis has no quadratic model to be nearest in.
            return Some(filled);
        }
        let target = shares.coordinates(self.coordinates);
        let nearest = self.lattice.nearest(&target, &signed(&filled), NO_MINIMISERS).nearest;
        let value = |blocks: &[u64]| ln(evaluator.value(&self.shares(blocks)));
        let better = unsigned(&nearest).filter(|nearest| value(nearest) > value(&filled));
        Some(better.unwrap_or(filled))
    }

    /// Local search: moves of one coordinate and along basis vectors, the best one each time.
    pub fn improve(
        &self,
        evaluator: &CompletionProbability,
        mut blocks: Vec<u64>,
    ) -> (Vec<u64>, Probability) {
        let mut best = evaluator.value(&self.shares(&blocks));
        for _ in 0..PASSES {
            let mut chosen: Option<(Vec<u64>, Probability)> = None;
            for step in self.moves(blocks.len()) {
                if self.clock.is_over() {
                    return chosen.unwrap_or((blocks, best));
                }
                let Some(moved) = step.from(&blocks) else { continue };
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

    /// One coordinate from a level to another, and the basis vectors both ways; made one by one, for there are about
    /// `N^2`.
    fn moves(&self, count: usize) -> impl Iterator<Item = Move<'_>> {
        let shifts = (0..count).flat_map(move |from| (0..count).map(move |to| Move::Shift { from, to }));
        let shifts = shifts.filter(|step| !matches!(step, Move::Shift { from, to } if from == to));
        let along = self.basis().iter().flat_map(|vector| [1, -1].map(|sign| Move::Along { vector, sign }));
        shifts.chain(along)
    }

    /// The coefficients relative to `origin` as forms of the loads, with their widest bounds.
    ///
    /// `u_j = duals_j . (x - origin)` and `x_n = L (w_n - w_{n-1}) / (n+1)`.
    pub fn forms(&self, origin: &[u64]) -> Vec<Form> {
        let (count, total) = (origin.len(), self.coordinates as f64);
        let origin = signed(origin);
        (self.duals.iter())
            .map(|dual| {
                let share = |n: usize| dual[n] as f64 / (n + 1) as f64;
                let terms =
                    (0..count).map(|n| share(n) - if n + 1 < count { share(n + 1) } else { 0.0 }).collect();
                let at: i64 = dual.iter().zip(&origin).map(|(d, x)| d * x).sum();
                let most = dual.iter().copied().max().unwrap_or(0) as f64 * total - at as f64;
                let least = dual.iter().copied().min().unwrap_or(0) as f64 * total - at as f64;
                Form { terms, scale: 1.0 / total, shift: at as f64 / total, low: least, high: most }
            })
            .collect()
    }

    /// The blocks with given coefficients; `None` if one is negative.
    pub fn blocks_at(&self, origin: &[u64], coefficients: &[i64]) -> Option<Vec<u64>> {
        let mut blocks = signed(origin);
        for (u, vector) in coefficients.iter().zip(self.basis()) {
            blocks.iter_mut().zip(vector).for_each(|(x, z)| *x += u * z);
        }
        unsigned(&blocks)
    }
}

/// Blocks as points of the lattice; no number of coordinates allowed is beyond `i64`.
fn signed(blocks: &[u64]) -> Vec<i64> {
    blocks.iter().map(|&x| x as i64).collect()
}

/// A point of the lattice as blocks; `None` if one is negative.
fn unsigned(point: &[i64]) -> Option<Vec<u64>> {
    point.iter().map(|&x| u64::try_from(x).ok()).collect()
}

/// The form that the lattice is reduced for: the curvature of `ln Pr` at the relaxed optimum, made positive.
fn quadratic(evaluator: &CompletionProbability, center: &Shares, relaxed: Probability) -> Vec<Vec<f64>> {
    let count = center.workers();
    let is_inner = relaxed.value > 0.0 && relaxed.complement > 0.0;
    let mut form =
        if is_inner { ascent::curvature(evaluator, center) } else { vec![vec![0.0; count]; count] };
    let largest = (0..count).map(|i| form[i][i].abs()).fold(f64::MIN_POSITIVE, f64::max);
    for (i, (row, share)) in form.iter_mut().zip(center.as_slice()).enumerate() {
        // A ridge keeps the form positive; empty blocks may only grow, at a cost of first order.
        row[i] = row[i].abs() + largest * if *share > 1e-12 { 1e-6 } else { 1.0 };
    }
    form
}
