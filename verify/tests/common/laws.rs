//! Laws in floating point, for planning quadratures and finding points.

use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub enum Law {
    Exponential { rate: f64, shift: f64 },
    HyperExponential { weights: Vec<f64>, rates: Vec<f64>, shift: f64 },
    Pareto { shape: f64, scale: f64 },
    Uniform { min: f64, max: f64 },
    Weibull { shape: f64, scale: f64, shift: f64 },
    Gamma { shape: f64, rate: f64, shift: f64 },
    LogNormal { location: f64, scale: f64, shift: f64 },
}
use Law::*;

fn binomial_majorant(e: f64, q: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for j in 0..400 {
        term *= ((e - j as f64) / (j as f64 + 1.0)).abs() * q;
        sum += term;
    }
    sum
}

pub fn ln_gamma(x: f64) -> f64 {
    if x < 12.0 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let (i, s) = (1.0 / x, 1.0 / (x * x));
    (x - 0.5) * x.ln() - x
        + 0.918_938_533_204_672_8
        + i * (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s / 1680.0)))
}

fn lower_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 1..3000 {
        term *= x / (a + n as f64);
        sum += term;
    }
    ((a * x.ln() - x - ln_gamma(a + 1.0)).exp() * sum).min(1.0)
}

fn normal_survival(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - normal_survival(-z);
    }
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z > 6.0 {
        let mut fraction = z;
        for k in (1..200).rev() {
            fraction = z + k as f64 / fraction;
        }
        return density / fraction;
    }
    let (mut sum, mut term) = (z, z);
    for k in 1..300 {
        term *= z * z / (2 * k + 1) as f64;
        sum += term;
    }
    0.5 - density * sum
}

impl Law {
    pub fn document(&self) -> Value {
        let t = |x: &f64| format!("{x:?}");
        match self {
            Exponential { rate, shift } => {
                json!({"law": "shifted-exponential", "rate": t(rate), "shift": t(shift)})
            }
            HyperExponential { weights, rates, shift } => json!({"law": "hyper-exponential",
                "weights": weights.iter().map(t).collect::<Vec<_>>(), "rates": rates.iter().map(t).collect::<Vec<_>>(), "shift": t(shift)}),
            Pareto { shape, scale } => json!({"law": "pareto", "shape": t(shape), "scale": t(scale)}),
            Uniform { min, max } => json!({"law": "uniform", "min": t(min), "max": t(max)}),
            Weibull { shape, scale, shift } => {
                json!({"law": "weibull", "shape": t(shape), "scale": t(scale), "shift": t(shift)})
            }
            Gamma { shape, rate, shift } => {
                json!({"law": "gamma", "shape": t(shape), "rate": t(rate), "shift": t(shift)})
            }
            LogNormal { location, scale, shift } => {
                json!({"law": "log-normal", "location": t(location), "scale": t(scale), "shift": t(shift)})
            }
        }
    }

    pub fn infimum(&self) -> f64 {
        match self {
            Exponential { shift, .. }
            | HyperExponential { shift, .. }
            | Weibull { shift, .. }
            | Gamma { shift, .. }
            | LogNormal { shift, .. } => *shift,
            Pareto { scale, .. } => *scale,
            Uniform { min, .. } => *min,
        }
    }

    /// Survival function and density, continued where the law is completely monotone.
    pub fn both(&self, t: f64) -> (f64, f64) {
        let y = t - self.infimum();
        match self {
            Exponential { rate, .. } => ((-rate * y).exp(), rate * (-rate * y).exp()),
            HyperExponential { weights, rates, .. } => {
                weights.iter().zip(rates).fold((0.0, 0.0), |(s, f), (w, r)| {
                    let e = w * (-r * y).exp();
                    (s + e, f + r * e)
                })
            }
            Pareto { shape, scale } => {
                let s = (scale / t).powf(*shape);
                (s, s * shape / t)
            }
            Uniform { min, max } => {
                if t < *max {
                    ((max - t) / (max - min), 1.0 / (max - min))
                } else {
                    (0.0, 0.0)
                }
            }
            Weibull { shape, scale, .. } => {
                if y <= 0.0 {
                    return (1.0, 0.0);
                }
                let h = (y / scale).powf(*shape);
                ((-h).exp(), shape * h / y * (-h).exp())
            }
            Gamma { shape, rate, .. } => {
                if y <= 0.0 {
                    return (1.0, 0.0);
                }
                let f = rate * ((shape - 1.0) * (rate * y).ln() - rate * y - ln_gamma(*shape)).exp();
                let far = 4.0 * shape.ceil() + 200.0;
                (if rate * y > far { f / rate } else { 1.0 - lower_gamma(*shape, rate * y) }, f)
            }
            LogNormal { location, scale, .. } => {
                if y <= 0.0 {
                    return (1.0, 0.0);
                }
                let z = (y.ln() - location) / scale;
                (normal_survival(z), (-z * z / 2.0).exp() / (y * scale * (2.0 * std::f64::consts::PI).sqrt()))
            }
        }
    }

    pub fn is_monotone(&self) -> bool {
        matches!(self, Exponential { .. } | HyperExponential { .. } | Pareto { .. })
    }

    /// Majorant of the density around all points between `low` and `high`; infinite where there is none.
    pub fn density_majorant(&self, low: f64, high: f64, radius: f64) -> f64 {
        let (near, far) = (low - self.infimum(), high - self.infimum());
        if matches!(self, Pareto { .. }) && low <= radius {
            return f64::INFINITY;
        }
        if self.is_monotone() {
            return self.both(low - radius).1;
        }
        let q = radius / near;
        match self {
            Uniform { .. } => self.both(low).1,
            _ if !(q < 0.98) => f64::INFINITY,
            Weibull { shape, scale, .. } => {
                let e = shape - 1.0;
                let front = (if e < 0.0 { near } else { far } / scale).powf(e) * binomial_majorant(e, q);
                let growth = binomial_majorant(*shape, q);
                let h = (if growth < 2.0 { near } else { far } / scale).powf(*shape);
                front * shape / scale * (-h * (2.0 - growth)).exp()
            }
            Gamma { shape, rate, .. } => {
                let e = shape - 1.0;
                let d = if e < 0.0 { near } else { far };
                let kernel = rate * (e * (rate * d).ln() - rate * (near - radius) - ln_gamma(*shape)).exp();
                kernel * binomial_majorant(e, q)
            }
            LogNormal { location, scale, .. } => {
                let spread = -(1.0 - q).ln() / scale;
                let (left, right) = ((near.ln() - location) / scale, (far.ln() - location) / scale);
                let farthest = left.abs().max(right.abs());
                let nearest = if left < 0.0 && right > 0.0 { 0.0 } else { left.abs().min(right.abs()) };
                let e = (2.0 * farthest * spread + spread * spread - nearest * nearest) / 2.0;
                e.exp() / (near * (1.0 - q) * scale * (2.0 * std::f64::consts::PI).sqrt())
            }
            _ => unreachable!(),
        }
    }
}
