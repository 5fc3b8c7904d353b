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
        let sum = total(sample, |t| t - least);
        Ok(vec![sample.times().len() as f64 / sum, least])
    },
    errors: |sample, p| errors(vec![Some(p[0] / (sample.times().len() as f64).sqrt()), None]),
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
        let sum = total(sample, |t| ((t - least) / least).ln_1p());
        Ok(vec![sample.times().len() as f64 / sum, least])
    },
    errors: |sample, p| errors(vec![Some(p[0] / (sample.times().len() as f64).sqrt()), None]),
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
    errors: |_, _| Errors {
        errors: vec![None, None],
        notes: vec![
            "the ends are those of the data: the likelihood is not regular there and no errors are given",
        ],
    },
    implied: None,
};

fn errors(errors: Vec<Option<f64>>) -> Errors {
    Errors { errors, notes: vec![AT_LEAST_TIME] }
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
        let error = (EXPONENTIAL.errors)(&whole, &[0.75, 1.0]).errors;
        assert_eq!(error, [Some(0.75 / 3f64.sqrt()), None]);
    }
}
