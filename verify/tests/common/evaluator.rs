//! The expected runtime over kappa in floating point, and panels for the checker.

use serde_json::{Value, json};

use super::laws::Law;

pub fn loads(x: &[f64]) -> Vec<f64> {
    let mut highest = 0.0_f64;
    let mut sum = 0.0;
    x.iter()
        .enumerate()
        .map(|(i, v)| {
            sum += v * (i + 1) as f64;
            highest = highest.max(sum);
            highest
        })
        .collect()
}

/// Row-based recursion: the probability, and its derivatives if asked for.
pub fn recursion(p: &[f64], derivatives: Option<&mut [f64]>) -> f64 {
    let n = p.len();
    let nf = n as f64;
    let weights: Vec<Vec<f64>> = p
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let mut row = vec![(-p * nf).exp(); i + 2];
            for k in 1..=i + 1 {
                row[k] = row[k - 1] * p * nf / k as f64;
            }
            row
        })
        .collect();
    let mut rows = vec![vec![1.0]];
    for (i, w) in weights.iter().enumerate() {
        let before = &rows[i];
        let row = (0..=i + 1)
            .map(|m| (m.saturating_sub(i + 1)..=m.min(i)).map(|j| before[j] * w[m - j]).sum())
            .collect::<Vec<f64>>();
        rows.push(row);
    }
    let total: f64 = p.iter().sum();
    let constant = (1..=n).map(|k| (k as f64 / nf).ln()).sum::<f64>();
    let scale = (constant + nf * total).exp();
    if let Some(out) = derivatives {
        let mut behind = vec![0.0; n + 1];
        behind[n] = 1.0;
        for i in (0..n).rev() {
            out[i] = rows[i][i] * behind[i + 1] * nf * (constant + nf * (total - p[i])).exp();
            for j in 0..=i {
                behind[j] = weights[i].iter().zip(&behind[j..=i + 1]).map(|(a, b)| a * b).sum();
            }
        }
    }
    rows[n][n] * scale
}

fn slices(survivals: &[f64]) -> Vec<f64> {
    let n = survivals.len();
    (0..n).map(|i| (if i + 1 < n { survivals[i + 1] } else { 1.0 } - survivals[i]).max(0.0)).collect()
}

fn survival(law: &Law, s: f64, w: f64) -> f64 {
    if w <= 0.0 { 0.0 } else { law.both(s / w).0 }
}

/// The probability that all loads are done by `s`.
pub fn probability(law: &Law, w: &[f64], s: f64) -> f64 {
    recursion(&slices(&w.iter().map(|w| survival(law, s, *w)).collect::<Vec<_>>()), None)
}

#[derive(Debug, Clone)]
pub struct Plan {
    /// Ends from the start, and ratios; `None` for a panel bounded by monotonicity.
    pub panels: Vec<(f64, Option<f64>)>,
    pub nodes: usize,
}

const RATIOS: [f64; 16] =
    [1.15, 1.3, 1.5, 1.8, 2.2, 2.6, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 17.0, 22.0, 30.0];

/// Panels for a relative width.
pub fn plan(law: &Law, x: &[f64], relative: f64, nodes: usize) -> Plan {
    let w = loads(x);
    let n = w.len();
    let start = law.infimum() * w[n - 1];
    let tail = |s: f64| -> f64 {
        let mut sum = 0.0;
        let mut ln_binomial = 0.0;
        for i in 0..n {
            ln_binomial += ((n - i) as f64 / (i + 1) as f64).ln();
            if w[i] > 0.0 {
                let value = law.both(s / w[i]).0;
                sum += (ln_binomial + (i + 1) as f64 * value.ln()).exp() * s;
            }
        }
        sum
    };
    // A scale: where the probability is one half.
    let mut middle = w[n - 1] * 1e-9 + start;
    let mut step = w[n - 1] * 1e-9;
    while probability(law, &w, middle) < 0.5 {
        step *= 1.3;
        middle = start + step;
    }
    let tolerance = relative * middle;
    let mut end = start + step * 1.5;
    while tail(end) > tolerance * 0.1 && end < middle * 1e30 {
        end = start + (end - start) * 1.1;
    }
    let mut panels = Vec::new();
    let mut low = start;
    if !law.is_monotone() && !matches!(law, Law::Uniform { .. }) {
        let mut first = step;
        // What a cut leaves out there is at most s G(s).
        while (start + first) * probability(law, &w, start + first) > tolerance * 0.02 {
            first /= 1.5;
        }
        panels.push((first, None));
        low = start + first;
    }
    let mut width = (end - low) / 3.0;
    let share = tolerance / 40.0;
    let mut guard = 0;
    while low < end {
        guard += 1;
        assert!(guard < 20_000, "no panels found for {law:?}");
        // The checker splits panels where a level reaches the end of a uniform law.
        let stop = match law {
            Law::Uniform { max, .. } => {
                w.iter().map(|w| w * max).filter(|p| *p > low * (1.0 + 1e-12)).fold(end, f64::min)
            }
            _ => end,
        };
        let high = stop.min(low + width);
        let (error, ratio) = best_ratio(law, &w, low, high, nodes);
        if error <= share {
            panels.push((high - start, Some(ratio)));
            low = high;
            width *= if error < share * 1e-3 { 1.6 } else { 1.15 };
        } else {
            width = (high - low) * 0.75;
        }
    }
    Plan { panels, nodes }
}

fn best_ratio(law: &Law, w: &[f64], low: f64, high: f64, nodes: usize) -> (f64, f64) {
    let (c, h) = ((low + high) / 2.0, (high - low) / 2.0);
    let mut best = (f64::INFINITY, 2.0);
    for r in RATIOS {
        let bounds = majorants(law, w, c, r * h);
        let total: f64 = bounds.iter().sum();
        if !total.is_finite() {
            continue;
        }
        let unit: Vec<f64> = bounds.iter().map(|p| p / total).collect();
        let m = 1.0 + recursion(&unit, None) * total.powi(w.len() as i32);
        let k = 2 * nodes as i32;
        // Nodes are rounded, which shows in the low moments.
        let rounding = nodes as f64 * 1e-35;
        let error = h * m * (rounding + r.powi(-k) * 4.0 / (k + 1) as f64 / (1.0 - r.powi(-2)));
        if error < best.0 {
            best = (error, r);
        }
    }
    best
}

fn majorants(law: &Law, w: &[f64], c: f64, radius: f64) -> Vec<f64> {
    let n = w.len();
    let start = law.infimum() * w[n - 1];
    let shifts: Vec<f64> = w
        .iter()
        .map(|w| {
            if *w <= 0.0 {
                0.0
            } else if matches!(law, Law::Pareto { .. }) && c <= radius {
                f64::INFINITY
            } else if law.is_monotone() {
                law.both((c - radius) / w).0 - law.both(c / w).0
            } else {
                radius / w * law.density_majorant(c / w, c / w, radius / w)
            }
        })
        .collect();
    let values = slices(&w.iter().map(|w| survival(law, c, *w)).collect::<Vec<_>>());
    (0..n)
        .map(|i| {
            let moved = values[i] + shifts[i] + if i + 1 < n { shifts[i + 1] } else { 0.0 };
            if i + 1 == n {
                let d = c - start;
                if law.is_monotone() && d > radius {
                    return moved.min((d + radius) / (d - radius) * (1.0 - law.both((c - radius) / w[i]).0));
                }
                return moved;
            }
            if w[i] <= 0.0 || matches!(law, Law::Uniform { .. }) {
                return moved;
            }
            if law.is_monotone() {
                if c > radius {
                    let part = law.both((c - radius) / w[i + 1]).0 - law.both((c - radius) / w[i]).0;
                    return moved.min((c + radius) / (c - radius) * part);
                }
                return moved;
            }
            let (a, b) = (1.0 / w[i + 1], 1.0 / w[i]);
            let step = (b - a) / 6.0;
            let sum: f64 = (0..6)
                .map(|k| {
                    let (l, r) = (a + step * k as f64, a + step * (k + 1) as f64);
                    law.density_majorant(c * l, c * r, radius * r)
                })
                .sum();
            moved.min(sum * step * (c + radius))
        })
        .collect()
}

impl Plan {
    pub fn document(&self) -> Value {
        let (nodes, weights) = super::gauss::rule(self.nodes);
        let panels: Vec<Value> = self
            .panels
            .iter()
            .map(|(end, ratio)| match ratio {
                Some(ratio) => json!([format!("{end:.9e}"), format!("{ratio}")]),
                None => json!([format!("{end:.9e}")]),
            })
            .collect();
        json!({"nodes": nodes, "weights": weights, "panels": panels})
    }
}

/// Expected runtime over kappa and its gradient, on fixed offsets from the start.
pub struct Evaluator {
    pub law: Law,
    offsets: Vec<f64>,
    weights: Vec<f64>,
    length: f64,
}

impl Evaluator {
    pub fn new(law: &Law, plan: &Plan) -> Self {
        let (t, w) = super::gauss::rule(plan.nodes);
        let t: Vec<f64> = t.iter().map(|v| v.parse().unwrap()).collect();
        let w: Vec<f64> = w.iter().map(|v| v.parse().unwrap()).collect();
        let (mut offsets, mut weights) = (Vec::new(), Vec::new());
        let mut low = 0.0;
        for (end, _) in &plan.panels {
            let (c, h) = ((low + end) / 2.0, (end - low) / 2.0);
            for (t, w) in t.iter().zip(&w) {
                offsets.push(c + h * t);
                weights.push(h * w);
            }
            low = *end;
        }
        Self { law: law.clone(), offsets, weights, length: low }
    }

    pub fn value(&self, x: &[f64]) -> f64 {
        let w = loads(x);
        let start = self.law.infimum() * w[w.len() - 1];
        let sum: f64 = self
            .offsets
            .iter()
            .zip(&self.weights)
            .map(|(d, v)| v * (1.0 - probability(&self.law, &w, start + d)))
            .sum();
        let _ = self.length;
        start + sum
    }

    /// Value by Euler's identity, and gradient.
    pub fn gradient(&self, x: &[f64]) -> (f64, Vec<f64>) {
        let w = loads(x);
        let n = w.len();
        let start = self.law.infimum() * w[n - 1];
        let mut levels = vec![0.0; n];
        let mut d = vec![0.0; n];
        for (offset, weight) in self.offsets.iter().zip(&self.weights) {
            let s = start + offset;
            let both: Vec<(f64, f64)> =
                w.iter().map(|w| if *w <= 0.0 { (0.0, 0.0) } else { self.law.both(s / w) }).collect();
            recursion(&slices(&both.iter().map(|b| b.0).collect::<Vec<_>>()), Some(&mut d));
            for i in 0..n {
                if w[i] > 0.0 {
                    levels[i] += weight * d[i] * both[i].1 * s / (w[i] * w[i]);
                }
            }
        }
        let mut sum = 0.0;
        let mut g = vec![0.0; n];
        for i in (0..n).rev() {
            sum += levels[i];
            g[i] = sum * (i + 1) as f64;
        }
        (x.iter().zip(&g).map(|(x, g)| x * g).sum(), g)
    }

    /// Second derivatives by central differences of the gradient.
    pub fn hessian(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let n = x.len();
        let mut h: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                let step = 1e-4 * x[i].abs().max(1e-9);
                let mut moved = x.to_vec();
                moved[i] = x[i] + step;
                let above = self.gradient(&moved).1;
                moved[i] = x[i] - step;
                let below = self.gradient(&moved).1;
                above.iter().zip(below).map(|(a, b)| (a - b) / (2.0 * step)).collect()
            })
            .collect();
        for i in 0..n {
            for j in 0..i {
                let mean = (h[i][j] + h[j][i]) / 2.0;
                h[i][j] = mean;
                h[j][i] = mean;
            }
        }
        h
    }
}

/// Solves a linear system by elimination with pivoting.
pub fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for k in 0..n {
        let p = (k..n).max_by(|i, j| a[*i][k].abs().total_cmp(&a[*j][k].abs())).unwrap();
        a.swap(k, p);
        b.swap(k, p);
        for i in k + 1..n {
            let f = a[i][k] / a[k][k];
            for j in k..n {
                let v = a[k][j];
                a[i][j] -= f * v;
            }
            b[i] -= f * b[k];
        }
    }
    for k in (0..n).rev() {
        let sum: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
        b[k] = (b[k] - sum) / a[k][k];
    }
    b
}

/// The relaxed optimum by Newton's method inside the simplex.
pub fn relaxed(law: &Law, n: usize, coordinates: f64) -> (Vec<f64>, Evaluator, Plan) {
    let mut x: Vec<f64> = (0..n)
        .map(|i| coordinates * (0.1 / n as f64 + 0.9 * if i + 1 == n { 0.5 } else { 0.5 / (n as f64 - 1.0) }))
        .collect();
    if n == 1 {
        x[0] = coordinates;
    }
    let mut evaluator = Evaluator::new(law, &plan(law, &x, 1e-9, 24));
    for round in 0..60 {
        if [4, 12, 24].contains(&round) {
            evaluator = Evaluator::new(law, &plan(law, &x, 1e-14, 24));
        }
        let (value, g) = evaluator.gradient(&x);
        let least = g.iter().cloned().fold(f64::INFINITY, f64::min);
        if round > 24 && 1.0 - coordinates * least / value < 3e-15 {
            break;
        }
        let h = evaluator.hessian(&x);
        // In relative units, with the sum kept.
        let mut k = vec![vec![0.0; n + 1]; n + 1];
        let scale = value / coordinates / coordinates;
        for i in 0..n {
            for j in 0..n {
                k[i][j] = h[i][j] * x[i] * x[j] / scale / coordinates / coordinates;
            }
            k[i][i] += 1e-12;
            k[i][n] = x[i] / coordinates;
            k[n][i] = x[i] / coordinates;
        }
        let mut b: Vec<f64> = (0..n).map(|i| -g[i] * x[i] / scale / coordinates / coordinates).collect();
        b.push(0.0);
        let d = solve(k, b);
        let mut t = 1.0_f64;
        while (0..n).any(|i| 1.0 + t * d[i] <= 0.1) {
            t *= 0.7;
        }
        if round < 12 {
            let ahead =
                |t: f64| evaluator.value(&(0..n).map(|i| x[i] * (1.0 + t * d[i])).collect::<Vec<_>>());
            let now = evaluator.value(&x);
            while t > 1e-6 && ahead(t) > now * (1.0 + 1e-12) {
                t *= 0.5;
            }
        }
        for i in 0..n {
            x[i] *= 1.0 + t * d[i];
        }
        let sum: f64 = x.iter().sum();
        x.iter_mut().for_each(|v| *v *= coordinates / sum);
    }
    let plan = plan(law, &x, 1e-14, 24);
    (x, evaluator, plan)
}
