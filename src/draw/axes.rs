//! The two axes of a plot: ticks, labels and titles around a frame.

use super::drawing::{Anchor, BLACK, Colour, Drawing, Line, Place, Text};
use super::label::{Style, linear_label, log_label};
use super::letters::width;
use super::scale::Scale;

/// Size of the labels, and of axis titles where they have the room.
pub const SMALL: f64 = 7.0;
const NORMAL: f64 = 7.5;
const FAINT: Colour = [205, 205, 205];

/// The rectangle of the curves.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Its left side.
    pub left: f64,
    /// Its right side.
    pub right: f64,
    /// Its upper side.
    pub top: f64,
    /// Its lower side.
    pub bottom: f64,
}

/// An axis.
#[derive(Debug, Clone, Copy)]
pub struct Axis<'a> {
    /// Where values lie.
    pub scale: Scale,
    /// What they are, with the unit.
    pub title: &'a str,
}

impl Frame {
    /// The axis at the left, with faint lines across the frame.
    pub fn vertical(&self, drawing: &mut Drawing, Axis { scale, title }: Axis) {
        let Self { left, right, top, bottom } = *self;
        let ticks = scale.ticks(6);
        let style = Style::of(&ticks, scale.is_log());
        for &tick in &ticks {
            let Some(y) = scale.at(tick) else { continue };
            drawing.put(Line::new((left, y), (right, y), 0.4, FAINT));
            drawing.put(label((left - 3.0, y + 2.4), Anchor::End, tick, style));
        }
        if let Some(exponent) = style.common_power() {
            drawing.put(power((left, top - 4.0), Anchor::Start, "x 10", exponent));
        }
        drawing.put(Line::new((left, top), (left, bottom), 0.7, BLACK));
        let size = fitting(title, bottom - 2.0);
        let middle = (10.0, 0.5 * (top + bottom));
        drawing.put(Text { upwards: true, ..Text::new(middle, Anchor::Middle, size, title) });
    }

    /// The axis at the bottom.
    pub fn horizontal(&self, drawing: &mut Drawing, Axis { scale, title }: Axis) {
        let Self { left, right, bottom, .. } = *self;
        // Powers of ten are long labels.
        let ticks = scale.ticks(if scale.is_log() { 4 } else { 7 });
        let style = Style::of(&ticks, scale.is_log());
        drawing.put(Line::new((left, bottom), (right, bottom), 0.7, BLACK));
        for &tick in &ticks {
            let Some(x) = scale.at(tick) else { continue };
            drawing.put(Line::new((x, bottom), (x, bottom + 2.5), 0.7, BLACK));
            drawing.put(label((x, bottom + 10.0), Anchor::Middle, tick, style));
        }
        if let Some(exponent) = style.common_power() {
            drawing.put(power((right, bottom + 19.5), Anchor::End, "x 10", exponent));
        }
        let size = fitting(title, right - left);
        drawing.put(Text::new((0.5 * (left + right), bottom + 20.0), Anchor::Middle, size, title));
    }
}

/// The size at which a title fits into its room.
fn fitting(words: &str, room: f64) -> f64 {
    NORMAL * (room / (1.1 * width(words, NORMAL))).min(1.0)
}

/// The label of a tick.
fn label(at: Place, anchor: Anchor, tick: f64, style: Style) -> Text {
    match style {
        Style::Decimal(exponent) => Text::new(at, anchor, SMALL, linear_label(tick, exponent)),
        Style::Power => {
            let (mantissa, exponent) = log_label(tick);
            let words = if mantissa == "1" { "10".to_owned() } else { format!("{mantissa} x 10") };
            power(at, anchor, &words, exponent)
        }
    }
}

/// Words with an exponent at their end.
fn power(at: Place, anchor: Anchor, words: &str, exponent: i32) -> Text {
    Text { raised: exponent.to_string(), ..Text::new(at, anchor, SMALL, words) }
}
