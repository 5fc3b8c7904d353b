//! What a figure shows: the points of a method, as data.

use super::along::along;
use crate::draw::Words;
use crate::history::Iteration;
use crate::plot::{Curve, Look};
use crate::table::computed::{Point, Table};
use crate::table::definition::{Figure, Layout, named};
use crate::table::methods::is_sampled;

/// The curves of a figure at the points of one panel, none empty: a method each, then the published ones, so that the
/// others keep their colours without them.
pub fn curves(table: &Table, figure: &Figure, points: &[&Point]) -> Vec<Curve> {
    let mut curves = Vec::new();
    for (index, name) in drawn(table, figure) {
        match table.spec.layout {
            Layout::Partition => curves.push(blocks(table, figure, name, index)),
            Layout::History => {
                let of = |point: &&Point| {
                    history(called_in_history(figure, point, index, name), point.histories.get(index)?)
                };
                curves.extend(points.iter().filter_map(of));
            }
            Layout::Points => curves.extend(of_method(table, figure, name, index, points)),
        }
    }
    curves.retain(|curve| !curve.points.is_empty());
    curves.sort_by_key(|curve| curve.look == Look::Published);
    curves
}

/// The methods of a figure, with their places among those of the table.
pub fn drawn<'a>(table: &'a Table, figure: &'a Figure) -> impl Iterator<Item = (usize, &'a String)> {
    let wanted = |name: &str| figure.methods.is_empty() || figure.methods.iter().any(|m| m == name);
    table.spec.methods.iter().enumerate().filter(move |(_, name)| wanted(name))
}

/// What the logarithmic axes of a figure cannot show, each value with its method and point.
pub fn left_out(table: &Table) -> Vec<String> {
    let Some(figure) = &table.spec.figure else { return Vec::new() };
    let mut hidden = Vec::new();
    for (index, name) in drawn(table, figure) {
        if table.spec.layout == Layout::Partition {
            let curve = blocks(table, figure, name, index);
            let empty: Vec<String> = (curve.points.iter())
                .filter(|(x, y)| (figure.x.log && *x <= 0.0) || (figure.y.log && *y <= 0.0))
                .map(|(n, _)| n.to_string())
                .collect();
            if !empty.is_empty() {
                hidden.push(format!("{name}: x_n = 0 at n = {}", empty.join(", ")));
            }
            continue;
        }
        if table.spec.layout == Layout::History {
            continue;
        }
        for point in &table.points {
            let value =
                computed(&figure.quantity, point, index).filter(|value| figure.y.log && *value <= 0.0);
            hidden.extend(value.map(|value| format!("{name}: {value} at {}", label(table, point))));
        }
    }
    hidden
}

fn label(table: &Table, point: &Point) -> String {
    let pairs = table.spec.grid.iter().zip(&point.values);
    pairs.map(|((key, _), value)| format!("{} = {value}", named(key))).collect::<Vec<_>>().join(", ")
}

/// What the legend calls a method; labels were checked with the spec.
fn called(figure: &Figure, method: &str) -> Words {
    let given = figure.names.get(method).and_then(|name| Words::parse(name).ok());
    given.unwrap_or_else(|| Words::plain(method))
}

/// The values of a method against its iterations.
fn history(name: Words, steps: &[Iteration]) -> Option<Curve> {
    let points: Vec<(f64, f64)> = steps.iter().map(|step| (step.iteration as f64, step.value)).collect();
    (!points.is_empty()).then(|| Curve { name, look: Look::of_history(&points), points })
}

/// What the legend calls a method's iterates: those of real blocks are no partitions, unless the spec has a name for them.
fn called_in_history(figure: &Figure, point: &Point, index: usize, method: &str) -> Words {
    let is_relaxed = point.report.rows().get(index).is_some_and(|row| row.solution.relaxed_value.is_some());
    match is_relaxed && !figure.names.contains_key(method) {
        true => Words::plain(&format!("{method} (real blocks)")),
        false => called(figure, method),
    }
}

/// The blocks of a method's partition against their level.
fn blocks(table: &Table, figure: &Figure, name: &str, index: usize) -> Curve {
    let row = table.points.first().and_then(|point| point.report.rows().get(index));
    let partition = row.and_then(|row| row.solution.partition.as_ref());
    let points = partition.map_or_else(Vec::new, |p| {
        p.blocks().iter().enumerate().map(|(n, &x)| (n as f64, x as f64)).collect()
    });
    Curve { name: called(figure, name), points, look: if figure.bars { Look::Bars } else { Look::Marked } }
}

/// The curves of a method; its published values are drawn as well where they are random.
fn of_method(table: &Table, figure: &Figure, name: &str, index: usize, points: &[&Point]) -> Vec<Curve> {
    let along = |quantity: &dyn Fn(&Point) -> Option<f64>| -> Vec<(f64, f64)> {
        let key = along(table, figure);
        let point = |point: &&&Point| {
            let x = point.numbers.get(key).copied().filter(|x| x.is_finite())?;
            Some((x, quantity(point)?))
        };
        let mut found: Vec<(f64, f64)> = points.iter().filter_map(|p| point(&p)).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found
    };
    let mut curves = vec![Curve {
        name: called(figure, name),
        points: along(&|point| computed(&figure.quantity, point, index)),
        look: Look::Marked,
    }];
    if is_sampled(name) {
        curves.push(Curve {
            name: called(figure, name).then(Words::plain(", published")),
            points: along(&|point| published(&figure.quantity, point, index)),
            look: Look::Published,
        });
    }
    curves
}

fn computed(quantity: &str, point: &Point, index: usize) -> Option<f64> {
    let row = point.report.rows().get(index)?;
    match quantity {
        "gap" => row.gap,
        "complement" => row.solution.value.and_then(|v| v.complement),
        "relaxation-gap" => point.relaxation_gap(),
        _ => row.solution.value.map(|v| v.value),
    }
}

fn published(quantity: &str, point: &Point, index: usize) -> Option<f64> {
    let value = (*point.published.get(index)?)?;
    match quantity {
        "value" => Some(value),
        "complement" => Some(1.0 - value),
        _ => None,
    }
}
