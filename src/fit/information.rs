//! Standard errors from the observed information: minus the second derivatives of the log-likelihood at its maximum, by
//! differences.

use super::maximise::solve;

/// By how much a step of the differences lowers the log-likelihood, at least and at most.
const DROPS: (f64, f64) = (0.02, 0.5);
/// Changes of a step until it does.
const MOST_CHANGES: usize = 60;

/// Standard errors of the parameters at these `positions`, the others known; none where the log-likelihood is not
/// curved downwards.
pub fn standard_errors<const D: usize>(
    at: &[f64],
    positions: [usize; D],
    of: impl Fn(&[f64]) -> f64,
) -> [Option<f64>; D] {
    let top = of(at);
    let moved = |moves: &[(usize, f64)]| {
        let mut x = at.to_vec();
        for &(i, by) in moves {
            x[positions[i]] += by;
        }
        of(&x)
    };
    let mut steps = [0.0; D];
    let mut information = [[0.0; D]; D];
    for i in 0..D {
        let Some((step, pair)) =
            step(at[positions[i]], |by| moved(&[(i, by)]) + moved(&[(i, -by)]) - 2.0 * top)
        else {
            return [None; D];
        };
        steps[i] = step;
        information[i][i] = -pair;
    }
    for i in 0..D {
        for j in 0..i {
            let (a, b) = (steps[i], steps[j]);
            let same = moved(&[(i, a), (j, b)]) + moved(&[(i, -a), (j, -b)]);
            let mixed = moved(&[(i, a), (j, -b)]) + moved(&[(i, -a), (j, b)]);
            information[i][j] = -(same - mixed) / 4.0;
            information[j][i] = information[i][j];
        }
    }
    // In units of the steps, in which the matrix is well scaled.
    std::array::from_fn(|i| {
        let unit = std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 });
        let variance = solve(information, unit)?[i];
        (variance > 0.0).then(|| variance.sqrt() * steps[i])
    })
}

/// A step at which the sum of both differences falls by a sensible amount, and that sum.
fn step(at: f64, fall: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
    let mut step = 1e-3 * if at == 0.0 { 1.0 } else { at.abs() };
    let (mut low, mut high) = (0.0f64, f64::INFINITY);
    for _ in 0..MOST_CHANGES {
        let by = -fall(step);
        if by >= DROPS.0 && by <= DROPS.1 {
            return Some((step, -by));
        }
        // Beyond the range of the parameters the likelihood is zero: shorter.
        if by.is_finite() && by < DROPS.0 {
            low = step;
        } else {
            high = step;
        }
        step = match (low, high) {
            (_, f64::INFINITY) => step * if by > 1e-4 { (0.2 / by).sqrt() } else { 8.0 },
            (0.0, _) => step * if by.is_finite() { (0.2 / by).sqrt().min(0.5) } else { 0.25 },
            _ => (low * high).sqrt(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_quadratic_are_those_of_its_inverse() {
        // Information [[4, 1], [1, 9]] * 100, and a third variable that is known.
        let of = |x: &[f64]| {
            let (a, b) = (x[0] - 1.0, x[2] - 50.0);
            -100.0 * (2.0 * a * a + a * b + 4.5 * b * b) - x[1]
        };
        let [a, b] = standard_errors(&[1.0, 7.0, 50.0], [0, 2], of);
        let determinant: f64 = 100.0 * (36.0 - 1.0);
        assert!((a.unwrap() - (9.0 / determinant).sqrt()).abs() < 1e-6, "{a:?}");
        assert!((b.unwrap() - (4.0 / determinant).sqrt()).abs() < 1e-6, "{b:?}");
        assert_eq!(standard_errors(&[1.0], [0], |x| x[0] * x[0]), [None]);
        assert_eq!(standard_errors(&[1.0], [0], |_| f64::NAN), [None]);
    }
}
