//! The panels of a figure: one; one for each value of the other keys where several methods are drawn; or one a method,
//! for bars.

use super::along::along;
use super::curves::{curves, drawn};
use crate::draw::Words;
use crate::plot::{Axis, Curve, LegendPlace, Panel, Plot, merged};
use crate::table::computed::{Point, Table};
use crate::table::definition::{self, Figure, Layout, LegendAt, labels, named};

/// Heights of the frame of one panel, and of one among several.
const ALONE: f64 = 138.0;
const AMONG: f64 = 88.0;
/// Height of a panel of bars.
const BARS: f64 = 66.0;

/// The figure of a table; none where none is asked for.
pub fn plot(table: &Table) -> Option<Plot> {
    let figure = table.spec.figure.as_ref()?;
    let panels = match table.spec.layout {
        Layout::Partition if figure.bars => bars(table, figure),
        _ => multiples(table, figure),
    };
    let legend = match figure.legend {
        LegendAt::Below => LegendPlace::Below,
        LegendAt::None => LegendPlace::None,
        LegendAt::TopLeft => LegendPlace::Corner { is_upper: true, is_left: true },
        LegendAt::TopRight => LegendPlace::Corner { is_upper: true, is_left: false },
        LegendAt::BottomLeft => LegendPlace::Corner { is_upper: false, is_left: true },
        LegendAt::BottomRight => LegendPlace::Corner { is_upper: false, is_left: false },
    };
    let legend = if figure.bars { LegendPlace::None } else { legend };
    Some(Plot { width: figure.width, legend, ..Plot::new(&table.spec.title, panels) })
}

/// A panel for each value of the other keys; of one method alone, a curve each instead.
fn multiples(table: &Table, figure: &Figure) -> Vec<Panel> {
    let groups = groups(table, figure);
    let is_alone = groups.len() > 1 && drawn(table, figure).count() == 1;
    let mut panels: Vec<(Words, Vec<Curve>)> = Vec::new();
    for (title, points) in &groups {
        let curves = curves(table, figure, points);
        if is_alone {
            let named = |curve: Curve| Curve { name: title.clone(), ..curve };
            let curves = curves.into_iter().map(named);
            match panels.first_mut() {
                Some((_, all)) => all.extend(curves),
                None => panels.push((Words::default(), curves.collect())),
            }
        } else if !curves.is_empty() {
            panels.push((title.clone(), curves));
        }
    }
    let (x, y) = (x_axis(table, figure), y_axis(table, figure));
    let is_shared = panels.len() > 1 && table.spec.layout != Layout::History;
    let (x, y) = if is_shared { (shared(x, &panels, |p| p.0), shared(y, &panels, |p| p.1)) } else { (x, y) };
    let height = if panels.len() > 1 { AMONG } else { ALONE };
    let count = panels.len();
    let panel = |(k, (title, curves)): (usize, (Words, Vec<Curve>))| Panel {
        title,
        // Below the last one stands what all have.
        x: if k + 1 == count { x.clone() } else { Axis { label: Words::default(), ..x.clone() } },
        y: y.clone(),
        curves,
        height,
    };
    merged(panels.into_iter().enumerate().map(panel).collect())
}

/// The points with one value of the keys beside the axis each, in the order of the grid.
fn groups<'a>(table: &'a Table, figure: &Figure) -> Vec<(Words, Vec<&'a Point>)> {
    let along = along(table, figure);
    let mut groups: Vec<(Words, Vec<&Point>)> = Vec::new();
    for point in &table.points {
        // Iterations run along no key.
        let is_beside = |k: usize| k != along || table.spec.layout == Layout::History;
        let others = table.spec.grid.iter().zip(&point.values).enumerate().filter(|(k, _)| is_beside(*k));
        let title: Vec<String> =
            others.map(|(_, ((key, _), value))| format!("{} = {value}", named(key))).collect();
        let title = if title.is_empty() { Words::default() } else { Words::plain(&title.join(", ")) };
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, points)) => points.push(point),
            None => groups.push((title, vec![point])),
        }
    }
    groups
}

/// An axis whose ends are those of all panels.
fn shared(axis: Axis, panels: &[(Words, Vec<Curve>)], pick: fn(&(f64, f64)) -> f64) -> Axis {
    let points =
        panels.iter().flat_map(|(_, curves)| curves.iter().flat_map(|curve| curve.points.iter().map(pick)));
    let ends = axis.ends(points);
    let (low, high) = ends.unzip();
    Axis { min: low, max: high, ..axis }
}

/// A panel for each partition, those that are alike in one.
fn bars(table: &Table, figure: &Figure) -> Vec<Panel> {
    let mut named: Vec<(Words, Curve)> = Vec::new();
    for curve in curves(table, figure, &[]) {
        match named.iter_mut().find(|(_, known)| known.points == curve.points) {
            Some((title, _)) => *title = title.clone().then(Words::plain(", ")).then(curve.name),
            // One colour for all.
            None => named.push((curve.name.clone(), Curve { name: Words::plain("blocks"), ..curve })),
        }
    }
    let count = named.len();
    let workers = named.iter().map(|(_, curve)| curve.points.len()).max().unwrap_or(0) as f64;
    let panel = |(k, (title, curve)): (usize, (Words, Curve))| {
        let x = x_axis(table, figure);
        let x = Axis { min: x.min.or(Some(-0.6)), max: x.max.or(Some(workers - 0.4)), ..x };
        let x = if k + 1 == count { x } else { Axis { label: Words::default(), ..x } };
        let y = y_axis(table, figure);
        let y = Axis { from_zero: !y.log, ..y };
        Panel { title, x, y, curves: vec![curve], height: BARS }
    };
    named.into_iter().enumerate().map(panel).collect()
}

fn x_axis(table: &Table, figure: &Figure) -> Axis {
    let key = table.spec.grid.get(along(table, figure)).map(|(key, _)| key.as_str());
    let (default, is_whole) = match (table.spec.layout, key) {
        (Layout::History, _) => ("iteration".to_owned(), true),
        (Layout::Points, Some(key)) => (labels::label(key), labels::is_whole(key)),
        _ => ("number of stragglers tolerated $n$".to_owned(), true),
    };
    axis(&figure.x, &default, is_whole)
}

fn y_axis(table: &Table, figure: &Figure) -> Axis {
    let is_runtime = table.points.first().is_none_or(|point| point.report.is_minimum());
    let default = match (table.spec.layout, figure.quantity.as_str()) {
        (Layout::Partition, _) => "coordinates $x_n$",
        (_, "complement") => "probability of missing the deadline",
        (_, "gap") if is_runtime => "relative gap to the bound",
        (_, "gap") => "gap to the bound",
        (_, "relaxation-gap") => "integer over relaxed optimum − 1",
        _ if is_runtime => "expected overall runtime (unit of $T$)",
        _ => "probability of finishing by the deadline",
    };
    axis(&figure.y, default, table.spec.layout == Layout::Partition)
}

fn axis(given: &definition::Axis, default: &str, is_whole: bool) -> Axis {
    let label = if given.label.is_empty() { default } else { &given.label };
    Axis {
        // Labels were checked with the spec.
        label: Words::parse(label).unwrap_or_else(|_| Words::plain(label)),
        log: given.log,
        min: given.min,
        max: given.max,
        ticks: given.ticks.clone(),
        is_whole,
        from_zero: false,
    }
}
