//! The legend: an entry a name, below the axes or in a corner.

use super::clip::Frame;
use super::contents::Look;
use super::panel::{LEADING, SMALL};
use super::style::{colour, marker, stroke};
use crate::draw::{Anchor, Area, Drawing, Place, Text, Words};

/// Width of the sample of a curve, and of the gap behind it.
const SAMPLE: f64 = 17.0;
const GAP: f64 = 3.5;
/// Least distance between entries.
const BETWEEN: f64 = 9.0;
const EDGE: f64 = 3.0;

/// An entry: what curves with a name look like.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The lines of its name.
    lines: Vec<Words>,
    look: Look,
    index: usize,
}

impl Entry {
    /// Of a name, in lines that fit a page of this width.
    pub fn new(name: &Words, look: Look, index: usize, page: f64) -> Self {
        Self { lines: name.lines(SMALL, page - 2.0 * EDGE - SAMPLE - GAP), look, index }
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        SAMPLE + GAP + self.lines.iter().map(|line| line.width(SMALL)).fold(0.0, f64::max)
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * LEADING * SMALL
    }

    fn draw(&self, drawing: &mut Drawing, (x, y): Place, room: f64) {
        let middle = y - 0.35 * SMALL;
        if self.look == Look::Bars {
            let size = (SAMPLE - 8.0, 0.7 * SMALL);
            drawing.put(Area::rectangle((x + 4.0, y - size.1), size, colour(self.index)));
        } else {
            drawing.put(stroke(self.look, self.index, vec![(x, middle), (x + SAMPLE, middle)]));
        }
        if matches!(self.look, Look::Marked | Look::Published) {
            drawing.put(marker(self.index, (x + 0.5 * SAMPLE, middle)));
        }
        for (k, line) in self.lines.iter().enumerate() {
            let size = SMALL * ((room - SAMPLE - GAP) / line.width(SMALL)).min(1.0);
            let place = (x + SAMPLE + GAP, y + k as f64 * LEADING * SMALL);
            drawing.put(Text::new(place, Anchor::Start, (size * 100.0).floor() / 100.0, line.clone()));
        }
    }
}

/// Draws the entries below each other and side by side on a page of this width, in columns; returns where they end.
pub fn below(drawing: &mut Drawing, entries: &[Entry], page: f64, top: f64) -> f64 {
    let columns = columns(entries, page);
    let widths = widths(entries, columns);
    let mut y = top;
    for row in entries.chunks(columns) {
        let mut x = EDGE;
        for (entry, width) in row.iter().zip(&widths) {
            entry.draw(drawing, (x, y + SMALL), page - EDGE - x);
            x += width + BETWEEN;
        }
        y += row.iter().map(Entry::height).fold(0.0, f64::max);
    }
    y
}

/// The most columns that fit.
pub fn columns(entries: &[Entry], page: f64) -> usize {
    let fits = |columns: &usize| {
        let widths = widths(entries, *columns);
        2.0 * EDGE + widths.iter().sum::<f64>() + (widths.len() - 1) as f64 * BETWEEN <= page
    };
    (1..=entries.len().max(1)).rev().find(fits).unwrap_or(1)
}

fn widths(entries: &[Entry], columns: usize) -> Vec<f64> {
    let column = |k: usize| entries.iter().skip(k).step_by(columns).map(Entry::width).fold(0.0, f64::max);
    (0..columns.min(entries.len()).max(1)).map(column).collect()
}

/// Draws the entries into a corner of a frame, on a pale ground.
pub fn corner(drawing: &mut Drawing, entries: &[Entry], frame: Frame, is_upper: bool, is_left: bool) {
    let width = entries.iter().map(Entry::width).fold(0.0, f64::max).min(frame.right - frame.left - 12.0);
    let height: f64 = entries.iter().map(Entry::height).sum();
    let x = if is_left { frame.left + 6.0 } else { frame.right - 6.0 - width };
    let mut y = if is_upper { frame.top + 3.0 } else { frame.bottom - 6.0 - height };
    let ground = Area::rectangle((x - 2.0, y - 1.0), (width + 4.0, height + 4.0), [255, 255, 255]);
    drawing.put(Area { opacity: 0.85, ..ground });
    for entry in entries {
        entry.draw(drawing, (x, y + SMALL), width);
        y += entry.height();
    }
}
