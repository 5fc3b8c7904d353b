//! Branching on forms of a reduced lattice basis (Schnorr-Euchner), leaving the tree that the checker reads.

use serde_json::{Value, json};

use super::evaluator::{Evaluator, solve};

type Matrix = Vec<Vec<f64>>;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// LLL-reduced basis of the vectors that sum to zero for the metric `h`, and the dual integer forms.
pub fn reduce(h: &Matrix) -> (Vec<Vec<i64>>, Vec<Vec<i64>>) {
    let n = h.len();
    let m = n - 1;
    let mut basis: Vec<Vec<i64>> =
        (0..m).map(|i| (0..n).map(|k| i64::from(k == i) - i64::from(k == i + 1)).collect()).collect();
    let mut forms: Vec<Vec<i64>> = (0..m).map(|i| (0..n).map(|k| i64::from(k <= i)).collect()).collect();
    let gram_schmidt = |basis: &[Vec<i64>]| {
        let rows: Matrix = basis.iter().map(|b| b.iter().map(|v| *v as f64).collect()).collect();
        let images: Matrix = rows.iter().map(|b| h.iter().map(|row| dot(row, b)).collect()).collect();
        let mut mu = vec![vec![0.0; m]; m];
        let mut r = vec![vec![0.0; m]; m];
        for i in 0..m {
            for j in 0..=i {
                r[i][j] = dot(&rows[i], &images[j]) - (0..j).map(|k| mu[j][k] * r[i][k]).sum::<f64>();
                if j < i {
                    mu[i][j] = r[i][j] / r[j][j];
                }
            }
        }
        let squares: Vec<f64> = (0..m).map(|i| r[i][i]).collect();
        (mu, squares)
    };
    let (mut mu, mut squares) = gram_schmidt(&basis);
    let mut k = 1;
    while k < m {
        let mut changed = false;
        for j in (0..k).rev() {
            let q = mu[k][j].round();
            if q != 0.0 {
                for i in 0..n {
                    basis[k][i] -= q as i64 * basis[j][i];
                    forms[j][i] += q as i64 * forms[k][i];
                }
                for i in 0..j {
                    mu[k][i] -= q * mu[j][i];
                }
                mu[k][j] -= q;
                changed = true;
            }
        }
        if changed {
            (mu, squares) = gram_schmidt(&basis);
        }
        if squares[k] >= (0.99 - mu[k][k - 1].powi(2)) * squares[k - 1] {
            k += 1;
        } else {
            basis.swap(k - 1, k);
            forms.swap(k - 1, k);
            (mu, squares) = gram_schmidt(&basis);
            k = (k - 1).max(1);
        }
    }
    (basis, forms)
}

pub struct Search<'a> {
    pub evaluator: &'a Evaluator,
    pub best: Vec<i64>,
    pub best_value: f64,
    pub leaves: usize,
    delta: f64,
    coordinates: f64,
    hessian: Matrix,
    basis: Matrix,
    pub forms: Vec<Vec<i64>>,
    dual: Matrix,
    points: Vec<Vec<f64>>,
    most_leaves: usize,
}

impl<'a> Search<'a> {
    /// Searches from the relaxed optimum `y` for the integer optimum within a relative `delta`.
    pub fn run(
        evaluator: &'a Evaluator,
        y: &[f64],
        coordinates: f64,
        delta: f64,
        most_leaves: usize,
    ) -> Option<(Self, Value)> {
        let hessian = evaluator.hessian(y);
        let (basis, forms) = reduce(&hessian);
        let float = |rows: &[Vec<i64>]| {
            rows.iter().map(|r| r.iter().map(|v| *v as f64).collect()).collect::<Matrix>()
        };
        let mut search = Self {
            evaluator,
            best: Vec::new(),
            best_value: f64::INFINITY,
            leaves: 0,
            delta,
            coordinates,
            hessian,
            basis: float(&basis),
            dual: float(&forms),
            forms,
            points: Vec::new(),
            most_leaves,
        };
        search.round(y);
        loop {
            let (before, m) = (search.best_value, search.forms.len());
            search.leaves = 0;
            search.points.clear();
            let (x, _, _) = search.minimise(y.to_vec(), m);
            let tree = search.node(m, x, &mut Vec::new())?;
            if search.best_value == before {
                return Some((search, tree));
            }
        }
    }

    pub fn cuts(&self, quadrature: usize) -> Vec<Value> {
        self.points
            .iter()
            .map(|x| json!({"point": x.iter().map(|v| format!("{v:.7}")).collect::<Vec<_>>(), "quadrature": quadrature}))
            .collect()
    }

    fn offer(&mut self, x: Vec<i64>) {
        if x.iter().all(|v| *v >= 0) {
            let value = self.evaluator.gradient(&x.iter().map(|v| *v as f64).collect::<Vec<_>>()).0;
            if value < self.best_value * (1.0 - 1e-14) {
                (self.best, self.best_value) = (x, value);
            }
        }
    }

    /// A first integer point: Babai's nearest plane.
    fn round(&mut self, y: &[f64]) {
        let m = self.forms.len();
        let mut x = y.to_vec();
        for k in (0..m).rev() {
            let c = dot(&self.dual[k], &x);
            x = self.moved(&x, k, c.round() - c);
        }
        self.offer(x.iter().map(|v| v.round() as i64).collect());
    }

    /// Moves form `k` by `step`, to the quadratic minimiser in the span of the basis before it.
    fn moved(&self, x: &[f64], k: usize, step: f64) -> Vec<f64> {
        let mut x: Vec<f64> = x.iter().zip(&self.basis[k]).map(|(x, b)| x + step * b).collect();
        if k > 0 && step != 0.0 {
            let image: Vec<f64> = self.hessian.iter().map(|row| step * dot(row, &self.basis[k])).collect();
            let r: Vec<f64> = (0..k).map(|i| dot(&self.basis[i], &image)).collect();
            self.go_back(&mut x, k, r);
        }
        x
    }

    fn go_back(&self, x: &mut [f64], k: usize, r: Vec<f64>) {
        let images: Matrix = (0..k)
            .map(|i| self.hessian.iter().map(|row| dot(row, &self.basis[i])).collect::<Vec<_>>())
            .collect();
        let gram: Matrix =
            (0..k).map(|i| (0..k).map(|j| dot(&self.basis[i], &images[j])).collect()).collect();
        let d = solve(gram, r);
        for (i, d) in d.iter().enumerate() {
            for (x, b) in x.iter_mut().zip(&self.basis[i]) {
                *x -= d * b;
            }
        }
    }

    /// Minimises over the span of the first `k` basis vectors.
    fn minimise(&self, mut x: Vec<f64>, k: usize) -> (Vec<f64>, f64, Vec<f64>) {
        let (mut value, mut g) = self.evaluator.gradient(&x);
        let mut last = f64::INFINITY;
        for iteration in 0..14 {
            if k == 0 {
                break;
            }
            let r: Vec<f64> = (0..k).map(|i| dot(&self.basis[i], &g)).collect();
            let size = g.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            let residual = r.iter().fold(0.0_f64, |m, v| m.max(v.abs())) / size;
            if residual < 2e-14 || (iteration > 3 && residual < 1e-11 && residual > 0.5 * last) {
                break;
            }
            last = residual;
            let mut moved = x.clone();
            self.go_back(&mut moved, k, r);
            let (ahead, slope) = self.evaluator.gradient(&moved);
            if ahead > value * (1.0 + 1e-9) {
                break;
            }
            (x, value, g) = (moved, ahead, slope);
        }
        (x, value, g)
    }

    /// Bound and multipliers of forms `k..`.
    fn bound(&self, x: &[f64], g: &[f64], k: usize) -> (f64, Vec<f64>) {
        let nu: Vec<f64> = self.basis[k..].iter().map(|b| dot(b, g)).collect();
        let mut residual = g.to_vec();
        let mut constant = 0.0;
        for (nu, form) in nu.iter().zip(&self.dual[k..]) {
            for (r, f) in residual.iter_mut().zip(form) {
                *r -= nu * f;
            }
            constant += nu * dot(form, x);
        }
        let least = residual.iter().copied().fold(f64::INFINITY, f64::min);
        (self.coordinates * least + constant, nu)
    }

    fn leaf(&mut self, x: Vec<f64>, nu: &[f64]) -> Option<Value> {
        self.leaves += 1;
        if self.leaves > self.most_leaves {
            return None;
        }
        self.points.push(x);
        // From the root, which branches on the last form.
        let multipliers: Vec<String> = nu.iter().rev().map(|v| format!("{v:.9e}")).collect();
        Some(json!({"cut": self.points.len() - 1, "multipliers": multipliers}))
    }

    fn node(&mut self, k: usize, x: Vec<f64>, path: &mut Vec<i64>) -> Option<Value> {
        let j = k - 1;
        let c = dot(&self.dual[j], &x);
        let mut children: Vec<(i64, Value)> = Vec::new();
        let (mut low, mut high) = (None, None);
        for side in [1_i64, -1] {
            let mut v = (c - 1e-9).ceil() as i64 - i64::from(side < 0);
            loop {
                let (at, _, g) = self.minimise(self.moved(&x, j, v as f64 - c), j);
                let (bound, nu) = self.bound(&at, &g, j);
                let target = self.best_value * (1.0 - self.delta);
                if bound >= target && (nu[0] * side as f64) >= 0.0 {
                    let leaf = self.leaf(at, &nu)?;
                    *(if side > 0 { &mut high } else { &mut low }) = Some((v, leaf));
                    break;
                }
                path.push(v);
                let child = if bound >= target {
                    self.leaf(at, &nu)?
                } else if j == 0 {
                    self.offer(at.iter().map(|v| v.round() as i64).collect());
                    self.leaf(at, &nu)?
                } else {
                    self.node(j, at, path)?
                };
                path.pop();
                children.push((v, child));
                v += side;
            }
        }
        children.sort_by_key(|(v, _)| *v);
        let ((low, below), (_, above)) = (low?, high?);
        let between: Vec<Value> = children.into_iter().map(|(_, child)| child).collect();
        Some(json!({"form": j, "low": low, "below": below, "between": between, "above": above}))
    }
}
