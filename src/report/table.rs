//! The table that text, Markdown and LaTeX share, and the partitions below it.

use super::number::{self, NONE, measured};
use super::optimality::OptimalBy;
use super::row::Row;
use super::rows::Report;
use super::sampled::Sampled;
use crate::partition::Partition;

/// Relative precision at which probabilities of being late are shown.
const LATE_PRECISION: f64 = 5e-4;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, aligned to the left.
    Words,
    /// Numbers, aligned to the right.
    Number,
}

/// A column with one cell a method.
pub struct Column {
    pub title: &'static str,
    pub kind: Kind,
    pub cells: Vec<String>,
}

/// The columns; those of probabilities only where there are any.
pub fn columns(report: &Report) -> Vec<Column> {
    let rows = report.rows();
    let words = |title, cells| Column { title, kind: Kind::Words, cells };
    let numbers = |title, cells: Vec<Option<String>>| Column {
        title,
        kind: Kind::Number,
        cells: cells.into_iter().map(|cell| cell.unwrap_or_else(|| NONE.to_owned())).collect(),
    };
    let mut columns = vec![
        words("method", rows.iter().map(|row| row.solution.method.to_owned()).collect()),
        words("status", rows.iter().map(|row| row.solution.status.name().to_owned()).collect()),
        numbers("value", rows.iter().map(|row| row.solution.value.map(measured)).collect()),
    ];
    if report.proofs().is_some() || rows.iter().any(|row| row.value_rigour.is_proved()) {
        let rigour = |row: &Row| row.solution.value.map_or(NONE, |_| row.value_rigour.name()).to_owned();
        columns.push(words("rigour", rows.iter().map(rigour).collect()));
    }
    let complements: Vec<_> = rows
        .iter()
        .map(|row| row.solution.value.and_then(|v| v.complement.map(|c| late(c, v.error))))
        .collect();
    if complements.iter().any(Option::is_some) {
        columns.push(numbers("1 - value", complements));
    }
    let shown =
        |sampled: Option<Sampled>| sampled?.standard_error.map(|error| number::digits(error, 0.01 * error));
    if rows.iter().any(|row| row.sampled.is_some_and(|found| found.standard_error.is_some())) {
        columns.push(numbers("std. error", rows.iter().map(|row| shown(row.sampled)).collect()));
    }
    if rows.iter().any(|row| row.held_out.is_some()) {
        let value = |sampled: Option<Sampled>| {
            let Sampled { value, standard_error, .. } = sampled?;
            Some(match value.is_finite() {
                true => number::digits(value, 0.01 * standard_error.unwrap_or(value)),
                false => "infinite".to_owned(),
            })
        };
        columns.push(numbers("held out", rows.iter().map(|row| value(row.held_out)).collect()));
        columns.push(numbers("its std. error", rows.iter().map(|row| shown(row.held_out)).collect()));
    }
    let mark = if is_unfinished(report) { UNFINISHED } else { "" };
    let gap = |gap: f64| format!("{}{mark}", number::gap(gap));
    columns.push(numbers("gap", rows.iter().map(|row| row.gap.map(gap)).collect()));
    if !report.is_minimum() {
        columns.push(numbers("late gap", rows.iter().map(|row| row.complement_gap.map(gap)).collect()));
    }
    let gains: Vec<_> = rows.iter().map(|row| report.gain(row).map(number::gain)).collect();
    if gains.iter().any(Option::is_some) {
        columns.push(numbers("gain", gains));
    }
    columns.push(numbers(
        "relaxed value",
        rows.iter().map(|row| row.solution.relaxed_value.map(measured)).collect(),
    ));
    columns.push(numbers(
        "seconds",
        rows.iter().map(|row| Some(number::seconds(row.solution.seconds))).collect(),
    ));
    columns
}

/// A probability of being late; `json` and `csv` have all its digits.
pub fn late(complement: f64, error: f64) -> String {
    number::digits(complement, error.max(LATE_PRECISION * complement))
}

/// What marks a gap to a bound whose computation did not end by itself.
pub const UNFINISHED: &str = "*";

fn is_unfinished(report: &Report) -> bool {
    report.bound().is_some_and(|bound| !bound.is_finished())
}

fn rows_gain(report: &Report) -> bool {
    report.rows().iter().any(|row| report.gain(row).is_some())
}

/// What is to be said of the columns below them.
pub fn footnotes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if rows_gain(report) {
        notes.push(match report.is_minimum() {
            true => "gain: the runtime without redundancy over the value".to_owned(),
            false => "gain: the probability of being late without redundancy over 1 - value".to_owned(),
        });
    }
    if !report.is_minimum() {
        notes.push("late gap: of the probability of being late, (1 - value)/(1 - bound) - 1".to_owned());
    }
    notes.extend(open_optima(report));
    if let Some(bound) = report.bound().filter(|bound| !bound.is_finished()) {
        notes.push(format!(
            "{UNFINISHED} to an unfinished bound ({}: {}); the optimum may be nearer than they say",
            bound.method,
            bound.status.name()
        ));
    }
    notes
}

/// Which rows are optimal though their gaps are open, and by what.
fn open_optima(report: &Report) -> Vec<String> {
    let of = |is_wanted: fn(OptimalBy) -> bool| {
        let rows = report.rows().iter().filter(|row| report.optimal_by(row).is_some_and(is_wanted));
        let methods: Vec<&str> = rows.map(|row| row.solution.method).collect();
        let are = if methods.len() == 1 { "is" } else { "are" };
        (!methods.is_empty()).then(|| format!("optimal: {} {are} so", methods.join(", ")))
    };
    let gaps = if report.is_minimum() { "gap says" } else { "gap and late gap say" };
    let over_reals = of(|by| by == OptimalBy::RealBlocks).map(|rows| {
        format!("{rows} over real blocks, before rounding; the integers are as far from the bound as {gaps}")
    });
    let unproved = of(|by| by != OptimalBy::RealBlocks).map(|rows| {
        format!("{rows} by a bound in double precision, which is not proved; the bound that is proved is as far as {gaps}")
    });
    over_reals.into_iter().chain(unproved).collect()
}

/// Longest partition that is shown in full.
const SHOWN_IN_FULL: usize = 100;
/// Blocks shown at either end of a longer one.
const SHOWN_AT_ENDS: usize = 8;

/// The blocks separated by spaces; the middle of a long partition is left out.
pub fn blocks(partition: &Partition) -> String {
    let blocks = partition.blocks();
    let list = |blocks: &[u64]| blocks.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
    if blocks.len() <= SHOWN_IN_FULL {
        return list(blocks);
    }
    let (head, rest) = blocks.split_at(SHOWN_AT_ENDS);
    let (middle, tail) = rest.split_at(rest.len() - SHOWN_AT_ENDS);
    format!("{} ... ({} more) ... {}", list(head), middle.len(), list(tail))
}

/// Method and blocks of every row that has a partition.
pub fn partitions(report: &Report) -> Vec<(&'static str, String)> {
    report
        .rows()
        .iter()
        .filter_map(|row| Some((row.solution.method, blocks(row.solution.partition.as_ref()?))))
        .collect()
}

/// What the list of partitions holds.
pub fn partitions_title(report: &Report) -> String {
    let workers = report.instance().system.workers;
    let elided = if workers > SHOWN_IN_FULL { "; in full with --format json or csv" } else { "" };
    match workers {
        1 => "block x_0: coordinates that tolerate 0 stragglers".to_owned(),
        _ => format!("blocks x_0 to x_{}: coordinates that tolerate n stragglers{elided}", workers - 1),
    }
}

/// Method and note of every row that has one.
pub fn notes(report: &Report) -> Vec<(&'static str, &str)> {
    report
        .rows()
        .iter()
        .filter_map(|row| Some((row.solution.method, row.solution.note.as_deref()?)))
        .collect()
}
