//! Claims on the value of a partition.

use serde_json::{Value as Json, json};

use super::claims::WIDTHS;
use super::decimal::rounded;
use crate::partition::Partition;
use crate::solution::Value;

/// The value of a partition between two numbers, the tightest first; with the number of a quadrature for the expected
/// runtime of a law.
pub fn enclosures(
    partition: &Partition,
    value: Value,
    quadrature: Option<usize>,
) -> impl Iterator<Item = Json> {
    WIDTHS.into_iter().map(move |width| {
        let half = width * value.value + value.error;
        // No value is negative.
        let low = value.value - half;
        let low = if low > 0.0 { rounded(low, false) } else { "0".to_owned() };
        // No probability exceeds one.
        let high = value.value + half;
        let high =
            if value.complement.is_some() && high >= 1.0 { "1".to_owned() } else { rounded(high, true) };
        let mut claim = json!({
            "claim": "value", "partition": partition.blocks(),
            "low": low, "high": high,
        });
        if let Some(quadrature) = quadrature {
            claim["quadrature"] = json!(quadrature);
        }
        claim
    })
}

/// A share of the rounds of a trace, exactly.
pub fn share(partition: &Partition, value: Value, rounds: usize) -> Json {
    let share = format!("{}/{rounds}", (value.value * rounds as f64).round());
    json!({"claim": "value", "partition": partition.blocks(), "low": share, "high": share})
}
