//! Where `beta(w) = ln F(t / w)` is convex.
//!
//! `beta` is convex in the load exactly where `c^2 f(c) / F(c)` rises in `c = t / w`. For the shifted
//! exponential law the zone lies between the roots of a closed form; for other laws rises of
//! `2 ln c + ln f - ln F` are looked for on a fine grid and their ends refined. An end that is off by `d`
//! costs the envelope a third-order error `O(d^3)`.
//!
//! Proved in `proofs/relaxed/concavity.v`: `threshold`, `second_derivative_sign_everywhere`,
//! `log_cdf_concave`.
//! Proved in `proofs/relaxed/prekopa.v`: `log_probability_concave`.
//! Proved in `proofs/relaxed/concave_laws.v`: `pareto_log_cdf_concave`.

use crate::straggler::{CycleTime, Family};

/// An interval of loads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Its lower end.
    pub from: f64,
    /// Its upper end; may be infinite.
    pub to: f64,
}

/// Points of the grid.
const GRID: usize = 3000;
/// The grid starts at this share of the largest load.
const SMALLEST: f64 = 1e-7;
/// A rise of the logarithm below this is rounding.
const NOISE: f64 = 1e-11;

/// The convex zones for loads up to `largest`, ascending.
pub fn convex_zones(law: &dyn CycleTime, deadline: f64, largest: f64) -> Vec<Zone> {
    match law.family() {
        Family::ShiftedExponential { rate, shift } => exponential(rate * shift, rate * deadline),
        // c^2 f / F = index c / ((c / scale)^index - 1) falls everywhere for an index of at least 1
        // (at 1 with a limit: a grid would see noise).
        Family::Pareto { shape, .. } if shape >= 1.0 => Vec::new(),
        _ => on_grid(law, deadline, largest),
    }
}

/// Shifted exponential law in units of its rate: convex where `q(c) = c - 2 (1 - e^{-(c - shift)}) < 0`.
/// `q` has its minimum `shift + ln 2 - 1` at `shift + ln 2`.
fn exponential(shift: f64, deadline: f64) -> Vec<Zone> {
    let q = |c: f64| c + 2.0 * (-(c - shift)).exp_m1();
    let bottom = shift + std::f64::consts::LN_2;
    if bottom >= 1.0 {
        return Vec::new();
    }
    let root = |mut positive: f64, mut negative: f64| {
        for _ in 0..60 {
            let middle = 0.5 * (positive + negative);
            if q(middle) >= 0.0 { positive = middle } else { negative = middle }
        }
        positive
    };
    let slowest = if shift > 0.0 { root(shift, bottom) } else { 0.0 };
    vec![Zone { from: deadline / root(2.0, bottom), to: deadline / slowest }]
}

/// Rises of `2 ln c + ln f - ln F` on a grid that is uniform in the logarithm of the excess.
fn on_grid(law: &dyn CycleTime, deadline: f64, largest: f64) -> Vec<Zone> {
    let infimum = law.infimum();
    let excess = |w: f64| ((deadline - infimum * w) / w).max(0.0);
    // Near the infimum the excess is what varies: start a little above 0.
    let low = excess(largest).max(1e-9 * law.unit().min(deadline / largest)).ln();
    let high = excess(SMALLEST * largest).ln();
    let height = |s: f64| {
        let y = s.exp();
        2.0 * (infimum + y).ln() + law.density(y).ln() - law.cdf(y).ln()
    };
    let at = |i: usize| low + (high - low) * i as f64 / GRID as f64;
    let heights: Vec<f64> = (0..=GRID).map(|i| height(at(i))).collect();
    let rises = |i: usize| heights[i + 1] > heights[i] + NOISE;
    let load = |s: f64| deadline / (infimum + s.exp());
    let mut zones = Vec::new();
    let mut i = 0;
    while i < GRID {
        if !rises(i) {
            i += 1;
            continue;
        }
        let first = i;
        while i < GRID && rises(i) {
            i += 1;
        }
        let bottom =
            if first == 0 { None } else { Some(extremum(at(first - 1), at(first + 1), |s| -height(s))) };
        let top = if i == GRID { None } else { Some(extremum(at(i - 1), at(i + 1), height)) };
        zones.push(Zone { from: top.map_or(0.0, load), to: bottom.map_or(f64::INFINITY, load) });
    }
    zones.reverse();
    zones
}

/// The maximiser of a function with one maximum between `a` and `b`, by golden sections.
fn extremum(mut a: f64, mut b: f64, height: impl Fn(f64) -> f64) -> f64 {
    let ratio = 0.5 * (5f64.sqrt() - 1.0);
    for _ in 0..80 {
        let (c, d) = (b - ratio * (b - a), a + ratio * (b - a));
        if height(c) >= height(d) { b = d } else { a = c }
    }
    0.5 * (a + b)
}
