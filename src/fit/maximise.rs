//! Maxima of functions of one to three variables: Newton's method with its steps under control, and Brent's.

/// A function at a point, with its derivatives.
#[derive(Debug, Clone, Copy)]
pub struct Local<const D: usize> {
    pub value: f64,
    pub gradient: [f64; D],
    pub hessian: [[f64; D]; D],
}

/// Steps after which the climb ends where it stands.
const MOST_STEPS: usize = 60;
/// Longest step of a variable, which is a logarithm or of order one.
const LONGEST: f64 = 1.5;
/// Halvings of a step that does not climb.
const MOST_HALVINGS: usize = 14;
/// Gain of a log-likelihood that nobody can tell from nothing.
const NOTHING: f64 = 1e-10;

/// The local maximum above `start`, by Newton's method; none where the function is not finite there.
pub fn climb<const D: usize>(
    start: [f64; D],
    mut probe: impl FnMut(&[f64; D]) -> Option<Local<D>>,
) -> Option<([f64; D], f64)> {
    let mut at = start;
    let mut here = probe(&at)?;
    for _ in 0..MOST_STEPS {
        let mut step = ascent(&here);
        let longest = step.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        if longest > LONGEST {
            step = step.map(|x| x * LONGEST / longest);
        }
        let gain: f64 = step.iter().zip(&here.gradient).map(|(x, g)| x * g).sum();
        let is_last = gain.is_nan() || gain <= NOTHING + 1e-15 * here.value.abs();
        let mut found = None;
        for _ in 0..if is_last { 1 } else { MOST_HALVINGS } {
            let next: [f64; D] = std::array::from_fn(|i| at[i] + step[i]);
            found = probe(&next).filter(|there| there.value > here.value).map(|there| (next, there));
            if found.is_some() {
                break;
            }
            step = step.map(|x| 0.5 * x);
        }
        let Some((next, there)) = found else { break };
        (at, here) = (next, there);
        if is_last {
            break;
        }
    }
    Some((at, here.value))
}

/// Newton's step, bent towards the gradient until it climbs.
fn ascent<const D: usize>(here: &Local<D>) -> [f64; D] {
    let size = (0..D).map(|i| here.hessian[i][i].abs()).fold(1e-300, f64::max);
    let mut damping = 0.0;
    for _ in 0..40 {
        let matrix = std::array::from_fn(|i| {
            std::array::from_fn(|j| -here.hessian[i][j] + if i == j { damping * size } else { 0.0 })
        });
        if let Some(step) = solve(matrix, here.gradient) {
            return step;
        }
        damping = if damping == 0.0 { 1e-3 } else { 4.0 * damping };
    }
    [0.0; D]
}

/// The solution of a positive definite system; none where it is not.
pub fn solve<const D: usize>(mut matrix: [[f64; D]; D], right: [f64; D]) -> Option<[f64; D]> {
    let mut x = right;
    for k in 0..D {
        let pivot = matrix[k][k];
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        for i in k + 1..D {
            let factor = matrix[i][k] / pivot;
            let above = matrix[k];
            matrix[i].iter_mut().zip(above).for_each(|(x, other)| *x -= factor * other);
            x[i] -= factor * x[k];
        }
    }
    for k in (0..D).rev() {
        let known: f64 = (k + 1..D).map(|j| matrix[k][j] * x[j]).sum();
        x[k] = (x[k] - known) / matrix[k][k];
    }
    x.iter().all(|x| x.is_finite()).then_some(x)
}

/// Step of the differences, in variables of order one.
const STEP: f64 = 1e-4;

/// A cheap function with its derivatives by central differences.
pub fn differences<const D: usize>(at: &[f64; D], of: impl Fn(&[f64; D]) -> f64) -> Option<Local<D>> {
    let shifted = |i: usize, a: f64, j: usize, b: f64| {
        let mut x = *at;
        x[i] += a;
        x[j] += b;
        of(&x)
    };
    let value = of(at);
    let mut local = Local { value, gradient: [0.0; D], hessian: [[0.0; D]; D] };
    for i in 0..D {
        let (up, down) = (shifted(i, STEP, i, 0.0), shifted(i, -STEP, i, 0.0));
        local.gradient[i] = (up - down) / (2.0 * STEP);
        local.hessian[i][i] = (up - 2.0 * value + down) / (STEP * STEP);
        for j in 0..i {
            let same = shifted(i, STEP, j, STEP) + shifted(i, -STEP, j, -STEP);
            let mixed = shifted(i, STEP, j, -STEP) + shifted(i, -STEP, j, STEP);
            local.hessian[i][j] = (same - mixed) / (4.0 * STEP * STEP);
            local.hessian[j][i] = local.hessian[i][j];
        }
    }
    let is_finite = local.gradient.iter().chain(local.hessian.iter().flatten()).all(|x| x.is_finite());
    (value.is_finite() && is_finite).then_some(local)
}

const GOLDEN: f64 = 0.381_966_011_250_105_1;

/// The maximum of a function between two points, starting from a point between them and its value there: Brent's
/// method, to an absolute `tolerance`.
pub fn between(
    (mut low, mut high): (f64, f64),
    (start, value): (f64, f64),
    tolerance: f64,
    mut of: impl FnMut(f64) -> f64,
) -> (f64, f64) {
    let (mut best, mut second, mut third) = ((start, value), (start, value), (start, value));
    let (mut step, mut before) = (0.0f64, 0.0f64);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if (best.0 - middle).abs() <= 2.0 * tolerance - 0.5 * (high - low) {
            break;
        }
        let mut golden = true;
        if before.abs() > tolerance {
            // The vertex of the parabola through three points.
            let r = (best.0 - second.0) * (best.1 - third.1);
            let q = (best.0 - third.0) * (best.1 - second.1);
            let p = (best.0 - third.0) * q - (best.0 - second.0) * r;
            let q = 2.0 * (q - r);
            let (p, q) = if q > 0.0 { (-p, q) } else { (p, -q) };
            let is_inside = p > q * (low - best.0) && p < q * (high - best.0);
            if is_inside && p.abs() < (0.5 * q * before).abs() {
                (before, step, golden) = (step, p / q, false);
            }
        }
        if golden {
            before = if best.0 < middle { high - best.0 } else { low - best.0 };
            step = GOLDEN * before;
        }
        let step_taken = if step.abs() >= tolerance { step } else { tolerance.copysign(step) };
        let next = (best.0 + step_taken).clamp(low, high);
        let found = of(next);
        if found >= best.1 {
            if next >= best.0 {
                low = best.0
            } else {
                high = best.0
            }
            (third, second, best) = (second, best, (next, found));
        } else {
            if next < best.0 {
                low = next
            } else {
                high = next
            }
            if found >= second.1 || second.0 == best.0 {
                (third, second) = (second, (next, found));
            } else if found >= third.1 || third.0 == best.0 || third.0 == second.0 {
                third = (next, found);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maxima_are_found() {
        let hill = |x: &[f64; 2]| -(x[0] - 1.0).powi(2) - 3.0 * (x[1] + 2.0).powi(4) - x[0] * x[1];
        let (at, value) = climb([5.0, 5.0], |x| differences(x, hill)).unwrap();
        for direction in [[1e-3, 0.0], [-1e-3, 0.0], [0.0, 1e-3], [0.0, -1e-3]] {
            assert!(hill(&[at[0] + direction[0], at[1] + direction[1]]) < value);
        }
        assert!(climb([1.0], |_: &[f64; 1]| None).is_none());
        let of = |x: f64| -(x - 0.3).powi(2) - (x - 0.3).powi(4);
        let (at, _) = between((-1.0, 4.0), (2.0, of(2.0)), 1e-9, of);
        assert!((at - 0.3).abs() < 1e-7, "{at}");
        // At an end.
        let (at, _) = between((0.0, 1.0), (0.5, 0.5), 1e-9, |x| x);
        assert!(at > 1.0 - 1e-7, "{at}");
    }

    #[test]
    fn systems_are_solved_where_they_are_positive_definite() {
        let x = solve([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]).unwrap();
        assert!((x[0] - 1.0 / 11.0).abs() < 1e-15 && (x[1] - 7.0 / 11.0).abs() < 1e-15);
        assert_eq!(solve([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0]), None);
    }
}
