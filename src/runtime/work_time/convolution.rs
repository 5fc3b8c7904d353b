//! The sum of two independent excesses of any laws, by quadrature.
//!
//! `Pr[A + V > d] = Pr[A > d] + integral of f_A(s) Pr[V > d - s] ds` and the same with `<=`: sums of positive terms, so
//! both keep their relative accuracy. The variable is `s = low + (high - low) / (1 + e^-x)`: it resolves every scale at
//! both ends, takes the singularities of densities there away, and leaves integrands that are analytic around the real
//! line and fall exponentially, for which the trapezoidal rule converges exponentially. Steps are halved until
//! successive sums agree. Where a law ends the integral does too.

use crate::straggler::CycleTime;

/// Relative accuracy asked for.
pub const TOLERANCE: f64 = 1e-13;
/// Nodes that add less than this share of a sum are left out, but for those next to others.
const NEGLIGIBLE: f64 = 1e-19;
/// How many of these are kept.
const MARGIN: usize = 2;
/// Halvings of the step, at most.
const HALVINGS: usize = 8;
/// How far `x` goes where integrands fall like `e^-|x|`: beyond is less than 1e-16 of what they add.
const REACH: f64 = 37.0;
/// And for densities of any singularity.
const LONGEST_REACH: f64 = 1000.0;

/// What is asked of a sum at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wanted {
    /// The probabilities of being above and not above.
    Probabilities,
    /// The density, and the density times the mean of the second part there.
    Densities,
}

/// `A + size B` for independent excesses.
#[derive(Debug)]
pub struct Sum<'a> {
    /// The law of `A`.
    pub first: &'a dyn CycleTime,
    /// The law of `B`.
    pub second: &'a dyn CycleTime,
    /// Above zero.
    pub size: f64,
}

impl Sum<'_> {
    /// Both numbers of what is wanted at `point > 0`, and their relative error.
    pub fn at(&self, point: f64, wanted: Wanted) -> ([f64; 2], f64) {
        let low = (point - self.size * self.second.excess_supremum()).max(0.0);
        let high = self.first.excess_supremum().min(point);
        let constant = match wanted {
            Wanted::Probabilities => [self.first.survival(high), self.first.cdf(low)],
            Wanted::Densities => [0.0; 2],
        };
        if high <= low {
            return (constant, 0.0);
        }
        self.refined(&Range { low, width: high - low, rest: point - high }, wanted, constant)
    }

    /// Halves the step until two sums agree to the tolerance, or to its root after a third.
    fn refined(&self, range: &Range, wanted: Wanted, constant: [f64; 2]) -> ([f64; 2], f64) {
        let reach = |exponent: f64| (REACH / exponent.min(1.0)).min(LONGEST_REACH).ceil();
        let (mut from, mut to) = (-reach(self.first.origin_exponent()), reach(self.second.origin_exponent()));
        let ends = self.ends(range, wanted, from);
        let mut sums = [0.0; 2];
        let coarse: Vec<[f64; 2]> =
            (0..=(to - from) as usize).map(|j| self.term(range, wanted, from + j as f64)).collect();
        coarse.iter().for_each(|term| add(&mut sums, *term));
        // Nodes that add nothing are left out from here on.
        let matters = |term: &[f64; 2]| (0..2).any(|i| term[i] > NEGLIGIBLE * (sums[i] + constant[i]));
        let first = coarse.iter().position(matters).map_or(0, |j| j.saturating_sub(MARGIN));
        let last = coarse.iter().rposition(matters).map_or(0, |j| (j + MARGIN).min(coarse.len() - 1));
        (from, to) = (from + first as f64, from + last as f64);
        let total = |sums: &[f64; 2], step: f64| [0, 1].map(|i| constant[i] + ends[i] + step * sums[i]);
        let mut step = 1.0;
        let mut before = total(&sums, step);
        let (mut last, mut error) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..HALVINGS {
            // The nodes in the middle between those that are known.
            for j in 0..((to - from) / step).round() as usize {
                add(&mut sums, self.term(range, wanted, from + (j as f64 + 0.5) * step));
            }
            step *= 0.5;
            let now = total(&sums, step);
            let change = (0..2).map(|i| relative(now[i], before[i])).fold(0.0, f64::max);
            // Errors are squared from step to step: the ratio of the last changes is a cautious guess of the next.
            let is_falling = last.is_finite() && change < last;
            error = if is_falling { change.min(4.0 * change * (change / last)) } else { change };
            (before, last) = (now, change);
            if error <= TOLERANCE {
                break;
            }
        }
        (before, error)
    }

    /// The integrands at a node.
    fn term(&self, range: &Range, wanted: Wanted, x: f64) -> [f64; 2] {
        let (s, v, weight) = range.node(x);
        let density = weight * self.first.density(s);
        if density > 0.0 && density.is_finite() {
            self.terms(v, wanted).map(|term| density * term)
        } else {
            [0.0; 2]
        }
    }

    /// What the second part contributes where it has to be at `v`.
    fn terms(&self, v: f64, wanted: Wanted) -> [f64; 2] {
        let y = v / self.size;
        match wanted {
            Wanted::Probabilities => [self.second.survival(y), self.second.cdf(y)],
            Wanted::Densities => {
                let density = self.second.density(y) / self.size;
                let density = if density.is_finite() { density } else { 0.0 };
                [density, density * v]
            }
        }
    }

    /// The mass of the first part before the first node, where the second has all of the point.
    fn ends(&self, range: &Range, wanted: Wanted, from: f64) -> [f64; 2] {
        let (s, v, _) = range.node(from);
        let mass = if range.low > 0.0 { 0.0 } else { self.first.cdf(s) };
        self.terms(v, wanted).map(|term| mass * term)
    }
}

/// An interval of the first part.
struct Range {
    low: f64,
    width: f64,
    /// What the second part has at its upper end.
    rest: f64,
}

impl Range {
    /// The first part, the second part and `ds/dx` at a node.
    fn node(&self, x: f64) -> (f64, f64, f64) {
        let e = (-x.abs()).exp();
        let (small, large) = (e / (1.0 + e), 1.0 / (1.0 + e));
        let (below, above) = if x < 0.0 { (small, large) } else { (large, small) };
        (self.low + self.width * below, self.rest + self.width * above, self.width * small * large)
    }
}

fn add(sums: &mut [f64; 2], term: [f64; 2]) {
    sums[0] += term[0];
    sums[1] += term[1];
}

fn relative(now: f64, before: f64) -> f64 {
    if now == before { 0.0 } else { (now - before).abs() / now.abs().max(f64::MIN_POSITIVE) }
}
