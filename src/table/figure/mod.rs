//! Figures for a column of a two-column paper: the quantity of a table against its first key, a curve a
//! method.

mod axis;
mod drawing;
mod pdf;
mod svg;

pub use drawing::Document;

use axis::{Scale, Style, linear_label, log_label};
use drawing::{Anchor, Colour, Item, Shape, width};

use super::output::{relaxation_gap, short};
use super::{Axis, Figure, Layout, Point, Table};

/// Width of a column, in points.
const WIDTH: f64 = 252.0;
/// The rectangle of the curves.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 246.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 150.0;
/// Where the legend begins and how its lines run.
const LEGEND: f64 = 186.0;
const LEGEND_LINE: f64 = 9.5;
/// Size of labels and of axis titles.
const SMALL: f64 = 7.0;
const NORMAL: f64 = 7.5;
const BLACK: Colour = [0, 0, 0];
const FAINT: Colour = [205, 205, 205];

/// Colours that differ in brightness as well (Okabe and Ito).
const COLOURS: [Colour; 7] =
    [[0, 0, 0], [213, 94, 0], [0, 114, 178], [0, 158, 115], [204, 121, 167], [120, 120, 120], [230, 159, 0]];
const SHAPES: [Shape; 5] = [Shape::Circle, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down];
const DASHES: [&[f64]; 4] = [&[], &[4.0, 1.5], &[1.2, 1.2], &[5.0, 1.5, 1.2, 1.5]];

/// A curve.
struct Curve {
    name: String,
    points: Vec<(f64, f64)>,
    published: bool,
}

/// The figure of a table; `None` where none is asked for or nothing can be drawn.
pub fn draw(table: &Table) -> Option<Document> {
    let figure = table.spec.figure.as_ref()?;
    let curves = curves(table, figure);
    let all = |pick: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        curves.iter().flat_map(|curve| curve.points.iter().map(pick)).collect()
    };
    let x = Scale::new(&all(|p| p.0), figure.x.log, LEFT, RIGHT)?;
    let y = Scale::new(&all(|p| p.1), figure.y.log, BOTTOM, TOP)?.down_to_zero();
    let mut items = Vec::new();
    vertical_axis(&mut items, &y, &figure.y);
    horizontal_axis(&mut items, &x, &figure.x);
    for (i, curve) in curves.iter().enumerate() {
        draw_curve(&mut items, curve, i, &x, &y);
    }
    let places = legend_places(&curves);
    for (i, (curve, place)) in curves.iter().zip(&places).enumerate() {
        legend(&mut items, curve, i, *place);
    }
    let size = (WIDTH, places.last().map_or(LEGEND, |place| place.1) + LEGEND_LINE - 5.0);
    Some(Document { title: table.spec.title.clone(), size, items })
}

/// How many values the logarithmic axes of the figure cannot show: those that are not positive.
pub fn left_out(table: &Table) -> usize {
    let Some(figure) = &table.spec.figure else { return 0 };
    let is_hidden = |(x, y): &&(f64, f64)| (figure.x.log && *x <= 0.0) || (figure.y.log && *y <= 0.0);
    curves(table, figure).iter().map(|curve| curve.points.iter().filter(is_hidden).count()).sum()
}

/// A curve a method, then one for every published method; several where further keys vary.
fn curves(table: &Table, figure: &Figure) -> Vec<Curve> {
    let wanted = |name: &str| figure.methods.is_empty() || figure.methods.iter().any(|m| m == name);
    let mut curves = Vec::new();
    for (index, name) in table.spec.methods.iter().enumerate().filter(|(_, name)| wanted(name)) {
        if table.spec.layout == Layout::Partition {
            curves.push(Curve { name: name.clone(), points: blocks(table, index), published: false });
            continue;
        }
        along_grid(table, figure, name, false, &mut curves, |point| quantity(figure, point, index));
        if wanted(name) && PUBLISHED.contains(&name.as_str()) {
            let label = format!("{name}, published");
            along_grid(table, figure, &label, true, &mut curves, |point| {
                let value = point.published[index]?;
                match figure.quantity.as_str() {
                    "value" => Some(value),
                    "complement" => Some(1.0 - value),
                    _ => None,
                }
            });
        }
    }
    curves.retain(|curve| !curve.points.is_empty());
    // Published curves last: the others keep their colours without them.
    curves.sort_by_key(|curve| curve.published);
    curves
}

/// Methods whose published values are drawn as well: those that are random.
const PUBLISHED: [&str; 2] = ["subgradient", "successive-convex"];

/// The curves of a quantity against the figure's key, one for each value of the other keys.
fn along_grid(
    table: &Table,
    figure: &Figure,
    name: &str,
    published: bool,
    curves: &mut Vec<Curve>,
    value: impl Fn(&Point) -> Option<f64>,
) {
    let keys: Vec<&str> = table.spec.grid.iter().map(|(key, _)| key.as_str()).collect();
    let along = figure.key.as_deref().and_then(|key| keys.iter().position(|k| *k == key)).unwrap_or(0);
    for point in &table.points {
        let others: Vec<String> = (0..keys.len())
            .filter(|&k| k != along)
            .map(|k| format!("{} = {}", short(keys[k]), point.values[k]))
            .collect();
        let label = std::iter::once(name.to_owned()).chain(others).collect::<Vec<_>>().join(", ");
        let Some(x) = point.numbers.get(along).copied().filter(|x| x.is_finite()) else { continue };
        let Some(y) = value(point) else { continue };
        match curves.iter_mut().find(|curve| curve.name == label) {
            Some(curve) => curve.points.push((x, y)),
            None => curves.push(Curve { name: label, points: vec![(x, y)], published }),
        }
    }
}

fn quantity(figure: &Figure, point: &Point, index: usize) -> Option<f64> {
    let row = point.report.rows().get(index)?;
    match figure.quantity.as_str() {
        "gap" => row.gap,
        "complement" => row.solution.value.and_then(|v| v.complement),
        "relaxation-gap" => relaxation_gap(point),
        _ => row.solution.value.map(|v| v.value),
    }
}

fn blocks(table: &Table, index: usize) -> Vec<(f64, f64)> {
    let rows = table.points.first().map_or(&[][..], |point| point.report.rows());
    let partition = rows.get(index).and_then(|row| row.solution.partition.as_ref());
    partition.map_or_else(Vec::new, |p| {
        p.blocks().iter().enumerate().map(|(n, &x)| (n as f64, x as f64)).collect()
    })
}

fn line(from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) -> Item {
    Item::Line { points: vec![from, to], width, colour, dash: Vec::new() }
}

fn text(at: (f64, f64), anchor: Anchor, size: f64, words: &str) -> Item {
    Item::Text { at, anchor, size, upwards: false, words: words.to_owned(), raised: String::new() }
}

fn vertical_axis(items: &mut Vec<Item>, scale: &Scale, axis: &Axis) {
    let ticks = scale.ticks(6);
    let style = Style::of(&ticks, axis.log);
    for &tick in &ticks {
        let Some(y) = scale.at(tick) else { continue };
        items.push(line((LEFT, y), (RIGHT, y), 0.4, FAINT));
        label(items, (LEFT - 3.0, y + 2.4), Anchor::End, tick, &style);
    }
    if let Some(exponent) = style.common_power() {
        power(items, (LEFT, TOP - 4.0), Anchor::Start, "x 10", exponent);
    }
    items.push(line((LEFT, TOP), (LEFT, BOTTOM), 0.7, BLACK));
    let middle = 0.5 * (TOP + BOTTOM);
    items.push(Item::Text {
        at: (10.0, middle),
        anchor: Anchor::Middle,
        size: fitting(&axis.label, BOTTOM - 2.0),
        upwards: true,
        words: axis.label.clone(),
        raised: String::new(),
    });
}

fn horizontal_axis(items: &mut Vec<Item>, scale: &Scale, axis: &Axis) {
    // Powers of ten are long labels.
    let ticks = scale.ticks(if axis.log { 4 } else { 7 });
    let style = Style::of(&ticks, axis.log);
    items.push(line((LEFT, BOTTOM), (RIGHT, BOTTOM), 0.7, BLACK));
    for &tick in &ticks {
        let Some(x) = scale.at(tick) else { continue };
        items.push(line((x, BOTTOM), (x, BOTTOM + 2.5), 0.7, BLACK));
        label(items, (x, BOTTOM + 10.0), Anchor::Middle, tick, &style);
    }
    if let Some(exponent) = style.common_power() {
        power(items, (RIGHT, BOTTOM + 19.5), Anchor::End, "x 10", exponent);
    }
    let size = fitting(&axis.label, RIGHT - LEFT);
    items.push(text((0.5 * (LEFT + RIGHT), BOTTOM + 20.0), Anchor::Middle, size, &axis.label));
}

/// The size at which a title fits into its room.
fn fitting(words: &str, room: f64) -> f64 {
    NORMAL * (room / (1.1 * width(words, NORMAL))).min(1.0)
}

/// The label of a tick.
fn label(items: &mut Vec<Item>, at: (f64, f64), anchor: Anchor, tick: f64, style: &Style) {
    match style {
        Style::Decimal(exponent) => items.push(text(at, anchor, SMALL, &linear_label(tick, *exponent))),
        Style::Power => {
            let (mantissa, exponent) = log_label(tick);
            let words = if mantissa == "1" { "10".to_owned() } else { format!("{mantissa} x 10") };
            power(items, at, anchor, &words, exponent);
        }
    }
}

/// Words with an exponent at their end.
fn power(items: &mut Vec<Item>, at: (f64, f64), anchor: Anchor, words: &str, exponent: i32) {
    let (words, raised) = (words.to_owned(), exponent.to_string());
    items.push(Item::Text { at, anchor, size: SMALL, upwards: false, words, raised });
}

fn colour(index: usize) -> Colour {
    COLOURS[index % COLOURS.len()]
}

fn stroke(curve: &Curve, index: usize, points: Vec<(f64, f64)>) -> Item {
    let dash = if curve.published { &[0.6, 1.8] } else { DASHES[index % DASHES.len()] };
    Item::Line { points, width: 0.9, colour: colour(index), dash: dash.to_vec() }
}

fn marker(index: usize, at: (f64, f64)) -> Item {
    let filled = (index / SHAPES.len()).is_multiple_of(2);
    Item::Marker { at, shape: SHAPES[index % SHAPES.len()], colour: colour(index), filled }
}

/// A curve in pieces: a value that cannot be shown, or a step back in `x`, begins a new one.
fn draw_curve(items: &mut Vec<Item>, curve: &Curve, index: usize, x: &Scale, y: &Scale) {
    let mut pieces: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut before = f64::NEG_INFINITY;
    for &(a, b) in &curve.points {
        match (x.at(a), y.at(b)) {
            (Some(a), Some(b)) => {
                if a <= before {
                    pieces.push(Vec::new());
                }
                before = a;
                if let Some(piece) = pieces.last_mut() {
                    piece.push((a, b));
                }
            }
            _ => pieces.push(Vec::new()),
        }
    }
    for piece in pieces {
        if piece.len() > 1 {
            items.push(stroke(curve, index, piece.clone()));
        }
        items.extend(piece.into_iter().map(|at| marker(index, at)));
    }
}

/// Room that an entry takes beside its name.
const ENTRY: f64 = 28.0;

/// Where the entries of the legend begin: beside each other while they fit, then below.
fn legend_places(curves: &[Curve]) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (4.0, LEGEND);
    curves
        .iter()
        .map(|curve| {
            // Fonts that stand in for Helvetica are wider.
            let room = 1.15 * width(&curve.name, SMALL) + ENTRY;
            if x > 4.0 && x + room > WIDTH {
                (x, y) = (4.0, y + LEGEND_LINE);
            }
            let place = (x, y);
            x += room;
            place
        })
        .collect()
}

fn legend(items: &mut Vec<Item>, curve: &Curve, index: usize, (x, y): (f64, f64)) {
    items.push(stroke(curve, index, vec![(x, y - 2.3), (x + 16.0, y - 2.3)]));
    items.push(marker(index, (x + 8.0, y - 2.3)));
    items.push(text((x + 19.0, y), Anchor::Start, SMALL, &curve.name));
}
