//! What a plot shows.

use super::axis::Axis;
use crate::draw::{DrawError, Words};

/// A point of TeX in points of a page.
pub const TEX_POINT: f64 = 72.0 / 72.27;
/// Width of a column of a two-column journal (IEEEtran), in points of TeX.
const COLUMN: f64 = 252.0;
/// Curves that colours, dashes and markers tell apart.
pub const MOST_CURVES: usize = 10;

/// How a curve is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A line with a marker at every point.
    Marked,
    /// A line alone.
    Line,
    /// A dotted line with markers: values that others published.
    Published,
    /// A bar at every point.
    Bars,
}

/// Points of a curve that are lost in a line beside curves of many.
const FEW_POINTS: usize = 8;

impl Look {
    /// Of a history: a line, with markers where it has few points.
    pub fn of_history(points: &[(f64, f64)]) -> Self {
        if points.len() > FEW_POINTS { Self::Line } else { Self::Marked }
    }
}

/// A curve.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What the legend calls it; curves of several panels with one name look alike.
    pub name: Words,
    /// Its points, as data.
    pub points: Vec<(f64, f64)>,
    /// How it is drawn.
    pub look: Look,
}

/// One pair of axes.
#[derive(Debug, Clone)]
pub struct Panel {
    /// What stands above; nothing for one alone.
    pub title: Words,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves.
    pub curves: Vec<Curve>,
    /// Height of the frame, in points of a page.
    pub height: f64,
}

/// Where the legend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LegendPlace {
    /// Below the axes.
    #[default]
    Below,
    /// Nowhere.
    None,
    /// In a corner of the first panel: above or below, left or right.
    Corner {
        /// Whether it is an upper corner.
        is_upper: bool,
        /// Whether it is a left one.
        is_left: bool,
    },
}

/// A plot.
#[derive(Debug, Clone)]
pub struct Plot {
    /// Its title, for the files' metadata.
    pub title: String,
    /// Width in points of TeX.
    pub width: f64,
    /// The panels, from above.
    pub panels: Vec<Panel>,
    /// Where the legend is.
    pub legend: LegendPlace,
}

impl Plot {
    /// Of panels, as wide as a column, the legend below.
    pub fn new(title: impl Into<String>, panels: Vec<Panel>) -> Self {
        Self { title: title.into(), width: COLUMN, panels, legend: LegendPlace::default() }
    }

    /// Whether there is a value that its axes can show.
    pub fn has_values(&self) -> bool {
        self.panels.iter().any(|panel| {
            let can = |axis: &Axis, value: f64| value.is_finite() && !(axis.log && value <= 0.0);
            panel
                .curves
                .iter()
                .flat_map(|curve| &curve.points)
                .any(|p| can(&panel.x, p.0) && can(&panel.y, p.1))
        })
    }

    /// The names of the curves, each once, in the order of the panels.
    pub fn names(&self) -> Vec<&Words> {
        let mut names: Vec<&Words> = Vec::new();
        for curve in self.panels.iter().flat_map(|panel| &panel.curves) {
            if !names.contains(&&curve.name) {
                names.push(&curve.name);
            }
        }
        names
    }

    /// That there is something to see, and no more than can be told apart.
    ///
    /// # Errors
    /// When there is not, or there is.
    pub fn check(&self) -> Result<(), DrawError> {
        let names = self.names().len();
        if names > MOST_CURVES {
            return Err(DrawError::Curves(format!(
                "{names} curves, of which no more than {MOST_CURVES} can be told apart: name fewer methods or values"
            )));
        }
        if self.panels.iter().all(|panel| panel.curves.is_empty()) {
            return Err(DrawError::Curves("there is nothing to draw".to_owned()));
        }
        Ok(())
    }
}
