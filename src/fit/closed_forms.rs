//! Laws whose likelihood is largest in closed form: shifted exponential, Pareto and uniform.
//!
//! Their infimum is the least time: the likelihood grows as it approaches it.

use super::family::{AT_LEAST_TIME, Errors, Family};
use super::sample::Sample;
use crate::straggler::{Law, ListedLaw as _, Pareto, ShiftedExponential, Uniform};

/// Times over their sum, those that never came included.
pub const EXPONENTIAL: Family = Family {
    name: ShiftedExponential::SPEC.name,
    keys: &["rate", "shift"],
    free: 2,
    law: |p| ShiftedExponential::new(p[0], p[1]).map(Law::from),
    maximise: |sample| {
        let least = sample.least();
        Ok(vec![rate(sample, |t| t - least), least])
    },
    errors: |sample, p| errors(sample, p[0], |t| t - sample.least()),
    implied: None,
};

/// Hill's estimate over all times.
pub const PARETO: Family = Family {
    name: Pareto::SPEC.name,
    keys: &["shape", "scale"],
    free: 2,
    law: |p| Pareto::new(p[0], p[1]).map(Law::from),
    maximise: |sample| {
        let least = sample.least();
        Ok(vec![rate(sample, |t| ((t - least) / least).ln_1p()), least])
    },
    errors: |sample, p| errors(sample, p[0], |t| ((t - sample.least()) / sample.least()).ln_1p()),
    implied: None,
};

/// From the least to the largest time, beyond which lies the share of those that never came.
pub const UNIFORM: Family = Family {
    name: Uniform::SPEC.name,
    keys: &["min", "max"],
    free: 2,
    law: |p| Uniform::new(p[0], p[1]).map(Law::from),
    maximise: |sample| {
        let (least, width) = (sample.least(), sample.limit() - sample.least());
        let share = sample.censored() as f64 / sample.times().len() as f64;
        Ok(vec![least, if share > 0.0 { least + width * (1.0 + share) } else { sample.limit() }])
    },
    errors: |sample, _| Errors {
        errors: vec![None, None],
        notes: vec![match sample.censored() {
            0 => {
                "the ends are those of the data: the likelihood is not regular there and no errors are given"
            }
            _ => {
                "the lower end is the least time, and beyond the largest lies the share of those that never returned: the \
                 likelihood is not regular there and no errors are given"
            }
        }],
    },
    implied: None,
};

/// The likeliest rate of exponential excesses.
///
/// Where times tie at the least one, as rounded ones do, they lie somewhere in its interval: the rate is then the only zero of the
/// slope of the corrected likelihood, which falls.
fn rate(sample: &Sample, excess: impl Fn(f64) -> f64) -> f64 {
    let (sum, all) = (total(sample, &excess), sample.times().len() as f64);
    if sample.ties() == 1 {
        return all / sum;
    }
    let (above, ties) = (sample.above().len() as f64, sample.ties() as f64);
    let interval = excess(sample.above()[0]);
    let slope = |rate: f64| above / rate - sum + ties * interval / (rate * interval).exp_m1();
    let (mut low, mut high) = (above / sum, all / sum);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Halvings after which a double has no more digits.
const BISECTIONS: usize = 64;

/// The error of such a rate, and none of the least time.
fn errors(sample: &Sample, rate: f64, excess: impl Fn(f64) -> f64) -> Errors {
    let information = match sample.ties() {
        1 => sample.times().len() as f64,
        ties => {
            let x = 0.5 * rate * excess(sample.above()[0]);
            sample.above().len() as f64 + ties as f64 * (x / x.sinh()).powi(2)
        }
    };
    Errors { errors: vec![Some(rate / information.sqrt()), None], notes: vec![AT_LEAST_TIME] }
}

/// The sum over all times, those that never came at the time that they exceed.
fn total(sample: &Sample, of: impl Fn(f64) -> f64) -> f64 {
    let finite: f64 = sample.times().iter().map(|&t| of(t)).sum();
    match sample.censored() {
        0 => finite,
        censored => finite + censored as f64 * of(sample.limit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::likelihood::log_likelihood;

    #[test]
    fn the_closed_forms_are_those_computed_by_hand() {
        let sample = Sample::new(vec![1.0, 2.0, 4.0, f64::INFINITY]).unwrap();
        // Excesses 0, 1, 3 and 3 or more.
        assert_eq!((EXPONENTIAL.maximise)(&sample).unwrap(), [3.0 / 7.0, 1.0]);
        // ln 2, ln 4 and ln 4 or more.
        let shape = 3.0 / (5.0 * 2f64.ln());
        let found = (PARETO.maximise)(&sample).unwrap();
        assert!((found[0] - shape).abs() < 1e-15 && found[1] == 1.0);
        // Three of four below 4: the fourth quarter reaches to 5.
        assert_eq!((UNIFORM.maximise)(&sample).unwrap(), [1.0, 5.0]);
        let whole = Sample::new(vec![1.0, 2.0, 4.0]).unwrap();
        assert_eq!((UNIFORM.maximise)(&whole).unwrap(), [1.0, 4.0]);
        // Rounded up to whole numbers: six in the interval from 1 to 2.
        let tied = Sample::new(vec![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 4.0]).unwrap();
        let of = |rate: f64| log_likelihood(&tied, &ShiftedExponential::new(rate, 1.0).unwrap());
        let found = (EXPONENTIAL.maximise)(&tied).unwrap()[0];
        let error = (EXPONENTIAL.errors)(&tied, &[found, 1.0]).errors[0].unwrap();
        assert!(of(found) > of(0.99 * found).max(of(1.01 * found)) && of(found) > of(8.0 / 4.0) + 0.1);
        let curvature = (of(found + 1e-3) - 2.0 * of(found) + of(found - 1e-3)) / 1e-6;
        assert!((error * error * -curvature - 1.0).abs() < 1e-4, "{error} {curvature}");
        let of = |shape: f64| log_likelihood(&tied, &Pareto::new(shape, 1.0).unwrap());
        let found = (PARETO.maximise)(&tied).unwrap()[0];
        assert!(of(found) > of(0.99 * found).max(of(1.01 * found)));
        let error = (EXPONENTIAL.errors)(&whole, &[0.75, 1.0]).errors;
        assert_eq!(error, [Some(0.75 / 3f64.sqrt()), None]);
    }
}
