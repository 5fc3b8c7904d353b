//! The range of an axis, and where its values lie.

use super::axis::Axis;

/// How much of the range is left free at either end.
const MARGIN: f64 = 0.05;
/// Least and largest value are that near where the axis does not begin at zero.
const NEAR: f64 = 0.4;

/// The range of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Whether it is logarithmic; then both are positive.
    pub log: bool,
}

impl Range {
    /// Of an axis and the values along it; none where it can show no value.
    pub fn new(axis: &Axis, values: impl Iterator<Item = f64>) -> Option<Self> {
        let log = axis.log;
        let can_be_shown = |x: &f64| x.is_finite() && (!log || *x > 0.0);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(can_be_shown).chain(axis.min).chain(axis.max) {
            (least, most) = (least.min(value), most.max(value));
        }
        if least > most {
            return None;
        }
        let (low, high) = if log { log_ends(least, most) } else { linear_ends(axis, least, most) };
        let (low, high) = (axis.min.unwrap_or(low), axis.max.unwrap_or(high));
        (low < high && low.is_finite() && high.is_finite()).then_some(Self { low, high, log })
    }

    /// Where a value lies, from 0 at the lower end to 1 at the upper one; none where it cannot be shown.
    pub fn share(&self, value: f64) -> Option<f64> {
        if !value.is_finite() || (self.log && value <= 0.0) {
            return None;
        }
        let of = |x: f64| if self.log { x.ln() } else { x };
        Some((of(value) - of(self.low)) / (of(self.high) - of(self.low)))
    }

    /// Whether a value is within, but for rounding.
    pub fn holds(&self, value: f64) -> bool {
        self.share(value).is_some_and(|share| (-1e-9..=1.0 + 1e-9).contains(&share))
    }

    /// Powers of ten between its ends.
    pub fn decades(&self) -> f64 {
        (self.high / self.low).log10()
    }
}

impl Axis {
    /// The ends that the axis has for these values; none where it can show no value.
    pub fn ends(&self, values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
        Range::new(self, values).map(|range| (range.low, range.high))
    }
}

fn log_ends(least: f64, most: f64) -> (f64, f64) {
    let spread = (most / least).ln();
    let margin = if spread <= 1e-12 { 0.5 } else { MARGIN * spread };
    ((least.ln() - margin).exp().max(f64::MIN_POSITIVE), (most.ln() + margin).exp().min(f64::MAX))
}

fn linear_ends(axis: &Axis, least: f64, most: f64) -> (f64, f64) {
    let (least, most) = if axis.from_zero { (least.min(0.0), most.max(0.0)) } else { (least, most) };
    let spread = most - least;
    let margin = if spread <= 1e-12 * most.abs().max(least.abs()) {
        0.5 * most.abs().max(1.0)
    } else {
        MARGIN * spread
    };
    let (mut low, mut high) = (least - margin, most + margin);
    // Down to zero where curves keep most of the height, and never beyond it where no value is.
    if least >= 0.0 && (low < 0.0 || least <= NEAR * most) && !axis.is_whole || axis.from_zero && least >= 0.0
    {
        low = 0.0;
    }
    if axis.from_zero && most <= 0.0 {
        high = 0.0;
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(axis: Axis, values: &[f64]) -> Option<Range> {
        Range::new(&axis, values.iter().copied())
    }

    #[test]
    fn ranges_hold_their_values() {
        let linear = range(Axis::default(), &[10.0, 12.0]).expect("a range");
        assert!(linear.low > 9.0 && linear.high < 13.0, "near values do not flatten: {linear:?}");
        assert_eq!(range(Axis::default(), &[1.0, 12.0]).map(|r| r.low), Some(0.0));
        let log = range(Axis { log: true, ..Axis::default() }, &[1e-9, 1.0, 0.0]).expect("a range");
        assert!(log.holds(1e-9) && log.holds(1.0) && !log.holds(0.0) && log.share(0.0).is_none());
        assert_eq!(range(Axis { log: true, ..Axis::default() }, &[0.0, -1.0, f64::NAN]), None);
        let given = Axis { min: Some(0.0), max: Some(5.0), ..Axis::default() };
        assert_eq!(range(given, &[7.0]), Some(Range { low: 0.0, high: 5.0, log: false }));
        assert!(range(Axis::default(), &[3.0]).is_some_and(|r| r.low < 3.0 && r.high > 3.0));
    }
}
