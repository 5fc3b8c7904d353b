//! Shifted exponential law, the model of the paper's closed forms and experiments.

use super::CycleTime;

/// `T = shift + Exp(rate)`: `Pr[T > t] = exp(-rate (t - shift))` for `t >= shift` ([WCLZX23], Sec. II).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftedExponential {
    /// Rate `mu > 0`, per unit of time.
    pub rate: f64,
    /// Shift `t0 >= 0`, in units of time.
    pub shift: f64,
}

impl CycleTime for ShiftedExponential {
    fn infimum(&self) -> f64 {
        self.shift
    }

    fn survival(&self, y: f64) -> f64 {
        (-self.rate * y).exp()
    }

    fn cdf(&self, y: f64) -> f64 {
        -(-self.rate * y).exp_m1()
    }

    fn density(&self, y: f64) -> f64 {
        self.rate * (-self.rate * y).exp()
    }

    fn quantile(&self, p: f64) -> f64 {
        -(-p).ln_1p() / self.rate
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        -p.ln() / self.rate
    }

    fn unit(&self) -> f64 {
        self.shift + 1.0 / self.rate
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { rate: self.rate * unit, shift: self.shift / unit })
    }

    fn origin_exponent(&self) -> f64 {
        1.0
    }

    fn ln_survival(&self, y: f64) -> f64 {
        -self.rate * y
    }

    fn survival_and_cdf(&self, y: &[f64], survival: &mut [f64], cdf: &mut [f64]) {
        for ((y, s), f) in y.iter().zip(survival).zip(cdf) {
            let x = -self.rate * y;
            *s = x.exp();
            // Above 1/2 the difference is exact.
            *f = if *s <= 0.5 { 1.0 - *s } else { -x.exp_m1() };
        }
    }

    fn ln_tail_integral_bound(&self, y: f64, power: f64) -> f64 {
        -self.rate * y * power - (power * self.rate).ln()
    }
}
