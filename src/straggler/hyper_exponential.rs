//! Hyper-exponential law of the cycle time: a mixture of exponential laws, such as fast and slow
//! phases of shared machines.

use super::cycle_time::CycleTime;
use super::error::LawError;
use super::spec::{
    LawSpec, ListedLaw, ParameterSpec, ParameterValue, SHIFT, check_range, check_shift, list, number,
};
use crate::numeric::root::solve_in_logarithms;
use crate::wording;

const WEIGHTS: ParameterSpec =
    ParameterSpec::list("weights", "a list of numbers > 0, at least 1e-300, whose sum is 1 (to 1e-9)");
const RATES: ParameterSpec = ParameterSpec::list(
    "rates",
    "a list of finite numbers > 0, between 1e-300 and 1e300, as many as weights",
);
/// Largest ratio of two rates.
const WIDEST_RATES: f64 = 1e250;

/// `Pr[T > t] = sum_i weight_i exp(-rate_i (t - shift))` for `t >= shift`.
///
/// ```
/// use bcgc::{CycleTime, HyperExponential};
///
/// let law = HyperExponential::new(&[0.75, 0.25], &[4.0, 0.5], 0.0)?;
/// assert_eq!(law.mean(), 0.6875);
/// # Ok::<(), bcgc::LawError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HyperExponential {
    /// `(weight, rate)` of every phase, weights summing to one.
    phases: Vec<(f64, f64)>,
    slowest: f64,
    fastest: f64,
    shift: f64,
}

impl HyperExponential {
    /// The mixture with the given weights (positive, summing to 1 within 1e-9; the rest is spread over
    /// all in proportion), rates (`1e-300..=1e300`, per unit of time) and shift (`>= 0`, time).
    ///
    /// # Errors
    /// A parameter out of range, lists of different lengths, rates further apart than a factor 1e250,
    /// or a shift too large or small beside the phases.
    pub fn new(weights: &[f64], rates: &[f64], shift: f64) -> Result<Self, LawError> {
        let sum = weights.iter().fold(0.0, |sum, weight| sum + weight);
        for weight in weights {
            check_range(&WEIGHTS, *weight, 1e-300, 1.0)?;
        }
        if (sum - 1.0).abs() > 1e-9 || weights.is_empty() {
            return Err(out_of_range(&WEIGHTS, weights, &format!("sum is {}", wording::number(sum))));
        }
        if rates.len() != weights.len() {
            return Err(out_of_range(&RATES, rates, &format!("{} weights", weights.len())));
        }
        for rate in rates {
            check_range(&RATES, *rate, 1e-300, 1e300)?;
        }
        let slowest = rates.iter().copied().fold(f64::INFINITY, f64::min);
        let fastest = rates.iter().copied().fold(0.0, f64::max);
        if fastest / slowest > WIDEST_RATES {
            return Err(LawError::Degenerate {
                key: RATES.key,
                value: wording::numbers(rates),
                reason: "rates further apart than a factor 1e250 leave the range of 64-bit numbers"
                    .to_owned(),
            });
        }
        // Beside the fastest phase the shift must not be too large, beside the slowest not too small.
        check_shift(SHIFT.key, shift, 1.0 / fastest)
            .and_then(|()| check_shift(SHIFT.key, shift, 1.0 / slowest))?;
        let phases = weights.iter().map(|w| w / sum).zip(rates.iter().copied()).collect();
        Ok(Self { phases, slowest, fastest, shift })
    }

    fn sum(&self, term: impl Fn(f64, f64) -> f64) -> f64 {
        self.phases.iter().map(|&(weight, rate)| term(weight, rate)).sum()
    }
}

fn out_of_range(parameter: &ParameterSpec, values: &[f64], note: &str) -> LawError {
    LawError::OutOfRange {
        key: parameter.key,
        value: format!("{} ({note})", wording::numbers(values)),
        permitted: parameter.permitted.to_owned(),
    }
}

impl ListedLaw for HyperExponential {
    const SPEC: LawSpec = LawSpec {
        name: "hyper-exponential",
        summary: "Pr[T > t] = sum of weights[i] exp(-rates[i] (t - shift)) for t >= shift",
        parameters: &[WEIGHTS, RATES, SHIFT],
        construct: |values| {
            Ok(Box::new(HyperExponential::new(list(values, 0), list(values, 1), number(values, 2))?))
        },
    };

    fn parameters(&self) -> Vec<ParameterValue> {
        let (weights, rates): (Vec<f64>, Vec<f64>) = self.phases.iter().copied().unzip();
        vec![weights.into(), rates.into(), self.shift.into()]
    }
}

impl CycleTime for HyperExponential {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        self.sum(|weight, rate| weight * (-rate * y).exp()).min(1.0)
    }

    fn cdf(&self, y: f64) -> f64 {
        self.sum(|weight, rate| -weight * (-rate * y).exp_m1()).min(1.0)
    }

    fn density(&self, y: f64) -> f64 {
        self.sum(|weight, rate| weight * rate * (-rate * y).exp())
    }

    fn quantile(&self, p: f64) -> f64 {
        match p {
            p if p <= 0.0 => 0.0,
            p if p <= 0.5 => {
                let exponent = -(-p).ln_1p();
                let (low, high) = (exponent / self.fastest, exponent / self.slowest);
                solve_in_logarithms(low * 0.999, high * 1.001, low, |y| {
                    let cdf = self.cdf(y);
                    ((cdf / p).ln(), y * self.density(y) / cdf)
                })
            }
            p => self.upper_quantile(1.0 - p),
        }
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        match p {
            p if p <= 0.0 => f64::INFINITY,
            p if p <= 0.5 => {
                let exponent = -p.ln();
                let (low, high) = (exponent / self.fastest, exponent / self.slowest);
                solve_in_logarithms(low * 0.999, high * 1.001, high, |y| {
                    let survival = self.survival(y);
                    let value =
                        if survival > 0.0 { (survival / p).ln() } else { self.ln_survival(y) + exponent };
                    (value, -self.generalised_failure_rate(y))
                })
            }
            p => self.quantile(1.0 - p),
        }
    }

    fn mean(&self) -> f64 {
        self.shift + self.sum(|weight, rate| weight / rate)
    }

    fn unit(&self) -> f64 {
        self.mean()
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self {
            phases: self.phases.iter().map(|&(weight, rate)| (weight, rate * unit)).collect(),
            slowest: self.slowest * unit,
            fastest: self.fastest * unit,
            shift: self.shift / unit,
        })
    }

    fn origin_exponent(&self) -> f64 {
        1.0
    }

    fn ln_survival(&self, y: f64) -> f64 {
        if y.is_infinite() {
            return f64::NEG_INFINITY;
        }
        // The slowest phase taken out: nothing underflows.
        let rest = self.sum(|weight, rate| weight * (-(rate - self.slowest) * y).exp());
        (rest.ln() - self.slowest * y).min(0.0)
    }

    fn tail_shape(&self) -> Option<f64> {
        Some(1.0)
    }

    fn generalised_failure_rate(&self, y: f64) -> f64 {
        if y.is_infinite() {
            return f64::INFINITY;
        }
        let slow = |rate: f64| (-(rate - self.slowest) * y).exp();
        let density = self.sum(|weight, rate| weight * rate * slow(rate));
        density * y / self.sum(|weight, rate| weight * slow(rate))
    }

    /// The failure rate may fall, so the default does not hold; Minkowski's inequality does:
    /// `||S||_p <= sum_i w_i ||exp(-r_i .)||_p` on `(y, inf)`.
    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        if y.is_infinite() {
            return f64::NEG_INFINITY;
        }
        let rest = self.sum(|weight, rate| {
            weight * (-(rate - self.slowest) * y).exp() * (power * rate / self.slowest).powf(-1.0 / power)
        });
        power * (rest.ln() - self.slowest * y) - self.slowest.ln()
    }
}
