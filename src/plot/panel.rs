//! One panel on its page: frame, ticks, labels and curves.

use super::clip::Frame;
use super::contents::{Curve, Look, Panel};
use super::range::Range;
use super::style::{colour, marker, stroke};
use super::ticks::Ticks;
use crate::draw::{Anchor, Area, Colour, Drawing, Line, Place, Text, Words};

/// Size of labels of ticks and of the legend.
pub const SMALL: f64 = 7.5;
/// Size of titles.
pub const NORMAL: f64 = 8.0;
/// From one line to the next, in units of their size.
pub const LEADING: f64 = 1.2;
/// Height of figures, in units of their size.
const FIGURE: f64 = 0.7;
/// From the frame to the labels of ticks.
const APART: f64 = 4.0;
/// Least distance between labels.
const BETWEEN: f64 = 5.0;
/// What stays free at the edges of the page.
const EDGE: f64 = 1.0;
const BLACK: Colour = [0, 0, 0];
const FAINT: Colour = [215, 215, 215];
const TICK: f64 = 3.0;
/// Share of the distance between points that a bar takes.
const BAR: f64 = 0.8;

/// A panel that has been measured, but for what depends on its width.
pub struct Measured<'a> {
    pub panel: &'a Panel,
    pub x: Range,
    pub y: Range,
    pub y_ticks: Ticks,
    y_title: Vec<Words>,
    /// Room that it needs left of the frame.
    pub left: f64,
    /// Room above the frame.
    pub above: f64,
}

impl<'a> Measured<'a> {
    /// A panel; none where its axes can show nothing.
    pub fn new(panel: &'a Panel) -> Option<Self> {
        let points = || panel.curves.iter().flat_map(|curve| &curve.points);
        // Only what both axes can show counts.
        let shown = |pick: fn(&Place) -> f64| {
            let can = |point: &&Place| {
                point.0.is_finite()
                    && point.1.is_finite()
                    && !(panel.x.log && point.0 <= 0.0)
                    && !(panel.y.log && point.1 <= 0.0)
            };
            points().filter(can).map(pick)
        };
        shown(|p| p.0).next()?;
        let (x, y) = (Range::new(&panel.x, shown(|p| p.0))?, Range::new(&panel.y, shown(|p| p.1))?);
        let fits = |placed: &[(f64, &Words)]| {
            placed.windows(2).all(|pair| (pair[1].0 - pair[0].0) * panel.height >= 1.3 * SMALL)
        };
        let y_ticks = Ticks::new(&panel.y, y, &fits);
        let y_title = panel.y.label.lines(NORMAL, panel.height);
        let widest = y_ticks.major.iter().map(|(_, label)| label.width(SMALL)).fold(0.0, f64::max);
        let left = EDGE + y_title.len() as f64 * LEADING * NORMAL + APART + widest + APART;
        let lines = f64::from(!panel.title.is_empty()) * NORMAL + f64::from(y_ticks.power.is_some()) * SMALL;
        Some(Self { panel, x, y, y_ticks, y_title, left, above: LEADING * lines + APART })
    }

    /// The ticks of the horizontal axis for a frame that begins here, of a page of this width.
    pub fn x_ticks(&self, left: f64, right: f64, page: f64) -> Ticks {
        let fits = |placed: &[(f64, &Words)]| {
            let ends: Vec<(f64, f64)> =
                placed.iter().map(|(share, label)| span(left + share * (right - left), label)).collect();
            ends.windows(2).all(|pair| pair[1].0 - pair[0].1 >= BETWEEN)
                && ends.iter().all(|(from, to)| *from >= EDGE && *to <= page - EDGE)
        };
        Ticks::new(&self.panel.x, self.x, &fits)
    }

    /// The lines of the horizontal title, and the room below the frame.
    pub fn x_title(&self, ticks: &Ticks, room: f64) -> (Vec<Words>, f64) {
        let power = ticks.power.map_or(0.0, |power| Words::factor(power).width(SMALL) + BETWEEN);
        let lines = self.panel.x.label.lines(NORMAL, room - power);
        let count = lines.len().max(usize::from(ticks.power.is_some())) as f64;
        (lines, APART + FIGURE * SMALL + 0.3 * SMALL + count * LEADING * NORMAL)
    }

    /// Draws the panel into a frame.
    pub fn draw(&self, drawing: &mut Drawing, frame: Frame, page: f64, index: &dyn Fn(&Words) -> usize) {
        self.vertical(drawing, frame);
        self.horizontal(drawing, frame, page);
        for curve in &self.panel.curves {
            self.curve(drawing, frame, curve, index(&curve.name));
        }
    }

    fn vertical(&self, drawing: &mut Drawing, frame: Frame) {
        let Frame { left, right, top, bottom } = frame;
        let at = |value: f64| self.y.share(value).map(|share| bottom - share * (bottom - top));
        let mut last = f64::INFINITY;
        for (value, label) in &self.y_ticks.major {
            let Some(y) = at(*value) else { continue };
            drawing.put(Line::new((left, y), (right, y), 0.4, FAINT));
            drawing.put(Line::new((left, y), (left + TICK, y), 0.6, BLACK));
            if last - y >= LEADING * SMALL {
                let place = (left - APART, y + 0.5 * FIGURE * SMALL);
                drawing.put(Text::new(place, Anchor::End, SMALL, label.clone()));
                last = y;
            }
        }
        for y in self.y_ticks.minor.iter().filter_map(|value| at(*value)) {
            drawing.put(Line::new((left, y), (left + 0.6 * TICK, y), 0.4, BLACK));
        }
        if let Some(power) = self.y_ticks.power {
            drawing.put(Text::new((left, top - APART), Anchor::Start, SMALL, Words::factor(power)));
        }
        if !self.panel.title.is_empty() {
            let raise = self.y_ticks.power.map_or(0.0, |_| LEADING * SMALL);
            let (place, room) = ((0.5 * (left + right), top - APART - raise), right - left);
            drawing.put(fitted(place, NORMAL, &self.panel.title, room));
        }
        drawing.put(Line::new((left, top), (left, bottom), 0.7, BLACK));
        let height = bottom - top;
        for (k, line) in self.y_title.iter().enumerate() {
            let x = EDGE + (k as f64 * LEADING + 0.8) * NORMAL;
            drawing.put(Text {
                upwards: true,
                ..fitted((x, 0.5 * (top + bottom)), NORMAL, line, height + self.above)
            });
        }
    }

    fn horizontal(&self, drawing: &mut Drawing, frame: Frame, page: f64) {
        let Frame { left, right, bottom, .. } = frame;
        let ticks = self.x_ticks(left, right, page);
        let at = |value: f64| self.x.share(value).map(|share| left + share * (right - left));
        drawing.put(Line::new((left, bottom), (right, bottom), 0.7, BLACK));
        let baseline = bottom + APART + FIGURE * SMALL;
        let mut last = f64::NEG_INFINITY;
        for (value, label) in &ticks.major {
            let Some(x) = at(*value) else { continue };
            drawing.put(Line::new((x, bottom), (x, bottom - TICK), 0.6, BLACK));
            let (from, to) = span(x, label);
            if from >= last + 0.5 * BETWEEN && from >= EDGE && to <= page - EDGE {
                drawing.put(Text::new((x, baseline), Anchor::Middle, SMALL, label.clone()));
                last = to;
            }
        }
        for x in ticks.minor.iter().filter_map(|value| at(*value)) {
            drawing.put(Line::new((x, bottom), (x, bottom - 0.6 * TICK), 0.4, BLACK));
        }
        let (lines, _) = self.x_title(&ticks, right - left);
        let first = baseline + 0.3 * SMALL + NORMAL;
        let mut end = right;
        if let Some(power) = ticks.power {
            let factor = Words::factor(power);
            end = right - factor.width(SMALL) - BETWEEN;
            drawing.put(Text::new((right, first), Anchor::End, SMALL, factor));
        }
        for (k, line) in lines.iter().enumerate() {
            let half = 0.5 * line.width(NORMAL).min(end - left);
            let middle = (0.5 * (left + right)).min(end - half);
            drawing.put(fitted((middle, first + k as f64 * LEADING * NORMAL), NORMAL, line, end - left));
        }
    }

    fn curve(&self, drawing: &mut Drawing, frame: Frame, curve: &Curve, index: usize) {
        if curve.look == Look::Bars {
            return self.bars(drawing, frame, curve, index);
        }
        for piece in self.pieces(frame, curve) {
            for points in frame.clipped(&piece) {
                drawing.put(stroke(curve.look, index, points));
            }
            if curve.look != Look::Line {
                piece.into_iter().filter(|at| frame.holds(*at)).for_each(|at| drawing.put(marker(index, at)));
            }
        }
    }

    /// A curve in pieces: a value that cannot be shown begins a new one.
    fn pieces(&self, frame: Frame, curve: &Curve) -> Vec<Vec<Place>> {
        let mut pieces = vec![Vec::new()];
        for point in &curve.points {
            match self.place(frame, *point) {
                Some(place) => pieces.last_mut().expect("there is one").push(place),
                None => pieces.push(Vec::new()),
            }
        }
        pieces
    }

    fn place(&self, frame: Frame, (x, y): (f64, f64)) -> Option<Place> {
        let (across, up) = (self.x.share(x)?, self.y.share(y)?);
        let place = (
            frame.left + across * (frame.right - frame.left),
            frame.bottom - up * (frame.bottom - frame.top),
        );
        // Far outside of a range that was given.
        Some((place.0.clamp(-1e5, 1e5), place.1.clamp(-1e5, 1e5)))
    }

    fn bars(&self, drawing: &mut Drawing, frame: Frame, curve: &Curve, index: usize) {
        let half = 0.5 * BAR * self.spacing();
        for &(x, y) in &curve.points {
            let foot = if self.y.log { self.y.low } else { 0.0 };
            let corners = self.place(frame, (x - half, foot)).zip(self.place(frame, (x + half, y)));
            let Some(((left, low), (right, high))) = corners else { continue };
            let inside = |(x, y): Place| (x.clamp(frame.left, frame.right), y.clamp(frame.top, frame.bottom));
            let ((left, low), (right, high)) = (inside((left, low)), inside((right, high)));
            if low - high > 0.01 && right > left {
                drawing.put(Area::rectangle((left, high), (right - left, low - high), colour(index)));
            }
        }
    }

    /// The least distance between points of the panel along the horizontal axis; the unit where there is one alone.
    pub fn spacing(&self) -> f64 {
        let mut values: Vec<f64> =
            self.panel.curves.iter().flat_map(|c| c.points.iter().map(|p| p.0)).collect();
        values.sort_by(f64::total_cmp);
        let steps = values.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0.0);
        let least = steps.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 1.0 }
    }
}

/// Where a label around a point begins and ends.
fn span(x: f64, label: &Words) -> (f64, f64) {
    let half = 0.5 * label.width(SMALL);
    (x - half, x + half)
}

/// Words around a point, smaller where a single one would not fit.
pub fn fitted(place: Place, size: f64, words: &Words, room: f64) -> Text {
    let size = size * (room / words.width(size)).min(1.0);
    Text::new(place, Anchor::Middle, (size * 100.0).floor() / 100.0, words.clone())
}
