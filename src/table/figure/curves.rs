//! What a figure shows: a curve a method, several where further keys vary.

use crate::table::computed::{Point, Table};
use crate::table::definition::{Figure, Layout, short};
use crate::table::methods::is_sampled;

/// A curve.
pub struct Curve {
    /// What the legend calls it.
    pub name: String,
    /// Its points, as data.
    pub points: Vec<(f64, f64)>,
    /// Whether its values are published ones.
    pub published: bool,
}

/// The curves of a figure, none empty: a method each, then the published ones, so that the others keep their
/// colours without them.
pub fn curves(table: &Table, figure: &Figure) -> Vec<Curve> {
    let wanted = |name: &str| figure.methods.is_empty() || figure.methods.iter().any(|m| m == name);
    let mut curves = Vec::new();
    for (index, name) in table.spec.methods.iter().enumerate().filter(|(_, name)| wanted(name)) {
        match table.spec.layout {
            Layout::Partition => curves.push(blocks(table, name, index)),
            Layout::Points => curves.extend(of_method(table, figure, name, index)),
        }
    }
    curves.retain(|curve| !curve.points.is_empty());
    curves.sort_by_key(|curve| curve.published);
    curves
}

/// How many values the logarithmic axes of the figure cannot show: those that are not positive.
pub fn left_out(table: &Table) -> usize {
    let Some(figure) = &table.spec.figure else { return 0 };
    let is_hidden = |(x, y): &&(f64, f64)| (figure.x.log && *x <= 0.0) || (figure.y.log && *y <= 0.0);
    curves(table, figure).iter().map(|curve| curve.points.iter().filter(is_hidden).count()).sum()
}

/// The blocks of a method's partition against their level.
fn blocks(table: &Table, name: &str, index: usize) -> Curve {
    let row = table.points.first().and_then(|point| point.report.rows().get(index));
    let partition = row.and_then(|row| row.solution.partition.as_ref());
    let points = partition.map_or_else(Vec::new, |p| {
        p.blocks().iter().enumerate().map(|(n, &x)| (n as f64, x as f64)).collect()
    });
    Curve { name: name.to_owned(), points, published: false }
}

/// The curves of a method; its published values are drawn as well where they are random.
fn of_method(table: &Table, figure: &Figure, name: &str, index: usize) -> Vec<Curve> {
    let mut curves = along_grid(table, figure, name, |point| computed(&figure.quantity, point, index));
    if is_sampled(name) {
        let name = format!("{name}, published");
        let published = along_grid(table, figure, &name, |point| published(&figure.quantity, point, index));
        curves.extend(published.into_iter().map(|curve| Curve { published: true, ..curve }));
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

/// The curves of a quantity against the figure's key, one for each value of the other keys.
fn along_grid(
    table: &Table,
    figure: &Figure,
    name: &str,
    quantity: impl Fn(&Point) -> Option<f64>,
) -> Vec<Curve> {
    let keys: Vec<&str> = table.spec.grid.iter().map(|(key, _)| key.as_str()).collect();
    let along = figure.key.as_deref().and_then(|key| keys.iter().position(|k| *k == key)).unwrap_or(0);
    let mut curves: Vec<Curve> = Vec::new();
    for point in &table.points {
        let others = (0..keys.len()).filter(|&k| k != along);
        let others = others.map(|k| format!("{} = {}", short(keys[k]), point.values[k]));
        let name = std::iter::once(name.to_owned()).chain(others).collect::<Vec<_>>().join(", ");
        let Some(x) = point.numbers.get(along).copied().filter(|x| x.is_finite()) else { continue };
        let Some(y) = quantity(point) else { continue };
        match curves.iter_mut().find(|curve| curve.name == name) {
            Some(curve) => curve.points.push((x, y)),
            None => curves.push(Curve { name, points: vec![(x, y)], published: false }),
        }
    }
    curves
}
