//! What accepted claims say, as numbers that a report prints.

use num_rational::BigRational;
use num_traits::ToPrimitive as _;
use serde_json::Value as Json;

use crate::encoding::fraction;
use crate::numeric::decimal::exact;
use crate::solution::{Exact, Rigour, Value};

/// What claims prove.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Partitions and what they are worth.
    pub values: Vec<(Vec<u64>, Enclosure)>,
    /// The tightest bound on all integer partitions.
    pub bound: Option<ProvedBound>,
    /// The partitions that are optimal among them.
    pub optimal: Vec<Vec<u64>>,
}

/// Two numbers that a value lies between.
#[derive(Debug, Clone, PartialEq)]
pub struct Enclosure {
    low: f64,
    high: f64,
    /// The one value, where both are the same.
    exact: Option<String>,
}

/// A number that the value of no integer partition is beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProvedBound {
    pub value: f64,
    /// Whether the claim is that a partition is optimal: then the search for the bound is through.
    pub is_of_optimum: bool,
    /// Whether it holds for real partitions as well.
    pub is_over_reals: bool,
}

impl Accepted {
    /// Of accepted claims on the minimum of a runtime, or on the maximum of a probability.
    pub fn of(claims: &[Json], is_minimum: bool) -> Self {
        let mut found = Self::default();
        for claim in claims {
            match claim["claim"].as_str() {
                Some("value") => found.values.extend(blocks(claim).zip(Enclosure::of(claim))),
                Some("lower-bound" | "upper-bound") => {
                    let bound = number(&claim["bound"]).map(|x| outwards(&claim["bound"], x, is_minimum));
                    let is_over_reals = claim["over"] == "reals";
                    found.offer(bound, [false, is_over_reals], is_minimum);
                }
                Some("optimal") => {
                    let bound = found.of_optimum(claim, is_minimum);
                    found.optimal.extend(blocks(claim));
                    found.offer(bound, [true, false], is_minimum);
                }
                _ => {}
            }
        }
        found
    }

    /// What an optimum says of all others: none has a runtime below `1 - delta` times its own, or a probability above its
    /// own by more than `delta`.
    fn of_optimum(&self, claim: &Json, is_minimum: bool) -> Option<f64> {
        let (partition, delta) = (blocks(claim)?, number(&claim["delta"])?);
        let (_, value) = self.values.iter().find(|(blocks, _)| *blocks == partition)?;
        Some(match is_minimum {
            true if delta == 0.0 => value.low,
            true => ((1.0 - delta).next_down().next_down() * value.low).next_down().next_down(),
            false if delta == 0.0 => value.high,
            false => (value.high + delta.next_up()).next_up().next_up().min(1.0),
        })
    }

    fn offer(&mut self, value: Option<f64>, [is_of_optimum, is_over_reals]: [bool; 2], is_minimum: bool) {
        let Some(value) = value else { return };
        let is_tighter = |old: ProvedBound| if is_minimum { value > old.value } else { value < old.value };
        if self.bound.is_none_or(is_tighter) {
            self.bound = Some(ProvedBound { value, is_of_optimum, is_over_reals });
        }
    }
}

impl Enclosure {
    fn of(claim: &Json) -> Option<Self> {
        let (low, high) = (&claim["low"], &claim["high"]);
        let exact = (low == high).then(|| rational(low)).flatten().map(|exact| exact.to_string());
        Some(Self {
            low: outwards(low, number(low)?, true),
            high: outwards(high, number(high)?, false),
            exact,
        })
    }

    /// The value as it is printed: near to what it is in double precision, with an error that reaches to both ends.
    pub fn around(&self, found: Value) -> (Value, Rigour) {
        let (low, high) = (self.low, self.high);
        let middle = low + (high - low) / 2.0;
        let is_inside = (low..=high).contains(&found.value) && self.exact.is_none();
        let value = if is_inside { found.value } else { middle };
        // Its decimal and those of the ends may each be off by half a last place.
        let last_place = value.next_up() - value;
        let reach = (value - low).max(high - value);
        let error = if low == high { 0.0 } else { reach.next_up() + 2.0 * last_place };
        let complement = found.complement.map(|late| if is_inside { late } else { 1.0 - value });
        (
            Value { value, error, complement },
            if self.exact.is_some() { Rigour::Exact } else { Rigour::Enclosed },
        )
    }

    /// The value as a fraction, where it is proved to be one.
    pub fn fraction(&self) -> Option<Exact> {
        self.exact.clone().map(|value| Exact { value, unit: "1" })
    }
}

fn blocks(claim: &Json) -> Option<Vec<u64>> {
    claim["partition"].as_array()?.iter().map(Json::as_u64).collect()
}

/// The double next to a claimed number: of a decimal the one that it is the shortest decimal of.
fn number(claimed: &Json) -> Option<f64> {
    let text = claimed.as_str()?;
    let found = if text.contains('/') { rational(claimed)?.to_f64()? } else { text.parse().ok()? };
    found.is_finite().then_some(found)
}

/// A claimed number as a double whose decimal is no tighter: the double itself where its decimal is what is claimed.
fn outwards(claimed: &Json, x: f64, down: bool) -> f64 {
    let is_it = rational(claimed).is_some_and(|claimed| exact(x) == Some(claimed));
    match (is_it, down) {
        (true, _) => x,
        (false, true) => x.next_down(),
        (false, false) => x.next_up(),
    }
}

/// A claimed number exactly.
fn rational(claimed: &Json) -> Option<BigRational> {
    fraction::parse(claimed.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(low: &str, high: &str) -> Json {
        json!({"claim": "value", "partition": [4, 0], "low": low, "high": high})
    }

    fn double(value: f64) -> Value {
        Value { value, error: 1.0, complement: None }
    }

    /// A number of a report, by its shortest decimal, as a fraction.
    fn printed(x: f64) -> BigRational {
        exact(x).expect("a decimal")
    }

    #[test]
    fn what_is_printed_reaches_to_both_ends_of_what_is_claimed() {
        for (low, high, found) in [
            ("18.495580546159736", "18.495580546159743", "18.49558054615974"),
            ("70494451.46239471", "70494451.46241331", "70494451.46240401"),
            ("0.1", "0.3", "7"),
            ("0", "1e-300", "0"),
            ("1/3", "2/3", "0.5"),
        ] {
            let accepted = Accepted::of(&[value(low, high)], true);
            let (shown, rigour) = accepted.values[0].1.around(double(found.parse().expect("a number")));
            assert_eq!(rigour, Rigour::Enclosed);
            let (v, error) = (printed(shown.value), printed(shown.error));
            let end = |text: &str| rational(&json!(text)).expect("a number");
            assert!(&v - &error <= end(low) && &v + &error >= end(high), "{low} to {high}: {shown:?}");
        }
    }

    #[test]
    fn one_number_is_exact_and_a_fraction() {
        let accepted = Accepted::of(&[value("30/40", "30/40")], false);
        let (shown, rigour) = accepted.values[0].1.around(Value { complement: Some(0.25), ..double(0.75) });
        assert_eq!(
            (shown, rigour),
            (Value { value: 0.75, error: 0.0, complement: Some(0.25) }, Rigour::Exact)
        );
        assert_eq!(accepted.values[0].1.fraction().map(|exact| exact.value), Some("3/4".to_owned()));
        // No double is a third.
        let accepted = Accepted::of(&[value("1/3", "1/3")], false);
        let (shown, _) = accepted.values[0].1.around(double(1.0 / 3.0));
        let third = BigRational::new(1.into(), 3.into());
        let off = printed(shown.value) - third;
        assert!(off.clone() <= printed(shown.error) && -off <= printed(shown.error), "{shown:?}");
        assert!(shown.error < 1e-15);
    }

    #[test]
    fn bounds_are_rounded_outwards_and_the_tightest_is_taken() {
        let bound = |kind: &str, bound: &str| json!({"claim": kind, "bound": bound});
        let optimal = |delta: &str| json!({"claim": "optimal", "partition": [4, 0], "delta": delta});
        let of = |claims: &[Json], is_minimum| Accepted::of(claims, is_minimum).bound.expect("a bound");
        let only = of(&[bound("lower-bound", "70494451.397676")], true);
        assert_eq!(
            only,
            ProvedBound { value: 70_494_451.397_676, is_of_optimum: false, is_over_reals: false }
        );
        assert!(
            printed(of(&[bound("lower-bound", "1/3")], true).value) <= BigRational::new(1.into(), 3.into())
        );
        assert!(
            printed(of(&[bound("upper-bound", "2/3")], false).value) >= BigRational::new(2.into(), 3.into())
        );
        let claims = [bound("lower-bound", "9"), value("10", "10.5"), optimal("0.01")];
        let found = of(&claims, true);
        assert!(found.is_of_optimum && found.value < 9.9 && found.value > 9.899_999_999);
        assert_eq!(of(&[value("10", "10.5"), optimal("0")], true).value, 10.0);
        assert_eq!(of(&[value("0.5", "0.75"), optimal("0")], false).value, 0.75);
        let found = of(&[value("0.5", "0.75"), optimal("0.01")], false).value;
        assert!(found > 0.76 && found < 0.760_000_001);
    }
}
