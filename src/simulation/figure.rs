//! The time line as a figure for one column.

use super::timeline::{Bar, Timeline};
use crate::draw::{Anchor, Area, Colour, DrawError, Drawing, FigureFormat, Line, Place, Text, Words};
use crate::output;
use crate::plot::{Axis, TEX_POINT, Ticked};
use crate::report::number::significant;

/// Width of a column of IEEEtran.
const WIDTH: f64 = 252.0 * TEX_POINT;
const RIGHT: f64 = 8.0;
const TOP: f64 = 24.0;
/// Height that rows share, and the height of one at most and at least.
const ROWS: f64 = 260.0;
const TALLEST: f64 = 11.0;
const LOWEST: f64 = 3.5;
const SMALL: f64 = 7.5;
const NORMAL: f64 = 8.0;
const LEADING: f64 = 9.5;
/// Side of the squares in the legend.
const SQUARE: f64 = 6.0;
/// Blocks that the legend names; of more, some between the first and the last.
const NAMED: usize = 12;

/// How far beyond the completion the axis reaches, as a share of it.
const BEYOND: f64 = 0.06;
/// Opacity of what the master does not use.
const PALE: f64 = 0.22;

/// Ends of the colour scale of the blocks, and a point between (blue, teal, yellow-green).
const SCALE: [[f64; 3]; 3] = [[49.0, 54.0, 149.0], [33.0, 145.0, 140.0], [194.0, 206.0, 60.0]];

const GRID: Colour = [0xe3, 0xe3, 0xe3];
const MARK: Colour = [0xc0, 0x39, 0x2b];

/// The time line as a figure in a format.
///
/// # Errors
/// For PDF and PNG without the feature `figures`.
pub fn draw(timeline: &Timeline, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
    Figure::new(timeline).drawn().render(format, &output::mark(), "")
}

/// The last time that must be seen: that of the completion, of a round that never ends that of the last block which is
/// decoded, or of the last work that ends where there is none.
fn reach(timeline: &Timeline) -> f64 {
    let last = |times: &mut dyn Iterator<Item = f64>| times.filter(|t| t.is_finite()).fold(0.0, f64::max);
    if timeline.completion.is_finite() {
        return timeline.completion;
    }
    match last(&mut timeline.decoded.iter().copied()) {
        0.0 => last(&mut timeline.rows.iter().flat_map(|row| &row.bars).map(|bar| bar.end)),
        decoded => decoded,
    }
}

struct Figure<'a> {
    timeline: &'a Timeline,
    drawing: Drawing,
    /// Time at the right end of the axis.
    end: f64,
    left: f64,
    /// Height of a row.
    row: f64,
    /// Bottom of the rows.
    bottom: f64,
}

impl<'a> Figure<'a> {
    fn new(timeline: &'a Timeline) -> Self {
        let end = reach(timeline) * (1.0 + BEYOND);
        let end = if end.is_finite() && end > 0.0 { end } else { 1.0 };
        let count = timeline.rows.len();
        let row = (ROWS / count as f64).clamp(LOWEST, TALLEST);
        let bottom = TOP + count as f64 * row;
        let title = match timeline.completion.is_finite() {
            true => {
                format!("Round {}: overall runtime {}", timeline.round, significant(timeline.completion, 4))
            }
            false => format!("Round {} never ends", timeline.round),
        };
        let left = 1.0 + LEADING + 3.0 + Words::number(&count.to_string()).width(SMALL) + 4.0;
        Self { timeline, drawing: Drawing::new(title, (WIDTH, bottom)), end, left, row, bottom }
    }

    fn drawn(mut self) -> Drawing {
        self.axis();
        self.rows();
        self.decoded();
        self.legend();
        self.drawing
    }

    fn x(&self, time: f64) -> f64 {
        self.left + (time / self.end).clamp(0.0, 1.0) * (WIDTH - self.left - RIGHT)
    }

    fn text(&mut self, at: Place, anchor: Anchor, size: f64, words: Words) {
        self.drawing.put(Text::new(at, anchor, size, words));
    }

    fn axis(&mut self) {
        let axis = Axis { min: Some(0.0), max: Some(self.end), ..Axis::default() };
        let ticked = Ticked::new(&axis, (self.left, WIDTH - RIGHT), WIDTH, SMALL);
        let label = self.bottom + 4.0 + SMALL;
        for (time, words) in ticked.labels {
            let x = self.x(time);
            self.drawing.put(Line::new((x, TOP - 2.0), (x, self.bottom + 2.0), 0.5, GRID));
            self.text((x, label), Anchor::Middle, SMALL, words);
        }
        let middle = 0.5 * (self.left + WIDTH - RIGHT);
        let title = Words::plain("time (unit of ").then(Words::variable("T")).then(Words::plain(")"));
        self.text((middle, label + LEADING), Anchor::Middle, NORMAL, title);
        if let Some(power) = ticked.power {
            self.text((WIDTH - RIGHT, label + LEADING), Anchor::End, SMALL, Words::factor(power));
        }
        let at = (1.0 + NORMAL * 0.8, 0.5 * (TOP + self.bottom));
        let title = Text { upwards: true, ..Text::new(at, Anchor::Middle, NORMAL, Words::plain("worker")) };
        self.drawing.put(title);
    }

    fn rows(&mut self) {
        // Names of rows that are lower than a line stand beside some of them.
        let every = (LEADING / self.row).ceil().max(1.0) as usize;
        for (i, row) in self.timeline.rows.iter().enumerate() {
            let y = TOP + i as f64 * self.row;
            if i.is_multiple_of(every) {
                let at = (self.left - 4.0, y + 0.5 * self.row + 0.35 * SMALL);
                self.text(at, Anchor::End, SMALL, Words::number(&row.worker.to_string()));
            }
            for bar in &row.bars {
                self.bar(bar, y);
            }
        }
    }

    /// A block of a worker: filled if the master uses it, pale in the same colour if not. One that never ends goes on to the
    /// edge of the page.
    fn bar(&mut self, bar: &Bar, y: f64) {
        let from = self.x(bar.start);
        let to = if bar.end.is_finite() || bar.start.is_infinite() { self.x(bar.end) } else { WIDTH };
        if to - from < 1e-9 {
            return;
        }
        let gap = 0.15 * self.row;
        let colour = self.colour(bar.block.saturating_sub(1));
        let area = Area::rectangle((from, y + gap), (to - from, self.row - 2.0 * gap), colour);
        self.drawing.put(Area { opacity: if bar.used { 1.0 } else { PALE }, edge: 0.4, ..area });
    }

    /// Marks above the rows where blocks are decoded, and a line where the last one is.
    fn decoded(&mut self) {
        let decoded = self.timeline.decoded.iter().enumerate();
        for (block, time) in decoded.filter(|(_, time)| time.is_finite()) {
            let (x, y) = (self.x(*time), TOP - 2.0);
            let corners = vec![(x, y), (x - 2.4, y - 5.0), (x + 2.4, y - 5.0)];
            self.drawing.put(Area { edge: 0.3, ..Area::new(corners, self.colour(block)) });
        }
        if self.timeline.completion.is_infinite() {
            let words = Words::plain("never complete: a block waits for a worker that never returns");
            let at = (WIDTH - RIGHT, TOP - 11.5);
            self.drawing.put(Text { colour: MARK, ..Text::new(at, Anchor::End, SMALL, words) });
            return;
        }
        let x = self.x(self.timeline.completion);
        let line = Line::new((x, TOP - 9.0), (x, self.bottom + 2.0), 0.9, MARK);
        self.drawing.put(Line { dash: vec![3.0, 1.8], ..line });
        let words = Words::plain(&format!("complete at {}", significant(self.timeline.completion, 4)));
        // Where there is no room at its left, it stands at its right.
        let anchor = if x - words.width(SMALL) >= 1.0 { Anchor::End } else { Anchor::Start };
        self.drawing.put(Text { colour: MARK, ..Text::new((x, TOP - 11.5), anchor, SMALL, words) });
    }

    fn legend(&mut self) {
        let count = self.timeline.decoded.len();
        let shown = count.min(NAMED);
        let picked = (0..shown).map(|k| if shown < 2 { 0 } else { k * (count - 1) / (shown - 1) });
        let mut entries: Vec<(Colour, f64, Words)> = picked
            .map(|block| {
                let (s, size) = (self.timeline.stragglers[block], self.timeline.coordinates[block]);
                let unit = if size == 1 { "coordinate" } else { "coordinates" };
                let words = Words::variable("s").then(Words::plain(&format!(" = {s}: {size} {unit}")));
                (self.colour(block), 1.0, words)
            })
            .collect();
        entries.push((self.colour(count / 2), PALE, Words::plain("pale: not needed")));
        let room = |words: &Words| SQUARE + 3.0 + words.width(SMALL) + 9.0;
        let widest = entries.iter().map(|(.., words)| room(words)).fold(0.0, f64::max);
        let columns = (((WIDTH - 3.0) / widest) as usize).max(1);
        let top = self.bottom + 4.0 + SMALL + LEADING + 4.0;
        for (k, (fill, opacity, words)) in entries.iter().enumerate() {
            let (x, y) = (3.0 + (k % columns) as f64 * widest, top + (k / columns) as f64 * LEADING);
            let square = Area::rectangle((x, y + 1.0), (SQUARE, SQUARE), *fill);
            self.drawing.put(Area { opacity: *opacity, ..square });
            self.text((x + SQUARE + 3.0, y + SMALL - 0.7), Anchor::Start, SMALL, words.clone());
        }
        self.drawing.size.1 = top + entries.len().div_ceil(columns) as f64 * LEADING + 1.0;
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
