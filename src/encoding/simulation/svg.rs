//! The time line as a figure.

use std::fmt::{self, Write};

use super::timeline::{Bar, Timeline};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 28.0;
const TOP: f64 = 64.0;
const ROW: f64 = 22.0;
const GAP: f64 = 4.0;
const LEGEND_ROW: f64 = 20.0;
const LEGEND_COLUMN: f64 = 212.0;

/// How far beyond the completion the axis reaches, as a share of it.
const BEYOND: f64 = 0.06;

/// Ends of the colour scale of the blocks, and a point between (blue, teal, yellow-green).
const SCALE: [[f64; 3]; 3] = [[49.0, 54.0, 149.0], [33.0, 145.0, 140.0], [194.0, 206.0, 60.0]];

const INK: &str = "#222222";
const FAINT: &str = "#767676";
const MARK: &str = "#c0392b";

/// Draws a time line.
pub(crate) fn draw(timeline: &Timeline) -> String {
    let mut figure = Figure::new(timeline);
    // Writing to a string does not fail.
    let _ = figure.draw();
    figure.out
}

struct Figure<'a> {
    timeline: &'a Timeline,
    out: String,
    /// Time at the right end of the axis.
    end: f64,
    /// Bottom of the rows.
    bottom: f64,
}

impl<'a> Figure<'a> {
    fn new(timeline: &'a Timeline) -> Self {
        let end = timeline.completion * (1.0 + BEYOND);
        let end = if end.is_finite() && end > 0.0 { end } else { 1.0 };
        let bottom = TOP + timeline.rows.len() as f64 * ROW;
        Self { timeline, out: String::new(), end, bottom }
    }

    fn x(&self, time: f64) -> f64 {
        LEFT + (time / self.end).clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn draw(&mut self) -> fmt::Result {
        let per_row = ((WIDTH - LEFT - RIGHT) / LEGEND_COLUMN).floor().max(1.0);
        let legend_rows = ((self.timeline.decoded.len() + 1) as f64 / per_row).ceil();
        let height = self.bottom + 62.0 + legend_rows * LEGEND_ROW;
        writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"12\">"
        )?;
        writeln!(self.out, "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"white\"/>")?;
        let title =
            format!("Round {}: overall runtime {}", self.timeline.round, number(self.timeline.completion));
        self.text((LEFT, 24.0), "start", 15.0, INK, &title)?;
        self.text((LEFT, 46.0), "start", 12.0, FAINT, "blocks decoded")?;
        self.axis()?;
        for (i, row) in self.timeline.rows.iter().enumerate() {
            let y = TOP + i as f64 * ROW;
            self.text((LEFT - 10.0, y + 15.0), "end", 12.0, INK, &format!("worker {}", row.worker))?;
            for bar in &row.bars {
                self.bar(bar, y)?;
            }
        }
        self.decoded()?;
        self.legend(per_row as usize)?;
        writeln!(self.out, "</svg>")
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: &str, size: f64, fill: &str, text: &str) -> fmt::Result {
        writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{fill}\">{text}</text>"
        )
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), style: &str) -> fmt::Result {
        writeln!(self.out, "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" {style}/>")
    }

    fn axis(&mut self) -> fmt::Result {
        let step = tick(self.end / 7.0);
        for k in 0..=(self.end / step).min(20.0) as usize {
            let time = k as f64 * step;
            let x = self.x(time);
            self.line((x, TOP - 4.0), (x, self.bottom + 4.0), "stroke=\"#e3e3e3\"")?;
            self.text((x, self.bottom + 19.0), "middle", 11.0, FAINT, &number(time))?;
        }
        let middle = (LEFT + WIDTH - RIGHT) / 2.0;
        self.text((middle, self.bottom + 37.0), "middle", 12.0, INK, "time (units of cycle time)")
    }

    /// A block of a worker: filled if the master uses it, an outline in the same colour if not.
    fn bar(&mut self, bar: &Bar, y: f64) -> fmt::Result {
        let (from, to) = (self.x(bar.start), self.x(bar.end));
        if to - from < 1e-9 {
            return Ok(());
        }
        let colour = colour(bar.block.saturating_sub(1), self.timeline.decoded.len());
        let (y, height, width) = (y + GAP / 2.0, ROW - GAP, to - from);
        let opacity = if bar.used { "1" } else { "0.22" };
        writeln!(
            self.out,
            "<rect x=\"{from:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{colour}\" \
             fill-opacity=\"{opacity}\" stroke=\"white\" stroke-width=\"0.8\"/>"
        )
    }

    /// Marks above the rows where blocks are decoded, and a line where the last one is.
    fn decoded(&mut self) -> fmt::Result {
        let count = self.timeline.decoded.len();
        for (b, time) in self.timeline.decoded.iter().enumerate() {
            let (x, y) = (self.x(*time), TOP - 4.0);
            writeln!(
                self.out,
                "<path d=\"M {x:.2} {y:.2} l -4.5 -9 h 9 z\" fill=\"{}\" stroke=\"white\" stroke-width=\"0.6\"/>",
                colour(b, count)
            )?;
        }
        let x = self.x(self.timeline.completion);
        let style = format!("stroke=\"{MARK}\" stroke-width=\"1.6\" stroke-dasharray=\"5 3\"");
        self.line((x, TOP - 18.0), (x, self.bottom + 4.0), &style)?;
        self.text((x, TOP - 22.0), "end", 12.0, MARK, "complete")
    }

    fn legend(&mut self, per_row: usize) -> fmt::Result {
        let top = self.bottom + 52.0;
        let count = self.timeline.decoded.len();
        let place =
            |k: usize| (LEFT + (k % per_row) as f64 * LEGEND_COLUMN, top + (k / per_row) as f64 * LEGEND_ROW);
        let blocks = self.timeline.stragglers.iter().zip(&self.timeline.coordinates).enumerate();
        for (b, (s, size)) in blocks {
            let (x, y) = place(b);
            let fill = colour(b, count);
            writeln!(
                self.out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"12\" height=\"12\" fill=\"{fill}\"/>"
            )?;
            let unit = if *size == 1 { "coordinate" } else { "coordinates" };
            self.text((x + 18.0, y + 10.5), "start", 11.5, INK, &format!("s = {s}: {size} {unit}"))?;
        }
        let (x, y) = place(count);
        writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"12\" height=\"12\" fill=\"{}\" fill-opacity=\"0.22\"/>",
            colour(count / 2, count)
        )?;
        self.text((x + 18.0, y + 10.5), "start", 11.5, FAINT, "pale: not needed")
    }
}

/// Colour of a block among `count`, along the scale.
fn colour(block: usize, count: usize) -> String {
    let share = if count < 2 { 0.0 } else { block as f64 / (count - 1) as f64 };
    let (lower, upper, weight) = if share <= 0.5 {
        (SCALE[0], SCALE[1], share * 2.0)
    } else {
        (SCALE[1], SCALE[2], share * 2.0 - 1.0)
    };
    let channel = |k: usize| (lower[k] + (upper[k] - lower[k]) * weight).round() as u8;
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
fn tick(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|t| *t >= least).unwrap_or(10.0 * power)
}

/// Four significant digits, with an exponent only where the number is very large or small.
fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let exponent = value.abs().log10().floor();
    if !(-3.0..6.0).contains(&exponent) {
        let text = format!("{value:.3e}");
        return match text.split_once('e') {
            Some((digits, power)) if digits.contains('.') => {
                format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
            }
            _ => text,
        };
    }
    let decimals = (3.0 - exponent).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (2.5e7, "2.5e7"),
            (1234.56, "1235"),
            (0.25, "0.25"),
            (20_000.0, "20000"),
            (1e-7, "1e-7"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn ticks_are_round() {
        for (least, expected) in [(0.9, 1.0), (1.1, 2.0), (3.0, 5.0), (6.0, 10.0), (430.0, 500.0)] {
            assert!((tick(least) - expected).abs() < 1e-9 * expected, "{least}");
        }
    }
}
