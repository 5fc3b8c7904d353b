//! What tells the curves apart: colour, dashes and marker, each by the curve's index.

use super::curves::Curve;
use crate::draw::{Colour, Line, Marker, Place, Shape};

/// Colours that differ in brightness as well (Okabe and Ito).
const COLOURS: [Colour; 7] =
    [[0, 0, 0], [213, 94, 0], [0, 114, 178], [0, 158, 115], [204, 121, 167], [120, 120, 120], [230, 159, 0]];
const SHAPES: [Shape; 5] = [Shape::Circle, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down];
const DASHES: [&[f64]; 4] = [&[], &[4.0, 1.5], &[1.2, 1.2], &[5.0, 1.5, 1.2, 1.5]];
/// Dots, for what is published.
const DOTS: &[f64] = &[0.6, 1.8];

/// The line of a curve.
pub fn stroke(curve: &Curve, index: usize, points: Vec<Place>) -> Line {
    let dash = if curve.published { DOTS } else { DASHES[index % DASHES.len()] };
    Line { points, width: 0.9, colour: colour(index), dash: dash.to_vec() }
}

/// A marker of a curve.
pub fn marker(index: usize, at: Place) -> Marker {
    let filled = (index / SHAPES.len()).is_multiple_of(2);
    Marker { at, shape: SHAPES[index % SHAPES.len()], colour: colour(index), filled }
}

fn colour(index: usize) -> Colour {
    COLOURS[index % COLOURS.len()]
}
