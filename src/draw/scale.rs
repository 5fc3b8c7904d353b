//! Scales and ticks.

/// A linear or logarithmic scale from data to a stretch of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    log: bool,
}

/// How much of the range is left free at either end.
const MARGIN: f64 = 0.05;

impl Scale {
    /// Of data, onto `from..to`; `None` without a value that can be shown.
    pub fn new(data: &[f64], log: bool, from: f64, to: f64) -> Option<Self> {
        let shown: Vec<f64> = data.iter().copied().filter(|x| x.is_finite() && (!log || *x > 0.0)).collect();
        let least = shown.iter().copied().reduce(f64::min)?;
        let most = shown.iter().copied().reduce(f64::max)?;
        let (mut low, mut high) = if log { (least.ln(), most.ln()) } else { (least, most) };
        if high - low <= 1e-12 * high.abs().max(low.abs()) {
            let half = if log { 0.5 } else { 0.5 * high.abs().max(1.0) };
            (low, high) = (low - half, high + half);
        }
        let margin = MARGIN * (high - low);
        Some(Self { low: low - margin, high: high + margin, from, to, log })
    }

    /// The same range, down to zero where data are positive and linear.
    pub fn down_to_zero(mut self) -> Self {
        if !self.log && self.low > 0.0 {
            self.low = 0.0;
        }
        self
    }

    /// Whether it is logarithmic.
    pub fn is_log(&self) -> bool {
        self.log
    }

    /// Where a value lies; `None` if it cannot be shown.
    pub fn at(&self, value: f64) -> Option<f64> {
        if !value.is_finite() || (self.log && value <= 0.0) {
            return None;
        }
        let x = if self.log { value.ln() } else { value };
        Some(self.from + (x - self.low) / (self.high - self.low) * (self.to - self.from))
    }

    /// Values to be labelled, ascending.
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        if !self.log {
            return linear_ticks(self.low, self.high, most);
        }
        let ticks = self.log_ticks(most);
        // Less than a factor of two or so: round numbers instead of powers.
        if ticks.len() < 2 { linear_ticks(self.low.exp(), self.high.exp(), most) } else { ticks }
    }

    fn log_ticks(&self, most: usize) -> Vec<f64> {
        let decades = (self.low / std::f64::consts::LN_10, self.high / std::f64::consts::LN_10);
        let (first, last) = (decades.0.floor() as i32, decades.1.ceil() as i32);
        let inside = |x: &f64| x.ln() >= self.low - 1e-9 && x.ln() <= self.high + 1e-9;
        // Fewer digits where more decades have to be labelled.
        for mantissas in [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0][..], &[1.0, 2.0, 5.0], &[1.0]] {
            let ticks: Vec<f64> = (first..=last)
                .flat_map(|e| mantissas.iter().map(move |m| m * 10f64.powi(e)))
                .filter(inside)
                .collect();
            if ticks.len() <= most {
                return ticks;
            }
        }
        let stride = ((last - first) as usize).div_ceil(most).max(1) as i32;
        (first..=last).filter(|e| e % stride == 0).map(|e| 10f64.powi(e)).filter(inside).collect()
    }
}

/// Multiples of a round step between two numbers: about `most`.
pub fn linear_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let step = nice((high - low) / most as f64);
    // Of a range of the smallest numbers there are.
    if step <= 0.0 {
        return Vec::new();
    }
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
fn nice(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|t| *t >= least * (1.0 - 1e-9)).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale::new(&[10.0, 50.0], false, 0.0, 100.0).expect("data");
        assert_eq!(scale.ticks(6), [10.0, 20.0, 30.0, 40.0, 50.0]);
        assert!(scale.at(30.0).is_some_and(|x| (x - 50.0).abs() < 1e-9));
        let scale = Scale::new(&[1e-9, 1.0], true, 0.0, 100.0).expect("data");
        assert!(scale.ticks(6).len() <= 6 && scale.ticks(6).len() >= 3, "{:?}", scale.ticks(6));
        let narrow = Scale::new(&[135.0, 147.0], true, 0.0, 100.0).expect("data");
        assert!(narrow.ticks(6).len() >= 2, "{:?}", narrow.ticks(6));
        assert_eq!(scale.at(0.0), None);
        assert_eq!(Scale::new(&[f64::NAN, -1.0], true, 0.0, 1.0), None);
    }

    #[test]
    fn steps_are_round() {
        for (least, expected) in [(0.9, 1.0), (1.1, 2.0), (3.0, 5.0), (6.0, 10.0), (430.0, 500.0)] {
            assert!((nice(least) - expected).abs() < 1e-9 * expected, "{least}");
        }
        assert!(linear_ticks(0.0, f64::from_bits(1), 7).is_empty());
    }
}
