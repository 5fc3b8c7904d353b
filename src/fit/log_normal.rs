//! Log-normal laws: for a shift, mean and variance of the logarithms of the excesses say all.

use super::family::{BEYOND, Family, LEAST_DISTINCT, TOO_FEW};
use super::likelihood::{ends, finite};
use super::maximise::{climb, differences};
use super::sample::Sample;
use super::shift;
use crate::straggler::{Law, ListedLaw as _, LogNormal};

/// The log-normal law.
pub const LOG_NORMAL: Family = Family {
    name: LogNormal::SPEC.name,
    keys: &["location", "scale", "shift"],
    free: 3,
    law: |p| LogNormal::new(p[0], p[1], p[2]).map(Law::from),
    maximise: |sample| {
        if sample.distinct(LEAST_DISTINCT) < LEAST_DISTINCT {
            return Err(TOO_FEW.to_owned());
        }
        let found = shift::profile(sample, [0.0; 2], |shift, _| {
            let sums = Sums::of(sample, shift);
            let start = [sums.mean, sums.deviation().clamp(2e-4, 9.0).ln()];
            climb(start, |x| differences(x, |x| sums.likelihood(sample, x[0], x[1].exp(), shift)))
        });
        let (shift, ([location, scale], _)) = found.ok_or(BEYOND)?;
        Ok(vec![location, scale.exp(), shift])
    },
    // It leaves the shift more slowly than any power.
    errors: |sample, at| {
        let known = Sums::of(sample, at[2]);
        shift::errors(sample, at, f64::INFINITY, ([0, 1], [0, 1, 2]), |p| match p[2] {
            shift if shift > sample.least() || shift < 0.0 => f64::NEG_INFINITY,
            shift if shift == at[2] => known.likelihood(sample, p[0], p[1], shift),
            shift => Sums::of(sample, shift).likelihood(sample, p[0], p[1], shift),
        })
    },
    implied: None,
};

/// Half the logarithm of `2 pi`.
const NORMAL: f64 = 0.918_938_533_204_672_7;

/// Count, mean and sum of squared deviations of the logarithms of the excesses above the least one.
struct Sums {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Sums {
    fn of(sample: &Sample, shift: f64) -> Self {
        // About the logarithm of one of them, so that little cancels.
        let above = sample.above();
        let centre = (above[above.len() / 2] - shift).ln();
        let (mut sum, mut squares) = (0.0, 0.0);
        for t in above {
            let x = (t - shift).ln() - centre;
            sum += x;
            squares += x * x;
        }
        let count = above.len() as f64;
        Self { count, mean: centre + sum / count, squares: (squares - sum * sum / count).max(0.0) }
    }

    fn deviation(&self) -> f64 {
        (self.squares / self.count).sqrt()
    }

    /// The log-likelihood of the whole sample.
    fn likelihood(&self, sample: &Sample, location: f64, scale: f64, shift: f64) -> f64 {
        let Ok(law) = LogNormal::new(location, scale, shift) else { return f64::NEG_INFINITY };
        let off = self.mean - location;
        let squares = (self.squares + self.count * off * off) / (scale * scale);
        finite(-self.count * (NORMAL + scale.ln() + self.mean) - 0.5 * squares + ends(sample, &law))
    }
}
