//! What the panels of a quadrature are chosen by: laws as functions of a complex neighbourhood, in floating point.
//!
//! `docs/certificates.md`, section 5, has the formulas; here they need not be exact.

use std::sync::Arc;

use super::error::CertificateError;
use crate::numeric::special::ln_gamma_of_one_plus;
use crate::straggler::{CycleTime, Law, ListedLaw as _, ParameterValue, Uniform};

/// Terms of the series of a binomial majorant.
const TERMS: u32 = 400;
/// Largest ratio of radius and distance from the infimum.
const WIDEST: f64 = 0.98;

/// A law with its continuation.
#[derive(Debug, Clone)]
pub struct Majorants {
    law: Arc<dyn CycleTime>,
    kind: Kind,
}

/// How a law continues to complex times.
#[derive(Debug, Clone)]
enum Kind {
    /// Mixtures of exponentials: weights that sum to one, and rates.
    Mixture(Vec<(f64, f64)>),
    Pareto {
        shape: f64,
        scale: f64,
    },
    Uniform {
        max: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Gamma {
        shape: f64,
        rate: f64,
    },
    LogNormal {
        location: f64,
        scale: f64,
    },
}

impl Majorants {
    /// # Errors
    /// For a law that the judge does not know.
    pub fn of(law: &Law) -> Result<Self, CertificateError> {
        Self::known(law).ok_or_else(|| {
            CertificateError::Unsupported(format!("the judge does not know the law `{}`", law.name()))
        })
    }

    fn known(law: &Law) -> Option<Self> {
        let number = |key: &str| match law.parameters().iter().find(|(name, _)| *name == key)?.1 {
            ParameterValue::Number(x) => Some(x),
            ParameterValue::List(_) => None,
        };
        let list = |key: &str| match &law.parameters().iter().find(|(name, _)| *name == key)?.1 {
            ParameterValue::List(list) => Some(list.clone()),
            ParameterValue::Number(_) => None,
        };
        let kind = match law.name() {
            "shifted-exponential" => Kind::Mixture(vec![(1.0, number("rate")?)]),
            "hyper-exponential" => {
                let weights = list("weights")?;
                let sum: f64 = weights.iter().sum();
                Kind::Mixture(weights.iter().map(|w| w / sum).zip(list("rates")?).collect())
            }
            "pareto" => Kind::Pareto { shape: number("shape")?, scale: number("scale")? },
            name if name == Uniform::SPEC.name => Kind::Uniform { max: number("max")? },
            "weibull" => Kind::Weibull { shape: number("shape")?, scale: number("scale")? },
            "gamma" | "erlang" => Kind::Gamma { shape: number("shape")?, rate: number("rate")? },
            "log-normal" => Kind::LogNormal { location: number("location")?, scale: number("scale")? },
            _ => return None,
        };
        Some(Self { law: law.cycle_time().clone(), kind })
    }

    /// The infimum `t0`.
    pub fn infimum(&self) -> f64 {
        self.law.infimum()
    }

    /// `Pr[T > t0 + y]`, continued to the left of the infimum where the law is completely monotone.
    pub fn survival(&self, y: f64) -> f64 {
        match &self.kind {
            Kind::Mixture(parts) => parts.iter().map(|(w, r)| w * (-r * y).exp()).sum(),
            Kind::Pareto { shape, scale } => (scale / (self.infimum() + y)).powf(*shape),
            _ if y <= 0.0 => 1.0,
            _ => self.law.survival(y),
        }
    }

    /// The density at `t0 + y`, continued likewise.
    fn density(&self, y: f64) -> f64 {
        match &self.kind {
            Kind::Mixture(parts) => parts.iter().map(|(w, r)| w * r * (-r * y).exp()).sum(),
            Kind::Pareto { shape, scale } => {
                let t = self.infimum() + y;
                (scale / t).powf(*shape) * shape / t
            }
            _ if y <= 0.0 => 0.0,
            _ => self.law.density(y),
        }
    }

    /// Whether the law continues to a completely monotone function.
    pub fn is_monotone(&self) -> bool {
        matches!(self.kind, Kind::Mixture(_) | Kind::Pareto { .. })
    }

    /// Whether the continuation ends at time zero.
    pub fn ends_at_zero(&self) -> bool {
        matches!(self.kind, Kind::Pareto { .. })
    }

    /// Where the density jumps at the right.
    pub fn supremum(&self) -> Option<f64> {
        match self.kind {
            Kind::Uniform { max } => Some(max),
            _ => None,
        }
    }

    /// Sum of the absolute values of the coefficients of the density around all times from `near` to `far` over the
    /// infimum, times the powers of the radius; infinite where there is none.
    pub fn density_majorant(&self, near: f64, far: f64, radius: f64) -> f64 {
        if self.ends_at_zero() && self.infimum() + near <= radius {
            return f64::INFINITY;
        }
        if self.is_monotone() {
            return self.density(near - radius);
        }
        if self.supremum().is_some() {
            return self.density(near);
        }
        let q = radius / near;
        if q.is_nan() || q >= WIDEST {
            return f64::INFINITY;
        }
        match self.kind {
            Kind::Weibull { shape, scale } => {
                let e = shape - 1.0;
                let front = (if e < 0.0 { near } else { far } / scale).powf(e) * binomial_majorant(e, q);
                let growth = binomial_majorant(shape, q);
                let h = (if growth < 2.0 { near } else { far } / scale).powf(shape);
                front * shape / scale * (-h * (2.0 - growth)).exp()
            }
            Kind::Gamma { shape, rate } => {
                let e = shape - 1.0;
                let d = if e < 0.0 { near } else { far };
                let ln_gamma = ln_gamma_of_one_plus(shape) - shape.ln();
                let kernel = rate * (e * (rate * d).ln() - rate * (near - radius) - ln_gamma).exp();
                kernel * binomial_majorant(e, q)
            }
            Kind::LogNormal { location, scale } => {
                let spread = -(-q).ln_1p() / scale;
                let (left, right) = ((near.ln() - location) / scale, (far.ln() - location) / scale);
                let farthest = left.abs().max(right.abs());
                let nearest = if left < 0.0 && right > 0.0 { 0.0 } else { left.abs().min(right.abs()) };
                let e = (2.0 * farthest * spread + spread * spread - nearest * nearest) / 2.0;
                e.exp() / (near * (1.0 - q) * scale * (2.0 * std::f64::consts::PI).sqrt())
            }
            Kind::Mixture(_) | Kind::Pareto { .. } | Kind::Uniform { .. } => f64::INFINITY,
        }
    }
}

/// `sum_j |binomial(e, j)| q^j`.
fn binomial_majorant(e: f64, q: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for j in 0..TERMS {
        term *= ((e - f64::from(j)) / f64::from(j + 1)).abs() * q;
        sum += term;
    }
    sum
}
