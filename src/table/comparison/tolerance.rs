//! Within which tolerances two tables agree.

use crate::table::computed::Table;
use crate::table::methods::is_sampled;

/// A column of numbers that is compared.
pub struct Column {
    pub name: &'static str,
    /// Relative tolerance.
    pub relative: f64,
    /// Absolute tolerance beside it; by default the stated errors of both values.
    pub slack: Option<f64>,
}

const fn column(name: &'static str, relative: f64) -> Column {
    Column { name, relative, slack: None }
}

/// Gaps below this are noise: a solver may stop a little earlier or later.
const SMALL_GAP: f64 = 1e-8;

/// The columns that hold numbers.
pub const COLUMNS: [Column; 5] = [
    column("value", 1e-9),
    column("relaxed_value", 1e-9),
    column("complement", 1e-8),
    column(BOUND, 1e-8),
    Column { name: "gap", relative: 1e-2, slack: Some(SMALL_GAP) },
];

/// The column of the bounds.
const BOUND: &str = "bound";

/// The column of the partitions.
pub const PARTITION: &str = "partition";

/// For methods that sample; not for bounds.
const SAMPLED: f64 = 0.05;

/// The tolerances in words, for help texts.
pub fn tolerances() -> String {
    let columns: Vec<String> = COLUMNS.iter().map(|c| format!("{} {:e}", c.name, c.relative)).collect();
    format!(
        "Relative tolerances: {}; beside them the stated errors of both values, for gaps {SMALL_GAP:e}. Of methods that \
         sample {SAMPLED:e}, and their partitions are not compared. All other partitions, and statuses, must be equal. \
         The [tolerance] of a spec changes this",
        columns.join(", ")
    )
}

/// The tolerance of a column: that of the spec for `method.column`, for `column`, or the default.
pub fn of(table: &Table, method: &str, column: &str, default: f64) -> f64 {
    let given = &table.spec.tolerance;
    let sampled = is_sampled(method) && is_loosened(column);
    let default = if sampled { SAMPLED } else { default };
    given.get(&format!("{method}.{column}")).or_else(|| given.get(column)).copied().unwrap_or(default)
}

/// Whether samples move a column; they do not move a bound.
fn is_loosened(column: &str) -> bool {
    column != BOUND
}

/// Whether the partitions of a method are not compared: samples move them.
pub fn is_exempt(table: &Table, method: &str) -> bool {
    is_sampled(method) && !table.spec.tolerance.contains_key(PARTITION)
}

/// What a table is compared within, in words.
pub fn in_words(table: &Table) -> String {
    let given = &table.spec.tolerance;
    let of = |name: &str, default: f64| given.get(name).copied().unwrap_or(default);
    let mut words: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("{} {:e}", column.name, of(column.name, column.relative)))
        .collect();
    match of(PARTITION, 0.0) {
        0.0 => words.push("partitions equal".to_owned()),
        most => words.push(format!("partitions {most} coordinates")),
    }
    words.extend(
        table.spec.methods.iter().find(|method| is_sampled(method)).map(|method| sampled(table, method)),
    );
    let special = given.iter().filter(|(name, _)| name.contains('.'));
    words.extend(special.map(|(name, most)| format!("{name} {most:e}")));
    format!("tolerances: {}", words.join(", "))
}

/// What a method that samples is compared within: a tolerance of the spec for a column goes before that of the samples.
fn sampled(table: &Table, method: &str) -> String {
    let given = &table.spec.tolerance;
    // Those for this method alone are named apart.
    let of = |column: &Column| given.get(column.name).copied().unwrap_or(column.relative);
    let others = COLUMNS.iter().filter(|column| given.contains_key(column.name) || !is_loosened(column.name));
    let others: Vec<String> = others.map(|column| format!("{} {:e}", column.name, of(column))).collect();
    let partitions = if is_exempt(table, method) { ", their partitions not compared" } else { "" };
    format!("sampled methods {SAMPLED:e} but for {}{partitions}", others.join(" and "))
}
