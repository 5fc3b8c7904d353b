//! `beta(w) = ln F(t / w)` and its concave envelope on an interval of loads.
//!
//! `beta` is nonincreasing for every law; it is concave in `w` exactly where `c^2 f(c) / F(c)` is
//! nonincreasing in `c = t / w`. Its convex zones are found in [`crate::runtime::convexity`]. With one zone the envelope
//! is `beta` on the left, one chord across the zone, and `beta` on the right; every line handed
//! out (the chord or a tangent outside it) lies above `beta` on the whole interval. With several zones
//! a staircase that needs monotonicity only takes its place: looser, but it too closes as the
//! interval shrinks.
//!
//! Proved in `proofs/relaxed/concavity.v`: `log_cdf_derivative`, `log_cdf_second_derivative`,
//! `second_derivative_sign`.

use std::sync::Arc;

use crate::runtime::convexity::{Zone, convex_zones};
use crate::straggler::CycleTime;

/// Relative accuracy granted to distribution function, survival function and density.
pub(super) const LAW_ERROR: f64 = 1e-13;
/// Intervals narrower than this, relative to their end, count as points.
const POINT: f64 = 1e-11;
/// Steps of a bisection: beyond, neighbouring doubles are reached.
const BISECTIONS: usize = 52;
/// Rounds in which the ends of a chord are moved in turn; they converge quadratically.
const ALTERNATIONS: usize = 30;
/// Steps of the staircase.
const STEPS: usize = 64;

/// The function `beta(w) = ln F(t / w)`.
#[derive(Debug, Clone)]
pub struct LogCdf {
    law: Arc<dyn CycleTime>,
    deadline: f64,
    zones: Vec<Zone>,
}

/// The line `slope w + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its slope, at most 0.
    pub slope: f64,
    /// Its value at load 0.
    pub offset: f64,
}

impl Line {
    /// The value at `w`.
    pub fn at(self, w: f64) -> f64 {
        self.slope * w + self.offset
    }
}

impl LogCdf {
    /// For the law of the cycle time, a deadline `t > 0` and loads of at most `largest`.
    pub fn new(law: Arc<dyn CycleTime>, deadline: f64, largest: f64) -> Self {
        let zones = convex_zones(law.as_ref(), deadline, largest);
        Self { law, deadline, zones }
    }

    /// The intervals of loads where `beta` is convex, ascending.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// Survival and distribution function at `t / w`; `w = 0` is the level at infinity.
    pub fn survival_and_cdf(&self, w: f64) -> (f64, f64) {
        let excess = self.excess(w);
        (self.law.survival(excess), self.law.cdf(excess))
    }

    fn excess(&self, w: f64) -> f64 {
        if w > 0.0 { ((self.deadline - self.law.infimum() * w) / w).max(0.0) } else { f64::INFINITY }
    }

    /// `beta(w)`, at most 0; minus infinity where no worker can be that fast.
    pub fn value(&self, w: f64) -> f64 {
        let (survival, cdf) = self.survival_and_cdf(w);
        if survival < 0.5 { (-survival).ln_1p() } else { cdf.ln() }
    }

    /// `beta'(w) = -c^2 f(c) / (t F(c))`, at most 0.
    pub fn slope(&self, w: f64) -> f64 {
        let excess = self.excess(w);
        let cdf = self.law.cdf(excess);
        let density = if excess.is_finite() { self.law.density(excess) } else { 0.0 };
        if density > 0.0 { -density / cdf * (self.deadline / w) / w } else { 0.0 }
    }

    /// Bound on the error of [`Self::value`] at `w`.
    fn error(&self, w: f64) -> f64 {
        let (survival, cdf) = self.survival_and_cdf(w);
        LAW_ERROR * survival.min(cdf) / cdf.max(f64::MIN_POSITIVE)
    }

    /// The tangent at `w`, raised by what its rounding may lose on an interval.
    fn tangent(&self, w: f64, low: f64, high: f64) -> Line {
        let slope = self.slope(w);
        let raised = self.value(w) + self.error(w) - LAW_ERROR * slope * (high - low);
        Line { slope, offset: raised - slope * w }
    }
}

/// The form of an envelope.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// The interval is a point, or nearly: the value at its lower end.
    Point(f64),
    /// `beta` is concave on the interval.
    Concave,
    /// A chord from `from` to `to`, `beta` outside.
    Chord { from: f64, to: f64, line: Line },
    /// The smallest of these lines.
    Staircase(Vec<Line>),
}

/// Concave envelope of `beta` on `[low, high]` (for several convex zones a concave majorant).
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    low: f64,
    high: f64,
    form: Form,
}

impl Envelope {
    /// The envelope on `0 <= low <= high`.
    pub fn new(beta: &LogCdf, low: f64, high: f64) -> Self {
        let inside: Vec<Zone> =
            beta.zones.iter().copied().filter(|zone| zone.from < high && zone.to > low).collect();
        let form = if high - low <= POINT * high {
            Form::Point(beta.value(low) + beta.error(low))
        } else {
            match inside[..] {
                [] => Form::Concave,
                [zone] => chord(beta, low, high, zone),
                _ => staircase(beta, low, high),
            }
        };
        Self { low, high, form }
    }

    /// A line above `beta` on the whole interval that touches the envelope at `w`, which is moved
    /// into the interval first: a tangent taken one rounding error outside, in the convex zone, once cut
    /// off an optimum.
    pub fn line(&self, beta: &LogCdf, w: f64) -> Line {
        let w = w.clamp(self.low, self.high);
        match &self.form {
            Form::Point(value) => Line { slope: 0.0, offset: *value },
            // At load 0 the slope is a limit; next to it the tangent is as good and computable.
            Form::Concave => beta.tangent(w.max(1e-9 * self.high), self.low, self.high),
            Form::Chord { from, to, line } if (*from..=*to).contains(&w) => *line,
            Form::Chord { .. } => beta.tangent(w.max(1e-9 * self.high), self.low, self.high),
            Form::Staircase(lines) => lowest(lines, w),
        }
    }

    /// The envelope at `w`, moved into the interval first.
    pub fn value(&self, beta: &LogCdf, w: f64) -> f64 {
        let w = w.clamp(self.low, self.high);
        match &self.form {
            Form::Point(value) => *value,
            Form::Concave => beta.value(w),
            Form::Chord { from, to, line } if (*from..=*to).contains(&w) => line.at(w),
            Form::Chord { .. } => beta.value(w),
            Form::Staircase(lines) => lowest(lines, w).at(w),
        }
    }

    /// The largest distance of the envelope from `beta`.
    pub fn largest_gap(&self, beta: &LogCdf) -> f64 {
        match &self.form {
            Form::Point(_) | Form::Concave => 0.0,
            Form::Chord { from, to, line } => {
                // The distance rises, then falls: golden sections.
                let gap = |w: f64| line.at(w) - beta.value(w);
                let ratio = 0.5 * (5f64.sqrt() - 1.0);
                let (mut a, mut b) = (*from, *to);
                for _ in 0..14 {
                    let (c, d) = (b - ratio * (b - a), a + ratio * (b - a));
                    if gap(c) > gap(d) { b = d } else { a = c }
                }
                gap(0.5 * (a + b)).max(0.0)
            }
            Form::Staircase(lines) => (0..=STEPS)
                .map(|i| self.low + (self.high - self.low) * i as f64 / STEPS as f64)
                .map(|w| lowest(lines, w).at(w) - beta.value(w))
                .fold(0.0, f64::max),
        }
    }
}

/// The lowest of the lines at `w`.
fn lowest(lines: &[Line], w: f64) -> Line {
    (lines.iter().copied())
        .min_by(|a, b| a.at(w).total_cmp(&b.at(w)))
        .unwrap_or(Line { slope: 0.0, offset: 0.0 })
}

/// The chord across one convex zone: its ends start at the clipped zone and move outward in turn until
/// the chord is tangent at each end that is not an end of the interval.
fn chord(beta: &LogCdf, low: f64, high: f64, zone: Zone) -> Form {
    let (left, right) = (zone.from.max(low), zone.to.min(high));
    let (mut from, mut to) = (left, right);
    for _ in 0..ALTERNATIONS {
        let before = (from, to);
        let end = beta.value(to);
        // Among lines through the right end those above beta have at most the least chord slope.
        from = turning_point(low, left, |p| (end - beta.value(p)) / (to - p) <= beta.slope(p));
        let start = beta.value(from);
        to = turning_point(high, right, |q| (beta.value(q) - start) / (q - from) >= beta.slope(q));
        if (from - before.0).abs() + (to - before.1).abs() <= 1e-14 * high {
            break;
        }
    }
    let (a, b) = (beta.value(from), beta.value(to));
    let slope = ((b - a) / (to - from)).min(0.0);
    // What rounding may lose: at either end, and in the slope.
    let error = beta.error(from) + beta.error(to) + 1e-15 * (a.abs() + b.abs() - slope * high);
    Form::Chord { from, to, line: Line { slope, offset: a - slope * from + error } }
}

/// The point between `outer` and `inner` where the condition, which holds at the outer side, turns false;
/// `outer` if it holds nowhere, `inner` if it holds there.
fn turning_point(outer: f64, inner: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if outer == inner || holds(inner) {
        return inner;
    }
    if !holds(outer) {
        return outer;
    }
    let (mut yes, mut no) = (outer, inner);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (yes + no);
        if holds(middle) { yes = middle } else { no = middle }
    }
    0.5 * (yes + no)
}

/// Upper concave hull of a staircase above `beta`: on a step its value at the left end, by
/// monotonicity.
fn staircase(beta: &LogCdf, low: f64, high: f64) -> Form {
    let step = (high - low) / STEPS as f64;
    let corner = |i: usize| low + step * i as f64;
    let raised = |w: f64| beta.value(w) + beta.error(w);
    let mut points = vec![(low, raised(low))];
    points.extend((0..STEPS).map(|i| (corner(i + 1).min(high), raised(corner(i)))));
    let mut hull: Vec<(f64, f64)> = Vec::new();
    for point in points {
        while let [.., a, b] = hull[..] {
            let turn = (b.1 - a.1) * (point.0 - a.0) - (point.1 - a.1) * (b.0 - a.0);
            if turn > 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
    let lines = hull.windows(2).filter_map(|pair| {
        let [a, b] = pair else { return None };
        let slope = ((b.1 - a.1) / (b.0 - a.0)).min(0.0);
        let error = 1e-15 * (a.1.abs() + b.1.abs() - slope * high);
        (b.0 > a.0).then(|| Line { slope, offset: a.1.max(b.1 - slope * (b.0 - a.0)) - slope * a.0 + error })
    });
    Form::Staircase(lines.collect())
}
