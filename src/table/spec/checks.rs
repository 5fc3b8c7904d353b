//! What a spec must hold to beyond its form: names that exist, values that vary, figures that show something.

use toml::Value;
use toml::map::Map;

use super::{Figure, Layout, Spec, shown};
use crate::instance::Objective;
use crate::table::TableError;
use crate::table::published::Published;

/// What a figure can show.
const QUANTITIES: [&str; 4] = ["value", "complement", "gap", "relaxation-gap"];
/// The columns that a comparison looks at; the tolerance of `partition` is in coordinates.
const COLUMNS: [&str; 6] = ["value", "relaxed_value", "complement", "bound", "gap", "partition"];
/// Points of a grid, at most.
const MAX_POINTS: usize = 100_000;

fn wrong(key: impl Into<String>, value: impl ToString, allowed: impl Into<String>) -> TableError {
    TableError::Spec { key: key.into(), value: value.to_string(), allowed: allowed.into() }
}

/// The grid: every key has a list of at least one value, none twice.
pub fn grid(given: &Map<String, Value>) -> Result<Vec<(String, Vec<Value>)>, TableError> {
    let mut points = 1usize;
    let mut grid = Vec::new();
    for (key, value) in given {
        let wrong = |allowed: &str| wrong(format!("grid.\"{key}\""), value, allowed);
        let Value::Array(values) = value else {
            return Err(wrong("must be a list of values; quote the key: \"system.workers\" = [10, 20]"));
        };
        if values.is_empty() {
            return Err(wrong("must have at least one value"));
        }
        let names: Vec<String> = values.iter().map(shown).collect();
        if let Some(twice) = (1..names.len()).find(|&i| names[..i].contains(&names[i])) {
            return Err(wrong(&format!("has the value {} twice", names[twice])));
        }
        points = points.saturating_mul(values.len());
        if points > MAX_POINTS {
            return Err(wrong(&format!("the grid has more than {MAX_POINTS} points: make several tables")));
        }
        grid.push((key.clone(), values.clone()));
    }
    Ok(grid)
}

/// Checks a spec whose methods are known.
pub fn check(spec: &Spec, objective: Objective) -> Result<(), TableError> {
    if spec.layout == Layout::Partition && spec.len() != 1 {
        return Err(wrong("layout", "partition", "must have one point: leave [grid] out"));
    }
    Published::find(spec, objective)?;
    at_most(spec)?;
    tolerances(spec)?;
    spec.figure.as_ref().map_or(Ok(()), |figure| check_figure(spec, figure, objective))
}

fn is_method(spec: &Spec, name: &str) -> bool {
    spec.methods.iter().any(|m| m == name)
}

fn methods(spec: &Spec) -> String {
    format!("must be one of the methods of the table: {}", spec.methods.join(", "))
}

fn at_most(spec: &Spec) -> Result<(), TableError> {
    match spec.at_most.iter().find(|(name, _)| !is_method(spec, name)) {
        Some((name, most)) => Err(wrong(format!("at-most.{name}"), most, methods(spec))),
        None => Ok(()),
    }
}

/// Tolerances are numbers for columns that exist.
fn tolerances(spec: &Spec) -> Result<(), TableError> {
    for (key, value) in &spec.tolerance {
        let (method, column) = key.split_once('.').map_or((None, key.as_str()), |(m, c)| (Some(m), c));
        let wrong = |allowed: String| Err(wrong(format!("tolerance.\"{key}\""), value, allowed));
        if !COLUMNS.contains(&column) || method.is_some_and(|m| !is_method(spec, m)) {
            return wrong(format!("must be COLUMN or \"METHOD.COLUMN\" with one of {}", COLUMNS.join(", ")));
        }
        if !(value.is_finite() && *value >= 0.0) {
            return wrong("must be a finite number >= 0".to_owned());
        }
    }
    Ok(())
}

/// A figure must have numbers to run along and a quantity that the table holds.
fn check_figure(spec: &Spec, figure: &Figure, objective: Objective) -> Result<(), TableError> {
    if let Some(name) = figure.methods.iter().find(|name| !is_method(spec, name)) {
        return Err(wrong("figure.methods", name, methods(spec)));
    }
    let quantity = &figure.quantity;
    let is_runtime = objective == Objective::ExpectedRuntime;
    match quantity.as_str() {
        "complement" if is_runtime => {
            return Err(wrong(
                "figure.quantity",
                quantity,
                "is for probabilities, and this table has runtimes",
            ));
        }
        "relaxation-gap" if !(is_runtime && is_method(spec, "exact") && is_method(spec, "relaxed")) => {
            let allowed = "is for runtimes, and needs the methods exact and relaxed";
            return Err(wrong("figure.quantity", quantity, allowed));
        }
        known if QUANTITIES.contains(&known) => {}
        _ => {
            let allowed = format!("must be one of {}", QUANTITIES.join(", "));
            return Err(wrong("figure.quantity", quantity, allowed));
        }
    }
    if spec.layout == Layout::Partition {
        return Ok(());
    }
    let Some(along) = figure.key.as_ref().or(spec.grid.first().map(|(key, _)| key)) else {
        return Err(wrong("figure", &spec.name, "needs a [grid] to run along, or layout = \"partition\""));
    };
    let Some((_, values)) = spec.grid.iter().find(|(key, _)| key == along) else {
        return Err(wrong("figure.key", along, "must be a key of the grid"));
    };
    let number = |value: &Value| value.as_float().or(value.as_integer().map(|x| x as f64));
    for value in values {
        match number(value) {
            None => {
                let allowed = format!("has the value {}; a figure needs numbers to run along", shown(value));
                return Err(wrong("figure.key", along, allowed));
            }
            Some(x) if figure.x.log && x <= 0.0 => {
                let allowed =
                    format!("{along} has the value {}, which a logarithmic axis cannot show", shown(value));
                return Err(wrong("figure.x.log", true, allowed));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
