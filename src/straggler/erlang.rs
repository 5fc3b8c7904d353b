//! Erlang law of the cycle time: the gamma law of integer shape, a sum of exponential stages.

use super::gamma::RATE;
use super::spec::{SHIFT, check_range, number};
use super::{Gamma, LawError, LawSpec, ParameterSpec};

const SHAPE: ParameterSpec = ParameterSpec::number("shape", "an integer between 1 and 1000000");

pub(super) const SPEC: LawSpec = LawSpec {
    name: "erlang",
    summary: "sum of `shape` exponential stages of the given rate, plus shift",
    parameters: &[SHAPE, RATE, SHIFT],
    construct: |values| Ok(Box::new(erlang(number(values, 0), number(values, 1), number(values, 2))?)),
};

fn erlang(shape: f64, rate: f64, shift: f64) -> Result<Gamma, LawError> {
    if shape.fract() != 0.0 {
        return Err(LawError::OutOfRange {
            key: SHAPE.key,
            value: format!("{shape:?}"),
            permitted: SHAPE.permitted.to_owned(),
        });
    }
    check_range(&SHAPE, shape, 1.0, 1e6)?;
    Gamma::new(shape, rate, shift)
}
