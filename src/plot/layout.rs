//! A plot on its page.

use super::clip::Frame;
use super::contents::{LegendPlace, Look, Plot, TEX_POINT};
use super::legend::{self, Entry};
use super::panel::Measured;
use crate::draw::{DrawError, Drawing, Words};

/// Right of the frames, and between panels.
const RIGHT: f64 = 8.0;
const BETWEEN: f64 = 6.0;

/// Where the panels of a plot are.
pub struct Layout<'a> {
    /// Width of the page.
    pub page: f64,
    /// The panels and their frames.
    pub panels: Vec<(Measured<'a>, Frame)>,
    /// Where the last one ends, its labels included.
    pub bottom: f64,
}

impl<'a> Layout<'a> {
    /// Of a plot; panels that can show nothing are left out.
    ///
    /// # Errors
    /// When there is nothing to draw, or more than can be told apart.
    pub fn new(plot: &'a Plot) -> Result<Self, DrawError> {
        plot.check()?;
        let page = plot.width * TEX_POINT;
        let measured: Vec<Measured> = plot.panels.iter().filter_map(Measured::new).collect();
        if measured.is_empty() {
            return Err(DrawError::Curves("there is no value that the axes can show".to_owned()));
        }
        let left = measured.iter().map(|panel| panel.left).fold(0.0, f64::max);
        let right = page - RIGHT;
        if right - left < 0.3 * page {
            return Err(DrawError::Curves(
                "the labels leave no room for the curves; make the figure wider".to_owned(),
            ));
        }
        let (mut panels, mut y) = (Vec::new(), 1.0);
        for panel in measured {
            let top = y + panel.above;
            let frame = Frame { left, right, top, bottom: top + panel.panel.height };
            let below = panel.x_title(&panel.x_ticks(left, right, page), right - left).1;
            y = frame.bottom + below + BETWEEN;
            panels.push((panel, frame));
        }
        Ok(Self { page, panels, bottom: y - BETWEEN })
    }
}

/// The entries of a plot's legend.
pub fn entries(plot: &Plot, page: f64) -> Vec<Entry> {
    let look = |name: &Words| {
        let mut curves = plot.panels.iter().flat_map(|panel| &panel.curves);
        curves.find(|curve| curve.name == *name).map_or(Look::Marked, |curve| curve.look)
    };
    let names = plot.names().into_iter().enumerate();
    names.map(|(index, name)| Entry::new(name, look(name), index, page)).collect()
}

/// The plot as a drawing.
///
/// # Errors
/// When there is nothing to draw, more than can be told apart, or no room for it.
pub fn drawn(plot: &Plot) -> Result<Drawing, DrawError> {
    let layout = Layout::new(plot)?;
    let names = plot.names();
    let index = |name: &Words| names.iter().position(|known| *known == name).unwrap_or(0);
    let mut drawing = Drawing::new(&plot.title, (layout.page, layout.bottom));
    for (panel, frame) in &layout.panels {
        panel.draw(&mut drawing, *frame, layout.page, &index);
    }
    let entries = entries(plot, layout.page);
    match plot.legend {
        LegendPlace::None => {}
        LegendPlace::Below => {
            drawing.size.1 = legend::below(&mut drawing, &entries, layout.page, layout.bottom + 3.0);
        }
        LegendPlace::Corner { is_upper, is_left } => {
            if let Some((_, frame)) = layout.panels.first() {
                legend::corner(&mut drawing, &entries, *frame, is_upper, is_left);
            }
        }
    }
    drawing.size.1 += 2.0;
    drawing.check()?;
    Ok(drawing)
}
