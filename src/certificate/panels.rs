//! Panels of a quadrature for the judge: how finely the time axis is cut, and how large a disc around each panel bounds
//! its remainder.

use serde_json::{Value as Json, json};

use super::gauss;
use super::majorants::Majorants;

/// Nodes of the rule on a panel; wide panels with many nodes take fewer nodes in all than narrow ones with few.
const NODES: usize = 32;
/// The same where a law ends: between the times at which levels reach its end, which are as many as levels, all is a
/// polynomial in time.
const NODES_OF_POLYNOMIALS: usize = 16;
/// Radii that are tried, in units of the half-width of a panel.
const RATIOS: [f64; 16] =
    [1.15, 1.3, 1.5, 1.8, 2.2, 2.6, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 17.0, 22.0, 30.0];
/// Panels after which the law is taken to have none.
const MOST: usize = 4000;
/// Relative rounding error of a node.
const NODE_ERROR: f64 = 1e-35;
/// Parts of the interval of a slice, as the judge cuts it.
const PARTS: usize = 6;
/// The tolerance is shared out over so many panels.
const SHARES: f64 = 40.0;

/// A quadrature document for loads, to a relative width of the expected runtime over kappa; `None` where no panels are
/// found.
pub fn quadrature(law: &Majorants, loads: &[f64], relative: f64) -> Option<Json> {
    let panels = Plan { law, loads }.panels(relative)?;
    let (nodes, weights) = gauss::rule(nodes(law));
    let panels: Vec<Json> = panels
        .iter()
        .map(|(end, ratio)| match ratio {
            Some(ratio) => json!([format!("{end:.9e}"), format!("{ratio}")]),
            None => json!([format!("{end:.9e}")]),
        })
        .collect();
    Some(json!({"nodes": nodes, "weights": weights, "panels": panels}))
}

fn nodes(law: &Majorants) -> usize {
    if law.supremum().is_some() { NODES_OF_POLYNOMIALS } else { NODES }
}

struct Plan<'a> {
    law: &'a Majorants,
    loads: &'a [f64],
}

/// The end of a panel, from the start, and its ratio; none where it is bounded by monotonicity.
type Panel = (f64, Option<f64>);

impl Plan<'_> {
    fn last(&self) -> f64 {
        self.loads.last().copied().unwrap_or(0.0)
    }

    fn start(&self) -> f64 {
        self.law.infimum() * self.last()
    }

    /// The cycle time over its infimum at which a worker has done a load, at `d` after the start: written so that
    /// nothing cancels where the largest load is (nearly) the load.
    fn excess(&self, load: f64, d: f64) -> f64 {
        self.law.infimum() * ((self.last() - load) / load) + d / load
    }

    fn survival(&self, load: f64, d: f64) -> f64 {
        if load <= 0.0 { 0.0 } else { self.law.survival(self.excess(load, d)) }
    }

    fn survivals(&self, d: f64) -> Vec<f64> {
        self.loads.iter().map(|w| self.survival(*w, d)).collect()
    }

    /// The probability that all loads are done at `d` after the start.
    fn probability(&self, d: f64) -> f64 {
        recursion(&slices(&self.survivals(d)))
    }

    /// About how much of the expectation lies beyond `d` after the start.
    fn tail(&self, d: f64) -> f64 {
        let workers = self.loads.len();
        let mut ln_binomial = 0.0;
        let mut sum = 0.0;
        for (i, w) in self.loads.iter().enumerate() {
            ln_binomial += ((workers - i) as f64 / (i + 1) as f64).ln();
            if *w > 0.0 {
                let survival = self.survival(*w, d);
                sum += (ln_binomial + (i + 1) as f64 * survival.ln()).exp() * (self.start() + d);
            }
        }
        sum
    }

    fn panels(&self, relative: f64) -> Option<Vec<Panel>> {
        let start = self.start();
        // A scale: where the probability is one half.
        let mut step = self.last() * 1e-9 * self.law.infimum().max(1e-9);
        while self.probability(step) < 0.5 {
            step *= 1.3;
            if !step.is_finite() {
                return None;
            }
        }
        let tolerance = relative * (start + step);
        let mut end = 1.5 * step;
        while self.tail(end) > 0.1 * tolerance {
            end *= 1.1;
            if end > 1e30 * (start + step) {
                return None;
            }
        }
        let mut panels = Vec::new();
        let mut low = 0.0;
        if !self.law.is_monotone() && self.law.supremum().is_none() {
            // What a cut leaves out there is at most s G(s).
            let mut first = step;
            while (start + first) * self.probability(first) > 0.02 * tolerance {
                first /= 1.5;
            }
            panels.push((first, None));
            low = first;
        }
        self.fill(low, end, tolerance / SHARES, &mut panels)?;
        Some(panels)
    }

    /// Panels from `low` to `end`, each with at most its share of the error.
    fn fill(&self, mut low: f64, end: f64, share: f64, panels: &mut Vec<Panel>) -> Option<()> {
        let mut width = (end - low) / 3.0;
        for _ in 0..5 * MOST {
            if low >= end {
                return (panels.len() <= MOST).then_some(());
            }
            // The judge splits panels where a level reaches the end of a uniform law.
            let stop = self.law.supremum().map_or(end, |max| {
                let ends = self.loads.iter().map(|w| w * max - self.start());
                ends.filter(|d| *d > low * (1.0 + 1e-12)).fold(end, f64::min)
            });
            let high = stop.min(low + width);
            let (error, ratio) = self.best_ratio(low, high);
            if error <= share {
                panels.push((high, Some(ratio)));
                low = high;
                width *= if error < share * 1e-3 { 1.6 } else { 1.15 };
            } else {
                width = (high - low) * 0.75;
            }
        }
        None
    }

    /// The least bound of the remainder on a panel, and its ratio.
    fn best_ratio(&self, low: f64, high: f64) -> (f64, f64) {
        let (d, h) = ((low + high) / 2.0, (high - low) / 2.0);
        let mut best = (f64::INFINITY, 2.0);
        for r in RATIOS {
            let bounds = self.majorants(d, r * h);
            let total: f64 = bounds.iter().sum();
            if !total.is_finite() || total <= 0.0 {
                continue;
            }
            let unit: Vec<f64> = bounds.iter().map(|p| p / total).collect();
            let m = 1.0 + recursion(&unit) * total.powi(self.loads.len() as i32);
            let nodes = nodes(self.law);
            let k = 2 * nodes as i32;
            let moments =
                nodes as f64 * NODE_ERROR + r.powi(-k) * 4.0 / f64::from(k + 1) / (1.0 - r.powi(-2));
            if h * m * moments < best.0 {
                best = (h * m * moments, r);
            }
        }
        best
    }

    /// Majorants of the slices around `d` after the start.
    fn majorants(&self, d: f64, radius: f64) -> Vec<f64> {
        let law = self.law;
        let shift = |w: &f64| match *w {
            w if w <= 0.0 => 0.0,
            _ if law.ends_at_zero() && self.start() + d <= radius => f64::INFINITY,
            w if law.is_monotone() => self.survival(w, d - radius) - self.survival(w, d),
            w => {
                let y = self.excess(w, d);
                radius / w * law.density_majorant(y, y, radius / w)
            }
        };
        let shifts: Vec<f64> = self.loads.iter().map(shift).collect();
        let values = slices(&self.survivals(d));
        let next = |i: usize| shifts.get(i + 1).copied().unwrap_or(0.0);
        let moved = (0..values.len()).map(|i| values[i] + shifts[i] + next(i));
        moved.enumerate().map(|(i, moved)| moved.min(self.refined(i, d, radius))).collect()
    }

    /// A better majorant of a slice, where one is known.
    fn refined(&self, i: usize, d: f64, radius: f64) -> f64 {
        let (law, w) = (self.law, self.loads[i]);
        let Some(above) = self.loads.get(i + 1).copied() else {
            if law.is_monotone() && d > radius && w > 0.0 {
                return (d + radius) / (d - radius) * (1.0 - self.survival(w, d - radius));
            }
            return f64::INFINITY;
        };
        if w <= 0.0 || law.supremum().is_some() {
            return f64::INFINITY;
        }
        let s = self.start() + d;
        if law.is_monotone() {
            if s <= radius {
                return f64::INFINITY;
            }
            let part = self.survival(above, d - radius) - self.survival(w, d - radius);
            return (s + radius) / (s - radius) * part;
        }
        let step = (1.0 / w - 1.0 / above) / PARTS as f64;
        // The excess of the cycle time at `1 / above + k step` per unit of time.
        let excess = |k: usize| self.excess(above, d) + s * step * k as f64;
        let part = |k: usize| {
            let farthest = 1.0 / above + step * (k + 1) as f64;
            law.density_majorant(excess(k), excess(k + 1), radius * farthest)
        };
        (0..PARTS).map(part).sum::<f64>() * step * (s + radius)
    }
}

fn slices(survivals: &[f64]) -> Vec<f64> {
    let next = survivals.iter().skip(1).copied().chain([1.0]);
    survivals.iter().zip(next).map(|(s, next)| (next - s).max(0.0)).collect()
}

/// `N!` times the slice recursion at nonnegative numbers that sum to about one.
fn recursion(p: &[f64]) -> f64 {
    let n = p.len();
    let total = n as f64;
    let mut row = vec![1.0];
    for (i, p) in p.iter().enumerate() {
        let mut weights = vec![(-p * total).exp(); i + 2];
        for k in 1..=i + 1 {
            weights[k] = weights[k - 1] * p * total / k as f64;
        }
        let entry = |m: usize| (m.saturating_sub(i + 1)..=m.min(i)).map(|j| row[j] * weights[m - j]).sum();
        row = (0..=i + 1).map(entry).collect();
    }
    let constant: f64 = (1..=n).map(|k| (k as f64 / total).ln()).sum();
    row.last().copied().unwrap_or(0.0) * (constant + total * p.iter().sum::<f64>()).exp()
}
