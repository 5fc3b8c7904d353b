//! The time line as a figure.

use super::timeline::{Bar, Timeline};
use crate::draw::{Anchor, Area, Colour, Drawing, Line, Place, Text, linear_ticks, short};
use crate::output;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 63.0;
const RIGHT: f64 = 21.0;
const TOP: f64 = 48.0;
const ROW: f64 = 16.5;
const GAP: f64 = 3.0;
const LEGEND_ROW: f64 = 15.0;
const LEGEND_COLUMN: f64 = 159.0;
/// Side of the squares in the legend.
const SQUARE: f64 = 9.0;

/// How far beyond the completion the axis reaches, as a share of it.
const BEYOND: f64 = 0.06;
/// Opacity of what the master does not use.
const PALE: f64 = 0.22;

/// Ends of the colour scale of the blocks, and a point between (blue, teal, yellow-green).
const SCALE: [[f64; 3]; 3] = [[49.0, 54.0, 149.0], [33.0, 145.0, 140.0], [194.0, 206.0, 60.0]];

const INK: Colour = [0x22, 0x22, 0x22];
const FAINT: Colour = [0x76, 0x76, 0x76];
const GRID: Colour = [0xe3, 0xe3, 0xe3];
const MARK: Colour = [0xc0, 0x39, 0x2b];

const FONTS: &str = "DejaVu Sans, Helvetica, Arial, sans-serif";

/// The time line as a self-contained SVG document.
pub fn draw(timeline: &Timeline) -> String {
    Figure::new(timeline).drawn().svg(&output::mark())
}

struct Figure<'a> {
    timeline: &'a Timeline,
    drawing: Drawing,
    /// Time at the right end of the axis.
    end: f64,
    /// Bottom of the rows.
    bottom: f64,
    /// Entries of a line of the legend.
    per_line: usize,
}

impl<'a> Figure<'a> {
    fn new(timeline: &'a Timeline) -> Self {
        let end = timeline.completion * (1.0 + BEYOND);
        let end = if end.is_finite() && end > 0.0 { end } else { 1.0 };
        let bottom = TOP + timeline.rows.len() as f64 * ROW;
        let per_line = ((WIDTH - LEFT - RIGHT) / LEGEND_COLUMN) as usize;
        let lines = (timeline.decoded.len() + 1).div_ceil(per_line);
        let height = bottom + 46.5 + lines as f64 * LEGEND_ROW;
        let title = format!("Round {}: overall runtime {}", timeline.round, short(timeline.completion));
        Self { timeline, drawing: Drawing::new(title, (WIDTH, height), FONTS), end, bottom, per_line }
    }

    fn drawn(mut self) -> Drawing {
        let title = self.drawing.title.clone();
        self.text((LEFT, 18.0), Anchor::Start, 11.25, INK, title);
        self.text((LEFT, 34.5), Anchor::Start, 9.0, FAINT, "blocks decoded");
        self.axis();
        self.rows();
        self.decoded();
        self.legend();
        self.drawing
    }

    fn x(&self, time: f64) -> f64 {
        LEFT + (time / self.end).clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn text(&mut self, at: Place, anchor: Anchor, size: f64, colour: Colour, words: impl Into<String>) {
        self.drawing.put(Text { colour, ..Text::new(at, anchor, size, words) });
    }

    fn axis(&mut self) {
        for time in linear_ticks(0.0, self.end, 7) {
            let x = self.x(time);
            self.drawing.put(Line::new((x, TOP - 3.0), (x, self.bottom + 3.0), 0.75, GRID));
            self.text((x, self.bottom + 14.25), Anchor::Middle, 8.25, FAINT, short(time));
        }
        let middle = ((LEFT + WIDTH - RIGHT) / 2.0, self.bottom + 27.75);
        self.text(middle, Anchor::Middle, 9.0, INK, "time (units of cycle time)");
    }

    fn rows(&mut self) {
        for (i, row) in self.timeline.rows.iter().enumerate() {
            let y = TOP + i as f64 * ROW;
            self.text((LEFT - 7.5, y + 11.25), Anchor::End, 9.0, INK, format!("worker {}", row.worker));
            for bar in &row.bars {
                self.bar(bar, y);
            }
        }
    }

    /// A block of a worker: filled if the master uses it, pale in the same colour if not.
    fn bar(&mut self, bar: &Bar, y: f64) {
        let (from, to) = (self.x(bar.start), self.x(bar.end));
        if to - from < 1e-9 {
            return;
        }
        let area = Area::rectangle(
            (from, y + GAP / 2.0),
            (to - from, ROW - GAP),
            self.colour(bar.block.saturating_sub(1)),
        );
        self.drawing.put(Area { opacity: if bar.used { 1.0 } else { PALE }, edge: 0.6, ..area });
    }

    /// Marks above the rows where blocks are decoded, and a line where the last one is.
    fn decoded(&mut self) {
        for (block, time) in self.timeline.decoded.iter().enumerate() {
            let (x, y) = (self.x(*time), TOP - 3.0);
            let corners = vec![(x, y), (x - 3.375, y - 6.75), (x + 3.375, y - 6.75)];
            self.drawing.put(Area { edge: 0.45, ..Area::new(corners, self.colour(block)) });
        }
        let x = self.x(self.timeline.completion);
        let line = Line::new((x, TOP - 13.5), (x, self.bottom + 3.0), 1.2, MARK);
        self.drawing.put(Line { dash: vec![3.75, 2.25], ..line });
        self.text((x, TOP - 16.5), Anchor::End, 9.0, MARK, "complete");
    }

    fn legend(&mut self) {
        let blocks = self.timeline.stragglers.iter().zip(&self.timeline.coordinates).enumerate();
        for (block, (s, size)) in blocks {
            let unit = if *size == 1 { "coordinate" } else { "coordinates" };
            self.entry(block, (self.colour(block), 1.0), (INK, &format!("s = {s}: {size} {unit}")));
        }
        let count = self.timeline.decoded.len();
        self.entry(count, (self.colour(count / 2), PALE), (FAINT, "pale: not needed"));
    }

    /// An entry of the legend: a square with its opacity, and what it means.
    fn entry(&mut self, index: usize, (fill, opacity): (Colour, f64), (ink, words): (Colour, &str)) {
        let (column, line) = (index % self.per_line, index / self.per_line);
        let (x, y) = (LEFT + column as f64 * LEGEND_COLUMN, self.bottom + 39.0 + line as f64 * LEGEND_ROW);
        self.drawing.put(Area { opacity, ..Area::rectangle((x, y), (SQUARE, SQUARE), fill) });
        self.text((x + 13.5, y + 7.875), Anchor::Start, 8.625, ink, words);
    }

    /// Colour of a block, along the scale.
    fn colour(&self, block: usize) -> Colour {
        let count = self.timeline.decoded.len();
        let share = if count < 2 { 0.0 } else { block as f64 / (count - 1) as f64 };
        let (lower, upper, weight) = if share <= 0.5 {
            (SCALE[0], SCALE[1], share * 2.0)
        } else {
            (SCALE[1], SCALE[2], share * 2.0 - 1.0)
        };
        std::array::from_fn(|k| (lower[k] + (upper[k] - lower[k]) * weight).round() as u8)
    }
}
