//! What tells curves apart: colour, dashes and marker, each by the curve's index.

use super::contents::Look;
use crate::draw::{Colour, Line, Marker, Place, Shape};

/// Colours that differ in brightness as well (Okabe and Ito).
const COLOURS: [Colour; 7] =
    [[0, 0, 0], [213, 94, 0], [0, 114, 178], [0, 158, 115], [204, 121, 167], [120, 120, 120], [230, 159, 0]];
const SHAPES: [Shape; 5] = [Shape::Circle, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down];
const DASHES: [&[f64]; 4] = [&[], &[4.0, 1.5], &[1.2, 1.2], &[5.0, 1.5, 1.2, 1.5]];
/// Dots, for what is published.
const DOTS: &[f64] = &[0.6, 1.8];
/// Width of a curve.
const WIDTH: f64 = 0.9;

/// The line of a curve.
pub fn stroke(look: Look, index: usize, points: Vec<Place>) -> Line {
    Line { points, width: WIDTH, colour: colour(index), dash: dash(look, index).to_vec() }
}

/// The dashes of a curve.
pub fn dash(look: Look, index: usize) -> &'static [f64] {
    if look == Look::Published { DOTS } else { DASHES[index % DASHES.len()] }
}

/// A marker of a curve.
pub fn marker(index: usize, at: Place) -> Marker {
    Marker { at, shape: shape(index), colour: colour(index), filled: is_filled(index) }
}

/// The shape of a curve's markers.
pub fn shape(index: usize) -> Shape {
    SHAPES[index % SHAPES.len()]
}

/// Whether a curve's markers are filled.
pub fn is_filled(index: usize) -> bool {
    (index / SHAPES.len()).is_multiple_of(2)
}

/// The colour of a curve.
pub fn colour(index: usize) -> Colour {
    COLOURS[index % COLOURS.len()]
}
