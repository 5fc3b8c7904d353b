//! Readers of the values of options.

use bcgc::Format;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The formats by their names.
pub fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(
        Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.summary())),
    )
    .try_map(|name| name.parse::<Format>())
}

pub fn gap(text: &str) -> Result<f64, String> {
    number(text, |x| x >= 0.0, "must be a finite number >= 0")
}

pub fn time_limit(text: &str) -> Result<f64, String> {
    number(text, |x| x > 0.0, "must be a finite number of seconds > 0")
}

pub fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("must be an integer from 0 to {}", u64::MAX))
}

fn number(text: &str, is_allowed: impl Fn(f64) -> bool, allowed: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && is_allowed(x) => Ok(x),
        _ => Err(allowed.to_owned()),
    }
}
