//! The profile likelihood of the shift, for laws of shape, scale and shift.
//!
//! The shift lies between zero and the least time, ends included. With the corrected likelihood the profile is bounded
//! there; it may have a second maximum, so it is looked at over the whole range before it is refined.

use super::family::{AT_LEAST_TIME, Errors, FLAT};
use super::information::standard_errors;
use super::maximise::between;
use super::sample::Sample;

/// The likeliest other parameters for a shift, in coordinates of the law's own, and the log-likelihood.
pub type Inner = ([f64; 2], f64);

/// Shifts that are looked at.
const LOOKS: usize = 14;
/// The nearest to the least time but that itself, in units of the first spacing and of the least time.
const NEAREST: (f64, f64) = (0.1, 1e-9);
/// Precision of the logarithm of the distance from the least time to the shift.
const PRECISION: f64 = 1e-6;

/// The shift of largest profile likelihood with the coordinates there; `inner` gets a shift and a start.
pub fn profile(
    sample: &Sample,
    start: [f64; 2],
    mut inner: impl FnMut(f64, [f64; 2]) -> Option<Inner>,
) -> Option<(f64, Inner)> {
    let least = sample.least();
    let nearest = (NEAREST.0 * sample.spacing()).max(NEAREST.1 * least).min(0.5 * least);
    let distance = |k: usize| nearest * (least / nearest).powf(k as f64 / (LOOKS - 1) as f64);
    // From a shift of zero, where a start is easy to tell, towards the least time.
    let (mut warm, mut seen) = (start, Vec::with_capacity(LOOKS + 1));
    for k in (0..=LOOKS).rev() {
        let distance = match k {
            0 => 0.0,
            LOOKS => least,
            k => distance(k - 1),
        };
        let Some(found) = inner(least - distance, warm) else { continue };
        warm = found.0;
        seen.push((distance, found));
    }
    let best = (0..seen.len()).max_by(|&a, &b| seen[a].1.1.total_cmp(&seen[b].1.1))?;
    let (at, found) = seen[best];
    let (from, to) = (seen.get(best + 1).map(|x| x.0), best.checked_sub(1).map(|k| seen[k].0));
    let (Some(to), true) = (to, at > 0.0) else { return Some((least - at, found)) };
    let from = from.filter(|from| *from > 0.0).unwrap_or(1e-3 * at);
    let mut refined = (at, found);
    between((from.ln(), to.ln()), (at.ln(), found.1), PRECISION, |logarithm| {
        let distance = logarithm.exp();
        match inner(least - distance, refined.1.0) {
            Some(there) => {
                if there.1 > refined.1.1 {
                    refined = (distance, there);
                }
                there.1
            }
            None => f64::NEG_INFINITY,
        }
    });
    Some((least - refined.0, refined.1))
}

/// What regularity asks of the exponent with which the distribution function leaves the shift.
const REGULAR: f64 = 2.0;

const KNOWN_SHIFT: &str = "the shift is no regular parameter where the distribution function leaves it like a power of at most 2: the other errors are those for a known shift";
const NO_SHIFT: &str = "the shift is at its end 0: the other errors are those for a known shift";

/// Standard errors of parameters of which the last is the shift and those at `positions` are free beside it.
///
/// The shift of a law that leaves it like a power has an error of order `n^(-1/power)` for powers up to two, and the
/// other parameters are then as well known as if it were ([Smith 1985](https://doi.org/10.1093/biomet/72.1.67)).
pub fn errors<const D: usize, const E: usize>(
    sample: &Sample,
    at: &[f64],
    exponent: f64,
    (without, with): ([usize; D], [usize; E]),
    of: impl Fn(&[f64]) -> f64,
) -> Errors {
    let mut errors = vec![None; at.len()];
    let shift = at.last().copied().unwrap_or(0.0);
    let note = match shift {
        0.0 => Some(NO_SHIFT),
        shift if shift >= sample.least() => Some(AT_LEAST_TIME),
        _ if exponent <= REGULAR => Some(KNOWN_SHIFT),
        _ => None,
    };
    let mut put = |positions: &[usize], found: &[Option<f64>]| {
        positions.iter().zip(found).for_each(|(&i, error)| errors[i] = *error);
        found.contains(&None)
    };
    let is_flat = match note {
        Some(_) => put(&without, &standard_errors(at, without, of)),
        None => put(&with, &standard_errors(at, with, of)),
    };
    Errors { errors, notes: note.into_iter().chain(is_flat.then_some(FLAT)).collect() }
}
