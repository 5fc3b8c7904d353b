//! The ticks of an axis for drawings that are no plots.

use super::axis::Axis;
use super::range::Range;
use super::ticks::Ticks;
use crate::draw::Words;

/// Labelled values, and the power of ten that the labels are in units of.
#[derive(Debug, Clone, Default)]
pub struct Ticked {
    /// Values and labels, ascending.
    pub labels: Vec<(f64, Words)>,
    /// The power of ten.
    pub power: Option<i32>,
}

impl Ticked {
    /// The densest ticks of an axis with ends, between two places of a page of this width, for labels of a size.
    pub fn new(axis: &Axis, (left, right): (f64, f64), page: f64, size: f64) -> Self {
        let Some(range) = Range::new(axis, std::iter::empty()) else { return Self::default() };
        let fits = |placed: &[(f64, &Words)]| {
            let span = |(share, label): &(f64, &Words)| {
                let (x, half) = (left + share * (right - left), 0.5 * label.width(size));
                (x - half, x + half)
            };
            let spans: Vec<(f64, f64)> = placed.iter().map(span).collect();
            spans.windows(2).all(|pair| pair[1].0 - pair[0].1 >= 5.0)
                && spans.iter().all(|(from, to)| *from >= 1.0 && *to <= page - 1.0)
        };
        let ticks = Ticks::new(axis, range, &fits);
        Self { labels: ticks.major, power: ticks.power }
    }
}
