//! Gamma and Erlang laws: for a shift, the mean excess and the mean of its logarithm say all.

use super::family::{BEYOND, Errors, Family, LEAST_DISTINCT, TOO_FEW};
use super::likelihood::{ends, finite};
use super::maximise::{climb, differences};
use super::sample::Sample;
use super::shift::{self, Inner};
use crate::numeric::special::ln_gamma_of_one_plus;
use crate::straggler::{Gamma, Law, ListedLaw as _};

/// The gamma law.
pub const GAMMA: Family = Family {
    name: Gamma::SPEC.name,
    keys: KEYS,
    free: 3,
    law: |p| Gamma::new(p[0], p[1], p[2]).map(Law::from),
    maximise: |sample| maximise(sample, None).map(|found| found.0),
    errors: |sample, p| errors(sample, p, ([0, 1], [0, 1, 2])),
    implied: None,
};

/// The Erlang law, of integer shape.
pub const ERLANG: Family = Family {
    name: "erlang",
    keys: KEYS,
    free: 3,
    law: |p| {
        let given = KEYS.iter().zip(p).map(|(key, x)| ((*key).to_owned(), (*x).into())).collect();
        Law::from_parameters(ERLANG.name, &given)
    },
    maximise: |sample| {
        let (start, _) = maximise(sample, None)?;
        let of = |shape: f64| maximise(sample, Some(shape)).map_or(f64::NEG_INFINITY, |found| found.1);
        let (mut shape, mut best) = (start[0].round().clamp(1.0, MOST_STAGES), f64::NEG_INFINITY);
        best = best.max(of(shape));
        // The profile of the shape has one maximum, near that of the gamma law.
        for step in [-1.0, 1.0] {
            while (1.0..=MOST_STAGES).contains(&(shape + step)) {
                let next = of(shape + step);
                if next <= best {
                    break;
                }
                (shape, best) = (shape + step, next);
            }
        }
        maximise(sample, Some(shape)).map(|found| found.0)
    },
    errors: |sample, p| {
        let mut errors = errors(sample, p, ([1], [1, 2]));
        errors.notes.insert(
            0,
            "the shape is an integer, which has no standard error: the other errors are those for this shape",
        );
        errors
    },
    implied: None,
};

const KEYS: &[&str] = &["shape", "rate", "shift"];
const MOST_STAGES: f64 = 1e6;

/// Count, sum and sum of logarithms of the excesses above the least one.
struct Sums {
    count: f64,
    sum: f64,
    logarithms: f64,
}

impl Sums {
    fn of(sample: &Sample, shift: f64) -> Self {
        let (mut sum, mut logarithms) = (0.0, 0.0);
        for t in sample.above() {
            sum += t - shift;
            logarithms += (t - shift).ln();
        }
        Self { count: sample.above().len() as f64, sum, logarithms }
    }

    /// The log-likelihood of the whole sample.
    fn likelihood(&self, sample: &Sample, shape: f64, rate: f64, shift: f64) -> f64 {
        let Ok(law) = Gamma::new(shape, rate, shift) else { return f64::NEG_INFINITY };
        let constant = shape * rate.ln() + shape.ln() - ln_gamma_of_one_plus(shape);
        let sum = self.count * constant + (shape - 1.0) * self.logarithms - rate * self.sum;
        finite(sum + ends(sample, &law))
    }

    /// A shape from the moments of the logarithms, and the mean.
    fn start(&self) -> [f64; 2] {
        let mean = self.sum / self.count;
        let s = (mean.ln() - self.logarithms / self.count).max(1e-12);
        let shape = (3.0 - s + ((s - 3.0).powi(2) + 24.0 * s).sqrt()) / (12.0 * s);
        [shape.clamp(0.06, 9e5).ln(), mean.ln()]
    }
}

/// The likeliest parameters, with the shape given or free, and their log-likelihood. Coordinates are the logarithms of
/// shape and mean, which hardly depend on each other.
fn maximise(sample: &Sample, shape: Option<f64>) -> Result<(Vec<f64>, f64), String> {
    if sample.distinct(LEAST_DISTINCT) < LEAST_DISTINCT {
        return Err(TOO_FEW.to_owned());
    }
    let found = shift::profile(sample, Sums::of(sample, 0.0).start(), |shift, warm| {
        inner(sample, shape, shift, warm)
    });
    let (shift, ([shape, mean], value)) = found.ok_or(BEYOND)?;
    let shape =
        if (shape.exp().round() - shape.exp()).abs() < 1e-9 { shape.exp().round() } else { shape.exp() };
    Ok((vec![shape, shape / mean.exp(), shift], value))
}

fn inner(sample: &Sample, shape: Option<f64>, shift: f64, warm: [f64; 2]) -> Option<Inner> {
    let sums = Sums::of(sample, shift);
    let of = |x: &[f64; 2]| sums.likelihood(sample, x[0].exp(), (x[0] - x[1]).exp(), shift);
    let start = sums.start();
    match shape {
        Some(shape) => {
            let at = shape.ln();
            let (x, value) = climb([start[1]], |x| differences(x, |x| of(&[at, x[0]])))?;
            Some(([at, x[0]], value))
        }
        None => [start, warm].into_iter().find_map(|start| climb(start, |x| differences(x, of))),
    }
}

fn errors<const D: usize, const E: usize>(
    sample: &Sample,
    at: &[f64],
    free: ([usize; D], [usize; E]),
) -> Errors {
    // Where the shift is known its sums are needed once.
    let known = Sums::of(sample, at[2]);
    shift::errors(sample, at, at[0], free, |p| {
        if p[2] > sample.least() || p[2] < 0.0 {
            return f64::NEG_INFINITY;
        }
        if p[2] == at[2] {
            return known.likelihood(sample, p[0], p[1], p[2]);
        }
        Sums::of(sample, p[2]).likelihood(sample, p[0], p[1], p[2])
    })
}
