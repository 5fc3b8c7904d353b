//! The integer points with a given sum, in a basis that is nearly orthogonal for a quadratic form.
//!
//! Near the relaxed optimum the loss of an integer point is a quadratic form of its distance. In
//! block sizes this form is badly skewed and branching on single variables goes through many
//! equally good partial assignments; in an LLL-reduced basis (Lenstra, Lenstra, Lovász 1982) of the
//! lattice `{z integer: sum z = 0}` few points survive. Reduction only chooses the coordinates:
//! the change of basis is unimodular, in integer arithmetic, whatever the quality of the form.

use super::dense::inverse;

/// Largest number of variables for which it pays to reduce a lattice for a form; beyond it the plain basis serves.
pub const MOST_REDUCED: usize = 80;
/// Lovász parameter of the reduction.
const LOVASZ: f64 = 0.99;
/// Reduction steps after which the basis is taken as it is.
const MAX_STEPS: usize = 200_000;
/// Values that one coefficient tries at most.
const MAX_SIBLINGS: i32 = 1000;
/// Smallest squared length of an orthogonalised vector in units of the largest: below it the form is not positive
/// definite, or not known to be.
const DEGENERATE: f64 = 1e-100;
/// Nodes of the enumeration after which the best point so far is taken.
const MAX_NODES: usize = 100_000;

/// A basis of the integer vectors with sum zero, with its Gram-Schmidt data for a quadratic form.
#[derive(Debug, Clone)]
pub struct Lattice {
    form: Vec<Vec<f64>>,
    /// Basis vectors, each of the length of the form.
    basis: Vec<Vec<i64>>,
    /// Gram-Schmidt coefficients, below the diagonal.
    coefficients: Vec<Vec<f64>>,
    /// Squared lengths of the orthogonalised vectors.
    squares: Vec<f64>,
}

/// What the enumeration found.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// The integer point nearest to the target, if any was reached.
    pub nearest: Vec<i64>,
    /// Minimisers of the form over the affine subspaces that the enumeration visited or cut off:
    /// tangents there reproduce its tree.
    pub minimisers: Vec<Vec<f64>>,
}

impl Lattice {
    /// The basis `e_i - e_{i+1}` as it is, without a form: for coordinates only.
    pub fn plain(length: usize) -> Self {
        let basis = (0..length.saturating_sub(1))
            .map(|i| {
                let mut v = vec![0; length];
                v[i] = 1;
                v[i + 1] = -1;
                v
            })
            .collect();
        Self { form: Vec::new(), basis, coefficients: Vec::new(), squares: Vec::new() }
    }

    /// The basis reduced for a positive definite form (symmetric, `m x m`).
    pub fn reduced(form: Vec<Vec<f64>>) -> Self {
        let plain = Self::plain(form.len());
        let mut lattice = Self { form, ..plain };
        lattice.orthogonalise();
        lattice.reduce();
        lattice
    }

    /// Whether the form is positive definite on the lattice, as far as double precision tells.
    pub fn is_positive(&self) -> bool {
        let largest = self.squares.iter().copied().fold(0.0, f64::max);
        let is_sound = |row: &Vec<f64>| row.iter().all(|mu| mu.is_finite());
        largest.is_finite()
            && self.squares.iter().all(|&square| square > DEGENERATE * largest)
            && self.coefficients.iter().all(is_sound)
    }

    /// The basis vectors.
    pub fn basis(&self) -> &[Vec<i64>] {
        &self.basis
    }

    /// Integer vectors `d_j` with `d_j . b_k = 1` if `j = k` and 0 otherwise; unique up to constants, chosen
    /// with a first entry of 0. `None` if rounding does not give them exactly.
    pub fn duals(&self) -> Option<Vec<Vec<i64>>> {
        // e_n - e_0 = sum_j d_jn b_j: the first coordinate can be left out.
        let matrix: Vec<Vec<f64>> = (0..self.basis.len())
            .map(|i| self.basis.iter().map(|vector| vector[i + 1] as f64).collect())
            .collect();
        let duals: Vec<Vec<i64>> = inverse(&matrix)?
            .iter()
            .map(|row| std::iter::once(0).chain(row.iter().map(|v| v.round() as i64)).collect())
            .collect();
        let product = |d: &[i64], b: &[i64]| -> i128 {
            d.iter().zip(b).map(|(x, y)| i128::from(*x) * i128::from(*y)).sum()
        };
        let exact = duals.iter().enumerate().all(|(j, dual)| {
            self.basis.iter().enumerate().all(|(k, vector)| product(dual, vector) == i128::from(j == k))
        });
        exact.then_some(duals)
    }

    fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        let row = |i: usize| -> f64 { self.form[i].iter().zip(b).map(|(h, b)| h * b).sum() };
        a.iter().enumerate().filter(|(_, a)| **a != 0.0).map(|(i, a)| a * row(i)).sum()
    }

    fn orthogonalise(&mut self) {
        let m = self.basis.len();
        let vectors: Vec<Vec<f64>> =
            self.basis.iter().map(|v| v.iter().map(|&z| z as f64).collect()).collect();
        let mut raw = vec![vec![0.0; m]; m];
        self.coefficients = vec![vec![0.0; m]; m];
        self.squares = vec![0.0; m];
        for i in 0..m {
            for j in 0..=i {
                let mut sum = self.product(&vectors[i], &vectors[j]);
                sum -= dot(&self.coefficients[j][..j], &raw[i]);
                raw[i][j] = sum;
                if j < i {
                    self.coefficients[i][j] = sum / self.squares[j];
                } else {
                    self.squares[i] = sum.max(f64::MIN_POSITIVE);
                }
            }
        }
    }

    fn reduce(&mut self) {
        let m = self.basis.len();
        let mut k = 1;
        for _ in 0..MAX_STEPS {
            if k >= m {
                break;
            }
            for j in (0..k).rev() {
                self.subtract_nearest(k, j);
            }
            let mu = self.coefficients[k][k - 1];
            if self.squares[k] >= (LOVASZ - mu * mu) * self.squares[k - 1] {
                k += 1;
            } else {
                self.swap(k);
                k = k.max(2) - 1;
            }
        }
    }

    /// Size reduction of vector `k` by vector `j < k`.
    fn subtract_nearest(&mut self, k: usize, j: usize) {
        let q = self.coefficients[k][j].round();
        if q == 0.0 || q.abs() > 1e9 {
            return;
        }
        let (head, tail) = self.basis.split_at_mut(k);
        for (a, b) in tail[0].iter_mut().zip(&head[j]) {
            *a -= q as i64 * b;
        }
        let (head, tail) = self.coefficients.split_at_mut(k);
        for (a, b) in tail[0][..j].iter_mut().zip(&head[j]) {
            *a -= q * b;
        }
        tail[0][j] -= q;
    }

    /// Exchanges the vectors `k - 1` and `k` and updates the Gram-Schmidt data.
    fn swap(&mut self, k: usize) {
        let mu = self.coefficients[k][k - 1];
        let upper = self.squares[k] + mu * mu * self.squares[k - 1];
        let new_mu = mu * self.squares[k - 1] / upper;
        self.squares[k] *= self.squares[k - 1] / upper;
        self.squares[k - 1] = upper;
        self.basis.swap(k - 1, k);
        for j in 0..k - 1 {
            let (head, tail) = self.coefficients.split_at_mut(k);
            std::mem::swap(&mut head[k - 1][j], &mut tail[0][j]);
        }
        self.coefficients[k][k - 1] = new_mu;
        for row in &mut self.coefficients[k + 1..] {
            let below = row[k];
            row[k] = row[k - 1] - mu * below;
            row[k - 1] = below + new_mu * row[k];
        }
    }

    /// Enumerates the integer points with the sum of `origin` around `target` in order of
    /// increasing form (Schnorr and Euchner 1994); collects up to `most` minimisers.
    pub fn nearest(&self, target: &[f64], origin: &[i64], most: usize) -> Enumeration {
        let difference: Vec<f64> = target.iter().zip(origin).map(|(t, &o)| t - o as f64).collect();
        let m = self.basis.len();
        // Centers times squared lengths, by forward substitution.
        let mut weighted: Vec<f64> = Vec::with_capacity(m);
        for (vector, coefficients) in self.basis.iter().zip(&self.coefficients) {
            let vector: Vec<f64> = vector.iter().map(|&z| z as f64).collect();
            weighted.push(self.product(&difference, &vector) - dot(coefficients, &weighted));
        }
        let centers = weighted.iter().zip(&self.squares).map(|(w, square)| w / square).collect();
        let mut search = Search {
            lattice: self,
            centers,
            best: f64::INFINITY,
            found: vec![0; m],
            point: vec![0; m],
            residual: vec![0.0; m],
            nodes: 0,
            record: None,
        };
        if m > 0 {
            search.descend(m - 1, 0.0);
            // The first pass found the radius; the second records the tree that proves it.
            search.nodes = 0;
            search.best *= 1.0 + 1e-9;
            search.record = Some((Vec::new(), most));
            search.descend(m - 1, 0.0);
        }
        let nearest = self.combine(&search.found, origin);
        let residuals = search.record.map(|(list, _)| list).unwrap_or_default();
        let minimisers = self.points_of(target, &residuals);
        Enumeration { nearest, minimisers }
    }

    fn combine(&self, multiples: &[i64], origin: &[i64]) -> Vec<i64> {
        let mut point = origin.to_vec();
        for (u, vector) in multiples.iter().zip(&self.basis) {
            for (p, b) in point.iter_mut().zip(vector) {
                *p += u * b;
            }
        }
        point
    }

    /// Points `target - sum residual_k b*_k` with the orthogonalised vectors `b*_k`.
    fn points_of(&self, target: &[f64], residuals: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut orthogonal: Vec<Vec<f64>> = Vec::with_capacity(self.basis.len());
        for (k, vector) in self.basis.iter().enumerate() {
            let mut v: Vec<f64> = vector.iter().map(|&z| z as f64).collect();
            for (l, earlier) in orthogonal.iter().enumerate() {
                for (v, e) in v.iter_mut().zip(earlier) {
                    *v -= self.coefficients[k][l] * e;
                }
            }
            orthogonal.push(v);
        }
        residuals
            .iter()
            .map(|residual| {
                let mut point = target.to_vec();
                for (r, v) in residual.iter().zip(&orthogonal) {
                    for (p, v) in point.iter_mut().zip(v) {
                        *p -= r * v;
                    }
                }
                point
            })
            .collect()
    }
}

/// Scalar product over the shorter length.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Depth-first enumeration in the reduced basis.
struct Search<'a> {
    lattice: &'a Lattice,
    centers: Vec<f64>,
    best: f64,
    found: Vec<i64>,
    point: Vec<i64>,
    residual: Vec<f64>,
    nodes: usize,
    record: Option<(Vec<Vec<f64>>, usize)>,
}

impl Search<'_> {
    fn descend(&mut self, j: usize, cost: f64) {
        self.nodes += 1;
        let lattice = self.lattice;
        let center = (j + 1..self.point.len())
            .fold(self.centers[j], |c, i| c - self.point[i] as f64 * lattice.coefficients[i][j]);
        let nearest = center.round();
        let side = if center >= nearest { 1.0 } else { -1.0 };
        let mut rejected = 0;
        for k in 0..MAX_SIBLINGS {
            // nearest, then alternately on the side of the center and on the other.
            let candidate =
                nearest + side * if k % 2 == 1 { f64::from((k + 1) / 2) } else { -f64::from(k / 2) };
            self.residual[j] = center - candidate;
            let total = cost + lattice.squares[j] * self.residual[j] * self.residual[j];
            self.note(j);
            if total >= self.best || !total.is_finite() || self.nodes > MAX_NODES {
                rejected += 1;
                if rejected == 2 {
                    break;
                }
                continue;
            }
            self.point[j] = candidate as i64;
            if j == 0 {
                self.found.copy_from_slice(&self.point);
                if self.record.is_none() {
                    self.best = total;
                }
            } else {
                self.descend(j - 1, total);
            }
        }
    }

    fn note(&mut self, j: usize) {
        if let Some((list, most)) = &mut self.record
            && list.len() < *most
        {
            let mut residual = self.residual.clone();
            residual[..j].fill(0.0);
            list.push(residual);
        }
    }
}
