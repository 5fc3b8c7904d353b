//! Order-statistic means in O(N) for laws with closed forms.
//!
//! Shifted exponential: `T_(n) = t0 + sum over j = N-n+1..N of E_j / (mu j)` with i.i.d. standard
//! exponential `E_j` (Renyi), hence `t_n = t0 + (H_N - H_{N-n})/mu` and, from the Laplace transform,
//! `E[1/T_(n)] = mu integral over z > 0 of e^{-z mu t0} prod_j j/(j + z) dz`. Pareto: the same sum is
//! `ln(T_(n)/scale)` with the shape in place of `mu`, hence products.

use super::means::Means;
use crate::straggler::tail_excess;

/// Step of the trapezoid rule in `v`, where `z = s exp(v - e^{-v})`.
const STEP: f64 = 0.2;
/// The first node: `z / s` is `1e-22` there.
const FIRST: f64 = -3.8;
/// Nodes whose terms fall below this share of the sum are dropped for good.
const NEGLIGIBLE: f64 = 1e-19;
/// Errors of the running products: a few roundings a factor, which add up like a random walk.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// A sum that carries its rounding errors along (Neumaier).
#[derive(Default)]
struct Compensated {
    sum: f64,
    carry: f64,
}

impl Compensated {
    fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        self.carry +=
            if self.sum.abs() >= term.abs() { (self.sum - sum) + term } else { (term - sum) + self.sum };
        self.sum = sum;
    }

    fn value(&self) -> f64 {
        self.sum + self.carry
    }
}

/// `t_n = shift + (H_N - H_{N-n}) / rate`.
pub fn exponential_times(rate: f64, shift: f64, workers: usize) -> Means {
    let mut harmonic = Compensated::default();
    let values = (1..=workers).rev().map(|j| {
        harmonic.add(1.0 / j as f64);
        shift + harmonic.value() / rate
    });
    Means { values: values.collect(), relative_error: ROUNDING }
}

/// `t_n = scale prod_{j = N-n+1}^N a j / (a j - 1)`, infinite from the first `a j <= 1` on.
pub fn pareto_times(shape: f64, scale: f64, workers: usize) -> Means {
    let mut ln = Compensated::default();
    let values = (1..=workers).rev().map(|j| {
        let excess = tail_excess(shape, j as f64);
        ln.add(if excess > 0.0 { (1.0 / excess).ln_1p() } else { f64::INFINITY });
        if excess > 0.0 { scale * ln.value().exp() } else { f64::INFINITY }
    });
    let values: Vec<f64> = values.collect();
    // The exponential turns the absolute error of a logarithm into a relative one.
    Means { values, relative_error: ROUNDING * (1.0 + ln.value().min(700.0)) }
}

/// `E[1/T_(n)] = prod_{j = N-n+1}^N a j / (a j + 1) / scale`.
pub fn pareto_rates(shape: f64, scale: f64, workers: usize) -> Means {
    let mut ln = Compensated::default();
    let values = (1..=workers).rev().map(|j| {
        ln.add((1.0 / (shape * j as f64)).ln_1p());
        (-ln.value()).exp() / scale
    });
    let values: Vec<f64> = values.collect();
    Means { values, relative_error: ROUNDING * (1.0 + ln.value()) }
}

/// `E[1/T_(n)]` of the shifted exponential law; the first value is infinite for shift 0.
///
/// One set of nodes `z` serves every `n`: the integrand of `n + 1` is that of `n` times `j/(j + z)`,
/// so the terms are updated in place, and as they fall fastest at large `z`, nodes are dropped
/// from the top. About 45 nodes are left on average.
pub fn exponential_rates(rate: f64, shift: f64, workers: usize) -> Means {
    let a = rate * shift;
    let (z, mut terms) = nodes(a, workers);
    let mut active = z.len();
    let mut relative_error = 0.0f64;
    let mut values = Vec::with_capacity(workers);
    for j in (1..=workers).rev() {
        multiply(&mut terms[..active], &z[..active], j as f64);
        let (even, odd) = alternate_sums(&terms[..active]);
        let sum = even + odd;
        if a == 0.0 && values.is_empty() {
            // The integral of N/(N + z) diverges.
            values.push(f64::INFINITY);
            continue;
        }
        values.push(rate * sum);
        // The rule of twice the step gives 2 even or 2 odd; its error is about the root of ours.
        relative_error = relative_error.max((even - odd).abs() / sum);
        while active > 1 && terms[active - 1] < NEGLIGIBLE * sum {
            active -= 1;
        }
    }
    let rounding = ROUNDING * (workers as f64).sqrt();
    Means { values, relative_error: relative_error * relative_error + rounding }
}

/// Multiplies every term by `j / (j + z)`, the ascending `z` of the same length.
fn multiply(terms: &mut [f64], z: &[f64], j: f64) {
    let small = z.partition_point(|&z| z < j);
    let (terms, large_terms) = terms.split_at_mut(small);
    // j + z rounds the same way for many j when z is small, and a million such errors would add up to
    // 1e-11; what is taken off is computed without that.
    for (term, z) in terms.iter_mut().zip(z) {
        *term -= *term * (z / (j + z));
    }
    for (term, z) in large_terms.iter_mut().zip(&z[small..]) {
        *term *= j / (j + z);
    }
}

/// The abscissae `z` and `e^{-a z} dz` at them.
fn nodes(a: f64, workers: usize) -> (Vec<f64>, Vec<f64>) {
    let count = workers as f64;
    // The integrand of T_(N) lives on the scale 1/t_N, the others further up.
    let scale = 1.0 / (a + count.ln() + 0.6);
    // Above: e^{-a z} cuts off, or without shift the (at least) second power of z.
    let last = if a > 0.0 { 45.0 / a } else { 1e18 * count };
    let end = (last / scale).ln();
    let mut z = Vec::new();
    let mut terms = Vec::new();
    let mut v = FIRST;
    while v < end || z.len() < 2 {
        let node = scale * (v - (-v).exp()).exp();
        z.push(node);
        terms.push((-a * node).exp() * node * (1.0 + (-v).exp()) * STEP);
        v = FIRST + STEP * z.len() as f64;
    }
    (z, terms)
}

/// Sums over even and over odd positions.
fn alternate_sums(terms: &[f64]) -> (f64, f64) {
    let mut sums = [0.0; 4];
    let mut chunks = terms.chunks_exact(4);
    for chunk in &mut chunks {
        for (sum, term) in sums.iter_mut().zip(chunk) {
            *sum += term;
        }
    }
    for (sum, term) in sums.iter_mut().zip(chunks.remainder()) {
        *sum += term;
    }
    (sums[0] + sums[2], sums[1] + sums[3])
}
