//! The legend: an entry a curve, below the axes.

use super::curves::Curve;
use super::style::{marker, stroke};
use crate::draw::{Anchor, Drawing, Place, SMALL, Text, width};

/// Where the first entry begins.
const LEFT: f64 = 4.0;
const TOP: f64 = 186.0;
/// From one line to the next.
const LINE: f64 = 9.5;
/// Room that an entry takes beside its name.
const ENTRY: f64 = 28.0;

/// Where the entries begin: beside each other while they fit, then below.
pub fn places(curves: &[Curve], page: f64) -> Vec<Place> {
    let (mut x, mut y) = (LEFT, TOP);
    curves
        .iter()
        .map(|curve| {
            // Fonts that stand in for Helvetica are wider.
            let room = 1.15 * width(&curve.name, SMALL) + ENTRY;
            if x > LEFT && x + room > page {
                (x, y) = (LEFT, y + LINE);
            }
            let place = (x, y);
            x += room;
            place
        })
        .collect()
}

/// Where a page with these entries ends.
pub fn bottom(places: &[Place]) -> f64 {
    places.last().map_or(TOP, |place| place.1) + LINE - 5.0
}

/// Draws the entry of a curve.
pub fn entry(drawing: &mut Drawing, curve: &Curve, index: usize, (x, y): Place) {
    drawing.put(stroke(curve, index, vec![(x, y - 2.3), (x + 16.0, y - 2.3)]));
    drawing.put(marker(index, (x + 8.0, y - 2.3)));
    drawing.put(Text::new((x + 19.0, y), Anchor::Start, SMALL, &curve.name));
}
