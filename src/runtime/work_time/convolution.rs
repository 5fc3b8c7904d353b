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
/// The first step; every third halving can be the last.
const STEP: f64 = 1.0;
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
        let reach = |exponent: f64| (REACH / exponent.min(1.0)).min(LONGEST_REACH);
        let (from, to) = (-reach(self.first.origin_exponent()), reach(self.second.origin_exponent()));
        let mut step = STEP;
        let count = |step: f64| ((to - from) / step).ceil() as usize;
        let mut sums = self.trapezoid(range, wanted, from, step, 0..=count(step), 1);
        let ends = self.ends(range, wanted, from);
        let total = |sums: &[f64; 2], step: f64| [0, 1].map(|i| constant[i] + ends[i] + step * sums[i]);
        let mut before = total(&sums, step);
        let (mut last, mut error) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..HALVINGS {
            step *= 0.5;
            let added = self.trapezoid(range, wanted, from + step, 2.0 * step, 0..=count(2.0 * step), 1);
            sums = [0, 1].map(|i| sums[i] + added[i]);
            let now = total(&sums, step);
            let change = (0..2).map(|i| relative(now[i], before[i])).fold(0.0, f64::max);
            // Errors are squared from step to step: the ratio of the last changes is a cautious guess of the next.
            error = if change < last { change.min(4.0 * change * (change / last)) } else { change };
            (before, last) = (now, change);
            if error <= TOLERANCE {
                break;
            }
        }
        (before, error)
    }

    fn trapezoid(
        &self,
        range: &Range,
        wanted: Wanted,
        from: f64,
        step: f64,
        nodes: std::ops::RangeInclusive<usize>,
        stride: usize,
    ) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for j in nodes.step_by(stride) {
            let (s, v, weight) = range.node(from + j as f64 * step);
            let density = weight * self.first.density(s);
            if !(density > 0.0 && density.is_finite()) {
                continue;
            }
            let terms = self.terms(v, wanted);
            sums[0] += density * terms[0];
            sums[1] += density * terms[1];
        }
        sums
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

fn relative(now: f64, before: f64) -> f64 {
    if now == before { 0.0 } else { (now - before).abs() / now.abs().max(f64::MIN_POSITIVE) }
}
