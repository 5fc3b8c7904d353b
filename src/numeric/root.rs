//! Roots of positive monotone functions, found in logarithms.

/// Steps after which the iteration ends where it stands.
const MAX_STEPS: usize = 200;
/// The iteration ends where Newton's next error is about this.
const CONVERGED: f64 = 1e-20;

/// The root `y` in `[low, high]` of the increasing (or decreasing) function that `probe` reports as
/// `(value, slope)`: `value = ln(f(y) / target)`, `slope = d value / d ln y`.
///
/// Newton's method in `ln y`, kept inside the bracket by bisection (also in `ln y`), so that every
/// scale is treated alike and the result is accurate in relative terms.
pub fn solve_in_logarithms(
    mut low: f64,
    mut high: f64,
    start: f64,
    probe: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let mut y = if start > low && start < high { start } else { middle(low, high) };
    for _ in 0..MAX_STEPS {
        let (value, slope) = probe(y);
        if value == 0.0 {
            return y;
        }
        // Above the root an increasing function is positive, a decreasing one negative.
        if (value > 0.0) == (slope >= 0.0) {
            high = y;
        } else {
            low = y;
        }
        let step = -value / slope;
        let mut next = y * step.exp();
        // Newton's next error is about the square of this one times the curvature of ln f.
        if step * step * (1.0 + slope.abs()) < CONVERGED && next > low && next < high {
            return next;
        }
        if !(next > low && next < high) {
            if step.abs() <= 2.0 * f64::EPSILON {
                return y;
            }
            next = middle(low, high);
            if next <= low || next >= high {
                return y;
            }
        }
        y = next;
    }
    y
}

fn middle(low: f64, high: f64) -> f64 {
    if low > 0.0 { low.sqrt() * high.sqrt() } else { 0.5 * high }
}
