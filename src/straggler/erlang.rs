//! Erlang law of the cycle time: the gamma law of integer shape, a sum of exponential stages.

use super::error::LawError;
use super::gamma::{Gamma, RATE};
use super::spec::{LawSpec, ParameterSpec, SHIFT, check_range, number};
use crate::wording;

const SHAPE: ParameterSpec = ParameterSpec::number("shape", "an integer between 1 and 1000000");

/// The law as instance files name it; in code it is [`Gamma::erlang`].
pub(super) const SPEC: LawSpec = LawSpec {
    name: "erlang",
    summary: "sum of `shape` exponential stages of the given rate, plus shift",
    parameters: &[SHAPE, RATE, SHIFT],
    construct: |values| Ok(Box::new(erlang(number(values, 0), number(values, 1), number(values, 2))?)),
};

impl Gamma {
    /// The Erlang law: a sum of `stages` (`1..=1e6`) independent exponential times of the given rate (`1e-300..=1e300`,
    /// per unit of time), plus shift (`>= 0`, time).
    ///
    /// # Errors
    /// A parameter out of range, or a shift too large or small beside the mean excess.
    pub fn erlang(stages: u32, rate: f64, shift: f64) -> Result<Self, LawError> {
        erlang(f64::from(stages), rate, shift)
    }
}

fn erlang(shape: f64, rate: f64, shift: f64) -> Result<Gamma, LawError> {
    if shape.fract() != 0.0 {
        return Err(LawError::OutOfRange {
            key: SHAPE.key,
            value: wording::number(shape),
            permitted: SHAPE.permitted.to_owned(),
        });
    }
    check_range(&SHAPE, shape, 1.0, 1e6)?;
    Gamma::new(shape, rate, shift)
}
