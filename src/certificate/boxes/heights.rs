//! What a leaf of a proof by boxes proves, in double precision.

use crate::exact::global::boxes::LoadBox;
use crate::exact::global::envelope::LogCdf;
use crate::exact::global::trail::Leaf;

/// Points at which a function of one load is looked at, evenly and towards the lower end; and steps of the search
/// between the neighbours of the best one.
const EVEN: usize = 48;
const DENSE: usize = 16;
const STEPS: usize = 40;

/// The bound on `ln Pr` that a leaf gives on a box of shares.
pub fn bound(leaf: &Leaf, beta: &LogCdf, region: &LoadBox) -> f64 {
    let count = leaf.slopes.len();
    let mut factors = vec![0.0; count];
    let mut sum = 0.0;
    for (cut, weight) in &leaf.cuts {
        sum += weight * cut.constant;
        factors.iter_mut().zip(&cut.slopes).for_each(|(factor, slope)| *factor += weight * slope);
    }
    let (mut slopes, mut cost) = (0.0, f64::NEG_INFINITY);
    for i in (0..count).rev() {
        slopes += leaf.slopes[i];
        cost = cost.max(slopes * (i + 1) as f64);
    }
    sum += cost;
    for (n, factor) in factors.into_iter().enumerate() {
        sum += largest(beta, factor, leaf.slopes[n], region.low[n], region.high[n]);
    }
    sum
}

/// The largest value of `factor * beta(w) - slope * w` between two loads.
fn largest(beta: &LogCdf, factor: f64, slope: f64, low: f64, high: f64) -> f64 {
    let height = |w: f64| {
        let log = if factor > 0.0 { factor * beta.value(w) } else { 0.0 };
        log - slope * w
    };
    let even = (0..=EVEN).map(|i| low + (high - low) * i as f64 / EVEN as f64);
    let dense = (1..=DENSE).map(|i| low + (high - low) * 0.5f64.powi(i as i32 + 5));
    let mut points: Vec<f64> = even.chain(dense).collect();
    points.sort_by(f64::total_cmp);
    let heights: Vec<f64> = points.iter().map(|&w| height(w)).collect();
    let best = (0..points.len()).max_by(|&a, &b| heights[a].total_cmp(&heights[b])).unwrap_or(0);
    let (mut left, mut right) = (points[best.saturating_sub(1)], points[(best + 1).min(points.len() - 1)]);
    let ratio = 0.5 * (5f64.sqrt() - 1.0);
    let mut found = heights[best];
    for _ in 0..STEPS {
        let (a, b) = (right - ratio * (right - left), left + ratio * (right - left));
        let (one, other) = (height(a), height(b));
        found = found.max(one).max(other);
        if one > other { right = b } else { left = a }
    }
    found
}
