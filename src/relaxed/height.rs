//! What is climbed for a deadline: increasing functions of the completion probability that tell its values apart at both
//! ends.

use crate::runtime::completion::Probability;

/// `ln Pr`, accurate at both ends.
pub fn ln(probability: Probability) -> f64 {
    if probability.complement < 0.5 { (-probability.complement).ln_1p() } else { probability.value.ln() }
}

/// The increasing function of the probability whose Hessian a step uses. Where the probability is near
/// one, a step on `ln Pr` would only divide `1 - Pr` by some constant: there may be sixty decades to go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Height {
    /// `ln Pr`.
    Logarithm,
    /// `-ln(-ln Pr)`.
    DoubleLogarithm,
}

impl Height {
    /// The one to climb at a probability.
    pub fn at(probability: Probability) -> Self {
        if probability.complement < 0.5 { Self::DoubleLogarithm } else { Self::Logarithm }
    }

    /// Its derivative with respect to the probability, at a probability `change` above the known one.
    pub fn slope(self, known: Probability, change: f64) -> f64 {
        let probability = (known.value + change).max(f64::MIN_POSITIVE);
        match self {
            Self::Logarithm => 1.0 / probability,
            Self::DoubleLogarithm => {
                let complement = (known.complement - change).max(f64::MIN_POSITIVE);
                1.0 / (probability * -(-complement).ln_1p()).max(f64::MIN_POSITIVE)
            }
        }
    }

    /// The slopes of minus the height where the probability is `change` above a known one, from the slopes of the
    /// probability over `unit`.
    pub fn falling(self, known: Probability, change: f64, slopes: &[f64], unit: f64) -> Vec<f64> {
        let factor = -self.slope(known, change) * unit;
        slopes.iter().map(|g| factor * g).collect()
    }
}
