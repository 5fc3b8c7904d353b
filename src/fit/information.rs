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
    let Some(found) = Curvature::of(at, positions, of) else { return [None; D] };
    found.errors(|i, column| column[i])
}

/// The same where observations come in clusters that may depend on each other within: `clusters` gives the logarithm of the
/// likelihood of each, nothing beyond the range of the parameters.
///
/// Between the inverses of the information stands the sum over the clusters of the squares of their slopes ([White 1982]): the
/// information itself where all observations are independent.
///
/// [White 1982]: https://doi.org/10.2307/1912526
pub fn clustered_errors<const D: usize>(
    at: &[f64],
    positions: [usize; D],
    clusters: impl Fn(&[f64]) -> Option<Vec<f64>>,
) -> [Option<f64>; D] {
    let of = |x: &[f64]| clusters(x).map_or(f64::NEG_INFINITY, |each| each.iter().sum());
    let Some(found) = Curvature::of(at, positions, of) else { return [None; D] };
    let slopes = |i: usize| {
        let side = |sign: f64| {
            let mut x = at.to_vec();
            x[positions[i]] += sign * found.steps[i];
            clusters(&x)
        };
        let (above, below) = (side(1.0)?, side(-1.0)?);
        Some(above.iter().zip(&below).map(|(a, b)| 0.5 * (a - b)).collect::<Vec<f64>>())
    };
    let Some(slopes) = (0..D).map(slopes).collect::<Option<Vec<_>>>() else { return [None; D] };
    found.errors(|_, column| {
        let count = slopes.first().map_or(0, Vec::len);
        (0..count).map(|g| (0..D).map(|j| column[j] * slopes[j][g]).sum::<f64>().powi(2)).sum()
    })
}

/// The information at the maximum in units of steps, in which it is well scaled.
struct Curvature<const D: usize> {
    steps: [f64; D],
    information: [[f64; D]; D],
}

impl<const D: usize> Curvature<D> {
    fn of(at: &[f64], positions: [usize; D], of: impl Fn(&[f64]) -> f64) -> Option<Self> {
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
            let (step, pair) =
                step(at[positions[i]], |by| moved(&[(i, by)]) + moved(&[(i, -by)]) - 2.0 * top)?;
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
        Some(Self { steps, information })
    }

    /// The errors, from the variance that belongs to a position and the column of the inverse there.
    fn errors(&self, variance: impl Fn(usize, &[f64; D]) -> f64) -> [Option<f64>; D] {
        std::array::from_fn(|i| {
            let unit = std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 });
            let column = solve(self.information, unit)?;
            // Downwards in every direction, or there is no maximum here.
            let variance = (column[i] > 0.0).then(|| variance(i, &column))?;
            (variance > 0.0).then(|| variance.sqrt() * self.steps[i])
        })
    }
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

    #[test]
    fn errors_of_repeated_observations_are_those_of_the_distinct_ones() {
        // A mean and a scale of normal observations, each of which was written down three times.
        let seen: [f64; 8] = [0.3, 1.9, -0.4, 2.2, 1.1, 0.2, 1.4, -0.9];
        let mean = seen.iter().sum::<f64>() / 8.0;
        let scale = (seen.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 8.0).sqrt();
        let of = |x: &[f64], seen: f64| -x[1].ln() - 0.5 * ((seen - x[0]) / x[1]).powi(2);
        let clusters = |times: f64| {
            move |x: &[f64]| {
                (x[1] > 0.0).then(|| seen.iter().map(|&s| times * of(x, s)).collect::<Vec<f64>>())
            }
        };
        let [once, thrice] =
            [1.0, 3.0].map(|times| clustered_errors(&[mean, scale], [0, 1], clusters(times)));
        for (once, thrice) in once.iter().zip(thrice) {
            assert!((once.unwrap() / thrice.unwrap() - 1.0).abs() < 0.02, "{once:?} {thrice:?}");
        }
        let naive = standard_errors(&[mean, scale], [0, 1], |x| {
            clusters(3.0)(x).map_or(f64::NAN, |x| x.iter().sum())
        });
        assert!((once[0].unwrap() / naive[0].unwrap() / 3f64.sqrt() - 1.0).abs() < 0.02, "{naive:?}");
    }
}
