//! The figure: axes, curves and a legend below.

use super::curves::{Curve, curves};
use super::legend;
use super::style::{marker, stroke};
use crate::draw::{Axis, Drawing, Frame, HELVETICA, Place, Scale};
use crate::table::computed::Table;

/// Width of a column, in points.
const WIDTH: f64 = 252.0;
const FRAME: Frame = Frame { left: 44.0, right: 246.0, top: 14.0, bottom: 150.0 };

/// The figure of a table; `None` where none is asked for or nothing can be drawn.
pub fn draw(table: &Table) -> Option<Drawing> {
    let figure = table.spec.figure.as_ref()?;
    let curves = curves(table, figure);
    let all = |pick: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        curves.iter().flat_map(|curve| curve.points.iter().map(pick)).collect()
    };
    let x = Scale::new(&all(|p| p.0), figure.x.log, FRAME.left, FRAME.right)?;
    let y = Scale::new(&all(|p| p.1), figure.y.log, FRAME.bottom, FRAME.top)?.down_to_zero();
    let places = legend::places(&curves, WIDTH);
    let mut drawing = Drawing::new(&table.spec.title, (WIDTH, legend::bottom(&places)), HELVETICA);
    FRAME.vertical(&mut drawing, Axis { scale: y, title: &figure.y.label });
    FRAME.horizontal(&mut drawing, Axis { scale: x, title: &figure.x.label });
    for (i, curve) in curves.iter().enumerate() {
        draw_curve(&mut drawing, curve, i, (x, y));
    }
    for (i, (curve, place)) in curves.iter().zip(places).enumerate() {
        legend::entry(&mut drawing, curve, i, place);
    }
    Some(drawing)
}

fn draw_curve(drawing: &mut Drawing, curve: &Curve, index: usize, scales: (Scale, Scale)) {
    for piece in pieces(curve, scales) {
        if piece.len() > 1 {
            drawing.put(stroke(curve, index, piece.clone()));
        }
        piece.into_iter().for_each(|at| drawing.put(marker(index, at)));
    }
}

/// A curve in pieces: a value that cannot be shown, or a step back in `x`, begins a new one.
fn pieces(curve: &Curve, (x, y): (Scale, Scale)) -> Vec<Vec<Place>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Place> = Vec::new();
    for &(a, b) in &curve.points {
        let place = x.at(a).zip(y.at(b));
        let goes_on = place.is_some_and(|(x, _)| piece.last().is_none_or(|&(before, _)| x > before));
        if !goes_on {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.extend(place);
    }
    pieces.push(piece);
    pieces
}
