//! Compares a table with a stored one, column by column.

use serde_json::Value as Json;

use super::computed::Table;
use super::error::TableError;
use super::methods::is_sampled;
use super::output::document;

/// Relative tolerances of the columns that hold numbers.
const DEFAULTS: [(&str, f64); 5] =
    [("value", 1e-9), ("relaxed_value", 1e-9), ("complement", 1e-8), ("bound", 1e-8), ("gap", 1e-2)];
/// Gaps below this are noise: a solver may stop a little earlier or later.
const SMALL_GAP: f64 = 1e-8;
/// For methods that sample.
const SAMPLED_TOLERANCE: f64 = 0.05;

/// What moved between a stored document (`NAME.json` of an earlier run) and the table: a line each, none if
/// nothing did.
///
/// # Errors
/// When the stored text is not a table of this program.
pub fn compare(table: &Table, stored: &str) -> Result<Vec<String>, TableError> {
    let stored: Json = serde_json::from_str(stored).map_err(|e| {
        TableError::Stored(format!("is not JSON ({e}); give the NAME.json of an earlier run"))
    })?;
    let rows = |document: &Json| -> Option<Vec<Json>> { document.get("rows")?.as_array().cloned() };
    let old = rows(&stored)
        .ok_or_else(|| TableError::Stored("has no rows; give the NAME.json of an earlier run".to_owned()))?;
    let new = rows(&document(table)).unwrap_or_default();
    let mut moved = Vec::new();
    for row in &new {
        match old.iter().find(|other| key(other) == key(row)) {
            None => moved.push(format!("{}: not in the stored table", key(row))),
            Some(other) => differences(table, other, row, &mut moved),
        }
    }
    for other in old.iter().filter(|other| !new.iter().any(|row| key(row) == key(other))) {
        moved.push(format!("{}: only in the stored table", key(other)));
    }
    Ok(moved)
}

/// What identifies a row: the point and the method.
fn key(row: &Json) -> String {
    let point: Vec<String> = (row.get("point").and_then(Json::as_object))
        .map(|point| {
            point.iter().map(|(key, value)| format!("{key} = {}", value.as_str().unwrap_or("?"))).collect()
        })
        .unwrap_or_default();
    let method = row.get("method").and_then(Json::as_str).unwrap_or("?");
    if point.is_empty() { method.to_owned() } else { format!("{}, {method}", point.join(", ")) }
}

/// What moved between two rows of one key.
fn differences(table: &Table, old: &Json, new: &Json, moved: &mut Vec<String>) {
    let method = new.get("method").and_then(Json::as_str).unwrap_or("?");
    let (before, after) = (cell(old, "status"), cell(new, "status"));
    if before != after {
        moved.push(format!("{}: status was {before}, is {after}", key(new)));
    }
    let most = tolerance(table, method, "partition", 0.0);
    let is_reference = !is_sampled(method) || table.spec.tolerance.contains_key("partition");
    if is_reference && blocks_moved(cell(old, "partition"), cell(new, "partition"), most) {
        moved.push(format!("{}: the partition has moved (tolerance {most} coordinates)", key(new)));
    }
    for (column, default) in DEFAULTS {
        let tolerance = tolerance(table, method, column, default);
        moved.extend(number_moved(old, new, column, tolerance).map(|how| format!("{}: {how}", key(new))));
    }
}

/// How the number in a column moved, if it did.
fn number_moved(old: &Json, new: &Json, column: &str, tolerance: f64) -> Option<String> {
    let (before, after) = (cell(old, column).as_f64(), cell(new, column).as_f64());
    let (Some(a), Some(b)) = (before, after) else {
        let show = |x: Option<f64>| x.map_or("none".to_owned(), |x| format!("{x:?}"));
        return (before != after).then(|| format!("{column} was {}, is {}", show(before), show(after)));
    };
    let error = |row: &Json| cell(row, "value_error").as_f64().unwrap_or(0.0);
    let slack = if column == "gap" { SMALL_GAP } else { error(old) + error(new) };
    let has_moved = (a - b).abs() > tolerance * a.abs().max(b.abs()) + slack;
    has_moved.then(|| format!("{column} was {a:?}, is {b:?} (tolerance {tolerance:e})"))
}

fn cell<'a>(row: &'a Json, column: &str) -> &'a Json {
    row.get(column).unwrap_or(&Json::Null)
}

/// Whether two lists of blocks differ by more than a number of coordinates in some block.
fn blocks_moved(old: &Json, new: &Json, most: f64) -> bool {
    match (old.as_array(), new.as_array()) {
        (None, None) => false,
        (Some(old), Some(new)) if old.len() == new.len() => {
            let pairs = old.iter().zip(new).map(|(a, b)| (a.as_f64(), b.as_f64()));
            pairs.into_iter().any(|(a, b)| a.zip(b).is_none_or(|(a, b)| (a - b).abs() > most))
        }
        _ => true,
    }
}

/// The tolerance of a column: that of the spec for `method.column`, for `column`, or the default.
fn tolerance(table: &Table, method: &str, column: &str, default: f64) -> f64 {
    let given = &table.spec.tolerance;
    let sampled = is_sampled(method) && column != "bound";
    let default = if sampled { SAMPLED_TOLERANCE } else { default };
    given.get(&format!("{method}.{column}")).or_else(|| given.get(column)).copied().unwrap_or(default)
}
