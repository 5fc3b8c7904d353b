//! Rounds that end by the deadline of the instance, beside the completion probability.

use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF as _};

use crate::solution::Value;

/// The rounds that end by the deadline agree with the probability unless so few or so many are rarer than this, on both sides
/// together: as four standard errors of a mean are.
const RARE: f64 = 6e-5;
/// Runtimes this near to the deadline, relative to it, end by it or do not by rounding.
const TIE: f64 = 1e-12;

/// How many rounds ended by the deadline, and how that compares with the completion probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Completion {
    /// The deadline, in units of cycle time.
    pub deadline: f64,
    /// Rounds whose measured runtime is at most that; one within 1e-12 of it counts as the probability has it.
    pub met: usize,
    /// The completion probability; nothing where workers have unequal loads.
    pub probability: Option<f64>,
    /// Whether that is the share of the very rounds played, by the formula, instead of a law's.
    pub over_rounds: bool,
    /// The chance of a number of rounds as far from the expected one or farther, on both sides; of rounds that are given,
    /// nothing.
    pub p_value: Option<f64>,
    /// Whether that is at least 6e-5; of given rounds, whether the counts are equal.
    pub agrees: Option<bool>,
}

impl Completion {
    /// Counts the runtimes that meet a deadline, beside its probability: that of a law, or the share over the very rounds.
    pub(crate) fn of(runtimes: &[f64], deadline: f64, probability: Option<Value>, over_rounds: bool) -> Self {
        let within = |tolerance: f64| {
            let last = deadline + tolerance * deadline;
            runtimes.iter().filter(|runtime| **runtime <= last).count()
        };
        let (fewest, met, most) = (within(-TIE), within(0.0), within(TIE));
        let rounds = runtimes.len();
        let mut found = Self {
            deadline,
            met,
            probability: probability.map(|known| known.value),
            over_rounds,
            p_value: None,
            agrees: None,
        };
        if let (Some(known), true) = (probability, over_rounds) {
            let expected = (known.value * rounds as f64).round() as usize;
            found.met = expected.clamp(fewest, most);
            found.agrees = Some(found.met == expected);
        } else if let Some(known) = probability {
            let counts = (fewest..=most).filter_map(|met| Some((met, p_value(met, rounds, known)?)));
            if let Some((met, p_value)) = counts.max_by(|a, b| a.1.total_cmp(&b.1)) {
                (found.met, found.p_value) = (met, Some(p_value));
                found.agrees = Some(p_value >= RARE);
            }
        }
        found
    }
}

/// Twice the smaller of the chances of so few successes and of so many, of independent rounds.
fn p_value(met: usize, rounds: usize, probability: Value) -> Option<f64> {
    let rounds = rounds as u64;
    // Of what is rarer: next to certainty only the complement has digits.
    let (rare, count) = match probability.complement {
        Some(late) if late < 0.5 => (late, rounds - met as u64),
        _ => (probability.value, met as u64),
    };
    let counts = Binomial::new(rare.clamp(0.0, 1.0), rounds).ok()?;
    let few = counts.cdf(count);
    let many = if count == 0 { 1.0 } else { counts.sf(count - 1) };
    Some((2.0 * few.min(many)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounds with these runtimes by a deadline of 2.
    fn judged(runtimes: &[f64], value: f64, late: f64, over_rounds: bool) -> Completion {
        let value = Value { value, error: 0.0, complement: Some(late) };
        Completion::of(runtimes, 2.0, Some(value), over_rounds)
    }

    #[test]
    fn counts_are_judged_by_their_chance() {
        // One success of four at a half: (1 + 4)/16 on that side, twice that on both.
        let found = judged(&[1.0, 3.0, 3.0, f64::INFINITY], 0.5, 0.5, false);
        assert_eq!((found.met, found.agrees), (1, Some(true)));
        assert!((found.p_value.unwrap() - 0.625).abs() < 1e-12, "{found:?}");
        // None of twenty where each has a chance of a half: 2/2^20.
        let none = judged(&[3.0; 20], 0.5, 0.5, false);
        assert!((none.p_value.unwrap() * 524_288.0 - 1.0).abs() < 1e-9, "{none:?}");
        assert_eq!(none.agrees, Some(false));
        assert_eq!(judged(&[2.0; 20], 1.0, 1e-300, false).agrees, Some(true));
        assert_eq!(judged(&[2.0, 3.0], 1.0, 1e-300, false).agrees, Some(false), "the complement is judged");
        assert_eq!(judged(&[3.0; 20], 0.0, 1.0, false).agrees, Some(true));
        assert_eq!(judged(&[1.0, 3.0], 0.0, 1.0, false).agrees, Some(false));
    }

    #[test]
    fn given_rounds_are_counted_but_for_ties() {
        let of = |runtimes: &[f64], share: f64| judged(runtimes, share, 1.0 - share, true).agrees;
        assert_eq!(of(&[1.0, 3.0], 0.5), Some(true));
        assert_eq!(of(&[1.0, 3.0], 1.0), Some(false));
        for share in [0.5, 1.0] {
            let tied = judged(&[1.0, 2.0 + 4e-16], share, 1.0 - share, true);
            assert_eq!((tied.agrees, tied.met as f64), (Some(true), 2.0 * share), "a tie");
        }
        assert_eq!(judged(&[f64::INFINITY], 0.0, 1.0, true).agrees, Some(true));
    }
}
