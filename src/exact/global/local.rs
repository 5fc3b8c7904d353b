//! Local ascent of `ln Pr` on the simplex of shares: Newton's method with the exact gradient and
//! differences of it, on the shares that are not held at 0.
//!
//! Only the quality of the incumbent depends on it, no bound does. A ridge turns the Hessian negative
//! definite where `ln Pr` is not concave; steps that do not increase `ln Pr` are shortened.

use crate::runtime::completion::{CompletionProbability, Probability};

/// Newton steps at most.
const STEPS: usize = 60;
/// Halvings of a step at most.
const HALVINGS: usize = 25;
/// Gain in units of `min(1, -ln Pr)` below which the ascent ends.
const GAIN: f64 = 1e-14;
/// Shares below this, whose derivative is below the multiplier, are held at 0.
const ZERO: f64 = 1e-13;

/// `ln Pr`, accurate at both ends.
pub fn ln(probability: Probability) -> f64 {
    if probability.complement < 0.5 { (-probability.complement).ln_1p() } else { probability.value.ln() }
}

/// Climbs from shares with a positive probability; returns shares at least as good.
pub fn ascend(evaluator: &CompletionProbability, start: &[f64]) -> (Vec<f64>, Probability) {
    let mut shares = start.to_vec();
    let (mut probability, mut slopes) = derivative(evaluator, &shares);
    let mut ridge = 1e-6;
    for _ in 0..STEPS {
        if !(probability.value > 0.0 && probability.complement > 0.0) {
            break;
        }
        let multiplier: f64 = shares.iter().zip(&slopes).map(|(x, g)| x * g).sum();
        let free: Vec<usize> =
            (0..shares.len()).filter(|&i| shares[i] > ZERO || slopes[i] > multiplier).collect();
        let Some(direction) = newton_direction(evaluator, &shares, &slopes, &free, &mut ridge) else { break };
        let before = ln(probability);
        let Some((next, value, steps)) = search(evaluator, &shares, &direction, before) else {
            ridge *= 100.0;
            if ridge > 1e6 {
                break;
            }
            continue;
        };
        ridge = if steps == 0 { (ridge * 0.1).max(1e-12) } else { ridge * 4.0 };
        let gain = ln(value) - before;
        shares = next;
        (probability, slopes) = derivative(evaluator, &shares);
        if gain <= GAIN * (-before).min(1.0) {
            break;
        }
    }
    (shares, probability)
}

/// The probability and the derivatives of its logarithm.
fn derivative(evaluator: &CompletionProbability, shares: &[f64]) -> (Probability, Vec<f64>) {
    let (probability, mut slopes) = evaluator.value_and_gradient(shares);
    slopes.iter_mut().for_each(|g| *g /= probability.value.max(f64::MIN_POSITIVE));
    (probability, slopes)
}

/// Minus the Hessian of `ln Pr` in the shares, by differences of the gradient, symmetrised.
pub fn curvature(evaluator: &CompletionProbability, shares: &[f64]) -> Vec<Vec<f64>> {
    let at = derivative(evaluator, shares).1;
    let rows: Vec<Vec<f64>> = (0..shares.len())
        .map(|i| {
            let step = 1e-5 * shares[i].max(1e-3);
            let mut moved = shares.to_vec();
            moved[i] += step;
            let there = derivative(evaluator, &moved).1;
            at.iter().zip(there).map(|(a, b)| (a - b) / step).collect()
        })
        .collect();
    (0..shares.len()).map(|i| (0..shares.len()).map(|j| 0.5 * (rows[i][j] + rows[j][i])).collect()).collect()
}

/// Moves along the direction, keeps shares nonnegative, halves until `ln Pr` rises.
fn search(
    evaluator: &CompletionProbability,
    shares: &[f64],
    direction: &[f64],
    before: f64,
) -> Option<(Vec<f64>, Probability, usize)> {
    let mut length = 1.0;
    for halvings in 0..HALVINGS {
        let mut next: Vec<f64> =
            shares.iter().zip(direction).map(|(x, d)| (x + length * d).max(0.0)).collect();
        let sum: f64 = next.iter().sum();
        next.iter_mut().for_each(|x| *x /= sum);
        let value = evaluator.value(&next);
        if ln(value) > before {
            return Some((next, value, halvings));
        }
        length *= 0.5;
    }
    None
}

/// The Newton direction on the free shares, their sum kept: one share, the largest, gives what the
/// others take. Shares are scaled by their size, so that the ridge means the same for all.
fn newton_direction(
    evaluator: &CompletionProbability,
    shares: &[f64],
    slopes: &[f64],
    free: &[usize],
    ridge: &mut f64,
) -> Option<Vec<f64>> {
    let &pivot = free.iter().max_by(|&&a, &&b| shares[a].total_cmp(&shares[b]))?;
    let others: Vec<usize> = free.iter().copied().filter(|&i| i != pivot).collect();
    if others.is_empty() {
        return None;
    }
    let scale: Vec<f64> = others.iter().map(|&i| shares[i].max(1e-4)).collect();
    let reduced =
        |g: &[f64]| -> Vec<f64> { others.iter().zip(&scale).map(|(&i, s)| s * (g[i] - g[pivot])).collect() };
    let at = reduced(slopes);
    let curvature: Vec<Vec<f64>> = (others.iter().zip(&scale))
        .map(|(&i, s)| {
            let step = 1e-6 * s.min(shares[pivot]);
            let mut moved = shares.to_vec();
            moved[i] += step;
            moved[pivot] -= step;
            let (_, there) = derivative(evaluator, &moved);
            let there = reduced(&there);
            at.iter().zip(there).map(|(a, b)| (a - b) / step * s).collect()
        })
        .collect();
    let size = others.len();
    let largest = (0..size).map(|i| curvature[i][i].abs()).fold(f64::MIN_POSITIVE, f64::max);
    while *ridge < 1e8 {
        let form: Vec<Vec<f64>> = (0..size)
            .map(|i| {
                let entry = |j: usize| 0.5 * (curvature[i][j] + curvature[j][i]);
                let added = *ridge * (curvature[i][i].abs() + 1e-6 * largest);
                (0..size).map(|j| entry(j) + if i == j { added } else { 0.0 }).collect()
            })
            .collect();
        if let Some(solution) = solve_positive(form, &at) {
            let mut direction = vec![0.0; shares.len()];
            for ((&i, s), v) in others.iter().zip(&scale).zip(solution) {
                // A share on its way to 0 goes there; the pivot pays for what is taken in fact.
                direction[i] = (s * v).max(-shares[i]);
                direction[pivot] -= direction[i];
            }
            return Some(direction);
        }
        *ridge *= 10.0;
    }
    None
}

/// Solves a symmetric positive definite system by Cholesky factors; `None` if it is not definite.
fn solve_positive(mut a: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    for j in 0..n {
        let diagonal = a[j][j] - a[j][..j].iter().map(|v| v * v).sum::<f64>();
        if diagonal.is_nan() || diagonal <= 1e-14 * a[j][j].abs() {
            return None;
        }
        let root = diagonal.sqrt();
        a[j][j] = root;
        for i in j + 1..n {
            let product: f64 = a[i][..j].iter().zip(&a[j][..j]).map(|(x, y)| x * y).sum();
            a[i][j] = (a[i][j] - product) / root;
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| a[i][k] * x[k]).sum();
        x[i] = (x[i] - sum) / a[i][i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| a[k][i] * x[k]).sum();
        x[i] = (x[i] - sum) / a[i][i];
    }
    Some(x)
}
