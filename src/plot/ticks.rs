//! Ticks and what is written beside them: as many as fit without touching each other.

use super::axis::Axis;
use super::range::Range;
use crate::draw::Words;

/// Most ticks of an axis that have a label.
const MOST: usize = 8;
/// Most decimals of a label, and of one among ticks that are nearer to each other than that.
const DECIMALS: usize = 9;
const FINEST: i32 = 15;
/// Decades over which the ticks between powers of ten are drawn.
const FEW_DECADES: f64 = 10.0;
/// Decimal exponents of logarithmic ticks that are written as decimals.
const DECIMAL: std::ops::Range<i32> = -2..5;

/// The ticks of an axis.
#[derive(Debug, Clone, Default)]
pub struct Ticks {
    /// Values and labels, ascending.
    pub major: Vec<(f64, Words)>,
    /// Values without a label.
    pub minor: Vec<f64>,
    /// The power of ten that the labels are in units of.
    pub power: Option<i32>,
}

/// Whether labels fit beside each other; they are told with their places, from 0 to 1.
pub type Fits<'a> = &'a dyn Fn(&[(f64, &Words)]) -> bool;

impl Ticks {
    /// The densest ticks whose labels fit.
    pub fn new(axis: &Axis, range: Range, fits: Fits) -> Self {
        if !axis.ticks.is_empty() {
            return given(axis, range);
        }
        let candidates = if range.log { log_candidates(axis, range) } else { linear_candidates(axis, range) };
        let is_good = |ticks: &&Self| {
            let placed: Vec<_> =
                ticks.major.iter().filter_map(|(value, label)| Some((range.share(*value)?, label))).collect();
            placed.len() <= MOST && fits(&placed)
        };
        let sparsest = candidates.last().cloned().unwrap_or_default();
        candidates.iter().filter(|ticks| ticks.major.len() >= 2).find(is_good).cloned().unwrap_or(sparsest)
    }
}

/// Ticks that the user wants.
fn given(axis: &Axis, range: Range) -> Ticks {
    let values: Vec<f64> = axis.ticks.iter().copied().filter(|value| range.holds(*value)).collect();
    let are_short = !range.log || values.iter().all(|value| DECIMAL.contains(&exponent(*value)));
    if are_short { decimals(&values, common_exponent(&values)) } else { powers(&values) }
}

/// Multiples of round steps, from the densest.
fn linear_candidates(axis: &Axis, range: Range) -> Vec<Ticks> {
    let spread = range.high - range.low;
    let top = exponent(spread);
    let steps = (top - 3..=top + 1).flat_map(|power| [1, 2, 5].map(|mantissa| (mantissa, power)));
    let steps = steps.filter(|(_, power)| !axis.is_whole || *power >= 0);
    let ticks = steps.filter_map(|(mantissa, power)| {
        let (first, last) =
            (multiple(range.low, mantissa, power).ceil(), multiple(range.high, mantissa, power).floor());
        // Of a range whose steps no double tells apart.
        if !(last - first).is_finite() || last < first || last - first > 100.0 || first.abs() > 1e15 {
            return None;
        }
        let count = (last - first) as i64;
        let values: Vec<f64> =
            (0..=count).map(|k| ((first as i64 + k) * mantissa) as f64 * ten(power)).map(tidied).collect();
        Some(alike(&values, common_exponent(&values), power))
    });
    ticks.collect()
}

/// Ticks in equal steps of a power of ten, all with the decimals of the one that needs most; zero needs none.
fn alike(values: &[f64], common: i32, power: i32) -> Ticks {
    let finest = (common - power).clamp(0, FINEST) as usize;
    let shown: Vec<String> = values.iter().map(|value| decimal(value / ten(common), finest)).collect();
    let decimals_of = |text: &String| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = shown.iter().map(decimals_of).max().unwrap_or(0);
    let label = |value: &f64| match *value == 0.0 {
        true => Words::number("0"),
        false => Words::number(&format!("{:.most$}", value / ten(common))),
    };
    let major = values.iter().map(|value| (*value, label(value))).collect();
    Ticks { major, minor: Vec::new(), power: (common != 0).then_some(common) }
}

/// How many steps a value is from zero.
fn multiple(value: f64, mantissa: i64, power: i32) -> f64 {
    let steps = value / (mantissa as f64 * ten(power));
    // A value on a tick is on it in spite of rounding.
    if (steps - steps.round()).abs() < (1e-9 * steps.abs()).clamp(1e-9, 1e-2) { steps.round() } else { steps }
}

fn log_candidates(axis: &Axis, range: Range) -> Vec<Ticks> {
    let mut candidates = Vec::new();
    if range.decades() < 0.4 {
        candidates.extend(linear_candidates(axis, range));
        return candidates;
    }
    let (first, last) = (exponent(range.low), exponent(range.high) + 1);
    let minor = if range.decades() <= FEW_DECADES {
        within(range, first..=last, &[2, 3, 4, 5, 6, 7, 8, 9])
    } else {
        Vec::new()
    };
    if range.decades() < 3.0 {
        for mantissas in [&[1, 2, 3, 4, 5, 6, 8][..], &[1, 2, 3, 5], &[1, 2, 5], &[1, 3]] {
            let values = within(range, first..=last, mantissas);
            let are_short = values.iter().all(|value| DECIMAL.contains(&exponent(*value)));
            let common = if are_short { 0 } else { values.last().map_or(0, |value| exponent(*value)) };
            candidates.push(Ticks { minor: minor.clone(), ..decimals(&values, common) });
        }
    }
    for stride in 1..=(last - first).max(1) {
        let exponents = (first..=last).filter(|exponent| exponent % stride == 0);
        let values: Vec<f64> = exponents.map(ten).filter(|value| range.holds(*value)).collect();
        let are_short = values.iter().all(|value| DECIMAL.contains(&exponent(*value)));
        let ticks = if are_short { decimals(&values, 0) } else { powers(&values) };
        candidates.push(Ticks { minor: if stride == 1 { minor.clone() } else { Vec::new() }, ..ticks });
    }
    // A single power of ten within: what lies around it says how far apart they are.
    if candidates.iter().all(|ticks| ticks.major.len() < 2) {
        candidates.extend(linear_candidates(axis, range));
    }
    candidates
}

/// Multiples of powers of ten within a range.
fn within(range: Range, exponents: std::ops::RangeInclusive<i32>, mantissas: &[i32]) -> Vec<f64> {
    let all = exponents.flat_map(|power| mantissas.iter().map(move |m| tidied(f64::from(*m) * ten(power))));
    all.filter(|value| range.holds(*value)).collect()
}

/// Ticks in units of a power of ten.
fn decimals(values: &[f64], common: i32) -> Ticks {
    let label = |value: &f64| Words::number(&decimal(value / ten(common), DECIMALS));
    let major = values.iter().map(|value| (*value, label(value))).collect();
    Ticks { major, minor: Vec::new(), power: (common != 0).then_some(common) }
}

/// Ticks each with its own power of ten.
fn powers(values: &[f64]) -> Ticks {
    let label = |value: &f64| {
        let exponent = exponent(*value);
        let mantissa = decimal(value / ten(exponent), DECIMALS);
        Words::power(if mantissa == "1" { "" } else { &mantissa }, exponent)
    };
    Ticks { major: values.iter().map(|value| (*value, label(value))).collect(), ..Ticks::default() }
}

/// A number of at most so many decimals, without needless digits.
fn decimal(value: f64, most: usize) -> String {
    let text = format!("{value:.most$}");
    let text = if most == 0 { &text } else { text.trim_end_matches('0').trim_end_matches('.') };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The exponent that is taken out of linear labels; zero if they are short without.
fn common_exponent(values: &[f64]) -> i32 {
    let largest = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return 0;
    }
    let exponent = exponent(largest);
    if (-3..5).contains(&exponent) { 0 } else { exponent }
}

/// The decimal exponent of a value.
fn exponent(value: f64) -> i32 {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let text = format!("{:.11e}", value.abs());
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// The double next to a power of ten.
fn ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(0.0)
}

/// The double next to the decimal that is meant.
fn tidied(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ticks where so many labels fit.
    fn labels(axis: Axis, values: &[f64], most: usize) -> (Vec<String>, Option<i32>, usize) {
        let range = Range::new(&axis, values.iter().copied()).expect("a range");
        let ticks = Ticks::new(&axis, range, &|placed| placed.len() <= most);
        let labels = ticks.major.iter().map(|(_, label)| label.letters()).collect();
        (labels, ticks.power, ticks.minor.len())
    }

    fn log() -> Axis {
        Axis { log: true, ..Axis::default() }
    }

    #[test]
    fn ticks_are_round_and_short() {
        let (found, power, _) = labels(Axis::default(), &[10.0, 50.0], 6);
        assert_eq!((found, power), (["0", "10", "20", "30", "40", "50"].map(str::to_owned).to_vec(), None));
        let (found, power, _) = labels(Axis::default(), &[2e7, 8e7], 6);
        assert_eq!((found.join(" "), power), ("0 2 4 6 8".to_owned(), Some(7)));
        let (found, ..) =
            labels(Axis { min: Some(1.06), max: Some(1.18), ..Axis::default() }, &[1.07, 1.17], 8);
        assert_eq!(found.join(" "), "1.06 1.08 1.10 1.12 1.14 1.16 1.18");
        let (found, ..) = labels(Axis::default(), &[0.0, 1.5], 5);
        assert_eq!(found.join(" "), "0 0.5 1.0 1.5");
        let (found, ..) = labels(Axis { is_whole: true, ..Axis::default() }, &[0.0, 3.0], 8);
        assert_eq!(found.join(" "), "0 1 2 3");
    }

    #[test]
    fn no_two_ticks_have_one_label() {
        for spread in (3..=11).map(|places| ten(-places)) {
            for (low, log) in [(1.0, false), (1.0, true), (285.7, false), (3.2e7, false), (4e-9, true)] {
                let (found, ..) = labels(Axis { log, ..Axis::default() }, &[low, low * (1.0 + spread)], 7);
                let apart: std::collections::BTreeSet<&String> = found.iter().collect();
                assert!(found.len() >= 2 && apart.len() == found.len(), "{low} + {spread:e}: {found:?}");
            }
        }
    }

    #[test]
    fn short_ranges_of_logarithms_are_decimals() {
        let (found, power, _) = labels(log(), &[1.31e7, 1.34e7], 5);
        assert!(found.len() >= 2 && power == Some(7), "{found:?} {power:?}");
        let (found, power, minor) = labels(log(), &[120.0, 900.0], 5);
        assert!(found.contains(&"200".to_owned()) && power.is_none() && minor > 0, "{found:?}");
        let (found, ..) = labels(log(), &[1e-9, 1.0], 5);
        assert_eq!(found.join(" "), "10−8 10−6 10−4 10−2 100");
    }

    #[test]
    fn given_ticks_are_kept() {
        let axis = Axis { ticks: vec![10.0, 30.0, 1e9], ..Axis::default() };
        assert_eq!(labels(axis, &[10.0, 50.0], 1).0, ["10", "30"]);
        assert!(!labels(Axis::default(), &[0.0, f64::MIN_POSITIVE], 7).0.is_empty());
        assert!(!labels(Axis::default(), &[1e300, 1.0000001e300], 7).0.is_empty());
    }
}
